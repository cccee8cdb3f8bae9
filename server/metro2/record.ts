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

/** A base segment with the consumers associated with it: one account as furnished. */
export interface Metro2Record {
  base: BaseSegment
  j1: J1Segment[]
  j2: J2Segment[]
}
