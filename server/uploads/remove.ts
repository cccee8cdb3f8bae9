/** How uploads come to their end: by somebody's wish, or when their time is over. */
import type { App } from '../app.ts'
import { transact, writeAudit } from '../audit.ts'
import { isId } from '../ids.ts'
import { notFound, type Outcome, type Requester } from '../outcome.ts'

type Done = { uploadId: string }

/** Work that is reading it ends with UploadGone. */
export async function deleteUpload(app: App, requester: Requester, uploadId: string): Promise<Outcome<Done>> {
  if (!isId(uploadId)) return notFound('upload', ['uploadId'])
  return transact<Done>(app, requester, async (tx, now) => {
    const upload = await tx.upload.findFirst({ where: { id: uploadId }, select: { name: true } })
    if (!upload) return notFound('upload', ['uploadId'])
    await tx.upload.deleteMany({ where: { id: uploadId } })
    const entry = {
      action: 'deleteUpload',
      targetType: 'Upload',
      targetId: uploadId,
      details: { name: upload.name },
    }
    await writeAudit(tx, requester, entry, now)
    return { ok: true, uploadId }
  })
}

const atOnce = 20

/** Deletes uploads whose time is over; answers how many. In small statements, so that none holds locks for long. */
export async function pruneUploads(app: App): Promise<number> {
  const now = new Date(app.now())
  let pruned = 0
  for (;;) {
    const gone = await app.database.system.$executeRaw`DELETE FROM uploads WHERE (organization_id, id) IN (
      SELECT organization_id, id FROM uploads WHERE expires_at < ${now} LIMIT ${atOnce})`
    pruned += gone
    if (gone < atOnce) return pruned
  }
}
