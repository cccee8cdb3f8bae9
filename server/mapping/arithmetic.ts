/** Arithmetic in conditions. With a null it gives null; money stays whole cents, rounded half away from zero. */
import type { ASTNode } from '@marcbachmann/cel-js'
import type { ScalarType } from './catalogue.ts'
import { computed, type Expression, literal, type Reporter } from './expressions.ts'
import { roundHalfAway } from './numbers.ts'

type Operator = '+' | '-' | '*' | '/'

const operations: Record<Operator, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
}

function resultType(op: Operator, a: string, b: string): ScalarType | null {
  const number = (t: string) => t === 'integer' || t === 'decimal'
  if (number(a) && number(b)) return op !== '/' && a === 'integer' && b === 'integer' ? 'integer' : 'decimal'
  if (a === 'money' && b === 'money') return op === '+' || op === '-' ? 'money' : null
  if (a === 'money' && number(b)) return op === '*' || op === '/' ? 'money' : null
  return number(a) && b === 'money' && op === '*' ? 'money' : null
}

export function arithmetic(node: ASTNode, left: Expression, right: Expression, report: Reporter): Expression | null {
  const op = node.op as Operator
  const type = resultType(op, left.type, right.type)
  if (type === null) {
    const days = left.type === 'date' || right.type === 'date'
    const hint = days ? 'Days between two dates: daysBetween(from, to).' : amountHint(left.type, right.type)
    return report.problem(node, 'TYPE_MISMATCH', `${left.type} ${op} ${right.type} cannot be computed.`, hint)
  }
  const l = left.run
  const r = right.run
  const operation = operations[op]
  return computed(type, (f) => {
    const a = l(f)
    const b = r(f)
    if (a === null || b === null) return null
    const result = operation(a as number, b as number)
    if (!Number.isFinite(result)) return null
    return type === 'money' ? roundHalfAway(result) : result
  })
}

function amountHint(a: string, b: string): string | null {
  return a === 'money' || b === 'money' ? "Write an amount as usd('5.00')." : null
}

export function negation(node: ASTNode, inner: Expression | null, report: Reporter): Expression | null {
  if (inner === null) return null
  const { type, run } = inner
  if (type !== 'integer' && type !== 'decimal' && type !== 'money') {
    return report.problem(node, 'TYPE_MISMATCH', `There is no negative ${type}.`, null)
  }
  if (inner.constant !== undefined) return literal(type, -(inner.constant.value as number))
  return computed(type, (f) => {
    const value = run(f)
    return value === null ? null : -(value as number)
  })
}
