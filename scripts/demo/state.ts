/** What the demo remembers between two runs on the same data folder. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { newApiKey } from '../../server/auth/keys.ts'
import { type DemoOptions, UsageError } from './options.ts'

export interface DemoState {
  loans: number
  seed: number
  /** The sandbox's first day. */
  today: string
  /** Days that have passed at the sandbox since. */
  advancedDays: number
  adminKey: string
  connectionId: string | null
  furnisherId: string | null
}

const fileOf = (dataDir: string) => join(resolve(dataDir), 'demo.json')

/**
 * The remembered state with time moved on, or a new one.
 * @throws UsageError when the folder holds another portfolio than the one asked for
 */
export function openState(options: DemoOptions): { state: DemoState; again: boolean } {
  const file = fileOf(options.dataDir)
  if (!existsSync(file)) {
    const { loans, seed, today } = options
    const adminKey = newApiKey().key
    return {
      state: { loans, seed, today, advancedDays: 0, adminKey, connectionId: null, furnisherId: null },
      again: false,
    }
  }
  const state = JSON.parse(readFileSync(file, 'utf8')) as DemoState
  for (const name of options.given) {
    if (state[name] === options[name]) continue
    throw new UsageError(
      `--${name} ${options[name]}: the demo in ${options.dataDir} began with ${state[name]}. Name another folder with --data, or delete this one.`,
    )
  }
  if (state.connectionId) state.advancedDays += options.days
  return { state, again: state.connectionId !== null }
}

export function saveState(dataDir: string, state: DemoState) {
  mkdirSync(resolve(dataDir), { recursive: true, mode: 0o700 })
  writeFileSync(fileOf(dataDir), `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
}
