/** Payment rating and payment history profile. */
import type { BaseSegment } from '../record.ts'
import { baseRule, codes, type Rule, rule, show } from './rule.ts'

const rated = codes('05 13 65 88 89 94 95')
const ratings = codes('0 1 2 3 4 5 6 G L')

/** Months since year 0 of `YYYY-MM-DD`. */
function monthOf(date: string): number {
  let year = 0
  for (let i = 0; i < 4; i++) year = year * 10 + date.charCodeAt(i) - 48
  return year * 12 + (date.charCodeAt(5) - 48) * 10 + date.charCodeAt(6) - 49
}

const characters: ReadonlySet<string> = new Set('0123456DEGHJKL')
const tail = 66

/** Twenty-four known characters, B only at the end. */
function isWellFormed(profile: string): boolean {
  if (profile.length !== 24) return false
  let known = 24
  while (known > 0 && profile.charCodeAt(known - 1) === tail) known -= 1
  for (let i = 0; i < known; i++) if (!characters.has(profile[i]!)) return false
  return true
}

/** Position (1 to 24) of the first character that stands before the month the account was opened and is not B; 0 when none. */
function beforeOpening(b: BaseSegment): number {
  if (b.dateOpened === null || b.dateOfAccountInformation === null) return 0
  const months = monthOf(b.dateOfAccountInformation) - monthOf(b.dateOpened)
  for (let i = Math.max(0, months); i < b.paymentHistoryProfile.length; i++) {
    if (b.paymentHistoryProfile.charCodeAt(i) !== tail) return i + 1
  }
  return 0
}

/** Position of the newer of two neighbouring months between which lateness rose by more than one step; 0 when none. */
function jump(profile: string): number {
  for (let i = 0; i + 1 < profile.length; i++) {
    const newer = profile.charCodeAt(i) - 48
    const older = profile.charCodeAt(i + 1) - 48
    if (newer >= 0 && newer <= 6 && older >= 0 && older <= 6 && newer - older > 1) return i + 1
  }
  return 0
}

/** Lateness of a status, in steps of 30 days. */
const lateness: Record<string, number> = { '71': 1, '78': 2, '80': 3, '82': 4, '83': 5, '84': 6 }

/** Whether the status is more than one step later than the month before it, the first of the history. */
export function jumpsToStatus({ accountStatus, paymentHistoryProfile }: BaseSegment): boolean {
  const now = lateness[accountStatus]
  const before = paymentHistoryProfile.charCodeAt(0) - 48
  return now !== undefined && before >= 0 && before <= 6 && now - before > 1
}

export const historyRules: Rule[] = [
  baseRule({
    id: 'G-PR-1',
    title: 'Payment rating missing, superfluous or not a code',
    condition:
      'Account Status (17A) is 05, 13, 65, 88, 89, 94 or 95 and Payment Rating (17B) is not 0-6, G or L; or the status is another and the rating is not blank.',
    severity: 'ERROR',
    fields: ['paymentRating', 'accountStatus'],
    explanation:
      'The rating tells how the account stood just before a status that does not say it itself: 05, 13, 65, 88, 89, 94, 95; no other status has one.',
    fix: 'Give the history up to the event, or leave the rating blank.',
    source: 'Field definition 17B',
    when: (b) => (rated.has(b.accountStatus) ? !ratings.has(b.paymentRating) : b.paymentRating !== ''),
  }),
  baseRule({
    id: 'G-PHP-1',
    title: 'Payment history profile not well formed',
    condition:
      'Payment History Profile (18) is not 24 characters long, holds a character other than 0-6, B, D, E, G, H, J, K and L, or holds a B with another character behind it.',
    severity: 'ERROR',
    fields: ['paymentHistoryProfile'],
    explanation:
      'Twenty-four characters of 0-6, B, D, E, G, H, J, K, L; B only as an unbroken tail, for it says that nothing came before.',
    fix: 'Correct the history; a month without information inside it is D.',
    source: 'Field definition 18',
    when: (b) => !isWellFormed(b.paymentHistoryProfile),
  }),
  baseRule({
    id: 'G-PHP-2',
    title: 'History character E on a loan',
    condition: 'Portfolio Type (8) is I or M and Payment History Profile (18) holds an E.',
    severity: 'WARNING',
    fields: ['paymentHistoryProfile', 'portfolioType'],
    explanation: 'E says that a line or card was current with a zero balance; a loan without a balance is paid.',
    fix: 'Report 0 for current months of a loan.',
    source: 'Field definition 18',
    when: (b) => (b.portfolioType === 'I' || b.portfolioType === 'M') && b.paymentHistoryProfile.includes('E'),
  }),
  rule({
    id: 'G-PHP-4',
    title: 'History before the account opened',
    condition:
      'Payment History Profile (18) holds a character other than B for a month before that of Date Opened (10), counted back from the month of Date of Account Information (24).',
    severity: 'WARNING',
    fields: ['paymentHistoryProfile', 'dateOpened', 'dateOfAccountInformation'],
    explanation: 'The months on the books limit the history; before them stands B.',
    fix: 'Check the date opened and the history.',
    source: 'Field definitions 10 and 18',
    check: ({ base }) => {
      const position = beforeOpening(base)
      if (position === 0) return null
      const values = show(base, 'paymentHistoryProfile', 'dateOpened', 'dateOfAccountInformation')
      return { values: { ...values, position: `${position}` } }
    },
  }),
  rule({
    id: 'G-PHP-5',
    title: 'Lateness jumps by more than 30 days from one month to the next',
    condition:
      'Account Status (17A) is 71, 78, 80, 82-84 and more than one 30-day step later than the first character (0-6) of Payment History Profile (18), or a character 0-6 of the profile is more than one above the older one next to it.',
    severity: 'WARNING',
    fields: ['paymentHistoryProfile', 'accountStatus'],
    explanation:
      'An account gets a month later in a month; a greater step points to a missed report or a wrong due date.',
    fix: 'Check the months named; 29 days late at the end of one month and 60 at the end of the next, 31 days on, is right.',
    source: 'Public guidance; CFPB evaluator PROG-Status-1 between two files',
    check: ({ base }) => {
      if (jumpsToStatus(base)) return { values: show(base, 'accountStatus', 'paymentHistoryProfile') }
      const position = jump(base.paymentHistoryProfile)
      return position === 0 ? null : { values: { ...show(base, 'paymentHistoryProfile'), position: `${position}` } }
    },
  }),
]
