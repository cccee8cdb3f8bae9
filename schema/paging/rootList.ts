/** A root field that lists rows of a table: filter, order, keyset pages, and no statement that was not asked for. */
import type { InputObjectRef, ObjectRef } from '@pothos/core'
import { queryFromInfo } from '@pothos/plugin-prisma'
import type { Role } from '../../prisma/generated/client/enums.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { OrderDirection } from '../types/enums.ts'
import { listCost, pageArgs } from './connection.ts'
import type { Direction, OrderColumn } from './keyset.ts'
import { type Page, pageOf } from './page.ts'

type Types = typeof builder.$inferSchemaTypes
type Where = Record<string, unknown>

/** An order that clients may name. */
export type NamedOrder = OrderColumn & { description: string }

interface RootList<Row, Filter, Order extends string> {
  /** Field name; also the list's name in cursors. */
  name: string
  description: string
  role: Role
  /** Prisma's name of the table's client. */
  model: string
  type: ObjectRef<Types, Page<Row>>
  /** Singular, for type names: `Metro2Record`. */
  noun: string
  filter: InputObjectRef<Types, Filter>
  where(filter: Filter, context: Context): Where
  orders: Record<Order, NamedOrder>
  defaultOrder: { field: NoInfer<Order>; direction: Direction }
}

/** What is used of a Prisma model. */
interface Delegate {
  findMany(args: object): Promise<never[]>
  count(args: object): Promise<number>
}

export function rootList<Row extends { id: string }, Filter, Order extends string>(list: RootList<Row, Filter, Order>) {
  const orderBy = orderInput(list)
  builder.queryField(list.name, (t) =>
    t.field({
      type: list.type as never,
      description: list.description,
      authScopes: { role: list.role },
      args: {
        ...pageArgs(),
        filter: t.arg({ type: list.filter, description: 'Only those that meet all of it.' }),
        orderBy: t.arg({
          type: orderBy,
          description: `In which order; ${said(list.defaultOrder)} when nothing is said.`,
        }),
      },
      complexity: listCost,
      async resolve(_root, args, context, info) {
        const keys = await context.app.keysOf(context.viewer.organizationId)
        // The builder cannot follow the generic filter and order types through its own mapping.
        const asked = args as { filter?: Filter | null; orderBy?: { field: Order; direction: Direction } | null }
        const { field, direction } = asked.orderBy ?? list.defaultOrder
        const order = list.orders[field]
        const select = { id: true, [order.column]: true }
        const query = queryFromInfo({ context, info, path: ['edges', 'node'], select })
        const delegate = (context.db as unknown as Record<string, Delegate>)[list.model]!
        const filter = asked.filter ?? ({} as Filter)
        return pageOf(keys, args, {
          name: list.name,
          filter,
          order,
          direction,
          where: list.where(filter, context),
          find: (page) => delegate.findMany({ ...query, ...page }),
          count: (where) => delegate.count({ where }),
        }) as never
      },
    }),
  )
}

const said = ({ field, direction }: { field: string; direction: Direction }) => `${field} ${direction}`

function orderInput<Row, Filter, Order extends string>({ noun, orders }: RootList<Row, Filter, Order>) {
  const entries = Object.entries<NamedOrder>(orders)
  const field = builder.enumType(`${noun}OrderField`, {
    description: `What a list of ${noun} can be ordered by. Equal ones stand in the order of their ids.`,
    values: Object.fromEntries(entries.map(([name, { description }]) => [name, { description }])) as Record<
      Order,
      { description: string }
    >,
  })
  return builder.inputType(`${noun}Order`, {
    description: `An order of a list of ${noun}.`,
    fields: (t) => ({
      field: t.field({ type: field, required: true, description: 'By what. Those without it stand last.' }),
      direction: t.field({
        type: OrderDirection,
        required: true,
        defaultValue: 'ASC',
        description: 'Which end first.',
      }),
    }),
  })
}

/** A condition, unless the filter does not ask for it. */
export function when<T>(value: T | null | undefined, condition: (value: T) => Where): Where[] {
  return value === null || value === undefined ? [] : [condition(value)]
}

/** Prisma passes these on to LIKE as wildcards. */
export const literal = (text: string) => text.replace(/[\\%_]/g, '\\$&')
