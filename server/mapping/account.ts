/** `account`: the fields of the base segment that are not its consumer's. */
import type { AccountFields } from '../metro2/assemble.ts'
import type { Frame } from './frame.ts'
import type { RecipeContext } from './pipeline.ts'
import { compileRecipe, type Recipe } from './recipes.ts'
import { child, mapping } from './shapes.ts'
import { accountTargets, requiredOfAccount, type Target } from './targets.ts'
import type { MapTree, Tree } from './tree.ts'

export interface Account {
  /** Fields read from the document, termsFrequency first. */
  mapped: AccountField[]
  /** Fields that need the facts of `derive`. */
  derived: AccountField[]
}

interface AccountField {
  target: Target
  recipe: Recipe
}

export function compileAccount(tree: Tree, context: RecipeContext): Account {
  const { problems } = context.checking
  const account: Account = { mapped: [], derived: [] }
  const map = mapping(tree, 'account', [...accountTargets.keys()], problems)
  if (map === null) return account
  for (const name of requiredOfAccount) {
    if (child(map, name) === undefined) missingField(map, name, context)
  }
  for (const { key, value } of map.entries.values()) {
    const target = accountTargets.get(key)
    if (target === undefined) continue
    const options = { derive: true, noted: true, missing: { kind: 'blank' as const } }
    const { run, derives } = compileRecipe(value, target, context, options)
    const list = derives ? account.derived : account.mapped
    // Converters that count periods read the frequency of the record in hand, so it comes first.
    if (key === 'termsFrequency') list.unshift({ target, recipe: run })
    else list.push({ target, recipe: run })
  }
  return account
}

function missingField(map: MapTree, name: string, { checking }: RecipeContext): void {
  const message = `${name} has no recipe, and Metro 2 requires it.`
  checking.problems.add(map.at, `account.${name}`, 'MISSING_FIELD', message, `${name}: { from: … }`)
}

const blanks: Record<string, string | number | null> = { text: '', amount: 0, date: null }

/** Runs recipes of the account and writes what they give into `fields`. */
export function fillAccount(f: Frame, list: AccountField[], fields: AccountFields): void {
  const values = fields as Record<string, string | number | null>
  f.segment = 'base'
  for (const { target, recipe } of list) {
    f.field = target.name
    const value = recipe(f) ?? blanks[target.kind] ?? null
    values[target.name] = value
    if (target.name === 'termsFrequency') f.termsFrequency = value as string
  }
}
