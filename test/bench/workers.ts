/** How throughput grows with worker processes while the source takes its time. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type BenchFleet, withFleet } from './fleet.ts'
import { startTenant, type Tenant } from './processes.ts'
import { figure, heading, whole } from './report.ts'
import { today } from './server.ts'

const connections = 8
const latencyMs = 100
/** Few enough that the tenant keeps their documents: its own work must not be what is measured. */
const loans = 100

/** @param rounds FULL runs of each connection, one after the other */
export async function benchWorkers(postgresUrl: string, rounds: number): Promise<void> {
  const tenant = await startTenant(loans, today, { latencyMs })
  try {
    heading(
      `Workers: ${connections} connections of ${loans} loans, ${latencyMs} ms of the source's own, ${rounds} FULL runs each`,
    )
    let one = 0
    for (const workers of [1, 2, 4]) {
      const seconds = await withFleet(postgresUrl, (bench) => timeRuns(bench, tenant, workers, rounds))
      const perSecond = (connections * rounds * loans) / seconds
      one ||= perSecond
      const ratio = workers === 1 ? '' : `, ${(perSecond / one).toFixed(2)} times one worker`
      figure(`${workers} ${workers === 1 ? 'worker' : 'workers'}`, `${whole(perSecond)} loans/s${ratio}`)
    }
  } finally {
    await tenant.stop()
  }
}

async function timeRuns(bench: BenchFleet, tenant: Tenant, workers: number, rounds: number): Promise<number> {
  const names = Array.from({ length: workers }, (_, index) => `worker${index + 1}`)
  await Promise.all(names.map((name) => bench.fleet.start(name, 'worker')))
  const ids: string[] = []
  // Small pages: what takes long is waiting for the source, as with one far away.
  for (let index = 0; index < connections; index++)
    ids.push(await bench.connect(tenant, `Bench ${index + 1}`, { pageSize: 10, concurrency: 2 }))
  // The first run of each writes every record; those measured read everything and find it as it was.
  await runAll(bench, ids)
  const began = performance.now()
  for (let round = 0; round < rounds; round++) await runAll(bench, ids)
  return (performance.now() - began) / 1000
}

async function runAll(bench: BenchFleet, ids: string[]) {
  await Promise.all(ids.map((id) => bench.start(id, 'FULL', today)))
  for (;;) {
    const { rows } = await bench.database.query<{ active: number; failed: number }>(
      `SELECT count(*) FILTER (WHERE state IN ('QUEUED', 'RUNNING', 'PAUSED'))::int AS active,
         count(*) FILTER (WHERE state = 'FAILED')::int AS failed FROM sync_runs`,
    )
    if (rows[0]!.failed > 0) throw new Error('a run failed')
    if (rows[0]!.active === 0) return
    await sleep(20)
  }
}
