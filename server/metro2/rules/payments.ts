/** Terms, limits and scheduled payments by portfolio, account type and status. */
import type { BaseSegment } from '../record.ts'
import {
  asRepeat,
  baseRule,
  codes,
  type Hit,
  instalmentPortfolios,
  isDigits,
  isLineOrCard,
  late,
  openStatuses,
  type Rule,
  rule,
  show,
} from './rule.ts'

/** Account types of loans: no credit limit, an original amount. */
const loanTypes = codes('0A 0C 0F 2C 5A 5B 6A 6B 6D 7B 9A 01 02 03 04 05 06 08 10 11 13 17 19 20 25 26 47 48 77 91')
/** Account types of lines and cards: a credit limit. */
const limitTypes = codes('0G 2A 7A 8A 9B 07 15 18 37 43 47 89')
const noPayment = codes('05 13 62 64 65 97')

function lateOrCollection(status: string): boolean {
  return late.has(status) || status === '93'
}

function durationFits(portfolio: string, duration: string): boolean {
  if (portfolio === 'C') return duration === 'LOC'
  if (portfolio === 'O') return duration === '001'
  if (portfolio === 'R') return duration === 'REV'
  return portfolio !== 'I' || (isDigits(duration) && Number(duration) > 0)
}

/** Years of a mortgage. */
function isYears(duration: string): boolean {
  return duration.length <= 3 && isDigits(duration) && Number(duration) >= 1 && Number(duration) <= 40
}

function termHit(base: BaseSegment): Hit {
  return { values: show(base, 'portfolioType', 'termsDuration', 'termsFrequency') }
}

function limitOfLoan(b: BaseSegment): boolean {
  return b.creditLimit > 0 && loanTypes.has(b.accountType) && b.termsFrequency !== 'D'
}

function noLimitOfLine(b: BaseSegment): boolean {
  return b.creditLimit === 0 && limitTypes.has(b.accountType) && b.termsFrequency !== 'D'
}

function limitHit(base: BaseSegment): Hit {
  return { values: show(base, 'portfolioType', 'accountType', 'creditLimit') }
}

