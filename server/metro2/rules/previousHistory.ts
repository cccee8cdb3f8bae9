/** The payment history and the course of the status against what was reported last month. */
import { jumpsToStatus } from './history.ts'
import { type Change, compare, type PreviousRule, previousRule } from './previousRule.ts'
import { anyPerson, asRepeat, codes, type Hit, paid } from './rule.ts'

/** History character that an open status becomes, and its place in the order of lateness. */
const lateCharacters: Record<string, string> = { '71': '1', '78': '2', '80': '3', '82': '4', '83': '5', '84': '6' }
/** History character that a status with a state of its own becomes. */
const stateCharacters: Record<string, string> = {
  '62': 'G',
  '93': 'G',
  '65': 'H',
  '94': 'H',
  '61': 'J',
  '95': 'J',
  '63': 'K',
  '96': 'K',
  '64': 'L',
  '97': 'L',
}
/** Statuses that become what their payment rating says. */
const rated = codes('05 13 88 89')
const lines = codes('C O R')
const deleted = codes('DA DF')

/** The history character about the month of the previous report; '' where the two reports are not months apart. */
function reportedBefore({ now, months }: Change): string {
  return months >= 1 ? now.paymentHistoryProfile.charAt(months - 1) : ''
}

function wasMarked({ previous }: Change): boolean {
  return anyPerson(previous, (consumer) => consumer.consumerInformationIndicator !== '')
}

/** The expected character where a table names one and another stands there. */
function mismatch(change: Change, table: Record<string, string>): Hit | null {
  const expected = table[change.before.accountStatus]
  if (expected === undefined || change.months < 1 || reportedBefore(change) === expected || wasMarked(change))
    return null
  return {
    values: { ...historyValues(change), expected },
    message: `History does not show ${expected} for status ${change.before.accountStatus} of the previous report`,
  }
}

function historyValues(change: Change): Record<string, string> {
  const { before, now } = change
  return {
    'previous.accountStatus': before.accountStatus,
    'previous.paymentHistoryProfile': before.paymentHistoryProfile,
    paymentHistoryProfile: now.paymentHistoryProfile,
  }
}

function currentLineHit(change: Change): Hit | null {
  const { before, now, months } = change
  if (before.accountStatus !== '11' || before.currentBalance <= 0 || !lines.has(now.portfolioType)) return null
  if (months < 1 || reportedBefore(change) === '0' || wasMarked(change)) return null
  return { values: historyValues(change) }
}

/** Characters that may stand for the previous report; null where any may. */
function possible({ before }: Change, marked: boolean): string | null {
  const { accountStatus: status, paymentRating: rating } = before
  if (deleted.has(status)) return null
  if (status === '11') return '0ED'
  if (rated.has(status)) return rating === '' ? null : `${rating}D${status === '89' ? 'H' : ''}`
  const character = lateCharacters[status] ?? stateCharacters[status]
  if (character === undefined) return null
  return marked ? `${character}D` : character
}

/** Position (from 1) of the first month that both reports cover and tell differently; 0 when there is none. */
function differingMonth({ now, before, months }: Change): number {
  const current = now.paymentHistoryProfile
  const former = before.paymentHistoryProfile
  for (let i = Math.max(0, months); i < current.length; i++) {
    if (current[i] !== former[i - Math.max(0, months)]) return i + 1
  }
  return 0
}

function historyHit(change: Change): Hit | null {
  const { before, months } = change
  // A paid account may be reported again as it was, without another month in its history.
  if (repeatsPaid(change)) return null
  const values = historyValues(change)
  const characters = possible(change, wasMarked(change))
  if (months >= 1 && characters !== null && !characters.includes(reportedBefore(change))) {
    const said = mismatch(change, lateCharacters) ?? mismatch(change, stateCharacters)
    const message = `History shows ${reportedBefore(change) || 'nothing'} for the previous report of status ${before.accountStatus}`
    return asRepeat({ values, message }, said !== null)
  }
  const month = differingMonth(change)
  if (month === 0) return null
  return {
    values: { ...values, position: `${month}` },
    message: `History differs from the previous report at position ${month}`,
  }
}

