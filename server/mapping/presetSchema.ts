/**
 * JSON Schema (2020-12) of the preset language, for completion and checking in editors. Drawn from the same lists the checker
 * uses. Types, paths and codes are the checker's alone: a text that fits the schema may still have problems.
 */
import { nameParts } from '../metro2/names.ts'
import { appendedOnce } from '../metro2/record.ts'
import { languageVersion, topKeys } from './compile.ts'
import { blockKeys } from './consumers.ts'
import { type ArgumentKind, converters, keepWords } from './converters.ts'
import { expectKeys } from './examples.ts'
import { scalarNames } from './history.ts'
import { adjustmentKinds, rowKindOf, type SectionName, sectionNames } from './historyColumns.ts'
import { readings } from './readings.ts'
import { armKeys, recipeKeys } from './recipes.ts'
import {
  accountTargets,
  consumerTargets,
  requiredOfAccount,
  requiredOfConsumer,
  requiredOfSegment,
  segmentTargets,
  type Target,
} from './targets.ts'

export type JsonSchema = { [key: string]: unknown }

/** Written without quotes, a code may look like a number to an editor. */
const word: JsonSchema = { type: ['string', 'number', 'boolean'] }
const text: JsonSchema = word
const name = '^[A-Za-z][A-Za-z0-9_-]{0,60}$'
/** A number, with or without quotes. */
const number = (pattern: string): JsonSchema => ({ oneOf: [{ type: 'number' }, { type: 'string', pattern }] })
const condition: JsonSchema = { type: ['string', 'boolean'], description: 'A condition (CEL): true or false.' }
const path: JsonSchema = { type: 'string', description: 'A path of the catalogue, of a let name, or row.…' }

function object(properties: Record<string, JsonSchema>, required: string[] = []): JsonSchema {
  return { type: 'object', properties, additionalProperties: false, ...(required.length > 0 ? { required } : {}) }
}

function anyNames(of: JsonSchema, pattern = name): JsonSchema {
  return { type: 'object', propertyNames: { pattern }, additionalProperties: of }
}

function oneOrMany(of: JsonSchema): JsonSchema {
  return { oneOf: [of, { type: 'array', items: of, minItems: 1 }] }
}

function constant(target: Target | null): JsonSchema {
  if (target?.codes == null) return word
  return { ...word, description: target.codes.title, examples: [...target.codes.codes] }
}

function policy(words: string[], value: JsonSchema): JsonSchema {
  return { oneOf: [{ enum: words }, object({ default: value }, ['default'])] }
}

const argumentSchemas: Record<Exclude<ArgumentKind, 'none'>, JsonSchema> = {
  count: {
    oneOf: [
      { type: 'integer', minimum: 0 },
      { type: 'string', pattern: '^[0-9]+$' },
    ],
  },
  number: number('^-?[0-9]+([.][0-9]+)?$'),
  text: word,
  pair: { type: 'array', items: word, minItems: 2, maxItems: 2 },
  padding: { type: 'array', items: word, minItems: 2, maxItems: 2 },
  letters: { enum: keepWords },
  namePart: { enum: [...nameParts] },
}

function converterSchema(): JsonSchema {
  const entries = Object.entries(converters)
  const bare = entries.filter(([, { argument }]) => argument === 'none').map(([name]) => name)
  const given = entries.flatMap(([name, { argument }]) =>
    argument === 'none' ? [] : [object({ [name]: argumentSchemas[argument] }, [name])],
  )
  return { oneOf: [{ enum: bare }, ...given] }
}

/** The schema of a recipe's key; the same key means the same in an arm. */
function keySchemas(target: Target | null): Record<string, JsonSchema> {
  const value = constant(target)
  return {
    when: condition,
    from: path,
    value,
    derive: target === null ? text : { const: target.name },
    onlyWhen: condition,
    as: { enum: Object.keys(readings) },
    lookup: text,
    band: text,
    // biome-ignore lint/suspicious/noThenProperty: it is a key of the language, and nobody awaits a schema.
    then: { type: 'array', items: { $ref: '#/$defs/converter' } },
    onUnknown: policy(['blank', 'reject', 'hold', 'keep'], value),
    onMissing: policy(['blank', 'reject', 'hold'], value),
    required: { enum: [true, 'true'] },
  }
}

