import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DelimiterName, delimiters, openTable, type Row, type TableSettings } from '../../plugins/csv/rows.ts'
import { fileOf, tableOf } from './support.ts'

const auto: TableSettings = { delimiter: 'auto', encoding: 'auto' }

async function read(content: string | Uint8Array, settings: Partial<TableSettings> = {}, pieceBytes = 7) {
  const file = fileOf(content, null, pieceBytes)
  const table = await openTable(() => file.read(), { ...auto, ...settings })
  const rows: Row[] = []
  for await (const row of table.rows()) rows.push(row)
  return { ...table, rows, cells: rows.map(({ cells }) => cells), lines: rows.map(({ line }) => line) }
}

const failure = (content: string | Uint8Array, settings: Partial<TableSettings> = {}) =>
  read(content, settings).then(
    () => null,
    (error: unknown) => error as { code: string; message: string; hint: string },
  )

/** Any text that a cell can hold; UTF-8 has no lone surrogates. */
const cell = fc
  .array(
    fc.oneof(
      fc.constantFrom('"', ',', ';', '\t', '|', '\n', '\r\n', '\r', ' ', 'é', '€', '語', '"a"', '12', '=1+1'),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join('').replaceAll('\u0000', ''))

describe('any table comes back as it was written', () => {
  const tables = fc.integer({ min: 2, max: 6 }).chain((width) =>
    fc.record({
      rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }),
      width: fc.constant(width),
      delimiter: fc.constantFrom(...(Object.keys(delimiters) as DelimiterName[])),
      newline: fc.constantFrom('\n', '\r\n', '\r'),
      quoted: fc.boolean(),
      pieceBytes: fc.integer({ min: 1, max: 64 }),
      mark: fc.boolean(),
    }),
  )

  test('cells, with whatever stands in them, in pieces cut anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(tables, async ({ rows, width, delimiter, newline, quoted, pieceBytes, mark }) => {
        const header = Array.from({ length: width }, (_, index) => `column ${index}`)
        const text = tableOf([header, ...rows], { delimiter: delimiters[delimiter], newline, quoted })
        const found = await read(`${mark ? '\ufeff' : ''}${text}`, { delimiter, encoding: 'utf-8' }, pieceBytes)
        expect(found.header).toEqual(header)
        expect(found.cells).toEqual(rows)
      }),
      { numRuns: 150 },
    )
  })

  test('the line of each row is where it begins', async () => {
    await fc.assert(
      fc.asyncProperty(tables, async ({ rows, width, delimiter, newline }) => {
        const header = Array.from({ length: width }, (_, index) => `column ${index}`)
        const text = tableOf([header, ...rows], { delimiter: delimiters[delimiter], newline, quoted: true })
        const { lines } = await read(text, { delimiter, encoding: 'utf-8' })
        const breaks = (part: string) => part.split(/\r\n|\n|\r/).length - 1
        const expected = rows.map((_, at) =>
          [...rows.slice(0, at)].reduce((line, row) => line + 1 + row.reduce((sum, each) => sum + breaks(each), 0), 2),
        )
        expect(lines).toEqual(expected)
      }),
      { numRuns: 100 },
    )
  })

  test('in Windows-1252 what that encoding can hold', async () => {
    const text = 'Number,Name\r\n1,"Zoë “Ann” Núñez – €5"\r\n'
    const bytes = Buffer.from(
      text.replaceAll('“', '\x93').replaceAll('”', '\x94').replaceAll('–', '\x96').replaceAll('€', '\x80'),
      'latin1',
    )
    expect(await read(bytes)).toMatchObject({
      encoding: 'windows-1252',
      cells: [['1', 'Zoë “Ann” Núñez – €5']],
    })
  })
})

