/** What reading every loan of a source will take, told before it begins. */
import type { CheckReport, SourcePlugin } from '../../plugins/contract.ts'
import type { Connection, SourcePace } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { paceOf } from '../connections/context.ts'
import type { TenantClient } from '../database/tenant.ts'

export interface FullRunEstimate {
  loans: number
  requests: number
  /** At the pace of the connection; the source may be slower. */
  seconds: number
}

/**
 * By the loans known, the requests a loan of the last complete read, and the pace of the connection as refusals have left it. Before
 * anything was read, by what the source told the check. Null where it told nothing, and of a source that is not asked at all.
 */
export async function estimatedFullSync(
  app: App,
  db: Pick<TenantClient, 'syncRun' | 'sourceRecord' | 'sourcePace'>,
  connection: Pick<Connection, 'id' | 'pluginId' | 'settings' | 'checkReport'>,
): Promise<FullRunEstimate | null> {
  const plugin = app.plugins.get(connection.pluginId)
  const settings = plugin?.settings.schema.safeParse(connection.settings)
  if (plugin?.acquire !== 'pull' || !settings?.success) return null
  const connectionId = connection.id
  const last = await db.syncRun.findFirst({
    // The first incremental run of a connection reads everything as well.
    where: { connectionId, state: { in: ['SUCCEEDED', 'SUCCEEDED_WITH_ERRORS'] }, requests: { gt: 0 }, ...readAll },
    orderBy: { createdAt: 'desc' },
    select: { seen: true, requests: true },
  })
  const report = connection.checkReport as unknown as CheckReport | null
  if (!last && !report?.portfolio) return null
  const slowness = slownessNow(await db.sourcePace.findFirst({ where: { connectionId } }), app.now())
  if (!last) return estimateOfCheck(plugin, settings.data, report!, slowness)
  const loans = await db.sourceRecord.count({ where: { connectionId, goneSince: null } })
  return timed(plugin, settings.data, { loans, requests: Math.ceil((loans * last.requests) / last.seen) }, slowness)
}

const readAll = { seen: { gt: 0 }, OR: [{ mode: 'FULL' as const }, { trigger: 'FIRST' as const }] }

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
