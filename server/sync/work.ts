/** What the phases of a run share: the record function, the connection's source, and writing a batch. */
import type { PluginContext, SourcePlugin } from '../../plugins/contract.ts'
import type { Connection, Prisma, SyncRun } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { openPluginContext, storedAccess } from '../connections/context.ts'
import type { TenantClient } from '../database/tenant.ts'
import type { Catalogue } from '../mapping/catalogue.ts'
import { compiledPreset } from '../records/presets.ts'
import { loadPrevious } from '../reporting/periods/previous.ts'
import { storable } from '../storable.ts'
import type { OrganizationKeys } from '../vault/vault.ts'
import type { Batch, BatchContext } from './batch.ts'
import { byFrequency, type Drift, driftAfter, storedDrift } from './drift.ts'
import type { BatchCounts, SyncEventBody } from './events.ts'
import { markSeen } from './gone.ts'
import type { Heartbeat } from './lease.ts'
import { type RunUpdate, reportRun } from './log.ts'
import { settle } from './settle.ts'
import { writeBatch } from './write.ts'

export interface Work {
  app: App
  run: SyncRun
  plugin: SourcePlugin
  source: PluginContext
  context: BatchContext
  signal: AbortSignal
  /** Writes the batch with its counts, events and checkpoint: all or nothing. */
  commit(batch: Batch, page: PageReport): Promise<void>
  summary(): WorkSummary
  /** Pauses since a page last got through. */
  pauses(): number
  close(): Promise<void>
}

export interface PageReport {
  phase: 'PULL' | 'ROLLOVER'
  seen: number
  total: number | null
  requests: number
  update: Pick<RunUpdate, 'checkpoint' | 'phase' | 'endCursor'>
  /** Loans that the source showed, of a run that looks for those that went away. */
  seenKeys?: string[]
}

/** What the end of the run reports beside its state. */
export interface WorkSummary {
  drift: SyncEventBody[]
}

export async function openWork(
  app: App,
  run: SyncRun,
  connection: Connection,
  heartbeat: Heartbeat,
  signal: AbortSignal,
): Promise<Work> {
  const { organizationId } = run
  const db = app.database.tenant(organizationId)
  const { plugin } = await storedAccess(app, connection)
  const keys = await app.keysOf(organizationId)
  const furnisher = await db.furnisher.findFirstOrThrow({ where: { id: connection.furnisherId } })
  const program = await compiledPreset(app, organizationId, run.presetVersionId, connection)
  const context: BatchContext = {
    keys,
    connectionId: connection.id,
    previous: await previousOf(db, keys, connection, run.asOf.toISOString().slice(0, 10)),
    f: {
      plugin,
      capabilities: connection.capabilities as Record<string, never>,
      program,
      presetVersionId: run.presetVersionId,
      asOf: run.asOf.toISOString().slice(0, 10),
      identificationNumber: furnisher.identificationNumber,
      indexKey: keys.indexKey,
    },
  }
  const catalogue = connection.catalogue as unknown as Catalogue
  let drift = storedDrift(run.drift)
  const source = await openPluginContext(app, connection, {
    signal,
    onThrottled: (waitMs, reason) => heartbeat.report({ kind: 'THROTTLED', payload: { waitMs, reason } }),
    onNotice: (message) => heartbeat.report({ kind: 'NOTICE', payload: { message } }),
  })
  let seen = run.seen
  let progressed = false

  async function commit(batch: Batch, page: PageReport) {
    const drifted = driftAfter(drift, batch.unknowns, catalogue)
    const began = performance.now()
    const now = new Date(app.now())
    const waiting = joinThrottled(heartbeat.take())
    const counts = await db.$transaction(async (tx) => {
      const { records, counts } = await settle(tx, connection.id, batch, now)
      const events = [...waiting, ...eventsOf(batch, counts, page, seen + page.seen)]
      // The first write, so that a worker that lost its lease stops before it writes anything.
      await reportRun(
        tx,
        { id: run.id, attempt: run.attempt, from: ['RUNNING'] },
        {
          ...page.update,
          counts: { ...counts, seen: page.seen, requests: page.requests },
          ...(page.total === null ? {} : { total: page.total }),
          ...(drifted === drift ? {} : { drift: json(drifted) }),
          lease: 'RENEW',
          pauses: 0,
        },
        events,
        now,
      )
      const { asOf, presetVersionId } = context.f
      const write = { connectionId: connection.id, runId: run.id, presetVersionId, asOf, keys, now }
      await writeBatch(tx, write, batch, records)
      if (page.seenKeys) await markSeen(tx, write, page.seenKeys)
      return counts
    })
    seen += page.seen
    drift = drifted
    progressed = true
    app.events.wake(run.id)
    countBatch(app, plugin.id, counts, (performance.now() - began) / 1000)
  }

  return {
    app,
    run,
    plugin,
    source,
    context,
    signal,
    commit,
    summary: () => ({ drift: driftEvents(drift) }),
    pauses: () => (progressed ? 0 : run.pauses),
    close: () => source.close(),
  }
}

/** A sandbox reports nothing, and before the first month is closed there is nothing to look for. */
export async function previousOf(
  db: TenantClient,
  keys: OrganizationKeys,
  { id, environment }: Connection,
  asOf: string,
): Promise<BatchContext['previous']> {
  const closed = environment === 'PRODUCTION' && (await db.reportingPeriod.findFirst({ where: { state: 'CLOSED' } }))
  if (!closed) return async () => new Map()
  return (sourceKeys) =>
    loadPrevious(
      db,
      keys,
      id,
      sourceKeys.map((sourceKey) => ({ sourceKey, asOf })),
    )
}

function driftEvents({ unknowns, omitted }: Drift): SyncEventBody[] {
  return unknowns.length === 0 ? [] : [{ kind: 'DRIFT', payload: { unknowns: byFrequency(unknowns), omitted } }]
}

function countBatch(app: App, source: string, counts: BatchCounts, seconds: number) {
  for (const outcome of ['created', 'changed', 'unchanged', 'held', 'excluded', 'quarantined'] as const) {
    if (counts[outcome] > 0) app.metrics.syncRecords.inc({ source, outcome }, counts[outcome])
  }
  app.metrics.syncBatchSeconds.observe({ source }, seconds)
}

function eventsOf(batch: Batch, counts: BatchCounts, page: PageReport, seen: number): SyncEventBody[] {
  if (counts.records === 0) return []
  const events: SyncEventBody[] = [
    { kind: 'PAGE', payload: { phase: page.phase, seen, total: page.total, requests: page.requests } },
    { kind: 'BATCH', payload: counts },
  ]
  if (batch.quarantined.length > 0) {
    const samples = batch.quarantined
      .slice(0, 5)
      .map((row) => ({ sourceKey: row.sourceKey, code: row.failures[0]!.code }))
    events.push({ kind: 'QUARANTINED', payload: { count: batch.quarantined.length, samples } })
  }
  return events
}

/** At most one event of a kind a batch: the waits of a page are added up. */
function joinThrottled(events: SyncEventBody[]): SyncEventBody[] {
  const waits = events.filter((event) => event.kind === 'THROTTLED')
  if (waits.length < 2) return events
  const waitMs = waits.reduce((sum, event) => sum + event.payload.waitMs, 0)
  const rest = events.filter((event) => event.kind !== 'THROTTLED')
  return [...rest, { kind: 'THROTTLED', payload: { waitMs, reason: waits.at(-1)!.payload.reason } }]
}

/** JSON for a column, typed for Prisma. */
export const json = (value: unknown) => storable(value) as Prisma.InputJsonValue
