/** What the source says, where it disagrees, and where it says nothing. Worked out by hand. */
import { due, loan, paid, payment, profile, snapshot } from '../support.ts'
import type { History } from './history.ts'

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
    name: 'without instalments: 28 days on January 31 are 30 on February 2, when the first money came on February 20',
    facts: loan({
      dateOpened: '2025-06-01',
      satisfactions: [payment('2026-02-20', 30000)],
      snapshots: [snapshot('2026-01-31', 500000, 28), snapshot('2026-02-28', 470000, 45)],
    }),
    asOf: '2026-02-28', // 45 days, so 30 on Feb 13; 28 + 13 = 41 that day by January
    commenced: '2026-01-03',
    findings: [],
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-02-02' },
  },
  {
    name: 'the same of a source that lists no payments at all: what came in between is not known',
    facts: loan({
      dateOpened: '2025-06-01',
      snapshots: [snapshot('2026-01-31', 500000, 28), snapshot('2026-02-28', 470000, 45)],
    }),
    asOf: '2026-02-28',
    commenced: '2026-01-14',
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-02-13' },
  },
  {
    name: 'without instalments: money after the 30th day may have paid an older due date, so the beginning is not proven',
    facts: loan({
      dateOpened: '2025-06-01',
      satisfactions: [payment('2026-03-25', 30000)], // after it February 10 is the oldest; before it nobody knows
      snapshots: [snapshot('2026-01-10', 500000, 0), snapshot('2026-03-31', 470000, 49)],
    }),
    asOf: '2026-03-31', // 49 days, so 30 on March 12: before the money of March 25
    findings: ['DOFD-UNPROVEN-1'],
    commenced: '2026-02-10',
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-03-12' },
  },
  {
    name: 'the same where the source says which day was the last below 30',
    facts: loan({
      dateOpened: '2025-06-01',
      satisfactions: [payment('2026-03-25', 30000)],
      snapshots: [
        snapshot('2026-01-10', 500000, 0),
        snapshot('2026-03-31', 470000, 49, { lastUnderThirty: '2026-02-08' }),
      ],
    }),
    asOf: '2026-03-31',
    findings: [],
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-02-09' },
  },
  {
    name: 'the same where the money came before the 30th day: what is unpaid on March 31 was the oldest then',
    facts: loan({
      dateOpened: '2025-06-01',
      satisfactions: [payment('2026-03-05', 30000)],
      snapshots: [snapshot('2026-01-10', 500000, 0), snapshot('2026-03-31', 470000, 49)],
    }),
    asOf: '2026-03-31',
    findings: [],
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-03-12' },
  },
  {
    name: 'a last day below 30 on which the source counted money that it lost again proves nothing',
    facts: loan({
      dateOpened: '2025-06-01',
      satisfactions: [payment('2026-02-01', 90000, 'INSTALMENTS', '2026-05-20')],
      snapshots: [
        snapshot('2026-05-25', 500000, 45, { lastUnderThirty: '2026-05-09' }),
        snapshot('2026-05-31', 500000, 51, { lastUnderThirty: '2026-05-09' }),
      ],
    }),
    asOf: '2026-05-31',
    findings: ['DOFD-EDGE-1'],
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-05-10' },
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
    findings: ['DOFD-HOLE-1', 'DOFD-EDGE-1'], // and nothing tells whether it was late before March 16 already
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
    name: 'a payment list that runs ahead of the source: the later snapshot tells what the month end was',
    facts: loan({
      instalments: due('2026-03-15', '2026-04-15'),
      satisfactions: paid('2026-04-20'), // by the list March is paid and April 15 days late on April 30
      snapshots: [snapshot('2026-05-20', 500000, 66)], // by the source March is unpaid: 66 - 20 = 46 days on April 30
    }),
    asOf: '2026-05-20',
    findings: ['DOFD-EDGE-1', 'SOURCE-DPD-1'], // and what came before May 20 the list does not tell either
    expected: {
      accountStatus: '78',
      dateOfFirstDelinquency: '2026-04-14', // 66 days on May 20, so 30 on April 14
      paymentHistoryProfile: profile('1000'),
    },
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
    name: 'a month without facts between known ones is D, before the first it is B',
    facts: loan({
      snapshots: [
        snapshot('2026-02-28', 500000, null, { accountStatus: '96' }),
        snapshot('2026-04-30', 500000, 0),
        snapshot('2026-05-31', 500000, 0),
      ],
    }),
    asOf: '2026-05-31',
    // April 0; March: nothing tells; February: repossessed; January: nothing tells.
    expected: { accountStatus: '11', paymentHistoryProfile: profile('0DK') },
  },
  {
    name: 'repossessed before and after a month end without a snapshot: repossessed on it',
    facts: loan({
      instalments: due('2026-02-15'),
      lenderStatus: '96',
      snapshots: [
        snapshot('2026-03-31', 500000, 44, { accountStatus: '96' }),
        snapshot('2026-05-31', 500000, 105, { accountStatus: '96' }),
        snapshot('2026-06-30', 500000, 135, { accountStatus: '96' }),
      ],
    }),
    asOf: '2026-06-30',
    findings: [],
    expected: { accountStatus: '96', paymentHistoryProfile: profile('KKK00') },
  },
  {
    name: 'collection set after the as-of day: the source’s status of that day says so, and the record is held',
    facts: loan({
      instalments: due('2026-02-15'),
      lenderStatus: '93',
      snapshots: [
        snapshot('2026-05-31', 500000, 105, { accountStatus: '80' }),
        snapshot('2026-06-10', 500000, 115, { accountStatus: '93' }),
      ],
    }),
    asOf: '2026-05-31',
    findings: ['LENDER-STATUS-2'],
    expected: { accountStatus: '93' },
  },
  {
    name: 'a status that no source resolves is the lender’s own, on any day',
    facts: loan({
      portfolioType: 'M',
      instalments: due('2026-02-15'),
      lenderStatus: '94',
      closedOn: '2026-05-20',
      snapshots: [
        snapshot('2026-05-15', 500000, 89, { accountStatus: '78' }),
        snapshot('2026-05-31', 500000, 105, { accountStatus: '80' }),
      ],
    }),
    asOf: '2026-05-31',
    findings: ['SOURCE-STATUS-1'],
    expected: { accountStatus: '94' },
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
