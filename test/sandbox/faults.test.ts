import { beforeEach, describe, expect, it } from 'vitest'
import type { FaultSwitches } from '../../plugins/loanpro/sandbox/index.ts'
import { type Client, type Json, tenant } from './client.ts'

let client: Client
let faults: FaultSwitches
beforeEach(async () => {
  client = await tenant({ loans: 30 })
  faults = client.sandbox.faults
})
const loan = 'odata.svc/Loans(10001)'
const statuses = async (count: number) => {
  const found: number[] = []
  for (let at = 0; at < count; at++) found.push((await client.request(loan)).status)
  return found
}

describe('faults', () => {
  it.each([
    ['none', null],
    ['seconds', /^7$/],
    ['date', /^\w{3}, \d{2} \w{3} \d{4} .* GMT$/],
  ] as const)('429 with retry-after %s, so many times', async (retryAfter, expected) => {
    faults.throttle = { times: 1, retryAfter, seconds: 7 }
    const response = await client.request(loan)
    expect(response.status).toBe(429)
    const header = response.headers.get('retry-after')
    if (expected === null) expect(header).toBeNull()
    else expect(header).toMatch(expected)
    expect((await client.request(loan)).status).toBe(200)
  })

  it('500 after so many requests, on a path', async () => {
    faults.serverError = { after: 1, times: 2, path: 'Loans(10001)' }
    expect((await client.request('odata.svc/Loans(10002)')).status).toBe(200)
    expect(await statuses(4)).toEqual([200, 500, 500, 200])
  })

  it('by chance, the same for the same seed', async () => {
    faults.serverError = { probability: 0.4 }
    const first = await statuses(20)
    const again = await tenant({ loans: 30 })
    again.sandbox.faults.serverError = { probability: 0.4 }
    const second: number[] = []
    for (let at = 0; at < 20; at++) second.push((await again.request(loan)).status)
    expect(second).toEqual(first)
    expect(new Set(first)).toEqual(new Set([200, 500]))
  })

  it('hangs until the client gives up', async () => {
    faults.timeout = { times: 1 }
    await expect(client.request(loan, { signal: AbortSignal.timeout(60) })).rejects.toThrow(/abort|timeout/i)
    expect((await client.request(loan)).status).toBe(200)
  })

  it('cuts the body off in its JSON, with a 200', async () => {
    faults.truncate = { times: 1 }
    const response = await client.request(loan)
    expect(response.status).toBe(200)
    const text = await response.text()
    expect(() => JSON.parse(text)).toThrow()
    expect((await client.request(loan)).ok).toBe(true)
  })

  it('resets the connection', async () => {
    faults.reset = { times: 1 }
    await expect(client.request(loan)).rejects.toThrow()
    expect((await client.request(loan)).status).toBe(200)
  })

  it('lets the token die in the middle of a run', async () => {
    faults.unauthorizedAfter = 2
    expect(await statuses(4)).toEqual([200, 200, 401, 401])
    faults.unauthorizedAfter = null
    expect(await statuses(1)).toEqual([200])
  })

  it('masks SSNs and dates of birth by role', async () => {
    const person = async () => (await client.get(`${loan}?$expand=Customers`)).Customers.results[0]
    const shown = await person()
    faults.ssn = 'masked'
    faults.birthDate = 'month-day'
    const masked = await person()
    expect(masked.ssn).toBe(`XXXXX${shown.ssn.slice(-4)}`)
    expect(masked.birthDate).toMatch(/^\d{2}\/\d{2}\/XXXX$/)
    faults.birthDate = 'day'
    expect((await person()).birthDate).toMatch(/^XX\/\d{2}\/XXXX$/)
  })

  it('can list everything without a filter', async () => {
    faults.bareList = 'allowed'
    expect((await client.get('odata.svc/Loans?$top=100')).results).toHaveLength(30)
  })

  it('can refuse the tenant-wide archive', async () => {
    faults.tenantWideArchive = 'refused'
    const day = "date eq datetime'2026-06-30'"
    expect((await client.request(`odata.svc/LoanStatusArchive?$filter=${day}`)).status).toBe(409)
    expect((await client.get(`odata.svc/LoanStatusArchive?$filter=loanId eq 10001 and ${day}`)).results).toHaveLength(1)
  })

  it.each([
    ['IMPOSSIBLE_DATE', (document: Json) => document.LoanSetup.contractDate === '/Date(2026-02-31)/'],
    ['UNKNOWN_ENUM', (document: Json) => document.LoanSettings.creditStatus === 'loan.creditstatus.ZZ'],
    ['BROKEN_JSON_STRING', (document: Json) => document.LoanSetup.tilPaymentSchedule === '[{"count":35,'],
    ['MISSING_SETUP', (document: Json) => document.LoanSetup === null],
  ] as const)('spoils one loan: %s', async (how, holds) => {
    const read = async (id: number) => client.get(`odata.svc/Loans(${id})?$expand=LoanSetup,LoanSettings`)
    expect(holds(await read(10001))).toBe(false)
    faults.malformed = { loanId: 10001, how }
    expect(holds(await read(10001))).toBe(true)
    expect(holds(await read(10002))).toBe(false)
  })

  it.each([
    [1, (body: Json) => body.error.code === 409],
    [2, (body: Json) => typeof body.d.error.message.value === 'string'],
    [3, (body: Json) => body.code === '409-CN0001'],
  ] as const)('error shape %i', async (shape, holds) => {
    faults.errorShape = shape
    const response = await client.request('odata.svc/Loans(1)')
    expect(response.status).toBe(409)
    expect(holds((await response.json()) as Json)).toBe(true)
  })

  it('error shape 4 is no JSON', async () => {
    faults.errorShape = 4
    expect(await (await client.request('odata.svc/Loans(1)')).text()).toMatch(/^<html>/)
  })

  it('keeps a log of what was asked', async () => {
    client.sandbox.requests.reset()
    await client.request(loan)
    await client.request('odata.svc/Loans(10002)?$expand=LoanSetup')
    expect(client.sandbox.requests.count).toBe(2)
    expect(client.sandbox.requests.byPath).toEqual({ 'odata.svc/Loans()': 2 })
    expect(client.sandbox.requests.entries.at(-1)).toEqual({
      method: 'GET',
      path: 'odata.svc/Loans(10002)?$expand=LoanSetup',
      status: 200,
    })
  })
})
