/**
 * One page of a pull (or of a rollover): each record is normalized, mapped, checked and sealed, a failing one is
 * quarantined, and the whole goes into the database in one transaction (write.ts).
 */
import { setImmediate as breathe } from 'node:timers/promises'
import type { SourceRecord } from '../../plugins/contract.ts'
import { newId } from '../ids.ts'
import type { PreviousReport } from '../metro2/rules/previous.ts'
import {
  type FailedRecord,
  keyedHash,
  type MappedRecord,
  mapRecord,
  normalizeDocument,
  type RecordFunction,
} from '../records/mapRecord.ts'
import { sealCompressed, unsealCompressed } from '../vault/seal.ts'
import type { OrganizationKeys } from '../vault/vault.ts'
import { type Unknown, unknownsOf } from './drift.ts'
import type { BatchCounts } from './events.ts'
import type { StoredRecord } from './stored.ts'

/** The event loop gets a turn after this long: queries and subscriptions go on while a page is worked. */
const sliceMs = 12

/** A document to store. Absent where only the record is written (rollover). */
export interface DocumentRow {
  id: string
  sourceKey: string
  displayKey: string
  document: Buffer
  documentHash: Buffer
  projectionHash: Buffer
  changeToken: string
  snapshotDate: string | null
}

export interface RecordRow {
  id: string
  sourceRecordId: string
  sourceKey: string
  displayKey: string
  isNew: boolean
  /** Whether its document came from the source; else a stored one was mapped again. */
  fromSource: boolean
  mapped: MappedRecord
}

export interface QuarantineRow {
  id: string
  sourceKey: string
  stage: 'SOURCE' | 'NORMALIZE' | 'MAP'
  failures: FailedRecord['failures']
  document: Buffer
  /** What the document is stored with once it can be mapped. Null: it cannot, whatever the preset says. */
  displayKey: string | null
  changeToken: string | null
  snapshotDate: string | null
  /** The record this loan has from an earlier document, which must not be reported any more. */
  staleRecordId: string | null
}

/** A document in quarantine that is mapped again. */
export interface Quarantined {
  sourceKey: string
  displayKey: string
  changeToken: string
  snapshotDate: string | null
  /** Sealed. */
  document: Uint8Array
}

/** What a page is worked with. */
export interface BatchContext {
  f: RecordFunction
  keys: OrganizationKeys
  connectionId: string
  /** What was last reported of loans, by source key; one statement a page. */
  previous(sourceKeys: string[]): Promise<ReadonlyMap<string, PreviousReport>>
}

export interface Batch {
  documents: DocumentRow[]
  /** Unchanged documents whose change token moved with something that is not reported. */
  tokens: { sourceKey: string; changeToken: string }[]
  records: RecordRow[]
  quarantined: QuarantineRow[]
  /** What does not depend on settings, waivers and the records as they stand: those are counted when it is written. */
  counts: BatchCounts
  /** Each loan's own. */
  unknowns: Unknown[]
}

export const emptyCounts = (): BatchCounts => ({
  records: 0,
  created: 0,
  changed: 0,
  unchanged: 0,
  remapped: 0,
  held: 0,
  excluded: 0,
  quarantined: 0,
  errors: 0,
  warnings: 0,
  infos: 0,
})

export const emptyBatch = (): Batch => ({
  documents: [],
  tokens: [],
  records: [],
  quarantined: [],
  counts: emptyCounts(),
  unknowns: [],
})

/** What the source sent. `stored` holds every key of the page that is known, with the document where it is merged into. */
export async function batchOfPage(
  context: BatchContext,
  records: SourceRecord[],
  stored: Map<string, StoredRecord>,
): Promise<Batch> {
  const batch = emptyBatch()
  const toMap = records.filter((record) => record.kind === 'DOCUMENT' || record.kind === 'SNAPSHOT')
  const previous = await context.previous(toMap.map((record) => record.key))
  let since = performance.now()
  // A page may name a record twice (it changed between two reads); the later one is the truth.
  for (const record of new Map(records.map((each) => [each.key, each])).values()) {
    batch.counts.records += 1
    addRecord(batch, context, record, stored.get(record.key), previous.get(record.key) ?? null)
    if (performance.now() - since > sliceMs) {
      await breathe()
      since = performance.now()
    }
  }
  return batch
}

