/** An analyst's way over HTTP: edit, see every problem, preview on stored loans, publish, map again, go back. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { encodeId } from '../../schema/ids.ts'
import { createConnection } from '../../server/connections/create.ts'
import { createFurnisher } from '../../server/furnishers/service.ts'
import type { Requester } from '../../server/outcome.ts'
import { executeRun } from '../../server/sync/runner.ts'
import { startSync } from '../../server/sync/service.ts'
import { done, furnisherInput } from '../services/app.ts'
import { fakePlugin, fakePreset } from '../support/fakePlugin.ts'
import { type FakeSource, fakeLoan, startFakeSource } from '../support/fakeSource.ts'
import {
  ask,
  get,
  newTestOrganization,
  startTestServer,
  type TestOrganization,
  type TestServer,
} from '../support/server.ts'

let server: TestServer
let source: FakeSource
let lender: TestOrganization
let presetId: string
let connectionId: string
let tenantId: string

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())
beforeEach(async () => {
  source = await startFakeSource([1, 2, 3].map((id) => fakeLoan(id)))
  lender = await newTestOrganization(server.app, 'Lender')
  tenantId = await connected('Tenant', null)
  connectionId = encodeId('ConnectedSource', tenantId)
  const row = await db().connection.findFirstOrThrow({ where: { id: tenantId } })
  presetId = encodeId('MappingPreset', row.presetId)
  const run = done(
    await startSync(server.app, lender.id, {
      ...{ connectionId: tenantId, mode: 'FULL', asOf: '2026-03-20', keys: null, range: null },
      ...{ trigger: 'MANUAL', actor: 'test' },
    }),
  )
  await executeRun(server.app, lender.id, run.runId, 'worker')
})
afterEach(() => source.close())

const db = () => server.app.database.tenant(lender.id)

async function connected(name: string, preset: string | null): Promise<string> {
  const requester: Requester = { organizationId: lender.id, actor: 'test', role: 'ADMIN' }
  const furnisher = await createFurnisher(server.app, requester, { ...furnisherInput, name: `${name} furnisher` })
  const made = await createConnection(server.app, requester, {
    ...{ pluginId: 'fake', furnisherId: done(furnisher).furnisherId, name, preset: null, presetId: preset },
    settings: { baseUrl: source.url, environment: 'SANDBOX' },
    ...{ credentials: { token: source.token }, startFirstSync: false, idempotencyKey: null },
  })
  return done(made).connectionId
}

const carLoan = fakePreset.replace("accountType: { value: '01' }", "accountType: { value: '00' }")
const renumbered = fakePreset.replace('{ keep: alphanumeric }]', '{ keep: alphanumeric }, { append: X }]')
const mistaken = carLoan.replace('from: contractDate', 'from: contractDat').replace('as: ssn', 'as: snn')

type Input = Record<string, unknown>
const analyst = () => lender.keys.ANALYST

const errors =
  'userErrors { __typename code message path ... on PresetProblem { line column presetPath hint connectionName } ... on DraftChanged { currentRevision } ... on AccountNumberChange { records } }'

async function mutate(mutation: string, selection: string, input: Input) {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!`
  const query = `mutation($input: ${type}) { ${mutation}(input: $input) { ${selection} ${errors} } }`
  return (await get(server.url, analyst(), query, { input: { presetId, ...input } }))[mutation]
}

const save = (text: string, expectedRevision: number | null = null, extra: Input = {}) =>
  mutate('saveMappingPresetDraft', 'draft { revision baseVersion text problems { line column path code hint } }', {
    ...{ text, expectedRevision },
    ...extra,
  })
const published = 'version { id version text } remapRuns { id mode trigger asOf } remapErrors { code message }'
const publish = (expectedRevision: number, extra: Input = {}) =>
  mutate('publishMappingPreset', published, { expectedRevision, ...extra })
const rollback = (version: number, extra: Input = {}) =>
  mutate('rollbackMappingPreset', published, { version, ...extra })
const records = async () => {
  const query =
    '{ metro2Records { edges { node { id accountType consumerAccountNumber presetVersion { version } } } } }'
  const { metro2Records } = await get(server.url, analyst(), query)
  return metro2Records.edges.map(({ node }: { node: object }) => node)
}
const preset = async (selection: string) =>
  (await get(server.url, analyst(), `query ($id: ID!) { mappingPreset(id: $id) { ${selection} } }`, { id: presetId }))
    .mappingPreset
const work = async (run: { id: string }) =>
  executeRun(server.app, lender.id, Buffer.from(run.id, 'base64url').toString().split(':')[1]!, 'worker')

const previewQuery = `query ($connection: ID!, $text: String, $records: [ID!], $sample: Int! = 5) {
  previewMapping(connection: $connection, text: $text, records: $records, sample: $sample) {
    problems { code path }
    records {
      record { displayKey }
      before { eligibility findings { ruleId } }
      now { eligibility exclusionReason findings { ruleId message } failures { code } }
      changes { field before now trace { sourcePath sourceValue steps { step } } }
    }
  }
}`
const preview = async (variables: Input = {}) =>
  (await get(server.url, analyst(), previewQuery, { connection: connectionId, ...variables })).previewMapping

it('an analyst edits a preset, mends it, previews it, publishes it, maps records again and goes back', async () => {
  const first = await save(mistaken)
  expect(first.userErrors).toEqual([])
  expect(first.draft).toMatchObject({ revision: 1, baseVersion: 1, text: mistaken })
  expect(first.draft.problems).toEqual([
    expect.objectContaining({ line: 9, path: 'account.dateOpened.from', code: 'UNKNOWN_PATH' }),
    expect.objectContaining({ path: 'consumers.fields.socialSecurityNumber.as', code: 'UNKNOWN_TYPE' }),
  ])
  expect(first.draft.problems[0].hint).toContain('contractDate')
  expect((await preview()).problems).toHaveLength(2)
  const refused = await publish(1)
  expect(refused.version).toBeNull()
  expect(refused.userErrors).toEqual([
    expect.objectContaining({ __typename: 'PresetProblem', code: 'UNKNOWN_PATH', line: 9, connectionName: null }),
    expect.objectContaining({ code: 'UNKNOWN_TYPE', presetPath: 'consumers.fields.socialSecurityNumber.as' }),
  ])

  expect((await save(carLoan, 1)).draft).toMatchObject({ revision: 2, problems: [] })
  source.broken = 500
  const asked = source.authorizations.length
  const { problems, records: previewed } = await preview()
  expect(problems).toEqual([])
  expect(previewed).toHaveLength(3)
  expect(previewed[0]).toMatchObject({
    record: { displayKey: 'F-1' },
    before: { eligibility: 'REPORTABLE' },
    now: { eligibility: 'REPORTABLE', failures: [] },
    changes: [{ field: 'base.accountType', before: '01', now: '00', trace: { sourcePath: null } }],
  })
  expect(await records()).toMatchObject([{ accountType: '01' }, { accountType: '01' }, { accountType: '01' }])
  expect((await preset('changes { path kind before after }')).changes).toEqual([
    { path: 'account.accountType', kind: 'CHANGED', before: '{ value: 01 }', after: '{ value: 00 }' },
  ])

  const made = await publish(2, { note: 'Cars only', remap: true })
  expect(made).toMatchObject({
    version: { version: 2, text: carLoan },
    remapRuns: [{ mode: 'ROLLOVER', trigger: 'MANUAL', asOf: '2026-03-20' }],
    ...{ remapErrors: [], userErrors: [] },
  })
  await work(made.remapRuns[0])
  const car = { accountType: '00', presetVersion: { version: 2 } }
  expect(await records()).toMatchObject([car, car, car])
  expect(source.authorizations).toHaveLength(asked)
  expect(await preset('draft { revision } publishedVersion versions { version }')).toEqual({
    ...{ draft: null, publishedVersion: 2, versions: [{ version: 2 }, { version: 1 }] },
  })

  const back = await rollback(1, { remap: true, expectedPublishedVersion: 2 })
  expect(back).toMatchObject({ version: { version: 3, text: fakePreset }, userErrors: [] })
  await work(back.remapRuns[0])
  const loan = { accountType: '01', presetVersion: { version: 3 } }
  expect(await records()).toMatchObject([loan, loan, loan])
  expect((await preset('changes(from: 2, to: 3) { path }')).changes).toEqual([{ path: 'account.accountType' }])

  const audit = await db().auditLog.findMany({ where: { targetType: 'MappingPreset' }, orderBy: { id: 'asc' } })
  expect(audit.map(({ action, actor }) => [action, actor])).toEqual(
    ['saveMappingPresetDraft', 'saveMappingPresetDraft', 'publishMappingPreset', 'rollbackMappingPreset'].map(
      (action) => [action, `apiKey:${lender.keyIds.ANALYST}`],
    ),
  )
  expect(audit[2]!.details).toMatchObject({ version: 2, before: 1, note: 'Cars only', remap: true })
})

describe('edits at the same time', () => {
  it('of two edits of one revision one is refused, with the revision there is', async () => {
    await save(fakePreset)
    const both = await Promise.all([save(carLoan, 1), save(renumbered, 1)])
    const refused = both.filter((answer) => answer.userErrors.length > 0)
    expect(refused.map((answer) => answer.userErrors)).toEqual([
      [expect.objectContaining({ __typename: 'DraftChanged', code: 'DRAFT_CHANGED', currentRevision: 2 })],
    ])
    const draft = both.find((answer) => answer.draft)!.draft
    expect((await preset('draft { text revision }')).draft).toEqual({ text: draft.text, revision: 2 })
  })

  it('of two beginnings one is refused; the same text twice is no conflict', async () => {
    const both = await Promise.all([save(carLoan), save(renumbered)])
    expect(both.map((answer) => answer.userErrors.map((error: { code: string }) => error.code)).sort()).toEqual([
      [],
      ['DRAFT_CHANGED'],
    ])
    const { text } = both.find((answer) => answer.draft)!.draft
    expect((await save(text)).draft.revision).toBe(1)
  })

  it('neither published nor discarded when somebody saved meanwhile', async () => {
    await save(carLoan)
    await save(renumbered, 1)
    expect((await publish(1)).userErrors).toMatchObject([{ code: 'DRAFT_CHANGED', currentRevision: 2 }])
    const discard = (expectedRevision: number) =>
      mutate('discardMappingPresetDraft', 'preset { draft { revision } }', { expectedRevision })
    expect((await discard(1)).userErrors).toMatchObject([{ code: 'DRAFT_CHANGED', currentRevision: 2 }])
    expect(await discard(2)).toEqual({ preset: { draft: null }, userErrors: [] })
    expect((await publish(2)).userErrors).toMatchObject([{ code: 'DRAFT_CHANGED', currentRevision: null }])
    expect((await save(carLoan, 2)).userErrors).toMatchObject([{ code: 'DRAFT_CHANGED', currentRevision: null }])
  })

  it('a version published since the draft was begun has to be seen', async () => {
    await save(carLoan)
    await publish(1)
    await save(renumbered)
    expect((await rollback(1, { expectedPublishedVersion: 1 })).userErrors).toMatchObject([
      { __typename: 'Refused', code: 'VERSION_CHANGED' },
    ])
    await rollback(1)
    expect((await publish(1)).userErrors).toMatchObject([{ __typename: 'Refused', code: 'BASE_VERSION_CHANGED' }])
    expect((await save(renumbered, 1, { baseVersion: 2 })).userErrors).toMatchObject([{ code: 'BASE_VERSION_WRONG' }])
    expect((await save(renumbered, 1, { baseVersion: 3 })).draft).toMatchObject({ revision: 2, baseVersion: 3 })
    expect((await publish(2, { confirmAccountNumberChanges: 3 })).version.version).toBe(4)
  })
})

describe('publishing refuses', () => {
  it('other account numbers, unless their count is named', async () => {
    await save(renumbered)
    const count = { __typename: 'AccountNumberChange', code: 'CONFIRMATION_REQUIRED', records: 3 }
    expect((await publish(1)).userErrors).toMatchObject([count])
    expect((await publish(1, { confirmAccountNumberChanges: 2 })).userErrors).toMatchObject([count])
    const made = await publish(1, { confirmAccountNumberChanges: 3, remap: true })
    await work(made.remapRuns[0])
    expect(await records()).toMatchObject(
      ['F1X', 'F2X', 'F3X'].map((consumerAccountNumber) => ({ consumerAccountNumber })),
    )
    expect((await rollback(1)).userErrors).toMatchObject([count])
    await save(carLoan)
    const all = { confirmAccountNumberChanges: 3 }
    expect((await publish(1, { ...all, note: 'agreed with the bureaus' })).version.version).toBe(3)
    expect(await preset('versions { version note }')).toEqual({
      versions: [
        { version: 3, note: 'agreed with the bureaus' },
        { version: 2, note: null },
        { version: 1, note: null },
      ],
    })
  })

  it('an example that does not hold, with its place', async () => {
    const example = `examples:
  - title: a car
    asOf: 2026-03-20
    given: { temporary: true }
    expect: { outcome: EXCLUDED }
`
    await save(carLoan + example)
    const line = carLoan.split('\n').length + 1
    expect((await publish(1)).userErrors).toMatchObject([
      { __typename: 'PresetProblem', code: 'EXAMPLE_FAILED', line, presetPath: 'examples.0' },
    ])
    expect((await preset('draft { examples { title passed line differences } }')).draft.examples).toEqual([
      { title: 'a car', passed: false, line, differences: ['outcome: expected EXCLUDED, got REJECTED'] },
    ])
  })

  it('a text that one of the connections cannot be read by, naming it', async () => {
    source.customFields = ['channel']
    await connected('Branch', Buffer.from(presetId, 'base64url').toString().split(':')[1]!)
    const text = carLoan
      .replace("specialComment: { value: '' }", '')
      .replace('  termsDuration', '  specialComment: { from: channel }\n  termsDuration')
    expect((await save(text)).draft.problems).toHaveLength(1)
    const { userErrors } = await publish(1)
    expect(userErrors).toMatchObject([{ code: 'UNKNOWN_PATH', connectionName: 'Tenant' }])
    expect(userErrors[0].message).toContain('Tenant')
  })

  it('what no longer suits the connections: one that is made at the same moment takes the published version, or none', async () => {
    await save(carLoan)
    const { promise, resolve } = Promise.withResolvers<void>()
    const asked = source.authorizations.length
    source.hold = promise
    const making = connected('Branch', Buffer.from(presetId, 'base64url').toString().split(':')[1]!)
    const refused = expect(making).rejects.toThrow('CHANGED_MEANWHILE')
    await vi.waitUntil(() => source.authorizations.length > asked)
    expect((await publish(1)).userErrors).toEqual([])
    resolve()
    await refused
    expect(await db().connection.count()).toBe(1)
  })

  it('a text for another source, nothing new, a version that never was', async () => {
    await save(fakePreset)
    expect((await publish(1)).userErrors).toMatchObject([{ __typename: 'Refused', code: 'NOTHING_CHANGED' }])
    expect((await rollback(1)).userErrors).toMatchObject([{ code: 'NOTHING_CHANGED' }])
    expect((await rollback(7)).userErrors).toMatchObject([{ __typename: 'Missing', code: 'NOT_FOUND' }])
    await save(carLoan.replace('source: fake', 'source: loanpro'), 1)
    expect((await publish(2)).userErrors).toMatchObject([{ code: 'WRONG_SOURCE', line: 4, presetPath: 'source' }])
  })
})

it('a repeated request publishes once; a connection that cannot run is named, and the version stands', async () => {
  await save(carLoan)
  await db().connection.updateMany({ data: { state: 'PAUSED' } })
  const input = { remap: true, idempotencyKey: 'once' }
  const first = await publish(1, input)
  expect(first).toMatchObject({ version: { version: 2 }, remapRuns: [], remapErrors: [{ code: 'CONNECTION_PAUSED' }] })
  expect(first.remapErrors[0].message).toMatch(/^Tenant: /)
  await db().connection.updateMany({ data: { state: 'ACTIVE' } })
  const again = await publish(1, input)
  expect(again).toMatchObject({ version: { id: first.version.id }, remapRuns: [{ mode: 'ROLLOVER' }] })
  expect((await publish(1, input)).remapRuns).toEqual(again.remapRuns)
  expect(await db().mappingPresetVersion.count()).toBe(2)
})

describe('preview', () => {
  it('shows what is sensitive masked, and what comes from a sensitive field not at all', async () => {
    const text = fakePreset
      .replace('surname: { from: row.last, then: [name]', 'surname: { from: row.ssn, then: [{ take: 9 }]')
      .replace('socialSecurityNumber: { from: row.ssn, as: ssn }', "socialSecurityNumber: { value: '' }")
      .replace('dateOfBirth: { from: row.born, as: birthDate }', 'dateOfBirth: { from: contractDate, as: birthDate }')
    const answer = await preview({ text, sample: 1 })
    expect(answer.problems).toEqual([])
    const changes = Object.fromEntries(answer.records[0].changes.map((each: { field: string }) => [each.field, each]))
    expect(changes['base.surname']).toMatchObject({ before: 'REYES', now: '•••', trace: { sourceValue: '•••' } })
    expect(changes['base.socialSecurityNumber']).toMatchObject({ before: '***-**-0001', now: null })
    expect(changes['base.dateOfBirth']).toMatchObject({ before: '1980-**-**', now: '2026-**-**' })
    expect(JSON.stringify(answer)).not.toMatch(/666120001|1980-02/)
  })

  it('of a loan that the text rejects, or excludes', async () => {
    const [record] = await records()
    const excluding = `${fakePreset}exclude: [{ when: 'amount > usd("1.00")', reason: TOO_LARGE_A_LOAN, detail: 'x' }]\n`
    const [excluded] = (await preview({ text: excluding, records: [record.id] })).records
    expect(excluded).toMatchObject({ now: { eligibility: 'EXCLUDED', exclusionReason: 'TOO_LARGE_A_LOAN' } })
    expect(excluded.changes).toContainEqual(
      expect.objectContaining({ field: 'base.accountType', before: '01', now: null }),
    )
    const rejecting = fakePreset.replace('then: [upper, ', 'then: [upper, { keep: letters }, { maxLength: 0 }, ')
    const [rejected] = (await preview({ text: rejecting, records: [record.id] })).records
    expect(rejected.now).toMatchObject({ eligibility: null, failures: [{ code: 'TOO_LONG' }] })
  })

  it('shows any field with its trace, also where it stays as it is, with the same masks', async () => {
    const query = `query($connection: ID!, $text: String!) { previewMapping(connection: $connection, text: $text, sample: 1) {
      records { changes { field } fields(names: ["accountType", "socialSecurityNumber"]) { field before now trace { steps { step } } } } } }`
    const answer = await get(server.url, analyst(), query, { connection: connectionId, text: fakePreset })
    const [{ changes, fields }] = answer.previewMapping.records
    expect(changes).toEqual([])
    expect(fields).toMatchObject([
      { field: 'base.accountType', before: '01', now: '01', trace: { steps: expect.any(Array) } },
      { field: 'base.socialSecurityNumber', before: '***-**-0001', now: '***-**-0001' },
    ])
  })

  it('takes 1 to 20 records of the connection', async () => {
    const refusedWith = async (variables: Input) => {
      const answer = await ask(server.url, analyst(), previewQuery, { connection: connectionId, ...variables })
      return answer.errors?.[0]?.extensions
    }
    expect(await refusedWith({ sample: 21 })).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'sample' })
    expect(await refusedWith({ records: [] })).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'records' })
    const unknown = encodeId('Metro2Record', '01900000-0000-7000-8000-000000000000')
    expect(await refusedWith({ records: [unknown] })).toMatchObject({ code: 'NOT_FOUND', argument: 'records' })
  })
})

describe('a newer preset of the plugin', () => {
  it('is shown part by part until it is looked through', async () => {
    expect((await preset('shippedUpdate { text }')).shippedUpdate).toBeNull()
    // As if the plugin had shipped another text when this one was copied.
    const shippedText = fakePreset
      .replace("value: '012'", "value: '024'")
      .replace('city: { value: PROVO }', 'city: { value: OREM }')
    const ownText = shippedText.replace("value: '024'", "value: '036'")
    await db().mappingPreset.updateMany({ data: { shippedText } })
    await db().mappingPresetVersion.updateMany({ data: { text: ownText } })
    const { shippedUpdate } = await preset('shippedUpdate { text changes { path kind before after own conflict } }')
    expect(shippedUpdate).toEqual({
      text: fakePlugin.presets[0]!.text,
      changes: [
        {
          path: 'account.termsDuration',
          kind: 'CHANGED',
          before: '{ value: 024 }',
          after: '{ value: 012 }',
          own: '{ value: 036 }',
          conflict: true,
        },
        {
          path: 'consumers.fields.city',
          kind: 'CHANGED',
          before: '{ value: OREM }',
          after: '{ value: PROVO }',
          own: '{ value: OREM }',
          conflict: false,
        },
      ],
    })
    const take = (paths: string[]) => mutate('takeOverShippedChanges', 'draft { revision text }', { paths })
    expect((await take(['account.city'])).userErrors).toEqual([
      expect.objectContaining({ code: 'UNKNOWN_CHANGE', path: ['input', 'paths'] }),
    ])
    const { draft } = await take(['consumers.fields.city'])
    expect(draft).toMatchObject({ revision: 1, text: expect.stringContaining('city: { value: PROVO }') })
    expect(draft.text).toContain("termsDuration: { value: '036' }")
    expect((await publish(1, { takesShippedUpdate: true })).userErrors).toEqual([])
    expect((await preset('shippedUpdate { text }')).shippedUpdate).toBeNull()
  })

  it('that changes account numbers wants the same confirmation, and so does the way back', async () => {
    // As if the plugin shipped another number now, and records stood for the one before.
    const before = renumbered
    await db().mappingPreset.updateMany({ data: { shippedText: before } })
    await db().mappingPresetVersion.updateMany({ data: { text: before } })
    const run = { connectionId: tenantId, mode: 'FULL', asOf: '2026-03-20', keys: null, range: null } as const
    const again = done(await startSync(server.app, lender.id, { ...run, trigger: 'MANUAL', actor: 'test' }))
    // Programs are kept by version and check of the connection.
    await db().connection.updateMany({ data: { checkedAt: new Date(Date.now() + 1) } })
    await db().metro2Record.updateMany({ data: { inputHash: Buffer.alloc(0) } })
    await executeRun(server.app, lender.id, again.runId, 'worker')
    expect(await records()).toMatchObject([{ consumerAccountNumber: 'F1X' }, {}, {}])
    const take = (paths: string[]) => mutate('takeOverShippedChanges', 'draft { revision text }', { paths })
    expect((await take(['account.consumerAccountNumber'])).draft.text).not.toContain('append')
    const count = { __typename: 'AccountNumberChange', code: 'CONFIRMATION_REQUIRED', records: 3 }
    expect((await publish(1, { takesShippedUpdate: true })).userErrors).toMatchObject([count])
    const made = await publish(1, { takesShippedUpdate: true, confirmAccountNumberChanges: 3, remap: true })
    await work(made.remapRuns[0])
    expect(await records()).toMatchObject([{ consumerAccountNumber: 'F1' }, {}, {}])
    expect((await rollback(1)).userErrors).toMatchObject([count])
    expect((await rollback(1, { confirmAccountNumberChanges: 2 })).userErrors).toMatchObject([count])
    const back = await rollback(1, { confirmAccountNumberChanges: 3, remap: true })
    await work(back.remapRuns[0])
    expect(await records()).toMatchObject([{ consumerAccountNumber: 'F1X' }, {}, {}])
  })
})

describe('hostile and odd texts', () => {
  const check = async (text: string, connection: string | null = null) => {
    const query =
      'query ($text: String!, $connection: ID) { checkMappingPreset(text: $text, connection: $connection) { passed problems { line column code hint } } }'
    return (await get(server.url, analyst(), query, { text, connection })).checkMappingPreset
  }

  it.each([
    [
      'an alias bomb',
      `a: &a [x, x]\n${Array.from({ length: 9 }, (_, i) => `b${i}: &b${i} [*a, *a, *a]`).join('\n')}`,
      'NOT_ALLOWED',
    ],
    ['deep nesting', '['.repeat(100_000), 'TOO_DEEP'],
    ['300 kB', `a: '${'x'.repeat(300_000)}'`, 'TOO_LARGE'],
    ['a name of Object', `${fakePreset}__proto__: { x: 1 }`, 'UNKNOWN_KEY'],
    ['a regular expression', fakePreset.replace("'true'", '\'row.last.matches("(a+)+$")\''), 'NOT_ALLOWED'],
  ])('%s is refused quickly', async (_name, text, code) => {
    await check('warm: up')
    const began = performance.now()
    const answer = await check(text)
    expect(answer.problems.map((problem: { code: string }) => problem.code)).toContain(code)
    // A tenth of a second is promised; a busy machine may take longer for the way there and back.
    expect(performance.now() - began).toBeLessThan(1_000)
  })

  it('10 MB do not get as far', async () => {
    const answer = await ask(
      server.url,
      analyst(),
      'query ($text: String!) { checkMappingPreset(text: $text) { passed } }',
      {
        text: 'x'.repeat(10_000_000),
      },
    )
    expect(answer.status).toBe(413)
  })

  it('are not stored when they are too large, or no text', async () => {
    expect((await save('x'.repeat(300_000))).userErrors).toMatchObject([{ code: 'TOO_LARGE', path: ['input', 'text'] }])
    await expect(save('a: "\0"')).rejects.toThrow(/BAD_USER_INPUT/)
  })

  it('are checked by the source they name, or against a connection', async () => {
    expect(await check(fakePreset)).toEqual({ passed: true, problems: [] })
    expect(await check(fakePreset, connectionId)).toEqual({ passed: true, problems: [] })
    const elsewhere = await check(fakePreset.replace('source: fake', 'source: fakes'))
    expect(elsewhere.problems).toMatchObject([{ line: 4, column: 9, code: 'WRONG_SOURCE', hint: 'Installed: fake.' }])
    expect((await check('title: x')).problems).toContainEqual(expect.objectContaining({ code: 'MISSING_KEY' }))
    expect((await check('a: [')).problems).toMatchObject([{ code: 'YAML_SYNTAX' }])
  })
})

it('a VIEWER reads drafts and neither checks nor previews; another organization has nothing of it', async () => {
  await save(carLoan)
  const query = 'query ($id: ID!) { mappingPreset(id: $id) { draft { text } } }'
  const own = await get(server.url, lender.keys.VIEWER, query, { id: presetId })
  expect(own.mappingPreset.draft.text).toBe(carLoan)
  for (const [text, variables] of [
    ['query ($text: String!) { checkMappingPreset(text: $text) { passed } }', { text: carLoan }],
    [previewQuery, { connection: connectionId }],
  ] as const) {
    expect((await ask(server.url, lender.keys.VIEWER, text, variables)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN')
  }
  const stranger = server.other.keys.ADMIN
  expect(await get(server.url, stranger, query, { id: presetId })).toEqual({ mappingPreset: null })
  const preview = await ask(server.url, stranger, previewQuery, { connection: connectionId })
  expect(preview.errors?.[0]?.extensions?.code).toBe('NOT_FOUND')
})
