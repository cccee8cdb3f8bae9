import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  documentIn,
  failureOf,
  kindsOf,
  knownAfter,
  listContext,
  liveKeys,
  loanWith,
  plainLoan,
  startTenant,
  type TestTenant,
} from './tenant.ts'

let tenant: TestTenant
beforeEach(async () => {
  tenant = await startTenant({ loans: 50, seed: 5 })
})
afterEach(() => tenant.sandbox.close())

test('INCREMENTAL without anything known reads every loan and is complete', async () => {
  const first = await tenant.pull({ mode: 'INCREMENTAL' })
  expect(first.records.map(({ key }) => key)).toEqual(liveKeys(tenant.sandbox))
  expect(first.end.complete).toBe(true)
})

test('FULL reads what looks unchanged too: settings and customers move no cursor', async () => {
  const first = await tenant.pull()
  const again = await tenant.pull({ cursor: first.end.cursor, known: knownAfter(first) })
  expect(kindsOf(again)).toEqual({ DOCUMENT: first.records.length })
})

test('IDS reads just those, without the enumeration', async () => {
  const { id } = plainLoan(tenant)
  const { records, requests } = await tenant.pull({ mode: 'IDS', keys: [String(id)] })
  expect(records.map(({ key }) => key)).toEqual([String(id)])
  expect(requests).toBeLessThanOrEqual(3)
})

test('IDS of a deleted loan: it is still readable by id, flags and all', async () => {
  const { id } = loanWith(tenant, (loan) => loan.has('deleted'))
  expect(documentIn(await tenant.pull({ mode: 'IDS', keys: [String(id)] }), id)).toMatchObject({ deleted: true })
})

test('RANGE where changes cannot be listed reads everything, and says so', async () => {
  const ctx = tenant.context()
  const range = { from: '2026-06-01', to: '2026-06-30' }
  const { records } = await tenant.pull({ mode: 'RANGE', range }, ctx)
  expect(records).toHaveLength(liveKeys(tenant.sandbox).length)
  expect(ctx.notices.join()).toContain('every loan is read')
})

test('RANGE where changes can be listed reads those of the range', async () => {
  tenant.sandbox.faults.lastUpdated = 'supported'
  tenant.sandbox.advance(20)
  const { id } = plainLoan(tenant)
  tenant.sandbox.edit(id, { kind: 'SETTINGS', fields: { secured: 1 } })
  const today = tenant.sandbox.today()
  const ranged = await tenant.pull({ mode: 'RANGE', range: { from: today, to: today } }, listContext(tenant))
  expect(ranged.records.map(({ key }) => key)).toContain(String(id))
  expect(ranged.records.length).toBeLessThan(tenant.sandbox.loans().length / 2)
  expect(ranged.end.complete).toBe(false)
})

test('RANGE and IDS without what they need are refused', async () => {
  expect(await failureOf(tenant.pull({ mode: 'RANGE' }))).toMatchObject({ code: 'BAD_REQUEST' })
  expect(await failureOf(tenant.pull({ mode: 'IDS' }))).toMatchObject({ code: 'BAD_REQUEST' })
})

test('a checkpoint of another run is refused', async () => {
  const { pages } = await tenant.pull()
  const { checkpoint } = pages[0]!
  for (const wrong of [
    { ...checkpoint, version: 9 },
    { ...checkpoint, after: 'x' },
    { ...checkpoint, asOf: '2020-01-31' },
    {},
  ]) {
    expect(await failureOf(tenant.pull({ checkpoint: wrong }))).toMatchObject({ code: 'BAD_CHECKPOINT' })
  }
})
