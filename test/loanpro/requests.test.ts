/** How many requests a pull takes, and what becomes of pages that are too large for a tenant. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SourceFailure } from '../../plugins/contract.ts'
import type { TestContext } from '../support/pluginContext.ts'
import {
  kindsOf,
  knownAfter,
  listCapabilities,
  liveKeys,
  searchCapabilities,
  startTenant,
  type TestTenant,
} from './tenant.ts'

const loans = 420
let tenant: TestTenant
beforeEach(async () => {
  tenant = await startTenant({ loans, seed: 9 })
})
afterEach(() => tenant.sandbox.close())

test.each([
  ['by search', 'absent', searchCapabilities],
  ['by lastUpdated', 'supported', listCapabilities],
] as const)(`${loans} loans %s: at most loans/20 + 5 at first, 6 unchanged`, async (_, lastUpdated, capabilities) => {
  tenant.sandbox.faults.lastUpdated = lastUpdated
  const context = () => tenant.context({ capabilities })
  const first = await tenant.pull({ mode: 'INCREMENTAL' }, context())
  expect(first.requests).toBeLessThanOrEqual(loans / 20 + 5)
  expect(first.pages.reduce((sum, { requests }) => sum + requests, 0)).toBeLessThanOrEqual(first.requests)
  const known = knownAfter(first)
  const again = await tenant.pull({ mode: 'INCREMENTAL', cursor: first.end.cursor, known }, context())
  expect(kindsOf(again).DOCUMENT ?? 0).toBe(0)
  // One page of loans with their balances and the rows before those that are missing, the empty page, the custom fields.
  expect(again.requests).toBeLessThanOrEqual(6)
})

test('a page of a thousand loans in which nothing changed takes a tenth of the requests that reading them takes', async () => {
  const large = await startTenant({ loans: 990, seed: 9 })
  try {
    const first = await large.pull({ mode: 'INCREMENTAL' })
    const known = knownAfter(first)
    const again = await large.pull({ mode: 'INCREMENTAL', cursor: first.end.cursor, known })
    expect(kindsOf(again)).toEqual({ UNCHANGED: first.records.length })
    expect(again.requests).toBeLessThanOrEqual(first.requests / 10)
  } finally {
    await large.sandbox.close()
  }
})

test('balances of another day: as few requests, and no page maps more than two batches', async () => {
  const first = await tenant.pull({ mode: 'INCREMENTAL' })
  tenant.sandbox.advance(1)
  const again = await tenant.pull({ mode: 'INCREMENTAL', cursor: first.end.cursor, known: knownAfter(first) })
  expect(kindsOf(again).SNAPSHOT).toBeGreaterThan(loans / 2)
  for (const { records } of again.pages) {
    expect(records.filter(({ kind }) => kind === 'SNAPSHOT').length).toBeLessThanOrEqual(100)
  }
  expect(again.pages.at(-1)!.progress.seen).toBe(again.records.length)
})

/** A context for which requests that are `tooLarge` fail as a tenant's time limit makes them. */
function limited(tooLarge: (url: string) => boolean, failure: () => SourceFailure): TestContext {
  const ctx = tenant.context()
  const { fetch } = ctx
  ctx.fetch = async (url, init) => {
    if (tooLarge(url)) throw failure()
    return fetch(url, init)
  }
  return ctx
}

const timeout = () => new SourceFailure('TRANSIENT', 'SERVER_ERROR', 'It fails to answer.', 'Wait.')
const topOf = (url: string) => Number(/\$top=(\d+)/.exec(url)?.[1] ?? 0)

test('a page of loans that runs into the time limit is asked for in smaller ones from there on', async () => {
  let refused = 0
  const ctx = limited((url) => {
    const isLarge = url.includes('Search') && topOf(url) > 60
    if (isLarge) refused += 1
    return isLarge
  }, timeout)
  const { records } = await tenant.pull({}, inPagesOf(400, ctx))
  expect(records.map(({ key }) => key)).toEqual(liveKeys(tenant.sandbox))
  expect(refused).toBe(1)
  expect(ctx.notices).toEqual([
    expect.stringMatching(
      /^LoanPro does not answer a page of 400 loans: from here on 50 are asked for at a time. .*set to 50/,
    ),
  ])
})

test('a page of loans that is refused for its size, too', async () => {
  const ctx = tenant.context()
  const { fetch } = ctx
  const refusal = { status: 400, headers: new Headers(), text: async () => '{"error":{"message":"$top","code":400}}' }
  ctx.fetch = async (url, init) => (topOf(url) > 60 ? refusal : fetch(url, init))
  const { records } = await tenant.pull({}, inPagesOf(400, ctx))
  expect(records.map(({ key }) => key)).toEqual(liveKeys(tenant.sandbox))
})

/** The same context asking for pages of this size. */
function inPagesOf(pageSize: number, ctx: TestContext): TestContext {
  return Object.assign(ctx, { settings: { ...(ctx.settings as object), pageSize } })
}

test('a source that answers nothing fails after two sizes', async () => {
  let asked = 0
  const ctx = limited((url) => {
    if (url.includes('Search')) asked += 1
    return url.includes('Search')
  }, timeout)
  await expect(tenant.pull({}, ctx)).rejects.toMatchObject({ code: 'SERVER_ERROR' })
  expect(asked).toBe(2)
})

test('balances of one day of many loans that are too much at once are read in eighths', async () => {
  const first = await tenant.pull({ mode: 'INCREMENTAL' })
  tenant.sandbox.advance(1)
  const widthOf = (url: string) => {
    const [, from, to] = /loanId%20ge%20(\d+)%20and%20loanId%20le%20(\d+)/.exec(url) ?? []
    return Number(to ?? 0) - Number(from ?? 0)
  }
  const ctx = limited((url) => widthOf(url) > 100, timeout)
  const request = { mode: 'INCREMENTAL', cursor: first.end.cursor, known: knownAfter(first) } as const
  const again = await tenant.pull(request, ctx)
  expect(again.records).toEqual((await tenant.pull(request)).records)
  expect(kindsOf(again).SNAPSHOT).toBeGreaterThan(loans / 2)
})

test('where balances are read by loan, no address is longer than 8,000 characters', async () => {
  const first = await tenant.pull({ mode: 'INCREMENTAL' })
  const ctx = tenant.context({ capabilities: { ...searchCapabilities, archiveByDate: false } })
  let longest = 0
  const { fetch } = ctx
  ctx.fetch = (url, init) => {
    longest = Math.max(longest, url.length)
    return fetch(url, init)
  }
  const again = await tenant.pull({ mode: 'INCREMENTAL', known: knownAfter(first) }, ctx)
  expect(kindsOf(again)).toEqual({ UNCHANGED: first.records.length })
  expect(longest).toBeGreaterThan(2_000)
  expect(longest).toBeLessThan(8_000)
})
