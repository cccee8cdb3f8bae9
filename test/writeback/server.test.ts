/** From an answer of a bureau to a note in the tenant, through the whole server over HTTP. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { dumpDatabase } from '../services/app.ts'
import { ask, type TestServer } from '../support/server.ts'
import {
  fieldTarget,
  gid,
  hooks,
  type Lender,
  newLender,
  noteTarget,
  rejection,
  startWritebackServer,
} from './lender.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let server: TestServer
let lender: Lender
beforeAll(async () => {
  server = await startWritebackServer()
})
afterAll(() => server.close())
beforeEach(async () => {
  lender = await newLender(server)
})
afterEach(() => lender.sandbox.close())

const states = async () => (await lender.writebacks()).map(({ state }) => state)
const planned = async (keys: string[], targets: object[] = [noteTarget]) => {
  const { userErrors } = await lender.record(keys.map((key) => rejection(key)))
  expect(userErrors).toEqual([])
  await lender.choose(targets)
  return lender.plan()
}
const applied = async (plan: { id: string; planned: number }) => {
  const { operation, userErrors } = await lender.apply(plan.id, plan.planned)
  expect(userErrors).toEqual([])
  return operation!.id
}

describe('nothing is written', () => {
  test('by default: no targets, no plan', async () => {
    await lender.record([rejection(lender.keys[0]!)])
    const input = { connectionId: gid('ConnectedSource', lender.connectionId) }
    const query = `mutation ($input: PlanWritebackInput!) { planWriteback(input: $input) { plan { id } userErrors { code } } }`
    const { planWriteback } = await lender.ask(query, { input })
    expect(planWriteback).toEqual({ plan: null, userErrors: [{ code: 'NOTHING_CHOSEN' }] })
    expect(lender.writes()).toEqual([])
  })

  test('by a plan: it shows before and after, and the tenant is not even asked', async () => {
    const [key] = lender.keys as [string]
    const plan = await planned([key], [noteTarget, fieldTarget])
    expect(plan).toMatchObject({ planned: 2, skipped: 0 })
    const [note, field] = await lender.writebacks()
    expect(note).toMatchObject({ sourceKey: key, target: 'note', state: 'PLANNED', before: null })
    expect(note!.after).toContain('EQUIFAX rejected 2026-05: E102')
    expect(note!.after).toContain('Date opened is wrong.')
    expect(note!.after).toContain(note!.correlationId)
    expect(field).toMatchObject({ target: 'customField', after: 'EQUIFAX rejected 2026-05: E102' })
    expect(['North', 'South', 'Online']).toContain(field!.before)
    expect(lender.sandbox.requests.count).toBe(0)
  })

  test('while it is off, though targets are chosen', async () => {
    await lender.record([rejection(lender.keys[0]!)])
    await lender.choose([noteTarget], false)
    const plan = await lender.plan()
    expect(plan.planned).toBe(1)
    expect((await lender.apply(plan.id, 1)).userErrors).toMatchObject([{ code: 'WRITEBACK_OFF' }])
    expect(lender.sandbox.requests.count).toBe(0)
  })

  test('without the statement, word for word, or by another role than ADMIN', async () => {
    const input = { connectionId: gid('ConnectedSource', lender.connectionId), targets: [noteTarget], enabled: true }
    const query = `mutation ($input: SetWritebackInput!) { setWriteback(input: $input) { userErrors { code message } } }`
    for (const confirmation of [undefined, 'yes', 'I allow it.']) {
      const { setWriteback } = await lender.ask(query, { input: { ...input, confirmation } })
      expect(setWriteback.userErrors).toMatchObject([{ code: 'CONFIRMATION_REQUIRED' }])
      expect(setWriteback.userErrors[0].message).toContain('Fair Credit Reporting Act')
    }
    const refused = await ask(server.url, lender.organization.keys.OPERATOR, query, { input })
    expect(refused.errors?.[0]?.extensions?.code).toBe('FORBIDDEN')
  })

  test('when another number of writes is planned than was seen', async () => {
    const plan = await planned(lender.keys.slice(0, 2))
    expect((await lender.apply(plan.id, 1)).userErrors).toMatchObject([{ code: 'COUNT_CHANGED' }])
    expect(lender.writes()).toEqual([])
  })
})

test('a plan holds a thousand writes and says that there is more; the same request twice applies it once', async () => {
  const many = (from: number) =>
    Array.from({ length: 350 }, (_, index) => rejection(lender.keys[index % 4]!, { reference: `R${from + index}` }))
  for (const from of [0, 350, 700]) expect((await lender.record(many(from))).userErrors).toEqual([])
  await lender.choose([noteTarget])
  const query = `mutation ($input: PlanWritebackInput!) { planWriteback(input: $input) { plan { id planned skipped more } } }`
  const input = { connectionId: gid('ConnectedSource', lender.connectionId) }
  const { planWriteback } = await lender.ask(query, { input })
  expect(planWriteback.plan).toMatchObject({ planned: 1_000, skipped: 0, more: true })
  const apply = `mutation ($input: ApplyWritebackInput!) { applyWriteback(input: $input) { operation { id } userErrors { code } } }`
  const asked = { input: { planId: planWriteback.plan.id, expectedCount: 1_000, idempotencyKey: 'once' } }
  const first = await lender.ask(apply, asked)
  expect(first.applyWriteback.userErrors).toEqual([])
  expect(await lender.ask(apply, asked)).toEqual(first)
  // While it is going on there is no other, and no plan is put in its place.
  expect((await lender.apply(planWriteback.plan.id, 1_000)).userErrors).toMatchObject([{ code: 'OPERATION_ACTIVE' }])
  await expect(lender.plan()).rejects.toThrow('OPERATION_ACTIVE')
})

describe('applying a plan', () => {
  test('writes exactly what it holds, once, and reads the loans again', async () => {
    const keys = lender.keys.slice(0, 3)
    const plan = await planned(keys, [noteTarget, fieldTarget])
    const operation = await lender.work(await applied(plan))
    expect(operation).toMatchObject({ state: 'SUCCEEDED', result: { WRITTEN: 6 } })
    for (const key of keys) expect(await lender.notes(key)).toHaveLength(1)
    expect(await lender.notes(lender.keys[3]!)).toEqual([])
    // The sandbox knows no PATCH: it is tried once, and PUT from then on.
    const writes = lender.writes()
    expect(writes.filter(({ method }) => method === 'PATCH')).toMatchObject([{ status: 404 }])
    expect(writes.filter(({ method }) => method === 'PUT')).toHaveLength(6)
    expect(new Set(writes.map(({ path }) => path))).toEqual(new Set(keys.map((key) => `odata.svc/Loans(${key})`)))
    const db = server.app.database.tenant(lender.organization.id)
    const { capabilities } = await db.connection.findFirstOrThrow({ where: { id: lender.connectionId } })
    expect(capabilities).toMatchObject({ writeMethod: 'PUT', listMode: expect.anything() })
    expect((await lender.writebacks()).every(({ method }) => method === 'PUT')).toBe(true)
    const rereads = await db.reread.findMany({ where: { connectionId: lender.connectionId } })
    expect(rereads.map(({ sourceKey }) => sourceKey).sort()).toEqual(keys)
  })

  test('a tenant that takes PATCH gets PATCH', async () => {
    lender.sandbox.faults.patch = 'allowed'
    await lender.work(await applied(await planned(lender.keys.slice(0, 2))))
    expect(lender.writes().map(({ method }) => method)).toEqual(['PATCH', 'PATCH'])
    expect((await lender.writebacks()).map(({ method }) => method)).toEqual(['PATCH', 'PATCH'])
  })

  test.each([['not-found'], ['not-allowed']] as const)('PATCH is %s: PUT does it', async (patch) => {
    lender.sandbox.faults.patch = patch
    await lender.work(await applied(await planned(lender.keys.slice(0, 1), [fieldTarget])))
    expect(await states()).toEqual(['WRITTEN'])
  })

  test.each([['server-error'], ['reset']] as const)(
    'the note is made and the answer is a %s: the retry finds it and makes no second',
    async (how) => {
      const [key] = lender.keys as [string]
      const plan = await planned([key])
      lender.sandbox.faults.afterWrite = { how, times: 1 }
      expect(await lender.work(await applied(plan))).toMatchObject({ state: 'SUCCEEDED' })
      expect(await lender.notes(key)).toHaveLength(1)
      expect(await lender.writebacks()).toMatchObject([{ state: 'WRITTEN', method: 'FOUND', attempts: 2 }])
    },
  )

  test('a 500 before the write: it is tried again', async () => {
    const [key] = lender.keys as [string]
    const plan = await planned([key])
    lender.sandbox.faults.serverError = { times: 2 }
    expect(await lender.work(await applied(plan))).toMatchObject({ state: 'SUCCEEDED' })
    expect(await lender.notes(key)).toHaveLength(1)
  })

  test('a field that somebody changed since the plan is left alone', async () => {
    const [key] = lender.keys as [string]
    const plan = await planned([key], [fieldTarget])
    lender.sandbox.edit(Number(key), { kind: 'CUSTOM_FIELD', customFieldId: 43, value: 'By hand' })
    await lender.work(await applied(plan))
    expect(await lender.writebacks()).toMatchObject([{ state: 'SKIPPED', cause: { code: 'CHANGED_MEANWHILE' } }])
    expect(lender.writes()).toEqual([])
  })

  test('what the tenant refuses fails with its cause, and the rest goes on', async () => {
    const keys = lender.keys.slice(0, 2)
    const plan = await planned(keys)
    const db = server.app.database.tenant(lender.organization.id)
    await db.writeback.updateMany({ where: { sourceKey: keys[0]! }, data: { sourceKey: '999999' } })
    const before = await counted()
    expect(await lender.work(await applied(plan))).toMatchObject({
      state: 'SUCCEEDED',
      result: { FAILED: 1, WRITTEN: 1 },
    })
    const failed = (await lender.writebacks()).find(({ state }) => state === 'FAILED')
    expect(failed?.cause?.code).toBe('NOT_FOUND')
    const after = await counted()
    expect([after.FAILED! - (before.FAILED ?? 0), after.WRITTEN! - (before.WRITTEN ?? 0)]).toEqual([1, 1])
  })

  const counted = async (): Promise<Partial<Record<string, number>>> => {
    const { values } = await server.app.metrics.writebacks.get()
    const notes = values.filter(({ labels }) => labels.source === 'loanpro' && labels.target === 'note')
    return Object.fromEntries(notes.map(({ labels, value }) => [labels.state, value]))
  }

  test('a refused token ends it; what is left stays planned and can be applied later', async () => {
    const plan = await planned(lender.keys.slice(0, 2))
    const operationId = await applied(plan)
    lender.sandbox.faults.unauthorizedAfter = 0
    expect(await lender.work(operationId)).toMatchObject({ state: 'FAILED', failure: { code: 'UNAUTHORIZED' } })
    lender.sandbox.faults.unauthorizedAfter = null
    expect(await states()).toEqual(['PLANNED', 'PLANNED'])
    expect(await lender.work(await applied(plan))).toMatchObject({ state: 'SUCCEEDED' })
    expect(await states()).toEqual(['WRITTEN', 'WRITTEN'])
  })

  test('an answer is written once: the next plan is empty, and our own note changes no record', async () => {
    const keys = lender.keys.slice(0, 2)
    await lender.work(await applied(await planned(keys)))
    expect(await lender.sync('IDS', keys)).toMatchObject({ changed: 0, created: 0 })
    expect(await lender.plan()).toMatchObject({ planned: 0, skipped: 0 })
    for (const key of keys) expect(await lender.notes(key)).toHaveLength(1)
  })

  test('of two answers about one field the newer is written', async () => {
    const [key] = lender.keys as [string]
    const newer = { reference: 'EFX-2', respondedOn: '2026-06-20', codes: ['E7'] }
    await lender.record([rejection(key), rejection(key, newer)])
    await lender.choose([fieldTarget])
    const plan = await lender.plan()
    expect(plan).toMatchObject({ planned: 1, skipped: 1 })
    await lender.work(await applied(plan))
    expect(await lender.writebacks()).toMatchObject([
      { state: 'SKIPPED', cause: { code: 'NEWER_RESPONSE' } },
      { state: 'WRITTEN', after: 'EQUIFAX rejected 2026-05: E7' },
    ])
    expect(await lender.plan()).toMatchObject({ planned: 0, skipped: 0 })
  })

  test('a newer plan takes the place of the one before it', async () => {
    const first = await planned(lender.keys.slice(0, 1))
    const second = await lender.plan()
    expect((await lender.apply(first.id, 1)).userErrors).toMatchObject([{ code: 'NOTHING_CHOSEN' }])
    expect(await lender.work(await applied(second))).toMatchObject({ state: 'SUCCEEDED' })
  })

  test('the sub status is set to the value of the kind', async () => {
    const [key] = lender.keys as [string]
    const { connection } = await lender.ask(
      'query ($id: ID!) { connection(id: $id) { writeback { targets { name options { value } } } } }',
      { id: gid('ConnectedSource', lender.connectionId) },
    )
    const target = connection.writeback.targets.find(({ name }: { name: string }) => name === 'loanSubStatus')
    await lender.record([rejection(key)])
    const values = target.options.map(({ value }: { value: string }) => value)
    await lender.choose([
      { target: 'loanSubStatus', kinds: ['REJECTED'], values: [{ kind: 'REJECTED', value: values[0] }] },
    ])
    await lender.plan()
    const [before] = await lender.writebacks()
    const other = values.find((value: string) => value !== before!.before)
    await lender.choose([
      { target: 'loanSubStatus', kinds: ['REJECTED'], values: [{ kind: 'REJECTED', value: other }] },
    ])
    await lender.work(await applied(await lender.plan()))
    expect((await lender.writebacks()).at(-1)).toMatchObject({ state: 'WRITTEN', after: other })
  })
})

describe('the kill switch', () => {
  const stop = (reason = 'Something is wrong.') =>
    lender.ask(
      'mutation ($input: StopWritebackInput!) { stopWriteback(input: $input) { stopped userErrors { code } } }',
      {
        input: { reason },
      },
    )
  const allow = () =>
    lender.ask(
      'mutation ($input: AllowWritebackInput!) { allowWriteback(input: $input) { stopped userErrors { code } } }',
      {
        input: { reason: 'It was nothing.' },
      },
    )

  test('in the middle of a run: not one more write', async () => {
    const plan = await planned(lender.keys.slice(0, 4))
    const operationId = await applied(plan)
    // The third note was looked for and is about to be written.
    let puts = 0
    hooks.beforeFetch = async (method) => {
      if (method === 'PUT' && ++puts === 3) await stop()
    }
    const operation = await lender.work(operationId)
    hooks.beforeFetch = null
    expect(operation).toMatchObject({ state: 'FAILED', failure: { code: 'WRITEBACK_STOPPED' } })
    expect(lender.writes().filter(({ method }) => method === 'PUT')).toHaveLength(2)
    expect(await states()).toEqual(['WRITTEN', 'WRITTEN', 'PLANNED', 'PLANNED'])
    expect(await lender.ask('{ writebackStop { reason stoppedBy } }')).toMatchObject({
      writebackStop: { reason: 'Something is wrong.' },
    })
    expect((await lender.apply(plan.id, 2)).userErrors).toMatchObject([{ code: 'WRITEBACK_STOPPED' }])
    await allow()
    const rest = await applied({ id: plan.id, planned: 2 })
    expect(await lender.work(rest)).toMatchObject({ state: 'SUCCEEDED', result: { WRITTEN: 4 } })
    for (const key of lender.keys.slice(0, 4)) expect(await lender.notes(key)).toHaveLength(1)
  })

  test('before a queued run: nothing at all, and the tenant is not asked', async () => {
    const operationId = await applied(await planned(lender.keys.slice(0, 2)))
    await stop()
    expect(await lender.work(operationId)).toMatchObject({ state: 'FAILED', failure: { code: 'WRITEBACK_STOPPED' } })
    expect(lender.writes()).toEqual([])
    expect(await states()).toEqual(['PLANNED', 'PLANNED'])
  })

  test('switching off the connection does the same', async () => {
    const operationId = await applied(await planned(lender.keys.slice(0, 1)))
    const input = { connectionId: gid('ConnectedSource', lender.connectionId) }
    const query = `mutation ($input: DisableWritebackInput!) { disableWriteback(input: $input) {
      connection { writeback { enabled confirmedBy choices { target } } } userErrors { code } } }`
    const { disableWriteback } = await lender.ask(query, { input })
    expect(disableWriteback.connection.writeback).toMatchObject({ enabled: false, confirmedBy: null })
    expect(await lender.work(operationId)).toMatchObject({ failure: { code: 'WRITEBACK_OFF' } })
    expect(lender.writes()).toEqual([])
  })

  test('a connection that leads elsewhere since it was confirmed writes nothing', async () => {
    const operationId = await applied(await planned(lender.keys.slice(0, 1)))
    const id = gid('ConnectedSource', lender.connectionId)
    const query = `mutation ($input: UpdateConnectionInput!) { updateConnection(input: $input) { userErrors { code } } }`
    await lender.ask(query, { input: { connectionId: id, name: 'Another tenant' } })
    expect(await lender.work(operationId)).toMatchObject({ failure: { code: 'WRITEBACK_OFF' } })
    const shown = await lender.ask('query ($id: ID!) { connection(id: $id) { writeback { enabled } } }', { id })
    expect(shown.connection.writeback.enabled).toBe(false)
    expect(lender.writes()).toEqual([])
  })

  test("the operator's own: WRITEBACK_STOPPED", async () => {
    const plan = await planned(lender.keys.slice(0, 1))
    const operationId = await applied(plan)
    server.app.config.writebackStopped = true
    try {
      expect(await lender.work(operationId)).toMatchObject({ failure: { code: 'WRITEBACK_STOPPED' } })
      expect(lender.writes()).toEqual([])
    } finally {
      server.app.config.writebackStopped = false
    }
  })

  test('only an admin may', async () => {
    const query = 'mutation { stopWriteback(input: { reason: "x" }) { stopped } }'
    const refused = await ask(server.url, lender.organization.keys.OPERATOR, query)
    expect(refused.errors?.[0]?.extensions?.code).toBe('FORBIDDEN')
  })
})

test('a worker that hangs after its write is followed by another, and nothing is done twice', async () => {
  const keys = lender.keys.slice(0, 3)
  const operationId = await applied(await planned(keys))
  lender.sandbox.faults.afterWrite = { how: 'hang', after: 1, times: 1 }
  const first = lender.work(operationId, 'first')
  await vi.waitUntil(() => lender.writes().some(({ method, status }) => method === 'PUT' && status === 0), {
    timeout: 20_000,
  })
  const db = server.app.database.tenant(lender.organization.id)
  await db.operation.updateMany({ where: { targetId: lender.connectionId }, data: { leaseUntil: new Date(0) } })
  expect(await lender.work(operationId, 'second')).toMatchObject({ state: 'SUCCEEDED', attempt: 2 })
  lender.sandbox.requests.reset()
  await first
  for (const key of keys) expect(await lender.notes(key)).toHaveLength(1)
  const written = await lender.writebacks()
  expect(written.map(({ state }) => state)).toEqual(['WRITTEN', 'WRITTEN', 'WRITTEN'])
  expect(written.map(({ method }) => method).sort()).toEqual(['FOUND', 'PUT', 'PUT'])
})

test('who did what is in the audit log; what may be personal is sealed, in the log of the server it is not', async () => {
  const [key] = lender.keys as [string]
  await lender.record([rejection(key, { message: 'Consumer 666-12-3456 says so, canary.' })])
  await lender.choose([noteTarget])
  const plan = await lender.plan()
  const [write] = await lender.writebacks()
  // The number is not even written into the tenant.
  expect(write!.after).toContain('•••••••••')
  await lender.work(await applied(plan))
  const db = server.app.database.tenant(lender.organization.id)
  const log = await db.auditLog.findMany({ orderBy: { id: 'asc' } })
  const actions = log.map(({ action }) => action)
  expect(actions).toEqual(
    expect.arrayContaining(['recordBureauResponses', 'setWriteback', 'planWriteback', 'applyWriteback', 'writeback']),
  )
  const entry = log.find(({ action }) => action === 'writeback')!
  expect(entry).toMatchObject({
    actor: expect.stringMatching(/^apiKey:/),
    details: { state: 'WRITTEN', target: 'note' },
  })
  const confirmed = log.find(({ action }) => action === 'setWriteback')!
  expect(JSON.stringify(confirmed.details)).toContain('Fair Credit Reporting Act')
  const dump = await dumpDatabase(server.app.database)
  for (const text of ['666-12-3456', 'canary']) {
    expect(dump).not.toContain(text)
    expect(server.app.logged()).not.toContain(text)
  }
})

test('what may be personal needs the role OPERATOR', async () => {
  await planned(lender.keys.slice(0, 1))
  const query = '{ writebacks { edges { node { state after } } } bureauResponses { edges { node { message } } } }'
  const answer = await ask(server.url, lender.organization.keys.VIEWER, query)
  expect(answer.errors?.map(({ extensions }) => extensions?.code)).toContain('FORBIDDEN')
  expect(JSON.stringify(answer)).not.toContain('Date opened')
})

test('the record shows what bureaus answered about it', async () => {
  const [key] = lender.keys as [string]
  await lender.record([rejection(key), rejection(key, { bureau: 'INNOVIS', kind: 'ACCEPTED', codes: [] })])
  const query = `query ($c: ID!) { metro2Records(first: 100, filter: { connection: $c }) { edges { node {
    sourceKey bureauResponses { bureau kind month codes connection { name } period { id } record { sourceKey } } } } } }`
  const { metro2Records } = await lender.ask(query, { c: gid('ConnectedSource', lender.connectionId) })
  const nodes = metro2Records.edges.map(({ node }: { node: object }) => node)
  const mine = nodes.find(({ sourceKey }: { sourceKey: string }) => sourceKey === key)
  expect(mine.bureauResponses).toMatchObject([
    { bureau: 'INNOVIS', kind: 'ACCEPTED' },
    { bureau: 'EQUIFAX', kind: 'REJECTED', month: '2026-05', codes: ['E102'], connection: { name: 'Tenant' } },
  ])
  expect(mine.bureauResponses[0].record.sourceKey).toBe(key)
  expect(mine.bureauResponses[0].period.id).toBe(gid('ReportingPeriod', lender.periodId))
})

test('two organizations see nothing of each other, and cannot write through each other', async () => {
  const plan = await planned(lender.keys.slice(0, 1))
  const key = server.other.keys.ADMIN
  const lists = `{ bureauResponses { totalCount } writebacks { totalCount } writebackPlans { totalCount } writebackStop { reason } }`
  expect((await ask(server.url, key, lists)).data).toEqual({
    ...{ bureauResponses: { totalCount: 0 }, writebacks: { totalCount: 0 }, writebackPlans: { totalCount: 0 } },
    writebackStop: null,
  })
  const connectionId = gid('ConnectedSource', lender.connectionId)
  const attempts: [string, string, object][] = [
    ['applyWriteback', 'ApplyWritebackInput', { planId: plan.id, expectedCount: 1 }],
    ['planWriteback', 'PlanWritebackInput', { connectionId }],
    ['setWriteback', 'SetWritebackInput', { connectionId, targets: [noteTarget] }],
    ['disableWriteback', 'DisableWritebackInput', { connectionId }],
    [
      'recordBureauResponses',
      'RecordBureauResponsesInput',
      { furnisherId: gid('Furnisher', lender.furnisherId), responses: [rejection(lender.keys[0]!)] },
    ],
  ]
  for (const [name, type, input] of attempts) {
    const query = `mutation ($input: ${type}!) { ${name}(input: $input) { userErrors { code } } }`
    const { data } = await ask(server.url, key, query, { input })
    expect(data[name].userErrors).toEqual([{ code: 'NOT_FOUND' }])
  }
  // Another's stop is not ours.
  await ask(server.url, key, 'mutation { stopWriteback(input: { reason: "x" }) { stopped } }')
  expect(await lender.work(await applied(plan))).toMatchObject({ state: 'SUCCEEDED' })
  await ask(server.url, key, 'mutation { allowWriteback(input: { reason: "x" }) { stopped } }')
})