function recipe(target: Target | null, derives = target?.derivable === true): JsonSchema {
  const schemas = keySchemas(target)
  const pick = (keys: readonly string[]) =>
    Object.fromEntries(keys.filter((key) => key !== 'derive' || derives).map((key) => [key, schemas[key]!]))
  schemas.firstMatch = { type: 'array', items: object(pick(armKeys)), minItems: 1 }
  return object(pick(recipeKeys))
}

function recipes(targets: ReadonlyMap<string, Target>, required: string[], derive: boolean): JsonSchema {
  const fields = [...targets.values()].map((t): [string, JsonSchema] => [t.name, recipe(t, derive && t.derivable)])
  return object(Object.fromEntries(fields), required)
}

const onMissing: JsonSchema = { enum: ['reject', 'blank'] }

function section(name: SectionName, kind: string | null): JsonSchema {
  const { columns } = rowKindOf(name, kind)
  const own = { each: path, when: condition, onMissing, ...(kind === null ? {} : { kind: { const: kind } }) }
  const cells = columns.map(({ target }): [string, JsonSchema] => [target.name, recipe(target, false)])
  const needed = columns.filter((column) => column.needed && column.otherwise === null).map((c) => c.target.name)
  return object({ ...own, ...Object.fromEntries(cells) }, kind === null ? needed : ['kind', ...needed])
}

function history(): JsonSchema {
  const scalars = scalarNames.map((name): [string, JsonSchema] => [name, recipe(null, false)])
  const sections = sectionNames.map((name): [string, JsonSchema] => {
    if (name !== 'adjustments') return [name, oneOrMany(section(name, null))]
    return [name, oneOrMany({ oneOf: adjustmentKinds.map((kind) => section(name, kind)) })]
  })
  return object(Object.fromEntries([...scalars, ...sections]))
}

const letSchema = anyNames(
  {
    oneOf: [
      object({ latest: path, by: text, when: condition }, ['latest', 'by']),
      object({ first: path, when: condition }, ['first']),
    ],
  },
  '^[A-Za-z][A-Za-z0-9]{0,60}$',
)

function consumers(): JsonSchema {
  const parts: Record<string, JsonSchema> = {
    each: path,
    when: condition,
    key: recipe(null, false),
    primary: condition,
    let: letSchema,
    fields: recipes(consumerTargets, requiredOfConsumer, false),
    onMissing,
  }
  const properties = Object.fromEntries(blockKeys.map((key) => [key, parts[key]!]))
  return oneOrMany(object(properties, ['primary', 'fields']))
}

function segments(): JsonSchema {
  const blocks = appendedOnce.map((name): [string, JsonSchema] => {
    const fields = [...segmentTargets[name].values()].map((t): [string, JsonSchema] => [t.name, recipe(t, false)])
    return [name, object({ when: condition, ...Object.fromEntries(fields) }, requiredOfSegment[name])]
  })
  return object(Object.fromEntries(blocks))
}

const band = {
  oneOf: [
    object({ upTo: number('^-?[0-9]+([.][0-9]+)?$'), give: word }, ['upTo', 'give']),
    object({ else: word }, ['else']),
  ],
}

function top(): Record<string, JsonSchema> {
  const expected = object(
    Object.fromEntries(expectKeys.map((key) => [key, { type: ['string', 'number', 'boolean', 'null'] }])),
  )
  const example = object({ title: text, asOf: text, given: { type: 'object' }, expect: expected }, [
    'title',
    'asOf',
    'given',
    'expect',
  ])
  return {
    preset: { type: ['string', 'number'], pattern: '^[a-z0-9][a-z0-9-]{0,79}$' },
    title: text,
    description: text,
    language: { enum: [Number(languageVersion), languageVersion] },
    source: text,
    tables: anyNames({ type: 'object', additionalProperties: word, minProperties: 1 }),
    bands: anyNames({ type: 'array', items: band, minItems: 1 }),
    let: letSchema,
    exclude: {
      type: 'array',
      items: object({ when: condition, reason: { type: 'string', pattern: '^[A-Z][A-Z0-9_]{0,60}$' }, detail: text }, [
        'when',
        'reason',
        'detail',
      ]),
    },
    account: recipes(accountTargets, requiredOfAccount, true),
    consumers: consumers(),
    segments: segments(),
    history: history(),
    examples: { type: 'array', items: example },
  }
}

const parts = top()

export const presetSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Metro 2 mapping preset',
  ...object(Object.fromEntries(topKeys.map((key) => [key, parts[key]!])), [
    'preset',
    'title',
    'language',
    'source',
    'account',
    'consumers',
    'history',
  ]),
  $defs: { converter: converterSchema() },
}
