/**
 * Bad input, from the form to the file: each is answered with a code, what is wrong and how to mend it, and loses nothing. A synced
 * LoanPro tenant stands beside every case, and must stand there afterwards as it did.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import { type Sandbox, startSandbox } from '../../plugins/loanpro/sandbox/index.ts'
import { encodeId, idOf } from '../../schema/ids.ts'
import { newId } from '../../server/ids.ts'
import { executeRun } from '../../server/sync/runner.ts'
import { ask, get, startTestServer, type TestServer } from '../support/server.ts'

const today = '2026-06-30'

let server: TestServer
let strict: string
let sandbox: Sandbox
let furnisherId: string
let connectionId: string
/** What was synced before anything went wrong. */
let before: unknown

beforeAll(async () => {
  server = await startTestServer({ plugins: [loanpro] })
  strict = await server.serve({ ALLOW_PRIVATE_SOURCES: 'false' })
  sandbox = await startSandbox({ loans: 40, documentBytes: 5_000, today })
  const furnisher = {
    name: 'Summit',
    address: '1 MAIN ST',
    telephoneNumber: '8015550100',
    identificationNumber: 'SUM01',
  }
  furnisherId = (await mutate('createFurnisher', 'furnisher { id }', furnisher)).furnisher.id
  const made = await mutate('createConnection', 'connection { id } userErrors { message }', form())
  connectionId = made.connection.id
  expect((await sync()).state).toMatch(/^SUCCEEDED/)
  before = await records()
})
afterAll(async () => {
  await sandbox.close()
  await server.close()
})
afterEach(async () => {
  sandbox.faults.malformed = null
  sandbox.faults.ssn = 'visible'
  // Whatever a case did to the source, the next run finds it mended.
  await sync('FULL')
  expect(await records()).toEqual(before)
  const { connections, quarantinedRecords } = await read(
    '{ connections { totalCount edges { node { state } } } quarantinedRecords { totalCount } }',
  )
  expect(connections).toEqual({ totalCount: 1, edges: [{ node: { state: 'ACTIVE' } }] })
  expect(quarantinedRecords.totalCount).toBe(0)
})

type Input = Record<string, unknown>

const read = (query: string, variables: Input = {}) => get(server.url, server.lender.keys.ADMIN, query, variables)

