/**
 * A document on the loan: a small file of text. LoanPro takes it in two steps: a POST makes the entry and answers an address that lives
 * for minutes, and the bytes are sent to that address. Neither step can be told from its repetition, so the loan's documents are looked
 * through for the correlation id first, which stands in the file's name. The size of a file is told to LoanPro by its bytes alone: what the
 * list then says of a size is no echo of a claim.
 */
import {
  type Discovery,
  type OutcomeText,
  type PlannedWrite,
  SourceFailure,
  type WritebackContext,
  type WritebackTarget,
  type WriteResult,
} from '../contract.ts'
import { type LoanProClient, withParameter } from './client.ts'
import type { LoanProCredentials, LoanProSettings } from './settings.ts'
import { isObject, type JsonObject } from './values.ts'
import { type Upload, uploadOf } from './writeBody.ts'

type Context = WritebackContext<LoanProSettings, LoanProCredentials>

export function documentTarget(lookups: Discovery['lookups']): WritebackTarget {
  const options = (lookups.documentSections ?? []).map(({ id, title }) => ({ value: id, label: title }))
  return {
    name: 'document',
    title: 'A document on the loan',
    help:
      'Attaches a small text file with the answer of the bureau. The section must be one of the tenant: where none are offered, take its id from the ' +
      'DocSections of the API. LoanPro has files sent to a storage host of its choice. The first document tells which, and is refused until an admin has named it.',
    effect: 'APPENDS',
    place: { label: 'Id of the document section', options },
    value: 'NONE',
    options: [],
    file: { post: 'odata.svc/Loans({key})/document/upload', hosts: ['*.simnang.com'] },
  }
}

/** File name, an empty line, the text. Nothing personal in the name: it is shown in lists. */
export function documentText({ kind, month, line, details }: OutcomeText, correlationId: string): string {
  const name = `metro2-${kind.toLowerCase()}-${month}-${correlationId}.txt`
  return `${name}\n\n${[`Metro 2: ${line}`, ...details, `Correlation id ${correlationId}`].join('\n')}\n`
}

export async function addDocument(ctx: Context, client: LoanProClient, write: PlannedWrite): Promise<WriteResult> {
  const upload = uploadOf(write)
  const standing = await standingOf(client, upload)
  if (standing === 'WHOLE' || standing === 'PUT_AWAY') return { state: 'WRITTEN', method: 'FOUND' }
  if (standing === 'BEGUN' || standing === 'OTHER') throw unfinished(upload, standing)
  const address = addressOf(await client.create(`Loans(${upload.loan})/document/upload`, upload.body), upload)
  try {
    await ctx.putFile(address, upload.bytes, 'text/plain')
  } catch (failure) {
    if (!(failure instanceof SourceFailure)) throw failure
    return afterTrouble(client, upload, failure)
  }
  return afterUpload(ctx, client, upload)
}

/** The bytes may be there all the same. */
async function afterTrouble(client: LoanProClient, upload: Upload, failure: SourceFailure): Promise<WriteResult> {
  if ((await standingOf(client, upload)) === 'WHOLE') return { state: 'WRITTEN', method: 'POST' }
  const message = `${failure.message} The document ${upload.body.fileName} of loan ${upload.loan} is begun and not known to be whole.`
  // A host that is wrong for one is wrong for all: what is CONFIGURATION ends the work, so that not each loan gets an empty entry.
  if (failure.kind === 'CONFIGURATION')
    throw new SourceFailure('CONFIGURATION', failure.code, message, `${failure.hint} ${unfinishedHint}`)
  throw new SourceFailure('SYSTEM', 'OUTCOME_UNKNOWN', message, unfinishedHint)
}

/** Waits between looks at the list, which may be behind. */
const patienceMs = [1_000, 3_000]

