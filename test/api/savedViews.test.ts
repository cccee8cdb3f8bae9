/** Saved views: one's own, shared ones, and what they may hold. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { encodeId } from '../../schema/ids.ts'
import { newId } from '../../server/ids.ts'
import { mostViews } from '../../server/views/service.ts'
import { ask, get, startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())
beforeEach(() => views().deleteMany({}))

const views = () => server.app.database.tenant(server.lender.id).savedView

const saving = `mutation ($input: SaveViewInput!) {
  saveView(input: $input) {
    view { id page name shared own parameters { name value } }
    userErrors { __typename code path message }
  }
}`
const deleting = `mutation ($input: DeleteViewInput!) {
  deleteView(input: $input) { deletedViewId userErrors { code } }
}`
const held = { page: 'RECORDS', name: 'Held', parameters: [{ name: 'eligibility', value: 'HELD' }] }

type Role = 'VIEWER' | 'ANALYST' | 'OPERATOR' | 'ADMIN'

async function save(input: object, role: Role = 'ANALYST') {
  const { data } = await ask(server.url, server.lender.keys[role], saving, { input: { ...held, ...input } })
  return data.saveView
}

async function remove(viewId: string, key: string) {
  return (await ask(server.url, key, deleting, { input: { viewId } })).data.deleteView
}

async function listed(role: Role, filter = {}): Promise<string[]> {
  const query = 'query ($filter: SavedViewFilter) { savedViews(filter: $filter) { edges { node { name own } } } }'
  const { savedViews } = await get(server.url, server.lender.keys[role], query, { filter })
  return savedViews.edges.map(({ node }: { node: { name: string; own: boolean } }) => node.name + (node.own ? '*' : ''))
}

test('an own view is there for its owner alone, and can be renamed and deleted', async () => {
  const { view } = await save({}, 'VIEWER')
  expect(view).toMatchObject({ page: 'RECORDS', name: 'Held', shared: false, own: true, parameters: held.parameters })
  expect(await listed('VIEWER')).toEqual(['Held*'])
  expect(await listed('ADMIN')).toEqual([])
  const node = await get(server.url, server.lender.keys.ADMIN, `{ node(id: "${view.id}") { id } }`)
  expect(node).toEqual({ node: null })
  await save({ viewId: view.id, name: 'Held ones', parameters: [] }, 'VIEWER')
  expect(await listed('VIEWER', { page: ['RECORDS'], own: true })).toEqual(['Held ones*'])
  expect(await remove(view.id, server.lender.keys.ADMIN)).toMatchObject({ userErrors: [{ code: 'NOT_FOUND' }] })
  expect(await remove(view.id, server.lender.keys.VIEWER)).toEqual({ deletedViewId: view.id, userErrors: [] })
  expect(await listed('VIEWER')).toEqual([])
})

test('a shared one is there for everybody, and changed by its owner and by admins', async () => {
  expect((await save({ shared: true }, 'VIEWER')).userErrors).toMatchObject([{ code: 'ROLE_NEEDED' }])
  const { view } = await save({ shared: true })
  await save({ name: 'Late' }, 'VIEWER')
  expect(await listed('VIEWER')).toEqual(['Held', 'Late*'])
  expect(await listed('VIEWER', { own: false })).toEqual(['Held'])
  expect((await save({ viewId: view.id, name: 'Mine' }, 'OPERATOR')).userErrors).toMatchObject([{ code: 'NOT_YOURS' }])
  expect((await save({ viewId: view.id, shared: true, name: 'All held' }, 'ADMIN')).userErrors).toEqual([])
  expect(await listed('ANALYST')).toEqual(['All held*'])
  expect(await remove(view.id, server.lender.keys.ADMIN)).toMatchObject({ userErrors: [] })
  const actions = await server.app.database.tenant(server.lender.id).auditLog.findMany({
    where: { targetId: { not: '' }, targetType: 'SavedView' },
  })
  expect(actions.map(({ action }) => action)).toContain('deleteView')
})

test('two organizations do not meet', async () => {
  const { view } = await save({ shared: true })
  const stranger = server.other.keys.ADMIN
  const { data } = await ask(server.url, stranger, saving, { input: { ...held, viewId: view.id, name: 'Mine' } })
  expect(data.saveView).toMatchObject({ view: null, userErrors: [{ __typename: 'Missing', code: 'NOT_FOUND' }] })
  expect(await remove(view.id, stranger)).toMatchObject({ userErrors: [{ code: 'NOT_FOUND' }] })
  const theirs = await get(server.url, stranger, '{ savedViews { totalCount } }')
  expect(theirs).toEqual({ savedViews: { totalCount: 0 } })
  expect(await listed('ANALYST')).toEqual(['Held*'])
})

const connection = encodeId('ConnectedSource', newId())

test('every filter of the pages can be kept', async () => {
  const all = { connection, eligibility: 'HELD', status: '1A', rule: 'Status-DOFD-1', late: '90' }
  const parameters = Object.entries({ ...all, sort: 'DAYS_PAST_DUE', descending: 'true' })
  const given = parameters.map(([name, value]) => ({ name, value }))
  const { view } = await save({ parameters: given })
  const sorted = (list: { name: string }[]) => list.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  expect(sorted(view.parameters)).toEqual(sorted(given))
  const work = [
    { name: 'severity', value: 'ERROR' },
    { name: 'rule', value: 'BALANCE-AGE-1' },
  ]
  expect((await save({ page: 'VALIDATION', parameters: work })).userErrors).toEqual([])
})

describe('refused', () => {
  test.each([
    ['what was searched for', { parameters: [{ name: 'search', value: 'ABBOTT' }] }, 'INVALID_PARAMETER'],
    ['a name in a filter', { parameters: [{ name: 'rule', value: 'ABBOTT' }] }, 'INVALID_PARAMETER'],
    [
      'a filter of another page',
      { page: 'VALIDATION', parameters: [{ name: 'late', value: '9' }] },
      'INVALID_PARAMETER',
    ],
    ['a filter twice', { parameters: [...held.parameters, ...held.parameters] }, 'INVALID_PARAMETER'],
    ['a name of the prototype', { parameters: [{ name: 'constructor', value: 'x' }] }, 'INVALID_PARAMETER'],
    ['no name', { name: ' ' }, 'INVALID_NAME'],
    ['a name of two lines', { name: 'a\nb' }, 'INVALID_NAME'],
    ['a long name', { name: 'x'.repeat(61) }, 'INVALID_NAME'],
    ['a number as a name', { name: '666-12-0001' }, 'INVALID_NAME'],
    ['an unknown view', { viewId: encodeId('SavedView', newId()) }, 'NOT_FOUND'],
  ])('%s', async (_name, input, code) => {
    expect(await save(input)).toMatchObject({ view: null, userErrors: [{ code }] })
    expect(await views().count()).toBe(0)
  })

  test('a name that one has already; others may have it', async () => {
    await save({})
    expect((await save({})).userErrors).toMatchObject([{ code: 'NAME_TAKEN', path: ['input', 'name'] }])
    const { view } = await save({ name: 'Other' })
    expect((await save({ viewId: view.id })).userErrors).toMatchObject([{ code: 'NAME_TAKEN' }])
    expect((await save({}, 'OPERATOR')).userErrors).toEqual([])
    expect((await save({ page: 'VALIDATION', parameters: [] })).userErrors).toEqual([])
  })

  test('more than anybody needs', async () => {
    const owner = `apiKey:${server.lender.keyIds.ANALYST}`
    const at = new Date()
    await views().createMany({
      data: Array.from({ length: mostViews }, (_, index) => ({
        ...{ organizationId: server.lender.id, id: newId(), owner, page: 'RECORDS', name: `View ${index}` },
        ...{ shared: false, parameters: {}, createdAt: at, updatedAt: at },
      })),
    })
    expect((await save({})).userErrors).toMatchObject([{ __typename: 'Refused', code: 'TOO_MANY_VIEWS' }])
  })
})
