/** The whole server, its ticker and workers included: nobody but the clock and the webhook starts anything. */
import { createHmac, randomBytes } from 'node:crypto'
import { Writable } from 'node:stream'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import { startSandbox } from '../../plugins/loanpro/sandbox/index.ts'
import type { Sandbox } from '../../plugins/loanpro/sandbox/types.ts'
import { type RunningServer, startServer } from '../../server/compose.ts'
import { readConfig } from '../../server/config.ts'
import { createLog } from '../../server/log.ts'
import { freshDatabase, kinds } from '../support/databases.ts'
import { fakePlugin } from '../support/fakePlugin.ts'
import { type FakeSource, fakeLoan, startFakeSource } from '../support/fakeSource.ts'
import { get } from '../support/server.ts'

let server: RunningServer
let source: FakeSource
let sandbox: Sandbox
let offset = 0

beforeAll(async () => {
  source = await startFakeSource([1, 2, 3].map((id) => fakeLoan(id)))
  sandbox = await startSandbox({ loans: 6, documentBytes: 5_000 })
  const key = randomBytes(32).toString('base64')
  server = await startServer({
    config: readConfig({ PORT: '0', MASTER_KEY: key, ALLOW_PRIVATE_SOURCES: 'true' }),
    plugins: [fakePlugin, loanpro],
    log: createLog({ level: 'info', destination: new Writable({ write: (_chunk, _encoding, done) => done() }) }),
    database: await freshDatabase(kinds.at(-1)!),
    now: () => Date.now() + offset,
  })
})
afterAll(async () => {
  await server?.stop()
  await server?.app.database.close()
  await source?.close()
  await sandbox?.close()
})
afterEach(() => {
  offset = 0
})

const api = (document: string, variables: Record<string, unknown> = {}) =>
  get(server.url, server.newAdminKey!, document, variables)

async function mutate(field: string, input: object, wanted: string) {
  const type = `${field[0]!.toUpperCase()}${field.slice(1)}Input`
  const data = await api(
    `mutation ($input: ${type}!) { ${field}(input: $input) { ${wanted} userErrors { code message path } } }`,
    { input },
  )
  expect(data[field].userErrors).toEqual([])
  return data[field]
}

async function connectSource(input: object): Promise<string> {
  const furnisher = await mutate(
    'createFurnisher',
    {
      name: `Furnisher ${randomBytes(4).toString('hex')}`,
      address: '1 MAIN ST, PROVO UT',
      telephoneNumber: '8015550100',
      identificationNumber: 'SUMMIT01',
    },
    'furnisher { id }',
  )
  const made = await mutate('createConnection', { furnisherId: furnisher.furnisher.id, ...input }, 'connection { id }')
  return made.connection.id
}

async function runsOf(id: string) {
  const { connection } = await api(
    'query ($id: ID!) { connection(id: $id) { nextRunAt syncRuns(first: 10) { mode trigger state seen created changed } } }',
    { id },
  )
  return connection.syncRuns
}

test('an hour later the connection is synced by itself, once', async () => {
  const id = await connectSource({
    ...{ pluginId: 'fake', name: 'Hourly', credentials: { token: source.token } },
    settings: { baseUrl: source.url, environment: 'SANDBOX' },
  })
  expect(await runsOf(id)).toEqual([])
  offset = 3_600_000
  await vi.waitFor(
    async () => expect(await runsOf(id)).toMatchObject([{ trigger: 'SCHEDULE', state: 'SUCCEEDED', created: 3 }]),
    { timeout: 20_000, interval: 100 },
  )
})

test('a notification of LoanPro by display id: its loan, and no other, is read again', async () => {
  const id = await connectSource({
    ...{ pluginId: 'loanpro', name: 'Tenant', credentials: { token: sandbox.token, instanceId: sandbox.tenantId } },
    settings: { environment: 'SANDBOX', baseUrl: sandbox.url, requestsPerSecond: 50 },
    ...{ cadence: 'WEBHOOK_ONLY', startFirstSync: true },
  })
  await vi.waitFor(async () => expect((await runsOf(id))[0].state).toMatch(/^SUCCEEDED/), {
    timeout: 25_000,
    interval: 100,
  })
  const { secret, connection } = await mutate(
    'setWebhook',
    { connectionId: id, proof: 'HMAC_SHA256' },
    'secret connection { webhook { url headerName } }',
  )
  const { metro2Records } = await api(
    'query ($id: ID!) { metro2Records(first: 1, filter: { connection: $id }) { edges { node { sourceKey displayKey } } } }',
    { id },
  )
  const { sourceKey, displayKey } = metro2Records.edges[0].node
  const body = JSON.stringify({ eventName: 'Payment Posted to account', context: { 'loan-display-id': displayKey } })
  const signature = createHmac('sha256', secret).update(body).digest('base64')
  const response = await fetch(`${server.url}${connection.webhook.url}`, {
    ...{ method: 'POST', body },
    headers: { 'content-type': 'application/json', [connection.webhook.headerName]: signature },
  })
  expect(await response.json()).toEqual({ outcome: 'ACCEPTED' })
  await vi.waitFor(
    async () => expect((await runsOf(id))[0]).toMatchObject({ mode: 'IDS', trigger: 'WEBHOOK', seen: 1 }),
    { timeout: 20_000, interval: 100 },
  )
  await vi.waitFor(async () => expect((await runsOf(id))[0].state).toMatch(/^SUCCEEDED/), {
    timeout: 20_000,
    interval: 100,
  })
  const { webhookDeliveries } = await api('{ webhookDeliveries { edges { node { eventName sourceKeys } } } }')
  expect(webhookDeliveries.edges).toEqual([
    { node: { eventName: 'Payment Posted to account', sourceKeys: [sourceKey] } },
  ])
  expect(await runsOf(id)).toHaveLength(2)
})
