import { builder } from '../builder.ts'
import type { Viewer as ViewerShape } from '../context.ts'
import { encodeId } from '../ids.ts'
import { Role } from './enums.ts'

const Organization = builder.prismaObject('Organization', {
  select: { id: true },
  description: 'The lender whose data this is. Nothing of another organization can be reached.',
  fields: (t) => ({
    id: t.id({ description: 'Global id.', resolve: ({ id }) => encodeId('Organization', id) }),
    name: t.exposeString('name', { description: 'Name of the organization.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
  }),
})

export const Viewer = builder.objectRef<ViewerShape>('Viewer').implement({
  description: 'Who is asking.',
  fields: (t) => ({
    role: t.expose('role', { type: Role, description: 'What you may do.' }),
    actor: t.exposeString('actor', {
      description: 'Your name in records of what was done: `apiKey:ID` or `jwt:SUBJECT`.',
    }),
    expiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When your token or your API key ends; null for a key that does not expire.',
      resolve: ({ expiresAt }) => (expiresAt === null ? null : new Date(expiresAt)),
    }),
    organization: t.prismaField({
      type: Organization,
      description: 'Your organization.',
      resolve: (query, { organizationId }, _args, { db }) =>
        db.organization.findUniqueOrThrow({ ...query, where: { id: organizationId } }),
    }),
  }),
})
