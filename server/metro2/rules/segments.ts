/** The segments K1, K2, K3, K4, L1 and N1, by themselves and against the base. */
import type { K1Segment, K2Segment, K3Segment, K4Segment, L1Segment, Metro2Record } from '../record.ts'
import { codes, type Hit, type Rule, rule } from './rule.ts'

export function shown(segment: K1Segment | K2Segment | K3Segment | K4Segment | L1Segment): Record<string, string> {
  return Object.fromEntries(Object.entries(segment).map(([name, value]) => [name, `${value ?? ''}`]))
}

function same(a: string, b: string): boolean {
  return a === b || a.toUpperCase() === b.toUpperCase()
}

/** A rule about the L1 segment and the numbers of the base; it hits when `when` is true. */
function numberRule(
  spec: Pick<Rule, 'id' | 'title' | 'condition' | 'severity' | 'explanation' | 'fix' | 'source'> & {
    number: 'account' | 'identification'
    note?: string
    when: (l1: L1Segment, base: Metro2Record['base']) => boolean
  },
): Rule {
  const { number, when, ...rest } = spec
  const fields =
    number === 'account'
      ? ['l1.newConsumerAccountNumber', 'l1.changeIndicator', 'base.consumerAccountNumber']
      : ['l1.newIdentificationNumber', 'l1.changeIndicator', 'base.identificationNumber']
  const own = number === 'account' ? 'consumerAccountNumber' : 'identificationNumber'
  return rule({
    ...rest,
    fields,
    check: ({ l1, base }) =>
      l1 !== undefined && when(l1, base) ? { values: { ...shown(l1), [own]: base[own] } } : null,
  })
}

const changesAccount = (l1: L1Segment) => l1.changeIndicator === 1 || l1.changeIndicator === 3
const changesIdentification = (l1: L1Segment) => l1.changeIndicator === 2 || l1.changeIndicator === 3

const isBlankNumber = (text: string) => /^(0*|9*)$/.test(text.trim())

const announces =
  'An L1 segment announces new numbers: the account number (1), the identification number (2) or both (3). What does not change stays blank.'