/** Storage has taken the bytes: an entry without a size is enough, one with another size is not. */
async function afterUpload(ctx: Context, client: LoanProClient, upload: Upload): Promise<WriteResult> {
  for (const waitMs of [...patienceMs, null]) {
    const standing = await standingOf(client, upload)
    if (standing === 'OTHER') throw unfinished(upload, standing)
    if (standing !== 'NOTHING') return { state: 'WRITTEN', method: 'POST' }
    if (waitMs !== null) await ctx.pause(waitMs)
  }
  throw new SourceFailure(
    'CONFIGURATION',
    'DOCUMENT_NOT_LISTED',
    `LoanPro took the document ${upload.body.fileName} of loan ${upload.loan}, and does not list it.`,
    "Look at the loan's documents in LoanPro. Apply again only once the API user sees it there: what is not listed would be attached a second time.",
  )
}

/**
 * - WHOLE: an entry with the bytes that are planned. BEGUN: one that nobody says a size of. OTHER: one of another size.
 * - PUT_AWAY: somebody archived it, bytes and all. An archived entry without bytes is none.
 */
type Standing = 'WHOLE' | 'BEGUN' | 'OTHER' | 'PUT_AWAY' | 'NOTHING'

async function standingOf(client: LoanProClient, { loan, bytes, correlationId }: Upload): Promise<Standing> {
  const rows = await documentsOf(client, `Loans(${loan})/Documents`)
  const ours = rows.filter((row) => textsOf(row).some((text) => text.includes(correlationId)))
  const live = ours.filter((row) => !isArchived(row)).map(sizesOf)
  if (live.some((sizes) => sizes.length > 0 && sizes.every((size) => size === bytes.length))) return 'WHOLE'
  if (live.length > 0) return live.some((sizes) => sizes.length > 0) ? 'OTHER' : 'BEGUN'
  return ours.some((row) => sizesOf(row).length > 0) ? 'PUT_AWAY' : 'NOTHING'
}

/** With the file of each where the tenant expands it: its name is the one that was sent, while the entry's may be made anew. */
async function documentsOf(client: LoanProClient, path: string): Promise<JsonObject[]> {
  try {
    return (await client.collection(withParameter(path, '$expand=FileAttachment'))).rows
  } catch (failure) {
    if (!(failure instanceof SourceFailure) || failure.kind !== 'SYSTEM') throw failure
    return (await client.collection(path)).rows
  }
}

const fileOf = (row: JsonObject): JsonObject => (isObject(row.FileAttachment) ? row.FileAttachment : {})

function textsOf(row: JsonObject): string[] {
  const file = fileOf(row)
  const given = [row.fileName, row.customFileName, row.description, file.fileName, file.fileOriginalName]
  return given.filter((text) => typeof text === 'string')
}

/** Zero is what a column holds that nobody has filled. */
const sizesOf = (row: JsonObject): number[] =>
  [row.size, fileOf(row).fileSize].map(Number).filter((size) => Number.isFinite(size) && size > 0)

const isArchived = ({ archived }: JsonObject): boolean => archived === true || Number(archived) === 1

/** The answer is not repeated in messages: whoever knows the address can write there. */
function addressOf(answer: unknown, upload: Upload): string {
  if (isObject(answer) && typeof answer.uploadUrl === 'string') return answer.uploadUrl
  const message = `LoanPro began the document ${upload.body.fileName} of loan ${upload.loan} and names no address for its bytes.`
  throw new SourceFailure('CONFIGURATION', 'NO_UPLOAD_ADDRESS', message, unfinishedHint)
}

const unfinishedHint =
  "Open the loan's documents in LoanPro and look at the file of that name. If it is empty or broken, archive it and make a new plan: then it is attached anew. If it is whole, nothing has to be done."

function unfinished({ body, bytes, loan }: Upload, standing: 'BEGUN' | 'OTHER'): SourceFailure {
  const what =
    standing === 'BEGUN'
      ? 'LoanPro does not say that it holds anything'
      : `it has not the ${bytes.length} bytes planned`
  const message = `The document ${body.fileName} of loan ${loan} is there, and ${what}. No second one was made.`
  return new SourceFailure('SYSTEM', 'DOCUMENT_UNFINISHED', message, unfinishedHint)
}
