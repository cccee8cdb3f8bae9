/** From an answer of a bureau to a document on a loan, through the whole server over HTTP. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { dumpDatabase } from '../services/app.ts'
import type { TestServer } from '../support/server.ts'
import {
  documentTarget,
  gid,
  hooks,
  type Lender,
  newLender,
  noteTarget,
  rejection,
  startWritebackServer,
} from './lender.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let server: TestServer
let lender: Lender
beforeAll(async () => {
  server = await startWritebackServer()
})
afterAll(() => server.close())
beforeEach(async () => {
  lender = await newLender(server)
})
afterEach(async () => {
  hooks.beforeFetch = null
  // The address for the bytes is a secret: it is nowhere, whatever a test did.
  const dump = await dumpDatabase(server.app.database)
  for (const text of ['X-Sandbox-Signature', '/uploads/']) {
    expect(dump).not.toContain(text)
    expect(server.app.logged()).not.toContain(text)
  }
  await lender.sandbox.close()
})

const planned = async (keys: string[], targets: object[] = [documentTarget]) => {
  const { userErrors } = await lender.record(keys.map((key) => rejection(key)))
  expect(userErrors).toEqual([])
  await lender.choose(targets)
  return lender.plan()
}
const applied = async (plan: { id: string; planned: number }) => {
  const { operation, userErrors } = await lender.apply(plan.id, plan.planned)
  expect(userErrors).toEqual([])
  return operation!.id
}
const documents = (key: string) => lender.sandbox.documents(Number(key))
const archive = (key: string) =>
  lender.sandbox.edit(Number(key), { kind: 'ARCHIVE_DOCUMENT', documentId: documents(key).at(-1)!.id })
const causeOf = async (state: string) => (await lender.writebacks()).find((write) => write.state === state)?.cause

test('what can be chosen: the sections of the tenant, and where files may go', async () => {
  const query = `query ($id: ID!) { connection(id: $id) { writeback { targets {
    name effect value placeLabel places { value label } fileHosts } } } }`
  const { connection } = await lender.ask(query, { id: gid('ConnectedSource', lender.connectionId) })
  const [target] = connection.writeback.targets.filter(({ name }: { name: string }) => name === 'document')
  expect(target).toEqual({
    ...{ name: 'document', effect: 'APPENDS', value: 'NONE', fileHosts: ['*.simnang.com'] },
    placeLabel: 'Id of the document section',
    places: [
      { value: '12', label: 'Custom Forms' },
      { value: '13', label: 'Contracts' },
    ],
  })
  const others = connection.writeback.targets.filter(({ name }: { name: string }) => name !== 'document')
  expect(others.map(({ fileHosts }: { fileHosts: unknown }) => fileHosts)).toEqual([null, null, null])
})

test('a plan shows the file and its text, and sends nothing; applied, it is attached once', async () => {
  const keys = lender.keys.slice(0, 3)
  const plan = await planned(keys)
  expect(plan).toMatchObject({ planned: 3, skipped: 0 })
  const [first] = await lender.writebacks()
  const name = `metro2-rejected-2026-05-${first!.correlationId}.txt`
  expect(first).toMatchObject({ target: 'document', state: 'PLANNED', before: null })
  const [shownName, text] = first!.after.split('\n\n')
  expect(shownName).toBe(name)
  expect(text).toContain('Metro 2: EQUIFAX rejected 2026-05: E102\nReference EFX-')
  expect(text).toContain('Date opened is wrong.')
  expect(lender.sandbox.requests.count).toBe(0)

  expect(await lender.work(await applied(plan))).toMatchObject({ state: 'SUCCEEDED', result: { WRITTEN: 3 } })
  const bySourceKey = new Map((await lender.writebacks()).map((write) => [write.sourceKey, write]))
  for (const key of keys) {
    const { after, method, state } = bySourceKey.get(key)!
    const [fileName, held] = after.split('\n\n')
    expect({ method, state }).toEqual({ method: 'POST', state: 'WRITTEN' })
    expect(documents(key)).toMatchObject([{ fileName, text: held, sectionId: 12, archived: false }])
  }
  expect(documents(lender.keys[3]!)).toEqual([])
  const paths = new Set(lender.writes().map(({ method, path }) => `${method} ${path}`))
  expect(paths).toEqual(new Set(keys.map((key) => `POST odata.svc/Loans(${key})/document/upload`)))
  for (const { headers } of lender.sandbox.uploads)
    expect(JSON.stringify(headers)).not.toMatch(new RegExp(`authorization|autopal|${lender.sandbox.token}`, 'i'))
  const db = server.app.database.tenant(lender.organization.id)
  const rereads = await db.reread.findMany({ where: { connectionId: lender.connectionId } })
  expect(rereads.map(({ sourceKey }) => sourceKey).sort()).toEqual(keys)
  const audit = await db.auditLog.findMany({ where: { action: 'writeback' } })
  expect(audit.map(({ details }) => details)).toMatchObject(
    keys.map(() => ({ state: 'WRITTEN', method: 'POST', target: 'document', place: '12' })),
  )
  // Nothing is planned again, and what was attached is no change of the loan.
  expect(await lender.sync('IDS', keys)).toMatchObject({ changed: 0, created: 0 })
  expect(await lender.plan()).toMatchObject({ planned: 0, skipped: 0 })
})

test('after a restored backup it is found, and no second one is made', async () => {
  const keys = lender.keys.slice(0, 2)
  await lender.work(await applied(await planned(keys)))
  const db = server.app.database.tenant(lender.organization.id)
  await db.writeback.deleteMany()
  const plan = await lender.plan()
  expect(plan.planned).toBe(2)
  expect(await lender.work(await applied(plan))).toMatchObject({ state: 'SUCCEEDED', result: { WRITTEN: 2 } })
  expect((await lender.writebacks()).map(({ method }) => method)).toEqual(['FOUND', 'FOUND'])
  for (const key of keys) expect(documents(key)).toHaveLength(1)
})

describe('cut off', () => {
  test('between the entry and its bytes by the kill switch: nothing is sent; what is begun is told, and attached once it is put away', async () => {
    const keys = lender.keys.slice(0, 2)
    const plan = await planned(keys)
    const operationId = await applied(plan)
    hooks.beforeFetch = async (method) => {
      if (method === 'FILE')
        await lender.ask('mutation { stopWriteback(input: { reason: "Something is wrong." }) { stopped } }')
    }
    expect(await lender.work(operationId)).toMatchObject({ state: 'FAILED', failure: { code: 'WRITEBACK_STOPPED' } })
    hooks.beforeFetch = null
    expect(lender.sandbox.uploads).toEqual([])
    expect((await lender.writebacks()).map(({ state }) => state)).toEqual(['PLANNED', 'PLANNED'])
    const [begun] = (await lender.writebacks())
      .map(({ sourceKey }) => sourceKey)
      .filter((key) => documents(key).length > 0)
    expect(documents(begun!)).toMatchObject([{ text: null }])

    await lender.ask('mutation { allowWriteback(input: { reason: "It was nothing." }) { stopped } }')
    expect(await lender.work(await applied({ id: plan.id, planned: 2 }))).toMatchObject({
      ...{ state: 'SUCCEEDED', result: { WRITTEN: 1, FAILED: 1 } },
    })
    expect(await causeOf('FAILED')).toMatchObject({ code: 'DOCUMENT_UNFINISHED' })
    expect(documents(begun!)).toHaveLength(1)

    archive(begun!)
    const second = await lender.plan()
    expect(second.planned).toBe(1)
    expect(await lender.work(await applied(second))).toMatchObject({ state: 'SUCCEEDED' })
    expect(documents(begun!).map(({ archived, text }) => [archived, text !== null])).toEqual([
      [true, false],
      [false, true],
    ])
  })

  test.each(['server-error', 'reset'] as const)(
    'after the entry was made, by a %s: begun, and no second one',
    async (how) => {
      const [key] = lender.keys as [string]
      const plan = await planned([key])
      lender.sandbox.faults.afterWrite = { how, times: 1 }
      expect(await lender.work(await applied(plan))).toMatchObject({ result: { FAILED: 1 } })
      expect(await causeOf('FAILED')).toMatchObject({ code: 'DOCUMENT_UNFINISHED' })
      expect(documents(key)).toMatchObject([{ text: null }])
    },
  )

  test('before the entry was made, it is tried again', async () => {
    const [key] = lender.keys as [string]
    const plan = await planned([key])
    lender.sandbox.faults.serverError = { times: 2 }
    expect(await lender.work(await applied(plan))).toMatchObject({ result: { WRITTEN: 1 } })
    expect(documents(key)).toHaveLength(1)
  })

  test('after the bytes have arrived: they are seen there', async () => {
    const [key] = lender.keys as [string]
    const plan = await planned([key])
    lender.sandbox.faults.upload = { how: 'lost', times: 1 }
    expect(await lender.work(await applied(plan))).toMatchObject({ result: { WRITTEN: 1 } })
    expect(await lender.writebacks()).toMatchObject([{ state: 'WRITTEN', method: 'POST', attempts: 1 }])
    expect(documents(key)).toHaveLength(1)
  })

  test('before the bytes have arrived: they are sent again to the same address', async () => {
    const [key] = lender.keys as [string]
    const plan = await planned([key])
    lender.sandbox.faults.upload = { how: 'reset', times: 1 }
    expect(await lender.work(await applied(plan))).toMatchObject({ result: { WRITTEN: 1 } })
    expect(lender.sandbox.uploads.map(({ status }) => status)).toEqual([0, 200])
    expect(documents(key)).toMatchObject([{ text: expect.stringContaining('Metro 2') }])
  })

  test('by a worker that hangs while it sends: another one finds the document', async () => {
    const [key] = lender.keys as [string]
    const operationId = await applied(await planned([key]))
    lender.sandbox.faults.upload = { how: 'hang', times: 1 }
    const first = lender.work(operationId, 'first')
    await vi.waitUntil(() => lender.sandbox.uploads.length > 0, { timeout: 20_000 })
    const db = server.app.database.tenant(lender.organization.id)
    await db.operation.updateMany({ where: { targetId: lender.connectionId }, data: { leaseUntil: new Date(0) } })
    expect(await lender.work(operationId, 'second')).toMatchObject({ state: 'SUCCEEDED', attempt: 2 })
    await first
    expect(await lender.writebacks()).toMatchObject([{ state: 'WRITTEN', method: 'FOUND' }])
    expect(documents(key)).toHaveLength(1)
  })
})

describe('a worker that was followed by another', () => {
  const followed = async () => {
    const db = server.app.database.tenant(lender.organization.id)
    await db.operation.updateMany({ where: { targetId: lender.connectionId }, data: { attempt: { increment: 1 } } })
  }

  test.each([
    ['begins no document', documentTarget, 'POST', 0],
    ['sends no bytes', documentTarget, 'FILE', 1],
    ['makes no note', noteTarget, 'PATCH', 0],
  ])('%s, though it has looked before', async (_, target, at, writes) => {
    const [key] = lender.keys as [string]
    const operationId = await applied(await planned([key], [target]))
    hooks.beforeFetch = async (method) => {
      if (method === at) await followed()
    }
    expect(await lender.work(operationId)).toMatchObject({ state: 'RUNNING', failure: null })
    expect(lender.writes()).toHaveLength(writes)
    expect(lender.sandbox.uploads).toEqual([])
    expect(await lender.writebacks()).toMatchObject([{ state: 'PLANNED', attempts: 0 }])
  })
})

describe('where the bytes go', () => {
  test('a host that nobody allowed is told by name, and the work ends with one entry begun; named by an admin it is used', async () => {
    const keys = lender.keys.slice(0, 3)
    const { port } = new URL(lender.sandbox.url)
    const storage = `localhost:${port}`
    lender.sandbox.faults.uploadOrigin = `http://${storage}`
    const operation = await lender.work(await applied(await planned(keys)))
    expect(operation).toMatchObject({ state: 'FAILED', failure: { code: 'FILE_HOST_REFUSED' } })
    const query =
      '{ operations(first: 1, filter: { kind: [WRITEBACK] }) { edges { node { failure { message hint } } } } }'
    const { operations } = await lender.ask(query)
    const { failure } = operations.edges[0].node
    expect(failure.message).toContain(`${storage}, where the source wants the file`)
    expect(failure.hint).toContain('fileHosts')
    expect(lender.sandbox.uploads).toEqual([])
    const begun = keys.filter((key) => documents(key).length > 0)
    expect(begun).toHaveLength(1)

    archive(begun[0]!)
    await lender.choose([{ ...documentTarget, fileHosts: [storage] }])
    expect(await lender.work(await applied(await lender.plan()))).toMatchObject({ result: { WRITTEN: 3 } })
    for (const key of keys) expect(documents(key).filter(({ archived }) => !archived)).toHaveLength(1)
    const hosts = lender.sandbox.uploads.map(({ headers }) => headers.host)
    expect(hosts).toEqual([storage, storage, storage])
    expect(JSON.stringify(lender.sandbox.uploads)).not.toContain(lender.sandbox.token)
    const audit = await server.app.database.tenant(lender.organization.id).auditLog.findMany({
      where: { action: 'setWriteback' },
      orderBy: { id: 'desc' },
    })
    expect(JSON.stringify(audit[0]!.details)).toContain(`files to ${storage}`)
  })

  test('no host but a host can be named', async () => {
    const { connection } = await lender.ask('query ($id: ID!) { connection(id: $id) { writeback { statement } } }', {
      id: gid('ConnectedSource', lender.connectionId),
    })
    const query = `mutation ($input: SetWritebackInput!) { setWriteback(input: $input) {
      connection { writeback { choices { fileHosts } } } userErrors { code path } } }`
    const set = async (fileHosts: string[]) => {
      const targets = [{ ...documentTarget, fileHosts }]
      const confirmation = connection.writeback.statement
      const input = { connectionId: gid('ConnectedSource', lender.connectionId), targets, enabled: true, confirmation }
      return (await lender.ask(query, { input })).setWriteback
    }
    const { userErrors } = await set(['https://files.example.com/'])
    expect(userErrors).toEqual([{ code: 'INVALID_VALUE', path: ['input', 'targets', '0', 'fileHosts'] }])
    const done = await set(['Files.example.com'])
    expect(done).toEqual({
      connection: { writeback: { choices: [{ fileHosts: ['files.example.com'] }] } },
      userErrors: [],
    })
  })

  test('a redirect is not followed, and ends the work', async () => {
    const [key] = lender.keys as [string]
    const plan = await planned([key])
    lender.sandbox.faults.upload = { how: 'redirect' }
    expect(await lender.work(await applied(plan))).toMatchObject({ failure: { code: 'FILE_REDIRECTED' } })
    expect(lender.sandbox.uploads).toMatchObject([{ status: 307 }])
    expect(documents(key)).toMatchObject([{ text: null }])
  })

  test('storage that does not answer ends the work after three loans, not after a thousand', async () => {
    const keys = lender.keys.slice(0, 5)
    const plan = await planned(keys)
    lender.sandbox.faults.upload = { how: 'reset' }
    expect(await lender.work(await applied(plan))).toMatchObject({ failure: { code: 'SOURCE_UNAVAILABLE' } })
    expect(keys.filter((key) => documents(key).length > 0)).toHaveLength(3)
    const states = (await lender.writebacks()).map(({ state }) => state).sort()
    expect(states).toEqual(['FAILED', 'FAILED', 'FAILED', 'PLANNED', 'PLANNED'])
  })
})
