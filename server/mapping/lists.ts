/** Lists of a document: found, walked row by row, and missing. */
import type { Catalogue } from './catalogue.ts'
import type { Checking } from './conditions.ts'
import { type Frame, fail, type Row } from './frame.ts'
import { type ResolvedPath, type Root, resolvePath, type Scope, wrongType } from './paths.ts'
import { text } from './shapes.ts'
import type { Tree } from './tree.ts'

/** The list a preset names, or null after a problem. */
export function resolveList(tree: Tree, what: string, scope: Scope, checking: Checking): ResolvedPath | null {
  const { problems } = checking
  const path = text(tree, what, problems)
  if (path === null) return null
  const resolution = resolvePath(path.text, scope)
  if (!resolution.ok) {
    const hint = resolution.hint ?? problems.suggest(path.text, resolution.candidates())
    problems.add(path.at, path.path, resolution.code, resolution.message, hint)
    return null
  }
  if (resolution.path.type === 'list') return resolution.path
  const message = `${what} names a list; ${path.text} is ${resolution.path.type}.`
  problems.add(path.at, path.path, 'TYPE_MISMATCH', message, null)
  return null
}

/** The scope of a list's rows: `row` is the row in hand. */
export function rowScope(list: ResolvedPath, scope: Scope): Scope {
  return { ...scope, roots: new Map(scope.roots).set('row', rowRoot(list)) }
}

function rowRoot(list: ResolvedPath): Root {
  return {
    fields: list.fields as Catalogue,
    source: list.source,
    get: (f) => f.row,
    slot: 'row',
    place: (f) => `${f.rowPlace}[${f.rowIndex}]`,
  }
}

const none: readonly unknown[] = []

/** The rows of a list. A list that is not there fails the document unless it may be missing. */
export function rowsOf(f: Frame, list: ResolvedPath, mayMiss: boolean): readonly unknown[] {
  const value = list.get(f)
  if (Array.isArray(value)) return value
  if (value !== null && value !== undefined) {
    wrongType(f, list.place(f), 'a list')
  } else if (!mayMiss) {
    const place = list.place(f)
    const hint = 'Where this source leaves out empty lists, write onMissing: blank on the block.'
    fail(f, place, 'LIST_MISSING', `${place} is not in the document, and missing is not empty.`, hint)
  }
  return none
}

/** Calls `visit` with each row in the frame, and puts the frame back. */
export function eachRow(
  f: Frame,
  list: ResolvedPath,
  rows: readonly unknown[],
  visit: (row: Row, index: number) => void,
): void {
  const { row, rowPlace, rowIndex } = f
  const place = rows.length === 0 ? '' : list.place(f)
  for (let i = 0; i < rows.length; i++) {
    const candidate = rows[i]
    if (typeof candidate !== 'object' || candidate === null || Array.isArray(candidate)) {
      wrongType(f, `${place}[${i}]`, 'an object')
      continue
    }
    f.row = candidate as Row
    f.rowPlace = place
    f.rowIndex = i
    visit(candidate as Row, i)
  }
  f.row = row
  f.rowPlace = rowPlace
  f.rowIndex = rowIndex
}
