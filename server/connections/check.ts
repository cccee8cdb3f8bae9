/** Checking a connection, before it is stored and after. Stores nothing of what was submitted. */
import { type CheckReport, SourceFailure, type SourcePlugin } from '../../plugins/contract.ts'
import type { Connection, Prisma } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { transact, writeAudit } from '../audit.ts'
import { isId } from '../ids.ts'
import { notFound, type Outcome, type Requester, refuse } from '../outcome.ts'
import { estimateOfCheck, type FullRunEstimate } from '../schedule/estimate.ts'
import { storable } from '../storable.ts'
import { storedAccess } from './context.ts'
import { unknownPlugin } from './create.ts'
import { appendConnectionEvents } from './events.ts'
import { expiryColumns } from './expiry.ts'
import { readForm } from './forms.ts'
import { lockConnection } from './rows.ts'
import { checkSource, hasPassed } from './survey.ts'

export interface CheckDraft {
  pluginId: string
  settings: unknown
  credentials: unknown
}

export interface Checked {
  /** No step failed. */
  passed: boolean
  report: CheckReport
  environment: 'SANDBOX' | 'PRODUCTION'
  /** Null for a draft. */
  connectionId: string | null
  /** What the first sync will take, or a FULL one later; null where the source does not say how many loans it has. */
  estimatedFullSync: FullRunEstimate | null
}

/** Checks settings and credentials that are not stored: the wizard's second page. Not audited, for nothing changes. */
export async function checkDraft(app: App, requester: Requester, input: CheckDraft): Promise<Outcome<Checked>> {
  const plugin = app.plugins.get(input.pluginId)
  if (!plugin) return { ok: false, errors: [unknownPlugin(app, input.pluginId)] }
  const settings = readForm(plugin, 'settings', input.settings)
  const credentials = readForm(plugin, 'credentials', input.credentials)
  if (!settings.ok || !credentials.ok) {
    return { ok: false, errors: [settings, credentials].flatMap((part) => (part.ok ? [] : part.errors)) }
  }
  const draft = {
    plugin,
    settings: settings.value,
    credentials: credentials.value,
    capabilities: {},
    connection: null,
  }
  const report = await checkSource(app, draft)
  app.log.info(
    { plugin: plugin.id, organizationId: requester.organizationId, passed: hasPassed(report) },
    'source checked',
  )
  return checked(plugin, settings.value, report, null)
}

/** Checks a stored connection. What it is able to do is remembered when the check passes; the report always is. */
export async function checkConnection(app: App, requester: Requester, connectionId: string): Promise<Outcome<Checked>> {
  if (!isId(connectionId)) return notFound('connection', ['connectionId'])
  const connection = await app.database
    .tenant(requester.organizationId)
    .connection.findFirst({ where: { id: connectionId } })
  if (!connection) return notFound('connection', ['connectionId'])
  try {
    const access = await storedAccess(app, connection)
    const report = await checkSource(app, access)
    const remembered = await remember(app, requester, connection, report)
    return remembered.ok ? checked(access.plugin, access.settings, report, connectionId) : remembered
  } catch (error) {
    if (error instanceof SourceFailure) return refuse(error.code, ['connectionId'], `${error.message} ${error.hint}`)
    throw error
  }
}

function checked(
  plugin: SourcePlugin,
  settings: unknown,
  report: CheckReport,
  connectionId: string | null,
): Outcome<Checked> {
  const passed = hasPassed(report)
  const estimatedFullSync = passed ? estimateOfCheck(plugin, settings, report) : null
  return { ok: true, passed, report, environment: plugin.environment(settings), connectionId, estimatedFullSync }
}

async function remember(
  app: App,
  requester: Requester,
  seen: Connection,
  report: CheckReport,
): Promise<Outcome<object>> {
  const passed = hasPassed(report)
  const failedSteps = report.steps.filter((step) => step.outcome === 'FAILED').map((step) => step.name)
  const outcome = await transact<object>(app, requester, async (tx, now) => {
    const current = await lockConnection(tx, requester.organizationId, seen.id)
    if (!current) return notFound('connection', ['connectionId'])
    // The check was of other settings if they changed meanwhile: its findings must not be kept for the new ones.
    if (!sameAccess(current, seen)) return changedMeanwhile
    await tx.connection.updateMany({
      where: { id: seen.id },
      data: {
        checkReport: storable(report) as unknown as Prisma.InputJsonValue,
        checkedAt: now,
        ...(passed && { capabilities: storable(report.capabilities) }),
        ...(report.credentialsExpireOn &&
          current.credentialsExpireOn?.getTime() !== Date.parse(report.credentialsExpireOn) &&
          expiryColumns(null, report.credentialsExpireOn)),
      },
    })
    await appendConnectionEvents(
      tx,
      requester.organizationId,
      seen.id,
      [{ kind: 'CHECKED', payload: { passed, failedSteps } }],
      now,
    )
    const entry = {
      action: 'checkConnection',
      targetType: 'ConnectedSource',
      targetId: seen.id,
      details: { passed, failedSteps },
    }
    await writeAudit(tx, requester, entry, now)
    return { ok: true }
  })
  if (outcome.ok) app.events.wake(seen.id)
  return outcome
}

/** Whether settings and credentials are still those that were read. */
export function sameAccess(a: Connection, b: Connection): boolean {
  return textOf(a.settings) === textOf(b.settings) && a.credentialsSetAt.getTime() === b.credentialsSetAt.getTime()
}

const textOf = (settings: unknown) => JSON.stringify(settings)

export const changedMeanwhile = refuse(
  'CHANGED_MEANWHILE',
  ['connectionId'],
  'Somebody changed this connection while the source was being asked. Look at it and try again.',
)
