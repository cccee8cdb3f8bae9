/** Rows as syncs leave them: loans mapped by the real engine from documents of the fake source. */

import { newId } from '../../server/ids.ts'
import { compilePreset } from '../../server/mapping/compile.ts'
import { fingerprintOf, mapRecord } from '../../server/records/mapRecord.ts'
import { seal, sealCompressed } from '../../server/vault/seal.ts'
import type { TestApp } from '../services/app.ts'
import { fakePlugin, fakePreset } from './fakePlugin.ts'
import { type FakeLoan, fakeLoan } from './fakeSource.ts'

export interface Seeded {
  furnisherId: string
  presetId: string
  presetVersionId: string
  connectionId: string
  runId: string
  recordIds: string[]
  errorIds: string[]
  /** Of the first record; it has lapsed. Empty without records. */
  waiverId: string
  quarantineId: string
  deliveryId: string
  operationId: string
}

export const asOf = '2026-06-30'
const at = new Date('2026-06-30T12:00:00Z')

/** A connection with everything that hangs on one. Records stand in the order of the loans. */
export async function seed(app: TestApp, organizationId: string, loans: FakeLoan[], name = 'Core'): Promise<Seeded> {
  const db = app.database.tenant(organizationId)
  const ids = {
    furnisherId: newId(),
    presetId: newId(),
    presetVersionId: newId(),
    connectionId: newId(),
    runId: newId(),
  }
  const times = { createdAt: at, updatedAt: at }
  await db.furnisher.create({
    data: {
      ...{ organizationId, id: ids.furnisherId, name: `${name} furnisher`, address: '1 MAIN ST', ...times },
      ...{ telephoneNumber: '8015550100', identificationNumber: 'SUMMIT01', innovisProgramIdentifier: '' },
      ...{ equifaxProgramIdentifier: '', experianProgramIdentifier: '', transunionProgramIdentifier: '' },
    },
  })
  await db.mappingPreset.create({
    data: {
      ...{ organizationId, id: ids.presetId, name: name.toLowerCase(), title: name, pluginId: 'fake', ...times },
      ...{ clonedFrom: 'fake-metro2', publishedVersion: 1 },
    },
  })
  await db.mappingPresetVersion.create({
    data: {
      ...{ organizationId, id: ids.presetVersionId, presetId: ids.presetId, version: 1, text: fakePreset },
      ...{ createdAt: at, createdBy: 'test' },
    },
  })
  await db.connection.create({
    data: {
      ...{ organizationId, id: ids.connectionId, furnisherId: ids.furnisherId, presetId: ids.presetId, name, ...times },
      ...{ pluginId: 'fake', environment: 'SANDBOX', state: 'ACTIVE', credentialsHint: '…4711', credentialsSetAt: at },
      settings: { baseUrl: 'https://source.test', environment: 'SANDBOX', pageSize: 2 },
      ...{ sealedCredentials: Buffer.from('sealed'), capabilities: {}, lookups: {}, asOf: at, checkedAt: at },
      ...{ catalogue: fakePlugin.catalogue as object, checkReport: { steps: [], capabilities: {} }, lastEventSeq: 1 },
    },
  })
  await db.connectionEvent.create({
    data: {
      ...{ organizationId, connectionId: ids.connectionId, seq: 1, kind: 'CREATED', at },
      payload: { name, actor: 'test' },
    },
  })
  await addRun(app, organizationId, ids)
  const { recordIds, errorIds } = await addRecords(app, organizationId, ids, loans)
  const waiverId = loans[0] ? await addWaiver(app, organizationId, ids.connectionId, String(loans[0].id)) : ''
  const quarantineId = newId()
  const failure = {
    field: 'base.dateOpened',
    sourcePath: 'contractDate',
    code: 'MISSING',
    message: 'It is missing.',
    hint: null,
  }
  await db.quarantinedRecord.create({
    data: {
      ...{ organizationId, id: quarantineId, connectionId: ids.connectionId, sourceKey: 'q1', stage: 'MAP' },
      ...{ code: failure.code, message: failure.message, failures: [failure], document: Buffer.from('sealed') },
      ...{ count: 1, runId: ids.runId, firstSeenAt: at, lastSeenAt: at },
    },
  })
  const deliveryId = newId()
  await db.webhookDelivery.create({
    data: {
      ...{ organizationId, id: deliveryId, connectionId: ids.connectionId, receivedAt: at, outcome: 'ACCEPTED' },
      ...{ eventName: `${name} event`, sourceKeys: ['1'], bodyHash: Buffer.from('hash'), bodyBytes: 20 },
    },
  })
  const operationId = await addOperation(app, organizationId, ids.connectionId)
  return { ...ids, recordIds, errorIds, waiverId, quarantineId, deliveryId, operationId }
}

/** An operation at work with one event. */
async function addOperation(app: TestApp, organizationId: string, targetId: string): Promise<string> {
  const db = app.database.tenant(organizationId)
  const id = newId()
  await db.operation.create({
    data: {
      ...{ organizationId, id, kind: 'PRESET_IMPACT', targetId, state: 'RUNNING', input: {}, attempt: 1, lastSeq: 1 },
      ...{ total: 10, counts: { changed: 1 }, requestedBy: 'test', createdAt: at, startedAt: at },
    },
  })
  const payload = { state: 'RUNNING', attempt: 1, failure: null }
  await db.operationEvent.create({ data: { organizationId, operationId: id, seq: 1, kind: 'STATE', payload, at } })
  return id
}

