/** Asks a source whether it works and what it has, before anything is stored. */
import { type CheckReport, type CheckStep, type Discovery, SourceFailure } from '../../plugins/contract.ts'
import type { App } from '../app.ts'
import type { RetryOptions } from '../egress/retry.ts'
import { type Outcome, type Refusal, refusal } from '../outcome.ts'
import { type OpenContext, openContext, type SourceAccess } from './context.ts'
import { addressPath } from './forms.ts'

/** A person waits for the answer: enough for a slow source, not for a sleeping one. */
const patienceMs = 60_000
const retry: Partial<RetryOptions> = { attempts: 2, baseMs: 250, maxWaitMs: 5_000 }

/** Troubles that are mended in the address field of the form. */
const addressTroubles = new Set([
  ...['HOST_NOT_FOUND', 'UNREACHABLE', 'CONNECT_TIMEOUT', 'CERTIFICATE', 'PRIVATE_ADDRESS', 'NOT_HTTPS', 'REDIRECTED'],
])

export const hasPassed = (report: CheckReport) => report.steps.every((step) => step.outcome !== 'FAILED')

/**
 * The plugin's own check. A failure that the plugin did not make a step of becomes one, so that a form always has
 * steps to show. Faults of the plugin are thrown.
 */
export async function checkSource(app: App, access: SourceAccess): Promise<CheckReport> {
  const answer = await talk(app, access, (context) => access.plugin.check(context))
  return answer.ok ? answer.value : { steps: [failedStep(answer.failure)], capabilities: {} }
}

export interface Survey {
  report: CheckReport
  discovery: Discovery
}

/** Check, then discovery with the capabilities that the check found. Refuses when a step failed. */
export async function surveySource(app: App, access: SourceAccess): Promise<Outcome<Survey>> {
  const checked = await talk(app, access, (context) => access.plugin.check(context))
  if (!checked.ok) return { ok: false, errors: [failureRefusal(access, checked.failure)] }
  const report = checked.value
  const failed = report.steps.filter((step) => step.outcome === 'FAILED')
  if (failed.length > 0) return { ok: false, errors: failed.map(stepRefusal) }
  const found = { ...access, capabilities: report.capabilities }
  const discovered = await talk(app, found, (context) => access.plugin.discover(context))
  if (!discovered.ok) return { ok: false, errors: [failureRefusal(access, discovered.failure)] }
  return { ok: true, report, discovery: discovered.value }
}

type Answer<T> = { ok: true; value: T } | { ok: false; failure: SourceFailure }

/** Asks a source while a person waits. Faults of the plugin are thrown. */
export async function talk<T>(
  app: App,
  access: SourceAccess,
  ask: (context: OpenContext) => Promise<T>,
  onNotice?: (message: string) => void,
): Promise<Answer<T>> {
  const signal = AbortSignal.timeout(patienceMs)
  const context = openContext(app, access, { signal, retry, timeoutMs: 30_000, ...(onNotice && { onNotice }) })
  try {
    return { ok: true, value: await ask(context) }
  } catch (error) {
    if (error instanceof SourceFailure) return { ok: false, failure: error }
    if (signal.aborted) return { ok: false, failure: tooSlow }
    throw error
  } finally {
    await context.close()
  }
}

const tooSlow = new SourceFailure(
  'TRANSIENT',
  'TIMEOUT',
  `The source did not answer within ${patienceMs / 1000} seconds.`,
  'Try again later. If it stays, ask the provider of the source.',
)

function failedStep({ message, hint }: SourceFailure): CheckStep {
  return { name: 'source', title: 'The source answers', outcome: 'FAILED', message, hint }
}

export function failureRefusal({ plugin }: SourceAccess, { code, message, hint }: SourceFailure): Refusal {
  const path = addressTroubles.has(code) ? addressPath(plugin) : code === 'UNAUTHORIZED' ? ['credentials'] : []
  return refusal(code, path, `${message} ${hint}`)
}

function stepRefusal({ title, message, hint, path }: CheckStep): Refusal {
  return refusal('CHECK_FAILED', path ?? [], [`${title}: ${message}`, hint].filter(Boolean).join(' '))
}
