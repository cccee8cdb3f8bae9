/** Whole sync against the bare loop over the same pages, and what the event loop feels meanwhile. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { type Recording, record, runBareLoop } from './bareLoop.ts'
import type { Tenant } from './processes.ts'
import { figure, heading, median, whole } from './report.ts'
import { startBenchServer } from './server.ts'

const rounds = 3

export async function benchSync(tenant: Tenant, postgresUrl: string | null): Promise<void> {
  const recording = await record(tenant)
  heading(`Whole sync on ${postgresUrl ? 'PostgreSQL' : 'PGlite'}, ${recording.documents.length} loans`)
  const sizes = recording.documents.map((text) => text.length)
  figure('size of a document (median)', `${whole(median(sizes) / 1000)} kB`)
  figure('requests of a first sync', `${recording.requests.length}`)
  const bare: number[] = []
  const syncs: number[] = []
  let worst = 0
  for (let round = 0; round < rounds; round++) {
    bare.push(await timeBareLoop(tenant, postgresUrl, recording))
    const measured = await timeSync(tenant, postgresUrl)
    syncs.push(measured.first)
    worst = Math.max(worst, measured.worstDelay)
    if (round < rounds - 1) continue
    figure('unchanged sync: seconds, requests', `${measured.again.seconds.toFixed(2)} s, ${measured.again.requests}`)
  }
  const count = recording.documents.length
  figure('bare loop (median)', `${whole(count / median(bare))} loans/s`)
  figure('whole sync (median)', `${whole(count / median(syncs))} loans/s`)
  figure('ratio whole sync / bare loop', (median(bare) / median(syncs)).toFixed(2))
  figure('worst delay of the event loop in a sync', `${Math.round(worst)} ms`)
}

async function timeBareLoop(tenant: Tenant, postgresUrl: string | null, recording: Recording): Promise<number> {
  const server = await startBenchServer(tenant, postgresUrl)
  try {
    return await runBareLoop(recording, server.app.database.sql)
  } finally {
    await server.stop()
  }
}

async function timeSync(tenant: Tenant, postgresUrl: string | null) {
  const server = await startBenchServer(tenant, postgresUrl)
  try {
    const delays = monitorEventLoopDelay({ resolution: 2 })
    delays.enable()
    const first = await server.sync()
    delays.disable()
    const again = await server.sync()
    return { first: first.seconds, again, worstDelay: delays.max / 1e6 }
  } finally {
    await server.stop()
  }
}
