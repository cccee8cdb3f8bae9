/**
 * The way of a value from its path to its field: read, looked up, converted. Compiles the keys from, as, lookup, band, then
 * and onUnknown of a recipe or of an arm into one closure.
 */
import type { ScalarType } from './catalogue.ts'
import { compileThen } from './chain.ts'
import type { Checking } from './conditions.ts'
import { type Frame, fail, show, unknown } from './frame.ts'
import { addTable } from './lookups.ts'
import { type ResolvedPath, resolvePath, type Scope } from './paths.ts'
import { plainReadings, type Reading, readings } from './readings.ts'
import { child, text } from './shapes.ts'
import type { Bands, Table } from './tables.ts'
import type { Target } from './targets.ts'
import type { MapTree, TextTree, Tree } from './tree.ts'
import { BLANK, isBlank, isEnding, MISSING, type Value, type ValueType } from './values.ts'

/** Everything a recipe may refer to. */
export interface RecipeContext {
  scope: Scope
  checking: Checking
  tables: ReadonlyMap<string, Table>
  bands: ReadonlyMap<string, Bands>
}

/** A pipeline in the making: the recipe or arm, what it is to fill, where its value comes from, its steps so far. */
export interface Draft {
  tree: MapTree
  target: Target
  context: RecipeContext
  path: ResolvedPath
  steps: Step[]
}

export interface Step {
  name: string
  /** A blank that it gives is meant (tables), not a value lost on the way (converters). */
  isMeant: boolean
  run(value: Value, f: Frame): Value
}

export interface Pipeline {
  path: ResolvedPath
  run(f: Frame): Value
}

export function compilePipeline(tree: MapTree, target: Target, context: RecipeContext): Pipeline | null {
  const path = resolveFrom(child(tree, 'from')!, context)
  const reading = path && resolveReading(tree, path, target, context)
  if (path === null || reading === null) return null
  const draft: Draft = { tree, target, context, path, steps: [] }
  let type = addTable(reading.gives, draft)
  const chain = child(tree, 'then')
  if (chain !== undefined && type !== null) type = compileThen(chain, type, draft)
  if (type !== null) checkTarget(tree, type, target, context)
  return { path, run: runner(path, reading, draft.steps) }
}

function resolveFrom(tree: Tree, context: RecipeContext): ResolvedPath | null {
  const { problems } = context.checking
  const from = text(tree, 'from', problems)
  if (from === null) return null
  const resolution = resolvePath(from.text, context.scope)
  if (!resolution.ok) {
    const hint = resolution.hint ?? problems.suggest(from.text, resolution.candidates())
    problems.add(from.at, from.path, resolution.code, resolution.message, hint)
    return null
  }
  const { type } = resolution.path
  if (type !== 'object' && type !== 'list') return resolution.path
  const hint = type === 'list' ? 'Reach its rows by each, or name one under let.' : 'Name one of its fields.'
  problems.add(
    from.at,
    from.path,
    'TYPE_MISMATCH',
    `${from.text} is ${type === 'list' ? 'a list' : 'an object'}.`,
    hint,
  )
  return null
}

function resolveReading(tree: MapTree, path: ResolvedPath, target: Target, context: RecipeContext): Reading | null {
  const { problems } = context.checking
  const type = path.type as ScalarType
  const as = child(tree, 'as')
  if (as === undefined) return plainReadings[type]
  const name = text(as, 'as', problems)
  if (name === null) return null
  const reading = Object.hasOwn(readings, name.text) ? readings[name.text]! : null
  if (reading === null) {
    const hint = problems.suggest(name.text, Object.keys(readings)) ?? `One of: ${Object.keys(readings).join(', ')}.`
    problems.add(as.at, as.path, 'UNKNOWN_TYPE', `as cannot be '${name.text.slice(0, 60)}'.`, hint)
    return null
  }
  if (!reading.accepts.includes(type)) {
    problems.add(
      as.at,
      as.path,
      'TYPE_MISMATCH',
      `${path.text} is ${type} and cannot be read as ${name.text}.`,
      readHint(name.text, type),
    )
    return null
  }
  const only = { ssn: 'socialSecurityNumber', birthDate: 'dateOfBirth' }[name.text]
  if (only !== undefined && only !== target.name) {
    problems.add(as.at, as.path, 'TYPE_MISMATCH', `as: ${name.text} is for ${only} alone.`, null)
    return null
  }
  return reading
}

