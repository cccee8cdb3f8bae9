/** `npm run check` as people run it. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fileOf, header, linesOf, withField } from '../metro2/reader/support.ts'
import { record } from '../metro2/support.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'check-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const script = new URL('../../scripts/check.ts', import.meta.url).pathname
const place = (name: string) => join(folder, name)

function put(name: string, text: string): string {
  writeFileSync(place(name), text, 'latin1')
  return place(name)
}

function run(args: string[], input?: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    encoding: 'latin1',
    ...(input === undefined ? {} : { input: Buffer.from(input, 'latin1') }),
    maxBuffer: 100_000_000,
  })
  return { status, out: stdout, err: stderr }
}

const day = ['--today', '2026-07-05']
const lines = linesOf()
const wrongLines = withField(lines, 1, 'base', 'portfolioType', 'Q')

describe('ends', () => {
  test('with 0 and the summary where nothing is wrong', () => {
    const { status, out } = run([put('good.txt', fileOf(lines)), ...day])
    expect(status).toBe(0)
    expect(out).toContain('one record a line (LF); 3 records')
    expect(out).toContain('0 errors, 0 warnings, 0 remarks.')
  })

  test('with 1 where something is', () => {
    const { status, out } = run([put('wrong.txt', fileOf(wrongLines)), ...day])
    expect(status).toBe(1)
    expect(out).toMatch(/wrong\.txt:2:73 ERROR /)
    expect(out).toMatch(/\n {2}rule +severity +findings +first line +about\n/)
    expect(out).toMatch(/\n +when: .*\([0-9]+[AB]?\).*\.\n/)
  })

  test.each([
    ['a file that is not there', () => [place('nowhere.txt')], 'there is no such file'],
    ['a folder', () => [folder], 'it is a directory'],
    ['an archive', () => [put('a.zip', 'PK\x03\x04')], 'zip archive'],
    ['no file', () => [], 'Usage:'],
    ['an option that is none', () => ['x', '--nonsense'], 'Usage:'],
    ['a format that is none', () => ['x', '--format', 'pdf'], '--format must be one of'],
    ['a day that is none', () => ['x', '--today', '2026-02-30'], '--today must be a date'],
    ['cleaning into nothing', () => ['x', '--normalize'], '--normalize needs --rewrite'],
    ['a previous file that is none', () => [put('g.txt', fileOf(lines)), '--previous', put('e.txt', '')], 'empty'],
    [
      'a file that cannot be written',
      () => [put('i.txt', fileOf(lines)), '--rewrite', join(folder, 'no', 'x')],
      'no such file',
    ],
    ['writing over the file', () => [put('h.txt', fileOf(lines)), '--rewrite', place('h.txt')], 'being read'],
  ])('with 2 for %s', (_name, args, words) => {
    const { status, out, err } = run(args())
    expect([status, out]).toEqual([2, ''])
    expect(err).toContain(words)
  })

  test('one file that cannot be read stops no other', () => {
    const { status, out } = run([put('none.txt', ''), put('good.txt', fileOf(lines)), ...day])
    expect(status).toBe(2)
    expect(out).toContain('3 records')
  })
})

test('jsonl has findings alone on standard output', () => {
  const { status, out, err } = run([put('wrong.txt', fileOf(wrongLines)), ...day, '--format', 'jsonl'])
  expect(status).toBe(1)
  for (const line of out.trimEnd().split('\n')) {
    expect(Object.keys(JSON.parse(line))).toEqual([
      'rule',
      'severity',
      'line',
      'account',
      'segment',
      'field',
      'column',
      'value',
      'message',
    ])
  }
  expect(err).toContain('3 records')
})

test('csv has a head, and a row a finding', () => {
  const { out } = run([put('wrong.txt', fileOf(wrongLines)), ...day, '--format', 'csv'])
  expect(out).toMatch(/^rule,severity,line,account,segment,field,column,value,message,fix\r\n/)
})

test('standard input', () => {
  expect(run(['-', ...day], fileOf(lines)).out).toContain('-: one record a line (LF); 3 records')
})

test('help', () => {
  expect(run(['--help'])).toMatchObject({ status: 0, out: expect.stringContaining('Usage:') })
})

test('the month before', () => {
  const may = { ...header, activityDate: '2026-05-31', dateCreated: '2026-06-01' }
  const before = linesOf([record({ dateOpened: '2026-01-09' }), record({ consumerAccountNumber: 'GONE1' })], may)
  const args = [put('june.txt', fileOf(lines)), '--previous', put('may.txt', fileOf(before)), ...day]
  const { status, out, err } = run([...args, '--format', 'jsonl'])
  const rules = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(status).toBe(1)
  expect(rules.find(({ rule }) => rule === 'PROG-DateOpen-1')).toMatchObject({ line: 2, account: 'A0001' })
  expect(rules.find(({ rule }) => rule === 'G-COMP-1')).toMatchObject({ line: 0, account: 'GONE1' })
  expect(err).toContain('1 also in the previous file')
})

describe('written again', () => {
  const text = fileOf([
    ...withField(lines, 1, 'base', 'reserved', 'A'.padStart(17)).slice(0, 2),
    'RUBBISH',
    ...lines.slice(2),
  ])

  test('as it was', () => {
    const { status, err } = run([put('in.txt', text), ...day, '--rewrite', place('out.txt')])
    expect(status).toBe(1)
    expect(readFileSync(place('out.txt'), 'latin1')).toBe(text)
    expect(err).toContain('1 with 1 fields kept as they were, 1 lines copied')
    // For its owner alone: people's numbers stand in it.
    expect(statSync(place('out.txt')).mode & 0o077).toBe(0)
  })

  test('cleaned', () => {
    run([put('in.txt', text), ...day, '--rewrite', place('clean.txt'), '--normalize'])
    expect(readFileSync(place('clean.txt'), 'latin1')).toBe(
      fileOf([...lines.slice(0, 2), 'RUBBISH', ...lines.slice(2)]),
    )
  })

  test('nothing is left where the file cannot be read', () => {
    run([put('bad.txt', 'PK\x03\x04'), '--rewrite', place('bad-out.txt')])
    expect(readdirSync(folder).filter((name) => name.startsWith('bad-out'))).toEqual([])
  })
})
