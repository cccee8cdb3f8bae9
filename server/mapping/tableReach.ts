/** Entries of tables that no value can ever hit: a misspelt key would else stay unseen until a loan needed it. */
import { integerOf } from './numbers.ts'
import type { Problems } from './problems.ts'
import type { Asked, Table } from './tables.ts'
import type { Tree } from './tree.ts'

const shown = 12

/** To be called when every recipe is compiled. Of a table in a recipe that another problem kept from being read, nothing is said. */
export function checkReach(root: Tree, tables: Iterable<Table>, problems: Problems): void {
  const lookups = new Map<string, number>()
  countLookups(root, lookups)
  for (const table of tables) {
    const { name, asked, keys, at } = table
    if (asked.length < (lookups.get(name) ?? 0)) continue
    if (asked.length === 0) {
      const hint = `Write lookup: ${name} in a recipe, or leave the table out.`
      problems.add(at, `tables.${name}`, 'NEVER_HIT', `Nothing looks up the table ${name}.`, hint)
      continue
    }
    for (const { value, at: keyAt, path } of keys) {
      if (asked.some((each) => mayAskFor(each, value))) continue
      const message = `No value that is looked up in ${name} is '${value.slice(0, 40)}'.`
      problems.add(keyAt, path, 'NEVER_HIT', message, hintOf(value, asked, problems))
    }
  }
}

function countLookups(tree: Tree, counts: Map<string, number>): void {
  if (tree.kind === 'list') for (const item of tree.items) countLookups(item, counts)
  if (tree.kind !== 'map') return
  for (const { key, value } of tree.entries.values()) {
    if (key === 'lookup' && value.kind === 'text') counts.set(value.text, (counts.get(value.text) ?? 0) + 1)
    else countLookups(value, counts)
  }
}

function mayAskFor({ type, keys }: Asked, key: string): boolean {
  if (keys !== null) return keys.has(key)
  if (type === 'boolean') return key === 'true' || key === 'false'
  return type !== 'integer' || String(integerOf(key)) === key
}

function hintOf(key: string, asked: readonly Asked[], problems: Problems): string {
  const booleans = asked.every((each) => each.type === 'boolean')
  const values = booleans ? ['true', 'false'] : asked.flatMap((each) => [...(each.keys ?? [])])
  const paths = [...new Set(asked.map((each) => each.path))].join(', ')
  if (values.length === 0) return `${paths} is a whole number: write it without leading zeros.`
  const near = problems.suggest(key, values)
  const some = [...new Set(values)].slice(0, shown).join(', ')
  return near ?? `Values of ${paths}: ${some}${values.length > shown ? ', …' : ''}.`
}
