/** Comparisons of two expressions of one type. Every comparison with a null is false, `!=` too. */
import type { ASTNode } from '@marcbachmann/cel-js'
import { computed, type Expression, type ExpressionType, type Reporter } from './expressions.ts'
import type { Frame } from './frame.ts'

type Operator = '==' | '!=' | '<' | '<=' | '>' | '>='
type Compare = (a: string | number | boolean, b: string | number | boolean) => boolean

const compares: Record<Operator, Compare> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

function isNumber(type: ExpressionType): boolean {
  return type === 'integer' || type === 'decimal'
}

function comparable(a: ExpressionType, b: ExpressionType): boolean {
  if (a === 'object' || a === 'list') return false
  return a === b || (isNumber(a) && isNumber(b))
}

export function compareExpressions(
  node: ASTNode,
  nodes: [ASTNode, ASTNode],
  left: Expression,
  right: Expression,
  report: Reporter,
): Expression | null {
  if (!comparable(left.type, right.type)) {
    const message = `${left.type} is compared with ${right.type}.`
    return report.problem(node, 'TYPE_MISMATCH', message, mismatchHint(left, right))
  }
  if (left.type === 'boolean' && node.op !== '==' && node.op !== '!=') {
    return report.problem(node, 'TYPE_MISMATCH', 'True and false have no order.', null)
  }
  if (!checkValue(nodes[1], left, right, report) || !checkValue(nodes[0], right, left, report)) return null
  return computed('boolean', closure(node.op as Operator, left, right))
}

/** Text compared with a field that lists its values must be one of them: a misspelt one would be false for ever. */
function checkValue(node: ASTNode, side: Expression, other: Expression, report: Reporter): boolean {
  const values = side.resolved?.values
  if (!values || side.resolved?.open || other.constant === undefined || side.type !== 'text') return true
  const value = String(other.constant.value)
  if (values.has(value)) return true
  const listed = [...values].slice(0, 12).join(', ')
  const hint = report.suggest(value, values) ?? `Its values: ${listed}${values.size > 12 ? ', …' : ''}.`
  report.problem(node, 'UNKNOWN_VALUE', `${side.path} is never '${value}'.`, hint)
  return false
}

function closure(op: Operator, left: Expression, right: Expression): (f: Frame) => boolean {
  const l = left.run
  const r = right.run
  if (right.constant !== undefined) {
    const b = right.constant.value as string | number | boolean
    if (op === '==') return (f) => l(f) === b
    const compare = compares[op]
    return (f) => {
      const a = l(f)
      return a !== null && compare(a as string, b)
    }
  }
  const compare = compares[op]
  return (f) => {
    const a = l(f)
    if (a === null) return false
    const b = r(f)
    return b !== null && compare(a as string, b as string)
  }
}

/** `x in [constants]`. */
export function membership(
  node: ASTNode,
  left: Expression,
  nodes: ASTNode[],
  items: Expression[],
  report: Reporter,
): Expression | null {
  const values = new Set<unknown>()
  let sound = true
  for (const [i, item] of items.entries()) {
    if (item.constant === undefined) {
      report.problem(nodes[i]!, 'NOT_ALLOWED', 'The list behind `in` holds constants only.', null)
      sound = false
    } else if (!comparable(left.type, item.type)) {
      const message = `${left.type} is looked for among ${item.type}.`
      report.problem(nodes[i]!, 'TYPE_MISMATCH', message, mismatchHint(left, item))
      sound = false
    } else {
      sound = checkValue(nodes[i]!, left, item, report) && sound
      values.add(item.constant.value)
    }
  }
  if (left.type === 'object' || left.type === 'list') {
    return report.problem(node, 'TYPE_MISMATCH', `${left.type} cannot stand before \`in\`.`, null)
  }
  if (!sound) return null
  const l = left.run
  return computed('boolean', (f) => values.has(l(f)))
}

function mismatchHint(left: Expression, right: Expression): string | null {
  const types = [left.type, right.type]
  const constant = (right.constant ?? left.constant)?.value
  if (types.includes('money')) {
    const amount = typeof constant === 'number' ? constant.toFixed(2) : '5.00'
    return `Write an amount as usd('${amount}').`
  }
  if (types.includes('instant') && types.includes('date')) return 'dateOf(instant) gives its day.'
  if (types.includes('date')) return `Write a day as date('${typeof constant === 'string' ? constant : '2026-01-31'}').`
  if (types.includes('text') && typeof constant === 'number') return `Write the text as '${constant}'.`
  return null
}
