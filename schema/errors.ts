/** The errors this API answers with on purpose. Everything else that is thrown is masked before it leaves the server. */
import { GraphQLError } from 'graphql'
import type { Role } from '../prisma/generated/client/enums.ts'
import type { ErrorCode } from '../server/http/errorCodes.ts'

/** An error with a code and, where there is one, what to do about it. */
export function apiError(code: ErrorCode, message: string, extensions: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...extensions } })
}

/** A value the API cannot work with. `path` names the argument, `hint` says what would be right. */
export function badInput(message: string, path: string[], hint: string): GraphQLError {
  return apiError('BAD_USER_INPUT', message, { argument: path.join('.'), hint })
}

export function badCursor(argument: string, why: string): GraphQLError {
  return apiError('BAD_CURSOR', `${argument}: ${why}`, {
    argument,
    hint: 'Use a cursor that the same list answered with the same filter and order, or leave it out to start over.',
  })
}

export function notFound(what: string, argument: string): GraphQLError {
  return apiError('NOT_FOUND', `There is no such ${what}.`, { argument })
}

export function forbidden(needed: Role, own: Role): GraphQLError {
  return apiError('FORBIDDEN', `This needs the role ${needed}; yours is ${own}.`, { needed })
}
