/** Completion, hover and places of a preset's text, as it is written. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { presetSchema } from '../../server/mapping/presetSchema.ts'
import type { Catalogue } from '../../web/lib/preset/catalogue.ts'
import { completionsAt, fieldTitle, type Knowledge } from '../../web/lib/preset/completion.ts'
import { findingsMoved, touches } from '../../web/lib/preset/findings.ts'
import { explanationAt } from '../../web/lib/preset/hover.ts'
import { offsetOf, placeOf, withExample } from '../../web/lib/preset/place.ts'
import { cursorAt, entriesOf, pathAt } from '../../web/lib/preset/scan.ts'

const shipped = readFileSync(new URL('../../plugins/loanpro/presets/loanpro-metro2.yaml', import.meta.url), 'utf8')

const catalogue: Catalogue = {
  displayId: { type: 'text', title: 'Display id' },
  LoanSetup: {
    type: 'object',
    title: 'Loan setup',
    fields: {
      contractDate: { type: 'date', title: 'Contract date' },
      paymentFrequency: {
        ...{ type: 'text', title: 'Payment frequency' },
        values: [
          { value: 'monthly', title: 'Monthly' },
          { value: 'weekly', title: 'Weekly' },
        ],
      },
    },
  },
  Customers: {
    type: 'list',
    title: 'Customers',
    of: {
      lastName: { type: 'text', title: 'Last name' },
      Phones: { type: 'list', title: 'Phones', of: { phone: { type: 'text', title: 'Phone' } } },
    },
  },
  StatusArchive: {
    type: 'list',
    title: 'Status archive',
    of: { date: { type: 'date', title: 'Date' }, payoff: { type: 'money', title: 'Payoff' } },
  },
}

const knowledge: Knowledge = {
  schema: presetSchema,
  catalogue,
  codeTables: [
    {
      ...{ field: 'base.termsFrequency', number: '13', title: 'Terms Frequency' },
      codes: [
        { code: 'M', title: 'Monthly' },
        { code: 'W', title: 'Weekly' },
      ],
    },
  ],
}

/** The text with the cursor where ‸ stands. */
function at(marked: string) {
  const offset = marked.indexOf('‸')
  return { text: marked.replace('‸', ''), offset }
}

function labels(marked: string): string[] {
  const { text, offset } = at(marked)
  return completionsAt(text, offset, knowledge)?.options.map(({ label }) => label) ?? []
}

/** Every path of a parsed document, in the order of the text. */
function pathsIn(value: unknown, path: string[] = []): string[] {
  if (Array.isArray(value)) return value.flatMap((each, index) => pathsIn(each, [...path, String(index)]))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, each]) => [[...path, key].join('.'), ...pathsIn(each, [...path, key])])
}

