import { describe, expect, it } from 'vitest'
import type { SandboxOptions } from '../../plugins/loanpro/sandbox/index.ts'
import { type Client, dateOf, daysOn, type Json, tenant, wholeLoan } from './client.ts'

const start = '2026-06-30'

async function bodies({ sandbox, request }: Client): Promise<string[]> {
  const texts: string[] = []
  for (const { id } of sandbox.loans()) {
    texts.push(await (await request(`odata.svc/Loans(${id})?nopaging&$expand=${wholeLoan}`)).text())
  }
  const today = `date eq datetime'${sandbox.today()}'`
  texts.push(await (await request(`odata.svc/LoanStatusArchive?nopaging&$filter=${today}`)).text())
  return texts
}

async function archiveUntil(client: Client, date: string): Promise<string> {
  const d = await client.get(`odata.svc/LoanStatusArchive?nopaging&$filter=date le datetime'${date}'`)
  return JSON.stringify(d.results)
}

const row = async (client: Client, loanId: number, date: string): Promise<Json> =>
  (await client.get(`odata.svc/LoanStatusArchive?$filter=loanId eq ${loanId} and date eq datetime'${date}'`)).results[0]

describe('determinism', () => {
  it.each([{ seed: 1 }, { seed: 7, today: '2026-02-28' }, { seed: 3, loans: 33 }] satisfies SandboxOptions[])(
    'the same options give the same tenant: %o',
    async (options) => {
      expect(await bodies(await tenant(options))).toEqual(await bodies(await tenant(options)))
    },
  )

  it('another seed gives another tenant', async () => {
    expect(await bodies(await tenant({ seed: 1 }))).not.toEqual(await bodies(await tenant({ seed: 2 })))
  })

  it('many small steps, one long step, and a restart with the days gone by are the same', async () => {
    const steps = await tenant({ loans: 45 })
    for (const days of [1, 12, 17, 30]) steps.sandbox.advance(days)
    const leap = await tenant({ loans: 45 })
    leap.sandbox.advance(60)
    const restarted = await tenant({ loans: 45, advanced: 60 })
    const expected = await bodies(leap)
    expect(await bodies(steps)).toEqual(expected)
    expect(await bodies(restarted)).toEqual(expected)
  })
})

describe('time', () => {
  it('never changes what an earlier day said', async () => {
    const client = await tenant({ loans: 60 })
    const before = await archiveUntil(client, start)
    for (const days of [1, 29, 60]) {
      client.sandbox.advance(days)
      expect(await archiveUntil(client, start)).toBe(before)
    }
  })

  it('brings payments, reversals, new loans, house moves, worse and better standings', async () => {
    const client = await tenant({ loans: 400 })
    const { sandbox } = client
    const before = sandbox.loans()
    const late = (date: string) => before.map((loan) => loan.daysPastDueOn(date) ?? 0)
    const first = late(start)
    sandbox.advance(60)
    expect(sandbox.today()).toBe('2026-08-29')
    expect(sandbox.loans().length).toBe(before.length + 3)
    const later = late(sandbox.today())
    expect(later.some((days, at) => days > first[at]! + 30)).toBe(true)
    expect(later.some((days, at) => days === 0 && first[at]! >= 30)).toBe(true)
    const filter = before.map(({ id }) => `entityId eq ${id}`).join(' or ')
    const { results } = await client.get(`odata.svc/Payments?nopaging&$filter=${filter}`)
    const recent = (stamp: string | null) => stamp !== null && dateOf(stamp) > start
    expect(results.filter((payment: Json) => recent(payment.date)).length).toBeGreaterThan(300)
    expect(results.some((payment: Json) => recent(payment.reverseDate))).toBe(true)
    const people = (await client.get(`odata.svc/Customers?nopaging&$filter=lastUpdate gt datetime'${start}'`)).results
    expect(people.length).toBeGreaterThan(0)
  })

  it('asks for no more loans than there are, and none from the future', async () => {
    const client = await tenant({ loans: 40 })
    expect((await client.request('odata.svc/Loans(10041)')).status).toBe(409)
    client.sandbox.advance(17)
    expect((await client.get('odata.svc/Loans(10041)')).id).toBe(10041)
    const d = await client.get(`odata.svc/LoanStatusArchive?$filter=date gt datetime'${client.sandbox.today()}'`)
    expect(d.results).toEqual([])
  })

  it('moves by the control endpoint of a process of its own', async () => {
    const { sandbox } = await tenant({ loans: 30, seed: 5 })
    const control = new URL('/sandbox/', sandbox.url)
    const state = await (await fetch(new URL('state', control))).json()
    expect(state).toMatchObject({ today: start, loans: 30, seed: 5 })
    const moved = await (await fetch(new URL('advance?days=30', control), { method: 'POST' })).json()
    expect(moved).toMatchObject({ today: '2026-07-30', loans: 31 })
    const refused = await fetch(new URL('advance?days=-1', control), { method: 'POST' })
    expect(refused.status).toBe(400)
    await fetch(new URL('faults', control), { method: 'POST', body: '{"ssn":"masked"}' })
    expect(sandbox.faults.ssn).toBe('masked')
  })
})

