/** Lines and cards that owe nothing, really or by money that came back; how they are paid and closed. Worked out by hand. */
import { loan, payment, profile, snapshot } from '../support.ts'
import { type History, reported } from './history.ts'
import { card } from './lines.ts'

const may35 = { due: '2026-05-15', amount: 3500 }
const cameBack = payment('2026-06-01', 100000, 'INSTALMENTS', '2026-06-10')

export const linesEnding: History[] = [
  {
    name: 'a balance of zero by money that came back settles no minimum',
    facts: card({
      dateOpened: '2026-04-10',
      instalments: [may35],
      satisfactions: [cameBack],
      snapshots: [snapshot('2026-05-31', 100000), snapshot('2026-06-02', 0), snapshot('2026-06-30', 100000)],
    }),
    asOf: '2026-06-30',
    daysPastDue: 46, // May 15 +16 +30
    commenced: '2026-05-15',
    findings: [],
    expected: {
      accountStatus: '71',
      amountPastDue: 35,
      dateOfFirstDelinquency: '2026-06-14', // May 15 +16 +14
      actualPaymentAmount: 0,
      paymentHistoryProfile: profile('00'), // May 16 days, April
    },
  },
  {
    name: 'nor is a month E that ended in such a zero',
    facts: card({
      instalments: [may35],
      satisfactions: [payment('2026-05-28', 100000, 'INSTALMENTS', '2026-06-10')],
      snapshots: [snapshot('2026-05-31', 0), snapshot('2026-06-30', 100000)],
    }),
    asOf: '2026-06-30',
    daysPastDue: 46,
    expected: { accountStatus: '71', paymentHistoryProfile: profile('00000') },
  },
  {
    name: 'less than a dollar is reported as zero, and the month is E as the report had it',
    facts: card({
      instalments: [may35],
      satisfactions: [payment('2026-05-15', 3500)],
      snapshots: [snapshot('2026-05-31', 50), snapshot('2026-06-30', 9000)],
    }),
    asOf: '2026-06-30',
    previous: reported('2026-05-31', '11', {
      portfolioType: 'R',
      currentBalance: 0,
      paymentHistoryProfile: profile('0000'),
    }),
    findings: [],
    expected: { accountStatus: '11', currentBalance: 90, paymentHistoryProfile: profile('E0000') },
  },
  {
    name: 'days that a source counts on while nothing is owed are none',
    facts: card({ snapshots: [snapshot('2026-05-31', 0, 45), snapshot('2026-06-30', 5000, 0)] }),
    asOf: '2026-06-30',
    previous: reported('2026-05-31', '11', { portfolioType: 'R', currentBalance: 0 }),
    findings: [],
    expected: { accountStatus: '11', paymentHistoryProfile: profile('E0000') },
  },
  {
    name: 'closed in May and paid in June, which no snapshot of May shows: as of the payment, and late until then',
    facts: card({
      dateOpened: '2026-04-10',
      closedOn: '2026-05-20',
      instalments: [may35],
      satisfactions: [payment('2026-06-20', 200000)],
      snapshots: [snapshot('2026-06-30', 0)],
    }),
    asOf: '2026-06-30',
    findings: [],
    expected: {
      accountStatus: '13',
      paymentRating: '1', // Jun 19: May 15 +16 +19 = 35 days
      dateOfFirstDelinquency: '2026-06-14',
      dateClosed: '2026-05-20',
      dateOfAccountInformation: '2026-06-20',
    },
  },
  {
    name: 'late, paid in full, and closed two weeks later: open and owing nothing in between, rated current',
    facts: card({
      closedOn: '2026-06-30',
      instalments: [may35],
      satisfactions: [payment('2026-06-16', 200000)],
      snapshots: [snapshot('2026-06-15', 200000), snapshot('2026-06-16', 0), snapshot('2026-06-30', 0)],
    }),
    asOf: '2026-06-30',
    findings: [],
    expected: {
      accountStatus: '13',
      paymentRating: '0',
      dateOfFirstDelinquency: null,
      dateOfAccountInformation: '2026-06-30',
    },
  },
  {
    name: 'nothing has fallen due since April: nothing is scheduled',
    facts: card({
      instalments: [{ due: '2026-04-15', amount: 3500 }],
      satisfactions: [payment('2026-04-15', 90000)],
      snapshots: [snapshot('2026-04-30', 0), snapshot('2026-05-31', 0), snapshot('2026-06-30', 4000)],
    }),
    asOf: '2026-06-30',
    findings: [],
    expected: { accountStatus: '11', currentBalance: 40, scheduledMonthlyPaymentAmount: 0 },
    evidence: { scheduledMonthlyPaymentAmount: 'nothing fell due since' },
  },
  {
    name: 'as of the 10th, the minimum of the 15th before is that of the month',
    facts: card({
      instalments: [may35],
      satisfactions: [payment('2026-05-15', 3500)],
      snapshots: [snapshot('2026-06-10', 90000)],
    }),
    asOf: '2026-06-10',
    expected: { accountStatus: '11', scheduledMonthlyPaymentAmount: 35 },
  },
  {
    name: 'a line that is asked for every three months: a third of it a month, also in the months between',
    facts: card({
      portfolioType: 'C',
      termsFrequency: 'Q',
      instalments: [{ due: '2026-04-20', amount: 9000 }],
      satisfactions: [payment('2026-04-20', 9000)],
      snapshots: [snapshot('2026-06-30', 90000)],
    }),
    asOf: '2026-06-30',
    expected: { accountStatus: '11', scheduledMonthlyPaymentAmount: 30, termsDuration: 'LOC' },
  },
  {
    name: 'the first statement was sent and falls due next month: current',
    facts: card({
      instalments: [{ due: '2026-07-15', amount: 3500, billed: '2026-06-20' }],
      snapshots: [snapshot('2026-06-30', 90000)],
    }),
    asOf: '2026-06-30',
    findings: [],
    expected: { accountStatus: '11', amountPastDue: 0, scheduledMonthlyPaymentAmount: 0 },
  },
  {
    name: 'billed, waived to zero before it fell due, and used again: what was billed is settled',
    facts: card({
      instalments: [
        { ...may35, billed: '2026-04-20' },
        { due: '2026-06-15', amount: 2500, billed: '2026-05-20' },
      ],
      satisfactions: [payment('2026-06-15', 2500)],
      snapshots: [snapshot('2026-04-30', 0), snapshot('2026-06-30', 50000)],
    }),
    asOf: '2026-06-30',
    daysPastDue: 0,
    expected: { accountStatus: '11', amountPastDue: 0 },
  },
  {
    name: 'over its limit: the highest balance is above the limit, and nothing of it is past due',
    facts: card({
      instalments: [may35],
      satisfactions: [payment('2026-05-15', 3500)],
      snapshots: [snapshot('2026-05-20', 560000), snapshot('2026-05-31', 540000)],
    }),
    asOf: '2026-05-31',
    findings: [],
    expected: { accountStatus: '11', currentBalance: 5400, creditLimit: 5000, highestCredit: 5600, amountPastDue: 0 },
  },
  {
    name: 'a credit balance: nothing owed, nothing late, open',
    facts: card({
      instalments: [may35],
      satisfactions: [payment('2026-05-10', 8500)],
      snapshots: [snapshot('2026-05-09', 3500), snapshot('2026-05-31', -5000), snapshot('2026-06-30', -5000)],
    }),
    asOf: '2026-06-30',
    findings: [],
    expected: { accountStatus: '11', currentBalance: 0, dateClosed: null, paymentHistoryProfile: profile('E0000') },
  },
]

