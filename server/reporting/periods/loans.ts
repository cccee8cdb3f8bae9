/** A page of a connection's stored documents, computed as of a period's date: no network, one document unsealed at a time. */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Capabilities } from '../../../plugins/contract.ts'
import type { Connection, ReportingPeriod } from '../../../prisma/generated/client/client.ts'
import type { App } from '../../app.ts'
import type { TenantClient } from '../../database/tenant.ts'
import { newId } from '../../ids.ts'
import { OperationFailure } from '../../operations/contract.ts'
import { type Identity, joinIdentity } from '../../records/identity.ts'
import { type MappedRecord, mapRecord, normalizeDocument, type RecordFunction } from '../../records/mapRecord.ts'
import { compiledPreset } from '../../records/presets.ts'
import { type ActiveWaiver, effectiveFindings, type RuleSettings } from '../../rules/effective.ts'
import { loadSettings, loadWaivers, dayOf as utcDayOf } from '../../rules/standing.ts'
import { placeOf } from '../../sync/batch.ts'
import { goneDetail, goneReason } from '../../sync/gone.ts'
import { unsealCompressed } from '../../vault/seal.ts'
import type { OrganizationKeys } from '../../vault/vault.ts'
import { loadSuccessors } from '../continued/successors.ts'
import { completenessFindings, quarantineFinding } from './findings.ts'
import { loadReports, type ReportedBefore } from './previous.ts'
import { isFinal, saysOtherwise, saysOtherwiseOfSameMonth, whyDropped } from './review.ts'
import { atOnce, dayOf, publishedVersionId } from './rows.ts'
import type { PeriodRow, StoredFinding } from './write.ts'

/** The event loop gets a turn after this long. */
const sliceMs = 12

/** What the loans of one connection are computed with. */
export interface LoanContext {
  app: App
  db: TenantClient
  keys: OrganizationKeys
  period: ReportingPeriod
  connectionId: string
  f: RecordFunction
  settings: RuleSettings
  /** As-of date of the furnisher's newest baseline; null where there is none. */
  baselineAsOf: string | null
}

export async function openLoans(
  app: App,
  db: TenantClient,
  period: ReportingPeriod,
  connection: Connection,
): Promise<LoanContext> {
  const plugin = app.plugins.get(connection.pluginId)
  if (!plugin) {
    const message = `The plugin ${connection.pluginId} of ${connection.name} is not installed.`
    throw new OperationFailure('UNKNOWN_PLUGIN', message, 'Install it and start again.')
  }
  const keys = await app.keysOf(db.organizationId)
  const furnisher = await db.furnisher.findFirstOrThrow({ where: { id: period.furnisherId } })
  const presetVersionId = await publishedVersionId(db, connection.presetId)
  const baseline = await db.reportingPeriod.findFirst({
    where: { furnisherId: period.furnisherId, origin: 'BASELINE', state: 'CLOSED', month: { lt: period.month } },
    orderBy: { month: 'desc' },
  })
  return {
    ...{ app, db, keys, period, connectionId: connection.id },
    f: {
      ...{ plugin, presetVersionId, asOf: dayOf(period.asOf), indexKey: keys.indexKey },
      capabilities: connection.capabilities as Capabilities,
      program: await programOf(app, db.organizationId, presetVersionId, connection),
      identificationNumber: furnisher.identificationNumber,
    },
    settings: await loadSettings(db),
    baselineAsOf: dayOf(baseline?.asOf ?? null),
  }
}

/** A preset that was published fits; a check of the connection since may have found other fields. */
async function programOf(app: App, organizationId: string, versionId: string, connection: Connection) {
  try {
    return await compiledPreset(app, organizationId, versionId, connection)
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('does not compile'))) throw error
    const message = `The preset of ${connection.name} does not fit its source any more: ${error.message}.`
    throw new OperationFailure('PRESET_DOES_NOT_FIT', message, 'Mend the preset and publish it, then start again.')
  }
}

interface StoredLoan {
  id: string
  source_key: string
  display_key: string
  document: Uint8Array
  document_hash: Uint8Array
  snapshot_date: string | null
  /** Message of the quarantined document, where the latest one is. */
  quarantined: string | null
  /** The source no longer has it. */
  gone: boolean
}

export interface LoanPage {
  rows: PeriodRow[]
  /** Where the next page begins; null after the last. */
  after: string | null
}

