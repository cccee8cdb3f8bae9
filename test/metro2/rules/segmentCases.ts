/** Hit and near miss of every rule about the segments K1 to N1. */
import type { BaseSegment, K4Segment, L1Segment, Metro2Record } from '../../../server/metro2/record.ts'
import { record } from '../support.ts'
import type { RecordCase } from './recordCases.ts'

/** Old numbers are LENDER01 and A0001. */
const l1 = (changeIndicator: number, account = '', identification = ''): L1Segment => ({
  changeIndicator,
  newConsumerAccountNumber: account,
  newIdentificationNumber: identification,
})
const k2 = (indicator: number, name = 'BUYER LLC') => ({
  purchasedFromSoldToIndicator: indicator,
  purchasedFromSoldToName: name,
})
const k4 = (more: Partial<K4Segment>): K4Segment => ({
  specializedPaymentIndicator: 1,
  deferredPaymentStartDate: null,
  balloonPaymentDueDate: '2029-01-10',
  balloonPaymentAmount: 2000,
  ...more,
})
const k3 = (agencyIdentifier: number, accountNumber = '') => ({
  agencyIdentifier,
  accountNumber,
  mortgageIdentificationNumber: '',
})
const n1 = (employerName: string) => ({
  employerName,
  firstLineOfEmployerAddress: '',
  secondLineOfEmployerAddress: '',
  employerCity: '',
  employerState: '',
  employerPostalCode: '',
  occupation: '',
})

function withSegments(segments: Omit<Partial<Metro2Record>, 'base'>, fields: Partial<BaseSegment> = {}): Metro2Record {
  return { ...record(fields), ...segments }
}

const deferred = { termsFrequency: 'D', termsDuration: '', scheduledMonthlyPaymentAmount: 0 }
const start = { specializedPaymentIndicator: 2, balloonPaymentDueDate: null, balloonPaymentAmount: 0 }

export const segmentCases: RecordCase[] = [
  ['AccountChange-ID-1', withSegments({ l1: l1(3, 'B2') }), withSegments({ l1: l1(1, 'B2') })],
  ['AccountChange-ID-2', withSegments({ l1: l1(1, 'B2', 'LENDER02') }), withSegments({ l1: l1(3, 'B2', 'LENDER02') })],
  ['AccountChange-ID-3', withSegments({ l1: l1(2, '', 'lender01') }), withSegments({ l1: l1(2, '', 'LENDER02') })],
  ['AccountChange-ID-4', withSegments({ l1: l1(1, 'B2', 'LENDER02') }), withSegments({ l1: l1(1, 'B2', 'LENDER01') })],
  ['AccountChange-Number-1', withSegments({ l1: l1(1) }), withSegments({ l1: l1(2, '', 'LENDER02') })],
  ['AccountChange-Number-2', withSegments({ l1: l1(2, 'B2', 'LENDER02') }), withSegments({ l1: l1(1, 'B2') })],
  ['AccountChange-Number-3', withSegments({ l1: l1(1, 'a0001') }), withSegments({ l1: l1(1, 'A0002') })],
  ['AccountChange-Number-4', withSegments({ l1: l1(2, 'B2') }), withSegments({ l1: l1(2, 'A0001') })],
  ['M-L1-1', withSegments({ l1: l1(0, 'B2') }), withSegments({ l1: l1(2, '', 'LENDER02') })],
  ['M-L1-2', withSegments({ l1: l1(2, 'B2') }), withSegments({ l1: l1(3, 'B2', 'LENDER02') })],
  ['M-L1-3', withSegments({ l1: l1(1, 'B2', 'LENDER02') }), withSegments({ l1: l1(1, 'B2') })],
  [
    'M-K1-1',
    withSegments({ k1: { originalCreditorName: '', creditorClassification: 8 } }),
    withSegments({ k1: { originalCreditorName: 'FIRST BANK', creditorClassification: 8 } }),
  ],
  [
    'M-K1-2',
    withSegments({ k1: { originalCreditorName: 'FIRST BANK', creditorClassification: 16 } }),
    withSegments({ k1: { originalCreditorName: 'FIRST BANK', creditorClassification: 15 } }),
  ],
  ['G-K1-1', { portfolioType: 'O', accountType: '48' }, { portfolioType: 'O', accountType: '50' }],
  ['M-K2-1', withSegments({ k2: k2(3) }), withSegments({ k2: k2(9, '') })],
  ['M-K2-2', withSegments({ k2: k2(9, '') }), withSegments({ k2: k2(1) })],
  ['G-K2-1', withSegments({ k2: k2(9) }), withSegments({ k2: k2(9, '') })],
  [
    'SCC-PurchasedSold-1',
    withSegments({ k2: k2(1) }, { specialComment: 'AH' }),
    withSegments({ k2: k2(2) }, { specialComment: 'AH' }),
  ],
  [
    'SCC-PurchasedSold-2',
    withSegments({ k2: k2(2, '') }, { specialComment: 'AH' }),
    withSegments({ k2: k2(2, '') }, { specialComment: 'AT' }),
  ],
  [
    'SCC-AccountChange-1',
    withSegments({ l1: l1(4, 'B2') }, { specialComment: 'O' }),
    withSegments({ l1: l1(1, 'B2') }, { specialComment: 'O' }),
  ],
  ['M-K3-1', withSegments({ k3: k3(3) }), withSegments({ k3: k3(2, '4001') })],
  ['M-K3-2', withSegments({ k3: k3(0, '4001') }), withSegments({ k3: k3(0, '000000') })],
  ['M-K4-1', withSegments({ k4: k4({ specializedPaymentIndicator: 0 }) }), withSegments({ k4: k4({}) })],
  [
    'G-K4-1',
    withSegments({ k4: k4({ ...start }) }, deferred),
    withSegments({ k4: k4({ ...start, deferredPaymentStartDate: '2027-01-01' }) }, deferred),
  ],
  [
    'Balloon-Balance-1',
    withSegments({ k4: k4({ balloonPaymentAmount: 4001 }) }),
    withSegments({ k4: k4({ balloonPaymentAmount: 4000 }) }),
  ],
  ['M-N1-1', withSegments({ n1: n1('') }), withSegments({ n1: n1('ACME CORP') })],
]
