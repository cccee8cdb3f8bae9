/** A plain client of the sandbox for its tests. */
import { afterAll } from 'vitest'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../plugins/loanpro/sandbox/index.ts'

/** Answers are read as they come; the assertions say what they must be. */
export type Json = ReturnType<typeof JSON.parse>

export interface Client {
  sandbox: Sandbox
  /** Raw answer. Paths are below the API base. */
  request(path: string, init?: RequestInit): Promise<Response>
  /** `d` of a success; throws on any other status. */
  get(path: string): Promise<Json>
  search(body: unknown, query?: string): Promise<Json>
  put(path: string, body: unknown): Promise<Response>
}

export function headersOf(sandbox: Sandbox): Record<string, string> {
  return { authorization: `Bearer ${sandbox.token}`, 'autopal-instance-id': sandbox.tenantId }
}

const started: Sandbox[] = []
afterAll(async () => {
  await Promise.all(started.splice(0).map((sandbox) => sandbox.close()))
})

export async function tenant(options: SandboxOptions = {}): Promise<Client> {
  const sandbox = await startSandbox({ loans: 40, ...options })
  started.push(sandbox)
  const request = (path: string, init: RequestInit = {}) =>
    fetch(sandbox.url + path, { ...init, headers: { ...headersOf(sandbox), ...init.headers } })
  const read = async (response: Response) => {
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`)
    return ((await response.json()) as { d: Json }).d
  }
  return {
    sandbox,
    request,
    get: async (path) => read(await request(path)),
    search: async (body, query = '') =>
      read(await request(`Loans/Autopal.Search()${query}`, { method: 'POST', body: JSON.stringify(body) })),
    put: (path, body) => request(path, { method: 'PUT', body: JSON.stringify(body) }),
  }
}

/** `/Date(seconds)/` as a calendar date. */
export function dateOf(stamp: string): string {
  const match = /^\/Date\((-?\d+)\)\/$/.exec(stamp)
  if (!match) throw new Error(`${stamp} is no date`)
  return new Date(Number(match[1]) * 1000).toISOString().slice(0, 10)
}

export function daysOn(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** What a connector expands to read a loan whole. */
export const wholeLoan = [
  'LoanSetup',
  'LoanSettings/CustomFieldValues/CustomField',
  'LoanSettings/LoanStatus',
  'LoanSettings/LoanSubStatus',
  'Customers/PrimaryAddress',
  'Customers/MailAddress',
  'Customers/Phones',
  'Customers/CustomFieldValues',
  'Payments',
  'Transactions',
  'Credits',
  'Charges',
  'Notes',
  'Documents',
  'Bankruptcies',
  'DueDateChanges',
  'APDAdjustments',
  'DPDAdjustments',
  'LoanModifications',
  'Portfolios',
  'SubPortfolios',
  'Collateral',
].join(',')
