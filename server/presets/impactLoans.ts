/** Stored loans of one connection held against a text, some hundred at a time: what it would make of each, beside what stands. */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Eligibility } from '../../prisma/generated/client/enums.ts'
import type { Metro2Record } from '../metro2/record.ts'
import type { OperationContext } from '../operations/contract.ts'
import { joinIdentity, type PublicFields } from '../records/identity.ts'
import type { FailedRecord, MappedRecord } from '../records/mapRecord.ts'
import { loadPrevious } from '../reporting/periods/previous.ts'
import { type ActiveWaiver, effectiveFindings, type RuleSettings } from '../rules/effective.ts'
import { dayOf as dayOfInstant, loadWaivers } from '../rules/standing.ts'
import type { OrganizationKeys } from '../vault/vault.ts'
import { changedFields, storedRecord } from './fields.ts'
import { causeOf, type LoanImpact, type QuarantinedImpact } from './impactCounts.ts'
import type { PresetConnection } from './rows.ts'
import { dayOf, type MapQuarantined, type MapStored, quarantineDay, type StoredDocument } from './storedLoans.ts'

/** Loans of one step. */
export const chunk = 100
/** Documents of one statement: the embedded database hands over a statement's rows in one go, holding the event loop. */
const documentsAtOnce = 20
/** Mapping holds the event loop no longer than this at a stretch. */
const sliceMs = 10

/** One version of the preset, for one connection. */
export interface Mapper {
  stored: MapStored
  quarantined: MapQuarantined
}

export interface Means {
  /** The text that is tried. */
  text: Mapper
  /** The published version; null where it does not suit the connection any more. */
  published: Mapper | null
  settings: RuleSettings
  keys: OrganizationKeys
}

/** What a step found. */
export interface Found {
  loans: LoanImpact[]
  quarantined: QuarantinedImpact[]
  /** Id of the last row looked at; null where there is none left. */
  last: string | null
}

/** Lets others have the event loop whenever it was held long enough. */
function breather({ signal }: OperationContext) {
  let since = performance.now()
  return async () => {
    if (performance.now() - since <= sliceMs) return
    await breathe()
    signal.throwIfAborted()
    since = performance.now()
  }
}

/** The next records. Of a loan whose latest document is in quarantine, that document is tried: the stored one is outdated. */
export async function nextRecords(
  context: OperationContext,
  connection: PresetConnection,
  after: string | null,
  means: Means,
): Promise<Found> {
  const rows = await recordsAfter(context, connection.id, after)
  const sourceKeys = rows.map((row) => row.sourceKey)
  const quarantined = await quarantinedBy(context, connection, { sourceKey: { in: sourceKeys } })
  const inQuarantine = new Map(quarantined.map((row) => [row.sourceKey, row]))
  const dayFor = (row: Row) => inQuarantine.get(row.sourceKey)?.day ?? dayOf(row.asOf)
  const days = rows.map((row) => ({ sourceKey: row.sourceKey, asOf: dayFor(row) }))
  const judge = await judgeOf(context, connection.id, sourceKeys, means)
  const reports = await loadPrevious(context.db, means.keys, connection.id, days)
  const found: Found = { loans: [], quarantined: [], last: rows.at(-1)?.id ?? null }
  const documentOf = documentReader(
    context,
    rows.filter((row) => !inQuarantine.has(row.sourceKey)),
  )
  const pause = breather(context)
  const compared = { keys: means.keys, judge }
  for (const row of rows) {
    const previous = reports.get(row.sourceKey) ?? null
    const document = inQuarantine.get(row.sourceKey)
    const day = dayFor(row)
    if (document) {
      const mapped = means.text.quarantined(document, day, previous)
      const byPublished = once(() => means.published?.quarantined(document, day, previous) ?? null)
      found.quarantined.push(quarantinedImpact(document, mapped, byPublished, judge))
      // Where a version leaves it in quarantine, that version does nothing to the record.
      const mending = () => (byPublished()?.kind === 'RECORD' ? byPublished() : null)
      const isMended = mapped.kind === 'RECORD'
      found.loans.push(isMended ? loanImpact(row, mapped, { ...compared, byPublished: mending }) : untouched(row))
    } else {
      const stored = await documentOf(row)
      // Deleted since the row was read.
      if (stored === null) continue
      const mapped = means.text.stored(stored, day, previous)
      const byPublished = () => means.published?.stored(stored, day, previous) ?? null
      found.loans.push(loanImpact(row, mapped, { ...compared, byPublished }))
    }
    await pause()
  }
  return found
}

