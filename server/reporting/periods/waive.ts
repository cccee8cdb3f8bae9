/**
 * Waiving what the review found. Live records stand for another day, so what was found as of the period's date may be a finding of
 * theirs no more: it is waived here, with the values it has here. The review follows when it is computed again, at the latest by closing.
 */
import type { Prisma } from '../../../prisma/generated/client/client.ts'
import type { App } from '../../app.ts'
import { transact, writeAudit } from '../../audit.ts'
import type { TenantClient } from '../../database/tenant.ts'
import { isId, newId } from '../../ids.ts'
import { notFound, type Outcome, type Refused, type Requester, refuse } from '../../outcome.ts'
import { whyLocked } from '../../rules/locked.ts'
import { reasonRefusal } from '../../rules/reason.ts'
import { reapply } from '../../rules/recount.ts'
import { lockStanding } from '../../rules/standing.ts'
import type { Tx } from '../../sync/log.ts'
import { lockPeriod } from './rows.ts'
import { closedMessage } from './work.ts'

export interface WaivePeriodFindings {
  periodId: string
  /** The records chosen; null when nothing chooses any. */
  chosen: Prisma.PeriodRecordWhereInput | null
  /** The rules whose open findings are waived. */
  ruleIds: string[]
  reason: string
  dryRun: boolean
  expectedCount: number | null
  /** What the client sent, for the audit log. */
  request: Prisma.InputJsonObject
}

export interface WaivedFindings {
  periodId: string
  count: number
  /** Null in a dry run. */
  batchId: string | null
}

export const mostAtOnce = 10_000

export async function waivePeriodFindings(
  app: App,
  requester: Requester,
  input: WaivePeriodFindings,
): Promise<Outcome<WaivedFindings>> {
  const wrong = refusalOf(input)
  if (wrong) return wrong
  const { periodId } = input
  return transact<WaivedFindings>(app, requester, async (tx, now) => {
    // Batches at work see all of the waivers or none.
    if (!input.dryRun) await lockStanding(tx)
    const period = await lockPeriod(tx, periodId)
    if (!period || period.origin === 'BASELINE') return notFound('reporting period', ['periodId'])
    if (period.state === 'CLOSED') return refuse('PERIOD_CLOSED', ['periodId'], closedMessage)
    const found = await findingsOf(tx, input)
    if (found.length > mostAtOnce) {
      return refuse(
        'TOO_MANY',
        [],
        `More than ${mostAtOnce} findings are chosen. Narrow the filter, or use setRuleSetting.`,
      )
    }
    if (input.dryRun) return { ok: true, periodId, count: found.length, batchId: null }
    if (found.length !== input.expectedCount) {
      const message = `It is ${found.length} findings now, not ${input.expectedCount}. Look again, then send that count.`
      return refuse('COUNT_CHANGED', ['expectedCount'], message)
    }
    const batchId = newId()
    await insert(tx, requester, input, batchId, found, now)
    await reapply(tx, [...new Set(found.map((finding) => finding.record_id))], now)
    const details = { count: found.length, reason: input.reason.trim(), request: input.request, batchId }
    const entry = { action: 'waivePeriodFindings', targetType: 'ReportingPeriod', targetId: periodId, details }
    await writeAudit(tx, requester, entry, now)
    return { ok: true, periodId, count: found.length, batchId }
  })
}

function refusalOf({ periodId, chosen, ruleIds, reason, dryRun, expectedCount }: WaivePeriodFindings): Refused | null {
  if (!isId(periodId)) return notFound('reporting period', ['periodId'])
  if (!chosen) return refuse('NOTHING_CHOSEN', [], 'Choose the records: by periodRecordIds or a filter.')
  if (ruleIds.length === 0) return refuse('NOTHING_CHOSEN', ['ruleIds'], 'Name the rules whose findings are waived.')
  const locked = ruleIds.filter((rule) => whyLocked(rule) !== null)
  if (locked.length > 0) {
    return {
      ok: false,
      errors: locked.map((rule) => ({
        ...{ code: 'RULE_LOCKED', path: ['ruleIds'], message: `${rule} cannot be waived: ${whyLocked(rule)}` },
      })),
    }
  }
  const unsaid = reasonRefusal(reason)
  if (unsaid) return unsaid
  if (dryRun || expectedCount !== null) return null
  return refuse(
    'COUNT_REQUIRED',
    ['expectedCount'],
    'Say how many findings it is: the count that the dry run answered.',
  )
}

interface Found {
  connection_id: string
  source_key: string
  /** The live record of the loan. */
  record_id: string
  rule: string
  fingerprint: string
  severity: string
  message: string
  values: Record<string, string>
}

/** Open findings of live loans. What only a period finds has no fingerprint: it is mended or held out. */
async function findingsOf(
  tx: Pick<TenantClient | Tx, 'periodRecord' | '$queryRawUnsafe' | 'organizationId'>,
  input: WaivePeriodFindings,
) {
  const { periodId, chosen, ruleIds } = input
  const open = { OR: [{ errorRules: { hasSome: ruleIds } }, { warningRules: { hasSome: ruleIds } }] }
  const rows = await tx.periodRecord.findMany({
    where: { AND: [{ periodId }, chosen!, open] },
    select: { id: true },
    take: mostAtOnce + 1,
  })
  return tx.$queryRawUnsafe<Found[]>(
    `SELECT DISTINCT ON (m.id, f->>'rule', f->>'fingerprint') p.connection_id::text AS connection_id, p.source_key,
       m.id::text AS record_id, f->>'rule' AS rule, f->>'fingerprint' AS fingerprint, f->>'defaultSeverity' AS severity,
       f->>'message' AS message, f->'values' AS values
     FROM period_records p
     JOIN metro2_records m ON m.organization_id = p.organization_id AND m.connection_id = p.connection_id
       AND m.source_key = p.source_key
     CROSS JOIN LATERAL jsonb_array_elements(p.findings) AS f
     WHERE p.organization_id = $1::uuid AND p.id = ANY($2::uuid[]) AND f->>'rule' = ANY($3::text[])
       AND f->>'waiverId' IS NULL AND f->>'severity' <> 'OFF' AND f->>'fingerprint' IS NOT NULL`,
    tx.organizationId,
    rows.map((row) => row.id),
    ruleIds,
  )
}

async function insert(
  tx: Tx,
  requester: Requester,
  { reason }: WaivePeriodFindings,
  batchId: string,
  found: Found[],
  now: Date,
) {
  await tx.$executeRawUnsafe(
    `INSERT INTO waivers (organization_id, id, connection_id, source_key, rule_id, fingerprint, severity, message, values, batch_id,
       reason, created_at, created_by)
     SELECT $1::uuid, w.id, w.connection_id, w.source_key, w.rule, w.fingerprint, w.severity::"Severity", w.message, w.values,
       $3::uuid, $4, $5::timestamptz, $6
     FROM jsonb_to_recordset($2::jsonb) AS w(id uuid, connection_id uuid, source_key text, rule text, fingerprint text,
       severity text, message text, values jsonb)`,
    tx.organizationId,
    JSON.stringify(found.map((finding) => ({ ...finding, id: newId() }))),
    batchId,
    reason.trim(),
    now,
    requester.actor,
  )
}
