/** What a plugin's requests go by outside of the plugin: how long they may take, and how they are counted. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { App } from '../../server/app.ts'
import { openContext } from '../../server/connections/context.ts'
import { type TestApp, testApp } from '../services/app.ts'
import { fakePlugin } from '../support/fakePlugin.ts'
import { type FakeSource, startFakeSource } from '../support/fakeSource.ts'

let app: TestApp
let source: FakeSource
let release: () => void

beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app.close())
beforeEach(async () => {
  source = await startFakeSource()
  source.hold = new Promise((resolve) => (release = resolve))
})
afterEach(async () => {
  release()
  await source.close()
})

const ask = async (config: Partial<App['config']>, timeoutMs?: number) => {
  const access = {
    ...{ plugin: fakePlugin, capabilities: {}, connection: null, credentials: { token: source.token } },
    settings: { baseUrl: source.url, environment: 'SANDBOX', pageSize: 2 },
  }
  const hooks = { signal: AbortSignal.timeout(20_000), retry: { attempts: 1 }, ...(timeoutMs && { timeoutMs }) }
  const context = openContext({ ...app, config: { ...app.config, ...config } }, access, hooks)
  try {
    return await context.fetch(`${source.url}/me`).catch((error: { code: string }) => error.code)
  } finally {
    await context.close()
  }
}

test('a source that takes longer than SOURCE_TIMEOUT_SECONDS is given up', async () => {
  const began = performance.now()
  expect(await ask({ sourceTimeoutSeconds: 1 })).toBe('TIMEOUT')
  expect(performance.now() - began).toBeLessThan(15_000)
  // A check waits no longer than it would, and no longer than the operator allows.
  expect(await ask({ sourceTimeoutSeconds: 1 }, 60_000)).toBe('TIMEOUT')
  expect(await ask({ sourceTimeoutSeconds: 600 }, 100)).toBe('TIMEOUT')
})

test('each request is counted by what came of it, in the words that the operations page asks for', async () => {
  const outcomes = async () => {
    const { values } = await app.metrics.sourceRequests.get()
    return Object.fromEntries(values.map(({ labels, value }) => [labels.outcome, value]))
  }
  const before = await outcomes()
  await ask({}, 100)
  release()
  source.hold = null
  await ask({})
  const after = await outcomes()
  expect(Object.keys(after).sort()).toEqual(['client_error', 'failed'])
  expect(after.failed! - (before.failed ?? 0)).toBe(1)
  // No key was sent along.
  expect(after.client_error! - (before.client_error ?? 0)).toBe(1)
})