describe('how a file is written is found out', () => {
  test.each([
    [',', 'comma'],
    [';', 'semicolon'],
    ['\t', 'tab'],
    ['|', 'pipe'],
  ])('%j', async (delimiter, name) => {
    const rows = [
      ['Number', 'Name', 'Amount'],
      ['1', 'Reyes, Ana; Jr. | x', '1,234.56'],
      ['2', 'Doe, John', '12.00'],
    ]
    expect(await read(tableOf(rows, { delimiter }))).toMatchObject({ delimiter: name, cells: rows.slice(1) })
  })

  test.each([
    ['UTF-16 little endian', 'utf-16le', [0xff, 0xfe], (text: string) => Buffer.from(text, 'utf16le')],
    ['UTF-16 big endian', 'utf-16be', [0xfe, 0xff], (text: string) => Buffer.from(text, 'utf16le').swap16()],
    ['UTF-8', 'utf-8', [0xef, 0xbb, 0xbf], (text: string) => Buffer.from(text)],
  ])('%s by its mark', async (_, encoding, mark, bytes) => {
    const content = Buffer.concat([Buffer.from(mark), bytes('Number\tName\r\n1\tZoë\r\n')])
    expect(await read(content)).toMatchObject({ encoding, header: ['Number', 'Name'], cells: [['1', 'Zoë']] })
  })

  test('bytes that are no UTF-8 far behind the beginning make it Windows-1252', async () => {
    const rows = Array.from({ length: 3_000 }, (_, index) => [String(index), 'plain text of some length'])
    const text = tableOf([['Number', 'Name'], ...rows, ['last', 'Zo\u00eb']])
    const found = await read(Buffer.from(text, 'latin1'), {}, 4_096)
    expect(found.encoding).toBe('windows-1252')
    expect(found.cells.at(-1)).toEqual(['last', 'Zoë'])
  })

  test('a file whose last row has no line break, empty lines between rows, and line breaks of all kinds', async () => {
    expect(await read('A,B\r\n1,2\n\r\n\n3,4\r5,6')).toMatchObject({
      cells: [
        ['1', '2'],
        ['3', '4'],
        ['5', '6'],
      ],
      lines: [2, 5, 6],
    })
  })

  test('a quote inside a text is the text’s own', async () => {
    expect((await read('A,B\n1,12" PIPE\n2,"x"\n')).cells).toEqual([
      ['1', '12" PIPE'],
      ['2', 'x'],
    ])
  })
})

describe('what cannot be read is refused with what to do', () => {
  test.each<[string, string | Uint8Array, string, string]>([
    ['an Excel workbook', Buffer.from('504b030414000600', 'hex'), 'NOT_A_TABLE', 'Excel workbook'],
    ['an old Excel workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'NOT_A_TABLE', 'old Excel workbook'],
    ['a PDF', '%PDF-1.7\n', 'NOT_A_TABLE', 'PDF'],
    ['gzip', Buffer.from('1f8b0800', 'hex'), 'NOT_A_TABLE', 'gzip'],
    ['zero bytes', 'A,B\n1,\u00002\n', 'NOT_A_TABLE', 'zero bytes'],
    ['JSON', ' {"loans": []}', 'NOT_A_TABLE', 'JSON'],
    ['HTML', '<!doctype html>', 'NOT_A_TABLE', 'HTML'],
    ['a Metro 2 file', `0426HEADER  ${' '.repeat(400)}`, 'NOT_A_TABLE', 'Metro 2 file'],
    ['nothing but empty lines', '\r\n\r\n', 'EMPTY_FILE', 'no rows'],
    ['a header that says a name twice', 'Id,Amount, amount \n1,2,3\n', 'DUPLICATE_HEADER', 'columns 2 and 3'],
    ['a quote that is never closed', 'A,B\n1,2\n3,"4\n5,6\n7,8\n', 'OPEN_QUOTE', 'line 3'],
  ])('%s', async (_, content, code, said) => {
    const error = await failure(content)
    expect(error).toMatchObject({ kind: 'SYSTEM', code })
    expect(error!.message).toContain(said)
    expect(error!.hint).not.toBe('')
  })

  test('a row that never ends is not kept in memory', async () => {
    const error = await failure(`A,B\n1,"${'x\n'.repeat(700_000)}`)
    expect(error).toMatchObject({ code: 'OPEN_QUOTE' })
    expect(error!.message).toContain('line 2')
  })

  test('bytes that are not of the encoding that somebody chose: the line is named', async () => {
    const error = await failure(Buffer.from('A,B\n1,Zo\u00eb\n', 'latin1'), { encoding: 'utf-8', delimiter: 'comma' })
    expect(error).toMatchObject({ code: 'WRONG_ENCODING' })
  })
})
