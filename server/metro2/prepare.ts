/**
 * Facts made ready for counting: day numbers instead of text, sorted, and only what had happened by the as-of day.
 *
 * Whatever is dated later than the as-of day is dropped here, once, so that nothing after it can look into the future.
 */
import { type DayNumber, dayNumber } from './dates.ts'
import type { Bankruptcy, Cents, LoanFacts, Satisfaction, Snapshot } from './facts.ts'
import { isLine, type Previous, preparePrevious } from './previous.ts'
import type { Metro2Record } from './record.ts'

export interface Payment {
  day: DayNumber
  amount: Cents
  towards: Satisfaction['towards']
}

/** A payment that was taken back by the as-of day. */
export interface ReversedPayment extends Payment {
  reversed: DayNumber
}

export type PreparedAdjustment =
  | { kind: 'DUE_DATE_CHANGED'; day: DayNumber; from: DayNumber; to: DayNumber }
  | { kind: 'PAST_DUE_ADJUSTED'; day: DayNumber; amount: Cents | null }
  | { kind: 'DAYS_PAST_DUE_RESET'; day: DayNumber }
  /** A line owed nothing at the end of the day: no minimum billed or due by then is unpaid, however it was settled. */
  | { kind: 'CLEARED'; day: DayNumber }
  | { kind: 'DEFERRED'; day: DayNumber; until: DayNumber }

/** A snapshot with its day. `daysPastDue` is null where the source gave none, or where it counted a payment that was later reversed. */
export interface Row {
  day: DayNumber
  daysPastDue: number | null
  /**
   * Money towards instalments of that day or before which the source did not know yet when it wrote the row, for the row names an
   * older last payment: it was entered later.
   */
  unaware: Cents
  /**
   * Balance of that day by all that is known now: without the money that the source did not know of yet, and with what it counted
   * and lost again later. Null where the source told none.
   */
  owed: Cents | null
  snapshot: Snapshot
}

export interface PreparedBankruptcy {
  fact: Bankruptcy
  /** NaN when the day is not known. */
  filed: DayNumber
  /** Infinity while it runs, or when the debt was discharged on an unknown day; NaN when it ended otherwise on an unknown day. */
  ended: DayNumber
  /** State on the as-of day: a discharge that lies ahead has not happened. */
  state: Bankruptcy['state']
}

export interface Due {
  day: DayNumber
  amount: Cents
  balloon: Cents
  /** Of lines: the day from which money pays it. */
  payableFrom: DayNumber
  /** The source tells the day of the statement; else `payableFrom` is the due date before. */
  billed: boolean
}

export interface Prepared {
  facts: LoanFacts
  asOf: DayNumber
  opened: DayNumber
  /** Instalments due by the as-of day, oldest first; instalments deferred away are gone. */
  due: Due[]
  /** Whether the source told any instalment that fell due by the as-of day. */
  hasInstalments: boolean
  payments: Payment[]
  reversed: ReversedPayment[]
  adjustments: PreparedAdjustment[]
  rows: Row[]
  /** Whether any snapshot tells an account status. */
  tellsStatus: boolean
  chargeOffs: { day: DayNumber; amount: Cents }[]
  bankruptcies: PreparedBankruptcy[]
  closedOn: DayNumber | null
  /** What was reported for the period before. */
  previous: Previous | null
  /** A line of credit, an open or a revolving account: it lives on with a balance of zero. */
  line: boolean
}

/** Collects the first fact that cannot be what it says. */
interface Check {
  fault: string | null
}

function day(check: Check, date: string, where: string): DayNumber {
  const number = dayNumber(date)
  if (Number.isNaN(number) && check.fault === null) check.fault = `${where} is not a calendar date`
  return number
}

function amount(check: Check, cents: Cents, where: string): Cents {
  if (!(Number.isSafeInteger(cents) && cents >= 0) && check.fault === null) {
    check.fault = `${where} is not a whole number of cents of zero or more`
  }
  return cents
}

/** Sorts only when needed; sources mostly tell oldest first. Stable, so that facts of one day keep their order. */
function byDay<T extends { day: DayNumber }>(list: T[]): T[] {
  for (let i = 1; i < list.length; i++) if (list[i]!.day < list[i - 1]!.day) return list.sort((a, b) => a.day - b.day)
  return list
}

function payments(facts: LoanFacts, asOf: DayNumber, check: Check, into: Prepared): void {
  facts.satisfactions.forEach((fact, i) => {
    const paid = day(check, fact.date, `satisfactions[${i}].date`)
    if (paid > asOf) return
    const cents = amount(check, fact.amount, `satisfactions[${i}].amount`)
    const reversed =
      fact.reversedOn === null
        ? Number.POSITIVE_INFINITY
        : day(check, fact.reversedOn, `satisfactions[${i}].reversedOn`)
    if (reversed > asOf) into.payments.push({ day: paid, amount: cents, towards: fact.towards })
    else into.reversed.push({ day: paid, amount: cents, towards: fact.towards, reversed })
  })
  byDay(into.payments)
}

