/**
 * Waivers: one rule excused on one loan, for the values it was about. What was seen is what is waived: applying takes the
 * number that the dry run answered, and counts again under the lock.
 */
import type { Prisma } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { transact, writeAudit } from '../audit.ts'
import type { Tx } from '../database/tenant.ts'
import { type Claim, withIdempotency } from '../idempotency.ts'
import { isId, newId } from '../ids.ts'
import { notFound, type Outcome, type Refused, type Requester, refuse } from '../outcome.ts'
import { lockedRuleIds, whyLocked } from './locked.ts'
import { reasonRefusal } from './reason.ts'
import { reapply } from './recount.ts'
import { dayOf, lockStanding } from './standing.ts'

export interface WaiveErrors {
  /** The findings chosen; null when nothing chooses any. */
  chosen: Prisma.ValidationErrorWhereInput | null
  /** Whether findings or rules were named one by one: then a locked one among them is refused, not left out. */
  named: boolean
  reason: string
  /** YYYY-MM-DD: the last day on which the waiver holds; null = as long as the values stand. */
  expiresOn: string | null
  dryRun: boolean
  expectedCount: number | null
  /** How they were chosen, for the audit log. What was searched for may be anything, an SSN too: it must not be in it. */
  audited: Prisma.InputJsonObject
  /** What the client sent, against a second use of the key. */
  request: unknown
  idempotencyKey: string | null
}

export interface RuleCount {
  ruleId: string
  count: number
}

export interface Waived {
  /** Null in a dry run. */
  batchId: string | null
  /** Findings waived, or that would be. */
  count: number
  /** Findings of the choice that cannot be waived. */
  locked: RuleCount[]
  /** The first of them. */
  errorIds: string[]
}

/** More in one transaction would keep syncs waiting; a rule that is wrong for so many loans wants a setting. */
export const mostAtOnce = 10_000
const mostSamples = 20

type Reads = Pick<Tx, 'validationError'>

export async function waiveErrors(app: App, requester: Requester, input: WaiveErrors): Promise<Outcome<Waived>> {
  const wrong = refusalOf(app, input)
  if (wrong) return wrong
  const chosen = { AND: [input.chosen!, { waiverId: null, severity: { not: 'OFF' as const } }] }
  if (input.dryRun) {
    const db = app.database.tenant(requester.organizationId)
    const counted = await count(db, chosen, input.named)
    if (!counted.ok) return counted
    return { ...counted, batchId: null, errorIds: await idsOf(db, chosen, mostSamples) }
  }
  return withIdempotency<Waived>(
    app,
    requester,
    { operation: 'waiveErrors', key: input.idempotencyKey, request: input.request },
    (claim) => waive(app, requester, input, chosen, claim),
    (batchId) => replayed(app, requester, batchId),
  )
}

function refusalOf(app: App, { chosen, reason, expiresOn, dryRun, expectedCount }: WaiveErrors): Refused | null {
  if (!chosen) {
    return refuse('NOTHING_CHOSEN', [], 'Choose the findings to waive: by validationErrorIds, recordIds or a filter.')
  }
  const unsaid = reasonRefusal(reason)
  if (unsaid) return unsaid
  const today = dayOf(new Date(app.now()))
  if (expiresOn !== null && expiresOn < today) {
    return refuse('INVALID_DATE', ['expiresOn'], `A waiver can end today, ${today} (UTC), or later.`)
  }
  if (!dryRun && expectedCount === null) {
    const message = 'Say how many findings are waived: the count that the dry run answered.'
    return refuse('COUNT_REQUIRED', ['expectedCount'], message)
  }
  return null
}

async function count(
  db: Reads,
  chosen: Prisma.ValidationErrorWhereInput,
  named: boolean,
): Promise<Outcome<{ count: number; locked: RuleCount[] }>> {
  const rows = await db.validationError.groupBy({ by: ['ruleId'], where: chosen, _count: true })
  const rules = rows.map((row) => ({ ruleId: row.ruleId, count: row._count }))
  const locked = rules.filter(({ ruleId }) => whyLocked(ruleId) !== null)
  const waivable = rules.filter(({ ruleId }) => whyLocked(ruleId) === null)
  const sum = waivable.reduce((total, rule) => total + rule.count, 0)
  if (locked.length > 0 && (named || sum === 0)) {
    const errors = locked.flatMap(
      ({ ruleId }) => refuse('RULE_LOCKED', [], `${ruleId} cannot be waived: ${whyLocked(ruleId)}`).errors,
    )
    return { ok: false, errors }
  }
  return { ok: true, count: sum, locked }
}

async function idsOf(db: Reads, chosen: Prisma.ValidationErrorWhereInput, take: number): Promise<string[]> {
  const rows = await db.validationError.findMany({
    where: { AND: [chosen, { ruleId: { notIn: [...lockedRuleIds] } }] },
    select: { id: true },
    orderBy: { id: 'asc' },
    take,
  })
  return rows.map((row) => row.id)
}

