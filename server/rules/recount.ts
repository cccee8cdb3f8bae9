/**
 * Stored findings brought to the settings and waivers as they stand, and records to their findings: what a batch does with the
 * findings of its records, done to those that are stored. The caller holds the lock of standing.ts.
 */
import type { Tx } from '../database/tenant.ts'
import type { Severity } from '../metro2/facts.ts'
import { writeVersions } from '../records/versions.ts'
import { type EffectiveSeverity, effectiveSeverity, type RuleSettings, waiverOf } from './effective.ts'
import { dayOf, loadSettings, loadWaivers } from './standing.ts'

const recordsAtOnce = 1_000

/** Severity and waiver of every finding of the records anew, then their counts. */
export async function reapply(tx: Tx, recordIds: string[], now: Date): Promise<void> {
  const settings = await loadSettings(tx)
  for (let from = 0; from < recordIds.length; from += recordsAtOnce) {
    const ids = recordIds.slice(from, from + recordsAtOnce)
    await judge(tx, ids, settings, dayOf(now))
    await recount(tx, ids, now)
  }
}

interface StoredFinding {
  id: string
  ruleId: string
  fingerprint: string
  defaultSeverity: Severity
  severity: EffectiveSeverity
  waiverId: string | null
  connectionId: string
  sourceKey: string
}

async function judge(tx: Tx, recordIds: string[], settings: RuleSettings, day: string) {
  const findings = await tx.$queryRawUnsafe<StoredFinding[]>(
    `SELECT e.id::text AS id, e.rule_id AS "ruleId", e.fingerprint, e.default_severity::text AS "defaultSeverity",
       e.severity::text AS severity, e.waiver_id::text AS "waiverId", m.connection_id::text AS "connectionId", m.source_key AS "sourceKey"
     FROM validation_errors e
     JOIN metro2_records m ON m.organization_id = e.organization_id AND m.id = e.record_id
     WHERE e.organization_id = $1::uuid AND e.record_id = ANY($2::uuid[])`,
    tx.organizationId,
    recordIds,
  )
  const changed: Pick<StoredFinding, 'id' | 'severity' | 'waiverId'>[] = []
  for (const [connectionId, own] of Map.groupBy(findings, (finding) => finding.connectionId)) {
    const keys = [...new Set(own.map((finding) => finding.sourceKey))]
    const waivers = await loadWaivers(tx, connectionId, keys, day)
    for (const { id, ruleId: rule, fingerprint, defaultSeverity, sourceKey, ...before } of own) {
      const severity = effectiveSeverity(rule, defaultSeverity, settings)
      const waiverId = waiverOf({ rule, fingerprint }, defaultSeverity, waivers.get(sourceKey) ?? [])
      if (severity !== before.severity || waiverId !== before.waiverId) changed.push({ id, severity, waiverId })
    }
  }
  if (changed.length === 0) return
  await tx.$executeRawUnsafe(
    `UPDATE validation_errors v SET severity = r.severity::"Severity", waiver_id = r."waiverId"
     FROM jsonb_to_recordset($2::jsonb) AS r(id uuid, severity text, "waiverId" uuid)
     WHERE v.organization_id = $1::uuid AND v.id = r.id`,
    tx.organizationId,
    JSON.stringify(changed),
  )
}

/**
 * Counts and eligibility of records from their findings. A record that is held or let go by it says something else than
 * before, and gets a version.
 */
export async function recount(tx: Tx, recordIds: string[], now: Date): Promise<void> {
  if (recordIds.length === 0) return
  await tx.$executeRawUnsafe(
    `UPDATE metro2_records m SET error_count = c.errors, warning_count = c.warnings, info_count = c.infos,
       waived_count = c.waived, eligibility = c.eligibility,
       version = CASE WHEN m.eligibility = c.eligibility THEN m.version ELSE m.version + 1 END,
       changed_at = CASE WHEN m.eligibility = c.eligibility THEN m.changed_at ELSE $3::timestamptz END
     FROM (
       SELECT counted.*, (CASE WHEN exclusion_reason IS NOT NULL THEN 'EXCLUDED' WHEN errors > 0 THEN 'HELD'
         ELSE 'REPORTABLE' END)::"Eligibility" AS eligibility
       FROM (
         SELECT r.id, r.exclusion_reason,
           count(v.id) FILTER (WHERE v.severity = 'ERROR' AND v.waiver_id IS NULL) AS errors,
           count(v.id) FILTER (WHERE v.severity = 'WARNING' AND v.waiver_id IS NULL) AS warnings,
           count(v.id) FILTER (WHERE v.severity = 'INFO' AND v.waiver_id IS NULL) AS infos,
           count(v.id) FILTER (WHERE v.severity <> 'OFF' AND v.waiver_id IS NOT NULL) AS waived
         FROM metro2_records r
         LEFT JOIN validation_errors v ON v.organization_id = r.organization_id AND v.record_id = r.id
         WHERE r.organization_id = $1::uuid AND r.id = ANY($2::uuid[])
         GROUP BY r.organization_id, r.id) AS counted) AS c
     WHERE m.organization_id = $1::uuid AND m.id = c.id
       AND (m.eligibility, m.error_count, m.warning_count, m.info_count, m.waived_count)
         IS DISTINCT FROM (c.eligibility, c.errors, c.warnings, c.infos, c.waived)`,
    tx.organizationId,
    recordIds,
    now,
  )
  await writeVersions(tx, recordIds, now)
}
