/**
 * Documents in quarantine tried again. What was read well is mapped by the preset as it is published now, from the
 * sealed document and without network; what the source sent broken is asked for again by a run of mode IDS. Loans are
 * written as a sync writes them, under the lock of their connection and never while a run is active on it: the end of
 * one that began meanwhile is waited for.
 */
import type { Connection, QuarantinedRecord } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { appendConnectionEvents } from '../connections/events.ts'
import { activeRunId, isDeleting, lockConnection } from '../connections/rows.ts'
import type { Tx } from '../database/tenant.ts'
import {
  type JsonObject,
  type OperationContext,
  OperationFailure,
  type OperationWorker,
  type Step,
} from '../operations/contract.ts'
import { compiledPreset } from '../records/presets.ts'
import { type Batch, type BatchContext, batchOfQuarantined, emptyBatch } from '../sync/batch.ts'
import { settle } from '../sync/settle.ts'
import { isActive } from '../sync/states.ts'
import { loadStored } from '../sync/stored.ts'
import { previousOf } from '../sync/work.ts'
import { writeBatch } from '../sync/write.ts'
import { requestRereads } from '../webhooks/rereads.ts'
import { chosenBy, type RetryInput, runActiveMessage } from './start.ts'

/** Loans of one step: it holds the connection's lock while they are written. */
const atOnce = 25

interface Counts extends JsonObject {
  /** Became records. */
  released: number
  /** Failed again; their cause is the new one. */
  failed: number
  /** Are asked for again at the source. */
  rereads: number
}

const none = (): Counts => ({ released: 0, failed: 0, rereads: 0 })

type Checkpoint = { after: string; sums: Counts; byConnection: Record<string, Counts> }

export const retryQuarantineWorker: OperationWorker = {
  kind: 'RETRY_QUARANTINE',
  async work(context) {
    const input = context.input as unknown as RetryInput
    const where = { AND: [chosenBy(input), { id: { lte: input.last } }] }
    let state = context.checkpoint as unknown as Checkpoint | null
    if (!state) {
      const total = await context.db.quarantinedRecord.count({ where })
      state = { after: '00000000-0000-0000-0000-000000000000', sums: none(), byConnection: {} }
      const first = state
      await context.step(async () => ({ checkpoint: asJson(first), done: 0, total }))
    }
    try {
      for (;;) {
        context.signal.throwIfAborted()
        const rows = await context.db.quarantinedRecord.findMany({
          where: { AND: [...where.AND, { id: { gt: state.after } }] },
          orderBy: { id: 'asc' },
          take: atOnce,
        })
        if (rows.length === 0) break
        state = await retryRows(context, rows, state)
      }
    } catch (error) {
      // What was done before stands, and whoever watches the connections must learn of it.
      if (error instanceof OperationFailure) await tellConnections(context, state)
      throw error
    }
    await tellConnections(context, state)
    return state.sums
  },
}

/** Loans of one connection and one run are written together: a record names the run that read its document. */
async function retryRows(
  context: OperationContext,
  rows: QuarantinedRecord[],
  before: Checkpoint,
): Promise<Checkpoint> {
  const groups: Group[] = []
  for (const group of Map.groupBy(rows, (row) => `${row.connectionId} ${row.runId}`).values())
    groups.push(await prepare(context, group))
  const state = structuredClone(before)
  state.after = rows.at(-1)!.id
  let moved = false
  await stepBetweenRuns(context, async (tx, now) => {
    for (const id of [...new Set(rows.map((row) => row.connectionId))].sort()) await requireFree(tx, id)
    const counts = none()
    for (const group of groups) {
      if (await hasMoved(tx, group)) {
        moved = true
        return { checkpoint: asJson(before), done: 0 }
      }
    }
    for (const group of groups) {
      const done = await write(tx, group, now)
      const { connectionId } = group.rows[0]!
      add(counts, done)
      const sums = state.byConnection[connectionId] ?? none()
      add(sums, done)
      state.byConnection[connectionId] = sums
    }
    add(state.sums, counts)
    return { checkpoint: asJson(state), done: rows.length, counts: counts as Record<string, number> }
  })
  return moved ? before : state
}

