import { expect, test } from 'vitest'
import { newApiKey } from '../server/auth/keys.ts'
import { createLog, scrubText } from '../server/log.ts'

function recorder() {
  const lines: string[] = []
  const log = createLog({ level: 'debug', destination: { write: (line: string) => void lines.push(line) } })
  return { log, lines, last: () => JSON.parse(lines.at(-1)!) as Record<string, unknown> }
}

test('a line has a level, a time and its fields', () => {
  const { log, last } = recorder()
  log.info({ runId: 'r1', seen: 12, nested: { list: [1, 'two'] } }, 'batch stored')
  expect(last()).toMatchObject({ level: 'info', runId: 'r1', seen: 12, nested: { list: [1, 'two'] } })
  expect(last()).toMatchObject({ msg: 'batch stored', time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) })
})

test('secrets and personal data are blanked by name, at any depth', () => {
  const { log, lines } = recorder()
  const canary = 'CANARY'
  const fields = {
    request: { headers: { Authorization: canary, cookie: canary }, body: canary },
    authorization: canary,
    'X-Api-Key': canary,
    accessToken: canary,
    webhook_secret: canary,
    databaseUrl: canary,
    loans: [{ customers: [{ ssn: canary, birthDate: canary, date_of_birth: canary }] }],
    raw: canary,
    bytes: Buffer.from(canary),
  }
  log.info(fields, 'x')
  log.child(fields).warn('y')
  log.error(Object.assign(new Error('z'), { detail: canary, code: '23505' }))
  expect(lines).toHaveLength(3)
  expect(lines.join('')).not.toContain(canary)
  expect(lines.join('')).not.toContain(Buffer.from(canary).toString('base64'))
  expect(lines[2]).toContain('23505')
})

test('secrets are blanked by form in texts, messages and errors', () => {
  const { log, lines } = recorder()
  const { key } = newApiKey()
  const secrets = [key, '123-45-6789', '123456789', 'eyJhbGciOi.J9', 'hunter2']
  const text = `${key} 123-45-6789 123456789 Bearer eyJhbGciOi.J9 postgres://app:hunter2@db/metro2`
  log.info({ note: text, deep: { list: [text] } }, text)
  log.error({ err: new Error(text, { cause: new Error(text) }) }, 'failed')
  log.error(new Error(text))
  const all = lines.join('')
  for (const secret of secrets) expect(all).not.toContain(secret)
  expect(all).toContain('postgres://[redacted]@db/metro2')
})

test.each([
  'run 0190a1b2-1234-7abc-8def-123456789012',
  'at 1700000000000 ms',
  '2026-11-21T03:32:52Z',
  'loan 12345678',
  'http://127.0.0.1:4000/graphql',
  '$1,234.56 and 0.123456789',
])('%j is left as it is', (text) => {
  expect(scrubText(text)).toBe(text)
})

test('a cycle and a deep object end', () => {
  const { log, lines } = recorder()
  const loop: Record<string, unknown> = { name: 'loop', big: 12n }
  loop.self = loop
  log.info({ loop }, 'x')
  expect(lines[0]).toContain('[too deep]')
})

test.each(['a', '1', ':', '/', '://a', 'bearer ', 'm2k_', '123-45-'])(
  'a megabyte of %j is scrubbed in one go',
  (part) => {
    const text = part.repeat(Math.ceil(1_000_000 / part.length))
    const began = process.cpuUsage()
    scrubText(text)
    // A pattern that starts over at every letter would take minutes.
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(3_000)
  },
)
