/**
 * Moving to another master key. One change at a time in the whole installation, and none while an organization is being
 * made: both take a lock of the database. A master key is let go of only after a look, under that lock, that it wraps nothing.
 */
import type { Prisma } from '../../prisma/generated/client/client.ts'
import type { Database } from '../database/open.ts'
import type { Log } from '../log.ts'
import { type Vault, VaultError } from './vault.ts'

type Keys = Pick<Database, 'system'>
type Tx = Prisma.TransactionClient

/** Any fixed number. Shared by those who wrap the keys of a new organization, exclusive for who changes the master key. */
const masterKeyLock = 72_707_371
/** A change waits for another, and for organizations that are being made. */
const patience = { maxWait: 60_000, timeout: 600_000 }

/** The vault's present key stays the present one until the transaction ends: for who wraps by it and stores the result. */
export async function keepMasterKey(tx: Tx): Promise<void> {
  await tx.$queryRawUnsafe('SELECT pg_advisory_xact_lock_shared($1)::text', masterKeyLock)
}

/** Organizations whose keys this process cannot open, by the name of the master key that wraps them. */
export type Unopened = ReadonlyMap<string, { code: VaultError['code']; organizationIds: string[] }>

export interface Rotation {
  /** Organizations whose keys were wrapped anew. */
  changed: number
  /** Organizations that were moved away from the present key before: they stay with the newer one, which can be opened. */
  left: number
  unopened: Unopened
}

/**
 * Wraps every organization's keys by the vault's present key, where another one does: all that can be opened, at once. Never by a key
 * that an organization was moved away from: whoever did that may have destroyed it by now.
 * Safe to be stopped and to run in several processes.
 * @param prepare done under the lock, before anything is wrapped: here the vault may be given its new key
 */
export async function rotateOrganizationKeys(
  database: Keys,
  vault: Vault,
  prepare: () => void = () => {},
): Promise<Rotation> {
  return database.system.$transaction(async (tx) => {
    await lockMasterKey(tx)
    prepare()
    return wrapAll(tx, vault)
  }, patience)
}

/**
 * Under the lock: tells which of these master keys wrap some organization's keys yet, and does what is to be done with that.
 * @param names of master keys, by a function since they are to be read under the lock
 */
export async function withKeysInUse(
  database: Keys,
  names: () => string[],
  then: (inUse: ReadonlySet<string>) => void,
): Promise<void> {
  await database.system.$transaction(async (tx) => {
    await lockMasterKey(tx)
    const where = { keyId: { in: names() }, deletedAt: null }
    const rows = await tx.organization.findMany({ where, distinct: ['keyId'], select: { keyId: true } })
    then(new Set(rows.map(({ keyId }) => keyId)))
  }, patience)
}

async function lockMasterKey(tx: Tx) {
  await tx.$queryRawUnsafe('SELECT pg_advisory_xact_lock($1)::text', masterKeyLock)
}

async function wrapAll(tx: Tx, vault: Vault): Promise<Rotation> {
  const organizations = await tx.organization.findMany({
    where: { keyId: { not: vault.kid }, deletedAt: null },
    orderBy: { id: 'asc' },
  })
  const unopened = new Map<string, { code: VaultError['code']; organizationIds: string[] }>()
  let left = 0
  const [ids, before, data, index]: string[][] = [[], [], [], []]
  for (const { id, keyId, formerKeyIds, wrappedDataKey, wrappedIndexKey } of organizations) {
    const wrapped = { dataKey: wrappedDataKey, indexKey: wrappedIndexKey, kid: keyId }
    try {
      if (formerKeyIds.includes(vault.kid)) {
        vault.openOrganizationKeys(id, wrapped)
        left += 1
        continue
      }
      const rotated = vault.rotate(id, wrapped)
      ids!.push(id)
      before!.push(keyId)
      data!.push(Buffer.from(rotated.dataKey).toString('hex'))
      index!.push(Buffer.from(rotated.indexKey).toString('hex'))
    } catch (error) {
      if (!(error instanceof VaultError)) throw error
      const met = unopened.get(keyId) ?? { code: error.code, organizationIds: [] }
      met.organizationIds.push(id)
      unopened.set(keyId, met)
    }
  }
  // With the old key as condition: an organization may be deleted in the meantime, which takes no lock of this kind.
  const changed = await tx.$executeRawUnsafe(
    `UPDATE organizations AS o SET wrapped_data_key = decode(n.data, 'hex'), wrapped_index_key = decode(n.index, 'hex'), key_id = $5,
       former_key_ids = array_append(o.former_key_ids, o.key_id)
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS n (id, before, data, index)
     WHERE o.id = n.id AND o.key_id = n.before AND o.deleted_at IS NULL`,
    ...[ids, before, data, index, vault.kid],
  )
  return { changed, left, unopened }
}

/**
 * For the start of the server: wraps by the present key, and tells of organizations that cannot be opened. These are refused
 * whenever somebody asks for them; the others are served.
 * @throws VaultError when no organization can be opened: then it is the key that is wrong, and not an organization
 */
export async function rotateAtStart(database: Keys, vault: Vault, log: Log): Promise<void> {
  const { left, unopened } = await rotateOrganizationKeys(database, vault)
  if (left > 0) {
    const message =
      `MASTER_KEY is ${vault.kid}, and the keys of ${left} organizations were moved away from it before. They stay with the newer key, ` +
      'which MASTER_KEY_PREVIOUS holds: give this process that one as MASTER_KEY.'
    log.warn({ keyName: vault.kid, organizations: left }, message)
  }
  if (unopened.size === 0) return
  const messages = unopenedMessages(unopened)
  const opened = await database.system.organization.count({ where: { keyId: vault.kid, deletedAt: null } })
  if (opened + left === 0) throw new VaultError([...unopened.values()][0]!.code, messages.join('\n'))
  for (const [index, [keyName, { organizationIds }]] of [...unopened].entries()) {
    log.error({ keyName, organizationIds }, `${messages[index]} The other organizations are served.`)
  }
}

const namedAtMost = 20

/** One a master key: whose keys it wraps, and what to do. */
export function unopenedMessages(unopened: Unopened): string[] {
  return [...unopened].map(([keyName, { code, organizationIds }]) => {
    const more = organizationIds.length - namedAtMost
    const named = organizationIds.slice(0, namedAtMost).join(', ') + (more > 0 ? ` and ${more} more` : '')
    const of =
      organizationIds.length === 1 ? `organization ${named}` : `${organizationIds.length} organizations (${named})`
    return code === 'DAMAGED'
      ? `The stored keys of ${of}, wrapped by master key ${keyName}, are damaged. Restore these rows of the table organizations from a backup.`
      : `The keys of ${of} are wrapped by master key ${keyName}, which is not configured. ` +
          'Set MASTER_KEY to the key this database was made with, or put it into MASTER_KEY_PREVIOUS while rotating.'
  })
}
