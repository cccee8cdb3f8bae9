import { createApiKey, revokeApiKey } from '../../server/apiKeys/service.ts'
import { refusal } from '../../server/outcome.ts'
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import { ApiKey } from '../types/apiKey.ts'
import { Role } from '../types/enums.ts'
import { payload } from '../userErrors.ts'
import { answer, idempotencyKeyDescription, userError } from './answers.ts'

interface Changed {
  apiKeyId: string | null
}

interface Created extends Changed {
  key: string | null
}

const CreateApiKeyPayload = payload<Created>('CreateApiKeyPayload', 'Answer of createApiKey.', (t) => ({
  apiKey: t.prismaField({
    type: ApiKey,
    nullable: true,
    description: 'The key as lists show it; null when refused.',
    resolve: (query, { apiKeyId }, _args, { db }) =>
      apiKeyId === null ? null : db.apiKey.findFirst({ ...query, where: { id: apiKeyId } }),
  }),
  key: t.exposeString('key', {
    nullable: true,
    description:
      'The key itself. It is shown this once and kept nowhere: store it now. Null when refused, and when the request ' +
      'was a repetition of one that has been answered (KEY_SHOWN_BEFORE).',
  }),
}))

const RevokeApiKeyPayload = payload<Changed>('RevokeApiKeyPayload', 'Answer of revokeApiKey.', (t) => ({
  apiKey: t.prismaField({
    type: ApiKey,
    nullable: true,
    description: 'The revoked key; null when refused.',
    resolve: (query, { apiKeyId }, _args, { db }) =>
      apiKeyId === null ? null : db.apiKey.findFirst({ ...query, where: { id: apiKeyId } }),
  }),
}))

const CreateApiKeyInput = builder.inputType('CreateApiKeyInput', {
  description: 'A new API key.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What uses it: 1 to 100 characters.' }),
    role: t.field({ type: Role, required: true, description: 'What its holder may do.' }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'From when on it is good no more, at most five years ahead. Without it only revoking ends the key.',
    }),
    idempotencyKey: t.string({
      description: `${idempotencyKeyDescription} The key text itself is not shown a second time.`,
    }),
  }),
})

const RevokeApiKeyInput = builder.inputType('RevokeApiKeyInput', {
  description: 'Which key to revoke.',
  fields: (t) => ({ id: t.id({ required: true, description: 'Id of the key.' }) }),
})

const shownBefore = userError(
  refusal(
    'KEY_SHOWN_BEFORE',
    ['idempotencyKey'],
    'An earlier request with this idempotency key made this key. Its text was shown then and is kept nowhere. If it is lost, revoke it and make another one.',
  ),
)

builder.mutationField('createApiKey', (t) =>
  t.field({
    type: CreateApiKeyPayload,
    description: 'Makes an API key and shows it once. Needs the role ADMIN.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: CreateApiKeyInput, required: true, description: 'The key.' }) },
    async resolve(_root, { input: { name, role, expiresAt, idempotencyKey } }, { app, viewer }) {
      const key = { name, role, expiresAt: expiresAt ?? null, idempotencyKey: idempotencyKey ?? null }
      const outcome = await createApiKey(app, viewer, key)
      const nothing: Created = { apiKeyId: null, key: null }
      const answered = answer(outcome, nothing)
      return outcome.ok && outcome.key === null ? { ...answered, userErrors: [shownBefore] } : answered
    },
  }),
)

builder.mutationField('revokeApiKey', (t) =>
  t.field({
    type: RevokeApiKeyPayload,
    description:
      'Ends an API key for good: requests with it are refused within a second, its open subscriptions are closed within seconds. ' +
      'Revoking it again changes nothing. The last ADMIN key that is good cannot revoke itself. Needs the role ADMIN.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: RevokeApiKeyInput, required: true, description: 'Which key.' }) },
    async resolve(_root, { input }, { app, viewer }) {
      const nothing: Changed = { apiKeyId: null }
      return answer(await revokeApiKey(app, viewer, idOf('ApiKey', input.id, ['input', 'id'])), nothing)
    },
  }),
)
