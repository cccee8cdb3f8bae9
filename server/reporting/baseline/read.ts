/** Somebody's file as batches: what can be read of it as records, what cannot, and what the rules say. */
import { setImmediate as breathe } from 'node:timers/promises'
import type { App } from '../../app.ts'
import { decodeHeader } from '../../metro2/codec.ts'
import { type CheckedLine, createFileCheck } from '../../metro2/reader/check.ts'
import type { CheckFinding } from '../../metro2/reader/findings.ts'
import type { CalendarDate, Header, Metro2Record } from '../../metro2/record.ts'
import { OperationFailure } from '../../operations/contract.ts'
import { storable } from '../../storable.ts'
import { readUpload, UploadGone } from '../../uploads/read.ts'

export interface ReadAccount {
  /** From 1. */
  line: number
  record: Metro2Record
}

export interface Batch {
  accounts: ReadAccount[]
  /** SSNs and dates of birth are masked. */
  findings: CheckFinding[]
}

export interface WholeFile {
  /** Null where the file has none. */
  header: Header | null
  /** How its records lie in the file, for people. */
  layout: string
  accounts: number
  unreadable: number
}

/** Rule under which lines stand that are no record. */
export const unreadable = 'UNREADABLE'

const batchSize = 500
/** A slice is worked through in a few milliseconds. */
const sliceBytes = 65_536

/**
 * @param today nothing in the file may lie after it
 * @throws OperationFailure when the upload is gone, or is no Metro 2 file
 */
export async function* readAccounts(
  app: App,
  organizationId: string,
  uploadId: string,
  today: CalendarDate,
): AsyncGenerator<Batch, WholeFile> {
  let batch: Batch = { accounts: [], findings: [] }
  let header: Header | null = null
  const check = createFileCheck({
    today,
    onFinding: (finding) => batch.findings.push(storable(finding)),
    onLine(line) {
      header ??= headerOf(line)
      const findings = unreadableFinding(line)
      if (findings) batch.findings.push(findings)
      if (line.record) batch.accounts.push({ line: line.line.frame.line, record: storable(line.record) })
    },
  })
  const refuseUnless = (refusal: ReturnType<typeof check.end>) => {
    if (refusal) throw new OperationFailure(refusal.code, refusal.message, refusal.fix)
  }
  for await (const slice of slices(app, organizationId, uploadId)) {
    refuseUnless(check.push(slice))
    if (batch.accounts.length < batchSize && batch.findings.length < 10 * batchSize) continue
    yield batch
    batch = { accounts: [], findings: [] }
  }
  refuseUnless(check.end())
  yield batch
  const { records, unreadable } = check.totals()
  return { header, layout: check.recognized()?.layout ?? '', accounts: records, unreadable }
}

async function* slices(app: App, organizationId: string, uploadId: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of readUpload(app, organizationId, uploadId)) {
      for (let at = 0; at < chunk.length; at += sliceBytes) {
        yield chunk.subarray(at, at + sliceBytes)
        await breathe()
      }
    }
  } catch (error) {
    if (error instanceof UploadGone) throw new OperationFailure('UPLOAD_GONE', error.message, 'Upload the file again.')
    throw error
  }
}

function headerOf({ line }: CheckedLine): Header | null {
  return line.kind === 'HEADER' ? storable(decodeHeader(line.text).header) : null
}

/** What stands in the line is not repeated: it may be anything. */
function unreadableFinding({ line }: CheckedLine): CheckFinding | null {
  const { kind, frame, reason } = line
  if (kind !== 'UNREADABLE' || (frame.part !== 'WHOLE' && frame.part !== 'FIRST')) return null
  const message = `The line is no record: ${reason}. The account in it, if there is one, is missing from the baseline.`
  const place = { line: frame.line, account: '', segment: '', field: '', column: 1, value: '' }
  return { rule: unreadable, severity: 'ERROR', ...place, message }
}