/** Stored documents mapped again, for another day or another preset, without asking the source. */
export async function batchOfStored(context: BatchContext, stored: Map<string, StoredRecord>): Promise<Batch> {
  const batch = emptyBatch()
  const reports = await context.previous([...stored.keys()])
  let since = performance.now()
  for (const [key, known] of stored) {
    batch.counts.records += 1
    batch.counts.remapped += 1
    const raw = unsealCompressed(context.keys, placeOf(known.sourceRecordId), known.document!)
    const { documentHash, snapshotDate } = known
    mapInto(batch, context, { key, raw, known, documentHash, snapshotDate, previous: reports.get(key) ?? null })
    if (performance.now() - since > sliceMs) {
      await breathe()
      since = performance.now()
    }
  }
  return batch
}

/** Documents in quarantine mapped again, without asking the source. `stored` as for a page. */
export async function batchOfQuarantined(
  context: BatchContext,
  quarantined: Quarantined[],
  stored: Map<string, StoredRecord>,
): Promise<Batch> {
  const batch = emptyBatch()
  const reports = await context.previous(quarantined.map((row) => row.sourceKey))
  for (const { sourceKey: key, displayKey, changeToken, snapshotDate, document } of quarantined) {
    batch.counts.records += 1
    const raw = unsealCompressed(context.keys, quarantinePlace(context.connectionId, key), document)
    const documentHash = keyedHash(context.f.indexKey, raw)
    const previous = reports.get(key) ?? null
    const store = { displayKey, changeToken }
    mapInto(batch, context, { key, raw, known: stored.get(key), documentHash, snapshotDate, previous, store })
    await breathe()
  }
  return batch
}

export const placeOf = (sourceRecordId: string) => ({
  table: 'source_records',
  rowId: sourceRecordId,
  field: 'document',
})

/** Bound to loan and connection, not to the row's id: a loan keeps its quarantine row while its document changes. */
export const quarantinePlace = (connectionId: string, sourceKey: string) => ({
  table: 'quarantined_records',
  rowId: `${connectionId}/${sourceKey}`,
  field: 'document',
})

function addRecord(
  batch: Batch,
  context: BatchContext,
  record: SourceRecord,
  known: StoredRecord | undefined,
  previous: PreviousReport | null,
) {
  if (record.kind === 'UNCHANGED') {
    batch.counts.unchanged += 1
    return
  }
  const { f, keys } = context
  if (record.kind === 'MALFORMED') {
    const failure = {
      field: '',
      sourcePath: record.path ?? null,
      code: 'MALFORMED_DOCUMENT',
      message: record.message,
      hint: record.hint,
    }
    batch.unknowns.push(...unknownsOf([], [], [failure]))
    quarantine(batch, context, { key: record.key, raw: record.raw, known }, { stage: 'SOURCE', failures: [failure] })
    return
  }
  let raw = record.raw
  if (record.kind === 'SNAPSHOT') {
    // The plugin only sends a snapshot for what it was told is stored.
    if (!known?.document || !f.plugin.mergeSnapshot)
      throw new Error(`no stored document to merge the snapshot of ${record.key} into`)
    raw = f.plugin.mergeSnapshot(unsealCompressed(keys, placeOf(known.sourceRecordId), known.document), record.raw)
  }
  const displayKey = record.kind === 'DOCUMENT' ? record.displayKey : known!.displayKey
  mapInto(batch, context, {
    key: record.key,
    raw,
    known,
    documentHash: keyedHash(f.indexKey, raw),
    snapshotDate: record.snapshotDate,
    previous,
    store: { displayKey, changeToken: record.changeToken },
  })
}

