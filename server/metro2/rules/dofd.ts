/** Date of first delinquency: there when it must be, absent when it must be, and of a possible age. */
import { addDays, addYears, daysBetween } from '../dates.ts'
import type { BaseSegment, Metro2Record } from '../record.ts'
import {
  anyPerson,
  asRepeat,
  bankruptcyIndicators,
  baseRule,
  codes,
  firstPerson,
  type Hit,
  type Rule,
  rateable,
  rule,
  show,
} from './rule.ts'

const always = codes('61 62 63 64 65 71 78 80 82 83 84 88 89 93 94 95 96 97')
/** The seven years run from 180 days after the first delinquency for these (FCRA 605(c)). */
const chargedOrCollected = codes('62 64 93 97')

/** Fewest days from the first delinquency (30 days late) to the date of account information, by status. */
const leastAge: Record<string, number> = { '71': 0, '78': 30, '80': 60, '82': 90, '83': 120, '84': 150 }
/** Sources that count by months differ from days by the length of February. */
const tolerance = 2

function isRatedLate(status: string, rating: string): boolean {
  return (status === '05' || status === '13') && rateable.has(rating)
}

function isMissing(b: BaseSegment): boolean {
  return (
    b.dateOfFirstDelinquency === null && (always.has(b.accountStatus) || isRatedLate(b.accountStatus, b.paymentRating))
  )
}

/** A date that the status forbids, unless a petition gives it. */
function isSuperfluous(record: Metro2Record, unrated: boolean): boolean {
  const { accountStatus: status, paymentRating: rating, dateOfFirstDelinquency } = record.base
  if (dateOfFirstDelinquency === null) return false
  const paidOrGone = status === '05' || status === '13'
  const notLate = status === '11' || (paidOrGone && (rating === '0' || (unrated && !rateable.has(rating))))
  return notLate && !anyPerson(record, isBankrupt)
}

function isBankrupt({ consumerInformationIndicator: code }: { consumerInformationIndicator: string }): boolean {
  return code !== '' && bankruptcyIndicators.has(code)
}

/** The whole order of what the date means: status, payment rating, petition, none. */
function hierarchyHit(record: Metro2Record): Hit | null {
  const { base } = record
  const values = () => show(base, 'accountStatus', 'paymentRating', 'dateOfFirstDelinquency')
  if (base.dateOfFirstDelinquency === null) {
    if (isMissing(base)) return asRepeat({ values: values(), message: 'Date of first delinquency missing' }, true)
    const message = 'Date of first delinquency missing, though a consumer is bankrupt'
    return anyPerson(record, isBankrupt) ? asRepeat({ values: values(), message }, true) : null
  }
  if (!isSuperfluous(record, true)) return null
  const message = 'Date of first delinquency on an account that is not delinquent'
  return asRepeat({ values: values(), message }, isSuperfluous(record, false))
}

