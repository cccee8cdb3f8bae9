/** `GET /sign-on`: what the web client needs to sign people in; public, and without anything secret. */
import type { ServerResponse } from 'node:http'
import { type SignOn, SignOnUnavailable } from '../auth/signOn.ts'
import { sendError, sendJson } from './replies.ts'

export const signOnPath = '/sign-on'

export async function sendSignOn(signOn: SignOn, response: ServerResponse): Promise<void> {
  try {
    sendJson(response, 200, { signOn: await signOn.settings() })
  } catch (error) {
    if (!(error instanceof SignOnUnavailable)) throw error
    sendError(response, 503, 'SIGN_ON_UNAVAILABLE', `The sign-on provider cannot be used. ${error.message}`, {
      hint: 'Try again in a moment. An operator finds the cause in the log of the server.',
    })
  }
}
