/** What is kept for a time and then deleted, and what stays whatever its age. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { purgeChunk } from '../server/retention/purge.ts'
import { placeOf } from '../server/sync/batch.ts'
import { unsealCompressed } from '../server/vault/seal.ts'
import { newAdmin, type TestApp, testApp } from './services/app.ts'
import { kinds } from './support/databases.ts'
import { loansOf, type Seeded, seed } from './support/seed.ts'

const dayMs = 86_400_000

describe.each(kinds)('retention on %s', (kind) => {
  let app: TestApp
  let seeded: Seeded
  let organizationId: string

  beforeAll(async () => {
    app = await testApp({ kind, env: { EVENTS_KEPT_DAYS: '10', GONE_DOCUMENTS_KEPT_DAYS: '100' } })
  })
  afterAll(() => app.close())
  beforeEach(async () => {
    app.clock.now = Date.parse('2026-06-30T12:00:00Z')
    organizationId = (await newAdmin(app)).organizationId
    seeded = await seed(app, organizationId, loansOf(2), organizationId.slice(-8))
  })
  const db = () => app.database.tenant(organizationId)
  const purge = async () => {
    while (await purgeChunk(app));
  }
  const at = () => new Date(app.clock.now)

  async function endRun(events: number) {
    const { runId } = seeded
    const seqs = Array.from({ length: events - 1 }, (_, index) => index + 2)
    await db().syncEvent.createMany({
      data: seqs.map((seq) => ({
        ...{ organizationId, runId, seq, at: at() },
        ...(seq === events
          ? ({ kind: 'RUN_STATE', payload: { state: 'SUCCEEDED', attempt: 1, failure: null } } as const)
          : ({ kind: 'NOTICE', payload: { message: 'n' } } as const)),
      })),
    })
    await db().syncRun.updateMany({ data: { state: 'SUCCEEDED', finishedAt: at(), lastSeq: events } })
  }

  test('events of a run go with its age, but for the last; a subscriber is told which it missed, and the stream ends', async () => {
    await endRun(1_200)
    app.clock.now += 9 * dayMs
    await purge()
    expect(await db().syncEvent.count()).toBe(1_200)
    app.clock.now += 2 * dayMs
    expect(await purgeChunk(app)).toBe(true)
    expect(await db().syncEvent.findFirst({ orderBy: { seq: 'asc' } })).toMatchObject({ seq: 1_001 })
    await purge()
    const got = []
    for await (const event of app.events.syncEvents(organizationId, seeded.runId, 5, AbortSignal.timeout(5_000)))
      got.push(event)
    expect(got).toMatchObject([{ kind: 'MISSED', fromSeq: 6, toSeq: 1_199 }, { seq: 1_200 }])
    expect(await app.metrics.page()).toMatch(/metro2_purged_rows_total\{kind="events"\} 1\d{3}/)
    expect(app.logged()).toContain('"kind":"events"')
  })

  test('a run at work keeps its events whatever their age', async () => {
    app.clock.now += 1_000 * dayMs
    await purge()
    expect(await db().syncEvent.count()).toBe(1)
    expect(await db().operationEvent.count()).toBe(1)
  })

  test('connection events go, but for the last one', async () => {
    const { connectionId } = seeded
    const payload = { actor: 'test' }
    const event = { organizationId, connectionId, seq: 2, kind: 'RESUMED' as const, payload, at: at() }
    await db().connectionEvent.create({ data: event })
    await db().connection.updateMany({ data: { lastEventSeq: 2 } })
    app.clock.now += 11 * dayMs
    await purge()
    expect(await db().connectionEvent.findMany({ select: { seq: true } })).toEqual([{ seq: 2 }])
  })

  test('an audit entry and a version that was replaced stay for eight years; the last version stays for ever', async () => {
    const recordId = seeded.recordIds[0]!
    const { fields: _, ...first } = await db().recordVersion.findFirstOrThrow({ where: { recordId } })
    await db().recordVersion.create({ data: { ...first, version: first.version + 1, at: at() } })
    const entries = await db().auditLog.count()
    expect(entries).toBeGreaterThan(0)
    app.clock.now += 2_919 * dayMs
    await purge()
    expect(await db().recordVersion.count({ where: { recordId } })).toBe(2)
    expect(await db().auditLog.count()).toBe(entries)
    app.clock.now += 2 * dayMs
    await purge()
    expect(await db().recordVersion.findMany({ where: { recordId }, select: { version: true } })).toEqual([
      { version: first.version + 1 },
    ])
    expect(await db().auditLog.count()).toBe(0)
  })

  test('the document of a loan that went away: not while a period is open or a run is at work, then it is empty', async () => {
    const [row] = await db().sourceRecord.findMany({ orderBy: { id: 'asc' }, take: 1 })
    const keys = await app.keysOf(organizationId)
    const text = async () => {
      const { document } = await db().sourceRecord.findFirstOrThrow({ where: { id: row!.id } })
      return unsealCompressed(keys, placeOf(row!.id), document)
    }
    const before = await text()
    await db().sourceRecord.updateMany({ where: { id: row!.id }, data: { goneSince: at() } })
    app.clock.now += 101 * dayMs
    await purge()
    expect(await text()).toBe(before)
    await endRun(2)
    const { furnisherId } = seeded
    const month = { month: new Date('2026-06-01'), asOf: new Date('2026-06-30'), createdAt: at(), createdBy: 'test' }
    const period = { organizationId, id: seeded.deliveryId, furnisherId, origin: 'COMPUTED' as const, ...month }
    await db().reportingPeriod.create({ data: period })
    await purge()
    expect(await text()).toBe(before)
    await db().reportingPeriod.deleteMany({})
    await purge()
    expect(await text()).toBe('{}')
    const others = await db().sourceRecord.findMany({ where: { id: { not: row!.id } } })
    expect(others.every((each) => each.documentHash.length > 0)).toBe(true)
    expect(await db().metro2Record.count()).toBe(2)
  })
})
