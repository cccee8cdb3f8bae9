import { afterEach, beforeEach, expect, test } from 'vitest'
import type { TestContext } from '../support/pluginContext.ts'
import { liveKeys, plainLoan, startTenant, type TestTenant } from './tenant.ts'

let tenant: TestTenant
beforeEach(async () => {
  tenant = await startTenant({ loans: 50, seed: 5 })
})
afterEach(() => tenant.sandbox.close())

test('trap 18: an id LoanPro does not have (409) is told and left out', async () => {
  const ctx = tenant.context()
  const { id } = plainLoan(tenant)
  const { records } = await tenant.pull({ mode: 'IDS', keys: [String(id), '999999', 'L-0001'] }, ctx)
  expect(records.map(({ key }) => key)).toEqual([String(id)])
  expect(ctx.notices.join(' ')).toContain('999999')
  expect(ctx.notices.join(' ')).toContain('1 of the keys')
})

test('trap 18: a batch that always runs into a timeout (500) is asked for in smaller parts', async () => {
  const ctx = tenant.context({ tries: 1 })
  const { fetch } = ctx
  // Only batches are too much for this tenant.
  ctx.fetch = (url, init) => {
    tenant.sandbox.faults.serverError = (url.match(/id%20eq%20/g)?.length ?? 0) > 12 ? {} : null
    return fetch(url, init)
  }
  const { records } = await tenant.pull({}, tenantOneByOne(ctx))
  expect(records.map(({ key }) => key)).toEqual(liveKeys(tenant.sandbox))
})

/** The switch above counts on one request at a time. */
function tenantOneByOne(ctx: TestContext): TestContext {
  const { fetch } = ctx
  let last: Promise<unknown> = Promise.resolve()
  ctx.fetch = (url, init) => {
    const answer = last.then(
      () => fetch(url, init),
      () => fetch(url, init),
    )
    last = answer
    return answer
  }
  return ctx
}

test('trap 19: an answer cut off with a good status is asked for again, then in halves', async () => {
  const calm = await tenant.pull()
  tenant.sandbox.faults.truncate = { times: 5, path: 'odata.svc/Loans?' }
  const cut = await tenant.pull()
  expect(cut.records).toEqual(calm.records)
})

test('trap 19: one loan whose answer never comes whole is malformed, the others come', async () => {
  const { id } = plainLoan(tenant)
  const ctx = tenant.context()
  const { fetch } = ctx
  ctx.fetch = async (url, init) => {
    const response = await fetch(url, init)
    const text = await response.text()
    const isCut = url.includes('/Loans') && text.includes(`"displayId":"${displayIdOf(id)}"`) && !url.includes('Search')
    return {
      ...response,
      status: response.status,
      headers: response.headers,
      text: async () => (isCut ? text.slice(0, -99) : text),
    }
  }
  const { records } = await tenant.pull({}, ctx)
  expect(records.filter(({ kind }) => kind === 'MALFORMED').map(({ key }) => key)).toEqual([String(id)])
  expect(records.map(({ key }) => key).sort()).toEqual(liveKeys(tenant.sandbox).sort())
})

const displayIdOf = (id: number) => tenant.sandbox.loans().find((loan) => loan.id === id)?.displayId
