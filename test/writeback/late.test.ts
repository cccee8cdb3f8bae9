/** A tenant that carries out a write late, after it was cut off or answered by a gateway: nothing is in it twice. */
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Sandbox } from '../../plugins/loanpro/sandbox/index.ts'
import { abortAllRuns } from '../../server/sync/aborts.ts'
import { handedOver } from '../../server/sync/runner.ts'
import type { TestServer } from '../support/server.ts'
import {
  documentTarget,
  fieldTarget,
  type Lender,
  newLender,
  noteTarget,
  rejection,
  startWritebackServer,
  time,
} from './lender.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

/** What a gateway before the tenant makes of a write. HOLD: neither is it answered nor carried out, until the test says. */
type Fate = 'THROUGH' | 'CUT' | 'HOLD' | 500 | 504

interface Front {
  /** Of the next writes, first come first served; then THROUGH. */
  fates: Fate[]
  /** Methods of the writes that came. */
  came: string[]
  /** Carries out and answers what waits. */
  carryOut(): Promise<void>
  close(): void
}

let front: Front
let server: TestServer
let lender: Lender

async function startFront({ url }: Sandbox): Promise<string> {
  const { hostname, port } = new URL(url)
  const waiting: (() => Promise<void>)[] = []
  const forward = async (request: http.IncomingMessage, body: Buffer, response: http.ServerResponse | null) => {
    const { method, url: path, headers } = request
    const sent = http.request({ hostname, port, method, path, headers })
    sent.end(body)
    const [answer] = (await once(sent, 'response')) as [http.IncomingMessage]
    const parts: Buffer[] = []
    for await (const part of answer) parts.push(part as Buffer)
    response?.writeHead(answer.statusCode!, answer.headers).end(Buffer.concat(parts))
  }
  const gateway = http.createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const body = Buffer.concat(parts)
    const writes = request.method === 'PUT' || /document\/upload/.test(request.url!)
    const fate = writes ? (front.fates.shift() ?? 'THROUGH') : 'THROUGH'
    if (writes) front.came.push(request.method!)
    if (fate === 'THROUGH') return forward(request, body, response)
    waiting.push(() => forward(request, body, fate === 'HOLD' && !response.destroyed ? response : null))
    if (fate === 'CUT') request.socket.destroy()
    else if (fate !== 'HOLD') response.writeHead(fate).end('{}')
  })
  gateway.listen(0, '127.0.0.1')
  await once(gateway, 'listening')
  front = {
    ...{ fates: [], came: [] },
    carryOut: async () => void (await Promise.all(waiting.splice(0).map((each) => each()))),
    close() {
      gateway.closeAllConnections()
      gateway.close()
    },
  }
  return url.replace(`:${port}`, `:${(gateway.address() as AddressInfo).port}`)
}

beforeAll(async () => {
  server = await startWritebackServer()
})
afterAll(() => server.close())
beforeEach(async () => {
  lender = await newLender(server, {}, startFront)
})
afterEach(async () => {
  front.close()
  await lender.sandbox.close()
})

const started = async (targets: object[], count = 1) => {
  const keys = lender.keys.slice(0, count)
  expect((await lender.record(keys.map((key) => rejection(key)))).userErrors).toEqual([])
  await lender.choose(targets)
  return { keys, operationId: await applied() }
}
const applied = async () => {
  const plan = await lender.plan()
  const { operation, userErrors } = await lender.apply(plan.id, plan.planned)
  expect(userErrors).toEqual([])
  return operation!.id
}
const cancel = (operationId: string) =>
  lender.ask('mutation ($input: CancelOperationInput!) { cancelOperation(input: $input) { userErrors { code } } }', {
    input: { operationId },
  })
/** The tenant does at last what it was told, after so long. */
const lateBy = (ms: number) => {
  let done = false
  time.onWait = async (waited) => {
    if (waited < ms || done) return
    done = true
    await front.carryOut()
  }
}
const quietMs = 90_000

