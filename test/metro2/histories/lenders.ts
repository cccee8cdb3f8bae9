/** The lender's word, and its contradictions. Worked out by hand. */
import { due, loan, payment, snapshot } from '../support.ts'
import { current, type History, paidThroughJune } from './history.ts'

const late45 = { dateOpened: '2026-04-01', instalments: due('2026-05-16'), snapshots: [snapshot('2026-06-30', 500000)] } // May 16 +15 +30 = 45

export const lenders: History[] = [
  {
    name: 'the lender says 11 while it is 45 days late',
    facts: loan({ ...late45, lenderStatus: '11' }),
    asOf: '2026-06-30',
    daysPastDue: 45,
    findings: ['LENDER-STATUS-1'],
    expected: { accountStatus: '11', amountPastDue: 0, dateOfFirstDelinquency: null },
  },
  {
    name: 'the lender says 13 while a balance is owed',
    facts: loan({ ...paidThroughJune, lenderStatus: '13', closedOn: '2026-06-20', snapshots: [current] }),
    asOf: '2026-06-30',
    findings: ['LENDER-STATUS-1', 'CLOSED-WITH-BALANCE-1'],
    expected: { accountStatus: '13', currentBalance: 0, dateClosed: '2026-06-20', paymentRating: '0' },
  },
  {
    name: 'the lender says 96: the delinquency that led to it, balance and past due remain',
    facts: loan({ ...late45, lenderStatus: '96' }),
    asOf: '2026-06-30',
    findings: [],
    expected: {
      accountStatus: '96',
      currentBalance: 5000,
      amountPastDue: 300,
      dateOfFirstDelinquency: '2026-06-15',
      paymentRating: '',
    },
  },
  {
    name: 'the lender says 95 since a day the snapshots show: rated the day before',
    facts: loan({
      instalments: due('2026-05-16'),
      lenderStatus: '95',
      snapshots: [
        snapshot('2026-06-13', 500000, 28, { accountStatus: '11' }),
        snapshot('2026-06-14', 500000, 29, { accountStatus: '95' }),
        snapshot('2026-06-30', 500000, 45, { accountStatus: '95' }),
      ],
    }),
    asOf: '2026-06-30',
    findings: [],
    expected: { accountStatus: '95', paymentRating: '0', dateOfFirstDelinquency: '2026-06-15', amountPastDue: 0 },
  },
  {
    name: 'the lender says 62: paid, dated and still with its delinquency',
    facts: loan({
      instalments: due('2026-02-15'),
      lenderStatus: '62',
      satisfactions: [payment('2026-06-10', 500000)],
      snapshots: [snapshot('2026-06-09', 500000), snapshot('2026-06-30', 0)],
    }),
    asOf: '2026-06-30',
    commenced: '2026-02-15',
    findings: [],
    expected: {
      accountStatus: '62',
      paymentRating: '',
      currentBalance: 0,
      amountPastDue: 0,
      scheduledMonthlyPaymentAmount: 0,
      dateOfFirstDelinquency: '2026-03-17',
      dateOfAccountInformation: '2026-06-10',
      dateClosed: '2026-06-10',
    },
  },
  {
    name: 'the lender says 05: zeros, closed, rated by the state before the transfer',
    facts: loan({ ...late45, lenderStatus: '05', closedOn: '2026-06-20' }),
    asOf: '2026-06-30',
    // May 16 +15 +19 = 34 days on Jun 19
    findings: ['CLOSED-WITH-BALANCE-1'],
    expected: {
      accountStatus: '05',
      paymentRating: '1',
      currentBalance: 0,
      amountPastDue: 0,
      scheduledMonthlyPaymentAmount: 0,
      dateClosed: '2026-06-20',
      dateOfFirstDelinquency: '2026-06-15',
    },
  },
  {
    name: 'a delete keeps the fields as they are',
    facts: loan({ ...late45, lenderStatus: 'DA' }),
    asOf: '2026-06-30',
    findings: [],
    expected: {
      accountStatus: 'DA',
      currentBalance: 5000,
      amountPastDue: 300,
      dateOfFirstDelinquency: '2026-06-15',
      paymentRating: '',
    },
  },
  {
    name: 'a lender status that is no code is said, and the facts stand in',
    facts: loan({ ...late45, lenderStatus: '42' }),
    asOf: '2026-06-30',
    findings: ['LENDER-STATUS-1'],
    expected: { accountStatus: '71' },
  },
]
