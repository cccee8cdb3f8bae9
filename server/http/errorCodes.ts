/** `extensions.code` of every error that a client may meet. docs/api.md has the same list; a test compares them. */
export const errorCodes = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'BAD_CURSOR',
  'TOO_COMPLEX',
  'TOO_MANY_SUBSCRIPTIONS',
  'TIMEOUT',
  'INTERNAL_SERVER_ERROR',
  // Of the check of a file.
  'BUSY',
  // Of the sign-in of people.
  'SIGN_ON_UNAVAILABLE',
  // Of the file routes.
  'PRODUCTION_CONNECTION',
  'NOTHING_SYNCED',
  'FILE_NOT_READY',
  // Given by graphql-yoga: the request, the text and the names in it.
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
] as const
export type ErrorCode = (typeof errorCodes)[number]
