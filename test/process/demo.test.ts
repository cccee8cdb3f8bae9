/** `npm run demo`, as somebody who tries the project for the first time runs it, and what may come in between. */
import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { findDataFolderOwner } from '../../server/dataFolder.ts'
import { createTrailerCounter } from '../../server/metro2/file.ts'
import { ask } from '../support/server.ts'
import { readExtract } from './extract.ts'
import { cleanUp, freshPath, preparedFolder, root, run } from './support.ts'

// Several processes a test, on machines that may have others at work.
vi.setConfig({ testTimeout: 120_000 })

afterEach(cleanUp)

const today = '2026-06-30'
const demo = (dataDir: string, ...args: string[]) =>
  run('scripts/demo/main.ts', ['--loans', '40', '--today', today, '--data', dataDir, ...args], {}, { group: true })

const keys = [
  ...['loans', 'records', 'unchanged', 'held', 'excluded', 'quarantined', 'errors', 'warnings', 'infos', 'events'],
  ...['seconds', 'recordsPerSecond', 'file'],
]

/** The whole of a run with `--once`: what it said, and its last line as data. */
async function once(dataDir: string, ...args: string[]) {
  const process = demo(dataDir, '--once', ...args)
  const { code } = await process.exit
  expect(process.stderr()).toBe('')
  expect(code).toBe(0)
  const lines = process.stdout().trimEnd().split('\n')
  const result = JSON.parse(lines.at(-1)!) as Record<string, number> & { file: string }
  return { text: process.stdout(), result, extract: await readFile(resolve(root, result.file), 'utf8') }
}

test('once, later, and later on the same day: tables, a TEST extract, and a line for programs', async () => {
  const dataDir = await freshPath()
  const first = await once(dataDir)
  expect(Object.keys(first.result)).toEqual(keys)
  const { loans, records, held, excluded, seconds } = first.result
  expect(loans).toBeGreaterThanOrEqual(35)
  expect(first.result).toMatchObject({ records: loans, unchanged: 0, quarantined: 0 })
  expect(seconds).toBeGreaterThan(0)
  expect(first.text).toContain(`Sync as of ${today}`)
  expect(first.text).toContain(`${loans} new, 0 changed, 0 unchanged`)
  for (const title of ['Records by account status', 'Excluded by reason', 'Validation errors by rule'])
    expect(first.text).toContain(title)
  expect(first.text).toMatch(new RegExp(`${loans} of ${loans} loans \\(100 %\\)`))

  const read = readExtract(first.extract)
  expect(read.problems).toEqual([])
  expect(read.lines.map((line) => line.length)).toEqual(read.lines.map((line) => Number(line.slice(0, 4))))
  expect(read.header).toMatchObject({ activityDate: today, reporterName: expect.stringMatching(/^TEST /) })
  expect(read.records).toHaveLength(records! - held! - excluded!)
  const counter = createTrailerCounter()
  for (const record of read.records) counter.add(record)
  expect(read.trailer).toMatchObject(counter.totals())
  expect((await stat(resolve(root, first.result.file))).mode & 0o777).toBe(0o600)

  const second = await once(dataDir)
  expect(second.text).toContain('today 2026-07-30 (30 days later)')
  expect(second.result.unchanged).toBeGreaterThan(0)
  expect(second.text).toContain(`${second.result.unchanged} unchanged`)
  expect(readExtract(second.extract).header.activityDate).toBe('2026-07-30')
  // Nobody paid meanwhile, or everybody did: either way the portfolio says something else.
  expect(second.extract).not.toBe(first.extract)

  const third = await once(dataDir, '--days', '0')
  expect(third.text).toContain('Sync as of 2026-07-30')
  expect(third.result).toMatchObject({ loans: second.result.loans, unchanged: second.result.loans })
  expect(third.extract).toBe(second.extract)
})

describe('options that are wrong: what, the usage, and exit code 1', () => {
  test.each([
    [['--loans', 'many'], '--loans many is not a whole number'],
    [['--loans', '0'], '--loans 0 is not a whole number from 1'],
    [['--days=-1'], '--days -1 is not a whole number from 0'],
    [['--today', '2026-02-30'], '--today 2026-02-30 is not a date'],
    [['--today', '30.06.2026'], '--today 30.06.2026 is not a date'],
    [['--sed', '7'], '--sed'],
    [['more'], 'more'],
  ])('%j', async (args, said) => {
    const process = run('scripts/demo/main.ts', args)
    expect(await process.exit).toEqual({ code: 1, signal: null })
    expect(process.stdout()).toBe('')
    const [first, ...rest] = process.stderr().trimEnd().split('\n')
    expect(first).toContain(said)
    expect(rest).toEqual([expect.stringMatching(/^usage: npm run demo/)])
  })

  test('another portfolio than the one in the folder', async () => {
    const dataDir = await preparedFolder()
    await once(dataDir)
    const process = run('scripts/demo/main.ts', ['--once', '--loans', '41', '--data', dataDir])
    expect(await process.exit).toEqual({ code: 1, signal: null })
    expect(process.stderr()).toMatch(/^--loans 41: the demo in .* began with 40\. .*--data.*\n$/)
  })
})

test('without --once it stays up with its URL and key, and ends as a whole when told to', async () => {
  const dataDir = await preparedFolder()
  const process = demo(dataDir)
  const url = await process.says((stdout) => /The server stays up: (\S+)\/graphql/.exec(stdout)?.[1])
  const key = await process.says((stdout) => /API key: (\S+)/.exec(stdout)?.[1])
  const answer = await ask(url, key, '{ metro2Records { totalCount } }')
  expect(answer.data.metro2Records.totalCount).toBeGreaterThan(0)
  expect(await process.kill('SIGINT')).toEqual({ code: 0, signal: null })
  expect(process.stderr()).toBe('')
  expect(findDataFolderOwner(dataDir)).toBeNull()
  await expect(fetch(`${url}/health`)).rejects.toThrow()
})

describe('a demo that was ended in the middle goes on the next time', () => {
  test.each<[string, (text: string) => boolean, string]>([
    ['while the server was starting', (text: string) => text.includes('LoanPro sandbox tenant: '), 'Server: '],
    ['when the server was up', (text: string) => text.includes('Server: '), 'Server: '],
    ['when the sync had begun', (text: string) => text.includes('Sync as of '), 'cut off the last time'],
  ])('%s', async (_when, reached, said) => {
    const dataDir = await preparedFolder()
    const first = demo(dataDir, '--once', '--loans', '400')
    await first.says((stdout) => reached(stdout))
    expect((await first.kill('SIGTERM')).signal).toBeNull()
    expect(findDataFolderOwner(dataDir)).toBeNull()
    const { result, text } = await once(dataDir, '--loans', '400')
    expect(text).toContain(said)
    expect(result).toMatchObject({ quarantined: 0, records: result.loans })
  })
})