interface Candidate {
  key: string
  raw: string
  known: StoredRecord | undefined
  documentHash: Buffer
  snapshotDate: string | null
  previous: PreviousReport | null
  /** Absent in a rollover: the document is stored already. */
  store?: { displayKey: string; changeToken: string }
}

function mapInto(batch: Batch, context: BatchContext, candidate: Candidate) {
  const { f, keys } = context
  const { key, raw, known, store } = candidate
  const normalized = normalizeDocument(f, raw)
  if ('kind' in normalized) {
    batch.unknowns.push(...unknownsOf([], [], normalized.failures))
    return quarantine(batch, context, candidate, normalized)
  }
  const { unknownFields } = normalized
  const projectionHash =
    store && keyedHash(f.indexKey, JSON.stringify(f.plugin.reportingProjection(normalized.document)))
  if (store && known && isUnchanged(f, known, projectionHash!, candidate.snapshotDate)) {
    batch.counts.unchanged += 1
    batch.unknowns.push(...unknownsOf(unknownFields, [], []))
    if (known.changeToken !== store.changeToken) batch.tokens.push({ sourceKey: key, changeToken: store.changeToken })
    return
  }
  const mapped = mapRecord(f, normalized.document, candidate.documentHash, candidate.snapshotDate, candidate.previous)
  const failures = mapped.kind === 'FAILED' ? mapped.failures : []
  batch.unknowns.push(...unknownsOf(unknownFields, mapped.unknownValues, failures))
  if (mapped.kind === 'FAILED') return quarantine(batch, context, candidate, mapped)
  const sourceRecordId = known?.sourceRecordId ?? newId()
  if (store) {
    batch.documents.push({
      id: sourceRecordId,
      sourceKey: key,
      displayKey: store.displayKey,
      document: sealCompressed(keys, placeOf(sourceRecordId), raw),
      documentHash: candidate.documentHash,
      projectionHash: projectionHash!,
      changeToken: store.changeToken,
      snapshotDate: candidate.snapshotDate,
    })
  }
  addMapped(batch, key, store?.displayKey ?? known!.displayKey, sourceRecordId, known, mapped, store !== undefined)
}

/** Same day, same preset, and nothing that is reported has moved. */
function isUnchanged(
  f: RecordFunction,
  known: StoredRecord,
  projectionHash: Buffer,
  snapshotDate: string | null,
): boolean {
  const record = known.record
  return (
    record !== null &&
    record.inputHash.length > 0 &&
    record.asOf === f.asOf &&
    record.presetVersionId === f.presetVersionId &&
    known.snapshotDate === snapshotDate &&
    known.projectionHash.equals(projectionHash)
  )
}

function addMapped(
  batch: Batch,
  key: string,
  displayKey: string,
  sourceRecordId: string,
  known: StoredRecord | undefined,
  mapped: MappedRecord,
  fromSource: boolean,
) {
  const before = known?.record ?? null
  if (!before) batch.counts.created += 1
  batch.records.push({
    id: before?.id ?? newId(),
    ...{ sourceRecordId, sourceKey: key, displayKey, isNew: !before, fromSource, mapped },
  })
}

function quarantine(
  batch: Batch,
  context: BatchContext,
  candidate: Pick<Candidate, 'key' | 'raw' | 'known' | 'store'> & Partial<Candidate>,
  failed: Pick<QuarantineRow, 'stage' | 'failures'>,
) {
  const { key, raw, known, snapshotDate } = candidate
  const isMappable = failed.stage !== 'SOURCE'
  const store = candidate.store ?? known
  batch.counts.quarantined += 1
  batch.quarantined.push({
    id: newId(),
    sourceKey: key,
    stage: failed.stage,
    failures: failed.failures,
    document: sealCompressed(context.keys, quarantinePlace(context.connectionId, key), raw),
    displayKey: (isMappable && store?.displayKey) || null,
    changeToken: isMappable ? (store?.changeToken ?? null) : null,
    snapshotDate: isMappable ? (snapshotDate ?? null) : null,
    staleRecordId: known?.record?.id ?? null,
  })
}
