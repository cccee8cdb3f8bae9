import { complexityFromQuery } from '@pothos/plugin-complexity'
import { type DocumentNode, type GraphQLSchema, print } from 'graphql'

interface Execution {
  document: DocumentNode
  variableValues?: unknown
  contextValue?: unknown
}

/** What the operation costs, by the figures the limit works with. */
export function operationCost(schema: GraphQLSchema, args: Execution): number {
  const { complexity } = complexityFromQuery(print(args.document), {
    schema,
    variables: (args.variableValues ?? {}) as Record<string, unknown>,
    ctx: (args.contextValue ?? {}) as object,
  })
  return complexity
}
