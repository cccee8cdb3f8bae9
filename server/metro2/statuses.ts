/**
 * What each account status (field 17A) pulls with it: the one table that the fields depending on a status are read from.
 * Sources: the field definitions of 17A, 17B, 18, 21-26 and the CFPB's Status, Rating and PHP evaluators.
 */

export interface StatusRule {
  /** Field 17B: whether the state just before the status is rated. */
  rated: boolean
  /** Field 21: nothing is owed, or what is owed is reported. */
  balance: 'ZERO' | 'OWED'
  /** Field 22: nothing, what is 30 or more days late, that unless the rating is 0, or the whole balance. */
  pastDue: 'ZERO' | 'LATE' | 'BY_RATING' | 'BALANCE'
  /** Field 15: nothing, or what is due in the month. */
  scheduled: 'ZERO' | 'DUE'
  /** Field 25: the delinquency that led to it, the same where the rating is late, or none. */
  firstDelinquency: 'ALWAYS' | 'BY_RATING' | 'NEVER'
  /** Field 24: the as-of day, or the day the loan was paid. */
  information: 'AS_OF' | 'PAID'
  /** Field 26: the day that ended the account, or none. */
  closed: boolean
  /** Field 23: the original charge-off amount is stated. */
  chargeOff: boolean
  /** The loan goes on in this status with what is due on it, so that a delinquency alive on the as-of day is its own. */
  lasts: boolean
  /** Field 18 of later months; null where the payment rating, or for open statuses the lateness, says it. */
  history: string | null
  /** Portfolios (field 8) it is used for, by the CFPB's balance evaluators; null for all. */
  portfolios: string | null
}

const open: StatusRule = {
  rated: false,
  balance: 'OWED',
  pastDue: 'LATE',
  scheduled: 'DUE',
  firstDelinquency: 'ALWAYS',
  information: 'AS_OF',
  closed: false,
  chargeOff: false,
  lasts: true,
  history: null,
  portfolios: null,
}
const paid: StatusRule = {
  ...open,
  balance: 'ZERO',
  pastDue: 'ZERO',
  scheduled: 'ZERO',
  information: 'PAID',
  closed: true,
  lasts: false,
}

/** The statuses that describe an account. DA and DF delete one: the other fields stay as the facts have them. */
export const statusRules: Readonly<Record<string, StatusRule>> = {
  '05': { ...paid, rated: true, firstDelinquency: 'BY_RATING', information: 'AS_OF' },
  '11': { ...open, pastDue: 'ZERO', firstDelinquency: 'NEVER', history: '0' },
  '13': { ...paid, rated: true, firstDelinquency: 'BY_RATING' },
  '61': { ...paid, history: 'J', portfolios: 'I' },
  '62': { ...paid, history: 'G' },
  '63': { ...paid, history: 'K', portfolios: 'I' },
  '64': { ...paid, chargeOff: true, history: 'L' },
  '65': { ...paid, rated: true, history: 'H', portfolios: 'CM' },
  '71': { ...open, history: '1' },
  '78': { ...open, history: '2' },
  '80': { ...open, history: '3' },
  '82': { ...open, history: '4' },
  '83': { ...open, history: '5' },
  '84': { ...open, history: '6' },
  '88': { ...open, rated: true, pastDue: 'BY_RATING', portfolios: 'CIMO' },
  '89': { ...open, rated: true, pastDue: 'BY_RATING', closed: true, lasts: false, portfolios: 'CM' },
  '93': { ...open, history: 'G' },
  '94': { ...open, rated: true, pastDue: 'BY_RATING', closed: true, lasts: false, history: 'H', portfolios: 'CM' },
  '95': { ...open, rated: true, pastDue: 'BY_RATING', history: 'J', portfolios: 'I' },
  '96': { ...open, history: 'K', portfolios: 'I' },
  '97': { ...open, pastDue: 'BALANCE', scheduled: 'ZERO', chargeOff: true, lasts: false, history: 'L' },
}

/** The rule of a status that `derive` settled on; an unknown one never gets there. */
export function statusRule(status: string): StatusRule {
  const rule = statusRules[status]
  if (rule === undefined) throw new RangeError(`no rule for account status ${status}`)
  return rule
}

/** Statuses a lender can set: those above and the deletes. */
export const accountStatusCodes: ReadonlySet<string> = new Set([...Object.keys(statusRules), 'DA', 'DF'])

function having(condition: (rule: StatusRule) => boolean): ReadonlySet<string> {
  return new Set(Object.keys(statusRules).filter((status) => condition(statusRules[status]!)))
}

export const paidStatuses = having((rule) => rule.information === 'PAID')
export const ratedStatuses = having((rule) => rule.rated)
/** Statuses that always have a date of first delinquency. */
export const delinquentStatuses = having((rule) => rule.firstDelinquency === 'ALWAYS')
export const bucketStatuses: readonly string[] = ['11', '71', '78', '80', '82', '83', '84']

/** 11 for 0-29 days past due, 71 for 30-59 ... 84 for 180 and more. */
export function bucketStatus(daysPastDue: number): string {
  return bucketStatuses[Math.min(6, Math.floor(daysPastDue / 30))]!
}

/** What a loan is paid from, and as what it is then reported. Everything else is paid as 13. */
export const paidFrom: Readonly<Record<string, string>> = { '93': '62', '95': '61', '96': '63', '97': '64' }

/** The character a reported status leaves in the history of the month after; null where it tells nothing (a delete). */
export function historyCharacter(status: string, rating: string, zeroLine: boolean): string | null {
  const rule = statusRules[status]
  if (rule === undefined) return null
  if (status === '11' && zeroLine) return 'E'
  return rule.history ?? (rating === '' ? null : rating)
}
