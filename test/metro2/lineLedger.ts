/**
 * A line of credit, a card or an open account lived day by day: what was drawn, billed, paid and taken back, and what its source
 * tells of it. The books are kept forward, a day at a time, by simple sums; nothing here asks the derivation.
 */
import fc from 'fast-check'
import { dateOf, dayNumber, monthEnd, monthStart } from '../../server/metro2/dates.ts'
import type { Derived, LoanFacts, Snapshot } from '../../server/metro2/facts.ts'
import { loan } from './support.ts'

export interface Statement {
  billed: number
  due: number
  amount: number
}

export interface LineLife {
  portfolio: 'C' | 'O' | 'R'
  frequency: 'M' | 'B' | 'W'
  opened: number
  /** Days on which a statement may be made: it is where anything is owed. */
  cycles: { billed: number; due: number }[]
  draws: { day: number; amount: number }[]
  payments: { day: number; amount: number; takenBack: number | null }[]
  credits: { day: number; amount: number }[]
  /** Closed to further use; nothing is drawn from then on. */
  closed: number | null
  /** The whole balance is written off; what comes after is recovered. */
  writtenOff: number | null
  statements: Statement[]
}

/** Cards and lines ask for 2 % of the balance, at least $25.00. */
const least = 2_500

/** A day's end in the books, by what was known of taken-back money on `knownOn`. */
export interface Books {
  balance: number
  /** Unpaid minimums. */
  unpaid: { due: number; left: number }[]
  daysLate: number
}

function counted({ takenBack }: LineLife['payments'][number], knownOn: number): boolean {
  return takenBack === null || takenBack > knownOn
}

const total = (amounts: { amount: number }[]) => amounts.reduce((sum, { amount }) => sum + amount, 0)

/** The events of one kind by their day. */
function byDay<T>(list: T[], dayOf: (one: T) => number): Map<number, T[]> {
  const days = new Map<number, T[]>()
  for (const one of list) days.set(dayOf(one), [...(days.get(dayOf(one)) ?? []), one])
  return days
}

/** The books of each day from the opening to `upTo`; the first is that of the day of opening. */
export function booksOf(life: LineLife, upTo: number, knownOn: number): Books[] {
  const all: Books[] = []
  const statements = byDay(life.statements, ({ billed }) => billed)
  const draws = byDay(life.draws, ({ day }) => day)
  const real = life.payments.filter((paid) => counted(paid, knownOn))
  const received = byDay<{ day: number; amount: number }>([...real, ...life.credits], ({ day }) => day)
  let balance = 0
  let unpaid: { due: number; left: number }[] = []
  for (let day = life.opened; day <= upTo; day++) {
    for (const { due, amount } of statements.get(day) ?? []) unpaid.push({ due, left: amount })
    let money = total(received.get(day) ?? [])
    balance += total(draws.get(day) ?? []) - money
    for (const minimum of unpaid) {
      const part = Math.min(money, minimum.left)
      minimum.left -= part
      money -= part
    }
    // Who owes nothing is asked for nothing: what was billed before is settled.
    unpaid = balance <= 0 ? [] : unpaid.filter(({ left }) => left > 0)
    const oldest = Math.min(...unpaid.map(({ due }) => due))
    all.push({ balance, unpaid: unpaid.map((minimum) => ({ ...minimum })), daysLate: Math.max(0, day - oldest) })
  }
  return all
}

/** Makes the statements in order: each asks for what is due of the balance of its day, less what was asked for and is unpaid. */
function bill(life: Omit<LineLife, 'statements'>): LineLife {
  const made: LineLife = { ...life, statements: [] }
  for (const { billed, due } of life.cycles) {
    if (life.writtenOff !== null && billed >= life.writtenOff) break
    const { balance, unpaid } = booksOf(made, billed, billed).at(-1)!
    const asked = unpaid.reduce((sum, { left }) => sum + left, 0)
    const minimum = life.portfolio === 'O' ? balance : Math.max(least, Math.floor(balance / 50))
    const amount = Math.min(minimum, balance - asked)
    if (amount > 0) made.statements.push({ billed, due, amount })
  }
  return made
}

/** Same day of the months after; the last one of a shorter month. */
function monthly(first: string, count: number): number[] {
  const [year, month, day] = first.split('-').map(Number) as [number, number, number]
  return Array.from({ length: count }, (_, i) => {
    const at = `${year + Math.floor((month - 1 + i) / 12)}-${`${((month - 1 + i) % 12) + 1}`.padStart(2, '0')}-01`
    const last = Number(monthEnd(at).slice(8))
    return dayNumber(at) + Math.min(day, last) - 1
  })
}

