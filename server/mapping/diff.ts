/** What changed between two versions of a preset, recipe by recipe. */
import { createProblems } from './problems.ts'
import { join, readTree, type Tree } from './tree.ts'

export interface PresetChange {
  /** `account.highestCredit`, `tables.termsFrequency.weekly`, `exclude.2`. */
  path: string
  kind: 'ADDED' | 'REMOVED' | 'CHANGED'
  before: string | null
  after: string | null
}

/**
 * Depth at which a section is compared as one thing: an account's field is one recipe, a table's entry one text. Sections
 * that are not named are compared whole.
 */
const depths: Record<string, number> = {
  tables: 3,
  bands: 2,
  let: 2,
  exclude: 2,
  account: 2,
  consumers: 3,
  segments: 3,
  history: 2,
  examples: 2,
}

/** The changes from one text to another, in the order of the texts; null where one of them is no YAML mapping. */
export function diffPresets(before: string, after: string): PresetChange[] | null {
  const a = readTree(before, createProblems(before))
  const b = readTree(after, createProblems(after))
  if (a === null || b === null) return null
  const old = unitsOf(a)
  const now = unitsOf(b)
  const changes: PresetChange[] = []
  for (const path of new Set([...now.keys(), ...old.keys()])) {
    const was = old.get(path) ?? null
    const is = now.get(path) ?? null
    if (was === is) continue
    changes.push({ path, kind: was === null ? 'ADDED' : is === null ? 'REMOVED' : 'CHANGED', before: was, after: is })
  }
  return changes
}

function unitsOf(root: Tree): Map<string, string> {
  const units = new Map<string, string>()
  eachUnit(root, (tree, path) => units.set(path, written(tree)))
  return units
}

/** Where the parts that a change may name stand in a text: keys and indexes from the top. Null where it is no YAML mapping. */
export function unitPlaces(text: string): Map<string, (string | number)[]> | null {
  const root = readTree(text, createProblems(text))
  if (root === null) return null
  const places = new Map<string, (string | number)[]>()
  eachUnit(root, (_tree, path, keys) => places.set(path, keys))
  return places
}

function eachUnit(root: Tree, visit: (tree: Tree, path: string, keys: (string | number)[]) => void): void {
  const walk = (tree: Tree, path: string, keys: (string | number)[], limit: number) => {
    const children = keys.length < limit ? childrenOf(tree) : []
    if (children.length === 0) visit(tree, path, keys)
    for (const [key, child] of children) {
      walk(child, join(path, key), [...keys, tree.kind === 'list' ? Number(key) : key], limit)
    }
  }
  for (const [key, child] of childrenOf(root)) walk(child, key, [key], depths[key] ?? 1)
}

function childrenOf(tree: Tree): [string, Tree][] {
  if (tree.kind === 'map') return [...tree.entries.values()].map((entry) => [entry.key, entry.value])
  return tree.kind === 'list' ? tree.items.map((item, i) => [String(i), item]) : []
}

/** A tree on one line, however it was laid out and quoted. */
function written(tree: Tree): string {
  switch (tree.kind) {
    case 'text':
      return /^[\w.-]+$/.test(tree.text) ? tree.text : JSON.stringify(tree.text)
    case 'empty':
      return ''
    case 'list':
      return `[${tree.items.map(written).join(', ')}]`
    case 'map': {
      const entries = [...tree.entries.values()].map(({ key, value }) => `${key}: ${written(value)}`)
      return `{ ${entries.join(', ')} }`
    }
  }
}
