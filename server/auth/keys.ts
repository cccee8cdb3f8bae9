/** API keys: `m2k_<key id>_<secret>`. Shown once; stored as a hash. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { newId } from '../ids.ts'

export interface NewApiKey {
  /** The whole key, for its holder. Not kept. */
  key: string
  /** Id of the row; stands in the key, so that it is found without searching. */
  id: string
  hash: Buffer<ArrayBuffer>
  /** What lists show of it: `m2k_…a1B2`. */
  hint: string
}

/** What a key presented by a client says of itself; to be compared with the stored row. */
export interface PresentedApiKey {
  id: string
  hash: Buffer<ArrayBuffer>
}

const ownForm = /^m2k_([0-9a-f]{32})_([0-9A-Za-z]{43})$/
const operatorForm = /^[A-Za-z0-9_-]{32,200}$/

/** A key with a secret of 256 random bits. Letters, digits and underscores only: it survives shells, URLs and double clicks. */
export function newApiKey(id: string = newId()): NewApiKey {
  const key = `m2k_${id.replaceAll('-', '')}_${base62(randomBytes(32))}`
  return { key, id, hash: hashApiKey(key), hint: apiKeyHint(key) }
}

/**
 * SHA-256 of the whole key. A slow password hash protects secrets that people choose, by making guesses dear; 256 random
 * bits cannot be guessed at any price, and every request pays for the hash.
 */
export function hashApiKey(key: string): Buffer<ArrayBuffer> {
  return createHash('sha256').update(key, 'utf8').digest()
}

/**
 * Reads a key as a client sent it; null when it cannot be one. A key that the operator chose (ADMIN_API_KEY) holds no
 * id: one is derived from it, the same every time.
 */
export function parseApiKey(text: string): PresentedApiKey | null {
  const own = ownForm.exec(text)
  if (own) return { id: toUuid(own[1]!), hash: hashApiKey(text) }
  if (text.startsWith('m2k_') || !operatorForm.test(text)) return null
  // Version 8 of UUID: "made by a rule of our own".
  const hex = createHash('sha256').update(`key id of ${text}`, 'utf8').digest('hex')
  return { id: toUuid(`${hex.slice(0, 12)}8${hex.slice(13, 16)}8${hex.slice(17, 32)}`), hash: hashApiKey(text) }
}

/** Compares hashes in a time that does not depend on where they differ. */
export function sameApiKeyHash(stored: Uint8Array, presented: Uint8Array): boolean {
  return stored.length === presented.length && timingSafeEqual(stored, presented)
}

/** The last four characters, for lists. */
export function apiKeyHint(key: string): string {
  return `${key.startsWith('m2k_') ? 'm2k_' : ''}…${key.slice(-4)}`
}

function toUuid(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** 32 bytes as 43 digits of base 62, leading zeros kept. */
function base62(bytes: Buffer): string {
  let rest = BigInt(`0x${bytes.toString('hex')}`)
  let text = ''
  for (let i = 0; i < 43; i++) {
    text = digits[Number(rest % 62n)] + text
    rest /= 62n
  }
  return text
}
