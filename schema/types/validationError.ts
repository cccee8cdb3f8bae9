import { describeFinding } from '../../server/records/findings.ts'
import { builder } from '../builder.ts'
import { connectionType } from '../paging/connection.ts'
import { Severity } from './enums.ts'
import { tenantNode } from './node.ts'
import { ValidationRule } from './validationRule.ts'

export const NamedValue = builder.objectRef<readonly [string, string]>('NamedValue').implement({
  description: 'A value and what it is called.',
  fields: (t) => ({
    name: t.string({ description: 'Name, often a Metro 2 field.', resolve: ([name]) => name }),
    value: t.string({ description: 'The value as text.', resolve: ([, value]) => value }),
  }),
})

export const ValidationError = builder.prismaNode('ValidationError', {
  ...tenantNode,
  description:
    'Something about one record that breaks a rule or that somebody should look at. It keeps its id through syncs ' +
    'while rule and values stay the same, and is gone when the trouble is. Never holds an SSN or a date of birth.',
  fields: (t) => ({
    ruleId: t.exposeString('ruleId', { description: 'Id of the rule.' }),
    rule: t.field({
      type: ValidationRule,
      nullable: true,
      description: 'The rule; null when this version no longer has it.',
      select: { ruleId: true },
      resolve: ({ ruleId }) => describeFinding(ruleId),
    }),
    severity: t.expose('severity', {
      type: Severity,
      description: 'How serious it is, after the rule setting of the organization.',
    }),
    defaultSeverity: t.expose('defaultSeverity', { type: Severity, description: 'How serious it was found to be.' }),
    waived: t.boolean({
      description: 'Whether a waiver excuses it; then it holds nothing and is counted apart.',
      select: { waiverId: true },
      resolve: ({ waiverId }) => waiverId !== null,
    }),
    waiver: t.relation('waiver', { nullable: true, description: 'The waiver that excuses it; null when none does.' }),
    fields: t.exposeStringList('fields', { description: 'Fields of the record it is about: `base.accountStatus`.' }),
    message: t.exposeString('message', { description: 'What is wrong.' }),
    values: t.field({
      type: [NamedValue],
      description: 'The values it is about.',
      select: { values: true },
      resolve: (row) => Object.entries(row.values as Record<string, string>),
    }),
    record: t.relation('record', { description: 'The record it is about.' }),
    connection: t.relation('connection', { description: 'The source of the record.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was first found.' }),
  }),
})

export const ValidationErrorConnection = connectionType('ValidationError', ValidationError, 'validation errors')
