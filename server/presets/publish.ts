/**
 * Publishing: a text becomes the next immutable version of a preset, and records may be mapped again with it. Whatever
 * would make a wrong record is refused before: problems, failing examples, account numbers that change unseen.
 */
import type { App } from '../app.ts'
import { transact, writeAudit } from '../audit.ts'
import { isDeleting } from '../connections/rows.ts'
import { type Claim, withIdempotency } from '../idempotency.ts'
import { newId } from '../ids.ts'
import { notFound, type Outcome, type Requester, refusal, refuse } from '../outcome.ts'
import type { Tx } from '../sync/log.ts'
import { changedAccountNumbers } from './accountNumbers.ts'
import { checkText, exampleProblems } from './check.ts'
import { auditOf, changed } from './drafts.ts'
import { remapAgain, type StartedRemap, startRemap } from './remap.ts'
import { type LoadedPreset, loadPreset, type PresetRefusal, problemRefusal, targetsOf } from './rows.ts'

interface PublishOptions {
  presetId: string
  /** Why; kept with the version and in the audit log. */
  note: string | null
  /** How many records may get another account number; null = none. */
  confirmAccountNumberChanges: number | null
  /** Maps the records of every connection again, without asking the sources. */
  remap: boolean
  idempotencyKey: string | null
}

export interface PublishPreset extends PublishOptions {
  expectedRevision: number
  /** The plugin's newer preset has been looked through: it is no longer shown as an update. */
  takesShippedUpdate: boolean
}

export interface RollbackPreset extends PublishOptions {
  version: number
  /** Refuses when another version is published by now; null = whatever is. */
  expectedPublishedVersion: number | null
}

export interface Published extends StartedRemap {
  versionId: string
}

/** Publishes the draft. */
export async function publishPreset(app: App, requester: Requester, input: PublishPreset): Promise<Outcome<Published>> {
  return published(app, requester, 'publishMappingPreset', input, async (loaded) => {
    const { draft, preset } = loaded
    if (draft?.revision !== input.expectedRevision) return changed(draft)
    if (draft.baseVersion !== preset.publishedVersion) {
      const message =
        `Version ${preset.publishedVersion} was published since this draft began from version ${draft.baseVersion}. Compare them, ` +
        `take over what is missing, and save the draft with baseVersion ${preset.publishedVersion}.`
      return refuse('BASE_VERSION_CHANGED', ['presetId'], message)
    }
    return { ok: true, text: draft.text }
  })
}

/** Publishes the text of an older version again, as a new one. A draft stays. */
export async function rollbackPreset(
  app: App,
  requester: Requester,
  input: RollbackPreset,
): Promise<Outcome<Published>> {
  const { version, expectedPublishedVersion } = input
  return published(app, requester, 'rollbackMappingPreset', input, async ({ preset }) => {
    if (expectedPublishedVersion !== null && expectedPublishedVersion !== preset.publishedVersion) {
      return refuse('VERSION_CHANGED', ['expectedPublishedVersion'], `Version ${preset.publishedVersion} is published.`)
    }
    const older = await app.database
      .tenant(requester.organizationId)
      .mappingPresetVersion.findFirst({ where: { presetId: preset.id, version } })
    return older ? { ok: true, text: older.text } : notFound('version of this preset', ['version'])
  })
}

const maximumNote = 1_000

const isNote = (note: string | null) =>
  note === null || (note.length <= maximumNote && !note.includes('\0') && note.isWellFormed())

type Options = PublishOptions & Partial<PublishPreset & RollbackPreset>

async function published(
  app: App,
  requester: Requester,
  operation: string,
  input: Options,
  textOf: (loaded: LoadedPreset) => Promise<Outcome<{ text: string }>>,
): Promise<Outcome<Published>> {
  const { idempotencyKey, ...request } = input
  if (!isNote(input.note)) {
    return refuse('INVALID_NOTE', ['note'], `A note is text of at most ${maximumNote} characters.`)
  }
  return withIdempotency<Published>(
    app,
    requester,
    { operation, key: idempotencyKey, request },
    async (claim) => {
      const loaded = await loadPreset(app.database.tenant(requester.organizationId), input.presetId)
      if (!loaded) return notFound('preset', ['presetId'])
      const chosen = await textOf(loaded)
      if (!chosen.ok) return chosen
      const examined = await examine(app, requester, loaded, chosen.text, input)
      if (!examined.ok) return examined
      const next = { text: chosen.text, title: examined.title }
      const stored = await store(app, requester, operation, loaded, next, input, claim)
      if (!stored.ok) return stored
      const remapped = input.remap ? await startRemap(app, requester, input.presetId) : { runIds: [], remapErrors: [] }
      return { ok: true, versionId: stored.versionId, ...remapped }
    },
    async (versionId) => {
      const again = input.remap
        ? await remapAgain(app, requester, input.presetId, versionId)
        : { runIds: [], remapErrors: [] }
      return { ok: true, versionId, ...again }
    },
  )
}

