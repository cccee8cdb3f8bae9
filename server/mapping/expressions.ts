/** Typed expressions: the checked subset of CEL, node by node, each compiled to a closure. */
import type { ASTNode } from '@marcbachmann/cel-js'
import { arithmetic, negation } from './arithmetic.ts'
import type { ScalarType } from './catalogue.ts'
import { compareExpressions, membership } from './comparisons.ts'
import type { Frame } from './frame.ts'
import { callFunction, callMethod } from './functions.ts'
import { type ResolvedPath, resolvePath, type Scope, typedReader } from './paths.ts'

export type ExpressionType = ScalarType | 'object' | 'list'

/** A checked expression. `run` answers null where the value is not there; it never throws. */
export interface Expression {
  type: ExpressionType
  run(f: Frame): unknown
  /** Set for literals: the value known without a document. */
  constant?: { value: unknown }
  /** Set for paths, as they are written. */
  path: string | null
  resolved: ResolvedPath | null
}

export interface Reporter {
  /** Notes a problem at a node and answers null, the expression that is none. */
  problem(node: ASTNode, code: string, message: string, hint: string | null): null
  suggest(wrong: string, names: Iterable<string>): string | null
}

export function literal(type: ScalarType, value: unknown): Expression {
  return { type, run: () => value, constant: { value }, path: null, resolved: null }
}

export function computed(type: ScalarType, run: (f: Frame) => unknown): Expression {
  return { type, run, path: null, resolved: null }
}

const comparisons = new Set(['==', '!=', '<', '<=', '>', '>='])
const operations = new Set(['+', '-', '*', '/'])

/** The expression of a node, or null after at least one problem. */
export function expressionOf(node: ASTNode, scope: Scope, report: Reporter): Expression | null {
  if (node.op === 'value') return literalOf(node, report)
  if (node.op === 'id' || node.op === '.') return pathExpression(node, scope, report)
  if (node.op === '&&' || node.op === '||') return junction(node, scope, report)
  if (node.op === '!_') return not(node, scope, report)
  if (node.op === '?:') return choice(node, scope, report)
  if (node.op === 'in') return memberOf(node, scope, report)
  if (node.op === 'call') return callFunction(node, node.args as [string, ASTNode[]], scope, report)
  if (node.op === 'rcall') return callMethod(node, node.args as [string, ASTNode, ASTNode[]], scope, report)
  if (node.op === '-_') return negation(node, expressionOf(node.args as ASTNode, scope, report), report)
  if (comparisons.has(node.op) || operations.has(node.op)) return binary(node, scope, report)
  const what = { list: 'A list stands only behind `in`', '[]': 'Lists are reached by let or each' }[node.op as string]
  return report.problem(node, 'NOT_ALLOWED', `${what ?? `${node.op} is not part of the language`}.`, null)
}

function literalOf(node: ASTNode, report: Reporter): Expression | null {
  const value = node.args as unknown
  if (typeof value === 'string') return literal('text', value)
  if (typeof value === 'boolean') return literal('boolean', value)
  if (typeof value === 'number') return literal('decimal', value)
  if (typeof value === 'bigint') {
    if (Number.isSafeInteger(Number(value))) return literal('integer', Number(value))
    return report.problem(node, 'BAD_VALUE', 'The number is too large.', null)
  }
  if (value === null) {
    return report.problem(node, 'NOT_ALLOWED', 'There is no null in conditions.', 'Ask with has(path).')
  }
  return report.problem(node, 'NOT_ALLOWED', 'This kind of constant is not part of the language.', null)
}

/** The dotted text of a chain of names, or null when it is something else. */
export function pathText(node: ASTNode): string | null {
  if (node.op === 'id') return node.args as string
  if (node.op !== '.') return null
  const [left, name] = node.args as [ASTNode, string]
  const prefix = pathText(left)
  return prefix === null ? null : `${prefix}.${name}`
}

export function resolveNode(node: ASTNode, scope: Scope, report: Reporter): ResolvedPath | null {
  const text = pathText(node)
  if (text === null) return report.problem(node, 'NOT_ALLOWED', 'Only paths have fields.', null)
  const resolution = resolvePath(text, scope)
  if (resolution.ok) return resolution.path
  const hint = resolution.hint ?? report.suggest(text, resolution.candidates())
  return report.problem(node, resolution.code, resolution.message, hint)
}

function pathExpression(node: ASTNode, scope: Scope, report: Reporter): Expression | null {
  const resolved = resolveNode(node, scope, report)
  if (resolved === null) return null
  return { type: resolved.type, run: typedReader(resolved), path: resolved.text, resolved }
}

function booleanOf(node: ASTNode, scope: Scope, report: Reporter): Expression | null {
  const expression = expressionOf(node, scope, report)
  if (expression === null || expression.type === 'boolean') return expression
  const hint = expression.path === null ? null : `To ask whether it is there, write has(${expression.path}).`
  return report.problem(node, 'TYPE_MISMATCH', `This must be true or false; it is ${expression.type}.`, hint)
}

function junction(node: ASTNode, scope: Scope, report: Reporter): Expression | null {
  const [leftNode, rightNode] = node.args as [ASTNode, ASTNode]
  const left = booleanOf(leftNode, scope, report)
  const right = booleanOf(rightNode, scope, report)
  if (left === null || right === null) return null
  const l = left.run
  const r = right.run
  if (node.op === '&&') return computed('boolean', (f) => l(f) === true && r(f) === true)
  return computed('boolean', (f) => l(f) === true || r(f) === true)
}

function not(node: ASTNode, scope: Scope, report: Reporter): Expression | null {
  const inner = booleanOf(node.args as ASTNode, scope, report)
  if (inner === null) return null
  const run = inner.run
  return computed('boolean', (f) => run(f) !== true)
}

function choice(node: ASTNode, scope: Scope, report: Reporter): Expression | null {
  const [conditionNode, thenNode, elseNode] = node.args as [ASTNode, ASTNode, ASTNode]
  const condition = booleanOf(conditionNode, scope, report)
  const yes = expressionOf(thenNode, scope, report)
  const no = expressionOf(elseNode, scope, report)
  if (condition === null || yes === null || no === null) return null
  if (yes.type !== no.type || yes.type === 'object' || yes.type === 'list') {
    return report.problem(node, 'TYPE_MISMATCH', `The two sides of : are ${yes.type} and ${no.type}.`, null)
  }
  const [c, y, n] = [condition.run, yes.run, no.run]
  return computed(yes.type, (f) => (c(f) === true ? y(f) : n(f)))
}

function memberOf(node: ASTNode, scope: Scope, report: Reporter): Expression | null {
  const [leftNode, rightNode] = node.args as [ASTNode, ASTNode]
  const left = expressionOf(leftNode, scope, report)
  if (rightNode.op !== 'list') {
    return report.problem(rightNode, 'NOT_ALLOWED', 'Behind `in` stands a list of constants.', "x in ['a', 'b']")
  }
  const nodes = rightNode.args as ASTNode[]
  const items = nodes.map((item) => expressionOf(item, scope, report))
  if (left === null || items.includes(null)) return null
  return membership(leftNode, left, nodes, items as Expression[], report)
}

function binary(node: ASTNode, scope: Scope, report: Reporter): Expression | null {
  const [leftNode, rightNode] = node.args as [ASTNode, ASTNode]
  const left = expressionOf(leftNode, scope, report)
  const right = expressionOf(rightNode, scope, report)
  if (left === null || right === null) return null
  if (operations.has(node.op)) return arithmetic(node, left, right, report)
  return compareExpressions(node, [leftNode, rightNode], left, right, report)
}
