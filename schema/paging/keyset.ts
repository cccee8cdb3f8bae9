/**
 * Keyset conditions: "everything after this position in this order", for Prisma. Rows with the same order value stand by
 * id; rows without an order value stand last, in either direction.
 */
import type { CursorValue, Position } from './cursor.ts'

export type Direction = 'ASC' | 'DESC'

/** A column that a list can be ordered by. `id` alone is an order as well. */
export interface OrderColumn {
  column: string
  nullable?: boolean
  /** How the value stands in a cursor; JSON has neither dates nor large integers. */
  type: 'text' | 'int' | 'bigint' | 'instant'
}

type Where = Record<string, unknown>

/** Prisma's orderBy; `reversed` reads the list from its end. */
export function orderOf(order: OrderColumn, direction: Direction, reversed: boolean): Record<string, unknown>[] {
  const sort = (direction === 'ASC') !== reversed ? 'asc' : 'desc'
  if (order.column === 'id') return [{ id: sort }]
  const column = order.nullable ? { sort, nulls: reversed ? 'first' : 'last' } : sort
  return [{ [order.column]: column }, { id: sort }]
}

/** The rows after the position (`side` before: those before it), as a Prisma condition. */
export function beyond(order: OrderColumn, direction: Direction, side: 'after' | 'before', position: Position): Where {
  const past = (direction === 'ASC') === (side === 'after') ? 'gt' : 'lt'
  if (order.column === 'id') return { id: { [past]: position.id } }
  const { column, nullable } = order
  const value = fromCursor(order, position.value)
  const tie = { [column]: value, id: { [past]: position.id } }
  if (value === null) return side === 'after' ? tie : { OR: [tie, { [column]: { not: null } }] }
  const further: Where[] = [{ [column]: { [past]: value } }, tie]
  if (nullable && side === 'after') return { OR: [...further, { [column]: null }] }
  // The first condition lets the index begin at the position; the OR alone would not.
  return { [column]: { [`${past}e`]: value }, OR: further }
}

export function toCursor(order: OrderColumn, row: Record<string, unknown>): CursorValue {
  const value = row[order.column]
  if (value === null || value === undefined) return null
  if (order.type === 'instant') return (value as Date).toISOString()
  if (order.type === 'bigint') return String(value)
  return value as CursorValue
}

function fromCursor(order: OrderColumn, value: CursorValue): unknown {
  if (value === null) return null
  if (order.type === 'instant') return new Date(value)
  if (order.type === 'bigint') return BigInt(value)
  return value
}
