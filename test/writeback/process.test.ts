/** The server is killed between a write and its answer: the next one goes on, and nothing is in the tenant twice. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Sandbox, startSandbox } from '../../plugins/loanpro/sandbox/index.ts'
import { newId } from '../../server/ids.ts'
import {
  type Api,
  accepted,
  api,
  cleanUp,
  createConnection,
  ownKey,
  preparedFolder,
  recordsOf,
  type ServerProcess,
  startServer,
  sync,
  withDatabase,
} from '../process/support.ts'

// Several processes, on machines that may have others at work.
vi.setConfig({ testTimeout: 180_000 })

const key = ownKey()
let sandbox: Sandbox
let dataDir: string
beforeEach(async () => {
  sandbox = await startSandbox({ loans: 6, documentBytes: 4_000 })
  dataDir = await preparedFolder()
})
afterEach(async () => {
  await cleanUp()
  await sandbox.close()
})

async function start(): Promise<Api & { process: ServerProcess }> {
  const process = await startServer(dataDir, { ADMIN_API_KEY: key })
  return { ...api(process.url, key), process }
}

/** A closed month that reports the loans, as closing one leaves it: put in by hand while no server runs. */
const report = (sourceKeys: string[]) =>
  withDatabase(dataDir, async (database) => {
    const { rows } = await database.query<{ organization_id: string; id: string; furnisher_id: string }>(
      'SELECT organization_id, id, furnisher_id FROM connections',
    )
    const { organization_id, id, furnisher_id } = rows[0]!
    const periodId = newId()
    await database.query(
      `INSERT INTO reporting_periods (organization_id, id, furnisher_id, month, origin, state, as_of, created_at, created_by)
       VALUES ($1, $2, $3, '2026-05-01', 'COMPUTED', 'OPEN', '2026-05-31', now(), 'test')`,
      [organization_id, periodId, furnisher_id],
    )
    for (const sourceKey of sourceKeys) {
      await database.query(
        `INSERT INTO reported_records (organization_id, id, period_id, month, revision, connection_id, source_key, fields,
           sealed_identity, identification_number, consumer_account_number, account_status, portfolio_type, surname, first_name,
           current_balance, amount_past_due)
         VALUES ($1, $2, $3, '2026-05-01', 1, $4, $5, '{}', '\\x00', 'SUMMIT01', 'A' || $5, '11', 'I', 'X', 'Y', 1, 0)`,
        [organization_id, newId(), periodId, id, sourceKey],
      )
    }
    await database.query(`UPDATE reporting_periods SET state = 'CLOSED', closed_at = now(), closed_by = 'test'`)
  })

async function planOf({ ask }: Api, connectionId: string, furnisherId: string, keys: string[]) {
  const responses = keys.map((sourceKey) => ({
    ...{ bureau: 'TRANSUNION', reference: `TU-${sourceKey}`, month: '2026-05', consumerAccountNumber: `A${sourceKey}` },
    ...{ kind: 'REJECTED', codes: ['T1'] },
  }))
  const recorded = await ask(
    `mutation ($input: RecordBureauResponsesInput!) { recordBureauResponses(input: $input) { recorded userErrors { code message } } }`,
    { input: { furnisherId, responses } },
  )
  expect(accepted(recorded.recordBureauResponses)).toMatchObject({ recorded: keys.length })
  const { connection } = await ask('query ($id: ID!) { connection(id: $id) { writeback { statement } } }', {
    id: connectionId,
  })
  const input = { connectionId, enabled: true, confirmation: connection.writeback.statement }
  const set = await ask(
    `mutation ($input: SetWritebackInput!) { setWriteback(input: $input) { userErrors { code message } } }`,
    { input: { ...input, targets: [{ target: 'note', place: '27', kinds: ['REJECTED'] }] } },
  )
  accepted(set.setWriteback)
  const made = await ask(
    `mutation ($input: PlanWritebackInput!) { planWriteback(input: $input) { plan { id planned } userErrors { code message } } }`,
    { input: { connectionId } },
  )
  return accepted(made.planWriteback).plan as { id: string; planned: number }
}

async function notesOf(loan: string): Promise<string[]> {
  const headers = { authorization: `Bearer ${sandbox.token}`, 'autopal-instance-id': sandbox.tenantId }
  const response = await fetch(`${sandbox.url}odata.svc/Loans(${loan})/Notes?$top=100`, { headers })
  const { d } = (await response.json()) as { d: { results: { subject: string }[] } }
  return d.results.map(({ subject }) => subject).filter((subject) => subject.startsWith('Metro 2'))
}

test('killed after a write and before its answer', async () => {
  const first = await start()
  const connectionId = await createConnection(first, sandbox, 'Tenant', { environment: 'PRODUCTION' })
  await sync(first, connectionId, sandbox.today(), 'FULL')
  const keys = (await recordsOf(first, connectionId)).map(({ sourceKey }) => sourceKey).slice(0, 4)
  await first.process.kill('SIGTERM')
  await report(keys)

  const second = await start()
  const { connection } = await second.ask('query ($id: ID!) { connection(id: $id) { furnisher { id } } }', {
    id: connectionId,
  })
  const plan = await planOf(second, connectionId, connection.furnisher.id, keys)
  expect(plan.planned).toBe(4)
  sandbox.requests.reset()
  sandbox.faults.afterWrite = { how: 'hang', after: 1 }
  const started = await second.ask(
    `mutation ($input: ApplyWritebackInput!) { applyWriteback(input: $input) { operation { id } userErrors { code message } } }`,
    { input: { planId: plan.id, expectedCount: 4 } },
  )
  const operationId = accepted(started.applyWriteback).operation.id
  const hung = () => sandbox.requests.entries.some(({ method, status }) => method === 'PUT' && status === 0)
  await vi.waitUntil(hung, { timeout: 60_000, interval: 50 })
  await second.process.kill('SIGKILL')
  sandbox.faults.afterWrite = null
  // Nobody has to wait here until the lease of the dead ends by itself.
  await withDatabase(dataDir, (database) => database.query('UPDATE operations SET lease_until = NULL'))

  const third = await start()
  const operation = await vi.waitUntil(
    async () => {
      const query = 'query ($id: ID!) { operation(id: $id) { state attempt result active } }'
      const { operation: now } = await third.ask(query, { id: operationId })
      return now.active ? null : now
    },
    { timeout: 90_000, interval: 200 },
  )
  expect(operation).toMatchObject({ state: 'SUCCEEDED', attempt: 2, result: { WRITTEN: 4 } })
  for (const loan of keys) expect(await notesOf(loan)).toHaveLength(1)
  const { writebacks } = await third.ask('{ writebacks { edges { node { state method } } } }')
  const methods = writebacks.edges.map(({ node }: { node: { method: string } }) => node.method).sort()
  expect(methods).toEqual(['FOUND', 'PUT', 'PUT', 'PUT'])
})
