/**
 * What a computation is made from: everything besides the loans' own documents by name, and for those the last run that read
 * any. Two that are the same give the same records; one that differs says what changed since.
 */
import type { ReportingPeriod } from '../../../prisma/generated/client/client.ts'
import type { App } from '../../app.ts'
import type { Tx as Transaction } from '../../database/tenant.ts'
import { inForce, dayOf as utcDayOf } from '../../rules/standing.ts'
import { dayOf, publishedVersionId, reportingConnections } from './rows.ts'

/** What of a client or a transaction is read. */
export type BasisReader = Pick<
  Transaction,
  | 'baselineAccount'
  | 'connection'
  | 'furnisher'
  | 'mappingPreset'
  | 'mappingPresetVersion'
  | 'quarantinedRecord'
  | 'reportedRecord'
  | 'reportingPeriod'
  | 'ruleSetting'
  | 'syncRun'
  | 'waiver'
>

/** By what it is called in sentences: "the preset of Core" → version id. */
export type Basis = Record<string, string>

export async function readBasis(app: App, tx: BasisReader, period: ReportingPeriod): Promise<Basis> {
  const furnisher = await tx.furnisher.findFirstOrThrow({ where: { id: period.furnisherId } })
  const basis: Basis = {
    'the as-of date': dayOf(period.asOf),
    'the identification number of the furnisher': furnisher.identificationNumber,
    'the rule settings': await settingsStamp(tx),
    'the waivers': await waiversStamp(tx, new Date(app.now())),
    'what was reported before': await reportedStamp(tx, period),
  }
  for (const connection of await reportingConnections(tx, period.furnisherId)) {
    const { id, name } = connection
    basis[`the preset of ${name}`] = `${id} ${await publishedVersionId(tx, connection.presetId)}`
    basis[`the check of ${name}`] = `${id} ${connection.checkedAt.toISOString()} ${versionOf(app, connection.pluginId)}`
    basis[`the documents of ${name}`] = await documentsStamp(tx, id)
  }
  return basis
}

/** What differs, in words; empty when nothing does. */
export function changesSince(before: Basis | null, now: Basis): string[] {
  if (before === null) return ['everything']
  const names = new Set([...Object.keys(before), ...Object.keys(now)])
  return [...names].filter((name) => before[name] !== now[name])
}

const versionOf = (app: App, pluginId: string) => app.plugins.get(pluginId)?.version ?? 'not installed'

async function settingsStamp(tx: BasisReader): Promise<string> {
  const { _count, _max } = await tx.ruleSetting.aggregate({ _count: true, _max: { updatedAt: true } })
  return `${_count} ${_max.updatedAt?.toISOString() ?? ''}`
}

/** Given, revoked and expired ones all move it. */
async function waiversStamp(tx: BasisReader, now: Date): Promise<string> {
  const living = await tx.waiver.count({ where: inForce(utcDayOf(now)) })
  const { _count, _max } = await tx.waiver.aggregate({ _count: true, _max: { createdAt: true, revokedAt: true } })
  return [living, _count, _max.createdAt?.toISOString(), _max.revokedAt?.toISOString()].join(' ')
}

/** A run that only maps stored documents again reads none; documents come out of quarantine without any run, too. */
async function documentsStamp(tx: BasisReader, connectionId: string): Promise<string> {
  const run = await tx.syncRun.findFirst({
    where: { connectionId, mode: { not: 'ROLLOVER' }, startedAt: { not: null } },
    orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
    select: { id: true, state: true, seen: true },
  })
  const quarantined = await tx.quarantinedRecord.aggregate({
    where: { connectionId },
    _count: true,
    _max: { lastSeenAt: true },
  })
  const read = run ? `${run.id} ${run.state} ${run.seen}` : 'none'
  return `${read} ${quarantined._count} ${quarantined._max.lastSeenAt?.toISOString() ?? ''}`
}

/** Accounts of a baseline may be matched to loans, or set aside, after it was closed. */
async function reportedStamp(tx: BasisReader, period: ReportingPeriod): Promise<string> {
  const before = await tx.reportingPeriod.findFirst({
    where: { furnisherId: period.furnisherId, state: 'CLOSED', month: { lt: period.month } },
    orderBy: [{ month: 'desc' }, { revision: 'desc' }],
    select: { id: true, origin: true },
  })
  if (!before) return 'nothing'
  if (before.origin === 'COMPUTED') return before.id
  const of = { periodId: before.id }
  const matched = await tx.reportedRecord.count({ where: { ...of, connectionId: { not: null } } })
  const { _max } = await tx.baselineAccount.aggregate({ where: of, _max: { decidedAt: true } })
  return `${before.id} ${matched} ${_max.decidedAt?.toISOString() ?? ''}`
}
