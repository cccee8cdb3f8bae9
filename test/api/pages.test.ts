/** Relay pages over keyset cursors: every row once, in order, whatever happens to the rows meanwhile. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { encodeId, idOf } from '../../schema/ids.ts'
import { loansOf, type Seeded, seed } from '../support/seed.ts'
import {
  ask,
  get,
  newTestOrganization,
  startTestServer,
  type TestOrganization,
  type TestServer,
} from '../support/server.ts'

let server: TestServer
let lender: TestOrganization
let seeded: Seeded

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

beforeEach(async () => {
  lender = await newTestOrganization(server.app, 'Lender')
  seeded = await seed(server.app, lender.id, loansOf(12))
})

interface PageArgs {
  first?: number
  after?: string
  last?: number
  before?: string
  filter?: object
  orderBy?: { field: string; direction?: string }
}

const text = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: Metro2RecordFilter, $orderBy: Metro2RecordOrder) {
  metro2Records(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy) {
    totalCount
    edges { cursor node { id displayKey daysPastDue } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`

interface Edge {
  cursor: string
  node: { id: string; displayKey: string; daysPastDue: number | null }
}
interface Page {
  totalCount: number
  edges: Edge[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }
}

async function pageOf(args: PageArgs): Promise<Page> {
  return (await get(server.url, lender.keys.VIEWER, text, args as never)).metro2Records
}

const keysOf = (page: Page) => page.edges.map(({ node }) => node.displayKey)
const loans = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => `F-${from + index}`)

async function walk(args: PageArgs, size: number): Promise<string[]> {
  const seen: string[] = []
  let after: string | undefined
  for (;;) {
    const page = await pageOf({ ...args, first: size, after })
    seen.push(...keysOf(page))
    if (!page.pageInfo.hasNextPage) return seen
    after = page.pageInfo.endCursor!
  }
}

async function walkBack(args: PageArgs, size: number): Promise<string[]> {
  const seen: string[] = []
  let before: string | undefined
  for (;;) {
    const page = await pageOf({ ...args, last: size, before })
    seen.unshift(...keysOf(page))
    if (!page.pageInfo.hasPreviousPage) return seen
    before = page.pageInfo.startCursor!
  }
}

const db = () => server.app.database.tenant(lender.id)

test('forward and backward walks meet every row once', async () => {
  expect(await walk({}, 5)).toEqual(loans(1, 12))
  expect(await walkBack({}, 5)).toEqual(loans(1, 12))
})

test('a page says where it stands', async () => {
  const first = await pageOf({ first: 5 })
  expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false })
  expect(first.totalCount).toBe(12)
  const second = await pageOf({ first: 5, after: first.pageInfo.endCursor! })
  expect(second.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true })
  expect(keysOf(second)).toEqual(loans(6, 10))
  const between = await pageOf({ after: first.edges[1]!.cursor, before: second.edges[1]!.cursor })
  expect(keysOf(between)).toEqual(loans(3, 6))
  const none = await pageOf({ first: 0 })
  expect(none).toMatchObject({ edges: [], totalCount: 12, pageInfo: { startCursor: null, endCursor: null } })
})

test('a page is 20 by default, at most 100', async () => {
  await seed(server.app, lender.id, loansOf(15), 'Second')
  expect((await pageOf({})).edges).toHaveLength(20)
  const answer = await ask(server.url, lender.keys.VIEWER, text, { first: 101 })
  expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'first' })
})

test.each([[{ first: -1 }], [{ last: -1 }], [{ first: 1, last: 1 }]])('%j is refused', async (args) => {
  const answer = await ask(server.url, lender.keys.VIEWER, text, args)
  expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', hint: expect.any(String) })
})

describe('orders', () => {
  /** Days past due by loan: ties, and two records without (as excluded ones are). */
  const days = [30, null, 0, 30, 90, 0, null, 30, 5, 5, 120, 1]

  beforeEach(async () => {
    for (const [index, daysPastDue] of days.entries()) {
      await db().metro2Record.update({
        where: { organizationId_id: { organizationId: lender.id, id: seeded.recordIds[index]! } },
        data: { daysPastDue, currentBalance: daysPastDue === null ? null : BigInt(daysPastDue * 10_000_000_000) },
      })
    }
  })

  const ascending = [3, 6, 12, 9, 10, 1, 4, 8, 5, 11, 2, 7].map((loan) => `F-${loan}`)
  // Equal ones stand the other way round as well; those without a value stay last.
  const descending = [11, 5, 8, 4, 1, 10, 9, 12, 6, 3, 7, 2].map((loan) => `F-${loan}`)

  test.each([
    ['DAYS_PAST_DUE', 'ASC', ascending],
    ['DAYS_PAST_DUE', 'DESC', descending],
    ['CURRENT_BALANCE', 'ASC', ascending],
    ['CURRENT_BALANCE', 'DESC', descending],
  ])('%s %s, in pages of every size, both ways', async (field, direction, expected) => {
    const orderBy = { field, direction }
    for (const size of [1, 2, 3, 5, 7, 11, 12]) {
      expect(await walk({ orderBy }, size)).toEqual(expected)
      expect(await walkBack({ orderBy }, size)).toEqual(expected)
    }
  })

  test.each([
    'ACCOUNT_NUMBER',
    'SURNAME',
    'ACCOUNT_STATUS',
    'AMOUNT_PAST_DUE',
    'DATE_OPENED',
    'DATE_OF_FIRST_DELINQUENCY',
    'AS_OF',
    'ERROR_COUNT',
    'CHANGED_AT',
    'CREATED_AT',
  ])('%s meets every row once, both ways', async (field) => {
    for (const direction of ['ASC', 'DESC']) {
      const orderBy = { field, direction }
      const whole = keysOf(await pageOf({ orderBy, first: 100 }))
      expect(new Set(whole).size).toBe(12)
      expect(await walk({ orderBy }, 5)).toEqual(whole)
      expect(await walkBack({ orderBy }, 5)).toEqual(whole)
    }
  })
})

