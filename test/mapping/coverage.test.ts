import { expect, test } from 'vitest'
import { compilePreset } from '../../server/mapping/compile.ts'
import { coverageOf, entriesNeverHit } from '../../server/mapping/coverage.ts'
import { tableEntry } from '../../server/mapping/program.ts'
import { fakePlugin, fakePreset } from '../support/fakePlugin.ts'

function coverage(text: string) {
  const compiled = compilePreset(text, fakePlugin.catalogue)
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems))
  return coverageOf(text, compiled.program, fakePlugin.catalogue)
}

test('what the source has and nothing reads: by recipe, condition, list or history', () => {
  expect(coverage(fakePreset).unread).toEqual([])
  const less = fakePreset
    .replace('highestCredit: { from: amount, then: [wholeDollars] }', 'highestCredit: { value: 5000 }')
    .replace('  originalAmount: { from: amount }\n', '')
    .replace('surname: { from: row.last, then: [name], required: true }', 'surname: { value: DOE }')
  expect(coverage(less).unread).toEqual([
    { path: 'amount', title: 'Amount', type: 'money' },
    { path: 'people.last', title: 'Last name', type: 'text' },
  ])
  const asked = less.replace("primary: 'true'", `primary: 'row.last == "A"'`)
  expect(coverage(asked).unread.map(({ path }) => path)).toEqual(['amount'])
})

test('what the format has and nothing fills: derived fields are filled, segments stand as one until they have a block', () => {
  const { unfilled } = coverage(fakePreset)
  expect(unfilled).toContain('base.cycleIdentifier')
  expect(unfilled).toContain('base.middleName')
  expect(unfilled).toContain('k3')
  for (const field of ['accountStatus', 'surname', 'identificationNumber'])
    expect(unfilled).not.toContain(`base.${field}`)
  const mapped = coverage(`${fakePreset}segments:\n  n1:\n    employerName: { value: ACME }\n`).unfilled
  expect(mapped).toContain('n1.occupation')
  expect(mapped).not.toContain('n1')
})

test('a consumer information indicator is filled where the history tells of bankruptcies; an L1 segment comes by itself', () => {
  const { unfilled } = coverage(fakePreset)
  expect(unfilled).toContain('base.consumerInformationIndicator')
  expect(unfilled).not.toContain('l1')
  const told = fakePreset.replace(
    /^history:\n/m,
    "history:\n  bankruptcies:\n    - { each: people, consumerKey: { value: '1' }, chapter: { value: '7' }, state: { value: PETITION }, filed: { from: contractDate } }\n",
  )
  expect(coverage(told).unfilled).not.toContain('base.consumerInformationIndicator')
})

test('entries that no loan hit', () => {
  const text = 'preset: x\ntables:\n  a: { x: 1, y: 2 }\n  b: { x: 1 }\n'
  expect(entriesNeverHit(text, new Set([tableEntry('a', 'x')]))).toEqual([
    { table: 'a', entry: 'y' },
    { table: 'b', entry: 'x' },
  ])
  expect(entriesNeverHit('preset: x\n', new Set())).toEqual([])
})
