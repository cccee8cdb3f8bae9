/** Payments that are not monthly. Worked out by hand. */
import { loan, payment, profile, snapshot } from '../support.ts'
import { current, type History } from './history.ts'

/** A payment of a period, in cents, and its monthly equivalent in dollars; the instalment of May 1 is unpaid on June 30. */
function every(termsFrequency: string, periodicPayment: number, monthly: number): History {
  return {
    name: `${termsFrequency}: ${periodicPayment} cents a period are $${monthly} a month, and days count from the due date alone`,
    facts: loan({
      dateOpened: '2026-04-01',
      termsFrequency,
      periodicPayment,
      instalments: [{ due: '2026-05-01', amount: periodicPayment }],
      snapshots: [snapshot('2026-06-30', 900000)],
    }),
    asOf: '2026-06-30',
    daysPastDue: 60, // May 1 +30 +30
    findings: [],
    expected: {
      accountStatus: '78',
      scheduledMonthlyPaymentAmount: monthly,
      amountPastDue: Math.trunc(periodicPayment / 100),
      dateOfFirstDelinquency: '2026-05-31',
    },
  }
}

export const frequencies: History[] = [
  every('W', 10000, 433), // 100 × 52 / 12 = 433.33
  every('B', 10000, 216), // 100 × 26 / 12 = 216.66
  every('E', 10000, 200), // 100 × 2
  every('M', 10000, 100),
  every('L', 60000, 300), // 600 / 2
  every('Q', 100000, 333), // 1,000 / 3 = 333.33
  every('T', 120000, 300), // 1,200 / 4
  every('S', 200000, 333), // 2,000 / 6 = 333.33
  every('Y', 360000, 300), // 3,600 / 12
  every('P', 500000, 5000), // one payment
  {
    name: 'biweekly $200.00 is $433.33 a month; only instalments 30 days late are past due',
    facts: loan({
      termsFrequency: 'B',
      periodicPayment: 20000,
      instalments: ['2026-03-06', '2026-03-20', '2026-04-03'].map((day) => ({ due: day, amount: 20000 })),
      snapshots: [snapshot('2026-04-10', 480000)],
    }),
    asOf: '2026-04-10',
    daysPastDue: 35, // Mar 6 +25 +10; Mar 20 is 21 days
    expected: {
      accountStatus: '71',
      scheduledMonthlyPaymentAmount: 433, // 200 × 26 / 12
      amountPastDue: 200,
      dateOfFirstDelinquency: '2026-04-05', // Mar 6 +25 +5
    },
  },
  {
    name: 'weekly $75.00 is $325.00 a month; four weeks behind is not 30 days',
    facts: loan({
      termsFrequency: 'W',
      periodicPayment: 7500,
      instalments: ['2026-03-02', '2026-03-09', '2026-03-16', '2026-03-23', '2026-03-30'].map((day) => ({
        due: day,
        amount: 7500,
      })),
      snapshots: [snapshot('2026-03-31', 490000)],
    }),
    asOf: '2026-03-31',
    daysPastDue: 29, // Mar 2 +29
    expected: { accountStatus: '11', scheduledMonthlyPaymentAmount: 325, amountPastDue: 0 }, // 75 × 52 / 12
  },
  {
    name: 'weekly, rolling 30 days behind: every payment leaves the next one at 30 or more',
    facts: loan({
      termsFrequency: 'W',
      periodicPayment: 7500,
      instalments: ['2026-03-02', '2026-03-09', '2026-03-16', '2026-03-23', '2026-03-30'].map((day) => ({
        due: day,
        amount: 7500,
      })),
      // Apr 9 pays Mar 2: Mar 9 is 31 days. Apr 16 pays Mar 9: Mar 16 is 31 days.
      satisfactions: [payment('2026-04-09', 7500), payment('2026-04-16', 7500)],
      snapshots: [snapshot('2026-04-20', 480000)],
    }),
    asOf: '2026-04-20',
    daysPastDue: 35, // Mar 16 +15 +20
    commenced: '2026-03-02',
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-04-01', amountPastDue: 75 }, // Mar 2 +29 +1; Mar 23 is 28 days
  },
  {
    name: 'semimonthly $150.50 is $301.00 a month',
    facts: loan({ termsFrequency: 'E', periodicPayment: 15050, snapshots: [snapshot('2026-01-31', 500000)] }),
    asOf: '2026-01-31',
    expected: { accountStatus: '11', scheduledMonthlyPaymentAmount: 301 },
  },
  {
    name: 'quarterly $1,000.00 is $333.33 a month',
    facts: loan({ termsFrequency: 'Q', periodicPayment: 100000, snapshots: [snapshot('2026-01-31', 500000)] }),
    asOf: '2026-01-31',
    expected: { scheduledMonthlyPaymentAmount: 333 },
  },
  {
    name: 'deferred terms: nothing due, nothing scheduled, D from the opening on',
    facts: loan({ termsFrequency: 'D', snapshots: [current] }),
    asOf: '2026-06-30',
    expected: { accountStatus: '11', scheduledMonthlyPaymentAmount: 0, paymentHistoryProfile: profile('DDDDD') },
  },
]
