/** `npm run chaos [-- --short]`: the server while everything around it breaks, and whether it shows afterwards. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { withPostgres } from '../support/embeddedPostgres.ts'
import { rowIdOf } from './api.ts'
import { checkDatabase, checkLogs, checkSubscriber, storedEvents, type Verdict } from './checks.ts'
import { type Options, readOptions, usage } from './options.ts'
import { connectionRow, type Scene, withScene } from './scene.ts'
import { type Culprit, createCulprit, plotOf } from './trouble.ts'
import { differences, readStored, readTruth } from './truth.ts'

const began = Date.now()
const say = (text: string) =>
  process.stdout.write(`${((Date.now() - began) / 1000).toFixed(1).padStart(7)} s  ${text}\n`)

const active = `SELECT (SELECT count(*) FROM sync_runs WHERE state IN ('QUEUED', 'RUNNING', 'PAUSED'))::int
  + (SELECT count(*) FROM operations WHERE state IN ('QUEUED', 'RUNNING'))::int AS count`

/** Recovery takes a lease, and a source that was given up is asked again after minutes. */
async function rest(scene: Scene, seconds: number): Promise<void> {
  const until = Date.now() + seconds * 1000
  for (;;) {
    const [row] = await scene.database.sql(active)
    if (row!.count === 0) return
    if (Date.now() > until) throw new Error(`${row!.count} runs and operations have not ended within ${seconds} s`)
    await sleep(200)
  }
}

async function round(options: Options, scene: Scene, logFolder: string): Promise<Verdict[]> {
  const culprit = createCulprit(scene, say)
  say(`${options.workers} workers, ${options.apis} API processes, ${options.tenants * 2} connections`)
  await culprit.act(plotOf(options))
  say('no more trouble; every process is up')
  for (const { sandbox } of scene.tenants)
    Object.assign(sandbox.faults, { throttle: null, serverError: null, timeout: null, truncate: null, reset: null })
  const patience = options.slowFaults ? 900 : 90
  await rest(scene, patience)
  say('every run has ended')
  const verdicts: Verdict[] = [{ check: 'every request was answered', wrong: culprit.problems }]
  const secrets = new Set<string>([scene.key, scene.masterKey, ...scene.tenants.map(({ sandbox }) => sandbox.token)])
  verdicts.push(await compare(scene, culprit, 'INCREMENTAL', patience, secrets))
  verdicts.push(await compare(scene, culprit, 'FULL', patience, secrets))
  verdicts.push(...(await checkDatabase(scene.database.sql)))
  verdicts.push(...(await checkSubscribers(scene)))
  verdicts.push({ check: 'one active run a connection, no dead lease beyond a minute', wrong: scene.watch.problems })
  verdicts.push(...(await checkLogs(logFolder, secrets)))
  tell(scene, culprit)
  return verdicts
}

/** A last run of each connection, and its records against the tenant's truth. */
async function compare(
  scene: Scene,
  culprit: Culprit,
  mode: 'INCREMENTAL' | 'FULL',
  patience: number,
  secrets: Set<string>,
): Promise<Verdict> {
  const wrong: string[] = []
  for (const { sandbox, connections } of scene.tenants) {
    for (const connection of connections) {
      if ((await culprit.start(connection, mode, sandbox.today())) === null) wrong.push('a last run was refused')
    }
  }
  await rest(scene, patience)
  const keys = await scene.keys()
  let loans = 0
  for (const tenant of scene.tenants) {
    for (const id of tenant.connections) {
      const connection = await connectionRow(scene.database, id)
      const truth = await readTruth(scene.database, keys, connection, tenant)
      loans += truth.loans.size
      for (const secret of truth.secrets) secrets.add(secret)
      const stored = await readStored(scene.database, keys, connection)
      wrong.push(...differences(truth, stored, mode === 'FULL').map((each) => `${connection.name}: ${each}`))
    }
  }
  say(`compared ${loans} loans after ${mode} runs: ${wrong.length} differences`)
  return { check: `records equal the tenant's truth after ${mode} runs`, wrong }
}

/** Their last events may still be on the way. */
async function checkSubscribers(scene: Scene): Promise<Verdict[]> {
  const stored = await storedEvents(scene.database.sql)
  const verdicts = () => scene.subscribers.map((subscriber) => checkSubscriber(subscriber, stored, rowIdOf))
  const until = Date.now() + 15_000
  while (Date.now() < until && verdicts().some(({ wrong }) => wrong.length > 0)) await sleep(100)
  return verdicts()
}

function tell({ subscribers, watch }: Scene, { told }: Culprit) {
  say(
    Object.entries(told)
      .map(([what, count]) => `${count} ${what}`)
      .join(', '),
  )
  for (const { name, cuts, received } of subscribers) {
    const events = [...received.values()].reduce((sum, items) => sum + items.length, 0)
    say(`${name}: ${events} events of ${received.size} streams, resumed ${cuts} times`)
  }
  const longest = Math.max(0, ...watch.recoveries)
  say(
    `${watch.recoveries.length} runs taken over, the longest stood still ${(longest / 1000).toFixed(1)} s; ${watch.samples} looks`,
  )
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2))
  if (!options) {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  const logFolder = await mkdtemp(join(tmpdir(), 'metro2-chaos-'))
  say(`seed ${options.seed}`)
  let wrong = 1
  try {
    const verdicts = await withPostgres(['-c', 'fsync=off'], (url) =>
      withScene(options, url, logFolder, (scene) => round(options, scene, logFolder)),
    )
    wrong = verdicts.reduce((sum, verdict) => sum + verdict.wrong.length, 0)
    for (const { check, wrong } of verdicts) {
      process.stdout.write(`${wrong.length === 0 ? 'ok    ' : 'WRONG '} ${check}\n`)
      for (const each of wrong.slice(0, 20)) process.stdout.write(`         ${each}\n`)
      if (wrong.length > 20) process.stdout.write(`         and ${wrong.length - 20} more\n`)
    }
  } catch (error) {
    process.stdout.write(`WRONG  ${error instanceof Error ? error.stack : String(error)}\n`)
  }
  if (wrong === 0 && !options.keepLogs) await rm(logFolder, { recursive: true, force: true })
  else say(`logs in ${logFolder}`)
  say(wrong === 0 ? 'all is well' : `something is wrong: repeat it with --seed ${options.seed}`)
  return wrong === 0 ? 0 : 1
}

// Ctrl-C ends by the same way, so that the processes and the database end as well.
process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))
main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`)
    process.exit(1)
  },
)
