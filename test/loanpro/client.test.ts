import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { collectionOf, errorOf, isAbsent, type LoanProContext, loanProClient } from '../../plugins/loanpro/client.ts'
import { failureOf, startTenant, type TestTenant } from './tenant.ts'

describe('errors, in every form LoanPro has', () => {
  test.each([
    ['OData', { error: { message: 'Gone', type: 'ODataException', code: 410 } }, { code: 410, message: 'Gone' }],
    ['nested', { error: { type: 'x', message: { value: 'No' } } }, { code: null, message: 'No' }],
    ['under d', { d: { error: { message: { value: 'No' } } }, warnings: [] }, { code: null, message: 'No' }],
    ['product', { code: '401-CN0001', message: 'Unauthorized', context: {} }, { code: 401, message: 'Unauthorized' }],
    ['text', { error: 'broken' }, { code: null, message: 'broken' }],
    ['no error', { d: { id: 1 } }, null],
    ['a list', [], null],
  ])('%s', (_, body, error) => expect(errorOf(body)).toEqual(error))

  test('messages are short and carry no long numbers', () => {
    const error = errorOf({ error: { message: `Customer 773201234, 773-20-1234 ${'x'.repeat(500)}`, code: 409 } })
    expect(error?.message).toMatch(/^Customer …, … xxx/)
    expect(error?.message.length).toBeLessThanOrEqual(200)
  })
})

describe('over HTTP', () => {
  let tenant: TestTenant
  beforeAll(async () => {
    tenant = await startTenant({ loans: 5 })
  })
  afterAll(() => tenant.sandbox.close())
  const client = () => loanProClient(tenant.context({ tries: 1 }) as LoanProContext)

  test.each([1, 2, 3, 4] as const)(
    'trap 18: an unknown id answers 409 (error shape %i) and means absent',
    async (shape) => {
      tenant.sandbox.faults.errorShape = shape
      const failure = await failureOf(client().get('Loans(999999)'))
      expect(isAbsent(failure)).toBe(true)
    },
  )

  test.each([401, 500, 200])('a refusal (%i) that repeats the token does not carry it on', async (status) => {
    const context = tenant.context({ tries: 1 }) as LoanProContext
    const { token } = context.credentials
    const error = { code: status === 200 ? 403 : status, message: `Bearer ${token} is not known` }
    const fetch = async () => ({ status, headers: { get: () => null }, text: async () => JSON.stringify({ error }) })
    const failure = await failureOf(loanProClient({ ...context, fetch }).get('Loans(1)'))
    expect(failure.message).toContain('It says: Bearer … is not known')
    expect(JSON.stringify(failure) + failure.message + failure.hint).not.toContain(token)
  })

  test('trap 3: a bare list is refused with 410, told as such', async () => {
    tenant.sandbox.faults.errorShape = 1
    expect(await failureOf(client().get('Loans'))).toMatchObject({ code: 'LIST_REFUSED' })
  })

  test('a set that does not exist is absent', async () => {
    expect(isAbsent(await failureOf(client().get('NoSuchSet?nopaging')))).toBe(true)
  })

  test('a web page instead of JSON names the address', async () => {
    const ctx = tenant.context() as LoanProContext
    const page = { status: 200, headers: { get: () => null }, text: async () => '<html>Sign in</html>' }
    const failure = await failureOf(loanProClient({ ...ctx, fetch: async () => page }).get('Loans(1)'))
    expect(failure).toMatchObject({ kind: 'CONFIGURATION', code: 'NOT_THE_API' })
  })

  test('an error inside a good status is an error', async () => {
    const ctx = tenant.context() as LoanProContext
    const body = JSON.stringify({ d: { error: { message: 'Unauthorized', code: 401 } } })
    const page = { status: 200, headers: { get: () => null }, text: async () => body }
    const failure = await failureOf(loanProClient({ ...ctx, fetch: async () => page }).get('Loans(1)'))
    expect(failure).toMatchObject({ kind: 'CONFIGURATION', code: 'UNAUTHORIZED' })
  })

  test('trap 5: a collection that is paged all the same is read to its end, whatever the page', async () => {
    const ctx = tenant.context() as LoanProContext
    const rows = Array.from({ length: 23 }, (_, id) => ({ id }))
    const pages: number[] = []
    const fetch: LoanProContext['fetch'] = async (url) => {
      const skip = Number(/\$skip=(\d+)/.exec(url)?.[1] ?? 0)
      pages.push(skip)
      const results = rows.slice(skip, skip + 10 - (skip === 10 ? 3 : 0))
      const text = async () => JSON.stringify({ d: { results, summary: { start: skip, pageSize: 50, total: 23 } } })
      return { status: 200, headers: { get: () => null }, text }
    }
    const answer = await loanProClient({ ...ctx, fetch }).collection('Things?$filter=id%20gt%200')
    expect(answer.rows).toEqual(rows)
    expect(pages).toEqual([0, 10, 17])
  })

  test('a collection whose offset is ignored is stopped', async () => {
    const ctx = tenant.context() as LoanProContext
    const text = async () => JSON.stringify({ d: { results: [{ id: 1 }], summary: { total: 9 } } })
    const fetch: LoanProContext['fetch'] = async () => ({ status: 200, headers: { get: () => null }, text })
    const failure = await failureOf(loanProClient({ ...ctx, fetch }).collection('Things'))
    expect(failure).toMatchObject({ code: 'PAGING_IGNORED' })
  })

  test('requests carry both headers, and never follow an address from an answer', async () => {
    const urls: string[] = []
    const seen: Record<string, string>[] = []
    const ctx = tenant.context() as LoanProContext
    const fetch: LoanProContext['fetch'] = (url, init) => {
      urls.push(url)
      seen.push(init?.headers ?? {})
      return ctx.fetch(url, init)
    }
    await loanProClient({ ...ctx, fetch }).get('Loans(10001)')
    expect(seen[0]).toMatchObject({ Authorization: `Bearer ${tenant.sandbox.token}`, 'Autopal-Instance-Id': '5200000' })
    expect(urls.every((url) => url.startsWith(tenant.sandbox.url))).toBe(true)
  })
})

test('collections in their forms', () => {
  const row = { id: 1 }
  expect(collectionOf({ results: [row], summary: { total: 6 } })).toEqual({ rows: [row], total: 6, form: 'PAGED' })
  expect(collectionOf({ results: [row], summary: { totalHits: '6' } })).toEqual({
    rows: [row],
    total: 6,
    form: 'PAGED',
  })
  expect(collectionOf([row])).toEqual({ rows: [row], total: null, form: 'ARRAY' })
  expect(collectionOf(null)).toEqual({ rows: [], total: null, form: 'PAGED' })
})
