/** Pulls pages from the source and commits each with its checkpoint. */
import {
  type Checkpoint,
  type Page,
  type PullEnd,
  type PullRequest,
  SourceFailure,
  type SourceRecord,
} from '../../plugins/contract.ts'
import type { Prisma } from '../../prisma/generated/client/client.ts'
import type { TenantClient } from '../database/tenant.ts'
import { storable } from '../storable.ts'
import { batchOfPage } from './batch.ts'
import type { SyncEventBody } from './events.ts'
import { countSeen, excludeGone, unseenKeys } from './gone.ts'
import { reportRun } from './log.ts'
import type { RunUpload } from './service.ts'
import { knownTokens, loadStored } from './stored.ts'
import { uploadedFiles } from './uploads.ts'
import { json, type Work } from './work.ts'

/** What was asked for, as `startSync` stores it. */
interface Asked {
  keys: string[] | null
  range: PullRequest['range']
  uploads?: RunUpload[]
}

export async function pullPhase(work: Work, cursor: Checkpoint | null): Promise<void> {
  const { app, run, context } = work
  const db = app.database.tenant(run.organizationId)
  const asked = run.request as unknown as Asked
  const uploads = await uploadedFiles(app, run.organizationId, asked.uploads ?? [])
  const request: PullRequest = {
    mode: run.mode as PullRequest['mode'],
    asOf: context.f.asOf,
    keys: asked.keys,
    range: asked.range,
    checkpoint: run.checkpoint as Checkpoint | null,
    cursor,
    uploads,
    known: (keys) => knownTokens(db, context.connectionId, keys),
  }
  const end = await pullPages(work, request, (page) => json(page.checkpoint))
  const whole = run.mode === 'FULL' && end.complete
  if (whole && end.mostGonePercent !== undefined) await refuseTooManyGone(work, end.mostGonePercent)
  if (whole && work.plugin.acquire === 'pull') await lookAgain(work, request)
  await endPull(work, end.cursor, whole)
}

/**
 * Lists of a source lag behind and leave out what they should not: loans that one no longer shows are asked for by their
 * keys before they count as gone. Those that come stand as met.
 */
async function lookAgain(work: Work, request: PullRequest) {
  const db = work.app.database.tenant(work.run.organizationId)
  const pass = { connectionId: work.context.connectionId, runId: work.run.id }
  if (await isBlank(db, pass)) return
  for (let after: string | null = null; ; ) {
    const keys = await unseenKeys(db, pass, after, lookAgainAtOnce)
    if (keys.length === 0) return
    // The checkpoint stays at the end of the pull: a worker that follows asks for those that are still missing.
    await pullPages(work, { ...request, mode: 'IDS', keys, range: null, checkpoint: null }, () => undefined)
    after = keys.at(-1)!
  }
}

const lookAgainAtOnce = 500

/** A source that shows none of many loans has another trouble than that all of them went away at once. */
async function isBlank(db: TenantClient, pass: { connectionId: string; runId: string }) {
  const { known, seen } = await countSeen(db, pass)
  return known > 0 && seen === 0
}

/** Half a file looks like a whole one whose other loans are gone. */
async function refuseTooManyGone({ app, run, context }: Work, mostPercent: number) {
  const pass = { connectionId: context.connectionId, runId: run.id }
  const { known, seen } = await countSeen(app.database.tenant(run.organizationId), pass)
  const gone = known - seen
  if (gone * 100 <= known * mostPercent) return
  throw new SourceFailure(
    'SYSTEM',
    'TOO_MANY_GONE',
    `The source lacks ${gone} of ${known} loans, more than the ${mostPercent} % that may go at once. None was excluded.`,
    'Make sure that the file is the whole portfolio. If it is, raise the share in the settings of the connection and start again; if it is not, use mode INCREMENTAL.',
  )
}

async function pullPages(
  work: Work,
  request: PullRequest,
  checkpointAfter: (page: Page) => Prisma.InputJsonValue | undefined,
): Promise<PullEnd> {
  const { signal } = work
  const pages = work.plugin.pull(work.source, request)
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
      if (next.done) return next.value
      upcoming = ask()
      await commitPage(work, next.value, checkpointAfter(next.value))
    }
  } finally {
    await upcoming.catch(() => {})
    await pages.return({ cursor: {}, complete: false }).catch(() => {})
  }
}

async function commitPage(work: Work, page: Page, checkpoint: Prisma.InputJsonValue | undefined) {
  const { app, run, context } = work
  const db = app.database.tenant(run.organizationId)
  const records = page.records.map(withStorableNames)
  const keys = records.map((record) => record.key)
  // Of what is unchanged nothing has to be looked at again.
  const changed = records.filter((record) => record.kind !== 'UNCHANGED').map((record) => record.key)
  const merged = new Set(records.filter((record) => record.kind === 'SNAPSHOT').map((record) => record.key))
  const batch = await batchOfPage(context, records, await loadStored(db, context.connectionId, changed, merged))
  await work.commit(batch, {
    phase: 'PULL',
    seen: batch.counts.records,
    // Of loans that are looked for a second time the source counts those alone.
    total: checkpoint === undefined ? null : page.progress.total,
    requests: page.requests,
    update: checkpoint === undefined ? {} : { checkpoint },
    ...(run.mode === 'FULL' ? { seenKeys: keys } : {}),
  })
}

/** The raw document is sealed as bytes, which may be anything. */
function withStorableNames(record: SourceRecord): SourceRecord {
  if (!('raw' in record)) return storable(record)
  const { raw, ...names } = record
  return { ...storable(names), raw } as SourceRecord
}

/**
 * From here on a crash goes on with the rollover. The cursor reaches the connection only when the whole run is done, and
 * only of a run that read every change: an incremental one, or a full one that met every loan.
 */
async function endPull(work: Work, cursor: Checkpoint, whole: boolean) {
  const { app, run, context } = work
  const db = app.database.tenant(run.organizationId)
  const now = new Date(app.now())
  const pass = { connectionId: context.connectionId, runId: run.id }
  const blank = whole && (await isBlank(db, pass))
  const fence = { id: run.id, attempt: run.attempt, from: ['RUNNING' as const] }
  const moves = run.mode === 'INCREMENTAL' || (whole && !blank)
  const update = { phase: 'ROLLOVER' as const, checkpoint: {}, ...(moves ? { endCursor: json(cursor) } : {}) }
  await db.$transaction(
    async (tx) => {
      // First, so that a worker that lost its lease stops before it writes anything.
      await reportRun(tx, fence, { ...update, lease: 'RENEW' }, [], now)
      if (run.mode === 'FULL' && !whole) return void (await reportRun(tx, fence, {}, [partNotice], now))
      if (!whole) return
      if (blank) return void (await reportRun(tx, fence, {}, [blankNotice], now))
      const { asOf } = context.f
      const gone = await excludeGone(tx, { ...pass, asOf, since: run.createdAt, keys: context.keys, now })
      const counts = { changed: gone.records, excluded: gone.records }
      if (gone.loans > 0) await reportRun(tx, fence, { counts }, gone.events, now)
    },
    { maxWait: 60_000, timeout: 120_000 },
  )
  app.events.wake(run.id)
}

const partNotice: SyncEventBody = {
  kind: 'NOTICE',
  payload: { message: 'The source did not show every loan in this run. Nothing was excluded, and the cursor stays.' },
}

const blankNotice: SyncEventBody = {
  kind: 'NOTICE',
  payload: {
    message:
      'The source showed none of the loans that are known. Nothing was excluded: check what the credentials may see, or the file.',
  },
}
