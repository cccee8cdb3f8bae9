/** The fields of a source as a preset reaches them: by their own paths, by `row`, by the names of `let`. */
import type { Entry } from './scan.ts'

export type ScalarType = 'text' | 'integer' | 'decimal' | 'boolean' | 'date' | 'instant' | 'money'

/** A node of the catalogue, as `ConnectedSource.catalogue` of the API has it. */
export type CatalogueNode = { title: string; description?: string } & (
  | { type: ScalarType; sensitive?: boolean; values?: { value: string; title: string }[]; open?: boolean }
  | { type: 'object'; fields: Catalogue }
  | { type: 'list'; of: Catalogue }
)

export type Catalogue = { readonly [name: string]: CatalogueNode }

export interface PathOption {
  path: string
  node: CatalogueNode
}

/** The names that paths may begin with at a place of the text, beside the fields of the catalogue. */
export type Scope = ReadonlyMap<string, CatalogueNode>

const listKeys = ['each', 'first', 'latest']
const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((part, i) => part === b[i])

const scalarAt = (entries: readonly Entry[], path: readonly string[]) =>
  entries.find((entry) => same(entry.path, path))?.value ?? null

/** The list that rows are taken from by the mapping at a path. */
function listOf(entries: readonly Entry[], path: readonly string[]): string | null {
  for (const key of listKeys) {
    const value = scalarAt(entries, [...path, key])
    if (value) return value
  }
  return null
}

const rowsOf = (node: CatalogueNode | null): CatalogueNode | null =>
  node?.type === 'list' ? { type: 'object', title: `A row of ${node.title}`, fields: node.of } : null

/** What `row`, `consumer` and the names of `let` stand for at a path. */
export function scopeAt(catalogue: Catalogue, entries: readonly Entry[], path: readonly string[]): Scope {
  const scope = new Map<string, CatalogueNode>([
    ['asOf', { type: 'date', title: 'Day of the report' }],
    ['snapshotDate', { type: 'date', title: 'Day the source captured its balances' }],
  ])
  const block = consumerBlock(path)
  if (block) {
    const each = scalarAt(entries, [...block, 'each'])
    const consumer = each === null ? null : rowsOf(nodeAt(catalogue, scope, each))
    if (consumer) {
      scope.set('row', consumer)
      scope.set('consumer', consumer)
    }
  }
  addNames(scope, catalogue, entries, ['let'])
  if (block) addNames(scope, catalogue, entries, [...block, 'let'])
  // The list itself is named from outside of its rows.
  const inner = listKeys.includes(path.at(-1) ?? '') ? path.slice(0, -2) : path
  for (let length = inner.length; length > 0; length--) {
    const list = listOf(entries, inner.slice(0, length))
    const row = list === null ? null : rowsOf(nodeAt(catalogue, scope, list))
    if (!row) continue
    scope.set('row', row)
    break
  }
  return scope
}

function consumerBlock(path: readonly string[]): readonly string[] | null {
  if (path[0] !== 'consumers') return null
  return /^\d+$/.test(path[1] ?? '') ? path.slice(0, 2) : path.slice(0, 1)
}

function addNames(
  scope: Map<string, CatalogueNode>,
  catalogue: Catalogue,
  entries: readonly Entry[],
  at: readonly string[],
) {
  for (const { path } of entries) {
    if (path.length !== at.length + 1 || !same(path.slice(0, -1), at)) continue
    const list = listOf(entries, path)
    const row = list === null ? null : rowsOf(nodeAt(catalogue, scope, list))
    if (row) scope.set(path.at(-1)!, row)
  }
}

/** What a dotted path stands for; null where there is nothing, or behind a list. */
export function nodeAt(catalogue: Catalogue, scope: Scope, path: string): CatalogueNode | null {
  const [first = '', ...rest] = path.split('.')
  let node = scope.get(first) ?? (Object.hasOwn(catalogue, first) ? catalogue[first]! : null)
  for (const part of rest) {
    if (node?.type !== 'object' || !Object.hasOwn(node.fields, part)) return null
    node = node.fields[part]!
  }
  return node
}

/** Every path that may be written: to lists, or to values. */
export function pathsOf(catalogue: Catalogue, scope: Scope, wanted: 'list' | 'value'): PathOption[] {
  const found: PathOption[] = []
  const add = (path: string, node: CatalogueNode) => {
    if (node.type === 'object') for (const [name, each] of Object.entries(node.fields)) add(`${path}.${name}`, each)
    else if ((node.type === 'list') === (wanted === 'list')) found.push({ path, node })
  }
  for (const [name, node] of scope) add(name, node)
  for (const [name, node] of Object.entries(catalogue)) add(name, node)
  return found
}
