/** The files of a run of a source that reads uploads: what may be given, and how the plugin reads it. */
import { SourceFailure, type SourcePlugin, type UploadedFile } from '../../plugins/contract.ts'
import type { App } from '../app.ts'
import type { TenantClient } from '../database/tenant.ts'
import { isId } from '../ids.ts'
import { readUpload, UploadGone } from '../uploads/read.ts'
import type { Refusal, RunUpload, StartSync } from './service.ts'

const maxUploads = 6

/** Modes that read files. ROLLOVER reads stored documents, of any source. */
const readingModes = new Set(['FULL', 'INCREMENTAL'])

export async function uploadRefusals(
  db: TenantClient,
  plugin: SourcePlugin,
  input: Pick<StartSync, 'mode' | 'uploads'>,
): Promise<Refusal[]> {
  const { mode, uploads = [] } = input
  const refuse = (code: string, path: string[], message: string): Refusal[] => [{ code, path, message }]
  if (plugin.acquire !== 'upload' || mode === 'ROLLOVER') {
    if (uploads.length === 0) return []
    const who = plugin.acquire === 'upload' ? 'Mode ROLLOVER' : plugin.name
    return refuse('UPLOADS_UNEXPECTED', ['uploads'], `${who} takes no uploads.`)
  }
  if (!readingModes.has(mode)) {
    const message = `${plugin.name} reads whole files: FULL where they are the whole portfolio, INCREMENTAL where they add and update.`
    return refuse('MODE_UNSUPPORTED', ['mode'], message)
  }
  if (uploads.length === 0) {
    const message = `${plugin.name} reads uploads: send the file with POST /uploads?purpose=CSV_SOURCE&name=… and give its id.`
    return refuse('UPLOADS_REQUIRED', ['uploads'], message)
  }
  if (uploads.length > maxUploads)
    return refuse('TOO_MANY_UPLOADS', ['uploads'], `At most ${maxUploads} uploads a run.`)
  const parts = uploads.map(({ part }) => part)
  if (!parts.includes(null) || new Set(parts).size < parts.length) {
    return refuse(
      'INVALID_PARTS',
      ['uploads'],
      'Give one upload without a part, the loans, and at most one of each part.',
    )
  }
  return missingUploads(db, uploads)
}

async function missingUploads(db: TenantClient, uploads: readonly RunUpload[]): Promise<Refusal[]> {
  const ids = uploads.map(({ uploadId }) => uploadId).filter(isId)
  const rows = await db.upload.findMany({
    where: { id: { in: ids } },
    select: { id: true, state: true, purpose: true },
  })
  return uploads.flatMap(({ uploadId }, index) => {
    const row = rows.find(({ id }) => id === uploadId)
    const path = ['uploads', String(index), 'uploadId']
    if (!row) return [{ code: 'NOT_FOUND', path, message: 'There is no such upload; it may have expired.' }]
    if (row.state !== 'READY') return [{ code: 'NOT_READY', path, message: 'The upload did not come to its end.' }]
    if (row.purpose === 'CSV_SOURCE') return []
    const message = `The upload was sent for ${row.purpose}. Send it again with purpose CSV_SOURCE.`
    return [{ code: 'WRONG_PURPOSE', path, message }]
  })
}

/** @throws SourceFailure SYSTEM `UPLOAD_GONE` when one is not there, here or while it is read */
export async function uploadedFiles(
  app: App,
  organizationId: string,
  uploads: readonly RunUpload[],
): Promise<UploadedFile[]> {
  const db = app.database.tenant(organizationId)
  const files: UploadedFile[] = []
  for (const { uploadId, part } of uploads) {
    const row = await db.upload.findFirst({
      where: { id: uploadId, state: 'READY' },
      select: { name: true, bytes: true },
    })
    if (!row) throw gone(null)
    const read = () => reading(app, organizationId, uploadId)
    files.push({ part, name: row.name, bytes: Number(row.bytes), read })
  }
  return files
}

async function* reading(app: App, organizationId: string, uploadId: string): AsyncGenerator<Uint8Array> {
  try {
    yield* readUpload(app, organizationId, uploadId)
  } catch (error) {
    throw error instanceof UploadGone ? gone(error) : error
  }
}

const gone = (cause: unknown) =>
  new SourceFailure(
    'SYSTEM',
    'UPLOAD_GONE',
    'An uploaded file of this run is there no more.',
    'It was deleted or its time was over. Upload it again and start the sync with it.',
    cause,
  )
