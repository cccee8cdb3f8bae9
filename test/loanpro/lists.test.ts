import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  documentIn,
  failureOf,
  kindsOf,
  listCapabilities,
  listContext,
  liveKeys,
  nextPull,
  type Pulled,
  plainLoan,
  startTenant,
  type TestTenant,
  through,
} from './tenant.ts'

let tenant: TestTenant
beforeEach(async () => {
  tenant = await startTenant({ loans: 50, seed: 5 })
})
afterEach(() => tenant.sandbox.close())

const documentsOf = (pulled: Pulled) =>
  new Map(pulled.records.map(({ key }) => [key, documentIn(pulled, Number(key))] as const))

test('trap 2: with lastUpdated honoured, only changed loans are listed, a little overlap included', async () => {
  tenant.sandbox.faults.lastUpdated = 'supported'
  const first = await tenant.pull({ mode: 'INCREMENTAL' }, listContext(tenant))
  expect(first.records).toHaveLength(tenant.sandbox.loans().length)
  const { id } = plainLoan(tenant)
  tenant.sandbox.edit(id, { kind: 'CUSTOM_FIELD', customFieldId: 42, value: 'AW - Disaster' })
  const again = await nextPull(tenant, [first], listContext(tenant))
  expect(again.records.filter(({ kind }) => kind !== 'UNCHANGED').map(({ key }) => key)).toEqual([String(id)])
  expect(again.records.length).toBeLessThan(10)
  expect(again.end.complete).toBe(false)
})

test('trap 2: with lastUpdated honoured, a new as-of day still brings the balances of every loan', async () => {
  tenant.sandbox.faults.lastUpdated = 'supported'
  const first = await tenant.pull({ mode: 'INCREMENTAL' }, listContext(tenant))
  tenant.sandbox.advance(1)
  const again = await nextPull(tenant, [first], listContext(tenant))
  expect(again.end.complete).toBe(true)
  expect(kindsOf(again).SNAPSHOT).toBeGreaterThan(first.records.length / 2)
})

test('trap 2: while the archive of the as-of day is still being written, every loan is looked at again', async () => {
  tenant.sandbox.faults.lastUpdated = 'supported'
  const today = tenant.sandbox.today()
  // Rows of today do not come yet: the day is asked for under a name that has none.
  const early = tenant.context({ capabilities: listCapabilities })
  const { fetch } = early
  const withoutToday = (url: string) => url.replaceAll(`le%20datetime'${today}`, `lt%20datetime'${today}`)
  early.fetch = (url, init) => fetch(withoutToday(url), init)
  const first = await tenant.pull({ mode: 'INCREMENTAL' }, early)
  expect(first.records.filter((record) => 'snapshotDate' in record && record.snapshotDate === today)).toEqual([])
  const again = await nextPull(tenant, [first], listContext(tenant))
  expect(again.end.complete).toBe(true)
  expect(kindsOf(again).SNAPSHOT).toBeGreaterThan(first.records.length / 2)
  const third = await nextPull(tenant, [first, again], listContext(tenant))
  expect(third.end.complete).toBe(false)
})

test('trap 3: no bare list is ever asked for', async () => {
  const first = await tenant.pull()
  await nextPull(tenant, [first])
  const asked = tenant.sandbox.requests.entries.filter(({ path }) =>
    /^odata\.svc\/(Loans|LoanStatusArchive|Payments|Customers)\b/.test(path),
  )
  expect(asked.length).toBeGreaterThan(0)
  expect(asked.filter(({ path }) => !path.includes('$filter=') && !/\(\d+\)/.test(path))).toEqual([])
  expect(tenant.sandbox.requests.entries.filter(({ status }) => status === 410)).toEqual([])
})

test('trap 4: where nopaging is not honoured, lists cut off at a page are completed', async () => {
  const whole = documentsOf(await tenant.pull())
  const cut = documentsOf(
    await tenant.pull(
      {},
      through(tenant, (url) => url.replace(/&nopaging\b/, '')),
    ),
  )
  const longest = Math.max(...[...whole.values()].map(({ Transactions }) => (Transactions as unknown[]).length))
  expect(longest).toBeGreaterThan(50)
  expect([...cut]).toEqual([...whole])
})

test('trap 4: what comes deferred although it was asked for is read by its own address', async () => {
  const { id } = plainLoan(tenant)
  const keys = [String(id)]
  const ctx = through(tenant, (url) =>
    url.replace(/Payments,Transactions,/, '').replace(/,Customers%2FPhones|,Customers\/Phones/, ''),
  )
  const [whole, parts] = [await tenant.pull({ mode: 'IDS', keys }), await tenant.pull({ mode: 'IDS', keys }, ctx)]
  expect(documentIn(parts, id)).toEqual(documentIn(whole, id))
})

test('trap 5 and 29: a search that ignores the bound would answer page one for ever, and is stopped', async () => {
  const ctx = tenant.context({ settings: { pageSize: 30 } })
  const { fetch } = ctx
  ctx.fetch = (url, init) =>
    fetch(url, { ...init, ...(init?.body && { body: init.body.replace(/"gt":\d+/, '"gt":0') }) })
  const failure = await failureOf(tenant.pull({}, ctx))
  expect(failure).toMatchObject({ kind: 'SYSTEM', code: 'PAGING_IGNORED' })
})

test('trap 5: a short page is not the end', async () => {
  const ctx = tenant.context({ settings: { pageSize: 30 } })
  const { fetch } = ctx
  ctx.fetch = (url, init) => fetch(url.replace('$top=30', '$top=7'), init)
  const { records } = await tenant.pull({}, ctx)
  expect(records.map(({ key }) => key)).toEqual(liveKeys(tenant.sandbox))
})
