/** Which errors may leave the server as they are. */
import { PothosError } from '@pothos/core'
import { GraphQLError } from 'graphql'
import { newId } from '../ids.ts'
import type { Log } from '../log.ts'
import type { ErrorCode } from './errorCodes.ts'

/** Errors of graphql-js (syntax, validation, variables) and of schema/errors.ts. Nothing else is meant for clients. */
function isForClients(error: GraphQLError): boolean {
  let root: unknown = error
  while (root instanceof GraphQLError && root.originalError) root = root.originalError
  return root instanceof GraphQLError && !(root instanceof PothosError)
}

const unreadable = {
  code: 'BAD_REQUEST',
  hint: 'Send {"query": "…", "variables": {…}} as JSON.',
  http: { status: 400 },
}

/** graphql-js offers names of the schema in what it says of wrong input. */
const suggestion = / Did you mean [^?]*\?/

function withoutSuggestion(error: GraphQLError): GraphQLError {
  return error.message.search(suggestion) < 0
    ? error
    : copyOf(error, { message: error.message.replace(suggestion, '') })
}

const ofVariable = /^Variable "(\$\w+)" got invalid value [{[]/
const place = / at "([^"]+)"; $/

/**
 * graphql-js prints the whole object where one of its parts is wrong or missing, credentials included, and clients log the errors
 * they get. The name, the place and the reason are enough.
 */
function withoutObject(error: GraphQLError): GraphQLError {
  const name = ofVariable.exec(error.message)?.[1]
  const reason = error.originalError?.message
  if (name === undefined || reason === undefined || !error.message.endsWith(reason)) return error
  const at = place.exec(error.message.slice(0, -reason.length))?.[1]
  const said = reason.replace(/: [{[].*$/s, '.')
  return copyOf(error, { message: `Variable "${name}" got an invalid value${at ? ` at "${at}"` : ''}: ${said}` })
}

/** The error with a code, which graphql-js gives to none of its own. */
export function coded(error: GraphQLError, code: ErrorCode): GraphQLError {
  return error.extensions.code ? error : copyOf(error, { extensions: { ...error.extensions, code } })
}

function copyOf(error: GraphQLError, changes: { message?: string; extensions?: object }): GraphQLError {
  const { message, nodes, source, positions, path, originalError, extensions } = error
  const options = {
    nodes,
    source,
    positions,
    path,
    originalError,
    extensions: { ...extensions, ...changes.extensions },
  }
  return new GraphQLError(changes.message ?? message, options)
}

/**
 * The error for the client: itself, or a plain one with the id under which the log has the cause.
 * @param options.suggestions whether it may name parts of the schema that the client did not
 */
export function maskError(log: Log, error: unknown, options: { suggestions: boolean }): GraphQLError {
  if (error instanceof GraphQLError && isForClients(error)) {
    // JSON.parse quotes the body it could not read, and with it perhaps a credential.
    if (error.extensions.originalError) return new GraphQLError(error.message, { extensions: unreadable })
    // Hints of our own stand in extensions and tell nothing of the schema.
    const plain = withoutObject(error)
    const told = options.suggestions ? plain : withoutSuggestion(plain)
    // What has no code by now is about variables.
    return coded(told, 'BAD_USER_INPUT')
  }
  const logId = newId()
  const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error
  log.error({ err: cause, logId, path: error instanceof GraphQLError ? error.path : undefined }, 'operation failed')
  return new GraphQLError(`Something went wrong in the server. Its log has the cause under ${logId}.`, {
    nodes: error instanceof GraphQLError ? error.nodes : undefined,
    path: error instanceof GraphQLError ? error.path : undefined,
    extensions: { code: 'INTERNAL_SERVER_ERROR', logId },
  })
}
