/** Samples of LoanPro's answers, where they are at hand: beside the project, not part of it. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const folder = resolve(import.meta.dirname, '../../../shared/fixtures/loanpro')

export const fixturesPresent = existsSync(folder)

/** Why tests of the samples are left out on this machine. */
export const fixturesAbsent = fixturesPresent ? '' : ' (left out: ../shared/fixtures/loanpro is not here)'

export function fixture<T = Record<string, unknown>>(name: string): T {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as T
}
