/** `POST /uploads?purpose=…&name=…`: the body is the file, as it is. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { UploadPurpose } from '../../prisma/generated/client/enums.ts'
import type { App } from '../app.ts'
import { hasRole, type Viewer } from '../auth/viewer.ts'
import type { Outcome, Refused } from '../outcome.ts'
import { type NewUpload, type Received, receiveUpload, tooLarge, uploadName } from '../uploads/receive.ts'
import { dropBody } from './body.ts'
import { sendError, sendJson } from './replies.ts'

export const uploadsPath = '/uploads'

/** A sender that is silent for this long has gone. */
const silenceMs = 60_000

/** Streams into the database. A refusal is answered while the body still comes; the rest of it is dropped. */
export async function takeUpload(
  app: App,
  viewer: Viewer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!hasRole(viewer, 'OPERATOR')) {
    dropBody(request)
    return sendError(response, 403, 'FORBIDDEN', `This needs the role OPERATOR; yours is ${viewer.role}.`, {
      needed: 'OPERATOR',
    })
  }
  const asked = readRequest(request)
  if ('wrong' in asked) {
    dropBody(request)
    return sendError(response, asked.status, 'BAD_USER_INPUT', asked.wrong, { hint: asked.hint })
  }
  const { uploadMaxBytes } = app.config
  const announced = Number(request.headers['content-length'] ?? 0)
  request.setTimeout(silenceMs, () => request.destroy())
  let outcome: Outcome<Received>
  try {
    outcome =
      announced > uploadMaxBytes ? tooLarge(uploadMaxBytes) : await receiveUpload(app, viewer, asked, bodyOf(request))
  } catch (error) {
    // The sender went away; nobody is there to be answered, and nothing was kept.
    if (request.destroyed && !request.complete) return void response.destroy()
    throw error
  }
  if (outcome.ok) return answer(response, asked, outcome)
  dropBody(request)
  sendRefused(response, outcome, uploadMaxBytes)
}

/** Leaving the loop over the request itself would destroy it, and the answer with it. */
const bodyOf = (request: IncomingMessage) => request.iterator({ destroyOnReturn: false })

function answer(response: ServerResponse, { purpose }: NewUpload, outcome: Received) {
  const { uploadId, name, bytes, sha256, expiresAt } = outcome
  // The global id of the API, so that it can be given to importBaseline and the like as it is.
  const id = Buffer.from(`Upload:${uploadId}`).toString('base64url')
  sendJson(response, 201, { id, purpose, name, bytes, sha256, expiresAt: expiresAt.toISOString() })
}

function sendRefused(response: ServerResponse, { errors }: Refused, limit: number) {
  const [{ code, message }] = errors as [Refused['errors'][number]]
  if (code === 'TOO_LARGE') return sendError(response, 413, 'BAD_REQUEST', message, { limit })
  if (code === 'KEY_REVOKED' || code === 'KEY_EXPIRED') return sendError(response, 401, 'UNAUTHENTICATED', message)
  sendError(response, 400, 'BAD_REQUEST', message)
}

type Asked = NewUpload | { wrong: string; hint: string; status: number }

function readRequest({ url, headers }: IncomingMessage): Asked {
  const query = new URLSearchParams((url ?? '').split('?')[1] ?? '')
  const purposes = Object.values(UploadPurpose)
  const purpose = purposes.find((each) => each === query.get('purpose'))
  if (!purpose) {
    const hint = `Give one of ${purposes.join(', ')}: POST ${uploadsPath}?purpose=BASELINE&name=last-month.txt`
    return { wrong: 'The purpose of the upload is missing or unknown.', hint, status: 400 }
  }
  const name = uploadName(query.get('name') ?? '')
  if (name === null) {
    const hint = 'Give the name of the file as &name=…: 1 to 200 printable characters.'
    return { wrong: 'The name of the upload is missing, too long or not printable.', hint, status: 400 }
  }
  if (/^multipart\//i.test(headers['content-type'] ?? '')) {
    const hint = 'Send the file itself as the body, as curl --data-binary @FILE and fetch(url, { body: file }) do.'
    return { wrong: 'This is a form, not the file.', hint, status: 415 }
  }
  if (headers['content-encoding'] && headers['content-encoding'] !== 'identity') {
    return { wrong: 'The body is compressed.', hint: 'Send the file as it is, without Content-Encoding.', status: 415 }
  }
  return { purpose, name }
}