const anyMonth = fc.record({
  draws: fc.array(
    fc.record({ after: fc.integer({ min: 0, max: 27 }), amount: fc.integer({ min: 100, max: 90_000 }) }),
    {
      maxLength: 3,
    },
  ),
  pays: fc.constantFrom('NOTHING', 'NOTHING', 'MINIMUM', 'MINIMUM', 'PART', 'TWICE', 'ALL', 'MORE'),
  after: fc.integer({ min: -20, max: 45 }),
  takenBackAfter: fc.option(fc.integer({ min: 1, max: 45 }), { nil: null, freq: 5 }),
  credit: fc.option(
    fc.record({ after: fc.integer({ min: 0, max: 27 }), amount: fc.integer({ min: 100, max: 20_000 }) }),
    {
      nil: null,
      freq: 8,
    },
  ),
})

type Month = typeof anyMonth extends fc.Arbitrary<infer T> ? T : never

interface Frame {
  portfolio: LineLife['portfolio']
  frequency: LineLife['frequency']
  opened: string
  months: Month[]
  closedIn: number | null
  writtenOffIn: number | null
  quietFrom: number | null
}

function cyclesOf({ frequency, opened, months }: Frame): { billed: number; due: number }[] {
  if (frequency === 'M') {
    const days = monthly(opened, months.length + 1).slice(1)
    return days.map((billed) => ({ billed, due: billed + 25 }))
  }
  const step = frequency === 'B' ? 14 : 7
  const first = dayNumber(opened)
  const count = Math.floor((months.length * 30) / step)
  return Array.from({ length: count }, (_, i) => ({ billed: first + step * (i + 1), due: first + step * (i + 2) - 1 }))
}

/** Lives it: a payment is of the statement of its month, as it stands when it is made. */
function live(frame: Frame): LineLife {
  const { portfolio, frequency, months } = frame
  const opened = dayNumber(frame.opened)
  const cycles = cyclesOf(frame)
  const starts = monthly(frame.opened, months.length)
  const closed = frame.closedIn === null ? null : (starts[frame.closedIn] ?? null)
  const writtenOff = frame.writtenOffIn === null ? null : (starts[frame.writtenOffIn] ?? null)
  // What was paid within two months of a charge-off stays: what becomes of a charge-off whose books were wrong is another story.
  const stays = (day: number) => writtenOff !== null && day > writtenOff - 61
  const over = Math.min(closed ?? Number.POSITIVE_INFINITY, writtenOff ?? Number.POSITIVE_INFINITY)
  const life: Omit<LineLife, 'statements'> = {
    portfolio,
    frequency,
    opened,
    cycles,
    closed,
    writtenOff,
    draws: [],
    payments: [],
    credits: [],
  }
  months.forEach(({ draws, pays, after, takenBackAfter, credit }, i) => {
    const start = starts[i]!
    const quiet = frame.quietFrom !== null && i >= frame.quietFrom
    for (const draw of quiet ? [] : draws) {
      if (start + draw.after < over) life.draws.push({ day: start + draw.after, amount: draw.amount })
    }
    const given = credit !== null && start + credit.after < (writtenOff ?? Number.POSITIVE_INFINITY)
    if (given) life.credits.push({ day: start + credit.after, amount: credit.amount })
    const day = start + 25 + after
    if (pays === 'NOTHING' || day < opened || day >= (writtenOff ?? Number.POSITIVE_INFINITY)) return
    const now = booksOf(bill({ ...life, cycles: cycles.filter(({ billed }) => billed <= day) }), day, day).at(-1)!
    const asked = now.unpaid.reduce((sum, { left }) => sum + left, 0)
    const amounts = {
      MINIMUM: asked,
      PART: Math.floor(asked / 2),
      TWICE: asked * 2,
      ALL: now.balance,
      MORE: now.balance + 5_000,
    }
    const amount = amounts[pays]
    if (amount <= 0) return
    life.payments.push({ day, amount, takenBack: takenBackAfter === null || stays(day) ? null : day + takenBackAfter })
  })
  for (const list of [life.draws, life.payments, life.credits]) list.sort((a, b) => a.day - b.day)
  const lived = bill(life)
  if (writtenOff === null) return lived
  const { balance, daysLate } = booksOf(lived, writtenOff, writtenOff).at(-1)!
  return balance >= 100 && daysLate >= 60 ? lived : live({ ...frame, writtenOffIn: null })
}

