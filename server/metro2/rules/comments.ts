/** Special comment and compliance condition code against status, amounts and dates. */
import { complianceConditions, specialComments } from '../codes.ts'
import { baseRule, codes, paid, type Rule, rule, show, soldComments } from './rule.ts'
import { shown } from './segments.ts'

const settledComments = codes('AU AX BP C AH AT O BC BF BJ AS')
const owingComments = codes('BD BG BI BK BA BO')
const owingOrForbearance = codes('BD BG BI BK CP BA BO')
const paidComments = codes('AU AX BP C')
const recoverable = codes('71 78 80 82 83 84 88 89 93 94 95 96 97')
const open = codes('11 71 78 80 82 83 84 93 97 DA DF')
const foreclosed = codes('13 61 62 63 64 65 88 89 94')
const leaseComments = codes('BB BC BD BE BF BG BH BI BJ BK BS')
const lineComments = codes('AP CJ CK CL')
const closedByConsumer = codes('XA XD XE XJ')

/** Whether a comment can stand in a portfolio at all. */
function commentFits(comment: string, portfolio: string, accountType: string): boolean {
  if (leaseComments.has(comment)) return accountType === '13' || accountType === '3A'
  if (comment === 'BL') return portfolio === 'R' || portfolio === 'O' || portfolio === 'C'
  if (comment === 'BO' || comment === 'CN')
    return portfolio === 'M' || accountType === '89' || accountType === '6D' || accountType === '17'
  if (lineComments.has(comment)) return portfolio === 'C' || portfolio === 'R'
  return true
}

function statusFitsSale(portfolio: string, status: string): boolean {
  if (open.has(status)) return true
  if (portfolio === 'I' && status === '96') return true
  return (portfolio === 'C' || portfolio === 'M') && (status === '89' || status === '94')
}

