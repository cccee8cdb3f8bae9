import { webhookPathOf } from '../../server/webhooks/receive.ts'
import { openSecrets } from '../../server/webhooks/secrets.ts'
import { builder } from '../builder.ts'
import { badInput } from '../errors.ts'
import { connectionType } from '../paging/connection.ts'
import { WebhookOutcome, WebhookProof } from './enums.ts'
import { tenantNode } from './node.ts'

export const WebhookDelivery = builder.prismaNode('WebhookDelivery', {
  ...tenantNode,
  description: 'Something that came to the webhook of a connection with the right proof. Its body is not kept.',
  fields: (t) => ({
    connection: t.relation('connection', { description: 'To whose webhook it came.' }),
    receivedAt: t.expose('receivedAt', { type: 'DateTime', description: 'When it came.' }),
    outcome: t.expose('outcome', { type: WebhookOutcome, description: 'What it led to.' }),
    eventName: t.exposeString('eventName', {
      nullable: true,
      description: "The source's name of the event; null when the body had none.",
    }),
    sourceKeys: t.exposeStringList('sourceKeys', { description: 'Loans that are read again, by their source keys.' }),
    bodyBytes: t.exposeInt('bodyBytes', { description: 'Size of the body.' }),
    detail: t.exposeString('detail', { nullable: true, description: 'Why it was ignored.' }),
  }),
})

export const WebhookDeliveryConnection = connectionType('WebhookDelivery', WebhookDelivery, 'webhook deliveries')

const maxDeliveries = 20

/** A view of the connection's row. */
export const Webhook = builder.prismaObject('Connection', {
  variant: 'Webhook',
  description:
    'How the source tells a connection that loans changed. A delivery is a hint: the loans it names are read again.',
  select: { id: true, pluginId: true },
  fields: (t) => ({
    url: t.string({
      description: 'Where the source sends it: the whole address when PUBLIC_URL is set, else the path on this server.',
      resolve: ({ id }, _args, { app }) => `${app.config.publicUrl ?? ''}${webhookPathOf(id)}`,
    }),
    proof: t.expose('webhookProof', { type: WebhookProof, description: 'How it proves where it comes from.' }),
    headerName: t.string({
      nullable: true,
      description: 'Header that carries the proof; null while there is none.',
      select: { webhookProof: true, webhookHeader: true },
      resolve: ({ webhookProof, webhookHeader, pluginId }, _args, { app }) =>
        webhookProof === 'HMAC_SHA256' ? (app.plugins.get(pluginId)?.webhook?.signatureHeader ?? null) : webhookHeader,
    }),
    formerSecretValid: t.boolean({
      description: 'Whether the secret before the last rotation is still taken; dropFormerWebhookSecret ends it.',
      select: { organizationId: true, sealedWebhookSecrets: true },
      resolve: async (row, _args, { app }) => Boolean(openSecrets(await app.keysOf(row.organizationId), row)?.former),
    }),
    bodyTemplate: t.string({
      description: "Body for the source's screens, in which its variables are to be put.",
      resolve: ({ pluginId }, _args, { app }) => app.plugins.get(pluginId)?.webhook?.bodyTemplate ?? '',
    }),
    help: t.string({
      description: "Where in the source's screens it is set up.",
      resolve: ({ pluginId }, _args, { app }) => app.plugins.get(pluginId)?.webhook?.help ?? '',
    }),
    lastDeliveries: t.field({
      type: [WebhookDelivery],
      description: 'Its newest deliveries, newest first. The root field webhookDeliveries has all.',
      args: { first: t.arg.int({ defaultValue: 5, required: true, description: `How many: 1 to ${maxDeliveries}.` }) },
      complexity: ({ first }) => ({ field: 2, multiplier: Math.min(first, maxDeliveries) }),
      resolve({ id }, { first }, { loaders }) {
        if (first < 1 || first > maxDeliveries)
          throw badInput(`first is ${first}.`, ['first'], `Ask for 1 to ${maxDeliveries}.`)
        return loaders.newestDeliveries.load({ connectionId: id, first })
      },
    }),
  }),
})
