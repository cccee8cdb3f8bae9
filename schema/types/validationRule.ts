import type { RuleSetting as RuleSettingRow } from '../../prisma/generated/client/client.ts'
import type { DescribedFinding } from '../../server/records/findings.ts'
import { whyLocked } from '../../server/rules/locked.ts'
import { builder } from '../builder.ts'
import { enumOf, Severity } from './enums.ts'

const RuleSetting = builder.objectRef<RuleSettingRow>('RuleSetting').implement({
  description: 'What the organization last made of a rule.',
  fields: (t) => ({
    severity: t.field({
      type: Severity,
      nullable: true,
      description: 'Severity of all of its findings; OFF: switched off; null: as shipped again.',
      resolve: (setting) => setting.severity,
    }),
    reason: t.exposeString('reason', { description: 'Why.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was set.' }),
    updatedBy: t.exposeString('updatedBy', { description: 'Who set it: `apiKey:ID` or `jwt:SUBJECT`.' }),
    applied: t.boolean({
      description: 'Whether all stored records follow it; until then it is at work on them.',
      resolve: ({ applyAfter }) => applyAfter === null,
    }),
  }),
})

const RuleScope = enumOf('RuleScope', 'What a rule has to see.', {
  RECORD: 'One record alone.',
  LINE: 'The characters of a line of a file.',
  PREVIOUS: 'What was last reported of the account.',
  FILE: 'A whole file, or a whole period.',
})

const scopeNames = { record: 'RECORD', line: 'LINE', previous: 'PREVIOUS', file: 'FILE' } as const

export const ValidationRule = builder.objectRef<DescribedFinding>('ValidationRule').implement({
  description: 'Something that must hold for a Metro 2 record, or that mapping or derivation may find.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Name of the rule: `Status-DOFD-1`. Not a global id.' }),
    title: t.exposeString('title', { description: 'The rule in a line.' }),
    condition: t.exposeString('condition', {
      description:
        'Exactly when it is found: fields by name and number, codes, comparisons. Numbers are those of the base segment; `J1 7` is field 7 of J1.',
    }),
    severity: t.field({
      type: Severity,
      description: 'How serious a breach is, as shipped. A finding may differ; it says its own.',
      resolve: (rule) => rule.severity,
    }),
    effectiveSeverity: t.field({
      type: Severity,
      description: 'How serious a breach is in this organization.',
      async resolve(rule, _args, { loaders }) {
        if (whyLocked(rule.id) !== null) return rule.severity
        return (await loaders.ruleSettings.load(rule.id))?.severity ?? rule.severity
      },
    }),
    setting: t.field({
      type: RuleSetting,
      nullable: true,
      description: 'What the organization made of it; null when it was never set.',
      resolve: (rule, _args, { loaders }) => loaders.ruleSettings.load(rule.id),
    }),
    locked: t.boolean({
      description: 'Whether it can be neither set nor waived.',
      resolve: (rule) => whyLocked(rule.id) !== null,
    }),
    lockedBecause: t.string({
      nullable: true,
      description: 'Why it can be neither set nor waived; null when it can.',
      resolve: (rule) => whyLocked(rule.id),
    }),
    scopes: t.field({
      type: [RuleScope],
      description: 'What it looks at.',
      resolve: (rule) => rule.scopes.map((scope) => scopeNames[scope]),
    }),
    fields: t.exposeStringList('fields', { description: 'Fields of the record it looks at: `base.accountStatus`.' }),
    explanation: t.exposeString('explanation', { description: 'Why it matters.' }),
    fix: t.exposeString('fix', { description: 'How to mend a breach.' }),
    source: t.exposeString('source', { description: 'Where the rule comes from.' }),
    note: t.exposeString('note', { nullable: true, description: 'Where it differs from its source, and why.' }),
  }),
})
