/** The rules as a list that is searched: what of a rule is looked at, and where it comes from in a word. */
import type { RuleScope, RulesQuery, Severity } from '../generated/documents.ts'

export type Rule = RulesQuery['validationRules'][number]

export type RuleFamily = 'CFPB' | 'FCRA' | 'FORMAT' | 'GUIDANCE' | 'SERVER'

/** Where rules come from, by what their source names. A rule may come from several. */
export const ruleFamilies: readonly { value: RuleFamily; label: string; pattern: RegExp }[] = [
  { value: 'CFPB', label: 'Evaluators of the CFPB', pattern: /CFPB/ },
  { value: 'FCRA', label: 'FCRA', pattern: /FCRA/ },
  { value: 'FORMAT', label: 'Definition of the format', pattern: /definition|[Ff]ields? \d|moov/ },
  { value: 'GUIDANCE', label: 'Public guidance', pattern: /guidance/ },
  { value: 'SERVER', label: 'Mapping, derivation and sync', pattern: /^(Mapping|Derivation|Sync|Numbers)/ },
]

export const familiesOf = ({ source }: Pick<Rule, 'source'>): RuleFamily[] =>
  ruleFamilies.filter(({ pattern }) => pattern.test(source)).map(({ value }) => value)

/** Segments of the fields that a rule looks at: `base`, `j1`, `header`. */
export const segmentsOf = ({ fields }: Pick<Rule, 'fields'>): string[] => [
  ...new Set(fields.map((field) => field.split('.')[0]!)),
]

/** `base` as `Base`, `j1` as `J1`. */
export const segmentTitle = (segment: string): string =>
  segment.length <= 2 ? segment.toUpperCase() : segment.charAt(0).toUpperCase() + segment.slice(1)

export const scopeTitles: Record<RuleScope, string> = {
  RECORD: 'One record',
  PREVIOUS: 'What was reported before',
  LINE: 'Characters of a line',
  FILE: 'A whole file',
}

/** Whether the organization has made it something else than what is shipped. */
export const isChanged = ({ setting, severity }: Pick<Rule, 'setting' | 'severity'>): boolean =>
  setting !== null && setting.severity !== null && setting.severity !== severity

export interface RuleFilter {
  q?: string | undefined
  severity?: Severity | undefined
  scope?: RuleScope | undefined
  segment?: string | undefined
  source?: RuleFamily | undefined
  changed?: boolean | undefined
}

/** Every word of the search must stand in the rule: its name, title, condition, explanation, mending, source or fields. */
export function filterRules(rules: readonly Rule[], filter: RuleFilter): Rule[] {
  const words = (filter.q ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  return rules.filter(
    (rule) =>
      (!filter.severity || rule.effectiveSeverity === filter.severity) &&
      (!filter.scope || rule.scopes.includes(filter.scope)) &&
      (!filter.segment || segmentsOf(rule).includes(filter.segment)) &&
      (!filter.source || familiesOf(rule).includes(filter.source)) &&
      (!filter.changed || isChanged(rule)) &&
      (words.length === 0 || holds(rule, words)),
  )
}

function holds(rule: Rule, words: readonly string[]): boolean {
  const { id, title, condition, explanation, fix, source, fields } = rule
  const all = [id, title, condition, explanation, fix, source, ...fields].join(' ').toLowerCase()
  return words.every((word) => all.includes(word))
}

const rank: Record<Severity, number> = { ERROR: 0, WARNING: 1, INFO: 2, OFF: 3 }

export interface RuleOrder {
  column: string
  descending: boolean
}

/** By the column, then by name. Severities from the most serious. */
export function sortRules(
  rules: readonly Rule[],
  { column, descending }: RuleOrder,
  open: (id: string) => number,
): Rule[] {
  const compare = (a: Rule, b: Rule) => {
    if (column === 'severity') return rank[a.effectiveSeverity] - rank[b.effectiveSeverity]
    if (column === 'open') return open(a.id) - open(b.id)
    return 0
  }
  const sign = descending ? -1 : 1
  return rules.toSorted((a, b) => sign * compare(a, b) || (column === 'rule' ? sign : 1) * a.id.localeCompare(b.id))
}

/** Open findings by rule, whatever their severity. */
export function openByRule(counts: readonly { ruleId: string; count: number }[]): Map<string, number> {
  const open = new Map<string, number>()
  for (const { ruleId, count } of counts) open.set(ruleId, (open.get(ruleId) ?? 0) + count)
  return open
}
