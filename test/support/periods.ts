/** A lender with one production connection whose documents are put there as syncs leave them, and periods worked to their end. */
import type { Environment, SyncMode, SyncRunState } from '../../prisma/generated/client/enums.ts'
import { sealCredentials } from '../../server/connections/context.ts'
import { newId } from '../../server/ids.ts'
import { executeOperation } from '../../server/operations/runner.ts'
import type { Requester } from '../../server/outcome.ts'
import { keyedHash } from '../../server/records/mapRecord.ts'
import { closePeriod } from '../../server/reporting/periods/close.ts'
import { openPeriod } from '../../server/reporting/periods/open.ts'
import { startComputation } from '../../server/reporting/periods/work.ts'
import { placeOf, quarantinePlace } from '../../server/sync/batch.ts'
import { sealCompressed } from '../../server/vault/seal.ts'
import { record } from '../metro2/support.ts'
import { done, newFurnisher, type TestApp } from '../services/app.ts'
import { fakePlugin, fakePreset } from './fakePlugin.ts'
import { type FakeLoan, fakeLoan } from './fakeSource.ts'
import { addPeriod } from './reported.ts'

const at = new Date('2026-01-01T00:00:00Z')

export interface PeriodLender {
  requester: Requester
  furnisherId: string
  connectionId: string
  presetId: string
  /** Stores the documents as of a day; those of loans that are there already are replaced. */
  put(loans: FakeLoan[], snapshotDate: string): Promise<void>
  /** A run that ended; a FULL one that succeeded was shown every loan unless `whole` is false. */
  ran(startedAt: string, mode?: SyncMode, state?: SyncRunState, whole?: boolean): Promise<void>
  /** Publishes another text of the preset. */
  publish(text: string): Promise<void>
  quarantine(sourceKey: string): Promise<void>
  /** Opens a month and computes it. */
  open(month: string, asOf?: string | null): Promise<string>
  compute(periodId: string): Promise<void>
  /** Closes a period; answers the operation as it ended. */
  close(periodId: string): Promise<{ state: string; result: unknown; failure: unknown }>
  work(operationId: string): Promise<{ state: string; result: unknown; failure: unknown }>
  rows(periodId: string): Promise<PeriodRecordRow[]>
}

export type PeriodRecordRow = Awaited<ReturnType<typeof loadRows>>[number]

export async function newPeriodLender(
  app: TestApp,
  requester: Requester,
  name = 'Core',
  environment: Environment = 'PRODUCTION',
): Promise<PeriodLender> {
  const { organizationId } = requester
  const db = app.database.tenant(organizationId)
  const furnisherId = await newFurnisher(app, requester, { name: `${name} furnisher` })
  const { presetId, connectionId } = await addConnection(app, organizationId, furnisherId, name, environment)
  const sealed = await sealCredentials(app, organizationId, connectionId, { token: 'good-token-4711' })
  await db.connection.updateMany({ where: { id: connectionId }, data: { sealedCredentials: sealed } })
  const keys = await app.keysOf(organizationId)

  async function put(loans: FakeLoan[], snapshotDate: string) {
    for (const loan of loans) {
      const sourceKey = String(loan.id)
      const known = await db.sourceRecord.findFirst({ where: { connectionId, sourceKey } })
      const id = known?.id ?? newId()
      const raw = JSON.stringify(loan)
      const content = {
        ...{ document: sealCompressed(keys, placeOf(id), raw), documentHash: keyedHash(keys.indexKey, raw) },
        ...{ projectionHash: Buffer.from('hash'), changeToken: String(loan.changed), fetchedAt: at },
        ...{ snapshotDate: new Date(snapshotDate), lastRunId: newId(), displayKey: `F-${loan.id}` },
      } as const
      const data = { ...content, documentHash: Buffer.from(content.documentHash) }
      if (known) await db.sourceRecord.updateMany({ where: { id }, data })
      else await db.sourceRecord.create({ data: { organizationId, id, connectionId, sourceKey, ...data } })
    }
  }

  async function ran(startedAt: string, mode: SyncMode = 'FULL', state: SyncRunState = 'SUCCEEDED', whole = true) {
    const version = await db.mappingPresetVersion.findFirstOrThrow({ where: { presetId } })
    const started = new Date(startedAt)
    const active = state === 'RUNNING' || state === 'QUEUED'
    await db.syncRun.create({
      data: {
        ...{ organizationId, id: newId(), connectionId, presetVersionId: version.id, mode, state, trigger: 'MANUAL' },
        ...{ asOf: started, request: {}, requestedBy: 'test', createdAt: started, startedAt: started },
        finishedAt: active ? null : started,
        ...(mode === 'FULL' && state.startsWith('SUCCEEDED') && whole && { endCursor: {} }),
      },
    })
  }

  async function publish(text: string) {
    const { publishedVersion } = await db.mappingPreset.findFirstOrThrow({ where: { id: presetId } })
    const version = publishedVersion + 1
    await db.mappingPresetVersion.create({
      data: { organizationId, id: newId(), presetId, version, text, createdAt: at, createdBy: 'test' },
    })
    await db.mappingPreset.updateMany({ where: { id: presetId }, data: { publishedVersion: version } })
  }

  async function quarantine(sourceKey: string) {
    const document = sealCompressed(keys, quarantinePlace(connectionId, sourceKey), '{}')
    await db.quarantinedRecord.create({
      data: {
        ...{
          organizationId,
          id: newId(),
          connectionId,
          sourceKey,
          stage: 'MAP',
          code: 'MISSING',
          hint: null,
          failures: [],
        },
        ...{ message: 'It has no date.', document, count: 1, runId: newId(), firstSeenAt: at, lastSeenAt: at },
      },
    })
  }

  async function work(operationId: string) {
    await executeOperation(app, organizationId, operationId, 'worker')
    return db.operation.findFirstOrThrow({ where: { id: operationId } })
  }

  return {
    ...{ requester, furnisherId, connectionId, presetId, put, ran, publish, quarantine, work },
    async open(month, asOf = null) {
      const opened = done(await openPeriod(app, requester, { furnisherId, month, asOf, idempotencyKey: null }))
      await work(opened.operationId!)
      return opened.periodId
    },
    async compute(periodId) {
      const started = done(await startComputation(app, requester, { periodId, idempotencyKey: null }))
      await work(started.operationId)
    },
    async close(periodId) {
      const closing = done(await closePeriod(app, requester, { periodId, idempotencyKey: null }))
      return work(closing.operationId!)
    },
    rows: (periodId) => loadRows(app, organizationId, periodId),
  }
}

