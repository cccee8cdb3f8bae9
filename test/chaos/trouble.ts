/**
 * What goes wrong: a list of deeds with their times, made from the seed before anything happens, and the one who does them.
 * What the processes are at in that moment is theirs, so a seed gives the same deeds, not the same interleaving.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Random, randomOf } from '../../plugins/loanpro/sandbox/random.ts'
import { askAny, cancelSyncMutation, impactMutation, Refused, startSyncMutation } from './api.ts'
import type { Options } from './options.ts'
import type { Scene, Tenant } from './scene.ts'

export type Deed =
  | { kind: 'START'; tenant: number; connection: number; mode: 'INCREMENTAL' | 'FULL'; twice: boolean }
  | { kind: 'CANCEL' }
  /** An operation over the stored loans, beside the runs. */
  | { kind: 'IMPACT'; tenant: number; connection: number }
  | { kind: 'KILL'; process: string; signal: 'SIGKILL' | 'SIGTERM'; downMs: number }
  | { kind: 'FREEZE'; process: string; forMs: number }
  | { kind: 'FAULT'; tenant: number; fault: Fault }
  | { kind: 'EDIT'; tenant: number; loan: number; edit: 'PAYMENT' | 'REVERSAL' | 'OVERRIDE' | 'DELETE' }
  | { kind: 'ADVANCE'; tenant: number; days: number }

type Fault = 'THROTTLE_PLAIN' | 'THROTTLE_SECONDS' | 'THROTTLE_DATE' | 'ERROR' | 'TRUNCATE' | 'RESET' | 'TIMEOUT'

export interface Timed {
  atMs: number
  deed: Deed
}

/** The deeds of a round, by time. */
export function plotOf(options: Options): Timed[] {
  const random = randomOf(options.seed, 'chaos')
  const endMs = options.trouble.seconds * 1000
  const plot: Timed[] = []
  const add = (atMs: number, deed: Deed) => plot.push({ atMs: Math.round(atMs), deed })
  for (let tenant = 0; tenant < options.tenants; tenant++) {
    for (const connection of [0, 1])
      add(0, { kind: 'START', tenant, connection, mode: 'INCREMENTAL', twice: random.chance(0.5) })
  }
  plot.push(...kills(random, options))
  // One of each, so that a short round misses none.
  const deed = (kind: Deed['kind']) => nextDeed(random, options, kind)
  for (const kind of ['ADVANCE', 'FAULT', 'FAULT', 'FAULT', 'EDIT', 'EDIT', 'IMPACT', 'CANCEL'] as const)
    add(random.int(300, Math.min(endMs, 8_000)), deed(kind))
  const pace = options.slowFaults ? 900 : 350
  for (let at = 300; at < endMs; at += random.int(pace / 3, pace)) add(at, nextDeed(random, options))
  return plot.sort((a, b) => a.atMs - b.atMs)
}

function kills(random: Random, options: Options): Timed[] {
  const found: Timed[] = []
  const everyMs = options.killEvery * 1000
  const names = (kind: string, count: number) => Array.from({ length: count }, (_, index) => `${kind}${index + 1}`)
  const workers = names('worker', options.workers)
  const apis = names('api', options.apis)
  for (let at = 600; at < options.killSeconds * 1000; at += random.int(everyMs / 3, everyMs)) {
    const process = found.length % 4 === 1 ? random.pick(apis) : random.pick(workers)
    const downMs = random.int(300, 2_500)
    if (options.slowFaults && workers.includes(process) && random.chance(0.12)) {
      // Longer than a lease: it wakes up as a worker whose run another one has.
      found.push({ atMs: at, deed: { kind: 'FREEZE', process, forMs: random.int(32_000, 45_000) } })
    } else {
      const signal = found.length % 4 === 2 ? 'SIGTERM' : 'SIGKILL'
      found.push({ atMs: at, deed: { kind: 'KILL', process, signal, downMs } })
    }
  }
  return found
}

const shares: readonly (readonly [Deed['kind'], number])[] = [
  ['START', 0.4],
  ['EDIT', 0.25],
  ['FAULT', 0.18],
  ['IMPACT', 0.07],
  ['ADVANCE', 0.06],
  ['CANCEL', 0.04],
]