/** The next documents in quarantine that have no record, or one of a loan that had gone. */
export async function nextQuarantined(
  context: OperationContext,
  connection: PresetConnection,
  after: string | null,
  means: Means,
): Promise<Found> {
  const ids = await aloneInQuarantine(context, connection.id, after)
  const rows = await quarantinedBy(context, connection, { id: { in: ids } })
  const days = rows.map(({ sourceKey, day }) => ({ sourceKey, asOf: day }))
  const sourceKeys = rows.map((row) => row.sourceKey)
  const judge = await judgeOf(context, connection.id, sourceKeys, means)
  const reports = await loadPrevious(context.db, means.keys, connection.id, days)
  const found: Found = { loans: [], quarantined: [], last: ids.at(-1) ?? null }
  const pause = breather(context)
  for (const row of rows) {
    const previous = reports.get(row.sourceKey) ?? null
    const mapped = means.text.quarantined(row, row.day, previous)
    const byPublished = () => means.published?.quarantined(row, row.day, previous) ?? null
    found.quarantined.push(quarantinedImpact(row, mapped, byPublished, judge))
    await pause()
  }
  return found
}

type Row = Awaited<ReturnType<typeof recordsAfter>>[number]

async function recordsAfter({ db }: OperationContext, connectionId: string, after: string | null) {
  return db.metro2Record.findMany({
    // A preset changes nothing about a loan that the source no longer has.
    where: { connectionId, sourceRecord: { goneSince: null }, ...(after === null ? {} : { id: { gt: after } }) },
    orderBy: { id: 'asc' },
    take: chunk,
    select: {
      ...{ id: true, sourceKey: true, asOf: true, eligibility: true, fields: true, sealedIdentity: true },
      ...{ contentHash: true, sourceRecordId: true },
      validationErrors: { where: { severity: { not: 'OFF' }, waiverId: null }, select: { ruleId: true } },
    },
  })
}

/** Nothing is stored of what is only tried, so that the hash of the inputs is nobody's business. */
const noHash = Buffer.alloc(0)

/** Reads the documents of these rows some at a time, in the order in which they are asked for. */
function documentReader({ db }: OperationContext, rows: readonly Row[]) {
  const ids = rows.map((row) => row.sourceRecordId)
  let read = new Map<string, StoredDocument>()
  let next = 0
  return async ({ sourceRecordId }: Row): Promise<StoredDocument | null> => {
    if (next < ids.length && ids[next] === sourceRecordId) {
      const some = ids.slice(next, next + documentsAtOnce)
      const documents = await db.$queryRawUnsafe<{ id: string; document: string; snapshot_date: Date | null }[]>(
        // The embedded database's client takes bytes apart digit by digit; text it hands over as it is.
        `SELECT id::text AS id, encode(document, 'base64') AS document, snapshot_date FROM source_records
         WHERE organization_id = $1::uuid AND id = ANY($2::uuid[])`,
        db.organizationId,
        some,
      )
      read = new Map(
        documents.map(({ id, document, snapshot_date }) => {
          const sealed = { id, document: Buffer.from(document, 'base64'), documentHash: noHash }
          return [id, { ...sealed, snapshotDate: snapshot_date }]
        }),
      )
      next += some.length
    }
    return read.get(sourceRecordId) ?? null
  }
}

export interface QuarantinedRow {
  id: string
  sourceKey: string
  failures: unknown
  document: Uint8Array
  snapshotDate: Date | null
  day: string
}

