/** Every rule, by what it looks at, and the run of those that look at one record. */
import type { Finding } from '../facts.ts'
import type { CalendarDate, Metro2Record } from '../record.ts'
import { balanceRules } from './balance.ts'
import { bankruptcyRules } from './bankruptcy.ts'
import { codeRules } from './codes.ts'
import { commentRules } from './comments.ts'
import { consumerRules } from './consumers.ts'
import { dateRules } from './dates.ts'
import { firstDelinquencyRules } from './dofd.ts'
import { fileRules } from './fileText.ts'
import { formatRules } from './format.ts'
import { historyRules } from './history.ts'
import { lineRules } from './lineText.ts'
import { moovBaseRules, moovConsumerRules } from './moov.ts'
import { paymentRules } from './payments.ts'
import { previousRules } from './previous.ts'
import { findingOf, findingsOf, type Rule, type RuleContext, type RuleText, type Scope } from './rule.ts'
import { missingSegmentRules, segmentRules } from './segments.ts'

export { derivationFindings, type FindingDescription } from './derivation.ts'
export { previousRules, validateAgainstPrevious } from './previous.ts'
export type { Hit, Rule, RuleContext, RuleText, Scope } from './rule.ts'

interface Group {
  /** Whether any rule of the group can hit this record: a comparison or two for a whole family of rules. */
  concerns: (record: Metro2Record) => boolean
  rules: readonly Rule[]
}

const always = () => true

function hasAppended({ k1, k2, k3, k4, l1, n1 }: Metro2Record): boolean {
  return !(
    k1 === undefined &&
    k2 === undefined &&
    k3 === undefined &&
    k4 === undefined &&
    l1 === undefined &&
    n1 === undefined
  )
}

function hasIndicator({ base, j1, j2 }: Metro2Record): boolean {
  if (base.consumerInformationIndicator !== '') return true
  for (const consumer of j1) if (consumer.consumerInformationIndicator !== '') return true
  for (const consumer of j2) if (consumer.consumerInformationIndicator !== '') return true
  return false
}

/** In the order their findings are answered. A new rule is added to one of these lists. */
const groups: readonly Group[] = [
  { concerns: always, rules: [...formatRules, ...codeRules, ...moovBaseRules, ...consumerRules] },
  { concerns: ({ j1, j2 }) => j1.length > 0 || j2.length > 0, rules: moovConsumerRules },
  { concerns: hasAppended, rules: segmentRules },
  { concerns: always, rules: [...missingSegmentRules, ...historyRules, ...firstDelinquencyRules, ...balanceRules] },
  { concerns: hasIndicator, rules: bankruptcyRules },
  { concerns: always, rules: [...dateRules, ...paymentRules] },
  { concerns: ({ base }) => base.specialComment !== '' || base.complianceConditionCode !== '', rules: commentRules },
]

/** The rules about one record. */
export const rules: readonly Rule[] = groups.flatMap((group) => group.rules)

/** A rule as people read it, with everything it looks at. */
export interface DescribedRule extends RuleText {
  scopes: readonly Scope[]
}

const rank = { INFO: 0, WARNING: 1, ERROR: 2 } as const

/** Rules of one id hit by the conditions of all their scopes; the gravest of them speaks for them. */
function describeAll(parts: readonly (RuleText & { scope: Scope })[]): DescribedRule[] {
  const described = new Map<string, DescribedRule>()
  for (const { scope, ...part } of parts) {
    const { id, title, severity, fields, explanation, fix, source, note } = part
    const other = described.get(id)
    const scopes = [...(other?.scopes ?? []), scope]
    const condition = other === undefined ? part.condition : `${other.condition} Or: ${part.condition}`
    if (other !== undefined && rank[other.severity] >= rank[severity])
      described.set(id, { ...other, scopes, condition })
    else described.set(id, { id, title, condition, severity, fields, explanation, fix, source, note, scopes })
  }
  return [...described.values()]
}

const scoped = (texts: readonly RuleText[], scope: Scope) => texts.map((text) => ({ ...text, scope }))

/** Every rule of every scope, each id once. */
export const allRules: readonly DescribedRule[] = describeAll([
  ...rules,
  ...previousRules,
  ...scoped(Object.values(lineRules), 'line'),
  ...scoped(Object.values(fileRules), 'file'),
])

const byId = new Map(allRules.map((rule) => [rule.id, rule]))

export function ruleById(id: string): DescribedRule | undefined {
  return byId.get(id)
}

/**
 * What rules cannot decide, with the reason; it is neither passed nor failed. Both have a rule for the part that can be
 * decided.
 */
export const notEvaluated: readonly { id: string; reason: string }[] = [
  {
    id: 'G-AMT-1',
    reason: 'Whether cents were dropped or rounded cannot be seen in whole dollars.',
  },
  {
    id: 'G-DOFD-4',
    reason: 'Whether the date was furnished within 90 days shows only between two reports more than 90 days apart.',
  },
]

/** The as-of date, and the activity date of the file where one is at hand. */
export interface ValidationContext {
  asOf: CalendarDate
  activityDate?: CalendarDate
}

function run(families: readonly Group[], record: Metro2Record, context: ValidationContext): Finding[] {
  const full: RuleContext = { asOf: context.asOf, activityDate: context.activityDate ?? context.asOf }
  const findings: Finding[] = []
  for (const { concerns, rules } of families) {
    if (!concerns(record)) continue
    for (const rule of rules) {
      const hit = rule.check(record, full)
      if (hit === null) continue
      if (hit.also === undefined) findings.push(findingOf(rule, hit))
      else findings.push(...findingsOf(rule, hit))
    }
  }
  return findings
}

/**
 * Findings of every rule on a record; all rules always run. Messages and values hold neither Social Security numbers nor
 * dates of birth.
 */
export function validateRecord(record: Metro2Record, context: ValidationContext): Finding[] {
  return run(groups, record, context)
}

/** Rules about how a record can be written, which `validateLine` answers where it was written already. */
const writing = new Set<string>(Object.values(lineRules).map(({ id }) => id))
const readGroups = groups.map((group) => ({ ...group, rules: group.rules.filter(({ id }) => !writing.has(id)) }))

/** The same for a record that was read from a line: without what `validateLine` says of that line. */
export function validateReadRecord(record: Metro2Record, context: ValidationContext): Finding[] {
  return run(readGroups, record, context)
}
