import { createSecretKey, randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { indexHash, seal, sealCompressed, unseal, unsealCompressed, unsealText } from '../../server/vault/seal.ts'
import { createVault, type OrganizationKeys, VaultError } from '../../server/vault/vault.ts'

const masterKey = randomBytes(32)
const vault = createVault({ masterKey })
const open = (organizationId: string) =>
  vault.openOrganizationKeys(organizationId, vault.createOrganizationKeys(organizationId))
const keys = open('org-1')
const place = { table: 'source_records', rowId: 'row-1', field: 'document' }

function vaultError(action: () => unknown): VaultError {
  try {
    action()
  } catch (error) {
    expect(error).toBeInstanceOf(VaultError)
    return error as VaultError
  }
  throw new Error('opened')
}

describe('sealed values', () => {
  const text = fc.string({ unit: 'binary', maxLength: 200 })
  const anyPlace = fc.record({ table: text, rowId: text, field: text })

  test('open to what was sealed, in any place', () => {
    fc.assert(
      fc.property(anyPlace, fc.uint8Array({ maxLength: 300 }), (where, plain) => {
        const sealed = seal(keys, where, plain)
        expect(sealed).toHaveLength(plain.length + 29)
        expect(unseal(keys, where, sealed).equals(plain)).toBe(true)
      }),
    )
  })

  test('texts and documents open to the same text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (plain) => {
        expect(unsealText(keys, place, seal(keys, place, plain))).toBe(plain)
        expect(unsealCompressed(keys, place, sealCompressed(keys, place, plain))).toBe(plain)
      }),
    )
  })

  test('no bit can be changed, and nothing cut off', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(), fc.integer({ min: 0, max: 7 }), (plain, at, bit) => {
        const sealed = seal(keys, place, plain)
        const changed = Buffer.from(sealed)
        changed[at % sealed.length]! ^= 1 << bit
        expect(vaultError(() => unseal(keys, place, changed)).code).toBe('DAMAGED')
        expect(vaultError(() => unseal(keys, place, sealed.subarray(0, at % sealed.length))).code).toBe('DAMAGED')
      }),
    )
  })

  test('do not open in another place', () => {
    const sealed = seal(keys, place, 'x')
    for (const other of [{ table: 'quarantined_records' }, { rowId: 'row-2' }, { field: 'identity' }])
      expect(vaultError(() => unseal(keys, { ...place, ...other }, sealed)).code).toBe('DAMAGED')
    const shifted = { table: 'source_recordsr', rowId: 'ow-1', field: 'document' }
    expect(vaultError(() => unseal(keys, shifted, sealed)).code).toBe('DAMAGED')
  })

  test('do not open in another organization, even under the same key', () => {
    const sealed = seal(keys, place, 'x')
    const renamed: OrganizationKeys = { ...keys, organizationId: 'org-2' }
    expect(vaultError(() => unseal(open('org-2'), place, sealed)).code).toBe('DAMAGED')
    expect(vaultError(() => unseal(renamed, place, sealed)).code).toBe('DAMAGED')
  })

  test('a document and a value cannot be taken for each other', () => {
    expect(vaultError(() => unseal(keys, place, sealCompressed(keys, place, 'x'))).code).toBe('DAMAGED')
    const relabelled = seal(keys, place, 'x')
    relabelled[0] = 2
    expect(vaultError(() => unsealCompressed(keys, place, relabelled)).code).toBe('DAMAGED')
  })

  test('sealing twice gives different bytes', () => {
    expect(seal(keys, place, 'x').equals(seal(keys, place, 'x'))).toBe(false)
  })

  test('a repetitive document is stored small', () => {
    const document = JSON.stringify(Array.from({ length: 500 }, (_, i) => ({ transactionId: i, amount: '100.00' })))
    expect(sealCompressed(keys, place, document).length).toBeLessThan(document.length / 4)
  })

  test('an error says where, and nothing of the content', () => {
    const error = vaultError(() => unseal(keys, { ...place, field: 'identity' }, seal(keys, place, '123-45-6789')))
    expect(error.message).toContain('source_records.identity of row row-1')
    expect(inspect(error, { depth: 9 })).not.toContain('6789')
  })
})

