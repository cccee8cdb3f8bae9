/** What a rule about two reports of one account is. `previous.ts` gathers and runs them. */
import type { BaseSegment, CalendarDate, Metro2Record } from '../record.ts'
import { type Hit, paths, type RuleText } from './rule.ts'

/** Two reports of one account, and how far apart they are. Their numbers may differ: whoever joins them knows the loan. */
export interface Change {
  record: Metro2Record
  previous: Metro2Record
  now: BaseSegment
  before: BaseSegment
  /** Months from the previous report's to this one's: 1 as a rule, 0 where this replaces it, more where months are missing. */
  months: number
  /** Days between the two activity dates. */
  days: number
  previousActivityDate: CalendarDate
}

export interface PreviousRule extends RuleText {
  scope: 'previous'
  /**
   * About a reported past that now reads otherwise. With evidence of a correction it warns and does not hold, for the law asks
   * for the correction (FCRA 623(a)(2)).
   */
  correctable: boolean
  check: (change: Change) => Hit | null
}

export interface PreviousRuleSpec extends Omit<PreviousRule, 'scope' | 'note' | 'fields' | 'correctable'> {
  /** Fields of the base segment by name, or whole paths where they hold a dot. */
  fields: string[]
  note?: string
  correctable?: boolean
}

export function previousRule(spec: PreviousRuleSpec): PreviousRule {
  return {
    ...spec,
    fields: paths(spec.fields),
    scope: 'previous',
    note: spec.note ?? null,
    correctable: spec.correctable ?? false,
  }
}

type Compared = keyof Omit<BaseSegment, 'socialSecurityNumber' | 'dateOfBirth'>

/** Fields as they were and as they are. The type keeps Social Security number and date of birth out. */
export function compare({ now, before }: Change, ...names: Compared[]): Record<string, string> {
  const values: Record<string, string> = {}
  for (const name of names) {
    values[`previous.${name}`] = `${before[name] ?? ''}`
    values[name] = `${now[name] ?? ''}`
  }
  return values
}

/** A rule that hits when `when` is true and shows its fields of both months. */
export function changeRule(
  spec: Omit<PreviousRuleSpec, 'check' | 'fields'> & { fields: Compared[]; when: (change: Change) => boolean },
): PreviousRule {
  const { when, ...rest } = spec
  return previousRule({
    ...rest,
    check: (change) => (when(change) ? { values: compare(change, ...spec.fields) } : null),
  })
}
