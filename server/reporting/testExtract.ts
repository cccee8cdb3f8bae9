/**
 * A TEST extract: the reportable records of a SANDBOX connection as a Metro 2 file, streamed from the live view. It is for
 * looking at, and says so in its header; files for bureaus are written by closing a reporting period.
 */
import type { Connection } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import type { Header, Metro2Record } from '../metro2/record.ts'
import { type Identity, joinIdentity, type PublicFields } from '../records/identity.ts'
import { unsealText } from '../vault/seal.ts'
import type { OrganizationKeys } from '../vault/vault.ts'
import { headerOf } from './files/header.ts'
import { fileText } from './files/text.ts'

export type Extract =
  | { ok: true; fileName: string; text: AsyncGenerator<string> }
  | { ok: false; code: 'NOT_FOUND' | 'PRODUCTION_CONNECTION' | 'NOTHING_SYNCED'; message: string }

const atOnce = 500

/** The records' as-of date is the connection's last; SSNs and dates of birth stand in it as in any Metro 2 file. */
export async function testExtract(app: App, organizationId: string, connectionId: string): Promise<Extract> {
  const connection = await app.database
    .tenant(organizationId)
    .connection.findFirst({ where: { id: connectionId }, include: { furnisher: true } })
  if (!connection) return { ok: false, code: 'NOT_FOUND', message: 'There is no such connection.' }
  if (connection.environment === 'PRODUCTION') {
    const message =
      'A production connection gives no TEST extract: its files are written by closing a reporting period.'
    return { ok: false, code: 'PRODUCTION_CONNECTION', message }
  }
  if (!connection.asOf) {
    return { ok: false, code: 'NOTHING_SYNCED', message: 'No sync of this connection has ended yet. Start one first.' }
  }
  const asOf = connection.asOf.toISOString().slice(0, 10)
  const keys = await app.keysOf(organizationId)
  const header = markAsTest(headerOf(connection.furnisher, { bureau: 'ALL', activityDate: asOf, dateCreated: asOf }))
  const text = fileText(header, reportablePages(app, keys, connection))
  return { ok: true, fileName: `TEST-${asOf}-${connection.id}.txt`, text }
}

/** Says in two fields that it is none for a bureau. */
function markAsTest(header: Header): Header {
  return {
    ...header,
    reporterName: `TEST ${header.reporterName}`.slice(0, 40),
    softwareVendorName: 'TEST EXTRACT, NOT FOR REPORTING',
  }
}

async function* reportablePages(
  app: App,
  keys: OrganizationKeys,
  connection: Connection,
): AsyncGenerator<Metro2Record[]> {
  const db = app.database.tenant(connection.organizationId)
  let after: string | null = null
  for (;;) {
    const rows: { id: string; fields: unknown; sealedIdentity: Uint8Array | null }[] = await db.metro2Record.findMany({
      where: { connectionId: connection.id, eligibility: 'REPORTABLE', ...(after ? { id: { gt: after } } : {}) },
      orderBy: { id: 'asc' },
      take: atOnce,
      select: { id: true, fields: true, sealedIdentity: true },
    })
    yield rows.map((row) => {
      const place = { table: 'metro2_records', rowId: row.id, field: 'identity' }
      const identity = JSON.parse(unsealText(keys, place, row.sealedIdentity!)) as Identity
      return joinIdentity(row.fields as unknown as PublicFields, identity)
    })
    if (rows.length < atOnce) return
    after = rows.at(-1)!.id
  }
}
