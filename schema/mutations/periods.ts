import type { Prisma } from '../../prisma/generated/client/client.ts'
import type { Outcome } from '../../server/outcome.ts'
import { closePeriod } from '../../server/reporting/periods/close.ts'
import { holdOut } from '../../server/reporting/periods/holdOut.ts'
import { discardPeriod, openCorrection, openPeriod } from '../../server/reporting/periods/open.ts'
import { waivePeriodFindings } from '../../server/reporting/periods/waive.ts'
import { startComputation } from '../../server/reporting/periods/work.ts'
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import { PeriodRecordFilter, periodRecordsWhere } from '../queries/periodFilter.ts'
import { Furnisher } from '../types/furnisher.ts'
import { Operation } from '../types/operation.ts'
import { PeriodRecord } from '../types/periodRecord.ts'
import { ReportingPeriod } from '../types/reportingPeriod.ts'
import { payload } from '../userErrors.ts'
import { answer, idempotencyKeyDescription } from './answers.ts'

const periodIdDescription = 'Id of the ReportingPeriod.'

interface Worked {
  periodId: string | null
  operationId: string | null
}

const nothing: Worked = { periodId: null, operationId: null }

function workPayload(name: string, mutation: string, operation: string) {
  return payload<Worked>(name, `Answer of ${mutation}.`, (t) => ({
    period: t.prismaField({
      type: ReportingPeriod,
      nullable: true,
      description: 'The period; null when refused.',
      resolve: (query, { periodId }, _args, { db }) =>
        periodId === null ? null : db.reportingPeriod.findFirst({ ...query, where: { id: periodId } }),
    }),
    operation: t.prismaField({
      type: Operation,
      nullable: true,
      description: operation,
      resolve: (query, { operationId }, _args, { db }) =>
        operationId === null ? null : db.operation.findFirst({ ...query, where: { id: operationId } }),
    }),
  }))
}

function periodInput(name: string, description: string) {
  return builder.inputType(name, {
    description,
    fields: (t) => ({
      periodId: t.id({ required: true, description: periodIdDescription }),
      idempotencyKey: t.string({ description: idempotencyKeyDescription }),
    }),
  })
}

const OpenPeriodInput = builder.inputType('OpenPeriodInput', {
  description: 'Which month to open.',
  fields: (t) => ({
    furnisherId: t.id({ required: true, description: 'Id of the Furnisher that reports.' }),
    month: t.string({ required: true, description: 'The month: `2026-10`.' }),
    asOf: t.field({
      type: 'Date',
      description:
        'Day the records stand for; the last day of the month when nothing is said. A month that is not over needs one that has come.',
    }),
    idempotencyKey: t.string({ description: idempotencyKeyDescription }),
  }),
})

const ComputePeriodInput = periodInput('ComputePeriodInput', 'Which period to compute.')
const ClosePeriodInput = periodInput('ClosePeriodInput', 'Which period to close.')
const OpenCorrectionInput = periodInput('OpenCorrectionInput', 'Which closed period to correct.')

type PeriodInput = { periodId: string; idempotencyKey?: string | null | undefined }

const chosen = (input: PeriodInput) => ({
  periodId: idOf('ReportingPeriod', input.periodId, ['input', 'periodId']),
  idempotencyKey: input.idempotencyKey ?? null,
})

builder.mutationFields((t) => ({
  openPeriod: t.field({
    type: workPayload('OpenPeriodPayload', 'openPeriod', 'The operation that computes its records; null when refused.'),
    description:
      'Opens a month for a furnisher and begins to compute its records, of every production connection, from what is stored. One month ' +
      'after the other: the one before is closed first. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: OpenPeriodInput, required: true, description: 'Which month.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const outcome = await openPeriod(app, viewer, {
        furnisherId: idOf('Furnisher', input.furnisherId, ['input', 'furnisherId']),
        month: input.month,
        asOf: input.asOf ? String(input.asOf) : null,
        idempotencyKey: input.idempotencyKey ?? null,
      })
      return answer(outcome, nothing)
    },
  }),
  computePeriod: t.field({
    type: workPayload('ComputePeriodPayload', 'computePeriod', 'The operation that computes them; null when refused.'),
    description:
      'Computes the records of an open period anew; what is held out stays held out. Needs the role ANALYST.',
    authScopes: { role: 'ANALYST' },
    args: { input: t.arg({ type: ComputePeriodInput, required: true, description: 'Which period.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      return answer(await startComputation(app, viewer, chosen(input)), nothing)
    },
  }),
  closePeriod: t.field({
    type: workPayload(
      'ClosePeriodPayload',
      'closePeriod',
      'The operation that closes it; null when refused, and when it is closed already.',
    ),
    description:
      'Closes a period: computes anew what is outdated, then freezes what is reported. Refused with everything that stands in the way ' +
      '(ReportingPeriod.closingReasons). Asking again is answered as asking once. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: ClosePeriodInput, required: true, description: 'Which period.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      return answer(await closePeriod(app, viewer, chosen(input)), nothing)
    },
  }),
  openCorrection: t.field({
    type: workPayload(
      'OpenCorrectionPayload',
      'openCorrection',
      'The operation that computes its records; null when refused.',
    ),
    description:
      'Opens a correction of the newest closed month: a further file with the records alone that say otherwise by now, correction indicator ' +
      '1. It is reviewed and closed as a month is. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: OpenCorrectionInput, required: true, description: 'Which period.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      return answer(await openCorrection(app, viewer, chosen(input)), nothing)
    },
  }),
}))

