import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { encodeId } from '../../schema/ids.ts'
import { createConnection } from '../../server/connections/create.ts'
import { pauseConnection, resumeConnection } from '../../server/connections/pause.ts'
import { newId } from '../../server/ids.ts'
import type { Requester } from '../../server/outcome.ts'
import { purgeChunk } from '../../server/retention/purge.ts'
import { tick } from '../../server/schedule/ticker.ts'
import { executeRun } from '../../server/sync/runner.ts'
import { startSync } from '../../server/sync/service.ts'
import { done, dumpDatabase, newFurnisher } from '../services/app.ts'
import { kinds } from '../support/databases.ts'
import { type FakeSource, fakeLoan, startFakeSource } from '../support/fakeSource.ts'
import { get, newTestOrganization, startTestServer, type TestOrganization, type TestServer } from '../support/server.ts'

const minute = 60_000

describe.each(kinds)('webhooks on %s', (kind) => {
  let server: TestServer
  let source: FakeSource
  let lender: TestOrganization
  let admin: Requester
  let connectionId: string
  let secret: string

  beforeAll(async () => {
    server = await startTestServer({ kind, env: { PUBLIC_URL: 'https://metro2.test' } })
  })
  afterAll(() => server.close())
  beforeEach(async () => {
    source = await startFakeSource([1, 2, 3].map((id) => fakeLoan(id)))
    lender = await newTestOrganization(server.app, 'Lender')
    admin = { organizationId: lender.id, actor: 'test', role: 'ADMIN' }
    connectionId = await newConnection()
    secret = (await setWebhook({ proof: 'HMAC_SHA256' })).secret
  })
  afterEach(async () => {
    await server.app.database.system.reread.deleteMany()
    await source.close()
  })

  const db = () => server.app.database.tenant(lender.id)
  const newConnection = async () => {
    const made = await createConnection(server.app, admin, {
      ...{ pluginId: 'fake', furnisherId: await newFurnisher(server.app, admin), name: 'Tenant', preset: null },
      ...{ settings: { baseUrl: source.url, environment: 'SANDBOX' }, credentials: { token: source.token } },
      ...{ presetId: null, startFirstSync: false, idempotencyKey: null, cadence: 'WEBHOOK_ONLY' as const },
    })
    return done(made).connectionId
  }
  const mutate = async (field: string, input: object, wanted: string) => {
    const id = encodeId('ConnectedSource', connectionId)
    const type = `${field[0]!.toUpperCase()}${field.slice(1)}Input`
    const document = `mutation ($input: ${type}!) { ${field}(input: $input) { ${wanted} userErrors { code path } } }`
    const answer = await get(server.url, lender.keys.OPERATOR, document, { input: { connectionId: id, ...input } })
    return answer[field]
  }
  const setWebhook = (input: object) => mutate('setWebhook', input, 'secret')
  const signature = (body: string, key = secret) => createHmac('sha256', key).update(body).digest('hex')
  const send = (body: string, headers: Record<string, string>, id = connectionId) =>
    fetch(`${server.url}/webhooks/${id}`, { method: 'POST', body, headers })
  const post = async (content: object, key = secret) => {
    const body = JSON.stringify(content)
    const response = await send(body, { 'x-fake-signature': signature(body, key) })
    return { status: response.status, ...((await response.json()) as { outcome?: string }) }
  }
  const waiting = async () => {
    const rows = await db().reread.findMany({ where: { connectionId }, orderBy: { sourceKey: 'asc' } })
    return rows.map((row) => [row.sourceKey, row.runId === null ? 'waits' : 'is read'])
  }
  const runs = () => db().syncRun.findMany({ where: { connectionId }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })
  const work = (runId: string) => executeRun(server.app, lender.id, runId, 'worker')
  const workLast = async () => work((await runs()).at(-1)!.id)
  const deliveries = () =>
    db().webhookDelivery.findMany({ where: { connectionId }, orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }] })
  const startFull = async () => {
    const run = { connectionId, mode: 'FULL' as const, asOf: null, keys: null, range: null, actor: 'test' }
    return done(await startSync(server.app, lender.id, { ...run, trigger: 'MANUAL' })).runId
  }

  test('a signed delivery leads to a run over its loans, and the rows leave when it succeeded', async () => {
    expect(await post({ event: 'paid', loans: [1, 3] })).toEqual({ status: 200, outcome: 'ACCEPTED' })
    expect(await post({ event: 'changed', loans: [3] })).toEqual({ status: 200, outcome: 'ACCEPTED' })
    expect(await waiting()).toEqual([
      ['1', 'waits'],
      ['3', 'waits'],
    ])
    await tick(server.app)
    const [run] = await runs()
    expect(run).toMatchObject({ mode: 'IDS', trigger: 'WEBHOOK', requestedBy: 'system:webhook' })
    expect(run!.request).toMatchObject({ keys: ['1', '3'] })
    expect((await waiting()).map(([, state]) => state)).toEqual(['is read', 'is read'])
    await work(run!.id)
    expect(await runs()).toMatchObject([{ state: 'SUCCEEDED', seen: 2, created: 2 }])
    await tick(server.app)
    expect(await waiting()).toEqual([])
    expect(await runs()).toHaveLength(1)
  })

  test('an event name that holds a Social Security number is kept without it, also where it would be cut', async () => {
    await post({ event: 'ssn 666-12-3456 of John', loans: [1] })
    await post({ event: `${'x'.repeat(90)} 666.12.3456`, loans: [1] })
    const names = (await deliveries()).map((row) => row.eventName)
    expect(names).toEqual(['ssn ••••••••• of John', `${'x'.repeat(90)} •••••••••`])
  })

  test('a loan that is named while it is being read is read again', async () => {
    await post({ loans: [1] })
    await tick(server.app)
    await post({ event: 'again', loans: [1, 2] })
    expect(await waiting()).toEqual([
      ['1', 'waits'],
      ['2', 'waits'],
    ])
    await workLast()
    await tick(server.app)
    expect(await runs()).toHaveLength(1)
    server.app.clock.now += 3_000
    await tick(server.app)
    expect((await runs())[1]!.request).toMatchObject({ keys: ['1', '2'] })
  })

  test('an active run lets hints wait; none is lost', async () => {
    const runId = await startFull()
    await post({ loans: [2] })
    await tick(server.app)
    expect(await runs()).toHaveLength(1)
    await work(runId)
    await tick(server.app)
    expect((await runs()).map((run) => run.mode)).toEqual(['FULL', 'IDS'])
  })

  test('loans of a run that failed wait again, for some minutes', async () => {
    await post({ loans: [1] })
    await tick(server.app)
    await db().syncRun.updateMany({
      where: { connectionId },
      data: { state: 'FAILED', finishedAt: new Date(server.app.now()) },
    })
    await tick(server.app)
    expect(await waiting()).toEqual([['1', 'waits']])
    server.app.clock.now += 4 * minute
    await tick(server.app)
    expect(await runs()).toHaveLength(1)
    server.app.clock.now += 2 * minute
    await tick(server.app)
    expect(await runs()).toHaveLength(2)
  })

  test('a run that is refused for good is tried every five minutes, and the hints stay', async () => {
    await post({ loans: [1] })
    const pluginId = async (id: string) =>
      db().connection.updateMany({ where: { id: connectionId }, data: { pluginId: id } })
    await pluginId('gone')
    for (let index = 0; index < 3; index++) await tick(server.app)
    expect(server.app.logged().split('loans of webhooks was refused')).toHaveLength(2)
    await pluginId('fake')
    await tick(server.app)
    expect(await runs()).toEqual([])
    server.app.clock.now += 5 * minute
    await tick(server.app)
    expect(await runs()).toHaveLength(1)
  })

  test('two workers start one run over the same loans', async () => {
    await post({ loans: [1, 2, 3] })
    await Promise.all([1, 2, 3, 4].map(() => tick(server.app)))
    expect(await runs()).toHaveLength(1)
  })

  test('a paused connection keeps hints for later', async () => {
    done(await pauseConnection(server.app, admin, connectionId))
    expect((await post({ loans: [1] })).outcome).toBe('ACCEPTED')
    await tick(server.app)
    expect(await runs()).toEqual([])
    done(await resumeConnection(server.app, admin, connectionId))
    await tick(server.app)
    expect(await runs()).toHaveLength(1)
  })

  test('a display id is looked up; one that nobody knows is ignored', async () => {
    await work(await startFull())
    expect((await post({ numbers: ['F-2', 'F-99'] })).outcome).toBe('ACCEPTED')
    expect(await waiting()).toEqual([['2', 'waits']])
    expect((await post({ numbers: ['F-99'] })).outcome).toBe('IGNORED')
    expect((await deliveries()).at(-1)!.detail).toContain('No loan with its display id')
  })

  test('an equal body within ten minutes is a duplicate, and its loans are read once more at the end of them', async () => {
    await post({ loans: [1] })
    await tick(server.app)
    await workLast()
    await tick(server.app)
    server.app.clock.now += minute
    expect(await post({ loans: [1] })).toEqual({ status: 200, outcome: 'DUPLICATE' })
    expect(await post({ loans: [1] })).toEqual({ status: 200, outcome: 'DUPLICATE' })
    await tick(server.app)
    expect(await runs()).toHaveLength(1)
    server.app.clock.now += 9 * minute
    await tick(server.app)
    expect(await runs()).toHaveLength(2)
    await workLast()
    await tick(server.app)
    expect(await post({ loans: [1] })).toEqual({ status: 200, outcome: 'ACCEPTED' })
  })

  test('equal bodies at the same moment: one is the first', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => post({ loans: [2] })))
    expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['ACCEPTED', 'DUPLICATE', 'DUPLICATE', 'DUPLICATE'])
  })

  test.each([
    ['no loan', '{"event":"logged in"}', 'names no loan'],
    ['no JSON: the plugin throws', 'ssn=666-12-3456', 'names no loan'],
    ['nothing', '', 'names no loan'],
    ['a loan that cannot be an id', JSON.stringify({ loans: ['x'.repeat(101)] }), 'cannot be ids'],
    ['a loan with half a character', '{"loans":["\\ud800"]}', 'cannot be ids'],
    ['a loan with a NUL', '{"loans":["1\\u0000"]}', 'cannot be ids'],
    ['too many loans', JSON.stringify({ loans: Array.from({ length: 1_001 }, (_, index) => index) }), 'more than 1000'],
  ])('%s: accepted, ignored, and said why without a value', async (_name, body, detail) => {
    const response = await send(body, { 'x-fake-signature': `sha256=${signature(body)}` })
    expect(response.status).toBe(200)
    expect(await deliveries()).toMatchObject([{ outcome: 'IGNORED', sourceKeys: [], bodyBytes: body.length }])
    expect((await deliveries())[0]!.detail).toContain(detail)
    expect(server.app.logged()).not.toMatch(/666-12-3456|logged in/)
    await tick(server.app)
    expect(await runs()).toEqual([])
  })

  test('what is not proven is refused alike, and leaves nothing', async () => {
    const body = '{"loans":[1]}'
    const right = { 'x-fake-signature': signature(body) }
    const refusals = [
      await send(body, {}),
      await send(body, { 'x-fake-signature': signature(body, 'another') }),
      await send(`${body} `, right),
      await send(body, { 'x-webhook-secret': secret }),
      await send(body, right, newId()),
      await send(body, right, 'ffffffff-ffff-ffff-ffff-ffffffffffff'),
    ]
    const texts = await Promise.all(refusals.map((response) => response.text()))
    expect(refusals.map((response) => response.status)).toEqual([401, 401, 401, 401, 401, 401])
    expect(new Set(texts).size).toBe(1)
    expect(await deliveries()).toEqual([])
    expect(await server.app.metrics.page()).toMatch(/metro2_webhook_deliveries_total\{outcome="refused"\} [6-9]/)
  })

  test('whoever keeps trying is sent away; others are not', async () => {
    const other = newId()
    const statuses: number[] = []
    for (let index = 0; index < 22; index++) statuses.push((await send('{}', {}, other)).status)
    expect(statuses.slice(0, 20)).toEqual(Array(20).fill(401))
    expect(statuses.slice(20)).toEqual([429, 429])
    expect((await send('{}', {}, other)).headers.get('retry-after')).toMatch(/^\d+$/)
    expect((await post({ loans: [1] })).status).toBe(200)
  })

  test('whoever guesses does not shut out the source, though both come through one proxy', async () => {
    for (let index = 0; index < 21; index++) await send('{}', {})
    expect((await send('{}', {})).status).toBe(429)
    expect((await post({ loans: [1] })).status).toBe(200)
  })

  test('a body that is too large, and methods that do nothing', async () => {
    const large = 'x'.repeat(256 * 1024 + 1)
    expect((await send(large, { 'x-fake-signature': signature(large) })).status).toBe(413)
    const url = `${server.url}/webhooks/${connectionId}`
    expect((await fetch(url)).status).toBe(405)
    const body = '{"loans":[1]}'
    const put = await fetch(url, { method: 'PUT', body, headers: { 'x-fake-signature': signature(body) } })
    expect(put.status).toBe(200)
  })

  test('a body that is cut off is no delivery', async () => {
    const { hostname, port } = new URL(server.url)
    const socket = connect(Number(port), hostname)
    socket.write(`POST /webhooks/${connectionId} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"loans":`)
    await once(socket, 'connect')
    socket.destroy()
    await once(socket, 'close')
    expect((await post({ loans: [1] })).status).toBe(200)
    expect(await deliveries()).toHaveLength(1)
  })

  test('a shared secret in a header of choice', async () => {
    const shared = await setWebhook({ proof: 'SHARED_SECRET', headerName: 'X-Loan-Hook' })
    expect((await send('{"loans":[1]}', { 'x-loan-hook': shared.secret })).status).toBe(200)
    expect((await send('{"loans":[2]}', { 'x-loan-hook': secret })).status).toBe(401)
    expect((await send('{"loans":[2]}', { 'x-webhook-secret': shared.secret })).status).toBe(401)
    expect((await setWebhook({ proof: 'NONE' })).secret).toBeNull()
    expect((await send('{"loans":[3]}', { 'x-loan-hook': shared.secret })).status).toBe(401)
  })

  test('two secrets during a rotation, one after it; the database holds neither', async () => {
    const former = 'connection { webhook { formerSecretValid } }'
    const { secret: next, ...rotated } = await mutate('rotateWebhookSecret', {}, `secret ${former}`)
    expect(rotated.connection).toEqual({ webhook: { formerSecretValid: true } })
    expect((await post({ loans: [1] })).status).toBe(200)
    expect((await post({ loans: [2] }, next)).status).toBe(200)
    const dump = await dumpDatabase(server.app.database)
    for (const text of [secret, next]) {
      expect(dump).not.toContain(text)
      expect(server.app.logged()).not.toContain(text)
    }
    const dropped = await mutate('dropFormerWebhookSecret', {}, former)
    expect(dropped).toEqual({ connection: { webhook: { formerSecretValid: false } }, userErrors: [] })
    expect((await post({ loans: [3] })).status).toBe(401)
    expect((await post({ loans: [3] }, next)).status).toBe(200)
  })

  test.each([
    [{ proof: 'HMAC_SHA256', headerName: 'X-Mine' }, 'INVALID_HEADER'],
    [{ proof: 'SHARED_SECRET', headerName: 'Content-Type' }, 'INVALID_HEADER'],
    [{ proof: 'SHARED_SECRET', headerName: 'X Mine' }, 'INVALID_HEADER'],
  ])('%j is refused', async (input, code) => {
    expect((await setWebhook(input)).userErrors).toMatchObject([{ code, path: ['input', 'headerName'] }])
  })

  test('the API shows where it goes, what came and never the secret', async () => {
    await post({ event: 'paid', loans: [1] })
    const data = await get(
      server.url,
      lender.keys.VIEWER,
      `query ($id: ID!) {
        connection(id: $id) {
          cadence nextRunAt
          webhook { url proof headerName bodyTemplate help lastDeliveries { eventName outcome sourceKeys } }
        }
        webhookDeliveries(filter: { connection: $id, outcome: [ACCEPTED] }) {
          totalCount edges { node { bodyBytes detail connection { name } } }
        }
      }`,
      { id: encodeId('ConnectedSource', connectionId) },
    )
    expect(data.connection).toEqual({
      ...{ cadence: 'WEBHOOK_ONLY', nextRunAt: null },
      webhook: {
        url: `https://metro2.test/webhooks/${connectionId}`,
        ...{ proof: 'HMAC_SHA256', headerName: 'X-Fake-Signature', bodyTemplate: '{"loans":[]}' },
        help: 'In its settings.',
        lastDeliveries: [{ eventName: 'paid', outcome: 'ACCEPTED', sourceKeys: ['1'] }],
      },
    })
    expect(data.webhookDeliveries).toEqual({
      totalCount: 1,
      edges: [{ node: { bodyBytes: 28, detail: null, connection: { name: 'Tenant' } } }],
    })
  })

  test('deliveries are kept for thirty days', async () => {
    await post({ loans: [1] })
    server.app.clock.now += 29 * 24 * 60 * minute
    await purgeChunk(server.app)
    expect(await deliveries()).toHaveLength(1)
    server.app.clock.now += 2 * 24 * 60 * minute
    await purgeChunk(server.app)
    expect(await deliveries()).toEqual([])
  })
})
