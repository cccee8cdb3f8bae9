/** What people read of a rule, by its id, whichever list it stands in. */
import { fileRules } from '../rules/fileText.ts'
import { lineRules } from '../rules/lineText.ts'
import { previousRules } from '../rules/previous.ts'
import { rules } from '../rules/registry.ts'
import type { RuleText } from '../rules/rule.ts'

const all: readonly RuleText[] = [...rules, ...previousRules, ...Object.values(lineRules), ...Object.values(fileRules)]
/** Where two lists have one rule, the text of the first. */
const byId = new Map(all.toReversed().map((rule) => [rule.id, rule]))

export function ruleText(id: string): RuleText | undefined {
  return byId.get(id)
}
