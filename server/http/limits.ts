/** What a GraphQL document may be: checked before anything runs. Cost is the schema's own limit (schema/builder.ts). */
import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql'

export const limits = { depth: 12, aliases: 30, tokens: 2_000, directives: 20, bodyBytes: 1_000_000 }

function tooMuch(what: string, found: number, limit: number): GraphQLError {
  return new GraphQLError(`This operation has ${what} ${found}; the limit is ${limit}.`, {
    extensions: { code: 'TOO_COMPLEX', limit },
  })
}

/** Fields inside fields, fragments unfolded. Introspection is let through: its own depth is fixed by its tools. */
const depthRule: ValidationRule = (context) => ({
  OperationDefinition(operation) {
    const found = depthOf(operation.selectionSet, context, new Map(), new Set())
    if (found > limits.depth) context.reportError(tooMuch('a depth of', found, limits.depth))
  },
})

function depthOf(
  set: SelectionSetNode,
  context: ValidationContext,
  known: Map<FragmentDefinitionNode, number>,
  within: Set<FragmentDefinitionNode>,
): number {
  let deepest = 0
  for (const node of set.selections) {
    let depth = 0
    if (node.kind === Kind.FIELD) {
      if (node.name.value.startsWith('__')) continue
      depth = 1 + (node.selectionSet ? depthOf(node.selectionSet, context, known, within) : 0)
    } else if (node.kind === Kind.INLINE_FRAGMENT) {
      depth = depthOf(node.selectionSet, context, known, within)
    } else {
      const fragment = context.getFragment(node.name.value)
      // A fragment inside itself is refused by another rule, but must not hang this one.
      if (!fragment || within.has(fragment)) continue
      let inside = known.get(fragment)
      if (inside === undefined) {
        within.add(fragment)
        inside = depthOf(fragment.selectionSet, context, known, within)
        within.delete(fragment)
        known.set(fragment, inside)
      }
      depth = inside
    }
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

function countRule(what: string, limit: number, visitor: (count: () => void) => ASTVisitor): ValidationRule {
  return (context) => {
    let found = 0
    const inner = visitor(() => {
      found += 1
    })
    return {
      ...inner,
      Document: {
        leave() {
          if (found > limit) context.reportError(tooMuch(what, found, limit))
        },
      },
    }
  }
}

const aliasRule = countRule('a number of aliases of', limits.aliases, (count) => ({
  Field(node) {
    if (node.alias) count()
  },
}))

const directiveRule = countRule('a number of directives of', limits.directives, (count) => ({
  Directive: count,
}))

export const limitRules: readonly ValidationRule[] = [depthRule, aliasRule, directiveRule]
