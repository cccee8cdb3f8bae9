/** Reads the parts of a preset's tree: known keys only, and each the kind of thing it should be. */
import type { Problems } from './problems.ts'
import type { MapTree, TextTree, Tree } from './tree.ts'

/** The tree as a mapping with known keys; null after a problem. */
export function mapping(tree: Tree, what: string, keys: readonly string[], problems: Problems): MapTree | null {
  if (tree.kind !== 'map') {
    problems.add(tree.at, tree.path, 'WRONG_SHAPE', `${what} is a mapping.`, `Keys: ${keys.join(', ')}.`)
    return null
  }
  checkKeys(tree, what, keys, problems)
  return tree
}

export function checkKeys(tree: MapTree, what: string, keys: readonly string[], problems: Problems): void {
  for (const { key, keyAt, value } of tree.entries.values()) {
    if (keys.includes(key)) continue
    const hint = problems.suggest(key, keys) ?? `Keys: ${keys.join(', ')}.`
    problems.add(keyAt, value.path, 'UNKNOWN_KEY', `${key.slice(0, 80)} is not a key of ${what}.`, hint)
  }
}

export function child(tree: MapTree, key: string): Tree | undefined {
  return tree.entries.get(key)?.value
}

/** The tree as text; null after a problem. */
export function text(tree: Tree, what: string, problems: Problems): TextTree | null {
  if (tree.kind === 'text') return tree
  const hint = tree.kind === 'empty' ? "Write a value; for blank, ''." : null
  problems.add(tree.at, tree.path, 'WRONG_SHAPE', `${what} is text.`, hint)
  return null
}

/** Items of a list, or the one thing that stands in its place. */
export function oneOrMany(tree: Tree): Tree[] {
  return tree.kind === 'list' ? tree.items : [tree]
}

/** One of a few words; null after a problem. */
export function word(tree: Tree, what: string, words: readonly string[], problems: Problems): string | null {
  const found = text(tree, what, problems)
  if (found === null) return null
  if (words.includes(found.text)) return found.text
  const hint = problems.suggest(found.text, words) ?? `One of: ${words.join(', ')}.`
  problems.add(tree.at, tree.path, 'BAD_VALUE', `${what} cannot be '${found.text.slice(0, 60)}'.`, hint)
  return null
}

export function missingKey(tree: MapTree, key: string, message: string, hint: string | null, problems: Problems): void {
  problems.add(tree.at, tree.path === '' ? key : `${tree.path}.${key}`, 'MISSING_KEY', message, hint)
}
