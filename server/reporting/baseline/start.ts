/** Asking for the import of a baseline. */
import type { App } from '../../app.ts'
import { writeAudit } from '../../audit.ts'
import { withIdempotency } from '../../idempotency.ts'
import { isId } from '../../ids.ts'
import { startOperation } from '../../operations/service.ts'
import { notFound, type Outcome, type Refused, type Requester, refuse } from '../../outcome.ts'
import { monthPattern } from './month.ts'

export interface ImportBaseline {
  furnisherId: string
  uploadId: string
  /** YYYY-MM; null: the file's activity date decides. */
  month: string | null
  /** Whether to tell only what would come of it. */
  dryRun: boolean
  idempotencyKey: string | null
}

type Started = { operationId: string }

/** The operation reads the file; everything about its content is told there. */
export async function importBaseline(app: App, requester: Requester, input: ImportBaseline): Promise<Outcome<Started>> {
  const { idempotencyKey, ...request } = input
  const asked = { operation: 'importBaseline', key: idempotencyKey, request }
  return withIdempotency<Started>(
    app,
    requester,
    asked,
    async (claim) => {
      const refused = await refusal(app, requester.organizationId, input)
      if (refused) return refused
      const { furnisherId, uploadId, month, dryRun } = input
      const work = { kind: 'IMPORT_BASELINE' as const, targetId: furnisherId, input: { uploadId, month, dryRun } }
      return startOperation(app, requester, work, async (tx, operationId, now) => {
        await claim(tx, operationId)
        const details = { uploadId, month, dryRun, operationId }
        const entry = { action: 'importBaseline', targetType: 'Furnisher', targetId: furnisherId, details }
        await writeAudit(tx, requester, entry, now)
      })
    },
    async (operationId) => ({ ok: true, operationId }),
  )
}

async function refusal(app: App, organizationId: string, input: ImportBaseline): Promise<Refused | null> {
  const { furnisherId, uploadId, month } = input
  const db = app.database.tenant(organizationId)
  const furnisher = isId(furnisherId) && (await db.furnisher.findFirst({ where: { id: furnisherId } }))
  if (!furnisher) return notFound('furnisher', ['furnisherId'])
  const upload = isId(uploadId) && (await db.upload.findFirst({ where: { id: uploadId, state: 'READY' } }))
  if (!upload) return notFound('upload', ['uploadId'])
  if (upload.purpose !== 'BASELINE') {
    const message = `The file was uploaded as ${upload.purpose}. Upload it with purpose=BASELINE.`
    return refuse('WRONG_PURPOSE', ['uploadId'], message)
  }
  if (month !== null && !monthPattern.test(month)) {
    return refuse('INVALID_MONTH', ['month'], 'A month is written YYYY-MM, for example 2026-05.')
  }
  return null
}
