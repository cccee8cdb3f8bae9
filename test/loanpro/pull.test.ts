import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PluginContext } from '../../plugins/contract.ts'
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import type { LoanEdit, LoanTruth } from '../../plugins/loanpro/sandbox/index.ts'
import type { TestContext } from '../support/pluginContext.ts'
import {
  documentIn,
  failureOf,
  kindsOf,
  knownAfter,
  listCapabilities,
  liveKeys,
  type Pulled,
  recordOf,
  searchCapabilities,
  startTenant,
  type TestTenant,
} from './tenant.ts'

let tenant: TestTenant
beforeEach(async () => {
  tenant = await startTenant({ loans: 50, seed: 5 })
})
afterEach(() => tenant.sandbox.close())

const loanWith = (is: (loan: LoanTruth) => boolean): LoanTruth => {
  const found = tenant.sandbox.loans().find(is)
  if (found === undefined) throw new Error('the tenant has no such loan')
  return found
}
const plainLoan = () => loanWith((loan) => loan.kinds.join() === 'current')

/** The next incremental pull after these. */
const next = (pulls: Pulled[], ctx?: TestContext) =>
  tenant.pull({ mode: 'INCREMENTAL', cursor: pulls.at(-1)!.end.cursor, known: knownAfter(...pulls) }, ctx)

/** A context whose requests are changed on their way. */
function through(change: (url: string) => string): TestContext {
  const ctx = tenant.context()
  const { fetch } = ctx
  ctx.fetch = ((url, init) => fetch(change(url), init)) satisfies PluginContext['fetch']
  return ctx
}

const listContext = () => tenant.context({ capabilities: listCapabilities })
const documentsOf = (pulled: Pulled) =>
  new Map(pulled.records.map(({ key }) => [key, documentIn(pulled, Number(key))] as const))

describe('modes', () => {
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
    const { id } = plainLoan()
    const { records, requests } = await tenant.pull({ mode: 'IDS', keys: [String(id)] })
    expect(records.map(({ key }) => key)).toEqual([String(id)])
    expect(requests).toBeLessThanOrEqual(3)
  })

  test('IDS of a deleted loan: it is still readable by id, flags and all', async () => {
    const { id } = loanWith((loan) => loan.has('deleted'))
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
    const { id } = plainLoan()
    tenant.sandbox.edit(id, { kind: 'SETTINGS', fields: { secured: 1 } })
    const today = tenant.sandbox.today()
    const ranged = await tenant.pull({ mode: 'RANGE', range: { from: today, to: today } }, listContext())
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
})

describe('what is seen as a change', () => {
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
    const { id } = plainLoan()
    tenant.sandbox.edit(id, change)
    const again = await next([first])
    expect(again.records.filter(({ kind }) => kind !== 'UNCHANGED').map(({ key }) => key)).toEqual([String(id)])
    expect(recordOf(again, id).kind).toBe('DOCUMENT')
  })

  test('a day passes: balances come as snapshots, and the merged document is that of a whole reading', async () => {
    const first = await tenant.pull()
    tenant.sandbox.advance(1)
    const again = await next([first])
    const whole = await tenant.pull()
    const snapshots = again.records.filter((record) => record.kind === 'SNAPSHOT')
    expect(snapshots.length).toBeGreaterThan(first.records.length / 2)
    for (const snapshot of snapshots) {
      const before = recordOf(first, Number(snapshot.key))
      if (before.kind !== 'DOCUMENT') throw new Error(before.kind)
      const merged = loanpro.normalize(loanpro.mergeSnapshot!(before.raw, snapshot.raw), { capabilities: {} }).document
      const read = documentIn(whole, Number(snapshot.key))
      expect(merged.StatusArchive).toEqual(read.StatusArchive)
      expect(JSON.stringify(loanpro.reportingProjection(merged))).toBe(
        JSON.stringify(loanpro.reportingProjection(read)),
      )
      expect(snapshot.snapshotDate).toBe(tenant.sandbox.today())
    }
  })

  test('a loan nobody touched keeps its projection from day to day, and loses it with a payment', async () => {
    const projected = (pulled: Pulled, id: number) =>
      JSON.stringify(loanpro.reportingProjection(documentIn(pulled, id)))
    // Not over the end of a month: then the oldest month kept goes, and that is a change.
    tenant.sandbox.advance(5)
    const first = await tenant.pull()
    tenant.sandbox.advance(1)
    const second = await tenant.pull()
    const { records } = await next([first])
    const today = tenant.sandbox.today()
    const untouched = tenant.sandbox.loans().filter((loan) => {
      const moved = records.find(({ key }) => key === String(loan.id))?.kind === 'SNAPSHOT'
      return moved && loan.daysPastDueOn(today) === 0
    })
    expect(untouched.length).toBeGreaterThan(10)
    expect(untouched.filter(({ id }) => projected(second, id) !== projected(first, id))).toEqual([])
    const { id } = plainLoan()
    tenant.sandbox.edit(id, { kind: 'ADD_PAYMENT', amount: 5_000 })
    expect(projected(await tenant.pull(), id)).not.toBe(projected(second, id))
  })

  test('an earlier as-of day is read anew, for documents know no way back', async () => {
    const first = await tenant.pull()
    const { id } = plainLoan()
    const earlier = await tenant.pull({ mode: 'INCREMENTAL', asOf: '2026-05-31', known: knownAfter(first) })
    const record = recordOf(earlier, id)
    expect(record).toMatchObject({ kind: 'DOCUMENT', snapshotDate: '2026-05-31' })
    const { StatusArchive } = documentIn(earlier, id) as { StatusArchive: { date: string }[] }
    expect(StatusArchive.at(-1)?.date).toBe('2026-05-31')
  })
})

