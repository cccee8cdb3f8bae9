/** What the page of a period shows, as it stands in its address. The text searched for is not there: it may be a name. */
import type { PeriodRecordFilter, PeriodReview } from '../generated/documents.ts'
import { reviews } from './periods.ts'

export const periodTabs = ['review', 'files', 'reported', 'answers'] as const

export const periodOrders = ['ACCOUNT_NUMBER', 'CURRENT_BALANCE'] as const

export interface PeriodSearch {
  tab?: (typeof periodTabs)[number]
  review?: PeriodReview
  rule?: string
  /** Account status code. */
  status?: string
  /** Whether only what is held out of the month, or only what is not. */
  heldOut?: boolean
  sort?: (typeof periodOrders)[number]
  descending?: boolean
}

const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined =>
  values.find((each) => each === value)

const textOf = (value: unknown, pattern: RegExp): string | undefined =>
  (typeof value === 'string' || typeof value === 'number') && pattern.test(String(value)) ? String(value) : undefined

export const idPattern = /^[\w+/=:-]{1,200}$/

const present = <T extends object>(search: T): T =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as T

/** Reads what stands in an address; what makes no sense is passed over. */
export const readPeriodSearch = (raw: Record<string, unknown>): PeriodSearch =>
  present({
    tab: oneOf(periodTabs, raw.tab),
    review: oneOf(reviews, raw.review),
    rule: textOf(raw.rule, /^[\w.-]{1,80}$/),
    // The router reads a code of digits as a number.
    status: textOf(raw.status, /^[0-9A-Z]{1,2}$/)?.padStart(2, '0'),
    heldOut: typeof raw.heldOut === 'boolean' ? raw.heldOut : undefined,
    sort: oneOf(periodOrders, raw.sort),
    descending: raw.descending === true ? true : undefined,
  }) as PeriodSearch

export function periodFilter(period: string, search: PeriodSearch, text: string): PeriodRecordFilter {
  const { review, rule, status, heldOut } = search
  return {
    period,
    ...(review ? { review: [review] } : {}),
    ...(rule ? { ruleId: [rule] } : {}),
    ...(status ? { accountStatus: [status] } : {}),
    ...(heldOut === undefined ? {} : { heldOut }),
    ...(text.trim() ? { search: text.trim() } : {}),
  }
}

/** The filter in the mutations: they name the period themselves. */
export function withoutPeriod({ period: _period, ...filter }: PeriodRecordFilter): PeriodRecordFilter {
  return filter
}

export interface PeriodsSearch {
  furnisher?: string
}

export const readPeriodsSearch = (raw: Record<string, unknown>): PeriodsSearch =>
  present({ furnisher: textOf(raw.furnisher, idPattern) }) as PeriodsSearch

export const baselineTabs = ['accounts', 'loans', 'problems'] as const
export const baselineMatches = ['NONE', 'AMBIGUOUS', 'NUMBER', 'NUMBER_AND_SSN', 'MANUAL', 'IGNORED'] as const
export const loanStates = ['MISSING', 'MATCHED', 'IGNORED'] as const

export interface BaselineSearch {
  furnisher?: string
  tab?: (typeof baselineTabs)[number]
  match?: (typeof baselineMatches)[number]
  /** Only accounts whose loan has none of their consumers. */
  otherConsumer?: boolean
  loan?: (typeof loanStates)[number]
  rule?: string
}

export const readBaselineSearch = (raw: Record<string, unknown>): BaselineSearch =>
  present({
    furnisher: textOf(raw.furnisher, idPattern),
    tab: oneOf(baselineTabs, raw.tab),
    match: oneOf(baselineMatches, raw.match),
    otherConsumer: raw.otherConsumer === true ? true : undefined,
    loan: oneOf(loanStates, raw.loan),
    rule: textOf(raw.rule, /^[\w.-]{1,80}$/),
  }) as BaselineSearch

export const fileStates = ['WRITING', 'READY', 'FAILED', 'CORRUPT'] as const

export interface FilesSearch {
  furnisher?: string
  state?: (typeof fileStates)[number]
}

export const readFilesSearch = (raw: Record<string, unknown>): FilesSearch =>
  present({ furnisher: textOf(raw.furnisher, idPattern), state: oneOf(fileStates, raw.state) }) as FilesSearch
