/** Rules, and counts of what is wrong. */

import type { Prisma } from '../../prisma/generated/client/client.ts'
import type { Eligibility as EligibilityValue, Severity as SeverityValue } from '../../prisma/generated/client/enums.ts'
import { describedFindings, describeFinding } from '../../server/records/findings.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { idOf } from '../ids.ts'
import { meaningOf } from '../types/codeTable.ts'
import { Eligibility, Severity } from '../types/enums.ts'
import { ValidationRule } from '../types/validationRule.ts'
import { standsOpen } from './errorFilter.ts'

builder.queryField('validationRules', (t) =>
  t.field({
    type: [ValidationRule],
    description: 'Every rule that records are checked by, and every finding of mapping and derivation, by id.',
    authScopes: { role: 'VIEWER' },
    args: {
      severity: t.arg({ type: [Severity], description: 'Only those that are shipped with these severities.' }),
      field: t.arg.string({ description: 'Only those that look at this field: `base.accountStatus`.' }),
    },
    // Some two hundred small objects of constants.
    complexity: { field: 5, multiplier: 20 },
    resolve: (_root, { severity, field }) =>
      describedFindings
        .filter((rule) => !severity || severity.includes(rule.severity))
        .filter((rule) => !field || rule.fields.includes(field))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
  }),
)

interface RuleCountShape {
  ruleId: string
  severity: SeverityValue
  count: number
}

const RuleCount = builder.objectRef<RuleCountShape>('RuleCount').implement({
  description: 'How often a rule found something.',
  fields: (t) => ({
    ruleId: t.exposeString('ruleId', { description: 'Id of the rule.' }),
    rule: t.field({
      type: ValidationRule,
      nullable: true,
      description: 'The rule; null when this version no longer has it.',
      resolve: ({ ruleId }) => describeFinding(ruleId),
    }),
    severity: t.expose('severity', { type: Severity, description: 'Severity of its findings.' }),
    count: t.exposeInt('count', { description: 'Findings.' }),
  }),
})

const SeverityCount = builder.objectRef<{ severity: SeverityValue; count: number }>('SeverityCount').implement({
  description: 'How many findings of a severity there are.',
  fields: (t) => ({
    severity: t.expose('severity', { type: Severity, description: 'The severity.' }),
    count: t.exposeInt('count', { description: 'Findings.' }),
  }),
})

const EligibilityCount = builder
  .objectRef<{ eligibility: EligibilityValue; count: number }>('EligibilityCount')
  .implement({
    description: 'How many records of an eligibility there are.',
    fields: (t) => ({
      eligibility: t.expose('eligibility', { type: Eligibility, description: 'The eligibility.' }),
      count: t.exposeInt('count', { description: 'Records.' }),
    }),
  })

const CodeCount = builder.objectRef<{ code: string; title: string | null; count: number }>('CodeCount').implement({
  description: 'How many records have a code.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'The code.' }),
    title: t.exposeString('title', { nullable: true, description: 'What it means; null when nobody says.' }),
    count: t.exposeInt('count', { description: 'Records.' }),
  }),
})

/** Conditions that every count shares. */
interface Scope {
  where: { connectionId?: string }
}

const ValidationSummary = builder.objectRef<Scope>('ValidationSummary').implement({
  description: 'Counts over the live records. Each is counted only when selected.',
  fields: (t) => ({
    records: t.int({
      description: 'Records in all.',
      complexity: 5,
      resolve: ({ where }, _args, { db }) => db.metro2Record.count({ where }),
    }),
    byEligibility: t.field({
      type: [EligibilityCount],
      description: 'Records by eligibility.',
      complexity: 5,
      async resolve({ where }, _args, { db }) {
        const rows = await db.metro2Record.groupBy({
          by: ['eligibility'],
          where,
          _count: true,
          orderBy: { eligibility: 'asc' },
        })
        return rows.map((row) => ({ eligibility: row.eligibility, count: row._count }))
      },
    }),
    byAccountStatus: t.field({
      type: [CodeCount],
      description: 'Records by account status (Field 17A), excluded ones aside.',
      complexity: 5,
      resolve: (scope, _args, context) => accountStatuses(context, scope),
    }),
    byExclusionReason: t.field({
      type: [CodeCount],
      description: 'Excluded records by reason.',
      complexity: 5,
      resolve: (scope, _args, context) => exclusionReasons(context, scope),
    }),
    bySeverity: t.field({
      type: [SeverityCount],
      description: 'Findings that are not waived, by severity.',
      complexity: 5,
      async resolve({ where }, _args, { db }) {
        const rows = await db.validationError.groupBy({
          by: ['severity'],
          where: { ...where, ...standsOpen },
          _count: true,
          orderBy: { severity: 'asc' },
        })
        return rows.map((row) => ({ severity: row.severity, count: row._count }))
      },
    }),
    byRule: t.field({
      type: [RuleCount],
      description: 'Findings that are not waived, by rule, the most frequent first.',
      complexity: { field: 5, multiplier: 20 },
      resolve: ({ where }, _args, context) => ruleCounts(context, { ...where, ...standsOpen }),
    }),
    waivedByRule: t.field({
      type: [RuleCount],
      description: 'Waived findings by rule, the most frequent first.',
      complexity: { field: 5, multiplier: 20 },
      resolve: ({ where }, _args, context) => ruleCounts(context, { ...where, ...standsOpen, waiverId: { not: null } }),
    }),
  }),
})

async function ruleCounts({ db }: Context, where: Prisma.ValidationErrorWhereInput): Promise<RuleCountShape[]> {
  const rows = await db.validationError.groupBy({ by: ['ruleId', 'severity'], where, _count: true })
  const counts = rows.map((row) => ({ ruleId: row.ruleId, severity: row.severity, count: row._count }))
  return counts.sort((a, b) => b.count - a.count || (a.ruleId < b.ruleId ? -1 : 1))
}

async function accountStatuses({ db }: Context, { where }: Scope) {
  const present = { ...where, accountStatus: { not: null } }
  const rows = await db.metro2Record.groupBy({ by: ['accountStatus'], where: present, _count: true })
  return byCode(
    rows.map(({ accountStatus, _count }) => {
      const code = accountStatus!
      return { code, title: meaningOf('base.accountStatus', code), count: _count }
    }),
  )
}

/** Presets name reasons and say in words what each means; all records of a reason say the same. */
async function exclusionReasons({ db }: Context, { where }: Scope) {
  const rows = await db.metro2Record.groupBy({
    by: ['exclusionReason'],
    where: { ...where, exclusionReason: { not: null } },
    _count: true,
    _min: { exclusionDetail: true },
  })
  return byCode(rows.map((row) => ({ code: row.exclusionReason!, title: row._min.exclusionDetail, count: row._count })))
}

const byCode = <Row extends { code: string }>(rows: Row[]) => rows.sort((a, b) => (a.code < b.code ? -1 : 1))

builder.queryField('validationSummary', (t) =>
  t.field({
    type: ValidationSummary,
    description: 'What the live records look like, in counts.',
    authScopes: { role: 'VIEWER' },
    args: { connection: t.arg.id({ description: 'Only records of this connected source.' }) },
    resolve: (_root, { connection }) => ({
      where: connection ? { connectionId: idOf('ConnectedSource', connection, ['connection']) } : {},
    }),
  }),
)
