/**
 * Derives the fields of the base segment that follow from a loan's history, as of a date.
 *
 * Pure, deterministic and total: whatever well-typed facts come in, the answer is derived fields with evidence and findings,
 * or an exclusion with its reason. Nothing dated after the as-of day has any influence, and nothing is guessed.
 */
import { balanceAge, isCoveredFrequency, type ServicingBalance, servicingBalance } from './amounts.ts'
import {
  type BankruptcyOutcome,
  bankruptcyIndicators,
  heldSince,
  isDischarged,
  protectsCodebtors,
} from './bankruptcy.ts'
import { crossCheck } from './crosscheck.ts'
import type { DayNumber } from './dates.ts'
import { daysPastDueAt, type Lateness, latenessAt, type Timeline, timeline } from './delinquency.ts'
import type { DeriveOutcome, LoanFacts } from './facts.ts'
import { assembleDerived } from './fields.ts'
import { formatCents } from './money.ts'
import { isDeferred, type Prepared, prepare } from './prepare.ts'
import { notePrevious } from './progress.ts'
import type { Metro2Record } from './record.ts'
import { finding, type Situation, sayDay } from './situation.ts'
import { chargedOff, paidStatus } from './standing.ts'
import { checkLenderStatus } from './status.ts'
import {
  accountStatusCodes,
  bucketStatus,
  bucketStatuses,
  delinquentStatuses,
  paidStatuses,
  statusRule,
  statusRules,
} from './statuses.ts'

type Excluded = Extract<DeriveOutcome, { kind: 'EXCLUDED' }>

function excluded(reason: string, detail: string): Excluded {
  return { kind: 'EXCLUDED', reason, detail }
}

/** Reasons that need no counting. */
function notCovered(p: Prepared): Excluded | null {
  const { facts } = p
  if (!p.line && facts.portfolioType !== 'I' && facts.portfolioType !== 'M') {
    const detail = `Portfolio type ${facts.portfolioType || '(blank)'} is none of the format's: C, I, M, O and R are.`
    return excluded('PORTFOLIO_NOT_COVERED', detail)
  }
  if (!isCoveredFrequency(facts.termsFrequency)) {
    return excluded(
      'FREQUENCY_NOT_COVERED',
      `Terms frequency ${facts.termsFrequency} is not one of the format's codes.`,
    )
  }
  if (p.asOf < p.opened) return excluded('NOT_OPENED', `The loan opens on ${facts.dateOpened}, after the as-of date.`)
  if (facts.lenderStatus === '99')
    return excluded('LENDER_DO_NOT_REPORT', 'The lender set the loan not to be reported.')
  return null
}

/**
 * How late the loan is. A loan younger than 30 days cannot be 30 days late, a deferred one owes nothing yet, a line with a
 * balance of zero nothing at all, and neither does what was reported paid.
 */
function latenessToday(p: Prepared, t: Timeline, balance: ServicingBalance): Lateness | null {
  if (p.line && balance.cents <= 0) return { days: 0, how: 'INSTALMENTS', row: null }
  const known = latenessAt(t, p.asOf)
  if (known !== null) return known
  const reportedPaid = p.previous !== null && paidStatuses.has(p.previous.base.accountStatus) && balance.cents <= 0
  const cannotBeLate = p.asOf - p.opened < 30 || isDeferred(p, p.asOf) || reportedPaid
  return cannotBeLate ? { days: 0, how: 'INSTALMENTS', row: null } : null
}

/**
 * A loan in bankruptcy keeps the status it had when the petition was filed: from then on nobody may be asked for the instalments
 * that fall due. One that is less late today than it was then is reported as it is.
 */
function heldLateness(p: Prepared, t: Timeline, today: number): { day: DayNumber; days: number } | null {
  const day = heldSince(p)
  const days = day === null ? null : daysPastDueAt(t, day)
  return day !== null && days !== null && days < today ? { day, days } : null
}

function naturalStatus(s: Pick<Situation, 'p' | 'chargedOff' | 'balance' | 'owed' | 'daysPastDue'>): string {
  if (s.chargedOff !== null) return s.owed > 0 ? '97' : '64'
  // A line without a balance is open until the lender closes it.
  const paid = s.balance.cents <= 0 && (!s.p.line || s.p.closedOn !== null)
  return paid ? paidStatus(s.p) : bucketStatus(s.daysPastDue)
}

/** A status of the lender under which the loan can be reported without any fact telling how late it is. */
function tellsByItself(lender: string | null): boolean {
  return lender !== null && statusRules[lender] !== undefined && !bucketStatuses.includes(lender)
}

