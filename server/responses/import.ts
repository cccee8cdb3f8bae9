/**
 * IMPORT_RESPONSES: reads a file of answers of bureaus. Each line stands for itself: good ones are stored, bad ones are listed with
 * number and reason. A worker that follows another goes on after the last line that was dealt with.
 */
import type { App } from '../app.ts'
import { writeAudit } from '../audit.ts'
import { withIdempotency } from '../idempotency.ts'
import { isId } from '../ids.ts'
import {
  type JsonObject,
  type OperationContext,
  OperationFailure,
  type OperationWorker,
} from '../operations/contract.ts'
import { startOperation } from '../operations/service.ts'
import { notFound, type Outcome, type Requester, refuse } from '../outcome.ts'
import { readUpload, UploadGone } from '../uploads/read.ts'
import { type ResponseLine, readResponseFile, WrongLayout } from './csv.ts'
import { type Problem, readResponse } from './response.ts'
import { type Placed, storeResponses } from './store.ts'

export interface ImportResponses {
  furnisherId: string
  uploadId: string
  idempotencyKey: string | null
}

type Started = { operationId: string }

export async function importBureauResponses(
  app: App,
  requester: Requester,
  input: ImportResponses,
): Promise<Outcome<Started>> {
  const { idempotencyKey, ...request } = input
  const asked = { operation: 'importBureauResponses', key: idempotencyKey, request }
  return withIdempotency<Started>(
    app,
    requester,
    asked,
    async (claim) => {
      const { furnisherId, uploadId } = input
      const db = app.database.tenant(requester.organizationId)
      const furnisher = isId(furnisherId) && (await db.furnisher.findFirst({ where: { id: furnisherId } }))
      if (!furnisher) return notFound('furnisher', ['furnisherId'])
      const upload = isId(uploadId) && (await db.upload.findFirst({ where: { id: uploadId, state: 'READY' } }))
      if (!upload) return notFound('upload', ['uploadId'])
      if (upload.purpose !== 'BUREAU_RESPONSE') {
        const message = `The file was uploaded as ${upload.purpose}. Upload it with purpose=BUREAU_RESPONSE.`
        return refuse('WRONG_PURPOSE', ['uploadId'], message)
      }
      const work = { kind: 'IMPORT_RESPONSES' as const, targetId: furnisherId, input: { uploadId } }
      return startOperation(app, requester, work, async (tx, operationId, now) => {
        await claim(tx, operationId)
        const details = { uploadId, operationId }
        const entry = { action: 'importBureauResponses', targetType: 'Furnisher', targetId: furnisherId, details }
        await writeAudit(tx, requester, entry, now)
      })
    },
    async (operationId) => ({ ok: true, operationId }),
  )
}

const atOnce = 250
/** Of bad lines; the counter has all. */
const mostListed = 5_000

type BadLine = { line: number; field: string; code: string; message: string }
type Stand = { line: number; recorded: number; known: number; bad: number; problems: BadLine[] }

export const importResponsesWorker: OperationWorker = {
  kind: 'IMPORT_RESPONSES',
  async work(context) {
    const { app, organizationId, operationId, db } = context
    const uploadId = context.input.uploadId as string
    const operation = await db.operation.findFirstOrThrow({ where: { id: operationId } })
    const job: Job = { context, uploadId, actor: operation.requestedBy, stand: standOf(context.checkpoint) }
    try {
      let batch: ResponseLine[] = []
      for await (const line of readResponseFile(readUpload(app, organizationId, uploadId))) {
        context.signal.throwIfAborted()
        if (line.line <= job.stand.line) continue
        batch.push(line)
        if (batch.length < atOnce) continue
        await storeBatch(job, batch)
        batch = []
      }
      if (batch.length > 0) await storeBatch(job, batch)
    } catch (error) {
      if (error instanceof WrongLayout) throw new OperationFailure('WRONG_LAYOUT', error.message, error.hint)
      if (error instanceof UploadGone)
        throw new OperationFailure('UPLOAD_GONE', error.message, 'Upload the file again.')
      throw error
    }
    const { recorded, known, bad, problems } = job.stand
    return { recorded, known, bad, problems, problemsCut: bad > problems.length }
  },
}

interface Job {
  context: OperationContext
  uploadId: string
  actor: string
  stand: Stand
}

const standOf = (checkpoint: JsonObject | null) =>
  (checkpoint as Stand | null) ?? { line: 0, recorded: 0, known: 0, bad: 0, problems: [] }

async function storeBatch(job: Job, lines: ResponseLine[]): Promise<void> {
  const { context, uploadId, actor } = job
  const keys = await context.app.keysOf(context.organizationId)
  const bad: BadLine[] = []
  const tell = (line: number, problems: Problem[]) => bad.push(...problems.map((problem) => badLine(line, problem)))
  const good: (Placed & { line: number })[] = []
  for (const each of lines) {
    if ('problem' in each) tell(each.line, [{ field: '', code: 'UNREADABLE', message: each.problem }])
    else {
      const read = readResponse(each.given)
      if ('problems' in read) tell(each.line, read.problems)
      else good.push({ ...read.response, line: each.line })
    }
  }
  await context.step(async (tx, now) => {
    const target = { keys, furnisherId: context.targetId, uploadId, actor, now }
    const wrong = [...bad]
    const counts = { recorded: 0, known: 0, bad: 0 }
    const stored = good.length > 0 ? await storeResponses(tx, target, good) : []
    stored.forEach((each, index) => {
      if ('problem' in each) wrong.push(badLine(good[index]!.line, each.problem))
      else counts[each.isNew ? 'recorded' : 'known'] += 1
    })
    counts.bad = new Set(wrong.map(({ line }) => line)).size
    job.stand = added(job.stand, lines.at(-1)!.line, counts, wrong)
    return { checkpoint: job.stand as unknown as JsonObject, done: lines.length, counts }
  })
}

/** Named as the columns of the file are. */
const badLine = (line: number, { field, code, message }: Problem): BadLine => ({
  ...{ line, field: field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), code, message },
})

function added(before: Stand, line: number, counts: Omit<Stand, 'line' | 'problems'>, wrong: BadLine[]): Stand {
  const problems = [...before.problems, ...wrong.sort((a, b) => a.line - b.line)].slice(0, mostListed)
  return {
    ...{ line, recorded: before.recorded + counts.recorded, known: before.known + counts.known },
    ...{ bad: before.bad + counts.bad, problems },
  }
}
