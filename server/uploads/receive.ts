/** Takes a file in as a stream: chunk by chunk into the database, where every process of the server can read it. */
import { createHash } from 'node:crypto'
import type { UploadPurpose } from '../../prisma/generated/client/enums.ts'
import type { App } from '../app.ts'
import { transact, writeAudit } from '../audit.ts'
import { newId } from '../ids.ts'
import { type Outcome, type Refused, type Requester, refuse } from '../outcome.ts'
import { inChunks, sealChunk } from './chunks.ts'

export interface NewUpload {
  purpose: UploadPurpose
  /** For people: what the file is called at the sender. */
  name: string
}

export interface Received {
  uploadId: string
  name: string
  bytes: number
  /** Of the bytes as they came, in hex. */
  sha256: string
  expiresAt: Date
}

/** An upload that did not come to its end is left for this long at most. */
const receivingMs = 24 * 3_600_000
const maxNameLength = 200

/** The name as it is kept, or null: printable text of 1 to 200 characters. */
export function uploadName(given: string): string | null {
  const name = given.trim()
  return name !== '' && name.length <= maxNameLength && !/\p{C}/u.test(name) ? name : null
}

/**
 * Stores what comes. Refuses TOO_LARGE without reading on, and EMPTY; then, and when the body breaks off, nothing is left of it.
 * @throws what the body throws
 */
export async function receiveUpload(
  app: App,
  requester: Requester,
  { purpose, name }: NewUpload,
  body: AsyncIterable<Uint8Array>,
): Promise<Outcome<Received>> {
  const { organizationId, actor } = requester
  const db = app.database.tenant(organizationId)
  const uploadId = newId()
  const now = new Date(app.now())
  await db.upload.create({
    data: {
      ...{ organizationId, id: uploadId, purpose, name, state: 'RECEIVING', bytes: 0, sha256: '', chunks: 0 },
      ...{ createdAt: now, createdBy: actor, expiresAt: new Date(now.getTime() + receivingMs) },
    },
  })
  try {
    const stored = await storeChunks(app, organizationId, uploadId, body)
    const outcome = 'refused' in stored ? stored.refused : await finish(app, requester, { uploadId, name, ...stored })
    if (!outcome.ok) await db.upload.deleteMany({ where: { id: uploadId } })
    return outcome
  } catch (error) {
    await db.upload.deleteMany({ where: { id: uploadId } })
    throw error
  }
}

interface Stored {
  bytes: number
  chunks: number
  sha256: string
}

async function storeChunks(
  app: App,
  organizationId: string,
  uploadId: string,
  body: AsyncIterable<Uint8Array>,
): Promise<Stored | { refused: Refused }> {
  const db = app.database.tenant(organizationId)
  const keys = await app.keysOf(organizationId)
  const limit = app.config.uploadMaxBytes
  const hash = createHash('sha256')
  let bytes = 0
  let chunks = 0
  for await (const chunk of inChunks(body)) {
    bytes += chunk.length
    if (bytes > limit) return { refused: tooLarge(limit) }
    hash.update(chunk)
    const sealed = sealChunk(keys, uploadId, chunks, chunk)
    await db.uploadChunk.create({ data: { organizationId, uploadId, index: chunks, sealed } })
    chunks += 1
  }
  if (bytes === 0) return { refused: refuse('EMPTY', [], 'The body is empty: send the bytes of the file as the body.') }
  return { bytes, chunks, sha256: hash.digest('hex') }
}

export const tooLarge = (limit: number) =>
  refuse('TOO_LARGE', [], `The file is larger than ${limit} bytes. UPLOAD_MAX_MEGABYTES of the server sets the limit.`)

function finish(app: App, requester: Requester, stored: Stored & { uploadId: string; name: string }) {
  const { uploadId, name, bytes, chunks, sha256 } = stored
  return transact<Received>(app, requester, async (tx, now) => {
    const expiresAt = new Date(now.getTime() + app.config.uploadKeptDays * 86_400_000)
    await tx.upload.updateMany({
      where: { id: uploadId },
      data: { state: 'READY', bytes, chunks, sha256, expiresAt },
    })
    const details = { name, bytes, sha256 }
    await writeAudit(tx, requester, { action: 'upload', targetType: 'Upload', targetId: uploadId, details }, now)
    return { ok: true, uploadId, name, bytes, sha256, expiresAt }
  })
}
