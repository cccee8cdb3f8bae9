/** The tenant's state: a portfolio, a day, and what was changed by hand. Everything else is computed from these. */
import { archiveRow, type RowOverrides } from './archive.ts'
import { type Books, booksOf, keepsRow, type LoanStatus, lastChange, loanStatuses } from './books.ts'
import { buildPlan, type Head, headOf, indexOfLoanId, loansOn } from './build.ts'
import { type Day, dateText } from './calendar.ts'
import { customFieldsOf, portfoliosOf } from './lookups.ts'
import { addressBy, type Person, peopleOf } from './people.ts'
import type { Plan } from './plan.ts'
import { randomOf } from './random.ts'
import type { FaultSwitches } from './types.ts'

export interface WrittenNote {
  id: number
  parentType: 'Entity.Loan' | 'Entity.Customer'
  parentId: number
  subject: string
  body: string
  categoryId: number
  day: Day
  second: number
}

/** Attached through the API; without bytes until they were sent to its address. */
export interface WrittenDocument {
  id: number
  sectionId: number
  /** As it was given, and as it is stored. */
  fileName: string
  storedName: string
  /** What was said of the size beforehand; null: nothing. */
  claimedSize: number | null
  bytes: Buffer | null
  archived: boolean
  day: Day
  second: number
  /** What the address is signed with, and how long it lives (milliseconds). */
  secret: string
  addressEnds: number
}

/** What was changed by hand or by a write, oldest first; each carries the day it holds from. */
export interface Overlay {
  version: number
  planEdits: ((plan: Plan) => void)[]
  settings: { day: Day; fields: Record<string, unknown> }[]
  customFields: { day: Day; entityType: string; entityId: number; customFieldId: number; value: string | null }[]
  customers: { day: Day; second: number; position: number; fields: Record<string, unknown> }[]
  addresses: {
    day: Day
    second: number
    position: number
    which: 'primary' | 'mail'
    fields: Partial<Person['address']>
  }[]
  notes: WrittenNote[]
  documents: WrittenDocument[]
  portfolios: { day: Day; id: number; sub: boolean; remove: boolean }[]
  loanAlert: string | null
  changed: { day: Day; second: number } | null
}

export interface PersonNow extends Person {
  fields: Record<string, unknown>
  lastUpdate: { day: Day; second: number }
}

/** Scripts and books held in memory; others are written again when asked for. */
const booksKept = 600

export class Tenant {
  readonly seed: number
  readonly first: Day
  readonly loansAtFirst: number
  readonly documentBytes: number
  readonly faults: FaultSwitches
  day: Day
  #heads: Head[] = []
  #books = new Map<number, Books>()
  #overlays = new Map<number, Overlay>()
  #writes = 0

  constructor(options: { seed: number; first: Day; loans: number; documentBytes: number; faults: FaultSwitches }) {
    this.seed = options.seed
    this.first = options.first
    this.day = options.first
    this.loansAtFirst = options.loans
    this.documentBytes = options.documentBytes
    this.faults = options.faults
  }

