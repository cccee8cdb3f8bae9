/**
 * The 426-character layout as data. A field is a tuple of number, name, type, length and need; positions follow from the
 * order. Types: N numeric (right, zeros), AN text (left, blanks), D date MMDDYYYY, T time stamp MMDDYYYYHHMMSS (both
 * zeros when empty). Need: R required, A when applicable, O optional.
 */
export type FieldType = 'N' | 'AN' | 'D' | 'T'
export type FieldNeed = 'R' | 'A' | 'O'
export type FieldTuple = readonly [number: string, name: string, type: FieldType, length: number, need: FieldNeed]

export const layout = {
  header: [
    ['1', 'recordDescriptorWord', 'N', 4, 'R'],
    ['2', 'recordIdentifier', 'AN', 6, 'R'],
    ['3', 'cycleIdentifier', 'AN', 2, 'A'],
    ['4', 'innovisProgramIdentifier', 'AN', 10, 'A'],
    ['5', 'equifaxProgramIdentifier', 'AN', 10, 'A'],
    ['6', 'experianProgramIdentifier', 'AN', 5, 'A'],
    ['7', 'transunionProgramIdentifier', 'AN', 10, 'A'],
    ['8', 'activityDate', 'D', 8, 'R'],
    ['9', 'dateCreated', 'D', 8, 'R'],
    ['10', 'programDate', 'D', 8, 'O'],
    ['11', 'programRevisionDate', 'D', 8, 'O'],
    ['12', 'reporterName', 'AN', 40, 'R'],
    ['13', 'reporterAddress', 'AN', 96, 'R'],
    ['14', 'reporterTelephoneNumber', 'N', 10, 'O'],
    ['15', 'softwareVendorName', 'AN', 40, 'A'],
    ['16', 'softwareVersionNumber', 'AN', 5, 'A'],
    ['17', 'microbiltPrbcProgramIdentifier', 'AN', 10, 'A'],
    ['18', 'reserved', 'AN', 146, 'O'],
  ],
  base: [
    ['1', 'recordDescriptorWord', 'N', 4, 'R'],
    ['2', 'processingIndicator', 'N', 1, 'R'],
    ['3', 'timeStamp', 'T', 14, 'R'],
    ['4', 'correctionIndicator', 'N', 1, 'O'],
    ['5', 'identificationNumber', 'AN', 20, 'R'],
    ['6', 'cycleIdentifier', 'AN', 2, 'A'],
    ['7', 'consumerAccountNumber', 'AN', 30, 'R'],
    ['8', 'portfolioType', 'AN', 1, 'R'],
    ['9', 'accountType', 'AN', 2, 'R'],
    ['10', 'dateOpened', 'D', 8, 'R'],
    ['11', 'creditLimit', 'N', 9, 'A'],
    ['12', 'highestCredit', 'N', 9, 'R'],
    ['13', 'termsDuration', 'AN', 3, 'R'],
    ['14', 'termsFrequency', 'AN', 1, 'A'],
    ['15', 'scheduledMonthlyPaymentAmount', 'N', 9, 'A'],
    ['16', 'actualPaymentAmount', 'N', 9, 'A'],
    ['17A', 'accountStatus', 'AN', 2, 'R'],
    ['17B', 'paymentRating', 'AN', 1, 'A'],
    ['18', 'paymentHistoryProfile', 'AN', 24, 'R'],
    ['19', 'specialComment', 'AN', 2, 'A'],
    ['20', 'complianceConditionCode', 'AN', 2, 'A'],
    ['21', 'currentBalance', 'N', 9, 'A'],
    ['22', 'amountPastDue', 'N', 9, 'A'],
    ['23', 'originalChargeOffAmount', 'N', 9, 'A'],
    ['24', 'dateOfAccountInformation', 'D', 8, 'R'],
    ['25', 'dateOfFirstDelinquency', 'D', 8, 'A'],
    ['26', 'dateClosed', 'D', 8, 'A'],
    ['27', 'dateOfLastPayment', 'D', 8, 'A'],
    ['28', 'interestTypeIndicator', 'AN', 1, 'O'],
    ['29', 'reserved', 'AN', 17, 'O'],
    ['30', 'surname', 'AN', 25, 'R'],
    ['31', 'firstName', 'AN', 20, 'R'],
    ['32', 'middleName', 'AN', 20, 'A'],
    ['33', 'generationCode', 'AN', 1, 'A'],
    ['34', 'socialSecurityNumber', 'N', 9, 'R'],
    ['35', 'dateOfBirth', 'D', 8, 'R'],
    ['36', 'telephoneNumber', 'N', 10, 'O'],
    ['37', 'ecoaCode', 'AN', 1, 'R'],
    ['38', 'consumerInformationIndicator', 'AN', 2, 'A'],
    ['39', 'countryCode', 'AN', 2, 'O'],
    ['40', 'firstLineOfAddress', 'AN', 32, 'R'],
    ['41', 'secondLineOfAddress', 'AN', 32, 'A'],
    ['42', 'city', 'AN', 20, 'R'],
    ['43', 'state', 'AN', 2, 'R'],
    ['44', 'postalCode', 'AN', 9, 'R'],
    ['45', 'addressIndicator', 'AN', 1, 'O'],
    ['46', 'residenceCode', 'AN', 1, 'O'],
  ],
  j1: [
    ['1', 'segmentIdentifier', 'AN', 2, 'R'],
    ['2', 'reserved1', 'AN', 1, 'O'],
    ['3', 'surname', 'AN', 25, 'R'],
    ['4', 'firstName', 'AN', 20, 'R'],
    ['5', 'middleName', 'AN', 20, 'A'],
    ['6', 'generationCode', 'AN', 1, 'A'],
    ['7', 'socialSecurityNumber', 'N', 9, 'R'],
    ['8', 'dateOfBirth', 'D', 8, 'R'],
    ['9', 'telephoneNumber', 'N', 10, 'O'],
    ['10', 'ecoaCode', 'AN', 1, 'R'],
    ['11', 'consumerInformationIndicator', 'AN', 2, 'A'],
    ['12', 'reserved2', 'AN', 1, 'O'],
  ],
  j2: [
    ['1', 'segmentIdentifier', 'AN', 2, 'R'],
    ['2', 'reserved1', 'AN', 1, 'O'],
    ['3', 'surname', 'AN', 25, 'R'],
    ['4', 'firstName', 'AN', 20, 'R'],
    ['5', 'middleName', 'AN', 20, 'A'],
    ['6', 'generationCode', 'AN', 1, 'A'],
    ['7', 'socialSecurityNumber', 'N', 9, 'R'],
    ['8', 'dateOfBirth', 'D', 8, 'R'],
    ['9', 'telephoneNumber', 'N', 10, 'O'],
    ['10', 'ecoaCode', 'AN', 1, 'R'],
    ['11', 'consumerInformationIndicator', 'AN', 2, 'A'],
    ['12', 'countryCode', 'AN', 2, 'O'],
    ['13', 'firstLineOfAddress', 'AN', 32, 'R'],
    ['14', 'secondLineOfAddress', 'AN', 32, 'A'],
    ['15', 'city', 'AN', 20, 'R'],
    ['16', 'state', 'AN', 2, 'R'],
    ['17', 'postalCode', 'AN', 9, 'R'],
    ['18', 'addressIndicator', 'AN', 1, 'O'],
    ['19', 'residenceCode', 'AN', 1, 'O'],
    ['20', 'reserved2', 'AN', 2, 'O'],
  ],
  k1: [
    ['1', 'segmentIdentifier', 'AN', 2, 'R'],
    ['2', 'originalCreditorName', 'AN', 30, 'R'],
    ['3', 'creditorClassification', 'N', 2, 'R'],
  ],
  k2: [
    ['1', 'segmentIdentifier', 'AN', 2, 'R'],
    ['2', 'purchasedFromSoldToIndicator', 'N', 1, 'R'],
    ['3', 'purchasedFromSoldToName', 'AN', 30, 'A'],
    ['4', 'reserved', 'AN', 1, 'O'],
  ],
  k3: [
    ['1', 'segmentIdentifier', 'AN', 2, 'R'],
    ['2', 'agencyIdentifier', 'N', 2, 'A'],
    ['3', 'accountNumber', 'AN', 18, 'A'],
    ['4', 'mortgageIdentificationNumber', 'AN', 18, 'O'],
  ],
  k4: [
    ['1', 'segmentIdentifier', 'AN', 2, 'R'],
    ['2', 'specializedPaymentIndicator', 'N', 2, 'R'],
    ['3', 'deferredPaymentStartDate', 'D', 8, 'A'],
    ['4', 'balloonPaymentDueDate', 'D', 8, 'A'],
    ['5', 'balloonPaymentAmount', 'N', 9, 'A'],
    ['6', 'reserved', 'AN', 1, 'O'],
  ],
  l1: [
    ['1', 'segmentIdentifier', 'AN', 2, 'R'],
    ['2', 'changeIndicator', 'N', 1, 'R'],
    ['3', 'newConsumerAccountNumber', 'AN', 30, 'A'],
    ['4', 'newIdentificationNumber', 'AN', 20, 'A'],
    ['5', 'reserved', 'AN', 1, 'O'],
  ],
  n1: [
    ['1', 'segmentIdentifier', 'AN', 2, 'R'],
    ['2', 'employerName', 'AN', 30, 'R'],
    ['3', 'firstLineOfEmployerAddress', 'AN', 32, 'O'],
    ['4', 'secondLineOfEmployerAddress', 'AN', 32, 'O'],
    ['5', 'employerCity', 'AN', 20, 'O'],
    ['6', 'employerState', 'AN', 2, 'O'],
    ['7', 'employerPostalCode', 'AN', 9, 'O'],
    ['8', 'occupation', 'AN', 18, 'A'],
    ['9', 'reserved', 'AN', 1, 'O'],
  ],
  trailer: [
    ['1', 'recordDescriptorWord', 'N', 4, 'R'],
    ['2', 'recordIdentifier', 'AN', 7, 'R'],
    ['3', 'totalBaseRecords', 'N', 9, 'R'],
    ['4', 'reserved1', 'AN', 9, 'O'],
    ['5', 'totalStatusCodeDF', 'N', 9, 'O'],
    ['6', 'totalAssociatedConsumerSegmentsJ1', 'N', 9, 'A'],
    ['7', 'totalAssociatedConsumerSegmentsJ2', 'N', 9, 'A'],
    ['8', 'blockCount', 'N', 9, 'A'],
    ['9', 'totalStatusCodeDA', 'N', 9, 'O'],
    ['10', 'totalStatusCode05', 'N', 9, 'O'],
    ['11', 'totalStatusCode11', 'N', 9, 'O'],
    ['12', 'totalStatusCode13', 'N', 9, 'O'],
    ['13', 'totalStatusCode61', 'N', 9, 'O'],
    ['14', 'totalStatusCode62', 'N', 9, 'O'],
    ['15', 'totalStatusCode63', 'N', 9, 'O'],
    ['16', 'totalStatusCode64', 'N', 9, 'O'],
    ['17', 'totalStatusCode65', 'N', 9, 'O'],
    ['18', 'totalStatusCode71', 'N', 9, 'O'],
    ['19', 'totalStatusCode78', 'N', 9, 'O'],
    ['20', 'totalStatusCode80', 'N', 9, 'O'],
    ['21', 'totalStatusCode82', 'N', 9, 'O'],
    ['22', 'totalStatusCode83', 'N', 9, 'O'],
    ['23', 'totalStatusCode84', 'N', 9, 'O'],
    ['24', 'totalStatusCode88', 'N', 9, 'O'],
    ['25', 'totalStatusCode89', 'N', 9, 'O'],
    ['26', 'totalStatusCode93', 'N', 9, 'O'],
    ['27', 'totalStatusCode94', 'N', 9, 'O'],
    ['28', 'totalStatusCode95', 'N', 9, 'O'],
    ['29', 'totalStatusCode96', 'N', 9, 'O'],
    ['30', 'totalStatusCode97', 'N', 9, 'O'],
    ['31', 'totalEcoaCodeZ', 'N', 9, 'O'],
    ['32', 'totalEmploymentSegmentsN1', 'N', 9, 'O'],
    ['33', 'totalOriginalCreditorSegmentsK1', 'N', 9, 'O'],
    ['34', 'totalPurchasedSoldSegmentsK2', 'N', 9, 'O'],
    ['35', 'totalMortgageInformationSegmentsK3', 'N', 9, 'O'],
    ['36', 'totalSpecializedPaymentSegmentsK4', 'N', 9, 'O'],
    ['37', 'totalChangeSegmentsL1', 'N', 9, 'O'],
    ['38', 'totalSocialSecurityNumbersAll', 'N', 9, 'O'],
    ['39', 'totalSocialSecurityNumbersBase', 'N', 9, 'O'],
    ['40', 'totalSocialSecurityNumbersJ1', 'N', 9, 'O'],
    ['41', 'totalSocialSecurityNumbersJ2', 'N', 9, 'O'],
    ['42', 'totalDatesOfBirthAll', 'N', 9, 'O'],
    ['43', 'totalDatesOfBirthBase', 'N', 9, 'O'],
    ['44', 'totalDatesOfBirthJ1', 'N', 9, 'O'],
    ['45', 'totalDatesOfBirthJ2', 'N', 9, 'O'],
    ['46', 'totalTelephoneNumbersAll', 'N', 9, 'O'],
    ['47', 'reserved2', 'AN', 19, 'O'],
  ],
} as const satisfies Record<string, readonly FieldTuple[]>

export type SegmentName = keyof typeof layout

/** Order of the segments of one record; J1 and J2 repeat, the others stand at most once. */
export const segmentOrder = ['base', 'j1', 'j2', 'k1', 'k2', 'k3', 'k4', 'l1', 'n1'] as const

/** Length of a segment in characters. */
export const segmentLength = Object.fromEntries(
  Object.entries(layout).map(([name, fields]) => [name, fields.reduce((sum, field) => sum + field[3], 0)]),
) as Record<SegmentName, number>

/** A field with its place: `start` counts from 1, as the format does. */
export interface FieldPlace {
  number: string
  name: string
  type: FieldType
  start: number
  length: number
  need: FieldNeed
}

/** The fields of a segment with their positions. */
export function fieldPlaces(segment: SegmentName): FieldPlace[] {
  let start = 1
  return (layout[segment] as readonly FieldTuple[]).map(([number, name, type, length, need]) => {
    const place = { number, name, type, start, length, need }
    start += length
    return place
  })
}