async function addConnection(
  app: TestApp,
  organizationId: string,
  furnisherId: string,
  name: string,
  environment: Environment,
) {
  const db = app.database.tenant(organizationId)
  const [presetId, connectionId] = [newId(), newId()]
  const times = { createdAt: at, updatedAt: at }
  await db.mappingPreset.create({
    data: {
      ...{ organizationId, id: presetId, name: name.toLowerCase(), title: name, pluginId: 'fake', ...times },
      ...{ clonedFrom: 'fake-metro2', publishedVersion: 1 },
    },
  })
  await db.mappingPresetVersion.create({
    data: { organizationId, id: newId(), presetId, version: 1, text: fakePreset, createdAt: at, createdBy: 'test' },
  })
  await db.connection.create({
    data: {
      ...{ organizationId, id: connectionId, furnisherId, presetId, name, environment, ...times },
      ...{ pluginId: 'fake', state: 'ACTIVE', credentialsHint: '…4711', credentialsSetAt: at },
      settings: { baseUrl: 'https://source.test', environment, pageSize: 2 },
      ...{ sealedCredentials: Buffer.from('sealed'), capabilities: {}, lookups: {}, checkedAt: at },
      ...{ catalogue: fakePlugin.catalogue as object, checkReport: { steps: [], capabilities: {} } },
    },
  })
  return { presetId, connectionId }
}

function loadRows(app: TestApp, organizationId: string, periodId: string) {
  const db = app.database.tenant(organizationId)
  return db.periodRecord.findMany({ where: { periodId }, orderBy: [{ sourceKey: 'asc' }, { id: 'asc' }] })
}

/** A loan that has paid on the 14th of each month, from February to `last` (2 = February); to be reported in 2026. */
export function paidLoan(id: number, last: number, extra: Partial<FakeLoan> = {}): FakeLoan {
  const payments = Array.from({ length: Math.max(0, last - 1) }, (_, index) => ({
    date: `2026-${String(index + 2).padStart(2, '0')}-14`,
    amountCents: 105_000,
  }))
  return fakeLoan(id, { payments, changed: last, ...extra })
}

/** A closed month with one account, and an open one after it whose review holds one record. */
export async function newReview(app: TestApp, organizationId: string, furnisherId: string) {
  const db = app.database.tenant(organizationId)
  const closedId = await addPeriod(app, organizationId, { furnisherId, asOf: '2001-03-31' }, [record({})])
  const { id: reportedId } = await db.reportedRecord.findFirstOrThrow({ where: { periodId: closedId } })
  const [periodId, recordId] = [newId(), newId()]
  const rules = [{ ruleId: 'TEST-RULE', severity: 'WARNING', records: 1 }]
  await db.reportingPeriod.create({
    data: {
      ...{ organizationId, id: periodId, furnisherId, month: new Date('2001-04-01'), asOf: new Date('2001-04-30') },
      ...{ origin: 'COMPUTED', createdAt: at, createdBy: 'test', computedAt: at, summary: { rules, portfolio: [] } },
    },
  })
  await db.periodRecord.create({
    data: {
      ...{
        organizationId,
        id: recordId,
        periodId,
        loanKey: `reported/${reportedId}`,
        computation: 1,
        review: 'MISSING',
      },
      ...{
        surname: 'ABBOTT',
        findings: [],
        errorRules: [],
        warningRules: ['TEST-RULE'],
        errorCount: 0,
        warningCount: 1,
      },
    },
  })
  return { periodId, recordId, reportedId }
}
