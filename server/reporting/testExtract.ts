/**
 * A TEST extract: the reportable records of a SANDBOX connection as a Metro 2 file, streamed from the live view. It is for
 * looking at, and says so in its header; files for bureaus are written by closing a reporting period.
 */
import type { Connection, Furnisher } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { encodeHeader, encodeRecord } from '../metro2/codec.ts'
import { createTrailerCounter } from '../metro2/file.ts'
import type { Header, Metro2Record } from '../metro2/record.ts'
import { type Identity, joinIdentity, type PublicFields } from '../records/identity.ts'
import { unsealText } from '../vault/seal.ts'
import type { OrganizationKeys } from '../vault/vault.ts'

export type Extract =
  | { ok: true; fileName: string; lines: AsyncGenerator<string> }
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
  const lines = writeLines(headerOf(connection.furnisher, asOf), readReportable(app, keys, connection))
  return { ok: true, fileName: `TEST-${asOf}-${connection.id}.txt`, lines }
}

function headerOf(furnisher: Furnisher, asOf: string): Header {
  return {
    cycleIdentifier: '',
    innovisProgramIdentifier: furnisher.innovisProgramIdentifier,
    equifaxProgramIdentifier: furnisher.equifaxProgramIdentifier,
    experianProgramIdentifier: furnisher.experianProgramIdentifier,
    transunionProgramIdentifier: furnisher.transunionProgramIdentifier,
    activityDate: asOf,
    dateCreated: asOf,
    programDate: null,
    programRevisionDate: null,
    reporterName: `TEST ${furnisher.name}`.slice(0, 40),
    reporterAddress: furnisher.address,
    reporterTelephoneNumber: furnisher.telephoneNumber,
    softwareVendorName: 'TEST EXTRACT, NOT FOR REPORTING',
    softwareVersionNumber: '',
    microbiltPrbcProgramIdentifier: '',
  }
}

async function* writeLines(header: Header, records: AsyncIterable<Metro2Record>): AsyncGenerator<string> {
  const counter = createTrailerCounter()
  yield `${encodeHeader(header).text}\n`
  for await (const record of records) {
    counter.add(record)
    yield `${encodeRecord(record).text}\n`
  }
  yield `${counter.encode()}\n`
}

async function* readReportable(app: App, keys: OrganizationKeys, connection: Connection): AsyncGenerator<Metro2Record> {
  const db = app.database.tenant(connection.organizationId)
  let after: string | null = null
  for (;;) {
    const rows: { id: string; fields: unknown; sealedIdentity: Uint8Array | null }[] = await db.metro2Record.findMany({
      where: { connectionId: connection.id, eligibility: 'REPORTABLE', ...(after ? { id: { gt: after } } : {}) },
      orderBy: { id: 'asc' },
      take: atOnce,
      select: { id: true, fields: true, sealedIdentity: true },
    })
    for (const row of rows) {
      const place = { table: 'metro2_records', rowId: row.id, field: 'identity' }
      const identity = JSON.parse(unsealText(keys, place, row.sealedIdentity!)) as Identity
      yield joinIdentity(row.fields as PublicFields, identity)
    }
    if (rows.length < atOnce) return
    after = rows.at(-1)!.id
  }
}
