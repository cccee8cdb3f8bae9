/**
 * The least that keeps a tenant's documents: fetch each page, parse it, hash, compress, seal and upsert each loan. No mapping, no
 * rules, no events, no checkpoint, no GraphQL. The requests are those that the plugin makes, recorded.
 */
import { createHash, randomBytes } from 'node:crypto'
import { Agent, fetch } from 'undici'
import type { PluginContext } from '../../plugins/contract.ts'
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import type { Sql } from '../../server/database/open.ts'
import { sealCompressed } from '../../server/vault/seal.ts'
import { createVault } from '../../server/vault/vault.ts'
import type { Tenant } from './processes.ts'
import { today } from './server.ts'

/** Lets go of idle connections before the tenant closes them: the benches pause for longer than it waits. */
const dispatcher = new Agent({ keepAliveTimeout: 1_000, keepAliveMaxTimeout: 1_000 })

export interface RecordedRequest {
  url: string
  init: { method?: string; headers?: Record<string, string>; body?: string }
}

export interface Recording {
  requests: RecordedRequest[]
  /** Raw documents as the plugin hands them to the server. */
  documents: string[]
}

/** Pulls the whole tenant once by the plugin, noting what it asks. */
export async function record(tenant: Tenant): Promise<Recording> {
  const recording: Recording = { requests: [], documents: [] }
  const settings = loanpro.settings.schema.parse({ environment: 'SANDBOX', baseUrl: tenant.url })
  const ctx: PluginContext = {
    settings,
    credentials: loanpro.credentials.schema.parse({ token: tenant.token, instanceId: tenant.tenantId }),
    capabilities: {},
    async fetch(url, init = {}) {
      recording.requests.push({ url, init })
      return fetch(url, { ...init, dispatcher })
    },
    notice() {},
    now: Date.now,
    signal: new AbortController().signal,
  }
  ctx.capabilities = (await loanpro.check(ctx)).capabilities
  recording.requests.length = 0
  const pages = loanpro.pull(ctx, {
    mode: 'INCREMENTAL',
    asOf: today,
    keys: null,
    range: null,
    checkpoint: null,
    cursor: null,
    known: async () => new Map(),
  })
  for await (const page of pages) {
    for (const each of page.records) if (each.kind === 'DOCUMENT') recording.documents.push(each.raw)
  }
  return recording
}

const organizationId = '00000000-0000-7000-8000-000000000000'
const vault = createVault({ masterKey: randomBytes(32) })
const keys = vault.openOrganizationKeys(organizationId, vault.createOrganizationKeys(organizationId))

interface Envelope {
  d?: { results?: { id?: unknown; loanId?: unknown }[] } | { id?: unknown }[]
}

/** Seconds for all pages. The table is emptied first, so that every run writes the same rows. */
export async function runBareLoop(recording: Recording, sql: Sql): Promise<number> {
  await sql('DROP TABLE IF EXISTS bare_documents')
  await sql('CREATE TABLE bare_documents (key text PRIMARY KEY, hash bytea NOT NULL, document bytea NOT NULL)')
  const began = performance.now()
  for (const [page, { url, init }] of recording.requests.entries()) {
    const body = JSON.parse(await (await fetch(url, { ...init, dispatcher })).text()) as Envelope
    const items = Array.isArray(body.d) ? body.d : (body.d?.results ?? [])
    const rows = items.map((item, index) => {
      const text = JSON.stringify(item)
      const key = `${page}/${index}`
      return {
        key,
        hash: createHash('sha256').update(text).digest('base64'),
        document: sealCompressed(keys, { table: 'bare', rowId: key, field: 'document' }, text).toString('base64'),
      }
    })
    await sql(
      `INSERT INTO bare_documents SELECT r.key, decode(r.hash, 'base64'), decode(r.document, 'base64')
       FROM jsonb_to_recordset($1::jsonb) AS r(key text, hash text, document text)
       ON CONFLICT (key) DO UPDATE SET hash = excluded.hash, document = excluded.document`,
      [JSON.stringify(rows)],
    )
  }
  return (performance.now() - began) / 1000
}
