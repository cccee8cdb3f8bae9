import { describe, expect, test } from 'vitest'
import type { Catalogue } from '../../server/mapping/catalogue.ts'
import { fictitious } from '../../server/presets/fictitious.ts'

const text = (more = {}) => ({ type: 'text' as const, title: 'T', ...more })
const catalogue: Catalogue = {
  status: text({ values: [{ value: 'open', title: 'Open' }] }),
  kind: text(),
  name: text(),
  ssn: text({ sensitive: true }),
  born: { type: 'date', title: 'B', sensitive: true },
  opened: { type: 'date', title: 'O' },
  balance: { type: 'money', title: 'M' },
  code: { type: 'integer', title: 'C', sensitive: true },
  person: { type: 'object', title: 'P', fields: { name: text() } },
  rows: { type: 'list', title: 'R', of: { date: { type: 'date', title: 'D' }, name: text() } },
}
const all = new Set([...Object.keys(catalogue), ...['person.name', 'rows.date', 'rows.name']])
const make = (document: unknown, paths: ReadonlySet<string> = all, salt = 's') =>
  fictitious(document, { catalogue, paths, words: new Set(['scheduled']), salt })

describe('a document made into an example', () => {
  test('what decides stays: numbers, days, listed values and words of the preset', () => {
    const document = { status: 'open', kind: 'scheduled', opened: '2025-01-31', balance: 12345 }
    expect(make(document)).toEqual(document)
  })

  test('every other text is replaced by one of its shape, the same by the same', () => {
    const made = make({ name: "O'Neill-Smith 3rd", person: { name: "O'Neill-Smith 3rd" } })
    expect(made.name).toMatch(/^[A-Z]'[A-Z][a-z]{4}-[A-Z][a-z]{4} \d[a-z]{2}$/)
    expect(made.name).not.toBe("O'Neill-Smith 3rd")
    expect((made.person as { name: string }).name).toBe(made.name)
    expect(make({ name: "O'Neill-Smith 3rd" }, all, 'other').name).not.toBe(made.name)
    expect(make({ status: 'unheard of' }).status).toMatch(/^[a-z]{7} [a-z]{2}$/)
  })

  test('a Social Security number becomes one that nobody has; a masked one stays masked', () => {
    expect(make({ ssn: '123-45-6789' }).ssn).toMatch(/^9\d\d-\d\d-\d{4}$/)
    expect(make({ ssn: 'XXXXX3333' }).ssn).toMatch(/^XXXXX\d{4}$/)
  })

  test('a birth date moves by less than a year; a sensitive number gets other digits', () => {
    const { born } = make({ born: '1980-05-05' })
    expect(born).not.toBe('1980-05-05')
    expect(String(born)).toMatch(/^19(79|80)-/)
    expect(String(make({ code: 4711 }).code)).not.toBe('4711')
  })

  test('numbers that name somebody get other digits, also where the catalogue does not call them sensitive', () => {
    const whole = { type: 'integer' as const, title: 'N' }
    const ids: Catalogue = {
      id: whole,
      customerId: whole,
      card: whole,
      paid: whole,
      rows: { type: 'list', title: 'R', of: { id: whole } },
    }
    const document = { id: 77, customerId: 77, card: 123456789, paid: 77, rows: [{ id: 77 }] }
    const paths = new Set([...Object.keys(ids), 'rows.id'])
    const made = fictitious(document, { catalogue: ids, paths, words: new Set(), salt: 's' })
    expect(made.id).not.toBe(77)
    expect(made.customerId).toBe(made.id)
    expect(made.rows).toEqual([{ id: made.id }])
    expect(String(made.card)).toMatch(/^9\d{8}$/)
    expect(made.paid).toBe(77)
  })

  test('an X in a name, digits of other scripts and days in texts are replaced too', () => {
    expect(make({ name: 'Xx Xavier' }).name).not.toMatch(/^X|x/)
    expect(make({ name: '٣٤٥' }).name).toMatch(/^\d{3}$/)
    expect(make({ name: '1980-05-05' }).name).toMatch(/^19(79|80)-(?!05-05)/)
  })

  test('values that were only seen in a file are nobody’s codes', () => {
    const seen: Catalogue = { kind: text({ values: [{ value: 'Ann', title: 'Ann' }], open: true }) }
    const made = fictitious({ kind: 'Ann' }, { catalogue: seen, paths: new Set(['kind']), words: new Set(), salt: 's' })
    expect(made.kind).toMatch(/^(?!Ann)[A-Z][a-z]{2}$/)
  })

  test('rows stay as many; what the preset does not read, or the catalogue does not know, is left out', () => {
    const rows = [
      { date: '2026-01-01', name: 'Ann' },
      { date: '2026-02-01', name: null },
    ]
    const made = make({ rows, balance: 1, secret: 'x' }, new Set(['rows', 'rows.date']))
    expect(made).toEqual({ rows: [{ date: '2026-01-01' }, { date: '2026-02-01' }] })
  })

  test('a document that broke its catalogue shows nothing of what it holds', () => {
    expect(make({ name: { first: 'Ann' }, rows: 'Ann', person: ['Ann'] })).toEqual({
      name: null,
      rows: [],
      person: null,
    })
    expect(make('Ann')).toEqual({})
    expect(make({ rows: ['Ann'] })).toEqual({ rows: [null] })
  })
})
