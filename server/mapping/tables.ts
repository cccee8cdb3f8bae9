/** `tables` (text to text) and `bands` (number ranges), read and checked. */
import { centsOf, decimalOf } from './numbers.ts'
import type { Problems } from './problems.ts'
import type { MapTree, TextTree, Tree } from './tree.ts'

/** An output of a table or of bands, with its place for the check against a field's codes. */
export interface Output {
  value: string
  at: number
  path: string
}
export interface Table {
  name: string
  at: number
  entries: ReadonlyMap<string, string>
  /** Where the key of each entry stands. */
  keys: Output[]
  outputs: Output[]
  /** What each recipe that looks it up may ask for: filled while these are compiled. */
  asked: Asked[]
}
/** `keys` null: any text. `type` of the value that is looked up; null where the recipe has another problem. */
export interface Asked {
  path: string
  type: 'text' | 'integer' | 'boolean' | null
  keys: ReadonlySet<string> | null
}
export interface Band {
  /** Upper bound, inclusive; null for `else`. As written, for money is compared in cents. */
  upTo: number | null
  upToCents: number | null
  give: string
}
export interface Bands {
  name: string
  ranges: Band[]
  hasElse: boolean
  outputs: Output[]
}

const maximumEntries = 5000

export function readTables(tree: Tree | undefined, problems: Problems): Map<string, Table> {
  const tables = new Map<string, Table>()
  for (const [name, value] of named(tree, 'tables', problems)) {
    if (value.kind !== 'map') {
      problems.add(value.at, value.path, 'WRONG_SHAPE', 'A table is a mapping of text to text.', '{ monthly: M }')
      continue
    }
    tables.set(name, readTable(name, value, problems))
  }
  return tables
}

function readTable(name: string, tree: MapTree, problems: Problems): Table {
  const entries = new Map<string, string>()
  const outputs: Output[] = []
  const keys: Output[] = []
  if (tree.entries.size === 0 || tree.entries.size > maximumEntries) {
    problems.add(tree.at, tree.path, 'BAD_VALUE', `A table has 1 to ${maximumEntries} entries.`, null)
  }
  for (const { key, keyAt, value } of tree.entries.values()) {
    keys.push({ value: key, at: keyAt, path: value.path })
    if (value.kind !== 'text') {
      const hint = value.kind === 'empty' ? "For blank, write ''." : null
      problems.add(value.at, value.path, 'WRONG_SHAPE', 'A table gives text.', hint)
      continue
    }
    entries.set(key, value.text)
    outputs.push({ value: value.text, at: value.at, path: value.path })
  }
  return { name, at: tree.at, entries, keys, outputs, asked: [] }
}

export function readBands(tree: Tree | undefined, problems: Problems): Map<string, Bands> {
  const all = new Map<string, Bands>()
  for (const [name, value] of named(tree, 'bands', problems)) {
    if (value.kind !== 'list' || value.items.length === 0) {
      problems.add(
        value.at,
        value.path,
        'WRONG_SHAPE',
        'Bands are a list.',
        '[{ upTo: 29, give: small }, { else: large }]',
      )
      continue
    }
    const bands: Bands = { name, ranges: [], hasElse: false, outputs: [] }
    for (const item of value.items) readBand(item, bands, problems)
    all.set(name, bands)
  }
  return all
}

function readBand(tree: Tree, bands: Bands, problems: Problems): void {
  const shape = '{ upTo: 29, give: small }, or { else: large } as the last'
  if (tree.kind !== 'map') {
    problems.add(tree.at, tree.path, 'WRONG_SHAPE', 'A band is a mapping.', shape)
    return
  }
  if (bands.hasElse) {
    problems.add(tree.at, tree.path, 'UNREACHABLE', 'Nothing comes after the band with else.', 'Put else last.')
  }
  const otherwise = textOf(tree, 'else')
  const give = textOf(tree, 'give')
  const upTo = textOf(tree, 'upTo')
  const keys = [...tree.entries.keys()].sort().join(' ')
  const output = otherwise ?? give
  if ((keys !== 'else' && keys !== 'give upTo') || output === null) {
    problems.add(tree.at, tree.path, 'WRONG_SHAPE', 'A band has upTo and give, or else alone.', shape)
    return
  }
  bands.outputs.push({ value: output.text, at: output.at, path: output.path })
  if (upTo === null) {
    bands.hasElse = true
    bands.ranges.push({ upTo: null, upToCents: null, give: output.text })
    return
  }
  addRange(upTo, output.text, bands, problems)
}

function addRange(upTo: TextTree, give: string, bands: Bands, problems: Problems): void {
  const bound = decimalOf(upTo.text)
  if (bound === null) {
    problems.add(upTo.at, upTo.path, 'BAD_VALUE', `upTo is a number; '${upTo.text.slice(0, 40)}' is none.`, null)
    return
  }
  const before = bands.ranges.at(-1)?.upTo ?? null
  if (before !== null && bound <= before) {
    problems.add(
      upTo.at,
      upTo.path,
      'BAND_ORDER',
      `${bound} comes after ${before}.`,
      'Write the bands in ascending order.',
    )
  }
  bands.ranges.push({ upTo: bound, upToCents: centsOf(upTo.text), give })
}

function textOf(tree: MapTree, key: string): TextTree | null {
  const value = tree.entries.get(key)?.value
  return value?.kind === 'text' ? value : null
}

function named(tree: Tree | undefined, what: string, problems: Problems): [string, Tree][] {
  if (tree === undefined) return []
  if (tree.kind !== 'map') {
    problems.add(tree.at, tree.path, 'WRONG_SHAPE', `${what} is a mapping of names.`, null)
    return []
  }
  const names: [string, Tree][] = []
  for (const { key, keyAt, value } of tree.entries.values()) {
    if (/^[A-Za-z][A-Za-z0-9_-]{0,60}$/.test(key)) names.push([key, value])
    else problems.add(keyAt, value.path, 'BAD_NAME', 'A name is a letter followed by letters, digits, - or _.', null)
  }
  return names
}

/** The output of the band a number falls in, or null above the last. */
export function bandOf(bands: Bands, money: boolean): (value: number) => string | null {
  const bounds = bands.ranges.map((range) => (money ? range.upToCents : range.upTo) ?? Number.POSITIVE_INFINITY)
  const gives = bands.ranges.map((range) => range.give)
  return (value) => {
    for (let i = 0; i < bounds.length; i++) if (value <= bounds[i]!) return gives[i]!
    return null
  }
}