describe('traps of reading', () => {
  test('trap 2: with lastUpdated honoured, only changed loans are listed, a little overlap included', async () => {
    tenant.sandbox.faults.lastUpdated = 'supported'
    const first = await tenant.pull({ mode: 'INCREMENTAL' }, listContext())
    expect(first.records).toHaveLength(tenant.sandbox.loans().length)
    const { id } = plainLoan()
    tenant.sandbox.edit(id, { kind: 'CUSTOM_FIELD', customFieldId: 42, value: 'AW - Disaster' })
    const again = await next([first], listContext())
    expect(again.records.filter(({ kind }) => kind !== 'UNCHANGED').map(({ key }) => key)).toEqual([String(id)])
    expect(again.records.length).toBeLessThan(10)
    expect(again.end.complete).toBe(false)
  })

  test('trap 2: with lastUpdated honoured, a new as-of day still brings the balances of every loan', async () => {
    tenant.sandbox.faults.lastUpdated = 'supported'
    const first = await tenant.pull({ mode: 'INCREMENTAL' }, listContext())
    tenant.sandbox.advance(1)
    const again = await next([first], listContext())
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
    const again = await next([first], listContext())
    expect(again.end.complete).toBe(true)
    expect(kindsOf(again).SNAPSHOT).toBeGreaterThan(first.records.length / 2)
    const third = await next([first, again], listContext())
    expect(third.end.complete).toBe(false)
  })

  test('trap 3: no bare list is ever asked for', async () => {
    const first = await tenant.pull()
    await next([first])
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
        through((url) => url.replace(/&nopaging\b/, '')),
      ),
    )
    const longest = Math.max(...[...whole.values()].map(({ Transactions }) => (Transactions as unknown[]).length))
    expect(longest).toBeGreaterThan(50)
    expect([...cut]).toEqual([...whole])
  })

  test('trap 4: what comes deferred although it was asked for is read by its own address', async () => {
    const { id } = plainLoan()
    const keys = [String(id)]
    const ctx = through((url) =>
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

  test('trap 7: rows of other days or loans are not taken, were the filter ignored', async () => {
    const { id } = plainLoan()
    const keys = [String(id)]
    const narrow = await tenant.pull({ mode: 'IDS', keys })
    const ctx = through((url) =>
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

  test('trap 17: ids as text and empty lists as null are no change', async () => {
    tenant.sandbox.faults.searchTypes = 'numbers'
    const first = await tenant.pull()
    tenant.sandbox.faults.searchTypes = 'strings'
    expect(kindsOf(await next([first]))).toEqual({ UNCHANGED: first.records.length })
  })

  test('trap 18: an id LoanPro does not have (409) is told and left out', async () => {
    const ctx = tenant.context()
    const { id } = plainLoan()
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
    const { id } = plainLoan()
    const ctx = tenant.context()
    const { fetch } = ctx
    ctx.fetch = async (url, init) => {
      const response = await fetch(url, init)
      const text = await response.text()
      const isCut =
        url.includes('/Loans') && text.includes(`"displayId":"${displayIdOf(id)}"`) && !url.includes('Search')
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

  test('trap 21: custom fields are known by name, whatever their ids', async () => {
    const { id } = loanWith((loan) => loan.has('special-comment'))
    const document = documentIn(await tenant.pull({ mode: 'IDS', keys: [String(id)] }), id)
    expect(document.LoanSettings).toMatchObject({
      CustomFieldValues: expect.arrayContaining([
        expect.objectContaining({ name: 'Special Comment Code', customFieldValue: expect.stringMatching(/^AC/) }),
      ]),
    })
  })

  test('trap 21: without the list of custom fields, names come with the values', async () => {
    const { id } = loanWith((loan) => loan.has('special-comment'))
    const ctx = through((url) => url.replace('/CustomFields?', '/NoSuchSet?'))
    const document = documentIn(await tenant.pull({ mode: 'IDS', keys: [String(id)] }, ctx), id)
    expect(document.LoanSettings).toMatchObject({
      CustomFieldValues: expect.arrayContaining([expect.objectContaining({ name: 'Special Comment Code' })]),
    })
    expect(ctx.notices.join()).toContain('custom fields')
  })

  test('trap 25: drafts, temporary and archived loans are pulled as what they are', async () => {
    const pulled = await tenant.pull()
    const flagsOf = (kind: 'draft' | 'temporary' | 'archived') =>
      documentIn(pulled, loanWith((loan) => loan.has(kind)).id)
    expect(flagsOf('draft')).toMatchObject({ LoanSetup: { active: false } })
    expect(flagsOf('temporary')).toMatchObject({ temporaryAccount: true })
    expect(flagsOf('archived')).toMatchObject({ archived: true })
  })

  test('a loan that vanishes from the index is left alone', async () => {
    const first = await tenant.pull()
    const { id } = plainLoan()
    tenant.sandbox.edit(id, { kind: 'DELETE' })
    const again = await next([first])
    expect(again.records.map(({ key }) => key)).not.toContain(String(id))
    expect(kindsOf(again)).toEqual({ UNCHANGED: first.records.length - 1 })
  })

  test('where one day of all loans cannot be read at once, balances are read by loan', async () => {
    const first = await tenant.pull()
    tenant.sandbox.faults.tenantWideArchive = 'refused'
    tenant.sandbox.advance(1)
    const ctx = tenant.context()
    const again = await next([first], ctx)
    expect(kindsOf(again).SNAPSHOT).toBeGreaterThan(first.records.length / 2)
    expect(ctx.notices.join()).toContain('balances are read by loan ids')
  })
})

describe('requests', () => {
  const loans = 420
  let large: TestTenant
  beforeEach(async () => {
    large = await startTenant({ loans, seed: 9 })
  })
  afterEach(() => large.sandbox.close())

  test.each([
    ['by search', 'absent', searchCapabilities],
    ['by lastUpdated', 'supported', listCapabilities],
  ] as const)(
    `${loans} loans %s: at most loans/20 + 5 at first, loans/100 + 5 unchanged`,
    async (_, lastUpdated, capabilities) => {
      large.sandbox.faults.lastUpdated = lastUpdated
      const context = () => large.context({ capabilities })
      const first = await large.pull({ mode: 'INCREMENTAL' }, context())
      expect(first.requests).toBeLessThanOrEqual(loans / 20 + 5)
      expect(first.pages.reduce((sum, { requests }) => sum + requests, 0)).toBeLessThanOrEqual(first.requests)
      const known = knownAfter(first)
      const again = await large.pull({ mode: 'INCREMENTAL', cursor: first.end.cursor, known }, context())
      expect(kindsOf(again).DOCUMENT ?? 0).toBe(0)
      expect(again.requests).toBeLessThanOrEqual(loans / 100 + 5)
    },
  )
})
