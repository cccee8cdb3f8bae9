import { type Refused, refuse } from '../outcome.ts'

const maximum = 1_000

/** Why a finding is excused is asked years later, by an examiner: it must be said. Null: it is. */
export function reasonRefusal(reason: string): Refused | null {
  const said = reason.trim().length > 0 && reason.length <= maximum && !reason.includes('\0') && reason.isWellFormed()
  return said ? null : refuse('INVALID_REASON', ['reason'], `Say why, in at most ${maximum} characters.`)
}
