/** Bankruptcies on current and delinquent accounts. Worked out by hand. */
import { due, loan, profile, snapshot } from '../support.ts'
import { current, type History, paidThroughJune } from './history.ts'

const filed = { consumerKey: 'c1', chapter: '7', state: 'PETITION', filed: '2026-03-05', ended: null } as const

export const bankrupt: History[] = [
  {
    name: 'a joint petition is of both: both get the code, and the stay is of the loan',
    facts: loan({
      ...paidThroughJune,
      liable: ['c1', 'c2'],
      bankruptcies: [{ ...filed, jointKey: 'c2' }],
      snapshots: [snapshot('2026-05-31', 380000)],
    }),
    asOf: '2026-05-31',
    indicators: { c1: 'A', c2: 'A' },
    expected: { accountStatus: '11', dateOfFirstDelinquency: '2026-03-05', paymentHistoryProfile: profile('DD00') },
  },
  {
    name: 'one of two filed alone: the code is that borrower’s, the months go on',
    facts: loan({
      ...paidThroughJune,
      liable: ['c1', 'c2'],
      bankruptcies: [{ ...filed, chapter: '13' }],
      snapshots: [snapshot('2026-05-31', 380000)],
    }),
    asOf: '2026-05-31',
    indicators: { c1: 'D' },
    findings: ['CODEBTOR-STAY-1'],
    expected: { accountStatus: '11', dateOfFirstDelinquency: '2026-03-05', paymentHistoryProfile: profile('0000') },
  },
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
