/** What holds of the rules whatever they are given. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeRecord, encodeRecord } from '../../server/metro2/codec.ts'
import type { Finding } from '../../server/metro2/facts.ts'
import type { Metro2Record } from '../../server/metro2/record.ts'
import { createFileRules } from '../../server/metro2/rules/file.ts'
import { validateLine } from '../../server/metro2/rules/line.ts'
import {
  ruleById,
  validateAgainstPrevious,
  validateReadRecord,
  validateRecord,
} from '../../server/metro2/rules/registry.ts'
import { line } from './rules/lineCases.ts'
import { pair } from './rules/previousCases.ts'
import { recordCases, recordOf } from './rules/recordCases.ts'
import { segmentCases } from './rules/segmentCases.ts'
import { j1, j2, record } from './support.ts'

/** A fixed seed: a red test must be red for everybody. */
fc.configureGlobal({ seed: 20260630 })

const context = { asOf: '2026-06-30' }
const before = { record: pair({}, {}).before, activityDate: '2026-05-31' }

const whole = line(encodeRecord(record({}, [j1()], [j2()])).text.slice(426))

/** A line with some stretches of it written over, and cut or lengthened. */
const damaged = fc
  .record({
    length: fc.oneof(
      { weight: 3, arbitrary: fc.constant(whole.length) },
      fc.integer({ min: 0, max: whole.length + 40 }),
    ),
    patches: fc.array(
      fc.tuple(
        fc.integer({ min: 0, max: whole.length - 1 }),
        fc.oneof(
          { weight: 3, arbitrary: fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 4 }) },
          fc.string({ unit: fc.constantFrom(...'09 AZ-az`é\u0000'), minLength: 1, maxLength: 30 }),
        ),
      ),
      { maxLength: 4 },
    ),
  })
  .map(({ length, patches }) => {
    let text = whole
    for (const [at, patch] of patches) text = text.slice(0, at) + patch + text.slice(at + patch.length)
    return text.padEnd(length).slice(0, length)
  })

function everything(text: string): Finding[] {
  const decoded = decodeRecord(text)
  const file = createFileRules({ today: '2026-07-02' })
  return [
    ...validateLine(text, decoded),
    ...validateReadRecord(decoded.record, context),
    ...validateAgainstPrevious(decoded.record, before, context),
    ...file.record(decoded.record, 2, { text, problems: decoded.problems }),
  ]
}

test('every finding of a damaged line names a rule that is described, and fields', () => {
  fc.assert(
    fc.property(damaged, (text) => {
      for (const finding of everything(text)) {
        expect(ruleById(finding.rule), finding.rule).toBeDefined()
        expect(finding.fields.length, finding.rule).toBeGreaterThan(0)
        expect(finding.message.endsWith('.')).toBe(true)
      }
    }),
    { numRuns: 400 },
  )
})

test('a line whose characters have no fault is written back as it stands', () => {
  let faultless = 0
  const written = new Set(['G-CHAR-1', 'G-LEN-1', 'G-ORD-1', 'M-BASE-CHAR'])
  fc.assert(
    fc.property(damaged, (text) => {
      const decoded = decodeRecord(text)
      if (validateLine(text, decoded).some((finding) => written.has(finding.rule))) return
      faultless += 1
      const again = encodeRecord(decoded.record).text
      // Reserved bytes are not kept, and blanks that fill a record up are not written.
      const reserved = (each: string) => `${each.slice(4, 214)}${each.slice(231, 428)}`
      expect(reserved(again)).toBe(reserved(text.trimEnd().padEnd(again.length)))
    }),
    { numRuns: 600 },
  )
  expect(faultless).toBeGreaterThan(30)
})

/** Fields of a record in any mixture of those that break rules. */
const mixed: fc.Arbitrary<Metro2Record> = fc
  .array(fc.constantFrom(...[...recordCases, ...segmentCases].map(([, hit]) => recordOf(hit))), {
    minLength: 1,
    maxLength: 4,
  })
  .map((records) => {
    const clean = record().base
    const bases = records.map(({ base }) =>
      Object.fromEntries(Object.entries(base).filter(([name, value]) => clean[name as keyof typeof clean] !== value)),
    )
    return Object.assign({}, ...records, { base: Object.assign({}, clean, ...bases) }) as Metro2Record
  })

test('findings do not depend on what was checked before', () => {
  fc.assert(
    fc.property(mixed, mixed, (one, other) => {
      const first = validateRecord(one, context)
      validateRecord(other, context)
      validateAgainstPrevious(one, { record: other, activityDate: '2026-05-31' }, context)
      expect(validateRecord(one, context)).toEqual(first)
    }),
    { numRuns: 200 },
  )
})

test('evidence of a correction makes findings milder, never fewer, and leaves the rest', () => {
  const rank = { INFO: 0, WARNING: 1, ERROR: 2 }
  fc.assert(
    fc.property(mixed, mixed, (now, was) => {
      const previous = { record: was, activityDate: '2026-05-31' }
      const strict = validateAgainstPrevious(now, previous, context)
      const corrected = validateAgainstPrevious(now, previous, { ...context, corrected: true })
      expect(corrected.map(({ rule }) => rule)).toEqual(strict.map(({ rule }) => rule))
      corrected.forEach((finding, i) => {
        expect(rank[finding.severity]).toBeLessThanOrEqual(rank[strict[i]!.severity])
      })
    }),
    { numRuns: 200 },
  )
})
