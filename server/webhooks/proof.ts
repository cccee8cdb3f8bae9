/** Whether the source sent a webhook. Every comparison takes the same time whatever it finds, and all secrets are tried. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { WebhookProof } from '../../prisma/generated/client/enums.ts'
import type { WebhookSecrets } from './secrets.ts'

export interface Proof {
  proof: WebhookProof
  secrets: WebhookSecrets | null
}

/** Header of a shared secret, unless the connection names another. */
export const defaultSecretHeader = 'X-Webhook-Secret'

/**
 * @param sent value of the header that carries the proof
 * @param body the raw bytes, as they came
 */
export function isProven({ proof, secrets }: Proof, sent: string, body: Uint8Array): boolean {
  const candidates = secrets ? [secrets.present, secrets.former ?? secrets.present] : []
  const matches = candidates.map((secret) =>
    proof === 'HMAC_SHA256' ? isSignature(secret, sent, body) : isSecret(secret, sent),
  )
  return proof !== 'NONE' && matches.includes(true)
}

function isSecret(secret: string, sent: string): boolean {
  return timingSafeEqual(sha256(secret), sha256(sent.trim()))
}

const sha256 = (text: string) => createHash('sha256').update(text).digest()

function isSignature(secret: string, sent: string, body: Uint8Array): boolean {
  const right = createHmac('sha256', secret).update(body).digest()
  const given = readSignature(sent)
  // What is no signature is compared all the same.
  return timingSafeEqual(right, given ?? sha256('')) && given !== null
}

/** 32 bytes in hex or base64, with or without `sha256=` before them. */
function readSignature(sent: string): Buffer | null {
  const text = sent.trim().replace(/^sha256=/i, '')
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return null
  return Buffer.from(text.replaceAll('-', '+').replaceAll('_', '/'), 'base64')
}
