/**
 * What a worker process does by the clock, beside the sweeper: due runs, loans that webhooks named, rule settings and
 * waivers, credentials that end soon, what is kept for a time only. Every worker does it; the database decides who starts what.
 */
import type { App } from '../app.ts'
import { warnOfExpiry } from '../connections/expiry.ts'
import { goOnDeleting } from '../organizations/delete.ts'
import { purgeChunk } from '../retention/purge.ts'
import { keepRules } from '../rules/upkeep.ts'
import { settleRereads, startRereads } from '../webhooks/rereads.ts'
import { startDueRuns } from './due.ts'
import { startDueFullRuns } from './fullRuns.ts'

/** Also how long webhooks of one connection are gathered before a run reads their loans. */
const tickMs = 2_000
const purgeMs = 3_600_000
/** Of organizations whose deletion was cut off. */
const deleteMs = 1_000

export interface Ticker {
  /** Waits for a tick at work. */
  stop(): Promise<void>
}

export function startTicker(app: App): Ticker {
  let at: Promise<void> | null = null
  let purgedAt = Number.NEGATIVE_INFINITY
  const work = async () => {
    await tick(app)
    if (app.now() - purgedAt < purgeMs) return
    if (!(await hourly(app))) purgedAt = app.now()
  }
  const timer = setInterval(() => {
    at ??= work().finally(() => {
      at = null
    })
  }, tickMs)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      await at
    },
  }
}

/** FULL runs of periods before others, which read less; due runs before loans of webhooks: a stream of webhooks must not keep the portfolio from its run. */
export async function tick(app: App): Promise<void> {
  await step(app, 'fullRuns', () => startDueFullRuns(app))
  await step(app, 'dueRuns', () => startDueRuns(app))
  await step(app, 'settleRereads', () => settleRereads(app))
  await step(app, 'rereads', () => startRereads(app))
  await step(app, 'rules', () => keepRules(app))
}

/** One chunk a tick, so that runs that fall due meanwhile do not wait for the rest. Answers whether something is left. */
export async function hourly(app: App): Promise<boolean> {
  await step(app, 'credentials', () => warnOfExpiry(app))
  const rows = await step(app, 'purge', () => purgeChunk(app))
  const organizations = await step(app, 'organizations', () => goOnDeleting(app, deleteMs))
  return rows === true || organizations === true
}

/** Each on its own: what fails every time must not hold up what comes after it. Undefined when it failed. */
async function step<T>(app: App, name: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    app.metrics.tickerFailures.inc({ step: name })
    app.log.error({ err: error, step: name }, 'a step of the ticker failed; the others go on, and it is tried again')
    return undefined
  }
}
