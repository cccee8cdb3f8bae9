/** Rows as a sync leaves them, for tests that need records and no sync. */

import type { SyncRunState } from '../../prisma/generated/client/enums.ts'
import { newId } from '../../server/ids.ts'
import type { Requester } from '../../server/outcome.ts'
import type { TestApp } from './app.ts'

const bytes = Buffer.from('00', 'hex')
const at = new Date('2026-06-30T12:00:00Z')

export async function insertRun(
  app: TestApp,
  { organizationId }: Requester,
  connectionId: string,
  state: SyncRunState,
): Promise<string> {
  const db = app.database.tenant(organizationId)
  const connection = await db.connection.findFirstOrThrow({ where: { id: connectionId } })
  const version = await db.mappingPresetVersion.findFirstOrThrow({ where: { presetId: connection.presetId } })
  const id = newId()
  await db.syncRun.create({
    data: {
      ...{ organizationId, id, connectionId, presetVersionId: version.id, mode: 'FULL', state, trigger: 'MANUAL' },
      ...{ asOf: at, request: {}, lastSeq: 1, requestedBy: 'test', createdAt: at },
    },
  })
  const payload = { state, attempt: 0, failure: null }
  await db.syncEvent.create({ data: { organizationId, runId: id, seq: 1, kind: 'RUN_STATE', payload, at } })
  return id
}

/** A record with everything that hangs on it: version, finding, consumer index; and a document in quarantine. */
export async function insertRecord(
  app: TestApp,
  requester: Requester,
  connectionId: string,
  key: string,
): Promise<void> {
  const { organizationId } = requester
  const db = app.database.tenant(organizationId)
  const lastRunId = await insertRun(app, requester, connectionId, 'SUCCEEDED')
  const { presetVersionId } = await db.syncRun.findFirstOrThrow({ where: { id: lastRunId } })
  const [sourceRecordId, recordId] = [newId(), newId()]
  const names = { sourceKey: key, displayKey: key }
  await db.sourceRecord.create({
    data: {
      ...{ organizationId, id: sourceRecordId, connectionId, ...names, document: bytes, documentHash: bytes },
      ...{ projectionHash: bytes, changeToken: '', fetchedAt: at, lastRunId },
    },
  })
  await db.metro2Record.create({
    data: {
      ...{ organizationId, id: recordId, connectionId, sourceRecordId, ...names, presetVersionId, asOf: at },
      ...{ inputHash: bytes, contentHash: bytes, eligibility: 'HELD', errorCount: 1, warningCount: 0, infoCount: 0 },
      ...{ version: 1, lastRunId, createdAt: at, changedAt: at },
    },
  })
  await db.recordVersion.create({
    data: {
      ...{ organizationId, recordId, version: 1, runId: lastRunId, presetVersionId, asOf: at, inputHash: bytes },
      ...{ contentHash: bytes, eligibility: 'HELD', at },
    },
  })
  await db.validationError.create({
    data: {
      ...{
        organizationId,
        id: newId(),
        connectionId,
        recordId,
        ruleId: 'R',
        severity: 'ERROR',
        defaultSeverity: 'ERROR',
        fields: [],
        message: 'm',
      },
      ...{ values: {}, fingerprint: 'f', firstRunId: lastRunId, createdAt: at },
    },
  })
  await db.consumerIndex.create({ data: { organizationId, recordId, segment: 'base', ssnHash: key } })
  await db.quarantinedRecord.create({
    data: {
      ...{ organizationId, id: newId(), connectionId, sourceKey: `q${key}`, stage: 'MAP', code: 'C', message: 'm' },
      ...{ failures: [], document: bytes, count: 1, runId: lastRunId, firstSeenAt: at, lastSeenAt: at },
    },
  })
}

/** Rows of the organization that hang on a connection, by table. */
export async function connectionRows(app: TestApp, { organizationId }: Requester): Promise<Record<string, number>> {
  const db = app.database.tenant(organizationId)
  return {
    connections: await db.connection.count(),
    connectionEvents: await db.connectionEvent.count(),
    sourceRecords: await db.sourceRecord.count(),
    records: await db.metro2Record.count(),
    versions: await db.recordVersion.count(),
    findings: await db.validationError.count(),
    consumers: await db.consumerIndex.count(),
    quarantined: await db.quarantinedRecord.count(),
    runs: await db.syncRun.count(),
    runEvents: await db.syncEvent.count(),
  }
}
