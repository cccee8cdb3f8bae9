/** Pulls pages from the source and commits each with its checkpoint. */
import type { Checkpoint, Page, PullRequest, SourceRecord } from '../../plugins/contract.ts'
import { storable } from '../storable.ts'
import { batchOfPage, emptyBatch } from './batch.ts'
import { knownTokens, loadStored } from './stored.ts'
import { json, type Work } from './work.ts'

export async function pullPhase(work: Work, cursor: Checkpoint | null): Promise<void> {
  const { app, run, context, signal } = work
  const db = app.database.tenant(run.organizationId)
  const asked = run.request as { keys: string[] | null; range: PullRequest['range'] }
  const pages = work.plugin.pull(work.source, {
    mode: run.mode as PullRequest['mode'],
    asOf: context.f.asOf,
    keys: asked.keys,
    range: asked.range,
    checkpoint: run.checkpoint as Checkpoint | null,
    cursor,
    known: (keys) => knownTokens(db, context.connectionId, keys),
  })
  // One page ahead: the source answers the next page while this one is mapped and written.
  const ask = () => {
    const next = pages.next()
    // Its failure is met when its turn comes; until then it must not count as unhandled.
    next.catch(() => {})
    return next
  }
  let upcoming = ask()
  try {
    for (;;) {
      const next = await upcoming
      signal.throwIfAborted()
      if (next.done) return await endPull(work, next.value.cursor)
      upcoming = ask()
      await commitPage(work, next.value)
    }
  } finally {
    await upcoming.catch(() => {})
    await pages.return({ cursor: {}, complete: false }).catch(() => {})
  }
}

async function commitPage(work: Work, page: Page) {
  const { app, run, context } = work
  const db = app.database.tenant(run.organizationId)
  const records = page.records.map(withStorableNames)
  const keys = records.map((record) => record.key)
  const merged = new Set(records.filter((record) => record.kind === 'SNAPSHOT').map((record) => record.key))
  const batch = await batchOfPage(context, records, await loadStored(db, context.connectionId, keys, merged))
  await work.commit(batch, {
    phase: 'PULL',
    seen: batch.counts.records,
    total: page.progress.total,
    requests: page.requests,
    update: { checkpoint: json(page.checkpoint) },
  })
}

/** The raw document is sealed as bytes, which may be anything. */
function withStorableNames(record: SourceRecord): SourceRecord {
  if (!('raw' in record)) return storable(record)
  const { raw, ...names } = record
  return { ...storable(names), raw } as SourceRecord
}

/** From here on a crash goes on with the rollover. The cursor reaches the connection only when the whole run is done. */
async function endPull(work: Work, cursor: Checkpoint) {
  await work.commit(emptyBatch(), {
    phase: 'ROLLOVER',
    seen: 0,
    total: null,
    requests: 0,
    update: { phase: 'ROLLOVER', endCursor: json(cursor), checkpoint: {} },
  })
}
