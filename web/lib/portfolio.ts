/** A portfolio by account status (Field 17A) put into the groups that delinquency is spoken of in. */

export interface StatusCount {
  code: string
  count: number
}

export interface Bucket {
  key: string
  label: string
  /** Account statuses that belong to it. */
  codes: readonly string[]
}

/** From the least late to the worst: the order in which they are stacked. */
export const buckets = [
  { key: 'd30', label: '30–59 days', codes: ['71'] },
  { key: 'd60', label: '60–89 days', codes: ['78'] },
  { key: 'd90', label: '90–119 days', codes: ['80'] },
  { key: 'd120', label: '120–179 days', codes: ['82', '83'] },
  { key: 'd180', label: '180 days and more', codes: ['84'] },
  { key: 'severe', label: 'Charge-off, collection, repossession', codes: ['88', '89', '93', '94', '95', '96', '97'] },
] as const satisfies readonly Bucket[]

const current = '11'

export interface Delinquency {
  /** Accounts that are current, late or worse; paid, closed, transferred and deleted ones are none of these. */
  open: number
  /** Accounts in each of `buckets`. */
  counts: number[]
  /** Late or worse, of the open ones, 0 to 1. */
  share: number
}

export function delinquencyOf(statuses: readonly StatusCount[]): Delinquency {
  const countOf = (codes: readonly string[]) =>
    statuses.reduce((sum, { code, count }) => (codes.includes(code) ? sum + count : sum), 0)
  const counts = buckets.map(({ codes }) => countOf(codes))
  const late = counts.reduce((sum, count) => sum + count, 0)
  const open = late + countOf([current])
  return { open, counts, share: open === 0 ? 0 : late / open }
}

/** How serious a status is, for the colour it is drawn in. */
export function toneOfStatus(code: string): string {
  if (code === current) return 'current'
  return buckets.find(({ codes }) => (codes as readonly string[]).includes(code))?.key ?? 'closed'
}
