/** The impact of a preset's text in numbers, with a few loans to look at for each. Pure; holds ids, never values. */
import type { Eligibility } from '../../prisma/generated/client/enums.ts'

/** REJECTED: the document would go to quarantine. */
export type ImpactOutcome = Eligibility | 'REJECTED'

/** What the text does to one loan. */
export interface LoanImpact {
  recordId: string
  /** Rules that count: neither switched off nor waived. */
  before: { eligibility: Eligibility; rules: string[] }
  now: { eligibility: ImpactOutcome; rules: string[] }
  /** Fields that say something else. */
  fields: string[]
  /** Why it is rejected. */
  codes: string[]
}

export interface Counted {
  count: number
  /** Records to look at. */
  samples: string[]
}

export interface Impact {
  records: number
  /** A field, a rule or what becomes of it differs. */
  changed: number
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
  /** Entries of tables that gave a value, as `tableEntry` names them. */
  hits: string[]
}

const samplesEach = 5

export function emptyImpact(): Impact {
  return {
    ...{ records: 0, changed: 0, rejected: 0 },
    ...{ fields: {}, newlyFailing: {}, newlyPassing: {}, moves: {}, failures: {}, hits: [] },
  }
}

export function addToImpact(impact: Impact, { recordId, before, now, fields, codes }: LoanImpact): void {
  const count = (counted: Record<string, Counted>, name: string) => {
    const entry = Object.hasOwn(counted, name) ? counted[name]! : { count: 0, samples: [] }
    entry.count += 1
    if (entry.samples.length < samplesEach) entry.samples.push(recordId)
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
  if (names.size > 0 || appear.length > 0 || vanish.length > 0 || moved) impact.changed += 1
}
