/** What a rule is. Rules are plain data and one function each; `registry.ts` gathers them. */
import type { Finding, Severity } from '../facts.ts'
import type { BaseSegment, CalendarDate, J1Segment, J2Segment, Metro2Record } from '../record.ts'

export interface RuleContext {
  asOf: CalendarDate
  /** Header field 8 of the file the record goes into; the as-of date where no file is at hand. */
  activityDate: CalendarDate
}

/** A rule found something. */
export interface Hit {
  /** The values it is about, by field name. Never a Social Security number or a date of birth. */
  values: Record<string, string>
  /** What is wrong here; the rule's title when absent. */
  message?: string
  /** Paths of the fields concerned; the rule's own fields when absent. */
  fields?: string[]
  /** Where it differs from the rule's. */
  severity?: Severity
  /** Further hits of the rule on the same record: another consumer, another field. */
  also?: Hit[]
}

/**
 * What a rule has to see: one record, the characters of its line, the same account's record of the month before, or the whole
 * file. A rule that looks at more than one of these stands once in each list, under one id.
 */
export type Scope = 'record' | 'line' | 'previous' | 'file'

/** What people read of a rule. */
export interface RuleText {
  /** Stable: waivers, settings and documents name it. */
  id: string
  title: string
  /** Exactly when it hits: fields by name and number, codes, comparisons. */
  condition: string
  /** Default severity; an ERROR holds a record back. */
  severity: Severity
  /** Fields it relates, as paths into the record. */
  fields: string[]
  /** Why it matters. */
  explanation: string
  /** How to mend it. */
  fix: string
  /** Where it comes from: an evaluator of the CFPB, a check of moov, public guidance, a statute. */
  source: string
  /** What was changed or left out against the source, and why. */
  note: string | null
}

export interface Rule extends RuleText {
  scope: 'record'
  check: (record: Metro2Record, context: RuleContext) => Hit | null
}

/** The parts of a rule its author writes; the rest has one answer. */
export interface RuleSpec extends Omit<Rule, 'scope' | 'note' | 'fields'> {
  /** Fields of the base segment by name, or whole paths where they hold a dot. */
  fields: string[]
  note?: string
}

/** Names of base fields as paths; whole paths stay. */
export function paths(fields: readonly string[]): string[] {
  return fields.map((field) => (field.includes('.') ? field : `base.${field}`))
}

export function rule(spec: RuleSpec): Rule {
  return { ...spec, fields: paths(spec.fields), scope: 'record', note: spec.note ?? null }
}

/** A hit that another rule reports as well counts as information, so that nobody is told the same twice. */
export function asRepeat(hit: Hit, repeats: boolean): Hit {
  return repeats ? { ...hit, severity: 'INFO' } : hit
}

/** Two hits of a rule on one record as one; null where there is none. */
export function together(hit: Hit | null, next: Hit | null): Hit | null {
  if (hit === null || next === null) return hit ?? next
  const { also = [], ...first } = hit
  const { also: more = [], ...second } = next
  return { ...first, also: [...also, second, ...more] }
}

/** Every hit of a rule on one record as a finding. */
export function findingsOf(rule: RuleText, hit: Hit): Finding[] {
  return [findingOf(rule, hit), ...(hit.also ?? []).map((each) => findingOf(rule, each))]
}

/** A hit of a rule as a finding. */
export function findingOf(rule: RuleText, hit: Hit): Finding {
  return {
    rule: rule.id,
    severity: hit.severity ?? rule.severity,
    fields: hit.fields ?? rule.fields,
    message: `${hit.message ?? rule.title}.`,
    values: hit.values,
  }
}

type Shown = keyof Omit<BaseSegment, 'socialSecurityNumber' | 'dateOfBirth'>

/** The named base fields as text. The type keeps Social Security number and date of birth out. */
export function show(base: BaseSegment, ...names: Shown[]): Record<string, string> {
  const values: Record<string, string> = {}
  for (const name of names) values[name] = `${base[name] ?? ''}`
  return values
}

