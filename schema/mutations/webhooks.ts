import { dropFormerWebhookSecret, rotateWebhookSecret, setWebhook } from '../../server/webhooks/settings.ts'
import { testWebhook, type WebhookTrial } from '../../server/webhooks/trial.ts'
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import { ConnectedSource } from '../types/connectedSource.ts'
import { WebhookProof } from '../types/enums.ts'
import { payload } from '../userErrors.ts'
import { answer } from './answers.ts'

interface Changed {
  connectionId: string | null
  secret: string | null
}

const nothing: Changed = { connectionId: null, secret: null }

function webhookPayload(mutation: string, shown: boolean) {
  const name = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Payload`
  return payload<Changed>(name, `Answer of ${mutation}.`, (t) => ({
    connection: t.prismaField({
      type: ConnectedSource,
      nullable: true,
      description: 'The connection as it stands now; null when refused.',
      resolve: (query, { connectionId }, _args, { db }) =>
        connectionId === null ? null : db.connection.findFirst({ ...query, where: { id: connectionId } }),
    }),
    ...(shown && {
      secret: t.exposeString('secret', {
        nullable: true,
        description: 'The new secret. It is shown this once: store it at the source now. Null when none was made.',
      }),
    }),
  }))
}

const connectionIdOf = (id: string) => idOf('ConnectedSource', id, ['input', 'connectionId'])

const connectionIdField = { required: true as const, description: 'Id of the ConnectedSource.' }

const SetWebhookInput = builder.inputType('SetWebhookInput', {
  description: "How a connection's webhook is proven.",
  fields: (t) => ({
    connectionId: t.id(connectionIdField),
    proof: t.field({ type: WebhookProof, required: true, description: 'NONE takes the webhook out of use.' }),
    headerName: t.string({
      description: 'With SHARED_SECRET: header that carries the secret. Left out: `X-Webhook-Secret`.',
    }),
  }),
})

const RotateWebhookSecretInput = builder.inputType('RotateWebhookSecretInput', {
  description: 'Whose secret to rotate.',
  fields: (t) => ({ connectionId: t.id(connectionIdField) }),
})

const DropFormerWebhookSecretInput = builder.inputType('DropFormerWebhookSecretInput', {
  description: 'Whose former secret to end.',
  fields: (t) => ({ connectionId: t.id(connectionIdField) }),
})

builder.mutationField('setWebhook', (t) =>
  t.field({
    type: webhookPayload('setWebhook', true),
    description:
      'Puts the webhook of a connection to use, or out of use. Each time a new secret is made and the ones before end at once; ' +
      'rotateWebhookSecret changes it without a gap. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: SetWebhookInput, required: true, description: 'The proof.' }) },
    async resolve(_root, { input: { connectionId, proof, headerName } }, { app, viewer }) {
      const wanted = { connectionId: connectionIdOf(connectionId), proof, headerName: headerName ?? null }
      return answer(await setWebhook(app, viewer, wanted), nothing)
    },
  }),
)

interface Trial extends Partial<WebhookTrial> {
  connectionId: string | undefined
}

const TestWebhookPayload = payload<Trial>('TestWebhookPayload', 'Answer of testWebhook.', (t) => ({
  passed: t.boolean({
    nullable: true,
    description: 'Whether it came in with the right proof and was understood; null when refused.',
    resolve: ({ passed }) => passed,
  }),
  url: t.string({ nullable: true, description: 'Where it was sent.', resolve: ({ url }) => url }),
  status: t.int({
    nullable: true,
    description: 'HTTP status of the answer; null when there was none.',
    resolve: ({ status }) => status,
  }),
  milliseconds: t.int({
    nullable: true,
    description: 'How long the answer took.',
    resolve: ({ milliseconds }) => milliseconds,
  }),
  message: t.string({ nullable: true, description: 'What came of it.', resolve: ({ message }) => message }),
  hint: t.string({
    nullable: true,
    description: 'What to mend; null when there is nothing.',
    resolve: ({ hint }) => hint,
  }),
}))

const TestWebhookInput = builder.inputType('TestWebhookInput', {
  description: 'Whose webhook to try.',
  fields: (t) => ({ connectionId: t.id(connectionIdField) }),
})

builder.mutationField('testWebhook', (t) =>
  t.field({
    type: TestWebhookPayload,
    description:
      'Sends the webhook of a connection a delivery like the source’s own, with the right proof, through its public address, and says what came ' +
      'back and how to mend it. It names one known loan, which is read again. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: TestWebhookInput, required: true, description: 'Which connection.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const none: Trial = { connectionId: undefined }
      return answer(await testWebhook(app, viewer, connectionIdOf(input.connectionId)), none)
    },
  }),
)

builder.mutationField('rotateWebhookSecret', (t) =>
  t.field({
    type: webhookPayload('rotateWebhookSecret', true),
    description:
      'Makes a new secret. The present one stays valid beside it until dropFormerWebhookSecret or the next rotation, so that no ' +
      'delivery is refused while the source is changed. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: RotateWebhookSecretInput, required: true, description: 'Which connection.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      return answer(await rotateWebhookSecret(app, viewer, connectionIdOf(input.connectionId)), nothing)
    },
  }),
)

builder.mutationField('dropFormerWebhookSecret', (t) =>
  t.field({
    type: webhookPayload('dropFormerWebhookSecret', false),
    description: 'Ends the secret that a rotation left valid. Asking again changes nothing. Needs the role OPERATOR.',
    authScopes: { role: 'OPERATOR' },
    args: { input: t.arg({ type: DropFormerWebhookSecretInput, required: true, description: 'Which connection.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      return answer(await dropFormerWebhookSecret(app, viewer, connectionIdOf(input.connectionId)), nothing)
    },
  }),
)
