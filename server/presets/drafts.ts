/** The edit in progress of a preset: at most one a preset. Every edit names the revision it saw, so that none is lost. */
import type { MappingPresetDraft } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { isUniqueConflict, transact, writeAudit } from '../audit.ts'
import { isId, newId } from '../ids.ts'
import { notFound, type Outcome, type Refused, type Requester, refusal, refuse } from '../outcome.ts'
import type { Tx } from '../sync/log.ts'
import { type PresetRefusal, textRefusals } from './rows.ts'

export interface SaveDraft {
  presetId: string
  text: string
  /** Revision that the edit began from; null = there was no draft. */
  expectedRevision: number | null
  /** Says that the edit knows what was published meanwhile; must be the published version. Null = as it was. */
  baseVersion: number | null
}

export interface SavedDraft {
  draftId: string
  revision: number
}

/** Stores the text, also one with problems. Refuses with DRAFT_CHANGED when somebody else has edited meanwhile. */
export async function saveDraft(app: App, requester: Requester, input: SaveDraft): Promise<Outcome<SavedDraft>> {
  if (!isId(input.presetId)) return notFound('preset', ['presetId'])
  const errors = textRefusals(input.text)
  if (errors.length > 0) return { ok: false, errors }
  try {
    return await transact<SavedDraft>(app, requester, (tx, now) => save(tx, requester, input, now))
  } catch (error) {
    if (!isUniqueConflict(error)) throw error
    const db = app.database.tenant(requester.organizationId)
    return changed(await db.mappingPresetDraft.findFirst({ where: { presetId: input.presetId } }))
  }
}

async function save(tx: Tx, requester: Requester, input: SaveDraft, now: Date): Promise<Outcome<SavedDraft>> {
  const { presetId, text, expectedRevision, baseVersion } = input
  const preset = await tx.mappingPreset.findFirst({ where: { id: presetId } })
  if (!preset) return notFound('preset', ['presetId'])
  if (baseVersion !== null && baseVersion !== preset.publishedVersion) {
    const message = `The published version is ${preset.publishedVersion}, not ${baseVersion}. Compare with it, then give it as baseVersion.`
    return refuse('BASE_VERSION_WRONG', ['baseVersion'], message)
  }
  const draft = await tx.mappingPresetDraft.findFirst({ where: { presetId } })
  // Saving again what is there already: an answer got lost on its way, and nothing else would be.
  if (draft && draft.text === text && (baseVersion ?? draft.baseVersion) === draft.baseVersion) return saved(draft)
  if ((draft?.revision ?? null) !== expectedRevision) return changed(draft)
  const edit = { text, updatedAt: now, updatedBy: requester.actor }
  const stored = draft
    ? { ...draft, ...edit, revision: draft.revision + 1, baseVersion: baseVersion ?? draft.baseVersion }
    : {
        ...{ organizationId: requester.organizationId, id: newId(), presetId, revision: 1, ...edit },
        ...{ baseVersion: preset.publishedVersion, createdAt: now, createdBy: requester.actor },
      }
  if (draft) {
    // The revision is asked for again: another transaction may have been quicker.
    const { count } = await tx.mappingPresetDraft.updateMany({
      where: { id: draft.id, revision: draft.revision },
      data: { ...edit, revision: stored.revision, baseVersion: stored.baseVersion },
    })
    if (count === 0) return changed(await tx.mappingPresetDraft.findFirst({ where: { presetId } }))
  } else {
    await tx.mappingPresetDraft.create({ data: stored })
  }
  const details = { revision: stored.revision, baseVersion: stored.baseVersion, characters: text.length }
  await writeAudit(tx, requester, auditOf('saveMappingPresetDraft', presetId, details), now)
  return saved(stored)
}

const saved = ({ id, revision }: Pick<MappingPresetDraft, 'id' | 'revision'>): Outcome<SavedDraft> => ({
  ok: true,
  draftId: id,
  revision,
})

export function auditOf(action: string, presetId: string, details: Record<string, string | number | boolean | null>) {
  return { action, targetType: 'MappingPreset', targetId: presetId, details }
}

/** Somebody else edited, published or discarded the draft. */
export function changed(draft: Pick<MappingPresetDraft, 'revision' | 'updatedBy'> | null): Refused {
  const message = draft
    ? `The draft is at revision ${draft.revision}, saved by ${draft.updatedBy}. Load it, take over what is yours, and give that revision.`
    : 'There is no draft any more: it was published or discarded. Look at the published version, and begin a draft without expectedRevision.'
  const error: PresetRefusal = {
    ...refusal('DRAFT_CHANGED', ['expectedRevision'], message),
    currentRevision: draft?.revision ?? null,
  }
  return { ok: false, errors: [error] }
}

export async function discardDraft(
  app: App,
  requester: Requester,
  { presetId, expectedRevision }: { presetId: string; expectedRevision: number },
): Promise<Outcome<{ presetId: string }>> {
  if (!isId(presetId)) return notFound('preset', ['presetId'])
  return transact<{ presetId: string }>(app, requester, async (tx, now) => {
    const preset = await tx.mappingPreset.findFirst({ where: { id: presetId } })
    if (!preset) return notFound('preset', ['presetId'])
    const { count } = await tx.mappingPresetDraft.deleteMany({ where: { presetId, revision: expectedRevision } })
    if (count === 0) return changed(await tx.mappingPresetDraft.findFirst({ where: { presetId } }))
    await writeAudit(tx, requester, auditOf('discardMappingPresetDraft', presetId, { revision: expectedRevision }), now)
    return { ok: true, presetId }
  })
}
