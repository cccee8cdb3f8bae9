/** Operations: worked step by step, fenced, resumed after a lost worker, cancelled, failed with a reason; never two of a kind on a target. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newId } from '../../server/ids.ts'
import { type OperationContext, OperationFailure, type OperationWorker } from '../../server/operations/contract.ts'
import type { OperationEvent } from '../../server/operations/events.ts'
import { executeOperation } from '../../server/operations/runner.ts'
import { cancelOperation, startOperation } from '../../server/operations/service.ts'
import type { Requester } from '../../server/outcome.ts'
import { abortAllRuns } from '../../server/sync/aborts.ts'
import { handedOver } from '../../server/sync/runner.ts'
import { done, newAdmin, refused, type TestApp, testApp } from '../services/app.ts'

/** Counts to `input.to`, one a step; `between` may get in the way after a step. */
let between: (context: OperationContext, at: number) => Promise<void> | void
const counting: OperationWorker = {
  kind: 'PRESET_IMPACT',
  async work(context) {
    const to = context.input.to as number
    for (let at = ((context.checkpoint?.at as number) ?? 0) + 1; at <= to; at++) {
      await context.step(async () => ({ checkpoint: { at }, done: 1, total: to, counts: { odd: at % 2 } }))
      await between(context, at)
    }
    return { counted: to }
  },
}

let app: TestApp
let admin: Requester
let targetId: string

beforeEach(async () => {
  between = () => {}
  app = await testApp({ workers: [counting] })
  admin = await newAdmin(app)
  targetId = newId()
})
afterEach(() => app.close())

const start = (to = 3) => startOperation(app, admin, { kind: 'PRESET_IMPACT', targetId, input: { to } })
const work = (id: string, worker = 'w1') => executeOperation(app, admin.organizationId, id, worker)
const row = (id: string) => app.database.tenant(admin.organizationId).operation.findFirstOrThrow({ where: { id } })

async function events(id: string): Promise<OperationEvent[]> {
  const all: OperationEvent[] = []
  for await (const event of app.events.operationEvents(admin.organizationId, id, 0, AbortSignal.timeout(5_000))) {
    if (event.kind !== 'MISSED') all.push(event)
  }
  return all
}

test('an operation is queued, handed out, worked and done, and its log tells it without a gap', async () => {
  const { operationId } = done(await start())
  expect(app.dispatched).toEqual([operationId])
  await work(operationId)
  const ended = await row(operationId)
  expect(ended).toMatchObject({ state: 'SUCCEEDED', done: 3, total: 3, counts: { odd: 2 }, result: { counted: 3 } })
  const log = await events(operationId)
  expect(log.map((event) => event.seq)).toEqual([1, 2, 3, 4, 5, 6])
  expect(log.map((event) => (event.kind === 'STATE' ? event.payload.state : event.kind))).toEqual([
    'QUEUED',
    'RUNNING',
    'PROGRESS',
    'PROGRESS',
    'PROGRESS',
    'SUCCEEDED',
  ])
})

test('a failure, a checkpoint or a count may quote what the database cannot keep', async () => {
  between = () => {
    throw new OperationFailure('BAD_FILE', 'Line 2 holds a\0b\ud800.', 'Mend it.')
  }
  const { operationId } = done(await start())
  await work(operationId)
  const failure = { code: 'BAD_FILE', message: 'Line 2 holds a\uFFFDb\uFFFD.', hint: 'Mend it.' }
  expect(await row(operationId)).toMatchObject({ state: 'FAILED', failure })
  expect((await events(operationId)).at(-1)).toMatchObject({ kind: 'STATE', payload: { state: 'FAILED', failure } })
})

test('never two of a kind on one target; after the end, again', async () => {
  const { operationId } = done(await start())
  expect(refused(await start())).toEqual(['OPERATION_ACTIVE'])
  await work(operationId)
  expect((await start()).ok).toBe(true)
})

test('of two workers one has it, and what the other one writes after losing the lease is rolled back', async () => {
  const { operationId } = done(await start(4))
  let taken = false
  between = async (_context, at) => {
    if (at !== 2 || taken) return
    taken = true
    // The lease ends while the first worker is away; a second one goes on from the checkpoint.
    await app.database.system.operation.updateMany({ data: { leaseUntil: new Date(0) } })
    await work(operationId, 'w2')
  }
  await work(operationId, 'w1')
  const ended = await row(operationId)
  expect(ended).toMatchObject({ state: 'SUCCEEDED', attempt: 2, done: 4, counts: { odd: 2 }, workerId: 'w2' })
  expect((await events(operationId)).filter((event) => event.kind === 'PROGRESS')).toHaveLength(4)
})

