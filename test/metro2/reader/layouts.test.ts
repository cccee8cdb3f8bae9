/** Every way in which furnishers put a file together is read as the same records. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFramer, type Frame, longestRecord } from '../../../server/metro2/reader/frames.ts'
import { check, errorsOf, fileOf, linesOf } from './support.ts'

const lines = linesOf()
const records = lines.slice(1, -1)
const word = (value: number) => `${value}`.padStart(4, '0')
const blocked = (line: string) => word(line.length + 4) + line
const filled = lines.map((line) => word(660) + line.slice(4).padEnd(656))

const layouts: [name: string, text: string, layout: string][] = [
  ['lines with LF', fileOf(lines), 'one record a line (LF)'],
  ['lines with CR LF', fileOf(lines, '\r\n'), 'one record a line (CR LF)'],
  ['lines with CR', fileOf(lines, '\r'), 'one record a line (CR)'],
  ['no line end behind the last', lines.join('\n'), 'one record a line (LF)'],
  ['blanks behind every record', fileOf(lines.map((line) => `${line}   `)), 'one record a line (LF)'],
  ['blank lines at the end, and an end-of-file byte', `${fileOf(lines)}\n\r\n\x1a`, 'one record a line (LF)'],
  ['records one after the other', lines.join(''), 'records without line ends'],
  ['blocks of one length', filled.join(''), 'records without line ends'],
  ['blocks of one length on lines', fileOf(filled), 'one record a line (LF)'],
  [
    'blocks with descriptor words',
    lines.map(blocked).join(''),
    'records without line ends, with block descriptor words',
  ],
  ['blocks on lines', fileOf(lines.map(blocked)), 'one record a line (LF), with block descriptor words'],
  [
    'a block of several records',
    [blocked(lines[0]!), blocked(records.join('')), blocked(lines.at(-1)!)].join(''),
    'records without line ends, with block descriptor words',
  ],
  ['the records on one line', `${lines[0]}\n${records.join('')}\n${lines.at(-1)}\n`, 'one record a line (LF)'],
]

describe.each(layouts)('%s', (_name, text, layout) => {
  const checked = check(text)

  test('is recognized', () => expect(checked.layout).toBe(layout))

  test('gives the three records, and nothing is wrong with them', () => {
    expect(checked.lines.flatMap(({ record }) => (record === null ? [] : record.base.consumerAccountNumber))).toEqual([
      'A0001',
      'A0002',
      'A0003',
    ])
    expect(checked.findings).toEqual([])
    expect(checked.totals).toMatchObject({ lines: 5, records: 3, unreadable: 0 })
  })

  test('is the same whatever the chunks', () => {
    for (const size of [1, 7, 426, 1000]) {
      const again = check(text, { size })
      expect(again.lines.map(({ line }) => line)).toEqual(checked.lines.map(({ line }) => line))
      expect(again.findings).toEqual(checked.findings)
    }
  })
})

describe('what is missing', () => {
  test('header and trailer', () => {
    expect(errorsOf(check(fileOf(records)))).toEqual(['1:1 M-FILE-1 header.', '3:1 M-FILE-1 trailer.'])
  })

  test('the record descriptor word: columns are those of the line', () => {
    const bare = fileOf(lines.map((line) => line.slice(4)))
    const checked = check(bare)
    expect(checked.totals).toMatchObject({ records: 3, unreadable: 0 })
    expect(errorsOf(checked)).toEqual([
      '1:1 G-LEN-1 header.recordDescriptorWord',
      '2:1 G-LEN-1 base.recordDescriptorWord',
      '3:1 G-LEN-1 base.recordDescriptorWord',
      '4:1 G-LEN-1 base.recordDescriptorWord',
      '5:1 G-LEN-1 trailer.recordDescriptorWord',
    ])
    const wrong = lines.map((line) => line.slice(4)).with(1, lines[1]!.slice(4).replace('LENDER01', 'lender01'))
    expect(errorsOf(check(fileOf(wrong)))).toContain('2:17 G-CHAR-1 base.identificationNumber')
  })

  test('blanks at the end of the line, cut by an editor', () => {
    const cut = fileOf(lines.map((line) => line.trimEnd()))
    const checked = check(cut)
    expect(checked.totals).toMatchObject({ records: 3, unreadable: 0 })
    expect([...new Set(checked.findings.map(({ rule }) => rule))].sort()).toEqual(['G-LEN-1', 'M-FILE-2', 'M-HDR-3'])
  })
})

describe('words that lie', () => {
  test('without line ends the segments lead to the next record', () => {
    const lying = [lines[0]!, `0999${lines[1]!.slice(4)}`, `0006${lines[2]!.slice(4)}`, ...lines.slice(3)].join('')
    const checked = check(lying)
    expect(checked.totals.records).toBe(3)
    expect(errorsOf(checked)).toEqual([
      '2:1 G-LEN-1 base.recordDescriptorWord',
      '3:1 G-LEN-1 base.recordDescriptorWord',
    ])
    expect(checked.findings[0]!.message).toContain('it says 0999, and the record has 426')
  })

  test('a wrong block descriptor word is told where the block begins', () => {
    const text = [blocked(lines[0]!), `0431${lines[1]}`, ...lines.slice(2).map(blocked)].join('')
    expect(errorsOf(check(text))).toEqual(['2:1 G-LEN-1 .blockDescriptorWord'])
  })

  test('bytes between two records are passed on and told', () => {
    const text = `${lines[0]}${lines[1]}GARBAGE${lines.slice(2).join('')}`
    const checked = check(text)
    expect(checked.totals.records).toBe(3)
    expect(errorsOf(checked)).toEqual(['3:1 G-LEN-1 .'])
  })
})

describe('header and trailer out of place', () => {
  test.each([
    ['a second header', [...lines.slice(0, 2), lines[0]!, ...lines.slice(2)], '3:1 M-FILE-1 header.recordIdentifier'],
    ['a header behind records', [lines[1]!, lines[0]!, ...lines.slice(2)], '2:1 M-FILE-1 header.recordIdentifier'],
    ['two trailers', [...lines, lines.at(-1)!], '6:1 M-FILE-1 trailer.recordIdentifier'],
    ['a record behind the trailer', [...lines.slice(0, 3), lines[4]!, lines[3]!], '5:1 M-FILE-1 .'],
  ])('%s', (_name, given, expected) => {
    expect(errorsOf(check(fileOf(given)))).toEqual([expected])
  })
})

function framesOf(text: string, separator: '\n' | '\r' | null, sizes: number[]): Frame[] {
  const frames: Frame[] = []
  const framer = createFramer(separator, (frame) => frames.push(frame))
  let at = 0
  for (let i = 0; at < text.length; i++) {
    const size = sizes.length === 0 ? text.length : sizes[i % sizes.length]!
    framer.push(text.slice(at, at + size))
    at += size
  }
  framer.end()
  return frames
}

const piece = fc.oneof(
  fc.constantFrom(...lines, ...lines.map(blocked), '\n', '\r\n', ' ', 'J1', '0426', '\0', 'X'.repeat(30_000)),
  fc.string({ unit: fc.nat(255).map((code) => String.fromCharCode(code)), maxLength: 600 }),
)

test('every byte of anything is in exactly one frame, in its order, whatever the chunks', () => {
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }),
      fc.constantFrom('\n' as const, '\r' as const, null),
      fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 1, maxLength: 4 }),
      (pieces, separator, sizes) => {
        const text = pieces.join('')
        const frames = framesOf(text, separator, sizes)
        expect(frames.map(({ before, text, after }) => before + text + after).join('')).toBe(text)
        let offset = 0
        for (const frame of frames) {
          expect(frame.offset).toBe(offset)
          expect(frame.before.length + frame.text.length + frame.after.length).toBeGreaterThan(0)
          if (frame.part === 'WHOLE') expect(frame.text.length).toBeLessThanOrEqual(longestRecord)
          offset += frame.before.length + frame.text.length + frame.after.length
        }
        const whole = framesOf(text, separator, [])
        const told = (each: Frame[]) => each.filter(({ part }) => part === 'WHOLE')
        expect(told(frames)).toEqual(told(whole))
      },
    ),
    { numRuns: 300, seed: 7 },
  )
})