/** Takes the step when no run is at work on its connections; of runs that begin meanwhile it waits for the end. */
async function stepBetweenRuns(context: OperationContext, work: (tx: Tx, now: Date) => Promise<Step>) {
  for (;;) {
    try {
      return await context.step(work)
    } catch (error) {
      if (!(error instanceof RunAtWork)) throw error
      await endOfRun(context, error)
    }
  }
}

/** Rolls the step back. */
class RunAtWork extends Error {
  readonly runId: string
  readonly connectionName: string
  constructor(runId: string, connectionName: string) {
    super('a run is at work on the connection')
    this.runId = runId
    this.connectionName = connectionName
  }
}

/** The operation's heartbeat goes on meanwhile. A run that waits for its source itself may do so for hours. */
async function endOfRun({ app, organizationId, db, signal }: OperationContext, { runId, connectionName }: RunAtWork) {
  const run = await db.syncRun.findFirst({ where: { id: runId }, select: { state: true, lastSeq: true } })
  if (!run || !isActive(run.state)) return
  if (run.state !== 'PAUSED') {
    for await (const event of app.events.syncEvents(organizationId, runId, run.lastSeq, signal)) {
      if (event.kind !== 'RUN_STATE') continue
      if (!isActive(event.payload.state)) return
      if (event.payload.state === 'PAUSED') break
    }
  }
  signal.throwIfAborted()
  throw new OperationFailure(
    'RUN_ACTIVE',
    runActiveMessage(connectionName),
    'The run waits for its source. What was done before stands; ask again for what is left when the run has ended, or after cancelSync.',
  )
}

interface Group {
  connection: Connection
  presetVersionId: string
  asOf: string
  rows: QuarantinedRecord[]
  batchContext: BatchContext
  batch: Batch
  /** Loans to ask the source for. */
  rereads: string[]
}

/** Everything that needs no lock: documents are opened and mapped. */
async function prepare({ app, db, organizationId }: OperationContext, rows: QuarantinedRecord[]): Promise<Group> {
  const { connectionId, runId } = rows[0]!
  const connection = await db.connection.findFirstOrThrow({
    where: { id: connectionId },
    include: { preset: { include: { versions: true } }, furnisher: true },
  })
  const { preset, furnisher } = connection
  const presetVersionId = preset.versions.find((each) => each.version === preset.publishedVersion)!.id
  const run = await db.syncRun.findFirst({ where: { id: runId }, select: { asOf: true } })
  // The day the connection's records stand for, or that of a later run that read the loan alone.
  const asOf =
    [connection.asOf, run?.asOf]
      .flatMap((date) => (date ? dayOf(date) : []))
      .sort()
      .at(-1) ?? dayOf(rows[0]!.lastSeenAt)
  const plugin = pluginOf(app, connection)
  const keys = await app.keysOf(organizationId)
  const batchContext: BatchContext = {
    keys,
    connectionId,
    previous: await previousOf(db, keys, connection, asOf),
    f: {
      plugin,
      capabilities: connection.capabilities as Record<string, never>,
      program: await compiledPreset(app, organizationId, presetVersionId, connection),
      presetVersionId,
      asOf,
      identificationNumber: furnisher.identificationNumber,
      indexKey: keys.indexKey,
    },
  }
  const mappable = rows.flatMap(({ sourceKey, displayKey, changeToken, snapshotDate, document }) =>
    displayKey === null || changeToken === null
      ? []
      : [{ sourceKey, displayKey, changeToken, snapshotDate: snapshotDate && dayOf(snapshotDate), document }],
  )
  const sourceKeys = mappable.map((row) => row.sourceKey)
  const stored = await loadStored(db, connectionId, sourceKeys, new Set())
  const batch = mappable.length > 0 ? await batchOfQuarantined(batchContext, mappable, stored) : emptyBatch()
  const mapped = new Set(sourceKeys)
  const rereads = rows.flatMap((row) => (mapped.has(row.sourceKey) ? [] : row.sourceKey))
  return { connection, presetVersionId, asOf, rows, batchContext, batch, rereads }
}

