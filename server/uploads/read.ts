/** Reads an upload as a stream, in whatever process the work is done. */
import type { App } from '../app.ts'
import { openChunk } from './chunks.ts'

/** There is no such upload any more, or it is not whole. For the person who started the work. */
export class UploadGone extends Error {
  override name = 'UploadGone'
}

/**
 * The bytes of a READY upload in order, in pieces of at most 1 MiB.
 * @throws UploadGone when it is not there or expires meanwhile, VaultError when a piece was tampered with
 */
export async function* readUpload(app: App, organizationId: string, uploadId: string): AsyncGenerator<Buffer> {
  const db = app.database.tenant(organizationId)
  const keys = await app.keysOf(organizationId)
  const upload = await db.upload.findFirst({ where: { id: uploadId, state: 'READY' }, select: { chunks: true } })
  if (!upload) throw gone()
  for (let index = 0; index < upload.chunks; index++) {
    const chunk = await db.uploadChunk.findFirst({ where: { uploadId, index }, select: { sealed: true } })
    // Deleted while it is read: a file without its end would pass for a short one.
    if (!chunk) throw gone()
    yield openChunk(keys, uploadId, index, chunk.sealed)
  }
}

const gone = () =>
  new UploadGone(
    'The upload is not there: it was deleted, has expired, or did not come to its end. Upload the file again.',
  )
