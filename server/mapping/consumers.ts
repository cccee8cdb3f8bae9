/** `consumers`: the people on a loan, from the rows of a list or from the document itself. */
import type { Consumer } from '../metro2/facts.ts'
import type { Catalogue } from './catalogue.ts'
import { type Condition, compileCondition } from './conditions.ts'
import type { Frame } from './frame.ts'
import { type Binding, compileLets, type Slots } from './lets.ts'
import { eachRow, resolveList, rowScope, rowsOf } from './lists.ts'
import type { ResolvedPath, Scope } from './paths.ts'
import type { RecipeContext } from './pipeline.ts'
import { compileRecipe, type Recipe } from './recipes.ts'
import { child, mapping, missingKey, oneOrMany, word } from './shapes.ts'
import { consumerTargets, factTarget, requiredOfConsumer } from './targets.ts'
import type { MapTree, Tree } from './tree.ts'

export type Consumers = (f: Frame) => Consumer[]

interface Block {
  list: ResolvedPath | null
  mayMiss: boolean
  when: Condition | null
  primary: Condition
  key: Recipe | null
  bindings: Binding[]
  fields: [name: string, recipe: Recipe][]
}

export const blockKeys = ['each', 'when', 'key', 'primary', 'let', 'fields', 'onMissing']
const maximumBlocks = 10

export function compileConsumers(tree: Tree, slots: Slots, context: RecipeContext): Consumers {
  const { problems } = context.checking
  const trees = oneOrMany(tree)
  if (trees.length === 0 || trees.length > maximumBlocks) {
    problems.add(tree.at, tree.path, 'WRONG_SHAPE', `consumers has one to ${maximumBlocks} blocks.`, null)
  }
  const blocks = trees.slice(0, maximumBlocks).map((item) => compileBlock(item, slots, context))
  return (f) => {
    const people: Consumer[] = []
    for (const block of blocks) if (block !== null) addPeople(f, block, people)
    return people
  }
}

function compileBlock(tree: Tree, slots: Slots, context: RecipeContext): Block | null {
  const { checking } = context
  const map = mapping(tree, 'A block of consumers', blockKeys, checking.problems)
  if (map === null) return null
  const each = child(map, 'each')
  const list = each === undefined ? null : resolveList(each, 'each', context.scope, checking)
  if (each !== undefined && list === null) return null
  const lets = compileLets(child(map, 'let'), consumerScope(list, context.scope), slots, checking)
  const inner = { ...context, scope: lets.scope }
  const when = child(map, 'when')
  const primary = child(map, 'primary')
  if (primary === undefined) {
    missingKey(
      map,
      'primary',
      'primary is missing: which consumer is the base segment?',
      "primary: 'row.isPrimary'",
      checking.problems,
    )
  }
  const onMissing = child(map, 'onMissing')
  return {
    list,
    mayMiss:
      onMissing !== undefined && word(onMissing, 'onMissing', ['reject', 'blank'], checking.problems) === 'blank',
    when: when === undefined ? null : compileCondition(when, inner.scope, checking),
    primary: primary === undefined ? () => false : compileCondition(primary, inner.scope, checking),
    key: compileKey(map, inner),
    bindings: lets.bindings,
    fields: compileFields(map, inner),
  }
}

/** In the rows of a block, `row` and `consumer` are the same; in a list inside of the row, `row` is that list's. */
function consumerScope(list: ResolvedPath | null, scope: Scope): Scope {
  if (list === null) return scope
  const rows = rowScope(list, scope)
  rows.roots.set('consumer', {
    fields: list.fields as Catalogue,
    source: list.source,
    get: (f) => f.consumer,
    place: (f) => `${f.consumerPlace}[${f.consumerIndex}]`,
  })
  return rows
}

function compileKey(map: MapTree, context: RecipeContext): Recipe | null {
  const tree = child(map, 'key')
  if (tree === undefined) return null
  const options = { derive: false, noted: false, missing: { kind: 'reject' as const } }
  return compileRecipe(tree, factTarget('key', 'text'), context, options).run
}

function compileFields(map: MapTree, context: RecipeContext): [string, Recipe][] {
  const { problems } = context.checking
  const tree = child(map, 'fields')
  const names = [...consumerTargets.keys()]
  if (tree === undefined) {
    missingKey(map, 'fields', 'A block of consumers has fields.', `Fields: ${names.join(', ')}.`, problems)
    return []
  }
  const fields = mapping(tree, 'fields', names, problems)
  if (fields === null) return []
  for (const name of requiredOfConsumer) {
    if (!fields.entries.has(name)) missingField(fields, name, context)
  }
  const compiled: [string, Recipe][] = []
  for (const { key, value } of fields.entries.values()) {
    const target = consumerTargets.get(key)
    if (target === undefined) continue
    const options = { derive: false, noted: true, missing: { kind: 'blank' as const } }
    compiled.push([key, compileRecipe(value, target, context, options).run])
  }
  return compiled
}

function missingField(fields: MapTree, name: string, { checking }: RecipeContext): void {
  const message = `${name} has no recipe, and Metro 2 requires it of every consumer.`
  checking.problems.add(fields.at, `${fields.path}.${name}`, 'MISSING_FIELD', message, `${name}: { from: … }`)
}

function addPeople(f: Frame, block: Block, people: Consumer[]): void {
  const { list } = block
  if (list === null) {
    addPerson(f, block, people)
    return
  }
  f.segment = 'consumers'
  f.field = 'each'
  eachRow(f, list, rowsOf(f, list, block.mayMiss), (row) => {
    f.consumer = row
    f.consumerPlace = f.rowPlace
    f.consumerIndex = f.rowIndex
    addPerson(f, block, people)
  })
  f.consumer = null
}

function addPerson(f: Frame, block: Block, people: Consumer[]): void {
  f.segment = `consumers[${people.length}]`
  for (const bind of block.bindings) bind(f)
  f.field = 'when'
  if (block.when !== null && !block.when(f)) return
  const person: Consumer = { ...blankPerson, key: String(people.length), role: block.primary(f) ? 'PRIMARY' : 'OTHER' }
  if (block.key !== null) {
    f.field = 'key'
    person.key = String(block.key(f) ?? person.key)
  }
  const fields = person as unknown as Record<string, string | null>
  for (const [name, recipe] of block.fields) {
    f.field = name
    const value = recipe(f) as string | null
    fields[name] = value ?? (name === 'dateOfBirth' ? null : '')
  }
  people.push(person)
}

const blankPerson: Consumer = {
  key: '',
  role: 'OTHER',
  surname: '',
  firstName: '',
  middleName: '',
  generationCode: '',
  socialSecurityNumber: '',
  dateOfBirth: null,
  telephoneNumber: '',
  ecoaCode: '',
  consumerInformationIndicator: '',
  countryCode: '',
  firstLineOfAddress: '',
  secondLineOfAddress: '',
  city: '',
  state: '',
  postalCode: '',
  addressIndicator: '',
  residenceCode: '',
}
