/** Counting the records whose account number an edit would change, over more loans than are read at once. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { compilePreset } from '../../server/mapping/compile.ts'
import { changedAccountNumbers, mayRenumber } from '../../server/presets/accountNumbers.ts'
import { loadPreset } from '../../server/presets/rows.ts'
import { newAdmin, type TestApp, testApp } from '../services/app.ts'
import { fakePlugin, fakePreset } from '../support/fakePlugin.ts'
import { loansOf, seed } from '../support/seed.ts'

let app: TestApp
let organizationId: string
let presetId: string

beforeAll(async () => {
  app = await testApp()
  organizationId = (await newAdmin(app)).organizationId
  presetId = (await seed(app, organizationId, loansOf(120))).presetId
})
afterAll(() => app.close())

async function count(text: string, patience?: number) {
  const { connections } = (await loadPreset(app.database.tenant(organizationId), presetId))!
  const compiled = compilePreset(text, fakePlugin.catalogue)
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems))
  const measured = connections.map((connection) => ({ connection, program: compiled.program }))
  return changedAccountNumbers(app, organizationId, text, measured, patience)
}

const renumbered = fakePreset.replace('{ keep: alphanumeric }]', '{ keep: alphanumeric }, { replace: [F1, G1] }]')

it('counts those that change, and only those', async () => {
  // F1, F10 to F19, F100 to F119, F120
  expect(await count(renumbered)).toEqual({ count: 32, exact: true })
  expect(await count(fakePreset.replace("'01'", "'00'"))).toEqual({ count: 0, exact: true })
})

it('looks at numbers made of the frequency of the terms when its table changes, however odd that is', () => {
  const odd = fakePreset
    .replace(
      'from: number, then: [upper, { keep: alphanumeric }]',
      'from: number, as: integer, then: [monthsOfTerm, { pad: [9, x] }]',
    )
    .replace('termsFrequency: { value: M }', 'termsFrequency: { from: number, lookup: frequencies, onUnknown: reject }')
    .replace('account:', 'tables:\n  frequencies: { a: M }\naccount:')
  expect(mayRenumber(odd, odd.replace('{ a: M }', '{ a: W }'))).toBe(true)
  expect(mayRenumber(odd, `${odd}# a comment\n`)).toBe(false)
  expect(mayRenumber(fakePreset, fakePreset.replace('value: M', 'value: W'))).toBe(false)
})

it('leaves out loans that are not reported any more', async () => {
  const excluding = `${renumbered}exclude: [{ when: 'number.startsWith("F-11")', reason: X, detail: x }]\n`
  // F-11 and F-110 to F-119
  expect(await count(excluding)).toEqual({ count: 21, exact: true })
})

it('out of patience, every record with a number counts', async () => {
  expect(await count(renumbered, -1)).toEqual({ count: 120, exact: false })
})

it('counts the numbers that an L1 segment of the preset announces', async () => {
  const announcing = (l1: string) => `${fakePreset}segments:\n  l1: { when: 'number.startsWith("F-11")', ${l1} }\n`
  const account = "changeIndicator: { value: '1' }, newConsumerAccountNumber: { from: number, then: [{ append: N }] }"
  expect(await count(announcing(account))).toEqual({ count: 11, exact: true })
  const identification = "changeIndicator: { value: '2' }, newIdentificationNumber: { value: NEW1 }"
  expect(await count(announcing(identification))).toEqual({ count: 11, exact: true })
})
