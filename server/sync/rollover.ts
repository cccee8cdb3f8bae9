/**
 * Time moves records: a loan that nobody touched goes from 29 to 30 days late. Every record that does not stand at the
 * run's day and preset version is mapped again from its stored document, without asking the source.
 */
import { batchOfStored } from './batch.ts'
import { goneReason } from './gone.ts'
import { loadStored } from './stored.ts'
import type { Work } from './work.ts'

const atOnce = 100

export async function rolloverPhase(work: Work): Promise<void> {
  const { app, run, context, signal } = work
  const db = app.database.tenant(run.organizationId)
  let after = ((run.phase === 'ROLLOVER' && (run.checkpoint as { after?: string } | null)?.after) || null) as
    | string
    | null
  for (;;) {
    signal.throwIfAborted()
    // A quarantined loan's stored document is not its latest, and one that is gone has none: they stay as they are until
    // they can be read again.
    const rows = await db.$queryRawUnsafe<{ id: string; source_key: string }[]>(
      `SELECT m.id, m.source_key FROM metro2_records m
       WHERE m.organization_id = $1::uuid AND m.connection_id = $2::uuid AND ($5::uuid IS NULL OR m.id > $5::uuid)
         AND (m.as_of <> $3::date OR m.preset_version_id <> $4::uuid)
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
    if (rows.length === 0) return
    const keys = rows.map((row) => row.source_key)
    const batch = await batchOfStored(context, await loadStored(db, context.connectionId, keys, new Set(keys)))
    after = rows.at(-1)!.id
    // Loans of the pull are counted as seen already; in a run without one this phase is what counts.
    const seen = run.mode === 'ROLLOVER' ? rows.length : 0
    await work.commit(batch, {
      phase: 'ROLLOVER',
      seen,
      total: null,
      requests: 0,
      update: { phase: 'ROLLOVER', checkpoint: { after } },
    })
  }
}