export const paymentRules: Rule[] = [
  baseRule({
    id: 'Status-SMPA-1',
    title: 'Scheduled payment with a status that has none',
    condition:
      'Account Status (17A) is 05, 13, 62, 64, 65 or 97 and Scheduled Monthly Payment Amount (15) is above zero.',
    severity: 'ERROR',
    fields: ['scheduledMonthlyPaymentAmount', 'accountStatus'],
    explanation:
      'A paid, transferred or charged-off account has no payment scheduled any more; one would count against the consumer.',
    fix: 'Set the scheduled payment to zero.',
    source: 'CFPB evaluator Status-SMPA-1',
    when: (b) => noPayment.has(b.accountStatus) && b.scheduledMonthlyPaymentAmount > 0,
  }),
  baseRule({
    id: 'Status-SMPA-2',
    title: 'Late line or card without a scheduled payment',
    condition:
      'Account Status (17A) is 71, 78, 80, 82-84 or 93, Compliance Condition Code (20) is not XA, Terms Frequency (14) is not D, Scheduled Monthly Payment Amount (15) is zero, and the account is a line or card (Portfolio Type (8) C with Account Type (9) 15, 43, 47, 89, 7A or 9B, or O or R with 18, 37, 43, 2A or 8A).',
    severity: 'WARNING',
    fields: ['scheduledMonthlyPaymentAmount', 'accountStatus', 'portfolioType', 'accountType', 'termsFrequency'],
    explanation: 'A line or card that is late has a minimum payment due.',
    fix: 'Report the minimum payment without its past-due part.',
    source: 'CFPB evaluator Status-SMPA-2',
    when: (b) =>
      lateOrCollection(b.accountStatus) &&
      b.complianceConditionCode !== 'XA' &&
      b.termsFrequency !== 'D' &&
      b.scheduledMonthlyPaymentAmount === 0 &&
      isLineOrCard(b),
  }),
  baseRule({
    id: 'Status-SMPA-3',
    title: 'Open loan without a scheduled payment',
    condition:
      'Portfolio Type (8) is I, Account Status (17A) is 11, 71, 78, 80, 82-84 or 93, Compliance Condition Code (20) is not XA, Special Comment (19) is not BS, Terms Frequency (14) is not D, and Scheduled Monthly Payment Amount (15) is zero.',
    severity: 'WARNING',
    fields: ['scheduledMonthlyPaymentAmount', 'accountStatus', 'portfolioType', 'termsFrequency', 'specialComment'],
    explanation: 'An instalment loan that is open has a regular payment, unless payments are deferred or prepaid.',
    fix: 'Report the monthly payment, or terms frequency D while payments are deferred.',
    source: 'CFPB evaluator Status-SMPA-3',
    when: (b) =>
      b.portfolioType === 'I' &&
      openStatuses.has(b.accountStatus) &&
      b.complianceConditionCode !== 'XA' &&
      b.specialComment !== 'BS' &&
      b.termsFrequency !== 'D' &&
      b.scheduledMonthlyPaymentAmount === 0,
  }),
  baseRule({
    id: 'Status-SMPA-4',
    title: 'Current line or card without a scheduled payment',
    condition:
      'Account Status (17A) is 11, Compliance Condition Code (20) is not XA, Terms Frequency (14) is not D, Scheduled Monthly Payment Amount (15) is zero, and the account is a line or card (Portfolio Type (8) C with Account Type (9) 15, 43, 47, 89, 7A or 9B, or O or R with 18, 37, 43, 2A or 8A).',
    severity: 'INFO',
    fields: ['scheduledMonthlyPaymentAmount', 'accountStatus', 'portfolioType', 'accountType', 'termsFrequency'],
    explanation: 'Legal for a line that owes nothing this period.',
    fix: 'Nothing to do if nothing is due.',
    source: 'CFPB evaluator Status-SMPA-4',
    when: (b) =>
      b.accountStatus === '11' &&
      b.complianceConditionCode !== 'XA' &&
      b.termsFrequency !== 'D' &&
      b.scheduledMonthlyPaymentAmount === 0 &&
      isLineOrCard(b),
  }),
  baseRule({
    id: 'Deferred-SMPA-1',
    title: 'Deferred loan with a scheduled payment',
    condition:
      'Account Status (17A) is 11, 71, 78, 80, 82-84 or 93, Terms Frequency (14) is D, and Scheduled Monthly Payment Amount (15) is above zero.',
    severity: 'ERROR',
    fields: ['scheduledMonthlyPaymentAmount', 'accountStatus', 'termsFrequency'],
    explanation: 'Terms frequency D says nothing is due yet.',
    fix: 'Set the scheduled payment to zero, or report the frequency of the payments.',
    source: 'CFPB evaluator Deferred-SMPA-1',
    when: (b) => openStatuses.has(b.accountStatus) && b.termsFrequency === 'D' && b.scheduledMonthlyPaymentAmount > 0,
  }),
  baseRule({
    id: 'Type-SMPA-1',
    title: 'Prepaid lease with a scheduled payment',
    condition:
      'Portfolio Type (8) is I, Account Status (17A) is 11, Special Comment (19) is BS, and Scheduled Monthly Payment Amount (15) is above zero.',
    severity: 'WARNING',
    fields: ['scheduledMonthlyPaymentAmount', 'portfolioType', 'accountStatus', 'specialComment'],
    explanation: 'A lease paid in advance has no payments.',
    fix: 'Set the scheduled payment to zero, or take the comment BS off.',
    source: 'CFPB evaluator Type-SMPA-1',
    when: (b) =>
      b.portfolioType === 'I' &&
      b.accountStatus === '11' &&
      b.specialComment === 'BS' &&
      b.scheduledMonthlyPaymentAmount > 0,
  }),
  baseRule({
    id: 'Type-CreditLimit-1',
    title: 'Loan with a credit limit',
    condition:
      'Account Type (9) is 0A, 0C, 0F, 2C, 5A, 5B, 6A, 6B, 6D, 7B, 9A, 01-06, 08, 10, 11, 13, 17, 19, 20, 25, 26, 47, 48, 77 or 91, Terms Frequency (14) is not D, and Credit Limit (11) is above zero.',
    severity: 'WARNING',
    fields: ['creditLimit', 'accountType', 'termsFrequency'],
    explanation: 'A loan is drawn once; its original amount stands in highest credit, not in credit limit.',
    fix: 'Set the credit limit to zero.',
    source: 'CFPB evaluator Type-CreditLimit-1',
    when: limitOfLoan,
  }),
  baseRule({
    id: 'Type-CreditLimit-2',
    title: 'Line or card without a credit limit',
    condition:
      'Account Type (9) is 0G, 2A, 7A, 8A, 9B, 07, 15, 18, 37, 43, 47 or 89, Terms Frequency (14) is not D, and Credit Limit (11) is zero.',
    severity: 'WARNING',
    fields: ['creditLimit', 'accountType', 'termsFrequency'],
    explanation: 'Without a limit the use of the line cannot be judged, to the disadvantage of the consumer.',
    fix: 'Report the assigned limit; the last one after closing.',
    source: 'CFPB evaluator Type-CreditLimit-2',
    when: noLimitOfLine,
  }),
  rule({
    id: 'G-CL-1',
    title: 'Credit limit that does not fit the portfolio',
    condition:
      'Portfolio Type (8) is I or M and Credit Limit (11) is above zero; or the portfolio is C or R, Date Closed (26) is filled, and the limit is zero.',
    severity: 'WARNING',
    fields: ['creditLimit', 'portfolioType', 'accountType', 'dateClosed'],
    explanation:
      'Credit limits belong to lines and cards, which keep their last one after closing; a loan reports zero.',
    fix: 'Set the limit of a loan to zero; report the last limit of a closed line or card.',
    source: 'Field definition 11',
    note: 'Information where Type-CreditLimit-1 or Type-CreditLimit-2, which go by account type, say the same.',
    check: ({ base }) => {
      if (instalmentPortfolios.has(base.portfolioType)) {
        return base.creditLimit > 0 ? asRepeat(limitHit(base), limitOfLoan(base)) : null
      }
      const closed = base.dateClosed !== null && (base.portfolioType === 'C' || base.portfolioType === 'R')
      return closed && base.creditLimit === 0 ? asRepeat(limitHit(base), noLimitOfLine(base)) : null
    },
  }),
  baseRule({
    id: 'Type-HCOLA-1',
    title: 'Loan without an original amount',
    condition:
      'Account Type (9) is 00, 3A, 0A, 0C, 0F, 2C, 5A, 5B, 6A, 6B, 6D, 7B, 9A, 01-06, 08, 10, 11, 13, 17, 19, 20, 25, 26, 47, 48, 77 or 91, Terms Frequency (14) is not D, and Highest Credit (12) is zero or less.',
    severity: 'WARNING',
    fields: ['highestCredit', 'accountType', 'termsFrequency'],
    explanation: 'Highest credit of a loan is its original amount and never zero.',
    fix: 'Report the original amount.',
    source: 'CFPB evaluator Type-HCOLA-1',
    when: (b) =>
      (loanTypes.has(b.accountType) || b.accountType === '00' || b.accountType === '3A') &&
      b.termsFrequency !== 'D' &&
      b.highestCredit <= 0,
  }),
  baseRule({
    id: 'Type-HCOLA-2',
    title: 'Line or card without a highest credit',
    condition:
      'Account Type (9) is 0G, 2A, 7A, 8A, 9B, 07, 15, 18, 37, 43, 47 or 89, Terms Frequency (14) is not D, and Highest Credit (12) is zero.',
    severity: 'WARNING',
    fields: ['highestCredit', 'accountType', 'termsFrequency'],
    explanation: 'Zero is right only until the line is first used.',
    fix: 'Report the highest balance there ever was.',
    source: 'CFPB evaluator Type-HCOLA-2',
    when: (b) => limitTypes.has(b.accountType) && b.termsFrequency !== 'D' && b.highestCredit === 0,
  }),
  baseRule({
    id: 'Type-TermsDuration-1',
    title: 'Terms duration does not fit the portfolio',
    condition:
      'Terms Frequency (14) is not D, and Terms Duration (13) is not LOC with Portfolio Type (8) C, not 001 with O, not REV with R, or not a whole number above zero with I.',
    severity: 'ERROR',
    fields: ['termsDuration', 'portfolioType', 'termsFrequency'],
    explanation: 'Lines are LOC, open accounts 001, cards REV, instalment loans a number of months.',
    fix: 'Report the number of months of the loan, or the constant of its portfolio.',
    source: 'CFPB evaluator Type-TermsDuration-1',
    when: (b) => b.termsFrequency !== 'D' && !durationFits(b.portfolioType, b.termsDuration),
  }),
  rule({
    id: 'G-TERM-1',
    title: 'Terms duration impossible for the loan',
    condition:
      'Terms Frequency (14) is D and Terms Duration (13) is filled; or the frequency is another and the duration is not LOC with Portfolio Type (8) C, not 001 with O, not REV with R, not 001-999 with I, or not 001-040 with M.',
    severity: 'ERROR',
    fields: ['termsDuration', 'portfolioType', 'termsFrequency'],
    explanation:
      'Lines are LOC, cards REV, open accounts 001; mortgages count years (1 to 40), instalment loans months (1 to 999); a deferred loan leaves the duration blank.',
    fix: 'Check the unit: months for I, years for M, whatever the frequency of payments.',
    source: 'Field definitions 13 and 14',
    note: 'Information where Type-TermsDuration-1 says the same. That frequency P is of a single-payment loan cannot be seen.',
    check: ({ base }) => {
      const { portfolioType: portfolio, termsDuration: duration } = base
      if (base.termsFrequency === 'D') return duration === '' ? null : termHit(base)
      if (!durationFits(portfolio, duration)) return asRepeat(termHit(base), true)
      if (portfolio === 'I') return duration.length > 3 ? termHit(base) : null
      return portfolio !== 'M' || isYears(duration) ? null : termHit(base)
    },
  }),
]
