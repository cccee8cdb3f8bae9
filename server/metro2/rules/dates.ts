/** Dates against the status and each other: opened, closed, account information, last payment. */
import { daysBetween } from '../dates.ts'
import type { BaseSegment } from '../record.ts'
import {
  asRepeat,
  baseRule,
  codes,
  type Hit,
  instalmentPortfolios,
  lateOrWorse,
  paid,
  type Rule,
  rule,
  show,
} from './rule.ts'

const leaseEnding = codes('AH AT O BB BE')
const closing = codes('05 13 62 64 65')
const closed = codes('05 13 61 62 63 64 65')
/** Statuses whose date of account information may lie before the reporting month. */
const settled = codes('05 13 61 62 63 64 65 89 94 DA DF')

/** Comments that say why an account is closed though something is owed. */
const closingComments = codes('M CI AS AH AT O BL BB BC BD BE BF BG BH BI BJ BK')
const closedByConsumer = codes('XA XD XE XJ')

function sameMonth(a: string, b: string): boolean {
  for (let i = 0; i < 7; i++) if (a.charCodeAt(i) !== b.charCodeAt(i)) return false
  return true
}

function closingFault(b: BaseSegment, closed: string): Hit['message'] {
  if (b.dateOpened !== null && closed < b.dateOpened) return 'Date closed before the account opened'
  if (b.dateOfAccountInformation !== null && closed > b.dateOfAccountInformation) {
    return 'Date closed after the date of account information'
  }
  const open = b.accountStatus === '11' || lateOrWorse.has(b.accountStatus)
  if (!open || closedByConsumer.has(b.complianceConditionCode) || closingComments.has(b.specialComment))
    return undefined
  return 'Date closed with a status that is open'
}

function closingHit(b: BaseSegment): Hit | null {
  if (b.dateClosed === null) {
    if (!closed.has(b.accountStatus)) return null
    return asRepeat(
      { values: show(b, 'accountStatus', 'dateClosed'), message: 'Date closed missing' },
      closing.has(b.accountStatus),
    )
  }
  const message = closingFault(b, b.dateClosed)
  if (message === undefined) return null
  const values = show(b, 'accountStatus', 'dateOpened', 'dateClosed', 'dateOfAccountInformation')
  const charged = b.accountStatus === '93' || b.accountStatus === '97'
  return asRepeat({ values, message }, charged && message === 'Date closed with a status that is open')
}

