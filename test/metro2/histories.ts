/**
 * Loan histories worked out by hand. Each comment holds the arithmetic: days are counted from the due date to the day named,
 * `Feb 15 +13 = Feb 28, +17 = Mar 17` reads "thirteen days to the end of February, seventeen more".
 */
import type { Derived, LoanFacts } from '../../server/metro2/facts.ts'
import { due, loan, paid, payment, profile, snapshot } from './support.ts'

export interface History {
  name: string
  facts: LoanFacts
  asOf: string
  expected: Partial<Derived['fields']>
  commenced?: string | null
  daysPastDue?: number
  indicators?: Record<string, string>
  /** Rules of the findings, exactly these, in order. */
  findings?: string[]
}

const current = snapshot('2026-06-30', 350000)

/** $300.00 on the 15th from February to June, each paid that day. */
const paidThroughJune = {
  instalments: due('2026-02-15', '2026-03-15', '2026-04-15', '2026-05-15', '2026-06-15'),
  satisfactions: paid('2026-02-15', '2026-03-15', '2026-04-15', '2026-05-15', '2026-06-15'),
}

/** One instalment of 2026-01-15 on a loan opened 2025-12-01, never paid. */
function unpaidSinceJanuary15(asOf: string, status: string, days: number): History {
  return {
    name: `due 2026-01-15, ${days} days later`,
    facts: loan({ dateOpened: '2025-12-01', instalments: due('2026-01-15'), snapshots: [snapshot(asOf, 500000)] }),
    asOf,
    daysPastDue: days,
    commenced: days < 30 ? null : '2026-01-15',
    findings: [],
    expected: {
      accountStatus: status,
      paymentRating: '',
      // Jan 15 +16 = Jan 31, +14 = Feb 14: 30 days.
      dateOfFirstDelinquency: days < 30 ? null : '2026-02-14',
      amountPastDue: days < 30 ? 0 : 300,
      dateClosed: null,
    },
  }
}

export const boundaries: History[] = [
  // Jan 31 is 16 days, Feb 28 is 44, Mar 31 is 75, Apr 30 is 105, May 31 is 136, Jun 30 is 166.
  unpaidSinceJanuary15('2026-01-15', '11', 0),
  unpaidSinceJanuary15('2026-02-13', '11', 29),
  unpaidSinceJanuary15('2026-02-14', '71', 30),
  unpaidSinceJanuary15('2026-03-15', '71', 59),
  unpaidSinceJanuary15('2026-03-16', '78', 60),
  unpaidSinceJanuary15('2026-04-14', '78', 89),
  unpaidSinceJanuary15('2026-04-15', '80', 90),
  unpaidSinceJanuary15('2026-05-14', '80', 119),
  unpaidSinceJanuary15('2026-05-15', '82', 120),
  unpaidSinceJanuary15('2026-06-13', '82', 149),
  unpaidSinceJanuary15('2026-06-14', '83', 150),
  unpaidSinceJanuary15('2026-07-13', '83', 179),
  unpaidSinceJanuary15('2026-07-14', '84', 180),
]

export const calendar: History[] = [
  {
    name: 'due on January 31: 29 days on March 1 of a common year',
    facts: loan({ instalments: due('2026-01-31'), snapshots: [snapshot('2026-03-01', 500000)] }),
    asOf: '2026-03-01',
    daysPastDue: 29, // Jan 31 +28 = Feb 28, +1 = Mar 1
    expected: { accountStatus: '11', dateOfFirstDelinquency: null },
  },
  {
    name: 'due on January 31: 30 days on March 2 of a common year',
    facts: loan({ instalments: due('2026-01-31'), snapshots: [snapshot('2026-03-02', 500000)] }),
    asOf: '2026-03-02',
    daysPastDue: 30,
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-03-02' },
  },
  {
    name: 'leap day: due January 30, 2024, is 30 days late on February 29',
    facts: loan({
      dateOpened: '2023-12-01',
      instalments: due('2024-01-30'),
      snapshots: [snapshot('2024-02-29', 500000)],
    }),
    asOf: '2024-02-29',
    daysPastDue: 30, // Jan 30 +1 = Jan 31, +29 = Feb 29
    commenced: '2024-01-30',
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2024-02-29' },
  },
  {
    name: 'the same a year earlier is 30 days late on March 1',
    facts: loan({
      dateOpened: '2022-12-01',
      instalments: due('2023-01-30'),
      snapshots: [snapshot('2023-03-01', 500000)],
    }),
    asOf: '2023-03-01',
    daysPastDue: 30, // Jan 30 +1 = Jan 31, +28 = Feb 28, +1 = Mar 1
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2023-03-01' },
  },
  {
    name: '29 days at one month end, 60 at the next: two buckets in 31 days',
    facts: loan({ instalments: due('2026-07-02'), snapshots: [snapshot('2026-08-31', 500000)] }),
    asOf: '2026-08-31',
    daysPastDue: 60, // Jul 2 +29 = Jul 31, +31 = Aug 31
    expected: {
      accountStatus: '78',
      dateOfFirstDelinquency: '2026-08-01', // Jul 31 is 29, Aug 1 is 30
      paymentHistoryProfile: profile('0000000'), // July back to January
    },
  },
]

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

