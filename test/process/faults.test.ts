/** The bad days of a source, through the whole server: whatever goes wrong on the way, the records are the same in the end. */
import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import { type FaultSwitches, type Sandbox, startSandbox } from '../../plugins/loanpro/sandbox/index.ts'
import { type RunningServer, startServer } from '../../server/compose.ts'
import { readConfig } from '../../server/config.ts'
import { createLog } from '../../server/log.ts'
import { freshDatabase, kinds } from '../support/databases.ts'
import {
  type Api,
  accepted,
  api,
  createConnection,
  type Event,
  eventsOf,
  follow,
  ownKey,
  type RecordSummary,
  recordsOf,
  runOf,
  startSync,
  sync,
} from './support.ts'

vi.setConfig({ testTimeout: 60_000 })

const today = '2026-06-30'
let running: RunningServer
let server: Api
let sandbox: Sandbox
/** What a sync without a disturbance makes of the tenant. */
let undisturbed: RecordSummary[]
let made = 0

const newTenant = () => startSandbox({ loans: 60, today, documentBytes: 4_000 })

/** Connects the tenant and answers the connection's id. */
const connectTenant = (settings = {}) => createConnection(server, sandbox, `TENANT ${++made}`, settings)

beforeAll(async () => {
  const key = ownKey()
  const config = readConfig({
    ...{ PORT: '0', ALLOW_PRIVATE_SOURCES: 'true', ADMIN_API_KEY: key },
    MASTER_KEY: randomBytes(32).toString('base64'),
  })
  const database = await freshDatabase(kinds.at(-1)!)
  running = await startServer({ config, plugins: [loanpro], log: createLog({ level: 'silent' }), database })
  server = api(running.url, key)
  sandbox = await newTenant()
  const connectionId = await connectTenant()
  await sync(server, connectionId, today)
  undisturbed = await recordsOf(server, connectionId)
  await sandbox.close()
})
afterAll(async () => {
  await running.stop()
  await running.app.database.close()
})
afterEach(() => sandbox.close())

/** One request after the other: so many requests are so many batches. */
const inTurn = { concurrency: 1 }

const start = async (faults: Partial<FaultSwitches> = {}, settings = {}) => {
  sandbox = await newTenant()
  const connectionId = await connectTenant(settings)
  Object.assign(sandbox.faults, faults)
  return connectionId
}

const expectGapless = (events: Event[], lastEventSeq: number) =>
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: lastEventSeq }, (_, index) => index + 1))

const throttled = (events: Event[]) => events.filter((event) => event.__typename === 'ThrottledEvent')

describe('what passes by itself', () => {
  test.each<[string, Partial<FaultSwitches>, string[]]>([
    ['429 with seconds to wait', { throttle: { times: 3, retryAfter: 'seconds', seconds: 0.2 } }, ['RATE_LIMITED']],
    ['429 with a date', { throttle: { times: 1, retryAfter: 'date', seconds: 1 } }, ['RATE_LIMITED']],
    ['429 without a word', { throttle: { times: 2, after: 2, retryAfter: 'none' } }, ['RATE_LIMITED']],
    ['500', { serverError: { times: 2, after: 1 } }, ['SERVER_ERROR']],
    ['500 that is no JSON', { serverError: { times: 1, after: 3 }, errorShape: 4 }, ['SERVER_ERROR']],
    ['a connection cut', { reset: { times: 2, after: 2 } }, ['CONNECTION_LOST']],
    ['an answer cut off', { truncate: { times: 3, after: 1 } }, []],
    [
      'all at once, again and again',
      {
        throttle: { times: 2, probability: 0.3, retryAfter: 'seconds', seconds: 0.05 },
        serverError: { times: 2, probability: 0.3 },
        reset: { times: 1, probability: 0.3 },
        truncate: { times: 2, probability: 0.3 },
      },
      [],
    ],
  ])('%s', async (_name, faults, reasons) => {
    const connectionId = await start(faults)
    const { run, events } = await sync(server, connectionId, today)
    expect(run).toMatchObject({ state: 'SUCCEEDED_WITH_ERRORS', quarantined: 0, attempt: 1, failure: null })
    expectGapless(events, run.lastEventSeq)
    const waits = throttled(events)
    if (reasons.length > 0) expect([...new Set(waits.map(({ reason }) => reason))]).toEqual(reasons)
    for (const wait of waits) expect(wait.waitMilliseconds).toBeGreaterThanOrEqual(0)
    expect(await recordsOf(server, connectionId)).toEqual(undisturbed)
  })

  test('a wait that the source asks for is waited, and told in full', async () => {
    const connectionId = await start({ throttle: { times: 2, retryAfter: 'seconds', seconds: 0.3 } })
    const began = performance.now()
    const { events } = await sync(server, connectionId, today)
    expect(performance.now() - began).toBeGreaterThan(300)
    const told = throttled(events).reduce((sum, event) => sum + (event.waitMilliseconds as number), 0)
    expect(told).toBeGreaterThanOrEqual(600)
  })
})