function pluginOf(app: App, { name, pluginId }: Connection) {
  const plugin = app.plugins.get(pluginId)
  if (plugin) return plugin
  const message = `The plugin ${pluginId} of the connection ${name} is not installed.`
  throw new OperationFailure('UNKNOWN_PLUGIN', message, 'Install the plugin again, or delete the connection.')
}

async function requireFree(tx: Tx, connectionId: string) {
  const connection = await lockConnection(tx, tx.organizationId, connectionId)
  if (!connection || isDeleting(connection)) {
    throw new OperationFailure('GONE', 'The connection is being deleted.', 'Its quarantine goes with it.')
  }
  const runId = await activeRunId(tx, connectionId)
  if (runId) throw new RunAtWork(runId, connection.name)
}

/** Whether a run, or somebody, has been quicker than the mapping. */
async function hasMoved(tx: Tx, { connection, rows, presetVersionId }: Group): Promise<boolean> {
  const current = await tx.quarantinedRecord.findMany({
    where: { id: { in: rows.map((row) => row.id) } },
    select: { id: true, count: true },
  })
  const counts = new Map(current.map((row) => [row.id, row.count]))
  if (rows.some((row) => counts.get(row.id) !== row.count)) return true
  const now = await tx.connection.findFirstOrThrow({
    where: { id: connection.id },
    select: { asOf: true, checkedAt: true, furnisherId: true, presetId: true },
  })
  const preset = await tx.mappingPreset.findFirstOrThrow({ where: { id: now.presetId } })
  const version = await tx.mappingPresetVersion.findFirstOrThrow({
    where: { presetId: preset.id, version: preset.publishedVersion },
    select: { id: true },
  })
  return (
    version.id !== presetVersionId ||
    now.furnisherId !== connection.furnisherId ||
    now.checkedAt.getTime() !== connection.checkedAt.getTime() ||
    now.asOf?.getTime() !== connection.asOf?.getTime()
  )
}

async function write(tx: Tx, group: Group, now: Date): Promise<Counts> {
  const { batch, batchContext, presetVersionId, asOf, rows, rereads } = group
  const { connectionId, runId } = rows[0]!
  const { records } = await settle(tx, connectionId, batch, now)
  const target = { connectionId, runId, presetVersionId, asOf, keys: batchContext.keys, now }
  await writeBatch(tx, target, batch, records)
  await requestRereads(tx, connectionId, rereads, now)
  return { released: records.length, failed: batch.quarantined.length, rereads: rereads.length }
}

/** One event a connection, so that whoever watches it reads its records again. */
async function tellConnections(context: OperationContext, { byConnection, after, sums }: Checkpoint) {
  const { app, organizationId, operationId, db } = context
  const told = Object.entries(byConnection).filter(([, counts]) => counts.released + counts.failed > 0)
  const { requestedBy: actor } = await db.operation.findFirstOrThrow({ where: { id: operationId } })
  await context.step(async (tx, now) => {
    for (const [connectionId, { released, failed }] of told) {
      if (!(await lockConnection(tx, organizationId, connectionId))) continue
      const payload = { operationId, released, failed, actor }
      await appendConnectionEvents(tx, organizationId, connectionId, [{ kind: 'QUARANTINE_RETRIED', payload }], now)
    }
    // A worker that follows finds nothing to tell.
    return { checkpoint: asJson({ after, sums, byConnection: {} }), done: 0 }
  })
  for (const [connectionId] of told) app.events.wake(connectionId)
}

function add(sums: Counts, more: Counts) {
  sums.released += more.released
  sums.failed += more.failed
  sums.rereads += more.rereads
}

const asJson = (state: Checkpoint) => structuredClone(state) as unknown as JsonObject
const dayOf = (date: Date) => date.toISOString().slice(0, 10)
