/** The bytes of uploads: cut into chunks of equal size, each compressed and sealed at its place. */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { type SealedPlace, seal, unseal } from '../vault/seal.ts'
import type { OrganizationKeys } from '../vault/vault.ts'

/** What a process holds of an upload at a time. */
export const chunkBytes = 1024 * 1024

/** The index belongs to the place: chunks that changed places do not open. */
const placeOf = (uploadId: string, index: number): SealedPlace => ({
  table: 'upload_chunks',
  rowId: uploadId,
  field: `sealed:${index}`,
})

export function sealChunk(keys: OrganizationKeys, uploadId: string, index: number, plain: Buffer): Buffer<ArrayBuffer> {
  const packed = zstdCompressSync(plain, { params: { [constants.ZSTD_c_compressionLevel]: 1 } })
  return seal(keys, placeOf(uploadId, index), packed)
}

/** @throws VaultError */
export function openChunk(keys: OrganizationKeys, uploadId: string, index: number, sealed: Uint8Array): Buffer {
  // Never more than was put in: the seal proves that the compressed bytes are ours.
  return zstdDecompressSync(unseal(keys, placeOf(uploadId, index), sealed))
}

/** The same bytes in pieces of `chunkBytes`, the last one shorter. Holds one piece. */
export async function* inChunks(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Buffer[] = []
  let size = 0
  for await (const part of body) {
    let rest = Buffer.from(part.buffer, part.byteOffset, part.byteLength)
    while (size + rest.length >= chunkBytes) {
      const taken = chunkBytes - size
      yield Buffer.concat([...held, rest.subarray(0, taken)])
      rest = rest.subarray(taken)
      held = []
      size = 0
    }
    if (rest.length === 0) continue
    held.push(rest)
    size += rest.length
  }
  if (size > 0) yield Buffer.concat(held)
}
