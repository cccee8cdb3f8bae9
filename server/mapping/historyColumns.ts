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
const towards = words('word for towards', 'INSTALMENTS', 'CREDIT', 'PRINCIPAL', 'FEES', 'RECOVERY')
const states = words('state of a bankruptcy', 'PETITION', 'DISCHARGED', 'DISMISSED', 'REAFFIRMED')
const chapters = words('chapter', '7', '9', '11', '12', '13')

export type Cell = string | number | null
export type FactRow = Record<string, Cell>

/** The columns of one kind of row, and the row made of their values (one shape a kind, so that rows are cheap to read). */
export interface RowKind {
  columns: Column[]
  make(cells: Cell[]): FactRow
}

const sections: Record<Exclude<SectionName, 'adjustments'>, RowKind> = {
  instalments: {
    // Not left out by date: a changed due date can bring an instalment forward.
    columns: [
      needed('due', 'date'),
      needed('amount', 'money'),
      optional('balloon', 'money'),
      optional('billed', 'date'),
    ],
    make: ([due, amount, balloon, billed]) => ({ due: due!, amount: amount!, balloon: balloon!, billed: billed! }),
  },
  satisfactions: {
    columns: [
      date,
      needed('amount', 'money'),
      { ...needed('towards', 'text', towards), otherwise: 'INSTALMENTS' },
      optional('reversedOn', 'date'),
    ],
    make: ([day, amount, use, reversedOn]) => ({ date: day!, amount: amount!, towards: use!, reversedOn: reversedOn! }),
  },
  snapshots: {
    columns: [
      date,
      optional('daysPastDue', 'integer'),
      optional('accountStatus', 'text', accountTargets.get('accountStatus')!.codes),
      optional('balance', 'money'),
      optional('amountPastDue', 'money'),
      optional('lastPaymentDate', 'date'),
      optional('firstDelinquencyDate', 'date'),
      optional('netChargeOff', 'money'),
      optional('lastUnderThirty', 'date'),
    ],
    make: (cells) => ({
      date: cells[0]!,
      daysPastDue: cells[1]!,
      accountStatus: cells[2]!,
      balance: cells[3]!,
      amountPastDue: cells[4]!,
      lastPaymentDate: cells[5]!,
      firstDelinquencyDate: cells[6]!,
      netChargeOff: cells[7]!,
      lastUnderThirty: cells[8]!,
    }),
  },
  chargeOffs: {
    columns: [date, needed('amount', 'money')],
    make: ([day, amount]) => ({ date: day!, amount: amount! }),
  },
  bankruptcies: {
    columns: [
      needed('consumerKey', 'text'),
      optional('chapter', 'text', chapters),
      needed('state', 'text', states),
      optional('filed', 'date'),
      optional('ended', 'date'),
      optional('jointKey', 'text'),
    ],
    make: (cells) => ({
      consumerKey: cells[0]!,
      chapter: cells[1]!,
      state: cells[2]!,
      filed: cells[3]!,
      ended: cells[4]!,
      jointKey: cells[5]!,
    }),
  },
}

const adjustments: Record<string, RowKind> = {
  DUE_DATE_CHANGED: {
    columns: [date, needed('from', 'date'), needed('to', 'date')],
    make: ([day, from, to]) => ({ kind: 'DUE_DATE_CHANGED', date: day!, from: from!, to: to! }),
  },
  PAST_DUE_ADJUSTED: {
    columns: [date, optional('amount', 'money')],
    make: ([day, amount]) => ({ kind: 'PAST_DUE_ADJUSTED', date: day!, amount: amount! }),
  },
  DAYS_PAST_DUE_RESET: {
    columns: [date],
    make: ([day]) => ({ kind: 'DAYS_PAST_DUE_RESET', date: day! }),
  },
  DEFERRED: {
    columns: [date, optional('until', 'date')],
    make: ([day, until]) => ({ kind: 'DEFERRED', date: day!, until: until! }),
  },
}

export const adjustmentKinds = Object.keys(adjustments)

/** `kind` is the kind of an adjustment, null for the other sections. */
export function rowKindOf(name: SectionName, kind: string | null): RowKind {
  return name === 'adjustments' ? adjustments[kind ?? 'DAYS_PAST_DUE_RESET']! : sections[name]
}
