/** What an account is, and how it ends, against what was reported last month. */
import { type Change, changeRule, compare, type PreviousRule, previousRule } from './previousRule.ts'
import { codes, deleted, type Hit, instalmentPortfolios, paid, soldComments } from './rule.ts'

const rated = codes('05 13 62 65 88 89 94 95')

function isSold({ specialComment, currentBalance }: Change['now']): boolean {
  return soldComments.has(specialComment) && currentBalance === 0
}

function finalHit(change: Change): Hit | null {
  const { before, months } = change
  if (months < 1) return null
  const values = compare(change, 'accountStatus', 'specialComment')
  if (deleted.has(before.accountStatus)) return { values, message: 'Reported again after it was deleted' }
  if (isSold(before)) return { values, message: 'Reported again after it was sold or transferred' }
  if (before.accountStatus === '05') return { values, message: 'Reported again after it was transferred' }
  return paid.has(before.accountStatus) ? { values, severity: 'INFO' } : null
}

const identifying = [
  'identificationNumber',
  'consumerAccountNumber',
  'portfolioType',
  'accountType',
  'dateOpened',
] as const

/** The numbers that last month's L1 segment announced. */
function standingUnder({ previous }: Change): Partial<Record<(typeof identifying)[number], string>> {
  const { newConsumerAccountNumber, newIdentificationNumber } = previous.l1 ?? {}
  return {
    ...(newConsumerAccountNumber ? { consumerAccountNumber: newConsumerAccountNumber } : {}),
    ...(newIdentificationNumber ? { identificationNumber: newIdentificationNumber } : {}),
  }
}

function deleteHit(change: Change): Hit | null {
  const { now, before } = change
  if (deleted.has(before.accountStatus)) {
    if (deleted.has(now.accountStatus)) return null
    return { values: compare(change, 'accountStatus'), message: 'The account was deleted and is reported again' }
  }
  if (!deleted.has(now.accountStatus)) return null
  const announced = standingUnder(change)
  const changed = identifying.filter((name) => now[name] !== before[name] && now[name] !== announced[name])
  if (changed.length === 0) return null
  const message = 'The deletion does not name the account as it was reported'
  return { values: compare(change, ...changed), fields: changed.map((name) => `base.${name}`), message }
}

/** History that was told last month and is blank now. */
function lostHistory({ now, before, months }: Change): boolean {
  const told = (profile: string) => profile.replace(/[BD ]/g, '').length
  return (
    months <= 1 &&
    paid.has(now.accountStatus) &&
    told(before.paymentHistoryProfile) > 0 &&
    told(now.paymentHistoryProfile) === 0
  )
}

function balanceHit(change: Change): Hit | null {
  const { now, before } = change
  const values = compare(change, 'accountStatus', 'currentBalance')
  if (lostHistory(change))
    return {
      values: compare(change, 'paymentHistoryProfile'),
      fields: ['base.paymentHistoryProfile'],
      message: 'A paid account lost its history',
    }
  const loan = instalmentPortfolios.has(now.portfolioType) && instalmentPortfolios.has(before.portfolioType)
  return loan && now.currentBalance > before.currentBalance
    ? { values, message: 'Balance of a loan rose since the last report' }
    : null
}