export const commentRules: Rule[] = [
  rule({
    id: 'G-SCC-1',
    title: 'Special comment not a code, or not of this portfolio',
    condition:
      'Special Comment (19) is filled and not a code; or it is BB-BK or BS and Account Type (9) is neither 13 nor 3A; or it is BL and Portfolio Type (8) is not C, O or R; or it is BO or CN, the portfolio is not M and the account type is not 17, 89 or 6D; or it is AP, CJ, CK or CL and the portfolio is neither C nor R.',
    severity: 'WARNING',
    fields: ['specialComment', 'portfolioType', 'accountType'],
    explanation: 'Bureaus refuse unknown comments, and some belong to leases, cards, lines or real estate only.',
    fix: 'Use a comment of the table that fits the account.',
    source: 'Field definition 19',
    note: 'A code outside the table is an error.',
    check: ({ base }) => {
      const { specialComment: comment } = base
      if (comment === '') return null
      const values = show(base, 'specialComment', 'portfolioType', 'accountType')
      if (!Object.hasOwn(specialComments, comment))
        return { values, message: 'Special comment is not a code', severity: 'ERROR' }
      return commentFits(comment, base.portfolioType, base.accountType) ? null : { values }
    },
  }),
  rule({
    id: 'G-CCC-1',
    title: 'Compliance condition code not a code, or contradictory',
    condition:
      'Compliance Condition Code (20) is filled and not XA-XH, XJ or XR; or it is XA and Portfolio Type (8) is I or M; or it is XA, XD, XE or XJ and Special Comment (19) is M.',
    severity: 'ERROR',
    fields: ['complianceConditionCode', 'portfolioType', 'specialComment'],
    explanation:
      "An account is closed for one reason: at the consumer's request (XA and its like, for lines and cards) or by the grantor (comment M).",
    fix: 'Use a code of the table; drop one of two closing reasons.',
    source: 'Field definition 20',
    check: ({ base }) => {
      const code = base.complianceConditionCode
      if (code === '') return null
      const values = show(base, 'complianceConditionCode', 'portfolioType', 'specialComment')
      if (!Object.hasOwn(complianceConditions, code))
        return { values, message: 'Compliance condition code is not a code' }
      if (code === 'XA' && (base.portfolioType === 'I' || base.portfolioType === 'M')) {
        return { values, message: "A loan is not closed at the consumer's request while it runs" }
      }
      const twice = closedByConsumer.has(code) && base.specialComment === 'M'
      return twice ? { values, message: 'Closed by the consumer and by the grantor at once' } : null
    },
  }),
  rule({
    id: 'SCC-AccountChange-1',
    title: 'Transferred to another servicer without an L1 segment',
    condition: 'Special Comment (19) is O, and the record has no L1 segment with Change Indicator (L1 2) 1, 2 or 3.',
    severity: 'WARNING',
    fields: ['specialComment', 'l1.changeIndicator'],
    explanation: 'Comment O goes with the new account or identification number in an L1 segment.',
    fix: 'Check that the account really moved, and give its new number in an L1 segment.',
    source: 'CFPB evaluator SCC-AccountChange-1',
    check: ({ base, l1 }) =>
      base.specialComment === 'O' && !(l1 !== undefined && l1.changeIndicator >= 1 && l1.changeIndicator <= 3)
        ? { values: { specialComment: 'O', changeIndicator: `${l1?.changeIndicator ?? ''}` } }
        : null,
  }),
  rule({
    id: 'SCC-PurchasedSold-1',
    title: 'Sold without a K2 segment that says to whom',
    condition:
      'Special Comment (19) is AH, and the record has no K2 segment with Purchased From/Sold To Indicator (K2 2) 2.',
    severity: 'WARNING',
    fields: ['base.specialComment', 'k2.purchasedFromSoldToIndicator'],
    explanation: 'Comment AH goes with a K2 segment, indicator 2, that names the buyer.',
    fix: 'Give the buyer in a K2 segment, or take the comment off.',
    source: 'CFPB evaluator SCC-PurchasedSold-1',
    check: ({ base, k2 }) =>
      base.specialComment === 'AH' && k2?.purchasedFromSoldToIndicator !== 2
        ? { values: { specialComment: 'AH', ...(k2 === undefined ? {} : shown(k2)) } }
        : null,
  }),
  rule({
    id: 'SCC-PurchasedSold-2',
    title: 'Sold to nobody',
    condition:
      'Special Comment (19) is AH, and the record has a K2 segment with a blank Purchased From/Sold To Name (K2 3).',
    severity: 'WARNING',
    fields: ['k2.purchasedFromSoldToName', 'base.specialComment'],
    explanation: 'Whoever looks up the account must learn who owns it now.',
    fix: 'Name the buyer in the K2 segment.',
    source: 'CFPB evaluator SCC-PurchasedSold-2',
    check: ({ base, k2 }) =>
      base.specialComment === 'AH' && k2?.purchasedFromSoldToName === '' ? { values: shown(k2) } : null,
  }),
  baseRule({
    id: 'SCC-APD-1',
    title: 'Comment of a settled account with an amount past due',
    condition:
      'Special Comment (19) is C, O, AH, AS, AT, AU, AX, BC, BF, BJ or BP and Amount Past Due (22) is above zero.',
    severity: 'WARNING',
    fields: ['amountPastDue', 'specialComment'],
    explanation: 'The comment says the account was paid, sold or transferred; then nothing is past due here.',
    fix: 'Set the amount past due to zero, or take the comment off.',
    source: 'CFPB evaluator SCC-APD-1',
    when: (b) => settledComments.has(b.specialComment) && b.amountPastDue > 0,
  }),
  baseRule({
    id: 'SCC-APD-2',
    title: 'Comment of a debt in recovery without an amount past due',
    condition: 'Special Comment (19) is BA, BD, BG, BI, BK or BO and Amount Past Due (22) is zero or less.',
    severity: 'WARNING',
    fields: ['amountPastDue', 'specialComment'],
    explanation: 'The comment says a balance is owing or in recovery; some of it is late.',
    fix: 'Report the amount past due, or take the comment off.',
    source: 'CFPB evaluator SCC-APD-2',
    when: (b) => owingComments.has(b.specialComment) && b.amountPastDue <= 0,
  }),
  baseRule({
    id: 'SCC-Balance-1',
    title: 'Comment of a settled account with a balance',
    condition:
      'Special Comment (19) is C, O, AH, AS, AT, AU, AX, BC, BF, BJ or BP and Current Balance (21) is above zero.',
    severity: 'WARNING',
    fields: ['currentBalance', 'specialComment'],
    explanation: 'The comment says the account was paid, sold or transferred; then nothing is owed here.',
    fix: 'Set the balance to zero, or take the comment off.',
    source: 'CFPB evaluator SCC-Balance-1',
    when: (b) => settledComments.has(b.specialComment) && b.currentBalance > 0,
  }),
  baseRule({
    id: 'SCC-Balance-2',
    title: 'Comment of a debt still owed without a balance',
    condition: 'Special Comment (19) is BA, BD, BG, BI, BK, BO or CP and Current Balance (21) is zero or less.',
    severity: 'WARNING',
    fields: ['currentBalance', 'specialComment'],
    explanation: 'The comment says a balance is owing, in recovery or in forbearance.',
    fix: 'Report the balance, or take the comment off.',
    source: 'CFPB evaluator SCC-Balance-2',
    when: (b) => owingOrForbearance.has(b.specialComment) && b.currentBalance <= 0,
  }),
  baseRule({
    id: 'SCC-DateClosed-1',
    title: 'Foreclosure started or forbearance with a date closed',
    condition: 'Special Comment (19) is BO or CP and Date Closed (26) is filled.',
    severity: 'WARNING',
    fields: ['dateClosed', 'specialComment'],
    explanation: 'An account in forbearance or facing foreclosure is still open.',
    fix: 'Take the date closed or the comment off.',
    source: 'CFPB evaluator SCC-DateClosed-1',
    when: (b) => (b.specialComment === 'BO' || b.specialComment === 'CP') && b.dateClosed !== null,
  }),
  baseRule({
    id: 'SCC-DateClosed-2',
    title: 'Closed by the grantor without a date closed',
    condition: 'Special Comment (19) is M and Date Closed (26) is empty.',
    severity: 'WARNING',
    fields: ['dateClosed', 'specialComment'],
    explanation: 'Comment M says the account was closed; that happened on a day.',
    fix: 'Report the date closed.',
    source: 'CFPB evaluator SCC-DateClosed-2',
    when: (b) => b.specialComment === 'M' && b.dateClosed === null,
  }),
  baseRule({
    id: 'SCC-DateClosed-3',
    title: 'Sold or transferred without a date closed',
    condition:
      'Special Comment (19) is AH, AT or O, Current Balance (21) is zero, Date Closed (26) is empty, and the record has no L1 segment.',
    severity: 'WARNING',
    fields: ['dateClosed', 'specialComment', 'currentBalance'],
    explanation: 'A sold or transferred account ended for this furnisher on the day of the sale.',
    fix: 'Report that day as date closed.',
    source: 'CFPB evaluator SCC-DateClosed-3',
    when: (b, _, { l1 }) =>
      l1 === undefined && soldComments.has(b.specialComment) && b.currentBalance === 0 && b.dateClosed === null,
  }),
  baseRule({
    id: 'SCC-Status-1',
    title: 'Comment of a paid account with a status that is not paid',
    condition:
      'Special Comment (19) is BC or BF and Account Status (17A) is not 13; or the comment is AU, AX, BP or C and the status is neither 13 nor 61-65.',
    severity: 'ERROR',
    fields: ['accountStatus', 'specialComment'],
    explanation: 'A satisfied lease is status 13; settlement, collateral, insurance or a guarantor pay to 13 or 61-65.',
    fix: 'Report the paid status, or take the comment off.',
    source: 'CFPB evaluator SCC-Status-1',
    when: (b) =>
      ((b.specialComment === 'BC' || b.specialComment === 'BF') && b.accountStatus !== '13') ||
      (paidComments.has(b.specialComment) && !paid.has(b.accountStatus)),
  }),
  baseRule({
    id: 'SCC-Status-2',
    title: 'Comment of an open account with a paid status',
    condition: 'Special Comment (19) is AP, BD or CP and Account Status (17A) is 13 or 61-65.',
    severity: 'WARNING',
    fields: ['accountStatus', 'specialComment'],
    explanation: 'A suspended line, a lease with a balance or a forbearance is not paid.',
    fix: 'Take the comment off, or correct the status.',
    source: 'CFPB evaluator SCC-Status-2',
    when: (b) =>
      (b.specialComment === 'AP' || b.specialComment === 'BD' || b.specialComment === 'CP') &&
      paid.has(b.accountStatus),
  }),
  baseRule({
    id: 'SCC-Status-3',
    title: 'In recovery with a status that is not delinquent',
    condition: 'Special Comment (19) is BA and Account Status (17A) is not 71, 78, 80, 82-84, 88, 89 or 93-97.',
    severity: 'WARNING',
    fields: ['accountStatus', 'specialComment'],
    explanation: 'Only a delinquent or charged-off account goes to recovery.',
    fix: 'Take the comment BA off, or correct the status.',
    source: 'CFPB evaluator SCC-Status-3',
    when: (b) => b.specialComment === 'BA' && !recoverable.has(b.accountStatus),
  }),
  baseRule({
    id: 'SCC-Status-4',
    title: 'Foreclosure started with a status that is past it',
    condition: 'Special Comment (19) is BO and Account Status (17A) is 13, 61-65, 88, 89 or 94.',
    severity: 'WARNING',
    fields: ['accountStatus', 'specialComment'],
    explanation: 'Proceedings that were paid off, claimed or completed are over.',
    fix: 'Take the comment BO off.',
    source: 'CFPB evaluator SCC-Status-4',
    when: (b) => b.specialComment === 'BO' && foreclosed.has(b.accountStatus),
  }),
  baseRule({
    id: 'SCC-Status-5',
    title: 'Sold or transferred with a status that does not fit',
    condition:
      'Special Comment (19) is AH, AT or O, Current Balance (21) is zero, the record has no L1 segment, and Account Status (17A) is not 11, 71, 78, 80, 82-84, 93, 97, DA or DF, nor 96 with Portfolio Type (8) I, nor 89 or 94 with C or M.',
    severity: 'WARNING',
    fields: ['accountStatus', 'specialComment', 'portfolioType', 'currentBalance'],
    explanation: 'A sold account keeps the status it had when it was sold.',
    fix: 'Report the status at the sale.',
    source: 'CFPB evaluator SCC-Status-5',
    when: (b, _, { l1 }) =>
      l1 === undefined &&
      soldComments.has(b.specialComment) &&
      b.currentBalance === 0 &&
      !statusFitsSale(b.portfolioType, b.accountStatus),
  }),
]
