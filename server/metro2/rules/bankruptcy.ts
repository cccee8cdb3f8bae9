/** Bankruptcy indicators against status, amounts and the other consumers. */
import type { Metro2Record } from '../record.ts'
import {
  bankruptcyIndicators,
  codes,
  dischargedIndicators,
  firstPerson,
  type Hit,
  type Rule,
  rule,
  show,
} from './rule.ts'

const finished = codes('05 13 61 62 63 64 65 DA DF')

const owedAmounts = ['currentBalance', 'amountPastDue', 'scheduledMonthlyPaymentAmount'] as const
type Amount = (typeof owedAmounts)[number]

/** A consumer discharged, the account neither paid, closed nor deleted, and an amount of zero. */
function dischargedOpen(record: Metro2Record, name: Amount): Hit | null {
  const amount = record.base[name]
  if (finished.has(record.base.accountStatus) || amount > 0) return null
  return firstPerson(record, (consumer, path) =>
    dischargedIndicators.has(consumer.consumerInformationIndicator)
      ? {
          values: {
            consumerInformationIndicator: consumer.consumerInformationIndicator,
            accountStatus: record.base.accountStatus,
            [name]: `${amount}`,
          },
          fields: [`base.${name}`, `${path}.consumerInformationIndicator`, 'base.accountStatus'],
        }
      : null,
  )
}

export const bankruptcyRules: Rule[] = [
  rule({
    id: 'Bankruptcy-APD-1',
    title: 'Discharged in bankruptcy, open status, nothing past due',
    condition:
      'The Consumer Information Indicator (38, J1 11, J2 11) of any consumer is E, F, G or H, Account Status (17A) is not 05, 13, 61-65, DA or DF, and Amount Past Due (22) is zero or less.',
    severity: 'WARNING',
    fields: ['amountPastDue', 'consumerInformationIndicator', 'accountStatus'],
    explanation: 'A discharged debt with zeros is normally reported with a paid or closed status.',
    fix: 'Report a paid or closed status with zeros, or the amounts another borrower still owes.',
    source: 'CFPB evaluator Bankruptcy-APD-1',
    check: (record) => dischargedOpen(record, 'amountPastDue'),
  }),
  rule({
    id: 'Bankruptcy-Balance-1',
    title: 'Discharged in bankruptcy, open status, no balance',
    condition:
      'The Consumer Information Indicator (38, J1 11, J2 11) of any consumer is E, F, G or H, Account Status (17A) is not 05, 13, 61-65, DA or DF, and Current Balance (21) is zero or less.',
    severity: 'WARNING',
    fields: ['currentBalance', 'consumerInformationIndicator', 'accountStatus'],
    explanation: 'A discharged debt with zeros is normally reported with a paid or closed status.',
    fix: 'Report a paid or closed status with zeros, or the balance another borrower still owes.',
    source: 'CFPB evaluator Bankruptcy-Balance-1',
    check: (record) => dischargedOpen(record, 'currentBalance'),
  }),
  rule({
    id: 'Bankruptcy-SMPA-1',
    title: 'Discharged in bankruptcy, open status, no scheduled payment',
    condition:
      'The Consumer Information Indicator (38, J1 11, J2 11) of any consumer is E, F, G or H, Account Status (17A) is not 05, 13, 61-65, DA or DF, and Scheduled Monthly Payment Amount (15) is zero or less.',
    severity: 'WARNING',
    fields: ['scheduledMonthlyPaymentAmount', 'consumerInformationIndicator', 'accountStatus'],
    explanation: 'A discharged debt with zeros is normally reported with a paid or closed status.',
    fix: 'Report a paid or closed status with zeros, or the payment another borrower still owes.',
    source: 'CFPB evaluator Bankruptcy-SMPA-1',
    check: (record) => dischargedOpen(record, 'scheduledMonthlyPaymentAmount'),
  }),
  rule({
    id: 'G-BK-1',
    title: 'Chapter 7 discharge with amounts',
    condition:
      'Consumer Information Indicator (38) of the base is E, and Current Balance (21), Amount Past Due (22) or Scheduled Monthly Payment Amount (15) is above zero.',
    severity: 'INFO',
    fields: ['currentBalance', 'consumerInformationIndicator', 'amountPastDue', 'scheduledMonthlyPaymentAmount'],
    explanation:
      'After a chapter 7 discharge the filer owes nothing; amounts remain only for a borrower who did not file.',
    fix: 'Report zeros unless somebody else on the account still owes them.',
    source: 'Public guidance on bankruptcy reporting',
    check: ({ base }) => {
      if (base.consumerInformationIndicator !== 'E') return null
      const owed = owedAmounts.filter((name) => base[name] > 0)
      if (owed.length === 0) return null
      const fields = [...owed.map((name) => `base.${name}`), 'base.consumerInformationIndicator']
      return { values: show(base, ...owedAmounts), fields }
    },
  }),
  rule({
    id: 'Bankruptcy-ECOA-1',
    title: 'Authorized user on an account in bankruptcy',
    condition:
      'Consumer Information Indicator (38) of the base is A-H, Z, V or 1A, and the ECOA Code (J1 10, J2 10) of an associated consumer is 3.',
    severity: 'WARNING',
    fields: ['ecoaCode', 'consumerInformationIndicator'],
    explanation: 'An authorized user is not liable and leaves the account when its owner files.',
    fix: 'Report the authorized user once with ECOA Z, then no more.',
    source: 'CFPB evaluator Bankruptcy-ECOA-1',
    check: (record) => {
      const code = record.base.consumerInformationIndicator
      if (!bankruptcyIndicators.has(code)) return null
      return firstPerson(record, ({ ecoaCode }, path) => {
        if (ecoaCode !== '3' || path === 'base') return null
        const fields = [`${path}.ecoaCode`, 'base.consumerInformationIndicator']
        return { values: { consumerInformationIndicator: code, ecoaCode }, fields }
      })
    },
  }),
]