describe('while the rows change', () => {
  const orderBy = { field: 'DAYS_PAST_DUE', direction: 'ASC' }

  beforeEach(async () => {
    for (const [index, id] of seeded.recordIds.entries()) await setDays(id, index * 10)
  })
  const setDays = (id: string, daysPastDue: number) =>
    db().metro2Record.update({ where: { organizationId_id: { organizationId: lender.id, id } }, data: { daysPastDue } })
  const rowOf = (edge: Edge) => idOf('Metro2Record', edge.node.id, [])

  test("the cursor's row is deleted: the next page goes on where it stood", async () => {
    const first = await pageOf({ first: 4, orderBy })
    await db().metro2Record.deleteMany({ where: { id: rowOf(first.edges[3]!) } })
    const second = await pageOf({ first: 4, orderBy, after: first.pageInfo.endCursor! })
    expect([...keysOf(first), ...keysOf(second)]).toEqual(loans(1, 8))
  })

  test("the cursor's row moves to the end: the next page goes on where it stood", async () => {
    const first = await pageOf({ first: 4, orderBy })
    await setDays(rowOf(first.edges[3]!), 999)
    const second = await pageOf({ first: 4, orderBy, after: first.pageInfo.endCursor! })
    expect([...keysOf(first), ...keysOf(second)]).toEqual(loans(1, 8))
  })

  test('rows that come in before the cursor do not push any row of the next page out', async () => {
    const first = await pageOf({ first: 4, orderBy })
    await setDays(seeded.recordIds[11]!, 0)
    const second = await pageOf({ first: 4, orderBy, after: first.pageInfo.endCursor! })
    expect(keysOf(second)).toEqual(loans(5, 8))
  })

  test('backward, the row before the page deleted', async () => {
    const last = await pageOf({ last: 4, orderBy })
    await db().metro2Record.deleteMany({ where: { id: rowOf(last.edges[0]!) } })
    const previous = await pageOf({ last: 4, orderBy, before: last.pageInfo.startCursor! })
    expect(keysOf(previous)).toEqual(loans(5, 8))
  })
})

describe('a cursor from elsewhere is refused as BAD_CURSOR', () => {
  const refused = async (args: PageArgs) => {
    const answer = await ask(server.url, lender.keys.VIEWER, text, args as never)
    expect(answer.errors).toHaveLength(1)
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_CURSOR', hint: expect.any(String) })
    return answer.errors![0]!.message
  }
  const cursor = async () => (await pageOf({ first: 1 })).pageInfo.endCursor!

  test('altered, in any place', async () => {
    const good = Buffer.from(await cursor(), 'base64url')
    for (const at of [0, 1, 12, 13, 20, good.length - 1]) {
      const bad = Buffer.from(good)
      bad[at]! ^= 1
      await refused({ after: bad.toString('base64url') })
    }
  })

  test.each(['', 'x', 'null', Buffer.from('{"id":"1"}').toString('base64'), 'ä', 'A'.repeat(5_000)])(
    'made up: %j',
    async (after) => {
      await refused({ after })
    },
  )

  test('cut short', async () => {
    const good = await cursor()
    await refused({ after: good.slice(0, -4) })
  })

  test('of another filter', async () => {
    expect(await refused({ after: await cursor(), filter: { accountStatus: ['80'] } })).toContain('another filter')
  })

  test('of another order', async () => {
    expect(await refused({ after: await cursor(), orderBy: { field: 'SURNAME' } })).toContain('another filter or order')
  })

  test('of another list', async () => {
    const { validationErrors } = await get(
      server.url,
      lender.keys.VIEWER,
      '{ validationErrors(first: 1) { edges { cursor } } }',
    )
    await refused({ after: validationErrors.edges[0].cursor })
  })

  test('of another organization', async () => {
    const good = await cursor()
    lender = await newTestOrganization(server.app, 'Stranger')
    await refused({ after: good })
  })

  test('but the same filter written another way is the same filter', async () => {
    const first = await pageOf({ first: 1, filter: { accountStatus: ['80'], search: 'F-' } })
    const second = await pageOf({
      first: 1,
      after: first.pageInfo.endCursor!,
      filter: { search: 'F-', connection: null, accountStatus: ['80'] },
    })
    expect(keysOf(second)).toEqual(['F-2'])
  })
})

test('a cursor shows nothing of the row', async () => {
  const page = await pageOf({ first: 1, orderBy: { field: 'SURNAME' } })
  expect(Buffer.from(page.edges[0]!.cursor, 'base64url').toString('latin1')).not.toContain('ABBOTT')
})

test('other lists page as well', async () => {
  await seed(server.app, lender.id, [], 'Second')
  const one = `{ connections(first: 1) { edges { node { name } } pageInfo { endCursor } } }`
  const { connections } = await get(server.url, lender.keys.VIEWER, one)
  expect(connections.edges[0].node.name).toBe('Core')
  const next = await get(
    server.url,
    lender.keys.VIEWER,
    'query ($after: String) { connections(after: $after) { edges { node { id name } } } }',
    { after: connections.pageInfo.endCursor },
  )
  expect(next.connections.edges.map(({ node }: { node: { name: string } }) => node.name)).toEqual(['Second'])
  expect(next.connections.edges[0].node.id).toMatch(/^[\w-]+$/)
  expect(encodeId('ConnectedSource', seeded.connectionId)).not.toBe(next.connections.edges[0].node.id)
})
