/** Balance, amount past due and charge-off amount against the status and each other. */
import {
  baseRule,
  codes,
  instalmentPortfolios,
  isLineOrCard,
  lateOrWorse,
  paid,
  type Rule,
  rateable,
  rule,
  show,
  soldComments,
} from './rule.ts'

const leaseEnding = codes('AH AT O BB BE')
const openOrDeleted = codes('11 71 78 80 82 83 84 93 97 DA DF')
const settled = codes('13 62 64 DA DF')
const chargeOffFree = codes('05 11 13 62 65 71 78 80 82 83 84 89 93')
const zeroAllowedInstalment = codes('61 63 88 95 96')
const zeroAllowedLine = codes('65 88 89 94')
const prepaidTypes = codes(
  '00 01 02 03 04 05 06 10 11 13 17 20 29 65 66 67 68 69 70 71 72 73 74 75 91 95 0A 0F 3A 6A 6D 7B 9A',
)

/** Balance zero where the status of an instalment or mortgage loan allows none. */
function zeroNotAllowedInstalment(portfolio: string, status: string): boolean {
  if (settled.has(status)) return false
  if (portfolio === 'I') return !zeroAllowedInstalment.has(status)
  return status !== '65' && status !== '94'
}

function zeroNotAllowedLine(portfolio: string, status: string): boolean {
  if (status === '11' || settled.has(status)) return false
  if (portfolio === 'C' && zeroAllowedLine.has(status)) return false
  return !(portfolio === 'O' && status === '88')
}

function balanceNotAllowed(portfolio: string, status: string): boolean {
  if (openOrDeleted.has(status)) return false
  if (portfolio === 'I' && (status === '95' || status === '96')) return false
  if (portfolio === 'O' && status === '88') return false
  return !((portfolio === 'C' || portfolio === 'M') && (status === '88' || status === '89' || status === '94'))
}

