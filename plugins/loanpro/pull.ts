/** Reads the tenant: which loans there are, which of them changed, and the whole of those. */
import { setImmediate as breathe } from 'node:timers/promises'
import { type Page, type PullEnd, type PullRequest, SourceFailure, type SourceRecord } from '../contract.ts'
import { lastRowsBefore, lookbackDays, rowDay, rowsOfDay } from './archiveRows.ts'
import { type ChangeToken, decodeToken, encodeToken, tokenOf } from './changeToken.ts'
import { checkpointOf, cursorOf, type Position, readCursor, readPosition } from './checkpoint.ts'
import { type LoanProClient, type LoanProContext, loanProClient } from './client.ts'
import { batchSize, type DetailsReader, readLoans, type Wanted } from './details.ts'
import {
  byKeys,
  byList,
  bySearch,
  changedSince,
  changedWithin,
  type Enumerate,
  isLoanId,
  type Listed,
  type ListedPage,
  loansATurn,
} from './enumerate.ts'
import { addDays } from './filter.ts'
import { readCustomFields } from './tenant.ts'
import type { JsonObject } from './values.ts'

interface Run {
  ctx: LoanProContext
  client: LoanProClient
  reader: DetailsReader
  request: PullRequest
  plan: Plan
  position: Position
  /** Whether the archive answers one day of many loans by a range of ids; learned in the run when it does not. */
  byRange: boolean
  /** Requests already told in a page. */
  told: number
}

interface Plan {
  enumerate: Enumerate
  /** Compare with what is stored and read only what differs; else read every loan. */
  compare: boolean
  /** The enumeration shows every loan there is. */
  complete: boolean
}

export async function* pull(ctx: LoanProContext, request: PullRequest): AsyncGenerator<Page, PullEnd> {
  const run = await openRun(ctx, request)
  for (;;) {
    ctx.signal.throwIfAborted()
    const listed = await run.plan.enumerate(run.position.after)
    // Only an empty page is the end: a short one is not.
    if (listed.loans.length === 0) break
    yield* pagesOf(run, listed)
  }
  return endOf(run)
}

async function openRun(ctx: LoanProContext, request: PullRequest): Promise<Run> {
  const client = loanProClient(ctx)
  const position = readPosition(request.checkpoint, request.mode, request.asOf)
  const plan = planOf(ctx, client, request)
  const fields = await readCustomFields(client)
  if (fields === null) ctx.notice('The names of custom fields cannot be read as a list; they are read with each loan.')
  const customFields = new Map((fields ?? []).map(({ id, title }) => [id, title]))
  const reader = { client, ctx, asOf: request.asOf, customFields }
  return { ctx, client, reader, request, plan, position, byRange: ctx.capabilities.archiveByDate !== false, told: 0 }
}

function planOf(ctx: LoanProContext, client: LoanProClient, request: PullRequest): Plan {
  const paging = { size: ctx.settings.pageSize, notice: ctx.notice }
  const listed = ctx.capabilities.listMode === 'LAST_UPDATED'
  const all = listed ? byList(client, paging, null) : bySearch(client, paging)
  switch (request.mode) {
    case 'FULL':
      return { enumerate: all, compare: false, complete: true }
    case 'INCREMENTAL': {
      const cursor = readCursor(request.cursor)
      // Balances are wanted of every loan, changed or not, when the day is another or its rows were still being written.
      const since = cursor?.settled === true && cursor.asOf === request.asOf ? cursor.since : null
      if (!listed || since === null) return { enumerate: all, compare: true, complete: true }
      return { enumerate: byList(client, paging, changedSince(since)), compare: true, complete: false }
    }
    case 'RANGE': {
      if (request.range === null) throw badRequest('RANGE', 'the first and the last day')
      if (listed)
        return { enumerate: byList(client, paging, changedWithin(request.range)), compare: false, complete: false }
      ctx.notice('This tenant cannot list loans by the day of their change: every loan is read instead.')
      return { enumerate: all, compare: false, complete: true }
    }
    case 'IDS': {
      if (request.keys === null) throw badRequest('IDS', 'loan ids')
      const wrong = request.keys.filter((key) => !isLoanId(key))
      if (wrong.length > 0)
        ctx.notice(`${wrong.length} of the keys asked for are no LoanPro loan ids; they are left out.`)
      return { enumerate: byKeys(request.keys, paging.size), compare: false, complete: false }
    }
  }
}

