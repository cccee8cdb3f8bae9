/** A whole source plugin for `fakeSource.ts`: small, and true to the contract. */
import { z } from 'zod'
import {
  type Catalogue,
  type CheckStep,
  contractVersion,
  definePlugin,
  type Page,
  type PluginContext,
  type PullEnd,
  type PullRequest,
  type SampledRecord,
  type SampleRequest,
  SourceFailure,
} from '../../plugins/contract.ts'
import type { FakeLoan } from './fakeSource.ts'

interface Settings {
  baseUrl: string
  environment: 'SANDBOX' | 'PRODUCTION'
  pageSize: number
}

interface Credentials {
  token: string
}

type Context = PluginContext<Settings, Credentials>

const catalogue: Catalogue = {
  number: { type: 'text', title: 'Loan number' },
  contractDate: { type: 'date', title: 'Contract date' },
  amount: { type: 'money', title: 'Amount' },
  payment: { type: 'money', title: 'Payment' },
  balance: { type: 'money', title: 'Balance' },
  instalments: { type: 'list', title: 'Instalments', of: { due: { type: 'date', title: 'Due' } } },
  payments: {
    type: 'list',
    title: 'Payments',
    of: { date: { type: 'date', title: 'Date' }, amount: { type: 'money', title: 'Amount' } },
  },
  people: {
    type: 'list',
    title: 'People',
    of: {
      first: { type: 'text', title: 'First name' },
      last: { type: 'text', title: 'Last name' },
      ssn: { type: 'text', title: 'SSN', sensitive: true },
      born: { type: 'date', title: 'Date of birth', sensitive: true },
    },
  },
}

export const fakePreset = `preset: fake-metro2
title: Fake to Metro 2
language: 1
source: fake
account:
  consumerAccountNumber: { from: number, then: [upper, { keep: alphanumeric }], required: true }
  portfolioType: { value: I }
  accountType: { value: '01' }
  dateOpened: { from: contractDate, required: true }
  highestCredit: { from: amount, then: [wholeDollars] }
  termsDuration: { value: '012' }
  termsFrequency: { value: M }
consumers:
  each: people
  primary: 'true'
  fields:
    surname: { from: row.last, then: [name], required: true }
    firstName: { from: row.first, then: [name], required: true }
    socialSecurityNumber: { from: row.ssn, as: ssn }
    dateOfBirth: { from: row.born, as: birthDate }
    ecoaCode: { value: '1' }
    firstLineOfAddress: { value: 1 MAIN ST }
    city: { value: PROVO }
    state: { value: UT }
    postalCode: { value: '84601' }
history:
  originalAmount: { from: amount }
  periodicPayment: { from: payment }
  instalments: { each: instalments, due: { from: row.due }, amount: { from: payment } }
  satisfactions: { each: payments, date: { from: row.date }, amount: { from: row.amount } }
  snapshots: { date: { from: snapshotDate }, balance: { from: balance } }
`

async function ask<T>(ctx: Context, path: string): Promise<T> {
  const response = await ctx.fetch(`${ctx.settings.baseUrl}${path}`, {
    headers: { authorization: `Bearer ${ctx.credentials.token}` },
  })
  if (response.status === 401) {
    throw new SourceFailure('CONFIGURATION', 'UNAUTHORIZED', 'The source refuses the token.', 'Replace the token.')
  }
  if (response.status !== 200) {
    throw new SourceFailure('SYSTEM', 'UNEXPECTED', `The source answers ${response.status}.`, 'Report it.')
  }
  return JSON.parse(await response.text()) as T
}

/** Steps for what a person can mend in the form; what comes before (address, network) is thrown by fetch. */
async function check(ctx: Context) {
  const token: CheckStep = { name: 'token', title: 'Token', outcome: 'PASSED', message: 'It works.', hint: null }
  try {
    await ask(ctx, '/me')
  } catch (error) {
    if (!(error instanceof SourceFailure) || error.code !== 'UNAUTHORIZED') throw error
    Object.assign(token, {
      ...{ outcome: 'FAILED', message: error.message, hint: error.hint, path: ['credentials', 'token'] },
    })
  }
  return { steps: [token], capabilities: { since: true } }
}

async function discover(ctx: Context) {
  const names = await ask<string[]>(ctx, '/fields')
  const own = Object.fromEntries(names.map((name) => [name, { type: 'text' as const, title: name }]))
  return {
    catalogue: { ...catalogue, ...own },
    lookups: { customFields: names.map((name) => ({ id: name, title: name })) },
  }
}

