/** Days past due and the calendar: every boundary of the buckets. Worked out by hand. */
import { due, loan, profile, snapshot } from '../support.ts'
import type { History } from './history.ts'

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
    facts: loan({
      dateOpened: '2026-06-01',
      instalments: due('2026-07-02'),
      snapshots: [snapshot('2026-08-31', 500000)],
    }),
    asOf: '2026-08-31',
    daysPastDue: 60, // Jul 2 +29 = Jul 31, +31 = Aug 31
    expected: {
      accountStatus: '78',
      dateOfFirstDelinquency: '2026-08-01', // Jul 31 is 29, Aug 1 is 30
      paymentHistoryProfile: profile('00'), // July, June
    },
  },
]
