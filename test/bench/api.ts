/** A page of 50 records with connection and errors over HTTP at 16 clients, beside the cheapest query and plain SQL. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { Tenant } from './processes.ts'
import { figure, heading, whole } from './report.ts'
import { type BenchServer, startBenchServer } from './server.ts'

const clients = 16
const seconds = 5

const pageQuery = `{ metro2Records(first: 50) { edges { cursor node {
  id sourceKey displayKey asOf eligibility accountStatus consumerAccountNumber surname firstName currentBalance amountPastDue
  dateOfFirstDelinquency daysPastDue errorCount warningCount connection { id name environment }
  validationErrors(first: 20) { ruleId severity message fields } } }
  pageInfo { hasNextPage endCursor } } }`

export async function benchApi(tenant: Tenant, postgresUrl: string | null): Promise<void> {
  const server = await startBenchServer(tenant, postgresUrl)
  try {
    await server.sync()
    heading(`GraphQL over HTTP on ${postgresUrl ? 'PostgreSQL' : 'PGlite'}, ${clients} clients`)
    const page = await load(server, pageQuery)
    const cheapest = await load(server, '{ __typename }')
    figure('page of 50 records with connection and errors', describe(page))
    figure('{ __typename }', describe(cheapest))
    if (postgresUrl) {
      const plain = await plainStatements(server)
      figure('the same page by plain pg statements', `${whole(plain)} pages/s`)
      figure('ratio GraphQL page / plain statements', (page.perSecond / plain).toFixed(2))
    }
  } finally {
    await server.stop()
  }
}

interface Load {
  perSecond: number
  p50: number
  p99: number
}

const describe = ({ perSecond, p50, p99 }: Load) =>
  `${whole(perSecond)}/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`

/** The clients run in another process: they must not share the measured event loop. */
function load(server: BenchServer, query: string): Promise<Load> {
  const script = fileURLToPath(new URL('./clients.ts', import.meta.url))
  const child = spawn(process.execPath, [script], {
    env: {
      ...process.env,
      BENCH_URL: `${server.url}/graphql`,
      BENCH_KEY: server.key,
      BENCH_QUERY: query,
      BENCH_CLIENTS: String(clients),
      BENCH_SECONDS: String(seconds),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.on('data', (chunk) => (text += chunk))
  return new Promise((resolve, reject) => {
    child.once('exit', (code) =>
      code === 0 ? resolve(JSON.parse(text) as Load) : reject(new Error(`the clients ended with ${code}`)),
    )
  })
}

/** Pages a second by three statements a page on as many connections as there are clients. */
async function plainStatements(server: BenchServer): Promise<number> {
  const { connectionString } = server.app.database.boss as { connectionString: string }
  const pool = new pg.Pool({ connectionString, max: clients })
  const { organizationId } = server.requester
  const until = performance.now() + seconds * 1000
  let pages = 0
  const client = async () => {
    while (performance.now() < until) {
      const records = await pool.query(
        `SELECT id, source_key, display_key, as_of, eligibility, account_status, consumer_account_number, surname, first_name,
           current_balance, amount_past_due, date_of_first_delinquency, days_past_due, error_count, warning_count, connection_id
         FROM metro2_records WHERE organization_id = $1 ORDER BY id LIMIT 51`,
        [organizationId],
      )
      const ids = records.rows.map((row) => row.id)
      const connections = [...new Set(records.rows.map((row) => row.connection_id))]
      await pool.query('SELECT id, name, environment FROM connections WHERE organization_id = $1 AND id = ANY($2)', [
        organizationId,
        connections,
      ])
      await pool.query(
        'SELECT record_id, rule_id, severity, message, fields FROM validation_errors WHERE organization_id = $1 AND record_id = ANY($2) ORDER BY id',
        [organizationId, ids],
      )
      pages += 1
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  await pool.end()
  return pages / seconds
}
