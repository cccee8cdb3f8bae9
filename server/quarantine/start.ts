/** Asking for documents in quarantine to be tried again. The work is an operation: retry.ts. */
import type { Prisma } from '../../prisma/generated/client/client.ts'
import type { QuarantineStage } from '../../prisma/generated/client/enums.ts'
import type { App } from '../app.ts'
import { writeAudit } from '../audit.ts'
import { isDeleting } from '../connections/rows.ts'
import type { TenantClient } from '../database/tenant.ts'
import { withIdempotency } from '../idempotency.ts'
import { isId } from '../ids.ts'
import type { JsonObject } from '../operations/contract.ts'
import { startOperation } from '../operations/service.ts'
import { notFound, type Outcome, type Refusal, type Requester, refusal, refuse } from '../outcome.ts'
import { activeStates } from '../sync/states.ts'

/** What is absent or null restricts nothing. */
export interface QuarantineFilter {
  connectionId: string | null
  stages: QuarantineStage[] | null
  /** Codes of the first failure. */
  codes: string[] | null
}

export interface RetryQuarantined {
  /** Exactly one of the two. */
  ids: string[] | null
  filter: QuarantineFilter | null
  /** How many the person has seen; another number is refused. */
  expectedCount: number | null
  idempotencyKey: string | null
}

/** What the operation keeps: rows that come later than its start are not its own. */
export type RetryInput = (
  | { ids: string[]; filter: null }
  | { ids: null; filter: { [Name in keyof QuarantineFilter]: QuarantineFilter[Name] } }
) & { last: string }

const maxIds = 1_000

export async function retryQuarantined(
  app: App,
  requester: Requester,
  input: RetryQuarantined,
): Promise<Outcome<{ operationId: string }>> {
  const { idempotencyKey, ...request } = input
  const { ids, filter, expectedCount } = input
  if ((ids === null) === (filter === null)) {
    return refuse('INVALID_INPUT', [], 'Give either ids or a filter. An empty filter means all.')
  }
  if (ids && ids.length > maxIds) return refuse('TOO_MANY_IDS', ['ids'], `At most ${maxIds} ids; use a filter instead.`)
  return withIdempotency<{ operationId: string }>(
    app,
    requester,
    { operation: 'retryQuarantined', key: idempotencyKey, request },
    async (claim) => {
      const db = app.database.tenant(requester.organizationId)
      if (filter?.connectionId && !(await isConnection(db, filter.connectionId)))
        return notFound('connection', ['filter', 'connection'])
      const where = chosenBy(ids ? { ids, filter: null } : { ids: null, filter: filter! })
      const count = await db.quarantinedRecord.count({ where })
      const errors = refusals(ids, expectedCount, count)
      if (errors.length > 0) return { ok: false, errors }
      const stand = await standOf(db, where)
      if (!stand.ok) return stand
      const stored = { ...(ids ? { ids, filter: null } : { ids: null, filter }), last: stand.last }
      const asked = {
        kind: 'RETRY_QUARANTINE' as const,
        targetId: filter?.connectionId ?? requester.organizationId,
        input: stored as unknown as JsonObject,
      }
      return startOperation(app, requester, asked, async (tx, operationId, now) => {
        await claim(tx, operationId)
        const details = { count, filter: filter as unknown as Prisma.InputJsonValue | null, ids: ids?.length ?? null }
        const entry = { action: 'retryQuarantined', targetType: 'Operation', targetId: operationId, details }
        await writeAudit(tx, requester, entry, now)
      })
    },
    async (operationId) => ({ ok: true, operationId }),
  )
}

const isConnection = async (db: TenantClient, id: string) =>
  isId(id) && (await db.connection.count({ where: { id } })) > 0

function refusals(ids: string[] | null, expectedCount: number | null, count: number): Refusal[] {
  if (ids && count < new Set(ids).size) {
    const message = `Of these ids ${new Set(ids).size - count} are no longer in quarantine. Read the list again.`
    return [refusal('NOT_FOUND', ['ids'], message)]
  }
  if (expectedCount !== null && expectedCount !== count) {
    const message = `There are ${count} documents, not ${expectedCount}. Look at them again, then give ${count}.`
    return [refusal('COUNT_CHANGED', ['expectedCount'], message)]
  }
  return count === 0 ? [refusal('NOTHING_CHOSEN', [], 'No document in quarantine matches.')] : []
}

/** Refuses while a run writes the same loans; answers the id up to which rows are the operation's. */
async function standOf(
  db: TenantClient,
  where: Prisma.QuarantinedRecordWhereInput,
): Promise<Outcome<{ last: string }>> {
  const connections = await db.connection.findMany({
    where: { quarantine: { some: where } },
    select: {
      ...{ name: true, pauseReason: true },
      syncRuns: { where: { state: { in: [...activeStates] } }, select: { id: true } },
    },
  })
  const going = connections.find((each) => isDeleting(each))
  if (going) return refuse('GONE', [], `The connection ${going.name} is being deleted.`)
  const busy = connections.find((each) => each.syncRuns.length > 0)
  if (busy) return refuse('RUN_ACTIVE', [], runActiveMessage(busy.name))
  const newest = await db.quarantinedRecord.findFirst({ where, orderBy: { id: 'desc' }, select: { id: true } })
  return newest ? { ok: true, last: newest.id } : refuse('NOTHING_CHOSEN', [], 'No document in quarantine matches.')
}

export const runActiveMessage = (name: string) =>
  `A run is at work on ${name}. Wait for it, or cancel it with cancelSync first.`

/** The rows that ids or a filter choose. */
export function chosenBy(
  input: { ids: string[]; filter: null } | { ids: null; filter: QuarantineFilter },
): Prisma.QuarantinedRecordWhereInput {
  if (input.ids) return { id: { in: input.ids.filter(isId) } }
  const { connectionId, stages, codes } = input.filter
  return {
    ...(connectionId === null ? {} : { connectionId }),
    ...(stages === null ? {} : { stage: { in: stages } }),
    ...(codes === null ? {} : { code: { in: codes } }),
  }
}
