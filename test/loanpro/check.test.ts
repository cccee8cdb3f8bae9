import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CheckReport } from '../../plugins/contract.ts'
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import { type ContextOptions, startTenant, type TestTenant } from './tenant.ts'

let tenant: TestTenant
beforeEach(async () => {
  tenant = await startTenant({ loans: 20, seed: 2 })
})
afterEach(() => tenant.sandbox.close())

const check = (options: ContextOptions = {}) => loanpro.check(tenant.context({ tries: 1, ...options }))
const stepOf = ({ steps }: CheckReport, name: string) => {
  const step = steps.find((one) => one.name === name)
  if (step === undefined) throw new Error(`no step ${name}`)
  return step
}
const outcomes = ({ steps }: CheckReport) => Object.fromEntries(steps.map(({ name, outcome }) => [name, outcome]))

describe('check', () => {
  test('all is well', async () => {
    const report = await check()
    expect(report.steps.map(({ name }) => name)).toEqual([
      'reachable',
      'token',
      'tenant',
      'loans',
      'listMode',
      'archiveByDate',
      'ssnVisible',
      'clock',
    ])
    expect(report.steps.every(({ outcome }) => outcome === 'PASSED')).toBe(true)
    expect(report.capabilities).toEqual({
      listMode: 'SEARCH',
      archiveByDate: true,
      expandedLists: 'ARRAY',
      ssnVisible: true,
    })
  })

  test('tells how many loans there are and how many requests a whole read takes', async () => {
    const settings = { pageSize: 10 }
    const { portfolio } = await check({ settings })
    const ctx = tenant.context({ settings })
    const { records, requests } = await tenant.pull({ mode: 'FULL' }, ctx)
    expect(portfolio).toEqual({ loans: records.length, requests })
  })

  test('a count that search engines stop at is no count', async () => {
    const ctx = tenant.context()
    const { fetch } = ctx
    ctx.fetch = async (url, init) => {
      const response = await fetch(url, init)
      const text = (await response.text()).replace(/"totalHits":\d+/, '"totalHits":10000')
      return { status: response.status, headers: response.headers, text: async () => text }
    }
    expect((await loanpro.check(ctx)).portfolio).toBeUndefined()
  })

  test.each([1, 3] as const)('a wrong token, told in error shape %i', async (shape) => {
    tenant.sandbox.faults.unauthorizedShape = shape
    const report = await check({ credentials: { token: 'some-other-token-abcdef' } })
    expect(outcomes(report)).toMatchObject({
      reachable: 'PASSED',
      token: 'FAILED',
      tenant: 'SKIPPED',
      clock: 'SKIPPED',
    })
    expect(stepOf(report, 'token').hint).toContain('Settings > Company > API')
    expect(JSON.stringify(report)).not.toContain('abcdef')
  })

  test('a wrong tenant id is refused like a wrong token, and the hint names both', async () => {
    const report = await check({ credentials: { instanceId: '5200999' } })
    expect(stepOf(report, 'token')).toMatchObject({ outcome: 'FAILED' })
    expect(stepOf(report, 'token').message).toContain('tenant id')
  })

  test('a wrong address', async () => {
    const report = await check({
      settings: { baseUrl: tenant.sandbox.url.replace('/api/public/api/1/', '/elsewhere/') },
    })
    expect(stepOf(report, 'reachable')).toMatchObject({ outcome: 'FAILED' })
    expect(stepOf(report, 'reachable').hint).toContain('/api/public/api/1/')
  })

  test('nobody there', async () => {
    const report = await check({ settings: { baseUrl: 'http://127.0.0.1:9/api/public/api/1/' } })
    expect(stepOf(report, 'reachable').outcome).toBe('FAILED')
    expect(report.steps.slice(1).every(({ outcome }) => outcome === 'SKIPPED')).toBe(true)
  })

  test.each(['absent', 'ignored', 'supported'] as const)('trap 2: lastUpdated %s', async (lastUpdated) => {
    tenant.sandbox.faults.lastUpdated = lastUpdated
    const { capabilities } = await check()
    expect(capabilities.listMode).toBe(lastUpdated === 'supported' ? 'LAST_UPDATED' : 'SEARCH')
  })

  test('a tenant that does not answer one day of all loans is told, and works', async () => {
    tenant.sandbox.faults.tenantWideArchive = 'refused'
    const report = await check()
    expect(stepOf(report, 'archiveByDate').outcome).toBe('WARNING')
    expect(report.capabilities.archiveByDate).toBe(false)
  })

  test('trap 10: masked numbers are told before the first sync, with the setting to change', async () => {
    tenant.sandbox.faults.ssn = 'masked'
    const report = await check()
    expect(stepOf(report, 'ssnVisible')).toMatchObject({ outcome: 'WARNING' })
    expect(stepOf(report, 'ssnVisible').hint).toContain('Customer SSN Visible')
    expect(report.capabilities.ssnVisible).toBe(false)
  })

  test('an empty tenant', async () => {
    const empty = await startTenant({ loans: 0 })
    try {
      const report = await loanpro.check(empty.context())
      expect(outcomes(report)).toMatchObject({ tenant: 'PASSED', loans: 'WARNING', ssnVisible: 'WARNING' })
      expect(report.capabilities.listMode).toBe('SEARCH')
    } finally {
      await empty.sandbox.close()
    }
  })

  test('clocks that disagree', async () => {
    const ctx = { ...tenant.context(), now: () => Date.now() - 3_600_000 }
    const step = stepOf(await loanpro.check(ctx), 'clock')
    expect(step).toMatchObject({ outcome: 'WARNING' })
    expect(step.message).toContain('60 minutes ahead')
  })
})

describe('discovery', () => {
  test('trap 21: this tenant’s custom fields and statuses', async () => {
    const { catalogue, lookups } = await loanpro.discover(tenant.context())
    expect(lookups.customFields).toContainEqual({ id: '42', title: 'Special Comment Code' })
    expect(lookups.loanStatuses).toContainEqual({ id: '2', title: 'Open' })
    expect(lookups.loanSubStatuses?.length).toBeGreaterThan(2)
    expect(lookups.noteCategories).toContainEqual({ id: '27', title: 'Credit Reporting' })
    expect(lookups.documentSections).toContainEqual({ id: '12', title: 'Custom Forms' })
    expect(lookups.loanCustomFields?.map(({ id }) => id)).toEqual(['15', '41', '42', '43'])
    expect(JSON.stringify(catalogue.LoanSettings)).toContain('Compliance Condition Code')
  })

  test('what the token may not read stays empty and is told', async () => {
    const ctx = tenant.context()
    const { fetch } = ctx
    ctx.fetch = (url, init) =>
      fetch(
        url.replace(/odata\.svc\/(CustomFields|NoteCategories|DocSections|Loan(?:Sub)?Status)\?/, 'odata.svc/Hidden?'),
        init,
      )
    const { lookups } = await loanpro.discover(ctx)
    const none = {
      ...{ customFields: [], loanCustomFields: [], loanStatuses: [], loanSubStatuses: [] },
      ...{ noteCategories: [], documentSections: [] },
    }
    expect(lookups).toEqual(none)
    expect(ctx.notices).toHaveLength(6)
  })
})
