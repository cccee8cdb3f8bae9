/** Records mapped again after a publication: a run of mode ROLLOVER for each connection, which never asks the source. */
import type { App } from '../app.ts'
import { startSync } from '../connections/runs.ts'
import type { Refusal, Requester } from '../outcome.ts'
import { loadPreset } from './rows.ts'
import { dayOf } from './storedLoans.ts'

export interface StartedRemap {
  runIds: string[]
  /** Connections whose run could not start; their next run maps their records again. */
  remapErrors: Refusal[]
}

/** Connections without a completed run have no records yet. */
export async function startRemap(app: App, requester: Requester, presetId: string): Promise<StartedRemap> {
  const loaded = await loadPreset(app.database.tenant(requester.organizationId), presetId)
  const started: StartedRemap = { runIds: [], remapErrors: [] }
  for (const { id, name, asOf } of loaded?.connections ?? []) {
    if (asOf === null) continue
    const run = { connectionId: id, mode: 'ROLLOVER' as const, asOf: dayOf(asOf), keys: null, range: null }
    const outcome = await startSync(app, requester, { ...run, idempotencyKey: null })
    if (outcome.ok) started.runIds.push(outcome.runId)
    else {
      const errors = outcome.errors.map((error) => ({
        ...{ code: error.code, path: ['remap'] },
        message: `${name}: ${error.message} Its records are mapped again by the next run that starts after that.`,
      }))
      started.remapErrors.push(...errors)
    }
  }
  return started
}

/** For a repeated request: the runs that the first one started, or what it did not get to. */
export async function remapAgain(
  app: App,
  requester: Requester,
  presetId: string,
  presetVersionId: string,
): Promise<StartedRemap> {
  const runs = await app.database.tenant(requester.organizationId).syncRun.findMany({
    where: { presetVersionId, mode: 'ROLLOVER' },
    orderBy: { id: 'asc' },
    select: { id: true },
  })
  if (runs.length > 0) return { runIds: runs.map((run) => run.id), remapErrors: [] }
  return startRemap(app, requester, presetId)
}
