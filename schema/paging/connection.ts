/** Relay's connection and edge types over our pages, and the arguments every list takes. */
import type { ObjectRef } from '@pothos/core'
import { builder } from '../builder.ts'
import { defaultPageSize, type Edge, maxPageSize, type Page, type PageArgs } from './page.ts'

type Types = typeof builder.$inferSchemaTypes

/**
 * `NAMEConnection` and `NAMEEdge` for a node type.
 * @param what what the list holds, for descriptions: "Metro 2 records"
 */
export function connectionType<Row extends { id: string }>(name: string, node: ObjectRef<Types, Row>, what: string) {
  const edge = builder.objectRef<Edge<Row>>(`${name}Edge`).implement({
    description: `One place in a list of ${what}.`,
    fields: (t) => ({
      node: t.field({ type: node, description: 'What stands there.', resolve: (parent) => parent.node as never }),
      cursor: t.string({
        description: 'Names the place, for `after` and `before`. Stays good when the object moves or is deleted.',
        resolve: (parent) => parent.cursor(),
      }),
    }),
  })
  return builder.objectRef<Page<Row>>(`${name}Connection`).implement({
    description: `A page of a list of ${what}.`,
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        description: 'The page, in the order asked for.',
        // Counted once, by the field that answers the connection.
        complexity: { field: 0, multiplier: 1 },
        resolve: (page) => page.edges(),
      }),
      pageInfo: t.field({
        type: builder.pageInfoRef(),
        description: 'Whether there is more, and the cursors to go on with.',
        complexity: 0,
        resolve: (page) => page.pageInfo(),
      }),
      totalCount: t.int({
        description: 'How many match the filter, on all pages. Counted only when selected.',
        complexity: 5,
        resolve: (page) => page.totalCount(),
      }),
    }),
  })
}

/** first, after, last, before. */
export function pageArgs() {
  return builder.args((t) => ({
    first: t.int({
      description: `How many from the start: 0 to ${maxPageSize}; ${defaultPageSize} when nothing is said.`,
    }),
    after: t.string({ description: 'Only what follows this cursor.' }),
    last: t.int({ description: `How many from the end: 0 to ${maxPageSize}. Not together with first.` }),
    before: t.string({ description: 'Only what stands before this cursor.' }),
  }))
}

/** Cost of a list: its size times the cost of an item. */
export function listCost(args: PageArgs): { field: number; multiplier: number } {
  return { field: 1, multiplier: Math.max(1, Math.min(args.first ?? args.last ?? defaultPageSize, maxPageSize)) }
}
