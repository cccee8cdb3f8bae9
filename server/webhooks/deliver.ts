/** A delivery whose proof was right: what it means, and its row. One transaction, no network. */
import { createHmac } from 'node:crypto'
import type { WebhookHint } from '../../plugins/contract.ts'
import type { Connection } from '../../prisma/generated/client/client.ts'
import type { WebhookOutcome } from '../../prisma/generated/client/enums.ts'
import type { App } from '../app.ts'
import type { Tx } from '../database/tenant.ts'
import { newId } from '../ids.ts'
import { withoutSsn } from '../responses/response.ts'
import { storable } from '../storable.ts'
import { requestRereads } from './rereads.ts'

/** The same body within this time is a repetition of a delivery. */
export const duplicateMs = 600_000
const maxKeys = 1_000
const maxKeyLength = 100

export type Hooked = Pick<Connection, 'organizationId' | 'id' | 'pluginId'>

type Headers = Record<string, string | string[] | undefined>

interface Reading {
  outcome: WebhookOutcome
  keys: string[]
  detail: string | null
}

/** Answers what came of it. Neither log nor row holds a value of the body but the event's name and the loans' keys. */
export async function deliver(
  app: App,
  connection: Hooked,
  body: Uint8Array,
  headers: Headers,
): Promise<WebhookOutcome> {
  const { organizationId, id: connectionId } = connection
  const hint = interpret(app, connection, body, headers)
  const { indexKey } = await app.keysOf(organizationId)
  const bodyHash = Buffer.from(createHmac('sha256', indexKey).update(`webhook:${connectionId}:`).update(body).digest())
  const now = new Date(app.now())
  const reading = await app.database.tenant(organizationId).$transaction(async (tx) => {
    // Two equal deliveries at the same moment: the second waits and sees the first.
    await tx.$queryRawUnsafe(
      'SELECT pg_advisory_xact_lock($1::bigint)::text WHERE $2::text IS NOT NULL',
      bodyHash.readBigInt64BE(),
      tx.organizationId,
    )
    const first = await tx.webhookDelivery.findFirst({
      where: {
        ...{ connectionId, bodyHash, outcome: { not: 'DUPLICATE' } },
        receivedAt: { gt: new Date(now.getTime() - duplicateMs) },
      },
      orderBy: { receivedAt: 'desc' },
    })
    const read = await readHint(tx, connectionId, hint)
    // Bodies hold no id of the event: an equal one may be a second payment on the same loan. So its loans are read once more,
    // at the end of the window, which a replayed delivery cannot bring about more often than that.
    const at = first ? new Date(first.receivedAt.getTime() + duplicateMs) : now
    await requestRereads(tx, connectionId, read.keys, at)
    const outcome: WebhookOutcome = first ? 'DUPLICATE' : read.outcome
    await tx.webhookDelivery.create({
      data: {
        ...{ organizationId, id: newId(), connectionId, receivedAt: now, outcome },
        ...{ eventName: eventNameOf(hint), sourceKeys: read.keys, bodyHash, bodyBytes: body.length },
        detail: read.detail,
      },
    })
    return { ...read, outcome }
  })
  const { outcome, detail, keys } = reading
  app.log.info({ connectionId, outcome, detail, loans: keys.length, bytes: body.length }, 'a webhook was delivered')
  return outcome
}

const nothing: WebhookHint = { eventName: null, keys: [], displayKeys: [] }

function interpret(app: App, connection: Hooked, body: Uint8Array, headers: Headers): WebhookHint {
  try {
    return app.plugins.get(connection.pluginId)?.webhook?.interpret(body, headers) ?? nothing
  } catch {
    // Its message may hold values of the body.
    app.log.warn({ connectionId: connection.id, plugin: connection.pluginId }, 'the plugin failed to read a webhook')
    return nothing
  }
}

async function readHint(tx: Tx, connectionId: string, hint: WebhookHint): Promise<Reading> {
  const ignored = (detail: string): Reading => ({ outcome: 'IGNORED', keys: [], detail })
  const named = hint.keys.length + hint.displayKeys.length
  if (named === 0) return ignored('It names no loan. Its body should hold the loan id or display id; see bodyTemplate.')
  if (named > maxKeys) return ignored(`It names more than ${maxKeys} loans; run an incremental sync instead.`)
  const displayKeys = hint.displayKeys.filter(isKey)
  const found =
    displayKeys.length === 0
      ? []
      : await tx.sourceRecord.findMany({
          where: { connectionId, displayKey: { in: displayKeys } },
          select: { sourceKey: true },
        })
  const keys = [...new Set([...hint.keys.filter(isKey), ...found.map((row) => row.sourceKey)])]
  if (keys.length > 0) return { outcome: 'ACCEPTED', keys, detail: null }
  if (displayKeys.length === 0) return ignored('What it names as loans cannot be ids.')
  return ignored('No loan with its display id is known yet. The next incremental sync reads new loans.')
}

const isKey = (key: string) => key.length > 0 && key.length <= maxKeyLength && !/[\p{Cc}\p{Cs}]/u.test(key)

function eventNameOf({ eventName }: WebhookHint): string | null {
  // Whoever may see the deliveries sees it, and a lender's rule may put anything there. Before it is cut, which would leave half a number.
  return eventName === null ? null : storable(withoutSsn(eventName.replace(/\p{Cc}/gu, ' ')).slice(0, 100))
}
