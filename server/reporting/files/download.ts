/** A file of a closed period as bytes, made again from its records. */
import { createHash } from 'node:crypto'
import type { Metro2File } from '../../../prisma/generated/client/client.ts'
import type { App } from '../../app.ts'
import { newId } from '../../ids.ts'
import type { Header } from '../../metro2/record.ts'
import { VaultError } from '../../vault/aead.ts'
import { reportedPages } from './reported.ts'
import { endOf, fileText } from './text.ts'

/** The records do not give the file any more that was written. */
export class FileCorrupt extends Error {
  override name = 'FileCorrupt'
}

/**
 * The bytes of a READY file. The last piece is held back until all of them are known to be those that were written: whoever
 * has the whole file has the right one.
 * @throws FileCorrupt, after the file has been marked
 */
export async function* fileBytes(app: App, file: Metro2File): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  let bytes = 0
  let held: Buffer | null = null
  try {
    const pages = reportedPages(app, file.organizationId, file.periodId)
    for await (const text of fileText(file.header as unknown as Header, pages, {
      lineEnding: endOf[file.lineEnding],
    })) {
      if (held) yield held
      held = Buffer.from(text, 'latin1')
      hash.update(held)
      bytes += held.length
    }
  } catch (error) {
    if (error instanceof VaultError) throw await corrupt(app, file, error.message)
    throw error
  }
  if (hash.digest('hex') !== file.sha256 || bytes !== Number(file.bytes)) {
    throw await corrupt(app, file, 'The checksum is another one.')
  }
  if (held) yield held
}

async function corrupt(app: App, file: Metro2File, why: string): Promise<FileCorrupt> {
  const { organizationId, id } = file
  app.log.error({ organizationId, fileId: id, why }, 'the records of a period do not give its file any more')
  await app.database.tenant(organizationId).$transaction(async (tx) => {
    await tx.metro2File.updateMany({ where: { id }, data: { state: 'CORRUPT' } })
    await tx.auditLog.create({
      data: {
        ...{ organizationId, id: newId(), actor: 'server', action: 'fileCorrupt', targetType: 'Metro2File' },
        ...{ targetId: id, details: { why }, at: new Date(app.now()) },
      },
    })
  })
  return new FileCorrupt(`The file ${id} cannot be made again as it was. ${why}`)
}