describe('keys and their places', () => {
  test('of the preset that LoanPro ships are those that a YAML parser finds', () => {
    const found = entriesOf(shipped).map(({ path }) => path.join('.'))
    const parsed = pathsIn(parse(shipped, { intAsBigInt: false }))
    expect(found.toSorted()).toEqual(parsed.toSorted())
    expect(found.length).toBeGreaterThan(300)
  })

  test('each key stands where it is said to', () => {
    for (const { path, keyFrom, keyTo } of entriesOf(shipped)) {
      expect(shipped.slice(keyFrom, keyTo).replace(/^["']|["']$/g, '')).toBe(path.at(-1))
    }
  })

  test('scalars are read', () => {
    const entries = entriesOf(`a: { b: x.y, c: 'it is', d: [1, 2] } # no\ne: "q" # yes\nf: plain text # c\n`)
    expect(entries.map(({ path, value }) => [path.join('.'), value])).toEqual([
      ['a', null],
      ['a.b', 'x.y'],
      ['a.c', 'it is'],
      ['a.d', null],
      ['e', 'q'],
      ['f', 'plain text'],
    ])
  })

  test.each([
    ['account:\n  ‸', 'key', 'account'],
    ['account:\n  dateOpened: { from: Lo‸', 'value', 'account.dateOpened.from'],
    ['account:\n  dateOpened: { from: a, ‸', 'key', 'account.dateOpened'],
    ['account:\n  dateOpened:\n    from: ‸', 'value', 'account.dateOpened.from'],
    ['account:\n  dateOpened:\n    from: a\n    ‸', 'key', 'account.dateOpened'],
    ['account:\n  a:\n    then: [trim, { ‸', 'key', 'account.a.then.1'],
    ['account:\n  a:\n    then: [trim, ‸', 'value', 'account.a.then.1'],
    ['exclude:\n- when: a\n  ‸', 'key', 'exclude.0'],
    ['exclude:\n- when: a\n- ‸', 'key', 'exclude.1'],
    ["exclude:\n  - { when: 'ab‸", 'value', 'exclude.0.when'],
    ['account:\n  a: { from: b }\n‸', 'key', ''],
    ['description: |\n  from: ‸', 'none', 'description'],
    ['account: # here ‸', 'none', 'account'],
  ])('%j', (marked, position, path) => {
    const { text, offset } = at(marked)
    const cursor = cursorAt(text, offset)
    expect([cursor.position, cursor.path.join('.')]).toEqual([position, path])
  })

  test('what the cursor stands on, also behind the end of a recipe', () => {
    const path = (marked: string) => {
      const { text, offset } = at(marked)
      return pathAt(text, entriesOf(text), offset).join('.')
    }
    expect(path('account:\n  dateOp‸ened: { from: a }')).toBe('account.dateOpened')
    expect(path('account:\n  dateOpened: { from: a }‸')).toMatch(/^account/)
    expect(path('account:\n  a:\n    from: b\n  c: { fr‸om: d }')).toBe('account.c.from')
  })
})

describe('completion', () => {
  test('keys that are not there yet, required ones first', () => {
    const { text, offset } = at('account:\n  portfolioType: { value: I }\n  ‸')
    const options = completionsAt(text, offset, knowledge)!.options
    expect(options.map(({ label }) => label)).not.toContain('portfolioType')
    const first = options.toSorted((a, b) => b.rank - a.rank)[0]!
    expect(first).toMatchObject({ label: 'consumerAccountNumber', insert: 'consumerAccountNumber: ' })
    expect(first.detail).toContain('required')
  })

  test('paths of the source, with what they are called', () => {
    const { text, offset } = at('account:\n  dateOpened: { from: Loan‸')
    const found = completionsAt(text, offset, knowledge)!
    expect(text.slice(found.from, offset)).toBe('Loan')
    expect(found.options).toContainEqual(
      expect.objectContaining({ label: 'LoanSetup.contractDate', detail: 'Contract date · date' }),
    )
    expect(labels('history:\n  snapshots:\n    each: ‸')).toEqual(['Customers', 'StatusArchive'])
  })

  test('rows, names of let, and their columns', () => {
    const text = 'let:\n  today: { latest: StatusArchive, by: ‸ }\n'
    expect(labels(text)).toEqual(['date'])
    const named = 'let:\n  today: { latest: StatusArchive, by: date }\naccount:\n  currentBalance: { from: ‸'
    expect(labels(named)).toContain('today.payoff')
    expect(labels('consumers:\n  each: Customers\n  fields:\n    surname: { from: ‸')).toContain('row.lastName')
    expect(labels('consumers:\n  each: Customers\n  let:\n    phone: { first: ‸')).toContain('row.Phones')
    const inner = 'consumers:\n  each: Customers\n  let:\n    phone: { first: row.Phones }\n  fields:\n    a: { from: ‸'
    expect(labels(inner)).toContain('phone.phone')
  })

  test('words of the language', () => {
    expect(labels('account:\n  dateOpened: { from: a, as: ‸')).toContain('birthDate')
    expect(labels('account:\n  dateOpened: { from: a, then: [‸')).toContain('wholeDollars')
    expect(labels('account:\n  dateOpened: { from: a, then: [{ ‸')).toContain('pad')
    expect(labels('account:\n  a: { from: b, onUnknown: ‸').length).toBe(0)
    expect(labels('account:\n  accountStatus: { derive: ‸')).toEqual(['accountStatus'])
  })

  const table =
    'tables:\n  f:\n    monthly: ‸\naccount:\n  termsFrequency: { from: LoanSetup.paymentFrequency, lookup: f }'
  test('tables: their names, the values they lack, the codes they may give', () => {
    expect(labels(`${table.replace('‸', 'M').replace('lookup: f }', 'lookup: ‸')}`)).toContain('f')
    expect(labels(table)).toEqual(['M', 'W'])
    expect(labels(table.replace('monthly: ‸', 'monthly: M\n    ‸'))).toEqual(['weekly'])
  })

  test('conditions: paths, functions, and the values of the field that is compared', () => {
    expect(labels("exclude:\n  - when: 'LoanS‸")).toEqual(
      expect.arrayContaining(['LoanSetup.contractDate', 'has', 'asOf']),
    )
    expect(labels(`exclude:\n  - when: 'LoanSetup.paymentFrequency == "‸`)).toEqual(['monthly', 'weekly'])
    expect(labels(`exclude:\n  - when: 'LoanSetup.paymentFrequency in ["monthly", "‸`)).toEqual(['monthly', 'weekly'])
    expect(labels(`exclude:\n  - when: 'displayId == "‸`)).toEqual([])
  })
})

describe('hover', () => {
  const explain = (marked: string) => {
    const { text, offset } = at(marked)
    return explanationAt(text, offset, knowledge)
  }
  test.each([
    ['account:\n  dateOpened: { from: LoanSetup.con‸tractDate }', 'LoanSetup.contractDate · date'],
    ['account:\n  dateOp‸ened: { from: a }', 'Field 10: Date opened'],
    ['account:\n  dateOpened: { fr‸om: a }', 'from'],
    ['account:\n  termsFrequency: { value: M‸ }', 'M – Monthly'],
    ['account:\n  dateOpened: { from: a, then: [wholeDol‸lars] }', 'wholeDollars'],
    ["exclude:\n  - when: 'ha‸s(displayId)'", 'has(path)'],
  ])('%j', (marked, title) => expect(explain(marked)?.title).toBe(title))
  test('nothing where nothing is known', () => expect(explain('account: { x: { value: zz‸z } }')).toBeNull())
})

test('findings before and now: what is new, what is gone, what stays', () => {
  const finding = (ruleId: string, message: string) => ({ ruleId, message, fields: ['base.amountPastDue'] })
  const moved = findingsMoved([finding('A', 'is 3'), finding('B', '')], [finding('A', 'is 4'), finding('C', '')])
  const idsOf = (found: readonly { ruleId: string }[]) => found.map(({ ruleId }) => ruleId)
  const ids = { added: idsOf(moved.added), gone: idsOf(moved.gone), stay: idsOf(moved.stay) }
  expect(ids).toEqual({ added: ['C'], gone: ['B'], stay: ['A'] })
  expect(touches(finding('A', ''), ['amountPastDue'])).toBe(true)
  expect(touches(finding('A', ''), ['accountStatus'])).toBe(false)
})

test.each([
  ['base.consumerInformationIndicator', /^Field 38: /],
  ['surname', /^Field 30: /],
  ['j2[0].surname', /^Field \d+: /],
  ['nothing', null],
])('the title of %s is that of its own segment', (field, title) => {
  if (title === null) expect(fieldTitle(field)).toBeNull()
  else expect(fieldTitle(field)).toMatch(title)
})

describe('places', () => {
  const entries = entriesOf(shipped)
  const place = (path: string) => placeOf(entries, path.split('.'))
  test('a recipe has its field, a table those that look it up, history what is derived', () => {
    expect(place('account.highestCredit.from')).toEqual({ label: 'account.highestCredit', fields: ['highestCredit'] })
    expect(place('tables.ecoa.1')).toEqual({ label: 'tables.ecoa', fields: ['ecoaCode'] })
    expect(place('let.specialCommentField')?.fields).toEqual(['specialComment'])
    expect(place('history.instalments.due')?.fields).toContain('dateOfFirstDelinquency')
    expect(place('title')).toBeNull()
  })
  test('a path of the API is found in the text, or what is around it', () => {
    expect(shipped.slice(offsetOf(entries, 'account.highestCredit')!)).toMatch(/^highestCredit:/)
    expect(shipped.slice(offsetOf(entries, 'account.highestCredit.then.0')!)).toMatch(/^then:/)
    expect(offsetOf(entries, 'nowhere')).toBeNull()
  })
  const item = '- title: One\n  asOf: 2026-01-01\n  given: {}\n  expect: { outcome: MAPPED }\n'
  test.each([
    ['a text without examples', 'account: {}\n'],
    ['one with some at its end', 'a: 1\nexamples:\n  - title: Zero\n    given: {}\n'],
    ['one with some in its middle', 'examples:\n- title: Zero\n  given: {}\n# of a\na: 1\n'],
  ])('an example is added to %s', (_name, text) => {
    const added = withExample(text, entriesOf(text), item)!
    const { examples, ...rest } = parse(added)
    expect(examples.at(-1)).toMatchObject({ title: 'One', expect: { outcome: 'MAPPED' } })
    const { examples: before = [], ...others } = parse(text)
    expect([examples.length, rest]).toEqual([before.length + 1, others])
  })
  test('not to one in brackets', () => {
    const text = 'examples: [{ title: Zero }]\n'
    expect(withExample(text, entriesOf(text), item)).toBeNull()
  })
})
