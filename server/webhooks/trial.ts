/**
 * Trying a connection's webhook: a delivery like the source's own, with the right proof, sent to the address that the source
 * is given. So it goes through name, certificate and proxy, and says where it got stuck.
 */
import { createHmac } from 'node:crypto'
import type { WebhookSupport } from '../../plugins/contract.ts'
import type { Connection } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { transact, writeAudit } from '../audit.ts'
import { isDeleting } from '../connections/rows.ts'
import { isId, newId } from '../ids.ts'
import { notFound, type Outcome, type Requester, refuse } from '../outcome.ts'
import { defaultSecretHeader } from './proof.ts'
import { webhookPathOf } from './receive.ts'
import { openSecrets } from './secrets.ts'

export interface WebhookTrial {
  connectionId: string
  /** It came in with the right proof, and was understood. */
  passed: boolean
  url: string
  /** HTTP status of the answer; null when there was none. */
  status: number | null
  milliseconds: number
  message: string
  /** Null when there is nothing to mend. */
  hint: string | null
}

const patienceMs = 10_000
const mostAnswer = 4_096

export async function testWebhook(
  app: App,
  requester: Requester,
  connectionId: string,
): Promise<Outcome<WebhookTrial>> {
  const { organizationId } = requester
  const db = app.database.tenant(organizationId)
  const connection = isId(connectionId) ? await db.connection.findFirst({ where: { id: connectionId } }) : null
  if (!connection || isDeleting(connection)) return notFound('connection', ['connectionId'])
  const webhook = app.plugins.get(connection.pluginId)?.webhook
  if (!webhook) return refuse('WEBHOOK_UNSUPPORTED', ['connectionId'], 'This source sends no webhooks.')
  const secrets = openSecrets(await app.keysOf(organizationId), connection)
  if (connection.webhookProof === 'NONE' || !secrets)
    return refuse('WEBHOOK_NOT_SET', ['connectionId'], 'The webhook is out of use. Call setWebhook first.')
  const base = app.config.publicUrl ?? app.address
  if (!base) return refuse('WEBHOOK_NOT_SET', [], 'This process does not know its own address. Set PUBLIC_URL.')
  const loan = await db.sourceRecord.findFirst({
    where: { connectionId, goneSince: null },
    orderBy: { id: 'asc' },
    select: { sourceKey: true, displayKey: true },
  })
  const body = sampleOf(webhook, loan)
  const audited = await transact<object>(app, requester, async (tx, now) => {
    const entry = { action: 'testWebhook', targetType: 'ConnectedSource', targetId: connectionId }
    await writeAudit(tx, requester, entry, now)
    return { ok: true }
  })
  if (!audited.ok) return audited
  const url = `${base}${webhookPathOf(connectionId)}`
  const began = performance.now()
  const answer = await send(url, body, headersOf(connection, webhook, secrets.present, body))
  const milliseconds = Math.round(performance.now() - began)
  const known = { connectionId, url, status: 'status' in answer ? answer.status : null, milliseconds }
  return { ok: true, ...known, ...judge(answer, loan !== null, app.config.publicUrl !== null) }
}

/** Of a loan that is known, so that it is read again and nothing else happens; a number of its own keeps it from being a duplicate. */
function sampleOf(webhook: WebhookSupport, loan: { sourceKey: string; displayKey: string } | null): Buffer {
  const about = loan ? { key: loan.sourceKey, displayKey: loan.displayKey } : { key: '0', displayKey: '0' }
  return Buffer.from(JSON.stringify({ ...webhook.sample(about), trial: newId() }))
}

function headersOf(
  { webhookProof, webhookHeader }: Connection,
  { signatureHeader }: WebhookSupport,
  secret: string,
  body: Buffer,
): Record<string, string> {
  const proof: [string, string] =
    webhookProof === 'HMAC_SHA256'
      ? [signatureHeader, createHmac('sha256', secret).update(body).digest('hex')]
      : [webhookHeader ?? defaultSecretHeader, secret]
  return { 'content-type': 'application/json', [proof[0]]: proof[1] }
}

type Answer = { status: number; outcome: string | null } | { trouble: string }

async function send(url: string, body: Buffer, headers: Record<string, string>): Promise<Answer> {
  try {
    // A redirect is not followed: the source would not sign for another address, nor should the secret go there.
    const signal = AbortSignal.timeout(patienceMs)
    const response = await fetch(url, {
      method: 'POST',
      body: new Uint8Array(body),
      headers,
      signal,
      redirect: 'manual',
    })
    const text = (await response.text()).slice(0, mostAnswer)
    return { status: response.status, outcome: outcomeOf(text) }
  } catch (error) {
    const { cause, name } = error as Error & { cause?: { code?: string } }
    return { trouble: name === 'TimeoutError' ? 'TIMEOUT' : (cause?.code ?? name) }
  }
}

function outcomeOf(text: string): string | null {
  try {
    const { outcome } = JSON.parse(text) as { outcome?: unknown }
    return typeof outcome === 'string' && /^[A-Z]{1,20}$/.test(outcome) ? outcome : null
  } catch {
    return null
  }
}

type Judgement = Pick<WebhookTrial, 'passed' | 'message' | 'hint'>

function judge(answer: Answer, hasLoan: boolean, isPublic: boolean): Judgement {
  const stuck = (message: string, hint: string) => ({ passed: false, message, hint })
  if ('trouble' in answer) {
    const hint = isPublic
      ? 'Check PUBLIC_URL: its name must lead to this server or the proxy before it, with a valid certificate. Some networks do not let a server reach its own public address: then try it from outside.'
      : 'Set PUBLIC_URL to the address under which the source reaches this server.'
    return stuck(`The address does not answer: ${answer.trouble}.`, hint)
  }
  const { status, outcome } = answer
  if (status === 200 && outcome === 'ACCEPTED')
    return passed('It came in with the right proof, and names a known loan, which is read again.')
  if (status === 200 && outcome === 'IGNORED' && !hasLoan)
    return passed('It came in with the right proof. No loan is known yet for it to name.')
  if (status === 200 && outcome === 'DUPLICATE')
    return passed('It came in with the right proof, as a repetition of another.')
  if (status === 200 && outcome === 'IGNORED')
    return stuck(
      'It came in with the right proof, and its loan was not understood.',
      'See webhookDeliveries for what was made of it.',
    )
  if (status === 200)
    return stuck(
      'Something else answers at this address.',
      'Check PUBLIC_URL and the proxy: /webhooks/ must lead to this server.',
    )
  if (status === 401)
    return stuck(
      'The proof was refused.',
      'Something on the way changes the body or drops the header of the proof: see the proxy. Or another server answers, with another database.',
    )
  if (status === 413)
    return stuck('The body is too large for what stands before the server.', 'Let the proxy take bodies of 256 kB.')
  if (status === 429)
    return stuck(
      'Too many deliveries with a wrong proof came from this address.',
      'Try again in a minute; it is this trial whose proof does not arrive.',
    )
  if (status >= 300 && status < 400)
    return stuck(
      `The address redirects (${status}); a source does not follow.`,
      'Set PUBLIC_URL to the address that it redirects to, with https.',
    )
  return stuck(
    `The address answers ${status}.`,
    'Check PUBLIC_URL and the proxy: POST to /webhooks/ must lead to this server, unchanged.',
  )
}

const passed = (message: string): Judgement => ({ passed: true, message, hint: null })
