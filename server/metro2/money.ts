/** Cents inside, whole dollars at the edge of the format. */
import type { Cents } from './facts.ts'

/** Largest amount a nine-digit field can say; anything greater is reported as this. */
export const maximumAmount = 999_999_999

/** Whole dollars of an amount in cents: the cents are dropped, not rounded; a credit balance is 0; the field's maximum caps it. */
export function wholeDollars(cents: Cents): number {
  if (!(cents > 0)) return 0
  return Math.min(Math.floor(cents / 100), maximumAmount)
}

/** An amount for a person: `$1,234.56`. */
export function formatCents(cents: Cents): string {
  const absolute = Math.abs(Math.trunc(cents))
  const dollars = `${Math.floor(absolute / 100)}`.replace(/\B(?=(\d{3})+$)/g, ',')
  return `${cents < 0 ? '-' : ''}$${dollars}.${`${absolute % 100}`.padStart(2, '0')}`
}
