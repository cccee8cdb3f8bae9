/** Credentials that are replaced while a run is at work with the former ones, which the source then refuses. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { SourcePlugin } from '../../plugins/contract.ts'
import { createConnection } from '../../server/connections/create.ts'
import { replaceCredentials } from '../../server/connections/update.ts'
import type { Requester } from '../../server/outcome.ts'
import { readSyncEvents } from '../../server/sync/hub.ts'
import { executeRun } from '../../server/sync/runner.ts'
import { startSync } from '../../server/sync/service.ts'
import { done, newAdmin, newFurnisher, type TestApp, testApp } from '../services/app.ts'
import { kinds } from '../support/databases.ts'
import { fakePlugin } from '../support/fakePlugin.ts'
import { type FakeSource, fakeLoan, startFakeSource } from '../support/fakeSource.ts'

/** What happens after the first page of a pull. */
let meanwhile: () => Promise<unknown> = async () => {}
const plugin: SourcePlugin = {
  ...fakePlugin,
  async *pull(ctx, request) {
    const pages = fakePlugin.pull(ctx, request)
    for (let page = 0; ; page++) {
      if (page === 1) await meanwhile()
      const next = await pages.next()
      if (next.done) return next.value
      yield next.value
    }
  },
}

describe.each(kinds)('on %s', (kind) => {
  let app: TestApp
  let source: FakeSource
  let admin: Requester
  let connectionId: string
  let runId: string

  beforeAll(async () => {
    app = await testApp({ kind, plugins: [plugin] })
  })
  afterAll(() => app.close())
  beforeEach(async () => {
    source = await startFakeSource([1, 2, 3, 4, 5].map((id) => fakeLoan(id)))
    admin = await newAdmin(app)
    const made = await createConnection(app, admin, {
      ...{ pluginId: 'fake', furnisherId: await newFurnisher(app, admin), name: 'Tenant' },
      settings: { baseUrl: source.url, environment: 'SANDBOX' },
      credentials: { token: source.token },
      ...{ preset: null, presetId: null, startFirstSync: false, idempotencyKey: null },
    })
    connectionId = done(made).connectionId
    const input = { connectionId, mode: 'INCREMENTAL' as const, asOf: '2026-03-20', keys: null, range: null }
    const begun = await startSync(app, admin.organizationId, { ...input, trigger: 'MANUAL', actor: admin.actor })
    runId = done(begun).runId
    app.dispatched.length = 0
  })
  afterEach(() => source.close())

  const db = () => app.database.tenant(admin.organizationId)
  const run = () => db().syncRun.findFirstOrThrow({ where: { id: runId } })
  const connection = () => db().connection.findFirstOrThrow({ where: { id: connectionId } })
  const work = () => executeRun(app, admin.organizationId, runId, 'worker')
  const rotate = () => {
    source.token = 'second-token-4712'
  }

  test('the run goes on with the new ones from its checkpoint, and the connection is not paused', async () => {
    meanwhile = async () => {
      meanwhile = async () => {}
      // The first page is written before anything changes.
      while ((await run()).seen < 2) await new Promise((resolve) => setImmediate(resolve))
      app.clock.now += 1_000
      rotate()
      done(await replaceCredentials(app, admin, { connectionId, credentials: { token: source.token } }))
    }
    await work()
    expect(await connection()).toMatchObject({ state: 'ACTIVE', pauseReason: null })
    expect(await run()).toMatchObject({ state: 'RUNNING', seen: 2, leaseUntil: null, failure: null })
    expect(app.dispatched).toEqual([runId])
    await work()
    expect(await run()).toMatchObject({ state: 'SUCCEEDED', attempt: 2, seen: 5, created: 5 })
    expect((await connection()).cursor).toEqual({ changed: 5 })
    const events = await readSyncEvents(app.database, admin.organizationId, runId, 0, 1_000)
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
    expect(JSON.stringify(events)).toContain('goes on with the new ones')
  })

  test('refused ones that nobody has replaced still pause it', async () => {
    meanwhile = async () => {
      while ((await run()).seen < 2) await new Promise((resolve) => setImmediate(resolve))
      rotate()
    }
    await work()
    expect(await run()).toMatchObject({ state: 'FAILED', failure: { code: 'UNAUTHORIZED' } })
    expect(await connection()).toMatchObject({ state: 'PAUSED', pauseReason: { code: 'UNAUTHORIZED' } })
    expect(app.dispatched).toEqual([])
  })
})
