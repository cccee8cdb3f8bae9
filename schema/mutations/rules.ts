import type { Prisma } from '../../prisma/generated/client/client.ts'
import { describeFinding } from '../../server/records/findings.ts'
import { setRuleSetting } from '../../server/rules/settings.ts'
import { type RuleCount as RuleCountShape, revokeWaiver, type Waived, waiveErrors } from '../../server/rules/waivers.ts'
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import { type ErrorFilter, errorsWhere, ValidationErrorFilter } from '../queries/errorFilter.ts'
import { Severity } from '../types/enums.ts'
import { ValidationError } from '../types/validationError.ts'
import { ValidationRule } from '../types/validationRule.ts'
import { Waiver } from '../types/waiver.ts'
import { payload } from '../userErrors.ts'
import { answer, idempotencyKeyDescription } from './answers.ts'

const reasonDescription = 'Why; at most 1,000 characters. Kept, and in the audit log.'

const SetRuleSettingInput = builder.inputType('SetRuleSettingInput', {
  description: 'What the organization makes of a rule.',
  fields: (t) => ({
    ruleId: t.string({ required: true, description: 'Id of the rule: `BALANCE-AGE-1`.' }),
    severity: t.field({
      type: Severity,
      description: 'Severity of all of its findings; OFF switches it off. Null or left out: as shipped.',
    }),
    reason: t.string({ required: true, description: reasonDescription }),
    idempotencyKey: t.string({ description: idempotencyKeyDescription }),
  }),
})

const SetRuleSettingPayload = payload<{ ruleId: string | null }>(
  'SetRuleSettingPayload',
  'Answer of setRuleSetting.',
  (t) => ({
    rule: t.field({
      type: ValidationRule,
      nullable: true,
      description: 'The rule as it stands now; null when refused.',
      resolve: ({ ruleId }) => (ruleId === null ? null : describeFinding(ruleId)),
    }),
  }),
)

builder.mutationField('setRuleSetting', (t) =>
  t.field({
    type: SetRuleSettingPayload,
    description:
      'Gives all findings of a rule another severity, switches the rule off, or sets it back, for the whole organization: stored records ' +
      'are held or let go by it at once. Needs the role ADMIN.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: SetRuleSettingInput, required: true, description: 'Rule and severity.' }) },
    async resolve(_root, { input }, { app, viewer, loaders }) {
      const outcome = await setRuleSetting(app, viewer, {
        ruleId: input.ruleId,
        severity: input.severity ?? null,
        reason: input.reason,
        idempotencyKey: input.idempotencyKey ?? null,
      })
      loaders.ruleSettings.clearAll()
      return answer(outcome, { ruleId: null as string | null })
    },
  }),
)

const WaiveErrorsInput = builder.inputType('WaiveErrorsInput', {
  description:
    'Which findings to waive, and why. Findings must meet all that is given of validationErrorIds, recordIds and filter; those that are ' +
    'waived already, or switched off, are never among them.',
  fields: (t) => ({
    validationErrorIds: t.idList({ description: 'Among these findings: at most 1,000.' }),
    recordIds: t.idList({ description: 'Findings of these records: at most 1,000.' }),
    filter: t.field({
      type: ValidationErrorFilter,
      description: 'As in the list validationErrors: what it shows is what is waived.',
    }),
    reason: t.string({ required: true, description: reasonDescription }),
    expiresOn: t.field({ type: 'Date', description: 'The last day on which the waiver holds (UTC).' }),
    dryRun: t.boolean({
      required: true,
      defaultValue: true,
      description: 'Whether only to count. Look first, then send dryRun: false with the count.',
    }),
    expectedCount: t.int({ description: 'Needed unless dryRun: the count that the dry run answered.' }),
    idempotencyKey: t.string({ description: idempotencyKeyDescription }),
  }),
})

const LockedCount = builder.objectRef<RuleCountShape>('LockedCount').implement({
  description: 'How many findings of a rule cannot be waived.',
  fields: (t) => ({
    ruleId: t.exposeString('ruleId', { description: 'Id of the rule; its lockedBecause says why.' }),
    count: t.exposeInt('count', { description: 'Findings.' }),
  }),
})

const maxSamples = 20

interface WaivedShape extends Omit<Waived, 'count'> {
  count: number | null
}

const nothingWaived: WaivedShape = { batchId: null, count: null, locked: [], errorIds: [] }

