/** A lender with a LoanPro tenant whose loans were read and reported, asked over HTTP. */

import type { SourcePlugin } from '../../plugins/contract.ts'
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../plugins/loanpro/sandbox/index.ts'
import { encodeId } from '../../schema/ids.ts'
import { createConnection } from '../../server/connections/create.ts'
import type { EgressClock } from '../../server/egress/clock.ts'
import { executeOperation } from '../../server/operations/runner.ts'
import { importResponsesWorker } from '../../server/responses/import.ts'
import { executeRun } from '../../server/sync/runner.ts'
import { startSync } from '../../server/sync/service.ts'
import { createWritebackWorker } from '../../server/writeback/work.ts'
import { done, newFurnisher } from '../services/app.ts'
import { addReportedLoans } from '../support/responses.ts'
import { get, newTestOrganization, startTestServer, type TestOrganization, type TestServer } from '../support/server.ts'

export const month = '2026-05'

/** What a test does before a request of the plugin is sent, at a moment that no timing can miss. Bytes of a file: 'FILE'. */
export const hooks: { beforeFetch: ((method: string) => Promise<void>) | null } = { beforeFetch: null }

/** Time as the waits of writeback see it: they pass at once, and what was sent before them is so much older in the database. */
export const time: {
  waited: number
  onWait: ((waitedMs: number) => Promise<void>) | null
  passes(ms: number): Promise<void>
} = {
  waited: 0,
  onWait: null,
  passes: async () => {},
}

const clock: EgressClock = {
  now: Date.now,
  async sleep(ms, signal) {
    signal.throwIfAborted()
    time.waited += ms
    await time.passes(ms)
    await time.onWait?.(time.waited)
    signal.throwIfAborted()
  },
}

const hooked: SourcePlugin = {
  ...loanpro,
  writeback: {
    ...loanpro.writeback!,
    apply: (ctx, write) =>
      loanpro.writeback!.apply(
        {
          ...ctx,
          async fetch(url, init) {
            await hooks.beforeFetch?.(init?.method ?? 'GET')
            return ctx.fetch(url, init)
          },
          async putFile(url, bytes, contentType) {
            await hooks.beforeFetch?.('FILE')
            return ctx.putFile(url, bytes, contentType)
          },
        },
        write,
      ),
  },
}

export async function startWritebackServer(env: Record<string, string> = {}) {
  const workers = [createWritebackWorker(clock), importResponsesWorker]
  const server = await startTestServer({ plugins: [hooked], workers, env })
  time.passes = async (ms) => {
    const seconds = (ms / 1000).toFixed(3)
    await server.app.database.sql(`UPDATE writebacks SET sent_at = sent_at - make_interval(secs => ${seconds})`)
  }
  return server
}

export interface Lender {
  server: TestServer
  organization: TestOrganization
  sandbox: Sandbox
  furnisherId: string
  connectionId: string
  periodId: string
  /** Keys of loans whose documents are stored and that were reported; the account number is `A` and the key. */
  keys: string[]
  /** Requests that reached the tenant and change something, since the last sync. */
  writes(): { method: string; path: string; status: number }[]
  // biome-ignore lint/suspicious/noExplicitAny: the answers of many different queries
  ask(query: string, variables?: Record<string, unknown>): Promise<any>
  record(responses: object[]): Promise<{ recorded: number; userErrors: { code: string; path: string[] }[] }>
  choose(targets: object[], enabled?: boolean): Promise<void>
  plan(): Promise<{ id: string; planned: number; skipped: number }>
  /** Starts it; the answer of the mutation. */
  apply(
    planId: string,
    expectedCount: number,
  ): Promise<{ operation: { id: string } | null; userErrors: { code: string }[] }>
  /** Works the operation here, as a worker does; answers its row. */
  work(
    operationId: string,
    worker?: string,
  ): Promise<{ state: string; failure: { code: string } | null; result: unknown }>
  writebacks(): Promise<Written[]>
  notes(key: string): Promise<{ subject: string; body: string }[]>
  sync(mode?: 'FULL' | 'IDS', keys?: string[]): Promise<{ changed: number; created: number; unchanged: number }>
}

export interface Written {
  id: string
  sourceKey: string
  target: string
  state: string
  before: string | null
  after: string
  method: string | null
  attempts: number
  cause: { code: string } | null
  correlationId: string
}

export const gid = (type: string, id: string) => encodeId(type, id)
const rawId = (globalId: string) => Buffer.from(globalId, 'base64url').toString().split(':')[1]!