/** A waiver that has lapsed. */
async function addWaiver(app: TestApp, organizationId: string, connectionId: string, sourceKey: string) {
  const id = newId()
  await app.database.tenant(organizationId).waiver.create({
    data: {
      ...{ organizationId, id, connectionId, sourceKey, ruleId: 'TEST-RULE', fingerprint: 'of other values' },
      ...{ severity: 'WARNING', message: 'It was otherwise.', values: {}, batchId: newId(), reason: 'Looked into.' },
      ...{ createdAt: at, createdBy: 'test' },
    },
  })
  return id
}

type Ids = Pick<Seeded, 'connectionId' | 'presetVersionId' | 'runId'>

/** A run at work with one event. */
export async function addRun(app: TestApp, organizationId: string, ids: Ids): Promise<void> {
  const db = app.database.tenant(organizationId)
  await db.syncRun.create({
    data: {
      ...{ organizationId, id: ids.runId, connectionId: ids.connectionId, presetVersionId: ids.presetVersionId },
      ...{ mode: 'FULL', state: 'RUNNING', trigger: 'FIRST', asOf: at, request: {}, attempt: 1, lastSeq: 1 },
      ...{ total: 10, requestedBy: 'test', createdAt: at, startedAt: at },
    },
  })
  const payload = { state: 'RUNNING', attempt: 1, failure: null }
  await db.syncEvent.create({
    data: { organizationId, runId: ids.runId, seq: 1, kind: 'RUN_STATE', payload, at },
  })
}

export async function addRecords(app: TestApp, organizationId: string, ids: Ids, loans: FakeLoan[]) {
  const db = app.database.tenant(organizationId)
  const keys = await app.keysOf(organizationId)
  const compiled = compilePreset(fakePreset, fakePlugin.catalogue)
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems))
  const recordIds: string[] = []
  const errorIds: string[] = []
  for (const loan of loans) {
    const raw = JSON.stringify(loan)
    const { document } = fakePlugin.normalize(raw, { capabilities: {} })
    const mapped = mapRecord(
      {
        ...{ plugin: fakePlugin, capabilities: {}, program: compiled.program, presetVersionId: ids.presetVersionId },
        ...{ asOf, identificationNumber: 'SUMMIT01', indexKey: keys.indexKey },
      },
      document,
      Buffer.from('hash'),
      asOf,
      null,
    )
    if (mapped.kind === 'FAILED' || !mapped.fields) throw new Error(JSON.stringify(mapped))
    const [recordId, sourceRecordId, errorId] = [newId(), newId(), newId()]
    const names = { sourceKey: String(loan.id), displayKey: `F-${loan.id}` }
    await db.sourceRecord.create({
      data: {
        ...{ organizationId, id: sourceRecordId, connectionId: ids.connectionId, ...names, lastRunId: ids.runId },
        document: sealCompressed(keys, { table: 'source_records', rowId: sourceRecordId, field: 'document' }, raw),
        ...{ documentHash: Buffer.from('hash'), projectionHash: Buffer.from('hash'), changeToken: '', fetchedAt: at },
        snapshotDate: at,
      },
    })
    const { base } = mapped.fields
    const identity = JSON.stringify(mapped.identity)
    const sealedIdentity = seal(keys, { table: 'metro2_records', rowId: recordId, field: 'identity' }, identity)
    const content = {
      ...{ inputHash: Buffer.from(mapped.inputHash), contentHash: Buffer.from(mapped.contentHash), sealedIdentity },
      ...{ asOf: at, eligibility: mapped.eligibility, fields: mapped.fields as object },
      presetVersionId: ids.presetVersionId,
    }
    await db.metro2Record.create({
      data: {
        ...{ organizationId, id: recordId, connectionId: ids.connectionId, sourceRecordId, ...names, ...content },
        ...{ consumerAccountNumber: base.consumerAccountNumber, accountStatus: base.accountStatus },
        ...{ portfolioType: base.portfolioType, accountType: base.accountType },
        ...{ surname: base.surname, firstName: base.firstName, dateOpened: new Date(base.dateOpened!) },
        dateOfFirstDelinquency: base.dateOfFirstDelinquency ? new Date(base.dateOfFirstDelinquency) : null,
        delinquencyCommenced: mapped.delinquencyCommenced ? new Date(mapped.delinquencyCommenced) : null,
        ...{ daysPastDue: mapped.daysPastDue, currentBalance: base.currentBalance, amountPastDue: base.amountPastDue },
        ...{ errorCount: 0, warningCount: 1, infoCount: 0, version: 1, lastRunId: ids.runId },
        ...{ createdAt: at, changedAt: at },
      },
    })
    await db.recordVersion.create({
      data: { organizationId, recordId, version: 1, runId: ids.runId, at, ...content },
    })
    const finding = {
      ...{ rule: 'TEST-RULE', severity: 'WARNING' as const, fields: ['base.accountStatus'] },
      ...{ message: 'Look at the status.', values: { accountStatus: base.accountStatus } },
    }
    await db.validationError.create({
      data: {
        ...{ organizationId, id: errorId, connectionId: ids.connectionId, recordId, ruleId: finding.rule },
        ...{ severity: finding.severity, fields: finding.fields, message: finding.message, values: finding.values },
        defaultSeverity: finding.severity,
        ...{ fingerprint: fingerprintOf(finding), firstRunId: ids.runId, createdAt: at },
      },
    })
    recordIds.push(recordId)
    errorIds.push(errorId)
  }
  return { recordIds, errorIds }
}

/** Loans 1 to n of people whose surnames begin with different letters. */
export function loansOf(count: number, extra: Partial<FakeLoan> = {}): FakeLoan[] {
  return Array.from({ length: count }, (_, index) => {
    const letter = String.fromCharCode(65 + (index % 26))
    const ssn = `66612${String(index + 1).padStart(4, '0')}`
    return fakeLoan(index + 1, { person: { first: 'Ana', last: `${letter}bbott`, ssn, born: '1980-02-29' }, ...extra })
  })
}
