/** Date of first delinquency and charge-off amount against what was reported last month. */
import { type Change, changeRule, compare, type PreviousRule, previousRule } from './previousRule.ts'
import { anyPerson, asRepeat, bankruptcyIndicators, codes, type Hit, rateable } from './rule.ts'

const delinquent = codes('61 62 63 64 65 71 78 80 82 83 84 88 89 93 94 95 96 97')
const derogatoryBefore = codes('61 62 63 64 65 71 78 80 82 83 84 93 94 95 96 97')
const chargedOff = codes('64 97')
/** Collections and charge-offs, for which the law names a term of 90 days. */
const collected = codes('62 64 93 97')

function isDelinquent({ accountStatus, paymentRating }: { accountStatus: string; paymentRating: string }): boolean {
  return (
    delinquent.has(accountStatus) || ((accountStatus === '05' || accountStatus === '13') && rateable.has(paymentRating))
  )
}

function moved({ now, before }: Change): boolean {
  return now.dateOfFirstDelinquency !== before.dateOfFirstDelinquency
}

function movedWhileDelinquent(change: Change): boolean {
  return delinquent.has(change.before.accountStatus) && delinquent.has(change.now.accountStatus) && moved(change)
}

function movedWhilePaid(change: Change): boolean {
  const { now, before } = change
  return now.accountStatus === '13' && before.accountStatus === '13' && before.paymentRating !== '0' && moved(change)
}

function keptAfterCure(change: Change): boolean {
  const { now, before } = change
  return now.accountStatus === '11' && derogatoryBefore.has(before.accountStatus) && !moved(change)
}

/** What moved is the first of them. */
const fields = ['dateOfFirstDelinquency', 'accountStatus', 'paymentRating'] as const

/** A petition sets the date of a current account; then it tells nothing of a delinquency. */
function isBankrupt({ record, previous }: Change): boolean {
  const bankrupt = (consumer: { consumerInformationIndicator: string }) =>
    bankruptcyIndicators.has(consumer.consumerInformationIndicator)
  return anyPerson(record, bankrupt) || anyPerson(previous, bankrupt)
}

/** An account that was current when it was last reported cannot have been late before that. */
function olderThanLastCurrent(change: Change): boolean {
  const { now, before } = change
  const first = now.dateOfFirstDelinquency
  const informed = before.dateOfAccountInformation
  if (before.accountStatus !== '11' || first === null || informed === null || !isDelinquent(now)) return false
  return first <= informed && !isBankrupt(change)
}

function firstDelinquencyHit(change: Change): Hit | null {
  const values = compare(change, ...fields, 'dateOfAccountInformation')
  if (isDelinquent(change.before) && isDelinquent(change.now) && moved(change)) {
    return asRepeat({ values }, movedWhileDelinquent(change) || movedWhilePaid(change))
  }
  if (keptAfterCure(change) && change.now.dateOfFirstDelinquency !== null) {
    return asRepeat({ values, message: 'Date of first delinquency kept although the account is current' }, true)
  }
  return olderThanLastCurrent(change)
    ? { values, message: 'Date of first delinquency lies before a report of the account as current' }
    : null
}

function chargeOffChanged({ now, before }: Change): boolean {
  return chargedOff.has(before.accountStatus) && now.originalChargeOffAmount !== before.originalChargeOffAmount
}

function chargeOffHit(change: Change): Hit | null {
  const { now, before } = change
  const values = compare(change, 'accountStatus', 'originalChargeOffAmount', 'currentBalance', 'amountPastDue')
  if (chargeOffChanged(change)) return asRepeat({ values, message: 'Original charge-off amount changed' }, true)
  const rose = now.currentBalance > before.currentBalance || now.amountPastDue > before.amountPastDue
  if (before.accountStatus !== '97' || now.accountStatus !== '97' || !rose) return null
  const risen = now.currentBalance > before.currentBalance ? 'currentBalance' : 'amountPastDue'
  const message = 'Balance or amount past due of a charged-off account rose'
  return { values, fields: [`base.${risen}`, 'base.accountStatus'], severity: 'WARNING', message }
}

