/** Which loans are shown before a tenant is connected, and at what cost. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import { chosenOf } from '../../plugins/loanpro/sample.ts'
import { type Sandbox, startSandbox } from '../../plugins/loanpro/sandbox/index.ts'
import { submitted, testContext } from '../support/pluginContext.ts'

const hit = (id: number | string, loanStatusText: string | null = 'Open', daysPastDue: number | string | null = 0) => ({
  ...{ id, loanStatusText, daysPastDue },
})
const ids = (hits: ReturnType<typeof hit>[], count = 5) => chosenOf(hits, count).map(({ id }) => id)

describe('loans are chosen', () => {
  test('one of each status and lateness before a second of any, the lowest id first', () => {
    const hits = [hit(9), hit(1), hit(2), hit(3, 'Closed'), hit(4, 'Open', 31), hit(5, 'Open', 95), hit(6, 'Closed')]
    expect(ids(hits)).toEqual([1, 3, 4, 5, 2])
    expect(ids(hits, 2)).toEqual([1, 3])
    expect(ids(hits, 10)).toEqual([1, 3, 4, 5, 2, 6, 9])
  })

  test('alike whatever the order in which they come, and whether numbers are texts', () => {
    const hits = [hit(1), hit(2, 'Closed'), hit(3, 'Open', 40), hit(4)]
    const texts = [hit('4', 'Open', '0'), hit('3', 'Open', '40'), hit('2', 'Closed', null), hit('1')]
    expect(ids(texts)).toEqual(ids(hits))
  })

  test('by their ids where the index tells nothing of them', () => {
    expect(ids([7, 3, 5].map((id) => hit(id, null, null)))).toEqual([3, 5, 7])
    expect(ids([])).toEqual([])
  })
})

describe('of a tenant', () => {
  let tenant: Sandbox
  beforeEach(async () => {
    tenant = await startSandbox({ loans: 300, documentBytes: 2_000 })
  })
  afterEach(() => tenant.close())
  const sample = (asOf: string) => {
    const settings = { environment: 'SANDBOX', baseUrl: tenant.url }
    const form = submitted(loanpro, settings, { token: tenant.token, instanceId: tenant.tenantId })
    return loanpro.sample!(testContext(form), { count: 5, asOf })
  }

  test('five loans cost four requests, however many there are', async () => {
    const records = await sample(tenant.today())
    expect(records).toHaveLength(5)
    expect(tenant.requests.count).toBe(4)
  })

  test('before the archive of the day is written, balances are the last ones before it', async () => {
    const records = await sample('2026-07-02')
    const days = records.map((record) => (record.kind === 'DOCUMENT' ? record.snapshotDate : 'malformed'))
    expect(days.filter((day) => day !== null)).toContain('2026-06-30')
    expect(days).not.toContain('2026-07-02')
  })

  test('where the custom fields cannot be listed, loans are read all the same', async () => {
    tenant.faults.serverError = { path: 'CustomFields?', times: 1 }
    expect(await sample(tenant.today())).toHaveLength(5)
  })
})
