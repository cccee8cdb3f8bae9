/** An offline LoanPro tenant over HTTP, deterministic by its seed. See lives.ts for what its loans go through. */

import type { AddressInfo } from 'node:net'
import { dayOf } from './calendar.ts'
import { defaultFaults } from './faults.ts'
import { basePath, edit, Log, listen } from './http.ts'
import { Tenant } from './tenant.ts'
import { truthOf } from './truth.ts'
import type { AttachedDocument, LoanTruth, Sandbox, SandboxOptions, UploadRequest } from './types.ts'

export type { LifeKind, Story, Trait } from './lives.ts'
export { lifeKinds, stories, traits } from './lives.ts'
export type {
  AttachedDocument,
  FaultRule,
  FaultSwitches,
  LoanEdit,
  LoanTruth,
  RequestLog,
  Sandbox,
  SandboxOptions,
  UploadRequest,
} from './types.ts'

/** What a sandbox is when nothing is asked. The token is no secret and looks like none. */
export const sandboxDefaults = {
  loans: 60,
  seed: 1,
  today: '2026-06-30',
  token: 'sandbox-token',
  tenantId: '5200000',
  documentBytes: 100_000,
} as const

/** Starts a tenant. Throws on options that make none (a date that does not exist, a negative count, a taken port). */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const { loans, seed, today, token, tenantId, documentBytes } = { ...sandboxDefaults, ...given }
  if (!Number.isInteger(loans) || loans < 0) throw new Error(`loans must be a whole number, not ${loans}`)
  const faults = defaultFaults()
  const tenant = new Tenant({ seed, first: dayOf(today), loans, documentBytes, faults })
  tenant.advance(options.advanced ?? 0)
  const requests = new Log()
  const uploads: UploadRequest[] = []
  const server = await listen(
    { tenant, log: requests, uploads, token, tenantId, latencyMs: options.latencyMs ?? 0 },
    options.port ?? 0,
  )
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${basePath}`,
    token,
    tenantId,
    today: () => tenant.today(),
    loans: () => truths(tenant),
    advance: (days) => tenant.advance(days),
    faults,
    requests,
    edit: (loanId, change) => edit(tenant, loanId, change),
    documents: (loanId) => attachedTo(tenant, loanId),
    uploads,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function attachedTo(tenant: Tenant, loanId: number): AttachedDocument[] {
  const documents = tenant.overlay(tenant.indexOf(loanId) ?? -1)?.documents ?? []
  return documents.map(({ id, fileName, sectionId, bytes, archived }) => ({
    ...{ id, fileName, sectionId, archived },
    text: bytes?.toString('utf8') ?? null,
  }))
}

function truths(tenant: Tenant): LoanTruth[] {
  return Array.from({ length: tenant.count() }, (_, index) =>
    truthOf(
      tenant.head(index),
      () => tenant.books(index).plan,
      (day) => tenant.hasRow(index, day),
    ),
  )
}
