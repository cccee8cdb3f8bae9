/** Waivers: who excused what, and whether it still holds. */
import { dayOf, inForce } from '../../server/rules/standing.ts'
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import { rootList, when } from '../paging/rootList.ts'
import { WaiverState } from '../types/enums.ts'
import { WaiverConnection } from '../types/waiver.ts'

type State = typeof WaiverState.$inferType

/** On a day, YYYY-MM-DD. */
function inState(state: State, day: string) {
  if (state === 'REVOKED') return { revokedAt: { not: null } }
  if (state === 'EXPIRED') return { revokedAt: null, expiresOn: { lt: new Date(day) } }
  return { ...inForce(day), validationErrors: state === 'ACTIVE' ? { some: {} } : { none: {} } }
}

const WaiverFilter = builder.inputType('WaiverFilter', {
  description: 'Which waivers.',
  fields: (t) => ({
    state: t.field({ type: [WaiverState], description: 'In one of these states.' }),
    connection: t.id({ description: 'Of loans of this connected source.' }),
    record: t.id({ description: 'Of the loan of this record.' }),
    ruleId: t.stringList({ description: 'Of one of these rules.' }),
    batchId: t.string({ description: 'Given by the waiveErrors that answered this.' }),
    expiresUntil: t.field({ type: 'Date', description: 'Whose last day is this one or an earlier one.' }),
    createdSince: t.field({ type: 'DateTime', description: 'Given then or later.' }),
    createdUntil: t.field({ type: 'DateTime', description: 'Given then or earlier.' }),
  }),
})

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

rootList({
  name: 'waivers',
  description: 'Waivers of findings, given, lapsed, expired and revoked.',
  role: 'VIEWER',
  model: 'waiver',
  noun: 'Waiver',
  type: WaiverConnection,
  filter: WaiverFilter,
  where: (filter, { app }) => ({
    AND: [
      ...when(filter.state, (states) => ({
        OR: states.map((state) => inState(state, dayOf(new Date(app.now())))),
      })),
      ...when(filter.connection, (id) => ({ connectionId: idOf('ConnectedSource', id, ['filter', 'connection']) })),
      ...when(filter.record, (id) => ({ record: { id: idOf('Metro2Record', id, ['filter', 'record']) } })),
      ...when(filter.ruleId, (values) => ({ ruleId: { in: values } })),
      ...when(filter.batchId, (id) => (uuid.test(id) ? { batchId: id } : { id: { in: [] } })),
      ...when(filter.expiresUntil, (day) => ({ expiresOn: { lte: new Date(day) } })),
      ...when(filter.createdSince, (instant) => ({ createdAt: { gte: instant } })),
      ...when(filter.createdUntil, (instant) => ({ createdAt: { lte: instant } })),
    ],
  }),
  orders: {
    CREATED_AT: { column: 'createdAt', type: 'instant', description: 'When it was given.' },
    EXPIRES_ON: { column: 'expiresOn', nullable: true, type: 'instant', description: 'Its last day.' },
    RULE: { column: 'ruleId', type: 'text', description: 'Id of the rule.' },
  },
  defaultOrder: { field: 'CREATED_AT', direction: 'DESC' },
})