function readHint(as: string, type: ScalarType): string | null {
  if (as === 'money' && (type === 'integer' || type === 'decimal')) {
    return 'A bare number could be dollars or cents. The catalogue should call it money or text.'
  }
  return null
}

const wants: Record<Target['kind'], ValueType> = {
  text: 'text',
  amount: 'integer',
  date: 'date',
  ssn: 'ssn',
  birthDate: 'birthDate',
  money: 'money',
  integer: 'integer',
}

function checkTarget(tree: MapTree, type: ValueType, target: Target, context: RecipeContext): void {
  const wanted = wants[target.kind]
  if (type === wanted) return
  const what = target.kind === 'amount' ? 'whole dollars (an integer)' : wanted
  const message = `${target.name} wants ${what}; this gives ${type}.`
  const from = child(tree, 'from') as TextTree
  context.checking.problems.add(from.at, tree.path, 'TYPE_MISMATCH', message, targetHint(type, target))
}

function targetHint(type: ValueType, target: Target): string | null {
  switch (target.kind) {
    case 'amount':
      if (type === 'money') return 'then: [wholeDollars]'
      if (type === 'text') return 'as: money, then: [wholeDollars]'
      return type === 'decimal' ? 'then: [floor]' : null
    case 'ssn':
      return 'as: ssn'
    case 'birthDate':
      return 'as: birthDate'
    case 'text':
      return type === 'integer' || type === 'decimal' || type === 'date' ? 'as: text' : null
    case 'date':
      return type === 'text' || type === 'instant' ? 'as: date' : null
    case 'money':
      return type === 'text' ? 'as: money' : null
    case 'integer':
      return type === 'text' || type === 'decimal' ? 'as: integer' : null
  }
}

function runner(path: ResolvedPath, reading: Reading, steps: Step[]): (f: Frame) => Value {
  const { get, values } = path
  const read = reading.read(path.type as ScalarType)
  const count = steps.length
  return (f) => {
    const raw = get(f)
    if (f.note !== null) noteSource(f, path, raw)
    if (isBlank(raw)) return MISSING
    let value = read(raw, f)
    if (value === undefined) return unreadable(f, path, reading)
    if (values !== null && !values.has(String(raw))) unknown(f, path.source, null, path.sensitive ? '•••' : String(raw))
    for (let i = 0; i < count && !isEnding(value); i++) {
      const before: Value = value
      value = steps[i]!.run(before, f)
      if (f.note !== null) noteStep(f, steps[i]!.name, before, value)
      if (!steps[i]!.isMeant && isBlank(value) && !isBlank(before)) value = MISSING
    }
    return value
  }
}

function unreadable(f: Frame, path: ResolvedPath, reading: Reading): Value {
  const place = path.place(f)
  const hint = 'Correct it in the source, or read it another way with `as`.'
  fail(f, place, 'WRONG_TYPE', `${place} should be ${reading.wanted} and is not.`, hint)
  return BLANK
}

function noteSource(f: Frame, path: ResolvedPath, raw: unknown): void {
  const note = f.note!
  note.sensitive ||= path.sensitive
  note.sourcePath = path.place(f)
  note.sourceValue = show(raw, note.sensitive)
}

function noteStep(f: Frame, step: string, before: Value, after: Value): void {
  const note = f.note!
  const output = isEnding(after) ? after.final : after
  note.steps.push({ step, input: show(before, note.sensitive), output: show(output, note.sensitive) })
}
