/** The pace that all processes share, on a real database. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../server/egress/clock.ts'
import { type Bucket, createPacer, HeldBack, type Lease, ownBucket } from '../../server/egress/pacer.ts'
import { sharedBucket } from '../../server/egress/sharedPace.ts'
import { newAdmin, type TestApp, testApp } from '../services/app.ts'
import { kinds } from '../support/databases.ts'
import { newPeriodLender } from '../support/periods.ts'

const signal = new AbortController().signal

/** Stands in where the database must not be asked. */
const unused: Bucket = {
  lease: () => Promise.reject(new Error('the fallback was asked')),
  slowDown: () => Promise.reject(new Error('the fallback was told')),
}

describe.each(kinds)('a pace shared through %s', (kind) => {
  let app: TestApp
  let organizationId: string
  let connectionId: string
  let made = 0

  beforeAll(async () => {
    app = await testApp({ kind })
    const admin = await newAdmin(app)
    organizationId = admin.organizationId
  })
  afterAll(() => app.close())
  beforeEach(async () => {
    made += 1
    const requester = { organizationId, actor: 'test', role: 'ADMIN' as const }
    connectionId = (await newPeriodLender(app, requester, `Lender ${made}`)).connectionId
  })

  const db = () => app.database.tenant(organizationId)
  const bucket = (requestsPerSecond: number, fallback = unused) =>
    sharedBucket(db(), connectionId, { requestsPerSecond, concurrency: 1 }, fallback, app.log)
  const pace = () => db().sourcePace.findFirstOrThrow({ where: { connectionId } })
  /** Milliseconds until the last turn of the block. */
  const lastOf = ({ firstInMs, intervalMs, count }: Lease) => firstInMs + (count - 1) * intervalMs

  test('blocks of two processes follow one another', async () => {
    const [one, other] = [bucket(4), bucket(4)]
    const leases = [await one.lease(), await other.lease(), await one.lease(), await other.lease()]
    expect(leases.map((lease) => [lease.count, Math.round(lease.intervalMs)])).toEqual(Array(4).fill([2, 250]))
    // Eight turns: a burst of four, the rest a quarter of a second apart; less what has passed since the first.
    expect(lastOf(leases[1]!)).toBeLessThanOrEqual(0)
    expect(lastOf(leases[3]!)).toBeGreaterThan(500)
    expect(lastOf(leases[3]!)).toBeLessThanOrEqual(1_001)
  })

  test('together they keep to the settings', async () => {
    const began = performance.now()
    const pacers = [0, 1, 2].map(() => createPacer({ requestsPerSecond: 20, concurrency: 4 }, systemClock, bucket(20)))
    const turns = pacers.flatMap((pacer) => Array.from({ length: 10 }, () => pacer.run(signal, async () => {})))
    await Promise.all(turns)
    // 30 requests at 20 a second with a burst of 20: the last one is due after half a second.
    expect(performance.now() - began).toBeGreaterThan(450)
  })

  test('a refusal makes all wait and go on at half the pace; those refused at the same time count once', async () => {
    const [one, other] = [bucket(10), bucket(10)]
    await one.lease()
    await one.slowDown(3_000)
    await other.slowDown(1_000)
    const lease = await other.lease()
    expect(lease.pausedMs).toBeGreaterThan(2_000)
    expect(lease.pausedMs).toBeLessThanOrEqual(3_000)
    expect(Math.round(lease.intervalMs)).toBe(200)
    expect(await pace()).toMatchObject({ slowness: 200 })
  })

  test('a long wait that one was told holds the pacer of another process', async () => {
    const [one, other] = [10, 10].map((each) =>
      createPacer({ requestsPerSecond: each, concurrency: 1 }, systemClock, bucket(each)),
    )
    await one!.run(signal, async () => {})
    await one!.slowDown(3_600_000)
    const held = await other!.run(signal, async () => 'sent').catch((error: unknown) => error)
    expect(held).toBeInstanceOf(HeldBack)
    expect((held as HeldBack).waitMs).toBeGreaterThan(3_590_000)
  })

  test('what was learned fades by half in ten minutes', async () => {
    const one = bucket(10)
    await one.lease()
    await db().sourcePace.updateMany({ data: { slowness: 500, slowedAt: new Date(Date.now() - 600_000) } })
    expect((await one.lease()).intervalMs).toBeCloseTo(300, -1)
    await one.slowDown(1)
    expect((await pace()).slowness).toBeCloseTo(600, -1)
    await db().sourcePace.updateMany({ data: { slowness: 1_600, slowedAt: new Date(Date.now() - 3_000) } })
    await one.slowDown(1)
    expect((await pace()).slowness).toBe(1_600)
  })

  test('a pacer drops what it leased when it is refused, and asks again', async () => {
    const shared = bucket(50)
    const pacer = createPacer({ requestsPerSecond: 50, concurrency: 1 }, systemClock, shared)
    await pacer.run(signal, async () => {})
    const before = (await pace()).fullAt
    await pacer.slowDown(20)
    await pacer.run(signal, async () => {})
    expect((await pace()).fullAt.getTime()).toBeGreaterThan(before.getTime())
  })

  test('without the database a process goes by its own pace, and says so', async () => {
    const own = ownBucket({ requestsPerSecond: 2, concurrency: 1 }, systemClock)
    const broken = { ...db(), organizationId, $queryRawUnsafe: () => Promise.reject(new Error('down')) }
    const shared = sharedBucket(broken as never, connectionId, { requestsPerSecond: 2, concurrency: 1 }, own, app.log)
    expect(await shared.lease()).toMatchObject({ count: 1, intervalMs: 500, pausedMs: 0 })
    expect(app.logged()).toContain('goes by its own')
  })
})
