/** Paid, charged off, recovering, recovered. Worked out by hand. */
import { due, loan, paid, payment, profile, snapshot } from '../support.ts'
import { type History, paidThroughJune } from './history.ts'

const missedSinceFebruary = due('2026-02-15', '2026-03-15', '2026-04-15', '2026-05-15', '2026-06-15', '2026-07-15')

export const ended: History[] = [
  {
    name: 'paid off early while current',
    facts: loan({
      instalments: due('2026-02-15', '2026-03-15', '2026-04-15'),
      satisfactions: [...paid('2026-02-15', '2026-03-15'), payment('2026-04-02', 450000)],
      snapshots: [snapshot('2026-03-31', 448000, 0), snapshot('2026-04-30', 0, 0)],
    }),
    asOf: '2026-04-30',
    commenced: null,
    findings: [],
    expected: {
      accountStatus: '13',
      paymentRating: '0',
      paymentHistoryProfile: profile('000'),
      dateOfFirstDelinquency: null,
      amountPastDue: 0,
      currentBalance: 0,
      scheduledMonthlyPaymentAmount: 0,
      actualPaymentAmount: 4500,
      dateOfAccountInformation: '2026-04-02',
      dateClosed: '2026-04-02',
      dateOfLastPayment: '2026-04-02',
    },
  },
  {
    name: 'reported again a month later it says the same: the months after are not appended',
    facts: loan({
      instalments: due('2026-02-15', '2026-03-15', '2026-04-15'),
      satisfactions: [...paid('2026-02-15', '2026-03-15'), payment('2026-04-02', 450000)],
      snapshots: [snapshot('2026-03-31', 448000, 0), snapshot('2026-04-30', 0, 0)],
    }),
    asOf: '2026-05-31',
    expected: {
      accountStatus: '13',
      paymentRating: '0',
      paymentHistoryProfile: profile('000'),
      actualPaymentAmount: 4500,
      dateOfAccountInformation: '2026-04-02',
      dateClosed: '2026-04-02',
    },
  },
  {
    name: 'paid at term, 42 days late: rating 1 with its date',
    facts: loan({
      instalments: due('2026-02-08'),
      satisfactions: [payment('2026-03-22', 31000)],
      snapshots: [snapshot('2026-03-21', 31000), snapshot('2026-03-31', 0)],
    }),
    asOf: '2026-03-31',
    commenced: '2026-02-08',
    expected: {
      accountStatus: '13',
      paymentRating: '1', // Mar 21: Feb 8 +20 +21 = 41 days
      dateOfFirstDelinquency: '2026-03-10', // Feb 8 +20 +10
      dateClosed: '2026-03-22',
      paymentHistoryProfile: profile('00'),
    },
  },
  {
    name: 'paid on the day it would have become 30 days late: it never was',
    facts: loan({
      instalments: due('2026-02-08'),
      satisfactions: [payment('2026-03-10', 31000)],
      snapshots: [snapshot('2026-03-09', 31000), snapshot('2026-03-31', 0)],
    }),
    asOf: '2026-03-31',
    expected: { accountStatus: '13', paymentRating: '0', dateOfFirstDelinquency: null },
  },
  {
    name: 'cured first, paid off days later: rated current',
    facts: loan({
      instalments: due('2026-02-08'),
      satisfactions: [payment('2026-03-22', 30000), payment('2026-03-26', 400000)],
      snapshots: [snapshot('2026-03-25', 400000), snapshot('2026-03-31', 0)],
    }),
    asOf: '2026-03-31',
    expected: { accountStatus: '13', paymentRating: '0', dateOfFirstDelinquency: null, dateClosed: '2026-03-26' },
  },
  {
    name: 'the lender closes the account a few days after the last payment: the rating looks at the payment',
    facts: loan({
      closedOn: '2026-03-27',
      instalments: due('2026-02-08'),
      satisfactions: [payment('2026-03-22', 31000)],
      snapshots: [snapshot('2026-03-21', 31000), snapshot('2026-03-31', 0)],
    }),
    asOf: '2026-03-31',
    expected: {
      accountStatus: '13',
      paymentRating: '1',
      dateClosed: '2026-03-27',
      dateOfAccountInformation: '2026-03-27',
    },
  },
  {
    name: 'charged off after five months: the date stays that of the first missed payment',
    facts: loan({
      instalments: missedSinceFebruary,
      chargeOffs: [{ date: '2026-07-20', amount: 480050 }],
      snapshots: [snapshot('2026-07-19', 480050), snapshot('2026-07-31', 0, 0, { netChargeOff: 480050 })],
    }),
    asOf: '2026-07-31',
    commenced: '2026-02-15',
    daysPastDue: 166, // Feb 15 +13 +31 +30 +31 +30 +31
    findings: [],
    expected: {
      accountStatus: '97',
      paymentRating: '',
      dateOfFirstDelinquency: '2026-03-17',
      currentBalance: 4800,
      amountPastDue: 4800,
      originalChargeOffAmount: 4800,
      scheduledMonthlyPaymentAmount: 0,
      // June 135 days, May 105, April 74, March 44, February 13, January nothing due.
      paymentHistoryProfile: profile('432100'),
      dateClosed: null,
    },
  },
  {
    name: 'recovering: the balance falls, the charge-off amount stays',
    facts: loan({
      instalments: missedSinceFebruary,
      satisfactions: [payment('2026-08-10', 80000, 'RECOVERY')],
      chargeOffs: [{ date: '2026-07-20', amount: 480000 }],
      snapshots: [
        snapshot('2026-07-31', 0, 0, { netChargeOff: 480000 }),
        snapshot('2026-08-31', 0, 0, { netChargeOff: 400000 }),
      ],
    }),
    asOf: '2026-08-31',
    findings: [],
    expected: {
      accountStatus: '97',
      dateOfFirstDelinquency: '2026-03-17',
      currentBalance: 4000,
      amountPastDue: 4000,
      originalChargeOffAmount: 4800,
      actualPaymentAmount: 800,
      dateOfLastPayment: '2026-08-10',
      paymentHistoryProfile: profile('L432100'),
    },
  },
  {
    name: 'recovering without a newer snapshot: counted from the last one',
    facts: loan({
      instalments: missedSinceFebruary,
      satisfactions: [payment('2026-08-10', 80000, 'RECOVERY')],
      chargeOffs: [{ date: '2026-07-20', amount: 480000 }],
      snapshots: [snapshot('2026-07-31', 0, 0, { netChargeOff: 480000 })],
    }),
    asOf: '2026-08-31',
    findings: ['BALANCE-AGE-1'],
    expected: { accountStatus: '97', currentBalance: 4000, originalChargeOffAmount: 4800 },
  },
  {
    name: 'charge-off paid in full',
    facts: loan({
      instalments: missedSinceFebruary,
      satisfactions: [payment('2026-08-10', 80000, 'RECOVERY'), payment('2026-09-05', 400000, 'RECOVERY')],
      chargeOffs: [{ date: '2026-07-20', amount: 480000 }],
      snapshots: [
        snapshot('2026-07-31', 0, 0, { netChargeOff: 480000 }),
        snapshot('2026-09-30', 0, 0, { netChargeOff: 0 }),
      ],
    }),
    asOf: '2026-09-30',
    commenced: '2026-02-15',
    daysPastDue: 0,
    expected: {
      accountStatus: '64',
      paymentRating: '',
      dateOfFirstDelinquency: '2026-03-17',
      currentBalance: 0,
      amountPastDue: 0,
      originalChargeOffAmount: 4800,
      actualPaymentAmount: 4000,
      dateOfAccountInformation: '2026-09-05',
      dateClosed: '2026-09-05',
      paymentHistoryProfile: profile('LL432100'),
    },
  },
  {
    name: 'charged off on the very day it became 30 days late',
    facts: loan({
      instalments: due('2026-02-15'),
      chargeOffs: [{ date: '2026-03-17', amount: 500000 }], // Feb 15 +13 +17 = 30 days
      snapshots: [snapshot('2026-03-16', 500000), snapshot('2026-03-31', 0, null, { netChargeOff: 500000 })],
    }),
    asOf: '2026-03-31',
    commenced: '2026-02-15',
    findings: [],
    expected: { accountStatus: '97', dateOfFirstDelinquency: '2026-03-17', paymentHistoryProfile: profile('00') },
  },
  {
    name: 'charged off without ever being late: the date is unknown, not invented',
    facts: loan({
      ...paidThroughJune,
      chargeOffs: [{ date: '2026-06-20', amount: 350000 }],
      snapshots: [snapshot('2026-06-30', 0, 0, { netChargeOff: 350000 })],
    }),
    asOf: '2026-06-30',
    commenced: null,
    findings: ['DOFD-UNKNOWN'],
    expected: { accountStatus: '97', dateOfFirstDelinquency: null, currentBalance: 3500 },
  },
  {
    name: 'partly charged off, and the lender says 97: both parts are owed',
    facts: loan({
      instalments: missedSinceFebruary,
      lenderStatus: '97',
      chargeOffs: [{ date: '2026-07-20', amount: 200000 }],
      snapshots: [snapshot('2026-07-31', 280000, null, { netChargeOff: 200000 })],
    }),
    asOf: '2026-07-31',
    expected: { accountStatus: '97', currentBalance: 4800, amountPastDue: 4800, originalChargeOffAmount: 2000 },
  },
]
