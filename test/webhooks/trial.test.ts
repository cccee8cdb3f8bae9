/** Trying a webhook: through the public address, and what is said when something on the way is wrong. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import { readConfig } from '../../server/config.ts'
import type { Requester } from '../../server/outcome.ts'
import { setWebhook } from '../../server/webhooks/settings.ts'
import { testWebhook } from '../../server/webhooks/trial.ts'
import { done, newAdmin, refused } from '../services/app.ts'
import { loansOf, seed } from '../support/seed.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
/** Stands before the server, as a proxy does. */
let proxy: Server
let proxyUrl: string
let meet: (request: IncomingMessage, response: ServerResponse, body: Buffer) => Promise<void> | void
let admin: Requester
let connectionId: string

beforeAll(async () => {
  server = await startTestServer()
  proxy = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    await meet(request, response, Buffer.concat(chunks))
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
})
afterAll(async () => {
  proxy.closeAllConnections()
  proxy.close()
  await server.close()
})
beforeEach(async () => {
  admin = await newAdmin(server.app)
  connectionId = (await seed(server.app, admin.organizationId, loansOf(2))).connectionId
  meet = passOn()
})

/** To the server, with what `change` makes of headers and body. */
const passOn =
  (change: (headers: Record<string, string>, body: Buffer) => Buffer = (_headers, body) => body): typeof meet =>
  async (request, response, body) => {
    const headers = { ...request.headers } as Record<string, string>
    for (const name of ['host', 'connection', 'content-length', 'transfer-encoding']) delete headers[name]
    const sent = change(headers, body)
    const answer = await fetch(`${server.url}${request.url}`, { method: 'POST', headers, body: new Uint8Array(sent) })
    response.writeHead(answer.status).end(await answer.text())
  }

const dropSignature = (headers: Record<string, string>, body: Buffer) => {
  delete headers['x-fake-signature']
  return body
}

const set = async (proof: 'HMAC_SHA256' | 'SHARED_SECRET' = 'HMAC_SHA256') =>
  done(await setWebhook(server.app, admin, { connectionId, proof, headerName: null }))
const app = (PUBLIC_URL = proxyUrl) => ({ ...server.app, config: readConfig({ PUBLIC_URL }) })
const trial = async () => done(await testWebhook(app(), admin, connectionId))
const db = () => server.app.database.tenant(admin.organizationId)

test.each(['HMAC_SHA256', 'SHARED_SECRET'] as const)('comes in through the public address with %s', async (proof) => {
  await set(proof)
  const result = await trial()
  expect(result).toMatchObject({ passed: true, status: 200, hint: null })
  expect(result.url).toBe(`${proxyUrl}/webhooks/${connectionId}`)
  expect(await db().webhookDelivery.findMany({ where: { eventName: 'trial' } })).toMatchObject([
    { outcome: 'ACCEPTED', sourceKeys: ['1'] },
  ])
  expect(await db().reread.count()).toBe(1)
  // It is none that came before.
  expect(await trial()).toMatchObject({ passed: true })
  expect(await db().webhookDelivery.count({ where: { outcome: 'DUPLICATE' } })).toBe(0)
  expect(await db().auditLog.count({ where: { action: 'testWebhook', targetId: connectionId } })).toBe(2)
})

test.each<[string, typeof meet, RegExp, RegExp]>([
  ['drops the header', passOn(dropSignature), /refused/, /header/],
  ['writes the body anew', passOn((_headers, body) => Buffer.from(`${body} `)), /refused/, /body/],
  [
    'redirects',
    (_q, response) => void response.writeHead(301, { location: 'https://x.test' }).end(),
    /redirects/,
    /https/,
  ],
  ['knows no such page', (_q, response) => void response.writeHead(404).end('<html>'), /404/, /POST to/],
  ['shows a page of its own', (_q, response) => void response.writeHead(200).end('<html>'), /Something else/, /proxy/],
  ['takes small bodies only', (_q, response) => void response.writeHead(413).end(), /too large/, /256 kB/],
  ['breaks off', (request) => void request.socket.destroy(), /does not answer/, /PUBLIC_URL/],
])('says so when what stands before the server %s', async (_name, behave, message, hint) => {
  const { secret } = await set()
  meet = behave
  const result = await trial()
  expect(result).toMatchObject({ passed: false, message: expect.stringMatching(message) })
  expect(result.hint).toMatch(hint)
  expect(JSON.stringify(result)).not.toContain(secret)
  expect(server.app.logged()).not.toContain(secret)
})

test('a wrong proof is remembered for whoever looks after the connection, once a minute', async () => {
  await set()
  meet = passOn((_headers, body) => Buffer.from(`${body} `))
  await trial()
  const { webhookRefusedAt } = await db().connection.findFirstOrThrow()
  expect(webhookRefusedAt).toEqual(new Date(server.app.clock.now))
})

test('without a public address it asks this very process', async () => {
  await set()
  const alone = { ...server.app, config: readConfig({}) }
  expect(refused(await testWebhook(alone, admin, connectionId))).toEqual(['WEBHOOK_NOT_SET'])
  expect(done(await testWebhook({ ...alone, address: server.url }, admin, connectionId))).toMatchObject({
    passed: true,
  })
})

test('one that is out of use, or of another organization, is not tried', async () => {
  expect(refused(await testWebhook(app(), admin, connectionId))).toEqual(['WEBHOOK_NOT_SET connectionId'])
  await set()
  const stranger = await newAdmin(server.app, 'Stranger')
  expect(refused(await testWebhook(app(), stranger, connectionId))).toEqual(['NOT_FOUND connectionId'])
})

test('what LoanPro would send is understood by its plugin', () => {
  const { sample, interpret } = loanpro.webhook!
  const body = Buffer.from(JSON.stringify(sample({ key: '727', displayKey: 'LN-727' })))
  expect(interpret(body, {})).toEqual({ eventName: 'Trial', keys: ['727'], displayKeys: [] })
})
