/** Collects the faults of a preset's text, all of them, in the order of the text. */
import type { PresetProblem } from './program.ts'

/** More than this many help nobody; the list then ends with TOO_MANY_PROBLEMS. */
const maximumProblems = 200
/** Suggestions compare a wrong name with every right one, so only so many are made. */
const maximumSuggestions = 40

export interface Problems {
  /** `at` is an offset into the text, `path` the dotted place in the preset. */
  add(at: number, path: string, code: string, message: string, hint?: string | null): void
  /** "did you mean X?" for a wrong name, or null when nothing is near. */
  suggest(wrong: string, names: Iterable<string>): string | null
  count(): number
  list(): PresetProblem[]
}

interface Found {
  at: number
  order: number
  problem: Omit<PresetProblem, 'line' | 'column'>
}

export function createProblems(text: string): Problems {
  const found: Found[] = []
  let dropped = false
  let suggestions = 0
  return {
    add(at, path, code, message, hint = null) {
      if (found.length >= maximumProblems) dropped = true
      else found.push({ at, order: found.length, problem: { path, code, message, hint } })
    },
    suggest(wrong, names) {
      if (suggestions >= maximumSuggestions) return null
      suggestions++
      const near = nearest(wrong, names)
      return near === null ? null : `did you mean ${near}?`
    },
    count: () => found.length,
    list() {
      const sorted = found.toSorted((a, b) => a.at - b.at || a.order - b.order)
      // Of a text that is too large nothing more is read than has to be.
      const place = lineFinder(text, dropped ? text.length : (sorted.at(-1)?.at ?? 0))
      const problems = sorted.map((f) => ({ ...place(f.at), ...f.problem }))
      if (dropped) problems.push(tooMany(place(text.length)))
      return problems
    },
  }
}

function tooMany(place: { line: number; column: number }): PresetProblem {
  return {
    ...place,
    path: '',
    code: 'TOO_MANY_PROBLEMS',
    message: `Only the first ${maximumProblems} problems are listed.`,
    hint: 'Mend these and check again.',
  }
}

/** Line and column (from 1) of an offset up to `until`. */
function lineFinder(text: string, until: number): (at: number) => { line: number; column: number } {
  const starts = [0]
  for (let i = text.indexOf('\n'); i >= 0 && i < until; i = text.indexOf('\n', i + 1)) starts.push(i + 1)
  return (at) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle]! <= at) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: Math.max(0, at - starts[low]!) + 1 }
  }
}

/** The name with the smallest edit distance, if it is small beside the length of the wrong one. */
export function nearest(wrong: string, names: Iterable<string>): string | null {
  const word = wrong.slice(0, 120)
  const lower = word.toLowerCase()
  let best: string | null = null
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const name of names) {
    if (Math.abs(name.length - word.length) >= bestDistance) continue
    const distance = name.toLowerCase() === lower ? 0.5 : editDistance(word, name)
    if (distance < bestDistance) {
      best = name
      bestDistance = distance
    }
  }
  return best
}

/** Levenshtein distance: single characters inserted, deleted or exchanged. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(change, previous[j]! + 1, row[j - 1]! + 1))
    }
    previous = row
  }
  return previous[b.length]!
}
