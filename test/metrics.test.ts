import { expect, test } from 'vitest'
import { createMetrics } from '../server/metrics.ts'

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