function badRequest(mode: string, wanted: string): SourceFailure {
  return new SourceFailure('SYSTEM', 'BAD_REQUEST', `A pull of mode ${mode} needs ${wanted}.`, `Give ${wanted}.`)
}

/** The archive has a hole here and there on every day; more of them mean that the day was not written yet. */
const staleTolerated = 0.01

function endOf({ request, plan, position }: Run): PullEnd {
  if (request.mode === 'IDS' || request.mode === 'RANGE') {
    return { cursor: request.cursor ?? {}, complete: plan.complete }
  }
  const since = position.newest ?? readCursor(request.cursor)?.since ?? null
  const settled = position.stale <= position.seen * staleTolerated
  return { cursor: cursorOf({ asOf: request.asOf, since, settled }), complete: plan.complete }
}

/** Loans whose outcome is known up to an id, with those among them that must be read first. */
interface Step {
  upTo: number
  loans: number
  newest: number | null
  ready: SourceRecord[]
  /** How many of the unchanged ones have balances of a day just before the as-of day. */
  stale: number
  read: Wanted[]
}

async function* pagesOf(run: Run, listed: ListedPage): AsyncGenerator<Page> {
  const total = listed.remaining === null ? null : run.position.seen + listed.remaining
  const steps = stepsOf(listed.loans, await decide(run, listed.loans), run.position.newest)
  const inFlight = run.ctx.settings.concurrency
  for await (const { step, records } of inOrder(steps, inFlight, (step) => readStep(run, step))) {
    const { seen, stale } = run.position
    run.position = {
      ...run.position,
      after: step.upTo,
      seen: seen + step.loans,
      newest: step.newest,
      stale: stale + step.stale + records.filter((record) => isStale(snapshotDay(record), run.request.asOf)).length,
    }
    const requests = run.client.requests()
    yield {
      records,
      checkpoint: checkpointOf(run.position),
      progress: { seen: run.position.seen, total },
      requests: requests - run.told,
    }
    run.told = requests
    run.ctx.signal.throwIfAborted()
  }
}

function snapshotDay(record: SourceRecord): string | null {
  return 'snapshotDate' in record ? record.snapshotDate : null
}

/** Of a day just before the as-of day. Older ones are no sign of a late archive: the loan is archived or the like. */
function isStale(day: string | null, asOf: string): boolean {
  return day !== null && day < asOf && day >= addDays(asOf, -lookbackDays)
}

async function readStep({ reader }: Run, step: Step): Promise<{ step: Step; records: SourceRecord[] }> {
  const records = step.read.length === 0 ? [] : await readLoans(reader, step.read)
  return { step, records: [...step.ready, ...records] }
}

/** Works on up to `width` items at a time and answers in their order. */
async function* inOrder<T, R>(items: readonly T[], width: number, work: (item: T) => Promise<R>): AsyncGenerator<R> {
  const running: Promise<R>[] = []
  let next = 0
  while (next < items.length || running.length > 0) {
    while (running.length < width && next < items.length) {
      const result = work(items[next]!)
      // Awaited in its turn; until then, or when the pull is given up, its failure must not end the process.
      result.catch(() => {})
      running.push(result)
      next += 1
    }
    yield await running.shift()!
  }
}

type Decision = 'READ' | { record: SourceRecord; stale: boolean }

/** Snapshots a step: each brings a stored document with it, which is opened and mapped again. */
const snapshotsAStep = 100

