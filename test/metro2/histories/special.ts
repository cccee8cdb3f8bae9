/** Statuses that instalments cannot show, and what each pulls with it. Worked out by hand. */
import { due, loan, payment, profile, snapshot } from '../support.ts'
import type { History } from './history.ts'

const missedFebruary = { instalments: due('2026-02-15') }
const paidOnJune10 = {
  ...missedFebruary,
  satisfactions: [payment('2026-06-10', 500000)],
  snapshots: [snapshot('2026-06-09', 500000), snapshot('2026-06-30', 0)],
}
const owing = [snapshot('2026-06-30', 500000)]
const zeros = { currentBalance: 0, amountPastDue: 0, scheduledMonthlyPaymentAmount: 0, originalChargeOffAmount: 0 }

/** Paid on Jun 10 after a surrender, a repossession, a collection: what the source said the day before makes the status. */
function paidFrom(before: string, status: string, letter: string): History {
  return {
    name: `paid from ${before}: ${status}`,
    facts: loan({
      ...paidOnJune10,
      snapshots: [
        snapshot('2026-05-31', 500000, null, { accountStatus: before }),
        snapshot('2026-06-09', 500000, null, { accountStatus: before }),
        snapshot('2026-06-30', 0),
      ],
    }),
    asOf: '2026-06-30',
    commenced: '2026-02-15',
    findings: [],
    expected: {
      ...zeros,
      accountStatus: status,
      paymentRating: '',
      dateOfFirstDelinquency: '2026-03-17', // Feb 15 +13 +17
      dateOfAccountInformation: '2026-06-10',
      dateClosed: '2026-06-10',
      paymentHistoryProfile: profile(`${letter}2100`), // April 74 days, March 44, February 13
    },
  }
}

