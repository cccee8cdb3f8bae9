/** Starting and cancelling runs on request: `server/sync/service.ts` with audit and idempotency. */
import type { SyncMode } from '../../prisma/generated/client/enums.ts'
import type { App } from '../app.ts'
import { requireLivingKey, writeAudit } from '../audit.ts'
import { type Claim, withIdempotency } from '../idempotency.ts'
import { isId } from '../ids.ts'
import { notFound, type Outcome, RefusedInTransaction, type Requester, refuse } from '../outcome.ts'
import { cancelSync as cancelRun, type RunUpload, type StartSync, startSync as startRun } from '../sync/service.ts'

export interface StartSyncInput {
  connectionId: string
  mode: SyncMode
  /** YYYY-MM-DD; null = today where the lender is. */
  asOf: string | null
  keys: string[] | null
  range: { from: string; to: string } | null
  uploads?: RunUpload[]
  idempotencyKey: string | null
}

type Started = { runId: string }

export async function startSync(app: App, requester: Requester, input: StartSyncInput): Promise<Outcome<Started>> {
  const { idempotencyKey, ...request } = input
  if (!isId(input.connectionId)) return notFound('connection', ['connectionId'])
  return withIdempotency<Started>(
    app,
    requester,
    { operation: 'startSync', key: idempotencyKey, request },
    (claim) => start(app, requester, { ...request, trigger: 'MANUAL', actor: requester.actor }, claim),
    async (runId) => ({ ok: true, runId }),
  )
}

/** The first run of a new connection; when there is one already, that one. */
export async function startFirstRun(app: App, requester: Requester, connectionId: string): Promise<Outcome<Started>> {
  const db = app.database.tenant(requester.organizationId)
  const find = () => db.syncRun.findFirst({ where: { connectionId, trigger: 'FIRST' }, select: { id: true } })
  const first = await find()
  if (first) return { ok: true, runId: first.id }
  const run: StartSync = {
    connectionId,
    mode: 'FULL',
    asOf: null,
    keys: null,
    range: null,
    trigger: 'FIRST',
    actor: requester.actor,
  }
  const started = await start(app, requester, run, async () => {})
  if (started.ok) return started
  // A repeated request that came at the same moment may have started it.
  const meanwhile = await find()
  return meanwhile ? { ok: true, runId: meanwhile.id } : started
}

async function start(app: App, requester: Requester, run: StartSync, claim: Claim): Promise<Outcome<Started>> {
  const { connectionId, mode, asOf, range, trigger } = run
  try {
    return await startRun(app, requester.organizationId, run, async (tx, runId) => {
      await requireLivingKey(tx, requester, app.now())
      await claim(tx, runId)
      // Somebody may have paused or begun to delete it since the input was checked; the run's row keeps it from now on.
      const connection = await tx.connection.findFirst({ where: { id: connectionId }, select: { state: true } })
      if (connection?.state !== 'ACTIVE') throw new RefusedInTransaction(paused)
      const uploads = run.uploads?.map(({ uploadId }) => uploadId)
      const details = {
        ...{ connectionId, mode, asOf, range, keys: run.keys?.length ?? null, trigger },
        ...(uploads?.length && { uploads }),
      }
      const now = new Date(app.now())
      await writeAudit(tx, requester, { action: 'startSync', targetType: 'SyncRun', targetId: runId, details }, now)
    })
  } catch (error) {
    if (error instanceof RefusedInTransaction) return error.refused
    throw error
  }
}

const paused = refuse(
  'CONNECTION_PAUSED',
  ['connectionId'],
  'The connection is paused. Mend its cause and resume it first.',
)

/** Asking twice is answered as asking once. */
export async function cancelSync(app: App, requester: Requester, runId: string): Promise<Outcome<Started>> {
  if (!isId(runId)) return notFound('run', ['runId'])
  try {
    return await cancelRun(app, requester.organizationId, runId, async (tx) => {
      await requireLivingKey(tx, requester, app.now())
      const entry = { action: 'cancelSync', targetType: 'SyncRun', targetId: runId }
      await writeAudit(tx, requester, entry, new Date(app.now()))
    })
  } catch (error) {
    if (error instanceof RefusedInTransaction) return error.refused
    throw error
  }
}