/** The page cut so that each step reads at most one batch, and maps no more than two of them. */
function stepsOf(loans: readonly Listed[], decisions: ReadonlyMap<number, Decision>, newest: number | null): Step[] {
  const steps: Step[] = []
  let step: Step = { upTo: 0, loans: 0, newest, ready: [], stale: 0, read: [] }
  let snapshots = 0
  for (const { id, head, lastUpdated } of loans) {
    const decision = decisions.get(id)
    step.upTo = id
    step.loans += 1
    if (lastUpdated !== null) step.newest = Math.max(step.newest ?? lastUpdated, lastUpdated)
    if (decision === 'READ') step.read.push({ id, head })
    else if (decision !== undefined) {
      step.ready.push(decision.record)
      if (decision.stale) step.stale += 1
      if (decision.record.kind === 'SNAPSHOT') snapshots += 1
    }
    if (step.read.length === batchSize || snapshots === snapshotsAStep) {
      steps.push(step)
      step = { upTo: id, loans: 0, newest: step.newest, ready: [], stale: 0, read: [] }
      snapshots = 0
    }
  }
  return step.loans === 0 ? steps : [...steps, step]
}

async function decide(run: Run, loans: readonly Listed[]): Promise<Map<number, Decision>> {
  if (!run.plan.compare) return new Map(loans.map(({ id }) => [id, 'READ']))
  const known = await run.request.known(loans.map(({ id }) => String(id)))
  const decisions = new Map<number, Decision>()
  const same: { id: number; token: ChangeToken }[] = []
  for (const { id, head } of loans) {
    const token = decodeToken(known.get(String(id)))
    // A document that holds later balances cannot be taken back to an earlier day.
    const isSame = token !== null && (head === null || head === token.head) && !(token.day > run.request.asOf)
    if (isSame) same.push({ id, token })
    else decisions.set(id, 'READ')
  }
  const rows = await balancesOf(run, same)
  for (const [index, { id, token }] of same.entries()) {
    decisions.set(id, compared(id, token, rows.get(id), run.request.asOf))
    if (index % loansATurn === 0) await breathe()
  }
  return decisions
}

/** The archive row that counts for the as-of day, for loans that otherwise look unchanged. */
async function balancesOf(
  run: Run,
  same: readonly { id: number; token: ChangeToken }[],
): Promise<Map<number, JsonObject>> {
  const { asOf } = run.request
  const rows = await rowsOfAsOf(
    run,
    same.map(({ id }) => id),
  )
  // Only where the loan had a row the last time: drafts and archived loans have none on any day.
  const holes = same.filter(({ id, token }) => !rows.has(id) && token.day === token.asOf && token.day < asOf)
  const near = holes.map(({ id }) => id)
  if (near.length === 0) return rows
  for (const [id, row] of await lastRowsBefore(run.client, near, asOf)) rows.set(id, row)
  return rows
}

async function rowsOfAsOf(run: Run, ids: readonly number[]): Promise<Map<number, JsonObject>> {
  const { asOf } = run.request
  if (!run.byRange) return rowsOfDay(run.client, ids, asOf, false)
  try {
    return await rowsOfDay(run.client, ids, asOf, true)
  } catch (failure) {
    if (!(failure instanceof SourceFailure) || failure.kind !== 'SYSTEM') throw failure
    run.byRange = false
    run.ctx.notice(
      'This tenant does not answer one day of all loans at once: balances are read by loan ids, in more requests.',
    )
    return rowsOfDay(run.client, ids, asOf, false)
  }
}

function compared(id: number, token: ChangeToken, row: JsonObject | undefined, asOf: string): Decision {
  const key = String(id)
  const unchanged: Decision = { record: { kind: 'UNCHANGED', key }, stale: isStale(token.day, asOf) }
  // A missing row says nothing, neither that the loan is paid nor that it is not.
  if (row === undefined) return unchanged
  const now = tokenOf(token.head, row, asOf)
  if (now.events !== token.events) return 'READ'
  if (now.day === token.day && now.row === token.row) return unchanged
  const day = rowDay(row)
  if (day === null) return unchanged
  const raw = JSON.stringify(row)
  // Counted as stale by its snapshotDate.
  const record: SourceRecord = { kind: 'SNAPSHOT', key, raw, changeToken: encodeToken(now), snapshotDate: day }
  return { record, stale: false }
}
