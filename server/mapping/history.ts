/** `history`: the facts of a loan that `derive` works from, out of the source's lists. */
import type {
  Adjustment,
  Bankruptcy,
  ChargeOff,
  Instalment,
  LoanFacts,
  Satisfaction,
  Snapshot,
} from '../metro2/facts.ts'
import { type Condition, compileCondition } from './conditions.ts'
import { type Frame, fail } from './frame.ts'
import {
  adjustmentKinds,
  type Cell,
  type Column,
  type FactRow,
  type RowKind,
  rowKindOf,
  type SectionName,
  sectionNames,
} from './historyColumns.ts'
import { eachRow, resolveList, rowScope, rowsOf } from './lists.ts'
import type { ResolvedPath } from './paths.ts'
import type { RecipeContext } from './pipeline.ts'
import { type PlainCell, plainCellOf, plainValue } from './plainCells.ts'
import { compileRecipe, type Recipe } from './recipes.ts'
import { child, mapping, missingKey, oneOrMany, word } from './shapes.ts'
import { accountTargets, factTarget } from './targets.ts'
import type { MapTree, Tree } from './tree.ts'

export type HistoryFacts = Omit<LoanFacts, 'dateOpened' | 'portfolioType' | 'termsFrequency'>
export type History = (f: Frame) => HistoryFacts

const scalars = {
  closedOn: factTarget('closedOn', 'date'),
  lenderStatus: factTarget('lenderStatus', 'text', accountTargets.get('accountStatus')!.codes),
  periodicPayment: factTarget('periodicPayment', 'money'),
  escrowPayment: factTarget('escrowPayment', 'money'),
  originalAmount: factTarget('originalAmount', 'money'),
  creditLimit: factTarget('creditLimit', 'money'),
  highestBalance: factTarget('highestBalance', 'money'),
}
export const scalarNames = Object.keys(scalars) as (keyof typeof scalars)[]
const maximumBlocks = 20

type Section = (f: Frame) => FactRow[]

export function compileHistory(tree: Tree, context: RecipeContext): History {
  const { problems } = context.checking
  const map = mapping(tree, 'history', [...scalarNames, ...sectionNames], problems)
  const recipes = new Map<string, Recipe>()
  for (const name of scalarNames) {
    const recipe = map === null ? undefined : child(map, name)
    const options = { derive: false, noted: false, missing: { kind: 'blank' as const } }
    if (recipe !== undefined) recipes.set(name, compileRecipe(recipe, scalars[name], context, options).run)
  }
  const sections = new Map<SectionName, Section>()
  for (const name of sectionNames) {
    const blocks = map === null ? undefined : child(map, name)
    if (blocks !== undefined) sections.set(name, compileSection(name, blocks, context))
  }
  return (f) => readHistory(f, recipes, sections)
}

function readHistory(f: Frame, recipes: Map<string, Recipe>, sections: Map<SectionName, Section>): HistoryFacts {
  f.segment = 'history'
  const fact = (name: string) => {
    f.field = name
    return recipes.get(name)?.(f) ?? null
  }
  const rows = (name: SectionName) => sections.get(name)?.(f) ?? []
  const lenderStatus = fact('lenderStatus') as string | null
  return {
    closedOn: fact('closedOn') as string | null,
    lenderStatus: lenderStatus === '' ? null : lenderStatus,
    periodicPayment: fact('periodicPayment') as number | null,
    escrowPayment: fact('escrowPayment') as number | null,
    originalAmount: fact('originalAmount') as number | null,
    creditLimit: fact('creditLimit') as number | null,
    highestBalance: fact('highestBalance') as number | null,
    instalments: rows('instalments') as unknown as Instalment[],
    satisfactions: rows('satisfactions') as unknown as Satisfaction[],
    adjustments: rows('adjustments') as unknown as Adjustment[],
    snapshots: rows('snapshots') as unknown as Snapshot[],
    chargeOffs: rows('chargeOffs') as unknown as ChargeOff[],
    bankruptcies: rows('bankruptcies') as unknown as Bankruptcy[],
  }
}

interface BlockColumn {
  column: Column
  recipe: Recipe | null
  /** Reads the usual case of the recipe; null where there is none. */
  plain: PlainCell | null
}

interface Block {
  list: ResolvedPath | null
  mayMiss: boolean
  when: Condition | null
  make: RowKind['make']
  columns: BlockColumn[]
}

function compileSection(name: SectionName, tree: Tree, context: RecipeContext): Section {
  const { problems } = context.checking
  const trees = oneOrMany(tree)
  if (trees.length > maximumBlocks) {
    problems.add(tree.at, tree.path, 'WRONG_SHAPE', `${name} has at most ${maximumBlocks} blocks.`, null)
  }
  const blocks: Block[] = []
  for (const item of trees.slice(0, maximumBlocks)) {
    const block = compileBlock(name, item, context)
    if (block !== null) blocks.push(block)
  }
  const dateName = name === 'instalments' ? 'due' : name === 'bankruptcies' ? null : 'date'
  return (f) => {
    const rows: FactRow[] = []
    f.segment = `history.${name}`
    for (const block of blocks) addRows(f, block, rows)
    f.segment = 'history'
    return dateName === null ? rows : inOrder(rows, dateName)
  }
}

