/** `lookup` and `band`: the step of a recipe that puts one value for another, and `onUnknown`. */
import { type Frame, fail, find, unknown } from './frame.ts'
import { integerOf } from './numbers.ts'
import type { Draft } from './pipeline.ts'
import { checkCode, type Policy, readPolicy } from './policies.ts'
import { tableEntry } from './program.ts'
import { child, text } from './shapes.ts'
import { type Asked, type Bands, bandOf, type Output, type Table } from './tables.ts'
import type { Tree } from './tree.ts'
import { BLANK, type Value, type ValueType } from './values.ts'

/** Adds the step of lookup or band, if there is one; answers the type after it, or null after a problem. */
export function addTable(type: ValueType, draft: Draft): ValueType | null {
  const { tree, context } = draft
  const { problems } = context.checking
  const lookup = child(tree, 'lookup')
  const band = child(tree, 'band')
  if (lookup !== undefined && band !== undefined) {
    problems.add(band.at, band.path, 'CONFLICT', 'lookup and band exclude each other.', null)
    return null
  }
  if (lookup !== undefined) return addLookup(lookup, type, draft)
  if (band !== undefined) return addBand(band, type, draft)
  const stray = child(tree, 'onUnknown')
  if (stray !== undefined) {
    problems.add(stray.at, stray.path, 'CONFLICT', 'onUnknown stands beside lookup or band.', null)
  }
  return type
}

function addLookup(lookup: Tree, type: ValueType, draft: Draft): ValueType | null {
  const { context, path, steps } = draft
  const { problems } = context.checking
  const table = named<Table>(lookup, 'lookup', 'UNKNOWN_TABLE', context.tables, draft)
  const policy = unknownPolicy(lookup, true, draft)
  if (table === null) return null
  checkOutputs(table.outputs, draft)
  table.asked.push(askedBy(draft, type))
  if (type !== 'text' && type !== 'integer' && type !== 'boolean') {
    const message = `Tables look up text, integers and booleans; ${path.text} is ${type}.`
    problems.add(lookup.at, lookup.path, 'TYPE_MISMATCH', message, type === 'decimal' ? 'as: integer' : null)
    return null
  }
  const otherwise = onUnknown(policy, 'table', table.name, draft)
  const { entries } = table
  steps.push({
    name: `lookup ${table.name}`,
    isMeant: true,
    run: (value, f) => {
      const key = String(value)
      const found = entries.get(key)
      if (found === undefined) return otherwise(value, f)
      if (f.hits !== null) f.hits.add(tableEntry(table.name, key))
      return found
    },
  })
  return 'text'
}

function addBand(band: Tree, type: ValueType, draft: Draft): ValueType | null {
  const { context, path, steps } = draft
  const { problems } = context.checking
  const bands = named<Bands>(band, 'band', 'UNKNOWN_BAND', context.bands, draft)
  const policy = unknownPolicy(band, bands !== null && !bands.hasElse, draft)
  if (bands === null) return null
  checkOutputs(bands.outputs, draft)
  if (type !== 'integer' && type !== 'decimal' && type !== 'money') {
    const message = `Bands are for numbers and money; ${path.text} is ${type}.`
    problems.add(band.at, band.path, 'TYPE_MISMATCH', message, type === 'text' ? 'as: integer' : null)
    return null
  }
  const otherwise = onUnknown(policy, 'bands', bands.name, draft)
  const give = bandOf(bands, type === 'money')
  steps.push({
    name: `band ${bands.name}`,
    isMeant: true,
    run: (value, f) => give(value as number) ?? otherwise(value, f),
  })
  return 'text'
}

/** What a lookup may ask for; of the values that the catalogue lists, as they are read. */
function askedBy({ path, tree }: Draft, type: ValueType): Asked {
  const known = type === 'text' || type === 'integer' || type === 'boolean' ? type : null
  const as = child(tree, 'as')
  const asTheyStand = type === 'text' && (as === undefined || (as.kind === 'text' && as.text === 'text'))
  if (path.values === null || path.open || known === null) return { path: path.text, type: known, keys: null }
  if (asTheyStand) return { path: path.text, type: known, keys: path.values }
  if (type !== 'integer') return { path: path.text, type: known, keys: null }
  const numbers = [...path.values].map((value) => integerOf(value.trim())).filter((value) => value !== null)
  return { path: path.text, type: known, keys: new Set(numbers.map(String)) }
}

/** What a table gives straight to a coded field must be codes of that field. */
function checkOutputs(outputs: Output[], { tree, target, context }: Draft): void {
  if (child(tree, 'then') !== undefined) return
  for (const { value, at, path } of outputs) checkCode(value, at, path, target, context.checking.problems)
}

function named<T>(tree: Tree, key: string, code: string, things: ReadonlyMap<string, T>, draft: Draft): T | null {
  const { problems } = draft.context.checking
  const name = text(tree, key, problems)
  if (name === null) return null
  const thing = things.get(name.text)
  if (thing !== undefined) return thing
  const [section, what] = key === 'lookup' ? ['tables', 'table'] : ['bands', 'band']
  const hint = problems.suggest(name.text, things.keys()) ?? `Write it under ${section}.`
  problems.add(tree.at, tree.path, code, `There is no ${what} '${name.text.slice(0, 60)}'.`, hint)
  return null
}

function unknownPolicy(beside: Tree, needed: boolean, { tree, target, context }: Draft): Policy {
  const { problems } = context.checking
  const given = child(tree, 'onUnknown')
  if (given !== undefined) return readPolicy(given, true, target, problems)
  if (needed) {
    const hint = 'onUnknown: reject | hold | blank | keep | { default: X }'
    const message = 'What is to happen with a value that has no entry?'
    problems.add(beside.at, `${tree.path}.onUnknown`, 'ON_UNKNOWN_MISSING', message, hint)
  }
  return { kind: 'reject' }
}

function onUnknown(policy: Policy, what: string, name: string, draft: Draft): (value: Value, f: Frame) => Value {
  const { path, target } = draft
  const secret = path.sensitive || target.sensitive
  return (value, f) => {
    const shown = secret ? '•••' : String(value).slice(0, 80)
    unknown(f, path.source, name, shown)
    if (policy.kind === 'keep') return String(value)
    if (policy.kind === 'blank') return BLANK
    if (policy.kind === 'default') return policy.ending
    const place = path.place(f)
    const has = what === 'table' ? 'has' : 'have'
    const message = `${what} ${name} ${has} no entry for '${shown}' (${place}).`
    const hint = `Add the entry to ${what} ${name}, or mend the value in the source.`
    if (policy.kind === 'reject') fail(f, place, 'UNKNOWN_VALUE', message, hint)
    else {
      f.held = true
      find(f, 'VALUE-UNKNOWN', 'ERROR', `${message} ${hint}`, secret ? {} : { [path.source]: shown })
    }
    return BLANK
  }
}
