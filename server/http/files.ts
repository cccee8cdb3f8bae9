/** `/files/test-extracts/ID`: a TEST extract of a sandbox connection, streamed. */
import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { App } from '../app.ts'
import { writeAudit } from '../audit.ts'
import { hasRole, type Viewer } from '../auth/viewer.ts'
import { isId } from '../ids.ts'
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
  await pipeline(Readable.from(extract.lines), response)
}