const WaiveErrorsPayload = payload<WaivedShape>('WaiveErrorsPayload', 'Answer of waiveErrors.', (t) => ({
  count: t.exposeInt('count', {
    nullable: true,
    description: 'Findings that were waived, or in a dry run would be; null when refused.',
  }),
  samples: t.prismaField({
    type: [ValidationError],
    description: `The first ${maxSamples} of them.`,
    complexity: { field: 1, multiplier: maxSamples },
    resolve: (query, { errorIds }, _args, { db }) =>
      db.validationError.findMany({ ...query, where: { id: { in: errorIds } }, orderBy: { id: 'asc' } }),
  }),
  locked: t.field({
    type: [LockedCount],
    description: 'Findings of the choice that cannot be waived; they are left out.',
    resolve: ({ locked }) => locked,
  }),
  batchId: t.exposeString('batchId', {
    nullable: true,
    description: 'For the list waivers and revokeWaiver: names all that was waived; null in a dry run.',
  }),
}))

const mostIds = 1_000

function idsOf(type: string, ids: readonly string[] | null | undefined, name: string): string[] | null {
  if (!ids) return null
  return ids.slice(0, mostIds + 1).map((id) => idOf(type, id, ['input', name]))
}

const withoutSearch = ({ search, ...filter }: ErrorFilter) => ({ ...filter, searched: Boolean(search) })

builder.mutationField('waiveErrors', (t) =>
  t.field({
    type: WaiveErrorsPayload,
    description:
      'Excuses findings on their loans, for the values they are about: a record is no longer held by them, through every sync, until the ' +
      'values change. Counts first (dryRun). Needs the role ANALYST.',
    authScopes: { role: 'ANALYST' },
    args: { input: t.arg({ type: WaiveErrorsInput, required: true, description: 'Which, and why.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const errorIds = idsOf('ValidationError', input.validationErrorIds, 'validationErrorIds')
      const recordIds = idsOf('Metro2Record', input.recordIds, 'recordIds')
      for (const [name, ids] of Object.entries({ validationErrorIds: errorIds, recordIds })) {
        if (!ids || ids.length <= mostIds) continue
        const message = `At most ${mostIds} ids are taken. Choose by filter instead.`
        return { ...nothingWaived, userErrors: [{ code: 'TOO_MANY', message, path: ['input', name] }] }
      }
      const { filter } = input
      const conditions: Prisma.ValidationErrorWhereInput[] = [
        ...(errorIds ? [{ id: { in: errorIds } }] : []),
        ...(recordIds ? [{ recordId: { in: recordIds } }] : []),
        // Waived ones are left out in any case.
        ...(filter ? [errorsWhere({ ...filter, waived: null }, ['input', 'filter'])] : []),
      ]
      const { idempotencyKey, dryRun, expectedCount, ...request } = input
      const audited = { validationErrorIds: errorIds, recordIds, filter: filter && withoutSearch(filter) }
      const outcome = await waiveErrors(app, viewer, {
        chosen: conditions.length > 0 ? { AND: conditions } : null,
        named: errorIds !== null || Boolean(filter?.ruleId),
        reason: input.reason,
        expiresOn: input.expiresOn ? String(input.expiresOn) : null,
        dryRun,
        expectedCount: expectedCount ?? null,
        audited: JSON.parse(JSON.stringify(audited)) as Prisma.InputJsonObject,
        // As JSON: two instants must not look the same to the idempotency key.
        request: JSON.parse(JSON.stringify(request)),
        idempotencyKey: idempotencyKey ?? null,
      })
      return answer(outcome, nothingWaived)
    },
  }),
)

const RevokeWaiverInput = builder.inputType('RevokeWaiverInput', {
  description: 'Which waiver to end.',
  fields: (t) => ({
    waiverId: t.id({ required: true, description: 'Id of the Waiver.' }),
    wholeBatch: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Whether to revoke everything that the same waiveErrors waived.',
    }),
    reason: t.string({ required: true, description: reasonDescription }),
  }),
})

interface Revoked {
  waiverId: string | null
  count: number | null
}

const RevokeWaiverPayload = payload<Revoked>('RevokeWaiverPayload', 'Answer of revokeWaiver.', (t) => ({
  waiver: t.prismaField({
    type: Waiver,
    nullable: true,
    description: 'The waiver as it stands now; null when refused.',
    resolve: (query, { waiverId }, _args, { db }) =>
      waiverId === null ? null : db.waiver.findFirst({ ...query, where: { id: waiverId } }),
  }),
  count: t.exposeInt('count', {
    nullable: true,
    description: 'Waivers revoked; 0 when all of them were before, null when refused.',
  }),
}))

builder.mutationField('revokeWaiver', (t) =>
  t.field({
    type: RevokeWaiverPayload,
    description: 'Ends a waiver: what it excused stands open again. Needs the role ANALYST.',
    authScopes: { role: 'ANALYST' },
    args: { input: t.arg({ type: RevokeWaiverInput, required: true, description: 'Which, and why.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const outcome = await revokeWaiver(app, viewer, {
        waiverId: idOf('Waiver', input.waiverId, ['input', 'waiverId']),
        wholeBatch: input.wholeBatch,
        reason: input.reason,
      })
      return answer<Revoked>(outcome, { waiverId: null, count: null })
    },
  }),
)