export const reversals: History[] = [
  {
    name: 'a returned payment never satisfied anything, whatever the snapshots in between believed',
    facts: loan({
      instalments: due('2026-02-15', '2026-03-15'),
      satisfactions: [payment('2026-03-10', 30000, 'INSTALMENTS', '2026-03-24')],
      // While the money was believed in, March 15 was the oldest unpaid: 5 days on March 20.
      snapshots: [
        snapshot('2026-03-09', 500000, 22),
        snapshot('2026-03-20', 470000, 5),
        snapshot('2026-03-31', 500000, 44),
      ],
    }),
    asOf: '2026-03-31',
    daysPastDue: 44, // Feb 15 +13 +31
    commenced: '2026-02-15',
    findings: [],
    expected: {
      accountStatus: '71',
      dateOfFirstDelinquency: '2026-03-17',
      actualPaymentAmount: 0,
      dateOfLastPayment: null,
      currentBalance: 5000,
    },
  },
  {
    name: 'a return that lies ahead has not happened',
    facts: loan({
      instalments: due('2026-02-15', '2026-03-15'),
      satisfactions: [payment('2026-03-10', 30000, 'INSTALMENTS', '2026-03-24')],
      snapshots: [snapshot('2026-03-20', 470000)],
    }),
    asOf: '2026-03-20',
    daysPastDue: 5,
    expected: { accountStatus: '11', dateOfLastPayment: '2026-03-10', actualPaymentAmount: 300 },
  },
  {
    name: 'a balance carried forward takes returned money back in',
    facts: loan({
      instalments: due('2026-02-15'),
      satisfactions: [payment('2026-03-10', 30000, 'INSTALMENTS', '2026-03-24')],
      snapshots: [snapshot('2026-03-20', 470000)],
    }),
    asOf: '2026-03-31',
    findings: ['BALANCE-AGE-1'],
    expected: { accountStatus: '71', currentBalance: 5000 },
  },
]

