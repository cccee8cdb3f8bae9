/**
 * Dispatch: pg-boss hands run ids to workers. The truth about a run is its row; a job is only a hint to look at it. A
 * sweeper hands out again what a lost job or a lost worker left behind.
 */
import { fromPglite, PgBoss } from 'pg-boss'
import type { App } from '../app.ts'
import { newId } from '../ids.ts'
import { startTicker, type Ticker } from '../schedule/ticker.ts'
import { abortAllRuns } from './aborts.ts'
import { executeRun, handedOver } from './runner.ts'

const queue = 'sync-run'

interface RunJob {
  organizationId: string
  runId: string
}

export interface Jobs {
  dispatch(job: RunJob): Promise<void>
  /** Begins to take runs. `app` is complete by then. */
  work(app: App): Promise<void>
  /** Lets go of the runs at work (they stay RUNNING, their lease ended) and stops. */
  stop(): Promise<void>
}

const sweepMs = 5_000

export async function createJobs(database: App['database'], log: App['log'], concurrency: number): Promise<Jobs> {
  const common = { useListenNotify: true, schedule: false } as const
  const boss =
    'pglite' in database.boss
      ? new PgBoss({ ...common, db: fromPglite(database.boss.pglite), backend: 'pglite' })
      : new PgBoss({ ...common, connectionString: database.boss.connectionString, max: 2 })
  boss.on('error', (error) => log.warn({ err: error }, 'the job queue reports a fault'))
  await boss.start()
  await boss.createQueue(queue, {
    policy: 'short',
    notify: true,
    retryLimit: 0,
    expireInSeconds: 23 * 3600,
    deleteAfterSeconds: 3600,
  })
  const workerId = newId()
  const active = new Set<Promise<void>>()
  let sweeper: NodeJS.Timeout | undefined
  let ticker: Ticker | undefined
  let stopping = false

  const dispatch = async ({ organizationId, runId }: RunJob) => {
    // One waiting job a run, however often it is handed out.
    await boss.send(queue, { organizationId, runId }, { singletonKey: runId })
  }

  const run = async (app: App, job: RunJob) => {
    if (stopping) return
    const done = executeRun(app, job.organizationId, job.runId, workerId).catch((error: unknown) =>
      log.error({ err: error, runId: job.runId }, 'a run could not be worked; the sweeper hands it out again'),
    )
    active.add(done)
    await done
    active.delete(done)
  }

  return {
    dispatch,
    async work(app) {
      // With PGlite no other process can be at work: a run left RUNNING is one that a crash left behind.
      if (database.kind === 'pglite')
        await database.sql("UPDATE sync_runs SET lease_until = NULL WHERE state = 'RUNNING'")
      await boss.work<RunJob>(
        queue,
        { localConcurrency: concurrency, pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 5 },
        async ([job]) => {
          if (job) await run(app, job.data)
        },
      )
      const sweep = () =>
        handOutLeftovers(app, dispatch).catch((error: unknown) =>
          log.warn({ err: error }, 'the sweeper failed; it tries again'),
        )
      await sweep()
      sweeper = setInterval(() => void sweep(), sweepMs)
      sweeper.unref()
      ticker = startTicker(app)
    },
    async stop() {
      stopping = true
      clearInterval(sweeper)
      await ticker?.stop()
      abortAllRuns(handedOver)
      await Promise.all(active)
      await boss.stop({ graceful: false, close: true })
    },
  }
}

/** Runs that wait for a worker longer than a job takes to arrive, and runs whose worker is gone. */
async function handOutLeftovers(app: App, dispatch: Jobs['dispatch']) {
  const now = new Date(app.now())
  const rows = await app.database.system.syncRun.findMany({
    where: {
      OR: [
        { state: 'QUEUED', createdAt: { lt: new Date(now.getTime() - sweepMs) } },
        { state: 'RUNNING', OR: [{ leaseUntil: null }, { leaseUntil: { lt: now } }] },
      ],
    },
    select: { organizationId: true, id: true },
    take: 100,
  })
  for (const row of rows) await dispatch({ organizationId: row.organizationId, runId: row.id })
}
