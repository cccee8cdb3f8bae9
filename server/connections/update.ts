/** Changing a connection: name, furnisher, cadence, settings, credentials. */

import { SourceFailure, type SourcePlugin } from '../../plugins/contract.ts'
import { type Connection, Prisma } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { isUniqueConflict, transact, writeAudit } from '../audit.ts'
import type { TenantClient } from '../database/tenant.ts'
import { isId } from '../ids.ts'
import { notFound, type Outcome, type Refusal, type Requester, refusal } from '../outcome.ts'
import { type CadenceInput, nextRunDate, readCadence, scheduleColumns } from '../schedule/cadence.ts'
import type { Schedule } from '../schedule/nextRun.ts'
import type { ConnectionEventBody } from '../sync/events.ts'
import type { Tx } from '../sync/log.ts'
import { changedMeanwhile, sameAccess } from './check.ts'
import { sealCredentials, storedAccess } from './context.ts'
import { appendConnectionEvents } from './events.ts'
import { expiryColumns, wrongExpiry } from './expiry.ts'
import { originOf, readForm } from './forms.ts'
import { presetProblems } from './presets.ts'
import {
  activeRunId,
  isDeleting,
  isNameTaken,
  lockConnection,
  nameTaken,
  readName,
  runActive,
  surveyColumns,
} from './rows.ts'
import { type Survey, surveySource } from './survey.ts'

/** What is absent stays as it is. */
export interface UpdateConnection extends CadenceInput {
  connectionId: string
  name?: string
  furnisherId?: string
  /** The whole form; what it leaves out takes its default. */
  settings?: unknown
  /** Needed when the settings lead to another address: a secret is never sent to a new host unasked. */
  credentials?: unknown
  /** Needed to move a connection that has records to a furnisher with another identification number. */
  confirmFurnisherChange: boolean
}

type Done = { connectionId: string }

/** What will be written, once everything is checked. */
interface Change {
  columns: Prisma.ConnectionUncheckedUpdateManyInput
  events: ConnectionEventBody[]
  /** Names for the event and the audit log. */
  changed: string[]
  /** The preset and the cursor in use belong to what a run at work reads. */
  needsIdle: boolean
}

export async function updateConnection(
  app: App,
  requester: Requester,
  input: UpdateConnection,
): Promise<Outcome<Done>> {
  const db = app.database.tenant(requester.organizationId)
  const seen = await findConnection(db, input.connectionId)
  if (!seen) return notFound('connection', ['connectionId'])
  const errors: Refusal[] = []
  const change: Change = { columns: {}, events: [], changed: [], needsIdle: false }
  await changeName(db, seen, input, change, errors)
  await changeFurnisher(db, seen, input, change, errors)
  changeCadence(app, seen, input, change, errors)
  const access = await changeAccess(app, requester, seen, input, change)
  if (!access.ok) errors.push(...access.errors)
  if (errors.length > 0) return { ok: false, errors }
  if (change.changed.length > 0) {
    const { actor } = requester
    change.events.unshift({ kind: 'UPDATED', payload: { changed: change.changed, actor } })
  }
  return write(app, requester, seen, change, 'updateConnection')
}

/**
 * New credentials for the same source. The source is asked first: credentials that do not work replace nothing. Cursor and
 * records stay; a connection that was paused because of its credentials goes on.
 */
export async function replaceCredentials(
  app: App,
  requester: Requester,
  input: { connectionId: string; credentials: unknown; credentialsExpireOn?: string | null },
): Promise<Outcome<Done>> {
  const seen = await findConnection(app.database.tenant(requester.organizationId), input.connectionId)
  if (!seen) return notFound('connection', ['connectionId'])
  const change: Change = { columns: {}, events: [], changed: [], needsIdle: false }
  const errors = wrongExpiry(input.credentialsExpireOn, app.now())
  if (errors.length > 0) return { ok: false, errors }
  const { connectionId, credentials } = input
  const access = await changeAccess(app, requester, seen, { connectionId, credentials }, change)
  if (!access.ok) return access
  if (input.credentialsExpireOn) Object.assign(change.columns, expiryColumns(input.credentialsExpireOn, undefined))
  return write(app, requester, seen, change, 'replaceCredentials')
}

async function findConnection(db: TenantClient, id: string): Promise<Connection | null> {
  return isId(id) ? db.connection.findFirst({ where: { id } }) : null
}

async function changeName(
  db: TenantClient,
  seen: Connection,
  input: UpdateConnection,
  change: Change,
  errors: Refusal[],
) {
  if (input.name === undefined) return
  const { name, errors: wrong } = readName(input.name)
  errors.push(...wrong)
  if (wrong.length > 0 || name === seen.name) return
  if (await isNameTaken(db, name, seen.id)) errors.push(nameTaken)
  change.columns.name = name
  change.changed.push('name')
}