test('an operation that has a living worker is not taken', async () => {
  const { operationId } = done(await start())
  between = async (_context, at) => {
    if (at === 1) await work(operationId, 'w2')
  }
  await work(operationId, 'w1')
  expect(await row(operationId)).toMatchObject({ state: 'SUCCEEDED', attempt: 1, workerId: 'w1' })
})

test('cancelling a queued one ends it at once; a running one after the step at hand, keeping what it did', async () => {
  const first = done(await start())
  done(await cancelOperation(app, admin, first.operationId))
  expect(await row(first.operationId)).toMatchObject({ state: 'CANCELLED', done: 0 })

  const { operationId } = done(await start(5))
  between = async (_context, at) => {
    if (at === 2) done(await cancelOperation(app, admin, operationId))
  }
  await work(operationId)
  expect(await row(operationId)).toMatchObject({ state: 'CANCELLED', done: 2 })
  done(await cancelOperation(app, admin, operationId))
  const ended = done(await start(1))
  between = () => {}
  await work(ended.operationId)
  expect(refused(await cancelOperation(app, admin, ended.operationId))).toEqual(['OPERATION_ENDED operationId'])
})

test('whoever started it may cancel it; of others only an operator', async () => {
  const analyst = { ...admin, role: 'ANALYST', actor: 'jwt:ana' } as const
  const { operationId } = done(await start())
  expect(refused(await cancelOperation(app, analyst, operationId))).toEqual(['NOT_YOURS operationId'])
  await app.database.tenant(admin.organizationId).operation.updateMany({
    where: { id: operationId },
    data: { requestedBy: analyst.actor },
  })
  done(await cancelOperation(app, analyst, operationId))
  expect(await row(operationId)).toMatchObject({ state: 'CANCELLED' })
})

test('a failure says why; a fault of ours says where to look and nothing of its inside', async () => {
  const { operationId } = done(await start())
  between = () => {
    throw new OperationFailure('NOTHING_TO_DO', 'There is nothing to do.', 'Sync first.')
  }
  await work(operationId)
  const failure = { code: 'NOTHING_TO_DO', message: 'There is nothing to do.', hint: 'Sync first.' }
  expect(await row(operationId)).toMatchObject({ state: 'FAILED', failure })

  const second = done(await start())
  between = () => {
    throw new Error('secret detail')
  }
  await work(second.operationId)
  const ended = await row(second.operationId)
  expect(ended).toMatchObject({ state: 'FAILED', failure: { code: 'INTERNAL' } })
  expect(JSON.stringify(ended.failure)).not.toContain('secret')
})

test('when the process stops, it lets go, and the next worker goes on at once', async () => {
  const { operationId } = done(await start())
  between = (_context, at) => {
    if (at === 1) abortAllRuns(handedOver)
  }
  await work(operationId, 'w1')
  expect(await row(operationId)).toMatchObject({ state: 'RUNNING', leaseUntil: null, done: 1 })
  between = () => {}
  await work(operationId, 'w2')
  expect(await row(operationId)).toMatchObject({ state: 'SUCCEEDED', done: 3 })
})

test('nobody else sees or cancels it', async () => {
  const { operationId } = done(await start())
  const stranger = await newAdmin(app)
  expect(refused(await cancelOperation(app, stranger, operationId))).toEqual(['NOT_FOUND operationId'])
})

test('a database that does not answer fails no operation: it goes on from its checkpoint ten seconds later, ten workers long', async () => {
  const { operationId } = done(await start())
  const restarting = () => Promise.reject(Object.assign(new Error('shutting down'), { code: '57P01' }))
  between = (_context, at) => (at === 2 ? restarting() : undefined)
  await work(operationId)
  expect(await row(operationId)).toMatchObject({ state: 'RUNNING', done: 2, attempt: 1, failure: null })
  await work(operationId)
  const { attempt, leaseUntil } = await row(operationId)
  expect(attempt).toBe(1)
  expect(Math.abs(leaseUntil!.getTime() - Date.now() - 10_000)).toBeLessThan(5_000)
  const leaseEnds = () => app.database.system.operation.updateMany({ data: { leaseUntil: new Date(0) } })
  await leaseEnds()
  between = restarting
  await work(operationId)
  expect(await row(operationId)).toMatchObject({ state: 'RUNNING', done: 3, attempt: 2 })
  await app.database.system.operation.updateMany({ data: { attempt: 9, checkpoint: { at: 0 } } })
  await leaseEnds()
  await work(operationId)
  expect(await row(operationId)).toMatchObject({ state: 'FAILED', attempt: 10, failure: { code: 'INTERNAL' } })
})