export const firstDelinquencyRules: Rule[] = [
  rule({
    id: 'G-DOFD-1',
    title: 'Date of first delinquency against its hierarchy',
    condition:
      'Date of First Delinquency (25) is empty, and Account Status (17A) is 61-65, 71, 78, 80, 82-84, 88, 89 or 93-97, or 05 or 13 with Payment Rating (17B) 1-6, G or L, or the Consumer Information Indicator (38, J1 11, J2 11) of any consumer is A-H, Z, V or 1A; or the date is filled, the status is 11, or 05 or 13 with any other rating or none, and no consumer has such an indicator.',
    severity: 'ERROR',
    fields: ['dateOfFirstDelinquency', 'accountStatus', 'paymentRating', 'consumerInformationIndicator'],
    explanation:
      'The date is that of the delinquency that led to a late, derogatory or paid-late status; on a current account that of a petition; else there is none.',
    fix: 'Do what the status asks for: the day the account became 30 days late, the day of the petition, or no date.',
    source: 'FCRA 623(a)(5); field definition 25',
    note: 'Information where Status-DOFD-1, Status-DOFD-2 or Bankruptcy-DOFD-1 says the same; its own is a date beside 05 or 13 without a rating. Deletions (DA, DF) repeat what was reported and are not looked at.',
    check: hierarchyHit,
  }),
  baseRule({
    id: 'Status-DOFD-1',
    title: 'Date of first delinquency missing',
    condition:
      'Date of First Delinquency (25) is empty, and Account Status (17A) is 61-65, 71, 78, 80, 82-84, 88, 89 or 93-97, or 05 or 13 with Payment Rating (17B) 1-6, G or L.',
    severity: 'ERROR',
    fields: ['dateOfFirstDelinquency', 'accountStatus', 'paymentRating'],
    explanation:
      'Bureaus purge a delinquency seven years after this date; without it they cannot, and the law asks the furnisher for it.',
    fix: 'Give the history that led to the status: instalments, payments or daily snapshots since the account was last current.',
    source: 'CFPB evaluator Status-DOFD-1; FCRA 623(a)(5)',
    when: isMissing,
  }),
  rule({
    id: 'Status-DOFD-2',
    title: 'Date of first delinquency on an account that is not delinquent',
    condition:
      'Date of First Delinquency (25) is filled, Account Status (17A) is 11, or 05 or 13 with Payment Rating (17B) 0, and no consumer’s Consumer Information Indicator (38, J1 11, J2 11) is A-H, Z, V or 1A.',
    severity: 'ERROR',
    fields: ['dateOfFirstDelinquency', 'accountStatus', 'paymentRating'],
    explanation: 'A cured delinquency has no first day; the next one gets its own.',
    fix: 'Take the date off while the account is current, or correct the status.',
    source: 'CFPB evaluator Status-DOFD-2',
    note: 'Not applied when a consumer carries a bankruptcy or receivership indicator: then the field holds the date of petition.',
    check: (record) =>
      isSuperfluous(record, false)
        ? { values: show(record.base, 'accountStatus', 'paymentRating', 'dateOfFirstDelinquency') }
        : null,
  }),
  rule({
    id: 'Bankruptcy-DOFD-1',
    title: 'Bankruptcy without a date of first delinquency',
    condition:
      'Date of First Delinquency (25) is empty and the Consumer Information Indicator (38, J1 11, J2 11) of any consumer is A-H, Z, V, 1A or R.',
    severity: 'ERROR',
    fields: ['dateOfFirstDelinquency', 'consumerInformationIndicator'],
    explanation:
      'A bankruptcy is purged by this date: that of the delinquency, or of the petition on a current account.',
    fix: 'Give the filing date of the bankruptcy.',
    source: 'CFPB evaluator Bankruptcy-DOFD-1',
    note: 'A warning where the only indicator is R: a reaffirmed debt may have been current all along.',
    check: (record) => {
      if (record.base.dateOfFirstDelinquency !== null) return null
      if (!anyPerson(record, isMarked)) return null
      const bankrupt = firstPerson(record, (consumer, path) => hit(consumer, path, isBankrupt(consumer)))
      if (bankrupt !== null) return bankrupt
      const reaffirmed = firstPerson(record, (consumer, path) =>
        hit(consumer, path, consumer.consumerInformationIndicator === 'R'),
      )
      return reaffirmed === null ? null : { ...reaffirmed, severity: 'WARNING' }
    },
  }),
  rule({
    id: 'G-DOFD-2',
    title: 'Date of first delinquency does not fit the account',
    condition:
      'Date of First Delinquency (25) is before Date Opened (10) or after Date of Account Information (24), or it is less than 28, 58, 88, 118 or 148 days before the latter while Account Status (17A) is 78, 80, 82, 83 or 84 respectively.',
    severity: 'WARNING',
    fields: ['dateOfFirstDelinquency', 'dateOpened', 'dateOfAccountInformation', 'accountStatus'],
    explanation:
      'The account became 30 days late after it opened, by the day of the information, and long enough ago for how late it is said to be.',
    fix: 'Check the history; a date that is too young keeps a delinquency on file too long.',
    source: 'Field definition 25',
    note: 'There is no greatest age: an account that stays one instalment behind keeps its first date.',
    check: ({ base }) => {
      const { dateOfFirstDelinquency: first, dateOpened, dateOfAccountInformation: information } = base
      if (first === null) return null
      const values = show(base, 'accountStatus', 'dateOpened', 'dateOfFirstDelinquency', 'dateOfAccountInformation')
      if (dateOpened !== null && first < dateOpened)
        return { values, message: 'Date of first delinquency before the account opened' }
      if (information === null) return null
      const age = daysBetween(first, information)
      if (age < 0) return { values, message: 'Date of first delinquency after the date of account information' }
      const least = leastAge[base.accountStatus]
      if (least === undefined || age >= least - tolerance) return null
      return {
        values,
        message: `Date of first delinquency ${age} days old; status ${base.accountStatus} needs ${least}`,
      }
    },
  }),
  baseRule({
    id: 'DOAI-DOFD-1',
    title: 'First delinquency more than seven years ago',
    condition: 'Date of Account Information (24) is later than seven years after Date of First Delinquency (25).',
    severity: 'INFO',
    fields: ['dateOfFirstDelinquency', 'dateOfAccountInformation'],
    explanation: 'A delinquency may be reported for seven years.',
    fix: 'Stop reporting the account when its time is over.',
    source: 'CFPB evaluator DOAI-DOFD-1; FCRA 605(a)',
    when: (b) =>
      b.dateOfFirstDelinquency !== null &&
      b.dateOfAccountInformation !== null &&
      b.dateOfAccountInformation > addYears(b.dateOfFirstDelinquency, 7),
  }),
  baseRule({
    id: 'G-DOFD-5',
    title: 'Too old to be reported as delinquent',
    condition:
      'Account Status (17A) is 61-65, 71, 78, 80, 82-84, 88, 89 or 93-97, and Date of Account Information (24) is later than seven years after Date of First Delinquency (25), or, where the status is 62, 64, 93 or 97, than seven years after the 180th day from it.',
    severity: 'WARNING',
    fields: ['dateOfFirstDelinquency', 'dateOfAccountInformation', 'accountStatus'],
    explanation:
      'Seven years after the first delinquency (seven years and 180 days for a collection or charge-off) the account must not be reported as derogatory.',
    fix: 'Exclude the account.',
    source: 'FCRA 605(a) and (c)',
    when: (b) => {
      const { dateOfFirstDelinquency: first, dateOfAccountInformation: information, accountStatus } = b
      if (first === null || information === null || !always.has(accountStatus)) return false
      const from = chargedOrCollected.has(accountStatus) ? addDays(first, 180) : first
      return information > addYears(from, 7)
    },
  }),
]

function isMarked({ consumerInformationIndicator: code }: { consumerInformationIndicator: string }): boolean {
  return code !== ''
}

function hit(consumer: { consumerInformationIndicator: string }, path: string, matches: boolean): Hit | null {
  if (!matches) return null
  return {
    values: { consumerInformationIndicator: consumer.consumerInformationIndicator },
    fields: ['base.dateOfFirstDelinquency', `${path}.consumerInformationIndicator`],
  }
}
