/**
 * The Metro 2 record as data: what the codec writes and reads, what rules look at, what the API shows.
 *
 * Amounts are whole dollars (number), dates are calendar dates (`YYYY-MM-DD`) or null for zero-filled, text is upper case
 * with '' for blank. Constants of the format (descriptor words, segment identifiers, reserved bytes) are not part of the data.
 */

/** A calendar date, `YYYY-MM-DD`. Never a `Date`: a time zone must not be able to move it. */
export type CalendarDate = string

export interface BaseSegment {
  /** Field 3 */
  timeStamp: string
  /** Field 4 */
  correctionIndicator: number
  /** Field 5 */
  identificationNumber: string
  /** Field 6 */
  cycleIdentifier: string
  /** Field 7 */
  consumerAccountNumber: string
  /** Field 8 */
  portfolioType: string
  /** Field 9 */
  accountType: string
  /** Field 10 */
  dateOpened: CalendarDate | null
  /** Field 11 */
  creditLimit: number
  /** Field 12 */
  highestCredit: number
  /** Field 13 */
  termsDuration: string
  /** Field 14 */
  termsFrequency: string
  /** Field 15 */
  scheduledMonthlyPaymentAmount: number
  /** Field 16 */
  actualPaymentAmount: number
  /** Field 17A */
  accountStatus: string
  /** Field 17B */
  paymentRating: string
  /** Field 18 */
  paymentHistoryProfile: string
  /** Field 19 */
  specialComment: string
  /** Field 20 */
  complianceConditionCode: string
  /** Field 21 */
  currentBalance: number
  /** Field 22 */
  amountPastDue: number
  /** Field 23 */
  originalChargeOffAmount: number
  /** Field 24 */
  dateOfAccountInformation: CalendarDate | null
  /** Field 25 */
  dateOfFirstDelinquency: CalendarDate | null
  /** Field 26 */
  dateClosed: CalendarDate | null
  /** Field 27 */
  dateOfLastPayment: CalendarDate | null
  /** Field 28 */
  interestTypeIndicator: string
  /** Field 30 */
  surname: string
  /** Field 31 */
  firstName: string
  /** Field 32 */
  middleName: string
  /** Field 33 */
  generationCode: string
  /** Field 34 */
  socialSecurityNumber: string
  /** Field 35 */
  dateOfBirth: CalendarDate | null
  /** Field 36 */
  telephoneNumber: string
  /** Field 37 */
  ecoaCode: string
  /** Field 38 */
  consumerInformationIndicator: string
  /** Field 39 */
  countryCode: string
  /** Field 40 */
  firstLineOfAddress: string
  /** Field 41 */
  secondLineOfAddress: string
  /** Field 42 */
  city: string
  /** Field 43 */
  state: string
  /** Field 44 */
  postalCode: string
  /** Field 45 */
  addressIndicator: string
  /** Field 46 */
  residenceCode: string
}

export interface J1Segment {
  /** Field 3 */
  surname: string
  /** Field 4 */
  firstName: string
  /** Field 5 */
  middleName: string
  /** Field 6 */
  generationCode: string
  /** Field 7 */
  socialSecurityNumber: string
  /** Field 8 */
  dateOfBirth: CalendarDate | null
  /** Field 9 */
  telephoneNumber: string
  /** Field 10 */
  ecoaCode: string
  /** Field 11 */
  consumerInformationIndicator: string
}

export interface J2Segment {
  /** Field 3 */
  surname: string
  /** Field 4 */
  firstName: string
  /** Field 5 */
  middleName: string
  /** Field 6 */
  generationCode: string
  /** Field 7 */
  socialSecurityNumber: string
  /** Field 8 */
  dateOfBirth: CalendarDate | null
  /** Field 9 */
  telephoneNumber: string
  /** Field 10 */
  ecoaCode: string
  /** Field 11 */
  consumerInformationIndicator: string
  /** Field 12 */
  countryCode: string
  /** Field 13 */
  firstLineOfAddress: string
  /** Field 14 */
  secondLineOfAddress: string
  /** Field 15 */
  city: string
  /** Field 16 */
  state: string
  /** Field 17 */
  postalCode: string
  /** Field 18 */
  addressIndicator: string
  /** Field 19 */
  residenceCode: string
}

export interface Header {
  /** Field 3 */
  cycleIdentifier: string
  /** Field 4 */
  innovisProgramIdentifier: string
  /** Field 5 */
  equifaxProgramIdentifier: string
  /** Field 6 */
  experianProgramIdentifier: string
  /** Field 7 */
  transunionProgramIdentifier: string
  /** Field 8 */
  activityDate: CalendarDate | null
  /** Field 9 */
  dateCreated: CalendarDate | null
  /** Field 10 */
  programDate: CalendarDate | null
  /** Field 11 */
  programRevisionDate: CalendarDate | null
  /** Field 12 */
  reporterName: string
  /** Field 13 */
  reporterAddress: string
  /** Field 14 */
  reporterTelephoneNumber: string
  /** Field 15 */
  softwareVendorName: string
  /** Field 16 */
  softwareVersionNumber: string
  /** Field 17 */
  microbiltPrbcProgramIdentifier: string
}

/** Original creditor: collection agencies, debt buyers, guarantors. */
export interface K1Segment {
  /** Field 2 */
  originalCreditorName: string
  /** Field 3: 1-15; 0 where the furnisher left it blank. */
  creditorClassification: number
}

/** Purchased from or sold to. */
export interface K2Segment {
  /** Field 2: 1 from, 2 to, 9 remove. */
  purchasedFromSoldToIndicator: number
  /** Field 3: blank with 9. */
  purchasedFromSoldToName: string
}

/** Mortgage information. */
export interface K3Segment {
  /** Field 2: 0 none, 1 Fannie Mae, 2 Freddie Mac. */
  agencyIdentifier: number
  /** Field 3 */
  accountNumber: string
  /** Field 4 */
  mortgageIdentificationNumber: string
}

/** Specialized payment: balloon or deferred. */
export interface K4Segment {
  /** Field 2: 1 balloon, 2 deferred. */
  specializedPaymentIndicator: number
  /** Field 3 */
  deferredPaymentStartDate: CalendarDate | null
  /** Field 4 */
  balloonPaymentDueDate: CalendarDate | null
  /** Field 5, whole dollars. */
  balloonPaymentAmount: number
}

/** Account number or identification number change. */
export interface L1Segment {
  /** Field 2: 1 account number, 2 identification number, 3 both. */
  changeIndicator: number
  /** Field 3: blank with 2. */
  newConsumerAccountNumber: string
  /** Field 4: blank with 1. */
  newIdentificationNumber: string
}

/** Employment. */
export interface N1Segment {
  /** Field 2 */
  employerName: string
  /** Field 3 */
  firstLineOfEmployerAddress: string
  /** Field 4 */
  secondLineOfEmployerAddress: string
  /** Field 5 */
  employerCity: string
  /** Field 6 */
  employerState: string
  /** Field 7 */
  employerPostalCode: string
  /** Field 8 */
  occupation: string
}

/** Segments that stand at most once in a record, in their order after the consumers. */
export const appendedOnce = ['k1', 'k2', 'k3', 'k4', 'l1', 'n1'] as const

export type AppendedOnce = (typeof appendedOnce)[number]

/** A base segment with the consumers associated with it and what is appended to it: one account as furnished. */
export interface Metro2Record {
  base: BaseSegment
  j1: J1Segment[]
  j2: J2Segment[]
  k1?: K1Segment
  k2?: K2Segment
  k3?: K3Segment
  k4?: K4Segment
  l1?: L1Segment
  n1?: N1Segment
}