describe('lastUpdated', () => {
  it('supported: moves with changes, not with days', async () => {
    const client = await tenant({ loans: 60 })
    client.sandbox.faults.lastUpdated = 'supported'
    const changed = async (since: string) =>
      (await client.get(`odata.svc/Loans?nopaging&$filter=lastUpdated ge datetime'${since}'&$orderby=lastUpdated asc`))
        .results
    const all = await changed('2000-01-01')
    expect(all.length).toBe(60)
    const stamps = all.map((loan: Json) => Number(/\d+/.exec(loan.lastUpdated)![0]))
    expect(stamps).toEqual([...stamps].sort((a: number, b: number) => a - b))
    expect(await changed('2100-01-01')).toEqual([])
    client.sandbox.advance(1)
    const tomorrow = await changed(client.sandbox.today())
    expect(tomorrow.length).toBeLessThan(20)
    client.sandbox.edit(10001, { kind: 'CUSTOM_FIELD', customFieldId: 43, value: 'West' })
    expect((await changed(client.sandbox.today())).map((loan: Json) => loan.id)).toContain(10001)
  })

  it('ignored: everything comes back, and the field is not there', async () => {
    const client = await tenant({ loans: 40 })
    client.sandbox.faults.lastUpdated = 'ignored'
    const d = await client.get("odata.svc/Loans?$filter=lastUpdated ge datetime'2100-01-01'&nopaging")
    expect(d.results).toHaveLength(40)
    expect('lastUpdated' in d.results[0]).toBe(false)
  })
})

describe('edits by hand', () => {
  it('a reversal changes today and later, not what was known before', async () => {
    const client = await tenant()
    const { sandbox } = client
    const yesterday = daysOn(start, -1)
    const before = await archiveUntil(client, yesterday)
    const truth = sandbox.loans()[0]!
    expect(truth.daysPastDueOn(start)).toBe(0)
    sandbox.edit(10001, { kind: 'REVERSE_PAYMENT' })
    expect(truth.daysPastDueOn(start)).toBeGreaterThan(0)
    expect((await row(client, 10001, start)).daysPastDue).toBe(truth.daysPastDueOn(start))
    expect(await archiveUntil(client, yesterday)).toBe(before)
  })

  it('a backdated payment cures from today on only', async () => {
    const client = await tenant()
    const { sandbox } = client
    const loan = sandbox.loans().find((one) => one.has('late-60-89'))!
    const yesterday = daysOn(start, -1)
    const late = loan.daysPastDueOn(yesterday)
    sandbox.edit(loan.id, { kind: 'ADD_PAYMENT', amount: 500_000, date: daysOn(start, -20) })
    expect(loan.daysPastDueOn(yesterday)).toBe(late)
    expect(loan.daysPastDueOn(start)).toBe(0)
    expect((await row(client, loan.id, start)).daysPastDue).toBe(0)
    expect((await row(client, loan.id, start)).creditStatus).toBe(`loan.creditstatus.${loan.accountStatusOn(start)}`)
  })

  it('sets a status, an address, a name; archives and deletes', async () => {
    const client = await tenant()
    const { sandbox } = client
    sandbox.edit(10001, { kind: 'CREDIT_STATUS', value: '97' })
    expect((await client.get('odata.svc/Loans(10001)/LoanSettings')).creditStatus).toBe('loan.creditstatus.97')
    expect((await row(client, 10001, start)).creditStatus).toBe('loan.creditstatus.97')
    const customer = async () =>
      (await client.get('odata.svc/Loans(10001)?$expand=Customers/PrimaryAddress')).Customers.results[0]
    const before = await customer()
    sandbox.edit(10001, { kind: 'ADDRESS', address: { address1: '1 New Street' } })
    sandbox.edit(10001, { kind: 'CUSTOMER', fields: { lastName: 'Renamed' } })
    const after = await customer()
    expect(after.PrimaryAddress.address1).toBe('1 New Street')
    expect(after.lastName).toBe('Renamed')
    expect(after.lastUpdate).not.toBe(before.lastUpdate)
    sandbox.edit(10002, { kind: 'ARCHIVE' })
    sandbox.edit(10003, { kind: 'DELETE' })
    expect((await client.get('odata.svc/Loans(10002)')).archived).toBe(1)
    expect(await row(client, 10002, start)).toBeUndefined()
    const hits = (await client.search({ query: { range: { id: { lte: 10003 } } } })).results
    expect(hits.map((hit: Json) => Number(hit.id))).toEqual([10001, 10002])
    expect((await client.get('odata.svc/Loans(10003)')).deleted).toBe(1)
  })

  it('refuses what cannot be', async () => {
    const { sandbox } = await tenant()
    expect(() => sandbox.edit(1, { kind: 'ARCHIVE' })).toThrow(/no loan 1/)
    expect(() => sandbox.edit(10001, { kind: 'REVERSE_PAYMENT', paymentId: 5 })).toThrow(/no such payment/)
    expect(() => sandbox.edit(10001, { kind: 'ADD_PAYMENT', amount: 1, date: '2030-01-01' })).toThrow(/future/)
  })
})