const changeRules: Rule[] = [
  numberRule({
    id: 'AccountChange-ID-1',
    title: 'Change of identification number without the new one',
    condition: 'Change Indicator (L1 2) is 2 or 3 and New Identification Number (L1 4) is blank.',
    severity: 'ERROR',
    number: 'identification',
    explanation: announces,
    fix: 'Give the new identification number, or change indicator 1.',
    source: 'CFPB evaluator AccountChange-ID-1',
    when: (l1) => changesIdentification(l1) && l1.newIdentificationNumber === '',
  }),
  numberRule({
    id: 'AccountChange-ID-2',
    title: 'New identification number where only the account number changes',
    condition: 'Change Indicator (L1 2) is 1 and New Identification Number (L1 4) is filled.',
    severity: 'ERROR',
    number: 'identification',
    explanation: announces,
    fix: 'Leave the new identification number blank, or use change indicator 3.',
    source: 'CFPB evaluator AccountChange-ID-2',
    when: (l1) => l1.changeIndicator === 1 && l1.newIdentificationNumber !== '',
  }),
  numberRule({
    id: 'AccountChange-ID-3',
    title: 'New identification number is the old one',
    condition:
      'Change Indicator (L1 2) is 2 or 3 and New Identification Number (L1 4) is Identification Number (5), letter case aside.',
    severity: 'ERROR',
    number: 'identification',
    explanation: 'A change to the same number changes nothing and makes bureaus look for another account.',
    fix: 'Give the new identification number, or leave the segment out.',
    source: 'CFPB evaluator AccountChange-ID-3',
    when: (l1, base) => changesIdentification(l1) && same(l1.newIdentificationNumber, base.identificationNumber),
  }),
  numberRule({
    id: 'AccountChange-ID-4',
    title: 'Another identification number although it does not change',
    condition:
      'Change Indicator (L1 2) is 1 and New Identification Number (L1 4) is filled and is not Identification Number (5), letter case aside.',
    severity: 'WARNING',
    number: 'identification',
    explanation: announces,
    fix: 'Leave the new identification number blank, or use change indicator 3.',
    source: 'CFPB evaluator AccountChange-ID-4',
    note: 'A blank number is no other number.',
    when: (l1, base) =>
      l1.changeIndicator === 1 &&
      l1.newIdentificationNumber !== '' &&
      !same(l1.newIdentificationNumber, base.identificationNumber),
  }),
  numberRule({
    id: 'AccountChange-Number-1',
    title: 'Change of account number without the new one',
    condition: 'Change Indicator (L1 2) is 1 or 3 and New Consumer Account Number (L1 3) is blank.',
    severity: 'ERROR',
    number: 'account',
    explanation: announces,
    fix: 'Give the new account number, or change indicator 2.',
    source: 'CFPB evaluator AccountChange-Number-1',
    when: (l1) => changesAccount(l1) && l1.newConsumerAccountNumber === '',
  }),
  numberRule({
    id: 'AccountChange-Number-2',
    title: 'New account number where only the identification number changes',
    condition: 'Change Indicator (L1 2) is 2 and New Consumer Account Number (L1 3) is filled.',
    severity: 'ERROR',
    number: 'account',
    explanation: announces,
    fix: 'Leave the new account number blank, or use change indicator 3.',
    source: 'CFPB evaluator AccountChange-Number-2',
    when: (l1) => l1.changeIndicator === 2 && l1.newConsumerAccountNumber !== '',
  }),
  numberRule({
    id: 'AccountChange-Number-3',
    title: 'New account number is the old one',
    condition:
      'Change Indicator (L1 2) is 1 or 3 and New Consumer Account Number (L1 3) is Consumer Account Number (7), letter case aside.',
    severity: 'ERROR',
    number: 'account',
    explanation: 'A change to the same number changes nothing and makes bureaus look for another account.',
    fix: 'Give the new account number, or leave the segment out.',
    source: 'CFPB evaluator AccountChange-Number-3',
    when: (l1, base) => changesAccount(l1) && same(l1.newConsumerAccountNumber, base.consumerAccountNumber),
  }),
  numberRule({
    id: 'AccountChange-Number-4',
    title: 'Another account number although it does not change',
    condition:
      'Change Indicator (L1 2) is 2 and New Consumer Account Number (L1 3) is filled and is not Consumer Account Number (7), letter case aside.',
    severity: 'WARNING',
    number: 'account',
    explanation: announces,
    fix: 'Leave the new account number blank, or use change indicator 3.',
    source: 'CFPB evaluator AccountChange-Number-4',
    note: 'A blank number is no other number.',
    when: (l1, base) =>
      l1.changeIndicator === 2 &&
      l1.newConsumerAccountNumber !== '' &&
      !same(l1.newConsumerAccountNumber, base.consumerAccountNumber),
  }),
  rule({
    id: 'M-L1-1',
    title: 'Change indicator not a code',
    condition: 'The record has an L1 segment and its Change Indicator (L1 2) is not 1, 2 or 3.',
    severity: 'ERROR',
    fields: ['l1.changeIndicator'],
    explanation: announces,
    fix: 'Use 1, 2 or 3.',
    source: 'moov check M-L1-1',
    check: ({ l1 }) =>
      l1 === undefined || changesAccount(l1) || l1.changeIndicator === 2 ? null : { values: shown(l1) },
  }),
  rule({
    id: 'M-L1-2',
    title: 'moov refuses a new account number with change indicator 2',
    condition: 'New Consumer Account Number (L1 3) is filled although Change Indicator (L1 2) is 2.',
    severity: 'INFO',
    fields: ['l1.newConsumerAccountNumber', 'l1.changeIndicator'],
    explanation: announces,
    fix: 'Do what AccountChange-Number-2 says.',
    source: 'moov check M-L1-2',
    note: 'Information only: it repeats AccountChange-Number-2.',
    check: ({ l1 }) => (l1?.changeIndicator === 2 && l1.newConsumerAccountNumber !== '' ? { values: shown(l1) } : null),
  }),
  rule({
    id: 'M-L1-3',
    title: 'moov refuses a new identification number with change indicator 1',
    condition: 'New Identification Number (L1 4) is filled although Change Indicator (L1 2) is 1.',
    severity: 'INFO',
    fields: ['l1.newIdentificationNumber', 'l1.changeIndicator'],
    explanation: announces,
    fix: 'Do what AccountChange-ID-2 says.',
    source: 'moov check M-L1-3',
    note: 'Information only: it repeats AccountChange-ID-2.',
    check: ({ l1 }) => (l1?.changeIndicator === 1 && l1.newIdentificationNumber !== '' ? { values: shown(l1) } : null),
  }),
]

