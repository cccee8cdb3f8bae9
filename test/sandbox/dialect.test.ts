import { beforeAll, describe, expect, it } from 'vitest'
import { type Client, dateOf, type Json, tenant, wholeLoan } from './client.ts'

let client: Client
beforeAll(async () => {
  client = await tenant({ loans: 60 })
})

describe('authorization', () => {
  it.each([
    ['no token', { authorization: '' }],
    ['no Bearer', { authorization: 'sandbox-token' }],
    ['another token', { authorization: 'Bearer other' }],
    ['another tenant', { 'autopal-instance-id': '1' }],
  ])('%s is 401', async (_name, headers) => {
    const response = await client.request('odata.svc/Loans(10001)', { headers })
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ error: { type: 'ODataException', code: 401 } })
  })

  it('takes the tenant header in any case', async () => {
    const headers = { Authorization: `Bearer ${client.sandbox.token}`, 'Autopal-Instance-ID': client.sandbox.tenantId }
    expect((await fetch(`${client.sandbox.url}odata.svc/Loans(10001)`, { headers })).status).toBe(200)
  })

  it('can answer in the product style', async () => {
    client.sandbox.faults.unauthorizedShape = 3
    const response = await client.request('odata.svc/Loans(10001)', { headers: { authorization: 'Bearer other' } })
    client.sandbox.faults.unauthorizedShape = 1
    expect(await response.json()).toMatchObject({ code: '401-CN0001', message: 'Unauthorized' })
  })
})

