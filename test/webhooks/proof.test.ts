import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isProven, type Proof } from '../../server/webhooks/proof.ts'
import { createThrottle } from '../../server/webhooks/throttle.ts'

const secrets = { present: 'present-secret', former: 'former-secret' }
const body = Buffer.from('{"a":1}')
const hmac = (secret: string, bytes: Uint8Array = body) => createHmac('sha256', secret).update(bytes).digest()
const signed: Proof = { proof: 'HMAC_SHA256', secrets }
const shared: Proof = { proof: 'SHARED_SECRET', secrets }

test.each([
  ['hex', hmac('present-secret').toString('hex'), true],
  ['hex in capitals', hmac('present-secret').toString('hex').toUpperCase(), true],
  ['base64', hmac('present-secret').toString('base64'), true],
  ['base64url', hmac('present-secret').toString('base64url'), true],
  ['sha256= before hex', `sha256=${hmac('present-secret').toString('hex')}`, true],
  ['sha256= before base64', `sha256=${hmac('present-secret').toString('base64')}`, true],
  ['former secret', hmac('former-secret').toString('hex'), true],
  ['another secret', hmac('other-secret').toString('hex'), false],
  ['another body', hmac('present-secret', Buffer.from('{"a":2}')).toString('hex'), false],
  ['half of it', hmac('present-secret').toString('hex').slice(0, 32), false],
  ['nothing', '', false],
  ['the secret itself', 'present-secret', false],
  [
    'the hash that stands in for what is none',
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    false,
  ],
])('signature in %s', (_name, sent, right) => {
  expect(isProven(signed, sent, body)).toBe(right)
})

test.each([
  ['present', 'present-secret', true],
  ['former', 'former-secret', true],
  ['none', '', false],
  ['part', 'present', false],
  ['longer', 'present-secret2', false],
  ['a signature', hmac('present-secret').toString('hex'), false],
])('shared secret: %s', (_name, sent, right) => {
  expect(isProven(shared, sent, body)).toBe(right)
})

test('without a proof or a secret nothing is proven', () => {
  expect(isProven({ proof: 'NONE', secrets }, 'present-secret', body)).toBe(false)
  expect(isProven({ proof: 'SHARED_SECRET', secrets: null }, '', body)).toBe(false)
  expect(isProven({ proof: 'HMAC_SHA256', secrets: null }, hmac('').toString('hex'), body)).toBe(false)
})

test('one changed bit of the body or the signature is refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), fc.nat(255), (bytes, place, bit) => {
      const signature = hmac('present-secret', bytes)
      expect(isProven(signed, signature.toString('hex'), bytes)).toBe(true)
      const changed = Uint8Array.from(bytes)
      changed[place % bytes.length]! ^= 1 << (bit % 8)
      expect(isProven(signed, signature.toString('hex'), changed)).toBe(false)
      signature[place % 32]! ^= 1 << (bit % 8)
      expect(isProven(signed, signature.toString('base64'), bytes)).toBe(false)
    }),
  )
})

describe('the throttle', () => {
  test('twenty wrong tries are free, then one each three seconds; others are not concerned', () => {
    let now = 0
    const throttle = createThrottle(() => now)
    for (let index = 0; index < 20; index++) {
      expect(throttle.waitSeconds('a')).toBe(0)
      throttle.failed('a')
    }
    expect(throttle.waitSeconds('a')).toBe(3)
    expect(throttle.waitSeconds('b')).toBe(0)
    now += 3_000
    expect(throttle.waitSeconds('a')).toBe(0)
    throttle.failed('a')
    expect(throttle.waitSeconds('a')).toBeGreaterThan(0)
    now += 60_000
    expect(throttle.waitSeconds('a')).toBe(0)
  })
})
