/** What is planned to be written into sources, what was, and what may be. */
import type { WritebackTarget as TargetShape } from '../../plugins/contract.ts'
import type * as Db from '../../prisma/generated/client/enums.ts'
import type { Failure as FailureShape } from '../../server/sync/events.ts'
import { type SealedPlace, unsealText } from '../../server/vault/seal.ts'
import type { WritebackChoice as ChoiceShape } from '../../server/writeback/choices.ts'
import { statementOf } from '../../server/writeback/permission.ts'
import { afterPlace, beforePlace } from '../../server/writeback/plan.ts'
import { targetsOf } from '../../server/writeback/settings.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { connectionType } from '../paging/connection.ts'
import { BureauResponseKind } from './bureauResponse.ts'
import { ConnectedSource } from './connectedSource.ts'
import { enumOf } from './enums.ts'
import { Failure } from './failure.ts'
import { tenantNode } from './node.ts'

export const WritebackState = enumOf<Db.WritebackState>('WritebackState', 'Where a write stands.', {
  PLANNED: 'Nothing was written yet.',
  WRITTEN: 'It is in the source, and was seen there.',
  SKIPPED: 'It was left out; see cause.',
  FAILED: 'It could not be done, or nobody knows whether it was; see cause. A new plan tries it again.',
})

async function opened(place: SealedPlace, sealed: Uint8Array | null, { app, viewer }: Context): Promise<string | null> {
  return sealed && unsealText(await app.keysOf(viewer.organizationId), place, sealed)
}

const personal = 'It may be personal: needs the role OPERATOR.'

export const Writeback = builder.prismaNode('Writeback', {
  ...tenantNode,
  description: 'One write into a source: planned, then done or not.',
  fields: (t) => ({
    connection: t.relation('connection', { description: 'Into whose source.' }),
    response: t.relation('response', { description: 'The answer that is written.' }),
    sourceKey: t.exposeString('sourceKey', { description: "The loan's key at the source." }),
    target: t.exposeString('target', { description: 'What is written: `note`, as the plugin names it.' }),
    place: t.exposeString('place', {
      description: 'Where: the id of the field, category or section; empty when there is one place.',
    }),
    correlationId: t.exposeString('correlationId', {
      description:
        'What the write is known by; it stands in a note and in the name of a document, so that they are never written twice.',
    }),
    state: t.expose('state', { type: WritebackState, description: 'Where it stands.' }),
    before: t.string({
      nullable: true,
      description: `What the place held when the write was planned; null: nothing. ${personal}`,
      authScopes: { role: 'OPERATOR' },
      select: { sealedBefore: true },
      resolve: ({ id, sealedBefore }, _args, context) => opened(beforePlace(id), sealedBefore, context),
    }),
    after: t.string({
      nullable: true,
      description: `What it shall hold, or holds. ${personal}`,
      authScopes: { role: 'OPERATOR' },
      select: { sealedAfter: true },
      resolve: ({ id, sealedAfter }, _args, context) => opened(afterPlace(id), sealedAfter, context),
    }),
    cause: t.field({
      type: Failure,
      nullable: true,
      description: 'Why it was skipped or failed.',
      select: { cause: true },
      resolve: ({ cause }) => cause as unknown as FailureShape | null,
    }),
    attempts: t.exposeInt('attempts', { description: 'How often it was tried.' }),
    method: t.exposeString('method', {
      nullable: true,
      description:
        'PATCH, PUT, or POST for a document; FOUND when an earlier try had done it unseen. Null while it is not written.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was planned.' }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was written, skipped or failed.',
    }),
  }),
})

export const WritebackConnection = connectionType('Writeback', Writeback, 'writes into sources')

