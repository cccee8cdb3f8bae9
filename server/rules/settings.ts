/**
 * Rule settings: what an organization makes of a rule, for all of its records. The setting and a mark of how far stored
 * records follow it are written first, and hold for every batch from then on; stored findings follow in chunks, of which
 * each is a short transaction. A chunk that was never done is done by the ticker (upkeep.ts).
 */
import type { App } from '../app.ts'
import { transact, writeAudit } from '../audit.ts'
import type { TenantClient, Tx } from '../database/tenant.ts'
import { type Claim, withIdempotency } from '../idempotency.ts'
import { newId } from '../ids.ts'
import { notFound, type Outcome, type Requester, refuse } from '../outcome.ts'
import { describeFinding } from '../records/findings.ts'
import type { EffectiveSeverity } from './effective.ts'
import { whyLocked } from './locked.ts'
import { reasonRefusal } from './reason.ts'
import { reapply } from './recount.ts'
import { lockStanding } from './standing.ts'

export interface SetRuleSetting {
  ruleId: string
  /** Null: as shipped. */
  severity: EffectiveSeverity | null
  reason: string
  idempotencyKey: string | null
}

/** How long a request waits for stored records; the ticker goes on with the rest. */
const waitMs = 5_000
const recordsAtOnce = 500
const beforeAll = '00000000-0000-0000-0000-000000000000'

export async function setRuleSetting(
  app: App,
  requester: Requester,
  input: SetRuleSetting,
): Promise<Outcome<{ ruleId: string }>> {
  const { idempotencyKey, ...request } = input
  const { ruleId } = input
  if (!describeFinding(ruleId)) return notFound('rule', ['ruleId'])
  const locked = whyLocked(ruleId)
  if (locked !== null) return refuse('RULE_LOCKED', ['ruleId'], `${ruleId} cannot be set: ${locked}`)
  const unsaid = reasonRefusal(input.reason)
  if (unsaid) return unsaid
  const outcome = await withIdempotency<{ ruleId: string }>(
    app,
    requester,
    { operation: 'setRuleSetting', key: idempotencyKey, request },
    (claim) => store(app, requester, input, claim),
    async () => ({ ok: true, ruleId }),
  )
  if (outcome.ok) {
    const end = performance.now() + waitMs
    await applySetting(app, requester.organizationId, ruleId, () => performance.now() < end)
  }
  return outcome
}

function store(
  app: App,
  requester: Requester,
  { ruleId, severity, reason }: SetRuleSetting,
  claim: Claim,
): Promise<Outcome<{ ruleId: string }>> {
  const { organizationId, actor } = requester
  return transact(app, requester, async (tx, now) => {
    await claim(tx, newId())
    await lockStanding(tx)
    const before = await tx.ruleSetting.findFirst({ where: { ruleId } })
    const same = (before?.severity ?? null) === severity
    const applyAfter = same ? (before?.applyAfter ?? null) : beforeAll
    const values = { severity, reason: reason.trim(), updatedAt: now, updatedBy: actor, applyAfter }
    if (before) await tx.ruleSetting.updateMany({ where: { ruleId }, data: values })
    else await tx.ruleSetting.create({ data: { organizationId, ruleId, ...values } })
    const details = { before: before?.severity ?? null, after: severity, reason: values.reason }
    await writeAudit(
      tx,
      requester,
      { action: 'setRuleSetting', targetType: 'ValidationRule', targetId: ruleId, details },
      now,
    )
    return { ok: true, ruleId }
  })
}

/** Stored findings of the rule brought to its setting, from where it was left. Ends early when `goOn` says no. */
export async function applySetting(
  app: App,
  organizationId: string,
  ruleId: string,
  goOn: () => boolean,
): Promise<void> {
  const db = app.database.tenant(organizationId)
  let more = true
  while (more && goOn()) {
    const setting = await db.ruleSetting.findFirst({ where: { ruleId } })
    const after = setting?.applyAfter ?? null
    if (after === null) return
    // Outside the lock, for it may read a long way: what comes in meanwhile follows the setting already.
    const ids = await recordsAfter(db, ruleId, after)
    more = await db.$transaction((tx) => applyChunk(tx, ruleId, after, ids, new Date(app.now())))
  }
}

async function recordsAfter(db: TenantClient, ruleId: string, after: string): Promise<string[]> {
  const rows = await db.$queryRawUnsafe<{ id: string }[]>(
    `SELECT DISTINCT record_id::text AS id FROM validation_errors
     WHERE organization_id = $1::uuid AND record_id > $2::uuid AND rule_id = $3 ORDER BY id LIMIT ${recordsAtOnce}`,
    db.organizationId,
    after,
    ruleId,
  )
  return rows.map((row) => row.id)
}

/** Answers whether there is more to do. */
async function applyChunk(tx: Tx, ruleId: string, after: string, ids: string[], now: Date): Promise<boolean> {
  await lockStanding(tx)
  const next = ids.length < recordsAtOnce ? null : ids.at(-1)!
  const moved = await tx.ruleSetting.updateMany({ where: { ruleId, applyAfter: after }, data: { applyAfter: next } })
  // Somebody else did this chunk, or set the rule anew: the next look tells.
  if (moved.count === 0) return true
  await reapply(tx, ids, now)
  return next !== null
}