/** The loans whose documents come after a row id. */
export async function computePage(context: LoanContext, after: string | null): Promise<LoanPage> {
  const loans = await loadLoans(context, after)
  if (loans.length === 0) return { rows: [], after: null }
  const known = await loadKnown(context, loans)
  const rows: PeriodRow[] = []
  let since = performance.now()
  for (const loan of loans) {
    rows.push(rowOf(context, loan, known))
    if (performance.now() - since > sliceMs) {
      await breathe()
      since = performance.now()
    }
  }
  return { rows, after: loans.length < atOnce ? null : loans.at(-1)!.id }
}

async function loadLoans({ db, connectionId }: LoanContext, after: string | null): Promise<StoredLoan[]> {
  return db.$queryRawUnsafe<StoredLoan[]>(
    `SELECT s.id::text AS id, s.source_key, s.display_key, s.document, s.document_hash, s.snapshot_date::text AS snapshot_date,
       q.message AS quarantined, s.gone_since IS NOT NULL AND q.id IS NULL AS gone
     FROM source_records s LEFT JOIN quarantined_records q ON q.organization_id = s.organization_id
       AND q.connection_id = s.connection_id AND q.source_key = s.source_key
     WHERE s.organization_id = $1::uuid AND s.connection_id = $2::uuid AND ($3::uuid IS NULL OR s.id > $3::uuid)
     ORDER BY s.id LIMIT ${atOnce}`,
    db.organizationId,
    connectionId,
    after,
  )
}

interface Known {
  /** Ids of rows that an earlier computation wrote, by loan key. */
  ids: Map<string, string>
  before: Map<string, ReportedBefore>
  /** What the closed month already has of the loan; of a correction alone. */
  sameMonth: Map<string, ReportedBefore>
  waivers: Map<string, ActiveWaiver[]>
  /** Loans that another one goes on with, and what people call that one. */
  successors: Map<string, string>
}

async function loadKnown({ app, db, keys, period, connectionId }: LoanContext, loans: StoredLoan[]): Promise<Known> {
  const sourceKeys = loans.map((loan) => loan.source_key)
  const month = dayOf(period.month)
  const { revision } = period
  return {
    ids: await loadRowIds(
      db,
      period.id,
      sourceKeys.map((key) => loanKeyOf(connectionId, key)),
    ),
    before: await loadReports(db, keys, connectionId, sourceKeys, { kind: 'BEFORE', month }),
    sameMonth:
      revision === 1
        ? new Map()
        : await loadReports(db, keys, connectionId, sourceKeys, { kind: 'OF', month, revision }),
    successors: await loadSuccessors(db, connectionId, sourceKeys),
    waivers: await loadWaivers(db, connectionId, sourceKeys, utcDayOf(new Date(app.now()))),
  }
}

export async function loadRowIds(db: TenantClient, periodId: string, loanKeys: string[]): Promise<Map<string, string>> {
  const rows = await db.periodRecord.findMany({
    where: { periodId, loanKey: { in: loanKeys } },
    select: { loanKey: true, id: true },
  })
  return new Map(rows.map((row) => [row.loanKey, row.id]))
}

export const loanKeyOf = (connectionId: string, sourceKey: string) => `${connectionId}/${sourceKey}`

function rowOf(context: LoanContext, loan: StoredLoan, known: Known): PeriodRow {
  const { keys, f, connectionId } = context
  const loanKey = loanKeyOf(connectionId, loan.source_key)
  const before = known.before.get(loan.source_key) ?? null
  const documentHash = Buffer.from(loan.document_hash)
  const blank: PeriodRow = {
    ...{ id: known.ids.get(loanKey) ?? newId(), loanKey, connectionId, sourceKey: loan.source_key },
    ...{
      displayKey: loan.display_key,
      review: 'HELD',
      comparison: null,
      reason: null,
      documentHash,
      contentHash: null,
    },
    ...{ presetVersionId: f.presetVersionId, record: null, shown: before?.record ?? null, delinquencyCommenced: null },
    ...{ daysPastDue: null, previousReportedId: before?.id ?? null, findings: [], evidence: [] },
  }
  const successor = known.successors.get(loan.source_key) ?? null
  if (loan.gone) return successor ? continued(blank, successor) : gone(blank, before, context.settings)
  const normalized = normalizeDocument(f, unsealCompressed(keys, placeOf(loan.id), loan.document))
  const mapped =
    'kind' in normalized ? normalized : mapRecord(f, normalized.document, documentHash, loan.snapshot_date, before)
  if (mapped.kind === 'FAILED') {
    const { message } = mapped.failures[0]!
    return { ...blank, reason: message, findings: [quarantineFinding(message)] }
  }
  if (mapped.fields === null) {
    return successor ? continued(blank, successor) : excluded(blank, mapped, before, context.settings)
  }
  return reviewed(context, { ...blank, shown: null }, mapped, loan, known, before)
}

