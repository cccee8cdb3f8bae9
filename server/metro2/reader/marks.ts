/**
 * How a record is told from other bytes. Text here is Latin-1: one character a byte, so that nothing is lost and positions are
 * those of the file.
 */

/** What a record begins with: its kind and where its first field would stand if it were complete. */
export interface Beginning {
  kind: 'HEADER' | 'BASE' | 'TRAILER'
  /** Characters before the record descriptor word: 4 for a block descriptor word. -4: the record descriptor word is missing. */
  shift: number
}

/** Value of `count` digits, or -1 where one of them is none. */
export function digitsAt(text: string, from: number, count: number): number {
  let value = 0
  for (let i = from; i < from + count; i++) {
    const digit = text.charCodeAt(i) - 48
    if (!(digit >= 0 && digit <= 9)) return -1
    value = value * 10 + digit
  }
  return value
}

/** MMDDYYYY of a day that could stand in a record. The year settles it: no month and day read as 19xx or 20xx. */
export function isPlausibleDate(text: string, from: number): boolean {
  const month = digitsAt(text, from, 2)
  const day = digitsAt(text, from + 2, 2)
  const year = digitsAt(text, from + 4, 4)
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && year >= 1900 && year < 2100
}

const one = 49

function isZeroDate(text: string, from: number): boolean {
  return text.startsWith('00000000', from)
}

/** Whether a record with its descriptor word begins at `from`: enough of it to cut a file without line ends there. */
export function beginsRecord(text: string, from: number): boolean {
  const stated = digitsAt(text, from, 4)
  if (stated < 0) return false
  // Without a time stamp the descriptor word must be one: amounts hold ones and zeros too.
  if (text.charCodeAt(from + 4) === one) {
    return isPlausibleDate(text, from + 5) || (stated >= 426 && isZeroDate(text, from + 5))
  }
  return text.startsWith('HEADER', from + 4) || text.startsWith('TRAILER', from + 4)
}

/** As many characters as `beginsRecord` looks at. */
export const beginningLength = 13

/** A block descriptor word is four digits before a record. */
export function beginsBlock(text: string, from: number): boolean {
  return digitsAt(text, from, 4) >= 0 && !beginsRecord(text, from) && beginsRecord(text, from + 4)
}

const portfolioTypes = 'CIMORL'
const datePositions = [5, 75, 181]

function portfolio(text: string, shift: number): number {
  return shift + 72 < text.length && portfolioTypes.includes(text[shift + 72]!) ? 1 : 0
}

/** A base segment shows three of the five: so one or two wrong fields hide no record, and a shifted one is none. */
const enough = 3

/**
 * How many of five things stand where a base segment has them whose descriptor word begins at `shift`: processing indicator,
 * time stamp, date opened, date of account information, portfolio type.
 * With a true descriptor word zeros are as good as a day.
 */
function likeness(text: string, shift: number): number {
  let found = 0
  if (text.charCodeAt(shift + 4) === one) found++
  for (const at of datePositions) if (isPlausibleDate(text, shift + at)) found++
  if (found >= enough || digitsAt(text, shift, 4) !== text.length - shift) return found + portfolio(text, shift)
  for (const at of datePositions) if (isZeroDate(text, shift + at)) found++
  return found + portfolio(text, shift)
}

const shifts = [0, 4, -4] as const

/** What a line is; null when it is no record. */
export function beginningOf(text: string): Beginning | null {
  if (likeness(text, 0) >= 4) return { kind: 'BASE', shift: 0 }
  for (const shift of shifts) {
    if (text.startsWith('HEADER', shift + 4)) return { kind: 'HEADER', shift }
    if (text.startsWith('TRAILER', shift + 4)) return { kind: 'TRAILER', shift }
  }
  let best: Beginning | null = null
  let most = enough - 1
  for (const shift of shifts) {
    const found = likeness(text, shift)
    if (found > most) {
      best = { kind: 'BASE', shift }
      most = found
    }
  }
  return best
}

/** Where in the line a shifted record seems to begin (from 0), or -1. */
export function shiftedTo(text: string): number {
  for (let shift = 1; shift <= 200 && shift + 200 < text.length; shift++) {
    if (text.charCodeAt(shift + 4) === one && likeness(text, shift) === 5) return shift
  }
  return -1
}
