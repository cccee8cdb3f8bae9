/** A page of a list. Nothing is read before it is asked for: edges, page info and the count each load when selected. */

import type { OrganizationKeys } from '../../server/vault/vault.ts'
import { badInput } from '../errors.ts'
import { cursorsOf, fingerprintOf } from './cursor.ts'
import { beyond, type Direction, type OrderColumn, orderOf, toCursor } from './keyset.ts'

export const defaultPageSize = 20
export const maxPageSize = 100

export interface PageArgs {
  first?: number | null
  after?: string | null
  last?: number | null
  before?: string | null
}

export interface Edge<Row> {
  node: Row
  cursor(): string
}

export interface PageInfo {
  hasNextPage: boolean
  hasPreviousPage: boolean
  startCursor: string | null
  endCursor: string | null
}

export interface Page<Row> {
  edges(): Promise<Edge<Row>[]>
  pageInfo(): Promise<PageInfo>
  totalCount(): Promise<number>
}

export interface List<Row> {
  /** Name of the list; part of its cursors. */
  name: string
  /** The filter as the client gave it. */
  filter: unknown
  order: OrderColumn
  direction: Direction
  /** Conditions of the filter, for Prisma. */
  where: Record<string, unknown>
  find(query: { where: Record<string, unknown>; orderBy: Record<string, unknown>[]; take: number }): Promise<Row[]>
  count(where: Record<string, unknown>): Promise<number>
}

/** @throws GraphQLError BAD_USER_INPUT or BAD_CURSOR */
export function pageOf<Row extends { id: string }>(keys: OrganizationKeys, args: PageArgs, list: List<Row>): Page<Row> {
  const { take, reversed } = sizeOf(args)
  const { order, direction } = list
  const cursors = cursorsOf(keys, list.name, fingerprintOf(list.filter, [order.column, direction]))
  const conditions = [list.where]
  for (const side of ['after', 'before'] as const) {
    const cursor = args[side]
    if (cursor === null || cursor === undefined) continue
    conditions.push(beyond(order, direction, side, cursors.read(cursor, side)))
  }
  const cursorOf = (row: Row) => cursors.write({ value: toCursor(order, row as Record<string, unknown>), id: row.id })
  // One row more than asked for tells whether there is another page.
  const load = once(async () => {
    const rows =
      take === 0
        ? []
        : await list.find({
            where: { AND: conditions },
            orderBy: orderOf(order, direction, reversed),
            take: take + 1,
          })
    const page = rows.slice(0, take)
    return { rows: reversed ? page.reverse() : page, more: rows.length > take }
  })
  return {
    edges: async () => (await load()).rows.map((node) => ({ node, cursor: () => cursorOf(node) })),
    async pageInfo() {
      const { rows, more } = await load()
      const [first, last] = [rows.at(0), rows.at(-1)]
      return {
        hasNextPage: reversed ? Boolean(args.before) : more,
        hasPreviousPage: reversed ? more : Boolean(args.after),
        startCursor: first ? cursorOf(first) : null,
        endCursor: last ? cursorOf(last) : null,
      }
    },
    totalCount: () => list.count(list.where),
  }
}

function sizeOf({ first, last }: PageArgs): { take: number; reversed: boolean } {
  if (typeof first === 'number' && typeof last === 'number') {
    throw badInput('Give first or last, not both.', ['last'], 'first reads forward, last reads from the end.')
  }
  const [argument, size] = typeof last === 'number' ? ['last', last] : ['first', first ?? defaultPageSize]
  if (size < 0 || size > maxPageSize) {
    throw badInput(
      `${argument} is ${size}.`,
      [String(argument)],
      `Ask for 0 to ${maxPageSize}, and page on with after.`,
    )
  }
  return { take: Number(size), reversed: argument === 'last' }
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= work()
    return answer
  }
}
