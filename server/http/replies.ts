/** Answers and headers that every route shares. */
import type { ServerResponse } from 'node:http'
import type { ExpiredKey } from '../auth/viewer.ts'
import type { ErrorCode } from './errorCodes.ts'

export function setHeaders(response: ServerResponse, requestId: string) {
  response.setHeader('x-request-id', requestId)
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('x-frame-options', 'DENY')
  response.setHeader('referrer-policy', 'no-referrer')
  response.setHeader('cross-origin-resource-policy', 'same-site')
  // Answers hold personal data; no cache on the way may keep them.
  response.setHeader('cache-control', 'no-store')
}

export function sendJson(response: ServerResponse, status: number, body: object) {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}

/**
 * An answer other than 2xx, in the form of a GraphQL one, so that one way of reading errors does for all routes.
 * @param extensions `hint` and the like
 */
export function sendError(
  response: ServerResponse,
  status: number,
  code: ErrorCode,
  message: string,
  extensions: Record<string, unknown> = {},
) {
  sendJson(response, status, { errors: [{ message, extensions: { code, ...extensions } }] })
}

/** @param expired a key that was good until then, shown in full: whoever holds it may know why it is refused */
export function sendUnauthorized(response: ServerResponse, expired: ExpiredKey | null) {
  if (expired) {
    const expiredAt = expired.expiredAt.toISOString()
    response.setHeader('www-authenticate', 'Bearer error="invalid_token", error_description="The API key has expired"')
    const hint = 'Ask an administrator of the organization for a new key.'
    return sendError(response, 401, 'UNAUTHENTICATED', `This API key expired at ${expiredAt}.`, { hint, expiredAt })
  }
  response.setHeader('www-authenticate', 'Bearer')
  sendError(
    response,
    401,
    'UNAUTHENTICATED',
    'The request proves no identity: the key is missing, misspelt, expired or revoked.',
    {
      hint: 'Send a valid key: Authorization: Bearer <API key>.',
    },
  )
}