export const accountChangeRules: PreviousRule[] = [
  changeRule({
    id: 'PROG-Portfolio-1',
    title: 'Portfolio type changed',
    condition: 'Portfolio Type (8) differs from that of the previous report.',
    severity: 'ERROR',
    correctable: true,
    fields: ['portfolioType'],
    explanation: 'A loan does not become a card: at the bureaus this is another account.',
    fix: 'Report the portfolio type that was reported; where it was wrong, correct it with its evidence.',
    source: 'CFPB evaluator PROG-Portfolio-1',
    note: 'A correction that carries evidence warns.',
    when: ({ now, before }) => now.portfolioType !== before.portfolioType,
  }),
  changeRule({
    id: 'PROG-Type-1',
    title: 'Account type changed',
    condition: 'Account Type (9) differs from that of the previous report.',
    severity: 'WARNING',
    fields: ['accountType'],
    explanation: 'What was lent stays what it was; a change points to a wrong table.',
    fix: 'Check the account type and its look-up table.',
    source: 'CFPB evaluator PROG-Type-1',
    when: ({ now, before }) => now.accountType !== before.accountType,
  }),
  changeRule({
    id: 'PROG-DateOpen-1',
    title: 'Date opened changed',
    condition: 'Date Opened (10) differs from that of the previous report, or is filled in one of them alone.',
    severity: 'ERROR',
    correctable: true,
    fields: ['dateOpened'],
    explanation: 'Bureaus match accounts by this date too; another one makes a second account of it.',
    fix: 'Report the date that was reported; where it was wrong, correct it with its evidence.',
    source: 'CFPB evaluator PROG-DateOpen-1',
    note: 'A correction that carries evidence warns.',
    when: ({ now, before }) => now.dateOpened !== before.dateOpened,
  }),
  changeRule({
    id: 'PROG-DateClosed-1',
    title: 'Date closed of a loan changed',
    condition: 'Portfolio Type (8) is I or M and Date Closed (26) is filled in both reports and differs.',
    severity: 'WARNING',
    fields: ['dateClosed'],
    explanation: 'A loan closes once.',
    fix: 'Check which day is right.',
    source: 'CFPB evaluator PROG-DateClosed-1',
    when: ({ now, before }) =>
      instalmentPortfolios.has(now.portfolioType) &&
      now.dateClosed !== null &&
      before.dateClosed !== null &&
      now.dateClosed !== before.dateClosed,
  }),
  changeRule({
    id: 'PROG-Rating-1',
    title: 'Payment rating of a loan changed, the status not',
    condition:
      'Portfolio Type (8) is I or M, Account Status (17A) is 05, 13, 62, 65, 88, 89, 94 or 95 in both reports and the same, and Payment Rating (17B) differs.',
    severity: 'WARNING',
    fields: ['paymentRating', 'accountStatus'],
    explanation: 'The rating tells how the account stood when the status took effect; that lies in the past.',
    fix: 'Report the rating that was reported.',
    source: 'CFPB evaluator PROG-Rating-1',
    when: ({ now, before }) =>
      instalmentPortfolios.has(now.portfolioType) &&
      rated.has(before.accountStatus) &&
      now.accountStatus === before.accountStatus &&
      now.paymentRating !== before.paymentRating,
  }),
  previousRule({
    id: 'G-FIN-1',
    title: 'Reported again after its final status',
    condition:
      'The previous report is of an earlier month and had Account Status (17A) 05, 13, 61-65, DA or DF, or Special Comment (19) AH, AT or O with Current Balance (21) zero.',
    severity: 'WARNING',
    fields: ['accountStatus', 'specialComment'],
    explanation:
      'A paid, sold, transferred or deleted account is reported once; afterwards the bureaus keep it without help, and every further report can only do harm.',
    fix: 'Leave the account out from now on.',
    source: 'Public guidance on final reports',
    note: 'Information for 13 and 61 to 65, which may be repeated for a few months.',
    check: finalHit,
  }),
  previousRule({
    id: 'G-DEL-1',
    title: 'Deletion does not fit what was reported',
    condition:
      'Account Status (17A) of the previous report was DA or DF and is neither now; or it is DA or DF now and was neither, and Identification Number (5), Consumer Account Number (7), Portfolio Type (8), Account Type (9) or Date Opened (10) is neither as reported before nor the number that its L1 segment announced.',
    severity: 'ERROR',
    fields: ['accountStatus', ...identifying],
    explanation:
      'A deletion (DA, DF) takes off the account that it names, and it is for ever: what was deleted is not reported again.',
    fix: 'Name the account as it was last reported; report an account deleted by mistake under a new number after asking the bureaus.',
    source: 'Public guidance on deletions',
    note: 'Whether fraud was confirmed (DF) cannot be seen in a record.',
    check: deleteHit,
  }),
  previousRule({
    id: 'G-BAL-1',
    title: 'Balance that a paid account cannot have, or that rose',
    condition:
      'Portfolio Type (8) is I or M in both reports and Current Balance (21) rose; or Account Status (17A) is 13 or 61-65, the reports are at most a month apart, and Payment History Profile (18) holds nothing but B and D where the previous one held more.',
    severity: 'INFO',
    fields: ['currentBalance', 'accountStatus', 'paymentHistoryProfile'],
    explanation:
      'A loan is drawn once; its balance rises by interest and fees only. A paid account keeps the history it had.',
    fix: 'Check what was added; nothing to do for interest and fees.',
    source: 'Field definitions 18 and 21',
    check: balanceHit,
  }),
]
