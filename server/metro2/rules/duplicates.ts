/**
 * Which accounts a file has named before: a set of 64-bit hashes in typed arrays, open addressing. A million accounts take
 * 16 MB; a Map of the numbers would take ten times that. An account takes 20 bytes at most, also while the set grows, for it
 * grows a part at a time.
 */

/** Share of the slots that may be taken before the table grows. */
const fullest = 0.8

/** Folds a text into two 32-bit hashes; letters count alike in either case. */
function fold(text: string, state: Uint32Array): void {
  let a = state[0]!
  let b = state[1]!
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i)
    if (code >= 97 && code <= 122) code -= 32
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  // A separator between the parts: AB + C is not A + BC.
  state[0] = Math.imul(a ^ 31, 2654435761)
  state[1] = Math.imul(b ^ 31, 1597334677)
}

function mix(a: number, b: number): number {
  return Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
}

/** Places the pair, unless it is there; false when it was. */
function place(slots: Uint32Array, high: number, low: number): boolean {
  const mask = slots.length / 2 - 1
  for (let slot = low & mask; ; slot = (slot + 1) & mask) {
    const at = slot * 2
    if (slots[at] === high && slots[at + 1] === low) return false
    if (slots[at] !== 0 || slots[at + 1] !== 0) continue
    slots[at] = high
    slots[at + 1] = low
    return true
  }
}

export interface SeenAccounts {
  /** False where this identification number and account number came before. */
  add(identificationNumber: string, consumerAccountNumber: string): boolean
  /** Bytes the table holds. */
  bytes(): number
}

/** A hash belongs to the part of its first bits. */
const partBits = 6

/** @param capacity slots of a part to begin with, a power of two */
export function createSeenAccounts(capacity = 64): SeenAccounts {
  const parts = Array.from({ length: 2 ** partBits }, () => ({ slots: new Uint32Array(capacity * 2), count: 0 }))
  const state = new Uint32Array(2)
  const grown = (slots: Uint32Array<ArrayBuffer>) => {
    const larger = new Uint32Array(slots.length * 2)
    for (let i = 0; i < slots.length; i += 2) {
      if (slots[i] !== 0 || slots[i + 1] !== 0) place(larger, slots[i]!, slots[i + 1]!)
    }
    // Given back at once: the garbage collector lets half a table of a million accounts lie about.
    slots.buffer.transfer(0)
    return larger
  }
  return {
    add(identificationNumber, consumerAccountNumber) {
      state[0] = 0xdeadbeef
      state[1] = 0x41c6ce57
      fold(identificationNumber, state)
      fold(consumerAccountNumber, state)
      const high = mix(state[0], state[1]) >>> 0
      // Zero twice marks a free slot.
      const low = mix(state[1], state[0]) >>> 0 || 1
      const part = parts[high >>> (32 - partBits)]!
      if (!place(part.slots, high, low)) return false
      part.count += 1
      if (part.count > (part.slots.length / 2) * fullest) part.slots = grown(part.slots)
      return true
    },
    bytes: () => parts.reduce((sum, { slots }) => sum + slots.byteLength, 0),
  }
}
