/** What a round of chaos is made of. The short form ends within about a minute; the long one takes the minutes it is given. */
import { parseArgs } from 'node:util'

export interface Options {
  seed: number
  /** How long things go wrong; the end (recovery, last syncs, comparisons) comes on top. */
  trouble: { seconds: number }
  workers: number
  apis: number
  /** Tenants of the sandbox; each is read by two connections. */
  tenants: number
  loans: number
  documentBytes: number
  latencyMs: number
  /** Kills come within the first so many seconds: a lease that nobody renews takes half a minute to end. */
  killSeconds: number
  /** Seconds between two kills, at most. */
  killEvery: number
  /** Faults that cost minutes: answers that never come, processes that are frozen, sources that stay down. */
  slowFaults: boolean
  keepLogs: boolean
}

export const usage = `Usage: npm run chaos -- [--short] [--minutes N] [--seed N] [--keep]

Four workers, two API processes with a subscriber each, sandbox tenants with faults, processes killed at random.
--short      about a minute, for every change
--minutes N  how long things go wrong (default 10)
--seed N     what goes wrong and when; printed at the start (default: another one each time; 1 with --short)
--keep       keep the logs of the processes when all is well too`

export function readOptions(args: string[]): Options | null {
  const { values } = parseArgs({
    args,
    options: {
      short: { type: 'boolean', default: false },
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  const minutes = Number(values.minutes)
  if (!(minutes > 0 && minutes <= 24 * 60)) throw new Error('--minutes takes a number up to 1440')
  const seed = Number(values.seed ?? (values.short ? 1 : Date.now() % 1_000_000))
  if (!Number.isInteger(seed) || seed < 0) throw new Error('--seed takes a whole number')
  const common = { seed, workers: 4, apis: 2, keepLogs: values.keep }
  if (values.short) {
    return {
      ...{ ...common, tenants: 2, loans: 70, documentBytes: 4_000, latencyMs: 40 },
      ...{ trouble: { seconds: 7 }, killSeconds: 4, killEvery: 1, slowFaults: false },
    }
  }
  return {
    ...{ ...common, tenants: 3, loans: 400, documentBytes: 20_000, latencyMs: 40 },
    ...{ trouble: { seconds: minutes * 60 }, killSeconds: minutes * 60, killEvery: 12, slowFaults: true },
  }
}
