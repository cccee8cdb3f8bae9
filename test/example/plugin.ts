/**
 * The smallest plugin that passes the conformance suite, for a made-up servicing system with two calls: `GET /loans?after=ID`
 * lists ids with a version each, `GET /loans/ID` answers one loan. docs/plugins.md walks through it.
 */
import { z } from 'zod'
import {
  type CheckStep,
  contractVersion,
  definePlugin,
  type Page,
  type PluginContext,
  type PullEnd,
  type PullRequest,
  type SampleRequest,
  SourceFailure,
  type SourcePlugin,
  type SourceRecord,
} from '../../plugins/contract.ts'
import { preset } from './preset.ts'

interface Settings {
  baseUrl: string
}

interface Credentials {
  token: string
}

type Context = PluginContext<Settings, Credentials>

interface Listed {
  id: number
  version: number
}

async function ask<T>(ctx: Context, path: string): Promise<T | null> {
  const response = await ctx.fetch(`${ctx.settings.baseUrl}${path}`, {
    headers: { authorization: `Bearer ${ctx.credentials.token}` },
  })
  if (response.status === 404) return null
  if (response.status === 401) {
    const hint = 'Copy the token again from Settings > API of your company.'
    throw new SourceFailure('CONFIGURATION', 'UNAUTHORIZED', 'The source refuses the token.', hint)
  }
  if (response.status !== 200) {
    const hint = 'Try again later; if it stays, ask the provider.'
    throw new SourceFailure('SYSTEM', 'UNEXPECTED', `The source answers ${response.status}.`, hint)
  }
  return JSON.parse(await response.text()) as T
}

async function check(ctx: Context) {
  const step: CheckStep = {
    name: 'token',
    title: 'The token is accepted',
    outcome: 'PASSED',
    message: 'Yes.',
    hint: null,
  }
  try {
    await ask(ctx, '/loans?after=0')
  } catch (failure) {
    if (!(failure instanceof SourceFailure) || failure.code !== 'UNAUTHORIZED') throw failure
    const { message, hint } = failure
    Object.assign(step, { outcome: 'FAILED', message, hint, path: ['credentials', 'token'] })
  }
  return { steps: [step], capabilities: {} }
}

async function* pull(ctx: Context, request: PullRequest): AsyncGenerator<Page, PullEnd> {
  let after = Number(request.checkpoint?.after ?? 0)
  let seen = Number(request.checkpoint?.seen ?? 0)
  for (;;) {
    ctx.signal.throwIfAborted()
    // Listed by id: what comes or goes between two pages moves no other loan. Only an empty page is the end.
    const listed = (await ask<Listed[]>(ctx, `/loans?after=${after}`)) ?? []
    if (listed.length === 0) return { cursor: {}, complete: request.mode !== 'IDS' }
    const wanted = listed.filter(({ id }) => request.mode !== 'IDS' || request.keys!.includes(String(id)))
    const known = request.mode === 'INCREMENTAL' ? await request.known(wanted.map(({ id }) => String(id))) : new Map()
    const records: SourceRecord[] = []
    for (const { id, version } of wanted) {
      const key = String(id)
      // Balances are of the as-of day, so another day is a change as well.
      const changeToken = `${version}/${request.asOf}`
      if (known.get(key) === changeToken) records.push({ kind: 'UNCHANGED', key })
      else records.push(await readLoan(ctx, key, changeToken, request.asOf))
    }
    after = listed.at(-1)!.id
    seen += records.length
    yield { records, checkpoint: { after, seen }, progress: { seen, total: null }, requests: records.length + 1 }
  }
}

async function readLoan(ctx: Context, key: string, changeToken: string, asOf: string): Promise<SourceRecord> {
  const loan = await ask<{ number: string }>(ctx, `/loans/${key}`)
  if (loan === null) return { kind: 'UNCHANGED', key }
  const raw = JSON.stringify(loan)
  return { kind: 'DOCUMENT', key, displayKey: String(loan.number), raw, changeToken, snapshotDate: asOf }
}

/** The loans with the lowest ids: what a person sees before the connection is made. */
async function sample(ctx: Context, { count, asOf }: SampleRequest) {
  const listed = (await ask<Listed[]>(ctx, '/loans?after=0')) ?? []
  const records = []
  for (const { id, version } of listed.slice(0, count)) {
    const record = await readLoan(ctx, String(id), `${version}/${asOf}`, asOf)
    if (record.kind === 'DOCUMENT') records.push(record)
  }
  return records
}

/** The source's own form: amounts in cents, days as YYYY-MM-DD. */
const loanSchema = z.object({
  number: z.string(),
  opened: z.iso.date(),
  amount: z.int(),
  balance: z.int(),
  daysPastDue: z.int(),
  payments: z.array(z.object({ date: z.iso.date(), amount: z.int() })),
  first: z.string(),
  last: z.string(),
  ssn: z.string(),
  born: z.iso.date(),
})

function normalize(raw: string) {
  const read = loanSchema.safeParse(JSON.parse(raw))
  if (read.success) return { document: read.data, unknownFields: [] }
  // Names the places, never the values.
  const places = read.error.issues.map((issue) => issue.path.join('.')).join(', ')
  const hint = 'Look at the loan in the source.'
  throw new SourceFailure('SYSTEM', 'MALFORMED_DOCUMENT', `Not as expected: ${places}.`, hint)
}

export const plugin: SourcePlugin = definePlugin<Settings, Credentials>({
  id: 'example',
  name: 'Example servicing',
  version: '1.0.0',
  contractVersion,
  description: 'Reads loans of the example servicing system.',
  acquire: 'pull',
  settings: {
    fields: [
      {
        ...{ name: 'baseUrl', label: 'Address', input: 'url', required: true, secret: false },
        help: 'Where your company answers, such as https://lender.example.com.',
      },
    ],
    schema: z.strictObject({ baseUrl: z.url('Give a whole address.') }),
  },
  credentials: {
    fields: [
      {
        ...{ name: 'token', label: 'Token', input: 'password', required: true, secret: true },
        help: 'From Settings > API of your company.',
      },
    ],
    schema: z.strictObject({ token: z.string().trim().min(8, 'A token has at least 8 characters.') }),
  },
  catalogue: {
    number: { type: 'text', title: 'Loan number' },
    opened: { type: 'date', title: 'Opened' },
    amount: { type: 'money', title: 'Amount' },
    balance: { type: 'money', title: 'Balance' },
    daysPastDue: { type: 'integer', title: 'Days past due' },
    payments: {
      type: 'list',
      title: 'Payments',
      of: { date: { type: 'date', title: 'Day' }, amount: { type: 'money', title: 'Amount' } },
    },
    first: { type: 'text', title: 'First name', sensitive: true },
    last: { type: 'text', title: 'Last name', sensitive: true },
    ssn: { type: 'text', title: 'Social security number', sensitive: true },
    born: { type: 'date', title: 'Date of birth', sensitive: true },
  },
  presets: [{ name: 'example-metro2', title: 'Example to Metro 2', text: preset }],
  baseUrl: ({ baseUrl }) => baseUrl,
  environment: () => 'SANDBOX',
  businessDate: (_settings, now) => new Date(now).toISOString().slice(0, 10),
  credentialsHint: ({ token }) => (token.length >= 16 ? `…${token.slice(-4)}` : '…'),
  check,
  async discover() {
    return { catalogue: plugin.catalogue, lookups: {} }
  },
  pull,
  sample,
  normalize,
  reportingProjection: (document) => document,
})