/** What was reported of it is the past of another loan now. */
function continued(blank: PeriodRow, successor: string): PeriodRow {
  return { ...blank, review: 'EXCLUDED', reason: `CONTINUED: Its account goes on with loan ${successor}.` }
}

/** Its document is what the source said before it lost the loan: nothing that may be reported of this month. */
function gone(blank: PeriodRow, before: ReportedBefore | null, settings: RuleSettings): PeriodRow {
  const reason = `${goneReason}: ${goneDetail}`
  if (before === null) return { ...blank, review: 'EXCLUDED', reason }
  if (isFinal(before.record)) return { ...blank, review: 'FINAL', reason }
  return { ...blank, review: 'MISSING', reason, findings: completenessFindings(before.record, settings) }
}

function excluded(
  blank: PeriodRow,
  mapped: MappedRecord,
  before: ReportedBefore | null,
  settings: RuleSettings,
): PeriodRow {
  const reason = `${mapped.exclusionReason}: ${mapped.exclusionDetail}`
  const findings = before ? completenessFindings(before.record, settings) : []
  return { ...blank, review: 'EXCLUDED', reason, findings }
}

function reviewed(
  context: LoanContext,
  blank: PeriodRow,
  mapped: MappedRecord,
  loan: StoredLoan,
  known: Known,
  before: ReportedBefore | null,
): PeriodRow {
  const record = joinIdentity(mapped.fields!, mapped.identity as Identity)
  const dropped = before ? whyDropped(before.record, record) : whyReportedElsewhere(record, context.baselineAsOf)
  const row: PeriodRow = {
    ...blank,
    ...{ record, contentHash: mapped.contentHash, evidence: mapped.corrected },
    ...{ delinquencyCommenced: mapped.delinquencyCommenced, daysPastDue: mapped.daysPastDue },
  }
  if (dropped !== null) return { ...row, review: 'FINAL', reason: dropped }
  const sameMonth = known.sameMonth.get(loan.source_key) ?? null
  const comparison = compared(context.period.revision, record, mapped, before, sameMonth)
  if (comparison === 'CORRECTED' && sameMonth) row.record = corrected(record)
  const waivers = known.waivers.get(loan.source_key) ?? []
  const findings: StoredFinding[] = effectiveFindings(mapped.findings, context.settings, waivers).findings
  if (loan.quarantined !== null) findings.push(quarantineFinding(loan.quarantined))
  const held = findings.some((finding) => finding.severity === 'ERROR' && finding.waiverId === null)
  return { ...row, findings, comparison, review: held ? 'HELD' : comparison }
}

/** A correction replaces what was sent of the same month; what bureaus have not got of it is new to them. */
function compared(
  revision: number,
  record: NonNullable<PeriodRow['record']>,
  mapped: MappedRecord,
  before: ReportedBefore | null,
  sameMonth: ReportedBefore | null,
) {
  if (revision > 1) {
    if (sameMonth === null) return 'NEW'
    return saysOtherwiseOfSameMonth(sameMonth.record, record) ? 'CORRECTED' : 'UNCHANGED'
  }
  if (before === null) return 'NEW'
  if (mapped.corrected.length > 0) return 'CORRECTED'
  return saysOtherwise(before.record, record) ? 'CHANGED' : 'UNCHANGED'
}

/** Field 4: 1 replaces the last update of the same period. */
const corrected = (record: NonNullable<PeriodRow['record']>) => ({
  ...record,
  base: { ...record.base, correctionIndicator: 1 },
})

/** Of a loan that ended before the baseline and is not in it: whoever reported before has said its last. */
function whyReportedElsewhere(record: NonNullable<PeriodRow['record']>, baselineAsOf: string | null): string | null {
  const ended = record.base.dateClosed ?? record.base.dateOfAccountInformation
  if (baselineAsOf === null || !isFinal(record) || ended === null || ended > baselineAsOf) return null
  return `It ended on ${ended} and is not in the baseline of ${baselineAsOf}: its end was reported before that.`
}
