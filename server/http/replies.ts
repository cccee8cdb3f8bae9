/** Answers and headers that every route shares. */
import type { ServerResponse } from 'node:http'

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

/** In the form of a GraphQL answer, so that GraphQL clients show it. */
export function sendGraphqlError(response: ServerResponse, status: number, code: string, message: string) {
  sendJson(response, status, { errors: [{ message, extensions: { code } }] })
}

export function sendUnauthorized(response: ServerResponse) {
  response.setHeader('www-authenticate', 'Bearer')
  const message = 'Send a valid key: Authorization: Bearer <API key>. It may be missing, misspelt, expired or revoked.'
  sendGraphqlError(response, 401, 'UNAUTHENTICATED', message)
}
