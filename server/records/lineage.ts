/** Where the values of a record come from: the stored document mapped again, with a trace. */

import type { Capabilities } from '../../plugins/contract.ts'
import type { App } from '../app.ts'
import type { FieldTrace } from '../mapping/program.ts'
import { loadPrevious } from '../reporting/periods/previous.ts'
import { unsealCompressed } from '../vault/seal.ts'
import { compiledPreset } from './presets.ts'

export class LineageUnavailable extends Error {}

/**
 * Every field of the record with its source path, raw value, steps and evidence; sensitive values are masked. Reads the stored
 * document, never the source.
 * @throws LineageUnavailable with the reason, for people
 */
export async function traceRecord(app: App, organizationId: string, recordId: string): Promise<FieldTrace[]> {
  const record = await app.database.tenant(organizationId).metro2Record.findFirst({
    where: { id: recordId },
    select: {
      asOf: true,
      sourceKey: true,
      presetVersionId: true,
      sourceRecord: { select: { id: true, document: true, snapshotDate: true } },
      connection: {
        select: {
          id: true,
          pluginId: true,
          capabilities: true,
          catalogue: true,
          checkedAt: true,
          furnisher: { select: { identificationNumber: true } },
        },
      },
    },
  })
  if (!record) throw new LineageUnavailable('The record is gone.')
  const { connection, sourceRecord } = record
  const plugin = app.plugins.get(connection.pluginId)
  if (!plugin) throw new LineageUnavailable(`The plugin ${connection.pluginId} is not installed.`)
  const keys = await app.keysOf(organizationId)
  const place = { table: 'source_records', rowId: sourceRecord.id, field: 'document' }
  const raw = unsealCompressed(keys, place, sourceRecord.document)
  const { document } = plugin.normalize(raw, { capabilities: connection.capabilities as Capabilities })
  const program = await compiledPreset(app, organizationId, record.presetVersionId, connection)
  const loan = { sourceKey: record.sourceKey, asOf: day(record.asOf) }
  const reports = await loadPrevious(app.database.tenant(organizationId), keys, connection.id, [loan])
  const inputs = {
    asOf: day(record.asOf),
    identificationNumber: connection.furnisher.identificationNumber,
    snapshotDate: sourceRecord.snapshotDate && day(sourceRecord.snapshotDate),
    previous: reports.get(record.sourceKey)?.record ?? null,
  }
  return program.trace(document, inputs).fields
}

const day = (date: Date) => date.toISOString().slice(0, 10)