export const lineLives: fc.Arbitrary<LineLife> = fc
  .record({
    portfolio: fc.constantFrom('R' as const, 'R' as const, 'C' as const, 'O' as const),
    frequency: fc.constantFrom('M' as const, 'M' as const, 'M' as const, 'B' as const, 'W' as const),
    opened: fc.constantFrom('2023-08-31', '2024-01-29', '2024-01-30', '2024-02-29', '2024-05-10', '2025-01-31'),
    months: fc.array(anyMonth, { minLength: 6, maxLength: 20 }),
    closedIn: fc.option(fc.integer({ min: 3, max: 18 }), { nil: null, freq: 4 }),
    writtenOffIn: fc.option(fc.integer({ min: 5, max: 18 }), { nil: null, freq: 3 }),
    quietFrom: fc.option(fc.integer({ min: 2, max: 15 }), { nil: null, freq: 3 }),
  })
  .map(live)

/** What the source tells. */
export interface LineTold {
  /** Days before the as-of day of which snapshots are kept. */
  window: number
  /** One of so many days has a snapshot; the as-of day always has one. */
  every: number
  daysPastDue: boolean
  namesPayment: boolean
  /** Whether statements tell their own day. */
  billed: boolean
  highest: boolean
  /** Whether statements are told at all. */
  statements: boolean
  /** What a snapshot says of the last day below 30: nothing, or what its books said on the days. */
  word: boolean
}

export const everything: LineTold = {
  window: 900,
  every: 1,
  daysPastDue: false,
  namesPayment: false,
  billed: true,
  highest: true,
  statements: true,
  word: false,
}

export const anyLineTold: fc.Arbitrary<LineTold> = fc.record({
  window: fc.constantFrom(1, 45, 200, 900),
  every: fc.constantFrom(1, 1, 7, 30),
  daysPastDue: fc.boolean(),
  namesPayment: fc.boolean(),
  billed: fc.constant(true),
  highest: fc.boolean(),
  statements: fc.constant(true),
  word: fc.boolean(),
})

/** The books of each day as they were on that day: money that came back later was still counted. */
export function believed(life: LineLife, upTo: number): Books[] {
  const turns = life.payments.flatMap(({ takenBack }) => (takenBack === null || takenBack > upTo ? [] : [takenBack]))
  const days: Books[] = []
  for (const until of [...new Set(turns)]
    .sort((a, b) => a - b)
    .map((day) => day - 1)
    .concat(upTo)) {
    days.push(...booksOf(life, until, until).slice(days.length))
  }
  return days
}

function wordOf(life: LineLife, days: Books[], day: number): string | null {
  let at = day - life.opened
  while (at >= 0 && days[at]!.daysLate >= 30) at--
  return at < 0 ? null : dateOf(life.opened + at)
}

function snapshotOf(life: LineLife, told: LineTold, day: number, days: Books[]): Snapshot {
  const books = days[day - life.opened]!
  const known = life.payments.filter((paid) => paid.day <= day && counted(paid, day))
  const off = life.writtenOff !== null && day >= life.writtenOff
  return {
    date: dateOf(day),
    daysPastDue: !told.daysPastDue ? null : off ? 0 : books.daysLate,
    accountStatus: null,
    balance: off ? 0 : books.balance,
    amountPastDue: null,
    lastPaymentDate: told.namesPayment && known.length > 0 ? dateOf(known.at(-1)!.day) : null,
    firstDelinquencyDate: null,
    netChargeOff: null,
    lastUnderThirty: told.word ? wordOf(life, days, day) : null,
  }
}

const limit = 200_000

export function lineToldOn(life: LineLife, told: LineTold, asOf: number): LoanFacts {
  const days = believed(life, asOf)
  const snapshots: Snapshot[] = []
  for (let day = Math.max(life.opened, asOf - told.window); day <= asOf; day++) {
    if (day % told.every === 0 || day === asOf) snapshots.push(snapshotOf(life, told, day, days))
  }
  const off = life.writtenOff !== null && life.writtenOff <= asOf ? life.writtenOff : null
  const atOff = off === null ? 0 : Math.max(0, booksOf(life, off, asOf).at(-1)!.balance)
  return loan({
    dateOpened: dateOf(life.opened),
    portfolioType: life.portfolio,
    termsFrequency: life.frequency,
    periodicPayment: null,
    originalAmount: null,
    creditLimit: life.portfolio === 'O' ? null : limit,
    highestBalance: told.highest ? Math.max(0, ...days.map(({ balance }) => balance)) : null,
    closedOn: life.closed === null ? null : dateOf(life.closed),
    instalments: (told.statements ? life.statements : []).map(({ billed, due, amount }) => ({
      due: dateOf(due),
      amount,
      billed: told.billed ? dateOf(billed) : null,
    })),
    satisfactions: [
      ...life.payments.map(({ day, amount, takenBack }) => ({
        date: dateOf(day),
        amount,
        towards: 'INSTALMENTS' as const,
        reversedOn: takenBack === null ? null : dateOf(takenBack),
      })),
      ...life.credits.map(({ day, amount }) => ({
        date: dateOf(day),
        amount,
        towards: 'CREDIT' as const,
        reversedOn: null,
      })),
    ],
    snapshots,
    chargeOffs: off === null ? [] : [{ date: dateOf(off), amount: atOff }],
  })
}

