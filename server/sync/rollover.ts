/**
 * Time moves records: a loan that nobody touched goes from 29 to 30 days late. Every record that does not stand at the
 * run's day and preset version, or has another past since, is mapped again from its stored document, without asking the source; then what is kept in
 * quarantine and was not met by this run is tried again, so that a mended preset lets it out.
 */
import type { TenantClient } from '../database/tenant.ts'
import { batchOfQuarantined, batchOfStored, type Quarantined } from './batch.ts'
import { goneReason } from './gone.ts'
import { loadStored } from './stored.ts'
import type { Work } from './work.ts'

const atOnce = 100

export async function rolloverPhase(work: Work): Promise<void> {
  const resumed = (work.run.phase === 'ROLLOVER' && (work.run.checkpoint as { after?: string } | null)?.after) || null
  const last = await rollRecords(work, resumed)
  await retryQuarantined(work, last)
}

/** Answers the id of the last record. */
async function rollRecords(work: Work, resumed: string | null): Promise<string | null> {
  const { app, run, context, signal } = work
  const db = app.database.tenant(run.organizationId)
  let after = resumed
  for (;;) {
    signal.throwIfAborted()
    // A quarantined loan's stored document is not its latest, and one that is gone has none.
    const rows = await db.$queryRawUnsafe<{ id: string; source_key: string }[]>(
      `SELECT m.id, m.source_key FROM metro2_records m
       WHERE m.organization_id = $1::uuid AND m.connection_id = $2::uuid AND ($5::uuid IS NULL OR m.id > $5::uuid)
         AND (m.as_of <> $3::date OR m.preset_version_id <> $4::uuid OR octet_length(m.input_hash) = 0)
         AND m.exclusion_reason IS DISTINCT FROM '${goneReason}'
         AND NOT EXISTS (SELECT 1 FROM quarantined_records q WHERE q.organization_id = m.organization_id
           AND q.connection_id = m.connection_id AND q.source_key = m.source_key)
       ORDER BY m.id LIMIT ${atOnce}`,
      run.organizationId,
      context.connectionId,
      context.f.asOf,
      context.f.presetVersionId,
      after,
    )
    if (rows.length === 0) return after
    const keys = rows.map((row) => row.source_key)
    const batch = await batchOfStored(context, await loadStored(db, context.connectionId, keys, new Set(keys)))
    after = rows.at(-1)!.id
    await commit(work, batch, rows.length, after)
  }
}

/** What fails again names this run and what is mapped leaves quarantine: neither is met twice, also after a crash. */
async function retryQuarantined(work: Work, after: string | null): Promise<void> {
  const { app, run, context, signal } = work
  const db = app.database.tenant(run.organizationId)
  for (;;) {
    signal.throwIfAborted()
    const rows = await untried(db, context.connectionId, run.id)
    if (rows.length === 0) return
    const keys = rows.map((row) => row.sourceKey)
    const stored = await loadStored(db, context.connectionId, keys, new Set())
    const batch = await batchOfQuarantined(context, rows, stored)
    batch.counts.remapped = rows.length
    await commit(work, batch, rows.length, after)
  }
}

/** What the source itself sent broken has no keys: only the source can mend it. */
async function untried(db: TenantClient, connectionId: string, runId: string): Promise<Quarantined[]> {
  const rows = await db.quarantinedRecord.findMany({
    where: { connectionId, runId: { not: runId }, displayKey: { not: null }, changeToken: { not: null } },
    orderBy: { id: 'asc' },
    take: atOnce,
    select: { sourceKey: true, displayKey: true, changeToken: true, snapshotDate: true, document: true },
  })
  return rows.map(({ sourceKey, displayKey, changeToken, snapshotDate, document }) => ({
    ...{ sourceKey, document, displayKey: displayKey!, changeToken: changeToken! },
    snapshotDate: snapshotDate === null ? null : snapshotDate.toISOString().slice(0, 10),
  }))
}

async function commit(work: Work, batch: Parameters<Work['commit']>[0], loans: number, after: string | null) {
  await work.commit(batch, {
    phase: 'ROLLOVER',
    // Loans of the pull are counted as seen already; in a run without one this phase is what counts.
    seen: work.run.mode === 'ROLLOVER' ? loans : 0,
    total: null,
    requests: 0,
    update: { phase: 'ROLLOVER', checkpoint: { after } },
  })
}
