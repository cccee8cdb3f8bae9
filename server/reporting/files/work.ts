/** WRITE_FILE: one pass over the records for checksum and counts, a second one that reads the file back. */
import { createHash } from 'node:crypto'
import type { Metro2File, Prisma } from '../../../prisma/generated/client/client.ts'
import type { TrailerTotals } from '../../metro2/file.ts'
import type { Header } from '../../metro2/record.ts'
import {
  type JsonObject,
  type OperationContext,
  OperationFailure,
  type OperationWorker,
} from '../../operations/contract.ts'
import { type CountedFinding, createReadBack } from './readBack.ts'
import { reportedPages } from './reported.ts'
import { endOf, fileText } from './text.ts'

/** Pages between two reports of progress. */
const pagesAStep = 20

export const writeFileWorker: OperationWorker = { kind: 'WRITE_FILE', work: writeFile }

interface Written {
  records: number
  bytes: number
  sha256: string
  totals: TrailerTotals
}

/** A hash cannot be taken up again where it stood, so a worker that follows another begins anew; nothing was written. */
async function writeFile(context: OperationContext): Promise<JsonObject> {
  const { db, targetId } = context
  const file = await db.metro2File.findFirst({ where: { id: targetId } })
  if (!file) throw new OperationFailure('FILE_GONE', 'The file is not there any more.', 'Ask for it again.')
  const total = await db.reportedRecord.count({ where: { periodId: file.periodId } })
  const progress = createProgress(context, 2 * total)
  const written = await digest(context, file, progress)
  const { findings, same } = await readBack(context, file, written, progress)
  await progress.report(0)
  return settle(context, file, written, findings, same)
}

async function digest({ app, organizationId, signal }: OperationContext, file: Metro2File, progress: Progress) {
  const hash = createHash('sha256')
  let bytes = 0
  const pages = counted(reportedPages(app, organizationId, file.periodId), progress, signal)
  const text = fileText(file.header as unknown as Header, pages, { lineEnding: endOf[file.lineEnding] })
  for (;;) {
    const piece = await text.next()
    if (piece.done) {
      const totals = piece.value
      return { records: totals.totalBaseRecords!, bytes, sha256: hash.digest('hex'), totals } satisfies Written
    }
    hash.update(piece.value, 'latin1')
    bytes += piece.value.length
  }
}

async function readBack(context: OperationContext, file: Metro2File, written: Written, progress: Progress) {
  const { app, organizationId, signal } = context
  const lineEnding = endOf[file.lineEnding]
  const today = new Date(app.now()).toISOString().slice(0, 10)
  const reader = createReadBack({ lineEnding, bureau: file.bureau, today })
  const hash = createHash('sha256')
  const pages = counted(reportedPages(app, organizationId, file.periodId), progress, signal)
  for await (const text of fileText(file.header as unknown as Header, pages, { lineEnding })) {
    hash.update(text, 'latin1')
    reader.push(text)
  }
  const { findings, records } = reader.end()
  return { findings, same: hash.digest('hex') === written.sha256 && records === written.records }
}

async function settle(
  { step, notice }: OperationContext,
  file: Metro2File,
  written: Written,
  findings: CountedFinding[],
  same: boolean,
): Promise<JsonObject> {
  const { records, bytes, sha256, totals } = written
  const errors = findings.filter(({ severity }) => severity === 'ERROR')
  const ready = same && errors.length === 0
  await step(async (tx, now) => {
    await tx.metro2File.updateMany({
      where: { id: file.id },
      data: {
        ...{ state: ready ? 'READY' : 'FAILED', records, bytes, sha256, totals, readyAt: ready ? now : null },
        findings: findings as unknown as Prisma.InputJsonArray,
      },
    })
    return { checkpoint: {}, done: 0 }
  })
  if (!same) {
    const hint = 'Something writes into the database past this server, or it is damaged. Compare it with a backup.'
    throw new OperationFailure('FILE_CHANGED', 'The file was not the same when it was made a second time.', hint)
  }
  if (!ready) throw refusedBy(errors)
  for (const { rule, count, message } of findings) await notice(`${rule}, ${count} times: ${message}`)
  return { fileId: file.id, records, bytes, sha256 }
}

function refusedBy(errors: CountedFinding[]): OperationFailure {
  const told = errors.map(({ rule, count, line, message }) => `${rule} (${count}, first in line ${line}): ${message}`)
  const hint = 'The findings of the file name rule and line. Correct the records and report the month by a correction.'
  return new OperationFailure('FILE_CHECK_FAILED', `The file does not pass its check. ${told.join(' ')}`, hint)
}

interface Progress {
  /** After a page of so many records. */
  page(records: number): Promise<void>
  report(least: number): Promise<void>
}

function createProgress(context: OperationContext, total: number): Progress {
  // What a worker before this one has told is not told again.
  let told = Number(context.checkpoint?.done ?? 0)
  let done = 0
  let pages = 0
  const report = async (least: number) => {
    if (done - told < least) return
    const more = done - told
    told = done
    await context.step(async () => ({ checkpoint: { done }, done: more, total }))
  }
  return {
    async page(records) {
      done += records
      pages += 1
      if (pages % pagesAStep === 0) await report(1)
    },
    report,
  }
}

async function* counted<T>(pages: AsyncIterable<T[]>, progress: Progress, signal: AbortSignal): AsyncGenerator<T[]> {
  for await (const page of pages) {
    signal.throwIfAborted()
    yield page
    await progress.page(page.length)
  }
}
