/** What the fields that recipes fill want: kind, width, code table. Drawn from the format's own layout. */

import { derivedFields } from '../metro2/facts.ts'
import { type FieldTuple, layout } from '../metro2/layout.ts'
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
const cut = new Set(['surname', 'firstName', 'middleName', 'firstLineOfAddress', 'secondLineOfAddress', 'city'])
const derivable = new Set<string>(derivedFields)

function target([, name, type, width]: FieldTuple): Target {
  const kinds = { N: 'amount', AN: 'text', D: 'date', T: 'text' } as const
  const special = { socialSecurityNumber: 'ssn', dateOfBirth: 'birthDate', telephoneNumber: 'text' } as const
  const kind: TargetKind = special[name as keyof typeof special] ?? kinds[type]
  const sensitive = kind === 'ssn' || kind === 'birthDate'
  const isText = kind === 'text'
  return {
    name,
    kind,
    width: isText ? width : null,
    codes: isText ? codeTableOf(name) : null,
    cut: cut.has(name),
    sensitive,
    derivable: derivable.has(name),
    finished: isText,
  }
}

const base = new Map(layout.base.map((field) => [field[1] as string, target(field)]))

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

/** A fact of a history, or a key: kept as it stands. */
export function factTarget(name: string, kind: TargetKind, codes: CodeTable | null = null): Target {
  return { name, kind, width: null, codes, cut: false, sensitive: false, derivable: false, finished: false }
}