  get #portfolio() {
    return { seed: this.seed, first: this.first, loans: this.loansAtFirst }
  }

  /** How many loans there are today; positions 0 … count−1. */
  count(): number {
    return loansOn(this.#portfolio, this.day)
  }

  head(index: number): Head {
    while (this.#heads.length <= index) this.#heads.push(headOf(this.#portfolio, this.#heads.length))
    return this.#heads[index]!
  }

  /** Position of a loan id, or null where the tenant has no such loan today. */
  indexOf(loanId: number): number | null {
    const index = indexOfLoanId(loanId)
    return Number.isInteger(index) && index >= 0 && index < this.count() ? index : null
  }

  /** Position of the loan a customer belongs to. */
  indexOfCustomer(customerId: number): number | null {
    const index = Math.floor((customerId - 30_001) / 4)
    if (!Number.isInteger(customerId) || index < 0 || index >= this.count()) return null
    return this.people(index).some(({ id }) => id === customerId) ? index : null
  }

  books(index: number): Books {
    let books = this.#books.get(index)
    if (books) {
      this.#books.delete(index)
    } else {
      const plan = buildPlan(this.#portfolio, index)
      for (const edit of this.#overlays.get(index)?.planEdits ?? []) edit(plan)
      books = booksOf(plan)
    }
    this.#books.set(index, books)
    if (this.#books.size > booksKept) this.#books.delete(this.#books.keys().next().value!)
    return books
  }

  overlay(index: number): Overlay | null {
    return this.#overlays.get(index) ?? null
  }

  /** Records a change of a loan; `ofLoan` moves the loan's own last change too. */
  change(index: number, ofLoan: boolean, apply: (overlay: Overlay, at: { day: Day; second: number }) => void): void {
    const overlay = this.#overlays.get(index) ?? emptyOverlay()
    const at = this.clock()
    this.#writes++
    const edits = overlay.planEdits.length
    apply(overlay, at)
    overlay.version++
    if (ofLoan) overlay.changed = at
    this.#overlays.set(index, overlay)
    // A script is rebuilt with its edits; what it said of earlier days stays as it was.
    if (overlay.planEdits.length !== edits) {
      this.#books.delete(index)
      const { archivedFrom, deletedFrom } = this.books(index).plan
      Object.assign(this.head(index), { archivedFrom, deletedFrom })
    }
  }

  /** The tenant's time: 18:00 UTC of its day and a second more with each write. */
  clock(): { day: Day; second: number } {
    return { day: this.day, second: Math.min(86_399, 64_800 + this.#writes) }
  }

  newId(): number {
    return 7_000_001 + this.#writes
  }

  lastChange(index: number): { day: Day; second: number } {
    const scripted = lastChange(this.books(index).plan, this.day)
    const changed = this.overlay(index)?.changed
    return changed && changed.day >= scripted.day ? changed : scripted
  }

  /** Changes whenever anything a loan's document shows may have changed. */
  version(index: number): string {
    return `${this.day}.${this.overlay(index)?.version ?? 0}`
  }

  /** The customers as they are today. */
  people(index: number): PersonNow[] {
    const head = this.head(index)
    const overlay = this.overlay(index)
    const moves = this.books(index).plan.moves.filter((move) => move.day <= this.day)
    return peopleOf(this.seed, index, head.life, head.opened).map((person) => {
      const now: PersonNow = { ...person, fields: {}, lastUpdate: { day: head.created, second: 43_200 } }
      for (const move of moves.filter((one) => one.customer === person.position)) {
        now.address = addressBy(randomOf(this.seed, 'move', move.address))
        now.mailAddress = now.address
        now.lastUpdate = { day: move.day, second: 50_000 }
      }
      for (const change of overlay?.addresses.filter((one) => one.position === person.position) ?? []) {
        const which = change.which === 'mail' ? 'mailAddress' : 'address'
        now[which] = { ...now[which], ...change.fields }
        now.lastUpdate = change
      }
      for (const change of overlay?.customers.filter((one) => one.position === person.position) ?? []) {
        Object.assign(now.fields, change.fields)
        now.lastUpdate = change
      }
      return now
    })
  }

  hasRow(index: number, day: Day): boolean {
    if (day > this.day || index >= this.count()) return false
    const head = this.head(index)
    const rules = { ...head, draft: head.life.traits.includes('draft') }
    return keepsRow(this.seed, index, rules, day, this.first - 20)
  }

  row(index: number, day: Day): Record<string, unknown> | null {
    if (!this.hasRow(index, day)) return null
    const people = this.head(index).life.traits.some((trait) => /^(joint|company-with)/.test(trait)) ? 2 : 1
    return archiveRow(this.books(index), day, people, this.#rowOverrides(index, day))
  }

  /** LoanSettings fields changed by hand, as of a day. */
  settingsOn(index: number, day: Day): Record<string, unknown> {
    const changes = this.overlay(index)?.settings.filter((change) => change.day <= day) ?? []
    return Object.assign({}, ...changes.map(({ fields }) => fields))
  }

  #rowOverrides(index: number, day: Day): RowOverrides {
    const values = customFieldsOf(this, index, day).filter(({ value }) => value !== null)
    const portfolios = portfoliosOf(this, index, day)
    const overrides: RowOverrides = {
      customFields: Object.fromEntries(values.map(({ customFieldId, value }) => [customFieldId, value!])),
      portfolios: portfolios.portfolios.map(String),
      subPortfolios: portfolios.subPortfolios.map(String),
    }
    const status = this.statusSet(index, day)
    if (status) overrides.status = status
    return overrides
  }

  /** A loan status written by hand, where it is one the tenant knows. */
  statusSet(index: number, day: Day): LoanStatus | null {
    const { loanStatusId, loanSubStatusId } = this.settingsOn(index, day)
    if (loanStatusId === undefined && loanSubStatusId === undefined) return null
    const known = Object.values(loanStatuses)
    return (
      known.find(({ subId }) => subId === Number(loanSubStatusId)) ??
      known.find(({ id }) => id === Number(loanStatusId)) ??
      null
    )
  }

  advance(days: number): void {
    if (!Number.isInteger(days) || days < 0 || days > 20_000) throw new Error(`cannot advance by ${days} days`)
    this.day += days
  }

  today(): string {
    return dateText(this.day)
  }
}

function emptyOverlay(): Overlay {
  return {
    version: 0,
    planEdits: [],
    settings: [],
    customFields: [],
    customers: [],
    addresses: [],
    notes: [],
    documents: [],
    portfolios: [],
    loanAlert: null,
    changed: null,
  }
}
