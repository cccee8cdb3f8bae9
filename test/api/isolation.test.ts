/**
 * Nothing of one organization can be reached from another: through any root field, through node, by subscription. The cases
 * are held against the schema, so that a new root field without one fails.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { csv } from '../../plugins/csv/plugin.ts'
import { nodeTypes } from '../../schema/builder.ts'
import { encodeId } from '../../schema/ids.ts'
import { schema } from '../../schema/index.ts'
import { newId } from '../../server/ids.ts'
import { fakePlugin } from '../support/fakePlugin.ts'
import { newReview } from '../support/periods.ts'
import { newBaseline, newFile } from '../support/reported.ts'
import { newWriteback } from '../support/responses.ts'
import { loansOf, type Seeded, seed } from '../support/seed.ts'
import { ask, connect, startTestServer, type TestServer } from '../support/server.ts'
import { newUpload } from '../support/uploads.ts'

let server: TestServer
/** What the lender has; the other lender has nothing but its keys. */
let seeded: Seeded
let ids: Record<string, string>

beforeAll(async () => {
  server = await startTestServer({ plugins: [fakePlugin, csv] })
  seeded = await seed(server.app, server.lender.id, loansOf(3), 'Lenderonly')
  const baseline = await newBaseline(server.app, server.lender.id, seeded.furnisherId, seeded.recordIds[0]!)
  const review = await newReview(server.app, server.lender.id, seeded.furnisherId)
  const written = await newWriteback(server.app, server.lender.id, seeded, 'w1')
  await server.app.database.tenant(server.lender.id).writebackStop.create({
    data: { organizationId: server.lender.id, reason: 'Lenderonly', stoppedAt: new Date(), stoppedBy: 'test' },
  })
  const auditId = newId()
  await server.app.database.tenant(server.lender.id).auditLog.create({
    data: {
      ...{ organizationId: server.lender.id, id: auditId, actor: 'jwt:Lenderonly', action: 'tested', at: new Date() },
      ...{ targetType: 'Furnisher', targetId: seeded.furnisherId, details: { reason: 'Lenderonly' } },
    },
  })
  const viewId = newId()
  await server.app.database.tenant(server.lender.id).savedView.create({
    data: {
      ...{ organizationId: server.lender.id, id: viewId, owner: 'jwt:ana', page: 'RECORDS', name: 'Lenderonly' },
      ...{ shared: true, parameters: { rule: 'TEST-RULE' }, createdAt: new Date(), updatedAt: new Date() },
    },
  })
  ids = {
    SavedView: encodeId('SavedView', viewId),
    AuditEntry: encodeId('AuditEntry', auditId),
    BureauResponse: encodeId('BureauResponse', written.responseId),
    Writeback: encodeId('Writeback', written.writebackId),
    WritebackPlan: encodeId('WritebackPlan', written.planId),
    PeriodRecord: encodeId('PeriodRecord', review.recordId),
    ReportedRecord: encodeId('ReportedRecord', review.reportedId),
    ReportingPeriod: encodeId('ReportingPeriod', review.periodId),
    Baseline: encodeId('Baseline', baseline.baselineId),
    BaselineAccount: encodeId('BaselineAccount', baseline.accountId),
    BaselineLoan: encodeId('BaselineLoan', baseline.loanId),
    BaselineProblem: encodeId('BaselineProblem', baseline.problemId),
    ApiKey: encodeId('ApiKey', server.lender.keyIds.ADMIN),
    ConnectedSource: encodeId('ConnectedSource', seeded.connectionId),
    Furnisher: encodeId('Furnisher', seeded.furnisherId),
    MappingPreset: encodeId('MappingPreset', seeded.presetId),
    MappingPresetVersion: encodeId('MappingPresetVersion', seeded.presetVersionId),
    Metro2File: encodeId('Metro2File', await newFile(server.app, server.lender.id, seeded.furnisherId)),
    Metro2Record: encodeId('Metro2Record', seeded.recordIds[0]!),
    Operation: encodeId('Operation', seeded.operationId),
    QuarantinedRecord: encodeId('QuarantinedRecord', seeded.quarantineId),
    SyncRun: encodeId('SyncRun', seeded.runId),
    Upload: encodeId('Upload', await newUpload(server.app, server.lender.id, 'Lenderonly.txt', 'canary')),
    ValidationError: encodeId('ValidationError', seeded.errorIds[0]!),
    Waiver: encodeId('Waiver', seeded.waiverId),
    WebhookDelivery: encodeId('WebhookDelivery', seeded.deliveryId),
  }
})
afterAll(() => server.close())

interface Case {
  query: string
  /** What the organization that has it is told; anything but what `hidden` is. */
  shown: unknown
  /** What another organization is told. */
  hidden: unknown
}