test('a source that asks for more patience than a request has: the run waits as long; the next one too, when it was cancelled', async () => {
  const connectionId = await start({ throttle: { after: 5, retryAfter: 'seconds', seconds: 600 } }, inTurn)
  const runId = await startSync(server, connectionId, today)
  const events: Event[] = []
  const end = await follow(server, runId, 0, (event) => {
    events.push(event)
    return event.state === 'PAUSED' ? 'stop' : undefined
  })
  expect(end).toBe('stopped')
  const run = await runOf(server, runId)
  expect(run).toMatchObject({
    state: 'PAUSED',
    failure: { code: 'RATE_LIMITED', message: expect.stringContaining('600 seconds'), hint: expect.any(String) },
  })
  const paused = await server.ask('query ($id: ID!) { syncRun(id: $id) { pausedUntil pauses active } }', { id: runId })
  expect(paused.syncRun).toMatchObject({ pauses: 1, active: true })
  const wait = Date.parse(paused.syncRun.pausedUntil) - Date.parse(events.at(-1)!.at as string)
  expect(wait).toBeGreaterThanOrEqual(600_000)
  expect(wait).toBeLessThanOrEqual(660_001)
  const cancel =
    'mutation ($input: CancelSyncInput!) { cancelSync(input: $input) { run { state } userErrors { code } } }'
  const cancelled = await server.ask(cancel, { input: { runId } })
  expect(cancelled.cancelSync).toEqual({ run: { state: 'CANCELLED' }, userErrors: [] })
  expectGapless(await eventsOf(server, runId), run.lastEventSeq + 1)
  const { connection } = await server.ask('query ($id: ID!) { connection(id: $id) { state asOf } }', {
    id: connectionId,
  })
  expect(connection).toEqual({ state: 'ACTIVE', asOf: null })
  // The source is back before its time: it was promised peace until then, so that the next run does not knock either.
  sandbox.faults.throttle = null
  const nextId = await startSync(server, connectionId, today)
  await follow(server, nextId, 0, ({ state }) => (state === 'PAUSED' ? 'stop' : undefined))
  expect(await runOf(server, nextId)).toMatchObject({ state: 'PAUSED', requests: 0, failure: { code: 'RATE_LIMITED' } })
})

const connectionQuery = `query ($id: ID!) { connection(id: $id) {
  state pauseReason { code message hint } capabilities checkSteps { name outcome hint } } }`
const replaceMutation = `mutation ($input: ReplaceCredentialsInput!) {
  replaceCredentials(input: $input) { connection { state } userErrors { code message path } } }`
const startMutation = `mutation ($input: StartSyncInput!) { startSync(input: $input) { run { id } userErrors { code } } }`

