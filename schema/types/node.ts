/** Objects with a global id. A row is loaded by the viewer's organization and its id; there is no other way in. */
import type { Context } from '../context.ts'

/** Options of every prismaNode: its id, and how it is found again. */
export const tenantNode = {
  id: { resolve: (row: { id: string }) => row.id },
  select: { id: true },
  nullable: true,
  findUnique: (id: string, { viewer }: Context) => ({
    organizationId_id: { organizationId: viewer.organizationId, id },
  }),
} as const