export const special: History[] = [
  paidFrom('93', '62', 'G'),
  paidFrom('95', '61', 'J'),
  paidFrom('96', '63', 'K'),
  {
    name: 'the lender says 63: paid on Jun 10, with the delinquency that led to it',
    facts: loan({ ...paidOnJune10, lenderStatus: '63' }),
    asOf: '2026-06-30',
    findings: [],
    expected: {
      ...zeros,
      accountStatus: '63',
      paymentRating: '',
      actualPaymentAmount: 5000,
      dateOfFirstDelinquency: '2026-03-17',
      dateClosed: '2026-06-10',
      // May 105 days, April 74, March 44, February 13
      paymentHistoryProfile: profile('32100'),
    },
  },
  {
    name: 'the lender says 61 of a loan that still owes: held',
    facts: loan({ ...missedFebruary, lenderStatus: '61', closedOn: '2026-06-20', snapshots: owing }),
    asOf: '2026-06-30',
    findings: ['LENDER-STATUS-1', 'CLOSED-WITH-BALANCE-1'],
    expected: { ...zeros, accountStatus: '61', dateClosed: '2026-06-20', dateOfFirstDelinquency: '2026-03-17' },
  },
  {
    name: 'the lender says 65 of a mortgage: paid, and rated by the day before',
    facts: loan({ ...paidOnJune10, portfolioType: 'M', lenderStatus: '65' }),
    asOf: '2026-06-30',
    findings: [],
    expected: {
      ...zeros,
      accountStatus: '65',
      paymentRating: '3', // Jun 9: Feb 15 +13 +31 +30 +31 +9 = 114 days
      dateOfFirstDelinquency: '2026-03-17',
      dateClosed: '2026-06-10',
    },
  },
  {
    name: 'the lender says 94: foreclosed on Jun 20, rated by the day before, the rest of the debt past due as it is',
    facts: loan({
      ...missedFebruary,
      portfolioType: 'M',
      lenderStatus: '94',
      closedOn: '2026-06-20',
      snapshots: owing,
    }),
    asOf: '2026-06-30',
    findings: [],
    expected: {
      accountStatus: '94',
      paymentRating: '4', // Jun 19: Feb 15 +13 +31 +30 +31 +19 = 124 days
      currentBalance: 5000,
      amountPastDue: 300,
      dateClosed: '2026-06-20',
      dateOfAccountInformation: '2026-06-30',
      dateOfFirstDelinquency: '2026-03-17',
    },
  },
  {
    name: 'the lender says 89 of a current mortgage: nothing past due, and its date is missing',
    facts: loan({
      portfolioType: 'M',
      instalments: due('2026-06-10'),
      lenderStatus: '89',
      closedOn: '2026-06-20',
      snapshots: owing,
    }),
    asOf: '2026-06-30',
    findings: ['DOFD-UNKNOWN'],
    expected: { accountStatus: '89', paymentRating: '0', amountPastDue: 0, dateOfFirstDelinquency: null },
  },
  {
    name: 'the lender says 88: a claim on a mortgage in default, since an unknown day',
    facts: loan({ ...missedFebruary, portfolioType: 'M', lenderStatus: '88', snapshots: owing }),
    asOf: '2026-06-30',
    findings: ['RATING-DAY-1'],
    expected: {
      accountStatus: '88',
      paymentRating: '4', // Jun 30: 135 days
      currentBalance: 5000,
      amountPastDue: 300,
      scheduledMonthlyPaymentAmount: 300,
      dateClosed: null,
      dateOfFirstDelinquency: '2026-03-17',
    },
  },
  {
    name: 'a foreclosure of an instalment loan is said',
    facts: loan({ ...missedFebruary, lenderStatus: '94', closedOn: '2026-06-20', snapshots: owing }),
    asOf: '2026-06-30',
    findings: ['STATUS-PORTFOLIO-1'],
    expected: { accountStatus: '94', paymentRating: '4' },
  },
  {
    name: 'surrendered out of collection: rated G',
    facts: loan({
      ...missedFebruary,
      lenderStatus: '95',
      snapshots: [
        snapshot('2026-06-13', 500000, 118, { accountStatus: '93' }),
        snapshot('2026-06-14', 500000, 119, { accountStatus: '95' }),
        snapshot('2026-06-30', 500000, 135, { accountStatus: '95' }),
      ],
    }),
    asOf: '2026-06-30',
    findings: [],
    expected: { accountStatus: '95', paymentRating: 'G', amountPastDue: 300, dateOfFirstDelinquency: '2026-03-17' },
  },
  {
    name: 'transferred on a day the snapshots show',
    facts: loan({
      dateOpened: '2026-04-01',
      instalments: due('2026-05-16'),
      lenderStatus: '05',
      snapshots: [
        snapshot('2026-06-19', 500000, 34, { accountStatus: '71' }),
        snapshot('2026-06-20', 500000, 35, { accountStatus: '05' }),
        snapshot('2026-06-30', 500000, 45, { accountStatus: '05' }),
      ],
    }),
    asOf: '2026-06-30',
    findings: [],
    expected: {
      ...zeros,
      accountStatus: '05',
      paymentRating: '1',
      dateClosed: '2026-06-20',
      dateOfFirstDelinquency: '2026-06-15',
    },
  },
  {
    name: 'in collection, and no fact tells of any lateness: reported, and held for its date',
    facts: loan({ lenderStatus: '93', snapshots: [snapshot('2026-06-30', 500000)] }),
    asOf: '2026-06-30',
    findings: ['DOFD-UNKNOWN'],
    expected: { accountStatus: '93', dateOfFirstDelinquency: null, currentBalance: 5000 },
  },
  {
    name: 'a delete for fraud keeps the fields as they are',
    facts: loan({ ...missedFebruary, lenderStatus: 'DF', snapshots: owing }),
    asOf: '2026-06-30',
    findings: [],
    expected: {
      accountStatus: 'DF',
      paymentRating: '',
      currentBalance: 5000,
      amountPastDue: 300,
      dateOfFirstDelinquency: '2026-03-17',
    },
  },
  {
    name: 'in collection with the lender: what is 30 days late is past due, nothing is closed',
    facts: loan({ ...missedFebruary, lenderStatus: '93', snapshots: owing }),
    asOf: '2026-06-30',
    findings: [],
    expected: {
      accountStatus: '93',
      paymentRating: '',
      currentBalance: 5000,
      amountPastDue: 300,
      dateClosed: null,
      originalChargeOffAmount: 0,
      dateOfFirstDelinquency: '2026-03-17',
    },
  },
]
