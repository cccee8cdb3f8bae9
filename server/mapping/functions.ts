/** The functions of conditions. Whatever is not here is refused. */
import type { ASTNode } from '@marcbachmann/cel-js'
import { daysBetween, isCalendarDate } from '../metro2/dates.ts'
import { computed, type Expression, expressionOf, literal, type Reporter, resolveNode } from './expressions.ts'
import { centsOf } from './numbers.ts'
import type { Scope } from './paths.ts'

export const functionNames = ['has', 'usd', 'date', 'daysBetween', 'dateOf']
export const methodNames = ['startsWith', 'endsWith', 'contains']

export function callFunction(
  node: ASTNode,
  [name, args]: [string, ASTNode[]],
  scope: Scope,
  report: Reporter,
): Expression | null {
  if (!functionNames.includes(name)) return refuse(node, name, report)
  const wanted = name === 'daysBetween' ? 2 : 1
  if (args.length !== wanted) {
    const message = `${name} takes ${wanted === 1 ? 'one argument' : 'two arguments'}.`
    return report.problem(node, 'TYPE_MISMATCH', message, null)
  }
  const first = args[0]!
  if (name === 'has') return has(first, scope, report)
  if (name === 'usd') return usd(first, report)
  if (name === 'date') return dateLiteral(first, report)
  if (name === 'dateOf') return dayOfInstant(first, scope, report)
  return days(args as [ASTNode, ASTNode], scope, report)
}

function refuse(node: ASTNode, name: string, report: Reporter): null {
  const known = `Functions: ${functionNames.join(', ')}; of text: ${methodNames.join(', ')}.`
  if (name === 'matches') {
    return report.problem(node, 'NOT_ALLOWED', 'matches is not allowed: a pattern can stop the program.', known)
  }
  const hint = report.suggest(name, [...functionNames, ...methodNames]) ?? known
  return report.problem(node, 'UNKNOWN_FUNCTION', `${name.slice(0, 60)} is not a function of conditions.`, hint)
}

function has(node: ASTNode, scope: Scope, report: Reporter): Expression | null {
  const resolved = resolveNode(node, scope, report)
  if (resolved === null) return null
  const get = resolved.get
  return computed('boolean', (f) => {
    const value = get(f)
    return typeof value === 'string' ? value.trim() !== '' : value !== null && value !== undefined
  })
}

function textLiteral(node: ASTNode): string | null {
  const value = node.op === 'value' ? (node.args as unknown) : null
  return typeof value === 'string' ? value : null
}

function usd(node: ASTNode, report: Reporter): Expression | null {
  const text = textLiteral(node)
  const cents = text === null ? null : centsOf(text)
  if (cents !== null) return literal('money', cents)
  const message = "usd takes an amount in quotes, dollars and cents: usd('5.00')."
  return report.problem(node, 'BAD_VALUE', message, null)
}

function dateLiteral(node: ASTNode, report: Reporter): Expression | null {
  const text = textLiteral(node)
  if (text !== null && isCalendarDate(text)) return literal('date', text)
  return report.problem(node, 'BAD_VALUE', "date takes a day in quotes: date('2026-01-31').", null)
}

function argument(node: ASTNode, type: string, scope: Scope, report: Reporter): Expression | null {
  const expression = expressionOf(node, scope, report)
  if (expression === null || expression.type === type) return expression
  const hint = type === 'date' && expression.type === 'instant' ? 'dateOf(instant) gives its day.' : null
  return report.problem(node, 'TYPE_MISMATCH', `This must be ${type}; it is ${expression.type}.`, hint)
}

function dayOfInstant(node: ASTNode, scope: Scope, report: Reporter): Expression | null {
  const inner = argument(node, 'instant', scope, report)
  if (inner === null) return null
  const run = inner.run
  return computed('date', (f) => {
    const value = run(f)
    return value === null ? null : (value as string).slice(0, 10)
  })
}

function days([fromNode, toNode]: [ASTNode, ASTNode], scope: Scope, report: Reporter): Expression | null {
  const from = argument(fromNode, 'date', scope, report)
  const to = argument(toNode, 'date', scope, report)
  if (from === null || to === null) return null
  const a = from.run
  const b = to.run
  return computed('integer', (f) => {
    const start = a(f)
    const end = b(f)
    return start === null || end === null ? null : daysBetween(start as string, end as string)
  })
}

const methods: Record<string, (text: string, part: string) => boolean> = {
  startsWith: (text, part) => text.startsWith(part),
  endsWith: (text, part) => text.endsWith(part),
  contains: (text, part) => text.includes(part),
}

export function callMethod(
  node: ASTNode,
  [name, receiver, args]: [string, ASTNode, ASTNode[]],
  scope: Scope,
  report: Reporter,
): Expression | null {
  if (!methodNames.includes(name)) return refuse(node, name, report)
  if (args.length !== 1) return report.problem(node, 'TYPE_MISMATCH', `${name} takes one argument.`, null)
  const text = argument(receiver, 'text', scope, report)
  const part = argument(args[0]!, 'text', scope, report)
  if (text === null || part === null) return null
  const method = methods[name]!
  const t = text.run
  const p = part.run
  return computed('boolean', (f) => {
    const value = t(f)
    const wanted = p(f)
    return value !== null && wanted !== null && method(value as string, wanted as string)
  })
}