/** A rule that looks at the base alone: it hits when `when` is true and shows its fields. */
export function baseRule(
  spec: Omit<RuleSpec, 'check' | 'fields'> & {
    fields: Shown[]
    when: (base: BaseSegment, context: RuleContext, record: Metro2Record) => boolean
  },
): Rule {
  const { when, ...rest } = spec
  return rule({
    ...rest,
    check: (record, context) =>
      when(record.base, context, record) ? { values: show(record.base, ...spec.fields) } : null,
  })
}

/** Calls `visit` for the base's consumer and every associated one; answers the first hit. */
export function firstPerson(
  record: Metro2Record,
  visit: (consumer: J1Segment, path: string) => Hit | null,
): Hit | null {
  const hit = visit(record.base, 'base')
  if (hit !== null) return hit
  for (let i = 0; i < record.j1.length; i++) {
    const found = visit(record.j1[i]!, `j1[${i}]`)
    if (found !== null) return found
  }
  for (let i = 0; i < record.j2.length; i++) {
    const found = visit(record.j2[i]!, `j2[${i}]`)
    if (found !== null) return found
  }
  return null
}

/** Calls `visit` for the base's consumer and every associated one; answers all hits. */
export function everyPerson(
  record: Metro2Record,
  visit: (consumer: J1Segment, path: string) => Hit | null,
): Hit | null {
  const hit = together(visit(record.base, 'base'), everyOf(record.j1, 'j1', visit))
  return together(hit, everyOf(record.j2, 'j2', visit))
}

/** All hits among the segments of one kind. */
export function everyOf<T>(
  segments: readonly T[],
  name: string,
  visit: (segment: T, path: string) => Hit | null,
): Hit | null {
  let hit: Hit | null = null
  for (let i = 0; i < segments.length; i++) hit = together(hit, visit(segments[i]!, `${name}[${i}]`))
  return hit
}

/** Base and J2 segments, the ones with an address; answers all hits. */
export function everyAddress(
  record: Metro2Record,
  visit: (segment: J2Segment, path: string) => Hit | null,
): Hit | null {
  return together(visit(record.base, 'base'), everyOf(record.j2, 'j2', visit))
}

/** Whether any consumer of the record satisfies a condition. */
export function anyPerson(record: Metro2Record, condition: (consumer: J1Segment) => boolean): boolean {
  return condition(record.base) || record.j1.some(condition) || record.j2.some(condition)
}

/** Whether any associated consumer does. */
export function anyAssociated(record: Metro2Record, condition: (consumer: J1Segment) => boolean): boolean {
  return record.j1.some(condition) || record.j2.some(condition)
}

/** Ten digits, or none: a telephone number is optional. */
export function isTelephoneNumber(text: string): boolean {
  return text === '' || (text.length === 10 && isDigits(text))
}

export function isDigits(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 48 || code > 57) return false
  }
  return text.length > 0
}

/** A set of codes written as words. */
export function codes(words: string): ReadonlySet<string> {
  return new Set(words.split(' '))
}

export const paid = codes('13 61 62 63 64 65')
export const late = codes('71 78 80 82 83 84')
/** Open and past due, in collection or charged off. */
export const lateOrWorse = codes('71 78 80 82 83 84 93 97')
export const openStatuses = codes('11 71 78 80 82 83 84 93')
export const deleted = codes('DA DF')
export const bankruptcyIndicators = codes('A B C D E F G H Z V 1A')
export const dischargedIndicators = codes('E F G H')
/** Account types of lines of credit, and of cards and open accounts, for which a zero payment or balance is looked at. */
export const lineTypes = codes('15 43 47 89 7A 9B')
export const cardTypes = codes('18 37 43 2A 8A')
/** Sold or transferred. */
export const soldComments = codes('AH AT O')
export const instalmentPortfolios = codes('I M')
export const rateable = codes('1 2 3 4 5 6 G L')

/** A line of credit or card by portfolio and account type together. */
export function isLineOrCard(base: BaseSegment): boolean {
  const { portfolioType, accountType } = base
  if (portfolioType === 'C') return lineTypes.has(accountType)
  return (portfolioType === 'O' || portfolioType === 'R') && cardTypes.has(accountType)
}
