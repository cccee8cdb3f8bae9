/** Batches of one operation: one statement for all parents of a list, however many there are. */
import DataLoader from 'dataloader'
import type { TenantClient } from '../server/database/tenant.ts'

export type Loaders = ReturnType<typeof createLoaders>

export function createLoaders(db: TenantClient) {
  return {}
}
