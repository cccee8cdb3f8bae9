/**
 * Account and identification numbers that change. A bureau knows an account by both numbers, so a changed one is told once in an
 * L1 segment, on a record that still stands under the old numbers; the month after goes out under the new ones, without L1.
 */
import type { Finding } from './facts.ts'
import type { L1Segment, Metro2Record } from './record.ts'
import type { FindingDescription } from './rules/derivation.ts'

/** The two numbers by which a bureau knows an account. */
export interface AccountNumbers {
  identificationNumber: string
  consumerAccountNumber: string
}

export interface AccountChange {
  /** The record as it is to be reported: under the numbers that bureaus know, with L1 where they change. */
  record: Metro2Record
  findings: Finding[]
}

export const accountChangeFindings: readonly FindingDescription[] = [
  {
    id: 'ACCOUNT-CHANGE-1',
    title: 'The account changes its numbers again before a report under the last ones',
    condition:
      'The last report carried an L1 segment, and Consumer Account Number (7) or Identification Number (5) is not the one it announced or left as it was.',
    severity: 'ERROR',
    fields: ['base.consumerAccountNumber', 'base.identificationNumber', 'l1'],
    explanation:
      'The last report carried an L1 segment. Bureaus have the account under the numbers it announced only once a report under ' +
      'those has come; another change before that would leave the account behind under numbers that nobody reports any more.',
    fix: 'Report one month under the numbers that the last L1 announced, and change them after that; or undo the change.',
  },
  {
    id: 'ACCOUNT-CHANGE-2',
    title: 'The numbers of an account that was deleted have changed',
    condition:
      'The last report had Account Status (17A) DA or DF, and Consumer Account Number (7) or Identification Number (5) is another now.',
    severity: 'ERROR',
    fields: ['base.consumerAccountNumber', 'base.identificationNumber'],
    explanation:
      'The account was last reported with status DA or DF. Bureaus hold nothing of it that an L1 segment could be joined to, ' +
      'and a deleted account is never reported again.',
    fix: 'If this is a new account, give it a loan of its own; if not, hold the record out.',
  },
]

/** The numbers an account stands under once its last report has been loaded: those of its L1, else its own. */
export function standingNumbers({ base, l1 }: Pick<Metro2Record, 'base' | 'l1'>): AccountNumbers {
  return {
    identificationNumber: l1?.newIdentificationNumber || base.identificationNumber,
    consumerAccountNumber: l1?.newConsumerAccountNumber || base.consumerAccountNumber,
  }
}

/**
 * The record under the right numbers. What a lender's own L1 says is where the account is to stand; once it stands there, the L1
 * is left out.
 * @param previous what was last reported of the loan; null where it never was: then there is nothing to change
 */
export function applyAccountChange(record: Metro2Record, previous: Metro2Record | null): AccountChange {
  if (previous === null) return { record, findings: [] }
  const before = standingNumbers(previous)
  const now = standingNumbers(record)
  const { l1: _told, ...untold } = record
  const under = (numbers: AccountNumbers): Metro2Record => ({ ...untold, base: { ...record.base, ...numbers } })
  if (isSame(before, now)) return { record: record.l1 ? under(now) : record, findings: [] }
  const status = previous.base.accountStatus
  if (status === 'DA' || status === 'DF') return { record, findings: [refused('ACCOUNT-CHANGE-2', before, now)] }
  if (previous.l1) return { record, findings: [refused('ACCOUNT-CHANGE-1', before, now)] }
  return { record: { ...under(before), l1: changeOf(before, now) }, findings: [] }
}

const isSame = (a: AccountNumbers, b: AccountNumbers) =>
  a.identificationNumber === b.identificationNumber && a.consumerAccountNumber === b.consumerAccountNumber

/** What does not change stays blank. */
function changeOf(before: AccountNumbers, now: AccountNumbers): L1Segment {
  const account = now.consumerAccountNumber === before.consumerAccountNumber ? '' : now.consumerAccountNumber
  const identification = now.identificationNumber === before.identificationNumber ? '' : now.identificationNumber
  return {
    changeIndicator: account && identification ? 3 : identification ? 2 : 1,
    newConsumerAccountNumber: account,
    newIdentificationNumber: identification,
  }
}

function refused(rule: string, before: AccountNumbers, now: AccountNumbers): Finding {
  const { fields, severity, title } = accountChangeFindings.find((each) => each.id === rule)!
  const say = ({ consumerAccountNumber, identificationNumber }: AccountNumbers) =>
    `${consumerAccountNumber} of ${identificationNumber}`
  return {
    ...{ rule, severity, fields: fields.filter((field) => field !== 'l1') },
    message: `${title}: bureaus know it as ${say(before)}, the source says ${say(now)}.`,
    values: {
      reportedAccountNumber: before.consumerAccountNumber,
      consumerAccountNumber: now.consumerAccountNumber,
      reportedIdentificationNumber: before.identificationNumber,
      identificationNumber: now.identificationNumber,
    },
  }
}
