/** Written again, a file is what it was; cleaned, it is what the format wants. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFileCheck } from '../../../server/metro2/reader/check.ts'
import { createNormalizer, createRewriter, type RewriteTotals } from '../../../server/metro2/reader/rewrite.ts'
import { sharedText } from '../shared.ts'
import { j1, record } from '../support.ts'
import { bytesOf, check, errorsOf, fileOf, linesOf, today, withField } from './support.ts'

interface Again {
  text: string
  totals: RewriteTotals
}

function again(text: string, make: typeof createRewriter, size = 65_536): Again {
  const pieces: string[] = []
  const rewriter = make((piece) => void pieces.push(piece))
  const run = createFileCheck({
    today,
    onFinding() {},
    onLine: (line) => rewriter.take(line, run.recognized()!.mark),
  })
  const bytes = bytesOf(text)
  for (let at = 0; at < bytes.length; at += size) run.push(bytes.subarray(at, at + size))
  run.end()
  rewriter.end()
  return { text: pieces.join(''), totals: rewriter.totals() }
}

const lines = linesOf()
const good = fileOf(lines)

describe('as it was', () => {
  const odd = withField(lines, 1, 'base', 'reserved', 'A'.padStart(17))
  test.each([
    ['a file of our own', good],
    ['CR LF', fileOf(lines, '\r\n')],
    ['no line end at the end', lines.join('\n')],
    ['blocks with descriptor words', lines.map((line) => `0${line.length + 4}${line}`).join('')],
    ['blanks and empty lines', `${fileOf(lines.map((line) => `${line}  `))}\n\n`],
    ['a byte order mark', `\xef\xbb\xbf${good}`],
    ['reserved bytes', fileOf(odd)],
    ['numbers that are none', fileOf(withField(lines, 1, 'base', 'currentBalance', '   -12.50'))],
    ['days that are none', fileOf(withField(lines, 1, 'base', 'dateOpened', '02302026'))],
    ['lower case and bytes outside ASCII', fileOf(withField(lines, 1, 'base', 'surname', 'd\xf6e'))],
    [
      'text in UTF-8',
      Buffer.from(fileOf(withField(lines, 1, 'base', 'surname', 'NU\xd1EZ')), 'utf8').toString('latin1'),
    ],
    ['wrong descriptor words', fileOf(lines.map((line) => `0006${line.slice(4)}`))],
    ['no descriptor words', fileOf(lines.map((line) => line.slice(4)))],
    ['a line that cannot be read', fileOf([...lines.slice(0, 2), 'RUBBISH', ...lines.slice(2)])],
    ['a line too long', fileOf([...lines.slice(0, 2), 'Z'.repeat(200_000), ...lines.slice(2)])],
    ['segments out of order', fileOf(lines.with(1, `0560${lines[1]!.slice(4)}${'K2'.padEnd(34)}${'J1'.padEnd(100)}`))],
  ])('%s', (_name, text) => {
    for (const size of [500, 65_536]) expect(again(text, createRewriter, size).text).toBe(text)
  })

  test('what was kept is counted', () => {
    expect(again(good, createRewriter).totals).toEqual({ written: 5, adapted: 0, fields: 0, copied: 0 })
    expect(again(fileOf([...odd, 'RUBBISH']), createRewriter).totals).toEqual({
      written: 4,
      adapted: 1,
      fields: 1,
      copied: 1,
    })
  })

  test('whatever bytes are changed in a good file', () => {
    const change = fc.tuple(fc.nat(good.length - 1), fc.nat(255))
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
        const bytes = bytesOf(good)
        for (const [at, value] of changes) bytes[at] = value
        const text = bytes.toString('latin1')
        expect(again(text, createRewriter).text).toBe(text)
      }),
      { numRuns: 200, seed: 3 },
    )
  })
})

const archive = 'fixtures/metro2/cfpb/m2_2k_lines_deidentified.TXT.zip'

/** The only file of a zip archive. */
function unzip(zip: Buffer): string {
  const directory = zip.readUInt32LE(zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1')) + 16)
  const size = zip.readUInt32LE(directory + 20)
  const local = zip.readUInt32LE(directory + 42)
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
  return inflateRawSync(zip.subarray(start, start + size)).toString('latin1')
}

describe.skipIf(sharedText(archive) === null)('a real file of 2,000 lines (skips without ../shared)', () => {
  const real = unzip(readFileSync(resolve(import.meta.dirname, '../../../../shared', archive)))

  test('comes back byte for byte; all but few records by their values alone', () => {
    const { text, totals } = again(real, createRewriter)
    expect(text === real).toBe(true)
    // 39 transaction types of the old guide in the base, 13 in J1 and J2; a negative amount; a wrong word; the masked header.
    expect(totals).toEqual({ written: 1954, adapted: 45, fields: 54, copied: 1 })
  })

  test('cleaned, its words are true and its trailer adds up; the line that cannot be read stays', () => {
    const { text } = again(real, createNormalizer)
    const rules = new Set(check(text, { today: '2019-02-05' }).findings.map(({ rule }) => rule))
    expect(rules.has('G-TRL-1')).toBe(false)
    expect(text.split('\n')[1]).toBe(real.split('\n')[1])
    expect(check(text, { today: '2019-02-05' }).totals).toMatchObject({ records: 1997, unreadable: 1 })
  })
})

describe('cleaned', () => {
  const cleaned = (text: string) => again(text, createNormalizer).text

  test.each([
    ['a good file stays', good],
    ['blocks become lines', lines.map((line) => `0${line.length + 4}${line}`).join('')],
    ['blanks and empty lines go', `\xef\xbb\xbf${fileOf(lines.map((line) => `${line}  `))}\n\n`],
    ['descriptor words become true', fileOf(lines.map((line) => `0006${line.slice(4)}`))],
    ['missing words are written', fileOf(lines.map((line) => line.slice(4)))],
    ['reserved bytes become blank', fileOf(withField(lines, 1, 'base', 'reserved', 'A'.padStart(17)))],
    ['lower case is raised', fileOf(withField(lines, 1, 'base', 'surname', 'doe'))],
    ['a missing trailer is written', fileOf(lines.slice(0, -1))],
    ['counters are counted', fileOf(withField(lines, 4, 'trailer', 'totalStatusCode11', '000000009'))],
    ['empty segments go', fileOf(lines.with(1, `0526${lines[1]!.slice(4)}${'J1'.padEnd(100)}`))],
  ])('%s', (_name, text) => {
    expect(cleaned(text)).toBe(good)
  })

  test('CR LF stays', () => expect(cleaned(fileOf(lines, '\r\n'))).toBe(fileOf(lines, '\r\n')))

  test('numbers that are none become zeros', () => {
    const text = cleaned(fileOf(withField(lines, 1, 'base', 'currentBalance', '   -12.50')))
    expect(text.split('\n')[1]!.slice(154, 163)).toBe('000000000')
  })

  test('segments come into their order', () => {
    const joint = record({ ecoaCode: '2' }, [j1({ ecoaCode: '2' })])
    joint.k4 = {
      specializedPaymentIndicator: 1,
      deferredPaymentStartDate: null,
      balloonPaymentDueDate: '2028-01-10',
      balloonPaymentAmount: 1000,
    }
    const right = linesOf([joint])
    const swapped = right.with(1, right[1]!.slice(0, 426) + right[1]!.slice(526) + right[1]!.slice(426, 526))
    expect(cleaned(fileOf(swapped))).toBe(fileOf(right))
  })

  test('a record with a segment that nobody knows is copied, not cut', () => {
    const unknown = `0460${lines[1]!.slice(4)}X9${' '.repeat(31)}Z`
    expect(cleaned(fileOf(lines.with(1, unknown))).split('\n')[1]).toBe(unknown)
  })

  test('what is cleaned needs no cleaning', () => {
    const change = fc.tuple(fc.nat(good.length - 1), fc.nat(255))
    fc.assert(
      fc.property(fc.array(change, { maxLength: 5 }), (changes) => {
        const bytes = bytesOf(good)
        for (const [at, value] of changes) bytes[at] = value
        const once = cleaned(bytes.toString('latin1'))
        expect(cleaned(once)).toBe(once)
      }),
      { numRuns: 200, seed: 5 },
    )
  })

  test('a cleaned file has no fault of form', () => {
    const messy = fileOf(
      lines.map((line) =>
        `0006${line.slice(4)}  `.toLowerCase().replace(/header|trailer|[jk][12]/g, (each) => each.toUpperCase()),
      ),
    )
    const form = errorsOf(check(cleaned(messy))).filter((told) => /G-(LEN|ORD|CHAR|TRL)/.test(told))
    expect(form).toEqual([])
  })
})
