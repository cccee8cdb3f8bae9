/** Every mutation over HTTP: what it does, who may ask for it, and what it answers to bad input. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { encodeId } from '../../../schema/ids.ts'
import { schema } from '../../../schema/index.ts'
import { newId } from '../../../server/ids.ts'
import { dumpDatabase } from '../../services/app.ts'
import { type FakeSource, startFakeSource } from '../../support/fakeSource.ts'
import {
  type Answer,
  ask,
  newTestOrganization,
  startTestServer,
  type TestOrganization,
  type TestServer,
} from '../../support/server.ts'

let server: TestServer
let source: FakeSource
let lender: TestOrganization

beforeAll(async () => {
  server = await startTestServer()
  source = await startFakeSource()
})
afterAll(async () => {
  await source.close()
  await server.close()
})
beforeEach(async () => {
  lender = await newTestOrganization(server.app, 'Lender')
})

type Input = Record<string, unknown>
type Role = keyof TestOrganization['keys']

/** What each mutation is asked for beside userErrors. */
const selections: Record<string, string> = {
  createFurnisher: 'furnisher { id name telephoneNumber innovisProgramIdentifier }',
  updateFurnisher: 'furnisher { id address }',
  checkConnection: 'passed environment capabilities steps { name outcome hint } connection { id }',
  previewConnection: 'asOf loans { sourceKey } preset { name } problems { code }',
  createConnection:
    'connection { id name environment credentialsHint settings preset { name } } run { id state trigger } firstSyncErrors { code }',
  updateConnection: 'connection { id name settings }',
  replaceCredentials: 'connection { id credentialsHint }',
  pauseConnection: 'connection { id state }',
  resumeConnection: 'connection { id state }',
  deleteConnection: 'deletedConnectionId',
  setWebhook: 'connection { id } secret',
  rotateWebhookSecret: 'connection { id } secret',
  dropFormerWebhookSecret: 'connection { id }',
  testWebhook: 'passed',
  setWriteback: 'connection { id }',
  disableWriteback: 'connection { id }',
  planWriteback: 'plan { id }',
  applyWriteback: 'operation { id }',
  stopWriteback: 'stopped',
  allowWriteback: 'stopped',
  importBureauResponses: 'operation { id }',
  recordBureauResponses: 'recorded',
  startSync: 'run { id mode state asOf }',
  cancelSync: 'run { id state }',
  cancelOperation: 'operation { id }',
  startMappingImpact: 'operation { id }',
  retryQuarantined: 'operation { id }',
  takeOverShippedChanges: 'draft { revision }',
  createApiKey: 'apiKey { id name role hint } key',
  revokeApiKey: 'apiKey { id revokedAt }',
  saveMappingPresetDraft: 'draft { revision }',
  discardMappingPresetDraft: 'preset { id }',
  publishMappingPreset: 'version { version }',
  rollbackMappingPreset: 'version { version }',
  setRuleSetting: 'rule { id effectiveSeverity }',
  waiveErrors: 'count batchId samples { id } locked { ruleId }',
  revokeWaiver: 'waiver { id } count',
  revealPii: 'consumers { segment }',
  saveView: 'view { id }',
  deleteView: 'deletedViewId',
  openPeriod: 'period { id month } operation { id }',
  createFile: 'file { id }',
  deleteUpload: '__typename',
  importBaseline: '__typename',
  matchBaselineAccount: '__typename',
  unmatchBaselineAccount: '__typename',
  ignoreBaselineAccount: '__typename',
  ignoreBaselineLoan: '__typename',
  computePeriod: 'operation { id }',
  closePeriod: 'period { id } operation { id }',
  openCorrection: 'period { id } operation { id }',
  discardPeriod: 'furnisher { id }',
  holdOutPeriodRecords: 'count samples { id } period { id }',
  releasePeriodRecords: 'count samples { id } period { id }',
  waivePeriodFindings: 'count batchId period { id }',
}

const inputType = (mutation: string) => `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`

/** The whole answer to a mutation. */
function send(
  mutation: string,
  input: Input,
  key: string = lender.keys.ADMIN,
  url: string = server.url,
): Promise<Answer> {
  const query = `mutation($input: ${inputType(mutation)}!) {
    ${mutation}(input: $input) { ${selections[mutation]} userErrors { __typename code path message } }
  }`
  return ask(url, key, query, { input })
}

