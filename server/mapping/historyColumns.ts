/** The columns of each list of facts, as `server/metro2/facts.ts` has them. */
import type { CodeTable } from './codeTables.ts'
import { accountTargets, factTarget, type Target, type TargetKind } from './targets.ts'

export interface Column {
  target: Target
  /** Never null in a fact. */
  needed: boolean
  /** The row counts only from this day on: rows after `asOf` are left out. */
  ends: boolean
  /** The value where the preset has no recipe. */
  otherwise: string | null
}

export const sectionNames = [
  'instalments',
  'satisfactions',
  'adjustments',
  'snapshots',
  'chargeOffs',
  'bankruptcies',
] as const
export type SectionName = (typeof sectionNames)[number]

function words(title: string, ...codes: string[]): CodeTable {
  return { title, codes: new Set(codes) }
}

function needed(name: string, kind: TargetKind, codes: CodeTable | null = null): Column {
  return { target: factTarget(name, kind, codes), needed: true, ends: false, otherwise: null }
}

function optional(name: string, kind: TargetKind, codes: CodeTable | null = null): Column {
  return { ...needed(name, kind, codes), needed: false }
}

const date: Column = { ...needed('date', 'date'), ends: true }
const towards = words('word for towards', 'INSTALMENTS', 'PRINCIPAL', 'FEES', 'RECOVERY')
const states = words('state of a bankruptcy', 'PETITION', 'DISCHARGED', 'DISMISSED', 'REAFFIRMED')
const chapters = words('chapter', '7', '9', '11', '12', '13')

const sections: Record<Exclude<SectionName, 'adjustments'>, Column[]> = {
  // Not left out by date: a changed due date can bring an instalment forward.
  instalments: [needed('due', 'date'), needed('amount', 'money')],
  satisfactions: [
    date,
    needed('amount', 'money'),
    { ...needed('towards', 'text', towards), otherwise: 'INSTALMENTS' },
    optional('reversedOn', 'date'),
  ],
  snapshots: [
    date,
    optional('daysPastDue', 'integer'),
    optional('accountStatus', 'text', accountTargets.get('accountStatus')!.codes),
    optional('balance', 'money'),
    optional('amountPastDue', 'money'),
    optional('lastPaymentDate', 'date'),
    optional('firstDelinquencyDate', 'date'),
    optional('netChargeOff', 'money'),
  ],
  chargeOffs: [date, needed('amount', 'money')],
  bankruptcies: [
    needed('consumerKey', 'text'),
    optional('chapter', 'text', chapters),
    needed('state', 'text', states),
    optional('filed', 'date'),
    optional('ended', 'date'),
  ],
}

const adjustments: Record<string, Column[]> = {
  DUE_DATE_CHANGED: [date, needed('from', 'date'), needed('to', 'date')],
  PAST_DUE_ADJUSTED: [date, optional('amount', 'money')],
  DAYS_PAST_DUE_RESET: [date],
  DEFERRED: [date, optional('until', 'date')],
}

export function columnsOf(name: SectionName, kind: string | null): Column[] {
  return name === 'adjustments' ? (adjustments[kind ?? ''] ?? []) : sections[name]
}
