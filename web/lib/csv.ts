/** Rows as a CSV file that a spreadsheet opens as text and does not run. */
import { formatCount, plural } from './format.ts'

/** At most so many rows of a file of findings. */
export const mostExported = 20_000

/**
 * What is said once findings are saved: which are missing, and how to come by them.
 * @param ofOneConnection whether they are of one connection already
 */
export function savedText(saved: number, all: number, ofOneConnection: boolean): string {
  const said = `${plural(saved, 'finding')} saved.`
  if (saved >= all) return said
  const left = `${plural(all - saved, 'more is', 'more are')} left out: a file holds at most ${formatCount(mostExported)}.`
  const narrower = ofOneConnection ? '' : ' A connection chosen above has a file of its own.'
  return `${said} ${left}${narrower} The query validationErrors of the API reads all of them, page by page.`
}

/** A cell that begins like a formula gets an apostrophe, so that a spreadsheet shows it instead of running it. */
function cell(value: string | number | null): string {
  const text = value === null ? '' : String(value)
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const csvOf = (rows: readonly (readonly (string | number | null)[])[]): string =>
  rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')
