/** What a preset leaves aside: fields of the source that feed nothing, fields of the format that nothing fills. Pure. */
import { derivedFields } from '../metro2/facts.ts'
import { appendedOnce } from '../metro2/record.ts'
import type { Catalogue, ScalarType } from './catalogue.ts'
import { createProblems } from './problems.ts'
import { type PresetProgram, tableEntry } from './program.ts'
import { child, oneOrMany } from './shapes.ts'
import { accountTargets, consumerTargets, segmentTargets } from './targets.ts'
import { readTree, type Tree } from './tree.ts'

export interface UnreadField {
  /** In the catalogue: `Customers.lastName`. */
  path: string
  title: string
  type: ScalarType
}

export interface Coverage {
  unread: UnreadField[]
  /** `base.interestTypeIndicator`, `k3.accountNumber`; `k1` for a segment without a block. */
  unfilled: string[]
}

/** @param text of the program; it compiles */
export function coverageOf(text: string, program: PresetProgram, catalogue: Catalogue): Coverage {
  const tree = readTree(text, createProblems(text))
  return { unread: unreadOf(catalogue, '', program.reads), unfilled: tree === null ? [] : unfilledOf(tree) }
}

function unreadOf(catalogue: Catalogue, prefix: string, reads: ReadonlySet<string>): UnreadField[] {
  return Object.entries(catalogue).flatMap(([name, node]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`
    if (node.type === 'object') return unreadOf(node.fields, path, reads)
    if (node.type === 'list') return unreadOf(node.of, path, reads)
    return reads.has(path) ? [] : [{ path, title: node.title, type: node.type }]
  })
}

const derived = new Set<string>(derivedFields)
/** Announces another number on its own, once an account was reported under one before (server/metro2/accountChange). */
const byProgram = new Set<string>(['l1'])

/** What a consumer's fields are derived from, where no recipe fills them: the history of the loan. */
const consumerFrom: Readonly<Record<string, string>> = { consumerInformationIndicator: 'bankruptcies' }

function keysOf(tree: Tree | undefined): Set<string> {
  return new Set(tree?.kind === 'map' ? tree.entries.keys() : [])
}

function unfilledOf(tree: Extract<Tree, { kind: 'map' }>): string[] {
  const account = keysOf(child(tree, 'account'))
  const blocks = child(tree, 'consumers')
  const consumer = new Set<string>()
  for (const block of blocks === undefined ? [] : oneOrMany(blocks)) {
    if (block.kind === 'map') for (const name of keysOf(child(block, 'fields'))) consumer.add(name)
  }
  const segments = child(tree, 'segments')
  const base = [...accountTargets.keys()].filter((name) => !account.has(name) && !derived.has(name))
  const history = keysOf(child(tree, 'history'))
  const isDerived = (name: string) => history.has(consumerFrom[name] ?? '')
  const people = [...consumerTargets.keys()].filter((name) => !consumer.has(name) && !isDerived(name))
  const appended = appendedOnce.flatMap((name) => {
    const block = segments?.kind === 'map' ? child(segments, name) : undefined
    if (block === undefined) return byProgram.has(name) ? [] : [name]
    const filled = keysOf(block)
    return [...segmentTargets[name].keys()].filter((field) => !filled.has(field)).map((field) => `${name}.${field}`)
  })
  return [...[...base, ...people].map((name) => `base.${name}`), ...appended]
}

export interface TableEntry {
  table: string
  entry: string
}

/** Entries of the tables that are not among the hits of a portfolio. */
export function entriesNeverHit(text: string, hits: ReadonlySet<string>): TableEntry[] {
  const tree = readTree(text, createProblems(text))
  const tables = tree && child(tree, 'tables')
  if (tables?.kind !== 'map') return []
  return [...tables.entries.values()].flatMap(({ key: table, value }) =>
    [...keysOf(value)].filter((entry) => !hits.has(tableEntry(table, entry))).map((entry) => ({ table, entry })),
  )
}
