/** Machines whose clocks disagree by hours: a run belongs to who works on it, and to the next one when its worker is gone. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { App } from '../../server/app.ts'
import { createConnection } from '../../server/connections/create.ts'
import { newId } from '../../server/ids.ts'
import { handOutLeftovers } from '../../server/jobs.ts'
import { leaseMs } from '../../server/leases.ts'
import type { OperationWorker } from '../../server/operations/contract.ts'
import { executeOperation } from '../../server/operations/runner.ts'
import { startOperation } from '../../server/operations/service.ts'
import type { Requester } from '../../server/outcome.ts'
import { executeRun } from '../../server/sync/runner.ts'
import { startSync } from '../../server/sync/service.ts'
import { done, newAdmin, newFurnisher, type TestApp, testApp } from '../services/app.ts'
import { kinds } from '../support/databases.ts'
import { type FakeSource, fakeLoan, startFakeSource } from '../support/fakeSource.ts'

/** What the operation waits for in its second step. */
let gate: Promise<void> = Promise.resolve()
const waiting: OperationWorker = {
  kind: 'PRESET_IMPACT',
  async work(context) {
    for (let at = ((context.checkpoint?.at as number) ?? 0) + 1; at <= 2; at++) {
      await context.step(async () => ({ checkpoint: { at }, done: 1 }))
      await gate
    }
    return {}
  },
}

describe.each(kinds)('clocks hours apart, on %s', (kind) => {
  let app: TestApp
  let source: FakeSource
  let admin: Requester
  let release: () => void

  beforeAll(async () => {
    app = await testApp({ kind, workers: [waiting] })
  })
  afterAll(() => app.close())
  beforeEach(async () => {
    source = await startFakeSource([1, 2, 3, 4, 5].map((id) => fakeLoan(id)))
    admin = await newAdmin(app)
    gate = new Promise<void>((resolve) => (release = resolve))
  })
  afterEach(async () => {
    release()
    await source.close()
  })

  const hour = 3_600_000
  const skewed = (hours: number): App => ({ ...app, now: () => Date.now() + hours * hour })
  const db = () => app.database.tenant(admin.organizationId)

  async function newRun(): Promise<string> {
    const made = await createConnection(app, admin, {
      ...{ pluginId: 'fake', furnisherId: await newFurnisher(app, admin), name: 'Tenant', presetId: null },
      settings: { baseUrl: source.url, environment: 'SANDBOX' },
      credentials: { token: source.token },
      ...{ preset: null, startFirstSync: false, idempotencyKey: null },
    })
    const { connectionId } = done(made)
    source.hold = gate
    const asked = { connectionId, mode: 'INCREMENTAL', asOf: '2026-03-20', keys: null, range: null } as const
    return done(await startSync(app, admin.organizationId, { ...asked, trigger: 'MANUAL', actor: admin.actor })).runId
  }
  const newOperation = async () =>
    done(await startOperation(app, admin, { kind: 'PRESET_IMPACT', targetId: newId(), input: {} })).operationId

  interface Leased {
    start(): Promise<string>
    work(at: App, id: string): Promise<void>
    row(id: string): Promise<{ state: string; attempt: number; leaseUntil: Date | null }>
    end(id: string): Promise<unknown>
  }
  const leased: [string, Leased][] = [
    [
      'a run',
      {
        start: newRun,
        work: (at, id) => executeRun(at, admin.organizationId, id, 'worker'),
        row: (id) => db().syncRun.findFirstOrThrow({ where: { id } }),
        end: (id) => db().syncRun.updateMany({ where: { id }, data: { leaseUntil: new Date(Date.now() - 1_000) } }),
      },
    ],
    [
      'an operation',
      {
        start: newOperation,
        work: (at, id) => executeOperation(at, admin.organizationId, id, 'worker'),
        row: (id) => db().operation.findFirstOrThrow({ where: { id } }),
        end: (id) => db().operation.updateMany({ where: { id }, data: { leaseUntil: new Date(Date.now() - 1_000) } }),
      },
    ],
  ]
  const handedOut = async (at: App) => {
    const ids: string[] = []
    await handOutLeftovers(at, {
      dispatch: async ({ runId }) => void ids.push(runId),
      dispatchOperation: async ({ operationId }) => void ids.push(operationId),
    })
    return ids
  }

  test.each(leased)('%s at work is neither handed out nor taken by one whose clock is ahead', async (_name, of) => {
    const id = await of.start()
    const working = of.work(skewed(-3), id)
    await vi.waitUntil(async () => (await of.row(id)).state === 'RUNNING', { timeout: 10_000 })
    const { leaseUntil } = await of.row(id)
    expect(Math.abs(leaseUntil!.getTime() - Date.now() - leaseMs)).toBeLessThan(10_000)
    expect(await handedOut(skewed(3))).not.toContain(id)
    await of.work(skewed(3), id)
    expect(await of.row(id)).toMatchObject({ state: 'RUNNING', attempt: 1 })
    release()
    source.hold = null
    await working
    expect(await of.row(id)).toMatchObject({ state: 'SUCCEEDED', attempt: 1 })
  })

  test.each(leased)('%s whose worker is gone is taken by one whose clock is behind', async (_name, of) => {
    const id = await of.start()
    const lost = of.work(skewed(3), id)
    await vi.waitUntil(async () => (await of.row(id)).state === 'RUNNING', { timeout: 10_000 })
    await of.end(id)
    expect(await handedOut(skewed(-3))).toContain(id)
    const next = of.work(skewed(-3), id)
    await vi.waitUntil(async () => (await of.row(id)).attempt === 2, { timeout: 10_000 })
    release()
    source.hold = null
    await Promise.all([lost, next])
    expect(await of.row(id)).toMatchObject({ state: 'SUCCEEDED', attempt: 2 })
  })

  test.each(leased)('%s that waits is handed out, whatever clock it was made by', async (_name, of) => {
    const id = await of.start()
    expect(await handedOut(skewed(-3))).toContain(id)
    expect(await handedOut(skewed(3))).toContain(id)
  })
})