const latenessOf: Record<string, number> = { '11': 0, '71': 1, '78': 2, '80': 3, '82': 4, '83': 5, '84': 6 }

/** Buckets that lateness rose between two reports, for those that are neighbouring months. */
function rise({ now, before, months }: Change): number {
  const from = latenessOf[before.accountStatus]
  const to = latenessOf[now.accountStatus]
  return from === undefined || to === undefined || months > 1 ? 0 : to - from
}

const skips: Record<string, ReadonlySet<string>> = {
  '71': codes('80 82 83 84'),
  '78': codes('82 83 84'),
  '80': codes('83 84'),
  '82': codes('84'),
}

function skipsBucket({ now, before }: Change): boolean {
  return skips[before.accountStatus]?.has(now.accountStatus) === true
}

const statuses = ['paymentHistoryProfile', 'accountStatus']

export const historyChangeRules: PreviousRule[] = [
  previousRule({
    id: 'PHP-Status-1',
    title: 'History contradicts the lateness reported last month',
    condition:
      'Account Status (17A) of the previous report was 71, 78, 80, 82, 83 or 84, the character for its month in Payment History Profile (18), the first when the reports are a month apart, is not 1, 2, 3, 4, 5 or 6 respectively, and no consumer of the previous report had a Consumer Information Indicator (38, J1 11, J2 11).',
    severity: 'ERROR',
    correctable: true,
    fields: statuses,
    explanation: 'The first history character repeats the status of the previous report: 1 to 6 for 71 to 84.',
    fix: 'Report the character of last month’s status, or correct the history as a whole with its evidence.',
    source: 'CFPB evaluator PHP-Status-1',
    note: 'Not applied where a consumer carried an information indicator. Where months are missing between the reports, the character of the previous one’s month is looked at.',
    check: (change) => mismatch(change, lateCharacters),
  }),
  previousRule({
    id: 'PHP-Status-2',
    title: 'History of a line or card does not show that it was current',
    condition:
      'Portfolio Type (8) is C, O or R, Account Status (17A) of the previous report was 11 with a Current Balance (21) above zero, the character for its month in Payment History Profile (18), the first when the reports are a month apart, is not 0, and no consumer of the previous report had a Consumer Information Indicator (38, J1 11, J2 11).',
    severity: 'WARNING',
    fields: [...statuses, 'currentBalance', 'portfolioType'],
    explanation: 'A line that was current with a balance last month shows 0 for it.',
    fix: 'Report 0 for that month, or correct it with its evidence.',
    source: 'CFPB evaluator PHP-Status-2',
    check: currentLineHit,
  }),
  previousRule({
    id: 'PHP-Status-3',
    title: 'History contradicts the collection, charge-off or return of collateral reported last month',
    condition:
      'Account Status (17A) of the previous report was 62 or 93, 65 or 94, 61 or 95, 63 or 96, or 64 or 97, the character for its month in Payment History Profile (18), the first when the reports are a month apart, is not G, H, J, K or L respectively, and no consumer of the previous report had a Consumer Information Indicator (38, J1 11, J2 11).',
    severity: 'ERROR',
    correctable: true,
    fields: statuses,
    explanation:
      'The first history character repeats the previous report: G for 62 and 93, H for 65 and 94, J for 61 and 95, K for 63 and 96, L for 64 and 97.',
    fix: 'Report the character of last month’s status, or correct the history as a whole with its evidence.',
    source: 'CFPB evaluator PHP-Status-3',
    note: 'Not applied where a consumer carried an information indicator. Information for a paid account that is reported again with its history as it was: months after the payment are not appended.',
    check: (change) => {
      const hit = mismatch(change, stateCharacters)
      return hit === null ? null : asRepeat(hit, repeatsPaid(change))
    },
  }),
  previousRule({
    id: 'G-PHP-3',
    title: 'History differs from what was reported last month',
    condition:
      'In Payment History Profile (18) the character for the month of the previous report is not one its Account Status (17A) becomes (0, E or D after 11; 1-6 after 71, 78, 80 and 82-84; G after 62 and 93, H after 65 and 94, J after 61 and 95, K after 63 and 96, L after 64 and 97; Payment Rating (17B) or D after 05, 13 and 88, these or H after 89; D after any where a consumer had an information indicator), or a month that both profiles cover differs; a status of 13 or 61-65 repeated with the same profile is passed over.',
    severity: 'ERROR',
    correctable: true,
    fields: statuses,
    explanation:
      'The history moves on by one character a month: the first is last month’s status, the others are last month’s first 23. Anything else rewrites the past.',
    fix: 'Carry the reported history on; where the past was wrong, correct it with its evidence.',
    source: 'Field definition 18',
    note: 'Information where PHP-Status-1 or PHP-Status-3 says the same. D is accepted for a month that was current, and for any while an information indicator stood; 05, 13, 88 and 89 go by their rating. A correction that carries evidence warns.',
    check: historyHit,
  }),
  previousRule({
    id: 'G-PHP-5',
    title: 'Lateness jumps by more than 30 days from one month to the next',
    condition:
      'The reports are at most a month apart and Account Status (17A) is more than one step later in 11, 71, 78, 80, 82, 83, 84 than in the previous one.',
    severity: 'WARNING',
    fields: ['accountStatus'],
    explanation:
      'An account gets a month later in a month; a greater step points to a missed report or a wrong due date.',
    fix: 'Check due dates and payments; 29 days late at the end of one month and 60 at the end of the next, 31 days on, is right.',
    source: 'Public guidance',
    note: 'Information where PROG-Status-1 or the record by itself says the same. Not applied where months are missing between the reports.',
    check: (change) =>
      rise(change) > 1
        ? asRepeat({ values: compare(change, 'accountStatus') }, skipsBucket(change) || jumpsToStatus(change.now))
        : null,
  }),
  previousRule({
    id: 'PROG-Status-1',
    title: 'Account status skips a bucket since last month',
    condition:
      'Account Status (17A) was 71 and is 80, 82, 83 or 84, was 78 and is 82, 83 or 84, was 80 and is 83 or 84, or was 82 and is 84.',
    severity: 'WARNING',
    fields: ['accountStatus'],
    explanation:
      'From 30 days late an account comes to 60, not to 90; a jump means a missed report or a wrong due date.',
    fix: 'Check due dates and payments, and whether a report is missing.',
    source: 'CFPB evaluator PROG-Status-1',
    check: (change) => (skipsBucket(change) ? { values: compare(change, 'accountStatus') } : null),
  }),
  previousRule({
    id: 'PROG-Status-2',
    title: 'Charged off after a foreclosure or deed in lieu',
    condition: 'Account Status (17A) was 89 or 94 and is 97.',
    severity: 'WARNING',
    fields: ['accountStatus'],
    explanation: 'Foreclosure and deed in lieu end the loan; a charge-off after them reports the same loss again.',
    fix: 'Keep status 89 or 94, with the deficiency as balance.',
    source: 'CFPB evaluator PROG-Status-2',
    check: (change) =>
      (change.before.accountStatus === '89' || change.before.accountStatus === '94') &&
      change.now.accountStatus === '97'
        ? { values: compare(change, 'accountStatus') }
        : null,
  }),
  previousRule({
    id: 'PROG-Status-3',
    title: 'Status changed after the account was paid',
    condition: 'Account Status (17A) was 13 or 61-65 and is another one now.',
    severity: 'WARNING',
    fields: ['accountStatus'],
    explanation: 'Paid is final: nothing can happen to the account afterwards, unless the payment came back.',
    fix: 'Keep the status, or check whether the payment was reversed.',
    source: 'CFPB evaluator PROG-Status-3',
    check: (change) =>
      paid.has(change.before.accountStatus) && change.now.accountStatus !== change.before.accountStatus
        ? { values: compare(change, 'accountStatus') }
        : null,
  }),
]

function repeatsPaid({ now, before }: Change): boolean {
  return (
    paid.has(before.accountStatus) &&
    now.accountStatus === before.accountStatus &&
    now.paymentHistoryProfile !== '' &&
    now.paymentHistoryProfile === before.paymentHistoryProfile
  )
}
