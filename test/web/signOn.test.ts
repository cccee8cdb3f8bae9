/** Signing in by OpenID Connect, as far as it needs no browser. */
import { describe, expect, test } from 'vitest'
import {
  claimsOf,
  endOf,
  endSessionUrl,
  providerProblem,
  renewIn,
  type SignOnSettings,
  safeReturn,
  whyRefused,
} from '../../web/lib/signOn.ts'

const settings: SignOnSettings = {
  ...{ issuer: 'https://login.test', clientId: 'web', scopes: 'openid', audience: 'api', audienceParameter: 'none' },
  ...{ authorizationEndpoint: 'https://login.test/a', tokenEndpoint: 'https://login.test/t', namesIssuer: false },
  ...{ endSessionEndpoint: 'https://login.test/end?x=1', idTokenAlgorithms: ['RS256'] },
}
const token = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`
const good = { iss: 'https://login.test', aud: 'api', exp: 2_000, organization_id: 'x', role: 'ANALYST' }

test('claims are read from a JWT, in any letters, and from nothing else', () => {
  expect(claimsOf(token({ sub: 'Zoë ✓ ~~??' }))).toEqual({ sub: 'Zoë ✓ ~~??' })
  for (const text of ['', 'opaque', 'a.b.c', 'a.b', `x.${btoa('7')}.y`]) expect(claimsOf(text)).toBeNull()
})

test('a token ends when it says, else when the provider says', () => {
  expect(endOf(token({ exp: 2_000 }), 60, 1_000)).toBe(2_000_000)
  expect(endOf('opaque', 60, 1_000)).toBe(61_000)
  expect(endOf('opaque', undefined, 1_000)).toBeNull()
})

test('it is renewed a minute before its end, a short one after three quarters of it', () => {
  expect([600_000, 240_000, 40_000, -5].map((left) => renewIn(1_000_000 + left, 1_000_000))).toEqual([
    540_000, 180_000, 30_000, 0,
  ])
})

describe('why a token is refused', () => {
  test.each([
    ['opaque', /no JWT/],
    [token({ ...good, aud: ['web'] }), /not for this server/],
    [token({ ...good, iss: 'https://other.test' }), /not for this server/],
    [token({ ...good, exp: 1 }), /clock/],
    [token({ ...good, organization_id: undefined }), /belongs to no organization here/],
    [token({ ...good, role: 'admin' }), /no role here/],
    [token(good), /does not know your organization/],
  ])('%s', (text, expected) => {
    expect(whyRefused(text, settings, 1_000_000)).toMatch(expected)
  })
})

test('what the provider answers is said in words; its own only where there are none of ours', () => {
  expect(providerProblem('access_denied', 'Call 555 for help')).toBe(
    'The sign-in was cancelled, or the provider does not let you use this application.',
  )
  expect(providerProblem('odd_thing', 'Why not')).toBe('The provider refused the sign-in (odd_thing). It says: Why not')
  expect(providerProblem('x'.repeat(500)).length).toBeLessThan(120)
})

test('only places of this client are come back to', () => {
  expect(safeReturn('/records?eligibility=HELD')).toBe('/records?eligibility=HELD')
  for (const path of [
    'https://evil.test',
    '//evil.test',
    '/\\evil.test',
    '/a\\b',
    '/a\nb',
    '',
    null,
    '/sign-in/callback?code=1',
  ])
    expect([path, safeReturn(path)]).toEqual([path, '/'])
})

test('signing out at the provider names the application and where to come back to', () => {
  expect(endSessionUrl(settings, 'hint', 'https://me.test')).toBe(
    'https://login.test/end?x=1&client_id=web&post_logout_redirect_uri=https%3A%2F%2Fme.test%2F&id_token_hint=hint',
  )
  expect(endSessionUrl({ ...settings, endSessionEndpoint: null }, 'hint', 'https://me.test')).toBeNull()
})
