/**
 * What the list of records shows, as it stands in its address: filters and sort. The text searched for is not among them: it
 * may be somebody's name, and addresses are written into histories and logs.
 */
import type {
  Eligibility,
  Metro2RecordFilter,
  Metro2RecordOrder,
  Metro2RecordOrderField,
} from '../generated/documents.ts'

export const eligibilities = ['REPORTABLE', 'HELD', 'EXCLUDED'] as const satisfies readonly Eligibility[]

export const sortable = [
  'ACCOUNT_NUMBER',
  'ACCOUNT_STATUS',
  'CURRENT_BALANCE',
  'AMOUNT_PAST_DUE',
  'DAYS_PAST_DUE',
  'DATE_OF_FIRST_DELINQUENCY',
  'ERROR_COUNT',
] as const satisfies readonly Metro2RecordOrderField[]

export interface RecordSearch {
  connection?: string
  eligibility?: Eligibility
  /** Account status code. */
  status?: string
  rule?: string
  /** At least so many days past due. */
  late?: number
  sort?: (typeof sortable)[number]
  descending?: boolean
}

const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined =>
  values.find((each) => each === value)

const textOf = (value: unknown, pattern: RegExp): string | undefined =>
  (typeof value === 'string' || typeof value === 'number') && pattern.test(String(value)) ? String(value) : undefined

/** Reads what stands in an address; what makes no sense is passed over. */
export function readRecordSearch(raw: Record<string, unknown>): RecordSearch {
  const late = Number(raw.late)
  const search: RecordSearch = {
    connection: textOf(raw.connection, /^[\w+/=:-]{1,200}$/),
    eligibility: oneOf(eligibilities, raw.eligibility),
    // The router reads a code of digits as a number.
    status: textOf(raw.status, /^[0-9A-Z]{1,2}$/)?.padStart(2, '0'),
    rule: textOf(raw.rule, /^[\w.-]{1,80}$/),
    late: Number.isInteger(late) && late > 0 && late < 10_000 ? late : undefined,
    sort: oneOf(sortable, raw.sort),
    descending: raw.descending === true ? true : undefined,
  }
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}

export function recordFilter(search: RecordSearch, text: string): Metro2RecordFilter {
  const { connection, eligibility, status, rule, late } = search
  return {
    ...(connection ? { connection } : {}),
    ...(eligibility ? { eligibility: [eligibility] } : {}),
    ...(status ? { accountStatus: [status] } : {}),
    ...(rule ? { ruleId: [rule] } : {}),
    ...(late ? { daysPastDueMin: late } : {}),
    ...(text.trim() ? { search: text.trim() } : {}),
  }
}

export const recordOrder = ({ sort, descending }: RecordSearch): Metro2RecordOrder => ({
  field: sort ?? 'ACCOUNT_NUMBER',
  direction: descending ? 'DESC' : 'ASC',
})