const list = (name: string, filter = ''): Case => ({
  query: `{ ${name}${filter} { totalCount edges { node { id } } } }`,
  shown: { [name]: { totalCount: expect.any(Number), edges: expect.arrayContaining([{ node: expect.anything() }]) } },
  hidden: { [name]: { totalCount: 0, edges: [] } },
})
const one = (name: string, type: string): Case => ({
  query: `{ ${name}(id: "ID:${type}") { id } }`,
  shown: { [name]: { id: `ID:${type}` } },
  hidden: { [name]: null },
})
/** The same for everybody: holds nothing of an organization. */
const common = (query: string): Case => ({ query, shown: expect.anything(), hidden: expect.anything() })

const queries: Record<string, Case> = {
  viewer: {
    query: '{ viewer { organization { name } } }',
    shown: { viewer: { organization: { name: 'Lender' } } },
    hidden: { viewer: { organization: { name: 'Other lender' } } },
  },
  node: one('node', 'Metro2Record'),
  nodes: {
    query: '{ nodes(ids: ["ID:Metro2Record", "ID:SyncRun"]) { id } }',
    shown: { nodes: [{ id: 'ID:Metro2Record' }, { id: 'ID:SyncRun' }] },
    hidden: { nodes: [null, null] },
  },
  sourcePlugins: common('{ sourcePlugins { id } }'),
  validationRules: common('{ validationRules { id } }'),
  codeTables: common('{ codeTables { codes { code } } }'),
  furnishers: list('furnishers'),
  connections: list('connections'),
  connection: one('connection', 'ConnectedSource'),
  syncRuns: list('syncRuns'),
  syncRun: one('syncRun', 'SyncRun'),
  syncEvents: {
    query: '{ syncEvents(runId: "ID:SyncRun") { seq } }',
    shown: { syncEvents: [{ seq: 1 }] },
    hidden: 'NOT_FOUND',
  },
  reportingPeriods: list('reportingPeriods'),
  reportingPeriod: one('reportingPeriod', 'ReportingPeriod'),
  periodRecords: list('periodRecords'),
  reportedRecords: list('reportedRecords'),
  portfolioHistory: {
    query: '{ portfolioHistory(furnisher: "ID:Furnisher") { statuses { accounts } } }',
    shown: { portfolioHistory: expect.arrayContaining([{ statuses: [{ accounts: 1 }] }]) },
    hidden: { portfolioHistory: [] },
  },
  errorTrend: {
    query: '{ errorTrend(furnisher: "ID:Furnisher") { rules { ruleId } } }',
    shown: { errorTrend: [{ rules: [{ ruleId: 'TEST-RULE' }] }] },
    hidden: { errorTrend: [] },
  },
  metro2Files: list('metro2Files'),
  baselines: list('baselines'),
  baselineAccounts: list('baselineAccounts'),
  baselineLoans: list('baselineLoans'),
  baselineProblems: list('baselineProblems'),
  metro2File: one('metro2File', 'Metro2File'),
  metro2Records: list('metro2Records'),
  metro2Record: one('metro2Record', 'Metro2Record'),
  validationErrors: list('validationErrors'),
  waivers: list('waivers'),
  validationSummary: {
    query:
      '{ validationSummary { records byRule { ruleId count } bySeverity { count } byAccountStatus { code } byEligibility { count } byExclusionReason { code } } }',
    shown: { validationSummary: expect.objectContaining({ records: 3, byRule: [{ ruleId: 'TEST-RULE', count: 3 }] }) },
    hidden: {
      validationSummary: {
        records: 0,
        byRule: [],
        bySeverity: [],
        byAccountStatus: [],
        byEligibility: [],
        byExclusionReason: [],
      },
    },
  },
  mappingPresets: list('mappingPresets'),
  mappingPreset: one('mappingPreset', 'MappingPreset'),
  checkMappingPreset: {
    query: '{ checkMappingPreset(text: "x", connection: "ID:ConnectedSource") { passed problems { code } } }',
    shown: { checkMappingPreset: { passed: false, problems: [{ code: 'WRONG_SHAPE' }] } },
    hidden: 'NOT_FOUND',
  },
  mappingCoverage: {
    query: '{ mappingCoverage(connection: "ID:ConnectedSource") { unfilledFields } }',
    shown: { mappingCoverage: { unfilledFields: expect.arrayContaining(['k1']) } },
    hidden: 'NOT_FOUND',
  },
  mappingExample: {
    query: '{ mappingExample(of: "ID:Metro2Record") { faithful } }',
    shown: { mappingExample: { faithful: true } },
    hidden: 'NOT_FOUND',
  },
  previewMapping: {
    query:
      '{ previewMapping(connection: "ID:ConnectedSource", records: ["ID:Metro2Record"]) { records { record { id } before { findings { ruleId } } } } }',
    shown: {
      previewMapping: {
        records: [{ record: { id: 'ID:Metro2Record' }, before: { findings: [{ ruleId: 'TEST-RULE' }] } }],
      },
    },
    hidden: 'NOT_FOUND',
  },
  operations: list('operations'),
  operation: one('operation', 'Operation'),
  quarantinedRecords: list('quarantinedRecords'),
  webhookDeliveries: list('webhookDeliveries'),
  bureauResponses: list('bureauResponses'),
  writebacks: list('writebacks'),
  writebackPlans: list('writebackPlans'),
  writebackStop: {
    query: '{ writebackStop { reason } }',
    shown: { writebackStop: { reason: 'Lenderonly' } },
    hidden: { writebackStop: null },
  },
  uploads: list('uploads'),
  inspectUpload: {
    query:
      '{ inspectUpload(input: { pluginId: "csv", uploads: [{ uploadId: "ID:Upload" }] }) { inspection { columns { header } } userErrors { code } } }',
    shown: { inspectUpload: { inspection: { columns: [{ header: 'canary' }] }, userErrors: [] } },
    hidden: { inspectUpload: { inspection: null, userErrors: [{ code: 'UPLOAD_GONE' }] } },
  },
  savedViews: list('savedViews'),
  auditLog: list('auditLog', '(filter: { target: "ID:Furnisher", action: ["tested"] })'),
  apiKeys: {
    query: '{ apiKeys(first: 100) { edges { node { id } } } }',
    shown: { apiKeys: { edges: expect.arrayContaining([{ node: { id: 'ID:ApiKey' } }]) } },
    hidden: { apiKeys: { edges: expect.not.arrayContaining([{ node: { id: 'ID:ApiKey' } }]) } },
  },
}

