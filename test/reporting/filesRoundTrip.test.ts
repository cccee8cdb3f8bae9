/** What we write, whoever reads it, comes out as it was: every segment, every field, any values that fit. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { metro2Lines } from '../../server/metro2/file.ts'
import { type FieldPlace, fieldPlaces, type SegmentName } from '../../server/metro2/layout.ts'
import { createFileCheck } from '../../server/metro2/reader/check.ts'
import { createNormalizer, createRewriter } from '../../server/metro2/reader/rewrite.ts'
import type { Metro2Record } from '../../server/metro2/record.ts'
import { header, today } from '../metro2/reader/support.ts'

const constants = new Set(['recordDescriptorWord', 'processingIndicator', 'segmentIdentifier'])
const digitText = new Set(['socialSecurityNumber', 'telephoneNumber'])

const day = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const digits = (length: number) => fc.stringMatching(new RegExp(`^[1-9]\\d{${length - 1}}$`))
const time = day.map((date) => `${date.slice(5, 7)}${date.slice(8, 10)}${date.slice(0, 4)}235959`)

function anyValue({ name, type, length }: FieldPlace): fc.Arbitrary<unknown> {
  if (type === 'D') return fc.option(day)
  if (type === 'T') return time
  if (digitText.has(name)) return fc.oneof(fc.constant(''), digits(length))
  if (type === 'N') return fc.integer({ min: 0, max: Math.min(10 ** length - 1, 999_999_999) })
  return fc.stringMatching(new RegExp(`^[A-Z0-9 .,'&/-]{0,${length}}$`)).map((text) => text.trimEnd())
}

/** @param given fields that tell a segment from blanks, or a record from other bytes */
function segment(name: SegmentName, given: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<never> {
  const fields = fieldPlaces(name).filter((place) => !place.name.startsWith('reserved') && !constants.has(place.name))
  const values = Object.fromEntries(fields.map((place) => [place.name, anyValue(place)]))
  return fc.record({ ...values, ...given }) as fc.Arbitrary<never>
}

const named = { surname: fc.constant('DOE') }
const records: fc.Arbitrary<Metro2Record[]> = fc.array(
  fc
    .record(
      {
        base: segment('base', { portfolioType: fc.constantFrom('C', 'I', 'M', 'O', 'R'), dateOpened: day }),
        j1: fc.array(segment('j1', named), { maxLength: 3 }),
        j2: fc.array(segment('j2', named), { maxLength: 3 }),
        k1: segment('k1', { originalCreditorName: fc.constant('FIRST LENDER') }),
        k2: segment('k2', { purchasedFromSoldToIndicator: fc.constantFrom(1, 2) }),
        k3: segment('k3', { mortgageIdentificationNumber: fc.constant('M1') }),
        k4: segment('k4', { specializedPaymentIndicator: fc.constantFrom(1, 2) }),
        l1: segment('l1', { changeIndicator: fc.constantFrom(1, 2, 3) }),
        n1: segment('n1', { employerName: fc.constant('WORKS') }),
      },
      { requiredKeys: ['base', 'j1', 'j2'] },
    )
    .map((record) => record as Metro2Record),
  { minLength: 1, maxLength: 6 },
)

const lineEndings = fc.constantFrom<'\n' | '\r\n'>('\n', '\r\n')

test('a file of ours, read by the reader and encoded again, is the same bytes', () => {
  fc.assert(
    fc.property(records, lineEndings, fc.integer({ min: 1, max: 2_000 }), (given, lineEnding, size) => {
      const text = [...metro2Lines(header, given, { lineEnding })].join('')
      const found: Metro2Record[] = []
      const [rewritten, cleaned]: [string[], string[]] = [[], []]
      const rewriter = createRewriter((piece) => void rewritten.push(piece))
      const normalizer = createNormalizer((piece) => void cleaned.push(piece))
      const check = createFileCheck({
        today,
        onFinding() {},
        onLine(line) {
          if (line.record) found.push(line.record)
          rewriter.take(line, 0)
          normalizer.take(line, 0)
        },
      })
      const bytes = Buffer.from(text, 'latin1')
      for (let at = 0; at < bytes.length; at += size) expect(check.push(bytes.subarray(at, at + size))).toBeNull()
      expect(check.end()).toBeNull()
      normalizer.end()
      expect([...metro2Lines(header, found, { lineEnding })].join('')).toBe(text)
      expect(rewritten.join('')).toBe(text)
      expect(rewriter.totals()).toMatchObject({ written: given.length + 2, adapted: 0, copied: 0 })
      expect(cleaned.join('')).toBe(text)
    }),
    { numRuns: 60 },
  )
})
