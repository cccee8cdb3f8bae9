/** A small raw loan of our own, as LoanPro would send it, to change in tests. */
import { normalize } from '../../plugins/loanpro/normalize.ts'

export type Raw = Record<string, unknown>

export const loanOf = (changes: Raw = {}): Raw => ({
  __metadata: { uri: 'http://loanpro.invalid/Loans(id=7)', type: 'Entity.Loan' },
  id: 7,
  displayId: 'L-0007',
  title: 'L-0007',
  modId: 0,
  active: 1,
  archived: 0,
  deleted: 0,
  temporaryAccount: 0,
  LoanSetup: {
    id: 70,
    loanId: 7,
    active: 1,
    contractDate: '/Date(1735689600)/',
    firstPaymentDate: '/Date(1738368000)/',
    loanAmount: '12000.00',
    payment: '350.00',
    loanTerm: '36.0000',
    paymentFrequency: 'loan.frequency.monthly',
    loanType: 'loan.type.installment',
  },
  LoanSettings: {
    id: 71,
    loanId: 7,
    creditStatus: 'loan.creditstatus.0',
    creditBureau: 'loan.creditbureau.00',
    reportingType: 'loan.reportingtype.I',
    closedDate: '/Date(-62169984000)/',
    CustomFieldValues: [],
  },
  Customers: [],
  Payments: [],
  Transactions: [],
  Credits: [],
  Charges: [],
  Bankruptcies: [],
  DueDateChanges: [],
  APDAdjustments: [],
  DPDAdjustments: [],
  Collateral: [],
  CustomFieldValues: [],
  ...changes,
})

export const rawOf = (changes: Raw = {}, archive: Raw[] = [], customFields: Raw = {}): string =>
  JSON.stringify({ loan: loanOf(changes), archive, customFields })

/** The normalized document of a loan with these changes. Lists are typed loosely: tests look into them. */
export function documentOf(changes: Raw = {}, archive: Raw[] = [], customFields: Raw = {}) {
  return normalize(rawOf(changes, archive, customFields)).document as Record<string, Raw & Raw[]>
}

export const seconds = (date: string): string => `/Date(${Date.parse(`${date}T00:00:00Z`) / 1000})/`

export const archiveRowOf = (date: string, changes: Raw = {}): Raw => ({
  id: 7,
  loanId: 7,
  date: seconds(date),
  daysPastDue: 0,
  principalBalance: '9000.00',
  payoff: '9050.00',
  creditStatus: 'loan.creditstatus.11',
  customFieldsBreakdown: '[]',
  ...changes,
})
