/** Rule settings and waivers over HTTP, with syncs between them: what they do to stored records, and what they outlive. */
import { PGlite } from '@electric-sql/pglite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { decodeId, encodeId } from '../../schema/ids.ts'
import { createConnection } from '../../server/connections/create.ts'
import type { Requester } from '../../server/outcome.ts'
import { reapply } from '../../server/rules/recount.ts'
import { lockStanding } from '../../server/rules/standing.ts'
import { keepRules } from '../../server/rules/upkeep.ts'
import { executeRun } from '../../server/sync/runner.ts'
import { startSync } from '../../server/sync/service.ts'
import { done, newFurnisher } from '../services/app.ts'
import { kinds } from '../support/databases.ts'
import { type FakeSource, fakeLoan, startFakeSource } from '../support/fakeSource.ts'
import { get, newTestOrganization, startTestServer, type TestOrganization, type TestServer } from '../support/server.ts'

/** A number that begins with 666 is none: each loan of the fake source has this warning. */
const ssnRule = 'G-ID-2'
const day = 86_400_000

describe.each(kinds)('rule settings and waivers on %s', (kind) => {
  let server: TestServer
  let source: FakeSource
  let lender: TestOrganization
  let connectionId: string

  beforeAll(async () => {
    server = await startTestServer({ kind })
  })
  afterAll(() => server.close())
  beforeEach(async () => {
    server.app.clock.now = Date.parse('2026-06-30T12:00:00Z')
    source = await startFakeSource([1, 2, 3, 4, 5].map((id) => fakeLoan(id)))
    lender = await newTestOrganization(server.app, 'Lender')
    const admin: Requester = { organizationId: lender.id, actor: `apiKey:${lender.keyIds.ADMIN}`, role: 'ADMIN' }
    const made = await createConnection(server.app, admin, {
      ...{ pluginId: 'fake', furnisherId: await newFurnisher(server.app, admin), name: 'Tenant', preset: null },
      settings: { baseUrl: source.url, environment: 'SANDBOX' },
      credentials: { token: source.token },
      ...{ presetId: null, startFirstSync: false, idempotencyKey: null },
    })
    connectionId = done(made).connectionId
  })
  afterEach(() => source.close())

  const db = () => server.app.database.tenant(lender.id)
  const start = async (mode: 'FULL' | 'INCREMENTAL', asOf: string) =>
    done(
      await startSync(server.app, lender.id, {
        ...{ connectionId, mode, asOf, keys: null, range: null, trigger: 'MANUAL', actor: 'test' },
      }),
    ).runId
  const sync = async (mode: 'FULL' | 'INCREMENTAL' = 'INCREMENTAL', asOf = '2026-03-20') => {
    const runId = await start(mode, asOf)
    await executeRun(server.app, lender.id, runId, 'worker-1')
    return db().syncRun.findFirstOrThrow({ where: { id: runId } })
  }
  const query = (text: string, variables: Record<string, unknown> = {}) =>
    get(server.url, lender.keys.ADMIN, text, variables)
  const set = async (severity: string | null, ruleId = ssnRule, extra: object = {}) => {
    const text = `mutation ($input: SetRuleSettingInput!) { setRuleSetting(input: $input) {
      rule { id severity effectiveSeverity setting { severity reason applied } } userErrors { __typename code path } } }`
    return (await query(text, { input: { ruleId, severity, reason: 'Agreed with compliance.', ...extra } }))
      .setRuleSetting
  }
  const waive = async (input: object) => {
    const text = `mutation ($input: WaiveErrorsInput!) { waiveErrors(input: $input) {
      count batchId locked { ruleId count } samples { id waived waiver { id state } } userErrors { __typename code message path } } }`
    return (await query(text, { input: { reason: 'The number was checked.', ...input } })).waiveErrors
  }
  /** Looks first, as a person does. */
  const waiveAll = async (choice: object) => {
    const { count } = await waive(choice)
    return waive({ ...choice, dryRun: false, expectedCount: count })
  }
  const revoke = async (input: object) => {
    const text = `mutation ($input: RevokeWaiverInput!) { revokeWaiver(input: $input) {
      count waiver { state revokedBecause } userErrors { code } } }`
    return (await query(text, { input: { reason: 'Given by mistake.', ...input } })).revokeWaiver
  }
  const states = async (): Promise<string[]> => {
    const { waivers } = await query('{ waivers(orderBy: { field: CREATED_AT }) { edges { node { state } } } }')
    return waivers.edges.map((edge: { node: { state: string } }) => edge.node.state)
  }
  const records = () => db().metro2Record.findMany({ orderBy: { sourceKey: 'asc' } })
  const record = (sourceKey: string) => db().metro2Record.findFirstOrThrow({ where: { sourceKey } })
  const eligibilities = async () => (await records()).map((each) => each.eligibility)
  const findings = () => db().validationError.findMany({ orderBy: [{ recordId: 'asc' }, { fingerprint: 'asc' }] })
  const all = <T>(value: T): T[] => Array(5).fill(value)

  test('a setting holds stored records at once, and lets them go; each makes a version', async () => {
    await sync()
    expect(await eligibilities()).toEqual(all('REPORTABLE'))
    expect(await set('ERROR')).toEqual({
      rule: {
        ...{ id: ssnRule, severity: 'WARNING', effectiveSeverity: 'ERROR' },
        setting: { severity: 'ERROR', reason: 'Agreed with compliance.', applied: true },
      },
      userErrors: [],
    })
    const warnings = (await records()).map((each) => each.warningCount)
    expect(await records()).toMatchObject(all({ eligibility: 'HELD', errorCount: 1, version: 2 }))
    expect(await db().recordVersion.count({ where: { version: 2, eligibility: 'HELD' } })).toBe(5)
    expect(await db().validationError.count({ where: { severity: 'ERROR', defaultSeverity: 'WARNING' } })).toBe(5)

    expect((await set('OFF')).userErrors).toEqual([])
    expect(await records()).toMatchObject(all({ eligibility: 'REPORTABLE', errorCount: 0, version: 3 }))
    expect((await records()).map((each) => each.warningCount)).toEqual(warnings)
    const shown = `{ off: validationErrors(filter: { severity: [OFF] }) { totalCount }
      said: validationErrors(filter: { ruleId: ["${ssnRule}"] }) { totalCount } validationSummary { bySeverity { severity } } }`
    const { off, said, validationSummary } = await query(shown)
    expect([off.totalCount, said.totalCount]).toEqual([5, 0])
    expect(validationSummary.bySeverity).not.toContainEqual({ severity: 'OFF' })

    expect((await set(null)).rule).toMatchObject({ effectiveSeverity: 'WARNING', setting: { severity: null } })
    expect((await records()).map((each) => each.warningCount)).toEqual(warnings.map((count) => count + 1))
  })

  test('records that are mapped again and new ones follow the setting, and run counters too', async () => {
    await sync()
    await set('ERROR')
    source.loans.push(fakeLoan(6))
    const run = await sync('FULL', '2026-03-21')
    expect(run).toMatchObject({ state: 'SUCCEEDED_WITH_ERRORS', created: 1, changed: 0, held: 6, errors: 6 })
    expect((await records()).map((each) => [each.eligibility, each.version])).toEqual([
      ...all(['HELD', 2]),
      ['HELD', 1],
    ])
    await set(null)
    expect(await sync('FULL', '2026-03-22')).toMatchObject({ state: 'SUCCEEDED', changed: 0, held: 0 })
  })

  test('a setting made while a run is at work holds for what the run wrote before and writes after', async () => {
    const runId = await start('FULL', '2026-03-20')
    let release = () => {}
    const asked = source.authorizations.length
    const working = executeRun(server.app, lender.id, runId, 'worker-1')
    while ((await db().metro2Record.count()) < 2) {
      if (source.authorizations.length >= asked + 2 && !source.hold)
        source.hold = new Promise((resolve) => (release = resolve))
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await db().metro2Record.count()).toBeLessThan(5)
    await set('ERROR')
    release()
    source.hold = null
    await working
    expect(await eligibilities()).toEqual(all('HELD'))
  })

  test('a setting and a run at the same time: neither undoes the other', async () => {
    await sync()
    for (const [severity, asOf, eligibility] of [
      ['ERROR', '2026-03-21', 'HELD'],
      ['INFO', '2026-03-22', 'REPORTABLE'],
      ['ERROR', '2026-03-23', 'HELD'],
    ] as const) {
      await Promise.all([sync('FULL', asOf), set(severity)])
      expect(await eligibilities()).toEqual(all(eligibility))
      const versions = await db().recordVersion.findMany({ orderBy: { version: 'asc' } })
      for (const row of await records()) {
        const own = versions.filter((each) => each.recordId === row.id)
        expect(own.map((each) => each.version)).toEqual(own.map((_each, index) => index + 1))
        expect(own.at(-1)).toMatchObject({ version: row.version, eligibility })
      }
    }
  })

  test('what a server did not finish is finished by the ticker', async () => {
    await sync()
    await db().ruleSetting.create({
      data: {
        ...{ organizationId: lender.id, ruleId: ssnRule, severity: 'ERROR', reason: 'r', updatedBy: 'test' },
        ...{ updatedAt: new Date(), applyAfter: (await record('2')).id },
      },
    })
    await keepRules(server.app)
    expect(await eligibilities()).toEqual(['REPORTABLE', 'REPORTABLE', 'HELD', 'HELD', 'HELD'])
    expect((await db().ruleSetting.findFirstOrThrow()).applyAfter).toBeNull()
  })

  test('a waiver lets a record go, outlives syncs, lapses when the values change and holds again when they come back', async () => {
    await set('ERROR')
    await sync()
    const id = encodeId('Metro2Record', (await record('1')).id)
    const choice = { recordIds: [id], filter: { severity: ['ERROR'] } }
    const seen = await waive(choice)
    expect(seen).toMatchObject({ count: 1, batchId: null, samples: [{ waived: false, waiver: null }], locked: [] })
    expect(await db().waiver.count()).toBe(0)
    const given = await waive({ ...choice, dryRun: false, expectedCount: 1 })
    expect(given).toMatchObject({ count: 1, samples: [{ waived: true, waiver: { state: 'ACTIVE' } }], userErrors: [] })
    expect(await record('1')).toMatchObject({ eligibility: 'REPORTABLE', errorCount: 0, waivedCount: 1, version: 2 })

    // Mapped again for another day: found again, with the same values.
    expect(await sync('FULL', '2026-03-21')).toMatchObject({ changed: 0, held: 4 })
    expect(await record('1')).toMatchObject({ eligibility: 'REPORTABLE', waivedCount: 1, version: 2 })
    const error = await db().validationError.findFirstOrThrow({ where: { waiverId: { not: null } } })
    expect(encodeId('ValidationError', error.id)).toBe(given.samples[0].id)

    // The number is nowhere among the values; the waiver lapses with it all the same.
    const { person } = source.loans[0]!
    const ssn = person.ssn
    Object.assign(source.loans[0]!, { changed: 10, person: { ...person, ssn: '666129999' } })
    await sync('INCREMENTAL', '2026-03-21')
    expect(await record('1')).toMatchObject({ eligibility: 'HELD', errorCount: 1, waivedCount: 0 })
    expect(await states()).toEqual(['LAPSED'])
    Object.assign(source.loans[0]!, { changed: 11, person: { ...person, ssn } })
    await sync('INCREMENTAL', '2026-03-21')
    expect(await record('1')).toMatchObject({ eligibility: 'REPORTABLE', waivedCount: 1 })
    expect(await states()).toEqual(['ACTIVE'])
  })

  test('a waiver of what was worth knowing does not excuse what it has become', async () => {
    await sync()
    await db().sourceRecord.updateMany({ data: { snapshotDate: new Date('2026-03-20') } })
    // Nothing changes at the source; the balance is 3 days old, then 30.
    await sync('INCREMENTAL', '2026-03-23')
    expect(await waiveAll({ filter: { ruleId: ['BALANCE-AGE-1'] } })).toMatchObject({ count: 5, userErrors: [] })
    expect(await states()).toEqual(all('ACTIVE'))
    await sync('INCREMENTAL', '2026-03-24')
    expect(await states()).toEqual(all('ACTIVE'))
    await sync('INCREMENTAL', '2026-04-10')
    expect(await eligibilities()).toEqual(all('HELD'))
    expect(await states()).toEqual(all('LAPSED'))
  })

  test('what is waived is what was seen, and all of it or nothing', async () => {
    await set('ERROR')
    await sync()
    const choice = { filter: { ruleId: [ssnRule], connection: encodeId('ConnectedSource', connectionId) } }
    const { count } = await waive(choice)
    expect(count).toBe(5)
    source.loans.push(fakeLoan(6))
    await sync('INCREMENTAL')
    const applied = { ...choice, dryRun: false, expectedCount: count }
    expect((await waive(applied)).userErrors).toMatchObject([{ __typename: 'Refused', code: 'COUNT_CHANGED' }])
    expect((await waive({ ...choice, dryRun: false })).userErrors).toMatchObject([{ code: 'COUNT_REQUIRED' }])
    expect(await db().waiver.count()).toBe(0)
    const given = await waive({ ...applied, expectedCount: 6, idempotencyKey: 'once' })
    expect(given).toMatchObject({ count: 6, userErrors: [] })
    expect(given.samples).toHaveLength(6)
    expect(await waive({ ...applied, expectedCount: 6, idempotencyKey: 'once' })).toEqual(given)
    expect(await db().waiver.count()).toBe(6)
    expect(await db().auditLog.count({ where: { action: 'waiveErrors', targetId: given.batchId } })).toBe(1)
    expect((await waive({ ...applied, expectedCount: 0 })).userErrors).toMatchObject([{ code: 'NOTHING_CHOSEN' }])

    const { validationErrors, both, waived, validationSummary } = await query(`{
      validationErrors(filter: { ruleId: ["${ssnRule}"] }) { totalCount }
      both: validationErrors(filter: { ruleId: ["${ssnRule}"], waived: null }) { totalCount }
      waived: metro2Records(filter: { waived: true }) { totalCount edges { node { waivedCount waivers { state ruleId } } } }
      validationSummary { byRule { ruleId } waivedByRule { ruleId severity count } } }`)
    expect([validationErrors.totalCount, both.totalCount, waived.totalCount]).toEqual([0, 6, 6])
    expect(waived.edges[0].node).toEqual({ waivedCount: 1, waivers: [{ state: 'ACTIVE', ruleId: ssnRule }] })
    expect(validationSummary.byRule).not.toContainEqual({ ruleId: ssnRule })
    expect(validationSummary.waivedByRule).toEqual([{ ruleId: ssnRule, severity: 'ERROR', count: 6 }])

    const waiverId = given.samples[0].waiver.id
    expect(await revoke({ waiverId })).toMatchObject({ count: 1, waiver: { state: 'REVOKED' } })
    expect(await revoke({ waiverId })).toMatchObject({ count: 0, userErrors: [] })
    expect((await eligibilities()).filter((each) => each === 'HELD')).toHaveLength(1)
    expect(await revoke({ waiverId, wholeBatch: true })).toMatchObject({ count: 5 })
    expect(new Set(await eligibilities())).toEqual(new Set(['HELD']))
    expect(await states()).toEqual(Array(6).fill('REVOKED'))
  })

  test('a waiver ends with its last day', async () => {
    await set('ERROR')
    await sync()
    const given = await waiveAll({ filter: { ruleId: [ssnRule] }, expiresOn: '2026-07-01' })
    expect(given).toMatchObject({ count: 5, userErrors: [] })
    server.app.clock.now += day
    await keepRules(server.app)
    await sync('FULL', '2026-03-21')
    expect(await eligibilities()).toEqual(all('REPORTABLE'))
    server.app.clock.now += day
    expect(await states()).toEqual(all('EXPIRED'))
    await keepRules(server.app)
    expect(await records()).toMatchObject(all({ eligibility: 'HELD', errorCount: 1, waivedCount: 0 }))
    await sync('FULL', '2026-03-22')
    expect(await eligibilities()).toEqual(all('HELD'))
    const past = await waive({ filter: { ruleId: [ssnRule] }, expiresOn: '2026-07-01' })
    expect(past.userErrors).toMatchObject([{ code: 'INVALID_DATE', path: ['input', 'expiresOn'] }])
    expect(await waiveAll({ filter: { ruleId: [ssnRule] } })).toMatchObject({ count: 5, userErrors: [] })
  })

  test('a locked finding is refused by name where it was named, and left out of a wider choice', async () => {
    await set('ERROR')
    await sync()
    Object.assign(source.loans[0]!, { contractDate: 'soon', changed: 12 })
    await sync()
    expect(await record('1')).toMatchObject({ eligibility: 'HELD', errorCount: 2, version: 1 })
    const stale = await db().validationError.findFirstOrThrow({ where: { ruleId: 'RECORD-QUARANTINED' } })
    for (const choice of [
      { validationErrorIds: [encodeId('ValidationError', stale.id)] },
      { filter: { ruleId: [ssnRule, 'RECORD-QUARANTINED'] } },
    ]) {
      const [error] = (await waive(choice)).userErrors
      expect(error).toMatchObject({ __typename: 'Refused', code: 'RULE_LOCKED' })
      expect(error.message).toMatch(/^RECORD-QUARANTINED cannot be waived: .*older document/)
    }
    const locked = [{ ruleId: 'RECORD-QUARANTINED', count: 1 }]
    expect(await waiveAll({ filter: { severity: ['ERROR'] } })).toMatchObject({ count: 5, locked, userErrors: [] })
    expect(await eligibilities()).toEqual(['HELD', 'REPORTABLE', 'REPORTABLE', 'REPORTABLE', 'REPORTABLE'])
    expect((await set('WARNING', 'RECORD-QUARANTINED')).userErrors).toMatchObject([{ code: 'RULE_LOCKED' }])
    expect((await set('WARNING', 'NO-SUCH-RULE')).userErrors).toMatchObject([{ code: 'NOT_FOUND' }])
  })

  test('a record that is held and let go for its document alone has a version of each', async () => {
    await sync()
    const good = source.loans[0]!.contractDate
    Object.assign(source.loans[0]!, { contractDate: 'soon', changed: 12 })
    await sync()
    Object.assign(source.loans[0]!, { contractDate: good, changed: 13 })
    expect(await sync()).toMatchObject({ changed: 1, held: 0 })
    const versions = await db().recordVersion.findMany({
      where: { recordId: (await record('1')).id },
      orderBy: { version: 'asc' },
    })
    expect(versions.map((each) => each.eligibility)).toEqual(['REPORTABLE', 'HELD', 'REPORTABLE'])
    expect(versions[0]!.contentHash).toEqual(versions[2]!.contentHash)
  })

  test('the statements that go over stored records say what a batch says', async () => {
    await set('ERROR')
    await set('WARNING', 'BALANCE-AGE-1')
    await sync()
    const given = await waiveAll({ filter: { ruleId: [ssnRule], search: 'F1' } })
    expect(given).toMatchObject({ count: 1, userErrors: [] })
    const audited = await db().auditLog.findFirstOrThrow({ where: { action: 'waiveErrors' } })
    expect(audited.details).toMatchObject({ count: 1, chosen: { filter: { ruleId: [ssnRule], searched: true } } })
    expect(JSON.stringify(audited.details)).not.toContain('F1')
    await set('OFF', 'SOURCE-DPD-1')
    await sync('FULL', '2026-03-21')
    Object.assign(source.loans[2]!, { contractDate: 'soon', changed: 12 })
    await sync('INCREMENTAL', '2026-03-25')
    const before = { records: await records(), findings: await findings() }
    expect(new Set(before.records.map((each) => each.eligibility))).toEqual(new Set(['HELD', 'REPORTABLE']))
    await db().$transaction(async (tx) => {
      await lockStanding(tx)
      await reapply(
        tx,
        before.records.map((each) => each.id),
        new Date(server.app.now()),
      )
    })
    expect({ records: await records(), findings: await findings() }).toEqual(before)
  })

  test.runIf(kind === 'pglite')('a page takes the same statements however many records it has', async () => {
    const about = /metro2_records|record_versions|validation_errors|waivers|rule_settings|advisory/
    const pageOf = async (count: number) => {
      // Messages of the protocol: those of a transaction do not go through `query`.
      const spy = vi.spyOn(PGlite.prototype, 'execProtocolStream')
      try {
        source.loans = Array.from({ length: count }, (_, index) => fakeLoan(100 * count + index))
        await sync('INCREMENTAL', '2026-03-20')
        return spy.mock.calls
          .map(([message]) => Buffer.from(message).toString('latin1'))
          .filter((text) => about.test(text))
      } finally {
        spy.mockRestore()
      }
    }
    await set('ERROR')
    await db().connection.updateMany({
      data: { settings: { baseUrl: source.url, environment: 'SANDBOX', pageSize: 50 } },
    })
    const small = await pageOf(2)
    const large = await pageOf(40)
    expect(large.length).toBe(small.length)
    expect(large.filter((text) => /INSERT INTO validation_errors/.test(text))).toHaveLength(1)
  })

  test('another organization neither sees nor changes any of it', async () => {
    await set('ERROR')
    await sync()
    const given = await waiveAll({ filter: { ruleId: [ssnRule] } })
    const waiverId = given.samples[0].waiver.id as string
    const abroad = (text: string) => get(server.url, server.other.keys.ADMIN, text)
    const errorId = given.samples[1].id
    const seen = await abroad(`{ waivers { totalCount } node(id: "${waiverId}") { id }
      validationRules { id effectiveSeverity setting { severity } } }`)
    expect(seen).toMatchObject({ waivers: { totalCount: 0 }, node: null })
    const rule = seen.validationRules.find(({ id }: { id: string }) => id === ssnRule)
    expect(rule).toEqual({ id: ssnRule, effectiveSeverity: 'WARNING', setting: null })
    const tried = await abroad(`mutation {
      revokeWaiver(input: { waiverId: "${waiverId}", wholeBatch: true, reason: "r" }) { userErrors { code } }
      waiveErrors(input: { validationErrorIds: ["${errorId}"], reason: "r" }) { count samples { id } }
      setRuleSetting(input: { ruleId: "${ssnRule}", severity: OFF, reason: "r" }) { userErrors { code } } }`)
    expect(tried).toEqual({
      revokeWaiver: { userErrors: [{ code: 'NOT_FOUND' }] },
      waiveErrors: { count: 0, samples: [] },
      setRuleSetting: { userErrors: [] },
    })
    expect(await records()).toMatchObject(all({ eligibility: 'REPORTABLE', waivedCount: 1 }))
    expect(await db().waiver.count({ where: { revokedAt: null } })).toBe(5)
    expect(await db().validationError.count({ where: { severity: 'OFF' } })).toBe(0)
    expect(decodeId(waiverId, []).typename).toBe('Waiver')
  })

  test('deleting the connection takes its waivers along', async () => {
    await sync()
    await waiveAll({ filter: { ruleId: [ssnRule] } })
    const text = `mutation { deleteConnection(input: { connectionId: "${encodeId('ConnectedSource', connectionId)}",
      confirmName: "Tenant" }) { userErrors { code } } }`
    expect((await query(text)).deleteConnection.userErrors).toEqual([])
    expect(await db().waiver.count()).toBe(0)
    expect(await db().validationError.count()).toBe(0)
  })
})