function adjustments(facts: LoanFacts, asOf: DayNumber, check: Check, into: Prepared): void {
  facts.adjustments.forEach((fact, i) => {
    const where = `adjustments[${i}]`
    const at = day(check, fact.date, `${where}.date`)
    if (at > asOf) return
    if (fact.kind === 'DUE_DATE_CHANGED') {
      const from = day(check, fact.from, `${where}.from`)
      into.adjustments.push({ kind: fact.kind, day: at, from, to: day(check, fact.to, `${where}.to`) })
    } else if (fact.kind === 'PAST_DUE_ADJUSTED') {
      const cents = fact.amount === null ? null : amount(check, fact.amount, `${where}.amount`)
      into.adjustments.push({ kind: fact.kind, day: at, amount: cents })
    } else if (fact.kind === 'DEFERRED') {
      const until = fact.until === null ? Number.POSITIVE_INFINITY : day(check, fact.until, `${where}.until`)
      into.adjustments.push({ kind: fact.kind, day: at, until })
    } else into.adjustments.push({ kind: fact.kind, day: at })
  })
  byDay(into.adjustments)
}

/** A statement that tells no day of its own follows the due date of the one before. */
function payableFromStatement(due: Due[]): void {
  for (let i = 1; i < due.length; i++) {
    if (due[i]!.payableFrom === Number.NEGATIVE_INFINITY) due[i]!.payableFrom = due[i - 1]!.day
  }
}

function instalments(facts: LoanFacts, asOf: DayNumber, check: Check, into: Prepared): void {
  // A due date beyond the as-of day counts only when the lender had already moved it to a day that has come.
  const movedForward = new Set<DayNumber>()
  const deferrals: { day: DayNumber; until: DayNumber }[] = []
  for (const change of into.adjustments) {
    if (change.kind === 'DUE_DATE_CHANGED' && change.to <= asOf) movedForward.add(change.from)
    if (change.kind === 'DEFERRED') deferrals.push(change)
  }
  facts.instalments.forEach((fact, i) => {
    const due = day(check, fact.due, `instalments[${i}].due`)
    const billed = into.line && fact.billed ? day(check, fact.billed, `instalments[${i}].billed`) : Number.NaN
    // A statement that was sent tells that the source lists them, though its minimum falls due later.
    if (billed <= asOf) into.hasInstalments = true
    if (due > asOf && !movedForward.has(due)) return
    const cents = amount(check, fact.amount, `instalments[${i}].amount`)
    into.hasInstalments = true
    if (cents === 0 || deferrals.some((deferral) => due >= deferral.day && due < deferral.until)) return
    const balloon = amount(check, fact.balloon ?? 0, `instalments[${i}].balloon`)
    const payableFrom = Number.isNaN(billed) ? Number.NEGATIVE_INFINITY : billed
    into.due.push({ day: due, amount: cents, balloon, payableFrom, billed: !Number.isNaN(billed) })
  })
  byDay(into.due)
  if (into.line) payableFromStatement(into.due)
}

/** Money that had come by a day, or recoveries, and was taken back after it: the source counted it then. */
export function lostAfter(p: Prepared, at: DayNumber, recoveries: boolean): Cents {
  let sum = 0
  for (const payment of p.reversed) {
    const counted = payment.day <= at && at < payment.reversed
    if (counted && (payment.towards === 'RECOVERY') === recoveries) sum += payment.amount
  }
  return sum
}

/** A row that names no last payment may be of a source that never does: it is taken to have known everything. */
function unawareOf(p: Prepared, at: DayNumber, snapshot: Snapshot): Cents {
  if (snapshot.lastPaymentDate === null) return 0
  const known = dayNumber(snapshot.lastPaymentDate)
  let sum = 0
  for (const payment of p.payments) {
    if (payment.towards === 'INSTALMENTS' && payment.day > known && payment.day <= at) sum += payment.amount
  }
  return sum
}

/**
 * How late the loan was at least on a day on which the source believed money that it lost again, where no instalments tell: as
 * late as the source said, and as late as the days add up where nothing else came since the snapshot before. Null below 30, which
 * would end a delinquency and is not known.
 */
function leastDays(into: Prepared, { day: at, daysPastDue }: Row): number | null {
  const before = into.rows.findLast((row) => row.day < at && (row.daysPastDue ?? 0) > 0)
  const relief = (on: DayNumber) => before !== undefined && on > before.day && on <= at
  const came =
    into.payments.some((paid) => (paid.towards === 'INSTALMENTS' || paid.towards === 'CREDIT') && relief(paid.day)) ||
    into.adjustments.some((change) => relief(change.day))
  const carried = before === undefined || came ? 0 : before.daysPastDue! + (at - before.day)
  const least = Math.max(carried, daysPastDue ?? 0)
  return least >= 30 ? least : null
}

