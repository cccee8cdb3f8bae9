/** Batches of one operation: one statement for all parents of a list, however many there are. */
import DataLoader from 'dataloader'
import type { Connection, ReportedRecord, RuleSetting, WebhookDelivery } from '../prisma/generated/client/client.ts'
import type { Eligibility } from '../prisma/generated/client/enums.ts'
import type { App } from '../server/app.ts'
import { keyIdOf } from '../server/audit.ts'
import type { TenantClient } from '../server/database/tenant.ts'
import { isId } from '../server/ids.ts'
import { type Estimated, estimatedFullSyncs } from '../server/schedule/estimate.ts'
import { lastPartRuns, nextFullRuns, type Scheduled } from '../server/schedule/fullRuns.ts'
import type { SyncEvent } from '../server/sync/events.ts'
import { loansLoaders } from './responseLoaders.ts'
import { createRowLoaders } from './rowLoaders.ts'

export type Loaders = ReturnType<typeof createLoaders>

export type RecordCounts = Record<Lowercase<Eligibility> | 'quarantined', number>

export interface RunsOfConnection {
  connectionId: string
  first: number
  /** What the operation selects of them, as Prisma's arguments. */
  query: { select?: Record<string, unknown>; include?: Record<string, unknown> }
}

export interface EventsOfRun {
  runId: string
  after: number
  first: number
}

export interface DeliveriesOfConnection {
  connectionId: string
  first: number
}

export function createLoaders(app: App, db: TenantClient) {
  return {
    /** Counts of live records, by connection id. */
    recordCounts: new DataLoader((ids: readonly string[]) => recordCounts(db, ids)),
    /** The newest runs of a connection, newest first. */
    newestRuns: new DataLoader((keys: readonly RunsOfConnection[]) => newestRuns(db, keys), {
      cacheKeyFn: (key) => JSON.stringify(key) as never,
    }),
    /** Events of a run after a seq, oldest first. */
    syncEvents: new DataLoader((keys: readonly EventsOfRun[]) => syncEvents(db, keys), {
      cacheKeyFn: (key) => `${key.runId} ${key.after} ${key.first}` as never,
    }),
    /** What the organization made of a rule, by rule id. */
    ruleSettings: new DataLoader((ids: readonly string[]) => ruleSettings(db, ids)),
    /** Records as they were reported, by id. */
    reportedRecords: new DataLoader((ids: readonly string[]) => reportedRecords(db, ids)),
    /** Names of who did something, by actor: those of API keys. */
    actorNames: new DataLoader((actors: readonly string[]) => actorNames(db, actors)),
    ...loansLoaders(db),
    ...createRowLoaders(db),
    /** When the next FULL run of a connection is due by itself. */
    nextFullRun: new DataLoader((rows: readonly Scheduled[]) => nextFullRuns(app, db, rows), byId),
    /** The last FULL run of a connection, when it was not shown every loan. */
    lastPartRun: new DataLoader((rows: readonly ConnectionOfPlugin[]) => lastPartRuns(app, db, rows), byId),
    /** What a FULL run of a connection will take. */
    estimatedFullSync: new DataLoader((rows: readonly Estimated[]) => estimatedFullSyncs(app, db, rows), byId),
    /** The newest webhook deliveries of a connection, newest first. */
    newestDeliveries: new DataLoader((keys: readonly DeliveriesOfConnection[]) => newestDeliveries(db, keys), {
      cacheKeyFn: (key) => `${key.connectionId} ${key.first}` as never,
    }),
  }
}

type ConnectionOfPlugin = Pick<Connection, 'id' | 'pluginId'>

const byId = { cacheKeyFn: ({ id }: { id: string }) => id as never }

async function actorNames(db: TenantClient, actors: readonly string[]): Promise<(string | null)[]> {
  const ids = actors.map((actor) => keyIdOf({ actor }))
  const rows = await db.apiKey.findMany({
    where: { id: { in: ids.filter((id) => id !== null && isId(id)) as string[] } },
    select: { id: true, name: true },
  })
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  return ids.map((id) => (id === null ? null : (names.get(id) ?? null)))
}

async function reportedRecords(db: TenantClient, ids: readonly string[]): Promise<(ReportedRecord | null)[]> {
  const rows = await db.reportedRecord.findMany({ where: { id: { in: [...ids] } } })
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => byId.get(id) ?? null)
}

async function ruleSettings(db: TenantClient, ids: readonly string[]): Promise<(RuleSetting | null)[]> {
  const rows = await db.ruleSetting.findMany({ where: { ruleId: { in: [...ids] } } })
  const byId = new Map(rows.map((row) => [row.ruleId, row]))
  return ids.map((id) => byId.get(id) ?? null)
}

