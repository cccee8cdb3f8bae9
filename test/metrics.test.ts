import { describe, expect, onTestFinished, test } from 'vitest'
import { newId } from '../server/ids.ts'
import { createMetrics } from '../server/metrics.ts'
import { measureQueue } from '../server/queue.ts'
import { newAdmin, testApp } from './services/app.ts'
import { kinds } from './support/databases.ts'
import { newPeriodLender } from './support/periods.ts'

test('the page shows what was counted, with its help', async () => {
  const metrics = createMetrics()
  metrics.syncRecords.inc({ source: 'loanpro', outcome: 'unchanged' }, 3)
  metrics.httpRequestSeconds.observe({ method: 'POST', route: '/graphql', status: '200' }, 0.02)
  const page = await metrics.page()
  expect(page).toContain('metro2_sync_records_total{source="loanpro",outcome="unchanged"} 3')
  expect(page).toContain('metro2_http_request_seconds_bucket{le="0.025",method="POST",route="/graphql",status="200"} 1')
  expect(page).toContain('# HELP metro2_sync_runs_total')
})

test('two servers in one process count apart', async () => {
  const [a, b] = [createMetrics(), createMetrics({ process: true })]
  a.syncRuns.inc({ source: 'loanpro', mode: 'FULL', state: 'SUCCEEDED' })
  expect(await b.page()).not.toContain('state="SUCCEEDED"')
  expect(await b.page()).toContain('process_cpu_seconds_total')
})

test('gauges are measured for each page; what cannot be measured does not keep the rest from being told', async () => {
  const metrics = createMetrics()
  let lag = 0
  metrics.beforePage(async () => metrics.queueLag.set({ queue: 'runs' }, ++lag))
  metrics.beforePage(() => Promise.reject(new Error('no database')))
  expect(await metrics.page()).toContain('metro2_queue_lag_seconds{queue="runs"} 1')
  expect(await metrics.page()).toContain('metro2_queue_lag_seconds{queue="runs"} 2')
})

describe.each(kinds)('the queue on %s', (kind) => {
  test('depth by state, and the age of what is longest overdue', async () => {
    const app = await testApp({ kind })
    onTestFinished(() => app.close())
    const admin = await newAdmin(app)
    const gauges = async () => {
      await measureQueue(app)
      const values = async (gauge: typeof app.metrics.queueDepth | typeof app.metrics.queueLag) =>
        Object.fromEntries(
          (await gauge.get()).values.map(({ labels, value }) => [Object.values(labels).join(' '), value]),
        )
      return { depth: await values(app.metrics.queueDepth), lag: await values(app.metrics.queueLag) }
    }
    const none = { 'runs QUEUED': 0, 'runs RUNNING': 0, 'runs PAUSED': 0, 'runs DUE': 0 }
    const idle = { 'operations QUEUED': 0, 'operations RUNNING': 0 }
    expect(await gauges()).toEqual({ depth: { ...none, ...idle }, lag: { runs: 0, operations: 0 } })

    const ago = (seconds: number) => new Date(app.now() - seconds * 1000)
    const db = app.database.tenant(admin.organizationId)
    const lenders = []
    for (const name of ['queued', 'working', 'left', 'resting', 'rested', 'due']) {
      const lender = await newPeriodLender(app, { ...admin }, name)
      lenders.push(lender)
      if (name !== 'due') await lender.ran(ago(50).toISOString(), 'FULL', 'RUNNING')
    }
    const [queued, working, left, resting, rested, due] = lenders.map(({ connectionId }) => ({ connectionId }))
    await db.syncRun.updateMany({ where: queued!, data: { state: 'QUEUED', createdAt: ago(10) } })
    await db.syncRun.updateMany({ where: working!, data: { leaseUntil: ago(-20) } })
    await db.syncRun.updateMany({ where: left!, data: { leaseUntil: ago(30) } })
    await db.syncRun.updateMany({ where: resting!, data: { state: 'PAUSED', pausedUntil: ago(-600) } })
    await db.syncRun.updateMany({ where: rested!, data: { state: 'PAUSED', pausedUntil: ago(5) } })
    const depth = { 'runs QUEUED': 1, 'runs RUNNING': 2, 'runs PAUSED': 2, 'runs DUE': 0, ...idle }
    expect(await gauges()).toEqual({ depth, lag: { runs: 30, operations: 0 } })

    // Nobody is late with what waits on a paused connection.
    for (const { connectionId: id } of [queued!, left!, rested!])
      await db.connection.updateMany({ where: { id }, data: { state: 'PAUSED' } })
    await db.syncRun.updateMany({ where: left!, data: { leaseUntil: ago(3) } })
    expect(await gauges()).toEqual({ depth, lag: { runs: 3, operations: 0 } })

    await db.connection.updateMany({ where: { id: due!.connectionId }, data: { nextRunAt: ago(90) } })
    await db.operation.create({
      data: {
        ...{ organizationId: admin.organizationId, id: newId(), kind: 'PRESET_IMPACT', targetId: newId() },
        ...{ state: 'QUEUED', input: {}, counts: {}, requestedBy: 'test', createdAt: ago(7) },
      },
    })
    expect(await gauges()).toEqual({
      depth: { ...depth, 'runs DUE': 1, 'operations QUEUED': 1 },
      lag: { runs: 90, operations: 7 },
    })
  })
})
