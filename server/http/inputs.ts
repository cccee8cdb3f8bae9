/**
 * What no operation can take, said in the words of the API before the database says it in its own: characters that it cannot
 * keep, lists longer than a statement has parameters, values nested deeper than the stack.
 */
import { GraphQLError, type ValidationRule } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { storable } from '../storable.ts'

export const inputLimits = { depth: 64, listItems: 5_000 }

const hints = {
  character: 'Leave out the characters U+0000 and halves of surrogate pairs.',
  depth: `Values may be nested ${inputLimits.depth} deep.`,
  list: `A list holds at most ${inputLimits.listItems} values. Ask in several requests.`,
}

function refused(message: string, hint: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', hint } })
}

/** What is wrong with the variables of a request, or null. A stack of its own: the values may be nested to break the other. */
export function wrongVariables(variables: unknown): GraphQLError | null {
  const waiting: { value: unknown; name: string; depth: number }[] = []
  for (const [name, value] of Object.entries(variables ?? {})) waiting.push({ value, name: `$${name}`, depth: 1 })
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, name, depth } = next
    if (typeof value === 'string' && storable(value) !== value)
      return refused(`Variable "${name}" holds a character that cannot be stored.`, hints.character)
    if (typeof value !== 'object' || value === null) continue
    if (depth > inputLimits.depth) return refused(`Variable "${name}" is nested too deep.`, hints.depth)
    if (Array.isArray(value) && value.length > inputLimits.listItems)
      return refused(`Variable "${name}" holds a list of ${value.length} values.`, hints.list)
    for (const [key, item] of Object.entries(value)) {
      if (storable(key) !== key)
        return refused(`Variable "${name}" holds a character that cannot be stored.`, hints.character)
      waiting.push({ value: item, name, depth: depth + 1 })
    }
  }
  return null
}

/** The same for values that stand in the document; how long and deep they are its number of tokens bounds. */
export const literalRule: ValidationRule = (context) => ({
  StringValue(node) {
    if (storable(node.value) === node.value) return
    const message = 'The operation holds a character that cannot be stored.'
    const extensions = { code: 'BAD_USER_INPUT', hint: hints.character }
    context.reportError(new GraphQLError(message, { nodes: node, extensions }))
  },
})

export function inputGuard(): Plugin {
  type Hook = { args: { variableValues?: unknown }; setResultAndStopExecution(result: object): void }
  const guard = ({ args, setResultAndStopExecution }: Hook) => {
    const wrong = wrongVariables(args.variableValues)
    if (wrong) setResultAndStopExecution({ errors: [wrong] })
  }
  return { onExecute: guard as never, onSubscribe: guard as never }
}
