import { withoutPersonalData } from '../../server/audit.ts'
import { isId } from '../../server/ids.ts'
import { builder } from '../builder.ts'
import { encodeId } from '../ids.ts'
import { connectionType } from '../paging/connection.ts'
import { tenantNode } from './node.ts'

export const AuditEntry = builder.prismaNode('AuditLog', {
  ...tenantNode,
  name: 'AuditEntry',
  description:
    'One line of the audit log: who did what to what. Written in the transaction of the deed, and never changed. It names what ' +
    'was done and holds no SSN, no date of birth, no secret and no text that was searched for. Needs the role ADMIN.',
  authScopes: { role: 'ADMIN' },
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When it was done.' }),
    actor: t.exposeString('actor', {
      description: 'Who did it: `apiKey:ID`, `jwt:SUBJECT`, or the server itself (`schedule`, `server`).',
    }),
    actorName: t.string({
      nullable: true,
      description: 'What people call who did it: the name of the API key. Null for others, and when the key is gone.',
      select: { actor: true },
      resolve: ({ actor }, _args, { loaders }) => loaders.actorNames.load(actor),
    }),
    action: t.exposeString('action', { description: 'What was done, mostly the name of a mutation: `waiveErrors`.' }),
    targetType: t.exposeString('targetType', { description: 'Type of what it was done to: `ConnectedSource`.' }),
    target: t.id({
      description:
        'What it was done to: its global id, or the id of a rule. It may be gone since, and then `node` answers null.',
      select: { targetType: true, targetId: true },
      resolve: ({ targetType, targetId }) => (isId(targetId) ? encodeId(targetType, targetId) : targetId),
    }),
    reason: t.string({
      nullable: true,
      description: 'The reason that was given; null where none is asked for.',
      select: { details: true },
      resolve: ({ details }) => {
        const reason = (details as { reason?: unknown } | null)?.reason
        return typeof reason === 'string' ? (withoutPersonalData(reason) as string) : null
      },
    }),
    details: t.field({
      type: 'JSON',
      description: 'What else was noted, by the action: values before and after, counts, filters. Ids in it are uuids.',
      select: { details: true },
      resolve: ({ details }) => withoutPersonalData(details),
    }),
  }),
})

export const AuditEntryConnection = connectionType('AuditEntry', AuditEntry, 'entries of the audit log')
