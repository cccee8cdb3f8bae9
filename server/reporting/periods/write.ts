/** Period records into the database: one statement over a JSON array, whatever the number of rows. */
import type { PeriodReview } from '../../../prisma/generated/client/enums.ts'
import type { Tx } from '../../database/tenant.ts'
import type { Correction } from '../../metro2/facts.ts'
import type { Metro2Record } from '../../metro2/record.ts'
import { splitIdentity } from '../../records/identity.ts'
import type { EffectiveFinding } from '../../rules/effective.ts'
import { seal } from '../../vault/seal.ts'
import type { OrganizationKeys } from '../../vault/vault.ts'
import { identityPlace } from './previous.ts'

/** How a finding stands in a period record. */
export type StoredFinding = Pick<
  EffectiveFinding,
  'rule' | 'severity' | 'defaultSeverity' | 'waiverId' | 'fields' | 'message' | 'values'
> & {
  /** What a waiver names it by; findings that only a period makes have none. */
  fingerprint?: string
}

export interface PeriodRow {
  id: string
  loanKey: string
  connectionId: string | null
  sourceKey: string | null
  displayKey: string | null
  review: PeriodReview
  comparison: PeriodReview | null
  reason: string | null
  presetVersionId: string | null
  documentHash: Buffer | null
  contentHash: Buffer | null
  /** As it is to be reported, with SSNs and dates of birth: they are sealed here. Null where there is none. */
  record: Metro2Record | null
  /** What lists show of a row without a record. */
  shown: Metro2Record | null
  delinquencyCommenced: string | null
  daysPastDue: number | null
  previousReportedId: string | null
  findings: StoredFinding[]
  evidence: Correction[]
}

const base64 = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString('base64'))

/** An error or warning that counts: neither waived nor switched off. */
export const isOpen = (finding: StoredFinding, severity: 'ERROR' | 'WARNING') =>
  finding.severity === severity && finding.waiverId === null

function columnsOf(row: PeriodRow, keys: OrganizationKeys) {
  const { record, shown, findings, evidence, ...rest } = row
  const parts = record === null ? null : splitIdentity(record)
  const base = (record ?? shown)?.base
  const rules = (severity: 'ERROR' | 'WARNING') =>
    findings.filter((each) => isOpen(each, severity)).map((each) => each.rule)
  const [errors, warnings] = [rules('ERROR'), rules('WARNING')]
  return {
    ...rest,
    documentHash: base64(row.documentHash),
    contentHash: base64(row.contentHash),
    fields: parts?.fields ?? null,
    sealedIdentity: parts && base64(seal(keys, identityPlace(row.id), JSON.stringify(parts.identity))),
    findings: findings.map(({ rule, severity, defaultSeverity, waiverId, fields, message, values, fingerprint }) => ({
      ...{ rule, severity, defaultSeverity, waiverId, fields, message, values, fingerprint },
    })),
    errorRules: [...new Set(errors)],
    warningRules: [...new Set(warnings)],
    errorCount: errors.length,
    warningCount: warnings.length,
    evidence: evidence.length > 0 ? evidence : null,
    identificationNumber: base?.identificationNumber ?? null,
    consumerAccountNumber: base?.consumerAccountNumber ?? null,
    accountStatus: base?.accountStatus ?? null,
    portfolioType: base?.portfolioType ?? null,
    surname: base?.surname ?? null,
    firstName: base?.firstName ?? null,
    dateOfFirstDelinquency: base?.dateOfFirstDelinquency ?? null,
    currentBalance: base?.currentBalance ?? null,
    amountPastDue: base?.amountPastDue ?? null,
  }
}

/** A row of a loan that is there already keeps its id and what was held out of it. */
export async function writePeriodRows(
  tx: Tx,
  keys: OrganizationKeys,
  period: { id: string; computation: number },
  rows: PeriodRow[],
): Promise<void> {
  if (rows.length === 0) return
  await tx.$executeRawUnsafe(
    `INSERT INTO period_records (organization_id, id, period_id, loan_key, connection_id, source_key, display_key, computation,
       review, comparison, reason, preset_version_id, document_hash, content_hash, fields, sealed_identity, previous_reported_id,
       findings, error_rules, warning_rules, error_count, warning_count, evidence, identification_number,
       consumer_account_number, account_status, portfolio_type, surname, first_name, date_of_first_delinquency,
       delinquency_commenced, days_past_due, current_balance, amount_past_due)
     SELECT $1::uuid, r.id, $2::uuid, r."loanKey", r."connectionId", r."sourceKey", r."displayKey", $3::int,
       r.review::"PeriodReview", r.comparison::"PeriodReview", r.reason, r."presetVersionId", decode(r."documentHash", 'base64'),
       decode(r."contentHash", 'base64'), r.fields, decode(r."sealedIdentity", 'base64'), r."previousReportedId",
       r.findings, r."errorRules", r."warningRules", r."errorCount", r."warningCount", r.evidence, r."identificationNumber",
       r."consumerAccountNumber", r."accountStatus", r."portfolioType", r.surname, r."firstName", r."dateOfFirstDelinquency",
       r."delinquencyCommenced", r."daysPastDue", r."currentBalance", r."amountPastDue"
     FROM jsonb_to_recordset($4::jsonb) AS r(id uuid, "loanKey" text, "connectionId" uuid, "sourceKey" text, "displayKey" text,
       review text, comparison text, reason text, "presetVersionId" uuid, "documentHash" text, "contentHash" text, fields jsonb,
       "sealedIdentity" text, "previousReportedId" uuid, findings jsonb, "errorRules" text[], "warningRules" text[],
       "errorCount" int, "warningCount" int, evidence jsonb, "identificationNumber" text, "consumerAccountNumber" text,
       "accountStatus" text, "portfolioType" text, surname text, "firstName" text, "dateOfFirstDelinquency" date,
       "delinquencyCommenced" date, "daysPastDue" int, "currentBalance" bigint, "amountPastDue" bigint)
     ON CONFLICT (organization_id, period_id, loan_key) DO UPDATE SET
       connection_id = excluded.connection_id, source_key = excluded.source_key, display_key = excluded.display_key,
       computation = excluded.computation, review = excluded.review, comparison = excluded.comparison, reason = excluded.reason,
       preset_version_id = excluded.preset_version_id, document_hash = excluded.document_hash,
       content_hash = excluded.content_hash, fields = excluded.fields, sealed_identity = excluded.sealed_identity,
       previous_reported_id = excluded.previous_reported_id, findings = excluded.findings, error_rules = excluded.error_rules,
       warning_rules = excluded.warning_rules, error_count = excluded.error_count, warning_count = excluded.warning_count,
       evidence = excluded.evidence, identification_number = excluded.identification_number,
       consumer_account_number = excluded.consumer_account_number, account_status = excluded.account_status,
       portfolio_type = excluded.portfolio_type, surname = excluded.surname, first_name = excluded.first_name,
       date_of_first_delinquency = excluded.date_of_first_delinquency, delinquency_commenced = excluded.delinquency_commenced,
       days_past_due = excluded.days_past_due, current_balance = excluded.current_balance,
       amount_past_due = excluded.amount_past_due`,
    tx.organizationId,
    period.id,
    period.computation,
    JSON.stringify(rows.map((row) => columnsOf(row, keys))),
  )
}
