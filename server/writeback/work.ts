/**
 * WRITEBACK: does the writes of a plan one after the other. A worker that follows another takes what is still planned; a write that
 * the other had done without telling is found by the plugin. Each write is its own step: its row, its audit entry and the
 * wish to read the loan again stand or fall together.
 */
import {
  type Capabilities,
  type PlannedWrite,
  SourceFailure,
  type WritebackFile,
  type WriteResult,
} from '../../plugins/contract.ts'
import type { Prisma, Writeback } from '../../prisma/generated/client/client.ts'
import { writeAudit } from '../audit.ts'
import { type OpenContext, openFilePut, openPluginContext } from '../connections/context.ts'
import type { Tx } from '../database/tenant.ts'
import { type EgressClock, systemClock } from '../egress/clock.ts'
import { GaveUp } from '../egress/fetch.ts'
import type { FilePut } from '../egress/filePut.ts'
import { backoffMs, type RetryOptions } from '../egress/retry.ts'
import { OperationFailure, type OperationWorker } from '../operations/contract.ts'
import { unsealText } from '../vault/seal.ts'
import type { OrganizationKeys } from '../vault/vault.ts'
import { requestRereads } from '../webhooks/rereads.ts'
import { placeKey, type WritebackChoice } from './choices.ts'
import { type GateJob, gateOf, requirePermission } from './gate.ts'
import { type FileWay, guarded, postAddress } from './guard.ts'
import { patienceOf } from './patience.ts'
import { afterPlace, beforePlace, type Cause } from './plan.ts'
import { lateMarginMs, NotYet } from './sent.ts'

/** Of one write. */
const tries: RetryOptions = { attempts: 5, baseMs: 500, maxWaitMs: 60_000 }
/** A source that fails for so many loans in a row is down. */
const mostFailures = 3
/** How long one operation may wait, all in all, for what a source has not answered. */
const mostHeldMs = 600_000

/** @param clock for waits */
export const createWritebackWorker = (clock: EgressClock): OperationWorker => ({
  kind: 'WRITEBACK',
  async work(context) {
    const { app, db, signal } = context
    const planId = context.input.planId as string
    const where = { planId, state: 'PLANNED' as const }
    const connection = await db.connection.findFirst({ where: { id: context.targetId } })
    if (!connection) throw new OperationFailure('GONE', 'The connection was deleted.', 'Nothing has to be done.')
    const operation = await db.operation.findFirstOrThrow({ where: { id: context.operationId } })
    const keys = await app.keysOf(context.organizationId)
    const quietMs = app.config.sourceTimeoutSeconds * 1000 + lateMarginMs
    const patience = patienceOf(signal, quietMs)
    // Tries are counted here, so that each asks anew whether it may.
    const ctx = await openPluginContext(app, connection, { signal: patience.signal, retry: { attempts: 1 } })
    const files = openFilePut(app, connection.pluginId, ctx)
    const job: Job = {
      ...{ context, clock, patience, connection, ctx, files, keys, quietMs, heldMs: 0 },
      ...{ turn: { operationId: context.operationId, attempt: 0 }, capabilities: ctx.capabilities },
      actor: operation.requestedBy,
    }
    const total = await db.writeback.count({ where })
    try {
      await context.step(async (tx) => {
        // A step is fenced: here the row says which turn is ours.
        job.turn.attempt = (await tx.operation.findFirstOrThrow({ where: { id: context.operationId } })).attempt
        return { checkpoint: {}, done: 0, total: operation.done + total }
      })
      let failures = 0
      for (;;) {
        signal.throwIfAborted()
        const row = await db.writeback.findFirst({ where, orderBy: { id: 'asc' } })
        if (!row) break
        const ended = await doOne(job, row)
        failures = ended.unanswered ? failures + 1 : 0
        await finish(job, row, ended)
        if (failures >= mostFailures) throw unavailable()
      }
    } finally {
      patience.close()
      await Promise.all([ctx.close(), files.close()])
    }
    const groups = await db.writeback.groupBy({ by: ['state'], where: { planId }, _count: true })
    return Object.fromEntries(groups.map(({ state, _count }) => [state, _count]))
  },
})