async function mutate(name: string, selection: string, input: Input, url = server.url) {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${selection} } }`
  return (await get(url, server.lender.keys.ADMIN, query, { input }))[name]
}

function form(extra: Input = {}): Input {
  return {
    ...{ pluginId: 'loanpro', name: `Tenant ${newId()}`, furnisherId },
    settings: { environment: 'SANDBOX', baseUrl: sandbox.url },
    credentials: { token: sandbox.token, instanceId: sandbox.tenantId },
    ...extra,
  }
}

/** A run from the request to its end, worked right here. */
async function sync(mode = 'INCREMENTAL') {
  const { run } = await mutate('startSync', 'run { id } userErrors { message }', { connectionId, mode, asOf: today })
  await executeRun(server.app, server.lender.id, idOf('SyncRun', run.id, []), 'test')
  return (
    await read('query ($id: ID!) { syncRun(id: $id) { state held quarantined failure { code } } }', { id: run.id })
  ).syncRun
}

async function records() {
  const { metro2Records } =
    await read(`{ metro2Records(first: 100, orderBy: { field: CREATED_AT }) { totalCount edges { node {
    sourceKey eligibility accountStatus currentBalance dateOfFirstDelinquency base { socialSecurityNumber paymentHistoryProfile }
    validationErrors { ruleId } } } } }`)
  return metro2Records
}

describe('a connection that cannot be', () => {
  const base = (baseUrl: string) => ({ settings: { environment: 'SANDBOX', baseUrl } })
  const cases: [string, () => Input, { __typename: string; code: string; path: string[] }][] = [
    [
      'a wrong token',
      () => ({ credentials: { token: 'not-the-token-of-it', instanceId: sandbox.tenantId } }),
      { __typename: 'Refused', code: 'CHECK_FAILED', path: ['input', 'credentials'] },
    ],
    [
      'a wrong tenant',
      () => ({ credentials: { token: sandbox.token, instanceId: '999' } }),
      { __typename: 'Refused', code: 'CHECK_FAILED', path: ['input', 'credentials'] },
    ],
    [
      'a URL that is none',
      () => base('loanpro'),
      { __typename: 'InvalidInput', code: 'INVALID_SETTING', path: ['input', 'settings', 'baseUrl'] },
    ],
    [
      'a URL where nobody is',
      () => base('http://127.0.0.1:1025/api/public/api/1/'),
      { __typename: 'Refused', code: 'CHECK_FAILED', path: ['input', 'settings', 'baseUrl'] },
    ],
    [
      'an unknown plugin',
      () => ({ pluginId: 'nortridge' }),
      { __typename: 'Missing', code: 'UNKNOWN_PLUGIN', path: ['input', 'pluginId'] },
    ],
    [
      'an unknown preset',
      () => ({ preset: 'loanpro-metro3' }),
      { __typename: 'Missing', code: 'UNKNOWN_PRESET', path: ['input', 'preset'] },
    ],
  ]

  test.each(cases)('%s', async (_name, extra, expected) => {
    const { connection, userErrors } = await mutate(
      'createConnection',
      'connection { id } userErrors { __typename code path message }',
      form(extra()),
    )
    expect(connection).toBeNull()
    expect(userErrors[0]).toEqual({ ...expected, message: expect.stringMatching(/\w{3,} \w+/) })
    expect(JSON.stringify(userErrors)).not.toContain('not-the-token')
  })

  test('a private address', async () => {
    const extra = base('https://10.1.2.3/api/public/api/1/')
    const selection = 'connection { id } userErrors { __typename code path message }'
    const { connection, userErrors } = await mutate('createConnection', selection, form(extra), strict)
    expect(connection).toBeNull()
    expect(userErrors).toEqual([
      {
        ...{ __typename: 'Refused', code: 'CHECK_FAILED', path: ['input', 'settings', 'baseUrl'] },
        message: expect.stringContaining('private'),
      },
    ])
    const check = { pluginId: 'loanpro', settings: form(extra).settings, credentials: form().credentials }
    const { passed, steps } = await mutate('checkConnection', 'passed steps { name outcome hint }', check, strict)
    expect(passed).toBe(false)
    expect(steps[0]).toMatchObject({ outcome: 'FAILED', hint: expect.stringContaining('ALLOW_PRIVATE_SOURCES') })
  })

  test('new credentials that do not work leave the old ones in place', async () => {
    const credentials = { token: 'rotated-elsewhere', instanceId: sandbox.tenantId }
    const { userErrors } = await mutate('replaceCredentials', 'userErrors { code }', { connectionId, credentials })
    expect(userErrors).toContainEqual({ code: 'CHECK_FAILED' })
  })
})

describe('a document that cannot be a record', () => {
  test.each([
    ['a malformed one', 'BROKEN_JSON_STRING'],
    ['one that lacks a part', 'MISSING_SETUP'],
    ['an unknown value of an enum', 'UNKNOWN_ENUM'],
    ['an impossible date', 'IMPOSSIBLE_DATE'],
  ] as const)('%s: told by field or path, and its record held as it was', async (_name, how) => {
    const loanId = sandbox.loans().find(({ kinds }) => kinds.join() === 'current')!.id
    sandbox.faults.malformed = { loanId, how }
    const run = await sync('FULL')
    expect(run).toMatchObject({ state: 'SUCCEEDED_WITH_ERRORS', failure: null })
    const { quarantinedRecords, metro2Records } = await read(
      `query ($key: [String!]) {
        quarantinedRecords(filter: { sourceKey: $key }) { edges { node { stage code message hint failures { field sourcePath code message hint } } } }
        metro2Records(filter: { sourceKey: $key }) { edges { node { eligibility accountStatus validationErrors { ruleId severity message rule { fix } } } } }
      }`,
      { key: [String(loanId)] },
    )
    const record = metro2Records.edges[0].node
    expect(record).toMatchObject({ eligibility: 'HELD', accountStatus: '11' })
    const errors = record.validationErrors.filter(({ severity }: { severity: string }) => severity === 'ERROR')
    expect(errors.length).toBeGreaterThan(0)
    for (const { rule } of errors) expect(rule.fix).toEqual(expect.any(String))
    // What no record can be made of is in quarantine, with its cause; else the finding itself is the cause.
    for (const { node } of quarantinedRecords.edges) {
      expect(errors[0].ruleId).toBe('RECORD-QUARANTINED')
      expect(node).toMatchObject({ code: expect.stringMatching(/^[A-Z_]+$/), message: expect.any(String) })
      for (const { sourcePath, message, hint } of node.failures) {
        expect(sourcePath ?? message).toMatch(/LoanSetup\.\w+/)
        expect(hint).toEqual(expect.any(String))
      }
    }
    expect(errors[0].ruleId === 'RECORD-QUARANTINED').toBe(quarantinedRecords.edges.length === 1)
  })

  test('masked SSNs: not written, held, and the role setting named', async () => {
    sandbox.faults.ssn = 'masked'
    await sync('FULL')
    const { validationErrors, metro2Records } = await read(`{
      validationErrors(first: 100, filter: { ruleId: ["SSN-MASKED"], severity: [ERROR] }) { totalCount edges { node { message fields rule { fix } record { eligibility } } } }
      metro2Records(first: 100, filter: { eligibility: [REPORTABLE] }) { edges { node { base { socialSecurityNumber } } } }
    }`)
    expect(validationErrors.totalCount).toBeGreaterThan(20)
    for (const { node } of validationErrors.edges) {
      expect(node.record.eligibility).toBe('HELD')
      expect(node.fields[0]).toMatch(/^(base|j[12]\[\d\])\.socialSecurityNumber$/)
      expect(node.rule.fix).toContain('role')
    }
    for (const { node } of metro2Records.edges) expect(node.base.socialSecurityNumber).toBeNull()
  })
})

describe('a question that cannot be', () => {
  const errorOf = async (query: string, variables: Input = {}) => {
    const { errors } = await ask(server.url, server.lender.keys.ADMIN, query, variables)
    expect(errors).toHaveLength(1)
    return errors![0]!
  }

  test('a cursor from elsewhere', async () => {
    const { validationRules, validationErrors, metro2Records } = await read(`{ validationRules { id }
      validationErrors(first: 1) { pageInfo { endCursor } } metro2Records(first: 1) { pageInfo { endCursor } } }`)
    expect(validationRules.length).toBeGreaterThan(0)
    const query = 'query ($after: String) { metro2Records(after: $after) { edges { cursor } } }'
    expect(await errorOf(query, { after: validationErrors.pageInfo.endCursor })).toMatchObject({
      message: expect.stringContaining('after'),
      extensions: { code: 'BAD_CURSOR', argument: 'after', hint: expect.stringContaining('start over') },
    })
    const other = await ask(server.url, server.other.keys.ADMIN, query, { after: metro2Records.pageInfo.endCursor })
    expect(other.errors?.[0]?.extensions?.code).toBe('BAD_CURSOR')
  })

  test.each([
    ['an unknown filter', '{ metro2Records(filter: { colour: "red" }) { totalCount } }', '"colour"'],
    ['an unknown value of an enum', '{ metro2Records(filter: { eligibility: [MAYBE] }) { totalCount } }', '"MAYBE"'],
    ['an unknown order', '{ metro2Records(orderBy: { field: COLOUR }) { totalCount } }', '"COLOUR"'],
  ])('%s', async (_name, query, named) => {
    expect(await errorOf(query)).toMatchObject({
      message: expect.stringContaining(named),
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    })
  })

  test.each([
    ['an unknown filter', { colour: 'red' }, '"colour"'],
    ['an unknown value of an enum', { eligibility: ['MAYBE'] }, '"MAYBE"'],
    ['an impossible date', { openedTo: '2026-02-30' }, '2026-02-30'],
    ['an unknown code', { accountStatus: ['7l'] }, '7l'],
  ])('%s, by variable', async (_name, filter, named) => {
    const query = 'query ($filter: Metro2RecordFilter) { metro2Records(filter: $filter) { totalCount } }'
    const error = await errorOf(query, { filter })
    expect(error).toMatchObject({ message: expect.stringContaining(named), extensions: { code: 'BAD_USER_INPUT' } })
  })

  test('a day that does not exist, in a mutation', async () => {
    const query = 'mutation ($input: StartSyncInput!) { startSync(input: $input) { run { id } } }'
    const error = await errorOf(query, { input: { connectionId, asOf: '2026-06-31' } })
    expect(error).toMatchObject({
      message: expect.stringContaining('2026-06-30'),
      extensions: { code: 'BAD_USER_INPUT' },
    })
  })

  test('an id of something else, and of nothing', async () => {
    const query = 'query ($id: ID!) { connection(id: $id) { id } }'
    expect((await errorOf(query, { id: encodeId('SyncRun', newId()) })).extensions).toMatchObject({
      ...{ code: 'BAD_USER_INPUT', argument: 'id', hint: 'Give the id of a ConnectedSource.' },
    })
    expect((await read(query, { id: encodeId('ConnectedSource', newId()) })).connection).toBeNull()
  })
})