function drawKind(random: Random): Deed['kind'] {
  let left = random.next()
  for (const [kind, share] of shares) {
    left -= share
    if (left < 0) return kind
  }
  return 'START'
}

function nextDeed(random: Random, options: Options, kind = drawKind(random)): Deed {
  const tenant = random.int(0, options.tenants - 1)
  const connection = random.int(0, 1)
  switch (kind) {
    case 'CANCEL':
      return { kind }
    case 'IMPACT':
      return { kind, tenant, connection }
    case 'FAULT':
      return { kind, tenant, fault: random.pick(faultsOf(options)) }
    case 'ADVANCE':
      return { kind, tenant, days: random.int(1, 3) }
    case 'EDIT': {
      const edit = random.pick(['PAYMENT', 'PAYMENT', 'PAYMENT', 'REVERSAL', 'REVERSAL', 'OVERRIDE', 'DELETE'] as const)
      return { kind, tenant, loan: random.int(0, options.loans - 1), edit }
    }
    default: {
      const mode = random.chance(0.3) ? 'FULL' : 'INCREMENTAL'
      return { kind: 'START', tenant, connection, mode, twice: random.chance(0.3) }
    }
  }
}

function faultsOf({ slowFaults }: Options): Fault[] {
  const quick: Fault[] = [
    'THROTTLE_PLAIN',
    'THROTTLE_SECONDS',
    'ERROR',
    'ERROR',
    'TRUNCATE',
    'TRUNCATE',
    'RESET',
    'RESET',
  ]
  return slowFaults ? [...quick, 'THROTTLE_DATE', 'TIMEOUT'] : quick
}

/** Few enough strikes that six tries get through: what is tested is that nothing is lost, not that a source is given up. */
function setFault({ sandbox }: Tenant, fault: Fault) {
  const { faults } = sandbox
  switch (fault) {
    case 'THROTTLE_PLAIN':
      faults.throttle = { times: 1, retryAfter: 'none' }
      break
    case 'THROTTLE_SECONDS':
      faults.throttle = { times: 1, retryAfter: 'seconds', seconds: 1 }
      break
    case 'THROTTLE_DATE':
      faults.throttle = { times: 1, retryAfter: 'date', seconds: 2 }
      break
    case 'ERROR':
      faults.serverError = { times: 2 }
      break
    case 'TRUNCATE':
      faults.truncate = { times: 2 }
      break
    case 'RESET':
      faults.reset = { times: 2 }
      break
    case 'TIMEOUT':
      faults.timeout = { times: 1 }
  }
}

export interface Culprit {
  /** Does every deed at its time; settles when the last is done and every process is up again. */
  act(plot: Timed[]): Promise<void>
  start(connection: string, mode: 'INCREMENTAL' | 'FULL', asOf: string): Promise<string | null>
  told: Record<string, number>
  problems: string[]
}