describe.each(['CUT', 500, 504] as const)('a write that ends with %s', (fate) => {
  test('and is carried out later: it is found, and not sent again', async () => {
    const { keys, operationId } = await started([noteTarget])
    front.fates = [fate]
    lateBy(15_000)
    expect(await lender.work(operationId)).toMatchObject({ state: 'SUCCEEDED', result: { WRITTEN: 1 } })
    expect(front.came).toEqual(['PUT'])
    expect(await lender.notes(keys[0]!)).toHaveLength(1)
    expect(await lender.writebacks()).toMatchObject([{ method: 'FOUND', attempts: 2 }])
    // Looked for meanwhile: it is not waited longer than it takes.
    expect(time.waited).toBeLessThan(30_000)
  })

  test('and is never carried out: sent again once the tenant has had its time', async () => {
    const { keys, operationId } = await started([noteTarget])
    front.fates = [fate]
    expect(await lender.work(operationId)).toMatchObject({ state: 'SUCCEEDED', result: { WRITTEN: 1 } })
    expect(front.came).toEqual(['PUT', 'PUT'])
    expect(await lender.notes(keys[0]!)).toHaveLength(1)
    expect(time.waited).toBeGreaterThan(quietMs - 10_000)
    expect(time.waited).toBeLessThan(quietMs + 10_000)
  })
})

test('an entry of a document is not begun twice either', async () => {
  const { keys, operationId } = await started([documentTarget])
  front.fates = [504]
  lateBy(15_000)
  expect(await lender.work(operationId)).toMatchObject({ result: { FAILED: 1 } })
  expect(front.came).toEqual(['POST'])
  expect(lender.sandbox.documents(Number(keys[0]))).toHaveLength(1)
  expect(await lender.writebacks()).toMatchObject([{ cause: { code: 'DOCUMENT_UNFINISHED' } }])
})

test('what was refused for certain is tried by the other method at once', async () => {
  const { operationId } = await started([noteTarget])
  await lender.work(operationId)
  expect(lender.writes().map(({ method, status }) => [method, status])).toEqual([
    ['PATCH', 404],
    ['PUT', 200],
  ])
  expect(time.waited).toBe(0)
})

