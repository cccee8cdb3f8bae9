/** Every loan that a run reads or maps again is in exactly one of its counters, whatever became of it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SyncMode } from '../../prisma/generated/client/enums.ts'
import { createConnection } from '../../server/connections/create.ts'
import type { Requester } from '../../server/outcome.ts'
import { readSyncEvents } from '../../server/sync/hub.ts'
import { executeRun } from '../../server/sync/runner.ts'
import { startSync } from '../../server/sync/service.ts'
import { done, newAdmin, newFurnisher, type TestApp, testApp } from '../services/app.ts'
import { kinds } from '../support/databases.ts'
import { type FakeLoan, type FakeSource, fakeLoan, startFakeSource } from '../support/fakeSource.ts'

type Counters = Partial<
  Record<'seen' | 'remapped' | 'created' | 'changed' | 'unchanged' | 'quarantined' | 'excluded' | 'gone', number>
>

const touch = (loan: FakeLoan, by: Partial<FakeLoan> = {}) => Object.assign(loan, by, { changed: loan.changed + 100 })
const paid = { payments: [{ date: '2026-02-14', amountCents: 205_000 }] }

/** One after the other, on the same six loans. */
const days: [what: string, mode: SyncMode, asOf: string, change: (loans: FakeLoan[]) => unknown, expected: Counters][] =
  [
    ['all are new', 'INCREMENTAL', '2026-03-01', () => {}, { seen: 6, created: 6 }],
    ['nothing happened', 'FULL', '2026-03-01', () => {}, { seen: 6, unchanged: 6 }],
    ['another day makes no other records', 'FULL', '2026-03-02', () => {}, { seen: 6, unchanged: 6 }],
    [
      'documents change, and one record with them',
      'FULL',
      '2026-03-02',
      (loans) => [touch(loans[0]!), touch(loans[1]!, paid)],
      { seen: 6, changed: 1, unchanged: 5 },
    ],
    [
      'a change is read, the rest is mapped again',
      'INCREMENTAL',
      '2026-03-03',
      (loans) => touch(loans[2]!, paid),
      { seen: 1, remapped: 5, changed: 1, unchanged: 5 },
    ],
    [
      'one cannot be read, one is new, one is gone',
      'FULL',
      '2026-03-04',
      (loans) => [touch(loans[3]!, { contractDate: '2026-02-30' }), loans.splice(5, 1), loans.push(fakeLoan(7))],
      { seen: 6, created: 1, changed: 1, unchanged: 4, quarantined: 1, excluded: 1, gone: 1 },
    ],
    [
      'what is in quarantine is tried again',
      'INCREMENTAL',
      '2026-03-05',
      () => {},
      { remapped: 6, unchanged: 5, quarantined: 1 },
    ],
    [
      'it is mended; the loan comes back',
      'FULL',
      '2026-03-05',
      (loans) => [touch(loans[3]!, { contractDate: '2026-01-15' }), loans.push(fakeLoan(6, { changed: 300 }))],
      { seen: 7, changed: 2, unchanged: 5 },
    ],
    ['only the day moves', 'ROLLOVER', '2026-03-06', () => {}, { seen: 7, remapped: 7, unchanged: 7 }],
    ['some are asked for', 'IDS', '2026-03-06', () => {}, { seen: 2, unchanged: 2 }],
  ]

describe.each(kinds)('counters on %s', (kind) => {
  let app: TestApp
  let source: FakeSource
  let admin: Requester
  let connectionId: string

  beforeAll(async () => {
    app = await testApp({ kind })
    source = await startFakeSource([1, 2, 3, 4, 5, 6].map((id) => fakeLoan(id)))
    admin = await newAdmin(app)
    const made = await createConnection(app, admin, {
      ...{ pluginId: 'fake', furnisherId: await newFurnisher(app, admin), name: 'Tenant' },
      settings: { baseUrl: source.url, environment: 'SANDBOX' },
      credentials: { token: source.token },
      ...{ preset: null, presetId: null, startFirstSync: false, idempotencyKey: null },
    })
    connectionId = done(made).connectionId
  })
  afterAll(async () => {
    await source.close()
    await app.close()
  })

  test.each(days)('%s (%s, %s)', async (_what, mode, asOf, change, expected) => {
    change(source.loans)
    const keys = mode === 'IDS' ? ['1', '2'] : null
    const input = { connectionId, mode, asOf, keys, range: null, trigger: 'MANUAL' as const, actor: admin.actor }
    const { runId } = done(await startSync(app, admin.organizationId, input))
    await executeRun(app, admin.organizationId, runId, 'worker')
    const run = await app.database.tenant(admin.organizationId).syncRun.findFirstOrThrow({ where: { id: runId } })
    const events = await readSyncEvents(app.database, admin.organizationId, runId, 0, 1_000)
    const gone = events.reduce((sum, event) => sum + (event.kind === 'GONE' ? event.payload.count : 0), 0)
    const { seen, remapped, created, changed, unchanged, quarantined, excluded } = run
    const none = { seen: 0, remapped: 0, created: 0, changed: 0, unchanged: 0, quarantined: 0, excluded: 0, gone: 0 }
    expect({ seen, remapped, created, changed, unchanged, quarantined, excluded, gone }).toEqual({
      ...none,
      ...expected,
    })
    const met = mode === 'ROLLOVER' ? remapped : seen + remapped
    expect(created + changed + unchanged + quarantined).toBe(met + gone)
  })
})
