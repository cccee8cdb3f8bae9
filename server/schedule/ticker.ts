/**
 * What a worker process does by the clock, beside the sweeper: due runs, loans that webhooks named, rule settings and
 * waivers, old deliveries and uploads. Every worker does it; the database decides who starts what.
 */
import type { App } from '../app.ts'
import { keepRules } from '../rules/upkeep.ts'
import { pruneUploads } from '../uploads/remove.ts'
import { pruneDeliveries } from '../webhooks/prune.ts'
import { settleRereads, startRereads } from '../webhooks/rereads.ts'
import { startDueRuns } from './due.ts'

/** Also how long webhooks of one connection are gathered before a run reads their loans. */
const tickMs = 2_000
const pruneMs = 3_600_000

export interface Ticker {
  /** Waits for a tick at work. */
  stop(): Promise<void>
}

export function startTicker(app: App): Ticker {
  let at: Promise<void> | null = null
  let prunedAt = Number.NEGATIVE_INFINITY
  const work = async () => {
    await tick(app)
    if (app.now() - prunedAt < pruneMs) return
    prunedAt = app.now()
    await pruneDeliveries(app)
    await pruneUploads(app)
  }
  const timer = setInterval(() => {
    at ??= work()
      .catch((error: unknown) => app.log.warn({ err: error }, 'the ticker failed; it tries again'))
      .finally(() => {
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

/** Due runs before loans of webhooks: a stream of webhooks must not keep the portfolio from its run. */
export async function tick(app: App): Promise<void> {
  await startDueRuns(app)
  await settleRereads(app)
  await startRereads(app)
  await keepRules(app)
}