describe('organization keys', () => {
  test('open under the master key that wrapped them, and stay the same', () => {
    const wrapped = vault.createOrganizationKeys('org-1')
    const sealed = seal(vault.openOrganizationKeys('org-1', wrapped), place, 'x')
    const again = createVault({ masterKey }).openOrganizationKeys('org-1', wrapped)
    expect(unsealText(again, place, sealed)).toBe('x')
  })

  test('do not open for another organization, nor in exchanged use', () => {
    const wrapped = vault.createOrganizationKeys('org-1')
    expect(vaultError(() => vault.openOrganizationKeys('org-2', wrapped)).code).toBe('DAMAGED')
    const exchanged = { ...wrapped, dataKey: wrapped.indexKey, indexKey: wrapped.dataKey }
    expect(vaultError(() => vault.openOrganizationKeys('org-1', exchanged)).code).toBe('DAMAGED')
  })

  test('under an unknown master key the error names it and the variables', () => {
    const error = vaultError(() =>
      createVault({ masterKey: randomBytes(32) }).openOrganizationKeys('org-1', vault.createOrganizationKeys('org-1')),
    )
    expect(error.code).toBe('UNKNOWN_MASTER_KEY')
    expect(error.message).toContain(vault.kid)
    expect(error.message).toContain('MASTER_KEY_PREVIOUS')
  })

  test('rotation re-wraps the keys; sealed values and hashes stay', () => {
    const wrapped = vault.createOrganizationKeys('org-1')
    const before = vault.openOrganizationKeys('org-1', wrapped)
    const sealed = seal(before, place, 'x')
    const newKey = randomBytes(32)
    const rotating = createVault({ masterKey: newKey, previousKeys: [masterKey] })
    expect(rotating.needsRotation(wrapped)).toBe(true)
    expect(unsealText(rotating.openOrganizationKeys('org-1', wrapped), place, sealed)).toBe('x')

    const rotated = rotating.rotate('org-1', wrapped)
    expect(rotating.needsRotation(rotated)).toBe(false)
    const after = createVault({ masterKey: newKey }).openOrganizationKeys('org-1', rotated)
    expect(unsealText(after, place, sealed)).toBe('x')
    expect(indexHash(after, '123456789')).toBe(indexHash(before, '123456789'))
    expect(vaultError(() => vault.openOrganizationKeys('org-1', rotated)).code).toBe('UNKNOWN_MASTER_KEY')
  })

  test('neither the vault nor open keys show key bytes when printed', () => {
    const bytes = randomBytes(32)
    const shown: OrganizationKeys = { ...keys, dataKey: createSecretKey(bytes) }
    const text = `${inspect(shown, { depth: 9 })}${JSON.stringify(shown)}${inspect(vault, { depth: 9 })}`
    expect(text).not.toContain(bytes.toString('hex'))
    expect(text).not.toContain(bytes.toString('base64'))
    expect(text).not.toMatch(/<Buffer|Uint8Array/)
  })

  test('a master key of another length is refused', () => {
    expect(() => createVault({ masterKey: randomBytes(16) })).toThrow(RangeError)
  })
})

describe('the consumer index', () => {
  test('is the same for one number in every spelling, and tells numbers and organizations apart', () => {
    const hash = indexHash(keys, '123456789')
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect(indexHash(keys, '123-45-6789')).toBe(hash)
    expect(indexHash(keys, '123456780')).not.toBe(hash)
    expect(indexHash(open('org-1'), '123456789')).not.toBe(hash)
  })

  test.each(['XXXXX6789', '', '12345678', '1234567890'])('refuses %j without repeating it', (ssn) => {
    expect(() => indexHash(keys, ssn)).toThrow(/^an SSN of nine digits is needed for the consumer index$/)
  })
})
