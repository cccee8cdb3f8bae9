import { rules } from '../../server/metro2/rules/registry.ts'
import type { Rule } from '../../server/metro2/rules/rule.ts'
import { builder } from '../builder.ts'
import { Severity } from './enums.ts'

const byId = new Map<string, Rule>(rules.map((rule) => [rule.id, rule]))

export const ruleOf = (id: string): Rule | null => byId.get(id) ?? null

export const ValidationRule = builder.objectRef<Rule>('ValidationRule').implement({
  description: 'Something that must hold for a Metro 2 record.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Name of the rule: `Status-DOFD-1`. Not a global id.' }),
    title: t.exposeString('title', { description: 'The rule in a line.' }),
    severity: t.field({ type: Severity, description: 'How serious a breach is.', resolve: (rule) => rule.severity }),
    fields: t.exposeStringList('fields', { description: 'Fields of the record it looks at: `base.accountStatus`.' }),
    explanation: t.exposeString('explanation', { description: 'Why it matters.' }),
    fix: t.exposeString('fix', { description: 'How to mend a breach.' }),
    source: t.exposeString('source', { description: 'Where the rule comes from.' }),
    note: t.exposeString('note', { nullable: true, description: 'Where it differs from its source, and why.' }),
  }),
})