/** The payload of a mutation that must have been done. */
async function run(mutation: string, input: Input, key?: string) {
  const answer = await send(mutation, input, key)
  expect(answer.errors).toBeUndefined()
  const { userErrors, ...payload } = answer.data[mutation]
  expect(userErrors).toEqual([])
  return payload
}

/** Refusals as `Missing NOT_FOUND input.furnisherId`. */
async function refusals(mutation: string, input: Input, key?: string): Promise<string[]> {
  const answer = await send(mutation, input, key)
  expect(answer.errors).toBeUndefined()
  const errors = answer.data[mutation].userErrors as { __typename: string; code: string; path: string[] }[]
  expect(errors.length).toBeGreaterThan(0)
  return errors.map((error) => `${error.__typename} ${error.code} ${error.path.join('.')}`.trim())
}

const furnisher = {
  name: 'Summit Lending',
  address: '1 MAIN ST, PROVO UT 84601',
  telephoneNumber: '(801) 555-0100',
  identificationNumber: 'SUMMIT01',
}

const newFurnisher = async (key?: string): Promise<string> =>
  (await run('createFurnisher', furnisher, key)).furnisher.id

async function connectionInput(extra: Input = {}): Promise<Input> {
  return {
    pluginId: 'fake',
    name: 'Tenant',
    furnisherId: await newFurnisher(),
    settings: { baseUrl: source.url, environment: 'SANDBOX' },
    credentials: { token: source.token },
    ...extra,
  }
}

it('a client connects a source, reads it, changes it and lets go of it', async () => {
  const made = await run('createFurnisher', furnisher)
  expect(made.furnisher).toMatchObject({ telephoneNumber: '8015550100', innovisProgramIdentifier: '' })
  const furnisherId = made.furnisher.id
  const changed = await run('updateFurnisher', { furnisherId, address: '2 MAIN ST' })
  expect(changed.furnisher).toEqual({ id: furnisherId, address: '2 MAIN ST' })

  const settings = { baseUrl: source.url, environment: 'SANDBOX' }
  const credentials = { token: source.token }
  const checked = await run('checkConnection', { pluginId: 'fake', settings, credentials })
  expect(checked).toEqual({
    passed: true,
    environment: 'SANDBOX',
    capabilities: { since: true },
    steps: [{ name: 'token', outcome: 'PASSED', hint: null }],
    connection: null,
  })
  const input = {
    pluginId: 'fake',
    name: 'Tenant',
    furnisherId,
    settings,
    credentials,
    startFirstSync: true,
    idempotencyKey: 'k',
  }
  const created = await run('createConnection', input)
  expect(created).toMatchObject({
    connection: { name: 'Tenant', environment: 'SANDBOX', credentialsHint: '…4711', preset: { name: 'fake-metro2' } },
    run: { state: 'QUEUED', trigger: 'FIRST' },
    firstSyncErrors: [],
  })
  expect(await run('createConnection', input)).toEqual(created)
  const connectionId = created.connection.id
  expect((await run('cancelSync', { runId: created.run.id })).run).toEqual({ id: created.run.id, state: 'CANCELLED' })

  expect((await run('pauseConnection', { connectionId })).connection.state).toBe('PAUSED')
  expect(await refusals('startSync', { connectionId })).toEqual(['Refused CONNECTION_PAUSED input.connectionId'])
  expect((await run('resumeConnection', { connectionId })).connection.state).toBe('ACTIVE')
  const started = await run('startSync', { connectionId, mode: 'FULL', asOf: '2026-06-29' })
  expect(started.run).toMatchObject({ mode: 'FULL', state: 'QUEUED', asOf: '2026-06-29' })
  expect(await refusals('deleteConnection', { connectionId, confirmName: 'Tenant' })).toEqual([
    'Refused RUN_ACTIVE input.connectionId',
  ])
  await run('cancelSync', { runId: started.run.id })

  const renamed = await run('updateConnection', {
    connectionId,
    name: 'Renamed',
    settings: { ...settings, pageSize: 7 },
  })
  expect(renamed.connection).toMatchObject({ name: 'Renamed', settings: { pageSize: 7 } })
  expect((await run('replaceCredentials', { connectionId, credentials })).connection.credentialsHint).toBe('…4711')
  expect((await run('checkConnection', { connectionId })).connection).toEqual({ id: connectionId })
  expect(await run('deleteConnection', { connectionId, confirmName: 'Renamed' })).toEqual({
    deletedConnectionId: connectionId,
  })
  expect(await refusals('pauseConnection', { connectionId })).toEqual(['Missing NOT_FOUND input.connectionId'])

  const audited = await server.app.database.tenant(lender.id).auditLog.findMany({ orderBy: { id: 'asc' } })
  expect(new Set(audited.map((entry) => entry.actor))).toEqual(new Set(['operator', `apiKey:${lender.keyIds.ADMIN}`]))
  expect(audited.map((entry) => entry.action)).toEqual([
    ...['createOrganization', 'createFurnisher', 'updateFurnisher', 'createConnection', 'startSync', 'cancelSync'],
    ...['pauseConnection', 'resumeConnection', 'startSync', 'cancelSync', 'updateConnection', 'replaceCredentials'],
    ...['checkConnection', 'deleteConnection', 'finishDeleteConnection'],
  ])
})

