/** What is no Metro 2 file is refused by its name, before anything else is read of it. */
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { sharedText } from '../shared.ts'
import { check, fileOf, linesOf } from './support.ts'

const good = fileOf(linesOf())
const wide = Buffer.from(good, 'utf16le').toString('latin1')

describe('refused', () => {
  test.each([
    ['an empty file', '', 'EMPTY', 'empty'],
    ['nothing but blanks', ' \r\n\n \x1a', 'EMPTY', 'nothing but blanks'],
    ['a zip archive', 'PK\x03\x04\x14\0', 'OTHER_FORMAT', 'zip archive'],
    ['a gzip file', gzipSync(good).toString('latin1'), 'OTHER_FORMAT', 'gzip'],
    ['a PDF', '%PDF-1.7\n', 'OTHER_FORMAT', 'PDF'],
    ['JSON', '{"header":{}}', 'OTHER_FORMAT', 'JSON'],
    ['XML', '<file/>', 'OTHER_FORMAT', 'XML'],
    ['UTF-16 with a mark', `\xff\xfe${wide}`, 'OTHER_FORMAT', 'UTF-16'],
    ['UTF-16 without a mark', wide, 'OTHER_FORMAT', 'UTF-16'],
    ['EBCDIC', `\xf0\xf4\xf2\xf6\xc8\xc5\xc1\xc4\xc5\xd9${'\x40'.repeat(416)}`, 'OTHER_FORMAT', 'EBCDIC'],
    ['a packed header', `\x01\x6e\0\0HEADER${' '.repeat(356)}`, 'PACKED', 'packed'],
    ['a packed header in a block', `\x01\x72\0\0\x01\x6e\0\0HEADER${' '.repeat(356)}`, 'PACKED', 'packed'],
    ['a table', 'account;balance\r\n1;2\r\n', 'NOT_METRO2', 'no'],
    ['NUL bytes', '\0'.repeat(5_000), 'NOT_METRO2', 'no'],
    ['a header alone', `${linesOf()[0]}\n`, 'NOT_METRO2', 'no account record'],
    ['one line without end', 'X'.repeat(200_000), 'NOT_METRO2', 'no'],
  ])('%s', (_name, text, code, words) => {
    for (const size of [3, 65_536]) {
      const checked = check(text, { size })
      expect(checked.refusal).toMatchObject({ code })
      expect(checked.refusal!.message).toContain(words)
      expect(checked.refusal!.fix).not.toBe('')
    }
  })
})

test('a byte order mark is told, and the file is read', () => {
  const checked = check(`\xef\xbb\xbf${good}`)
  expect(checked.totals.records).toBe(3)
  expect(checked.findings.map(({ rule, message }) => [rule, message.includes('byte order mark')])).toEqual([
    ['G-CHAR-1', true],
  ])
})

const crashers = [
  '095fc33da8989029f8de95581227c9408d15eed6',
  '0a80c2ffa71f7b3655f5f50f3e72ff28e4ef092f',
  '10c935414cdc13f9358b71f97c819e455cc01ace',
  '616e90a06df85c12530b6d9f48b83562b3ff9fe8',
].map((name) => [name, sharedText(`fixtures/metro2/moov/crashers/${name}`)] as const)

describe.skipIf(crashers[0]![1] === null)('files that crashed another reader (skip without ../shared)', () => {
  test.each(crashers)('%s is refused', (_name, text) => {
    for (const size of [1, 100, 65_536]) expect(check(text!, { size }).refusal).not.toBeNull()
  })

  test('packed files by name', () => {
    expect(check(sharedText('fixtures/metro2/moov/packed_file.dat')!).refusal?.code).toBe('PACKED')
  })
})

const examples: [string, number, number][] = [
  ['moov/unpacked_fixed_file.dat', 1, 0],
  ['moov/unpacked_fixed_request.dat', 1, 0],
  ['moov/unpacked_variable_file.dat', 1, 0],
  ['cfpb/m2_file_small.txt', 3, 0],
  ['cfpb/m2_file_small_no_header.txt', 3, 0],
  ['cfpb/m2_file_small_with_error.txt', 2, 1],
  ['cfpb/m2_file_bad_header.txt', 3, 0],
  ['cfpb/m2_extra_extra_segments.txt', 3, 0],
  ['cfpb/small_after_normalization.txt', 3, 0],
  ['ours-two-records-valid-both.dat', 2, 0],
]

describe.skipIf(sharedText('fixtures/metro2/README.md') === null)('files of others (skip without ../shared)', () => {
  test.each(examples)('%s has %i records, and %i lines cannot be read', (path, records, unreadable) => {
    const checked = check(sharedText(`fixtures/metro2/${path}`)!)
    expect(checked.refusal).toBeNull()
    expect(checked.totals).toMatchObject({ records, unreadable })
  })

  test('empty segments are none', () => {
    const { lines, findings } = check(sharedText('fixtures/metro2/cfpb/m2_extra_extra_segments.txt')!)
    const records = lines.flatMap(({ record }) => (record === null ? [] : [record]))
    expect(records.map(({ j1, j2, k1, n1 }) => [j1.length, j2.length, k1, n1])).toEqual(
      Array(3).fill([0, 0, undefined, undefined]),
    )
    expect(
      findings.filter(({ segment }) => segment !== 'base' && segment !== 'header' && segment !== 'trailer'),
    ).toEqual([])
  })
})