type Truth = Omit<Derived['fields'], 'paymentHistoryProfile'> & {
  commenced: string | null
  /** Characters of the 24 months before, newest first. */
  history: string[]
}

const dollars = (cents: number) => Math.max(0, Math.floor(cents / 100))
const statuses = ['11', '71', '78', '80', '82', '83', '84']

/** First day of the unbroken days of 30 and more that end on `last`, and the due date missed then. */
function firstOf(life: LineLife, days: Books[], last: number): { date: string; commenced: string } | null {
  let first: number | null = null
  for (let i = last - life.opened; i >= 0 && days[i]!.daysLate >= 30; i--) first = i
  if (first === null) return null
  const day = life.opened + first
  return { date: dateOf(day), commenced: dateOf(day - days[first]!.daysLate) }
}

/** The day a line that is closed and owes nothing came to that: the later of the two. */
function endedOn(life: LineLife, days: Books[], asOf: number): number {
  let zero = asOf
  while (zero > life.opened && days[zero - 1 - life.opened]!.balance <= 0) zero--
  return Math.max(zero, life.closed!)
}

/** What is to be reported as of a day: every field, from the books with all that is known by then. */
export function truthOn(life: LineLife, asOf: number): Truth {
  const days = booksOf(life, asOf, asOf)
  const today = days.at(-1)!
  const off = life.writtenOff !== null && life.writtenOff <= asOf ? life.writtenOff : null
  const closed = life.closed !== null && life.closed <= asOf ? life.closed : null
  const paid = off === null && closed !== null && today.balance <= 0
  const status = off !== null ? '97' : paid ? '13' : statuses[Math.min(6, Math.floor(today.daysLate / 30))]!
  const information = paid ? endedOn(life, days, asOf) : asOf
  const open = off === null && !paid
  const month = dateOf(information).slice(0, 7)
  const real = life.payments.filter((payment) => payment.day <= asOf && counted(payment, asOf))
  const due = life.statements.filter(
    (statement) => statement.due <= asOf && dateOf(statement.due).slice(0, 7) === month,
  )
  const pastDue = total(today.unpaid.filter((one) => asOf - one.due >= 30).map(({ left }) => ({ amount: left })))
  const eve = paid ? days[information - 1 - life.opened] : undefined
  const rating = eve === undefined ? '' : `${Math.min(6, Math.floor(eve.daysLate / 30))}`
  const late = off !== null || (paid ? rating !== '0' : status !== '11')
  const first = late ? firstOf(life, days, off !== null ? off - 1 : paid ? information - 1 : asOf) : null
  return {
    accountStatus: status,
    paymentRating: paid ? rating : '',
    dateOfFirstDelinquency: first?.date ?? null,
    commenced: first?.commenced ?? null,
    currentBalance: open || off !== null ? dollars(today.balance) : 0,
    amountPastDue: off !== null ? dollars(today.balance) : dollars(Math.min(pastDue, Math.max(0, today.balance))),
    scheduledMonthlyPaymentAmount: open && life.portfolio !== 'O' && today.balance > 0 ? dollars(total(due)) : 0,
    actualPaymentAmount: dollars(
      total(real.filter(({ day }) => day <= information && dateOf(day).slice(0, 7) === month)),
    ),
    originalChargeOffAmount: off === null ? 0 : dollars(days[off - life.opened]!.balance),
    dateOfAccountInformation: dateOf(information),
    dateClosed: closed === null ? null : dateOf(closed),
    dateOfLastPayment: real.length === 0 ? null : dateOf(real.at(-1)!.day),
    creditLimit: life.portfolio === 'O' ? 0 : dollars(limit),
    highestCredit: dollars(Math.max(0, ...believed(life, asOf).map(({ balance }) => balance))),
    termsDuration: { C: 'LOC', O: '001', R: 'REV' }[life.portfolio],
    history: historyOf(life, days, information, off),
  }
}

function historyOf(life: LineLife, days: Books[], information: number, off: number | null): string[] {
  const characters: string[] = []
  let end = dayNumber(monthStart(dateOf(information))) - 1
  for (let back = 1; back <= 24; back++) {
    if (end < life.opened) characters.push('B')
    else if (off !== null && end >= off) characters.push('L')
    else {
      const { balance, daysLate } = days[end - life.opened]!
      const bucket = `${Math.min(6, Math.floor(daysLate / 30))}`
      characters.push(bucket === '0' && dollars(balance) === 0 ? 'E' : bucket)
    }
    end = dayNumber(monthStart(dateOf(end))) - 1
  }
  return characters
}
