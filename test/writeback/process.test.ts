/** The server is killed between a write and its answer: the next one goes on, and nothing is in the tenant twice. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
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

async function planOf({ ask }: Api, connectionId: string, furnisherId: string, keys: string[], target: object) {
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
    { input: { ...input, targets: [{ ...target, kinds: ['REJECTED'] }] } },
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

interface Cut {
  keys: string[]
  /** Methods of the writes in the end; null for one that failed. */
  methods: (string | null)[]
  /** How the operation ended. */
  result: object
}

/** A server is killed while it applies a plan of four writes, in the moment that `hung` sees; another one goes on. */
async function killed(target: object, fault: () => void, hung: () => boolean): Promise<Cut> {
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
  const plan = await planOf(second, connectionId, connection.furnisher.id, keys, target)
  expect(plan.planned).toBe(4)
  sandbox.requests.reset()
  fault()
  const started = await second.ask(
    `mutation ($input: ApplyWritebackInput!) { applyWriteback(input: $input) { operation { id } userErrors { code message } } }`,
    { input: { planId: plan.id, expectedCount: 4 } },
  )
  const operationId = accepted(started.applyWriteback).operation.id
  await vi.waitUntil(hung, { timeout: 60_000, interval: 50 })
  await second.process.kill('SIGKILL')
  Object.assign(sandbox.faults, { afterWrite: null, upload: null })
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
  expect(operation).toMatchObject({ state: 'SUCCEEDED', attempt: 2 })
  const { writebacks } = await third.ask('{ writebacks { edges { node { method } } } }')
  const methods = writebacks.edges.map(({ node }: { node: { method: string | null } }) => node.method).sort()
  return { keys, methods, result: operation.result }
}

const lostAnswer = (method: string) => () =>
  sandbox.requests.entries.some((request) => request.method === method && request.status === 0)

test('killed after a write and before its answer', async () => {
  const fault = () => {
    sandbox.faults.afterWrite = { how: 'hang', after: 1 }
  }
  const { keys, methods, result } = await killed({ target: 'note', place: '27' }, fault, lostAnswer('PUT'))
  expect(result).toEqual({ WRITTEN: 4 })
  for (const loan of keys) expect(await notesOf(loan)).toHaveLength(1)
  expect(methods).toEqual(['FOUND', 'PUT', 'PUT', 'PUT'])
})

describe('killed in the middle of a document', () => {
  const target = { target: 'document', place: '12' }
  const documents = (keys: string[]) => keys.map((loan) => sandbox.documents(Number(loan)))

  test('whose entry is made: it stays one, and is told', async () => {
    const fault = () => {
      sandbox.faults.afterWrite = { how: 'hang', after: 1 }
    }
    const { keys, methods, result } = await killed(target, fault, lostAnswer('POST'))
    expect(result).toEqual({ WRITTEN: 3, FAILED: 1 })
    const all = documents(keys)
    expect(all.map((of) => of.length)).toEqual([1, 1, 1, 1])
    expect(all.flat().filter(({ text }) => text === null)).toHaveLength(1)
    expect(methods.filter((method) => method === 'POST')).toHaveLength(3)
  })

  test('whose bytes have arrived: it is found', async () => {
    const fault = () => {
      sandbox.faults.upload = { how: 'hang', after: 1 }
    }
    const hung = () => sandbox.uploads.some(({ status }) => status === 0)
    const { keys, methods, result } = await killed(target, fault, hung)
    expect(result).toEqual({ WRITTEN: 4 })
    expect(documents(keys).map((of) => of.map(({ text }) => text !== null))).toEqual([[true], [true], [true], [true]])
    expect(methods).toEqual(['FOUND', 'POST', 'POST', 'POST'])
  })
})
