import { afterEach, beforeEach, expect, test } from 'vitest'
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import type { LoanEdit } from '../../plugins/loanpro/sandbox/index.ts'
import {
  documentIn,
  kindsOf,
  knownAfter,
  nextPull,
  type Pulled,
  plainLoan,
  recordOf,
  startTenant,
  type TestTenant,
} from './tenant.ts'

let tenant: TestTenant
beforeEach(async () => {
  tenant = await startTenant({ loans: 50, seed: 5 })
})
afterEach(() => tenant.sandbox.close())

const edits: [string, LoanEdit][] = [
  ['a payment', { kind: 'ADD_PAYMENT', amount: 5_000 }],
  ['a reversal', { kind: 'REVERSE_PAYMENT', reason: 'nsf' }],
  ['a status set by hand', { kind: 'CREDIT_STATUS', value: '93' }],
  ['a custom field the tenant archives', { kind: 'CUSTOM_FIELD', customFieldId: 42, value: 'AW - Disaster' }],
  ['an address', { kind: 'ADDRESS', address: { city: 'Elsewhere', zipcode: '99999' } }],
  ['archiving', { kind: 'ARCHIVE' }],
]
test.each(edits)('%s: the loan is read again, and no other', async (_, change) => {
  const first = await tenant.pull()
  const { id } = plainLoan(tenant)
  tenant.sandbox.edit(id, change)
  const again = await nextPull(tenant, [first])
  expect(again.records.filter(({ kind }) => kind !== 'UNCHANGED').map(({ key }) => key)).toEqual([String(id)])
  expect(recordOf(again, id).kind).toBe('DOCUMENT')
})

test('a day passes: balances come as snapshots, and the merged document is that of a whole reading', async () => {
  const first = await tenant.pull()
  tenant.sandbox.advance(1)
  const again = await nextPull(tenant, [first])
  const whole = await tenant.pull()
  const snapshots = again.records.filter((record) => record.kind === 'SNAPSHOT')
  expect(snapshots.length).toBeGreaterThan(first.records.length / 2)
  for (const snapshot of snapshots) {
    const before = recordOf(first, Number(snapshot.key))
    if (before.kind !== 'DOCUMENT') throw new Error(before.kind)
    const merged = loanpro.normalize(loanpro.mergeSnapshot!(before.raw, snapshot.raw), { capabilities: {} }).document
    const read = documentIn(whole, Number(snapshot.key))
    expect(merged.StatusArchive).toEqual(read.StatusArchive)
    expect(JSON.stringify(loanpro.reportingProjection(merged))).toBe(JSON.stringify(loanpro.reportingProjection(read)))
    expect(snapshot.snapshotDate).toBe(tenant.sandbox.today())
  }
})

test('a loan nobody touched keeps its projection from day to day, and loses it with a payment', async () => {
  const projected = (pulled: Pulled, id: number) => JSON.stringify(loanpro.reportingProjection(documentIn(pulled, id)))
  // Not over the end of a month: then the oldest month kept goes, and that is a change.
  tenant.sandbox.advance(5)
  const first = await tenant.pull()
  tenant.sandbox.advance(1)
  const second = await tenant.pull()
  const { records } = await nextPull(tenant, [first])
  const today = tenant.sandbox.today()
  const untouched = tenant.sandbox.loans().filter((loan) => {
    const moved = records.find(({ key }) => key === String(loan.id))?.kind === 'SNAPSHOT'
    return moved && loan.daysPastDueOn(today) === 0
  })
  expect(untouched.length).toBeGreaterThan(10)
  expect(untouched.filter(({ id }) => projected(second, id) !== projected(first, id))).toEqual([])
  const { id } = plainLoan(tenant)
  tenant.sandbox.edit(id, { kind: 'ADD_PAYMENT', amount: 5_000 })
  expect(projected(await tenant.pull(), id)).not.toBe(projected(second, id))
})

test('an earlier as-of day is read anew, for documents know no way back', async () => {
  const first = await tenant.pull()
  const { id } = plainLoan(tenant)
  const earlier = await tenant.pull({ mode: 'INCREMENTAL', asOf: '2026-05-31', known: knownAfter(first) })
  const record = recordOf(earlier, id)
  expect(record).toMatchObject({ kind: 'DOCUMENT', snapshotDate: '2026-05-31' })
  const { StatusArchive } = documentIn(earlier, id) as { StatusArchive: { date: string }[] }
  expect(StatusArchive.at(-1)?.date).toBe('2026-05-31')
})

test('a loan that vanishes from the index is left alone', async () => {
  const first = await tenant.pull()
  const { id } = plainLoan(tenant)
  tenant.sandbox.edit(id, { kind: 'DELETE' })
  const again = await nextPull(tenant, [first])
  expect(again.records.map(({ key }) => key)).not.toContain(String(id))
  expect(kindsOf(again)).toEqual({ UNCHANGED: first.records.length - 1 })
})

test('trap 17: ids as text and empty lists as null are no change', async () => {
  tenant.sandbox.faults.searchTypes = 'numbers'
  const first = await tenant.pull()
  tenant.sandbox.faults.searchTypes = 'strings'
  expect(kindsOf(await nextPull(tenant, [first]))).toEqual({ UNCHANGED: first.records.length })
})
