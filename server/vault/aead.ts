/** AES-256-GCM with a fixed layout: version byte · 12-byte IV · ciphertext · 16-byte tag. */
import { createCipheriv, createDecipheriv, type KeyObject, randomFillSync } from 'node:crypto'

const algorithm = 'aes-256-gcm'
const ivBytes = 12
const tagBytes = 16
const headBytes = 1 + ivBytes

/** What the version byte says of the plain text under the seal. */
export const formats = { plain: 1, zstd: 2 } as const
export type Format = (typeof formats)[keyof typeof formats]

/** A sealed value cannot be opened. Says which one and what may have happened; never holds content. */
export class VaultError extends Error {
  override name = 'VaultError'
  /**
   * - `UNKNOWN_MASTER_KEY`: wrapped by a master key that is not configured.
   * - `DAMAGED`: changed, cut, sealed under another key, or moved from another place.
   */
  readonly code: 'UNKNOWN_MASTER_KEY' | 'DAMAGED'
  constructor(code: VaultError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** Joins the parts so that no two lists give the same bytes ("ab","c" and "a","bc" differ). */
export function contextBytes(parts: readonly string[]): Buffer<ArrayBuffer> {
  const buffers: Buffer[] = []
  for (const part of parts) {
    const text = Buffer.from(part, 'utf8')
    const length = Buffer.alloc(4)
    length.writeUInt32BE(text.length)
    buffers.push(length, text)
  }
  return Buffer.concat(buffers)
}

/** Random bytes for IVs, drawn in bulk: a call to the generator for each cost more than the encryption of a small value. */
const randomPool = Buffer.alloc(ivBytes * 512)
let drawn = randomPool.length

function writeIv(sealed: Buffer): void {
  if (drawn === randomPool.length) {
    randomFillSync(randomPool)
    drawn = 0
  }
  randomPool.copy(sealed, 1, drawn, drawn + ivBytes)
  drawn += ivBytes
}

export function encrypt(key: KeyObject, context: Buffer, format: Format, plain: Uint8Array): Buffer<ArrayBuffer> {
  const sealed = Buffer.allocUnsafeSlow(headBytes + plain.length + tagBytes)
  sealed[0] = format
  writeIv(sealed)
  const cipher = createCipheriv(algorithm, key, sealed.subarray(1, headBytes), { authTagLength: tagBytes })
  // The version byte is authenticated too: nobody can make one format be read as the other.
  cipher.setAAD(Buffer.concat([sealed.subarray(0, 1), context]))
  cipher.update(plain).copy(sealed, headBytes)
  cipher.final()
  cipher.getAuthTag().copy(sealed, headBytes + plain.length)
  return sealed
}

/** @throws VaultError DAMAGED, with `what` in its message */
export function decrypt(
  key: KeyObject,
  context: Buffer,
  format: Format,
  sealed: Uint8Array,
  what: string,
): Buffer<ArrayBuffer> {
  if (sealed.length < headBytes + tagBytes || sealed[0] !== format) throw damaged(what)
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  const end = bytes.length - tagBytes
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(1, headBytes), { authTagLength: tagBytes })
  decipher.setAAD(Buffer.concat([bytes.subarray(0, 1), context]))
  decipher.setAuthTag(bytes.subarray(end))
  const plain = decipher.update(bytes.subarray(headBytes, end))
  try {
    decipher.final()
  } catch {
    throw damaged(what)
  }
  return plain
}

function damaged(what: string): VaultError {
  return new VaultError(
    'DAMAGED',
    `${what} cannot be opened: it was changed, cut, or copied from another place. Restore it from a backup, or sync the record again.`,
  )
}