test('a token that stops working mid-run: FAILED with what to do, paused, and good again with new credentials', async () => {
  const connectionId = await start({}, inTurn)
  // Enough for the first batch of fifty, not for the second.
  sandbox.faults.unauthorizedAfter = 5
  const { run, events } = await sync(server, connectionId, today)
  expect(run).toMatchObject({ state: 'FAILED', created: 50, failure: { code: 'UNAUTHORIZED' } })
  expect(run.failure.hint).toContain('replace the credentials')
  expectGapless(events, run.lastEventSeq)
  expect(events.at(-1)).toMatchObject({ __typename: 'RunStateEvent', state: 'FAILED', failure: run.failure })
  const state = async () => (await server.ask(connectionQuery, { id: connectionId })).connection
  expect(await state()).toMatchObject({ state: 'PAUSED', pauseReason: run.failure })
  const refused = await server.ask(startMutation, { input: { connectionId, asOf: today } })
  expect(refused.startSync).toEqual({ run: null, userErrors: [{ code: 'CONNECTION_PAUSED' }] })

  const replace = async (token: string) => {
    const credentials = { token, instanceId: sandbox.tenantId }
    return (await server.ask(replaceMutation, { input: { connectionId, credentials } })).replaceCredentials
  }
  expect((await replace(sandbox.token)).userErrors[0]).toMatchObject({ code: 'CHECK_FAILED' })
  sandbox.faults.unauthorizedAfter = null
  expect((await replace('another-wrong-token')).userErrors[0]).toMatchObject({ code: 'CHECK_FAILED' })
  expect((await state()).state).toBe('PAUSED')
  expect(accepted(await replace(sandbox.token)).connection.state).toBe('ACTIVE')
  expect((await state()).pauseReason).toBeNull()
  const next = await sync(server, connectionId, today)
  expect(next.run).toMatchObject({ created: undisturbed.length - 50, unchanged: 50, attempt: 1 })
  expect(await recordsOf(server, connectionId)).toEqual(undisturbed)
})

describe('one loan that cannot be read', () => {
  const quarantineQuery = `query ($id: ID!) { quarantinedRecords(filter: { connection: $id }) { edges { node {
    sourceKey stage code failures { message hint } } } } }`
  const quarantineOf = async (id: string) =>
    (await server.ask(quarantineQuery, { id })).quarantinedRecords.edges.map(({ node }: { node: unknown }) => node)
  const victim = () => sandbox.loans().find((loan) => loan.kinds.join() === 'late-60-89')!.id

  test.each([
    ['IMPOSSIBLE_DATE', 'NORMALIZE', 'LoanSetup.contractDate is not a date'],
    ['BROKEN_JSON_STRING', 'NORMALIZE', 'LoanSetup.tilPaymentSchedule is not JSON'],
    ['MISSING_SETUP', 'MAP', 'LoanSetup.firstContractDate is blank'],
  ] as const)('%s: kept aside with its cause; the rest goes on; mended, it comes in', async (how, stage, cause) => {
    const connectionId = await start()
    const sourceKey = String(victim())
    sandbox.faults.malformed = { loanId: victim(), how }
    const { run, events } = await sync(server, connectionId, today)
    const others = undisturbed.filter((record) => record.sourceKey !== sourceKey)
    expect(run).toMatchObject({ state: 'SUCCEEDED_WITH_ERRORS', quarantined: 1, created: others.length })
    expect(await recordsOf(server, connectionId)).toEqual(others)
    const told = events.filter((event) => event.__typename === 'QuarantinedEvent')
    expect(told).toMatchObject([{ count: 1, samples: [{ sourceKey }] }])
    const [kept, ...more] = await quarantineOf(connectionId)
    expect(kept).toMatchObject({ sourceKey, stage })
    expect(more).toEqual([])
    expect(JSON.stringify(kept.failures)).toContain(cause)
    for (const { hint } of kept.failures) expect(hint).toMatch(/LoanPro|source/)
    // Nothing about the loan has changed but that it can be read: an ordinary sync must ask for it again.
    sandbox.faults.malformed = null
    expect((await sync(server, connectionId, today)).run).toMatchObject({ quarantined: 0, created: 1 })
    expect(await recordsOf(server, connectionId)).toEqual(undisturbed)
    expect(await quarantineOf(connectionId)).toEqual([])
  })

  test('a code that nobody knows: its record is held, and the run tells of the drift', async () => {
    const connectionId = await start()
    const sourceKey = String(victim())
    sandbox.faults.malformed = { loanId: victim(), how: 'UNKNOWN_ENUM' }
    const { run, events } = await sync(server, connectionId, today)
    expect(run).toMatchObject({ state: 'SUCCEEDED_WITH_ERRORS', quarantined: 0 })
    const drift = events.find((event) => event.__typename === 'DriftEvent')
    expect(drift?.unknowns).toContainEqual(
      expect.objectContaining({ path: 'LoanSetup.paymentFrequency', value: 'lunar' }),
    )
    const records = await recordsOf(server, connectionId)
    expect(records.find((record) => record.sourceKey === sourceKey)).toMatchObject({ eligibility: 'HELD' })
    const others = (all: RecordSummary[]) => all.filter((record) => record.sourceKey !== sourceKey)
    expect(others(records)).toEqual(others(undisturbed))
    sandbox.faults.malformed = null
    await sync(server, connectionId, today, 'FULL')
    expect(await recordsOf(server, connectionId)).toEqual(undisturbed)
  })
})

