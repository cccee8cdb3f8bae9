/**
 * Deleting an organization. First, in one transaction, its wrapped keys are destroyed, so that nothing that was sealed can
 * be opened again whatever becomes of the rows, its API keys go, and its work is taken from the workers. Then its rows
 * go in chunks; that may be cut off at any point, and goes on when it is asked for again or an hour later by itself.
 */
import { Prisma } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { deleting } from '../connections/rows.ts'
import { isId } from '../ids.ts'
import type { Log } from '../log.ts'
import { type Outcome, refuse } from '../outcome.ts'

export type OrganizationDeleter = Pick<App, 'database' | 'now'> & { log: Log }

/** `rows`: deleted by this call. `left`: there is more to delete; ask again. */
export type Deletion = Outcome<{ rows: number; left: boolean }>

const rowsAtOnce = 1_000
const nothing = Buffer.alloc(0)

/**
 * Marks it when it is not, then deletes rows for about `forMs`.
 * @param confirmName its name, as the person who asks has typed it
 */
export async function deleteOrganization(
  app: OrganizationDeleter,
  input: { id: string; confirmName: string },
  forMs: number,
): Promise<Deletion> {
  const { id } = input
  const found = isId(id) ? await app.database.system.organization.findUnique({ where: { id } }) : null
  if (!found) return refuse('NOT_FOUND', ['id'], `There is no organization ${id.slice(0, 60)}.`)
  if (found.name !== input.confirmName.trim()) {
    const message = `To delete the organization and everything of it, give its name: ${found.name}`
    return refuse('CONFIRMATION_REQUIRED', ['confirmName'], message)
  }
  if (!found.deletedAt) await destroyKeys(app, id)
  return { ok: true, ...(await deleteRows(app, id, app.now() + forMs)) }
}

/** Goes on with what was cut off; answers whether there is more. */
export async function goOnDeleting(app: OrganizationDeleter, forMs: number): Promise<boolean> {
  const marked = await app.database.system.organization.findMany({
    where: { deletedAt: { not: null } },
    orderBy: { deletedAt: 'asc' },
    select: { id: true },
  })
  const until = app.now() + forMs
  for (const { id } of marked) if ((await deleteRows(app, id, until)).left) return true
  return false
}

async function destroyKeys(app: OrganizationDeleter, id: string) {
  const now = new Date(app.now())
  await app.database.system.$transaction(async (tx) => {
    await tx.organization.update({
      where: { id },
      data: { wrappedDataKey: nothing, wrappedIndexKey: nothing, keyId: '', deletedAt: now },
    })
    await tx.apiKey.deleteMany({ where: { organizationId: id } })
    // Nothing starts on them, and their webhooks refuse.
    await tx.connection.updateMany({
      where: { organizationId: id },
      data: { ...{ state: 'PAUSED', pauseReason: deleting, nextRunAt: null }, webhookProof: 'NONE', updatedAt: now },
    })
    // A raised fencing number keeps a worker that is at it from writing, and its next heartbeat ends it.
    const ended = { state: 'CANCELLED', attempt: { increment: 1 }, finishedAt: now, leaseUntil: null } as const
    const active = { organizationId: id, state: { in: ['QUEUED' as const, 'RUNNING' as const] } }
    await tx.operation.updateMany({ where: active, data: ended })
    await tx.syncRun.updateMany({
      where: { organizationId: id, state: { in: ['QUEUED', 'RUNNING', 'PAUSED'] } },
      data: ended,
    })
  })
  app.log.warn({ organizationId: id }, 'the keys of an organization were destroyed; its rows are being deleted')
  // The old row, keys and all, lies in its page until the table is vacuumed.
  await app.database.sql('VACUUM organizations').catch((error: unknown) => {
    app.log.warn(
      { err: error },
      'the table of organizations could not be vacuumed; PostgreSQL does it in time by itself',
    )
  })
}

/** Those that others hang on last. Rows that somebody wrote meanwhile are met by the next pass. */
async function deleteRows(app: OrganizationDeleter, id: string, until: number) {
  const { system } = app.database
  const tables = await tablesInOrder(app)
  let rows = 0
  for (;;) {
    const before = rows
    for (const table of tables) {
      for (;;) {
        if (app.now() >= until) return { rows, left: true }
        const gone = await system.$executeRaw(Prisma.sql`DELETE FROM ${Prisma.raw(`"${table}"`)} WHERE ctid = ANY(ARRAY(
          SELECT ctid FROM ${Prisma.raw(`"${table}"`)} WHERE organization_id = ${id}::uuid LIMIT ${rowsAtOnce}))`)
        rows += gone
        if (gone < rowsAtOnce) break
      }
    }
    if (rows === before) break
  }
  await system.organization.deleteMany({ where: { id, deletedAt: { not: null } } })
  app.log.warn({ organizationId: id, rows }, 'an organization was deleted')
  return { rows, left: false }
}

/** Every table that holds rows of organizations; whatever refers to a table comes before it. */
async function tablesInOrder(app: OrganizationDeleter): Promise<string[]> {
  const named = await app.database.sql(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id'
     WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace AND NOT a.attisdropped`,
  )
  const references = await app.database.sql(
    `SELECT f.relname AS child, p.relname AS parent FROM pg_constraint k
     JOIN pg_class f ON f.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid
     WHERE k.contype = 'f' AND f.oid <> p.oid AND f.relnamespace = current_schema()::regnamespace`,
  )
  const left = new Set(named.map(({ name }) => String(name)))
  const order: string[] = []
  while (left.size > 0) {
    const free = [...left].filter(
      (name) => !references.some(({ child, parent }) => parent === name && left.has(String(child))),
    )
    // A circle of references: the cascades of the database have to do.
    const next = free.length > 0 ? free.sort() : [...left].sort()
    order.push(...next)
    for (const name of next) left.delete(name)
  }
  return order
}
