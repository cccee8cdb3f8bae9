/** Lines of credit, cards and open accounts; mortgages. Worked out by hand. */
import type { LoanFacts } from '../../../server/metro2/facts.ts'
import { due, loan, payment, profile, snapshot } from '../support.ts'
import { type History, reported } from './history.ts'

/** A card opened 2026-01-10 with a limit of $5,000.00. */
export function card(facts: Partial<LoanFacts>): LoanFacts {
  return loan({ portfolioType: 'R', periodicPayment: null, originalAmount: null, creditLimit: 500000, ...facts })
}

const may35 = { due: '2026-05-15', amount: 3500 }
const june40 = { due: '2026-06-15', amount: 4000 }

export const lines: History[] = [
  {
    name: 'a card that was never used: current with a balance of zero, E for the months that show it',
    facts: card({
      snapshots: [
        snapshot('2026-03-31', 0),
        snapshot('2026-04-30', 0),
        snapshot('2026-05-31', 0),
        snapshot('2026-06-30', 0),
      ],
    }),
    asOf: '2026-06-30',
    daysPastDue: 0,
    findings: [],
    expected: {
      accountStatus: '11',
      paymentRating: '',
      currentBalance: 0,
      amountPastDue: 0,
      scheduledMonthlyPaymentAmount: 0,
      dateOfFirstDelinquency: null,
      dateClosed: null,
      creditLimit: 5000,
      highestCredit: 0,
      termsDuration: 'REV',
      paymentHistoryProfile: profile('EEE'), // May, April, March; of February nothing is known
    },
  },
  {
    name: 'minimums that vary, each paid: the last one is scheduled, the highest balance is the highest credit',
    facts: card({
      instalments: [may35, june40],
      satisfactions: [payment('2026-05-10', 3500), payment('2026-06-12', 4000)],
      snapshots: [snapshot('2026-05-31', 150000), snapshot('2026-06-30', 123456)],
    }),
    asOf: '2026-06-30',
    findings: [],
    expected: {
      accountStatus: '11',
      currentBalance: 1234,
      scheduledMonthlyPaymentAmount: 40,
      actualPaymentAmount: 40,
      highestCredit: 1500,
      paymentHistoryProfile: profile('00000'),
    },
    evidence: { scheduledMonthlyPaymentAmount: 'minimum payment due 2026-06-15: $40.00', highestCredit: '2026-05-31' },
  },
  {
    name: 'what is paid beyond a minimum lowers the balance and pays no later minimum',
    facts: card({
      instalments: [may35, june40],
      satisfactions: [payment('2026-05-10', 50000)],
      snapshots: [snapshot('2026-07-15', 100000)],
    }),
    asOf: '2026-07-15',
    daysPastDue: 30, // Jun 15 +15 +15
    commenced: '2026-06-15',
    expected: { accountStatus: '71', amountPastDue: 40, dateOfFirstDelinquency: '2026-07-15' },
  },
  {
    name: 'the same money on an instalment loan pays ahead',
    facts: loan({
      instalments: [may35, june40],
      satisfactions: [payment('2026-05-10', 50000)],
      snapshots: [snapshot('2026-07-15', 100000)],
    }),
    asOf: '2026-07-15',
    daysPastDue: 0,
    expected: { accountStatus: '11', amountPastDue: 0, termsDuration: '', creditLimit: 0, highestCredit: 5000 },
  },
  {
    name: 'money between two statements pays the one that was sent',
    facts: card({
      instalments: [may35, { ...june40, billed: '2026-05-20' }],
      // May 22 comes after the statement of May 20; May 18 would have come before it.
      satisfactions: [payment('2026-05-10', 3500), payment('2026-05-22', 4000)],
      snapshots: [snapshot('2026-07-15', 100000)],
    }),
    asOf: '2026-07-15',
    daysPastDue: 0,
    expected: { accountStatus: '11' },
  },
  {
    name: 'money before the statement does not',
    facts: card({
      instalments: [may35, { ...june40, billed: '2026-05-20' }],
      satisfactions: [payment('2026-05-10', 3500), payment('2026-05-18', 4000)],
      snapshots: [snapshot('2026-07-15', 100000)],
    }),
    asOf: '2026-07-15',
    daysPastDue: 30,
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-07-15' },
  },
  {
    name: 'two minimums missed, one paid: money pays the oldest',
    facts: card({
      instalments: [may35, june40],
      satisfactions: [payment('2026-07-01', 3500)],
      snapshots: [snapshot('2026-06-30', 100000), snapshot('2026-07-10', 98000)],
    }),
    asOf: '2026-07-10',
    daysPastDue: 25, // May 15 was 47 days late on Jul 1; June 15 +15 +10
    expected: {
      accountStatus: '11',
      amountPastDue: 0,
      dateOfFirstDelinquency: null,
      paymentHistoryProfile: profile('100000'), // June 46 days; May 16
    },
  },
  {
    name: 'a minimum that nobody paid on a card that owes nothing is not late',
    facts: card({ instalments: [may35], snapshots: [snapshot('2026-05-31', 3500), snapshot('2026-06-30', 0)] }),
    asOf: '2026-06-30',
    daysPastDue: 0,
    findings: [],
    expected: { accountStatus: '11', amountPastDue: 0, scheduledMonthlyPaymentAmount: 0, highestCredit: 35 },
    evidence: { accountStatus: 'an open line without a balance at 2026-06-30' },
  },
  {
    name: 'a balance of zero in between settles the minimums before it, whatever brought it about',
    facts: card({
      instalments: [may35, { due: '2026-08-15', amount: 4000 }],
      snapshots: [snapshot('2026-05-31', 3500), snapshot('2026-06-25', 0), snapshot('2026-09-20', 50000)],
    }),
    asOf: '2026-09-20',
    daysPastDue: 36, // Aug 15 +16 +20; May 15 is no longer unpaid
    commenced: '2026-08-15',
    expected: {
      accountStatus: '71',
      amountPastDue: 40,
      dateOfFirstDelinquency: '2026-09-14', // Aug 15 +16 +14
      paymentHistoryProfile: profile('00E00000'), // August 16 days, July; June owed nothing; May 16 days
    },
  },
  {
    name: 'closed to use with a balance: open, with its date closed',
    facts: card({
      portfolioType: 'C',
      closedOn: '2026-05-20',
      instalments: [may35, june40],
      satisfactions: [payment('2026-05-15', 3500), payment('2026-06-15', 4000)],
      snapshots: [snapshot('2026-06-30', 200000)],
    }),
    asOf: '2026-06-30',
    findings: [],
    expected: {
      accountStatus: '11',
      currentBalance: 2000,
      dateClosed: '2026-05-20',
      dateOfAccountInformation: '2026-06-30',
      scheduledMonthlyPaymentAmount: 40,
      termsDuration: 'LOC',
      creditLimit: 5000,
    },
  },
  {
    name: 'closed with a balance and late: the bucket and the date closed',
    facts: card({
      dateOpened: '2026-04-10',
      portfolioType: 'C',
      closedOn: '2026-05-10',
      instalments: [may35],
      snapshots: [snapshot('2026-06-30', 200000)],
    }),
    asOf: '2026-06-30',
    daysPastDue: 46, // May 15 +16 +30
    findings: [],
    expected: {
      accountStatus: '71',
      dateClosed: '2026-05-10',
      dateOfFirstDelinquency: '2026-06-14',
      amountPastDue: 35,
    },
  },
  {
    name: 'closed in May, paid in June: 13 as of the payment, closed as of May',
    facts: card({
      closedOn: '2026-05-20',
      instalments: [may35],
      satisfactions: [payment('2026-05-15', 3500), payment('2026-06-10', 200000)],
      snapshots: [snapshot('2026-06-09', 200000), snapshot('2026-06-30', 0)],
    }),
    asOf: '2026-06-30',
    findings: [],
    expected: {
      accountStatus: '13',
      paymentRating: '0',
      dateClosed: '2026-05-20',
      dateOfAccountInformation: '2026-06-10',
      currentBalance: 0,
      creditLimit: 5000,
    },
  },
  {
    name: 'paid in May, closed for inactivity in June: 13 as of the closing',
    facts: card({
      closedOn: '2026-06-20',
      instalments: [may35],
      satisfactions: [payment('2026-05-12', 3500)],
      snapshots: [snapshot('2026-05-11', 3500), snapshot('2026-05-31', 0), snapshot('2026-06-30', 0)],
    }),
    asOf: '2026-06-30',
    findings: [],
    expected: {
      accountStatus: '13',
      paymentRating: '0',
      dateClosed: '2026-06-20',
      dateOfAccountInformation: '2026-06-20',
      paymentHistoryProfile: profile('E0000'), // May ended with nothing owed
    },
  },
  {
    name: 'an open account: due in full, nothing scheduled',
    facts: card({
      portfolioType: 'O',
      creditLimit: null,
      instalments: [{ due: '2026-06-01', amount: 12000 }],
      snapshots: [snapshot('2026-07-01', 15000)],
    }),
    asOf: '2026-07-01',
    daysPastDue: 30,
    expected: {
      accountStatus: '71',
      currentBalance: 150,
      amountPastDue: 120,
      scheduledMonthlyPaymentAmount: 0,
      dateOfFirstDelinquency: '2026-07-01',
      termsDuration: '001',
      creditLimit: 0,
    },
  },
  {
    name: 'a charged-off card: the whole balance past due, nothing scheduled',
    facts: card({
      dateOpened: '2026-04-10',
      instalments: [may35, june40],
      chargeOffs: [{ date: '2026-11-20', amount: 90050 }],
      snapshots: [snapshot('2026-11-19', 90050), snapshot('2026-11-30', 0, 0, { netChargeOff: 90050 })],
    }),
    asOf: '2026-11-30',
    commenced: '2026-05-15',
    findings: [],
    expected: {
      accountStatus: '97',
      currentBalance: 900,
      amountPastDue: 900,
      originalChargeOffAmount: 900,
      scheduledMonthlyPaymentAmount: 0,
      dateOfFirstDelinquency: '2026-06-14', // May 15 +16 +14
    },
  },
  {
    name: 'limit and highest balance are kept as reported when the source no longer tells them',
    facts: card({ creditLimit: null, instalments: [june40], snapshots: [snapshot('2026-06-30', 100000, 0)] }),
    asOf: '2026-06-30',
    previous: reported('2026-05-31', '11', {
      portfolioType: 'R',
      creditLimit: 5000,
      highestCredit: 3100,
      paymentHistoryProfile: profile('0000'),
    }),
    expected: { creditLimit: 5000, highestCredit: 3100 },
    evidence: { creditLimit: 'as reported before' },
  },
  {
    name: 'a month that only the report knows: current with a balance of zero is E',
    facts: card({ snapshots: [snapshot('2026-06-30', 50000, 0)] }),
    asOf: '2026-06-30',
    previous: reported('2026-05-31', '11', {
      portfolioType: 'R',
      currentBalance: 0,
      paymentHistoryProfile: profile('E0'),
    }),
    findings: [],
    expected: { accountStatus: '11', paymentHistoryProfile: profile('EE0') },
  },
  {
    name: 'a mortgage is scheduled with its escrow',
    facts: loan({
      portfolioType: 'M',
      periodicPayment: 120000,
      escrowPayment: 35050,
      instalments: due('2026-06-15'),
      snapshots: [snapshot('2026-06-30', 24000000)],
    }),
    asOf: '2026-06-30',
    expected: { accountStatus: '11', scheduledMonthlyPaymentAmount: 1550, creditLimit: 0 }, // 1,200.00 + 350.50
  },
  {
    name: 'a balloon that falls due in the month is added to the payment',
    facts: loan({
      instalments: [...due('2026-05-15'), { due: '2026-06-15', amount: 230000, balloon: 200000 }],
      satisfactions: [payment('2026-05-15', 30000)],
      snapshots: [snapshot('2026-06-30', 230000)],
    }),
    asOf: '2026-06-30',
    daysPastDue: 15,
    expected: { accountStatus: '11', scheduledMonthlyPaymentAmount: 2300 }, // 300 + 2,000
    evidence: { scheduledMonthlyPaymentAmount: 'a balloon of $2,000.00' },
  },
  {
    name: 'and not to that of another month',
    facts: loan({
      instalments: [...due('2026-05-15'), { due: '2026-06-15', amount: 230000, balloon: 200000 }],
      satisfactions: [payment('2026-05-15', 30000)],
      snapshots: [snapshot('2026-07-10', 230000)],
    }),
    asOf: '2026-07-10',
    daysPastDue: 25,
    expected: { scheduledMonthlyPaymentAmount: 300 },
  },
]