export const dateRules: Rule[] = [
  baseRule({
    id: 'Balance-DateClosed-1',
    title: 'Closed with a balance',
    condition:
      'Portfolio Type (8) is C, I or M, Current Balance (21) is above zero, Date Closed (26) is filled, Special Comment (19) is not AH, AT, O, BB or BE, and the record has no L1 segment.',
    severity: 'WARNING',
    fields: ['dateClosed', 'portfolioType', 'currentBalance', 'specialComment'],
    explanation:
      'A line or loan that is closed owes nothing, unless it was sold, transferred or is a lease that ended.',
    fix: 'Take the date closed off while a balance is owed, or report the comment that explains it.',
    source: 'CFPB evaluator Balance-DateClosed-1',
    when: (b, _, { l1 }) =>
      l1 === undefined &&
      (b.portfolioType === 'C' || instalmentPortfolios.has(b.portfolioType)) &&
      b.currentBalance > 0 &&
      b.dateClosed !== null &&
      !leaseEnding.has(b.specialComment),
  }),
  baseRule({
    id: 'Balance-DateClosed-2',
    title: 'No balance and no date closed',
    condition:
      'Portfolio Type (8) is I or M, Current Balance (21) is zero, Date Closed (26) is empty, Special Comment (19) is not AH, AT, O, BB or BE, and the record has no L1 segment.',
    severity: 'WARNING',
    fields: ['dateClosed', 'portfolioType', 'currentBalance', 'specialComment'],
    explanation: 'An instalment or mortgage loan without a balance was paid on some day.',
    fix: 'Report the day it was paid as date closed.',
    source: 'CFPB evaluator Balance-DateClosed-2',
    when: (b, _, { l1 }) =>
      l1 === undefined &&
      instalmentPortfolios.has(b.portfolioType) &&
      b.currentBalance === 0 &&
      b.dateClosed === null &&
      !leaseEnding.has(b.specialComment),
  }),
  baseRule({
    id: 'Status-DateClosed-1',
    title: 'Paid or transferred without a date closed',
    condition: 'Account Status (17A) is 05, 13, 62, 64 or 65 and Date Closed (26) is empty.',
    severity: 'ERROR',
    fields: ['dateClosed', 'accountStatus'],
    explanation: 'A paid or transferred account ended on a day, and bureaus count its life from there.',
    fix: 'Set the closing day in the source, or post the payment that paid the loan.',
    source: 'CFPB evaluator Status-DateClosed-1',
    when: (b) => closing.has(b.accountStatus) && b.dateClosed === null,
  }),
  baseRule({
    id: 'Status-DateClosed-2',
    title: 'Open status with a date closed',
    condition:
      'Account Status (17A) is 11, 71, 78, 80, 82-84, 93 or 97, Compliance Condition Code (20) is not XA, and Date Closed (26) is filled.',
    severity: 'WARNING',
    fields: ['dateClosed', 'accountStatus', 'complianceConditionCode'],
    explanation: 'An open, delinquent or charged-off account is not closed, unless the consumer asked for it (XA).',
    fix: 'Take the date closed off, or report the status the closing led to.',
    source: 'CFPB evaluator Status-DateClosed-2',
    when: (b) =>
      (b.accountStatus === '11' || lateOrWorse.has(b.accountStatus)) &&
      b.complianceConditionCode !== 'XA' &&
      b.dateClosed !== null,
  }),
  baseRule({
    id: 'Status-DateClosed-3',
    title: 'Foreclosure or deed in lieu without a date closed',
    condition: 'Account Status (17A) is 89 or 94 and Date Closed (26) is empty.',
    severity: 'WARNING',
    fields: ['dateClosed', 'accountStatus'],
    explanation: 'A completed foreclosure or an accepted deed ends the loan on a day.',
    fix: 'Report that day as date closed.',
    source: 'CFPB evaluator Status-DateClosed-3',
    when: (b) => (b.accountStatus === '89' || b.accountStatus === '94') && b.dateClosed === null,
  }),
  baseRule({
    id: 'CCC-DateClosed-1',
    title: "Closed at the consumer's request without a date closed",
    condition: 'Compliance Condition Code (20) is XA and Date Closed (26) is empty.',
    severity: 'WARNING',
    fields: ['dateClosed', 'complianceConditionCode'],
    explanation: 'Code XA says the account was closed; that happened on a day.',
    fix: 'Report the date closed, or take XA off with XR.',
    source: 'CFPB evaluator CCC-DateClosed-1',
    when: (b) => b.complianceConditionCode === 'XA' && b.dateClosed === null,
  }),
  rule({
    id: 'G-CLOSE-1',
    title: 'Date closed missing, superfluous or outside the life of the account',
    condition:
      'Date Closed (26) is empty and Account Status (17A) is 05, 13 or 61-65; or it is before Date Opened (10) or after Date of Account Information (24); or it is filled, the status is 11, 71, 78, 80, 82-84, 93 or 97, Compliance Condition Code (20) is not XA, XD, XE or XJ, and Special Comment (19) is not M, O, AH, AS, AT, BB-BK, BL or CI.',
    severity: 'ERROR',
    fields: [
      'dateClosed',
      'accountStatus',
      'dateOpened',
      'dateOfAccountInformation',
      'complianceConditionCode',
      'specialComment',
    ],
    explanation:
      'An account closes after it opens and not after the day its information is from. Paid accounts have closed; open ones have not, unless a code or comment says why.',
    fix: 'Correct the date closed.',
    source: 'Field definitions 10, 24 and 26',
    note: 'Information where Status-DateClosed-1 says the same, and for 93 and 97, which are Status-DateClosed-2.',
    check: ({ base }) => closingHit(base),
  }),
  baseRule({
    id: 'DTCL-DOLP-1',
    title: 'Date closed differs from the last payment',
    condition:
      'Portfolio Type (8) is I or M, Account Status (17A) is 13 or 61-65, and Date Closed (26) differs from Date of Last Payment (27), or one of the two alone is filled.',
    severity: 'INFO',
    fields: ['dateClosed', 'portfolioType', 'accountStatus', 'dateOfLastPayment'],
    explanation: 'A loan is normally closed on the day of the payment that paid it.',
    fix: 'Check which date is right; they may differ when the loan ended by a credit or a sale.',
    source: 'CFPB evaluator DTCL-DOLP-1',
    when: (b) =>
      instalmentPortfolios.has(b.portfolioType) && paid.has(b.accountStatus) && b.dateClosed !== b.dateOfLastPayment,
  }),
  baseRule({
    id: 'G-OPEN-1',
    title: 'Date opened missing or in the future',
    condition: 'Date Opened (10) is empty, after the as-of date, or after Date of Account Information (24).',
    severity: 'ERROR',
    fields: ['dateOpened', 'dateOfAccountInformation'],
    explanation:
      'Every account opened on a day that is past; together with the account number it identifies the account.',
    fix: 'Correct the date opened in the source.',
    source: 'Field definition 10',
    when: (b, { asOf }) =>
      b.dateOpened === null ||
      b.dateOpened > asOf ||
      (b.dateOfAccountInformation !== null && b.dateOpened > b.dateOfAccountInformation),
  }),
  rule({
    id: 'G-DOAI-1',
    title: 'Date of account information outside the reporting month',
    condition:
      'Date of Account Information (24) is empty or after the as-of date; or it is not in the month of the as-of date and Account Status (17A) is not 05, 13, 61-65, 89, 94, DA or DF; or the status is 13 or 61-65 and it is after Date Closed (26).',
    severity: 'ERROR',
    fields: ['dateOfAccountInformation', 'accountStatus', 'dateClosed'],
    explanation:
      'An open account is reported as of a day of the reporting month; no account as of a day to come. A paid one keeps the day it was paid.',
    fix: 'Report the account as of the right day.',
    source: 'Field definition 24',
    note: 'A warning where a paid account is reported as of a day after it was paid: then only its date is late.',
    check: ({ base }, { asOf }) => {
      const day = base.dateOfAccountInformation
      const values = () => show(base, 'dateOfAccountInformation', 'accountStatus')
      if (day === null || day > asOf) return { values: values() }
      if (!settled.has(base.accountStatus)) return sameMonth(day, asOf) ? null : { values: values() }
      const late = paid.has(base.accountStatus) && base.dateClosed !== null && day > base.dateClosed
      return late
        ? {
            values: { ...values(), ...show(base, 'dateClosed') },
            severity: 'WARNING',
            message: 'Paid account reported as of a day after it was paid',
          }
        : null
    },
  }),
  baseRule({
    id: 'DOAI-PaymentAmount-1',
    title: 'Payment without a date of account information',
    condition: 'Date of Account Information (24) is empty and Actual Payment Amount (16) is above zero.',
    severity: 'WARNING',
    fields: ['dateOfAccountInformation', 'actualPaymentAmount'],
    explanation: 'A payment is of the period that the date of account information names.',
    fix: 'Report the date of account information.',
    source: 'CFPB evaluator DOAI-PaymentAmount-1',
    when: (b) => b.dateOfAccountInformation === null && b.actualPaymentAmount > 0,
  }),
  baseRule({
    id: 'G-DOLP-1',
    title: 'Date of last payment missing or impossible',
    condition:
      'Date of Last Payment (27) is empty and Actual Payment Amount (16) is above zero; or the date is after the as-of date or before Date Opened (10).',
    severity: 'WARNING',
    fields: ['dateOfLastPayment', 'dateOpened', 'actualPaymentAmount'],
    explanation: 'A last payment lies between opening and today, and there is one when money arrived this period.',
    fix: 'Check the payments in the source.',
    source: 'Field definition 27',
    when: (b, { asOf }) => {
      const day = b.dateOfLastPayment
      if (day === null) return b.actualPaymentAmount > 0
      return day > asOf || (b.dateOpened !== null && day < b.dateOpened)
    },
  }),
  rule({
    id: 'Status-PaymentAmount-1',
    title: 'Current loan without a payment',
    condition:
      'Portfolio Type (8) is I or M, Account Status (17A) is 11, Terms Frequency (14) is not D, Actual Payment Amount (16) is zero, and Date Opened (10) is more than 60 days before Activity Date (header 8).',
    severity: 'INFO',
    fields: ['actualPaymentAmount', 'accountStatus', 'dateOpened', 'termsFrequency'],
    explanation:
      'A current loan older than two months usually shows a payment in the period; payments made ahead explain one that does not.',
    fix: 'Check that payments reach the record; nothing to do when the borrower paid ahead or is less than 30 days late.',
    source: 'CFPB evaluator Status-PaymentAmount-1',
    check: ({ base }, { activityDate }) =>
      instalmentPortfolios.has(base.portfolioType) &&
      base.accountStatus === '11' &&
      base.termsFrequency !== 'D' &&
      base.actualPaymentAmount === 0 &&
      base.dateOpened !== null &&
      daysBetween(base.dateOpened, activityDate) > 60
        ? { values: show(base, 'accountStatus', 'actualPaymentAmount', 'dateOpened') }
        : null,
  }),
]
