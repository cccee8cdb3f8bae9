/**
 * `segments`: what is appended to a record beside its consumers (K1 to N1), each at most once. A block is there for a document
 * when its `when` holds and a key field of it has a value.
 */
import { type AppendedOnce, appendedOnce, type Metro2Record } from '../metro2/record.ts'
import { type Condition, compileCondition } from './conditions.ts'
import { type Frame, fail, find } from './frame.ts'
import type { RecipeContext } from './pipeline.ts'
import { compileRecipe, type Recipe } from './recipes.ts'
import { child, mapping } from './shapes.ts'
import { keysOfSegment, requiredOfSegment, segmentTargets, type Target } from './targets.ts'
import type { MapTree, Tree } from './tree.ts'

export type AppendedSegments = Pick<Metro2Record, AppendedOnce>

export interface Segments {
  /** Segments with a block: whether they are there is the preset's word alone. */
  mapped: ReadonlySet<AppendedOnce>
  run(f: Frame): AppendedSegments
}

type Values = Record<string, string | number | null>

interface SegmentField {
  target: Target
  recipe: Recipe
}

interface Block {
  name: AppendedOnce
  when: Condition | null
  keys: SegmentField[]
  others: SegmentField[]
  blank: Values
}

export function compileSegments(tree: Tree | undefined, context: RecipeContext): Segments {
  const map = tree === undefined ? null : mapping(tree, 'segments', appendedOnce, context.checking.problems)
  if (map === null) return { mapped: new Set(), run: () => ({}) }
  const blocks: Block[] = []
  for (const name of appendedOnce) {
    const part = child(map, name)
    const block = part === undefined ? null : compileBlock(name, part, context)
    if (block !== null) blocks.push(block)
  }
  const run = (f: Frame) => {
    const segments: Partial<Record<AppendedOnce, Values>> = {}
    for (const block of blocks) {
      const values = fill(f, block)
      if (values !== null) segments[block.name] = values
    }
    return segments as AppendedSegments
  }
  return { mapped: new Set(blocks.map(({ name }) => name)), run }
}

function compileBlock(name: AppendedOnce, tree: Tree, context: RecipeContext): Block | null {
  const { checking, scope } = context
  const targets = segmentTargets[name]
  const what = `The segment ${name}`
  const map = mapping(tree, what, ['when', ...targets.keys()], checking.problems)
  if (map === null) return null
  checkRequired(name, map, context)
  const when = child(map, 'when')
  const block: Block = {
    name,
    when: when === undefined ? null : compileCondition(when, scope, checking),
    keys: [],
    others: [],
    blank: Object.fromEntries([...targets].map(([field, target]) => [field, blankOf(target)])),
  }
  for (const [field, target] of targets) {
    const recipe = child(map, field)
    if (recipe === undefined) continue
    const options = { derive: false, noted: true, missing: { kind: 'blank' as const } }
    const { run } = compileRecipe(recipe, target, context, options)
    const list = keysOfSegment[name].includes(field) ? block.keys : block.others
    list.push({ target, recipe: run })
  }
  return block
}

function checkRequired(name: AppendedOnce, map: MapTree, { checking }: RecipeContext): void {
  const missing = requiredOfSegment[name].filter((field) => child(map, field) === undefined)
  const keys = keysOfSegment[name]
  const some = keys.some((key) => child(map, key) !== undefined)
  if (!some && !missing.includes(keys[0]!)) missing.push(keys[0]!)
  for (const field of missing) {
    const message = `${field} has no recipe, and a segment ${name.toUpperCase()} says nothing without it.`
    checking.problems.add(map.at, `${map.path}.${field}`, 'MISSING_FIELD', message, `${field}: { from: … }`)
  }
}

/** Codes that the format calls numbers are numbers in a record. */
function isNumberCode(target: Target): boolean {
  return target.kind === 'text' && target.codes !== null
}

function blankOf(target: Target): string | number | null {
  if (target.kind === 'date') return null
  return target.kind === 'amount' || isNumberCode(target) ? 0 : ''
}

function fillField(f: Frame, { target, recipe }: SegmentField, values: Values): boolean {
  f.field = target.name
  const value = recipe(f)
  if (value === null || value === '') return false
  if (!isNumberCode(target)) values[target.name] = value
  else if (/^\d+$/.test(String(value))) values[target.name] = Number(value)
  else {
    const hint = `Codes of ${target.codes!.title}: ${[...target.codes!.codes].join(' ')}.`
    fail(f, null, 'WRONG_TYPE', `${target.name} is a code of digits; the value is none.`, hint)
  }
  return true
}

/** The segment, or null. What is asked of the other fields counts only where a key has a value. */
function fill(f: Frame, { name, when, keys, others, blank }: Block): Values | null {
  f.segment = name
  f.field = 'when'
  if (when !== null && !when(f)) return null
  const values = { ...blank }
  f.held = false
  let filled = false
  for (const key of keys) filled = fillField(f, key, values) || filled
  if (filled) {
    for (const field of others) fillField(f, field, values)
    return values
  }
  // The condition says that the segment is meant: without it the record would say less than is known.
  if (when !== null && !f.held) {
    f.field = keysOfSegment[name][0]!
    const message = `The segment ${name.toUpperCase()} is meant, but ${keysOfSegment[name].join(' and ')} have no value.`
    find(f, 'VALUE-MISSING', 'ERROR', `${message} Fill it in the source, or narrow the condition of the segment.`, {})
  }
  return null
}
