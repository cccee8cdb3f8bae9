/**
 * What a batch comes to against the database as it stands inside the transaction that writes it: findings after the
 * organization's settings and waivers, what that does to each record, and whether the record says something new.
 */
import type { Eligibility } from '../../prisma/generated/client/enums.ts'
import { type Effective, effectiveFindings } from '../rules/effective.ts'
import { dayOf, loadSettings, loadWaivers, shareStanding } from '../rules/standing.ts'
import type { Batch, RecordRow } from './batch.ts'
import type { BatchCounts } from './events.ts'
import type { Tx } from './log.ts'

export interface SettledRow extends RecordRow {
  effective: Effective
  eligibility: Eligibility
  version: number
  /** Whether what it says, or that it is held, differs from before. */
  contentChanged: boolean
}

export interface Settled {
  records: SettledRow[]
  counts: BatchCounts
}

/** Reads only, but takes the lock that keeps settings, waivers and these records as they are until the commit. */
export async function settle(tx: Tx, connectionId: string, batch: Batch, now: Date): Promise<Settled> {
  if (batch.records.length === 0 && batch.quarantined.length === 0) return { records: [], counts: batch.counts }
  await shareStanding(tx)
  const keys = batch.records.map((row) => row.sourceKey)
  const settings = await loadSettings(tx)
  const waivers = await loadWaivers(tx, connectionId, keys, dayOf(now))
  const known = await tx.metro2Record.findMany({
    where: { id: { in: batch.records.filter((row) => !row.isNew).map((row) => row.id) } },
    select: { id: true, version: true, eligibility: true, contentHash: true },
  })
  const before = new Map(known.map((row) => [row.id, row]))
  const records = batch.records.map((row) => {
    const effective = effectiveFindings(row.mapped.findings, settings, waivers.get(row.sourceKey) ?? [])
    const eligibility: Eligibility = row.mapped.eligibility === 'EXCLUDED' ? 'EXCLUDED' : effective.eligibility
    const stood = before.get(row.id)
    const same = stood?.eligibility === eligibility && row.mapped.contentHash.equals(stood.contentHash)
    return { ...row, effective, eligibility, contentChanged: !same, version: (stood?.version ?? 0) + (same ? 0 : 1) }
  })
  return { records, counts: counted(batch.counts, records) }
}

function counted(counts: BatchCounts, records: SettledRow[]): BatchCounts {
  const sum = { ...counts }
  for (const { effective, eligibility, isNew, contentChanged } of records) {
    // With those that are new (counted by the batch) and those in quarantine, each loan in exactly one.
    if (!isNew) sum[contentChanged ? 'changed' : 'unchanged'] += 1
    if (eligibility === 'HELD') sum.held += 1
    if (eligibility === 'EXCLUDED') sum.excluded += 1
    sum.errors += effective.counts.errors
    sum.warnings += effective.counts.warnings
    sum.infos += effective.counts.infos
  }
  return sum
}
