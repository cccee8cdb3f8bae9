/** SSN and date of birth in the clear: for how long, and how they are written. */

/** One minute, and they are masked again. */
export const shownMs = 60_000

export interface RevealedValues {
  segment: string
  socialSecurityNumber: string | null
  dateOfBirth: string | null
}

/** Whole seconds that are left; 0 when they must be masked. */
export const secondsLeft = (until: number, now: number): number => Math.max(0, Math.ceil((until - now) / 1_000))

/** `666120001` as `666-12-0001`. */
export const formatSsn = (ssn: string): string => ssn.replace(/^(\d{3})(\d{2})(\d{4})$/, '$1-$2-$3')
