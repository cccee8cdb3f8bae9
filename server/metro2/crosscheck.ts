/** Where the source and our own computation both speak and differ, a finding names both values. */
import { pastDueThirty } from './amounts.ts'
import { dateOf, dayNumber } from './dates.ts'
import type { Derived } from './facts.ts'
import { formatCents, wholeDollars } from './money.ts'
import { rowOfAsOf } from './prepare.ts'
import { recomputedDays } from './schedule.ts'
import { finding, type Situation } from './situation.ts'
import { bucketStatuses } from './statuses.ts'

/** Days past due of the newest snapshot against recomputation on its day. Meaningless once paid or charged off. */
function daysPastDue(s: Situation): void {
  const { rowDays, rowValues, schedule } = s.t
  const last = rowDays.length - 1
  if (schedule === null || last < 0 || !bucketStatuses.includes(s.natural)) return
  const day = rowDays[last]!
  const source = rowValues[last]!
  const recomputed = recomputedDays(schedule, day)
  if (source === recomputed) return
  const message = `On ${dateOf(day)} the source says ${source} days past due; instalments and payments give ${recomputed}.`
  finding(s, 'SOURCE-DPD-1', 'WARNING', ['accountStatus'], message, {
    day: dateOf(day),
    source: `${source}`,
    recomputed: `${recomputed}`,
  })
}

function amountPastDue(s: Situation): void {
  const said = rowOfAsOf(s.p)?.snapshot.amountPastDue ?? null
  if (said === null || s.t.schedule === null || !bucketStatuses.includes(s.natural)) return
  const recomputed = pastDueThirty(s.t.schedule, s.p.asOf)
  if (wholeDollars(said) === wholeDollars(recomputed)) return
  const message = `The source says ${formatCents(said)} is 30 or more days late; instalments and payments give ${formatCents(recomputed)}.`
  finding(s, 'SOURCE-APD-1', 'WARNING', ['amountPastDue'], message, {
    source: formatCents(said),
    recomputed: formatCents(recomputed),
  })
}

function netChargeOff(s: Situation): void {
  const owed = s.chargedOff?.owed
  if (owed === undefined || owed.said === null || owed.said === owed.recomputed) return
  const message = `The source's net charge-off is ${formatCents(owed.said)}; charge-offs less recoveries give ${formatCents(owed.recomputed)}.`
  finding(s, 'SOURCE-NCO-1', 'WARNING', ['currentBalance'], message, {
    source: formatCents(owed.said),
    recomputed: formatCents(owed.recomputed),
  })
}

/** Statuses that come from the lender's own fields: a source that resolves a status for each day knows no such ones. */
const neverResolved: ReadonlySet<string> = new Set(['65', '88', '89', '94'])

/**
 * Whether the lender set the status after the as-of day. The lender's word carries no date; the status that the source resolved
 * for a day does, and includes what was set by hand by then. A delete is an instruction, true of no day.
 */
function setLater(s: Situation, resolved: string): boolean {
  const { lenderStatus } = s.p.facts
  if (resolved === '' || lenderStatus !== s.status || resolved === s.status) return false
  return s.status === s.ruling && !neverResolved.has(s.status)
}

/**
 * Whether the payments list money that makes a late loan less late and that the source itself, a month after the day it is dated,
 * does not know: what is entered late is known by then.
 */
function unknownFor(s: Situation, last: string): boolean {
  const row = rowOfAsOf(s.p)
  if (row === null || row.unaware === 0 || s.t.schedule === null || (row.daysPastDue ?? 0) < 30) return false
  const known = dayNumber(last)
  return s.p.payments.some(({ day, towards }) => towards === 'INSTALMENTS' && day > known && day <= s.p.asOf - 31)
}

/** Compares what was derived with what the source said on the as-of day. */
export function crossCheck(s: Situation, derived: Derived): void {
  daysPastDue(s)
  amountPastDue(s)
  netChargeOff(s)
  const said = rowOfAsOf(s.p)?.snapshot
  if (said === undefined) return
  const { fields } = derived
  const dofd = fields.dateOfFirstDelinquency
  // Sources mean by it the missed due date or the day 30 days later; both agree with ours.
  if (said.firstDelinquencyDate !== null && dofd !== null && derived.delinquencyCommenced !== null) {
    const source = said.firstDelinquencyDate
    if (source !== dofd && source !== derived.delinquencyCommenced) {
      const message = `The source's first delinquency date is ${source}; the facts give ${dofd} (due date ${derived.delinquencyCommenced}).`
      finding(s, 'SOURCE-DOFD-1', 'WARNING', ['dateOfFirstDelinquency'], message, { source, derived: dofd })
    }
  }
  const resolved = said.accountStatus ?? ''
  if (setLater(s, resolved)) {
    const message = `The lender's account status is ${s.status}, but the source itself resolved ${resolved} on ${dateOf(s.p.asOf)}: the status was not yet set on that day. Hold the record out of this month, or take the status off in the source until the month is closed.`
    finding(s, 'LENDER-STATUS-2', 'ERROR', ['accountStatus'], message, { lenderStatus: s.status, source: resolved })
  } else if (resolved !== '' && resolved !== fields.accountStatus) {
    const message = `The source resolved account status ${resolved}; the record says ${fields.accountStatus}.`
    finding(s, 'SOURCE-STATUS-1', 'WARNING', ['accountStatus'], message, {
      source: resolved,
      derived: fields.accountStatus,
    })
  }
  if (said.lastPaymentDate !== null && said.lastPaymentDate !== fields.dateOfLastPayment) {
    const message = `The source's last payment is of ${said.lastPaymentDate}; the payments give ${fields.dateOfLastPayment ?? 'none'}.`
    finding(
      s,
      'SOURCE-DOLP-1',
      unknownFor(s, said.lastPaymentDate) ? 'ERROR' : 'WARNING',
      ['dateOfLastPayment'],
      message,
      {
        source: said.lastPaymentDate,
        derived: fields.dateOfLastPayment ?? '',
      },
    )
  }
}
