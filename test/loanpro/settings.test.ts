import { describe, expect, test } from 'vitest'
import { loanpro } from '../../plugins/loanpro/plugin.ts'

const settingsOf = (form: Record<string, unknown>) => loanpro.settings.schema.parse({ environment: 'SANDBOX', ...form })
const credentialsOf = (token: string, instanceId: unknown = '5200000') =>
  loanpro.credentials.schema.parse({ token, instanceId })

describe('settings', () => {
  test('what is left out has a default', () => {
    expect(settingsOf({})).toEqual({
      environment: 'SANDBOX',
      baseUrl: 'https://loanpro.simnang.com/api/public/api/1/',
      concurrency: 3,
      requestsPerSecond: 5,
      pageSize: 1000,
      timeZone: 'America/New_York',
    })
  })

  test.each([
    'https://x.example/api/public/api/1',
    ' https://x.example/api/public/api/1/ ',
    'https://x.example/api/public/api/1/odata.svc',
    'https://x.example/api/public/api/1/odata.svc/',
  ])('the address may be pasted as "%s"', (baseUrl) => {
    expect(loanpro.baseUrl(settingsOf({ baseUrl }))).toBe('https://x.example/api/public/api/1/')
  })

  test.each<[string, Record<string, unknown>]>([
    ['an address that is none', { baseUrl: 'loanpro' }],
    ['another protocol', { baseUrl: 'ftp://x.example/' }],
    ['an address with a password', { baseUrl: 'https://me:secret@x.example/' }],
    ['a time zone that is none', { timeZone: 'Mars/Olympus' }],
    ['no environment', { environment: 'STAGING' }],
    ['no requests', { requestsPerSecond: 0 }],
    ['too many at a time', { concurrency: 99 }],
    ['an endless address', { baseUrl: `https://x.example${'/'.repeat(600)}a` }],
  ])('%s is refused', (_, form) => {
    expect(loanpro.settings.schema.safeParse({ environment: 'SANDBOX', ...form }).success).toBe(false)
  })

  test('numbers may come as text', () => expect(settingsOf({ pageSize: '100' })).toMatchObject({ pageSize: 100 }))

  test('the business date is the company’s', () => {
    const at = Date.parse('2026-07-01T03:30:00Z')
    expect(loanpro.businessDate(settingsOf({ timeZone: 'America/Denver' }), at)).toBe('2026-06-30')
    expect(loanpro.businessDate(settingsOf({ timeZone: 'UTC' }), at)).toBe('2026-07-01')
  })
})

describe('credentials', () => {
  test.each([
    'abcDEF123',
    ' abcDEF123\n',
    'Bearer abcDEF123',
    'bearer   abcDEF123 ',
    'Authorization: Bearer abcDEF123',
  ])('the token may be pasted as "%s"', (pasted) =>
    expect(credentialsOf(pasted)).toEqual({ token: 'abcDEF123', instanceId: '5200000' }),
  )

  test.each(['', '   ', 'Bearer ', 'two words', 'line\nbreak', 'über'])('"%s" is no token', (token) => {
    expect(loanpro.credentials.schema.safeParse({ token, instanceId: '1' }).success).toBe(false)
  })

  test('the tenant id is a number, typed or pasted', () => {
    expect(credentialsOf('t', ' 5200000 ')).toMatchObject({ instanceId: '5200000' })
    expect(credentialsOf('t', 5_200_000)).toMatchObject({ instanceId: '5200000' })
    expect(loanpro.credentials.schema.safeParse({ token: 't', instanceId: 'my company' }).success).toBe(false)
  })

  test('the hint shows the last four characters of a long token, and nothing of a short one', () => {
    expect(loanpro.credentialsHint(credentialsOf('0123456789abcdefab12'))).toBe('…ab12')
    expect(loanpro.credentialsHint(credentialsOf('short'))).toBe('…')
  })
})