/** @param front stands before the tenant: answers its address */
export async function newLender(
  server: TestServer,
  options: SandboxOptions = {},
  front: (sandbox: Sandbox) => Promise<string> = async ({ url }) => url,
): Promise<Lender> {
  Object.assign(time, { waited: 0, onWait: null })
  const sandbox = await startSandbox({ loans: 12, documentBytes: 4_000, ...options })
  const organization = await newTestOrganization(server.app, `Lender ${sandbox.url}`)
  const admin = { organizationId: organization.id, actor: 'test', role: 'ADMIN' as const }
  const furnisherId = await newFurnisher(server.app, admin)
  const { connectionId } = done(
    await createConnection(server.app, admin, {
      ...{ pluginId: 'loanpro', furnisherId, name: 'Tenant', preset: null, presetId: null, idempotencyKey: null },
      settings: { environment: 'PRODUCTION', baseUrl: await front(sandbox), requestsPerSecond: 50, concurrency: 4 },
      credentials: { token: sandbox.token, instanceId: sandbox.tenantId },
      ...{ startFirstSync: false, cadence: 'MANUAL' as const },
    }),
  )
  const db = server.app.database.tenant(organization.id)
  const ask = (query: string, variables: Record<string, unknown> = {}) =>
    get(server.url, organization.keys.ADMIN, query, variables)
  const connection = gid('ConnectedSource', connectionId)
  const lender: Lender = {
    ...{ server, organization, sandbox, furnisherId, connectionId, periodId: '', keys: [], ask },
    writes: () =>
      sandbox.requests.entries.filter(({ method, path }) => method !== 'GET' && !/Autopal\.Search/.test(path)),
    async record(responses) {
      const input = { furnisherId: gid('Furnisher', furnisherId), responses }
      const query = `mutation ($input: RecordBureauResponsesInput!) { recordBureauResponses(input: $input) {
        recorded responses { id } userErrors { code path message } } }`
      return (await ask(query, { input })).recordBureauResponses
    },
    async choose(targets, enabled = true) {
      const { connection: shown } = await ask('query ($id: ID!) { connection(id: $id) { writeback { statement } } }', {
        id: connection,
      })
      const query = `mutation ($input: SetWritebackInput!) { setWriteback(input: $input) { userErrors { code path message } } }`
      const input = { connectionId: connection, targets, enabled, confirmation: shown.writeback.statement }
      const { setWriteback } = await ask(query, { input })
      if (setWriteback.userErrors.length > 0) throw new Error(JSON.stringify(setWriteback.userErrors))
    },
    async plan() {
      const query = `mutation ($input: PlanWritebackInput!) { planWriteback(input: $input) {
        plan { id planned skipped more } userErrors { code message } } }`
      const { planWriteback } = await ask(query, { input: { connectionId: connection } })
      if (!planWriteback.plan) throw new Error(JSON.stringify(planWriteback.userErrors))
      return planWriteback.plan
    },
    async apply(planId, expectedCount) {
      const query = `mutation ($input: ApplyWritebackInput!) { applyWriteback(input: $input) {
        operation { id } userErrors { code message path } } }`
      return (await ask(query, { input: { planId, expectedCount } })).applyWriteback
    },
    async work(operationId, worker = 'worker') {
      await executeOperation(server.app, organization.id, rawId(operationId), worker)
      const query = 'query ($id: ID!) { operation(id: $id) { state failure { code } result attempt } }'
      return (await ask(query, { id: operationId })).operation
    },
    async writebacks() {
      const query = `{ writebacks(first: 100, orderBy: { field: CREATED_AT }) { edges { node {
        id sourceKey target state before after method attempts cause { code message } correlationId } } } }`
      const { writebacks } = await ask(query)
      return writebacks.edges.map(({ node }: { node: Written }) => node)
    },
    async notes(key) {
      const headers = { authorization: `Bearer ${sandbox.token}`, 'autopal-instance-id': sandbox.tenantId }
      const response = await fetch(`${sandbox.url}odata.svc/Loans(${key})/Notes?nopaging`, { headers })
      const { d } = (await response.json()) as { d: { results: { subject: string; body: string }[] } }
      return d.results.filter(({ subject }) => subject.startsWith('Metro 2'))
    },
    async sync(mode = 'FULL', keys) {
      const run = { connectionId, mode, asOf: sandbox.today(), keys: keys ?? null, range: null, actor: 'test' }
      const { runId } = done(await startSync(server.app, organization.id, { ...run, trigger: 'MANUAL' }))
      await executeRun(server.app, organization.id, runId, 'worker')
      return db.syncRun.findFirstOrThrow({ where: { id: runId } })
    },
  }
  await lender.sync()
  const rows = await db.sourceRecord.findMany({ where: { connectionId }, orderBy: { sourceKey: 'asc' } })
  lender.keys = rows.map(({ sourceKey }) => sourceKey)
  const loans = lender.keys.map((sourceKey) => ({ connectionId, sourceKey, accountNumber: `A${sourceKey}` }))
  lender.periodId = await addReportedLoans(server.app, organization.id, { furnisherId, month }, loans)
  sandbox.requests.reset()
  return lender
}

/** A rejection of a loan's report; `extra` changes it. */
export const rejection = (key: string, extra: object = {}) => ({
  ...{ bureau: 'EQUIFAX', reference: `EFX-${key}`, month, consumerAccountNumber: `A${key}`, kind: 'REJECTED' },
  ...{ codes: ['E102'], respondedOn: '2026-06-15', message: 'Date opened is wrong.', ...extra },
})

export const noteTarget = { target: 'note', place: '27', kinds: ['REJECTED', 'DISPUTE'] }
export const documentTarget = { target: 'document', place: '12', kinds: ['REJECTED', 'DISPUTE'] }
export const fieldTarget = { target: 'customField', place: '43', kinds: ['REJECTED', 'DISPUTE'] }