const DiscardPeriodInput = builder.inputType('DiscardPeriodInput', {
  description: 'Which open period to discard.',
  fields: (t) => ({ periodId: t.id({ required: true, description: periodIdDescription }) }),
})

const DiscardPeriodPayload = payload<{ furnisherId: string | null }>(
  'DiscardPeriodPayload',
  'Answer of discardPeriod.',
  (t) => ({
    furnisher: t.prismaField({
      type: Furnisher,
      nullable: true,
      description: 'Whose period it was; null when refused.',
      resolve: (query, { furnisherId }, _args, { db }) =>
        furnisherId === null ? null : db.furnisher.findFirst({ ...query, where: { id: furnisherId } }),
    }),
  }),
)

builder.mutationField('discardPeriod', (t) =>
  t.field({
    type: DiscardPeriodPayload,
    description:
      'Throws an open period away with its review, hold-outs included. Nothing of it was reported. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: DiscardPeriodInput, required: true, description: 'Which period.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const outcome = await discardPeriod(app, viewer, idOf('ReportingPeriod', input.periodId, ['input', 'periodId']))
      return answer(outcome, { furnisherId: null as string | null })
    },
  }),
)

const mostIds = 1_000
const maxSamples = 20

const choiceDescription = 'Records must meet all that is given of periodRecordIds and filter.'
const dryRunDescription = 'Whether only to count. Look first, then send dryRun: false with the count.'

const HoldOutPeriodRecordsInput = builder.inputType('HoldOutPeriodRecordsInput', {
  description: `Which records to hold out of an open period, and why. ${choiceDescription}`,
  fields: (t) => ({
    periodId: t.id({ required: true, description: periodIdDescription }),
    periodRecordIds: t.idList({ description: `Among these records: at most ${mostIds}.` }),
    filter: t.field({ type: PeriodRecordFilter, description: 'As in the list periodRecords.' }),
    reason: t.string({ required: true, description: 'Why; at most 1,000 characters. Kept, and in the audit log.' }),
    dryRun: t.boolean({ required: true, defaultValue: true, description: dryRunDescription }),
    expectedCount: t.int({ description: 'Needed unless dryRun: the count that the dry run answered.' }),
  }),
})

const ReleasePeriodRecordsInput = builder.inputType('ReleasePeriodRecordsInput', {
  description: `Which records to let into an open period again. ${choiceDescription}`,
  fields: (t) => ({
    periodId: t.id({ required: true, description: periodIdDescription }),
    periodRecordIds: t.idList({ description: `Among these records: at most ${mostIds}.` }),
    filter: t.field({ type: PeriodRecordFilter, description: 'As in the list periodRecords.' }),
    dryRun: t.boolean({ required: true, defaultValue: true, description: dryRunDescription }),
    expectedCount: t.int({ description: 'Needed unless dryRun: the count that the dry run answered.' }),
  }),
})

interface HeldShape {
  periodId: string | null
  count: number | null
  recordIds: string[]
}

const noneHeld: HeldShape = { periodId: null, count: null, recordIds: [] }

function heldPayload(name: string, mutation: string) {
  return payload<HeldShape>(name, `Answer of ${mutation}.`, (t) => ({
    count: t.exposeInt('count', {
      nullable: true,
      description: 'Records that were changed, or in a dry run would be; null when refused.',
    }),
    samples: t.prismaField({
      type: [PeriodRecord],
      description: `The first ${maxSamples} of them.`,
      complexity: { field: 1, multiplier: maxSamples },
      resolve: (query, { recordIds }, _args, { db }) =>
        db.periodRecord.findMany({ ...query, where: { id: { in: recordIds } }, orderBy: { id: 'asc' } }),
    }),
    period: t.prismaField({
      type: ReportingPeriod,
      nullable: true,
      description: 'The period; null when refused.',
      resolve: (query, { periodId }, _args, { db }) =>
        periodId === null ? null : db.reportingPeriod.findFirst({ ...query, where: { id: periodId } }),
    }),
  }))
}

type HoldInput = typeof ReleasePeriodRecordsInput.$inferInput & { reason?: string }

