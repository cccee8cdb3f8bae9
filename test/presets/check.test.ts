import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../server/mapping/catalogue.ts'
import { mayRenumber } from '../../server/presets/accountNumbers.ts'
import { checkBySource, checkText, exampleProblems } from '../../server/presets/check.ts'
import { fakePlugin, fakePreset } from '../support/fakePlugin.ts'

const catalogue = fakePlugin.catalogue
const withField = { ...catalogue, channel: { type: 'text', title: 'Channel' } } satisfies Catalogue
const target = (connectionName: string | null, fields: Catalogue = catalogue) => ({ connectionName, catalogue: fields })
const edited = (from: string, to: string, text = fakePreset) => {
  expect(text).toContain(from)
  return text.replace(from, to)
}
const fieldOf = (path: string) => edited("  termsDuration: { value: '012' }", `  termsDuration: { from: ${path} }`)

describe('a text against several connections', () => {
  const codes = (text: string, targets = [target('A'), target('B', withField)]) =>
    checkText(text, 'fake', targets).problems.map((each) => `${each.code} ${each.connectionName}`)

  it('suits all', () => {
    const checked = checkText(fakePreset, 'fake', [target('A'), target('B', withField)])
    expect(checked.problems).toEqual([])
    expect(checked.programs.map((program) => program?.title)).toEqual(['Fake to Metro 2', 'Fake to Metro 2'])
  })

  it('names those whose fields it does not suit, and nobody where it suits none', () => {
    expect(codes(fieldOf('channel'))).toEqual(['UNKNOWN_PATH A'])
    expect(codes(fieldOf('canal'), [target('A'), target('B')])).toEqual(['UNKNOWN_PATH null'])
    // The hints differ, so the problems do.
    expect(codes(fieldOf('chanel'))).toEqual(['UNKNOWN_PATH A', 'UNKNOWN_PATH B'])
    expect(codes('a: [')).toEqual(['YAML_SYNTAX null'])
  })

  it('has to be for the plugin', () => {
    const { problems } = checkText(edited('source: fake', 'source: other'), 'fake', [target('A')])
    expect(problems).toEqual([
      {
        ...{ line: 4, column: 9, path: 'source', code: 'WRONG_SOURCE', connectionName: null },
        ...{ message: 'This preset is for documents of fake.', hint: 'source: fake' },
      },
    ])
  })
})

describe('examples', () => {
  const example = (title: string, expected: string) =>
    `  - { title: ${title}, asOf: 2026-03-20, given: { number: '1' }, expect: { ${expected} } }\n`

  it('are placed, and the failing ones are problems', () => {
    const text = `${fakePreset}examples:\n${example('good', 'outcome: REJECTED')}${example('bad', 'accountType: 00')}`
    const { examples } = checkText(text, 'fake', [target('A'), target('B', withField)])
    const line = fakePreset.split('\n').length + 1
    expect(examples.map(({ title, passed, line: at, path }) => [title, passed, at, path])).toEqual([
      ['good', true, line, 'examples.0'],
      ['bad', false, line + 1, 'examples.1'],
    ])
    expect(exampleProblems(examples)).toMatchObject([
      { line: line + 1, column: 5, path: 'examples.1', code: 'EXAMPLE_FAILED' },
    ])
  })

  it('do not run while the text has problems', () => {
    const text = `${fieldOf('nothing')}examples:\n${example('good', 'outcome: REJECTED')}`
    expect(checkText(text, 'fake', [target('A')]).examples).toEqual([])
  })
})

describe('without a connection', () => {
  const plugins = new Map([[fakePlugin.id, fakePlugin]])
  const codes = (text: string) => checkBySource(text, plugins).problems.map((each) => each.code)

  it('the fields that the plugin ships count', () => {
    expect(codes(fakePreset)).toEqual([])
    expect(codes(fieldOf('channel'))).toEqual(['UNKNOWN_PATH'])
  })

  it('an unknown source hides no other problem, and makes none of its own paths', () => {
    expect(codes(edited('source: fake', 'source: fakes'))).toEqual(['WRONG_SOURCE'])
    const more = `${edited('source: fake', 'source: fakes')}hints: none\n`
    expect(codes(more)).toEqual(['WRONG_SOURCE', 'UNKNOWN_KEY'])
    expect(codes(edited('source: fake\n', ''))).toEqual(['MISSING_KEY'])
  })
})

describe('account numbers may change only with what makes them', () => {
  const base = `${fakePreset}tables:\n  prefix: { a: b }\n  other: { a: b }\n`
  const byTable = edited('{ from: number, then:', '{ from: number, lookup: prefix, onUnknown: keep, then:', base)
  it.each([
    ['nothing', base, base, false],
    ['another recipe', base, edited("accountType: { value: '01' }", "accountType: { value: '00' }", base), false],
    ['its recipe', base, byTable, true],
    ['an entry of its table', byTable, edited('prefix: { a: b }', 'prefix: { a: c }', byTable), true],
    ['an entry of another table', byTable, edited('other: { a: b }', 'other: { a: c }', byTable), false],
    ['how it is laid out', base, edited('{ from: number, then:', '{ from:   number,  then:', base), false],
    ['an exclusion', base, `${base}exclude: [{ when: 'true', reason: X, detail: x }]\n`, false],
    ['a text that cannot be read', 'a: [', base, true],
  ])('%s', (_what, before, after, expected) => {
    expect(mayRenumber(before, after)).toBe(expected)
  })

  it('a name of let that it reads, also through another one', () => {
    const lets = (path: string) => `${fakePreset}let:\n  a: { first: ${path} }\n  b: { first: people }\n`
    expect(mayRenumber(lets('people'), lets('payments'))).toBe(false)
    const read = (text: string) => edited('from: number', 'from: b.last', text)
    expect(mayRenumber(read(lets('people')), read(lets('payments')))).toBe(true)
  })
})