export const WritebackPlan = builder.prismaNode('WritebackPlan', {
  ...tenantNode,
  description: 'What would be written where. Nothing is, until somebody applies it; a newer plan takes its place.',
  fields: (t) => ({
    connection: t.relation('connection', { description: 'Into whose source.' }),
    planned: t.relationCount('writes', {
      description: 'Writes that are planned and not done: what to give applyWriteback as expectedCount.',
      where: { state: 'PLANNED' },
    }),
    written: t.relationCount('writes', { description: 'Writes that are done.', where: { state: 'WRITTEN' } }),
    skipped: t.relationCount('writes', { description: 'Writes that were left out.', where: { state: 'SKIPPED' } }),
    failed: t.relationCount('writes', { description: 'Writes that failed.', where: { state: 'FAILED' } }),
    more: t.exposeBoolean('more', {
      description: 'Whether answers were left for a next plan: one holds 1,000 writes.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    createdBy: t.exposeString('createdBy', { description: 'Who made it.' }),
    appliedAt: t.expose('appliedAt', { type: 'DateTime', nullable: true, description: 'When it was last applied.' }),
    appliedBy: t.exposeString('appliedBy', { nullable: true, description: 'Who applied it.' }),
  }),
})

export const WritebackPlanConnection = connectionType('WritebackPlan', WritebackPlan, 'plans of writes')

export const WritebackStop = builder.prismaObject('WritebackStop', {
  description: 'While it is there, nothing is written into any source of the organization.',
  fields: (t) => ({
    reason: t.exposeString('reason', { description: 'Why.' }),
    stoppedAt: t.expose('stoppedAt', { type: 'DateTime', description: 'Since when.' }),
    stoppedBy: t.exposeString('stoppedBy', { description: 'Who stopped it.' }),
  }),
})

const Option = builder.objectRef<{ value: string; label: string }>('WritebackOption').implement({
  description: 'Something that can be chosen.',
  fields: (t) => ({
    value: t.exposeString('value', { description: 'What to send.' }),
    label: t.exposeString('label', { description: 'What to show.' }),
  }),
})

const WritebackEffect = enumOf<TargetShape['effect']>('WritebackEffect', 'What a write does to what is there.', {
  APPENDS: 'It adds something beside it.',
  REPLACES: 'It takes its place, unless somebody has changed it since the plan.',
})

const WritebackValueInput = enumOf<TargetShape['value']>('WritebackValueInput', 'Whether a target takes values.', {
  TEXT: 'It may: else the answer is written in one line.',
  CHOICE: 'It needs one for each kind of answer.',
  NONE: 'It takes none.',
})

const Target = builder.objectRef<TargetShape>('WritebackTarget').implement({
  description: 'A kind of place in a source that answers may be written into.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name to choose it by.' }),
    title: t.exposeString('title', { description: 'What it is.' }),
    help: t.exposeString('help', { description: 'What to know before choosing it.' }),
    effect: t.field({ type: WritebackEffect, description: 'What a write does.', resolve: ({ effect }) => effect }),
    placeLabel: t.string({
      nullable: true,
      description: 'What `place` is; null when there is one place.',
      resolve: ({ place }) => place?.label ?? null,
    }),
    places: t.field({
      type: [Option],
      description: 'Places that the source is known to have; empty also when it does not say.',
      resolve: ({ place }) => place?.options ?? [],
    }),
    value: t.field({
      type: WritebackValueInput,
      description: 'Whether it takes values.',
      resolve: ({ value }) => value,
    }),
    options: t.field({
      type: [Option],
      description: 'Values that may be chosen; empty when any may, or the source does not say.',
      resolve: ({ options }) => options,
    }),
    fileHosts: t.stringList({
      nullable: true,
      description:
        'Hosts that files may be sent to besides that of the connection (`*.example.com`: all below), where its writes are files; else null.',
      resolve: ({ file }) => file?.hosts ?? null,
    }),
  }),
})

const ChosenValue = builder
  .objectRef<{ kind: Db.BureauResponseKind; value: string }>('WritebackChosenValue')
  .implement({
    description: 'What is written for a kind of answer.',
    fields: (t) => ({
      kind: t.field({ type: BureauResponseKind, description: 'Kind of answer.', resolve: ({ kind }) => kind }),
      value: t.exposeString('value', { description: 'What is written.' }),
    }),
  })

const Choice = builder.objectRef<ChoiceShape>('WritebackChoice').implement({
  description: 'What somebody chose to have written where.',
  fields: (t) => ({
    target: t.exposeString('target', { description: 'Name of the target.' }),
    place: t.exposeString('place', { description: 'Where; empty when there is one place.' }),
    kinds: t.field({ type: [BureauResponseKind], description: 'Kinds of answers.', resolve: ({ kinds }) => kinds }),
    values: t.field({
      type: [ChosenValue],
      description: 'Values in place of the answer in one line.',
      resolve: ({ values }) =>
        Object.entries(values).map(([kind, value]) => ({ kind: kind as Db.BureauResponseKind, value })),
    }),
    fileHosts: t.stringList({
      description: 'Further hosts that files may be sent to.',
      resolve: ({ fileHosts }) => fileHosts ?? [],
    }),
  }),
})

interface SettingShape {
  enabled: boolean
  choices: ChoiceShape[]
  targets: TargetShape[]
  statement: string
  confirmedBy: string | null
  confirmedAt: Date | null
}

const Setting = builder.objectRef<SettingShape>('WritebackSetting').implement({
  description: 'What a connection may write into its source. Off until an admin confirms the statement.',
  fields: (t) => ({
    enabled: t.exposeBoolean('enabled', { description: 'Whether plans may be applied.' }),
    choices: t.field({ type: [Choice], description: 'What is written where.', resolve: ({ choices }) => choices }),
    targets: t.field({ type: [Target], description: 'What the source can take.', resolve: ({ targets }) => targets }),
    statement: t.exposeString('statement', {
      description: 'The sentence that setWriteback wants back as confirmation.',
    }),
    confirmedBy: t.exposeString('confirmedBy', {
      nullable: true,
      description: 'Who confirmed it; null while it is off.',
    }),
    confirmedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was confirmed; null while it is off.',
      resolve: ({ confirmedAt }) => confirmedAt,
    }),
  }),
})

builder.prismaObjectFields(ConnectedSource, (t) => ({
  writeback: t.field({
    type: Setting,
    nullable: true,
    description: 'What may be written into the source; null when its plugin writes nothing.',
    select: { pluginId: true, name: true, settings: true, lookups: true, writeback: true },
    resolve(row, _args, { app }): SettingShape | null {
      const targets = targetsOf(app, row)
      if (targets.length === 0) return null
      const stored = row.writeback
      const statement = statementOf(app, row)
      const enabled = stored?.enabled === true && stored.statement === statement
      return {
        ...{ enabled, targets, statement },
        choices: (stored?.choices ?? []) as unknown as ChoiceShape[],
        confirmedBy: enabled ? stored!.confirmedBy : null,
        confirmedAt: enabled ? stored!.confirmedAt : null,
      }
    },
  }),
}))
