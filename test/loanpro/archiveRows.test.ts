import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  documentIn,
  kindsOf,
  knownAfter,
  nextPull,
  plainLoan,
  recordOf,
  startTenant,
  type TestTenant,
  through,
} from './tenant.ts'

let tenant: TestTenant
beforeEach(async () => {
  tenant = await startTenant({ loans: 50, seed: 5 })
})
afterEach(() => tenant.sandbox.close())

test('trap 7: rows of other days or loans are not taken, were the filter ignored', async () => {
  const { id } = plainLoan(tenant)
  const keys = [String(id)]
  const narrow = await tenant.pull({ mode: 'IDS', keys })
  const ctx = through(tenant, (url) =>
    url.includes('LoanStatusArchive') ? url.replace(/%20and%20.*?&\$orderby/, '&$orderby') : url,
  )
  const wide = await tenant.pull({ mode: 'IDS', keys }, ctx)
  expect(documentIn(wide, id).StatusArchive).toEqual(documentIn(narrow, id).StatusArchive)
})

test('trap 8: a missing archive row means nothing; the last one before it is taken, with its own day', async () => {
  const hole = holeOf()
  const pulled = await tenant.pull({ asOf: hole.day })
  const record = recordOf(pulled, hole.id)
  if (record.kind !== 'DOCUMENT') throw new Error(record.kind)
  expect(record.snapshotDate).not.toBeNull()
  expect(record.snapshotDate! < hole.day).toBe(true)
})

test('trap 8: a hole at the as-of day of an unchanged loan brings the row before it as a snapshot', async () => {
  const hole = holeOf()
  const before = new Date(Date.parse(hole.day) - 3 * 86_400_000).toISOString().slice(0, 10)
  const first = await tenant.pull({ mode: 'INCREMENTAL', asOf: before })
  const again = await tenant.pull({
    mode: 'INCREMENTAL',
    asOf: hole.day,
    cursor: first.end.cursor,
    known: knownAfter(first),
  })
  const record = recordOf(again, hole.id)
  expect(record.kind).not.toBe('UNCHANGED')
  if (record.kind === 'SNAPSHOT' || record.kind === 'DOCUMENT') {
    expect(record.snapshotDate! > before && record.snapshotDate! < hole.day).toBe(true)
  }
  const third = await tenant.pull({ mode: 'INCREMENTAL', asOf: hole.day, known: knownAfter(first, again) })
  expect(recordOf(third, hole.id).kind).toBe('UNCHANGED')
})

/** A live loan and a day without its row, the days around it with one. */
function holeOf(): { id: number; day: string } {
  for (const loan of tenant.sandbox.loans()) {
    for (let back = 24; back < 200; back++) {
      const day = (offset: number) =>
        new Date(Date.parse(tenant.sandbox.today()) - (back + offset) * 86_400_000).toISOString().slice(0, 10)
      const isHole = !loan.hasRowOn(day(0)) && [-1, 1, 2, 3].every((offset) => loan.hasRowOn(day(offset)))
      if (isHole) return { id: loan.id, day: day(0) }
    }
  }
  throw new Error('no hole')
}

test('where one day of all loans cannot be read at once, balances are read by loan', async () => {
  const first = await tenant.pull()
  tenant.sandbox.faults.tenantWideArchive = 'refused'
  tenant.sandbox.advance(1)
  const ctx = tenant.context()
  const again = await nextPull(tenant, [first], ctx)
  expect(kindsOf(again).SNAPSHOT).toBeGreaterThan(first.records.length / 2)
  expect(ctx.notices.join()).toContain('balances are read by loan ids')
})