export const writebackWorker = createWritebackWorker(systemClock)

interface Job extends GateJob {
  clock: EgressClock
  ctx: OpenContext
  files: FilePut
  keys: OrganizationKeys
  /** How long this worker has waited for such writes. */
  heldMs: number
  /** As the writes so far found the source. */
  capabilities: Capabilities
  actor: string
}

interface Ended {
  state: 'WRITTEN' | 'SKIPPED' | 'FAILED'
  attempts: number
  cause?: Cause
  method?: string
  capabilities?: Capabilities
  /** The source did not answer, try after try. */
  unanswered?: boolean
}

async function doOne(job: Job, row: Writeback): Promise<Ended> {
  const { context, ctx, connection } = job
  const { app, signal } = context
  const { writeback } = app.plugins.get(connection.pluginId)!
  if (!writeback) throw new OperationFailure('UNKNOWN_PLUGIN', 'The plugin takes nothing back any more.', 'Update it.')
  const write = writeOf(job, row)
  const target = writeback.targets(ctx.settings, {}).find(({ name }) => name === row.target)
  let unanswered = false
  for (let attempt = 1, looks = 0; ; ) {
    const choice = (await requirePermission(job)).get(placeKey(row))
    if (!choice || !target) return { state: 'SKIPPED', attempts: attempt - 1, cause: notChosen }
    const way = target.file ? wayOf(job, write, target.file, choice) : null
    const gate = gateOf(job, row, target.effect)
    const once = guarded({ ...ctx, capabilities: job.capabilities }, gate, way, job.clock)
    try {
      return endOf(await writeback.apply(once, write), attempt)
    } catch (failure) {
      signal.throwIfAborted()
      if (failure instanceof NotYet) {
        if (await mayWait(job, failure.forMs, looks++)) continue
        return { state: 'FAILED', attempts: attempt - 1, cause: sentWithoutAnswer(job), unanswered: true }
      }
      if (!(failure instanceof SourceFailure)) throw failure
      if (failure.kind === 'CONFIGURATION') throw new OperationFailure(failure.code, failure.message, failure.hint)
      const mayPass = failure.kind === 'TRANSIENT' || failure.code === 'OUTCOME_UNKNOWN'
      // Also where a later try only finds what an unanswered one has left: a source out of order must not be left many of those.
      unanswered ||= mayPass
      if (!mayPass || attempt >= tries.attempts) return failed(failure, attempt, unanswered)
      await job.clock.sleep(waitMs(failure, attempt), signal)
      attempt += 1
    } finally {
      job.patience.end()
    }
  }
}

/** Waits before the next look for what was sent; false when the operation has no time left for it. */
async function mayWait(job: Job, forMs: number, looks: number): Promise<boolean> {
  const waitMs = Math.min(forMs, 2_000 * 2 ** Math.min(looks, 3))
  if (job.heldMs + waitMs > mostHeldMs) return false
  job.heldMs += waitMs
  await job.clock.sleep(waitMs, job.context.signal)
  return true
}

const sentWithoutAnswer = ({ quietMs }: Job): Cause => ({
  code: 'SENT_WITHOUT_ANSWER',
  message:
    'It was sent, the source did not say whether it was done, and it is not there so far. It was not sent again.',
  hint: `Make a new plan: it looks first, and sends nothing before ${quietMs / 1000} seconds have passed since.`,
})

function wayOf(
  { ctx, files, connection, context }: Job,
  { key }: PlannedWrite,
  file: WritebackFile,
  choice: WritebackChoice,
): FileWay {
  const baseUrl = context.app.plugins.get(connection.pluginId)!.baseUrl(ctx.settings)
  const hosts = [...file.hosts, ...(choice.fileHosts ?? [])]
  return {
    post: postAddress(baseUrl, file.post, key),
    put: (url, bytes, contentType, beforeSend) => files.put(url, bytes, contentType, hosts, beforeSend),
  }
}

