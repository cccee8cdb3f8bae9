/** Random numbers that depend on nothing but the parts they are made from. */
export interface Random {
  /** 0 ≤ x < 1 */
  next(): number
  /** min ≤ x ≤ max */
  int(min: number, max: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
}

function hash(parts: readonly (string | number)[]): number {
  let h = 0x811c9dc5
  for (const char of parts.join('|')) {
    h = Math.imul(h ^ char.charCodeAt(0), 0x01000193)
  }
  // A last mix: neighbouring indices differ in few bits.
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** mulberry32 over a hash of the parts. */
export function randomOf(...parts: (string | number)[]): Random {
  let state = hash(parts)
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    int: (min, max) => min + Math.floor(next() * (max - min + 1)),
    chance: (probability) => next() < probability,
    pick: (list) => list[Math.floor(next() * list.length)]!,
  }
}
