/** How values are shown. Days and amounts come as text and are not run through a clock or a float. */
const counts = new Intl.NumberFormat('en-US')
const instants = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short' })
const times = new Intl.DateTimeFormat('en-US', { timeStyle: 'medium' })
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export const formatCount = (count: number): string => counts.format(count)

/** `1234.50` as `$1,234.50`; whole dollars without cents, as the format holds them. */
export function formatMoney(money: string | null): string {
  const [, sign, dollars, cents] = /^(-?)(\d+)(?:\.(\d{2}))?$/.exec(money ?? '') ?? []
  if (dollars === undefined) return '–'
  const grouped = dollars.replace(/\B(?=(\d{3})+$)/g, ',')
  return `${sign}$${grouped}${cents && cents !== '00' ? `.${cents}` : ''}`
}

/** `2026-06-30` as `Jun 30, 2026`, whatever the time zone. */
export function formatDay(day: string | null): string {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? '') ?? []
  return year === undefined ? '–' : `${months[Number(month) - 1]} ${Number(date)}, ${year}`
}

export const formatInstant = (instant: string | null): string => (instant ? instants.format(new Date(instant)) : '–')

export const formatTime = (instant: string): string => times.format(new Date(instant))

/** `95` seconds as `1 min 35 s`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min ${whole % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** `SUCCEEDED_WITH_ERRORS` as `Succeeded with errors`. */
export function humanize(code: string): string {
  const text = code.toLowerCase().replaceAll('_', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`

/** `1234567` bytes as `1.2 MB`. */
export function formatBytes(bytes: string | number): string {
  const count = Number(bytes)
  if (!Number.isFinite(count) || count < 0) return '–'
  const units = ['bytes', 'kB', 'MB', 'GB']
  const power = count < 1 ? 0 : Math.min(Math.floor(Math.log10(count) / 3), units.length - 1)
  const shown = count / 1000 ** power
  return `${power === 0 || shown >= 100 ? Math.round(shown) : shown.toFixed(1)} ${units[power]}`
}
