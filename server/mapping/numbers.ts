/** Numbers written as text. Strict: what is not plainly a number is none. */

/** Cents of an amount in dollars (`9018.44`, `-5`, `4.5000`), or null: no number, a fraction of a cent, or too large. */
export function centsOf(text: string): number | null {
  const match = /^(-?)(\d{1,13})(?:\.(\d{1,10}))?$/.exec(text)
  if (match === null) return null
  const fraction = match[3] ?? ''
  if (/[1-9]/.test(fraction.slice(2))) return null
  const cents = Number(match[2]) * 100 + Number(fraction.slice(0, 2).padEnd(2, '0'))
  if (!Number.isSafeInteger(cents)) return null
  return match[1] === '-' && cents !== 0 ? -cents : cents
}

/** A whole number written in digits, or null. */
export function integerOf(text: string): number | null {
  if (!/^-?\d{1,15}$/.test(text)) return null
  const value = Number(text)
  return Object.is(value, -0) ? 0 : value
}

/** A decimal number written in digits, or null. */
export function decimalOf(text: string): number | null {
  return /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) + 0 : null
}

/** Nearest whole number, halves away from zero. */
export function roundHalfAway(value: number): number {
  // 1.005 * 100 is 100.49999999999999: a hair is added before the cut.
  const rounded = Math.floor(Math.abs(value) * (1 + Number.EPSILON) + 0.5)
  return value < 0 ? -rounded : rounded
}
