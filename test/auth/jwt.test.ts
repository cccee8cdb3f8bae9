import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeId } from '../../schema/ids.ts'
import { createJwtVerifier } from '../../server/auth/jwt.ts'
import { seed } from '../support/seed.ts'
import { ask, connect, startTestServer, type TestServer } from '../support/server.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const ed = generateKeyPairSync('ed25519')
const strange = generateKeyPairSync('rsa', { modulusLength: 2048 })

const organizationId = '01890a5d-ac96-774b-bcce-b302099a8057'
const now = Date.parse('2026-06-30T12:00:00Z')
const good = {
  ...{ iss: 'https://login.test', aud: 'metro2', sub: 'ana', role: 'ANALYST', organization_id: organizationId },
  exp: now / 1_000 + 600,
}
const config = { jwksUrl: 'http://localhost/jwks', issuer: 'https://login.test', audience: 'metro2', claimPrefix: '' }
const jwk = (key: KeyObject, kid: string) => ({ ...key.export({ format: 'jwk' }), kid })
const jwks = { keys: [jwk(rsa.publicKey, 'rsa'), jwk(ec.publicKey, 'ec'), jwk(ed.publicKey, 'ed'), { kty: 'strange' }] }

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

function token(alg: string, key: KeyObject, claims: object, header: object = {}): string {
  const text = `${part({ alg, typ: 'JWT', ...header })}.${part(claims)}`
  const hash = alg === 'EdDSA' ? null : 'sha256'
  return `${text}.${sign(hash, Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

const verifier = (fetchJson = async (): Promise<unknown> => jwks) => createJwtVerifier(config, () => now, fetchJson)

describe('accepts', () => {
  test.each([
    ['RS256', rsa.privateKey, 'rsa'],
    ['ES256', ec.privateKey, 'ec'],
    ['EdDSA', ed.privateKey, 'ed'],
  ])('%s', async (alg, key, kid) => {
    expect(await verifier()(token(alg, key, good, { kid }))).toEqual({
      ...{ subject: 'ana', organizationId, role: 'ANALYST', expiresAt: now + 630_000 },
    })
  })

  test('a token without key id, an audience among several, half a minute of difference between clocks', async () => {
    expect(await verifier()(token('RS256', rsa.privateKey, { ...good, aud: ['x', 'metro2'] }))).not.toBeNull()
    expect(await verifier()(token('RS256', rsa.privateKey, { ...good, exp: now / 1_000 - 29 }))).not.toBeNull()
    expect(await verifier()(token('RS256', rsa.privateKey, { ...good, nbf: now / 1_000 + 29 }))).not.toBeNull()
  })
})

test('claims under a prefix; what stands beside it without one is not ours', async () => {
  const claimPrefix = 'https://metro2.test/'
  const verify = createJwtVerifier(
    { ...config, claimPrefix },
    () => now,
    async () => jwks,
  )
  const { organization_id, role, ...rest } = good
  const prefixed = { ...rest, [`${claimPrefix}organization_id`]: organization_id, [`${claimPrefix}role`]: role }
  const claims = await verify(token('RS256', rsa.privateKey, { ...prefixed, role: 'ADMIN' }))
  expect(claims).toMatchObject({ organizationId, role: 'ANALYST' })
  expect(await verify(token('RS256', rsa.privateKey, good))).toBeNull()
})

describe('refuses', () => {
  const unsigned = `${part({ alg: 'none' })}.${part(good)}.`
  const fine = token('RS256', rsa.privateKey, good, { kid: 'rsa' })
  const [head, , signature] = fine.split('.')
  // The classic confusion: the public key's text used as an HMAC secret.
  const hmac = ['pem', 'der'].map((format) => {
    const text = `${part({ alg: 'HS256', kid: 'rsa' })}.${part(good)}`
    const secret = rsa.publicKey.export({ type: 'spki', format: format as 'pem' })
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
  })
  test.each([
    ['an unsigned token', unsigned],
    ['a public key as secret, as text', hmac[0]!],
    ['a public key as secret, as bytes', hmac[1]!],
    ['an algorithm in other letters', `${part({ alg: 'None' })}.${part(good)}.`],
    ['a key of its own in the header', token('RS256', strange.privateKey, good, { jwk: jwk(strange.publicKey, 'x') })],
    ['an address of keys of its own', token('RS256', strange.privateKey, good, { jku: 'https://evil.test/jwks' })],
    ['a key id that is a path', token('RS256', rsa.privateKey, good, { kid: '../../dev/null' })],
    ['a key id that is no text', token('RS256', rsa.privateKey, good, { kid: { $ne: null } })],
    ['changed claims', `${head}.${part({ ...good, role: 'ADMIN' })}.${signature}`],
    ['a key that is not in the set', token('RS256', strange.privateKey, good)],
    ['a key under the id of another', token('RS256', strange.privateKey, good, { kid: 'rsa' })],
    ['an algorithm that is not its key’s', token('RS256', rsa.privateKey, good, { kid: 'ec' })],
    ['a critical extension', token('RS256', rsa.privateKey, good, { crit: ['b64'] })],
    ['an expired token', token('RS256', rsa.privateKey, { ...good, exp: now / 1_000 - 31 })],
    ['a token of the future', token('RS256', rsa.privateKey, { ...good, nbf: now / 1_000 + 31 })],
    ['a token without an end', token('RS256', rsa.privateKey, { ...good, exp: undefined })],
    ['another issuer', token('RS256', rsa.privateKey, { ...good, iss: 'https://evil.test' })],
    ['another audience', token('RS256', rsa.privateKey, { ...good, aud: 'other' })],
    ['a subject that cannot be stored', token('RS256', rsa.privateKey, { ...good, sub: 'ada\0' })],
    ['a subject of two lines', token('RS256', rsa.privateKey, { ...good, sub: 'ada\nroot' })],
    ['no organization', token('RS256', rsa.privateKey, { ...good, organization_id: undefined })],
    ['an unknown role', token('RS256', rsa.privateKey, { ...good, role: 'ROOT' })],
    ['something else', 'a.b.c'],
    ['nothing', '..'],
    ['a giant', `${fine}${'A'.repeat(9_000)}`],
  ])('%s', async (_name, text) => {
    expect(await verifier()(text)).toBeNull()
  })
})

test('keys are read once, and again for an unknown key id, but not for each of them', async () => {
  let reads = 0
  let clock = now
  const set = { keys: [jwk(rsa.publicKey, 'rsa')] }
  const verify = createJwtVerifier(
    config,
    () => clock,
    async () => {
      reads += 1
      return set
    },
  )
  await Promise.all([1, 2, 3].map(() => verify(token('RS256', rsa.privateKey, good, { kid: 'rsa' }))))
  expect(reads).toBe(1)
  const rotated = token('EdDSA', ed.privateKey, good, { kid: 'new' })
  expect(await verify(rotated)).toBeNull()
  expect(reads).toBe(1)
  clock += 31_000
  set.keys.push(jwk(ed.publicKey, 'new'))
  expect(await verify(rotated)).not.toBeNull()
  expect(reads).toBe(2)
})

describe('through the server', () => {
  let server: TestServer
  let url: string
  const provider = createServer((_request, response) => response.end(JSON.stringify(jwks)))

  beforeAll(async () => {
    provider.listen(0, '127.0.0.1')
    await once(provider, 'listening')
    server = await startTestServer()
    const { port } = provider.address() as AddressInfo
    url = await server.serve({
      JWT_JWKS_URL: `http://127.0.0.1:${port}/`,
      JWT_ISSUER: config.issuer,
      JWT_AUDIENCE: config.audience,
    })
  })
  afterAll(async () => {
    await server.close()
    provider.close()
  })

  test('a token is a viewer of its organization with its role', async () => {
    const claims = { ...good, organization_id: server.lender.id }
    const answer = await ask(
      url,
      token('ES256', ec.privateKey, claims),
      '{ viewer { role actor expiresAt organization { name } } }',
    )
    expect(answer.data.viewer).toMatchObject({ role: 'ANALYST', actor: 'jwt:ana', organization: { name: 'Lender' } })
    expect(answer.data.viewer.expiresAt).toBe('2026-06-30T12:10:30.000Z')
  })

  test('an organization that does not exist, and a server without JWT, let nobody in', async () => {
    expect((await ask(url, token('ES256', ec.privateKey, good), '{ viewer { role } }')).status).toBe(401)
    const claims = { ...good, organization_id: server.lender.id }
    expect((await ask(server.url, token('ES256', ec.privateKey, claims), '{ viewer { role } }')).status).toBe(401)
  })

  test('a socket ends with its token', async () => {
    const { connectionId } = await seed(server.app, server.lender.id, [], 'Tenant')
    const claims = { ...good, organization_id: server.lender.id }
    const { client, closed } = connect(url, token('EdDSA', ed.privateKey, claims))
    const query = 'subscription ($id: ID!) { connectionEvents(connectionId: $id) { __typename } }'
    const events = client.iterate({ query, variables: { id: encodeId('ConnectedSource', connectionId) } })
    const next = events.next().catch(() => null)
    const open = async () =>
      (await server.app.metrics.page()).match(/subscriptions_open\{transport="websocket"\} (\d+)/)?.[1]
    await expect.poll(open).toBe('1')
    server.app.clock.now += 631_000
    expect(await closed).toBe(4401)
    await next
  })
})
