/** The payment history profile month by month. */

export interface HistoryMonth {
  /** `2026-05`. */
  month: string
  code: string
  tone: 'good' | 'late' | 'bad' | 'none'
}

const toneOf = (code: string): HistoryMonth['tone'] => {
  if (code === '0' || code === 'E') return 'good'
  if (/[1-3]/.test(code)) return 'late'
  if (/[4-6G-L]/.test(code)) return 'bad'
  return 'none'
}

/**
 * The 24 characters with their months, the newest first: the first stands for the month before the date of account
 * information.
 */
export function historyMonths(profile: string, dateOfAccountInformation: string | null): HistoryMonth[] {
  const [year, month] = (dateOfAccountInformation ?? '').split('-').map(Number)
  if (!year || !month) return []
  return [...profile].map((code, index) => {
    const count = year * 12 + (month - 1) - (index + 1)
    const shown = `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`
    return { month: shown, code, tone: toneOf(code) }
  })
}