describe('told to end while a write is on its way', () => {
  const onItsWay = async (operationId: string) => {
    front.fates = ['HOLD']
    const working = lender.work(operationId, 'first')
    await vi.waitUntil(() => front.came.length > 0, { timeout: 20_000 })
    // Stored before it left.
    const { sentAt, state } = await server.app.database
      .tenant(lender.organization.id)
      .writeback.findFirstOrThrow({ where: { sentAt: { not: null } } })
    expect({ sentAt, state }).toEqual({ sentAt: expect.any(Date), state: 'PLANNED' })
    return { working }
  }

  test('by the end of the process: it is brought to its end, and the next worker sends it not again', async () => {
    const { keys, operationId } = await started([noteTarget], 3)
    const { working } = await onItsWay(operationId)
    abortAllRuns(handedOver)
    await front.carryOut()
    expect(await working).toMatchObject({ state: 'RUNNING' })
    expect((await lender.writebacks()).map(({ state }) => state).sort()).toEqual(['PLANNED', 'PLANNED', 'WRITTEN'])
    expect(front.came).toEqual(['PUT'])
    expect(await lender.work(operationId, 'second')).toMatchObject({ state: 'SUCCEEDED', result: { WRITTEN: 3 } })
    for (const key of keys) expect(await lender.notes(key)).toHaveLength(1)
    expect(front.came).toHaveLength(3)
  })

  test('by a cancel: it is brought to its end and written down, and nothing follows', async () => {
    const { keys, operationId } = await started([noteTarget], 2)
    const { working } = await onItsWay(operationId)
    await cancel(operationId)
    await front.carryOut()
    expect(await working).toMatchObject({ state: 'CANCELLED' })
    expect((await lender.writebacks()).map(({ state }) => state).sort()).toEqual(['PLANNED', 'WRITTEN'])
    expect(await lender.work(await applied())).toMatchObject({ state: 'SUCCEEDED', result: { WRITTEN: 1 } })
    for (const key of keys) expect(await lender.notes(key)).toHaveLength(1)
  })

  test('by a cancel between the entry of a document and its bytes: these follow', async () => {
    const { keys, operationId } = await started([documentTarget], 2)
    const { working } = await onItsWay(operationId)
    await cancel(operationId)
    await front.carryOut()
    expect(await working).toMatchObject({ state: 'CANCELLED' })
    expect((await lender.writebacks()).map(({ state }) => state).sort()).toEqual(['PLANNED', 'WRITTEN'])
    const all = keys.flatMap((key) => lender.sandbox.documents(Number(key)))
    expect(all).toMatchObject([{ text: expect.stringContaining('Metro 2') }])
  })

  test('by a crash: the next worker waits for what was sent, and finds it', async () => {
    const { keys, operationId } = await started([noteTarget])
    const { working } = await onItsWay(operationId)
    const db = server.app.database.tenant(lender.organization.id)
    await db.operation.updateMany({ data: { leaseUntil: new Date(0) } })
    lateBy(15_000)
    expect(await lender.work(operationId, 'second')).toMatchObject({ state: 'SUCCEEDED', attempt: 2 })
    await working
    expect(front.came).toEqual(['PUT'])
    expect(await lender.notes(keys[0]!)).toHaveLength(1)
    expect(await lender.writebacks()).toMatchObject([{ state: 'WRITTEN', method: 'FOUND' }])
  })

  test('and a new plan: it waits for what the old one has sent', async () => {
    const { keys, operationId } = await started([noteTarget])
    front.fates = [504]
    time.onWait = async () => void (await cancel(operationId))
    expect(await lender.work(operationId)).toMatchObject({ state: 'CANCELLED' })
    time.waited = 0
    lateBy(15_000)
    expect(await lender.work(await applied())).toMatchObject({ state: 'SUCCEEDED', result: { WRITTEN: 1 } })
    expect(front.came).toEqual(['PUT'])
    expect(await lender.notes(keys[0]!)).toHaveLength(1)
  })
})

test('an older answer that is carried out late is not raced by a newer one about the same field', async () => {
  const { keys, operationId } = await started([fieldTarget])
  front.fates = [504]
  time.onWait = async () => void (await cancel(operationId))
  expect(await lender.work(operationId)).toMatchObject({ state: 'CANCELLED' })
  const newer = { reference: 'EFX-2', respondedOn: '2026-06-20', codes: ['E7'] }
  await lender.record([rejection(keys[0]!, newer)])
  time.waited = 0
  lateBy(15_000)
  await lender.work(await applied())
  // The older value has come: the plan did not show it, so it is not replaced unseen.
  expect((await lender.writebacks()).at(-1)).toMatchObject({ state: 'SKIPPED', cause: { code: 'CHANGED_MEANWHILE' } })
  expect(front.came).toEqual(['PUT'])
})

test('a source that answers nothing for long ends the work, with a code for what is left for the next plan', async () => {
  const { operationId } = await started([noteTarget], 4)
  front.fates = Array.from({ length: 40 }, () => 504)
  expect(await lender.work(operationId)).toMatchObject({ state: 'FAILED', failure: { code: 'SOURCE_UNAVAILABLE' } })
  const written = await lender.writebacks()
  expect(written.map(({ state }) => state).sort()).toEqual(['FAILED', 'FAILED', 'FAILED', 'PLANNED'])
  expect(written.map(({ cause }) => cause?.code)).toContain('SENT_WITHOUT_ANSWER')
  expect(time.waited).toBeLessThan(700_000)
})
