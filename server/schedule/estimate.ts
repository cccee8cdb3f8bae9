/** What reading every loan of a source will take, told before it begins. */
import type { CheckReport, SourcePlugin } from '../../plugins/contract.ts'
import type { Connection, SourcePace } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { paceOf } from '../connections/context.ts'
import type { TenantClient } from '../database/tenant.ts'
import { type NewestRun, newestRuns } from './newestRuns.ts'

export interface FullRunEstimate {
  loans: number
  requests: number
  /** At the pace of the connection, or as slow as the source was when last everything was read. */
  seconds: number
}

type Reader = Pick<TenantClient, 'sourceRecord' | 'sourcePace' | '$queryRawUnsafe' | 'organizationId'>
export type Estimated = Pick<Connection, 'id' | 'pluginId' | 'settings' | 'checkReport'>

/**
 * By the loans known, the requests a loan and the time a request of the last complete read, and the pace of the connection as refusals have
 * left it: what takes longer counts. Before
 * anything was read, by what the source told the check. Null where it told nothing, and of a source that is not asked at all.
 */
export async function estimatedFullSync(app: App, db: Reader, connection: Estimated): Promise<FullRunEstimate | null> {
  return (await estimatedFullSyncs(app, db, [connection]))[0]!
}

/** As `estimatedFullSync`, for any number of connections by the same three statements. */
export async function estimatedFullSyncs(
  app: App,
  db: Reader,
  connections: readonly Estimated[],
): Promise<(FullRunEstimate | null)[]> {
  const ids = connections.filter(({ pluginId }) => isAsked(app, pluginId)).map(({ id }) => id)
  if (ids.length === 0) return connections.map(() => null)
  const within = { connectionId: { in: ids } }
  const asked = ids.map((connectionId) => ({ connectionId, since: null }))
  const runs = await newestRuns(db, 'READ_EVERYTHING', asked)
  const last = new Map(ids.map((id, index) => [id, runs[index]!]))
  const paces = new Map((await db.sourcePace.findMany({ where: within })).map((pace) => [pace.connectionId, pace]))
  const counts = await db.sourceRecord.groupBy({
    by: ['connectionId'],
    where: { ...within, goneSince: null },
    _count: true,
  })
  const loans = new Map(counts.map(({ connectionId, _count }) => [connectionId, _count]))
  return connections.map((connection) =>
    estimateOf(app, connection, {
      ...{ last: last.get(connection.id) ?? null, loans: loans.get(connection.id) ?? 0 },
      slowness: slownessNow(paces.get(connection.id) ?? null, app.now()),
    }),
  )
}

const isAsked = (app: App, pluginId: string) => app.plugins.get(pluginId)?.acquire === 'pull'

interface Known {
  /** The last run that read everything. */
  last: Pick<NewestRun, 'seen' | 'requests' | 'attempt' | 'startedAt' | 'finishedAt'> | null
  /** How many the source showed and still has. */
  loans: number
  slowness: number
}

function estimateOf(app: App, connection: Estimated, { last, loans, slowness }: Known): FullRunEstimate | null {
  const plugin = app.plugins.get(connection.pluginId)
  const settings = plugin?.settings.schema.safeParse(connection.settings)
  if (plugin?.acquire !== 'pull' || !settings?.success) return null
  if (last) {
    const requests = Math.ceil((loans * last.requests) / last.seen)
    const atPace = timed(plugin, settings.data, { loans, requests }, slowness)
    const asMeasured = Math.ceil((requests * workedMs(last)) / last.requests / 1000)
    return { ...atPace, seconds: Math.max(atPace.seconds, asMeasured) }
  }
  const report = connection.checkReport as unknown as CheckReport | null
  return report?.portfolio ? estimateOfCheck(plugin, settings.data, report, slowness) : null
}

/** How long a run was at work. Zero where that is not known: one that was taken up again may have waited in between. */
function workedMs({ attempt, startedAt, finishedAt }: NonNullable<Known['last']>): number {
  return attempt === 1 && startedAt && finishedAt ? Math.max(0, finishedAt.getTime() - startedAt.getTime()) : 0
}

/** By what the source told the check alone: of a connection that is not stored yet, or has read nothing. */
export function estimateOfCheck(
  plugin: SourcePlugin,
  settings: unknown,
  { portfolio }: Pick<CheckReport, 'portfolio'>,
  slowness = 1,
): FullRunEstimate | null {
  if (plugin.acquire !== 'pull' || !portfolio) return null
  return timed(plugin, settings, portfolio, slowness)
}

function timed(
  plugin: SourcePlugin,
  settings: unknown,
  { loans, requests }: { loans: number; requests: number },
  slowness: number,
): FullRunEstimate {
  const perSecond = paceOf(plugin, settings).requestsPerSecond / slowness
  return { loans, requests, seconds: Math.ceil(requests / perSecond) }
}

/** How many times slower than its settings the source is asked: what refusals have taught fades by half every ten minutes. */
function slownessNow(pace: Pick<SourcePace, 'slowness' | 'slowedAt'> | null, now: number): number {
  if (!pace) return 1
  const percent = (pace.slowness - 100) * 0.5 ** ((now - pace.slowedAt.getTime()) / 600_000)
  return 1 + Math.max(0, percent) / 100
}