it('a key is shown once, works at once, and ends when it is revoked', async () => {
  const input = { name: 'Dashboard', role: 'OPERATOR', idempotencyKey: 'k' }
  const { apiKey, key } = await run('createApiKey', input)
  expect(apiKey).toMatchObject({ name: 'Dashboard', role: 'OPERATOR', hint: `m2k_…${key.slice(-4)}` })
  await newFurnisher(key)
  const again = await send('createApiKey', input)
  expect(again.data.createApiKey).toMatchObject({
    apiKey,
    key: null,
    userErrors: [{ __typename: 'Refused', code: 'KEY_SHOWN_BEFORE' }],
  })
  expect((await run('revokeApiKey', { id: apiKey.id })).apiKey.revokedAt).toEqual(expect.any(String))
  expect((await send('createFurnisher', furnisher, key)).status).toBe(401)
})

describe('roles', () => {
  const id = (type: string) => encodeId(type, newId())
  const connectionId = id('ConnectedSource')
  const presetId = id('MappingPreset')
  const periodId = id('ReportingPeriod')
  const accountId = id('BaselineAccount')
  const json = { settings: {}, credentials: {} }
  const cases: Record<string, { needs: Role; input: Input }> = {
    createFurnisher: { needs: 'OPERATOR', input: furnisher },
    updateFurnisher: { needs: 'OPERATOR', input: { furnisherId: id('Furnisher') } },
    checkConnection: { needs: 'OPERATOR', input: { connectionId } },
    previewConnection: { needs: 'OPERATOR', input: { pluginId: 'x', ...json } },
    createConnection: { needs: 'OPERATOR', input: { pluginId: 'x', name: 'x', furnisherId: id('Furnisher'), ...json } },
    updateConnection: { needs: 'OPERATOR', input: { connectionId } },
    replaceCredentials: { needs: 'OPERATOR', input: { connectionId, credentials: {} } },
    pauseConnection: { needs: 'OPERATOR', input: { connectionId } },
    resumeConnection: { needs: 'OPERATOR', input: { connectionId } },
    deleteConnection: { needs: 'ADMIN', input: { connectionId, confirmName: 'x' } },
    setWebhook: { needs: 'OPERATOR', input: { connectionId, proof: 'NONE' } },
    rotateWebhookSecret: { needs: 'OPERATOR', input: { connectionId } },
    testWebhook: { needs: 'OPERATOR', input: { connectionId } },
    setWriteback: { needs: 'ADMIN', input: { connectionId, targets: [] } },
    disableWriteback: { needs: 'OPERATOR', input: { connectionId } },
    planWriteback: { needs: 'OPERATOR', input: { connectionId } },
    applyWriteback: { needs: 'OPERATOR', input: { planId: id('WritebackPlan'), expectedCount: 0 } },
    stopWriteback: { needs: 'ADMIN', input: { reason: 'x' } },
    allowWriteback: { needs: 'ADMIN', input: { reason: 'x' } },
    importBureauResponses: { needs: 'OPERATOR', input: { furnisherId: id('Furnisher'), uploadId: id('Upload') } },
    recordBureauResponses: { needs: 'OPERATOR', input: { furnisherId: id('Furnisher'), responses: [] } },
    dropFormerWebhookSecret: { needs: 'OPERATOR', input: { connectionId } },
    startSync: { needs: 'OPERATOR', input: { connectionId } },
    cancelOperation: { needs: 'ANALYST', input: { operationId: id('Operation') } },
    retryQuarantined: { needs: 'OPERATOR', input: { ids: [id('QuarantinedRecord')] } },
    startMappingImpact: { needs: 'ANALYST', input: { presetId: id('MappingPreset') } },
    takeOverShippedChanges: { needs: 'ANALYST', input: { presetId: id('MappingPreset'), paths: ['account'] } },
    cancelSync: { needs: 'OPERATOR', input: { runId: id('SyncRun') } },
    createApiKey: { needs: 'ADMIN', input: { name: 'x', role: 'VIEWER' } },
    revokeApiKey: { needs: 'ADMIN', input: { id: id('ApiKey') } },
    saveMappingPresetDraft: { needs: 'ANALYST', input: { presetId, text: '' } },
    discardMappingPresetDraft: { needs: 'ANALYST', input: { presetId, expectedRevision: 1 } },
    publishMappingPreset: { needs: 'ANALYST', input: { presetId, expectedRevision: 1 } },
    rollbackMappingPreset: { needs: 'ANALYST', input: { presetId, version: 1 } },
    setRuleSetting: { needs: 'ADMIN', input: { ruleId: 'x', severity: 'OFF', reason: 'x' } },
    waiveErrors: { needs: 'ANALYST', input: { recordIds: [id('Metro2Record')], reason: 'x' } },
    revokeWaiver: { needs: 'ANALYST', input: { waiverId: id('Waiver'), reason: 'x' } },
    revealPii: { needs: 'ANALYST', input: { recordId: id('Metro2Record'), reason: 'x' } },
    saveView: { needs: 'VIEWER', input: { page: 'RECORDS', name: 'x', parameters: [] } },
    deleteView: { needs: 'VIEWER', input: { viewId: id('SavedView') } },
    createFile: { needs: 'OPERATOR', input: { periodId } },
    deleteUpload: { needs: 'OPERATOR', input: { uploadId: id('Upload') } },
    importBaseline: { needs: 'OPERATOR', input: { furnisherId: id('Furnisher'), uploadId: id('Upload') } },
    matchBaselineAccount: { needs: 'OPERATOR', input: { accountId, recordId: id('Metro2Record') } },
    unmatchBaselineAccount: { needs: 'OPERATOR', input: { accountId } },
    ignoreBaselineAccount: { needs: 'OPERATOR', input: { accountId, reason: 'x' } },
    ignoreBaselineLoan: { needs: 'OPERATOR', input: { loanId: id('BaselineLoan'), reason: 'x' } },
    openPeriod: { needs: 'OPERATOR', input: { furnisherId: id('Furnisher'), month: '2026-05' } },
    computePeriod: { needs: 'ANALYST', input: { periodId } },
    closePeriod: { needs: 'OPERATOR', input: { periodId } },
    openCorrection: { needs: 'OPERATOR', input: { periodId } },
    discardPeriod: { needs: 'OPERATOR', input: { periodId } },
    holdOutPeriodRecords: { needs: 'ANALYST', input: { periodId, filter: {}, reason: 'x' } },
    releasePeriodRecords: { needs: 'ANALYST', input: { periodId, filter: {} } },
    waivePeriodFindings: { needs: 'ANALYST', input: { periodId, ruleIds: ['x'], filter: {}, reason: 'x' } },
  }

  it('every mutation of the schema has a case here', () => {
    expect(Object.keys(schema.getMutationType()!.getFields()).sort()).toEqual(Object.keys(cases).sort())
  })

  const order: Role[] = ['VIEWER', 'ANALYST', 'OPERATOR', 'ADMIN']
  it.each(Object.entries(cases))('%s', async (mutation, { needs, input }) => {
    for (const role of order) {
      const answer = await send(mutation, input, lender.keys[role])
      const code = answer.errors?.[0]?.extensions?.code
      expect([role, code]).toEqual([role, order.indexOf(role) < order.indexOf(needs) ? 'FORBIDDEN' : undefined])
    }
  })
})