function rows(facts: LoanFacts, asOf: DayNumber, check: Check, into: Prepared): void {
  const all: Row[] = []
  facts.snapshots.forEach((snapshot, i) => {
    const at = day(check, snapshot.date, `snapshots[${i}].date`)
    if (at > asOf) return
    const told = snapshot.daysPastDue
    if (told !== null && !Number.isFinite(told) && check.fault === null) {
      check.fault = `snapshots[${i}].daysPastDue is not a number`
    }
    const daysPastDue = told === null ? null : Math.max(0, Math.floor(told))
    if (snapshot.accountStatus !== null) into.tellsStatus = true
    const unaware = unawareOf(into, at, snapshot)
    const owed = snapshot.balance === null ? null : snapshot.balance - unaware + lostAfter(into, at, false)
    all.push({ day: at, daysPastDue, unaware, owed, snapshot })
  })
  byDay(all)
  for (const row of all) {
    // Between payment and reversal the source believed the money: what it said of lateness then was too little.
    if (into.reversed.some((p) => p.towards === 'INSTALMENTS' && p.day <= row.day && row.day < p.reversed)) {
      row.daysPastDue = into.hasInstalments ? null : leastDays(into, row)
    }
    // A line that owes nothing is not late, whatever its source counts on.
    if (into.line && row.owed !== null && row.owed <= 0) row.daysPastDue = 0
    const last = into.rows[into.rows.length - 1]
    if (last?.day === row.day) into.rows[into.rows.length - 1] = row
    else into.rows.push(row)
  }
}

function cleared(into: Prepared): void {
  for (const { day: at, owed } of into.rows) {
    if (owed !== null && owed <= 0) into.adjustments.push({ kind: 'CLEARED', day: at })
  }
  byDay(into.adjustments)
}

function bankruptcies(facts: LoanFacts, asOf: DayNumber, check: Check, into: Prepared): void {
  facts.bankruptcies.forEach((fact, i) => {
    const filed = fact.filed === null ? Number.NaN : day(check, fact.filed, `bankruptcies[${i}].filed`)
    if (filed > asOf) return
    const end = fact.ended === null ? Number.NaN : day(check, fact.ended, `bankruptcies[${i}].ended`)
    const running = fact.state === 'PETITION' || end > asOf
    // Months in which nothing could be demanded do not become late ones because the debt was discharged after them.
    const lasting = running || (fact.state === 'DISCHARGED' && Number.isNaN(end))
    const ended = lasting ? Number.POSITIVE_INFINITY : end
    const state = running ? 'PETITION' : fact.state
    into.bankruptcies.push({ fact, filed, ended, state })
    const { jointKey } = fact
    if (jointKey) into.bankruptcies.push({ fact: { ...fact, consumerKey: jointKey }, filed, ended, state })
  })
}

/** Facts as of a day, or the first of them that cannot be used, in words. */
export function prepare(
  facts: LoanFacts,
  asOfDate: string,
  previous: Metro2Record | null = null,
): Prepared | { fault: string } {
  const check: Check = { fault: null }
  const asOf = day(check, asOfDate, 'asOf')
  const closed = facts.closedOn === null ? Number.POSITIVE_INFINITY : day(check, facts.closedOn, 'closedOn')
  const prepared: Prepared = {
    facts,
    asOf,
    opened: day(check, facts.dateOpened, 'dateOpened'),
    due: [],
    hasInstalments: false,
    payments: [],
    reversed: [],
    adjustments: [],
    rows: [],
    tellsStatus: false,
    chargeOffs: [],
    bankruptcies: [],
    closedOn: closed <= asOf ? closed : null,
    previous: previous === null ? null : preparePrevious(previous, asOf),
    line: isLine(facts.portfolioType),
  }
  payments(facts, asOf, check, prepared)
  adjustments(facts, asOf, check, prepared)
  instalments(facts, asOf, check, prepared)
  rows(facts, asOf, check, prepared)
  if (prepared.line) cleared(prepared)
  bankruptcies(facts, asOf, check, prepared)
  facts.chargeOffs.forEach((fact, i) => {
    const at = day(check, fact.date, `chargeOffs[${i}].date`)
    if (at <= asOf) prepared.chargeOffs.push({ day: at, amount: amount(check, fact.amount, `chargeOffs[${i}].amount`) })
  })
  prepared.chargeOffs = byDay(prepared.chargeOffs).filter((chargeOff) => chargeOff.amount > 0)
  return check.fault === null ? prepared : { fault: check.fault }
}

/** Index of the last snapshot on or before a day; -1 when there is none. */
export function rowIndexAt(p: Prepared, day: DayNumber): number {
  let low = 0
  let high = p.rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (p.rows[middle]!.day <= day) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** The snapshot of the as-of day itself, if there is one. */
export function rowOfAsOf(p: Prepared): Row | null {
  const last = p.rows[p.rows.length - 1]
  return last !== undefined && last.day === p.asOf ? last : null
}

/** Whether nothing is due on a day because payments are deferred. Frequency D says so for a loan none of whose instalments has come due. */
export function isDeferred(p: Prepared, at: DayNumber): boolean {
  if (p.facts.termsFrequency === 'D' && !p.due.some((instalment) => instalment.day <= at)) return true
  return p.adjustments.some((change) => change.kind === 'DEFERRED' && change.day <= at && at < change.until)
}
