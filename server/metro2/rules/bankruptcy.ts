/** Bankruptcy indicators against status, amounts and the other consumers. */
import type { Metro2Record } from '../record.ts'
import {
  anyAssociated,
  bankruptcyIndicators,
  codes,
  dischargedIndicators,
  firstPerson,
  type Hit,
  type Rule,
  rule,
} from './rule.ts'

const finished = codes('05 13 61 62 63 64 65 DA DF')

/** A consumer discharged, the account neither paid, closed nor deleted, and an amount of zero. */
function dischargedOpen(record: Metro2Record, amount: number): Hit | null {
  if (finished.has(record.base.accountStatus) || amount > 0) return null
  return firstPerson(record, (consumer, path) =>
    dischargedIndicators.has(consumer.consumerInformationIndicator)
      ? {
          values: {
            consumerInformationIndicator: consumer.consumerInformationIndicator,
            accountStatus: record.base.accountStatus,
            amount: `${amount}`,
          },
          fields: [`${path}.consumerInformationIndicator`, 'base.accountStatus'],
        }
      : null,
  )
}

export const bankruptcyRules: Rule[] = [
  rule({
    id: 'Bankruptcy-APD-1',
    title: 'Discharged in bankruptcy, open status, nothing past due',
    severity: 'WARNING',
    fields: ['consumerInformationIndicator', 'accountStatus', 'amountPastDue'],
    explanation: 'A discharged debt with zeros is normally reported with a paid or closed status.',
    fix: 'Report a paid or closed status with zeros, or the amounts another borrower still owes.',
    source: 'CFPB evaluator Bankruptcy-APD-1',
    check: (record) => dischargedOpen(record, record.base.amountPastDue),
  }),
  rule({
    id: 'Bankruptcy-Balance-1',
    title: 'Discharged in bankruptcy, open status, no balance',
    severity: 'WARNING',
    fields: ['consumerInformationIndicator', 'accountStatus', 'currentBalance'],
    explanation: 'A discharged debt with zeros is normally reported with a paid or closed status.',
    fix: 'Report a paid or closed status with zeros, or the balance another borrower still owes.',
    source: 'CFPB evaluator Bankruptcy-Balance-1',
    check: (record) => dischargedOpen(record, record.base.currentBalance),
  }),
  rule({
    id: 'Bankruptcy-SMPA-1',
    title: 'Discharged in bankruptcy, open status, no scheduled payment',
    severity: 'WARNING',
    fields: ['consumerInformationIndicator', 'accountStatus', 'scheduledMonthlyPaymentAmount'],
    explanation: 'A discharged debt with zeros is normally reported with a paid or closed status.',
    fix: 'Report a paid or closed status with zeros, or the payment another borrower still owes.',
    source: 'CFPB evaluator Bankruptcy-SMPA-1',
    check: (record) => dischargedOpen(record, record.base.scheduledMonthlyPaymentAmount),
  }),
  rule({
    id: 'G-BK-1',
    title: 'Chapter 7 discharge with amounts',
    severity: 'INFO',
    fields: ['consumerInformationIndicator', 'currentBalance', 'amountPastDue', 'scheduledMonthlyPaymentAmount'],
    explanation:
      'After a chapter 7 discharge the filer owes nothing; amounts remain only for a borrower who did not file.',
    fix: 'Report zeros unless somebody else on the account still owes them.',
    source: 'Public guidance on bankruptcy reporting',
    check: ({ base }) =>
      base.consumerInformationIndicator === 'E' &&
      (base.currentBalance > 0 || base.amountPastDue > 0 || base.scheduledMonthlyPaymentAmount > 0)
        ? {
            values: {
              currentBalance: `${base.currentBalance}`,
              amountPastDue: `${base.amountPastDue}`,
              scheduledMonthlyPaymentAmount: `${base.scheduledMonthlyPaymentAmount}`,
            },
          }
        : null,
  }),
  rule({
    id: 'Bankruptcy-ECOA-1',
    title: 'Authorized user on an account in bankruptcy',
    severity: 'WARNING',
    fields: ['consumerInformationIndicator', 'ecoaCode'],
    explanation: 'An authorized user is not liable and leaves the account when its owner files.',
    fix: 'Report the authorized user once with ECOA Z, then no more.',
    source: 'CFPB evaluator Bankruptcy-ECOA-1',
    check: (record) => {
      const code = record.base.consumerInformationIndicator
      if (!bankruptcyIndicators.has(code) || !anyAssociated(record, (c) => c.ecoaCode === '3')) return null
      return { values: { consumerInformationIndicator: code, ecoaCode: '3' } }
    },
  }),
]
