/** A sandbox tenant and a plugin that reads it. */
import {
  type Capabilities,
  type Page,
  type PluginContext,
  type PullEnd,
  type PullRequest,
  SourceFailure,
  type SourceRecord,
} from '../../plugins/contract.ts'
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import { type LoanTruth, type Sandbox, type SandboxOptions, startSandbox } from '../../plugins/loanpro/sandbox/index.ts'
import { submitted, type TestContext, testContext } from '../support/pluginContext.ts'

export interface Pulled {
  pages: Page[]
  end: PullEnd
  records: SourceRecord[]
  requests: number
}

export interface TestTenant {
  sandbox: Sandbox
  /** A fresh context; its capabilities are those of a tenant found by search. */
  context(options?: ContextOptions): TestContext
  /** Pulls as of the tenant's day and counts the requests that reached it. */
  pull(changes?: Partial<PullRequest>, ctx?: TestContext): Promise<Pulled>
}

export interface ContextOptions {
  settings?: Record<string, unknown>
  credentials?: Record<string, unknown>
  capabilities?: Capabilities
  tries?: number
}

export const searchCapabilities: Capabilities = { listMode: 'SEARCH', archiveByDate: true, expandedLists: 'ARRAY' }
export const listCapabilities: Capabilities = { ...searchCapabilities, listMode: 'LAST_UPDATED' }

/** Small documents unless a test is about size: they print quicker. */
export async function startTenant(options: SandboxOptions = {}): Promise<TestTenant> {
  const sandbox = await startSandbox({ documentBytes: 2_000, ...options })
  const context = ({ settings, credentials, capabilities, tries }: ContextOptions = {}) =>
    testContext({
      ...submitted(
        loanpro,
        { environment: 'SANDBOX', baseUrl: sandbox.url, ...settings },
        { token: sandbox.token, instanceId: sandbox.tenantId, ...credentials },
      ),
      capabilities: capabilities ?? searchCapabilities,
      ...(tries !== undefined && { tries }),
    })
  return {
    sandbox,
    context,
    pull: (changes = {}, ctx = context()) => pullOf(sandbox, changes, ctx),
  }
}

async function pullOf(sandbox: Sandbox, changes: Partial<PullRequest>, ctx: TestContext): Promise<Pulled> {
  const before = sandbox.requests.count
  const request: PullRequest = {
    mode: 'FULL',
    asOf: sandbox.today(),
    keys: null,
    range: null,
    checkpoint: null,
    cursor: null,
    known: async () => new Map(),
    ...changes,
  }
  const pulling = loanpro.pull(ctx, request)
  const pages: Page[] = []
  for (;;) {
    const next = await pulling.next()
    if (!next.done) {
      pages.push(next.value)
      continue
    }
    const records = pages.flatMap((page) => page.records)
    return { pages, end: next.value, records, requests: sandbox.requests.count - before }
  }
}

/** The change tokens a server would have stored after these pulls, the later one last. */
export function knownAfter(...pulls: Pulled[]): PullRequest['known'] {
  const tokens = new Map<string, string>()
  for (const record of pulls.flatMap(({ records }) => records)) {
    if ('changeToken' in record) tokens.set(record.key, record.changeToken)
  }
  return async (keys) => new Map(keys.flatMap((key) => (tokens.has(key) ? [[key, tokens.get(key)!]] : [])))
}

export function kindsOf({ records }: Pulled): Record<string, number> {
  const kinds: Record<string, number> = {}
  for (const { kind } of records) kinds[kind] = (kinds[kind] ?? 0) + 1
  return kinds
}

export function recordOf({ records }: Pulled, id: number): SourceRecord {
  const found = records.find(({ key }) => key === String(id))
  if (found === undefined) throw new Error(`loan ${id} was not pulled`)
  return found
}

/** The normalized document of a pulled loan. */
export function documentIn(pulled: Pulled, id: number): Record<string, unknown> {
  const record = recordOf(pulled, id)
  if (record.kind !== 'DOCUMENT') throw new Error(`loan ${id} came as ${record.kind}`)
  return loanpro.normalize(record.raw, { capabilities: {} }).document
}

/** Keys of the loans a full pull must answer: the index forgets deleted ones. */
export function liveKeys(sandbox: Sandbox): string[] {
  return sandbox
    .loans()
    .filter((loan) => !loan.has('deleted'))
    .map(({ id }) => String(id))
}

export async function failureOf(promise: Promise<unknown>): Promise<SourceFailure> {
  const failure = await promise.then(
    () => new Error('it did not fail'),
    (cause: unknown) => cause,
  )
  if (failure instanceof SourceFailure) return failure
  throw failure
}

/** The tenant's first loan of which that is true. */
export function loanWith({ sandbox }: TestTenant, is: (loan: LoanTruth) => boolean): LoanTruth {
  const found = sandbox.loans().find(is)
  if (found === undefined) throw new Error('the tenant has no such loan')
  return found
}

/** A loan with nothing special about it. */
export const plainLoan = (tenant: TestTenant) => loanWith(tenant, (loan) => loan.kinds.join() === 'current')

/** The next incremental pull after these. */
export const nextPull = (tenant: TestTenant, pulls: Pulled[], ctx?: TestContext) =>
  tenant.pull({ mode: 'INCREMENTAL', cursor: pulls.at(-1)!.end.cursor, known: knownAfter(...pulls) }, ctx)

export const listContext = (tenant: TestTenant) => tenant.context({ capabilities: listCapabilities })

/** A context whose requests are changed on their way. */
export function through(tenant: TestTenant, change: (url: string) => string): TestContext {
  const ctx = tenant.context()
  const { fetch } = ctx
  ctx.fetch = ((url, init) => fetch(change(url), init)) satisfies PluginContext['fetch']
  return ctx
}
