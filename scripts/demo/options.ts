/** Command line of the demo. */
import { parseArgs } from 'node:util'
import { isCalendarDate } from '../../server/metro2/dates.ts'

export interface DemoOptions {
  loans: number
  seed: number
  /** The sandbox's first day, YYYY-MM-DD. */
  today: string
  once: boolean
  dataDir: string
  /** Days that pass at the sandbox between two runs of the demo. */
  days: number
  /** Which of the options that make the portfolio were given, and are no defaults. */
  given: ('loans' | 'seed' | 'today')[]
}

export class UsageError extends Error {}

const usage = 'usage: npm run demo -- [--loans N] [--seed N] [--today YYYY-MM-DD] [--days N] [--data FOLDER] [--once]'

/** @throws UsageError with what is wrong and the usage */
export function readOptions(args: string[]): DemoOptions {
  const values = parse(args)
  const today = values.today ?? new Date().toISOString().slice(0, 10)
  if (!isCalendarDate(today)) {
    throw new UsageError(`--today ${today} is not a date (YYYY-MM-DD)\n${usage}`)
  }
  return {
    loans: whole('loans', values.loans ?? '500', 1, 1_000_000),
    seed: whole('seed', values.seed ?? '1', 0, 2 ** 31 - 1),
    days: whole('days', values.days ?? '30', 0, 3_650),
    today,
    once: values.once ?? false,
    dataDir: values.data ?? '.data/demo',
    given: (['loans', 'seed', 'today'] as const).filter((name) => values[name] !== undefined),
  }
}

function parse(args: string[]) {
  const text = { type: 'string' } as const
  try {
    return parseArgs({
      args,
      options: { loans: text, seed: text, today: text, days: text, data: text, once: { type: 'boolean' } },
    }).values
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
  }
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new UsageError(`--${name} ${text} is not a whole number from ${least} to ${most}\n${usage}`)
  }
  return value
}
