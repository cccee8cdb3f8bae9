/**
 * The month before, found by account number: a table of where each account's record lies in its file. Eight bytes an account and
 * no text: the records themselves are read again when they are asked for.
 */

/** Place of a record in the previous file. */
export interface Entry {
  /** Where the table has it. */
  slot: number
  /** Byte of the file. */
  offset: number
  length: number
}

export interface AccountTable {
  add(account: string, offset: number, length: number): void
  /** Records that may be this account's, in the order they were added; the record itself tells. */
  find(account: string): Entry[]
  see(slot: number): void
  isSeen(slot: number): boolean
  bytes(): number
}

/** A slot is two words: the lower 32 bits of the offset; then 8 more bits of it, 14 of length, 9 of the hash, 1 for seen. */
const lengthBits = 14
const hashBits = 9
const seenBit = 1

/** Numbers of accounts count alike in either case, and blanks around them do not. */
export function accountKey(account: string): string {
  return account.trim().toUpperCase()
}

function hash(text: string, seed: number): number {
  let value = seed
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 2654435761)
  value ^= value >>> 15
  value = Math.imul(value, 2246822507)
  return (value ^ (value >>> 13)) >>> 0
}

/** @param count as many accounts as will be added at most */
export function createAccountTable(count: number): AccountTable {
  const capacity = Math.floor(count / 0.85) + 8
  const slots = new Uint32Array(capacity * 2)
  const homeOf = (key: string) => hash(key, 0x9e3779b9) % capacity
  const tagOf = (key: string) => hash(key, 0x85ebca6b) >>> (32 - hashBits)
  const isFree = (at: number) => slots[at] === 0 && slots[at + 1] === 0
  return {
    add(account, offset, length) {
      const key = accountKey(account)
      let slot = homeOf(key)
      while (!isFree(slot * 2)) slot = slot + 1 === capacity ? 0 : slot + 1
      // A free slot is all zeros, and a record is never of length zero.
      slots[slot * 2] = offset % 2 ** 32
      const high = Math.floor(offset / 2 ** 32)
      slots[slot * 2 + 1] = ((high * 2 ** lengthBits + length) * 2 ** hashBits + tagOf(key)) * 2
    },
    find(account) {
      const key = accountKey(account)
      const tag = tagOf(key)
      const found: Entry[] = []
      for (let slot = homeOf(key); !isFree(slot * 2); slot = slot + 1 === capacity ? 0 : slot + 1) {
        const word = slots[slot * 2 + 1]!
        if (((word >>> 1) & (2 ** hashBits - 1)) !== tag) continue
        const length = (word >>> (1 + hashBits)) & (2 ** lengthBits - 1)
        const high = word >>> (1 + hashBits + lengthBits)
        found.push({ slot, offset: high * 2 ** 32 + slots[slot * 2]!, length })
      }
      return found
    },
    see(slot) {
      slots[slot * 2 + 1]! |= seenBit
    },
    isSeen: (slot) => (slots[slot * 2 + 1]! & seenBit) === seenBit,
    bytes: () => slots.byteLength,
  }
}
