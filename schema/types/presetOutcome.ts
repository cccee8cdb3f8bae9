/** Refusals of services that answer queries: a query has no userErrors, so they are errors with code and argument. */
import type { Outcome } from '../../server/outcome.ts'
import { apiError } from '../errors.ts'

/** @throws GraphQLError NOT_FOUND or BAD_USER_INPUT with the first refusal */
export function orThrow<T extends object>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome
  const { code, message, path } = outcome.errors[0]!
  throw apiError(code === 'NOT_FOUND' ? 'NOT_FOUND' : 'BAD_USER_INPUT', message, { argument: path.join('.') })
}
