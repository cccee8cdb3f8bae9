import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { apiKeyHint, hashApiKey, newApiKey, parseApiKey, sameApiKeyHash } from '../../server/auth/keys.ts'
import { newId } from '../../server/ids.ts'

test('a new key is found again by what it says of itself', () => {
  for (let i = 0; i < 200; i++) {
    const made = newApiKey()
    expect(made.key).toMatch(/^m2k_[0-9a-f]{32}_[0-9A-Za-z]{43}$/)
    const presented = parseApiKey(made.key)
    expect(presented?.id).toBe(made.id)
    expect(sameApiKeyHash(made.hash, presented!.hash)).toBe(true)
  }
})

test('keys differ also for one id, and their hashes with them', () => {
  const id = newId()
  const [a, b] = [newApiKey(id), newApiKey(id)]
  expect(a.id).toBe(b.id)
  expect(a.key).not.toBe(b.key)
  expect(sameApiKeyHash(a.hash, b.hash)).toBe(false)
})

test('hashes of different length are different, not an error', () => {
  expect(sameApiKeyHash(new Uint8Array(4), hashApiKey('x'))).toBe(false)
})

test('a key that the operator chose has a fixed id', () => {
  const key = randomBytes(32).toString('hex')
  const presented = parseApiKey(key)!
  expect(presented.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(parseApiKey(key)).toEqual(presented)
  expect(parseApiKey(randomBytes(32).toString('hex'))?.id).not.toBe(presented.id)
})

describe('not a key', () => {
  const { key } = newApiKey()
  const table = ['', 'admin', key.slice(0, -1), `${key}x`, ` ${key}`, 'm2k_x_y', 'ü'.repeat(40)]
  test.each(table)('%j', (text) => {
    expect(parseApiKey(text)).toBeNull()
  })
})

test('a hint shows four characters', () => {
  expect(apiKeyHint(`m2k_${'0'.repeat(32)}_${'A'.repeat(39)}wxyz`)).toBe('m2k_…wxyz')
  expect(apiKeyHint('abcdefghijklmnopqrstuvwxyz0123456789')).toBe('…6789')
})