const saleRules: Rule[] = [
  rule({
    id: 'M-K1-1',
    title: 'Original creditor without a name',
    condition: 'The record has a K1 segment with a blank Original Creditor Name (K1 2).',
    severity: 'ERROR',
    fields: ['k1.originalCreditorName'],
    explanation: 'A K1 segment names the creditor whom the consumer knows.',
    fix: 'Give the name, or leave the segment out.',
    source: 'moov check M-K1-1',
    check: ({ k1 }) => (k1?.originalCreditorName === '' ? { values: shown(k1) } : null),
  }),
  rule({
    id: 'M-K1-2',
    title: 'Classification of the original creditor not a code',
    condition: 'The record has a K1 segment and its Creditor Classification (K1 3) is not 01-15.',
    severity: 'WARNING',
    fields: ['k1.creditorClassification'],
    explanation: 'The classification (01 to 15) tells medical debt from other debt, which bureaus treat differently.',
    fix: 'Give the classification of the original creditor.',
    source: 'moov check M-K1-2',
    note: 'A warning: some furnishers leave it blank and bureaus take it.',
    check: ({ k1 }) =>
      k1 !== undefined && !(k1.creditorClassification >= 1 && k1.creditorClassification <= 15)
        ? { values: shown(k1) }
        : null,
  }),
  rule({
    id: 'M-K2-1',
    title: 'Purchased-sold indicator not a code',
    condition: 'The record has a K2 segment and its Purchased From/Sold To Indicator (K2 2) is not 1, 2 or 9.',
    severity: 'ERROR',
    fields: ['k2.purchasedFromSoldToIndicator'],
    explanation: '1 says from whom the account was bought, 2 to whom it was sold, 9 takes an earlier K2 off.',
    fix: 'Use 1, 2 or 9.',
    source: 'moov check M-K2-1',
    check: ({ k2 }) => {
      if (k2 === undefined) return null
      const { purchasedFromSoldToIndicator: indicator } = k2
      return indicator === 1 || indicator === 2 || indicator === 9 ? null : { values: shown(k2) }
    },
  }),
  rule({
    id: 'M-K2-2',
    title: 'moov refuses the name of the K2 segment (superseded by G-K2-1)',
    condition:
      'The record has a K2 segment, and its Purchased From/Sold To Name (K2 3) is blank or its Purchased From/Sold To Indicator (K2 2) is 9.',
    severity: 'INFO',
    fields: ['k2.purchasedFromSoldToName', 'k2.purchasedFromSoldToIndicator'],
    explanation: 'A reader built on moov stops at this record and reads no other after it.',
    fix: 'Do what G-K2-1 says.',
    source: 'moov check M-K2-2',
    note: 'Superseded by G-K2-1: moov asks for a name and forbids it with indicator 9, which can never pass.',
    check: ({ k2 }) =>
      k2 !== undefined && (k2.purchasedFromSoldToName === '' || k2.purchasedFromSoldToIndicator === 9)
        ? { values: shown(k2) }
        : null,
  }),
  rule({
    id: 'G-K2-1',
    title: 'Name of buyer or seller missing or superfluous',
    condition:
      'The record has a K2 segment, and its Purchased From/Sold To Name (K2 3) is blank with a Purchased From/Sold To Indicator (K2 2) other than 9, or filled with 9.',
    severity: 'ERROR',
    fields: ['k2.purchasedFromSoldToName', 'k2.purchasedFromSoldToIndicator'],
    explanation: 'A K2 segment names buyer or seller, unless it takes an earlier one off (indicator 9).',
    fix: 'Give the name; leave it blank with indicator 9.',
    source: 'Public guidance on segment K2; corrects moov check M-K2-2',
    check: ({ k2 }) =>
      k2 !== undefined && (k2.purchasedFromSoldToName === '') !== (k2.purchasedFromSoldToIndicator === 9)
        ? { values: shown(k2) }
        : null,
  }),
]

