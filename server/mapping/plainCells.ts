/**
 * Cells of a history that a preset takes from their row as they stand: `due: { from: row.date }` and nothing else. Most of a
 * loan's facts are such cells, hundreds a document, so that they are read without the way of a recipe. Whatever is not plainly
 * right (missing, blank, of another type, none of the words) is left to the recipe, which knows what to say about it.
 */
import { isCalendarDate } from '../metro2/dates.ts'
import type { Row } from './frame.ts'
import type { Cell, Column } from './historyColumns.ts'
import { resolvePath, type Scope } from './paths.ts'
import type { Tree } from './tree.ts'
import { isBlank } from './values.ts'

export interface PlainCell {
  name: string
  kind: 'text' | 'date' | 'number'
  /** Null where any text will do. */
  words: ReadonlySet<string> | null
  optional: boolean
}

const kinds = { text: 'text', date: 'date', money: 'number', integer: 'number' } as const

/** Null for every other recipe, and for one with a problem. */
export function plainCellOf(tree: Tree, { target, needed }: Column, scope: Scope): PlainCell | null {
  const from = tree.kind === 'map' && tree.entries.size === 1 ? tree.entries.get('from')?.value : undefined
  if (from?.kind !== 'text') return null
  const [root, name, ...deeper] = from.text.split('.')
  if (root !== 'row' || name === undefined || deeper.length > 0) return null
  const resolution = resolvePath(from.text, scope)
  // Values of a list are counted as unknown when they are new: the recipe does that.
  if (!resolution.ok || resolution.path.values !== null || resolution.path.type !== target.kind) return null
  const kind = kinds[target.kind as keyof typeof kinds]
  return kind === undefined ? null : { name, kind, words: target.codes?.codes ?? null, optional: !needed }
}

/** The cell, or undefined where the recipe has to look at it. */
export function plainValue(row: Row, { name, kind, words, optional }: PlainCell): Cell | undefined {
  const value = row[name]
  if (kind === 'number') {
    if (Number.isSafeInteger(value)) return value as number
  } else if (typeof value === 'string') {
    if (kind === 'date') return isCalendarDate(value) ? value : undefined
    return isBlank(value) || (words !== null && !words.has(value)) ? undefined : value
  }
  return optional && value === null ? null : undefined
}
