/**
 * A whole portfolio on PostgreSQL: what a first sync and one that finds nothing new cost, and what trying a preset on all of
 * it does to the server meanwhile.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { startImpact } from '../../server/presets/impact.ts'
import { placeOf } from '../../server/sync/batch.ts'
import { unsealCompressed } from '../../server/vault/seal.ts'
import { startTenant, type Tenant } from './processes.ts'
import { figure, heading, median, whole } from './report.ts'
import { type BenchServer, startBenchServer, today } from './server.ts'

/** @param parts `sync`: also a second sync that finds nothing new */
export async function benchPortfolio(
  loans: number,
  postgresUrl: string,
  parts: { sync: boolean; impact: boolean },
): Promise<void> {
  const statements = countStatements()
  const tenant = await startTenant(loans, today)
  try {
    const server = await startBenchServer(tenant, postgresUrl)
    try {
      heading(`Portfolio of ${whole(loans)} loans on PostgreSQL`)
      const first = await measureSync(server, tenant, statements)
      tellSync('first sync', loans, first)
      if (parts.sync) {
        const again = await measureSync(server, tenant, statements)
        tellSync('unchanged sync', loans, again)
        const share = (name: 'seconds' | 'requests' | 'statements') => (again[name] / first[name]).toFixed(3)
        figure(
          'unchanged / first: time, requests, statements',
          `${share('seconds')}, ${share('requests')}, ${share('statements')}`,
        )
      }
      if (parts.impact) await benchImpact(server)
    } finally {
      await server.stop()
    }
  } finally {
    await tenant.stop()
    statements.stop()
  }
}

interface Counter {
  count: number
  stop(): void
}

/** Every statement that this process sends to PostgreSQL, BEGIN and COMMIT included. */
function countStatements(): Counter {
  const { prototype } = pg.Client
  const { query } = prototype
  const counter: Counter = {
    count: 0,
    stop() {
      prototype.query = query
    },
  }
  prototype.query = function counted(this: pg.Client, ...args: unknown[]) {
    counter.count += 1
    return Reflect.apply(query, this, args)
  } as typeof query
  return counter
}

interface SyncFigures {
  seconds: number
  requests: number
  statements: number
  /** Highest resident memory, bytes. */
  memory: number
  /** What held the event loop longest, in milliseconds: as others felt it, and by its own processor time. */
  held: { delay: number; stretch: number }
  /** Processor seconds of the tenant, which makes its documents as they are asked for. */
  tenantSeconds: number
}

async function measureSync(server: BenchServer, tenant: Tenant, statements: Counter): Promise<SyncFigures> {
  const before = { statements: statements.count, tenant: await tenantSeconds(tenant) }
  const memory = watchMemory()
  const stretches = watchStretches()
  const delays = monitorEventLoopDelay({ resolution: 2 })
  delays.enable()
  const { seconds, requests } = await server.sync()
  delays.disable()
  const held = { delay: delays.max / 1e6, stretch: stretches.stop() }
  const peak = memory.stop()
  return {
    ...{ seconds, requests, memory: peak, held },
    statements: statements.count - before.statements,
    tenantSeconds: (await tenantSeconds(tenant)) - before.tenant,
  }
}

async function tenantSeconds({ url }: Tenant): Promise<number> {
  const answer = await fetch(new URL('/sandbox/state', url))
  return ((await answer.json()) as { cpuSeconds: number }).cpuSeconds
}

function tellSync(name: string, loans: number, figures: SyncFigures) {
  const { seconds, requests, statements, memory, held, tenantSeconds } = figures
  figure(`${name}: time`, `${seconds.toFixed(1)} s, ${whole(loans / seconds)} loans/s`)
  figure(`${name}: requests, statements`, `${whole(requests)}, ${whole(statements)}`)
  figure(`${name}: most memory of the server`, `${whole(memory / 1e6)} MB`)
  figure(`${name}: worst delay of the event loop, most processor time at a stretch`, heldText(held))
  figure(`${name}: processor time of the tenant`, `${tenantSeconds.toFixed(1)} s`)
}

const heldText = ({ delay, stretch }: SyncFigures['held']) => `${whole(delay)} ms, ${whole(stretch)} ms`

/** The highest resident memory from now to `stop`. */
function watchMemory() {
  let most = process.memoryUsage().rss
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss)
  }, 100)
  return {
    stop() {
      clearInterval(timer)
      return most
    },
  }
}

/**
 * The most processor time, in milliseconds, that this thread spent between two turns of a timer: what holds the event loop by
 * its own doing, whatever else the machine is at.
 */
