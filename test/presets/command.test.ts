/** `npm run preset`, as a process: what it prints and how it ends. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { executeOperation } from '../../server/operations/runner.ts'
import { impactWorker } from '../../server/presets/impact.ts'
import { fakePreset } from '../support/fakePlugin.ts'
import { nameless, quarantineLoan } from '../support/quarantined.ts'
import { loansOf, seed } from '../support/seed.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const root = resolve(import.meta.dirname, '../..')
const shipped = 'plugins/loanpro/presets/loanpro-metro2.yaml'
let folder: string
let server: TestServer

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'presets-'))
  server = await startTestServer({ workers: [impactWorker] })
  const seeded = await seed(server.app, server.lender.id, loansOf(3))
  await quarantineLoan(server.app, server.lender.id, seeded, nameless(77))
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await server.close()
})

function run(args: string[], env: Record<string, string> = {}) {
  const own = { PATH: process.env.PATH ?? '', M2_URL: server.url, M2_KEY: server.lender.keys.ANALYST, ...env }
  return new Promise<{ code: number; out: string[]; error: string }>((done) => {
    const options = { cwd: root, env: own }
    const child = execFile(process.execPath, ['scripts/preset.ts', ...args], options, (_error, out, error) => {
      done({ code: child.exitCode ?? -1, out: out.split('\n').filter(Boolean), error })
    })
  })
}

function file(name: string, text: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('check', () => {
  it('the shipped preset is clean', async () => {
    expect(await run(['check', shipped])).toEqual({ code: 0, out: [], error: '' })
  })

  it('one line a problem, with the place', async () => {
    const path = file('mistaken.yaml', 'preset: x\ntitle: X\nlanguage: 1\nsource: loanpr\naccount: []\nhints: y\n')
    const { code, out } = await run(['check', path])
    expect(code).toBe(1)
    expect(out).toContain(`${path}:4:9 WRONG_SOURCE There is no such source plugin. (Installed: loanpro, csv.)`)
    expect(out.length).toBeGreaterThan(3)
    for (const line of out) expect(line).toMatch(/^\/.+\.yaml:\d+:\d+ [A-Z_]+ \S.*$/)
  })

  it('Windows line ends move no place; of several files each is checked, and the worst counts', async () => {
    const text = 'preset: x\r\ntitle: X\r\nlanguage: 1\r\nsource: loanpro\r\nhints: y\r\n'
    const path = file('windows.yaml', text)
    const { code, out, error } = await run(['check', join(folder, 'none.yaml'), path, shipped])
    expect(code).toBe(2)
    expect(error).toMatch(/none\.yaml: there is no such file/)
    expect(out.some((line) => line.startsWith(`${path}:5:1 UNKNOWN_KEY `))).toBe(true)
    expect(out.every((line) => line.startsWith(`${path}:`))).toBe(true)
    expect((await run(['check', shipped, path])).code).toBe(1)
  })

  it('what cannot be read ends with 2', async () => {
    expect(await run(['check', join(folder, 'none.yaml')])).toMatchObject({
      code: 2,
      error: expect.stringMatching(/no such file/),
    })
    expect(await run(['check', folder])).toMatchObject({ code: 2, out: [] })
    const latin = file('latin.yaml', Buffer.from([0x61, 0xe9]))
    expect(await run(['check', latin])).toMatchObject({ code: 2, error: expect.stringMatching(/UTF-8/) })
    for (const args of [[], ['check'], ['format', shipped], ['check', shipped, '--loud']]) {
      expect((await run(args)).code).toBe(2)
    }
  })
})

const car = fakePreset
  .replace("accountType: { value: '01' }", "accountType: { value: '00' }")
  .replace('fake-metro2', 'core')

describe('against a running server', () => {
  it('diff names what the file says differently', async () => {
    const { code, out } = await run(['diff', file('car.yaml', car)])
    expect(code).toBe(1)
    expect(out).toEqual([
      ...['CHANGED preset', '  - fake-metro2', '  + core'],
      ...['CHANGED account.accountType', '  - { value: 01 }', '  + { value: 00 }'],
    ])
    expect(await run(['diff', file('same.yaml', fakePreset), '--preset', 'core'])).toEqual({
      code: 0,
      out: [],
      error: '',
    })
    expect(await run(['diff', file('same.yaml', fakePreset)])).toMatchObject({
      code: 2,
      error: expect.stringMatching(/--preset/),
    })
  })

  it('preview shows loans before and now', async () => {
    const { code, out } = await run(['preview', file('car.yaml', car), '--sample', '1'])
    expect(code).toBe(0)
    // The seeded finding is none that a rule would make, and the other way about.
    expect(out).toEqual([
      ...['F-1: REPORTABLE, 1 field changes', '  base.accountType: 01 -> 00'],
      ...['  new findings: G-ID-2', '  findings gone: TEST-RULE'],
    ])
    const wrong = await run(['preview', file('wrong.yaml', car.replace('from: number', 'from: numbr'))])
    expect(wrong.code).toBe(1)
    expect(wrong.out).toEqual([expect.stringMatching(/wrong\.yaml:6:\d+ UNKNOWN_PATH .*did you mean number/)])
  })

  it('impact counts what would change on all loans', async () => {
    const answer = run(['impact', file('car.yaml', car)])
    await vi.waitFor(() => expect(server.app.dispatched).toHaveLength(1), 20_000)
    await executeOperation(server.app, server.lender.id, server.app.dispatched[0]!, 'w')
    const { code, out, error } = await answer
    expect(error).toBe('')
    expect(code).toBe(1)
    expect(out[0]).toBe('3 loans: 3 change, 0 would be rejected')
    expect(out).toContain('       3  base.accountType')
    // The finding of TEST-RULE was put there by hand: it goes whichever text is published.
    expect(out).not.toContain('       3  TEST-RULE')
    expect(out[1]).toBe('3 change whichever version is published: their records are older than what they depend on')
    expect(out).toContain('1 in quarantine: 0 would be mapped')
    expect(out.slice(-2)).toEqual(['still in quarantine for:', '       1  MISSING people.last'])
    const wrong = await run(['impact', file('wrong.yaml', car.replace('from: number', 'from: numbr'))])
    expect(wrong).toMatchObject({ code: 1, out: [expect.stringMatching(/wrong\.yaml:6:\d+ UNKNOWN_PATH/)] })
    expect(await run(['impact', file('other.yaml', car), '--preset', 'none'])).toMatchObject({ code: 2, out: [] })
  })

  it('a server or key that is not there, a number that is none', async () => {
    const path = file('car.yaml', car)
    expect(await run(['diff', path], { M2_KEY: '' })).toMatchObject({ code: 2, error: expect.stringMatching(/M2_KEY/) })
    expect(await run(['diff', path], { M2_KEY: 'm2k_wrong' })).toMatchObject({ code: 2, out: [] })
    expect((await run(['diff', path], { M2_URL: 'http://127.0.0.1:1' })).code).toBe(2)
    expect(await run(['preview', path, '--sample', 'x'])).toMatchObject({
      code: 2,
      error: expect.stringMatching(/whole number/),
    })
    expect(await run(['preview', path, '--sample', '50'])).toMatchObject({
      code: 2,
      error: expect.stringMatching(/1 to 20/),
    })
  })
})

it('the schema of the language stands at a URL, for everybody', async () => {
  const answer = await fetch(`${server.url}/preset-schema.json`)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toMatch(/^application\/schema\+json/)
  expect(await answer.json()).toMatchObject({
    title: 'Metro 2 mapping preset',
    required: expect.arrayContaining(['account']),
  })
})
