/** Moving to a new master key. */
import type { Database } from '../database/open.ts'
import type { Vault } from './vault.ts'

/**
 * Wraps every organization's keys by the present master key, where an older one still does. For the start of the server:
 * afterwards the older key is needed no more. Safe to be stopped half-way and to run in several processes.
 * @returns the number of organizations that changed
 * @throws VaultError when the key that wraps an organization is not configured; what came before it stays rotated
 */
export async function rotateOrganizationKeys(database: Pick<Database, 'system'>, vault: Vault): Promise<number> {
  const organizations = await database.system.organization.findMany({
    where: { keyId: { not: vault.kid }, deletedAt: null },
    orderBy: { id: 'asc' },
  })
  let changed = 0
  for (const { id, keyId, wrappedDataKey, wrappedIndexKey } of organizations) {
    const rotated = vault.rotate(id, { dataKey: wrappedDataKey, indexKey: wrappedIndexKey, kid: keyId })
    // With the old key id as condition: another process may have done it in the meantime.
    const { count } = await database.system.organization.updateMany({
      where: { id, keyId },
      data: { wrappedDataKey: rotated.dataKey, wrappedIndexKey: rotated.indexKey, keyId: rotated.kid },
    })
    changed += count
  }
  return changed
}