function watchStretches() {
  const usedMs = () => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1000
  }
  let most = 0
  let last = usedMs()
  const timer = setInterval(() => {
    const now = usedMs()
    most = Math.max(most, now - last)
    last = now
  }, 1)
  return {
    stop() {
      clearInterval(timer)
      return most
    },
  }
}

const pageQuery = `{ metro2Records(first: 50) { edges { node { id sourceKey accountStatus errorCount } } } }`

/** Asks for a page ten times a second until `stop`; answers the times in milliseconds. */
function keepAsking(server: BenchServer) {
  const times: number[] = []
  let stopped = false
  const done = (async () => {
    while (!stopped) {
      const began = performance.now()
      const answer = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${server.key}` },
        body: JSON.stringify({ query: pageQuery }),
      })
      const text = await answer.text()
      if (answer.status !== 200 || text.includes('"errors"')) throw new Error(text.slice(0, 500))
      times.push(performance.now() - began)
      await sleep(100)
    }
  })()
  return {
    async stop() {
      stopped = true
      await done
      return times
    },
  }
}

const highest = (times: number[], share: number) =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))]!

async function benchImpact(server: BenchServer): Promise<void> {
  const { app, requester } = server
  const baseline = await readStored(server)
  figure('stored documents opened and parsed alone', `${whole(baseline.loans / baseline.seconds)} loans/s`)
  const calm = keepAsking(server)
  await sleep(3_000)
  const calmTimes = await calm.stop()
  const preset = await app.database.tenant(requester.organizationId).mappingPreset.findFirstOrThrow()
  const rss = process.memoryUsage().rss
  const memory = watchMemory()
  const stretches = watchStretches()
  const delays = monitorEventLoopDelay({ resolution: 2 })
  delays.enable()
  const asking = keepAsking(server)
  const began = performance.now()
  const started = await startImpact(app, requester, { presetId: preset.id, text: null, idempotencyKey: null })
  if (!started.ok) throw new Error(JSON.stringify(started.errors))
  const records = await endOf(server, started.operationId)
  const seconds = (performance.now() - began) / 1000
  delays.disable()
  const stretch = stretches.stop()
  const times = await asking.stop()
  const peak = memory.stop()
  figure('impact: time', `${seconds.toFixed(1)} s, ${whole(records / seconds)} loans/s`)
  figure('ratio impact / opened and parsed alone', (records / seconds / (baseline.loans / baseline.seconds)).toFixed(2))
  figure('impact: memory before, most', `${whole(rss / 1e6)} MB, ${whole(peak / 1e6)} MB`)
  figure('impact: worst delay of the event loop', `${whole(delays.max / 1e6)} ms`)
  figure('impact: most processor time of the event loop at a stretch', `${whole(stretch)} ms`)
  const shown = (list: number[]) => `${median(list).toFixed(0)} ms, ${highest(list, 0.99).toFixed(0)} ms`
  figure('a page of 50 records in calm: median, p99', shown(calmTimes))
  figure('a page of 50 records meanwhile: median, p99', shown(times))
}

/** Loans it looked at. */
async function endOf({ app, requester }: BenchServer, id: string): Promise<number> {
  for (;;) {
    const operation = await app.database
      .tenant(requester.organizationId)
      .operation.findFirstOrThrow({ where: { id }, select: { state: true, done: true, failure: true } })
    if (operation.state === 'SUCCEEDED') return operation.done
    if (operation.state !== 'QUEUED' && operation.state !== 'RUNNING')
      throw new Error(JSON.stringify(operation.failure))
    await sleep(100)
  }
}

/** The least that looking at every stored loan takes. */
async function readStored({ app, requester, connectionId }: BenchServer): Promise<{ loans: number; seconds: number }> {
  const { organizationId } = requester
  const keys = await app.keysOf(organizationId)
  const began = performance.now()
  let loans = 0
  for (let after: string | null = null; ; ) {
    const rows: { id: string; document: Uint8Array }[] = await app.database
      .tenant(organizationId)
      .sourceRecord.findMany({
        where: { connectionId, ...(after === null ? {} : { id: { gt: after } }) },
        select: { id: true, document: true },
        orderBy: { id: 'asc' },
        take: 200,
      })
    for (const { id, document } of rows) JSON.parse(unsealCompressed(keys, placeOf(id), document))
    loans += rows.length
    after = rows.at(-1)?.id ?? null
    if (rows.length < 200) return { loans, seconds: (performance.now() - began) / 1000 }
  }
}
