/** What the server tells the web client of the identity provider, and what it does not take from it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSignOn } from '../../server/auth/signOn.ts'
import { type IdentityProvider, startIdentityProvider } from '../support/identityProvider.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const issuer = 'https://login.test/tenant/'
const config = {
  jwt: { jwksUrl: `${issuer}jwks`, issuer, audience: 'metro2-api', claimPrefix: '' },
  signOn: { clientId: 'metro2-web', scopes: 'openid', audienceParameter: 'none' as const },
}
const good = {
  issuer,
  authorization_endpoint: 'https://login.test/authorize',
  token_endpoint: 'https://tokens.test/token?x=1',
}

/** A provider whose configuration is what `answers` gives, one after the other; the last goes on. */
function made(...answers: (object | Error)[]) {
  const asked: string[] = []
  const logged: object[] = []
  const clock = { now: 0 }
  const log = { error: (entry: object) => logged.push(entry) } as never
  const signOn = createSignOn({ config, now: () => clock.now, log }, async (url) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)]
    asked.push(url)
    if (answer instanceof Error) throw answer
    return answer
  })
  return { signOn, asked, logged, clock }
}

test('the addresses are the provider’s own, read once for ten minutes', async () => {
  const { signOn, asked, clock } = made(good, { ...good, token_endpoint: 'https://new.test/token' })
  const [first] = await Promise.all([signOn.settings(), signOn.settings()])
  expect(first).toEqual({
    ...{ issuer, clientId: 'metro2-web', scopes: 'openid', audience: 'metro2-api', audienceParameter: 'none' },
    ...{ authorizationEndpoint: good.authorization_endpoint, tokenEndpoint: good.token_endpoint },
    ...{ endSessionEndpoint: null, idTokenAlgorithms: ['RS256'], namesIssuer: false },
  })
  expect(asked).toEqual(['https://login.test/tenant/.well-known/openid-configuration'])
  expect(await signOn.tokenOrigin()).toBe('https://tokens.test')
  clock.now += 600_001
  expect(await signOn.tokenOrigin()).toBe('https://new.test')
  expect(asked).toHaveLength(2)
})

test('one that does not answer is asked again after a few seconds, and what is known goes on', async () => {
  const { signOn, asked, logged, clock } = made(new Error('refused'), good, new Error('away'))
  await expect(signOn.settings()).rejects.toThrow('It cannot be reached.')
  expect(await signOn.tokenOrigin()).toBeNull()
  expect([asked.length, logged.length]).toEqual([1, 1])
  clock.now += 5_001
  expect(await signOn.tokenOrigin()).toBe('https://tokens.test')
  clock.now += 600_001
  expect(await signOn.tokenOrigin()).toBe('https://tokens.test')
  expect([asked.length, logged.length]).toEqual([3, 2])
})

describe('refused is a configuration', () => {
  test.each([
    ['of another issuer', { ...good, issuer: 'https://evil.test' }, /another name/],
    ['without a place for tokens', { ...good, token_endpoint: undefined }, /token_endpoint/],
    ['over plain http', { ...good, authorization_endpoint: 'http://login.test/authorize' }, /authorization_endpoint/],
    ['that leads into a script', { ...good, end_session_endpoint: 'javascript:alert(1)' }, /end_session_endpoint/],
    ['without PKCE', { ...good, code_challenge_methods_supported: ['plain'] }, /PKCE/],
    ['that is none', {}, /issuer, authorization_endpoint/],
  ])('%s', async (_name, answer, message) => {
    await expect(made(answer).signOn.settings()).rejects.toThrow(message)
  })
})

describe('through the server', () => {
  let server: TestServer
  let provider: IdentityProvider
  let url: string

  beforeAll(async () => {
    provider = await startIdentityProvider()
    server = await startTestServer()
    url = await server.serve({
      JWT_JWKS_URL: provider.jwksUrl,
      JWT_ISSUER: provider.issuer,
      JWT_AUDIENCE: provider.audience,
      OIDC_CLIENT_ID: provider.clientId,
      OIDC_SCOPES: 'openid, offline_access',
      OIDC_AUDIENCE_PARAMETER: 'resource',
    })
  })
  afterAll(async () => {
    await server.close()
    await provider.close()
  })

  test('anybody may read it, and it holds no secret', async () => {
    const answer = await fetch(`${url}/sign-on`)
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(await answer.json()).toEqual({
      signOn: {
        ...{ issuer: provider.issuer, clientId: 'metro2-web', scopes: 'openid offline_access' },
        ...{ audience: 'metro2-api', audienceParameter: 'resource', namesIssuer: true },
        ...{ authorizationEndpoint: `${provider.issuer}/authorize`, tokenEndpoint: `${provider.issuer}/token` },
        ...{ endSessionEndpoint: `${provider.issuer}/end`, idTokenAlgorithms: ['RS256'] },
      },
    })
  })

  test('without it there is nothing to tell', async () => {
    const answer = await fetch(`${server.url}/sign-on`)
    expect([answer.status, await answer.json()]).toEqual([200, { signOn: null }])
  })

  test('a provider that is away is said', async () => {
    const gone = await server.serve({
      JWT_JWKS_URL: provider.jwksUrl,
      JWT_ISSUER: 'http://127.0.0.1:1',
      JWT_AUDIENCE: provider.audience,
      OIDC_CLIENT_ID: provider.clientId,
    })
    const answer = await fetch(`${gone}/sign-on`)
    expect(answer.status).toBe(503)
    const { errors } = (await answer.json()) as { errors: { message: string; extensions: object }[] }
    expect(errors[0]!.message).toBe('The sign-on provider cannot be used. It cannot be reached.')
    expect(errors[0]!.extensions).toMatchObject({ code: 'SIGN_ON_UNAVAILABLE' })
  })
})
