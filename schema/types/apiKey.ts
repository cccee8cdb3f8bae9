import { builder } from '../builder.ts'
import { connectionType } from '../paging/connection.ts'
import { Role } from './enums.ts'
import { tenantNode } from './node.ts'

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
      description: 'When it was revoked; null = it is good.',
    }),
  }),
})

export const ApiKeyConnection = connectionType('ApiKey', ApiKey, 'API keys')