async function changeFurnisher(
  db: TenantClient,
  seen: Connection,
  input: UpdateConnection,
  change: Change,
  errors: Refusal[],
) {
  const { furnisherId } = input
  if (furnisherId === undefined || furnisherId === seen.furnisherId) return
  const furnishers = await db.furnisher.findMany({
    where: { id: { in: [seen.furnisherId, furnisherId].filter(isId) } },
  })
  const next = furnishers.find((each) => each.id === furnisherId)
  if (!next) {
    errors.push(refusal('NOT_FOUND', ['furnisherId'], 'There is no such furnisher.'))
    return
  }
  const sameNumber = furnishers.every((each) => each.identificationNumber === next.identificationNumber)
  if (!sameNumber && !input.confirmFurnisherChange) {
    const records = await db.metro2Record.count({ where: { connectionId: seen.id } })
    if (records > 0) errors.push(furnisherInUse(records, next.identificationNumber))
  }
  change.columns.furnisherId = furnisherId
  change.changed.push('furnisher')
  change.needsIdle = true
}

function changeCadence(app: App, seen: Connection, input: UpdateConnection, change: Change, errors: Refusal[]) {
  const names = (['cadence', 'dailyAt', 'timeZone'] as const).filter((name) => input[name] !== undefined)
  if (names.length === 0) return
  const { schedule, errors: wrong } = readCadence(input, seen, app.plugins.get(seen.pluginId))
  errors.push(...wrong)
  const same = (['cadence', 'dailyAt', 'timeZone'] as const).every((name) => schedule[name] === seen[name])
  if (wrong.length > 0 || same) return
  Object.assign(change.columns, scheduleColumns(schedule, app.now()))
  change.changed.push('cadence')
}

function furnisherInUse(records: number, number: string): Refusal {
  const message =
    `This changes the identification number of ${records} records to ${number}: bureaus take every account for a new ` +
    'account unless the change was agreed with them. To do it all the same, set confirmFurnisherChange; the next sync writes it.'
  return refusal('CONFIRMATION_REQUIRED', ['furnisherId'], message)
}

/** Settings and credentials. The source is asked with the new ones before anything is written. */
async function changeAccess(
  app: App,
  requester: Requester,
  seen: Connection,
  input: Pick<UpdateConnection, 'settings' | 'credentials'> & { connectionId: string },
  change: Change,
): Promise<Outcome<object>> {
  const { settings: givenSettings, credentials: givenCredentials } = input
  if (givenSettings === undefined && givenCredentials === undefined) return { ok: true }
  const plugin = app.plugins.get(seen.pluginId)
  if (!plugin) {
    const message = `The plugin ${seen.pluginId} of this connection is not installed.`
    return { ok: false, errors: [refusal('UNKNOWN_PLUGIN', ['connectionId'], message)] }
  }
  const settings = readForm(plugin, 'settings', givenSettings ?? seen.settings)
  const credentials = givenCredentials === undefined ? null : readForm(plugin, 'credentials', givenCredentials)
  const wrong = [settings, credentials].flatMap((part) => (part && !part.ok ? part.errors : []))
  if (!settings.ok || (credentials && !credentials.ok)) return { ok: false, errors: wrong }
  const moved = originOf(plugin, settings.value) !== originOf(plugin, seen.settings)
  const refused = await refuseMove(app, plugin, seen, settings.value, moved && credentials === null)
  if (refused.length > 0) return { ok: false, errors: refused }

  const secret = credentials ?? (await storedCredentials(app, seen, settings.value))
  if (!secret.ok) return secret
  const connection = moved ? null : seen
  const access = { plugin, settings: settings.value, credentials: secret.value, capabilities: {}, connection }
  const surveyed = await surveySource(app, access)
  if (!surveyed.ok) return surveyed
  const problems = await presetStillFits(app, seen, surveyed)
  if (problems.length > 0) return { ok: false, errors: problems }
  const now = new Date(app.now())
  Object.assign(change.columns, surveyColumns(surveyed, now))
  if (credentials) {
    Object.assign(change.columns, expiryColumns(null, surveyed.report.credentialsExpireOn))
    await putCredentials(app, requester, seen, plugin, credentials.value, change)
  }
  if (givenSettings !== undefined) putSettings(plugin, seen, settings.value, moved, change)
  return { ok: true }
}

async function storedCredentials(app: App, seen: Connection, settings: unknown): Promise<Outcome<{ value: unknown }>> {
  try {
    const access = await storedAccess(app, { ...seen, settings: settings as Prisma.JsonValue })
    return { ok: true, value: access.credentials }
  } catch (error) {
    if (!(error instanceof SourceFailure)) throw error
    return { ok: false, errors: [refusal(error.code, ['credentials'], `${error.message} ${error.hint}`)] }
  }
}