async function recordCounts(db: TenantClient, ids: readonly string[]): Promise<RecordCounts[]> {
  const connectionId = { in: [...ids] }
  const byEligibility = await db.metro2Record.groupBy({
    by: ['connectionId', 'eligibility'],
    where: { connectionId },
    _count: true,
  })
  const quarantined = await db.quarantinedRecord.groupBy({
    by: ['connectionId'],
    where: { connectionId },
    _count: true,
  })
  const counts = new Map(ids.map((id) => [id, { reportable: 0, held: 0, excluded: 0, quarantined: 0 }]))
  for (const row of byEligibility) {
    counts.get(row.connectionId)![row.eligibility.toLowerCase() as Lowercase<Eligibility>] = row._count
  }
  for (const row of quarantined) counts.get(row.connectionId)!.quarantined = row._count
  return ids.map((id) => counts.get(id)!)
}

async function newestRuns(db: TenantClient, keys: readonly RunsOfConnection[]): Promise<{ id: string }[][]> {
  const places = await db.$queryRawUnsafe<{ place: number; id: string }[]>(
    `SELECT asked.place::int AS place, run.id::text AS id
       FROM unnest($2::uuid[], $3::int[]) WITH ORDINALITY AS asked(connection_id, first, place)
      CROSS JOIN LATERAL (
        SELECT id, created_at FROM sync_runs
         WHERE organization_id = $1::uuid AND connection_id = asked.connection_id
         ORDER BY created_at DESC, id DESC LIMIT asked.first) AS run
      ORDER BY asked.place, run.created_at DESC, run.id DESC`,
    db.organizationId,
    keys.map((key) => key.connectionId),
    keys.map((key) => key.first),
  )
  const ids = grouped(keys.length, places).map((group) => group.map((row) => row.id))
  // One statement for each way the operation selects runs; nearly always one.
  const byQuery = new Map<string, { query: RunsOfConnection['query']; ids: string[] }>()
  keys.forEach((key, place) => {
    const name = JSON.stringify(key.query)
    const group = byQuery.get(name) ?? { query: key.query, ids: [] }
    group.ids.push(...ids[place]!)
    byQuery.set(name, group)
  })
  const rows = new Map<string, Map<string, { id: string }>>()
  for (const [name, group] of byQuery) {
    const found = await db.syncRun.findMany({ ...group.query, where: { id: { in: group.ids } } })
    rows.set(name, new Map(found.map((row) => [row.id, row])))
  }
  return keys.map(({ query }, place) => ids[place]!.flatMap((id) => rows.get(JSON.stringify(query))!.get(id) ?? []))
}

async function newestDeliveries(
  db: TenantClient,
  keys: readonly DeliveriesOfConnection[],
): Promise<WebhookDelivery[][]> {
  const places = await db.$queryRawUnsafe<{ place: number; id: string }[]>(
    `SELECT asked.place::int AS place, delivery.id::text AS id
       FROM unnest($2::uuid[], $3::int[]) WITH ORDINALITY AS asked(connection_id, first, place)
      CROSS JOIN LATERAL (
        SELECT id, received_at FROM webhook_deliveries
         WHERE organization_id = $1::uuid AND connection_id = asked.connection_id
         ORDER BY received_at DESC, id DESC LIMIT asked.first) AS delivery
      ORDER BY asked.place, delivery.received_at DESC, delivery.id DESC`,
    db.organizationId,
    keys.map((key) => key.connectionId),
    keys.map((key) => key.first),
  )
  const rows = await db.webhookDelivery.findMany({ where: { id: { in: places.map(({ id }) => id) } } })
  const byId = new Map(rows.map((row) => [row.id, row]))
  return grouped(keys.length, places).map((group) => group.flatMap(({ id }) => byId.get(id) ?? []))
}

type EventRow = SyncEvent & { place: number }

async function syncEvents(db: TenantClient, keys: readonly EventsOfRun[]): Promise<SyncEvent[][]> {
  const rows = await db.$queryRawUnsafe<EventRow[]>(
    `SELECT asked.place::int AS place, event.run_id::text AS "runId", event.seq, event.kind::text AS kind, event.payload, event.at
       FROM unnest($2::uuid[], $3::int[], $4::int[]) WITH ORDINALITY AS asked(run_id, after, first, place)
      CROSS JOIN LATERAL (
        SELECT * FROM sync_events
         WHERE organization_id = $1::uuid AND run_id = asked.run_id AND seq > asked.after
         ORDER BY seq LIMIT asked.first) AS event
      ORDER BY asked.place, event.seq`,
    db.organizationId,
    keys.map((key) => key.runId),
    keys.map((key) => key.after),
    keys.map((key) => key.first),
  )
  return grouped(keys.length, rows)
}

/** Rows by their place (from 1), in the order they came. */
function grouped<Row extends { place: number }>(places: number, rows: Row[]): Row[][] {
  const groups: Row[][] = Array.from({ length: places }, () => [])
  for (const row of rows) groups[row.place - 1]!.push(row)
  return groups
}
