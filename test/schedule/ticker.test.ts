/** What workers do by the clock: a step that fails every time holds up no other, and is told of. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { App } from '../../server/app.ts'
import { createConnection } from '../../server/connections/create.ts'
import type { Requester } from '../../server/outcome.ts'
import { hourly, tick } from '../../server/schedule/ticker.ts'
import { done, newAdmin, newFurnisher, type TestApp, testApp } from '../services/app.ts'
import { type FakeSource, startFakeSource } from '../support/fakeSource.ts'

let app: TestApp
let source: FakeSource
let admin: Requester

beforeEach(async () => {
  app = await testApp()
  source = await startFakeSource()
  admin = await newAdmin(app)
})
afterEach(async () => {
  await source.close()
  await app.close()
})

/** The same application with one table that cannot be read across organizations. */
function broken(tables: string[]): App {
  const system = new Proxy(app.database.system, {
    get(target, name, receiver) {
      if (tables.includes(String(name))) throw new Error(`no ${String(name)}`)
      return Reflect.get(target, name, receiver)
    },
  })
  return { ...app, database: { ...app.database, system } }
}

const failures = async () => {
  const { values } = await app.metrics.tickerFailures.get()
  return Object.fromEntries(values.map(({ labels, value }) => [labels.step, value]))
}

test('a step that fails lets the others go on, and is counted and logged', async () => {
  const made = await createConnection(app, admin, {
    ...{ pluginId: 'fake', furnisherId: await newFurnisher(app, admin), name: 'Tenant', presetId: null },
    settings: { baseUrl: source.url, environment: 'SANDBOX' },
    credentials: { token: source.token },
    ...{ preset: null, startFirstSync: false, idempotencyKey: null },
  })
  const { connectionId } = done(made)
  app.clock.now += 3_600_000
  // FULL runs are looked for first, and cannot be: the clock is one that throws once.
  let first = true
  const failing = {
    ...app,
    now: () => {
      if (!first) return app.now()
      first = false
      throw new Error('no clock')
    },
  }
  const log = vi.spyOn(app.log, 'error')
  await tick(failing)
  expect(await failures()).toEqual({ fullRuns: 1 })
  expect(log).toHaveBeenCalledWith(expect.objectContaining({ step: 'fullRuns' }), expect.any(String))
  const runs = await app.database.tenant(admin.organizationId).syncRun.findMany()
  expect(runs).toMatchObject([{ connectionId, trigger: 'SCHEDULE', state: 'QUEUED' }])
})

test('without its tables every step fails on its own, and none of them throws', async () => {
  await tick(broken(['connection', 'webhookDelivery', 'waiver', 'organization']))
  expect(await failures()).toMatchObject({ dueRuns: 1 })
  expect(await hourly(broken(['connection', 'webhookDelivery', 'organization']))).toBe(false)
  expect(Object.keys(await failures())).toEqual(expect.arrayContaining(['dueRuns', 'credentials', 'organizations']))
})
