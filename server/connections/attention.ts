/** What of a connection needs a person, most urgent first. Looked at whenever it is asked for: nothing to acknowledge. */
import type { Connection, SyncRun, WebhookDelivery } from '../../prisma/generated/client/client.ts'
import type { DueFullRun } from '../schedule/fullRuns.ts'
import type { Failure } from '../sync/events.ts'
import { notWhole } from '../sync/finish.ts'
import { daysUntil, firstWarningDays } from './expiry.ts'

export interface Attention extends Failure {
  /** When it began, where that is known. */
  since: Date | null
}

export interface Circumstances {
  connection: Pick<
    Connection,
    'state' | 'pauseReason' | 'credentialsExpireOn' | 'cadence' | 'webhookProof' | 'webhookRefusedAt' | 'updatedAt'
  >
  /** Newest first. */
  runs: Pick<SyncRun, 'state' | 'failure' | 'finishedAt' | 'pausedUntil'>[]
  /** Newest first. */
  deliveries: Pick<WebhookDelivery, 'outcome' | 'detail' | 'receivedAt'>[]
  /** The FULL run that an open period waits for. */
  fullRun: DueFullRun | null
  /** The last FULL run, when it was not shown every loan. */
  partRun: Pick<SyncRun, 'finishedAt'> | null
  now: number
}

export function attentionOf(circumstances: Circumstances): Attention[] {
  return [paused, expiring, failing, waiting, notShown, fullRunMissing, refused, ignored, unset].flatMap(
    (look) => look(circumstances) ?? [],
  )
}

type Look = (circumstances: Circumstances) => Attention | null

const paused: Look = ({ connection: { state, pauseReason, updatedAt } }) => {
  if (state !== 'PAUSED') return null
  const failure = pauseReason as Failure | null
  if (failure) return { ...failure, since: null }
  const message = 'Somebody paused the connection: nothing is read until it is resumed.'
  return { code: 'PAUSED', message, hint: 'Call resumeConnection when it may go on.', since: updatedAt }
}

const expiring: Look = ({ connection: { credentialsExpireOn }, now }) => {
  if (!credentialsExpireOn) return null
  const days = daysUntil(credentialsExpireOn, now)
  if (days > firstWarningDays) return null
  const day = credentialsExpireOn.toISOString().slice(0, 10)
  const hint = 'Make new ones at the source and give them to replaceCredentials; checkpoint and records stay.'
  return days < 0
    ? { code: 'CREDENTIALS_EXPIRED', message: `The credentials ended on ${day}.`, hint, since: credentialsExpireOn }
    : { code: 'CREDENTIALS_EXPIRE', message: `The credentials end on ${day}, in ${days} days.`, hint, since: null }
}

/** A run that somebody cancelled says nothing about the source. */
const failing: Look = ({ runs }) => {
  const ended = runs.filter(({ state }) => state === 'FAILED' || state.startsWith('SUCCEEDED'))
  const good = ended.findIndex(({ state }) => state !== 'FAILED')
  const failed = good === -1 ? ended : ended.slice(0, good)
  if (failed.length === 0) return null
  const last = failed[0]!.failure as Failure | null
  const often = failed.length === 1 ? 'The last run failed' : `The last ${failed.length} runs failed`
  return {
    code: 'RUNS_FAILED',
    message: last ? `${often}: ${last.message}` : `${often}.`,
    hint: last?.hint ?? 'See the failure of the run.',
    since: failed.at(-1)!.finishedAt,
  }
}

const waiting: Look = ({ runs }) => {
  const run = runs.find(({ state }) => state === 'PAUSED')
  if (!run) return null
  const failure = run.failure as Failure | null
  const until = run.pausedUntil ? ` It goes on by itself at ${run.pausedUntil.toISOString()}.` : ''
  const message = `A run waits for the source${failure ? `: ${failure.message}` : '.'}${until}`
  return { code: 'RUN_WAITS', message, hint: failure?.hint ?? 'Wait, or cancel it with cancelSync.', since: null }
}

const notShown: Look = ({ partRun, fullRun }) => {
  if (!partRun) return null
  const again = fullRun?.tried?.startsWith('SUCCEEDED') ? ` It is tried again at ${fullRun.at.toISOString()}.` : ''
  return { ...notWhole, message: `${notWhole.message}${again}`, since: partRun.finishedAt }
}

/** Every worker looks each minute: what is due for longer waits for something. */
const soonMs = 15 * 60_000

/** A period cannot be closed without it. After one that failed, that failure is what needs somebody. */
const fullRunMissing: Look = ({ fullRun, runs, now }) => {
  if (!fullRun || fullRun.tried === 'FAILED') return null
  const wanted = `The open period needs a FULL run as of ${fullRun.asOf}`
  if (fullRun.tried === 'CANCELLED' && fullRun.at.getTime() > now) {
    const message = `${wanted}, and somebody cancelled it. It is tried again at ${fullRun.at.toISOString()}.`
    const hint =
      'Start it with startSync, mode FULL, when the source may be read; until then the period cannot be closed.'
    return { code: 'FULL_RUN_CANCELLED', message, hint, since: null }
  }
  if (fullRun.at.getTime() > now - soonMs) return null
  const active = runs.find(({ state }) => state === 'QUEUED' || state === 'RUNNING' || state === 'PAUSED')
  const message = active
    ? `${wanted}. It is due since ${fullRun.at.toISOString()} and waits for the run that is ${active.state}.`
    : `${wanted}. It is due since ${fullRun.at.toISOString()} and has not been started.`
  const hint = active
    ? 'Wait for that run to end, or cancel it with cancelSync: the FULL run starts by itself then.'
    : 'Make sure that a process with the role worker is running and see its log, or start it with startSync, mode FULL.'
  return { code: 'FULL_RUN_DUE', message, hint, since: fullRun.at }
}

/** Until something comes with the right proof, or a week has passed: anybody may try the address. */
const refusalMs = 7 * 86_400_000

const refused: Look = ({ connection: { webhookProof, webhookRefusedAt }, deliveries, now }) => {
  if (webhookProof === 'NONE' || !webhookRefusedAt || now - webhookRefusedAt.getTime() > refusalMs) return null
  const good = deliveries[0]?.receivedAt
  if (good && good >= webhookRefusedAt) return null
  const message = 'What last came to the webhook had a wrong proof, and nothing has come with the right one since.'
  const hint =
    'Compare header name and secret at the source with connection.webhook; rotateWebhookSecret shows a new secret. testWebhook tries the address.'
  return { code: 'WEBHOOK_REFUSED', message, hint, since: webhookRefusedAt }
}

const ignored: Look = ({ deliveries }) => {
  const [last] = deliveries
  if (!last || deliveries.some(({ outcome }) => outcome !== 'IGNORED')) return null
  const message = `The last ${deliveries.length} deliveries to the webhook were ignored. ${last.detail ?? ''}`.trim()
  return {
    code: 'WEBHOOK_IGNORED',
    message,
    hint: 'Compare the body at the source with webhook.bodyTemplate.',
    since: null,
  }
}

const unset: Look = ({ connection: { cadence, webhookProof } }) => {
  if (cadence !== 'WEBHOOK_ONLY' || webhookProof !== 'NONE') return null
  const message = 'The cadence is WEBHOOK_ONLY, and the webhook is not set up: nothing is read by itself.'
  return { code: 'WEBHOOK_NOT_SET', message, hint: 'Call setWebhook, or choose another cadence.', since: null }
}