async function refuseMove(
  app: App,
  plugin: SourcePlugin,
  seen: Connection,
  settings: unknown,
  secretWouldMove: boolean,
): Promise<Refusal[]> {
  const errors: Refusal[] = []
  if (secretWouldMove) {
    const message = `These settings lead to ${originOf(plugin, settings)}. The stored credentials are not sent to a new address: give credentials as well.`
    errors.push(refusal('CREDENTIALS_REQUIRED', ['credentials'], message))
  }
  if (plugin.environment(settings) !== seen.environment) {
    const db = app.database.tenant(seen.organizationId)
    const known = await db.sourceRecord.findFirst({ where: { connectionId: seen.id }, select: { id: true } })
    if (known) {
      const message = `This connection holds loans of a ${seen.environment} source, which must not be mixed with others. Make another connection.`
      errors.push(refusal('ENVIRONMENT_FIXED', ['settings'], message))
    }
  }
  return errors
}

async function presetStillFits(app: App, seen: Connection, { discovery }: Survey): Promise<Refusal[]> {
  const db = app.database.tenant(seen.organizationId)
  const preset = await db.mappingPreset.findFirstOrThrow({ where: { id: seen.presetId }, include: { versions: true } })
  const published = preset.versions.find((each) => each.version === preset.publishedVersion)!
  return presetProblems(published.text, discovery.catalogue, ['settings'])
}

async function putCredentials(
  app: App,
  requester: Requester,
  seen: Connection,
  plugin: SourcePlugin,
  credentials: unknown,
  change: Change,
) {
  change.columns.sealedCredentials = await sealCredentials(app, seen.organizationId, seen.id, credentials)
  change.columns.credentialsHint = plugin.credentialsHint(credentials)
  change.columns.credentialsSetAt = new Date(app.now())
  change.events.push({ kind: 'CREDENTIALS_REPLACED', payload: { actor: requester.actor } })
  if (pausedForCredentials(seen)) {
    const nextRunAt = nextRunDate({ ...seen, ...change.columns } as Schedule, app.now())
    Object.assign(change.columns, { state: 'ACTIVE', pauseReason: Prisma.DbNull, nextRunAt })
    change.events.push({ kind: 'RESUMED', payload: { actor: requester.actor } })
  }
}

function putSettings(plugin: SourcePlugin, seen: Connection, settings: unknown, moved: boolean, change: Change) {
  change.columns.settings = settings as Prisma.InputJsonValue
  change.columns.environment = plugin.environment(settings)
  // Nobody can say that the cursor of one address means anything at another; reading everything once is safe.
  if (moved) change.columns.cursor = Prisma.DbNull
  const before = seen.settings as Record<string, unknown>
  const after = settings as Record<string, unknown>
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  for (const name of names) {
    if (JSON.stringify(before[name]) !== JSON.stringify(after[name])) change.changed.push(`settings.${name}`)
  }
  change.needsIdle = true
}

function pausedForCredentials(connection: Connection): boolean {
  const code = (connection.pauseReason as { code?: string } | null)?.code
  return connection.state === 'PAUSED' && (code === 'UNAUTHORIZED' || code === 'CONFIGURATION_OUTDATED')
}

async function write(
  app: App,
  requester: Requester,
  seen: Connection,
  change: Change,
  action: string,
): Promise<Outcome<Done>> {
  const { organizationId } = requester
  try {
    const outcome = await transact<Done>(app, requester, async (tx, now) => {
      const current = await lockConnection(tx, organizationId, seen.id)
      if (!current || isDeleting(current)) return notFound('connection', ['connectionId'])
      const refused = await refuseNow(tx, current, seen, change)
      if (refused) return refused
      if (change.events.length === 0) return { ok: true, connectionId: seen.id }
      await tx.connection.updateMany({ where: { id: seen.id }, data: { ...change.columns, updatedAt: now } })
      await appendConnectionEvents(tx, organizationId, seen.id, change.events, now)
      const details = {
        changed: change.changed,
        credentials: 'sealedCredentials' in change.columns ? 'replaced' : 'kept',
      }
      await writeAudit(tx, requester, { action, targetType: 'ConnectedSource', targetId: seen.id, details }, now)
      return { ok: true, connectionId: seen.id }
    })
    if (outcome.ok) app.events.wake(seen.id)
    return outcome
  } catch (error) {
    if (isUniqueConflict(error)) return { ok: false, errors: [nameTaken] }
    throw error
  }
}

async function refuseNow(tx: Tx, current: Connection, seen: Connection, change: Change) {
  const touchesAccess = 'checkedAt' in change.columns
  if (touchesAccess && !sameAccess(current, seen)) return changedMeanwhile
  if (change.needsIdle && (await activeRunId(tx, seen.id))) return { ok: false as const, errors: [runActive] }
  return null
}
