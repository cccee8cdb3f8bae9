import { expect, test } from 'vitest'
import type { Catalogue } from '../../server/mapping/catalogue.ts'
import { driftAfter, driftSentence, noDrift, storedDrift, type Unknown, unknownsOf } from '../../server/sync/drift.ts'

const catalogue: Catalogue = {
  status: { type: 'text', title: 'Loan sub status' },
  Customers: { type: 'list', title: 'Customers', of: { ssn: { type: 'text', title: 'SSN', sensitive: true } } },
}
const entry = (value: string): Unknown => ({ kind: 'ENTRY', path: 'status', table: 'statuses', value })

test('a loan tells each thing once: rows of a list, and what a table and the catalogue both do not know', () => {
  const values = [
    { path: 'status', table: null, value: 'X' },
    { path: 'status', table: 'statuses', value: 'X' },
    { path: 'status', table: null, value: 'Y' },
  ]
  const wrong = (sourcePath: string | null, code = 'WRONG_TYPE') => ({
    ...{ field: 'base.surname', sourcePath, code, message: '', hint: null },
  })
  const failures = [wrong('Customers[0].age'), wrong('Customers[1].age'), wrong(null), wrong('status', 'MISSING')]
  expect(unknownsOf(['new', 'new'], values, failures)).toEqual([
    { kind: 'FIELD', path: 'new', table: null, value: null },
    { kind: 'ENTRY', path: 'status', table: 'statuses', value: 'X' },
    { kind: 'VALUE', path: 'status', table: null, value: 'Y' },
    { kind: 'TYPE', path: 'Customers.age', table: null, value: null },
  ])
})

test.each(['123-45-6789', 'paid by 123 45 6789', '123456789', 'x123456789.'])(
  'a number of a person is not shown: %s',
  (value) => {
    expect(unknownsOf([value], [{ path: 'memo', table: 't', value }], [])).toEqual([
      { kind: 'FIELD', path: '•••', table: null, value: null },
      { kind: 'ENTRY', path: 'memo', table: 't', value: '•••' },
    ])
  },
)

test('ten digits are no such number; long texts are cut', () => {
  const value = '1234567890'.repeat(20)
  expect(unknownsOf([], [{ path: 'p', table: null, value }], [])).toMatchObject([{ value: value.slice(0, 80) }])
})

test('loans are counted, with what the catalogue calls the field; what was counted before stays as it is', () => {
  const first = driftAfter(noDrift, [entry('X'), { ...entry('Z'), path: 'Customers.ssn' }], catalogue)
  const second = driftAfter(
    first,
    [entry('X'), { kind: 'FIELD', path: 'status.of', table: null, value: null }],
    catalogue,
  )
  expect(first.unknowns.map((each) => each.count)).toEqual([1, 1])
  expect(second.unknowns.map(({ title, count }) => [title, count])).toEqual([
    ['Loan sub status', 2],
    ['SSN', 1],
    [null, 1],
  ])
  expect(driftAfter(second, [], catalogue)).toBe(second)
})

test('at most 200 are told apart; the rest is counted together', () => {
  const many = Array.from({ length: 250 }, (_, i) => entry(`v${i}`))
  const drift = driftAfter(driftAfter(noDrift, many, catalogue), [entry('v0'), entry('v249')], catalogue)
  expect(drift.unknowns).toHaveLength(200)
  expect(drift.unknowns[0]!.count).toBe(2)
  expect(drift.omitted).toBe(51)
  expect(JSON.stringify(drift).length).toBeLessThan(60_000)
})

test('names that every object inherits are fields like others', () => {
  const unknown = { kind: 'FIELD' as const, path: 'constructor.__proto__', table: null, value: null }
  expect(driftAfter(noDrift, [unknown], catalogue).unknowns).toEqual([{ ...unknown, title: null, count: 1 }])
})

test('runs of an older server have none', () => {
  expect(storedDrift(null)).toEqual(noDrift)
})

test.each([
  ['ENTRY', "New loan sub status 'X', 214 loans: table statuses has no entry."],
  ['VALUE', "New loan sub status 'X', 214 loans: the catalogue does not list it."],
  ['FIELD', 'New field status, 214 loans: the catalogue does not know it.'],
  ['TYPE', 'status is not of its type, 214 loans: quarantined.'],
] as const)('%s in a sentence', (kind, sentence) => {
  expect(driftSentence({ ...entry('X'), kind, title: 'Loan sub status', count: 214 })).toBe(sentence)
})
