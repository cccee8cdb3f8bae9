import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  boundsOf,
  type Expression,
  FilterError,
  fieldsOf,
  matches,
  parseFilter,
} from '../../plugins/loanpro/sandbox/filter.ts'

const row = { id: 5, loanId: 5, name: "O'Brien", date: '/Date(1782777600)/', amount: '12.50', archived: 0, none: null }

describe('$filter', () => {
  it.each([
    ['id eq 5', true],
    ['id ne 5', false],
    ['5 eq id', true],
    ['3 lt id', true],
    ['4 lt 5', true],
    ['4 gt 5', false],
    ['id gt 4 and id lt 6', true],
    ['id eq 1 or id eq 2 or id eq 5', true],
    ['id eq 1 or id eq 5 and id eq 2', false],
    ['(id eq 1 or id eq 5) and archived eq 0', true],
    ['not id eq 5', false],
    ['not (id eq 1 or id eq 2)', true],
    ["name eq 'O''Brien'", true],
    ["name eq 'OBrien'", false],
    ['amount ge 12.5', true],
    ["amount eq '12.50'", true],
    ['amount lt 12.49', false],
    ["date eq datetime'2026-06-30'", true],
    ["date eq datetime'2026-06-30T00:00:00'", true],
    ["date ge datetime'2026-07-01'", false],
    ["date lt datetime'2026-06-30T00:00:01'", true],
    ['none eq null', true],
    ['none ne null', false],
    ['unknown eq null', true],
    ['none gt 3', false],
  ])('%s is %s', (text, expected) => {
    expect(matches(parseFilter(text), row)).toBe(expected)
  })

  it.each([
    'id',
    'id eq',
    'eq 5',
    '(id eq 5',
    'id eq 5)',
    'id like 5',
    "date eq datetime'2026-13-01'",
    "name eq 'x",
    'id eq 5 id eq 6',
  ])('refuses %s with the place', (text) => {
    expect(() => parseFilter(text)).toThrow(FilterError)
  })

  it('says which fields it speaks of', () => {
    expect([...fieldsOf(parseFilter("not (a eq 1 or b lt 2) and date gt datetime'2026-01-01'"))].sort()).toEqual([
      'a',
      'b',
      'date',
    ])
  })

  it('reads a thousand ids joined by or', () => {
    const filter = parseFilter(Array.from({ length: 1_000 }, (_, index) => `id eq ${index}`).join(' or '))
    expect(matches(filter, { id: 999 })).toBe(true)
    expect(boundsOf(filter, 'id').values?.size).toBe(1_000)
  })

  const comparison = fc.tuple(fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le'), fc.integer({ min: 0, max: 9 }))
  const filters: fc.Arbitrary<string> = fc.letrec<{ filter: string }>((tie) => ({
    filter: fc.oneof(
      { depthSize: 'small' },
      comparison.map(([op, value]) => `id ${op} ${value}`),
      fc.tuple(tie('filter'), fc.constantFrom('and', 'or'), tie('filter')).map(([a, op, b]) => `(${a}) ${op} (${b})`),
      tie('filter').map((inner) => `not (${inner})`),
    ),
  })).filter

  it('never looks past a row the filter holds for (bounds are wide enough)', () => {
    fc.assert(
      fc.property(filters, (text) => {
        const filter: Expression = parseFilter(text)
        const bounds = boundsOf(filter, 'id')
        for (let id = 0; id < 10; id++) {
          if (!matches(filter, { id })) continue
          expect(id >= bounds.min && id <= bounds.max && (bounds.values?.has(id) ?? true)).toBe(true)
        }
      }),
    )
  })
})
