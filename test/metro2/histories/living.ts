/** Open loans: payments, partial payments, rolling, cure and relapse. Worked out by hand. */
import { due, loan, paid, payment, profile, snapshot } from '../support.ts'
import { current, type History, paidThroughJune } from './history.ts'

export const living: History[] = [
  {
    name: 'ten days old, nothing due yet',
    facts: loan({ dateOpened: '2026-06-20', snapshots: [snapshot('2026-06-30', 500000)] }),
    asOf: '2026-06-30',
    daysPastDue: 0,
    findings: [],
    expected: {
      accountStatus: '11',
      paymentRating: '',
      paymentHistoryProfile: profile(''), // May 31 lies before the opening
      dateOfFirstDelinquency: null,
      amountPastDue: 0,
      currentBalance: 5000,
      scheduledMonthlyPaymentAmount: 300,
      actualPaymentAmount: 0,
      originalChargeOffAmount: 0,
      dateOfAccountInformation: '2026-06-30',
      dateClosed: null,
      dateOfLastPayment: null,
    },
  },
  {
    name: 'paid on every due date',
    facts: loan({ ...paidThroughJune, snapshots: [current] }),
    asOf: '2026-06-30',
    daysPastDue: 0,
    findings: [],
    expected: {
      accountStatus: '11',
      paymentHistoryProfile: profile('00000'), // May, April, March, February, January (opened on the 10th)
      amountPastDue: 0,
      currentBalance: 3500,
      actualPaymentAmount: 300,
      dateOfLastPayment: '2026-06-15',
    },
  },
  {
    name: 'paid two months ahead: nothing is late while the prepayment lasts',
    facts: loan({
      instalments: due('2026-02-15', '2026-03-15', '2026-04-15'),
      satisfactions: [payment('2026-02-10', 90000)],
      snapshots: [snapshot('2026-05-10', 400000)],
    }),
    asOf: '2026-05-10',
    daysPastDue: 0,
    expected: { accountStatus: '11', actualPaymentAmount: 0, dateOfLastPayment: '2026-02-10' },
  },
  {
    name: 'a partial payment cures nothing',
    facts: loan({
      instalments: due('2026-03-15'),
      satisfactions: [payment('2026-03-20', 10000)],
      snapshots: [snapshot('2026-04-14', 480000)],
    }),
    asOf: '2026-04-14',
    daysPastDue: 30, // Mar 15 +16 = Mar 31, +14 = Apr 14
    expected: { accountStatus: '71', amountPastDue: 200, dateOfFirstDelinquency: '2026-04-14' },
  },
  {
    name: 'a cent short is short: 71 with zero whole dollars past due',
    facts: loan({
      instalments: due('2026-03-15'),
      satisfactions: [payment('2026-03-20', 29999)],
      snapshots: [snapshot('2026-04-14', 480000)],
    }),
    asOf: '2026-04-14',
    expected: { accountStatus: '71', amountPastDue: 0 },
  },
  {
    name: 'only the part 30 or more days late is past due',
    facts: loan({
      instalments: due('2026-03-15', '2026-04-15', '2026-05-15'),
      snapshots: [snapshot('2026-05-20', 500000)],
    }),
    asOf: '2026-05-20',
    // Mar 15 +16 +30 +20 = 66 days; Apr 15 +15 +20 = 35 days; May 15 is 5 days.
    daysPastDue: 66,
    expected: { accountStatus: '78', amountPastDue: 600, dateOfFirstDelinquency: '2026-04-14' },
  },
  {
    name: 'never more past due than owed',
    facts: loan({
      instalments: due('2026-03-15', '2026-04-15'),
      snapshots: [snapshot('2026-05-20', 45050)],
    }),
    asOf: '2026-05-20',
    expected: { accountStatus: '78', amountPastDue: 450, currentBalance: 450 },
  },
  {
    name: 'rolling one instalment behind without a day below 30 keeps the first date',
    facts: loan({
      instalments: due('2026-02-15', '2026-03-15', '2026-04-15', '2026-05-15', '2026-06-15'),
      // Apr 16 pays February: March is 32 days late. May 18 pays March: April is 33. Jun 17 pays April: May is 33.
      satisfactions: paid('2026-04-16', '2026-05-18', '2026-06-17'),
      snapshots: [snapshot('2026-06-30', 420000)],
    }),
    asOf: '2026-06-30',
    daysPastDue: 46, // May 15 +16 = May 31, +30 = Jun 30
    commenced: '2026-02-15',
    expected: {
      accountStatus: '71',
      dateOfFirstDelinquency: '2026-03-17', // Feb 15 +13 = Feb 28, +17 = Mar 17
      // May 31: April 46 days; Apr 30: March 46; Mar 31: February 44; Feb 28: 13; January: nothing due.
      paymentHistoryProfile: profile('11100'),
      amountPastDue: 300,
    },
  },
  {
    name: 'cured for a few days, late again: a new date',
    facts: loan({
      instalments: due('2026-02-15', '2026-03-15'),
      satisfactions: paid('2026-03-25'), // pays February; March is 10 days late
      snapshots: [snapshot('2026-04-30', 470000)],
    }),
    asOf: '2026-04-30',
    daysPastDue: 46,
    commenced: '2026-03-15',
    expected: {
      accountStatus: '71',
      dateOfFirstDelinquency: '2026-04-14', // Mar 15 +16 +14
      paymentHistoryProfile: profile('000'), // Mar 31: 16 days; Feb 28: 13 days
    },
  },
  {
    name: 'cured is current: no date, the late month stays in the history',
    facts: loan({
      instalments: due('2026-02-15', '2026-03-15', '2026-04-15'),
      satisfactions: [payment('2026-04-10', 60000), payment('2026-04-15', 30000)],
      snapshots: [snapshot('2026-04-30', 410000)],
    }),
    asOf: '2026-04-30',
    expected: {
      accountStatus: '11',
      dateOfFirstDelinquency: null,
      paymentHistoryProfile: profile('100'), // Mar 31: February 44 days
      actualPaymentAmount: 900,
    },
  },
  {
    name: 'principal-only money cures nothing but is a payment',
    facts: loan({
      instalments: due('2026-02-15'),
      satisfactions: [payment('2026-03-01', 30000, 'PRINCIPAL'), payment('2026-03-02', 1500, 'FEES')],
      snapshots: [snapshot('2026-03-20', 470000)],
    }),
    asOf: '2026-03-20',
    daysPastDue: 33, // Feb 15 +13 +20
    expected: { accountStatus: '71', amountPastDue: 300, actualPaymentAmount: 315, dateOfLastPayment: '2026-03-02' },
  },
]
