/**
 * Stored findings brought to the settings and waivers as they stand, and records to their findings: what `effectiveFindings`
 * says of one record, for many by SQL. The caller holds the lock of standing.ts.
 */
import type { Tx } from '../database/tenant.ts'
import { writeVersions } from '../records/versions.ts'
import { lockedRuleIds } from './locked.ts'
import { dayOf, loadSettings } from './standing.ts'

/** Severity and waiver of every finding of the records anew, then their counts. */
export async function reapply(tx: Tx, recordIds: string[], now: Date): Promise<void> {
  if (recordIds.length === 0) return
  const settings = Array.from(await loadSettings(tx), ([ruleId, severity]) => ({ ruleId, severity }))
  // Severities are ordered from ERROR to OFF: a waiver excuses what is not worse than what was waived.
  await tx.$executeRawUnsafe(
    `UPDATE validation_errors v SET severity = now.severity, waiver_id = now.waiver_id
     FROM (
       SELECT e.id, coalesce(s.severity::"Severity", e.default_severity) AS severity, waived.id AS waiver_id
       FROM validation_errors e
       JOIN metro2_records m ON m.organization_id = e.organization_id AND m.id = e.record_id
       LEFT JOIN jsonb_to_recordset($3::jsonb) AS s("ruleId" text, severity text) ON s."ruleId" = e.rule_id
       LEFT JOIN LATERAL (
         SELECT w.id FROM waivers w
         WHERE w.organization_id = m.organization_id AND w.connection_id = m.connection_id AND w.source_key = m.source_key
           AND w.rule_id = e.rule_id AND w.fingerprint = e.fingerprint AND e.default_severity >= w.severity
           AND w.revoked_at IS NULL AND (w.expires_on IS NULL OR w.expires_on >= $4::date)
           AND w.rule_id <> ALL($5::text[])
         ORDER BY w.id LIMIT 1) AS waived ON true
       WHERE e.organization_id = $1::uuid AND e.record_id = ANY($2::uuid[])) AS now
     WHERE v.organization_id = $1::uuid AND v.id = now.id
       AND (v.severity <> now.severity OR v.waiver_id IS DISTINCT FROM now.waiver_id)`,
    tx.organizationId,
    recordIds,
    JSON.stringify(settings),
    dayOf(now),
    [...lockedRuleIds],
  )
  await recount(tx, recordIds, now)
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
