/** `let`: names for one row of a list. */
import type { Catalogue } from './catalogue.ts'
import { type Checking, type Condition, compileCondition } from './conditions.ts'
import type { Frame, Row } from './frame.ts'
import { eachRow, resolveList, rowScope, rowsOf } from './lists.ts'
import { own, type ResolvedPath, type Root, reservedNames, resolvePath, type Scope, typedReader } from './paths.ts'
import { child, mapping, text } from './shapes.ts'
import type { MapTree, Tree } from './tree.ts'

/** Finds the row of one name and puts it into its slot. */
export type Binding = (f: Frame) => void

/** Gives slots to names; a program has one. */
export interface Slots {
  count: number
}

const maximumNames = 100

/** Compiles the names of a `let` in order and answers the scope that knows them. */
export function compileLets(
  tree: Tree | undefined,
  scope: Scope,
  slots: Slots,
  checking: Checking,
): { bindings: Binding[]; scope: Scope } {
  const bindings: Binding[] = []
  if (tree === undefined) return { bindings, scope }
  const { problems } = checking
  if (tree.kind !== 'map' || tree.entries.size > maximumNames) {
    problems.add(tree.at, tree.path, 'WRONG_SHAPE', `let is a mapping of at most ${maximumNames} names.`, null)
    return { bindings, scope }
  }
  let current = scope
  for (const { key, keyAt, value } of tree.entries.values()) {
    const sound = checkName(key, keyAt, value.path, current, checking)
    const compiled = compileLet(key, value, current, slots, checking)
    if (compiled === null || !sound) continue
    bindings.push(compiled.binding)
    current = { ...current, roots: new Map(current.roots).set(key, compiled.root) }
  }
  return { bindings, scope: current }
}

function checkName(name: string, at: number, path: string, scope: Scope, { problems }: Checking): boolean {
  if (!/^[A-Za-z][A-Za-z0-9]{0,60}$/.test(name) || name in Object.prototype) {
    problems.add(at, path, 'BAD_NAME', 'A name is a letter followed by letters and digits.', null)
    return false
  }
  const taken = reservedNames.includes(name) || scope.roots.has(name) || own(scope.document.fields, name) !== undefined
  if (taken) problems.add(at, path, 'BAD_NAME', `The name ${name} is taken.`, 'Choose another.')
  return !taken
}

function compileLet(name: string, tree: Tree, scope: Scope, slots: Slots, checking: Checking) {
  const { problems } = checking
  const map = mapping(tree, `let ${name}`, ['latest', 'first', 'by', 'when'], problems)
  if (map === null) return null
  const latest = child(map, 'latest')
  const first = child(map, 'first')
  const source = latest ?? first
  if (source === undefined || (latest !== undefined && first !== undefined)) {
    const hint = '{ latest: LIST, by: date } or { first: LIST, when: … }'
    problems.add(map.at, map.path, 'NO_SOURCE', 'A name is either the latest or the first row of a list.', hint)
    return null
  }
  const list = resolveList(source, latest === undefined ? 'first' : 'latest', scope, checking)
  if (list === null) return null
  const inner = rowScope(list, scope)
  const whenTree = child(map, 'when')
  const when = whenTree === undefined ? null : compileCondition(whenTree, inner, checking)
  const by = resolveBy(map, latest !== undefined, inner, checking)
  if (latest !== undefined && by === null) return null
  const slot = slots.count++
  return { binding: bind(name, slot, list, when, by), root: slotRoot(slot, list) }
}

function resolveBy(map: MapTree, needed: boolean, scope: Scope, checking: Checking): ResolvedPath | null {
  const { problems } = checking
  const tree = child(map, 'by')
  if (tree === undefined || !needed) {
    if (needed)
      problems.add(map.at, `${map.path}.by`, 'MISSING_KEY', 'latest needs by: the date field of its rows.', null)
    if (tree !== undefined) problems.add(tree.at, tree.path, 'CONFLICT', 'by goes with latest.', null)
    return null
  }
  const name = text(tree, 'by', problems)
  if (name === null) return null
  const resolution = resolvePath(`row.${name.text}`, scope)
  if (!resolution.ok) {
    const fields = Object.keys(scope.roots.get('row')!.fields)
    const hint = resolution.hint ?? problems.suggest(name.text, fields)
    problems.add(tree.at, tree.path, resolution.code, `${name.text.slice(0, 80)} is no field of the rows.`, hint)
    return null
  }
  const { type } = resolution.path
  if (type === 'date' || type === 'instant') return resolution.path
  problems.add(tree.at, tree.path, 'TYPE_MISMATCH', `by names a date or an instant; ${name.text} is ${type}.`, null)
  return null
}

function slotRoot(slot: number, list: ResolvedPath): Root {
  return {
    fields: list.fields as Catalogue,
    source: list.source,
    get: (f) => f.slots[slot],
    place: (f) => (f.slotIndexes[slot]! < 0 ? list.place(f) : `${list.place(f)}[${f.slotIndexes[slot]}]`),
  }
}

function bind(
  name: string,
  slot: number,
  list: ResolvedPath,
  when: Condition | null,
  by: ResolvedPath | null,
): Binding {
  const dateOf = by === null ? null : typedReader(by)
  return (f) => {
    f.field = `let.${name}`
    let found: Row | null = null
    let index = -1
    let best = ''
    eachRow(f, list, rowsOf(f, list, true), (row, i) => {
      if (dateOf === null) {
        if (found === null && (when === null || when(f))) {
          found = row
          index = i
        }
        return
      }
      const date = dateOf(f) as string | null
      // Equal dates: the later row wins. An instant counts with its day, and among instants of a day the last.
      if (date === null || date.slice(0, 10) > f.asOf || date < best) return
      if (when !== null && !when(f)) return
      found = row
      index = i
      best = date
    })
    f.slots[slot] = found
    f.slotIndexes[slot] = index
  }
}
