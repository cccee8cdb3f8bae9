import { apiKeyState, type ApiKeyState as State } from '../../server/apiKeys/states.ts'
import { builder } from '../builder.ts'
import { connectionType } from '../paging/connection.ts'
import { Role } from './enums.ts'
import { tenantNode } from './node.ts'

export const ApiKeyState = builder.enumType('ApiKeyState', {
  description: 'Whether an API key is good.',
  values: {
    GOOD: { description: 'It works.' },
    EXPIRES_SOON: { description: 'It works, and expires within 14 days: make another one for whoever uses it.' },
    EXPIRED: { description: 'Its time is over.' },
    REVOKED: { description: 'Somebody ended it.' },
  } satisfies Record<State, object>,
})

export const ApiKey = builder.prismaNode('ApiKey', {
  ...tenantNode,
  description: 'A key to this API. The key itself was shown once and is not kept. Needs the role ADMIN.',
  authScopes: { role: 'ADMIN' },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Given by people.' }),
    role: t.expose('role', { type: Role, description: 'What its holder may do.' }),
    hint: t.exposeString('hint', { description: 'The end of the key: `m2k_…a1B2`.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    createdBy: t.exposeString('createdBy', { description: 'Who made it.' }),
    actor: t.string({
      description: 'What it is called in records of what was done: `apiKey:ID`, as `viewer.actor` of its holder.',
      resolve: ({ id }) => `apiKey:${id}`,
    }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last used, to the minute; null = never.',
    }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was revoked; null = nobody did.',
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'From when on it is good no more; null = only revoking ends it.',
    }),
    state: t.field({
      type: ApiKeyState,
      description: 'Whether it is good now.',
      select: { revokedAt: true, expiresAt: true },
      resolve: (row, _args, { app }) => apiKeyState(row, app.now()),
    }),
  }),
})

export const ApiKeyConnection = connectionType('ApiKey', ApiKey, 'API keys')
