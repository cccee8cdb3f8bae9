/** Code tables of the fields a preset can fill with constants, so that a wrong code is told when the preset is saved. */
import * as codes from '../metro2/codes.ts'

export interface CodeTable {
  /** "Account Status (Field 17A)". */
  title: string
  codes: ReadonlySet<string>
}

function table(title: string, listed: Iterable<string>): CodeTable {
  return { title, codes: new Set(listed) }
}

const tables: Record<string, CodeTable> = {
  portfolioType: table('Portfolio Type (Field 8)', Object.keys(codes.portfolioTypes)),
  accountType: table('Account Type (Field 9)', codes.allAccountTypes),
  termsFrequency: table('Terms Frequency (Field 14)', Object.keys(codes.termsFrequencies)),
  accountStatus: table('Account Status (Field 17A)', Object.keys(codes.accountStatuses)),
  paymentRating: table('Payment Rating (Field 17B)', Object.keys(codes.paymentRatings)),
  specialComment: table('Special Comment (Field 19)', Object.keys(codes.specialComments)),
  complianceConditionCode: table('Compliance Condition Code (Field 20)', Object.keys(codes.complianceConditions)),
  interestTypeIndicator: table('Interest Type Indicator (Field 28)', Object.keys(codes.interestTypes)),
  generationCode: table('Generation Code (Field 33)', Object.keys(codes.generationCodes)),
  ecoaCode: table('ECOA Code (Field 37)', Object.keys(codes.ecoaCodes)),
  consumerInformationIndicator: table(
    'Consumer Information Indicator (Field 38)',
    Object.keys(codes.consumerInformationIndicators),
  ),
  addressIndicator: table('Address Indicator (Field 45)', Object.keys(codes.addressIndicators)),
  residenceCode: table('Residence Code (Field 46)', Object.keys(codes.residenceCodes)),
}

/** The code table of a field, or null when it is free text. Blank is always allowed. */
export function codeTableOf(field: string): CodeTable | null {
  return Object.hasOwn(tables, field) ? tables[field]! : null
}
