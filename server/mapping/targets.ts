/** What the fields that recipes fill want: kind, width, code table. Drawn from the format's own layout. */

import { derivedFields } from '../metro2/facts.ts'
import { type FieldTuple, layout, type SegmentName } from '../metro2/layout.ts'
import { type AppendedOnce, appendedOnce } from '../metro2/record.ts'
import { type CodeTable, codeTableOf } from './codeTables.ts'

/** amount is whole dollars; money (facts of a history only) is cents. */
export type TargetKind = 'text' | 'amount' | 'date' | 'ssn' | 'birthDate' | 'money' | 'integer'

export interface Target {
  name: string
  kind: TargetKind
  /** Characters the field holds; null where there is no limit. */
  width: number | null
  codes: CodeTable | null
  /** Too long a text is cut (names, addresses) or rejects the document. */
  cut: boolean
  /** Never shown in a message or a trace. */
  sensitive: boolean
  derivable: boolean
  /** Text of the format: upper case, ASCII. Facts of a history are kept as they stand. */
  finished: boolean
}

const consumerNames = [
  'surname',
  'firstName',
  'middleName',
  'generationCode',
  'socialSecurityNumber',
  'dateOfBirth',
  'telephoneNumber',
  'ecoaCode',
  'consumerInformationIndicator',
  'countryCode',
  'firstLineOfAddress',
  'secondLineOfAddress',
  'city',
  'state',
  'postalCode',
  'addressIndicator',
  'residenceCode',
] as const
export type ConsumerFieldName = (typeof consumerNames)[number]

const setByProgram = ['recordDescriptorWord', 'processingIndicator', 'timeStamp', 'correctionIndicator']
const notOfAccount = new Set<string>([...consumerNames, ...setByProgram, 'identificationNumber', 'reserved'])
/** Names and addresses: a shorter form says the same. A number cut short is another number. */
const cut = new Set([
  'surname',
  'firstName',
  'middleName',
  'firstLineOfAddress',
  'secondLineOfAddress',
  'city',
  'originalCreditorName',
  'purchasedFromSoldToName',
  'employerName',
  'firstLineOfEmployerAddress',
  'secondLineOfEmployerAddress',
  'employerCity',
  'occupation',
])
const derivable = new Set<string>(derivedFields)

function kindOf(segment: SegmentName, [, name, type]: FieldTuple): TargetKind {
  const kinds = { N: 'amount', AN: 'text', D: 'date', T: 'text' } as const
  const special = { socialSecurityNumber: 'ssn', dateOfBirth: 'birthDate', telephoneNumber: 'text' } as const
  // Some codes are numbers to the format. A preset writes all codes alike: 01.
  if (codeTableOf(segment, name) !== null) return 'text'
  return special[name as keyof typeof special] ?? kinds[type]
}

function target(segment: SegmentName, field: FieldTuple): Target {
  const [, name, , width] = field
  const kind = kindOf(segment, field)
  const sensitive = kind === 'ssn' || kind === 'birthDate'
  const isText = kind === 'text'
  return {
    name,
    kind,
    width: isText ? width : null,
    codes: isText ? codeTableOf(segment, name) : null,
    cut: cut.has(name),
    sensitive,
    derivable: derivable.has(name),
    finished: isText,
  }
}

const base = new Map(layout.base.map((field) => [field[1] as string, target('base', field)]))

export const accountTargets: ReadonlyMap<string, Target> = new Map(
  [...base].filter(([name]) => !notOfAccount.has(name)),
)
export const consumerTargets: ReadonlyMap<string, Target> = new Map(
  consumerNames.map((name) => [name as string, base.get(name)!]),
)

/** Fields nothing but a recipe can fill. Derivable fields without a recipe are derived. */
export const requiredOfAccount = [
  'consumerAccountNumber',
  'portfolioType',
  'accountType',
  'dateOpened',
  'highestCredit',
  'termsDuration',
  'termsFrequency',
]
export const requiredOfConsumer = [
  'surname',
  'firstName',
  'socialSecurityNumber',
  'dateOfBirth',
  'ecoaCode',
  'firstLineOfAddress',
  'city',
  'state',
  'postalCode',
]

function targetsOf(segment: AppendedOnce): ReadonlyMap<string, Target> {
  const fields: readonly FieldTuple[] = layout[segment]
  const own = fields.filter(([, name]) => name !== 'segmentIdentifier' && !name.startsWith('reserved'))
  return new Map(own.map((field) => [field[1], target(segment, field)]))
}

/** Fields of the segments that stand at most once in a record. */
export const segmentTargets = Object.fromEntries(
  appendedOnce.map((segment) => [segment, targetsOf(segment)]),
) as unknown as Record<AppendedOnce, ReadonlyMap<string, Target>>

/** Fields without which a segment says nothing: where all of them are blank, there is no segment. */
export const keysOfSegment: Record<AppendedOnce, string[]> = {
  k1: ['originalCreditorName'],
  k2: ['purchasedFromSoldToIndicator'],
  k3: ['mortgageIdentificationNumber', 'accountNumber'],
  k4: ['specializedPaymentIndicator'],
  l1: ['changeIndicator'],
  n1: ['employerName'],
}
/** Of K3 either of its keys may do; the account number needs its agency, which is 00 where there is no recipe. */
export const requiredOfSegment: Record<AppendedOnce, string[]> = {
  k1: ['originalCreditorName', 'creditorClassification'],
  k2: ['purchasedFromSoldToIndicator', 'purchasedFromSoldToName'],
  k3: [],
  k4: ['specializedPaymentIndicator'],
  l1: ['changeIndicator'],
  n1: ['employerName'],
}

/** A fact of a history, or a key: kept as it stands. */
export function factTarget(name: string, kind: TargetKind, codes: CodeTable | null = null): Target {
  return { name, kind, width: null, codes, cut: false, sensitive: false, derivable: false, finished: false }
}
