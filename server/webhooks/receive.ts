/** `/webhooks/:connectionId`: what a source sends when something happened. Who is not proven learns nothing, not even whether there is such a connection. */
import { createSecretKey, randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { App } from '../app.ts'
import { isDeleting } from '../connections/rows.ts'
import { readBody } from '../http/body.ts'
import { sendJson } from '../http/replies.ts'
import { isId } from '../ids.ts'
import { deliver } from './deliver.ts'
import { defaultSecretHeader, isProven, type Proof } from './proof.ts'
import { newSecret, openSecrets, sealSecrets } from './secrets.ts'
import { createThrottle } from './throttle.ts'

export const webhookPath = /^\/webhooks\/([0-9a-f-]{36})$/

export const webhookPathOf = (connectionId: string) => `/webhooks/${connectionId}`

const maxBytes = 256 * 1024

export type Receive = (request: IncomingMessage, response: ServerResponse, connectionId: string) => Promise<void>

export function createReceiver(app: App): Receive {
  const throttle = createThrottle(app.now)
  const decoy = createDecoy()
  return async (request, response, connectionId) => {
    const body = await readBody(request, maxBytes)
    if (!body) return sendJson(response, 413, { error: `The body is larger than ${maxBytes} bytes.` })
    const hooked = await findHooked(app, connectionId)
    const { header, ...proof } = hooked ? await proofOf(app, hooked) : decoy()
    const sent = request.headers[header.toLowerCase()]
    if (!isProven(proof, typeof sent === 'string' ? sent : '', body) || !hooked) {
      // Only now: behind a proxy all have one address, and whoever guesses must not shut out the source.
      const visitor = `${connectionId} ${request.socket.remoteAddress}`
      const waitSeconds = throttle.waitSeconds(visitor)
      if (waitSeconds > 0) {
        app.metrics.webhookDeliveries.inc({ outcome: 'throttled' })
        response.setHeader('retry-after', String(waitSeconds))
        return sendJson(response, 429, { error: 'Too many wrong tries.' })
      }
      throttle.failed(visitor)
      app.metrics.webhookDeliveries.inc({ outcome: 'refused' })
      sendJson(response, 401, { error: 'Not authorized.' })
      // After the answer, whose time must not tell whether there is such a connection.
      if (hooked) await noteRefusal(app, hooked)
      return
    }
    const outcome = await deliver(app, hooked, body, request.headers)
    app.metrics.webhookDeliveries.inc({ outcome: outcome.toLowerCase() })
    sendJson(response, 200, { outcome })
  }
}

const noteEveryMs = 60_000

/** So that a person learns that the source has a wrong secret. */
async function noteRefusal(app: App, { organizationId, id, webhookProof }: Found) {
  if (webhookProof === 'NONE') return
  const now = app.now()
  const where = { id, OR: [{ webhookRefusedAt: null }, { webhookRefusedAt: { lt: new Date(now - noteEveryMs) } }] }
  await app.database.tenant(organizationId).connection.updateMany({ where, data: { webhookRefusedAt: new Date(now) } })
}

type Found = NonNullable<Awaited<ReturnType<typeof findHooked>>>

/** The only question that is asked without knowing the organization: the address holds none. */
async function findHooked(app: App, id: string) {
  const row = await app.database.system.connection.findFirst({
    where: { id: isId(id) ? id : '00000000-0000-7000-8000-000000000000' },
    select: {
      ...{ organizationId: true, id: true, pluginId: true, pauseReason: true },
      ...{ webhookProof: true, webhookHeader: true, sealedWebhookSecrets: true },
    },
  })
  return row && !isDeleting(row) ? row : null
}

async function proofOf(app: App, row: Found): Promise<Proof & { header: string }> {
  const signatureHeader = app.plugins.get(row.pluginId)?.webhook?.signatureHeader
  const header = row.webhookProof === 'HMAC_SHA256' ? signatureHeader : row.webhookHeader
  return {
    proof: signatureHeader === undefined ? 'NONE' : row.webhookProof,
    header: header ?? defaultSecretHeader,
    secrets: openSecrets(await app.keysOf(row.organizationId), row),
  }
}

/** Secrets of no connection, opened and tried like real ones: a wrong address takes the time of a wrong proof. */
function createDecoy(): () => Proof & { header: string } {
  const key = () => createSecretKey(randomBytes(32))
  const keys = { organizationId: 'none', dataKey: key(), indexKey: key() }
  const sealed = sealSecrets(keys, 'none', { present: newSecret(), former: null })
  return () => ({
    proof: 'HMAC_SHA256',
    header: defaultSecretHeader,
    secrets: openSecrets(keys, { id: 'none', sealedWebhookSecrets: sealed }),
  })
}
