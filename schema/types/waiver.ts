import { describeFinding } from '../../server/records/findings.ts'
import { dayOf } from '../../server/rules/standing.ts'
import { builder } from '../builder.ts'
import { connectionType } from '../paging/connection.ts'
import { Severity, WaiverState } from './enums.ts'
import { tenantNode } from './node.ts'
import { NamedValue, ValidationError } from './validationError.ts'
import { ValidationRule } from './validationRule.ts'

export const Waiver = builder.prismaNode('Waiver', {
  ...tenantNode,
  description:
    'Excuses one rule on one loan, for the values it was about. It outlives syncs, and holds only while the rule finds those very values.',
  fields: (t) => ({
    state: t.field({
      type: WaiverState,
      description: 'Whether it excuses something now.',
      select: { revokedAt: true, expiresOn: true, validationErrors: { select: { id: true }, take: 1 } },
      resolve({ revokedAt, expiresOn, validationErrors }, _args, { app }) {
        if (revokedAt) return 'REVOKED' as const
        if (expiresOn && dayOf(expiresOn) < dayOf(new Date(app.now()))) return 'EXPIRED' as const
        return validationErrors.length > 0 ? ('ACTIVE' as const) : ('LAPSED' as const)
      },
    }),
    ruleId: t.exposeString('ruleId', { description: 'Id of the rule that it excuses.' }),
    rule: t.field({
      type: ValidationRule,
      nullable: true,
      description: 'The rule; null when this version no longer has it.',
      select: { ruleId: true },
      resolve: ({ ruleId }) => describeFinding(ruleId),
    }),
    severity: t.expose('severity', {
      type: Severity,
      description: 'Severity that the finding itself had when it was waived. What gets worse is not excused.',
    }),
    message: t.exposeString('message', { description: 'What was wrong when it was waived.' }),
    values: t.field({
      type: [NamedValue],
      description: 'The values it is for.',
      select: { values: true },
      resolve: (row) => Object.entries(row.values as Record<string, string>),
    }),
    reason: t.exposeString('reason', { description: 'Why it was given.' }),
    expiresOn: t.expose('expiresOn', {
      type: 'Date',
      nullable: true,
      description: 'The last day on which it holds (UTC); null when only its values end it.',
    }),
    batchId: t.exposeString('batchId', { description: 'The same for everything that one waiveErrors waived.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was given.' }),
    createdBy: t.exposeString('createdBy', { description: 'Who gave it: `apiKey:ID` or `jwt:SUBJECT`.' }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was revoked; null unless it was.',
    }),
    revokedBy: t.exposeString('revokedBy', { nullable: true, description: 'Who revoked it; null unless it was.' }),
    revokedBecause: t.exposeString('revokedBecause', { nullable: true, description: 'Why; null unless it was.' }),
    record: t.relation('record', { description: 'The record of the loan.' }),
    validationError: t.field({
      type: ValidationError,
      nullable: true,
      description: 'What it excuses now; null unless ACTIVE.',
      select: (_args, _context, nested) => ({ validationErrors: nested({ take: 1 }) }),
      resolve: (row) => row.validationErrors[0] ?? null,
    }),
  }),
})

export const WaiverConnection = connectionType('Waiver', Waiver, 'waivers')