export const balanceRules: Rule[] = [
  baseRule({
    id: 'Balance-APD-1',
    title: 'Amount past due without a balance',
    condition: 'Current Balance (21) is zero, Amount Past Due (22) is above zero, and the record has no L1 segment.',
    severity: 'ERROR',
    fields: ['amountPastDue', 'currentBalance'],
    explanation: 'What is past due is part of what is owed; a loan that owes nothing cannot be past due.',
    fix: 'Correct the balance, or set the amount past due to zero.',
    source: 'CFPB evaluator Balance-APD-1',
    when: (b, _, { l1 }) => b.currentBalance === 0 && b.amountPastDue > 0 && l1 === undefined,
  }),
  baseRule({
    id: 'Balance-APD-2',
    title: 'Amount past due above the balance',
    condition: 'Current Balance (21) is less than Amount Past Due (22).',
    severity: 'ERROR',
    fields: ['amountPastDue', 'currentBalance'],
    explanation: 'The amount past due is contained in the balance and cannot exceed it.',
    fix: 'Check which of the two is wrong; both include the same fees and interest.',
    source: 'CFPB evaluator Balance-APD-2',
    when: (b) => b.currentBalance < b.amountPastDue,
  }),
  baseRule({
    id: 'Status-APD-1',
    title: 'Amount past due with a status that has none',
    condition: 'Account Status (17A) is 05, 11, 13 or 61-65 and Amount Past Due (22) is above zero.',
    severity: 'ERROR',
    fields: ['amountPastDue', 'accountStatus'],
    explanation: 'A current, paid or transferred account has nothing 30 or more days late.',
    fix: 'Set the amount past due to zero, or correct the account status.',
    source: 'CFPB evaluator Status-APD-1',
    when: (b) =>
      (b.accountStatus === '05' || b.accountStatus === '11' || paid.has(b.accountStatus)) && b.amountPastDue > 0,
  }),
  baseRule({
    id: 'Status-APD-2',
    title: 'Delinquent status without an amount past due',
    condition: 'Account Status (17A) is 71, 78, 80, 82-84, 93 or 97 and Amount Past Due (22) is zero.',
    severity: 'WARNING',
    fields: ['amountPastDue', 'accountStatus'],
    explanation:
      'An account reported 30 or more days late, in collection or charged off has an amount that is late. Less than a dollar reads as zero.',
    fix: 'Report the part that is 30 or more days late, or the whole balance of a charge-off; if only cents are late, consider the account current.',
    source: 'CFPB evaluator Status-APD-2',
    when: (b) => lateOrWorse.has(b.accountStatus) && b.amountPastDue === 0,
  }),
  baseRule({
    id: 'Status-APD-3',
    title: 'Surrendered or repossessed vehicle without an amount past due',
    condition:
      'Account Status (17A) is 95 or 96, Portfolio Type (8) is I, Account Type (9) is 00, 13 or 3A, and Amount Past Due (22) is zero.',
    severity: 'WARNING',
    fields: ['amountPastDue', 'accountStatus', 'accountType', 'portfolioType'],
    explanation: 'A vehicle goes back because payments are late; the late amount is expected beside status 95 or 96.',
    fix: 'Report what is 30 or more days late, or the deficiency once it is known.',
    source: 'CFPB evaluator Status-APD-3',
    when: (b) =>
      (b.accountStatus === '95' || b.accountStatus === '96') &&
      (b.accountType === '00' || b.accountType === '13' || b.accountType === '3A') &&
      b.portfolioType === 'I' &&
      b.amountPastDue === 0,
  }),
  baseRule({
    id: 'Rating-APD-1',
    title: 'Deed in lieu rated current, with an amount past due',
    condition: 'Account Status (17A) is 89, Payment Rating (17B) is 0, and Amount Past Due (22) is above zero.',
    severity: 'WARNING',
    fields: ['amountPastDue', 'accountStatus', 'paymentRating'],
    explanation: 'Rating 0 says the account was current just before; then nothing was past due.',
    fix: 'Correct the payment rating or the amount past due.',
    source: 'CFPB evaluator Rating-APD-1',
    when: (b) => b.accountStatus === '89' && b.paymentRating === '0' && b.amountPastDue > 0,
  }),
  baseRule({
    id: 'Rating-APD-2',
    title: 'Foreclosure or deed in lieu rated late, without an amount past due',
    condition:
      'Account Status (17A) is 89 or 94, Payment Rating (17B) is 1-6, G or L, and Amount Past Due (22) is zero.',
    severity: 'WARNING',
    fields: ['amountPastDue', 'accountStatus', 'paymentRating'],
    explanation: 'A rating of 30 or more days late goes with an amount that was late.',
    fix: 'Correct the payment rating or the amount past due.',
    source: 'CFPB evaluator Rating-APD-2',
    when: (b) =>
      (b.accountStatus === '89' || b.accountStatus === '94') && rateable.has(b.paymentRating) && b.amountPastDue === 0,
  }),
  baseRule({
    id: 'Status-Balance-1',
    title: 'Balance with a paid or transferred status',
    condition: 'Account Status (17A) is 05, 13 or 61-65 and Current Balance (21) is above zero.',
    severity: 'ERROR',
    fields: ['currentBalance', 'accountStatus'],
    explanation:
      'A paid or transferred account owes this furnisher nothing; the consumer would appear to owe a debt twice.',
    fix: 'Set the balance to zero if the account is paid, or report the status it really has.',
    source: 'CFPB evaluator Status-Balance-1',
    when: (b) => (b.accountStatus === '05' || paid.has(b.accountStatus)) && b.currentBalance > 0,
  }),
  baseRule({
    id: 'Status-Balance-2',
    title: 'Delinquent status without a balance',
    condition: 'Account Status (17A) is 71, 78, 80, 82-84, 93 or 97 and Current Balance (21) is zero.',
    severity: 'WARNING',
    fields: ['currentBalance', 'accountStatus'],
    explanation:
      'An account that is late, in collection or charged off owes something. A charged-off loan still owes what was charged off less recoveries.',
    fix: 'Report what is still owed, or the paid status that fits.',
    source: 'CFPB evaluator Status-Balance-2',
    when: (b) => lateOrWorse.has(b.accountStatus) && b.currentBalance === 0,
  }),
  baseRule({
    id: 'Status-Balance-3',
    title: 'Surrender or repossession without a balance',
    condition: 'Account Status (17A) is 95 or 96 and Current Balance (21) is zero.',
    severity: 'WARNING',
    fields: ['currentBalance', 'accountStatus'],
    explanation:
      'Until the collateral is sold and the loan settled, the debt remains; afterwards the status is 61 or 63.',
    fix: 'Report the balance, or status 61 or 63 if it is paid.',
    source: 'CFPB evaluator Status-Balance-3',
    when: (b) => (b.accountStatus === '95' || b.accountStatus === '96') && b.currentBalance === 0,
  }),
  baseRule({
    id: 'Status-Balance-4',
    title: 'Current loan without a balance',
    condition:
      'Portfolio Type (8) is I or M, Account Status (17A) is 11, Current Balance (21) is zero, Special Comment (19) is not BS, and Compliance Condition Code (20) is not XA.',
    severity: 'WARNING',
    fields: ['currentBalance', 'accountStatus', 'portfolioType', 'specialComment', 'complianceConditionCode'],
    explanation: 'An instalment or mortgage loan whose balance is zero is paid: status 13.',
    fix: 'Report status 13 with date closed and payment rating, or correct the balance.',
    source: 'CFPB evaluator Status-Balance-4',
    when: (b) =>
      instalmentPortfolios.has(b.portfolioType) &&
      b.accountStatus === '11' &&
      b.currentBalance === 0 &&
      b.specialComment !== 'BS' &&
      b.complianceConditionCode !== 'XA',
  }),
  baseRule({
    id: 'Status-Balance-5',
    title: 'Current line or card without a balance',
    condition:
      'Account Status (17A) is 11, Current Balance (21) is zero, and the account is a line or card (Portfolio Type (8) C with Account Type (9) 15, 43, 47, 89, 7A or 9B, or O or R with 18, 37, 43, 2A or 8A).',
    severity: 'INFO',
    fields: ['currentBalance', 'accountStatus', 'portfolioType', 'accountType'],
    explanation: 'Legal for a line that is open and unused; worth a look when it lasts.',
    fix: 'Nothing to do if the line is open.',
    source: 'CFPB evaluator Status-Balance-5',
    when: (b) => b.accountStatus === '11' && b.currentBalance === 0 && isLineOrCard(b),
  }),
  baseRule({
    id: 'Status-Balance-6',
    title: 'Government claim or deed in lieu without a balance',
    condition: 'Account Status (17A) is 88 or 89 and Current Balance (21) is zero.',
    severity: 'WARNING',
    fields: ['currentBalance', 'accountStatus'],
    explanation: 'While a claim is open or a deed was just received, the debt is still on the books.',
    fix: 'Report the balance, or the status that followed.',
    source: 'CFPB evaluator Status-Balance-6',
    when: (b) => (b.accountStatus === '88' || b.accountStatus === '89') && b.currentBalance === 0,
  }),
  baseRule({
    id: 'Status-Balance-7',
    title: 'Foreclosure rated late, without a balance',
    condition:
      'Account Status (17A) is 94, Payment Rating (17B) is 1-6, G or L, Current Balance (21) is zero, and Compliance Condition Code (20) is not XA.',
    severity: 'WARNING',
    fields: ['currentBalance', 'accountStatus', 'paymentRating', 'complianceConditionCode'],
    explanation: 'A foreclosed loan that was late is expected to show what remained.',
    fix: 'Report the deficiency, or check the payment rating.',
    source: 'CFPB evaluator Status-Balance-7',
    when: (b) =>
      b.accountStatus === '94' &&
      rateable.has(b.paymentRating) &&
      b.currentBalance === 0 &&
      b.complianceConditionCode !== 'XA',
  }),
  baseRule({
    id: 'Status-Balance-8',
    title: 'Zero balance of a loan whose status needs one',
    condition:
      'Portfolio Type (8) is I or M, Current Balance (21) is zero, the record has no L1 segment, Special Comment (19) is not AH, AT, O, BB or BE, and Account Status (17A) is not 13, 62, 64, DA or DF, nor 61, 63, 88, 95 or 96 with portfolio I, nor 65 or 94 with portfolio M.',
    severity: 'WARNING',
    fields: ['currentBalance', 'accountStatus', 'portfolioType', 'specialComment'],
    explanation:
      'Without a balance an instalment or mortgage loan is paid, sold or deleted; other statuses contradict it.',
    fix: 'Report a paid status, the comment that explains the zero, or the balance.',
    source: 'CFPB evaluator Status-Balance-8',
    when: (b, _, { l1 }) =>
      l1 === undefined &&
      instalmentPortfolios.has(b.portfolioType) &&
      b.currentBalance === 0 &&
      !leaseEnding.has(b.specialComment) &&
      zeroNotAllowedInstalment(b.portfolioType, b.accountStatus),
  }),
  baseRule({
    id: 'Status-Balance-9',
    title: 'Zero balance of a line or open account whose status needs one',
    condition:
      'Portfolio Type (8) is C, O or R, Current Balance (21) is zero, the record has no L1 segment, Special Comment (19) is not AH, AT or O, and Account Status (17A) is not 11, 13, 62, 64, DA or DF, nor 65, 88, 89 or 94 with portfolio C, nor 88 with portfolio O.',
    severity: 'WARNING',
    fields: ['currentBalance', 'accountStatus', 'portfolioType', 'specialComment'],
    explanation: 'A line without a balance is current, paid, sold or deleted; other statuses contradict it.',
    fix: 'Report the status that fits a zero balance, or the balance.',
    source: 'CFPB evaluator Status-Balance-9',
    when: (b, _, { l1 }) =>
      l1 === undefined &&
      (b.portfolioType === 'C' || b.portfolioType === 'O' || b.portfolioType === 'R') &&
      b.currentBalance === 0 &&
      !soldComments.has(b.specialComment) &&
      zeroNotAllowedLine(b.portfolioType, b.accountStatus),
  }),
  baseRule({
    id: 'Status-Balance-10',
    title: 'Balance with a status that has none',
    condition:
      'Current Balance (21) is above zero, the record has no L1 segment, Special Comment (19) is not AH, AT or O, and Account Status (17A) is not 11, 71, 78, 80, 82-84, 93, 97, DA or DF, nor 95 or 96 with Portfolio Type (8) I, nor 88 with O, nor 88, 89 or 94 with C or M.',
    severity: 'WARNING',
    fields: ['currentBalance', 'accountStatus', 'portfolioType', 'specialComment'],
    explanation: 'Only open, delinquent and charged-off accounts, and some secured ones after default, owe a balance.',
    fix: 'Correct the status or the balance.',
    source: 'CFPB evaluator Status-Balance-10',
    when: (b, _, { l1 }) =>
      l1 === undefined &&
      b.currentBalance > 0 &&
      !soldComments.has(b.specialComment) &&
      balanceNotAllowed(b.portfolioType, b.accountStatus),
  }),
  baseRule({
    id: 'Status-ChargeOff-1',
    title: 'Charge-off amount with a status that has none',
    condition:
      'Account Status (17A) is 05, 11, 13, 62, 65, 71, 78, 80, 82-84, 89 or 93 and Original Charge-off Amount (23) is above zero.',
    severity: 'WARNING',
    fields: ['originalChargeOffAmount', 'accountStatus'],
    explanation: 'The original charge-off amount belongs to a charge-off (97) or a paid one (64).',
    fix: 'Report status 97 or 64, or no charge-off amount.',
    source: 'CFPB evaluator Status-ChargeOff-1',
    when: (b) => chargeOffFree.has(b.accountStatus) && b.originalChargeOffAmount > 0,
  }),
  baseRule({
    id: 'Status-ChargeOff-2',
    title: 'Charge-off without its original amount',
    condition: 'Account Status (17A) is 64 or 97 and Original Charge-off Amount (23) is zero.',
    severity: 'ERROR',
    fields: ['originalChargeOffAmount', 'accountStatus'],
    explanation: 'Statuses 97 and 64 state what was charged off; the amount stays for the life of the account.',
    fix: 'Record the charge-off in the source, with its amount.',
    source: 'CFPB evaluator Status-ChargeOff-2',
    when: (b) => (b.accountStatus === '64' || b.accountStatus === '97') && b.originalChargeOffAmount === 0,
  }),
  rule({
    id: 'G-CO-1',
    title: 'Amounts of a charge-off that do not fit, or changed',
    condition:
      'Account Status (17A) is 64 or 97, and Original Charge-off Amount (23) is zero or Scheduled Monthly Payment Amount (15) is above zero; or the status is 05, 11, 13, 62, 65, 71, 78, 80, 82-84, 89 or 93 and Original Charge-off Amount is above zero.',
    severity: 'INFO',
    fields: ['originalChargeOffAmount', 'accountStatus', 'scheduledMonthlyPaymentAmount'],
    explanation: 'Statuses 97 and 64 state the amount charged off and schedule no payment; no other status states one.',
    fix: 'Do what Status-ChargeOff-1, Status-ChargeOff-2 or Status-SMPA-1 says.',
    source: 'Field definitions 15 and 23',
    note: 'Information only: of one record it says nothing that those three do not. Against the month before it has a part of its own.',
    check: ({ base }) => {
      const { accountStatus: status, originalChargeOffAmount: amount } = base
      const chargedOff = status === '64' || status === '97'
      const wrong = chargedOff
        ? amount === 0 || base.scheduledMonthlyPaymentAmount > 0
        : amount > 0 && chargeOffFree.has(status)
      return wrong
        ? {
            values: show(base, 'accountStatus', 'originalChargeOffAmount', 'scheduledMonthlyPaymentAmount'),
            message: chargedOff
              ? 'Charge-off without its amount, or with a payment scheduled'
              : 'Charge-off amount with a status that has none',
          }
        : null
    },
  }),
  rule({
    id: 'G-BAL-1',
    title: 'Balance that a paid account cannot have, or that rose',
    condition: 'Account Status (17A) is 13 and Current Balance (21) is above zero.',
    severity: 'INFO',
    fields: ['currentBalance', 'accountStatus'],
    explanation: 'Status 13 is paid or closed at balance zero.',
    fix: 'Do what Status-Balance-1 says.',
    source: 'Field definitions 17A and 21',
    note: 'Information only: it repeats Status-Balance-1. Against the month before it looks at balances that rise.',
    check: ({ base }) =>
      base.accountStatus === '13' && base.currentBalance > 0
        ? { values: show(base, 'accountStatus', 'currentBalance'), message: 'Paid account with a balance' }
        : null,
  }),
  baseRule({
    id: 'Type-Balance-1',
    title: 'Prepaid lease with a balance',
    condition:
      'Portfolio Type (8) is I, Account Type (9) is 00-06, 10, 11, 13, 17, 20, 29, 65-75, 91, 95, 0A, 0F, 3A, 6A, 6D, 7B or 9A, Account Status (17A) is 11, Special Comment (19) is BS, and Current Balance (21) is above zero.',
    severity: 'WARNING',
    fields: ['currentBalance', 'portfolioType', 'accountStatus', 'specialComment', 'accountType'],
    explanation: 'A lease paid in advance owes nothing while it runs.',
    fix: 'Take the comment BS off, or report no balance.',
    source: 'CFPB evaluator Type-Balance-1',
    when: (b) =>
      b.portfolioType === 'I' &&
      b.accountStatus === '11' &&
      b.specialComment === 'BS' &&
      prepaidTypes.has(b.accountType) &&
      b.currentBalance > 0,
  }),
]
