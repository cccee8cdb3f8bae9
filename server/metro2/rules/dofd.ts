/** Date of first delinquency: there when it must be, absent when it must be, and of a possible age. */
import { addDays, addYears, daysBetween } from '../dates.ts'
import {
  anyPerson,
  bankruptcyIndicators,
  baseRule,
  codes,
  firstPerson,
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

export const firstDelinquencyRules: Rule[] = [
  baseRule({
    id: 'Status-DOFD-1',
    title: 'Date of first delinquency missing',
    severity: 'ERROR',
    fields: ['accountStatus', 'paymentRating', 'dateOfFirstDelinquency'],
    explanation:
      'Bureaus purge a delinquency seven years after this date; without it they cannot, and the law asks the furnisher for it.',
    fix: 'Give the history that led to the status: instalments, payments or daily snapshots since the account was last current.',
    source: 'CFPB evaluator Status-DOFD-1; FCRA 623(a)(5)',
    when: (b) =>
      b.dateOfFirstDelinquency === null &&
      (always.has(b.accountStatus) || isRatedLate(b.accountStatus, b.paymentRating)),
  }),
  rule({
    id: 'Status-DOFD-2',
    title: 'Date of first delinquency on an account that is not delinquent',
    severity: 'ERROR',
    fields: ['accountStatus', 'paymentRating', 'dateOfFirstDelinquency'],
    explanation: 'A cured delinquency has no first day; the next one gets its own.',
    fix: 'Take the date off while the account is current, or correct the status.',
    source: 'CFPB evaluator Status-DOFD-2',
    note: 'Not applied when a consumer carries a bankruptcy or receivership indicator: then the field holds the date of petition.',
    check: (record) => {
      const { base } = record
      const { accountStatus: status } = base
      if (base.dateOfFirstDelinquency === null) return null
      const notLate = status === '11' || ((status === '05' || status === '13') && base.paymentRating === '0')
      if (!notLate) return null
      if (anyPerson(record, (consumer) => bankruptcyIndicators.has(consumer.consumerInformationIndicator))) return null
      return { values: show(base, 'accountStatus', 'paymentRating', 'dateOfFirstDelinquency') }
    },
  }),
  rule({
    id: 'Bankruptcy-DOFD-1',
    title: 'Bankruptcy without a date of first delinquency',
    severity: 'ERROR',
    fields: ['consumerInformationIndicator', 'dateOfFirstDelinquency'],
    explanation:
      'A bankruptcy is purged by this date: that of the delinquency, or of the petition on a current account.',
    fix: 'Give the filing date of the bankruptcy.',
    source: 'CFPB evaluator Bankruptcy-DOFD-1',
    note: 'A warning where the only indicator is R: a reaffirmed debt may have been current all along.',
    check: (record) => {
      if (record.base.dateOfFirstDelinquency !== null) return null
      const bankrupt = firstPerson(record, (consumer, path) =>
        hit(consumer, path, bankruptcyIndicators.has.bind(bankruptcyIndicators)),
      )
      if (bankrupt !== null) return bankrupt
      const reaffirmed = firstPerson(record, (consumer, path) => hit(consumer, path, (code) => code === 'R'))
      return reaffirmed === null ? null : { ...reaffirmed, severity: 'WARNING' }
    },
  }),
  rule({
    id: 'G-DOFD-2',
    title: 'Date of first delinquency does not fit the account',
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

function hit(consumer: { consumerInformationIndicator: string }, path: string, matches: (code: string) => boolean) {
  const code = consumer.consumerInformationIndicator
  if (!matches(code)) return null
  return {
    values: { consumerInformationIndicator: code },
    fields: [`${path}.consumerInformationIndicator`, 'base.dateOfFirstDelinquency'],
  }
}
