/**
 * Keys. Every organization has a data key (seals values) and an index key (hashes SSNs for look-up); both are stored
 * wrapped by the master key. Changing the master key re-wraps these two and touches no sealed value.
 */
import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { contextBytes, decrypt, encrypt, formats, VaultError } from './aead.ts'

export { VaultError } from './aead.ts'

/** An organization's keys as stored; useless without the master key. */
export interface WrappedKeys {
  dataKey: Uint8Array<ArrayBuffer>
  indexKey: Uint8Array<ArrayBuffer>
  /** Names the master key that wraps them; tells nothing of it. */
  kid: string
}

/** An organization's keys, open. KeyObjects, so that printing or serializing them shows nothing. */
export interface OrganizationKeys {
  organizationId: string
  dataKey: KeyObject
  indexKey: KeyObject
}

export interface Vault {
  /** Name of the present master key. */
  readonly kid: string
  /** From now on this master key wraps; those before it still open what they wrapped. */
  adopt(masterKey: Uint8Array): void
  /** New keys for a new organization. */
  createOrganizationKeys(organizationId: string): WrappedKeys
  /** @throws VaultError when the master key is not configured, or the keys are damaged or another organization's */
  openOrganizationKeys(organizationId: string, wrapped: WrappedKeys): OrganizationKeys
  /** Whether an older master key wraps them. */
  needsRotation(wrapped: Pick<WrappedKeys, 'kid'>): boolean
  /** The same keys wrapped by the present master key. */
  rotate(organizationId: string, wrapped: WrappedKeys): WrappedKeys
}

export interface VaultOptions {
  /** 32 bytes. */
  masterKey: Uint8Array
  /** Master keys that still open what they wrapped. */
  previousKeys?: readonly Uint8Array[]
}

export function createVault({ masterKey, previousKeys = [] }: VaultOptions): Vault {
  const masters = new Map<string, KeyObject>()
  // The present key last, so that it wins over an equal previous one.
  for (const key of [...previousKeys, masterKey]) masters.set(masterKeyName(key), createSecretKey(key))
  let kid = masterKeyName(masterKey)

  const wrapKey = (organizationId: string, use: string, key: Uint8Array) =>
    encrypt(masters.get(kid)!, wrapContext(organizationId, use, kid), formats.plain, key)

  const unwrapKey = (organizationId: string, use: string, wrapped: Uint8Array, wrappedBy: string) => {
    const master = masters.get(wrappedBy)
    if (!master) throw unknownMasterKey(organizationId, wrappedBy)
    const what = `The ${use} key of organization ${organizationId}`
    return decrypt(master, wrapContext(organizationId, use, wrappedBy), formats.plain, wrapped, what)
  }

  return {
    get kid() {
      return kid
    },
    adopt(key) {
      masters.set(masterKeyName(key), createSecretKey(key))
      kid = masterKeyName(key)
    },
    createOrganizationKeys: (organizationId) => ({
      dataKey: wrapKey(organizationId, 'data', randomBytes(32)),
      indexKey: wrapKey(organizationId, 'index', randomBytes(32)),
      kid,
    }),
    openOrganizationKeys: (organizationId, wrapped) => ({
      organizationId,
      dataKey: createSecretKey(unwrapKey(organizationId, 'data', wrapped.dataKey, wrapped.kid)),
      indexKey: createSecretKey(unwrapKey(organizationId, 'index', wrapped.indexKey, wrapped.kid)),
    }),
    needsRotation: (wrapped) => wrapped.kid !== kid,
    rotate: (organizationId, wrapped) => ({
      dataKey: wrapKey(organizationId, 'data', unwrapKey(organizationId, 'data', wrapped.dataKey, wrapped.kid)),
      indexKey: wrapKey(organizationId, 'index', unwrapKey(organizationId, 'index', wrapped.indexKey, wrapped.kid)),
      kid,
    }),
  }
}

/** A name by which a key can be told from others; 64 bits of a keyed hash, so it gives nothing of the key away. */
export function masterKeyName(key: Uint8Array): string {
  if (key.length !== 32) throw new RangeError('a master key is 32 bytes')
  return createHmac('sha256', key).update('metro2 master key name').digest('hex').slice(0, 16)
}

function wrapContext(organizationId: string, use: string, kid: string): Buffer {
  return contextBytes(['key', use, organizationId, kid])
}

function unknownMasterKey(organizationId: string, kid: string): VaultError {
  return new VaultError(
    'UNKNOWN_MASTER_KEY',
    `The keys of organization ${organizationId} are wrapped by master key ${kid}, which is not configured. ` +
      'Set MASTER_KEY, or MASTER_KEY_PREVIOUS while rotating, to the key this database was made with.',
  )
}