/** Account types of debt buyers, collection agencies and check guarantors. */
const secondHand = codes('48 0C 77')

interface SpecializedFault {
  message: string
  field: string
}

function specializedFault({ base, k4 }: Metro2Record): SpecializedFault | null {
  if (base.termsFrequency === 'D') {
    if (k4?.specializedPaymentIndicator !== 2) {
      const field = k4 === undefined ? 'base.termsFrequency' : 'k4.specializedPaymentIndicator'
      return { message: 'A deferred loan without a K4 segment for deferred payments', field }
    }
    if (k4.deferredPaymentStartDate === null) {
      const message = 'A deferred loan whose K4 segment does not say when payments start'
      return { message, field: 'k4.deferredPaymentStartDate' }
    }
  }
  if (k4?.specializedPaymentIndicator !== 1) return null
  if (k4.balloonPaymentDueDate === null) {
    return { message: 'A balloon payment without its due date', field: 'k4.balloonPaymentDueDate' }
  }
  return k4.balloonPaymentAmount > 0
    ? null
    : { message: 'A balloon payment without its amount', field: 'k4.balloonPaymentAmount' }
}

function specializedHit(record: Metro2Record): Hit | null {
  const fault = specializedFault(record)
  if (fault === null) return null
  const values = { termsFrequency: record.base.termsFrequency, ...(record.k4 === undefined ? {} : shown(record.k4)) }
  return { values, message: fault.message, fields: [fault.field] }
}

/** Rules that speak of a segment that is missing; they run on every record. */
export const missingSegmentRules: Rule[] = [
  rule({
    id: 'G-K1-1',
    title: 'Original creditor missing',
    condition: 'Account Type (9) is 48, 0C or 77 and the record has no K1 segment.',
    severity: 'WARNING',
    fields: ['base.accountType', 'k1.originalCreditorName'],
    explanation: 'Debt buyers, collection agencies and check guarantors name the original creditor in a K1 segment.',
    fix: 'Map the original creditor to a K1 segment.',
    source: 'Public guidance on segment K1',
    check: ({ base, k1 }) =>
      secondHand.has(base.accountType) && k1 === undefined ? { values: { accountType: base.accountType } } : null,
  }),
  rule({
    id: 'G-K4-1',
    title: 'Deferred or balloon payment without its segment or its details',
    condition:
      'Terms Frequency (14) is D and the record has no K4 segment with Specialized Payment Indicator (K4 2) 02 and a Deferred Payment Start Date (K4 3); or it has one with indicator 01 and no Balloon Payment Due Date (K4 4) or a Balloon Payment Amount (K4 5) of zero.',
    severity: 'WARNING',
    fields: [
      'base.termsFrequency',
      'k4.specializedPaymentIndicator',
      'k4.deferredPaymentStartDate',
      'k4.balloonPaymentDueDate',
      'k4.balloonPaymentAmount',
    ],
    explanation: 'A K4 segment says when deferred payments start, or when a balloon of what amount falls due.',
    fix: 'Map the K4 segment: indicator 2 with the start of payments for a deferred loan, 1 with day and amount for a balloon.',
    source: 'Public guidance on segment K4',
    check: (record) => (record.base.termsFrequency === 'D' || record.k4 !== undefined ? specializedHit(record) : null),
  }),
]