function heldInput(input: HoldInput) {
  const { filter, periodRecordIds: ids } = input
  const recordIds = ids?.map((id) => idOf('PeriodRecord', id, ['input', 'periodRecordIds']))
  const conditions: Prisma.PeriodRecordWhereInput[] = [
    ...(recordIds ? [{ id: { in: recordIds } }] : []),
    ...(filter ? [periodRecordsWhere(filter, ['input', 'filter'])] : []),
  ]
  const { dryRun: _dry, expectedCount: _count, ...request } = input
  return {
    periodId: idOf('ReportingPeriod', input.periodId, ['input', 'periodId']),
    chosen: conditions.length > 0 ? { AND: conditions } : null,
    reason: input.reason ?? null,
    dryRun: input.dryRun,
    expectedCount: input.expectedCount ?? null,
    request: JSON.parse(JSON.stringify(request)) as Prisma.InputJsonObject,
  }
}

const tooMany: Outcome<object> = {
  ok: false,
  errors: [
    {
      code: 'TOO_MANY',
      path: ['periodRecordIds'],
      message: `At most ${mostIds} ids are taken. Choose by filter instead.`,
    },
  ],
}

const isTooMany = ({ periodRecordIds }: HoldInput) => (periodRecordIds?.length ?? 0) > mostIds

builder.mutationFields((t) => ({
  holdOutPeriodRecords: t.field({
    type: heldPayload('HoldOutPeriodRecordsPayload', 'holdOutPeriodRecords'),
    description:
      'Holds records out of an open period: they are not reported this month, and do not stand in the way of closing it. Counts first ' +
      '(dryRun). Needs the role ANALYST.',
    authScopes: { role: 'ANALYST' },
    args: { input: t.arg({ type: HoldOutPeriodRecordsInput, required: true, description: 'Which, and why.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      return answer(isTooMany(input) ? tooMany : await holdOut(app, viewer, heldInput(input)), noneHeld)
    },
  }),
  releasePeriodRecords: t.field({
    type: heldPayload('ReleasePeriodRecordsPayload', 'releasePeriodRecords'),
    description:
      'Lets records that were held out into an open period again. Counts first (dryRun). Needs the role ANALYST.',
    authScopes: { role: 'ANALYST' },
    args: { input: t.arg({ type: ReleasePeriodRecordsInput, required: true, description: 'Which.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      return answer(isTooMany(input) ? tooMany : await holdOut(app, viewer, heldInput(input)), noneHeld)
    },
  }),
}))

const WaivePeriodFindingsInput = builder.inputType('WaivePeriodFindingsInput', {
  description: `Which findings of a period’s records to waive, and why. ${choiceDescription}`,
  fields: (t) => ({
    periodId: t.id({ required: true, description: periodIdDescription }),
    ruleIds: t.stringList({ required: true, description: 'Open findings of these rules.' }),
    periodRecordIds: t.idList({ description: `Among these records: at most ${mostIds}.` }),
    filter: t.field({ type: PeriodRecordFilter, description: 'As in the list periodRecords.' }),
    reason: t.string({ required: true, description: 'Why; at most 1,000 characters. Kept, and in the audit log.' }),
    dryRun: t.boolean({ required: true, defaultValue: true, description: dryRunDescription }),
    expectedCount: t.int({ description: 'Needed unless dryRun: the count that the dry run answered.' }),
  }),
})

interface WaivedShape {
  periodId: string | null
  count: number | null
  batchId: string | null
}

const noneWaived: WaivedShape = { periodId: null, count: null, batchId: null }

const WaivePeriodFindingsPayload = payload<WaivedShape>(
  'WaivePeriodFindingsPayload',
  'Answer of waivePeriodFindings.',
  (t) => ({
    count: t.exposeInt('count', {
      nullable: true,
      description: 'Findings that were waived, or in a dry run would be; null when refused.',
    }),
    batchId: t.exposeString('batchId', {
      nullable: true,
      description: 'For the list waivers and revokeWaiver; null in a dry run.',
    }),
    period: t.prismaField({
      type: ReportingPeriod,
      nullable: true,
      description: 'The period, outdated by the waivers until it is computed again; null when refused.',
      resolve: (query, { periodId }, _args, { db }) =>
        periodId === null ? null : db.reportingPeriod.findFirst({ ...query, where: { id: periodId } }),
    }),
  }),
)

builder.mutationField('waivePeriodFindings', (t) =>
  t.field({
    type: WaivePeriodFindingsPayload,
    description:
      'Waives what was found of records as of the date of an open period, for the values it is about. The review follows when it is ' +
      'computed again, at the latest by closing. Counts first (dryRun). Needs the role ANALYST.',
    authScopes: { role: 'ANALYST' },
    args: { input: t.arg({ type: WaivePeriodFindingsInput, required: true, description: 'Which, and why.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      if (isTooMany(input)) return answer(tooMany, noneWaived)
      const { ruleIds, reason } = input
      return answer(await waivePeriodFindings(app, viewer, { ...heldInput(input), ruleIds, reason }), noneWaived)
    },
  }),
)