test('a role that hides SSNs: every record with a person is held and says why; a role that shows them lets them out', async () => {
  sandbox = await newTenant()
  sandbox.faults.ssn = 'masked'
  const connectionId = await connectTenant()
  const { connection } = await server.ask(connectionQuery, { id: connectionId })
  expect(connection.capabilities.ssnVisible).toBe(false)
  const warned = connection.checkSteps.filter(({ outcome }: { outcome: string }) => outcome === 'WARNING')
  expect(warned).toEqual([{ name: 'ssnVisible', outcome: 'WARNING', hint: expect.stringContaining('SSN Visible') }])

  await sync(server, connectionId, today)
  const findings = `query ($id: ID!) { validationErrors(first: 100, filter: { connection: $id, ruleId: ["SSN-MASKED"] }) {
    edges { node { severity record { sourceKey } rule { fix } } } } }`
  const { validationErrors } = await server.ask(findings, { id: connectionId })
  const found = validationErrors.edges.map(({ node }: { node: unknown }) => node)
  for (const { severity, rule } of found)
    expect([severity, rule.fix]).toEqual(['ERROR', expect.stringContaining('role')])
  const said = new Set(found.map(({ record }: { record: { sourceKey: string } }) => record.sourceKey))
  const masked = await recordsOf(server, connectionId)
  expect(masked.map(({ sourceKey }) => sourceKey)).toEqual(undisturbed.map(({ sourceKey }) => sourceKey))
  let held = 0
  for (const [index, record] of masked.entries()) {
    const before = undisturbed[index]!
    const hasNumber = Boolean(before.base?.socialSecurityNumber) || record.j1.length > 0 || record.j2.length > 0
    if (before.eligibility === 'EXCLUDED') {
      expect(record.eligibility).toBe('EXCLUDED')
    } else if (hasNumber) {
      expect(record, record.sourceKey).toMatchObject({ eligibility: 'HELD', base: { socialSecurityNumber: null } })
      expect(said).toContain(record.sourceKey)
      held += 1
    }
  }
  expect(held).toBeGreaterThan(40)
  sandbox.faults.ssn = 'visible'
  await sync(server, connectionId, today, 'FULL')
  expect(await recordsOf(server, connectionId)).toEqual(undisturbed)
})