export function createCulprit(scene: Scene, say: (text: string) => void): Culprit {
  const { fleet, key, urls } = scene
  const pending = new Set<Promise<void>>()
  const down = new Set<string>()
  const told: Record<string, number> = {}
  const problems: string[] = []
  const runs: string[] = []
  let starts = 0
  const count = (what: string) => {
    told[what] = (told[what] ?? 0) + 1
  }

  /** Answers the run's id, or null where another run is at work. */
  async function start(connection: string, mode: 'INCREMENTAL' | 'FULL', asOf: string): Promise<string | null> {
    const input = { connectionId: connection, mode, asOf, idempotencyKey: `start-${++starts}` }
    try {
      const { startSync } = await askAny(urls, key, startSyncMutation, { input })
      const id = startSync.run.id as string
      runs.push(id)
      for (const subscriber of scene.subscribers) subscriber.follow({ kind: 'run', id })
      count(`${mode} runs`)
      return id
    } catch (error) {
      // The day may have moved on between reading it and asking.
      if (error instanceof Refused && ['RUN_ACTIVE', 'DATE_BEFORE_LAST_RUN'].includes(error.code)) return null
      throw error
    }
  }

  async function startImpact(presetId: string) {
    const input = { presetId, idempotencyKey: `impact-${++starts}` }
    try {
      const { startMappingImpact } = await askAny(urls, key, impactMutation, { input })
      const id = startMappingImpact.operation.id as string
      for (const subscriber of scene.subscribers) subscriber.follow({ kind: 'operation', id })
      count('operations')
    } catch (error) {
      if (!(error instanceof Refused && error.code === 'OPERATION_ACTIVE')) throw error
    }
  }

  async function cancel() {
    const runId = runs.at(-1)
    if (!runId) return
    try {
      await askAny(urls, key, cancelSyncMutation, { input: { runId } })
      count('cancels')
    } catch (error) {
      if (!(error instanceof Refused && error.code === 'RUN_ENDED')) throw error
    }
  }

  /** Never all of a kind at once. */
  const mayFall = (name: string) => {
    const kind = scene.apis.includes(name) ? scene.apis : scene.workers
    return !down.has(name) && kind.filter((each) => !down.has(each)).length > 1
  }

  async function kill(name: string, signal: 'SIGKILL' | 'SIGTERM', downMs: number) {
    if (!mayFall(name)) return
    down.add(name)
    count(signal)
    say(`${signal} ${name}`)
    await fleet.signal(name, signal)
    await sleep(downMs)
    await fleet.start(name, scene.apis.includes(name) ? 'api' : 'worker')
    down.delete(name)
  }

  async function freeze(name: string, forMs: number) {
    if (!mayFall(name)) return
    down.add(name)
    count('SIGSTOP')
    say(`SIGSTOP ${name} for ${Math.round(forMs / 1000)} s`)
    await fleet.signal(name, 'SIGSTOP')
    await sleep(forMs)
    await fleet.signal(name, 'SIGCONT')
    down.delete(name)
  }

  function edit({ sandbox }: Tenant, loan: number, what: Extract<Deed, { kind: 'EDIT' }>['edit']) {
    const { id } = sandbox.loans()[loan]!
    try {
      if (what === 'PAYMENT') sandbox.edit(id, { kind: 'ADD_PAYMENT', amount: 25_000 })
      else if (what === 'REVERSAL') sandbox.edit(id, { kind: 'REVERSE_PAYMENT' })
      else if (what === 'OVERRIDE') sandbox.edit(id, { kind: 'CREDIT_STATUS', value: '93' })
      else sandbox.edit(id, { kind: 'DELETE' })
      count('edits')
    } catch {
      // A loan without a payment to take back, or one that is gone: this deed leaves no trace.
    }
  }

  async function perform(deed: Deed): Promise<void> {
    switch (deed.kind) {
      case 'START': {
        const tenant = scene.tenants[deed.tenant]!
        const begin = () => start(tenant.connections[deed.connection]!, deed.mode, tenant.sandbox.today())
        const begun = await Promise.all(deed.twice ? [begin(), begin()] : [begin()])
        if (deed.twice) count('races for a connection')
        if (begun.length === 2 && !begun.includes(null)) count('second runs after a quick first')
        return
      }
      case 'CANCEL':
        return cancel()
      case 'IMPACT':
        return startImpact(scene.tenants[deed.tenant]!.presets[deed.connection]!)
      case 'KILL':
        return kill(deed.process, deed.signal, deed.downMs)
      case 'FREEZE':
        return freeze(deed.process, deed.forMs)
      case 'FAULT':
        count('faults')
        return setFault(scene.tenants[deed.tenant]!, deed.fault)
      case 'EDIT':
        return edit(scene.tenants[deed.tenant]!, deed.loan, deed.edit)
      case 'ADVANCE':
        count('days')
        return scene.tenants[deed.tenant]!.sandbox.advance(deed.days)
    }
  }

  async function act(plot: Timed[]) {
    const began = Date.now()
    for (const { atMs, deed } of plot) {
      await sleep(Math.max(0, atMs - (Date.now() - began)))
      const done = perform(deed)
        .catch((error: unknown) => void problems.push(`${deed.kind}: ${(error as Error).message}`))
        .finally(() => pending.delete(done))
      pending.add(done)
    }
    while (pending.size > 0) await Promise.all(pending)
  }

  return { act, start, told, problems }
}
