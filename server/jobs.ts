/**
 * Dispatch: pg-boss hands ids of runs and operations to workers. The truth about a run is its row; a job is only a hint to
 * look at it. A sweeper hands out again what a lost job or a lost worker left behind.
 */
import { fromPglite, PgBoss } from 'pg-boss'
import type { App } from './app.ts'
import { newId } from './ids.ts'
import { abandonedRows } from './leases.ts'
import { executeOperation } from './operations/runner.ts'
import { startTicker, type Ticker } from './schedule/ticker.ts'
import { abortAllRuns } from './sync/aborts.ts'
import { executeRun, handedOver } from './sync/runner.ts'

const runQueue = 'sync-run'
const operationQueue = 'operation'

interface RunJob {
  organizationId: string
  runId: string
}

interface OperationJob {
  organizationId: string
  operationId: string
}

export interface Jobs {
  dispatch(job: RunJob): Promise<void>
  dispatchOperation(job: OperationJob): Promise<void>
  /** Begins to take runs and operations; a process that only serves the API does not. `app` is complete by then. */
  work(app: App): Promise<void>
  /** Lets go of the runs at work (they stay RUNNING, their lease ended) and stops. */
  stop(): Promise<void>
}

/** What a process works on, and how it is handed to another. */
interface Active {
  done: Promise<void>
  again(): Promise<void>
}

const sweepMs = 5_000
/** Operations a process works at once. */
const operationConcurrency = 2

export async function createJobs(database: App['database'], log: App['log'], concurrency: number): Promise<Jobs> {
  const common = { useListenNotify: true, schedule: false } as const
  const boss =
    'pglite' in database.boss
      ? new PgBoss({ ...common, db: fromPglite(database.boss.pglite), backend: 'pglite' })
      : new PgBoss({ ...common, connectionString: database.boss.connectionString, max: 2 })
  boss.on('error', (error) => log.warn({ err: error }, 'the job queue reports a fault'))
  await boss.start()
  for (const queue of [runQueue, operationQueue]) {
    await boss.createQueue(queue, {
      policy: 'short',
      notify: true,
      retryLimit: 0,
      expireInSeconds: 23 * 3600,
      deleteAfterSeconds: 3600,
    })
  }
  const workerId = newId()
  const active = new Set<Active>()
  let sweeper: NodeJS.Timeout | undefined
  let ticker: Ticker | undefined
  let stopping = false

  // One waiting job a run, however often it is handed out.
  const dispatch = async ({ organizationId, runId }: RunJob) => {
    await boss.send(runQueue, { organizationId, runId }, { singletonKey: runId })
  }
  const dispatchOperation = async ({ organizationId, operationId }: OperationJob) => {
    await boss.send(operationQueue, { organizationId, operationId }, { singletonKey: operationId })
  }

  /** Keeps account of what is at work, so that stopping can wait for it. */
  const track = async (work: () => Promise<void>, again: Active['again'], id: Record<string, string>) => {
    if (stopping) return
    const done = work().catch((error: unknown) =>
      log.error({ err: error, ...id }, 'a run could not be worked; the sweeper hands it out again'),
    )
    const entry = { done, again }
    active.add(entry)
    await done
    active.delete(entry)
  }
  const workOptions = (localConcurrency: number) => ({
    localConcurrency,
    pollingIntervalSeconds: 0.5,
    notifyPollingIntervalSeconds: 5,
  })

  return {
    dispatch,
    dispatchOperation,
    async work(app) {
      // With PGlite no other process can be at work: a run left RUNNING is one that a crash left behind.
      if (database.kind === 'pglite') {
        await database.sql("UPDATE sync_runs SET lease_until = NULL WHERE state = 'RUNNING'")
        await database.sql("UPDATE operations SET lease_until = NULL WHERE state = 'RUNNING'")
      }
      await boss.work<RunJob>(runQueue, workOptions(concurrency), async ([job]) => {
        if (!job) return
        const { organizationId, runId } = job.data
        const again = () => dispatch({ organizationId, runId })
        await track(() => executeRun(app, organizationId, runId, workerId), again, { runId })
      })
      await boss.work<OperationJob>(operationQueue, workOptions(operationConcurrency), async ([job]) => {
        if (!job) return
        const { organizationId, operationId } = job.data
        const again = () => dispatchOperation({ organizationId, operationId })
        await track(() => executeOperation(app, organizationId, operationId, workerId), again, { operationId })
      })
      const sweep = () =>
        handOutLeftovers(app, { dispatch, dispatchOperation }).catch((error: unknown) =>
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
      // What is handed over below must not come back to this process.
      for (const queue of [runQueue, operationQueue]) await boss.offWork(queue, { wait: false })
      await ticker?.stop()
      const handOver = [...active]
      abortAllRuns(handedOver)
      // Others begin with each as soon as it is let go of, whatever another still has to bring to its end; one that ended meanwhile is not taken up.
      await Promise.all(handOver.map(({ done, again }) => done.then(again).catch(() => {})))
      await boss.stop({ graceful: false, close: true })
    },
  }
}

/**
 * Runs and operations that wait for a worker longer than a job takes to arrive, those whose worker is gone, and runs whose
 * pause is over.
 */
export async function handOutLeftovers(
  app: Pick<App, 'database' | 'now'>,
  jobs: Pick<Jobs, 'dispatch' | 'dispatchOperation'>,
) {
  const now = new Date(app.now())
  // One made in the future was made by a machine whose clock is ahead: nobody knows for how long it has waited.
  const overdue = [{ createdAt: { lt: new Date(now.getTime() - sweepMs) } }, { createdAt: { gt: now } }]
  const waiting = { state: 'QUEUED' as const, OR: overdue }
  const rested = { state: 'PAUSED' as const, pausedUntil: { lte: now } }
  const some = { select: { organizationId: true, id: true }, take: 100 }
  // Runs of a paused connection wait until it is resumed, and must not stand before others meanwhile.
  const free = { connection: { state: 'ACTIVE' as const }, OR: [waiting, rested] }
  const runs = await app.database.system.syncRun.findMany({ where: free, ...some })
  for (const { organizationId, id } of [...runs, ...(await abandonedRows(app, 'sync_runs'))]) {
    await jobs.dispatch({ organizationId, runId: id })
  }
  const operations = await app.database.system.operation.findMany({ where: waiting, ...some })
  for (const { organizationId, id } of [...operations, ...(await abandonedRows(app, 'operations'))]) {
    await jobs.dispatchOperation({ organizationId, operationId: id })
  }
}
