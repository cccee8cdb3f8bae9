/** What the JSON Schema of the preset language allows at a place of a preset. */

export type JsonSchema = { readonly [key: string]: unknown }

const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null

/** The schemas that one stands for: those behind references and alternatives. */
function unfolded(root: JsonSchema, schema: JsonSchema, depth = 0): JsonSchema[] {
  if (depth > 8) return []
  if (typeof schema.$ref === 'string') {
    const found = schema.$ref
      .replace(/^#\//, '')
      .split('/')
      .reduce<unknown>((at, part) => (isSchema(at) ? at[part] : undefined), root)
    return isSchema(found) ? unfolded(root, found, depth + 1) : []
  }
  if (Array.isArray(schema.oneOf)) {
    return schema.oneOf.filter(isSchema).flatMap((each) => unfolded(root, each, depth + 1))
  }
  return [schema]
}

/** Every schema that may hold at a path; none where the language has nothing there. */
export function schemasAt(root: JsonSchema, path: readonly string[]): JsonSchema[] {
  let found = unfolded(root, root)
  for (const part of path) {
    found = found.flatMap((schema) => {
      const next = below(schema, part)
      return next ? unfolded(root, next) : []
    })
  }
  return found
}

function below(schema: JsonSchema, part: string): JsonSchema | null {
  const properties = isSchema(schema.properties) ? schema.properties : {}
  const named = Object.hasOwn(properties, part) ? properties[part] : undefined
  if (isSchema(named)) return named
  if (/^\d+$/.test(part) && isSchema(schema.items)) return schema.items
  return isSchema(schema.additionalProperties) ? schema.additionalProperties : null
}

export interface SchemaKey {
  name: string
  isRequired: boolean
  /** Whether a mapping or a list belongs behind it, and no scalar. */
  holds: 'map' | 'list' | 'scalar'
}

export function keysAt(root: JsonSchema, path: readonly string[]): SchemaKey[] {
  const keys = new Map<string, SchemaKey>()
  for (const schema of schemasAt(root, path)) {
    const required = Array.isArray(schema.required) ? schema.required : []
    for (const [name, value] of Object.entries(isSchema(schema.properties) ? schema.properties : {})) {
      if (keys.has(name) || !isSchema(value)) continue
      keys.set(name, { name, isRequired: required.includes(name), holds: holdsOf(root, value) })
    }
  }
  return [...keys.values()]
}

function holdsOf(root: JsonSchema, schema: JsonSchema): SchemaKey['holds'] {
  const types = unfolded(root, schema).map(({ type }) => type)
  if (types.every((type) => type === 'array')) return 'list'
  return types.every((type) => type === 'object' || type === 'array') ? 'map' : 'scalar'
}

/** The words that may stand at a path, as far as the schema lists them. */
export function wordsAt(root: JsonSchema, path: readonly string[]): string[] {
  const words = schemasAt(root, path).flatMap((schema) => [
    ...(Array.isArray(schema.enum) ? schema.enum : []),
    ...('const' in schema ? [schema.const] : []),
    ...(Array.isArray(schema.examples) ? schema.examples : []),
  ])
  return [...new Set(words.map(String))]
}