const otherRules: Rule[] = [
  rule({
    id: 'M-K3-1',
    title: 'Mortgage agency not a code',
    condition: 'The record has a K3 segment and its Agency Identifier (K3 2) is not 00, 01 or 02.',
    severity: 'ERROR',
    fields: ['k3.agencyIdentifier'],
    explanation: '00 is no agency, 01 Fannie Mae, 02 Freddie Mac.',
    fix: 'Use 00, 01 or 02.',
    source: 'moov check M-K3-1',
    check: ({ k3 }) =>
      k3 !== undefined && !(k3.agencyIdentifier >= 0 && k3.agencyIdentifier <= 2) ? { values: shown(k3) } : null,
  }),
  rule({
    id: 'M-K3-2',
    title: 'Account number at an agency, but no agency',
    condition: 'Agency Identifier (K3 2) is 00 and Account Number (K3 3) is not blank, all 0 or all 9.',
    severity: 'WARNING',
    fields: ['k3.accountNumber', 'k3.agencyIdentifier'],
    explanation: 'The number is that of the loan at Fannie Mae or Freddie Mac; without an agency there is none.',
    fix: 'Name the agency, or leave the number blank.',
    source: 'moov check M-K3-2',
    note: 'A warning: the number is of no use then, and does no harm.',
    check: ({ k3 }) => (k3?.agencyIdentifier === 0 && !isBlankNumber(k3.accountNumber) ? { values: shown(k3) } : null),
  }),
  rule({
    id: 'M-K4-1',
    title: 'Specialized payment not a code',
    condition: 'The record has a K4 segment and its Specialized Payment Indicator (K4 2) is neither 01 nor 02.',
    severity: 'ERROR',
    fields: ['k4.specializedPaymentIndicator'],
    explanation: '01 is a balloon payment, 02 deferred payments.',
    fix: 'Use 01 or 02, or leave the segment out.',
    source: 'moov check M-K4-1',
    check: ({ k4 }) => {
      if (k4 === undefined) return null
      const { specializedPaymentIndicator: indicator } = k4
      return indicator === 1 || indicator === 2 ? null : { values: shown(k4) }
    },
  }),
  rule({
    id: 'Balloon-Balance-1',
    title: 'Balance below the balloon payment',
    condition: 'The record has a K4 segment and Current Balance (21) is less than Balloon Payment Amount (K4 5).',
    severity: 'WARNING',
    fields: ['base.currentBalance', 'k4.balloonPaymentAmount'],
    explanation: 'What falls due at the end is part of what is owed.',
    fix: 'Check balance and balloon amount; leave the segment out once the balloon is paid.',
    source: 'CFPB evaluator Balloon-Balance-1',
    check: ({ base, k4 }) =>
      k4 !== undefined && base.currentBalance < k4.balloonPaymentAmount
        ? { values: { currentBalance: `${base.currentBalance}`, balloonPaymentAmount: `${k4.balloonPaymentAmount}` } }
        : null,
  }),
  rule({
    id: 'M-N1-1',
    title: 'Employment without an employer',
    condition: 'The record has an N1 segment with a blank Employer Name (N1 2).',
    severity: 'ERROR',
    fields: ['n1.employerName'],
    explanation: 'An N1 segment names the employer; a bureau refuses one that does not.',
    fix: 'Give the name, or leave the segment out.',
    source: 'moov check M-N1-1',
    check: ({ n1 }) => (n1?.employerName === '' ? { values: { employerName: '' } } : null),
  }),
]

/** Rules that cannot hit a record without any of the segments K1 to N1. */
export const segmentRules: Rule[] = [...changeRules, ...saleRules, ...otherRules]
