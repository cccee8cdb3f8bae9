/** Answers of bureaus, and what of them is written into sources. */
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import { rootList, when } from '../paging/rootList.ts'
import { Bureau, BureauResponseConnection, BureauResponseKind, DisputeOutcome } from '../types/bureauResponse.ts'
import { WritebackConnection, WritebackPlanConnection, WritebackState, WritebackStop } from '../types/writeback.ts'

const BureauResponseFilter = builder.inputType('BureauResponseFilter', {
  description: 'Which answers of bureaus.',
  fields: (t) => ({
    connection: t.id({ description: 'About loans of this connected source.' }),
    period: t.id({ description: 'About this reporting period.' }),
    furnisher: t.id({ description: 'About accounts of this furnisher.' }),
    bureau: t.field({ type: [Bureau], description: 'Of one of these bureaus.' }),
    kind: t.field({ type: [BureauResponseKind], description: 'Of one of these kinds.' }),
    disputeOutcome: t.field({ type: [DisputeOutcome], description: 'With one of these outcomes of a dispute.' }),
    code: t.stringList({ description: 'With one of these codes.' }),
    consumerAccountNumber: t.string({ description: 'About the account with this number.' }),
    sourceKey: t.string({ description: 'About the loan with this source key.' }),
    reference: t.string({ description: 'With this reference.' }),
  }),
})

rootList({
  name: 'bureauResponses',
  description: 'What bureaus answered about accounts that were reported.',
  role: 'VIEWER',
  model: 'bureauResponse',
  noun: 'BureauResponse',
  type: BureauResponseConnection,
  filter: BureauResponseFilter,
  where: (filter) => ({
    AND: [
      ...when(filter.connection, (id) => ({ connectionId: idOf('ConnectedSource', id, ['filter', 'connection']) })),
      ...when(filter.period, (id) => ({ periodId: idOf('ReportingPeriod', id, ['filter', 'period']) })),
      ...when(filter.furnisher, (id) => ({ furnisherId: idOf('Furnisher', id, ['filter', 'furnisher']) })),
      ...when(filter.bureau, (values) => ({ bureau: { in: values } })),
      ...when(filter.kind, (values) => ({ kind: { in: values } })),
      ...when(filter.disputeOutcome, (values) => ({ disputeOutcome: { in: values } })),
      ...when(filter.code, (values) => ({ codes: { hasSome: values.map((code) => code.trim().toUpperCase()) } })),
      ...when(filter.consumerAccountNumber, (number) => ({ consumerAccountNumber: number.trim() })),
      ...when(filter.sourceKey, (sourceKey) => ({ sourceKey })),
      ...when(filter.reference, (reference) => ({ reference: reference.trim() })),
    ],
  }),
  orders: {
    CREATED_AT: { column: 'id', type: 'text', description: 'When it came.' },
    CONSUMER_ACCOUNT_NUMBER: { column: 'consumerAccountNumber', type: 'text', description: 'Account number.' },
  },
  defaultOrder: { field: 'CREATED_AT', direction: 'DESC' },
})

const WritebackFilter = builder.inputType('WritebackFilter', {
  description: 'Which writes into sources.',
  fields: (t) => ({
    connection: t.id({ description: 'Into the source of this connection.' }),
    plan: t.id({ description: 'Of this plan.' }),
    response: t.id({ description: 'Of this answer.' }),
    state: t.field({ type: [WritebackState], description: 'In one of these states.' }),
    target: t.stringList({ description: 'Into one of these targets.' }),
    sourceKey: t.string({ description: 'Into the loan with this source key.' }),
    correlationId: t.string({
      description: 'With this correlation id, as it stands in a note or in the name of a document.',
    }),
  }),
})

rootList({
  name: 'writebacks',
  description: 'Writes into sources: planned, done, skipped or failed.',
  role: 'VIEWER',
  model: 'writeback',
  noun: 'Writeback',
  type: WritebackConnection,
  filter: WritebackFilter,
  where: (filter) => ({
    AND: [
      ...when(filter.connection, (id) => ({ connectionId: idOf('ConnectedSource', id, ['filter', 'connection']) })),
      ...when(filter.plan, (id) => ({ planId: idOf('WritebackPlan', id, ['filter', 'plan']) })),
      ...when(filter.response, (id) => ({ responseId: idOf('BureauResponse', id, ['filter', 'response']) })),
      ...when(filter.state, (values) => ({ state: { in: values } })),
      ...when(filter.target, (values) => ({ target: { in: values } })),
      ...when(filter.sourceKey, (sourceKey) => ({ sourceKey })),
      ...when(filter.correlationId, (correlationId) => ({ correlationId: correlationId.trim() })),
    ],
  }),
  orders: {
    CREATED_AT: { column: 'id', type: 'text', description: 'When it was planned.' },
    SOURCE_KEY: { column: 'sourceKey', type: 'text', description: 'Key of the loan.' },
  },
  defaultOrder: { field: 'CREATED_AT', direction: 'DESC' },
})

const WritebackPlanFilter = builder.inputType('WritebackPlanFilter', {
  description: 'Which plans of writes.',
  fields: (t) => ({ connection: t.id({ description: 'Into the source of this connection.' }) }),
})

rootList({
  name: 'writebackPlans',
  description: 'Plans of writes into sources.',
  role: 'VIEWER',
  model: 'writebackPlan',
  noun: 'WritebackPlan',
  type: WritebackPlanConnection,
  filter: WritebackPlanFilter,
  where: (filter) => ({
    AND: when(filter.connection, (id) => ({ connectionId: idOf('ConnectedSource', id, ['filter', 'connection']) })),
  }),
  orders: { CREATED_AT: { column: 'id', type: 'text', description: 'When it was made.' } },
  defaultOrder: { field: 'CREATED_AT', direction: 'DESC' },
})

builder.queryField('writebackStop', (t) =>
  t.prismaField({
    type: WritebackStop,
    nullable: true,
    description: 'The stop of all writeback; null while there is none.',
    authScopes: { role: 'VIEWER' },
    resolve: (query, _root, _args, { db }) => db.writebackStop.findFirst(query),
  }),
)
