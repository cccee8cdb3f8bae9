/** Payments taken back, and what the lender did to the schedule. Worked out by hand. */
import { due, loan, paid, payment, profile, snapshot } from '../support.ts'
import { type History, reported } from './history.ts'

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
  {
    name: 'without instalments: no money that stayed came before April 16, so that the loan was 30 days late on April 1',
    facts: loan({
      satisfactions: [payment('2026-03-31', 10000, 'INSTALMENTS', '2026-05-11'), payment('2026-04-16', 10000)],
      // While the money of March 31 was believed in, an instalment of March 17 was the oldest unpaid.
      snapshots: [
        snapshot('2026-03-30', 500000, 28),
        snapshot('2026-04-01', 490000, 15),
        snapshot('2026-04-15', 490000, 29),
        snapshot('2026-04-16', 480000, 16),
        snapshot('2026-05-11', 490000, 42),
        snapshot('2026-05-20', 490000, 51),
      ],
    }),
    asOf: '2026-05-20',
    commenced: '2026-03-02',
    // How late it was from April 16 (money came) to April 29 (42 days on May 11, so 30 on April 29) nothing tells.
    findings: ['DOFD-HOLE-1'],
    // April 30: 42 - 11 = 31. March 31: 28 + 1 = 29.
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-04-01', paymentHistoryProfile: profile('10') },
  },
  {
    name: 'without instalments: a snapshot that believed the money tells how late the loan was at least',
    facts: loan({
      satisfactions: [payment('2026-05-10', 10000, 'INSTALMENTS', '2026-06-20'), payment('2026-06-02', 20000)],
      snapshots: [
        snapshot('2026-03-05', 500000, 15),
        snapshot('2026-05-09', 500000, 80),
        snapshot('2026-05-31', 490000, 72),
        snapshot('2026-06-25', 480000, 70),
      ],
    }),
    asOf: '2026-06-25',
    // May 31: 72 with the money, 80 + 22 = 102 without. May 9 -50 = Mar 20, which was 30.
    commenced: '2026-02-18',
    findings: [],
    expected: { accountStatus: '78', dateOfFirstDelinquency: '2026-03-20', paymentHistoryProfile: profile('3210') },
  },
  {
    name: 'without instalments: a date reported while money was believed in knows no better than the facts',
    facts: loan({
      satisfactions: [payment('2026-03-10', 10000, 'INSTALMENTS', '2026-04-20'), payment('2026-03-20', 10000)],
      snapshots: [
        snapshot('2026-03-09', 500000, 28),
        snapshot('2026-03-15', 490000, 20),
        snapshot('2026-03-31', 480000, 32),
        snapshot('2026-04-30', 490000, 75),
      ],
    }),
    asOf: '2026-04-30',
    // Reported of March 31: 32 days, so 30 on March 29. Without the money of March 10: 28 on March 9 are 30 on March 11.
    previous: reported('2026-03-31', '71', {
      dateOfFirstDelinquency: '2026-03-29',
      paymentHistoryProfile: profile('0'),
    }),
    commenced: '2026-02-09',
    corrected: ['dateOfFirstDelinquency'],
    evidence: { dateOfFirstDelinquency: '30 days past due since 2026-03-11' },
    expected: { accountStatus: '78', dateOfFirstDelinquency: '2026-03-11' },
  },
  {
    name: 'a snapshot of 30 and more that a later one proves too low makes the delinquency no younger',
    facts: loan({
      dateOpened: '2025-06-01',
      satisfactions: [payment('2025-12-01', 10000)],
      snapshots: [
        snapshot('2026-01-10', 500000, 10),
        snapshot('2026-03-01', 500000, 35),
        snapshot('2026-03-31', 500000, 90),
      ],
    }),
    asOf: '2026-03-31', // 90 days: due 2025-12-31, 30 on January 30
    commenced: '2025-12-31',
    findings: [],
    expected: { accountStatus: '80', dateOfFirstDelinquency: '2026-01-30' },
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
