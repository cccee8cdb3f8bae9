/** The audit log as the API shows it: newest first, by page and by filter, for admins, without anybody's numbers or names. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeId } from '../../schema/ids.ts'
import { writeAudit } from '../../server/audit.ts'
import { newId } from '../../server/ids.ts'
import { ask, get, startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
const furnisherId = newId()

const at = (minute: number) => new Date(Date.UTC(2026, 5, 1, 12, minute))

beforeAll(async () => {
  server = await startTestServer()
  const { lender, app } = server
  const db = app.database.tenant(lender.id)
  await db.auditLog.deleteMany({})
  const key = { organizationId: lender.id, actor: `apiKey:${lender.keyIds.ANALYST}` }
  const token = { organizationId: lender.id, actor: 'jwt:ana@lender.test' }
  const furnisher = { targetType: 'Furnisher', targetId: furnisherId }
  await writeAudit(
    db,
    key,
    { action: 'updateFurnisher', ...furnisher, details: { name: { from: 'A', to: 'B' } } },
    at(1),
  )
  await writeAudit(db, token, { action: 'createFurnisher', ...furnisher }, at(0))
  const rule = { targetType: 'ValidationRule', targetId: 'Status-DOFD-1' }
  const details = { reason: 'As agreed for 666-12-0001.', before: null, after: 'ERROR' }
  await writeAudit(db, token, { action: 'setRuleSetting', ...rule, details }, at(2))
  // As rows of an earlier version may stand.
  await db.auditLog.create({
    data: {
      ...{ ...token, id: newId(), action: 'waiveErrors', targetType: 'Waiver' },
      ...{ targetId: newId(), at: at(3), details: { chosen: { search: 'ABBOTT', ruleId: ['R'] }, count: 666120001 } },
    },
  })
})
afterAll(() => server.close())

const query = `query ($first: Int, $after: String, $filter: AuditEntryFilter) {
  auditLog(first: $first, after: $after, filter: $filter) {
    totalCount
    edges { node { id at actor actorName action targetType target reason details } }
    pageInfo { hasNextPage endCursor }
  }
}`

async function read(variables: Record<string, unknown> = {}) {
  const { auditLog } = await get(server.url, server.lender.keys.ADMIN, query, variables)
  return auditLog as {
    totalCount: number
    edges: { node: Record<string, unknown> }[]
    pageInfo: { hasNextPage: boolean; endCursor: string }
  }
}

const actionsOf = ({ edges }: Awaited<ReturnType<typeof read>>) => edges.map(({ node }) => node.action)

test('newest first, page by page', async () => {
  const first = await read({ first: 3 })
  expect(first.totalCount).toBe(4)
  expect(actionsOf(first)).toEqual(['waiveErrors', 'setRuleSetting', 'updateFurnisher'])
  expect(first.pageInfo.hasNextPage).toBe(true)
  const second = await read({ first: 3, after: first.pageInfo.endCursor })
  expect(actionsOf(second)).toEqual(['createFurnisher'])
  expect(second.pageInfo.hasNextPage).toBe(false)
})

test('an entry says who, what, when and why', async () => {
  const { edges } = await read({ filter: { target: encodeId('Furnisher', furnisherId) } })
  expect(edges[0]!.node).toMatchObject({
    at: at(1).toISOString(),
    actor: `apiKey:${server.lender.keyIds.ANALYST}`,
    actorName: 'ANALYST',
    target: encodeId('Furnisher', furnisherId),
    reason: null,
    details: { name: { from: 'A', to: 'B' } },
  })
  expect(edges[1]!.node).toMatchObject({ actor: 'jwt:ana@lender.test', actorName: null })
})

test.each([
  [{ actor: ['jwt:ana@lender.test'] }, ['waiveErrors', 'setRuleSetting', 'createFurnisher']],
  [{ action: ['setRuleSetting', 'createFurnisher'] }, ['setRuleSetting', 'createFurnisher']],
  [{ targetType: ['Furnisher'] }, ['updateFurnisher', 'createFurnisher']],
  [{ target: 'Status-DOFD-1' }, ['setRuleSetting']],
  [{ since: at(1), until: at(2) }, ['setRuleSetting', 'updateFurnisher']],
  [{ target: encodeId('Furnisher', newId()) }, []],
])('filtered by %j', async (filter, actions) => {
  expect(actionsOf(await read({ filter }))).toEqual(actions)
})

test('nobody searched for and no number of a consumer stands in it', async () => {
  const text = JSON.stringify(await read())
  expect(text).toContain('As agreed for [nine digits].')
  expect(text).toContain('"search":"•••"')
  expect(text).not.toMatch(/ABBOTT|666-12-0001/)
  const stored = await server.app.database.tenant(server.lender.id).auditLog.findFirst({
    where: { action: 'setRuleSetting' },
  })
  expect(JSON.stringify(stored)).not.toContain('666-12-0001')
})

test('it is for admins, through node as well', async () => {
  const { edges } = await read({ first: 1 })
  for (const role of ['VIEWER', 'ANALYST', 'OPERATOR'] as const) {
    const listed = await ask(server.url, server.lender.keys[role], '{ auditLog { totalCount } }')
    expect(listed.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', needed: 'ADMIN' })
    const node = `{ node(id: "${edges[0]!.node.id}") { ... on AuditEntry { action } } }`
    const loaded = await ask(server.url, server.lender.keys[role], node)
    expect(loaded.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' })
  }
})

test('what is no id is refused', async () => {
  const answer = await ask(server.url, server.lender.keys.ADMIN, query, { filter: { target: 'x y' } })
  expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'filter.target' })
})