export const adjusted: History[] = [
  {
    name: 'due date moved before it came',
    facts: loan({
      instalments: due('2026-03-15'),
      adjustments: [{ kind: 'DUE_DATE_CHANGED', date: '2026-03-10', from: '2026-03-15', to: '2026-04-01' }],
      snapshots: [snapshot('2026-04-20', 500000)],
    }),
    asOf: '2026-04-20',
    daysPastDue: 19, // from Apr 1
    expected: { accountStatus: '11' },
  },
  {
    name: 'due date moved when already late: the delinquency ends, the next has its own date',
    facts: loan({
      instalments: due('2026-02-15'),
      adjustments: [{ kind: 'DUE_DATE_CHANGED', date: '2026-03-20', from: '2026-02-15', to: '2026-03-25' }],
      snapshots: [snapshot('2026-04-30', 500000)],
    }),
    asOf: '2026-04-30',
    daysPastDue: 36, // Mar 25 +6 +30
    commenced: '2026-03-25',
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-04-24' }, // Mar 25 +6 +24
  },
  {
    name: 'past due set to zero',
    facts: loan({
      instalments: due('2026-02-15', '2026-03-15', '2026-04-15'),
      adjustments: [{ kind: 'PAST_DUE_ADJUSTED', date: '2026-04-01', amount: null }],
      snapshots: [snapshot('2026-04-30', 500000)],
    }),
    asOf: '2026-04-30',
    daysPastDue: 15, // Apr 15
    expected: { accountStatus: '11', paymentHistoryProfile: profile('100') }, // Mar 31: February 44 days
  },
  {
    name: 'past due lowered by one instalment: below 30 that day, so a new run',
    facts: loan({
      instalments: due('2026-02-15', '2026-03-15', '2026-04-15'),
      adjustments: [{ kind: 'PAST_DUE_ADJUSTED', date: '2026-04-01', amount: 30000 }],
      snapshots: [snapshot('2026-04-30', 500000)],
    }),
    asOf: '2026-04-30',
    daysPastDue: 46, // Mar 15; on Apr 1 it was 17 days
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-04-14', amountPastDue: 300 },
  },
  {
    name: 'days past due reset: counted from that day on',
    facts: loan({
      instalments: due('2026-02-15'),
      adjustments: [{ kind: 'DAYS_PAST_DUE_RESET', date: '2026-03-20' }],
      snapshots: [snapshot('2026-04-18', 500000)],
    }),
    asOf: '2026-04-18',
    daysPastDue: 29, // Mar 20 +11 +18
    expected: { accountStatus: '11', dateOfFirstDelinquency: null, amountPastDue: 0 },
  },
  {
    name: 'and 30 days after the reset late again',
    facts: loan({
      instalments: due('2026-02-15'),
      adjustments: [{ kind: 'DAYS_PAST_DUE_RESET', date: '2026-03-20' }],
      snapshots: [snapshot('2026-04-19', 500000)],
    }),
    asOf: '2026-04-19',
    daysPastDue: 30,
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-04-19', amountPastDue: 300 },
  },
  {
    name: 'deferred from April to June: nothing due, D for those months',
    facts: loan({
      instalments: due('2026-02-15', '2026-03-15', '2026-04-15', '2026-05-15', '2026-06-15'),
      satisfactions: paid('2026-02-15', '2026-03-15'),
      adjustments: [{ kind: 'DEFERRED', date: '2026-04-01', until: '2026-07-01' }],
      snapshots: [snapshot('2026-06-30', 450000)],
    }),
    asOf: '2026-06-30',
    daysPastDue: 0,
    expected: { accountStatus: '11', scheduledMonthlyPaymentAmount: 0, paymentHistoryProfile: profile('DD000') },
  },
  {
    name: 'after the deferral the first instalment is missed',
    facts: loan({
      instalments: due('2026-02-15', '2026-03-15', '2026-04-15', '2026-05-15', '2026-06-15', '2026-07-15'),
      satisfactions: paid('2026-02-15', '2026-03-15'),
      adjustments: [{ kind: 'DEFERRED', date: '2026-04-01', until: '2026-07-01' }],
      snapshots: [snapshot('2026-08-20', 450000)],
    }),
    asOf: '2026-08-20',
    daysPastDue: 36, // Jul 15 +16 +20
    expected: {
      accountStatus: '71',
      dateOfFirstDelinquency: '2026-08-14', // Jul 15 +16 +14
      scheduledMonthlyPaymentAmount: 300,
      paymentHistoryProfile: profile('0DDD000'), // July 16 days; June, May, April deferred
    },
  },
  {
    name: 'a deferral forgives nothing that was late before it',
    facts: loan({
      instalments: due('2026-02-15', '2026-03-15'),
      adjustments: [{ kind: 'DEFERRED', date: '2026-03-01', until: null }],
      snapshots: [snapshot('2026-04-30', 500000)],
    }),
    asOf: '2026-04-30',
    daysPastDue: 74, // Feb 15 +13 +31 +30
    expected: { accountStatus: '78', dateOfFirstDelinquency: '2026-03-17', paymentHistoryProfile: profile('100') },
  },
]

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

const filed = { consumerKey: 'c1', chapter: '7', state: 'PETITION', filed: '2026-03-05', ended: null } as const