/** Puts the real ids in place of `ID:Type`. */
function filled<T>(value: T): T {
  if (typeof value === 'string') return value.replace(/ID:(\w+)/g, (_all, type: string) => ids[type]!) as T
  if (Array.isArray(value)) return value.map(filled) as T
  if (typeof value !== 'object' || value === null || 'asymmetricMatch' in value) {
    // Matchers keep what they compare with in `sample`.
    if (typeof value === 'object' && value && 'sample' in value) value.sample = filled(value.sample)
    return value
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filled(each)])) as T
}

test('every root field of the schema has a case', () => {
  expect(Object.keys(queries).sort()).toEqual(Object.keys(schema.getQueryType()!.getFields()).sort())
  expect(Object.keys(subscriptions).sort()).toEqual(Object.keys(schema.getSubscriptionType()!.getFields()).sort())
})

describe.each(Object.entries(queries))('query %s', (_name, { query, shown, hidden }) => {
  test('its own organization sees it', async () => {
    const answer = await ask(server.url, server.lender.keys.ADMIN, filled(query))
    expect(answer.errors).toBeUndefined()
    expect(answer.data).toEqual(filled(shown))
  })

  test('another does not', async () => {
    const answer = await ask(server.url, server.other.keys.ADMIN, filled(query))
    if (typeof hidden === 'string') expect(answer.errors?.[0]?.extensions?.code).toBe(hidden)
    else expect(answer.data).toEqual(filled(hidden))
    expect(JSON.stringify(answer)).not.toMatch(/Lenderonly|ABBOTT|BBBOTT/)
  })
})

test.each([...nodeTypes])('node(id) of %s: found at home, nothing abroad', async (type) => {
  const query = 'query ($id: ID!) { node(id: $id) { __typename id } }'
  const variables = { id: ids[type] }
  const home = await ask(server.url, server.lender.keys.ADMIN, query, variables)
  expect(home.data.node).toEqual({ __typename: type, id: ids[type] })
  const abroad = await ask(server.url, server.other.keys.ADMIN, query, variables)
  expect(abroad).toMatchObject({ data: { node: null } })
  expect(abroad.errors).toBeUndefined()
})

test('an id of a type that is no node answers null; what is no id is refused', async () => {
  const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }'
  const organization = encodeId('Organization', server.lender.id)
  const mixed = await ask(server.url, server.lender.keys.ADMIN, query, { ids: [organization, ids.Furnisher] })
  expect(mixed.data.nodes).toEqual([null, { id: ids.Furnisher }])
  const wrong = await ask(server.url, server.lender.keys.ADMIN, 'query ($id: ID!) { node(id: $id) { id } }', {
    id: 'x',
  })
  expect(wrong.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'id' })
  const many = await ask(server.url, server.lender.keys.ADMIN, query, { ids: Array(101).fill(ids.Furnisher) })
  expect(many.errors).toHaveLength(1)
})

