/** From what a service answers to what a payload holds. */
import type { Outcome, Refusal } from '../../server/outcome.ts'
import type { UserErrorShape } from '../userErrors.ts'

/** Codes of refusals about the state of things; all others are about the input. */
const stateCodes = new Set([
  ...['NAME_TAKEN', 'RUN_ACTIVE', 'RUN_ENDED', 'CONNECTION_PAUSED', 'LAST_ADMIN_KEY', 'CONFIRMATION_REQUIRED'],
  ...['KEY_REVOKED', 'KEY_EXPIRED'],
  ...['IDEMPOTENCY_CONFLICT', 'KEY_SHOWN_BEFORE', 'CHANGED_MEANWHILE', 'ENVIRONMENT_FIXED', 'CREDENTIALS_REQUIRED'],
  ...[
    'OPERATION_ACTIVE',
    'OPERATION_ENDED',
    'CHECK_FAILED',
    'PRESET_DOES_NOT_FIT',
    'UNAUTHORIZED',
    'CONFIGURATION_OUTDATED',
    'DATE_BEFORE_LAST_RUN',
    'DATE_TOO_EARLY',
  ],
  ...['BASELINE_IN_USE', 'LOAN_TAKEN', 'WRONG_PURPOSE', 'OPERATION_ACTIVE', 'NOT_READY'],
  ...['PERIOD_OPEN', 'PERIOD_IS_BASELINE', 'NOTHING_REPORTED', 'PROGRAM_IDENTIFIER_MISSING'],
  ...[
    'PERIOD_EXISTS',
    'PERIOD_CLOSED',
    'LATER_MONTH_CLOSED',
    'BASELINE',
    'BASELINE_OPEN',
    'MONTH_NOT_OVER',
    'OPEN_ERRORS',
  ],
  ...['NO_PRODUCTION_CONNECTION', 'FULL_RUN_NEEDED', 'COUNT_CHANGED'],
  ...['WRITEBACK_STOPPED', 'WRITEBACK_OFF', 'WRITEBACK_UNSUPPORTED', 'REFERENCE_TAKEN', 'NOT_REPORTED'],
  ...['TOO_MANY_REVEALS', 'NOTHING_TO_REVEAL', 'TOO_MANY_VIEWS', 'NOT_YOURS', 'ROLE_NEEDED'],
  ...[
    'WEBHOOK_NOT_SET',
    'WEBHOOK_UNSUPPORTED',
    'PREVIEW_UNSUPPORTED',
    'RULE_LOCKED',
    'COUNT_CHANGED',
    'NOTHING_CHOSEN',
  ],
])
const missingCodes = new Set(['NOT_FOUND', 'UNKNOWN_PLUGIN', 'UNKNOWN_PRESET', 'GONE'])

export function userError({ code, message, path }: Refusal): UserErrorShape {
  const type = stateCodes.has(code) ? 'Refused' : missingCodes.has(code) ? 'Missing' : 'InvalidInput'
  return { type, code, message, path: path.length > 0 ? ['input', ...path] : [] }
}

/** The payload: what was done, or `nothing` with every reason. */
export function answer<Shape extends object>(
  outcome: Outcome<object>,
  nothing: Shape,
): Shape & { userErrors: UserErrorShape[] } {
  if (!outcome.ok) return { ...nothing, userErrors: outcome.errors.map(userError) }
  return { ...nothing, ...outcome, userErrors: [] }
}

/** In an input, null says the same as leaving the field out. */
export const given = <T>(value: T | null | undefined): T | undefined => value ?? undefined

export const idempotencyKeyDescription =
  'Any text of your own, best a UUID. The same request with the same key within 24 hours is answered with the first ' +
  'result instead of being done again; another request with it is refused.'
