/** Hit and near miss of every rule about two reports of an account: last month's as of 2026-05-31, this month's as of 2026-06-30. */
import type { BaseSegment, L1Segment, Metro2Record } from '../../../server/metro2/record.ts'
import { j1, profile, record } from '../support.ts'

type Fields = Partial<BaseSegment>

export interface Pair {
  before: Metro2Record
  now: Metro2Record
  /** Activity date of the report before. */
  day?: string
}

export type PreviousCase = [id: string, hit: Pair, nearMiss: Pair]

/** The clean record a month earlier: opened 2026-01-10, one character less of history. */
const mayFields = {
  dateOfAccountInformation: '2026-05-31',
  dateOfLastPayment: '2026-05-15',
  paymentHistoryProfile: profile('0000'),
  currentBalance: 4300,
}

export function pair(before: Fields, now: Fields, day?: string): Pair {
  return { before: record({ ...mayFields, ...before }), now: record(now), ...(day === undefined ? {} : { day }) }
}

const l1 = (changeIndicator: number, account = '', identification = ''): L1Segment => ({
  changeIndicator,
  newConsumerAccountNumber: account,
  newIdentificationNumber: identification,
})

/** Two months of which the first carries an L1 segment, and the second perhaps. */
function changed(before: L1Segment, now: Fields, again?: L1Segment): Pair {
  const months = pair({}, now)
  return { before: { ...months.before, l1: before }, now: again ? { ...months.now, l1: again } : months.now }
}

function associated(before: Parameters<typeof j1>[0], now: Parameters<typeof j1>[0]): Pair {
  const months = pair({}, {})
  return { before: { ...months.before, j1: [j1(before)] }, now: { ...months.now, j1: [j1(now)] } }
}

const late = { accountStatus: '71', dateOfFirstDelinquency: '2026-04-20' }
const chargedOff = { accountStatus: '97', originalChargeOffAmount: 4300 }