/** Only what came with its keys can be mapped again; the rest the source sent broken. */
export async function quarantinedBy(
  { db }: Pick<OperationContext, 'db'>,
  { id: connectionId, asOf }: Pick<PresetConnection, 'id' | 'asOf'>,
  which: { sourceKey: { in: string[] } } | { id: { in: string[] } },
): Promise<QuarantinedRow[]> {
  const rows = await db.quarantinedRecord.findMany({
    where: { ...which, connectionId, displayKey: { not: null }, changeToken: { not: null } },
    orderBy: { id: 'asc' },
    select: {
      ...{ id: true, sourceKey: true, failures: true, document: true, snapshotDate: true },
      ...{ runId: true, lastSeenAt: true },
    },
  })
  if (rows.length === 0) return []
  const runIds = [...new Set(rows.map((row) => row.runId))]
  const runs = await db.syncRun.findMany({ where: { id: { in: runIds } }, select: { id: true, asOf: true } })
  const asOfRun = new Map(runs.map((run) => [run.id, run.asOf]))
  return rows.map(({ runId, lastSeenAt, ...row }) => {
    return { ...row, day: quarantineDay(asOf, asOfRun.get(runId) ?? null, lastSeenAt) }
  })
}

/** $1 organization, $2 connections. Documents that can be mapped again, of loans without a record or with one that went away. */
const alone = `FROM quarantined_records q
  WHERE q.organization_id = $1::uuid AND q.connection_id = ANY($2::uuid[])
    AND q.display_key IS NOT NULL AND q.change_token IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM metro2_records m JOIN source_records s ON s.organization_id = m.organization_id AND s.id = m.source_record_id
      WHERE m.organization_id = q.organization_id AND m.connection_id = q.connection_id AND m.source_key = q.source_key
        AND s.gone_since IS NULL)`

async function aloneInQuarantine({ db }: OperationContext, connectionId: string, after: string | null) {
  const rows = await db.$queryRawUnsafe<{ id: string }[]>(
    `SELECT q.id::text AS id ${alone} AND ($3::uuid IS NULL OR q.id > $3::uuid) ORDER BY q.id LIMIT ${chunk}`,
    db.organizationId,
    [connectionId],
    after,
  )
  return rows.map((row) => row.id)
}

/** Documents that `nextQuarantined` will look at. */
export async function countQuarantined({ db }: OperationContext, connectionIds: string[]): Promise<number> {
  const rows = await db.$queryRawUnsafe<{ count: number }[]>(
    `SELECT count(*)::int AS count ${alone}`,
    db.organizationId,
    connectionIds,
  )
  return rows[0]!.count
}

/** What a mapped loan comes to after settings and waivers. */
type Judge = (sourceKey: string, mapped: MappedRecord) => { eligibility: Eligibility; rules: string[] }

async function judgeOf(context: OperationContext, connectionId: string, sourceKeys: string[], means: Means) {
  const today = dayOfInstant(new Date(context.app.now()))
  const waivers = await loadWaivers(context.db, connectionId, sourceKeys, today)
  const judge: Judge = (sourceKey, mapped) => {
    const own: readonly ActiveWaiver[] = waivers.get(sourceKey) ?? []
    const effective = effectiveFindings(mapped.findings, means.settings, own)
    const counted = effective.findings.filter((each) => each.severity !== 'OFF' && each.waiverId === null)
    const eligibility = mapped.eligibility === 'EXCLUDED' ? mapped.eligibility : effective.eligibility
    return { eligibility, rules: distinct(counted.map((each) => each.rule)) }
  }
  return judge
}

const distinct = (names: string[]) => [...new Set(names)]

/** The record stays as it stands. */
function untouched(row: Row): LoanImpact {
  const stands = { eligibility: row.eligibility, rules: distinct(row.validationErrors.map((each) => each.ruleId)) }
  return {
    ...{ recordId: row.id, before: stands, now: stands, fields: [], codes: [], newlyRejected: null, outdated: false },
  }
}

type Mapped = MappedRecord | FailedRecord