export const delinquencyChangeRules: PreviousRule[] = [
  changeRule({
    id: 'PROG-DOFD-1',
    title: 'Date of first delinquency moved while the account stayed delinquent',
    condition:
      'Account Status (17A) is 61-65, 71, 78, 80, 82-84, 88, 89 or 93-97 in both reports, and Date of First Delinquency (25) differs, or is filled in one of them alone.',
    severity: 'ERROR',
    correctable: true,
    fields: [...fields],
    explanation:
      'The date belongs to the delinquency, not to the report. Moving it forward keeps the consumer’s record bad for longer than the law allows.',
    fix: 'Report the date that was reported; where it was wrong, correct it with its evidence.',
    source: 'CFPB evaluator PROG-DOFD-1; FCRA 623(a)(5)',
    note: 'A correction that carries evidence warns.',
    when: movedWhileDelinquent,
  }),
  changeRule({
    id: 'PROG-DOFD-2',
    title: 'Date of first delinquency of a paid account changed',
    condition:
      'Account Status (17A) is 13 in both reports, Payment Rating (17B) of the previous one was not 0, and Date of First Delinquency (25) differs, or is filled in one of them alone.',
    severity: 'WARNING',
    fields: [...fields],
    explanation: 'After an account is paid nothing about its delinquency changes.',
    fix: 'Report the date that was reported.',
    source: 'CFPB evaluator PROG-DOFD-2',
    when: movedWhilePaid,
  }),
  previousRule({
    id: 'PROG-DOFD-3',
    title: 'Date of first delinquency kept after the account became current',
    condition:
      'Account Status (17A) of the previous report was 61-65, 71, 78, 80, 82-84 or 93-97, is 11 now, and Date of First Delinquency (25) is what it was, empty included.',
    severity: 'ERROR',
    fields: [...fields],
    explanation: 'A cured delinquency has no first day; the next one gets its own.',
    fix: 'Take the date off while the account is current.',
    source: 'CFPB evaluator PROG-DOFD-3',
    note: 'A warning where neither report has a date: then last month’s was wrong, and this one is right.',
    check: (change) => {
      if (!keptAfterCure(change)) return null
      const values = compare(change, ...fields)
      return change.now.dateOfFirstDelinquency === null
        ? {
            values,
            severity: 'WARNING',
            message: 'The delinquency reported last month had no date of first delinquency',
          }
        : { values }
    },
  }),
  previousRule({
    id: 'G-DOFD-3',
    title: 'Date of first delinquency changed without a new delinquency',
    condition:
      'Both reports tell of a delinquency (Account Status (17A) 61-65, 71, 78, 80, 82-84, 88, 89 or 93-97, or 05 or 13 with Payment Rating (17B) 1-6, G or L) and Date of First Delinquency (25) differs; or the previous status was 61-65, 71, 78, 80, 82-84 or 93-97, it is 11 now, and the date is filled and unchanged; or the previous status was 11, this report tells of a delinquency, its date is not after the previous Date of Account Information (24), and no consumer of either report has Consumer Information Indicator (38, J1 11, J2 11) A-H, Z, V or 1A.',
    severity: 'ERROR',
    correctable: true,
    fields: [...fields, 'dateOfAccountInformation'],
    explanation:
      'The date stays while the account is late or derogatory; partial payments, sale and charge-off do not move it. A new delinquency starts after the account was current.',
    fix: 'Report the date that was reported; where it was wrong, correct it with its evidence.',
    source: 'FCRA 623(a)(5); field definition 25',
    note: 'Information where one of PROG-DOFD-1 to -3 says the same. A correction that carries evidence, such as a payment that came back, warns.',
    check: firstDelinquencyHit,
  }),
  previousRule({
    id: 'G-DOFD-4',
    title: 'Collection or charge-off without its date for more than 90 days',
    condition:
      'Account Status (17A) is 62, 64, 93 or 97 in both reports, Date of First Delinquency (25) is empty in both, and their activity dates are more than 90 days apart.',
    severity: 'ERROR',
    fields: ['dateOfFirstDelinquency', 'accountStatus'],
    explanation:
      'Month and year in which the delinquency began must be given within 90 days of furnishing a collection or charge-off.',
    fix: 'Give the history that led to the status.',
    source: 'FCRA 623(a)(5)(A)',
    note: 'Two reports more than 90 days apart decide it; nearer ones do not, and there Status-DOFD-1 asks for the date at once.',
    check: (change) => {
      const { before, now, days } = change
      const without = before.dateOfFirstDelinquency === null && now.dateOfFirstDelinquency === null
      if (!without || days <= 90 || !collected.has(before.accountStatus) || !collected.has(now.accountStatus))
        return null
      return { values: { ...compare(change, 'accountStatus'), days: `${days}` } }
    },
  }),
  changeRule({
    id: 'PROG-ChargeOff-1',
    title: 'Original charge-off amount changed',
    condition:
      'Account Status (17A) of the previous report was 64 or 97 and Original Charge-off Amount (23) differs now.',
    severity: 'ERROR',
    correctable: true,
    fields: ['originalChargeOffAmount', 'accountStatus'],
    explanation: 'What was charged off was charged off; payments lower the balance, not this amount.',
    fix: 'Report the amount that was reported; where it was wrong, correct it with its evidence.',
    source: 'CFPB evaluator PROG-ChargeOff-1',
    note: 'A correction that carries evidence warns.',
    when: chargeOffChanged,
  }),
  previousRule({
    id: 'G-CO-1',
    title: 'Amounts of a charge-off that do not fit, or changed',
    condition:
      'Account Status (17A) of the previous report was 64 or 97 and Original Charge-off Amount (23) differs now; or the status is 97 in both and Current Balance (21) or Amount Past Due (22) rose.',
    severity: 'WARNING',
    fields: ['originalChargeOffAmount', 'accountStatus', 'currentBalance', 'amountPastDue'],
    explanation:
      'The amount charged off is fixed once reported; balance and amount past due only fall, with payments and recoveries.',
    fix: 'Report the amount that was reported; check what was added to the balance.',
    source: 'Field definitions 21 to 23',
    note: 'A changed amount is PROG-ChargeOff-1 and only information here. A balance that rose is a warning: costs and interest may be owed by contract.',
    check: chargeOffHit,
  }),
]