test('lastUpdated supported, ignored or absent: found in another way, the records are the same', async () => {
  const outcomes: { mode: string; first: RecordSummary[]; touched: RecordSummary[]; later: RecordSummary[] }[] = []
  for (const lastUpdated of ['supported', 'ignored', 'absent'] as const) {
    sandbox = await newTenant()
    Object.assign(sandbox.faults, { lastUpdated, bareList: lastUpdated === 'supported' ? 'allowed' : 'gone' })
    const connectionId = await connectTenant()
    const { connection } = await server.ask(connectionQuery, { id: connectionId })
    await sync(server, connectionId, today)
    const first = await recordsOf(server, connectionId)
    const paying = sandbox.loans().find((loan) => loan.kinds.join() === 'late-30-59,po-box')!.id
    sandbox.edit(paying, { kind: 'ADD_PAYMENT', amount: 60_000 })
    const again = await sync(server, connectionId, today)
    expect(again.run).toMatchObject({ changed: 1, quarantined: 0 })
    const touched = await recordsOf(server, connectionId)
    sandbox.advance(30)
    await sync(server, connectionId, sandbox.today())
    outcomes.push({
      mode: connection.capabilities.listMode,
      first,
      touched,
      later: await recordsOf(server, connectionId),
    })
    await sandbox.close()
  }
  expect(outcomes.map(({ mode }) => mode)).toEqual(['LAST_UPDATED', 'SEARCH', 'SEARCH'])
  // A list shows deleted loans, which a search does not find; they are excluded in any case.
  const living = (records: RecordSummary[]) => records.filter(({ exclusionReason }) => exclusionReason !== 'DELETED')
  for (const { first, touched, later } of outcomes) {
    expect(living(first)).toEqual(undisturbed)
    expect(living(touched)).toEqual(living(outcomes[0]!.touched))
    expect(living(later)).toEqual(living(outcomes[0]!.later))
  }
  expect(outcomes[0]!.touched).not.toEqual(undisturbed)
  expect(outcomes[0]!.later.length).toBeGreaterThan(undisturbed.length)
})

test('a run that is cancelled while the source lets it wait ends at once', async () => {
  const connectionId = await start({ throttle: { after: 3, retryAfter: 'seconds', seconds: 100 } })
  const runId = await startSync(server, connectionId, today)
  await expect.poll(() => sandbox.requests.entries.some(({ status }) => status === 429)).toBe(true)
  const cancelMutation = 'mutation ($input: CancelSyncInput!) { cancelSync(input: $input) { userErrors { code } } }'
  const { cancelSync } = await server.ask(cancelMutation, { input: { runId } })
  expect(cancelSync.userErrors).toEqual([])
  const events = await eventsOf(server, runId)
  expect(events.at(-1)).toMatchObject({ __typename: 'RunStateEvent', state: 'CANCELLED' })
  expectGapless(events, (await runOf(server, runId)).lastEventSeq)
})

test('loans that LoanPro lists no more are asked for by their ids in the next FULL run, and say themselves that they are deleted', async () => {
  const connectionId = await start()
  await sync(server, connectionId, today)
  const before = await recordsOf(server, connectionId)
  const living = before.filter(({ eligibility }) => eligibility !== 'EXCLUDED').map(({ sourceKey }) => sourceKey)
  const [deleted, archived] = living as [string, string]
  sandbox.edit(Number(deleted), { kind: 'DELETE' })
  sandbox.edit(Number(archived), { kind: 'ARCHIVE' })
  const reasonOf = async (key: string) =>
    (await recordsOf(server, connectionId)).find(({ sourceKey }) => sourceKey === key)?.exclusionReason
  await sync(server, connectionId, today)
  expect(await reasonOf(deleted)).toBe(null)
  const { run, events } = await sync(server, connectionId, today, 'FULL')
  expect(run).toMatchObject({ state: expect.stringMatching(/^SUCCEEDED/), failure: null })
  expectGapless(events, run.lastEventSeq)
  expect(events.filter((event) => event.__typename === 'LoansGoneEvent')).toEqual([])
  expect([await reasonOf(deleted), await reasonOf(archived)]).toEqual(['DELETED', 'ARCHIVED'])
  const same = (records: RecordSummary[]) =>
    records.filter(({ sourceKey }) => sourceKey !== deleted && sourceKey !== archived)
  expect(same(await recordsOf(server, connectionId))).toEqual(same(before))
})
