/**
 * Idempotency keys. A client that lost an answer sends the same request with the same key again and gets the same
 * result instead of a second connection, run or key. The row of the key is written in the transaction of the work, so
 * that both stand or neither; of two requests at the same time the unique key lets one through, and the other is
 * answered with its result. Refused requests leave no row: they may be mended and sent again.
 */
import { createHmac } from 'node:crypto'
import type { App } from './app.ts'
import { isUniqueConflict } from './audit.ts'
import { type Outcome, type Refused, type Requester, refuse } from './outcome.ts'
import type { Tx } from './sync/log.ts'

/** How long a key is remembered. Promised: 24 hours. */
const keptMs = 48 * 3_600_000

const keyForm = /^[\x21-\x7e]{1,200}$/

export interface IdempotentOperation {
  /** Name of the mutation. The same key may serve another one. */
  operation: string
  /** Null: the client asked for no such guarantee. */
  key: string | null
  /** What makes two requests the same: everything the client sent but the key. May hold secrets: only a keyed hash is stored. */
  request: unknown
}

/** Call first in the transaction of the work, with the id of the row that it makes. */
export type Claim = (tx: Tx, resultId: string) => Promise<void>

/** Another request with the same key was quicker; rolls back the transaction that wanted to claim it. */
class AlreadyClaimed extends Error {}

/**
 * Runs `work`, or answers with what an earlier request with the same key made.
 * @param work must call the claim it is given inside its transaction
 * @param replay the answer for the row that the earlier request made
 */
export async function withIdempotency<T extends object>(
  app: App,
  requester: Requester,
  asked: IdempotentOperation,
  work: (claim: Claim) => Promise<Outcome<T>>,
  replay: (resultId: string) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const { operation, key } = asked
  if (key === null) return work(async () => {})
  if (!keyForm.test(key)) {
    return refuse(
      'INVALID_IDEMPOTENCY_KEY',
      ['idempotencyKey'],
      'An idempotency key is 1 to 200 printable characters without blanks. A UUID is a good one.',
    )
  }
  const requestHash = await hashRequest(app, requester.organizationId, asked)
  const db = app.database.tenant(requester.organizationId)
  const recall = async (): Promise<{ resultId: string } | Refused | null> => {
    const since = new Date(app.now() - keptMs)
    const row = await db.idempotencyKey.findFirst({ where: { operation, key, createdAt: { gte: since } } })
    if (!row) return null
    return row.requestHash === requestHash ? row : conflict
  }
  const answer = (known: { resultId: string } | Refused) => ('resultId' in known ? replay(known.resultId) : known)

  const known = await recall()
  if (known) return answer(known)
  try {
    const outcome = await work((tx, resultId) => claim(tx, { operation, key, requestHash, resultId, now: app.now() }))
    if (outcome.ok) {
      await db.idempotencyKey.deleteMany({ where: { createdAt: { lt: new Date(app.now() - keptMs) } } })
      return outcome
    }
    // What stood in the way may be the row that a request with this very key has made meanwhile.
    const meanwhile = await recall()
    return meanwhile ? answer(meanwhile) : outcome
  } catch (error) {
    if (!(error instanceof AlreadyClaimed)) throw error
    const winner = await recall()
    if (!winner) throw error
    return answer(winner)
  }
}

const conflict = refuse(
  'IDEMPOTENCY_CONFLICT',
  ['idempotencyKey'],
  'This idempotency key was used for a different request. Send the same input again, or use a new key.',
)

async function claim(
  tx: Tx,
  row: { operation: string; key: string; requestHash: string; resultId: string; now: number },
) {
  const { now, ...rest } = row
  // A key may be used again once it is forgotten.
  const { operation, key } = row
  await tx.idempotencyKey.deleteMany({ where: { operation, key, createdAt: { lt: new Date(now - keptMs) } } })
  try {
    await tx.idempotencyKey.create({ data: { ...rest, organizationId: tx.organizationId, createdAt: new Date(now) } })
  } catch (error) {
    throw isUniqueConflict(error) ? new AlreadyClaimed() : error
  }
}

/** Keyed, because requests hold credentials: a plain hash in the database could be searched for a weak one. */
async function hashRequest(app: App, organizationId: string, asked: IdempotentOperation): Promise<string> {
  const { indexKey } = await app.keysOf(organizationId)
  return createHmac('sha256', indexKey)
    .update(`request:${asked.operation}:${canonical(asked.request)}`)
    .digest('hex')
}

/** JSON with sorted keys; what is absent and what is null count as the same. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, each]) => each !== undefined && each !== null)
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`)
    .join(',')}}`
}