export const bankrupt: History[] = [
  {
    name: 'chapter 7 petition on a current account: date of petition',
    facts: loan({ ...paidThroughJune, bankruptcies: [filed], snapshots: [snapshot('2026-03-31', 440000)] }),
    asOf: '2026-03-31',
    indicators: { c1: 'A' },
    commenced: null,
    expected: { accountStatus: '11', dateOfFirstDelinquency: '2026-03-05', paymentHistoryProfile: profile('00') },
  },
  {
    name: 'the stay shows as D',
    facts: loan({ ...paidThroughJune, bankruptcies: [filed], snapshots: [snapshot('2026-05-31', 380000)] }),
    asOf: '2026-05-31',
    indicators: { c1: 'A' },
    expected: { accountStatus: '11', paymentHistoryProfile: profile('DD00') }, // April, March; February, January
  },
  {
    name: 'chapter 13 petition on a delinquent account: date of the delinquency',
    facts: loan({
      instalments: due('2026-02-15', '2026-03-15'),
      bankruptcies: [{ ...filed, chapter: '13', filed: '2026-03-25' }],
      snapshots: [snapshot('2026-03-31', 500000)],
    }),
    asOf: '2026-03-31',
    indicators: { c1: 'D' },
    commenced: '2026-02-15',
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-03-17' },
  },
  {
    name: 'a discharge that lies ahead is still a petition',
    facts: loan({
      ...paidThroughJune,
      bankruptcies: [{ ...filed, state: 'DISCHARGED', ended: '2026-06-10' }],
      snapshots: [snapshot('2026-05-31', 380000)],
    }),
    asOf: '2026-05-31',
    indicators: { c1: 'A' },
    expected: { dateOfFirstDelinquency: '2026-03-05' },
  },
  {
    name: 'discharged: E, and the stay is over',
    facts: loan({
      ...paidThroughJune,
      bankruptcies: [{ ...filed, state: 'DISCHARGED', ended: '2026-05-10' }],
      snapshots: [current],
    }),
    asOf: '2026-06-30',
    indicators: { c1: 'E' },
    expected: { dateOfFirstDelinquency: '2026-03-05', paymentHistoryProfile: profile('0DD00') }, // May, then April, March
  },
  {
    name: 'dismissed: Q in that month',
    facts: loan({
      ...paidThroughJune,
      bankruptcies: [{ ...filed, state: 'DISMISSED', ended: '2026-06-10' }],
      snapshots: [current],
    }),
    asOf: '2026-06-30',
    indicators: { c1: 'Q' },
    expected: { accountStatus: '11', dateOfFirstDelinquency: null },
  },
  {
    name: 'dismissed the month before: nothing more',
    facts: loan({
      ...paidThroughJune,
      bankruptcies: [{ ...filed, state: 'DISMISSED', ended: '2026-05-10' }],
      snapshots: [current],
    }),
    asOf: '2026-06-30',
    indicators: {},
    expected: { dateOfFirstDelinquency: null },
  },
  {
    name: 'chapter unknown: Z; reaffirmed chapter 7 of the other: R',
    facts: loan({
      ...paidThroughJune,
      bankruptcies: [
        { ...filed, chapter: null },
        { ...filed, consumerKey: 'c2', state: 'REAFFIRMED', filed: '2026-02-20', ended: '2026-04-20' },
      ],
      snapshots: [current],
    }),
    asOf: '2026-06-30',
    indicators: { c1: 'Z', c2: 'R' },
    expected: { dateOfFirstDelinquency: '2026-03-05' },
  },
]

