/** Connecting a source: everything is checked, the source is asked, and only then something is stored. */
import type { SourcePlugin } from '../../plugins/contract.ts'
import type { Prisma } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { isUniqueConflict, transact, writeAudit } from '../audit.ts'
import { type Claim, withIdempotency } from '../idempotency.ts'
import { isId, newId } from '../ids.ts'
import { type Outcome, type Refusal, type Requester, refusal, refuse } from '../outcome.ts'
import { type CadenceInput, defaultScheduleOf, readCadence, scheduleColumns } from '../schedule/cadence.ts'
import type { Schedule } from '../schedule/nextRun.ts'
import { sealCredentials } from './context.ts'
import { appendConnectionEvents } from './events.ts'
import { expiryColumns, wrongExpiry } from './expiry.ts'
import { originOf, readForm } from './forms.ts'
import { type ChosenPreset, choosePreset, type PresetChoice, presetProblems, storePreset } from './presets.ts'
import { isNameTaken, nameTaken, readName, surveyColumns } from './rows.ts'
import { startFirstRun } from './runs.ts'
import { type Survey, surveySource } from './survey.ts'

export interface CreateConnection extends PresetChoice, CadenceInput {
  pluginId: string
  furnisherId: string
  name: string
  settings: unknown
  credentials: unknown
  startFirstSync: boolean
  /** YYYY-MM-DD: last day on which the credentials work, where somebody knows it. */
  credentialsExpireOn?: string | null
  idempotencyKey: string | null
}

export interface CreatedConnection {
  connectionId: string
  /** Null when none was asked for, or it could not start. */
  runId: string | null
  /** Why the first run did not start; the connection stands all the same. */
  runErrors: Refusal[]
}

/** A connection before it is stored. */
interface Draft {
  id: string
  plugin: SourcePlugin
  name: string
  furnisherId: string
  settings: unknown
  credentials: unknown
  preset: ChosenPreset
  schedule: Schedule
  credentialsExpireOn: string | null
}

export async function createConnection(
  app: App,
  requester: Requester,
  input: CreateConnection,
): Promise<Outcome<CreatedConnection>> {
  const { idempotencyKey, ...request } = input
  const finish = (connectionId: string) => afterStoring(app, requester, connectionId, input.startFirstSync)
  return withIdempotency<CreatedConnection>(
    app,
    requester,
    { operation: 'createConnection', key: idempotencyKey, request },
    async (claim) => {
      const drafted = await draftConnection(app, requester, input)
      if (!drafted.ok) return drafted
      const surveyed = await survey(app, drafted.draft)
      if (!surveyed.ok) return surveyed
      const stored = await store(app, requester, drafted.draft, surveyed, claim)
      return stored.ok ? finish(drafted.draft.id) : stored
    },
    (connectionId) => replay(app, requester, connectionId, finish),
  )
}

async function replay(
  app: App,
  requester: Requester,
  connectionId: string,
  finish: (connectionId: string) => Promise<Outcome<CreatedConnection>>,
): Promise<Outcome<CreatedConnection>> {
  const db = app.database.tenant(requester.organizationId)
  const known = await db.connection.findFirst({ where: { id: connectionId }, select: { id: true } })
  if (known) return finish(connectionId)
  const message = 'An earlier request with this key made a connection that has been deleted since. Use a new key.'
  return refuse('GONE', ['idempotencyKey'], message)
}

/** Starts the first run when it was asked for; on a repeated request, only when the first one got no further. */
async function afterStoring(
  app: App,
  requester: Requester,
  connectionId: string,
  startFirstSync: boolean,
): Promise<Outcome<CreatedConnection>> {
  if (!startFirstSync) return { ok: true, connectionId, runId: null, runErrors: [] }
  const started = await startFirstRun(app, requester, connectionId)
  return started.ok
    ? { ok: true, connectionId, runId: started.runId, runErrors: [] }
    : { ok: true, connectionId, runId: null, runErrors: started.errors }
}