/** Refuses with everything that speaks against the text; answers its title. */
async function examine(
  app: App,
  requester: Requester,
  loaded: LoadedPreset,
  text: string,
  input: Options,
): Promise<Outcome<{ title: string }>> {
  const { preset, connections } = loaded
  if (!app.plugins.has(preset.pluginId)) {
    return refuse('UNKNOWN_PLUGIN', ['presetId'], `The plugin ${preset.pluginId} is not installed.`)
  }
  if (text === loaded.published.text) {
    return refuse('NOTHING_CHANGED', ['presetId'], `Version ${preset.publishedVersion} says the same.`)
  }
  const { problems, examples, programs } = checkText(text, preset.pluginId, targetsOf(app, loaded))
  const wrong = [...problems, ...exampleProblems(examples)]
  if (wrong.length > 0) return { ok: false, errors: wrong.map((problem) => problemRefusal(problem, ['presetId'])) }
  const measured = connections.map((connection, index) => ({ connection, program: programs[index]! }))
  const numbers = await changedAccountNumbers(app, requester.organizationId, text, measured)
  if (numbers.count !== (input.confirmAccountNumberChanges ?? 0)) {
    return { ok: false, errors: [numbersRefusal(numbers.count, numbers.exact)] }
  }
  return { ok: true, title: programs[0]!.title }
}

function numbersRefusal(count: number, exact: boolean): PresetRefusal {
  const records = count === 1 ? '1 record' : `${count} records`
  const message =
    count === 0
      ? 'This edit changes no account number. Leave confirmAccountNumberChanges out.'
      : `This edit changes the account number of ${exact ? '' : 'up to '}${records}: bureaus take a loan with another number for ` +
        `another account, so that consumers have it twice, unless the change was agreed with them. To do it all the same, set confirmAccountNumberChanges to ${count}.`
  return { ...refusal('CONFIRMATION_REQUIRED', ['confirmAccountNumberChanges'], message), changedAccountNumbers: count }
}

async function store(
  app: App,
  requester: Requester,
  operation: string,
  seen: LoadedPreset,
  { text, title }: { text: string; title: string },
  input: Options,
  claim: Claim,
): Promise<Outcome<{ versionId: string }>> {
  const { organizationId, actor } = requester
  const presetId = seen.preset.id
  return transact<{ versionId: string }>(app, requester, async (tx, now) => {
    const versionId = newId()
    await claim(tx, versionId)
    const refused = await changedSince(tx, organizationId, seen, input)
    if (refused) return refused
    const newest = await tx.mappingPresetVersion.aggregate({ where: { presetId }, _max: { version: true } })
    const version = newest._max.version! + 1
    await tx.mappingPresetVersion.create({
      data: {
        organizationId,
        id: versionId,
        presetId,
        version,
        text,
        note: input.note,
        createdAt: now,
        createdBy: actor,
      },
    })
    const shippedText = input.takesShippedUpdate ? shippedTextOf(app, seen) : null
    await tx.mappingPreset.updateMany({
      where: { id: presetId },
      data: {
        ...{ publishedVersion: version, title, updatedAt: now },
        ...(shippedText !== null && { shippedText }),
      },
    })
    // What was published is the draft's text; a rollback publishes another and leaves the draft to its author.
    if (input.expectedRevision !== undefined) await tx.mappingPresetDraft.deleteMany({ where: { presetId } })
    const details = {
      ...{ version, before: seen.preset.publishedVersion, note: input.note, textOfVersion: input.version ?? null },
      ...{ changedAccountNumbers: input.confirmAccountNumberChanges ?? 0, remap: input.remap },
    }
    await writeAudit(tx, requester, auditOf(operation, presetId, details), now)
    return { ok: true, versionId }
  })
}

/** What was checked must be what is stored: draft, published version and fields of every connection, under a lock. */
async function changedSince(tx: Tx, organizationId: string, seen: LoadedPreset, input: Options) {
  const presetId = seen.preset.id
  await tx.$queryRawUnsafe(
    'SELECT 1 FROM mapping_presets WHERE organization_id = $1::uuid AND id = $2::uuid FOR UPDATE',
    organizationId,
    presetId,
  )
  const current = await tx.mappingPreset.findFirstOrThrow({
    where: { id: presetId },
    include: { draft: true, connections: { select: { id: true, checkedAt: true, pauseReason: true } } },
  })
  if (input.expectedRevision !== undefined && current.draft?.revision !== input.expectedRevision) {
    return changed(current.draft)
  }
  const checked = new Map(seen.connections.map((each) => [each.id, each.checkedAt.getTime()]))
  const sameFields = current.connections.every(
    (each) => isDeleting(each) || checked.get(each.id) === each.checkedAt.getTime(),
  )
  if (current.publishedVersion === seen.preset.publishedVersion && sameFields) return null
  const message = 'The preset or a connection that uses it was changed at the same moment. Try again.'
  return refuse('CHANGED_MEANWHILE', ['presetId'], message)
}

function shippedTextOf(app: App, { preset }: LoadedPreset): string | null {
  return app.plugins.get(preset.pluginId)?.presets.find((each) => each.name === preset.clonedFrom)?.text ?? null
}