export const previousCases: PreviousCase[] = [
  [
    'G-ID-1',
    pair({ identificationNumber: 'LENDER02' }, {}),
    changed(l1(2, '', 'LENDER02'), { identificationNumber: 'LENDER02' }),
  ],
  ['G-L1-1', changed(l1(1, 'B2'), {}), changed(l1(1, 'B2'), { consumerAccountNumber: 'b2' })],
  ['PROG-AccountChange-1', changed(l1(1, 'B2'), {}, l1(1, 'b2')), changed(l1(1, 'B2'), {}, l1(1, 'B3'))],
  [
    'PROG-AccountChange-2',
    changed(l1(3, 'B2', 'LENDER02'), {}, l1(2, '', 'LENDER02')),
    changed(l1(1, 'B2'), {}, l1(2, '', 'LENDER02')),
  ],
  ['PROG-AccountChange-3', changed(l1(1, 'A0001'), {}), changed(l1(1, 'B2'), { consumerAccountNumber: 'B2' })],
  ['PROG-ECOA-1', pair({ ecoaCode: 'Z' }, {}), pair({ ecoaCode: 'Z', firstName: 'JOAN' }, {})],
  [
    'G-ECOA-4',
    associated({ ecoaCode: 'T' }, { ecoaCode: '2', firstName: 'JACK' }),
    associated({ ecoaCode: 'T' }, { ecoaCode: '2', socialSecurityNumber: '219099996' }),
  ],
  [
    'PROG-Bankruptcy-1',
    pair({ consumerInformationIndicator: 'V' }, { consumerInformationIndicator: 'R' }),
    pair({ consumerInformationIndicator: 'A' }, { consumerInformationIndicator: 'R' }),
  ],
  [
    'G-CII-2',
    pair({ consumerInformationIndicator: 'D' }, { consumerInformationIndicator: 'R' }),
    pair({ consumerInformationIndicator: '' }, { consumerInformationIndicator: 'R' }),
  ],
  [
    'G-CCC-2',
    pair({ complianceConditionCode: 'XB' }, { complianceConditionCode: 'XB' }),
    pair({ complianceConditionCode: 'XB' }, { complianceConditionCode: 'XC' }),
  ],
  ['PROG-Portfolio-1', pair({ portfolioType: 'M' }, {}), pair({ accountType: '02' }, {})],
  ['PROG-Type-1', pair({ accountType: '02' }, {}), pair({ portfolioType: 'M' }, {})],
  ['PROG-DateOpen-1', pair({ dateOpened: '2026-01-09' }, {}), pair({ dateClosed: '2026-01-09' }, {})],
  [
    'PROG-DateClosed-1',
    pair({ dateClosed: '2026-05-01' }, { dateClosed: '2026-05-02' }),
    pair({ dateClosed: null }, { dateClosed: '2026-05-02' }),
  ],
  [
    'PROG-Rating-1',
    pair({ accountStatus: '13', paymentRating: '0' }, { accountStatus: '13', paymentRating: '1' }),
    pair({ accountStatus: '13', paymentRating: '0' }, { accountStatus: '62', paymentRating: '' }),
  ],
  [
    'G-FIN-1',
    pair({ accountStatus: '05', paymentRating: '0' }, { accountStatus: '05', paymentRating: '0' }),
    // The same month again: this replaces what was sent.
    pair({ accountStatus: '05', paymentRating: '0' }, { accountStatus: '05', paymentRating: '0' }, '2026-06-30'),
  ],
  ['G-DEL-1', pair({ accountStatus: 'DA' }, {}), pair({}, { accountStatus: 'DA' })],
  ['G-BAL-1', pair({ currentBalance: 3999 }, {}), pair({ currentBalance: 4000 }, {})],
  [
    'PHP-Status-1',
    pair(late, { paymentHistoryProfile: profile('00000') }),
    pair(late, { paymentHistoryProfile: profile('10000') }),
  ],
  [
    'PHP-Status-2',
    pair({ portfolioType: 'R' }, { portfolioType: 'R', paymentHistoryProfile: profile('E0000') }),
    pair({ portfolioType: 'R', currentBalance: 0 }, { portfolioType: 'R', paymentHistoryProfile: profile('E0000') }),
  ],
  [
    'PHP-Status-3',
    pair(chargedOff, { ...chargedOff, paymentHistoryProfile: profile('60000') }),
    pair(
      { ...chargedOff, consumerInformationIndicator: 'A' },
      { ...chargedOff, paymentHistoryProfile: profile('60000') },
    ),
  ],
  [
    'G-PHP-3',
    pair({}, { paymentHistoryProfile: profile('00100') }),
    // April's report missing: its character is nobody's to check.
    pair({ paymentHistoryProfile: profile('000') }, { paymentHistoryProfile: profile('10000') }, '2026-04-30'),
  ],
  ['G-PHP-5', pair({}, { accountStatus: '78' }), pair({}, { accountStatus: '71' })],
  ['PROG-Status-1', pair(late, { accountStatus: '80' }), pair(late, { accountStatus: '78' })],
  ['PROG-Status-2', pair({ accountStatus: '94' }, chargedOff), pair({ accountStatus: '96' }, chargedOff)],
  ['PROG-Status-3', pair({ accountStatus: '62' }, {}), pair({ accountStatus: '62' }, { accountStatus: '62' })],
  [
    'PROG-DOFD-1',
    pair(late, { accountStatus: '78', dateOfFirstDelinquency: '2026-04-21' }),
    pair(late, { accountStatus: '78', dateOfFirstDelinquency: '2026-04-20' }),
  ],
  [
    'PROG-DOFD-2',
    pair(
      { accountStatus: '13', paymentRating: '1', dateOfFirstDelinquency: '2026-04-20' },
      { accountStatus: '13', paymentRating: '1', dateOfFirstDelinquency: '2026-05-20' },
    ),
    pair(
      { accountStatus: '13', paymentRating: '0', dateOfFirstDelinquency: '2026-04-20' },
      { accountStatus: '13', paymentRating: '0', dateOfFirstDelinquency: null },
    ),
  ],
  ['PROG-DOFD-3', pair(late, { dateOfFirstDelinquency: '2026-04-20' }), pair(late, { dateOfFirstDelinquency: null })],
  [
    'G-DOFD-3',
    // Paid late: PROG-DOFD-1 does not look at 13.
    pair(late, { accountStatus: '13', paymentRating: '1', dateOfFirstDelinquency: '2026-05-20' }),
    pair(late, { accountStatus: '13', paymentRating: '1', dateOfFirstDelinquency: '2026-04-20' }),
  ],
  // February 28 to June 30 is 122 days, April 1 to June 30 is 90.
  ['G-DOFD-4', pair(chargedOff, chargedOff, '2026-02-28'), pair(chargedOff, chargedOff, '2026-04-01')],
  [
    'PROG-ChargeOff-1',
    pair(chargedOff, { ...chargedOff, originalChargeOffAmount: 4200 }),
    pair({ accountStatus: '84' }, chargedOff),
  ],
  [
    'G-CO-1',
    pair(chargedOff, { ...chargedOff, currentBalance: 4301 }),
    pair(chargedOff, { ...chargedOff, currentBalance: 4300 }),
  ],
]
