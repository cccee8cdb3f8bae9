/**
 * Which accounts a file has named before: a set of 64-bit hashes in one typed array, open addressing. A million accounts take
 * 16 MB, and 30 bytes an account at the moments it grows; a Map of the numbers would take ten times that.
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

/** @param capacity slots to begin with, a power of two */
export function createSeenAccounts(capacity = 1024): SeenAccounts {
  let slots = new Uint32Array(capacity * 2)
  let count = 0
  const state = new Uint32Array(2)
  const grow = () => {
    const larger = new Uint32Array(slots.length * 2)
    for (let i = 0; i < slots.length; i += 2) {
      if (slots[i] !== 0 || slots[i + 1] !== 0) place(larger, slots[i]!, slots[i + 1]!)
    }
    slots = larger
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
      if (!place(slots, high, low)) return false
      count += 1
      if (count > (slots.length / 2) * fullest) grow()
      return true
    },
    bytes: () => slots.byteLength,
  }
}