describe('reading', () => {
  it('gives one loan by either key, its parts deferred', async () => {
    const loan = await client.get('odata.svc/Loans(10001)')
    expect(await client.get('odata.svc/Loans(id=10001)')).toEqual(loan)
    expect(loan.id).toBe(10001)
    expect(loan.displayId).not.toBe('10001')
    expect(loan.LoanSetup).toEqual({ __deferred: { uri: 'Loans(id=10001)/LoanSetup' } })
    expect('lastUpdated' in loan).toBe(false)
  })

  it('expands in depth, collections as {results} or bare under nopaging', async () => {
    const path =
      'odata.svc/Loans(10001)?$expand=LoanSettings/CustomFieldValues/CustomField,Customers/PrimaryAddress,Payments'
    const paged = await client.get(path)
    const bare = await client.get(`${path}&nopaging`)
    expect(paged.Payments!.results).toEqual(bare.Payments)
    expect(bare.LoanSettings!.CustomFieldValues!.map((value: Json) => value.CustomField!.name)).toContain(
      'Compliance Condition Code',
    )
    expect(bare.Customers![0]!.PrimaryAddress!.state).toMatch(/^geo\.state\.[A-Z]{2}$/)
    expect(bare.Customers![0]!.loanRole).toBe('loan.customerRole.primary')
    expect(paged.Customers!.results![0]!.MailAddress).toHaveProperty('__deferred')
  })

  it('caps expanded collections without nopaging', async () => {
    const transactions = async (more: string) => client.get(`odata.svc/Loans(10017)?$expand=Transactions${more}`)
    expect((await transactions('')).Transactions!.results!.length).toBe(50)
    expect((await transactions('&nopaging=true')).Transactions!.length).toBeGreaterThan(50)
  })

  it('reads a filtered set, in any order asked', async () => {
    const d = await client.get(
      'odata.svc/Loans?$filter=id eq 10003 or id eq 10001 or id eq 99999&$orderby=id desc&$expand=LoanSetup',
    )
    expect(d.results!.map((loan: Json) => loan.id)).toEqual([10003, 10001])
    expect(d.summary).toEqual({ start: 0, pageSize: 50, total: 2 })
    expect(d.results![0]!.LoanSetup!.loanId).toBe(10003)
  })

  it('pages: top, skip, a default of 50', async () => {
    const ids = async (query: string) =>
      (await client.get(`odata.svc/Loans?$filter=id gt 0&$orderby=id asc${query}`)).results!.map((one: Json) => one.id)
    expect(await ids('')).toHaveLength(50)
    expect(await ids('&$top=3&$skip=2')).toEqual([10003, 10004, 10005])
    expect(await ids('&nopaging')).toHaveLength(60)
  })

  it.each(['Loans', 'Loans()', 'Customers', 'Payments', 'LoanStatusArchive'])('bare %s is gone', async (set) => {
    const response = await client.request(`odata.svc/${set}`)
    expect(response.status).toBe(410)
    expect(await response.json()).toEqual({
      error: { message: 'Access to retrieve all entities has been deprecated.', type: 'ODataException', code: 410 },
    })
  })

  it.each([
    ['odata.svc/Loans(1)', 409],
    ['odata.svc/Customers(1)', 409],
    ['odata.svc/Loans(10001)?$expand=Nonsense', 409],
    ['odata.svc/Loans?$filter=id eq', 409],
    ['odata.svc/Loans?$filter=id gt 0&$top=x', 409],
    ["odata.svc/Loans?$filter=lastUpdated ge datetime'2020-01-01'", 409],
    ['odata.svc/Nonsense', 404],
    ['Loans(10001)/Autopal.Nonsense()', 404],
  ])('%s is %i', async (path, status) => {
    expect((await client.request(path)).status).toBe(status)
  })

  it('serves the tenant’s archive of a day, paged, and of chosen loans and days at once', async () => {
    const day = "date eq datetime'2026-06-30'"
    const first = await client.get(`odata.svc/LoanStatusArchive?$filter=${day}&$orderby=loanId asc&$top=10&$skip=0`)
    const second = await client.get(`odata.svc/LoanStatusArchive?$filter=${day}&$orderby=loanId asc&$top=10&$skip=10`)
    expect(first.results).toHaveLength(10)
    expect(second.results![0]!.loanId).toBeGreaterThan(first.results![9]!.loanId!)
    const live = client.sandbox.loans().filter((loan) => loan.hasRowOn('2026-06-30')).length
    expect(first.summary!.total).toBe(live)
    const chosen = await client.get(
      `odata.svc/LoanStatusArchive?nopaging&$filter=(loanId eq 10001 or loanId eq 10002) and (${day} or date eq datetime'2026-05-31')`,
    )
    const found = chosen.results!.map((one: Json) => `${one.id} ${one.loanId} ${dateOf(one.date!)}`)
    expect(found.sort()).toEqual([
      '10001 10001 2026-05-31',
      '10001 10001 2026-06-30',
      '10002 10002 2026-05-31',
      '10002 10002 2026-06-30',
    ])
  })

  it('filters the archive by figures too', async () => {
    const d = await client.get(
      "odata.svc/LoanStatusArchive?nopaging&$filter=date eq datetime'2026-06-30' and daysPastDue ge 90",
    )
    expect(d.results!.length).toBeGreaterThan(3)
    for (const row of d.results!) expect(row.daysPastDue).toBeGreaterThanOrEqual(90)
  })

  it('lists payments of a loan from either side', async () => {
    const own = await client.get('odata.svc/Loans(10001)/Payments?$top=200')
    const filtered = await client.get('odata.svc/Payments?$filter=entityId eq 10001&$top=200')
    expect(filtered.results).toEqual(own.results)
    expect(await client.get(`odata.svc/Payments(${own.results![0]!.id})`)).toEqual(own.results![0])
  })

  it('lists its configuration', async () => {
    const names = (await client.get('odata.svc/CustomFields')).results!.map((field: Json) => field.name)
    expect(names).toEqual(expect.arrayContaining(['Compliance Condition Code', 'Special Comment Code']))
    expect((await client.get('odata.svc/LoanSubStatus?nopaging')).results!.length).toBeGreaterThan(3)
    expect((await client.get('odata.svc/NoteCategories')).results![0]).toHaveProperty('name')
  })

  it('answers the status of a day', async () => {
    const row = await client.get('Loans(10002)/Autopal.GetStatus(2026-06-30)')
    expect(row.daysPastDue).toBe(client.sandbox.loans()[1]!.daysPastDueOn('2026-06-30'))
  })

  it('writes values as LoanPro does', async () => {
    const loan = await client.get(`odata.svc/Loans(10001)?nopaging&$expand=${wholeLoan}`)
    expect(loan.LoanSetup!.payment).toMatch(/^\d+\.\d{2}$/)
    expect(loan.LoanSetup!.contractDate).toMatch(/^\/Date\(\d+\)\/$/)
    expect(loan.LoanSettings!.repoDate).toBe('/Date(-62169984000)/')
    expect(JSON.parse(loan.LoanSetup!.tilPaymentSchedule!)).toHaveLength(2)
    expect(loan.LoanSetup!.isSetupValid).toBe(true)
    expect(Array.isArray(loan.Collateral)).toBe(true)
    const types = new Set(loan.Transactions!.map((row: Json) => row.type))
    expect(types).toEqual(new Set(['origination', 'scheduledPayment', 'forecastPayment', 'payment']))
    expect(loan.Transactions!.filter((row: Json) => row.future === 1).length).toBeGreaterThan(3)
  })

  it('makes whole documents of a realistic size', async () => {
    const sizes: number[] = []
    for (const { id } of client.sandbox.loans()) {
      sizes.push(
        Buffer.byteLength(JSON.stringify(await client.get(`odata.svc/Loans(${id})?nopaging&$expand=${wholeLoan}`))),
      )
    }
    sizes.sort((a, b) => a - b)
    expect(sizes[0]).toBeGreaterThan(40_000)
    expect(sizes[Math.floor(sizes.length / 2)]).toBeGreaterThan(80_000)
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThan(125_000)
    expect(sizes.at(-1)).toBeLessThan(200_000)
  })
})

