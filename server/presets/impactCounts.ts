/** The impact of a preset's text in numbers, with a few loans to look at for each. Pure; holds ids, never values. */
import type { Eligibility } from '../../prisma/generated/client/enums.ts'

/** REJECTED: the document would go to quarantine. */
export type ImpactOutcome = Eligibility | 'REJECTED'

/** What the text does to one loan. */
export interface LoanImpact {
  recordId: string
  /** By the published version on the same day after the same reports. Rules that count: neither switched off nor waived. */
  before: { eligibility: ImpactOutcome; rules: string[] }
  now: { eligibility: ImpactOutcome; rules: string[] }
  /** Fields that say something else. */
  fields: string[]
  /** Why it is rejected. */
  codes: string[]
  /** Of a loan that is rejected and that the published version maps: why. */
  newlyRejected: string[] | null
  /** The record as it stands says something else than what the published version makes of the loan by now. */
  outdated: boolean
}

export interface Counted {
  count: number
  /** Records to look at. */
  samples: string[]
}

export interface Impact {
  records: number
  /** A field, a rule or what becomes of it differs from what the published version makes of it now. */
  changed: number
  /** Mapped before something they depend on moved, such as a month that was closed: they change whichever version is published. */
  outdated: Counted
  rejected: number
  /** By field without indexes: `j1.surname`. */
  fields: Record<string, Counted>
  /** Rules that fail and did not. */
  newlyFailing: Record<string, Counted>
  /** Rules that failed and do not. */
  newlyPassing: Record<string, Counted>
  /** What becomes of loans, where it differs: `REPORTABLE>HELD`. */
  moves: Record<string, Counted>
  /** Failures of the loans that are rejected. */
  failures: Record<string, Counted>
  /** Of the loans that are rejected: those that the published version maps. */
  newlyRejected: Rejections
  /** Documents that are in quarantine now. */
  quarantine: QuarantineImpact
  /** Entries of tables that gave a value, as `tableEntry` names them. */
  hits: string[]
}

export interface Rejections extends Counted {
  /** How many loans for which cause (`causeOf`); a loan may have several. */
  causes: Record<string, number>
}

/** What the text does to documents in quarantine. Those that the source sent broken are not among them: no text can read them. */
export interface QuarantineImpact {
  documents: number
  /** Mapped with the text. Samples are quarantined records, causes what keeps them there now. */
  repaired: Rejections
  /** Of the repaired: the published version maps them as well, they need only be tried again. */
  repairedByPublished: number
  /** What becomes of the repaired. */
  becomes: Record<string, number>
  /** Not mapped with the text either, and why. */
  remaining: Rejections
}

/** A document in quarantine. */
export interface QuarantinedImpact {
  quarantinedId: string
  /** Why it is there. */
  causes: string[]
  /** What becomes of it; REJECTED: it stays there. */
  now: { eligibility: ImpactOutcome; causes: string[] }
  byPublished: boolean
}

const samplesEach = 5
/** A text can fail in no more places than it has; what the source's own reader says is bounded here. */
const mostCauses = 200

/** A failure by its code and where it is, without indexes: `UNKNOWN_VALUE LoanSettings.creditBureau`. */
export function causeOf(failure: { code: string; sourcePath: string | null; field: string }): string {
  const path = (failure.sourcePath ?? failure.field).replace(/\[\d+\]/g, '')
  return path === '' ? failure.code : `${failure.code} ${path}`
}

export function emptyImpact(): Impact {
  return {
    ...{ records: 0, changed: 0, outdated: { count: 0, samples: [] }, rejected: 0 },
    ...{ fields: {}, newlyFailing: {}, newlyPassing: {}, moves: {}, failures: {}, hits: [] },
    newlyRejected: noRejections(),
    quarantine: {
      ...{ documents: 0, repaired: noRejections(), repairedByPublished: 0, becomes: {}, remaining: noRejections() },
    },
  }
}

const noRejections = (): Rejections => ({ count: 0, samples: [], causes: {} })

function addLoan(counted: Counted, id: string): void {
  counted.count += 1
  if (counted.samples.length < samplesEach) counted.samples.push(id)
}

function addRejection(rejections: Rejections, id: string, causes: readonly string[]): void {
  addLoan(rejections, id)
  for (const cause of new Set(causes)) addOne(rejections.causes, cause)
}

function addOne(counts: Record<string, number>, name: string): void {
  if (!Object.hasOwn(counts, name) && Object.keys(counts).length >= mostCauses) return
  counts[name] = (Object.hasOwn(counts, name) ? counts[name]! : 0) + 1
}

export function addQuarantined({ quarantine }: Impact, loan: QuarantinedImpact): void {
  quarantine.documents += 1
  if (loan.now.eligibility === 'REJECTED') {
    addRejection(quarantine.remaining, loan.quarantinedId, loan.now.causes)
    return
  }
  addRejection(quarantine.repaired, loan.quarantinedId, loan.causes)
  addOne(quarantine.becomes, loan.now.eligibility)
  if (loan.byPublished) quarantine.repairedByPublished += 1
}

export function addToImpact(impact: Impact, loan: LoanImpact): void {
  const { recordId, before, now, fields, codes, newlyRejected, outdated } = loan
  const count = (counted: Record<string, Counted>, name: string) => {
    const entry = Object.hasOwn(counted, name) ? counted[name]! : { count: 0, samples: [] }
    addLoan(entry, recordId)
    counted[name] = entry
  }
  const names = new Set(fields.map((field) => field.replace(/\[\d+\]/, '')))
  for (const name of names) count(impact.fields, name)
  // A rejected document has no findings: that is no rule that passes.
  const appear = now.rules.filter((rule) => !before.rules.includes(rule))
  const vanish = now.eligibility === 'REJECTED' ? [] : before.rules.filter((rule) => !now.rules.includes(rule))
  for (const rule of appear) count(impact.newlyFailing, rule)
  for (const rule of vanish) count(impact.newlyPassing, rule)
  const moved = now.eligibility !== before.eligibility
  if (moved) count(impact.moves, `${before.eligibility}>${now.eligibility}`)
  for (const code of codes) count(impact.failures, code)
  impact.records += 1
  if (now.eligibility === 'REJECTED') impact.rejected += 1
  if (outdated) addLoan(impact.outdated, recordId)
  if (newlyRejected !== null) addRejection(impact.newlyRejected, recordId, newlyRejected)
  if (names.size > 0 || appear.length > 0 || vanish.length > 0 || moved) impact.changed += 1
}
