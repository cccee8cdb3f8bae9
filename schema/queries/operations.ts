/** Operations, newest first. */
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import { rootList, when } from '../paging/rootList.ts'
import { OperationKind, OperationState } from '../types/enums.ts'
import { Operation, OperationConnection } from '../types/operation.ts'

const OperationFilter = builder.inputType('OperationFilter', {
  description: 'Which operations.',
  fields: (t) => ({
    kind: t.field({ type: [OperationKind], description: 'Of one of these kinds.' }),
    state: t.field({ type: [OperationState], description: 'In one of these states.' }),
  }),
})

rootList({
  name: 'operations',
  description: 'Long work on request: under way and ended.',
  role: 'VIEWER',
  model: 'operation',
  noun: 'Operation',
  type: OperationConnection,
  filter: OperationFilter,
  where: (filter) => ({
    AND: [
      ...when(filter.kind, (values) => ({ kind: { in: values } })),
      ...when(filter.state, (values) => ({ state: { in: values } })),
    ],
  }),
  orders: { CREATED_AT: { column: 'createdAt', type: 'instant', description: 'When it was queued.' } },
  defaultOrder: { field: 'CREATED_AT', direction: 'DESC' },
})

builder.queryField('operation', (t) =>
  t.prismaField({
    type: Operation,
    nullable: true,
    description: 'An operation; null when there is none.',
    authScopes: { role: 'VIEWER' },
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (query, _root, { id }, { db }) =>
      db.operation.findFirst({ ...query, where: { id: idOf('Operation', id, ['id']) } }),
  }),
)
