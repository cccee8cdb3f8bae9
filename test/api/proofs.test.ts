import { beforeEach, expect, test } from 'vitest'
import type { Viewer } from '../../server/auth/authenticate.ts'
import { type RememberingAuthenticator, rememberProofs } from '../../server/http/proofs.ts'

const viewer: Viewer = { organizationId: 'o', role: 'VIEWER', actor: 'apiKey:k', apiKeyId: 'k', expiresAt: null }
let now: number
let asked: string[]
let known: Record<string, Viewer | { expiredAt: Date }>
let revoked: Set<string>
let deleted: Set<string>
let proofs: RememberingAuthenticator

beforeEach(() => {
  now = 1_000_000
  asked = []
  known = { good: viewer, other: { ...viewer, apiKeyId: 'other' } }
  revoked = new Set()
  deleted = new Set()
  const authenticate = async (authorization?: string) => {
    asked.push(authorization!)
    if (authorization === 'broken') throw new Error('no database')
    return known[authorization!] ?? null
  }
  const authenticator = { authenticate, revoked: async () => revoked, deleted: async () => deleted }
  proofs = rememberProofs(authenticator, () => now)
})

test('a proof is looked up once a second, also when many ask at once', async () => {
  await Promise.all(Array.from({ length: 5 }, () => proofs.authenticate('good')))
  now += 999
  expect(await proofs.authenticate('good')).toEqual(viewer)
  expect(asked).toEqual(['good'])
  now += 1
  await proofs.authenticate('good')
  expect(asked).toEqual(['good', 'good'])
})

test('each proof has its own viewer, and no proof none', async () => {
  expect(await proofs.authenticate('good')).toMatchObject({ apiKeyId: 'k' })
  expect(await proofs.authenticate('other')).toMatchObject({ apiKeyId: 'other' })
  expect(await proofs.authenticate(undefined)).toBeNull()
  expect(asked).toEqual(['good', 'other'])
})

test('what was refused, or failed, is asked again', async () => {
  expect(await proofs.authenticate('new')).toBeNull()
  known.new = viewer
  expect(await proofs.authenticate('new')).toEqual(viewer)
  await expect(proofs.authenticate('broken')).rejects.toThrow('no database')
  await expect(proofs.authenticate('broken')).rejects.toThrow('no database')
})

test.each([
  ['after a mutation', () => proofs.forget()],
  [
    'when a session was found revoked',
    () => {
      revoked = new Set(['k'])
      return proofs.revoked(['k'])
    },
  ],
  [
    'when an organization was found deleted',
    () => {
      deleted = new Set(['o'])
      return proofs.deleted(['o'])
    },
  ],
  ['when the clock was set back', () => (now -= 60_000)],
])('nothing is remembered %s', async (_name, happens) => {
  await proofs.authenticate('good')
  delete known.good
  await happens()
  expect(await proofs.authenticate('good')).toBeNull()
})

test('that a key has expired is asked each time: only the whole key may be told so', async () => {
  known.old = { expiredAt: new Date(now) }
  expect(await proofs.authenticate('old')).toEqual({ expiredAt: new Date(now) })
  expect(await proofs.authenticate('old')).toEqual({ expiredAt: new Date(now) })
  expect(asked).toEqual(['old', 'old'])
})

test('a token that ends within the second ends', async () => {
  known.good = { ...viewer, expiresAt: now + 300 }
  expect(await proofs.authenticate('good')).not.toBeNull()
  delete known.good
  now += 300
  expect(await proofs.authenticate('good')).toBeNull()
})