function writeOf({ keys }: Job, row: Writeback): PlannedWrite {
  const { id, sourceKey, target, place, correlationId, sealedBefore, sealedAfter } = row
  return {
    ...{ key: sourceKey, target, place, correlationId },
    before: sealedBefore === null ? null : unsealText(keys, beforePlace(id), sealedBefore),
    after: unsealText(keys, afterPlace(id), sealedAfter),
  }
}

const notChosen: Cause = {
  code: 'NO_LONGER_CHOSEN',
  message: 'The writeback settings of the connection no longer name this place.',
  hint: 'Choose it again with setWriteback and make a new plan, if it is wanted.',
}

function endOf(result: WriteResult, attempts: number): Ended {
  if (result.state === 'CHANGED') return { state: 'SKIPPED', attempts, cause: changed }
  const { method, capabilities } = result
  return { state: 'WRITTEN', attempts, method, ...(capabilities && { capabilities }) }
}

const changed: Cause = {
  code: 'CHANGED_MEANWHILE',
  message: 'The place holds something else than when the plan was made. It was left as it is.',
  hint: 'Look at the loan in the source. A new plan shows what would be replaced now.',
}

const failed = ({ code, message, hint }: SourceFailure, attempts: number, unanswered: boolean): Ended => ({
  ...{ state: 'FAILED', attempts, cause: { code, message, hint }, unanswered },
})

/** What the source may still be doing would not be found yet: it is given time before it is looked for. */
const unknownWaitMs = 2_000

function waitMs(failure: SourceFailure, attempt: number): number {
  if (failure.code === 'OUTCOME_UNKNOWN') return unknownWaitMs * attempt
  const asked = failure instanceof GaveUp ? failure.askedWaitMs : null
  if (asked === null) return backoffMs(attempt, tries, Math.random)
  if (asked > tries.maxWaitMs) throw unavailable()
  return asked
}

const unavailable = () =>
  new OperationFailure(
    'SOURCE_UNAVAILABLE',
    'The source does not answer, or asks to come back much later.',
    'Apply the plan again when it does: what is still planned is done, and nothing twice. What failed is in the next plan.',
  )

async function finish(job: Job, row: Writeback, ended: Ended): Promise<void> {
  const { context, connection, actor } = job
  const { organizationId } = context
  const { state, attempts, cause, method = null, capabilities } = ended
  if (capabilities) job.capabilities = { ...job.capabilities, ...capabilities }
  // It is done in the source: that is written down whatever was asked for meanwhile.
  await context.settle(async (tx, now) => {
    const data = {
      ...{ state, method, attempts: { increment: attempts }, finishedAt: now },
      ...(cause && { cause: cause as unknown as Prisma.InputJsonValue }),
    }
    await tx.writeback.updateMany({ where: { id: row.id, state: 'PLANNED' }, data })
    if (capabilities) await remember(tx, connection.id, capabilities)
    // What the source made of it comes back as any other change.
    if (state === 'WRITTEN') await requestRereads(tx, connection.id, [row.sourceKey], now)
    const details = {
      ...{ state, method, attempts, cause: cause?.code ?? null, target: row.target, place: row.place },
      ...{ sourceKey: row.sourceKey, correlationId: row.correlationId, operationId: context.operationId },
    }
    const entry = { action: 'writeback', targetType: 'Writeback', targetId: row.id, details }
    await writeAudit(tx, { organizationId, actor }, entry, now)
    return { checkpoint: {}, done: 1, counts: { [state]: 1 } }
  })
  context.app.metrics.writebacks.inc({ source: connection.pluginId, target: row.target, state })
}

async function remember(tx: Tx, connectionId: string, capabilities: Capabilities): Promise<void> {
  await tx.$executeRawUnsafe(
    'UPDATE connections SET capabilities = capabilities || $3::jsonb WHERE organization_id = $1::uuid AND id = $2::uuid',
    tx.organizationId,
    connectionId,
    JSON.stringify(capabilities),
  )
}
