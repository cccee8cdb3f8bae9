/** `/files/ID`: the file of a closed period; `/files/test-extracts/ID`: a TEST extract of a sandbox connection. Streamed. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { App } from '../app.ts'
import { writeAudit } from '../audit.ts'
import { hasRole, type Viewer } from '../auth/viewer.ts'
import { isId } from '../ids.ts'
import { FileCorrupt, fileBytes } from '../reporting/files/download.ts'
import { testExtract } from '../reporting/testExtract.ts'
import { sendError } from './replies.ts'

export const testExtractPath = /^\/files\/test-extracts\/([^/]+)$/

/** Where a connection's TEST extract is found. */
export const testExtractPathOf = (connectionId: string) => `/files/test-extracts/${connectionId}`

const statusOf = { NOT_FOUND: 404, PRODUCTION_CONNECTION: 409, NOTHING_SYNCED: 409 } as const

/** The file names people, so it needs an OPERATOR, and each download is in the audit log. */
export async function sendTestExtract(
  app: App,
  viewer: Viewer,
  connectionId: string,
  response: ServerResponse,
): Promise<void> {
  if (!hasRole(viewer, 'OPERATOR')) {
    return sendError(response, 403, 'FORBIDDEN', `This needs the role OPERATOR; yours is ${viewer.role}.`, {
      needed: 'OPERATOR',
    })
  }
  const extract = isId(connectionId)
    ? await testExtract(app, viewer.organizationId, connectionId)
    : ({ ok: false, code: 'NOT_FOUND', message: 'There is no such connection.' } as const)
  if (!extract.ok) return sendError(response, statusOf[extract.code], extract.code, extract.message)
  await writeAudit(
    app.database.tenant(viewer.organizationId),
    viewer,
    { action: 'downloadTestExtract', targetType: 'ConnectedSource', targetId: connectionId },
    new Date(app.now()),
  )
  response.writeHead(200, {
    'content-type': 'text/plain; charset=us-ascii',
    'content-disposition': `attachment; filename="${extract.fileName}"`,
  })
  await stream(extract.text, response)
}

export const filePath = /^\/files\/([0-9a-f-]{36})$/

/** Where a file is found. */
export const filePathOf = (fileId: string) => `/files/${fileId}`

/** The file itself, with every SSN in it: for OPERATOR and ADMIN, each download in the audit log. HEAD answers without it. */
export async function sendFile(
  app: App,
  viewer: Viewer,
  fileId: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!hasRole(viewer, 'OPERATOR')) {
    return sendError(response, 403, 'FORBIDDEN', `This needs the role OPERATOR; yours is ${viewer.role}.`, {
      needed: 'OPERATOR',
    })
  }
  const db = app.database.tenant(viewer.organizationId)
  const file = isId(fileId) ? await db.metro2File.findFirst({ where: { id: fileId } }) : null
  if (!file) return sendError(response, 404, 'NOT_FOUND', 'There is no such file.')
  if (file.state !== 'READY') {
    return sendError(response, 409, 'FILE_NOT_READY', notReady[file.state], { state: file.state })
  }
  response.writeHead(200, {
    'content-type': 'text/plain; charset=us-ascii',
    'content-length': String(file.bytes),
    // Made of letters, digits and underscores alone: nothing in it needs quoting.
    'content-disposition': `attachment; filename="${file.name}"`,
    'repr-digest': `sha-256=:${Buffer.from(file.sha256, 'hex').toString('base64')}:`,
    etag: `"${file.sha256}"`,
  })
  if (request.method === 'HEAD') return void response.end()
  const entry = { action: 'downloadFile', targetType: 'Metro2File', targetId: fileId, details: { name: file.name } }
  await writeAudit(db, viewer, entry, new Date(app.now()))
  await stream(fileBytes(app, file), response)
}

const notReady = {
  WRITING: 'The file is still being written; operationProgress tells how far it is.',
  FAILED: 'The file did not pass its check; its findings say why.',
  CORRUPT: 'The records of the period do not give the file any more that was written. Restore them from a backup.',
}

/** As fast as the client reads. One who goes away ends it; a file that is not the one that was written breaks off before its end. */
async function stream(pieces: AsyncIterable<string | Buffer>, response: ServerResponse): Promise<void> {
  try {
    await pipeline(Readable.from(pieces, { highWaterMark: 1 }), response)
  } catch (error) {
    const left = (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE'
    if (!left && !(error instanceof FileCorrupt)) throw error
  }
}
