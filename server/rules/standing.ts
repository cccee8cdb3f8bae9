/**
 * What stands in the database about an organization's findings: its rule settings and its waivers in force. Batches of runs
 * write findings by it, changes of settings and waivers write it: the lock keeps a batch that read the old ones from
 * committing after the change has gone over the stored records.
 */
import type { Tx } from '../database/tenant.ts'
import type { Severity } from '../metro2/facts.ts'
import type { ActiveWaiver, RuleSettings } from './effective.ts'
import { whyLocked } from './locked.ts'

/** Whoever reads settings and waivers to write findings by them: many at a time. First in the transaction. */
export async function shareStanding(tx: Tx): Promise<void> {
  await tx.$queryRawUnsafe(
    `SELECT pg_advisory_xact_lock_shared(hashtextextended('findings by organization_id ' || $1::text, 0))::text`,
    tx.organizationId,
  )
}

/** Whoever changes them: alone, after every batch at work has committed. Batches wait, so be quick. */
export async function lockStanding(tx: Tx): Promise<void> {
  await tx.$queryRawUnsafe(
    `SELECT pg_advisory_xact_lock(hashtextextended('findings by organization_id ' || $1::text, 0))::text`,
    tx.organizationId,
  )
}

export async function loadSettings(tx: Pick<Tx, 'ruleSetting'>): Promise<RuleSettings> {
  const rows = await tx.ruleSetting.findMany({
    where: { severity: { not: null } },
    select: { ruleId: true, severity: true },
  })
  // A rule may have been locked since it was set.
  return new Map(rows.filter(({ ruleId }) => whyLocked(ruleId) === null).map((row) => [row.ruleId, row.severity!]))
}

/** The day by which waivers expire: in UTC, as an organization has no zone of its own. YYYY-MM-DD. */
export const dayOf = (now: Date): string => now.toISOString().slice(0, 10)

/** Prisma's condition of a waiver in force on a day. */
export const inForce = (day: string) => ({
  revokedAt: null,
  OR: [{ expiresOn: null }, { expiresOn: { gte: new Date(day) } }],
})

/** By source key; loans without any are absent. */
export async function loadWaivers(
  tx: Pick<Tx, 'waiver'>,
  connectionId: string,
  sourceKeys: string[],
  day: string,
): Promise<Map<string, ActiveWaiver[]>> {
  const rows = await tx.waiver.findMany({
    where: { connectionId, sourceKey: { in: sourceKeys }, ...inForce(day) },
    select: { id: true, sourceKey: true, ruleId: true, fingerprint: true, severity: true },
  })
  const byKey = new Map<string, ActiveWaiver[]>()
  for (const { sourceKey, ...row } of rows) {
    const waiver = { ...row, severity: row.severity as Severity }
    const known = byKey.get(sourceKey)
    if (known) known.push(waiver)
    else byKey.set(sourceKey, [waiver])
  }
  return byKey
}