function compileBlock(name: SectionName, tree: Tree, context: RecipeContext): Block | null {
  const { checking } = context
  const kind = kindOf(name, tree, context)
  if (kind === undefined) return null
  const { columns, make } = rowKindOf(name, kind)
  const own = ['each', 'when', 'onMissing', ...(kind === null ? [] : ['kind'])]
  const map = mapping(tree, `A block of ${name}`, [...own, ...columns.map((c) => c.target.name)], checking.problems)
  if (map === null) return null
  const each = child(map, 'each')
  const list = each === undefined ? null : resolveList(each, 'each', context.scope, checking)
  if (each !== undefined && list === null) return null
  const inner = list === null ? context : { ...context, scope: rowScope(list, context.scope) }
  const when = child(map, 'when')
  const onMissing = child(map, 'onMissing')
  return {
    list,
    mayMiss:
      onMissing !== undefined && word(onMissing, 'onMissing', ['reject', 'blank'], checking.problems) === 'blank',
    when: when === undefined ? null : compileCondition(when, inner.scope, checking),
    make,
    columns: columns.map((column) => compileColumn(map, column, inner)),
  }
}

/** The kind of a block of adjustments; null for other sections, undefined after a problem. */
function kindOf(name: SectionName, tree: Tree, context: RecipeContext): string | null | undefined {
  if (name !== 'adjustments' || tree.kind !== 'map') return null
  const { problems } = context.checking
  const kind = child(tree, 'kind')
  if (kind !== undefined) return word(kind, 'kind', adjustmentKinds, problems) ?? undefined
  missingKey(tree, 'kind', 'A block of adjustments has a kind.', `kind: ${adjustmentKinds.join(' | ')}`, problems)
  return undefined
}

function compileColumn(map: MapTree, column: Column, context: RecipeContext): BlockColumn {
  const { target, needed } = column
  const tree = child(map, target.name)
  if (tree !== undefined) {
    const missing = { kind: needed ? ('reject' as const) : ('blank' as const) }
    const recipe = compileRecipe(tree, target, context, { derive: false, noted: false, missing }).run
    return { column, recipe, plain: plainCellOf(tree, column, context.scope) }
  }
  if (needed && column.otherwise === null) {
    const hint = `${target.name}: { from: row.… }`
    missingKey(map, target.name, `${target.name} is missing.`, hint, context.checking.problems)
  }
  return { column, recipe: null, plain: null }
}

function addRows(f: Frame, block: Block, rows: FactRow[]): void {
  const { list, when } = block
  const visit = () => {
    if (when !== null) {
      f.field = 'when'
      if (!when(f)) return
    }
    const row = readRow(f, block)
    if (row !== null) rows.push(row)
  }
  f.field = 'each'
  if (list === null) visit()
  else eachRow(f, list, rowsOf(f, list, block.mayMiss), visit)
}

/** One row of facts; null when it is dated after `asOf`, or could not be read (which is noted in the frame). */
function readRow(f: Frame, { columns, make }: Block): FactRow | null {
  const cells: Cell[] = []
  let whole = true
  for (let i = 0; i < columns.length; i++) {
    const { column, recipe, plain } = columns[i]!
    let value = plain === null || f.row === null ? undefined : plainValue(f.row, plain)
    if (value === undefined) value = recipe === null ? column.otherwise : readCell(f, column, recipe)
    if (value === undefined) whole = false
    else if (column.ends && value !== null && (value as string) > f.asOf) return null
    cells.push(value ?? null)
  }
  return whole ? make(cells) : null
}

/** Undefined where a value that every row needs is not there, or a word is none of its words. */
function readCell(f: Frame, column: Column, recipe: Recipe): Cell | undefined {
  const { target } = column
  f.field = target.name
  f.held = false
  const before = f.failures.length
  const given = recipe(f)
  const value = given === '' ? null : given
  if (value === null) {
    if (!column.needed) return null
    if (!f.held && f.failures.length === before) failNeeded(f, target.name)
    return undefined
  }
  if (target.codes === null || target.codes.codes.has(value as string)) return value
  failWord(f, column)
  return undefined
}

function place(f: Frame): string | null {
  return f.row === null ? null : `${f.rowPlace}[${f.rowIndex}]`
}

/** A payment or an instalment left out without a word would move the date of first delinquency. */
function failNeeded(f: Frame, name: string): void {
  const hint = 'Fill it in the source, or leave such rows out by `when`.'
  fail(f, place(f), 'MISSING', `${name} has no value in this row.`, hint)
}

function failWord(f: Frame, { target }: Column): void {
  const words = [...target.codes!.codes].join(', ')
  fail(f, place(f), 'UNKNOWN_VALUE', `${target.name} is none of ${words}.`, 'Bring it to one of these by a table.')
}

function inOrder(rows: FactRow[], name: string): FactRow[] {
  for (let i = 1; i < rows.length; i++) {
    if ((rows[i - 1]![name] as string) > (rows[i]![name] as string)) {
      return rows.sort((a, b) => ((a[name] as string) < (b[name] as string) ? -1 : a[name] === b[name] ? 0 : 1))
    }
  }
  return rows
}