function waive(
  app: App,
  requester: Requester,
  input: WaiveErrors,
  chosen: Prisma.ValidationErrorWhereInput,
  claim: Claim,
): Promise<Outcome<Waived>> {
  return transact<Waived>(app, requester, async (tx, now) => {
    const batchId = newId()
    await claim(tx, batchId)
    await lockStanding(tx)
    const counted = await count(tx, chosen, input.named)
    if (!counted.ok) return counted
    const refused = countRefusal(counted.count, input.expectedCount!)
    if (refused) return refused
    const ids = await idsOf(tx, chosen, mostAtOnce)
    await reapply(tx, await insert(tx, requester, input, batchId, ids, now), now)
    const { reason, expiresOn, audited } = input
    const details = { reason: reason.trim(), expiresOn, count: counted.count, chosen: audited }
    await writeAudit(tx, requester, { action: 'waiveErrors', targetType: 'Waiver', targetId: batchId, details }, now)
    return { ...counted, batchId, errorIds: ids.slice(0, mostSamples) }
  })
}

function countRefusal(count: number, expected: number): Refused | null {
  if (count !== expected) {
    const message = `${count} findings are chosen by now, not ${expected}. Look at them again with dryRun.`
    return refuse('COUNT_CHANGED', ['expectedCount'], message)
  }
  if (count === 0) return refuse('NOTHING_CHOSEN', [], 'No finding that stands open is chosen.')
  if (count > mostAtOnce) {
    const message = `At most ${mostAtOnce} findings are waived at once; these are ${count}. Narrow the filter, or set the rule with setRuleSetting.`
    return refuse('TOO_MANY', [], message)
  }
  return null
}

/** Answers the records concerned. */
async function insert(
  tx: Tx,
  requester: Requester,
  input: WaiveErrors,
  batchId: string,
  errorIds: string[],
  now: Date,
): Promise<string[]> {
  await tx.$executeRawUnsafe(
    `INSERT INTO waivers (organization_id, id, connection_id, source_key, rule_id, fingerprint, severity, message, values, batch_id,
       reason, expires_on, created_at, created_by)
     SELECT v.organization_id, chosen.waiver_id, v.connection_id, m.source_key, v.rule_id, v.fingerprint, v.default_severity,
       v.message, v.values, $4::uuid, $5, $6::date, $7::timestamptz, $8
     FROM unnest($2::uuid[], $3::uuid[]) AS chosen(error_id, waiver_id)
     JOIN validation_errors v ON v.organization_id = $1::uuid AND v.id = chosen.error_id
     JOIN metro2_records m ON m.organization_id = v.organization_id AND m.id = v.record_id`,
    tx.organizationId,
    errorIds,
    errorIds.map(() => newId()),
    batchId,
    input.reason.trim(),
    input.expiresOn,
    now,
    requester.actor,
  )
  const rows = await tx.$queryRawUnsafe<{ id: string }[]>(
    `SELECT DISTINCT record_id::text AS id FROM validation_errors
     WHERE organization_id = $1::uuid AND id = ANY($2::uuid[])`,
    tx.organizationId,
    errorIds,
  )
  return rows.map((row) => row.id)
}

async function replayed(app: App, requester: Requester, batchId: string): Promise<Outcome<Waived>> {
  const db = app.database.tenant(requester.organizationId)
  const count = await db.waiver.count({ where: { batchId } })
  const errors = await db.validationError.findMany({
    where: { waiver: { batchId } },
    select: { id: true },
    orderBy: { id: 'asc' },
    take: mostSamples,
  })
  return { ok: true, batchId, count, locked: [], errorIds: errors.map((row) => row.id) }
}

export interface RevokeWaiver {
  waiverId: string
  /** Everything that the same request waived as well. */
  wholeBatch: boolean
  reason: string
}

/** What it excused stands open again. Revoking twice is revoking once. */
export function revokeWaiver(
  app: App,
  requester: Requester,
  { waiverId, wholeBatch, reason }: RevokeWaiver,
): Promise<Outcome<{ waiverId: string; count: number }>> {
  return transact<{ waiverId: string; count: number }>(app, requester, async (tx, now) => {
    const unsaid = reasonRefusal(reason)
    if (unsaid) return unsaid
    await lockStanding(tx)
    const waiver = isId(waiverId) ? await tx.waiver.findFirst({ where: { id: waiverId } }) : null
    if (!waiver) return notFound('waiver', ['waiverId'])
    const which = wholeBatch ? { batchId: waiver.batchId } : { id: waiverId }
    const revoked = await tx.waiver.updateManyAndReturn({
      where: { ...which, revokedAt: null },
      data: { revokedAt: now, revokedBy: requester.actor, revokedBecause: reason.trim() },
      select: { id: true },
    })
    if (revoked.length === 0) return { ok: true, waiverId, count: 0 }
    await reapply(
      tx,
      await recordsOf(
        tx,
        revoked.map((row) => row.id),
      ),
      now,
    )
    const details = { reason: reason.trim(), ruleId: waiver.ruleId, wholeBatch, count: revoked.length }
    await writeAudit(tx, requester, { action: 'revokeWaiver', targetType: 'Waiver', targetId: waiverId, details }, now)
    return { ok: true, waiverId, count: revoked.length }
  })
}

/** Records with a finding that one of the waivers excuses. */
export async function recordsOf(tx: Tx, waiverIds: string[]): Promise<string[]> {
  const rows = await tx.$queryRawUnsafe<{ id: string }[]>(
    `SELECT DISTINCT record_id::text AS id FROM validation_errors
     WHERE organization_id = $1::uuid AND waiver_id = ANY($2::uuid[])`,
    tx.organizationId,
    waiverIds,
  )
  return rows.map((row) => row.id)
}