interface Compared {
  keys: OrganizationKeys
  judge: Judge
  /** What the published version makes of the same document; null where it does not suit the connection any more. */
  byPublished: () => Mapped | null
}

/**
 * What the text does to a loan, and not what has happened since its record was mapped: the published version is run on the same day
 * after the same reports, and compared with. Only where the text makes something else than what stands: the rest stays as it is.
 */
function loanImpact(row: Row, mapped: Mapped, { keys, judge, byPublished }: Compared): LoanImpact {
  const unchanged = untouched(row)
  const stored = once(() => storedRecord(row, keys))
  const outcomeOf = (each: Mapped): LoanImpact['now'] =>
    each.kind === 'FAILED' ? { eligibility: 'REJECTED', rules: [] } : judge(row.sourceKey, each)
  const standsSo = (each: Mapped, outcome: LoanImpact['now']) =>
    isSameOutcome(outcome, unchanged.before) && each.kind === 'RECORD' && saysTheStored(row, stored, each)
  const now = outcomeOf(mapped)
  if (standsSo(mapped, now)) return unchanged
  const published = byPublished()
  const fresh = published && outcomeOf(published)
  const before = fresh?.eligibility === 'REJECTED' ? { ...unchanged.before, eligibility: fresh.eligibility } : fresh
  const outdated = published !== null && !standsSo(published, fresh!)
  const impact = { ...unchanged, before: before ?? unchanged.before, now, outdated }
  if (mapped.kind === 'FAILED') {
    const codes = distinct(mapped.failures.map((failure) => failure.code))
    return { ...impact, codes, newlyRejected: published?.kind === 'RECORD' ? mapped.failures.map(causeOf) : null }
  }
  if (published?.kind !== 'RECORD') return { ...impact, fields: fieldsChanged(stored(), mapped) }
  return { ...impact, fields: saysTheSame(published, mapped) ? [] : fieldsChanged(recordOf(published), mapped) }
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

const isSameOutcome = (a: LoanImpact['now'], b: LoanImpact['now']) =>
  a.eligibility === b.eligibility &&
  a.rules.length === b.rules.length &&
  a.rules.every((rule) => b.rules.includes(rule))

const recordOf = ({ fields, identity }: MappedRecord) => (fields ? joinIdentity(fields, identity!) : null)

const fieldsChanged = (before: Metro2Record | null, now: MappedRecord) =>
  changedFields(before, recordOf(now)).map((change) => change.field)

/**
 * The hash of what a record says leaves out two dates that move every day. Most loans of most edits say what they said: for
 * these the seal of the stored identity need not be opened, nor field be compared with field.
 */
function saysTheSame(
  a: Pick<MappedRecord, 'fields'> & { contentHash: Uint8Array },
  b: Pick<MappedRecord, 'fields' | 'contentHash'>,
): boolean {
  return (
    b.contentHash.equals(a.contentHash) &&
    a.fields?.base.dateOfAccountInformation === b.fields?.base.dateOfAccountInformation &&
    a.fields?.base.timeStamp === b.fields?.base.timeStamp
  )
}

const saysTheStored = (row: Row, stored: () => Metro2Record | null, mapped: MappedRecord) =>
  saysTheSame({ contentHash: row.contentHash, fields: row.fields as PublicFields | null }, mapped) ||
  fieldsChanged(stored(), mapped).length === 0

function quarantinedImpact(
  row: QuarantinedRow,
  mapped: MappedRecord | FailedRecord,
  byPublished: () => MappedRecord | FailedRecord | null,
  judge: Judge,
): QuarantinedImpact {
  const causes = (row.failures as Parameters<typeof causeOf>[0][]).map(causeOf)
  const common = { quarantinedId: row.id, causes }
  if (mapped.kind === 'FAILED') {
    const now = { eligibility: 'REJECTED' as const, causes: mapped.failures.map(causeOf) }
    return { ...common, now, byPublished: false }
  }
  const { eligibility } = judge(row.sourceKey, mapped)
  return { ...common, now: { eligibility, causes: [] }, byPublished: byPublished()?.kind === 'RECORD' }
}
