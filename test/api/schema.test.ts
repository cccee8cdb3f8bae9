/** The schema itself: described, free of reserved names, and with the nodes it says it has. */
import {
  type GraphQLNamedType,
  GraphQLObjectType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  validateSchema,
} from 'graphql'
import { expect, test } from 'vitest'
import { nodeTypes } from '../../schema/builder.ts'
import { schema } from '../../schema/index.ts'
import { fingerprintOf } from '../../schema/paging/cursor.ts'
import { isCalendarDate } from '../../schema/scalars.ts'

const own = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !(isScalarType(type) && isSpecifiedScalarType(type)),
)

test('it is valid', () => {
  expect(validateSchema(schema)).toEqual([])
})

function undescribed(type: GraphQLNamedType): string[] {
  const missing = type.description ? [] : [type.name]
  if (isEnumType(type)) {
    for (const value of type.getValues()) if (!value.description) missing.push(`${type.name}.${value.name}`)
  }
  if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields()))
      if (!field.description) missing.push(`${type.name}.${field.name}`)
  }
  if (isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) {
      if (!field.description) missing.push(`${type.name}.${field.name}`)
      for (const arg of field.args) if (!arg.description) missing.push(`${type.name}.${field.name}(${arg.name})`)
    }
  }
  return missing
}

test('every type, field, argument and enum value is described', () => {
  expect(own.length).toBeGreaterThan(80)
  expect(own.flatMap(undescribed)).toEqual([])
})

test('what ends in Connection is a Relay connection, what ends in Edge an edge', () => {
  for (const type of own.filter(({ name }) => name.endsWith('Connection'))) {
    expect(type).toBeInstanceOf(GraphQLObjectType)
    const fields = (type as GraphQLObjectType).getFields()
    expect(Object.keys(fields).sort()).toEqual(['edges', 'pageInfo', 'totalCount'])
    expect(String(fields.edges!.type)).toBe(`[${type.name.replace(/Connection$/, 'Edge')}!]!`)
    expect(String(fields.pageInfo!.type)).toBe('PageInfo!')
  }
})

test('node loads the types that are nodes, and no others', () => {
  const node = schema.getType('Node')
  if (!isInterfaceType(node)) throw new Error('no Node')
  expect(
    schema
      .getPossibleTypes(node)
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...nodeTypes].sort())
})

test('every mutation answers a payload of its own with userErrors', () => {
  const fields = Object.values(schema.getMutationType()!.getFields())
  expect(fields.length).toBeGreaterThan(5)
  for (const field of fields) {
    const payload = String(field.type).replaceAll('!', '')
    expect(payload).toBe(`${field.name[0]!.toUpperCase()}${field.name.slice(1)}Payload`)
    const type = schema.getType(payload) as GraphQLObjectType
    expect(String(type.getFields().userErrors?.type)).toBe('[UserError!]!')
  }
})

test('no field holds money as a number', () => {
  const amounts = own.filter(isObjectType).flatMap((type) =>
    Object.values(type.getFields())
      .filter(({ name }) => /balance|amount|limit|credit$/i.test(name))
      .map((field) => `${type.name}.${field.name} ${String(field.type).replaceAll('!', '')}`),
  )
  expect(amounts.length).toBeGreaterThan(5)
  expect(amounts.filter((amount) => !amount.endsWith(' Money'))).toEqual([])
})

test('calendar dates are days of the calendar', () => {
  expect(['2026-02-28', '2024-02-29', '1900-12-31'].map(isCalendarDate)).toEqual([true, true, true])
  expect(
    ['2026-02-29', '2026-13-01', '2026-00-10', '26-01-01', '2026-1-1', '', '2026-01-01T00'].some(isCalendarDate),
  ).toBe(false)
})

test.each([
  ['Money', '1234.50', 123450n],
  ['Money', '-0.05', -5n],
  ['Money', '7', 700n],
] as const)('%s reads %j', (name, text, value) => {
  const type = schema.getType(name)
  if (!isScalarType(type)) throw new Error(`no scalar ${name}`)
  expect(type.parseValue(text)).toBe(value)
  expect(type.parseValue(type.serialize(value))).toBe(value)
})

test.each([
  ['Money', 12.5],
  ['Money', '1,000'],
  ['Money', '1.5'],
  ['Money', ''],
  ['Date', '2026-02-30'],
  ['Date', 20260101],
  ['DateTime', '2026-01-01'],
  ['DateTime', '2026-02-30T00:00:00Z'],
  ['DateTime', '2026-01-01T00:00:00'],
])('%s refuses %j', (name, value) => {
  const type = schema.getType(name)
  if (!isScalarType(type)) throw new Error(`no scalar ${name}`)
  expect(() => type.parseValue(value)).toThrow(/like/)
})

test('a filter has one fingerprint, however it is written', () => {
  expect(fingerprintOf({ a: 1, b: [2], c: null }, ['x'])).toBe(fingerprintOf({ b: [2], a: 1 }, ['x']))
  expect(fingerprintOf({ a: 1 }, ['x'])).not.toBe(fingerprintOf({ a: '1' }, ['x']))
  expect(fingerprintOf({ a: [1, 2] }, ['x'])).not.toBe(fingerprintOf({ a: [2, 1] }, ['x']))
  expect(fingerprintOf({ a: 1n, at: new Date(0) }, ['x'])).not.toBe(fingerprintOf({ a: 1n, at: new Date(1) }, ['x']))
})
