/** Setting a connection's webhook up: its proof and its secrets. A secret is answered once, when it is made. */
import type { Connection } from '../../prisma/generated/client/client.ts'
import type { WebhookProof } from '../../prisma/generated/client/enums.ts'
import type { App } from '../app.ts'
import { transact, writeAudit } from '../audit.ts'
import { appendConnectionEvents } from '../connections/events.ts'
import { isDeleting, lockConnection } from '../connections/rows.ts'
import type { Tx } from '../database/tenant.ts'
import { isId } from '../ids.ts'
import { notFound, type Outcome, type Requester, refuse } from '../outcome.ts'
import type { OrganizationKeys } from '../vault/vault.ts'
import { defaultSecretHeader } from './proof.ts'
import { newSecret, openSecrets, sealSecrets } from './secrets.ts'

export interface SetWebhook {
  connectionId: string
  proof: WebhookProof
  /** SHARED_SECRET: header that carries it; null = `X-Webhook-Secret`. */
  headerName: string | null
}

/** The secret is null where none was made. */
export type WebhookSet = { connectionId: string; secret: string | null }

/** Headers that HTTP itself, proxies or clients write. */
const takenHeaders =
  /^(host|connection|keep-alive|transfer-encoding|upgrade|te|trailer|cookie|user-agent|date|expect|via|forwarded|x-forwarded-.*|content-.*|accept.*|proxy-.*|sec-.*)$/i

/** Chooses the proof and makes a new secret; former ones end at once. Proof NONE takes the webhook out of use. */
export async function setWebhook(app: App, requester: Requester, input: SetWebhook): Promise<Outcome<WebhookSet>> {
  const { proof } = input
  const headerName = input.headerName?.trim() || null
  if (headerName !== null) {
    const wrong = wrongHeader(proof, headerName)
    if (wrong) return refuse('INVALID_HEADER', ['headerName'], wrong)
  }
  const secret = proof === 'NONE' ? null : newSecret()
  return change(app, requester, input.connectionId, 'setWebhook', { proof }, (keys, { id, pluginId }) => {
    const plugin = app.plugins.get(pluginId)
    if (proof !== 'NONE' && !plugin?.webhook) {
      const message = `${plugin?.name ?? 'This source'} sends no webhooks.`
      return refuse('WEBHOOK_UNSUPPORTED', ['connectionId'], message)
    }
    const columns = {
      webhookProof: proof,
      webhookHeader: proof === 'SHARED_SECRET' ? (headerName ?? defaultSecretHeader) : null,
      sealedWebhookSecrets: secret === null ? null : sealSecrets(keys, id, { present: secret, former: null }),
    }
    return { ok: true, columns, secret }
  })
}

function wrongHeader(proof: WebhookProof, name: string): string | null {
  if (proof !== 'SHARED_SECRET') return 'Only a shared secret comes in a header of your choice. Leave headerName out.'
  if (!/^[A-Za-z][A-Za-z0-9-]{0,63}$/.test(name)) return 'A header name is 1 to 64 letters, digits and hyphens.'
  if (takenHeaders.test(name))
    return `${name} has a meaning of its own in HTTP. Choose another, as ${defaultSecretHeader}.`
  return null
}

/** A new secret beside the present one, which stays valid until it is dropped: no delivery is refused meanwhile. */
export function rotateWebhookSecret(
  app: App,
  requester: Requester,
  connectionId: string,
): Promise<Outcome<WebhookSet>> {
  const secret = newSecret()
  return change(app, requester, connectionId, 'rotateWebhookSecret', {}, (keys, connection) => {
    const known = openSecrets(keys, connection)
    if (!known)
      return refuse('WEBHOOK_NOT_SET', ['connectionId'], 'There is no secret to rotate. Use setWebhook first.')
    const sealed = sealSecrets(keys, connection.id, { present: secret, former: known.present })
    return { ok: true, columns: { sealedWebhookSecrets: sealed }, secret }
  })
}

/** Ends the secret that a rotation left valid. May be asked for twice. */
export function dropFormerWebhookSecret(
  app: App,
  requester: Requester,
  connectionId: string,
): Promise<Outcome<WebhookSet>> {
  return change(app, requester, connectionId, 'dropFormerWebhookSecret', {}, (keys, connection) => {
    const known = openSecrets(keys, connection)
    if (!known?.former) return { ok: true, columns: null, secret: null }
    const sealed = sealSecrets(keys, connection.id, { present: known.present, former: null })
    return { ok: true, columns: { sealedWebhookSecrets: sealed }, secret: null }
  })
}

interface Columns {
  webhookProof?: WebhookProof
  webhookHeader?: string | null
  sealedWebhookSecrets?: Buffer<ArrayBuffer> | null
}

async function change(
  app: App,
  requester: Requester,
  connectionId: string,
  action: string,
  details: Record<string, string>,
  decide: (
    keys: OrganizationKeys,
    connection: Connection,
  ) => Outcome<{ columns: Columns | null; secret: string | null }>,
): Promise<Outcome<WebhookSet>> {
  if (!isId(connectionId)) return notFound('connection', ['connectionId'])
  const { organizationId, actor } = requester
  // Before the transaction: opening the organization's keys may ask the database.
  const keys = await app.keysOf(organizationId)
  const outcome = await transact<WebhookSet>(app, requester, async (tx: Tx, now) => {
    const connection = await lockConnection(tx, organizationId, connectionId)
    if (!connection || isDeleting(connection)) return notFound('connection', ['connectionId'])
    const decided = decide(keys, connection)
    if (!decided.ok) return decided
    const { columns, secret } = decided
    if (columns) {
      await tx.connection.updateMany({ where: { id: connectionId }, data: { ...columns, updatedAt: now } })
      const payload = { changed: ['webhook'], actor }
      await appendConnectionEvents(tx, organizationId, connectionId, [{ kind: 'UPDATED', payload }], now)
      await writeAudit(tx, requester, { action, targetType: 'ConnectedSource', targetId: connectionId, details }, now)
    }
    return { ok: true, connectionId, secret }
  })
  if (outcome.ok) app.events.wake(connectionId)
  return outcome
}
