/** What came to the webhooks. */
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import { rootList, when } from '../paging/rootList.ts'
import { WebhookOutcome } from '../types/enums.ts'
import { WebhookDeliveryConnection } from '../types/webhook.ts'

const WebhookDeliveryFilter = builder.inputType('WebhookDeliveryFilter', {
  description: 'Which webhook deliveries.',
  fields: (t) => ({
    connection: t.id({ description: 'To this connected source.' }),
    outcome: t.field({ type: [WebhookOutcome], description: 'With one of these outcomes.' }),
    eventName: t.string({ description: 'Of this event.' }),
    sourceKey: t.string({ description: 'About the loan with this source key.' }),
    receivedSince: t.field({ type: 'DateTime', description: 'That came then or later.' }),
    receivedUntil: t.field({ type: 'DateTime', description: 'That came then or earlier.' }),
  }),
})

rootList({
  name: 'webhookDeliveries',
  description: 'What sources sent to the webhooks of their connections, as long as DELIVERIES_KEPT_DAYS says.',
  role: 'VIEWER',
  model: 'webhookDelivery',
  noun: 'WebhookDelivery',
  type: WebhookDeliveryConnection,
  filter: WebhookDeliveryFilter,
  where: (filter) => ({
    AND: [
      ...when(filter.connection, (id) => ({ connectionId: idOf('ConnectedSource', id, ['filter', 'connection']) })),
      ...when(filter.outcome, (values) => ({ outcome: { in: values } })),
      ...when(filter.eventName, (eventName) => ({ eventName })),
      ...when(filter.sourceKey, (key) => ({ sourceKeys: { has: key } })),
      ...when(filter.receivedSince, (instant) => ({ receivedAt: { gte: instant } })),
      ...when(filter.receivedUntil, (instant) => ({ receivedAt: { lte: instant } })),
    ],
  }),
  orders: {
    RECEIVED_AT: { column: 'receivedAt', type: 'instant', description: 'When it came.' },
  },
  defaultOrder: { field: 'RECEIVED_AT', direction: 'DESC' },
})