describe('search', () => {
  const ids = (d: Json) => d.results!.map((hit: Json) => Number(hit.id))

  it('gives ten by default and pages by the URL or the body', async () => {
    const d = await client.search({ query: { match_all: {} }, sort: { id: 'asc' } })
    expect(d.results).toHaveLength(10)
    expect(d.summary!.totalHits).toBe(client.sandbox.loans().filter((loan) => !loan.has('deleted')).length)
    const next = await client.search({ query: { range: { id: { gt: 10003 } } } }, '?$top=2&$start=1&$orderby=id%20asc')
    expect(ids(next)).toEqual([10005, 10006])
    expect(ids(await client.search({ size: 2, from: 1, sort: [{ id: { order: 'desc' } }] }))).toEqual([10059, 10058])
  })

  it.each([
    ['match', { match: { id: 10005 } }, [10005]],
    ['term', { term: { id: { value: '10005' } } }, [10005]],
    ['terms', { terms: { id: [10004, '10005'] } }, [10004, 10005]],
    ['range', { range: { id: { gte: 10004, lte: 10005 } } }, [10004, 10005]],
    [
      'must and filter',
      { bool: { must: { range: { id: { lt: 10004 } } }, filter: [{ range: { id: { gt: 10002 } } }] } },
      [10003],
    ],
    [
      'must_not',
      { bool: { must: { range: { id: { lt: 10004 } } }, must_not: { match: { id: 10002 } } } },
      [10001, 10003],
    ],
    ['should', { bool: { should: [{ match: { id: 10001 } }, { match: { id: 10002 } }] } }, [10001, 10002]],
    ['query_string', { query_string: { query: 'LN0*', fields: ['displayId'] } }, null],
  ])('%s', async (_name, query, expected) => {
    const found = ids(await client.search({ query, sort: { id: 'asc' } }))
    if (expected) expect(found).toEqual(expected)
    else expect(found.length).toBeGreaterThan(0)
  })

  it('finds by a figure of the day and by the contract date', async () => {
    const late = await client.search({ query: { range: { daysPastDue: { gte: 60 } } }, size: 60 })
    const truth = client.sandbox
      .loans()
      .filter((loan) => !loan.has('deleted') && (loan.daysPastDueOn('2026-06-30') ?? 0) >= 60)
    expect(ids(late)).toEqual(expect.arrayContaining(truth.map(({ id }) => id)))
    const recent = await client.search({
      query: { range: { contractDate: { gte: '2026-06-01', lte: '2026-06-30' } } },
      size: 60,
    })
    expect(ids(recent)).toContain(10004)
  })

  it('refuses what it does not know', async () => {
    const response = await client.request('Loans/Autopal.Search()', { method: 'POST', body: '{"query":{"fuzzy":{}}}' })
    expect(response.status).toBe(409)
  })

  it('mixes numbers and strings, or not', async () => {
    const types = async () =>
      new Set((await client.search({ sort: { id: 'asc' } })).results!.map((hit: Json) => typeof hit.id))
    expect(await types()).toEqual(new Set(['number', 'string']))
    client.sandbox.faults.searchTypes = 'strings'
    expect(await types()).toEqual(new Set(['string']))
    client.sandbox.faults.searchTypes = 'mixed'
  })

  it('searches customers', async () => {
    const response = await client.request('Customers/Autopal.Search()', {
      method: 'POST',
      body: JSON.stringify({ query: { query_string: { query: '*30001*', fields: ['email'] } } }),
    })
    expect(((await response.json()) as { d: Json }).d.results).toHaveLength(1)
  })
})
