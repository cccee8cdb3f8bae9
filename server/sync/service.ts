/** Starting and cancelling runs. */
import { Prisma } from '../../prisma/generated/client/client.ts'
import type { SyncMode, SyncTrigger } from '../../prisma/generated/client/enums.ts'
import type { App } from '../app.ts'
import { newId } from '../ids.ts'
import { addMonths, isCalendarDate } from '../metro2/dates.ts'
import { abortRun } from './aborts.ts'
import { appendEvents, reportRun, type Tx } from './log.ts'
import { activeStates } from './states.ts'
import { uploadRefusals } from './uploads.ts'

export interface StartSync {
  connectionId: string
  mode: SyncMode
  /** YYYY-MM-DD; null = today where the lender is. */
  asOf: string | null
  keys: string[] | null
  range: { from: string; to: string } | null
  /** Of a source that reads uploads: its files. Absent: none. */
  uploads?: RunUpload[]
  trigger: SyncTrigger
  /** Who asked: `apiKey:ID` or `jwt:SUBJECT`. */
  actor: string
}

export interface RunUpload {
  uploadId: string
  /** Null: the loans; else what the plugin's settings call its rows, as `payments`. */
  part: string | null
}

/** An expected refusal: becomes a UserError. */
export interface Refusal {
  code: string
  message: string
  path: string[]
}

/** Further writes of the transaction that starts or cancels the run: audit, idempotency key. */
export type Within = (tx: Tx, runId: string) => Promise<void>

export type Started = { ok: true; runId: string } | { ok: false; errors: Refusal[] }

const maxKeys = 1_000

/** Queues a run. Refuses with every reason at once; never two active runs on a connection. */
export async function startSync(app: App, organizationId: string, input: StartSync, within?: Within): Promise<Started> {
  const db = app.database.tenant(organizationId)
  const connection = await db.connection.findFirst({
    where: { id: input.connectionId },
    include: { preset: { include: { versions: true } } },
  })
  if (!connection) return refuse({ code: 'NOT_FOUND', message: 'There is no such connection.', path: ['connectionId'] })
  const plugin = app.plugins.get(connection.pluginId)
  if (!plugin) {
    return refuse({
      code: 'UNKNOWN_PLUGIN',
      message: `The plugin ${connection.pluginId} is not installed.`,
      path: ['connectionId'],
    })
  }
  const today = plugin.businessDate(connection.settings, app.now())
  const asOf = input.asOf ?? today
  const errors = refusals(input, asOf, today, {
    paused: connection.state === 'PAUSED',
    sandbox: connection.environment === 'SANDBOX',
    lastAsOf: connection.asOf?.toISOString().slice(0, 10) ?? null,
  })
  errors.push(...(await uploadRefusals(db, plugin, input)))
  if (errors.length > 0) return { ok: false, errors }
  const version = connection.preset.versions.find((each) => each.version === connection.preset.publishedVersion)!
  const runId = newId()
  const now = new Date(app.now())
  try {
    await db.$transaction(async (tx) => {
      await tx.syncRun.create({
        data: {
          organizationId,
          id: runId,
          connectionId: connection.id,
          presetVersionId: version.id,
          mode: input.mode,
          state: 'QUEUED',
          trigger: input.trigger,
          asOf: new Date(asOf),
          request: {
            ...{ keys: input.keys, range: input.range },
            ...(input.uploads?.length && { uploads: input.uploads.map(({ uploadId, part }) => ({ uploadId, part })) }),
          },
          lastSeq: 1,
          requestedBy: input.actor,
          createdAt: now,
        },
      })
      await appendEvents(
        tx,
        runId,
        0,
        [{ kind: 'RUN_STATE', payload: { state: 'QUEUED', attempt: 0, failure: null } }],
        now,
      )
      await within?.(tx, runId)
    })
  } catch (error) {
    if (isActiveRunConflict(error)) {
      return refuse({
        code: 'RUN_ACTIVE',
        message: 'This connection already has a run at work. Wait for it, or cancel it first.',
        path: ['connectionId'],
      })
    }
    throw error
  }
  app.events.wake(runId)
  await app.dispatch({ organizationId, runId })
  return { ok: true, runId }
}

const refuse = (error: Refusal): Started => ({ ok: false, errors: [error] })

interface Circumstances {
  paused: boolean
  sandbox: boolean
  lastAsOf: string | null
}

/** As many months as a payment history has. Of an earlier day nothing is reported any more, and records would stand at a day before their loans began. */
const mostMonthsBack = 24

