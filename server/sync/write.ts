/**
 * Writes a batch inside the caller's transaction. Each table is one statement over a JSON array, whatever the size of the
 * batch; every statement binds the organization.
 */

import { newId } from '../ids.ts'
import { ssnsOf } from '../records/identity.ts'
import { writeVersions } from '../records/versions.ts'
import { recount } from '../rules/recount.ts'
import { indexHash, seal } from '../vault/seal.ts'
import type { OrganizationKeys } from '../vault/vault.ts'
import type { Batch } from './batch.ts'
import type { Tx } from './log.ts'
import type { SettledRow } from './settle.ts'

export interface WriteContext {
  connectionId: string
  runId: string
  presetVersionId: string
  asOf: string
  keys: OrganizationKeys
  now: Date
}

/** @param records those of the batch, settled in this transaction */
export async function writeBatch(tx: Tx, context: WriteContext, batch: Batch, records: SettledRow[]): Promise<void> {
  await writeDocuments(tx, context, batch)
  await writeTokens(tx, context, batch)
  await writeRecords(tx, context, records)
  await writeFindings(tx, context, records)
  const changed = records.filter((row) => row.contentChanged)
  await writeVersions(
    tx,
    changed.map((row) => row.id),
    context.now,
  )
  await writeConsumerIndex(tx, context, changed)
  await writeQuarantine(tx, context, batch)
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

/** Runs one statement over `rows` as JSON; nothing for no rows. $1 organization, $2 connection, $3 run, $4 rows. */
async function over(tx: Tx, context: WriteContext, text: string, rows: object[]) {
  if (rows.length === 0) return
  await tx.$executeRawUnsafe(text, tx.organizationId, context.connectionId, context.runId, JSON.stringify(rows))
}

async function writeDocuments(tx: Tx, context: WriteContext, batch: Batch) {
  const rows = batch.documents.map((row) => ({
    ...row,
    document: base64(row.document),
    documentHash: base64(row.documentHash),
    projectionHash: base64(row.projectionHash),
    fetchedAt: context.now,
  }))
  await over(
    tx,
    context,
    `INSERT INTO source_records (organization_id, id, connection_id, source_key, display_key, document, document_hash,
       projection_hash, change_token, snapshot_date, fetched_at, last_run_id)
     SELECT $1::uuid, r.id, $2::uuid, r."sourceKey", r."displayKey", decode(r.document, 'base64'), decode(r."documentHash", 'base64'),
       decode(r."projectionHash", 'base64'), r."changeToken", r."snapshotDate", r."fetchedAt", $3::uuid
     FROM jsonb_to_recordset($4::jsonb) AS r(id uuid, "sourceKey" text, "displayKey" text, document text, "documentHash" text,
       "projectionHash" text, "changeToken" text, "snapshotDate" date, "fetchedAt" timestamptz)
     ON CONFLICT (organization_id, connection_id, source_key) DO UPDATE SET
       display_key = excluded.display_key, document = excluded.document, document_hash = excluded.document_hash,
       projection_hash = excluded.projection_hash, change_token = excluded.change_token,
       snapshot_date = excluded.snapshot_date, fetched_at = excluded.fetched_at, last_run_id = excluded.last_run_id,
       gone_since = NULL`,
    rows,
  )
}

async function writeTokens(tx: Tx, context: WriteContext, batch: Batch) {
  await over(
    tx,
    context,
    `UPDATE source_records s SET change_token = r."changeToken", last_run_id = $3::uuid
     FROM jsonb_to_recordset($4::jsonb) AS r("sourceKey" text, "changeToken" text)
     WHERE s.organization_id = $1::uuid AND s.connection_id = $2::uuid AND s.source_key = r."sourceKey"`,
    batch.tokens,
  )
}

async function writeRecords(tx: Tx, context: WriteContext, records: SettledRow[]) {
  const rows = records.map(({ mapped, effective, ...row }) => {
    const base = mapped.fields?.base
    return {
      id: row.id,
      sourceRecordId: row.sourceRecordId,
      sourceKey: row.sourceKey,
      displayKey: row.displayKey,
      presetVersionId: context.presetVersionId,
      asOf: context.asOf,
      inputHash: base64(mapped.inputHash),
      contentHash: base64(mapped.contentHash),
      eligibility: row.eligibility,
      exclusionReason: mapped.exclusionReason,
      exclusionDetail: mapped.exclusionDetail,
      fields: mapped.fields,
      sealedIdentity: sealIdentity(context.keys, row.id, mapped.identity),
      consumerAccountNumber: base?.consumerAccountNumber ?? null,
      accountStatus: base?.accountStatus ?? null,
      portfolioType: base?.portfolioType ?? null,
      accountType: base?.accountType ?? null,
      surname: base?.surname ?? null,
      firstName: base?.firstName ?? null,
      dateOpened: base?.dateOpened ?? null,
      dateOfFirstDelinquency: base?.dateOfFirstDelinquency ?? null,
      delinquencyCommenced: mapped.delinquencyCommenced,
      daysPastDue: mapped.daysPastDue,
      currentBalance: base?.currentBalance ?? null,
      amountPastDue: base?.amountPastDue ?? null,
      errorCount: effective.counts.errors,
      warningCount: effective.counts.warnings,
      infoCount: effective.counts.infos,
      waivedCount: effective.counts.waived,
      version: row.version,
      now: context.now,
    }
  })
  await over(
    tx,
    context,
    `INSERT INTO metro2_records (organization_id, id, connection_id, source_record_id, source_key, display_key, preset_version_id,
       as_of, input_hash, content_hash, eligibility, exclusion_reason, exclusion_detail, fields, sealed_identity,
       consumer_account_number, account_status, portfolio_type, account_type, surname, first_name, date_opened,
       date_of_first_delinquency, delinquency_commenced, days_past_due, current_balance, amount_past_due,
       error_count, warning_count, info_count, waived_count, version, last_run_id, created_at, changed_at)
     SELECT $1::uuid, r.id, $2::uuid, r."sourceRecordId", r."sourceKey", r."displayKey", r."presetVersionId",
       r."asOf", decode(r."inputHash", 'base64'), decode(r."contentHash", 'base64'), r.eligibility::"Eligibility",
       r."exclusionReason", r."exclusionDetail", r.fields, decode(r."sealedIdentity", 'base64'),
       r."consumerAccountNumber", r."accountStatus", r."portfolioType", r."accountType", r.surname, r."firstName", r."dateOpened",
       r."dateOfFirstDelinquency", r."delinquencyCommenced", r."daysPastDue", r."currentBalance", r."amountPastDue",
       r."errorCount", r."warningCount", r."infoCount", r."waivedCount", r.version, $3::uuid, r.now, r.now
     FROM jsonb_to_recordset($4::jsonb) AS r(id uuid, "sourceRecordId" uuid, "sourceKey" text, "displayKey" text,
       "presetVersionId" uuid, "asOf" date, "inputHash" text, "contentHash" text, eligibility text, "exclusionReason" text,
       "exclusionDetail" text, fields jsonb, "sealedIdentity" text, "consumerAccountNumber" text, "accountStatus" text,
       "portfolioType" text, "accountType" text, surname text, "firstName" text, "dateOpened" date,
       "dateOfFirstDelinquency" date, "delinquencyCommenced" date, "daysPastDue" int, "currentBalance" bigint,
       "amountPastDue" bigint, "errorCount" int, "warningCount" int, "infoCount" int, "waivedCount" int, version int, now timestamptz)
     ON CONFLICT (organization_id, connection_id, source_key) DO UPDATE SET
       display_key = excluded.display_key, preset_version_id = excluded.preset_version_id, as_of = excluded.as_of,
       input_hash = excluded.input_hash, content_hash = excluded.content_hash, eligibility = excluded.eligibility,
       exclusion_reason = excluded.exclusion_reason, exclusion_detail = excluded.exclusion_detail, fields = excluded.fields,
       sealed_identity = excluded.sealed_identity, consumer_account_number = excluded.consumer_account_number,
       account_status = excluded.account_status, portfolio_type = excluded.portfolio_type, account_type = excluded.account_type,
       surname = excluded.surname, first_name = excluded.first_name, date_opened = excluded.date_opened,
       date_of_first_delinquency = excluded.date_of_first_delinquency, delinquency_commenced = excluded.delinquency_commenced,
       days_past_due = excluded.days_past_due, current_balance = excluded.current_balance,
       amount_past_due = excluded.amount_past_due, error_count = excluded.error_count, warning_count = excluded.warning_count,
       info_count = excluded.info_count, waived_count = excluded.waived_count, version = excluded.version, last_run_id = excluded.last_run_id,
       changed_at = CASE WHEN metro2_records.version = excluded.version THEN metro2_records.changed_at ELSE excluded.changed_at END`,
    rows,
  )
}

function sealIdentity(keys: OrganizationKeys, recordId: string, identity: object | null): string | null {
  if (!identity) return null
  return base64(seal(keys, { table: 'metro2_records', rowId: recordId, field: 'identity' }, JSON.stringify(identity)))
}

/** What is no longer found goes, what is found again keeps its row, what is new comes. */
async function writeFindings(tx: Tx, context: WriteContext, records: SettledRow[]) {
  if (records.length === 0) return
  const rows = records.flatMap((row) =>
    row.effective.findings.map(({ rule, ...finding }) => ({
      ...{ id: newId(), recordId: row.id, ruleId: rule, ...finding, now: context.now },
    })),
  )
  await tx.$executeRawUnsafe(
    `DELETE FROM validation_errors v
     WHERE v.organization_id = $1::uuid AND v.record_id = ANY($2::uuid[]) AND NOT EXISTS (
       SELECT 1 FROM jsonb_to_recordset($3::jsonb) AS r("recordId" uuid, "ruleId" text, fingerprint text)
       WHERE r."recordId" = v.record_id AND r."ruleId" = v.rule_id AND r.fingerprint = v.fingerprint)`,
    tx.organizationId,
    records.filter((row) => !row.isNew).map((row) => row.id),
    JSON.stringify(rows.map(({ recordId, ruleId, fingerprint }) => ({ recordId, ruleId, fingerprint }))),
  )
  await over(
    tx,
    context,
    `INSERT INTO validation_errors (organization_id, id, connection_id, record_id, rule_id, severity, default_severity, waiver_id,
       fields, message, values, fingerprint, first_run_id, created_at)
     SELECT $1::uuid, r.id, $2::uuid, r."recordId", r."ruleId", r.severity::"Severity", r."defaultSeverity"::"Severity", r."waiverId",
       r.fields, r.message, r.values, r.fingerprint, $3::uuid, r.now
     FROM jsonb_to_recordset($4::jsonb) AS r(id uuid, "recordId" uuid, "ruleId" text, severity text, "defaultSeverity" text,
       "waiverId" uuid, fields text[], message text, values jsonb, fingerprint text, now timestamptz)
     ON CONFLICT (organization_id, record_id, rule_id, fingerprint) DO UPDATE SET severity = excluded.severity,
       default_severity = excluded.default_severity, waiver_id = excluded.waiver_id, message = excluded.message`,
    rows,
  )
}

async function writeConsumerIndex(tx: Tx, context: WriteContext, changed: SettledRow[]) {
  if (changed.length === 0) return
  const rows = changed.flatMap((row) =>
    (row.mapped.identity ? ssnsOf(row.mapped.identity) : []).map(({ segment, socialSecurityNumber }) => ({
      recordId: row.id,
      segment,
      ssnHash: indexHash(context.keys, socialSecurityNumber),
    })),
  )
  const known = changed.filter((row) => !row.isNew).map((row) => row.id)
  if (known.length > 0) await tx.consumerIndex.deleteMany({ where: { recordId: { in: known } } })
  await over(
    tx,
    context,
    `INSERT INTO consumer_index (organization_id, record_id, segment, ssn_hash)
     SELECT $1::uuid, r."recordId", r.segment, r."ssnHash"
     FROM jsonb_to_recordset($4::jsonb) AS r("recordId" uuid, segment text, "ssnHash" text)
     WHERE $2::uuid IS NOT NULL AND $3::uuid IS NOT NULL`,
    rows,
  )
}

async function writeQuarantine(tx: Tx, context: WriteContext, batch: Batch) {
  await release(tx, context, batch)
  const rows = batch.quarantined.map((row) => ({
    ...row,
    document: base64(row.document),
    code: row.failures[0]!.code,
    message: row.failures[0]!.message,
    hint: row.failures[0]!.hint,
    now: context.now,
  }))
  await over(
    tx,
    context,
    `INSERT INTO quarantined_records (organization_id, id, connection_id, source_key, stage, code, message, hint, failures, document,
       display_key, change_token, snapshot_date, count, run_id, first_seen_at, last_seen_at)
     SELECT $1::uuid, r.id, $2::uuid, r."sourceKey", r.stage::"QuarantineStage", r.code, r.message, r.hint, r.failures,
       decode(r.document, 'base64'), r."displayKey", r."changeToken", r."snapshotDate", 1, $3::uuid, r.now, r.now
     FROM jsonb_to_recordset($4::jsonb) AS r(id uuid, "sourceKey" text, stage text, code text, message text, hint text,
       failures jsonb, document text, "displayKey" text, "changeToken" text, "snapshotDate" date, now timestamptz)
     ON CONFLICT (organization_id, connection_id, source_key) DO UPDATE SET
       stage = excluded.stage, code = excluded.code, message = excluded.message, hint = excluded.hint,
       failures = excluded.failures, document = excluded.document, display_key = excluded.display_key,
       change_token = excluded.change_token, snapshot_date = excluded.snapshot_date, count = quarantined_records.count + 1,
       run_id = excluded.run_id, last_seen_at = excluded.last_seen_at`,
    rows,
  )
  await holdStale(tx, context, batch)
}

/** A loan that was mapped leaves quarantine by itself. */
async function release(tx: Tx, context: WriteContext, batch: Batch) {
  const keys = batch.records.map((row) => row.sourceKey)
  if (keys.length === 0) return
  await tx.quarantinedRecord.deleteMany({ where: { connectionId: context.connectionId, sourceKey: { in: keys } } })
}

/**
 * The record of an earlier document must not be reported while the latest one cannot be read: it is held, and its input
 * hash is emptied so that the next good document is mapped even when nothing in it changed.
 */
async function holdStale(tx: Tx, context: WriteContext, batch: Batch) {
  const rows = batch.quarantined
    .flatMap(({ staleRecordId }) => staleRecordId ?? [])
    .map((recordId) => ({ id: newId(), recordId, now: context.now }))
  await over(
    tx,
    context,
    `INSERT INTO validation_errors (organization_id, id, connection_id, record_id, rule_id, severity, default_severity, fields, message,
       values, fingerprint, first_run_id, created_at)
     SELECT $1::uuid, r.id, $2::uuid, r."recordId", 'RECORD-QUARANTINED', 'ERROR', 'ERROR', '{}',
       'The latest document of this loan could not be mapped, so this record shows an older one. See its quarantined record.',
       '{}', '', $3::uuid, r.now
     FROM jsonb_to_recordset($4::jsonb) AS r(id uuid, "recordId" uuid, now timestamptz)
     ON CONFLICT (organization_id, record_id, rule_id, fingerprint) DO NOTHING`,
    rows,
  )
  await over(
    tx,
    context,
    `UPDATE metro2_records m SET input_hash = '', last_run_id = $3::uuid
     FROM jsonb_to_recordset($4::jsonb) AS r("recordId" uuid)
     WHERE m.organization_id = $1::uuid AND m.connection_id = $2::uuid AND m.id = r."recordId"`,
    rows,
  )
  await recount(
    tx,
    rows.map((row) => row.recordId),
    context.now,
  )
}