describe('bad input', () => {
  it('answers every problem of a form at once, each with the path of its value', async () => {
    const wrong = {
      name: '',
      furnisherId: encodeId('Furnisher', newId()),
      settings: { pageSize: 0 },
      credentials: {},
      preset: 'nothing',
    }
    expect(await refusals('createConnection', await connectionInput(wrong))).toEqual([
      'InvalidInput INVALID_NAME input.name',
      'Missing NOT_FOUND input.furnisherId',
      'InvalidInput INVALID_SETTING input.settings.baseUrl',
      'InvalidInput INVALID_SETTING input.settings.environment',
      'InvalidInput INVALID_SETTING input.settings.pageSize',
      'InvalidInput INVALID_CREDENTIAL input.credentials.token',
      'Missing UNKNOWN_PRESET input.preset',
    ])
  })

  it('a wrong token, a wrong address, an unknown plugin, a taken name', async () => {
    const input = await connectionInput()
    expect(await refusals('createConnection', { ...input, credentials: { token: 'wrong-token-0815' } })).toEqual([
      'Refused CHECK_FAILED input.credentials.token',
    ])
    const gone = { baseUrl: 'http://127.0.0.1:1025', environment: 'SANDBOX' }
    expect(await refusals('createConnection', { ...input, settings: gone })).toEqual([
      'InvalidInput UNREACHABLE input.settings.baseUrl',
    ])
    expect(await refusals('createConnection', { ...input, pluginId: 'x' })).toEqual([
      'Missing UNKNOWN_PLUGIN input.pluginId',
    ])
    await run('createConnection', input)
    expect(await refusals('createConnection', input)).toEqual(['Refused NAME_TAKEN input.name'])
  })

  it('a private address, where the operator does not allow it', async () => {
    const strict = await server.serve({ ALLOW_PRIVATE_SOURCES: 'false' })
    const settings = { baseUrl: 'https://192.168.1.1', environment: 'SANDBOX' }
    const answer = await send('createConnection', await connectionInput({ settings }), lender.keys.ADMIN, strict)
    expect(answer.data.createConnection.userErrors).toMatchObject([
      { code: 'PRIVATE_ADDRESS', path: ['input', 'settings', 'baseUrl'] },
    ])
  })

  it('a check of nothing, or of two things', async () => {
    expect(await refusals('checkConnection', {})).toEqual(['InvalidInput TARGET_REQUIRED'])
    const both = { connectionId: encodeId('ConnectedSource', newId()), pluginId: 'fake' }
    expect(await refusals('checkConnection', both)).toEqual(['InvalidInput AMBIGUOUS_TARGET input.pluginId'])
    const none = await refusals('checkConnection', { pluginId: 'fake' })
    expect(none).toEqual(['InvalidInput INVALID_FORM input.settings', 'InvalidInput INVALID_FORM input.credentials'])
  })

  it('a wrong day, keys without their mode, a range that ends before it begins', async () => {
    const { connection } = await run('createConnection', await connectionInput())
    const wrong = {
      connectionId: connection.id,
      mode: 'RANGE',
      asOf: '2099-01-01',
      keys: ['1'],
      range: { from: '2026-02-02', to: '2026-02-01' },
    }
    const found = await refusals('startSync', wrong)
    // A sandbox has a clock of its own, so its day may lie ahead.
    expect(found).toEqual(['InvalidInput KEYS_UNEXPECTED input.keys', 'InvalidInput INVALID_RANGE input.range'])
    const noDay = await send('startSync', { ...wrong, asOf: '2026-02-30' })
    expect(noDay.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT')
  })

  it('waiving nothing, without a reason, too many ids; a rule that is none', async () => {
    const recordIds = [encodeId('Metro2Record', newId())]
    expect(await refusals('waiveErrors', { reason: 'x' })).toEqual(['Refused NOTHING_CHOSEN'])
    expect(await refusals('waiveErrors', { recordIds, reason: ' ' })).toEqual([
      'InvalidInput INVALID_REASON input.reason',
    ])
    const many = Array(1_001).fill(recordIds[0])
    expect(await refusals('waiveErrors', { recordIds: many, reason: 'x' })).toEqual([
      'InvalidInput TOO_MANY input.recordIds',
    ])
    const nothing = { recordIds, reason: 'x', dryRun: false, expectedCount: 0 }
    expect(await refusals('waiveErrors', nothing)).toEqual(['Refused NOTHING_CHOSEN'])
    const wrongId = await send('waiveErrors', { validationErrorIds: recordIds, reason: 'x' })
    expect(wrongId.errors?.[0]?.extensions).toMatchObject({ argument: 'input.validationErrorIds' })
    expect(await refusals('setRuleSetting', { ruleId: 'x', reason: 'x' })).toEqual(['Missing NOT_FOUND input.ruleId'])
    expect(await refusals('setRuleSetting', { ruleId: 'G-ID-2', reason: 'x'.repeat(1_001) })).toEqual([
      'InvalidInput INVALID_REASON input.reason',
    ])
    expect(await refusals('setRuleSetting', { ruleId: 'SSN-MASKED', reason: 'x' })).toEqual([
      'Refused RULE_LOCKED input.ruleId',
    ])
  })

  it('ids of another type, and ids that are none', async () => {
    for (const connectionId of [encodeId('Furnisher', newId()), 'nonsense', '']) {
      const answer = await send('pauseConnection', { connectionId })
      expect(answer.errors?.[0]).toMatchObject({
        extensions: { code: 'BAD_USER_INPUT', argument: 'input.connectionId' },
      })
    }
  })

  it('ids of another organization are answered as if they were not there', async () => {
    const input = await connectionInput({ startFirstSync: true })
    const { connection, run: first } = await run('createConnection', input)
    const connectionId = connection.id
    const { presetId: preset } = await server.app.database
      .tenant(lender.id)
      .connection.findFirstOrThrow({ select: { presetId: true } })
    const presetId = encodeId('MappingPreset', preset)
    const stranger = server.other.keys.ADMIN
    const cases: [string, Input, string][] = [
      ['updateFurnisher', { furnisherId: input.furnisherId, name: 'Mine' }, 'furnisherId'],
      ['createConnection', input, 'furnisherId'],
      ['checkConnection', { connectionId }, 'connectionId'],
      ['updateConnection', { connectionId, name: 'Mine' }, 'connectionId'],
      ['replaceCredentials', { connectionId, credentials: { token: source.token } }, 'connectionId'],
      ['pauseConnection', { connectionId }, 'connectionId'],
      ['resumeConnection', { connectionId }, 'connectionId'],
      ['deleteConnection', { connectionId, confirmName: 'Tenant' }, 'connectionId'],
      ['startSync', { connectionId }, 'connectionId'],
      ['cancelSync', { runId: first.id }, 'runId'],
      ['revokeApiKey', { id: encodeId('ApiKey', lender.keyIds.VIEWER) }, 'id'],
      ['saveMappingPresetDraft', { presetId, text: 'mine' }, 'presetId'],
      ['discardMappingPresetDraft', { presetId, expectedRevision: 1 }, 'presetId'],
      ['publishMappingPreset', { presetId, expectedRevision: 1 }, 'presetId'],
      ['rollbackMappingPreset', { presetId, version: 1 }, 'presetId'],
    ]
    for (const [mutation, each, path] of cases) {
      expect([mutation, await refusals(mutation, each, stranger)]).toEqual([
        mutation,
        [`Missing NOT_FOUND input.${path}`],
      ])
    }
    expect((await run('cancelSync', { runId: first.id })).run.state).toBe('CANCELLED')
  })
})

it('a token stands in no answer, log line or table', async () => {
  const token = 'canary-0e1d-wrong-token'
  const input = await connectionInput({ credentials: { token } })
  const answers = [
    await send('createConnection', input),
    await send('checkConnection', { pluginId: 'fake', settings: input.settings, credentials: { token } }),
    await send('createConnection', { ...input, credentials: { token, more: token } }),
    await send('createConnection', { ...input, settings: { baseUrl: token } }),
  ]
  // Settings are no secrets, but a secret pasted into the wrong field should not come back either.
  for (const answer of answers) expect(JSON.stringify(answer.data)).not.toContain('canary-0e1d')
  expect(server.app.logged()).not.toContain('canary-0e1d')
  expect(await dumpDatabase(server.app.database)).not.toContain('canary-0e1d')
})