describe('filters by ids of another organization find nothing', () => {
  test.each([
    '{ metro2Records(filter: { connection: "ID:ConnectedSource" }) { totalCount edges { node { id } } } }',
    '{ validationErrors(filter: { record: "ID:Metro2Record" }) { totalCount edges { node { id } } } }',
    '{ waivers(filter: { record: "ID:Metro2Record", state: [LAPSED] }) { totalCount edges { node { id } } } }',
    '{ reportingPeriods(filter: { furnisher: "ID:Furnisher" }) { totalCount edges { node { id } } } }',
    '{ periodRecords(filter: { period: "ID:ReportingPeriod" }) { totalCount edges { node { id } } } }',
    '{ reportedRecords(filter: { period: "ID:ReportingPeriod" }) { totalCount edges { node { id } } } }',
    '{ connections(filter: { furnisher: "ID:Furnisher" }) { totalCount edges { node { id } } } }',
    '{ syncRuns(filter: { connection: "ID:ConnectedSource" }) { totalCount edges { node { id } } } }',
    '{ quarantinedRecords(filter: { connection: "ID:ConnectedSource" }) { totalCount edges { node { id } } } }',
    '{ webhookDeliveries(filter: { connection: "ID:ConnectedSource" }) { totalCount edges { node { id } } } }',
    '{ bureauResponses(filter: { furnisher: "ID:Furnisher" }) { totalCount edges { node { id } } } }',
    '{ writebacks(filter: { plan: "ID:WritebackPlan" }) { totalCount edges { node { id } } } }',
    '{ writebackPlans(filter: { connection: "ID:ConnectedSource" }) { totalCount edges { node { id } } } }',
  ])('%s', async (query) => {
    const { data } = await ask(server.url, server.other.keys.ADMIN, filled(query))
    expect(Object.values(data)).toEqual([{ totalCount: 0, edges: [] }])
  })

  test('the summary of a connection', async () => {
    const query = '{ validationSummary(connection: "ID:ConnectedSource") { records } }'
    const { data } = await ask(server.url, server.other.keys.ADMIN, filled(query))
    expect(data.validationSummary.records).toBe(0)
  })
})

test('a preview before connecting takes no upload and no preset of another organization', async () => {
  const query = `mutation ($input: PreviewConnectionInput!) { previewConnection(input: $input) {
    preset { name text } loans { sourceKey } userErrors { code path message } } }`
  const settings = { environment: 'SANDBOX', keyColumn: 'canary', columns: [{ header: 'canary' }] }
  const input = { pluginId: 'csv', settings, credentials: {}, uploads: [{ uploadId: ids.Upload }] }
  const codesOf = async (organization: 'lender' | 'other', more: object = {}) => {
    const answer = await ask(server.url, server[organization].keys.ADMIN, query, { input: { ...input, ...more } })
    expect(answer.errors).toBeUndefined()
    expect(JSON.stringify(answer)).not.toContain('Lenderonly')
    return answer.data.previewConnection.userErrors.map(({ code }: { code: string }) => code)
  }
  expect(await codesOf('lender')).toEqual(['WRONG_PURPOSE'])
  expect(await codesOf('other')).toEqual(['NOT_FOUND'])
  const presetId = ids.MappingPreset
  expect(await codesOf('lender', { presetId })).toEqual(['WRONG_SOURCE', 'WRONG_PURPOSE'])
  expect(await codesOf('other', { presetId })).toEqual(['NOT_FOUND', 'NOT_FOUND'])
})

const subscriptions: Record<string, string> = {
  syncEvents: 'subscription { syncEvents(runId: "ID:SyncRun") { __typename } }',
  syncProgress: 'subscription { syncProgress(runId: "ID:SyncRun") { state } }',
  operationEvents: 'subscription { operationEvents(operationId: "ID:Operation") { __typename } }',
  operationProgress: 'subscription { operationProgress(operationId: "ID:Operation") { state } }',
  connectionEvents: 'subscription { connectionEvents(connectionId: "ID:ConnectedSource") { __typename } }',
}

describe.each(Object.entries(subscriptions))('subscription %s', (_name, query) => {
  const firstOf = async (key: string) => {
    const { client } = connect(server.url, key)
    try {
      for await (const result of client.iterate({ query: filled(query) })) return result
    } catch (errors) {
      return { errors: errors as { extensions?: { code?: string } }[] }
    } finally {
      await client.dispose()
    }
  }

  test('its own organization gets the stored event', async () => {
    const result = await firstOf(server.lender.keys.VIEWER)
    expect(result?.errors).toBeUndefined()
  })

  test('another is told that there is none', async () => {
    const result = await firstOf(server.other.keys.ADMIN)
    expect(result?.errors?.[0]?.extensions?.code).toBe('NOT_FOUND')
  })
})
