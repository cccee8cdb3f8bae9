/**
 * Conditions that stand in a row, of which the first that holds decides: finds those that can never be the first. Sound, not
 * complete: what is named is dead for certain.
 */
import type { ASTNode } from '@marcbachmann/cel-js'
import type { Checking } from './conditions.ts'
import { pathText } from './expressions.ts'
import type { Tree } from './tree.ts'

export interface Reach {
  /** Notes a problem where the condition can never be the first to hold; undefined = no condition. */
  next(place: Pick<Tree, 'at' | 'path'>, when: Tree | undefined): void
}

/** @param what of the row: an arm, an exclusion */
export function reachOf(what: string, { problems, parsed }: Checking): Reach {
  let closed: string | null = null
  const seen = new Set<string>()
  const taken = new Map<string, Set<string>>()
  return {
    next(place, when) {
      const node = when && parsed.get(when)
      const why = closed ?? (node ? whyDead(node, seen, taken) : null)
      if (why !== null) problems.add(place.at, place.path, 'UNREACHABLE', `This ${what} is never reached.`, why)
      if (when === undefined) closed ??= `The ${what} before it has no \`when\` and always matches.`
      if (!node) return
      if (isConstant(node, true)) closed ??= `The condition of the ${what} before it is always true.`
      seen.add(canonical(node))
      const equal = equalities(node)
      if (equal) for (const value of equal.values) valuesOf(taken, equal.path).add(value)
    },
  }
}

function whyDead(node: ASTNode, seen: ReadonlySet<string>, taken: ReadonlyMap<string, Set<string>>): string | null {
  if (isConstant(node, false)) return 'Its condition is never true.'
  if (seen.has(canonical(node))) return 'The same condition stands before it.'
  const equal = equalities(node)
  const before = equal && taken.get(equal.path)
  if (!before || ![...equal.values].every((value) => before.has(value))) return null
  return `Conditions before it take every value of ${equal.path} that it asks for.`
}

const isConstant = (node: ASTNode, value: boolean) => node.op === 'value' && node.args === value

/** A condition's meaning without its layout; numbers and texts stay apart. */
function canonical(node: unknown): string {
  if (Array.isArray(node)) return `[${node.map(canonical).join(',')}]`
  if (typeof node !== 'object' || node === null) return `${typeof node}:${JSON.stringify(String(node))}`
  const { op, args } = node as ASTNode
  return `(${op} ${canonical(args)})`
}

interface Equalities {
  path: string
  values: Set<string>
}

/** What a path must be for the condition to hold, where the condition is nothing but equalities of one path. */
function equalities(node: ASTNode): Equalities | null {
  if (node.op === '==') {
    const [left, right] = node.args as [ASTNode, ASTNode]
    return equality(left, [right]) ?? equality(right, [left])
  }
  if (node.op === 'in') {
    const [left, right] = node.args as [ASTNode, ASTNode]
    return right.op === 'list' ? equality(left, right.args as ASTNode[]) : null
  }
  if (node.op !== '||') return null
  const [left, right] = (node.args as [ASTNode, ASTNode]).map(equalities)
  if (!left || !right || left.path !== right.path) return null
  return { path: left.path, values: new Set([...left.values, ...right.values]) }
}

function equality(left: ASTNode, constants: ASTNode[]): Equalities | null {
  const path = pathText(left)
  if (path === null || constants.length === 0 || constants.some((each) => each.op !== 'value')) return null
  return { path, values: new Set(constants.map(canonical)) }
}

function valuesOf(map: Map<string, Set<string>>, key: string): Set<string> {
  const values = map.get(key) ?? new Set()
  map.set(key, values)
  return values
}