async function* pull(ctx: Context, request: PullRequest): AsyncGenerator<Page, PullEnd> {
  const since = request.mode === 'INCREMENTAL' ? Number(request.cursor?.changed ?? 0) : 0
  let after = Number(request.checkpoint?.after ?? 0)
  let changed = Math.max(since, Number(request.checkpoint?.changed ?? 0))
  let seen = 0
  for (;;) {
    const loans = await ask<FakeLoan[]>(ctx, `/loans?after=${after}&since=${since}&limit=${ctx.settings.pageSize}`)
    if (loans.length === 0) return { cursor: { changed }, complete: request.mode === 'FULL' }
    after = loans.at(-1)!.id
    changed = Math.max(changed, ...loans.map((loan) => loan.changed))
    const wanted = loans.filter((loan) => request.keys === null || request.keys.includes(String(loan.id)))
    seen += wanted.length
    yield {
      records: wanted.map((loan) => recordOf(loan, request.asOf)),
      checkpoint: { after, changed },
      progress: { seen, total: null },
      requests: 1,
    }
  }
}

const recordOf = (loan: FakeLoan, asOf: string): SampledRecord => ({
  kind: 'DOCUMENT',
  key: String(loan.id),
  displayKey: `F-${loan.id}`,
  raw: JSON.stringify(loan),
  changeToken: String(loan.changed),
  snapshotDate: asOf,
})

async function sampleOf(ctx: Context, { count, asOf }: SampleRequest): Promise<SampledRecord[]> {
  const loans = await ask<FakeLoan[]>(ctx, `/loans?after=0&since=0&limit=${count}`)
  return loans.map((loan) => recordOf(loan, asOf))
}

/** Twelve instalments, a month apart. */
function instalments(first: string): { due: string }[] {
  const [year, month, day] = first.split('-').map(Number) as [number, number, number]
  return Array.from({ length: 12 }, (_, index) => ({
    due: new Date(Date.UTC(year, month - 1 + index, day)).toISOString().slice(0, 10),
  }))
}

function normalize(raw: string) {
  let loan: FakeLoan
  try {
    loan = JSON.parse(raw) as FakeLoan
  } catch (error) {
    throw new SourceFailure('SYSTEM', 'MALFORMED_DOCUMENT', 'The document is no JSON.', 'Read it again.', error)
  }
  const document = {
    number: `F-${loan.id}`,
    contractDate: loan.contractDate,
    amount: loan.amountCents,
    payment: loan.paymentCents,
    balance: loan.payments.reduce((balance, payment) => balance - payment.amountCents, loan.amountCents),
    instalments: instalments(loan.firstDue),
    payments: loan.payments.map((payment) => ({ date: payment.date, amount: payment.amountCents })),
    people: [loan.person],
  }
  return { document, unknownFields: [] }
}

/** Bodies like `{ "event": "paid", "loans": [1], "numbers": ["F-1"] }`; what is no JSON makes it throw. */
function interpret(body: Uint8Array) {
  const said = JSON.parse(Buffer.from(body).toString()) as { event?: string; loans?: unknown[]; numbers?: unknown[] }
  return {
    eventName: said.event ?? null,
    keys: (said.loans ?? []).map(String),
    displayKeys: (said.numbers ?? []).map(String),
  }
}

const sample = ({ key }: { key: string }) => ({ event: 'trial', loans: [key] })

export const fakePlugin = definePlugin<Settings, Credentials>({
  id: 'fake',
  name: 'Fake',
  version: '1.0.0',
  contractVersion,
  description: 'A servicing system made up for tests.',
  acquire: 'pull',
  settings: {
    fields: [
      {
        name: 'baseUrl',
        label: 'Address',
        help: 'Where the source answers.',
        input: 'url',
        required: true,
        secret: false,
      },
      {
        name: 'environment',
        label: 'Environment',
        help: 'What it holds.',
        input: 'select',
        required: true,
        secret: false,
      },
      {
        name: 'pageSize',
        label: 'Page size',
        help: 'Loans a page.',
        input: 'number',
        required: false,
        secret: false,
        defaultValue: 2,
      },
    ],
    schema: z.strictObject({
      baseUrl: z.url('Give a whole address.'),
      environment: z.enum(['SANDBOX', 'PRODUCTION'], 'Choose SANDBOX or PRODUCTION.'),
      pageSize: z.number().int().min(1, 'At least 1.').max(50, 'At most 50.').default(2),
    }) as z.ZodType<Settings>,
  },
  credentials: {
    fields: [
      {
        name: 'token',
        label: 'Token',
        help: 'From your account page.',
        input: 'password',
        required: true,
        secret: true,
      },
    ],
    schema: z.strictObject({ token: z.string().min(8, 'A token has at least 8 characters.') }),
  },
  catalogue,
  presets: [{ name: 'fake-metro2', title: 'Fake to Metro 2', text: fakePreset }],
  baseUrl: (settings) => settings.baseUrl,
  environment: (settings) => settings.environment,
  businessDate: (_settings, now) => new Date(now).toISOString().slice(0, 10),
  credentialsHint: ({ token }) => `…${token.slice(-4)}`,
  check,
  discover,
  pull,
  sample: sampleOf,
  normalize,
  reportingProjection: (document) => document,
  webhook: {
    signatureHeader: 'X-Fake-Signature',
    bodyTemplate: '{"loans":[]}',
    help: 'In its settings.',
    interpret,
    sample,
  },
})
