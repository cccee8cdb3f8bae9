/** How long a run stands still when the worker that has it is gone: killed, or stopped in order. */
import { setTimeout as sleep } from 'node:timers/promises'
import { ask, cancelSyncMutation, rowIdOf } from '../chaos/api.ts'
import { type BenchFleet, withFleet } from './fleet.ts'
import { startTenant } from './processes.ts'
import { figure, heading, median } from './report.ts'
import { today } from './server.ts'

/** @param rounds of each kind; a kill takes half a minute */
export async function benchRecovery(postgresUrl: string, rounds: number): Promise<void> {
  const tenant = await startTenant(600, today, { latencyMs: 300 })
  try {
    await withFleet(postgresUrl, async (bench) => {
      heading('Recovery: from the end of the worker that has the run to the next batch by another')
      const connection = await bench.connect(tenant, 'Bench', { pageSize: 50, concurrency: 1 })
      const stopped = await measure(bench, connection, 'SIGTERM', rounds)
      const killed = await measure(bench, connection, 'SIGKILL', rounds)
      tell('stopped in order (SIGTERM)', stopped)
      tell('killed (SIGKILL)', killed)
      figure('ratio killed / stopped in order', (median(killed) / median(stopped)).toFixed(1))
    })
  } finally {
    await tenant.stop()
  }
}

function tell(name: string, seconds: number[]) {
  figure(`${name}: median, worst`, `${median(seconds).toFixed(1)} s, ${Math.max(...seconds).toFixed(1)} s`)
}

interface RunRow {
  state: string
  attempt: number
  seen: number
}

async function measure(bench: BenchFleet, connection: string, signal: 'SIGTERM' | 'SIGKILL', rounds: number) {
  const seconds: number[] = []
  for (let round = 0; round < rounds; round++) {
    const name = `${signal}-${round}`
    // Alone until the run is its own, so that it is known who has it.
    await bench.fleet.start(`${name}-first`, 'worker')
    const runId = await bench.start(connection, 'FULL', today)
    const before = await until(bench, runId, ({ seen }) => seen > 0)
    await bench.fleet.start(`${name}-second`, 'worker')
    const began = performance.now()
    await bench.fleet.signal(`${name}-first`, signal)
    const seenThen = (await until(bench, runId, () => true)).seen
    await until(bench, runId, ({ attempt, seen }) => attempt > before.attempt && seen > seenThen)
    seconds.push((performance.now() - began) / 1000)
    await ask(bench.url(), bench.key, cancelSyncMutation, { input: { runId } })
    await until(bench, runId, ({ state }) => state === 'CANCELLED')
    await bench.fleet.signal(`${name}-second`, 'SIGTERM')
  }
  return seconds
}

async function until(bench: BenchFleet, runId: string, holds: (run: RunRow) => boolean): Promise<RunRow> {
  for (;;) {
    const { rows } = await bench.database.query<RunRow>(
      'SELECT state::text, attempt, seen FROM sync_runs WHERE id = $1',
      [rowIdOf(runId)],
    )
    const run = rows[0]!
    if (holds(run)) return run
    if (run.state.startsWith('SUCCEEDED') || run.state === 'FAILED') throw new Error(`the run ended: ${run.state}`)
    await sleep(20)
  }
}