/** Instalment loans: the day that a loan was paid, where money came twice or came back. */
export const paidTwice: History[] = [
  {
    name: 'paid on Jun 5 and once more on Jun 20: paid on Jun 5, the rest is a credit',
    facts: loan({
      instalments: [{ due: '2026-06-01', amount: 30000 }],
      satisfactions: [payment('2026-06-05', 30000), payment('2026-06-20', 30000)],
      snapshots: [snapshot('2026-05-31', 30000), snapshot('2026-06-30', -30000)],
    }),
    asOf: '2026-06-30',
    expected: {
      accountStatus: '13',
      dateClosed: '2026-06-05',
      dateOfAccountInformation: '2026-06-05',
      currentBalance: 0,
    },
  },
  {
    name: 'the payoff of Jun 5 came back on Jun 10, and was made again on Jun 12: paid on Jun 12',
    facts: loan({
      instalments: [{ due: '2026-06-01', amount: 30000 }],
      satisfactions: [payment('2026-06-05', 30000, 'INSTALMENTS', '2026-06-10'), payment('2026-06-12', 30000)],
      snapshots: [snapshot('2026-05-31', 30000), snapshot('2026-06-06', 0), snapshot('2026-06-30', 0)],
    }),
    asOf: '2026-06-30',
    expected: { accountStatus: '13', dateClosed: '2026-06-12', dateOfAccountInformation: '2026-06-12' },
  },
]