function refusals(input: StartSync, asOf: string, today: string, known: Circumstances): Refusal[] {
  const errors: Refusal[] = []
  const add = (code: string, path: string, message: string) => errors.push({ code, path: [path], message })
  if (known.paused)
    add('CONNECTION_PAUSED', 'connectionId', 'The connection is paused. Mend its cause and resume it first.')
  if (!isCalendarDate(asOf)) {
    add('INVALID_DATE', 'asOf', `${asOf} is not a date. Write it as YYYY-MM-DD.`)
  } else {
    // A sandbox tenant has a clock of its own, so its as-of date may lie ahead of ours.
    if (asOf > today && !known.sandbox) add('DATE_IN_FUTURE', 'asOf', `${asOf} is after today (${today}).`)
    const earliest = addMonths(known.sandbox ? (known.lastAsOf ?? asOf) : today, -mostMonthsBack)
    // Where the records of a connection that rested stand already, they may be mapped again.
    if (asOf < earliest && asOf !== known.lastAsOf)
      add(
        'DATE_TOO_EARLY',
        'asOf',
        `${asOf} is more than ${mostMonthsBack} months back. Give ${earliest} or a later day.`,
      )
    if (known.lastAsOf && asOf < known.lastAsOf && input.mode !== 'FULL' && input.mode !== 'ROLLOVER') {
      add(
        'DATE_BEFORE_LAST_RUN',
        'asOf',
        `The records stand as of ${known.lastAsOf}. Only a FULL or ROLLOVER run may go back to ${asOf}.`,
      )
    }
  }
  if (input.mode === 'IDS' && !input.keys?.length)
    add('KEYS_REQUIRED', 'keys', 'Mode IDS needs the source keys of the loans to read.')
  if (input.keys && input.mode !== 'IDS') add('KEYS_UNEXPECTED', 'keys', `Mode ${input.mode} takes no keys.`)
  if (input.keys && input.keys.length > maxKeys) add('TOO_MANY_KEYS', 'keys', `At most ${maxKeys} keys a run.`)
  if (input.mode === 'RANGE' && !input.range)
    add('RANGE_REQUIRED', 'range', 'Mode RANGE needs the first and the last day of change.')
  if (input.range) errors.push(...rangeRefusals(input.range, input.mode))
  return errors
}

function rangeRefusals(range: { from: string; to: string }, mode: SyncMode): Refusal[] {
  if (mode !== 'RANGE') return [{ code: 'RANGE_UNEXPECTED', path: ['range'], message: `Mode ${mode} takes no range.` }]
  const wrong = (['from', 'to'] as const).filter((end) => !isCalendarDate(range[end]))
  if (wrong.length > 0) {
    return wrong.map((end) => ({
      code: 'INVALID_DATE',
      path: ['range', end],
      message: `${range[end]} is not a date. Write it as YYYY-MM-DD.`,
    }))
  }
  if (range.from > range.to)
    return [{ code: 'INVALID_RANGE', path: ['range'], message: 'The range ends before it begins.' }]
  return []
}

/** The partial unique index `sync_runs_one_active` refused a second active run. */
function isActiveRunConflict(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
}

/** Ends a queued or paused run at once; asks a running one to stop after the batch at hand. */
export async function cancelSync(
  app: App,
  organizationId: string,
  runId: string,
  within?: Within,
): Promise<{ ok: true; runId: string } | { ok: false; errors: Refusal[] }> {
  const db = app.database.tenant(organizationId)
  const now = new Date(app.now())
  const answer = await db.$transaction(async (tx) => {
    const run = await tx.syncRun.findFirst({ where: { id: runId } })
    if (!run)
      return { ok: false as const, errors: [{ code: 'NOT_FOUND', message: 'There is no such run.', path: ['runId'] }] }
    if (run.state === 'QUEUED' || run.state === 'PAUSED') {
      await reportRun(
        tx,
        { id: runId, attempt: run.attempt, from: ['QUEUED', 'PAUSED'] },
        { state: 'CANCELLED', finishedAt: now },
        [{ kind: 'RUN_STATE', payload: { state: 'CANCELLED', attempt: run.attempt, failure: null } }],
        now,
      )
      await within?.(tx, runId)
      return { ok: true as const, runId }
    }
    const asked = await tx.syncRun.updateMany({
      where: { id: runId, state: { in: [...activeStates] }, cancelRequestedAt: null },
      data: { cancelRequestedAt: now },
    })
    if (asked.count === 0 && !run.cancelRequestedAt) {
      const message = `The run has already ended: ${run.state}.`
      return { ok: false as const, errors: [{ code: 'RUN_ENDED', message, path: ['runId'] }] }
    }
    if (asked.count > 0) await within?.(tx, runId)
    return { ok: true as const, runId }
  })
  if (answer.ok) {
    app.events.wake(runId)
    abortRun(runId)
  }
  return answer
}