/** Reads the input; answers every problem that can be seen without the source. */
async function draftConnection(
  app: App,
  requester: Requester,
  input: CreateConnection,
): Promise<Outcome<{ draft: Draft }>> {
  const db = app.database.tenant(requester.organizationId)
  const { name, errors } = readName(input.name)
  if (errors.length === 0 && (await isNameTaken(db, name, null))) errors.push(nameTaken)
  const { furnisherId } = input
  const furnisher =
    isId(furnisherId) && (await db.furnisher.findFirst({ where: { id: furnisherId }, select: { id: true } }))
  if (!furnisher) errors.push(refusal('NOT_FOUND', ['furnisherId'], 'There is no such furnisher.'))
  const plugin = app.plugins.get(input.pluginId)
  if (!plugin) {
    errors.push(unknownPlugin(app, input.pluginId))
    return { ok: false, errors }
  }
  const settings = readForm(plugin, 'settings', input.settings)
  const credentials = readForm(plugin, 'credentials', input.credentials)
  const preset = await choosePreset(app, requester, plugin, input)
  const { schedule, errors: wrongCadence } = readCadence(input, defaultScheduleOf(plugin), plugin)
  errors.push(...wrongCadence, ...wrongExpiry(input.credentialsExpireOn, app.now()))
  for (const part of [settings, credentials, preset]) if (!part.ok) errors.push(...part.errors)
  if (errors.length > 0 || !settings.ok || !credentials.ok || !preset.ok) return { ok: false, errors }
  const credentialsExpireOn = input.credentialsExpireOn ?? null
  const access = { settings: settings.value, credentials: credentials.value, credentialsExpireOn }
  const values = { ...access, preset: preset.chosen, schedule }
  return { ok: true, draft: { id: newId(), plugin, name, furnisherId, ...values } }
}

export function unknownPlugin(app: App, pluginId: string): Refusal {
  const known = [...app.plugins.keys()].join(', ')
  const message = `There is no source plugin ${JSON.stringify(pluginId.slice(0, 80))}. Installed: ${known}.`
  return refusal('UNKNOWN_PLUGIN', ['pluginId'], message)
}

async function survey(app: App, draft: Draft): Promise<Outcome<Survey>> {
  const surveyed = await surveySource(app, { ...draft, capabilities: {}, connection: null })
  if (!surveyed.ok) return surveyed
  const errors = presetProblems(draft.preset.text, surveyed.discovery.catalogue, [draft.preset.path])
  return errors.length > 0 ? { ok: false, errors } : surveyed
}

const tries = 3

async function store(
  app: App,
  requester: Requester,
  draft: Draft,
  found: Survey,
  claim: Claim,
): Promise<Outcome<object>> {
  // Before the transaction: opening the organization's keys may ask the database.
  const sealed = await sealCredentials(app, requester.organizationId, draft.id, draft.credentials)
  for (let attempt = 1; ; attempt++) {
    try {
      const stored = await insert(app, requester, draft, found, sealed, claim)
      if (stored.ok) app.events.wake(draft.id)
      return stored
    } catch (error) {
      // Somebody took the name of the connection or of the preset's copy meanwhile; the next try sees which.
      if (!isUniqueConflict(error) || attempt === tries) throw error
    }
  }
}

function insert(
  app: App,
  requester: Requester,
  draft: Draft,
  found: Survey,
  sealedCredentials: Buffer<ArrayBuffer>,
  claim: Claim,
) {
  const { id, plugin, name, furnisherId, settings } = draft
  const { organizationId, actor } = requester
  const environment = plugin.environment(settings)
  return transact<object>(app, requester, async (tx, now) => {
    await claim(tx, id)
    if (await isNameTaken(tx, name, null)) return { ok: false, errors: [nameTaken] }
    const presetId = await storePreset(tx, requester, plugin.id, draft.preset, now)
    await tx.connection.create({
      data: {
        organizationId,
        id,
        furnisherId,
        pluginId: plugin.id,
        name,
        environment,
        state: 'ACTIVE',
        settings: settings as Prisma.InputJsonValue,
        sealedCredentials,
        credentialsHint: plugin.credentialsHint(draft.credentials),
        credentialsSetAt: now,
        ...surveyColumns(found, now),
        ...expiryColumns(draft.credentialsExpireOn, found.report.credentialsExpireOn),
        presetId,
        ...scheduleColumns(draft.schedule, now.getTime()),
        createdAt: now,
        updatedAt: now,
      },
    })
    await appendConnectionEvents(tx, organizationId, id, [{ kind: 'CREATED', payload: { name, actor } }], now)
    const details = {
      name,
      pluginId: plugin.id,
      environment,
      furnisherId,
      presetId,
      source: originOf(plugin, settings),
      cadence: draft.schedule.cadence,
    }
    await writeAudit(
      tx,
      requester,
      { action: 'createConnection', targetType: 'ConnectedSource', targetId: id, details },
      now,
    )
    return { ok: true }
  })
}
