/** Turns that a loan can take between two reports, and calendars that are not plain. Worked out by hand. */
import { due, loan, paid, payment, profile, snapshot } from '../support.ts'
import { type History, reported } from './history.ts'

const every14 = (...days: string[]) => days.map((day) => ({ due: day, amount: 20000 }))

export const turns: History[] = [
  {
    name: 'late, current and late again in one month: the day below 30 ends the first delinquency',
    facts: loan({
      instalments: due('2026-02-15', '2026-03-15', '2026-04-15'),
      satisfactions: paid('2026-04-02'), // pays February, 46 days late; March is 18 days late
      snapshots: [snapshot('2026-04-30', 470000)],
    }),
    asOf: '2026-04-30',
    previous: reported('2026-03-31', '71', {
      dateOfFirstDelinquency: '2026-03-17',
      paymentHistoryProfile: profile('00'),
    }),
    daysPastDue: 46, // Mar 15 +16 +30
    commenced: '2026-03-15',
    findings: ['PREVIOUS-DOFD-1'],
    corrected: ['dateOfFirstDelinquency'],
    expected: {
      accountStatus: '71',
      dateOfFirstDelinquency: '2026-04-14', // Mar 15 +16 +14
      paymentHistoryProfile: profile('100'), // March: February 44 days
    },
  },
  {
    name: 'the same where the payment left March 30 days late: the first date stays',
    facts: loan({
      instalments: due('2026-02-15', '2026-03-15', '2026-04-15'),
      satisfactions: paid('2026-04-14'), // March is 30 days late that day
      snapshots: [snapshot('2026-04-30', 470000)],
    }),
    asOf: '2026-04-30',
    previous: reported('2026-03-31', '71', {
      dateOfFirstDelinquency: '2026-03-17',
      paymentHistoryProfile: profile('00'),
    }),
    commenced: '2026-02-15',
    findings: [],
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-03-17' },
  },
  {
    name: 'opened on January 31 of a leap year, due on the last day of each month: 30 days on March 30',
    facts: loan({
      dateOpened: '2024-01-31',
      instalments: due('2024-02-29', '2024-03-31'),
      snapshots: [snapshot('2024-03-30', 500000)],
    }),
    asOf: '2024-03-30', // Feb 29 +30
    daysPastDue: 30,
    findings: [],
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2024-03-30', paymentHistoryProfile: profile('00') },
  },
  {
    name: 'semimonthly, on the 15th and the last day, over a leap day: 30 days on March 1',
    facts: loan({
      dateOpened: '2024-01-15',
      termsFrequency: 'E',
      instalments: due('2024-01-31', '2024-02-15', '2024-02-29'),
      snapshots: [snapshot('2024-03-01', 500000)],
    }),
    asOf: '2024-03-01', // Jan 31 +29 = Feb 29, +1
    daysPastDue: 30,
    findings: [],
    expected: {
      accountStatus: '71',
      amountPastDue: 300,
      scheduledMonthlyPaymentAmount: 600,
      dateOfFirstDelinquency: '2024-03-01',
    },
  },
  {
    name: 'the same a year earlier: 29 days on March 1',
    facts: loan({
      dateOpened: '2023-01-15',
      termsFrequency: 'E',
      instalments: due('2023-01-31', '2023-02-15', '2023-02-28'),
      snapshots: [snapshot('2023-03-01', 500000)],
    }),
    asOf: '2023-03-01', // Jan 31 +28 = Feb 28, +1
    daysPastDue: 29,
    findings: [],
    expected: { accountStatus: '11', dateOfFirstDelinquency: null },
  },
  {
    name: 'biweekly from February 12 of a leap year, one of three paid: it pays the oldest, and that is cured in time',
    facts: loan({
      dateOpened: '2024-01-29',
      termsFrequency: 'B',
      periodicPayment: 20000,
      instalments: every14('2024-02-12', '2024-02-26', '2024-03-11'),
      satisfactions: [payment('2024-03-12', 20000)], // 29 days: Feb 12 +17 = Feb 29, +12
      snapshots: [snapshot('2024-03-27', 480000)],
    }),
    asOf: '2024-03-27',
    daysPastDue: 30, // Feb 26 +3 = Feb 29, +27
    commenced: '2024-02-26',
    findings: [],
    expected: { accountStatus: '71', amountPastDue: 200, dateOfFirstDelinquency: '2024-03-27' },
  },
  {
    name: 'once a year: a first payment a year after the opening hides nothing',
    facts: loan({
      dateOpened: '2024-02-29',
      termsFrequency: 'Y',
      periodicPayment: 360000,
      instalments: [{ due: '2025-02-28', amount: 360000 }],
      snapshots: [snapshot('2025-03-30', 1000000)],
    }),
    asOf: '2025-03-30', // Feb 28 +30
    daysPastDue: 30,
    findings: [],
    expected: {
      accountStatus: '71',
      amountPastDue: 3600,
      scheduledMonthlyPaymentAmount: 300,
      dateOfFirstDelinquency: '2025-03-30',
      paymentHistoryProfile: profile('0'.repeat(13)), // February 2025 back to February 2024
    },
  },
  {
    name: 'monthly, and the first instalment told falls due four months after the opening: held, and no month before is claimed',
    facts: loan({ instalments: due('2026-05-15'), snapshots: [snapshot('2026-06-30', 500000)] }),
    asOf: '2026-06-30',
    daysPastDue: 46,
    findings: ['DOFD-EDGE-1'],
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-06-14', paymentHistoryProfile: profile('0') },
  },
  {
    name: 'the same deferred from the opening on: nothing was due before',
    facts: loan({
      instalments: due('2026-05-15'),
      adjustments: [{ kind: 'DEFERRED', date: '2026-01-10', until: '2026-05-01' }],
      snapshots: [snapshot('2026-06-30', 500000)],
    }),
    asOf: '2026-06-30',
    daysPastDue: 46,
    findings: [],
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-06-14', paymentHistoryProfile: profile('0DDDD') },
  },
  {
    name: 'the same with a snapshot below 30 from before',
    facts: loan({
      instalments: due('2026-05-15'),
      snapshots: [snapshot('2026-05-10', 500000, 0), snapshot('2026-06-30', 500000)],
    }),
    asOf: '2026-06-30',
    daysPastDue: 46,
    findings: [],
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-06-14' },
  },
  {
    name: 'a due date moved to an earlier day of the month',
    facts: loan({
      instalments: due('2026-02-28', '2026-03-31'),
      satisfactions: paid('2026-02-28'),
      adjustments: [{ kind: 'DUE_DATE_CHANGED', date: '2026-03-05', from: '2026-03-31', to: '2026-03-15' }],
      snapshots: [snapshot('2026-04-14', 470000)],
    }),
    asOf: '2026-04-14',
    daysPastDue: 30, // Mar 15 +16 +14
    commenced: '2026-03-15',
    findings: [],
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-04-14' },
  },
  {
    name: 'a last day below 30 on which money was counted that came back, where the instalments contradict the oldest snapshot: held',
    facts: loan({
      instalments: due('2026-02-15', '2026-03-15', '2026-04-15', '2026-05-15'),
      // By the list February to April are paid; by the source March 1 is the oldest unpaid (May 31: 91 days).
      satisfactions: [
        ...paid('2026-02-15', '2026-03-15', '2026-04-15'),
        payment('2026-03-20', 30000, 'INSTALMENTS', '2026-05-20'),
      ],
      snapshots: [
        snapshot('2026-05-25', 500000, 85, { lastUnderThirty: '2026-03-30' }),
        snapshot('2026-05-31', 500000, 91),
      ],
    }),
    asOf: '2026-05-31',
    findings: ['DOFD-EDGE-1', 'SOURCE-DPD-1'],
    expected: { accountStatus: '80', dateOfFirstDelinquency: '2026-03-31' },
  },
  {
    name: 'the same where nothing came back: the source’s word counts',
    facts: loan({
      instalments: due('2026-02-15', '2026-03-15', '2026-04-15', '2026-05-15'),
      satisfactions: paid('2026-02-15', '2026-03-15', '2026-04-15'),
      snapshots: [
        snapshot('2026-05-25', 500000, 85, { lastUnderThirty: '2026-03-20' }),
        snapshot('2026-05-31', 500000, 91),
      ],
    }),
    asOf: '2026-05-31',
    findings: ['SOURCE-DPD-1'],
    expected: { accountStatus: '80', dateOfFirstDelinquency: '2026-03-21' },
  },
  {
    name: 'paid after a charge-off without being marked a recovery: it lowers what is owed all the same',
    facts: loan({
      instalments: due('2026-02-15'),
      satisfactions: [payment('2026-08-10', 80000)],
      chargeOffs: [{ date: '2026-07-20', amount: 480000 }],
      snapshots: [snapshot('2026-07-31', 0), snapshot('2026-08-31', 0)],
    }),
    asOf: '2026-08-31',
    findings: [],
    expected: {
      accountStatus: '97',
      currentBalance: 4000,
      amountPastDue: 4000,
      originalChargeOffAmount: 4800,
      actualPaymentAmount: 800,
      dateOfFirstDelinquency: '2026-03-17',
    },
  },
  {
    name: 'filed while 44 days late, discharged under chapter 7: the status of the petition, its delinquency, nothing owed',
    facts: loan({
      instalments: due('2026-02-15', '2026-03-15', '2026-04-15', '2026-05-15', '2026-06-15'),
      bankruptcies: [
        { consumerKey: 'c1', chapter: '7', state: 'DISCHARGED', filed: '2026-03-31', ended: '2026-06-20' },
      ],
      snapshots: [snapshot('2026-06-30', 500000)],
    }),
    asOf: '2026-06-30',
    indicators: { c1: 'E' },
    findings: [],
    expected: {
      accountStatus: '71',
      currentBalance: 0,
      amountPastDue: 0,
      scheduledMonthlyPaymentAmount: 0,
      dateOfFirstDelinquency: '2026-03-17', // Feb 15 +13 +17; not the petition
      paymentHistoryProfile: profile('DDD00'), // May, April, March (filed on its last day); February 13 days
    },
  },
  {
    name: 'days past due of three weeks ago: whether it is still late nobody asked, and it is held',
    facts: loan({ snapshots: [snapshot('2026-06-09', 350000, 20), snapshot('2026-06-30', 350000)] }),
    asOf: '2026-06-30',
    daysPastDue: 41,
    findings: ['DPD-AGE-1'],
    expected: { accountStatus: '71' },
  },
]
