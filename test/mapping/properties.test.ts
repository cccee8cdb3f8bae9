import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilePreset } from '../../server/mapping/compile.ts'
import { centsOf } from '../../server/mapping/numbers.ts'
import { createProblems, nearest } from '../../server/mapping/problems.ts'
import { offsetInScalar, readTree } from '../../server/mapping/tree.ts'
import { catalogue, documentedPreset, inputs, loan, programOf } from './support.ts'

const program = programOf(documentedPreset)

/** The test loan with some values, anywhere in it, put for others. */
const damagedLoan = fc
  .array(
    fc.tuple(fc.nat(400), fc.oneof(fc.jsonValue(), fc.constantFrom(null, '', '2026-02-30', -1, 1.5, 'XXXXX1234', []))),
    {
      maxLength: 6,
    },
  )
  .map((damages) => {
    const document = loan()
    for (const [index, value] of damages) replaceAt(document, index, value)
    return document
  })

function replaceAt(document: unknown, index: number, value: unknown): void {
  const places: [Record<string, unknown>, string][] = []
  const walk = (node: unknown) => {
    if (typeof node !== 'object' || node === null) return
    for (const key of Object.keys(node)) {
      places.push([node as Record<string, unknown>, key])
      walk((node as Record<string, unknown>)[key])
    }
  }
  walk(document)
  const [node, key] = places[index % places.length]!
  node[key] = value
}

describe('properties', () => {
  it('a run answers for any JSON, and never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (document) => {
        expect(['MAPPED', 'EXCLUDED', 'REJECTED']).toContain(program.run(document, inputs).kind)
      }),
      { numRuns: 300 },
    )
  })

  it('a damaged loan is answered, traced to the same outcome, and not changed', () => {
    fc.assert(
      fc.property(damagedLoan, (document) => {
        const before = JSON.stringify(document)
        const outcome = program.run(document, inputs)
        expect(program.trace(document, inputs).outcome).toEqual(outcome)
        expect(JSON.stringify(document)).toBe(before)
      }),
      { numRuns: 500 },
    )
  })

  it('no message, finding, unknown value or trace holds a social security number or a birth date', () => {
    const number = fc.array(fc.constantFrom(...'0123456789X*-'), { minLength: 6, maxLength: 11 }).map((c) => c.join(''))
    fc.assert(
      fc.property(number, fc.date({ noInvalidDate: true }), (tail, date) => {
        const ssn = `77${tail}`
        const birthDate = `${date.toISOString().slice(0, 10)}#`
        const document = loan()
        Object.assign((document.Customers as object[])[0]!, { ssn, birthDate })
        const { outcome, fields } = program.trace(document, inputs)
        const told = JSON.stringify({ ...outcome, record: undefined, fields })
        expect(told).not.toContain(ssn)
        expect(told).not.toContain(birthDate.slice(0, -1))
      }),
    )
  })

  it('compiling answers for any text, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (text) => {
        const result = compilePreset(text, catalogue)
        expect(result.ok || result.problems.length > 0).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('compiling answers for the documented preset with anything put anywhere', () => {
    const pieces = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom("'", '"', '{', ']', '\n', ': ', '- ', '&a', '*a', 'row.', '&&', '{}'),
    )
    fc.assert(
      fc.property(fc.nat(documentedPreset.length), fc.nat(30), pieces, (at, cut, piece) => {
        const text = documentedPreset.slice(0, at) + piece + documentedPreset.slice(at + cut)
        const result = compilePreset(text, catalogue)
        if (result.ok) return
        const count = text.split('\n').length
        for (const { line, column } of result.problems) {
          expect(line).toBeGreaterThanOrEqual(1)
          expect(line).toBeLessThanOrEqual(count)
          expect(column).toBeGreaterThanOrEqual(1)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('every character of a quoted text is found in the file', () => {
    const text = fc.string({ minLength: 1, maxLength: 30 }).filter((t) => t.trim() === t)
    fc.assert(
      fc.property(text, fc.boolean(), (value, single) => {
        const quoted = single ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value)
        const source = `a: ${quoted}\n`
        const tree = readTree(source, createProblems(source))?.entries.get('a')?.value
        if (tree?.kind !== 'text' || tree.text !== value || value.includes('\\')) return
        for (let i = 0; i < value.length; i++) expect(source[offsetInScalar(tree, i, source)]).toBe(value[i])
      }),
    )
  })

  it('amounts read as they were written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (cents) => {
        const sign = cents < 0 ? '-' : ''
        const whole = Math.floor(Math.abs(cents) / 100)
        const part = String(Math.abs(cents) % 100).padStart(2, '0')
        expect(centsOf(`${sign}${whole}.${part}`)).toBe(cents)
      }),
    )
  })

  it('a name suggests itself', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, maxLength: 20 }), { minLength: 1 }), (names) => {
        expect(nearest(names[0]!, names)?.toLowerCase()).toBe(names[0]!.toLowerCase())
      }),
    )
  })
})
