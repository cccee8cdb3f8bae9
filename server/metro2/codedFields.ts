/** Which fields of the format hold codes, and of which table: for lists to choose from and for checking what is written. */
import * as codes from './codes.ts'
import { fieldPlaces, type SegmentName } from './layout.ts'

export interface FieldCode {
  /** As it stands in a file: `71`, `01`. */
  code: string
  meaning: string
  /** Portfolio types that may use it; null where every portfolio may. */
  portfolios: string[] | null
}

export interface CodedField {
  /** Path in a record: `base.accountStatus`, `k1.creditorClassification`. */
  path: string
  segment: SegmentName
  /** `accountStatus` */
  name: string
  /** Number of the field in its segment: `17A`. */
  number: string
  title: string
  codes: readonly FieldCode[]
  /** The codes are those of each character of the field, not of the field as a whole. */
  isPerCharacter: boolean
  /** False: other values than those listed may stand in the field (a Canadian province, a term in months). */
  isComplete: boolean
}

/** Portfolios that a code is bound to (G-SCC-1, G-CCC-1, G-PHP-2). What only the account type decides is not bound here. */
type Bound = Readonly<Record<string, string>>

const lines = 'CR'
const leases = Object.fromEntries('BB BC BD BE BF BG BH BI BJ BK BS'.split(' ').map((code) => [code, 'I']))
const boundComments: Bound = { ...leases, AP: lines, CJ: lines, CK: lines, CL: lines, BL: 'COR' }

/** An account type stands in every portfolio whose table has it, with the same meaning. */
const accountTypes: codes.CodeTable = Object.assign({}, ...Object.values(codes.accountTypes))
const boundTypes: Bound = Object.fromEntries(
  Object.keys(accountTypes).map((type) => [
    type,
    Object.keys(codes.accountTypes)
      .filter((portfolio) => Object.hasOwn(codes.accountTypes[portfolio]!, type))
      .join(''),
  ]),
)

interface Table {
  title: string
  codes: codes.CodeTable
  /** Segments that have a field of this name with these codes. */
  segments: readonly SegmentName[]
  bound?: Bound
  isPerCharacter?: true
  isOpen?: true
}

const base: readonly SegmentName[] = ['base']
const everyone: readonly SegmentName[] = ['base', 'j1', 'j2']
const addressed: readonly SegmentName[] = ['base', 'j2']

/** By name of the field. */
const tables: Record<string, Table> = {
  correctionIndicator: { title: 'Correction Indicator', codes: codes.correctionIndicators, segments: base },
  portfolioType: { title: 'Portfolio Type', codes: codes.portfolioTypes, segments: base },
  accountType: { title: 'Account Type', codes: accountTypes, segments: base, bound: boundTypes },
  termsDuration: {
    title: 'Terms Duration',
    codes: codes.termsDurationWords,
    segments: base,
    bound: { LOC: 'C', REV: 'R', '001': 'OIM' },
    isOpen: true,
  },
  termsFrequency: { title: 'Terms Frequency', codes: codes.termsFrequencies, segments: base },
  accountStatus: { title: 'Account Status', codes: codes.accountStatuses, segments: base },
  paymentRating: { title: 'Payment Rating', codes: codes.paymentRatings, segments: base },
  paymentHistoryProfile: {
    title: 'Payment History Profile',
    codes: codes.historyCharacters,
    segments: base,
    bound: { E: 'COR' },
    isPerCharacter: true,
  },
  specialComment: { title: 'Special Comment', codes: codes.specialComments, segments: base, bound: boundComments },
  complianceConditionCode: {
    title: 'Compliance Condition Code',
    codes: codes.complianceConditions,
    segments: base,
    bound: { XA: 'COR' },
  },
  interestTypeIndicator: { title: 'Interest Type Indicator', codes: codes.interestTypes, segments: base },
  generationCode: { title: 'Generation Code', codes: codes.generationCodes, segments: everyone },
  ecoaCode: { title: 'ECOA Code', codes: codes.ecoaCodes, segments: everyone },
  consumerInformationIndicator: {
    title: 'Consumer Information Indicator',
    codes: codes.consumerInformationIndicators,
    segments: everyone,
  },
  countryCode: { title: 'Country Code', codes: codes.countries, segments: addressed, isOpen: true },
  state: { title: 'State', codes: codes.stateNames, segments: addressed, isOpen: true },
  addressIndicator: { title: 'Address Indicator', codes: codes.addressIndicators, segments: addressed },
  residenceCode: { title: 'Residence Code', codes: codes.residenceCodes, segments: addressed },
  creditorClassification: {
    title: 'Creditor Classification',
    codes: codes.creditorClassifications,
    segments: ['k1'],
  },
  purchasedFromSoldToIndicator: {
    title: 'Purchased From/Sold To Indicator',
    codes: codes.purchasedSoldIndicators,
    segments: ['k2'],
  },
  agencyIdentifier: { title: 'Agency Identifier', codes: codes.agencyIdentifiers, segments: ['k3'] },
  specializedPaymentIndicator: {
    title: 'Specialized Payment Indicator',
    codes: codes.specializedPaymentIndicators,
    segments: ['k4'],
  },
  changeIndicator: { title: 'Change Indicator', codes: codes.changeIndicators, segments: ['l1'] },
  employerState: { title: 'Employer State', codes: codes.stateNames, segments: ['n1'], isOpen: true },
}

function codesOf({ codes: table, bound = {} }: Table): FieldCode[] {
  const entries = Object.entries(table)
  // An object puts 10 before 01; tables of letters keep the order they are written in.
  if (entries.some(([code]) => /^\d/.test(code))) entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return entries.map(([code, meaning]) => ({ code, meaning, portfolios: bound[code]?.split('') ?? null }))
}

function fieldsOf([name, table]: [string, Table]): CodedField[] {
  const { title, isPerCharacter = false, isOpen = false } = table
  const shared = codesOf(table)
  return table.segments.map((segment) => {
    const { number } = fieldPlaces(segment).find((place) => place.name === name)!
    const path = `${segment}.${name}`
    return { path, segment, name, number, title, codes: shared, isPerCharacter, isComplete: !isOpen }
  })
}

/** Every coded field of every segment, in the order of the segments. */
export const codedFields: readonly CodedField[] = Object.entries(tables)
  .flatMap(fieldsOf)
  .sort((a, b) => (a.segment === b.segment ? 0 : a.segment < b.segment ? -1 : 1))
