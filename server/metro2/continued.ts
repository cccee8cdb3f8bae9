/** What is said of a record that goes on with the account of another loan, one that is not there any more. Pure. */
import type { Finding } from './facts.ts'
import type { Metro2Record } from './record.ts'
import type { FindingDescription } from './rules/derivation.ts'
import type { PreviousReport } from './rules/previous.ts'

const goesOn: FindingDescription = {
  id: 'ACCOUNT-CONTINUED-1',
  title: 'The account was last reported from another loan, and goes on with this one',
  condition:
    'The loan was never reported, and its Consumer Account Number (7) is that of an account of the furnisher whose own loan is not there any more.',
  severity: 'WARNING',
  fields: ['base.consumerAccountNumber'],
  explanation:
    'The connection of that loan was deleted, or the loan went away from its source. To the bureaus it is one account, so that payment history, date of first ' +
    'delinquency and original charge-off go on from its last report.',
  fix: 'Nothing, where it is the same debt. Where it is not, give the loan an account number of its own.',
}

const otherConsumer: FindingDescription = {
  id: 'ACCOUNT-CONTINUED-2',
  title: 'The account was last reported from another loan and of another consumer',
  condition:
    'The record goes on with the account of another loan, and Social Security Number (34) of none of its consumers is one of those last reported.',
  severity: 'ERROR',
  fields: ['base.consumerAccountNumber', 'base.socialSecurityNumber'],
  explanation: 'What was reported of one consumer would be held against another, for years.',
  fix: 'Where the number was wrong on one side, waive this. Where the number was given to somebody else, give the loan an account number of its own.',
}

/** Found by a period alone, over all of its loans. */
export const claimFinding: FindingDescription = {
  id: 'ACCOUNT-CLAIM-1',
  title: 'Another loan was last reported under this account number, and is not reported now',
  condition:
    'In a period, Consumer Account Number (7) is that of an account that was reported later than this loan was, if it ever was, and that is missing, excluded or held out.',
  severity: 'ERROR',
  fields: ['base.consumerAccountNumber'],
  explanation:
    'To the bureaus it is one account, but nothing tells that this loan goes on with it: more than one has the number, or the other one is still there. Reported as new, it would lose the date of first ' +
    'delinquency and the history that were reported.',
  fix:
    'Let one loan have the number: delete the connection that its loans have left, take the loan out of it, or give one of them another number. Then read the loans ' +
    'again (a FULL run) and compute the period. Until then, hold the record out.',
}

export const continuedFindings: readonly FindingDescription[] = [goesOn, otherConsumer, claimFinding]

/** @param previous the last report of the account; null where there is none */
export function findContinued(record: Metro2Record, previous: PreviousReport | null): Finding[] {
  if (!previous?.continuedFrom) return []
  const { loan, month } = previous.continuedFrom
  const number = previous.record.base.consumerAccountNumber
  const values = { consumerAccountNumber: number, continuedFrom: loan ?? '', month }
  const of = loan === null ? 'an account of the baseline' : `loan ${loan}`
  const say = (finding: FindingDescription, message: string): Finding => ({
    ...{ rule: finding.id, severity: finding.severity, fields: finding.fields, message, values },
  })
  const found = [
    say(
      goesOn,
      `Continued from ${of}, last reported in ${month} under account number ${number}, which is not there any more.`,
    ),
  ]
  if (haveSameConsumer(record, previous.record) === false) {
    const message = `Continued from ${of}, reported in ${month} under account number ${number} of another consumer.`
    found.push(say(otherConsumer, message))
  }
  return found
}

/** Null where one of them names none. */
function haveSameConsumer(one: Metro2Record, other: Metro2Record): boolean | null {
  const [a, b] = [numbersOf(one), numbersOf(other)]
  return a.length === 0 || b.length === 0 ? null : a.some((number) => b.includes(number))
}

/** What stands where no number was known identifies nobody. */
const filler = /^(\d)\1{8}$/

const numbersOf = ({ base, j1, j2 }: Metro2Record) =>
  [base, ...j1, ...j2]
    .map(({ socialSecurityNumber }) => socialSecurityNumber)
    .filter((number) => /^\d{9}$/.test(number) && !filler.test(number))