export const frequencies: History[] = [
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

export const sources: History[] = [
  {
    name: 'the source says 12 days where the schedule gives 36: the source counts, both are named',
    facts: loan({ instalments: due('2026-03-15'), snapshots: [snapshot('2026-04-20', 500000, 12)] }),
    asOf: '2026-04-20', // Mar 15 +16 +20 = 36
    daysPastDue: 12,
    findings: ['SOURCE-DPD-1'],
    expected: { accountStatus: '11', dateOfFirstDelinquency: null },
  },
  {
    name: 'source amount, date, status and last payment that differ are named',
    facts: loan({
      instalments: due('2026-03-15'),
      satisfactions: [payment('2026-03-01', 1000, 'FEES')],
      snapshots: [
        snapshot('2026-04-20', 500000, 36, {
          amountPastDue: 25000,
          accountStatus: '11',
          firstDelinquencyDate: '2026-04-01',
          lastPaymentDate: '2026-02-28',
        }),
      ],
    }),
    asOf: '2026-04-20',
    findings: ['SOURCE-APD-1', 'SOURCE-DOFD-1', 'SOURCE-STATUS-1', 'SOURCE-DOLP-1'],
    expected: {
      accountStatus: '71',
      amountPastDue: 250,
      dateOfFirstDelinquency: '2026-04-14',
      dateOfLastPayment: '2026-03-01',
    },
  },
  {
    name: 'the source may mean the missed due date',
    facts: loan({
      instalments: due('2026-03-15'),
      snapshots: [snapshot('2026-04-20', 500000, 36, { firstDelinquencyDate: '2026-03-15', amountPastDue: 30000 })],
    }),
    asOf: '2026-04-20',
    findings: [],
    expected: { dateOfFirstDelinquency: '2026-04-14' },
  },
  {
    name: 'daily snapshots with a day below 30 in between: a new run',
    facts: loan({
      snapshots: [
        snapshot('2026-04-14', 500000, 30),
        snapshot('2026-04-15', 480000, 1),
        snapshot('2026-05-20', 500000, 35),
      ],
    }),
    asOf: '2026-05-20',
    commenced: '2026-04-15',
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-05-15' }, // 35 days on May 20, so 30 on May 15
  },
  {
    name: 'a hole in the snapshots, no instalments: the later one tells when it began',
    facts: loan({ snapshots: [snapshot('2026-04-01', 500000, 17), snapshot('2026-04-20', 500000, 36)] }),
    asOf: '2026-04-20',
    findings: [],
    expected: { dateOfFirstDelinquency: '2026-04-14', paymentHistoryProfile: profile('0') }, // Mar 31: 36 - 20 = 16 days
  },
  {
    name: 'month-end snapshots both late, nothing known in between: unbroken, and said so',
    facts: loan({ snapshots: [snapshot('2026-03-31', 500000, 45), snapshot('2026-04-30', 500000, 46)] }),
    asOf: '2026-04-30',
    findings: ['DOFD-HOLE-1'],
    commenced: '2026-02-14',
    expected: { dateOfFirstDelinquency: '2026-03-16', paymentHistoryProfile: profile('10') }, // 45 on Mar 31; Feb 28 is 14
  },
  {
    name: 'the same with instalments that show the cure in between',
    facts: loan({
      instalments: due('2026-02-14', '2026-03-15', '2026-04-15'),
      satisfactions: paid('2026-04-05'), // pays February; March is 21 days late
      snapshots: [snapshot('2026-03-31', 500000, 45), snapshot('2026-04-30', 470000, 46)],
    }),
    asOf: '2026-04-30',
    findings: [],
    expected: { dateOfFirstDelinquency: '2026-04-14' },
  },
  {
    name: 'no snapshot of the day, 29 days after the due date',
    facts: loan({ instalments: due('2026-06-01'), snapshots: [snapshot('2026-05-31', 350000, 0)] }),
    asOf: '2026-06-30',
    daysPastDue: 29,
    findings: ['BALANCE-AGE-1'],
    expected: { accountStatus: '11', currentBalance: 3500 },
  },
  {
    name: 'a day later it is 71 although nothing arrived from the source',
    facts: loan({ instalments: due('2026-06-01'), snapshots: [snapshot('2026-05-31', 350000, 0)] }),
    asOf: '2026-07-01',
    daysPastDue: 30,
    findings: ['BALANCE-AGE-1'],
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-07-01', amountPastDue: 300 },
  },
  {
    name: 'neither snapshot nor instalments: the last days past due grow',
    facts: loan({ snapshots: [snapshot('2026-05-31', 350000, 20)] }),
    asOf: '2026-06-10',
    daysPastDue: 30,
    findings: ['BALANCE-AGE-1', 'DPD-AGE-1'],
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-06-10' },
  },
  {
    name: 'what the source resolved at month ends stands in the history',
    facts: loan({
      instalments: due('2026-02-15'),
      lenderStatus: '93',
      snapshots: [
        snapshot('2026-03-31', 500000, 44, { accountStatus: '71' }),
        snapshot('2026-04-30', 500000, 74, { accountStatus: '93' }),
        snapshot('2026-05-31', 500000, 105, { accountStatus: '93' }),
      ],
    }),
    asOf: '2026-05-31',
    findings: [],
    expected: { accountStatus: '93', dateOfFirstDelinquency: '2026-03-17', paymentHistoryProfile: profile('G100') },
  },
]

const late45 = { instalments: due('2026-05-16'), snapshots: [snapshot('2026-06-30', 500000)] } // May 16 +15 +30 = 45

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
