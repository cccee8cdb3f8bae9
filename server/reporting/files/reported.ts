/** What a closed period reported, in the order of its files. */
import type { App } from '../../app.ts'
import type { TenantClient } from '../../database/tenant.ts'
import type { Metro2Record } from '../../metro2/record.ts'
import { type Identity, joinIdentity, type PublicFields } from '../../records/identity.ts'
import { unsealText } from '../../vault/seal.ts'
import type { OrganizationKeys } from '../../vault/vault.ts'

const atOnce = 500

interface Row {
  id: string
  fields: PublicFields
  sealed_identity: Uint8Array
  identification_number: string
  consumer_account_number: string
}

const beginning: Row = {
  id: '00000000-0000-0000-0000-000000000000',
  identification_number: '',
  consumer_account_number: '',
} as Row

/**
 * Pages of at most 500 records, by identification number, account number and id. Compared by bytes: the order must be the same
 * whatever language the database sorts by, else a file could not be made again.
 */
export async function* reportedPages(
  app: App,
  organizationId: string,
  periodId: string,
): AsyncGenerator<Metro2Record[]> {
  const db = app.database.tenant(organizationId)
  const keys = await app.keysOf(organizationId)
  let next = pageAfter(db, periodId, beginning)
  for (;;) {
    const rows = await next
    const more = rows.length === atOnce
    // The database works on the next page while this one is unsealed and written.
    if (more) next = pageAfter(db, periodId, rows.at(-1)!)
    if (rows.length > 0) yield rows.map((row) => open(keys, row))
    if (!more) return
  }
}

function pageAfter(db: TenantClient, periodId: string, last: Row): Promise<Row[]> {
  const page = db.$queryRaw<Row[]>`
    SELECT id, fields, sealed_identity, identification_number, consumer_account_number FROM reported_records
    WHERE organization_id = ${db.organizationId}::uuid AND period_id = ${periodId}::uuid
      AND (identification_number COLLATE "C", consumer_account_number COLLATE "C", id)
        > (${last.identification_number}, ${last.consumer_account_number}, ${last.id}::uuid)
    ORDER BY identification_number COLLATE "C", consumer_account_number COLLATE "C", id LIMIT ${atOnce}`
  // Prisma begins a query when somebody waits for it. Whoever leaves before the page comes must not leave an error behind.
  const begun = page.then((rows) => rows)
  begun.catch(() => {})
  return begun
}

function open(keys: OrganizationKeys, row: Row): Metro2Record {
  const place = { table: 'reported_records', rowId: row.id, field: 'identity' }
  return joinIdentity(row.fields, JSON.parse(unsealText(keys, place, row.sealed_identity)) as Identity)
}
