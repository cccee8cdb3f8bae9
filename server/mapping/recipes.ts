/** Recipes: where a field's value comes from, and what is done when it is not there. */
import { derivedFields } from '../metro2/facts.ts'
import { type Condition, compileCondition } from './conditions.ts'
import { finish } from './finish.ts'
import { type FieldNote, type Frame, fail, find, label, show } from './frame.ts'
import { compilePipeline, type RecipeContext } from './pipeline.ts'
import { type Policy, readConstant, readPolicy } from './policies.ts'
import type { Problems } from './problems.ts'
import { reachOf } from './reach.ts'
import { checkKeys, child, mapping, text } from './shapes.ts'
import type { Target } from './targets.ts'
import type { MapTree, Tree } from './tree.ts'
import { BLANK, isEnding, MISSING, type Value } from './values.ts'

/** A compiled recipe: the field's finished value, or null for blank. Failures and findings are noted in the frame. */
export type Recipe = (f: Frame) => string | number | null

export interface CompiledRecipe {
  run: Recipe
  /** Needs the facts of `derive`, so it runs after them. */
  derives: boolean
}

/** May a recipe say `derive`, and are its values traced (Metro 2 fields are, rows of a history are not)? */
export interface RecipeOptions {
  derive: boolean
  noted: boolean
  /** onMissing where the recipe says nothing. */
  missing: Policy
}

const sources = ['from', 'value', 'derive', 'firstMatch']
const pipelineKeys = ['as', 'lookup', 'band', 'then', 'onUnknown']
const missingKeys = ['onMissing', 'required']
export const recipeKeys = [...sources, 'onlyWhen', ...pipelineKeys, ...missingKeys]
export const armKeys = ['when', 'from', 'value', 'derive', 'onlyWhen', ...pipelineKeys, ...missingKeys]

/** A value or how its way ended; `where` names the source for messages. */
interface Source {
  run(f: Frame): Value
  derives: boolean
  where: (f: Frame) => string | null
}

const facts = new Set<string>(derivedFields)
const nothing: CompiledRecipe = { run: () => null, derives: false }

export function compileRecipe(
  tree: Tree,
  target: Target,
  context: RecipeContext,
  options: RecipeOptions,
): CompiledRecipe {
  const { problems } = context.checking
  const map = mapping(tree, `The recipe of ${target.name}`, recipeKeys, problems)
  if (map === null || !checkSources(map, sources, target, options, problems)) return nothing
  const onlyWhen = optionalCondition(map, 'onlyWhen', context)
  const policy = missingPolicy(map, target, problems) ?? options.missing
  const arms = child(map, 'firstMatch')
  const source = arms === undefined ? sourceOf(map, target, context) : firstMatch(arms, target, context, options)
  if (source === null) return nothing
  return { run: assembled(source, policy, onlyWhen, target, options.noted), derives: source.derives }
}

function optionalCondition(map: MapTree, key: string, context: RecipeContext): Condition | null {
  const tree = child(map, key)
  return tree === undefined ? null : compileCondition(tree, context.scope, context.checking)
}

/** Exactly one source of the value, and only the keys that go with it. */
function checkSources(
  map: MapTree,
  allowed: string[],
  target: Target,
  options: RecipeOptions,
  problems: Problems,
): boolean {
  const present = allowed.filter((key) => map.entries.has(key))
  const choices = allowed.filter((key) => key !== 'derive' || options.derive)
  if (present.length !== 1) {
    const message =
      present.length === 0
        ? 'The recipe does not say where the value comes from.'
        : `${present.join(' and ')} exclude each other.`
    const code = present.length === 0 ? 'NO_SOURCE' : 'CONFLICT'
    problems.add(map.at, map.path, code, message, `One of: ${choices.join(', ')}.`)
    return false
  }
  const source = present[0]!
  const stray = source === 'from' ? [] : source === 'firstMatch' ? pipelineKeys : [...pipelineKeys, ...missingKeys]
  for (const key of stray) {
    const entry = map.entries.get(key)
    if (entry === undefined) continue
    const hint = source === 'firstMatch' ? 'It belongs into the arms.' : null
    problems.add(entry.keyAt, entry.value.path, 'CONFLICT', `${key} does not go with ${source}.`, hint)
  }
  return source !== 'derive' || checkDerive(child(map, 'derive')!, target, options, problems)
}

function checkDerive(tree: Tree, target: Target, options: RecipeOptions, problems: Problems): boolean {
  const fact = text(tree, 'derive', problems)
  if (fact === null) return false
  if (!options.derive) {
    problems.add(tree.at, tree.path, 'CONFLICT', 'derive stands under account only.', null)
    return false
  }
  if (!target.derivable) {
    const message = `${target.name} cannot be derived.`
    problems.add(tree.at, tree.path, 'WRONG_FACT', message, 'Give it a from or a value.')
    return false
  }
  if (fact.text === target.name) return true
  const message = `derive: ${fact.text.slice(0, 60)} cannot fill ${target.name}.`
  problems.add(
    tree.at,
    tree.path,
    facts.has(fact.text) ? 'WRONG_FACT' : 'UNKNOWN_FACT',
    message,
    `derive: ${target.name}`,
  )
  return false
}