function situationOf(
  p: Prepared,
  t: Timeline,
  balance: ServicingBalance,
  bankruptcy: BankruptcyOutcome,
): Situation | Excluded {
  const off = chargedOff(p, balance)
  const lender = p.facts.lenderStatus || null
  if (off?.partial && lender === null) {
    const detail =
      'Part of the balance is charged off and part is still serviced; the lender has to say which account status applies.'
    return excluded('PARTIAL_CHARGE_OFF', detail)
  }
  const lateness = latenessToday(p, t, balance)
  if (lateness === null && off === null && !tellsByItself(lender)) {
    const detail = 'Neither a snapshot with days past due nor any instalment that fell due is known.'
    return excluded('NO_DELINQUENCY_FACTS', detail)
  }
  const daysPastDue = lateness?.days ?? 0
  const held = heldLateness(p, t, daysPastDue)
  const owed = off === null ? Math.max(0, balance.cents) : off.owed.cents
  const natural = naturalStatus({ p, chargedOff: off, balance, owed, daysPastDue: held?.days ?? daysPastDue })
  const known = lender !== null && accountStatusCodes.has(lender)
  const status = known ? lender : natural
  const ruling = status === 'DA' || status === 'DF' ? natural : status
  const s: Situation = {
    p,
    t,
    balance,
    chargedOff: off,
    bankruptcy,
    lateness,
    daysPastDue,
    heldAt: held?.day ?? null,
    discharged: isDischarged(p),
    owed,
    natural,
    status,
    ruling,
    findings: [],
    corrections: [],
  }
  notePrevious(s)
  if (known) checkLenderStatus(s)
  else if (lender !== null) {
    const message = `The lender's account status ${lender} is not a code of the format; the facts' status ${natural} stands in.`
    finding(s, 'LENDER-STATUS-1', 'ERROR', ['accountStatus'], message, { lenderStatus: lender, factsStatus: natural })
  }
  return s
}

/** Says what an old snapshot was stretched to. */
function noteAges(s: Situation): void {
  const { balance, lateness, p } = s
  if (!balance.current && s.owed > 0) {
    const day = sayDay(balance.row.day)
    const old = p.asOf - balance.row.day > balanceAge
    const since = old ? ', and what was paid since may not be known' : ''
    const message = `There is no balance of ${sayDay(p.asOf)}; that of ${day} less payments and charge-offs since is reported${since}.`
    finding(s, 'BALANCE-AGE-1', old ? 'ERROR' : 'INFO', ['currentBalance', 'accountStatus'], message, { day })
  }
  if (lateness?.how === 'CARRIED' && lateness.row !== null && !paidStatuses.has(s.natural)) {
    const row = lateness.row
    const paid = p.payments.some((payment) => payment.towards === 'INSTALMENTS' && payment.day > row)
    // From the value of the snapshot on, so many days are certain: fewer than 30 together are current whatever came.
    const said = daysPastDueAt(s.t, row) ?? 0
    const old = p.asOf - row > balanceAge && said + (p.asOf - row) >= 30
    const severity = old ? 'ERROR' : paid ? 'WARNING' : 'INFO'
    const message = `Days past due rest on the snapshot of ${sayDay(row)}${paid ? ', and money has arrived since' : ''}; no instalment is known to have come due.`
    finding(s, 'DPD-AGE-1', severity, ['accountStatus'], message, { day: sayDay(row) })
  }
  if (s.owed > 0 && s.owed < 100 && !s.discharged && delinquentStatuses.has(s.ruling)) {
    const message = `${formatCents(s.owed)} is owed, which is no whole dollar: the format cannot state status ${s.ruling} with a balance of zero.`
    finding(s, 'RESIDUE-1', 'ERROR', ['accountStatus', 'currentBalance'], message, { owed: formatCents(s.owed) })
  }
  const rule = statusRule(s.ruling)
  const closes = p.line || (rule.closed && rule.balance === 'OWED')
  if (p.closedOn !== null && s.owed > 0 && s.chargedOff === null && !closes) {
    const message = `The lender closed the account on ${sayDay(p.closedOn)}, but a balance is owed; it is reported open.`
    finding(s, 'CLOSED-WITH-BALANCE-1', 'WARNING', ['dateClosed', 'currentBalance'], message, {
      closedOn: sayDay(p.closedOn),
    })
  }
}

/**
 * Derived fields of a loan as of a calendar date. `previous` is what was reported of it for the period before, or imported as
 * the baseline.
 */
export function derive(facts: LoanFacts, asOf: string, previous: Metro2Record | null = null): DeriveOutcome {
  const p = prepare(facts, asOf, previous)
  if ('fault' in p) return excluded('INVALID_FACTS', `${p.fault}.`)
  const outside = notCovered(p)
  if (outside !== null) return outside
  const bankruptcy = bankruptcyIndicators(p)
  if (bankruptcy.uncovered !== null) return excluded('BANKRUPTCY_NOT_COVERED', bankruptcy.uncovered)
  const balance = servicingBalance(p)
  if (balance === null) return excluded('NO_BALANCE', 'No snapshot up to the as-of date tells a balance.')
  const s = situationOf(p, timeline(p), balance, bankruptcy)
  if ('kind' in s) return s
  noteAges(s)
  if (protectsCodebtors(p)) {
    const message =
      'The stay of chapter 12 or 13 protects those who owe the loan beside the one who filed. The loan is reported as it stands; whether the others are reported at all meanwhile is for the lender to say.'
    finding(s, 'CODEBTOR-STAY-1', 'INFO', ['consumerInformationIndicator'], message)
  }
  if (previous !== null && p.previous === null) {
    const day = previous.base.dateOfAccountInformation ?? ''
    const message = `The record reported before states ${day || 'no day'} as its date of account information, which does not come before ${asOf}; it is not used.`
    finding(s, 'PREVIOUS-DATE-1', 'WARNING', ['dateOfAccountInformation'], message, { reported: day })
  }
  const derived = assembleDerived(s)
  crossCheck(s, derived)
  return { kind: 'DERIVED', derived }
}
