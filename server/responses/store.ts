/**
 * Storing answers of bureaus beside what they are about: the account as it was reported in the last closed revision of that
 * month. An answer that is known by bureau and reference is not stored again.
 */
import { createHmac } from 'node:crypto'
import type { Prisma } from '../../prisma/generated/client/client.ts'
import type { Tx } from '../database/tenant.ts'
import { newId } from '../ids.ts'
import { type SealedPlace, seal } from '../vault/seal.ts'
import type { OrganizationKeys } from '../vault/vault.ts'
import type { Problem, Response } from './response.ts'

export interface StoreTarget {
  keys: OrganizationKeys
  furnisherId: string
  uploadId: string | null
  actor: string
  now: Date
}

/** With the line of the file it stood in, or null. */
export type Placed = Response & { line: number | null }

/** In the order of what was given. */
export type Stored = { id: string; isNew: boolean } | { problem: Problem }

export const messagePlace = (responseId: string): SealedPlace => ({
  table: 'bureau_responses',
  rowId: responseId,
  field: 'message',
})

/** At most some hundred at a time: it is one statement each way. */
export async function storeResponses(tx: Tx, target: StoreTarget, responses: readonly Placed[]): Promise<Stored[]> {
  const hashes = responses.map((response) => contentHash(target, response))
  const known = await knownOf(tx, responses)
  const found = await reportedOf(tx, target.furnisherId, responses)
  const rows = new Map<string, Prisma.BureauResponseCreateManyInput>()
  const answers: (Stored | null)[] = responses.map((response, index) => {
    const key = keyOf(response)
    const before = known.get(key) ?? rows.get(key)
    if (before) return same(before.contentHash, hashes[index]!) ? { id: before.id, isNew: false } : conflict
    const reported = found(response)
    if ('problem' in reported) return reported
    rows.set(key, rowOf(tx, target, response, hashes[index]!, reported))
    return null
  })
  await tx.bureauResponse.createMany({ data: [...rows.values()], skipDuplicates: true })
  // Somebody else may have stored one of them since it was looked for: what stands there decides.
  const standing = await knownOf(tx, responses)
  return answers.map((answer, index) => {
    if (answer) return answer
    const key = keyOf(responses[index]!)
    const row = standing.get(key)!
    if (row.id === rows.get(key)!.id) return { id: row.id, isNew: true }
    return same(row.contentHash, hashes[index]!) ? { id: row.id, isNew: false } : conflict
  })
}

const keyOf = ({ bureau, reference }: Pick<Response, 'bureau' | 'reference'>) => `${bureau} ${reference}`

const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0

const conflict: Stored = {
  problem: {
    field: 'reference',
    code: 'REFERENCE_TAKEN',
    message:
      'Another answer of this bureau is stored under this reference. An answer that changed has a reference of its own.',
  },
}

/** Keyed, for a message may be guessed. */
function contentHash({ keys, furnisherId }: StoreTarget, response: Response): Buffer<ArrayBuffer> {
  const { month, accountNumber, kind, codes, disputeOutcome, respondedOn, message } = response
  const text = JSON.stringify([furnisherId, month, accountNumber, kind, codes, disputeOutcome, respondedOn, message])
  return createHmac('sha256', keys.indexKey).update(`response:${text}`).digest() as Buffer<ArrayBuffer>
}

async function knownOf(tx: Tx, responses: readonly Response[]) {
  const rows = await tx.bureauResponse.findMany({
    where: { reference: { in: responses.map(({ reference }) => reference) } },
    select: { id: true, bureau: true, reference: true, contentHash: true },
  })
  return new Map(rows.map((row) => [keyOf(row), row]))
}

interface Reported {
  id: string
  periodId: string
  connectionId: string | null
  sourceKey: string | null
}

async function reportedOf(tx: Tx, furnisherId: string, responses: readonly Response[]) {
  const rows = await tx.reportedRecord.findMany({
    where: {
      consumerAccountNumber: { in: [...new Set(responses.map(({ accountNumber }) => accountNumber))] },
      month: { in: [...new Set(responses.map(({ month }) => month))].map((month) => new Date(month)) },
      period: { furnisherId, state: 'CLOSED' },
    },
    select: {
      ...{ id: true, periodId: true, connectionId: true, sourceKey: true },
      ...{ consumerAccountNumber: true, month: true, revision: true },
    },
  })
  const groups = Map.groupBy(rows, (row) => `${row.month.toISOString().slice(0, 10)} ${row.consumerAccountNumber}`)
  return ({ month, accountNumber }: Response): Reported | { problem: Problem } => {
    const group = groups.get(`${month} ${accountNumber}`) ?? []
    const revision = Math.max(...group.map((row) => row.revision))
    const [last, other] = group.filter((row) => row.revision === revision)
    if (!last) return { problem: notReported }
    return other ? { problem: ambiguous } : last
  }
}

const notReported: Problem = {
  field: 'accountNumber',
  code: 'NOT_REPORTED',
  message: 'No closed period of this furnisher and month reports an account with this number.',
}
const ambiguous: Problem = {
  field: 'accountNumber',
  code: 'ACCOUNT_AMBIGUOUS',
  message: 'More than one account was reported under this number in that month, so nobody can tell which is meant.',
}

function rowOf(
  tx: Tx,
  target: StoreTarget,
  response: Placed,
  hash: Buffer<ArrayBuffer>,
  reported: Reported,
): Prisma.BureauResponseCreateManyInput {
  const { keys, furnisherId, uploadId, actor, now } = target
  const { bureau, reference, kind, codes, disputeOutcome, message, line } = response
  const id = newId()
  return {
    ...{ organizationId: tx.organizationId, id, furnisherId, bureau, reference, kind, codes, disputeOutcome },
    ...{ month: new Date(response.month), consumerAccountNumber: response.accountNumber, contentHash: hash },
    respondedOn: response.respondedOn === null ? null : new Date(response.respondedOn),
    sealedMessage: message === null ? null : seal(keys, messagePlace(id), message),
    ...{ periodId: reported.periodId, reportedId: reported.id },
    ...{ connectionId: reported.connectionId, sourceKey: reported.sourceKey },
    ...{ uploadId, line, createdAt: now, createdBy: actor },
  }
}