function missingPolicy(map: MapTree, target: Target, problems: Problems): Policy | null {
  const required = child(map, 'required')
  const onMissing = child(map, 'onMissing')
  if (required !== undefined) {
    if (required.kind !== 'text' || required.text !== 'true') {
      problems.add(required.at, required.path, 'BAD_VALUE', 'required is true or absent.', null)
    }
    if (onMissing !== undefined) {
      problems.add(required.at, required.path, 'CONFLICT', 'required and onMissing exclude each other.', null)
    }
    return { kind: 'reject' }
  }
  return onMissing === undefined ? null : readPolicy(onMissing, false, target, problems)
}

function sourceOf(map: MapTree, target: Target, context: RecipeContext): Source | null {
  const { problems } = context.checking
  const value = child(map, 'value')
  if (value !== undefined) {
    const constant = text(value, 'value', problems)
    if (constant === null) return null
    const ending = { final: readConstant(constant, target, problems) }
    return { run: () => ending, derives: false, where: () => null }
  }
  if (child(map, 'derive') !== undefined) return derivedSource(target)
  const pipeline = compilePipeline(map, target, context)
  return pipeline === null ? null : { run: pipeline.run, derives: false, where: pipeline.path.place }
}

function derivedSource(target: Target): Source {
  const name = target.name as keyof NonNullable<Frame['derived']>['fields']
  const run = (f: Frame) => {
    const final = f.derived === null ? null : f.derived.fields[name]
    f.note?.steps.push({ step: 'derive', input: null, output: show(final, false) })
    return { final }
  }
  return { run, derives: true, where: () => null }
}

function firstMatch(tree: Tree, target: Target, context: RecipeContext, options: RecipeOptions): Source | null {
  const { problems } = context.checking
  if (tree.kind !== 'list' || tree.items.length === 0) {
    problems.add(
      tree.at,
      tree.path,
      'WRONG_SHAPE',
      'firstMatch is a list of arms.',
      "[{ when: '…', value: A }, { value: B }]",
    )
    return null
  }
  const arms: { when: Condition | null; source: Source; policy: Policy | null; onlyWhen: Condition | null }[] = []
  const reach = reachOf('arm', context.checking)
  for (const item of tree.items) {
    const arm = compileArm(item, target, context, options)
    if (arm !== null) arms.push(arm)
    if (item.kind === 'map') reach.next(item, child(item, 'when'))
  }
  const run = (f: Frame): Value => {
    for (const { when, source, policy, onlyWhen } of arms) {
      if (when !== null && !when(f)) continue
      if (onlyWhen !== null && !onlyWhen(f)) return BLANK
      const value = source.run(f)
      return value === MISSING && policy !== null ? decide(policy, target, source, f) : value
    }
    return MISSING
  }
  return { run, derives: arms.some((arm) => arm.source.derives), where: () => null }
}

function compileArm(item: Tree, target: Target, context: RecipeContext, options: RecipeOptions) {
  const { problems } = context.checking
  if (item.kind !== 'map') {
    problems.add(item.at, item.path, 'WRONG_SHAPE', 'An arm is a recipe.', "{ when: '…', value: A }")
    return null
  }
  checkKeys(item, 'an arm', armKeys, problems)
  const when = optionalCondition(item, 'when', context)
  if (!checkSources(item, sources.slice(0, 3), target, options, problems)) return null
  const onlyWhen = optionalCondition(item, 'onlyWhen', context)
  const source = sourceOf(item, target, context)
  return source === null ? null : { when, source, policy: missingPolicy(item, target, problems), onlyWhen }
}

/** What a missing value becomes. */
function decide(policy: Policy, target: Target, source: Source, f: Frame): Value {
  if (policy.kind === 'default') return policy.ending
  if (policy.kind === 'blank' || policy.kind === 'keep') return BLANK
  const where = source.where(f)
  const message = where === null ? `${target.name} has no value.` : `${target.name} has no value: ${where} is blank.`
  const hint =
    where === null
      ? 'No arm of its recipe gives one.'
      : `Fill ${where} in the source, or give the recipe another onMissing.`
  if (policy.kind === 'reject') fail(f, where, 'MISSING', message, hint)
  else {
    f.held = true
    find(f, 'VALUE-MISSING', 'ERROR', `${message} ${hint}`, {})
  }
  return BLANK
}

function assembled(source: Source, policy: Policy, onlyWhen: Condition | null, target: Target, noted: boolean): Recipe {
  return (f) => {
    if (f.notes !== null) startNote(f, noted ? target : null)
    if (onlyWhen !== null && !onlyWhen(f)) return null
    let value = source.run(f)
    if (value === MISSING) value = decide(policy, target, source, f)
    if (isEnding(value)) return value.final
    const finished = finish(value as string | number, target, f, source.where)
    if (f.note !== null && finished !== value) {
      const secret = f.note.sensitive
      f.note.steps.push({ step: 'Metro 2 text', input: show(value, secret), output: show(finished, secret) })
    }
    return finished
  }
}

function startNote(f: Frame, target: Target | null): void {
  f.note = null
  if (target === null) return
  const note: FieldNote = {
    field: label(f),
    sourcePath: null,
    sourceValue: null,
    steps: [],
    sensitive: target.sensitive,
  }
  f.note = note
  f.notes!.set(note.field, note)
}
