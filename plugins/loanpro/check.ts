/** Is this connection able to do its work, and if not, what has to be changed? Steps in order; a failed one ends the check. */
import { type Capabilities, type CheckReport, type CheckStep, SourceFailure } from '../contract.ts'
import { latest, rowDay } from './archiveRows.ts'
import { collectionOf, type LoanProClient, type LoanProContext, loanProClient } from './client.ts'
import { batchSize, expandList } from './details.ts'
import { anyOf, dayLiteral, filtered, instantLiteral } from './filter.ts'
import { isObject, type JsonObject, readInteger, readRows } from './values.ts'

interface Probe {
  ctx: LoanProContext
  client: LoanProClient
  capabilities: Capabilities
  /** Ids of some loans of the tenant. */
  ids: number[]
  /** One of them, expanded. */
  loans: JsonObject[]
  /** How many there are, where the search says it. */
  total: number | null
}

type Result = Pick<CheckStep, 'outcome' | 'message' | 'path'> & { hint?: string }

const steps: { name: string; title: string; run: (probe: Probe) => Promise<Result> }[] = [
  { name: 'reachable', title: 'LoanPro can be reached', run: reachable },
  { name: 'token', title: 'The token is accepted', run: token },
  { name: 'tenant', title: 'The tenant answers', run: tenant },
  { name: 'loans', title: 'Loans can be read', run: loansReadable },
  { name: 'listMode', title: 'How changed loans are found', run: listMode },
  { name: 'archiveByDate', title: 'Balances of one day can be read for all loans', run: archiveByDate },
  { name: 'ssnVisible', title: 'Social security numbers are visible', run: ssnVisible },
  { name: 'clock', title: 'The clocks agree', run: clock },
]

export async function check(ctx: LoanProContext): Promise<CheckReport> {
  const capabilities: Capabilities = { listMode: 'SEARCH', archiveByDate: null, expandedLists: null, ssnVisible: null }
  const probe: Probe = { ctx, client: loanProClient(ctx), capabilities, ids: [], loans: [], total: null }
  const report: CheckStep[] = []
  let failed = false
  for (const { name, title, run } of steps) {
    const result: Result = failed
      ? { outcome: 'SKIPPED', message: 'Not tried, because a step before it failed.' }
      : await run(probe).catch(failureOf(ctx))
    failed ||= result.outcome === 'FAILED'
    const { outcome, message, hint = null, path } = result
    report.push({ name, title, outcome, message, hint, ...(path && { path }) })
  }
  return { steps: report, capabilities, ...(probe.total !== null && { portfolio: portfolioOf(probe.total, ctx) }) }
}

/** Each page of loans is listed, each batch of it read with its balances; one more finds the end, and one the custom fields. */
function portfolioOf(loans: number, { settings: { pageSize } }: LoanProContext) {
  const whole = Math.floor(loans / pageSize)
  const batches = whole * Math.ceil(pageSize / batchSize) + Math.ceil((loans % pageSize) / batchSize)
  return { loans, requests: Math.ceil(loans / pageSize) + 2 * batches + 2 }
}

/** Search engines of LoanPro's kind count to here and no further unless they are told to. */
const countedTo = 10_000

function failureOf(ctx: LoanProContext): (failure: unknown) => Result {
  return (failure) => {
    ctx.signal.throwIfAborted()
    if (!(failure instanceof SourceFailure)) throw failure
    const path = failure.code === 'UNAUTHORIZED' ? { path: ['credentials'] } : {}
    return { outcome: 'FAILED', message: failure.message, hint: failure.hint, ...path }
  }
}

/** The search of one loan is the first request; what it proves is told step by step. */
async function firstRequest(probe: Probe): Promise<SourceFailure | JsonObject[]> {
  try {
    const { rows, total } = await probe.client.searchLoans({ bool: { filter: { range: { id: { gt: 0 } } } } }, 5)
    probe.total = total === countedTo ? null : total
    return rows
  } catch (failure) {
    if (failure instanceof SourceFailure) return failure
    throw failure
  }
}

async function reachable(probe: Probe): Promise<Result> {
  const answer = await firstRequest(probe)
  const { baseUrl } = probe.ctx.settings
  if (answer instanceof SourceFailure && answer.code !== 'UNAUTHORIZED') {
    const hint = answer.code === 'NOT_FOUND' ? addressHint : answer.hint
    const path = passing.has(answer.code) ? {} : { path: ['settings', 'baseUrl'] }
    return { outcome: 'FAILED', message: answer.message, hint, ...path }
  }
  probe.ids = answer instanceof SourceFailure ? [] : answer.flatMap((hit) => readInteger(hit.id, 'id') ?? [])
  return { outcome: 'PASSED', message: `${new URL(baseUrl).host} answers.` }
}

/** Troubles of a LoanPro that answers: another address would not help. */
const passing = new Set(['RATE_LIMITED', 'UNAVAILABLE', 'SERVER_ERROR', 'TIMEOUT', 'CONNECTION_LOST', 'TRUNCATED_BODY'])

const addressHint = 'Check the API address in the settings; it ends in /api/public/api/1/.'

async function token(probe: Probe): Promise<Result> {
  if (probe.ids.length > 0) return { outcome: 'PASSED', message: 'LoanPro accepts the token.' }
  const answer = await firstRequest(probe)
  if (!(answer instanceof SourceFailure)) return { outcome: 'PASSED', message: 'LoanPro accepts the token.' }
  // LoanPro refuses a wrong token and a wrong tenant id alike; now and then it says which.
  if (/tenant|instance/i.test(answer.message) && !/token or the tenant/i.test(answer.message)) {
    return { outcome: 'PASSED', message: 'The refusal is about the tenant id.' }
  }
  return { outcome: 'FAILED', message: answer.message, hint: answer.hint, path: ['credentials'] }
}

async function tenant(probe: Probe): Promise<Result> {
  const { instanceId } = probe.ctx.credentials
  if (probe.ids.length > 0) return { outcome: 'PASSED', message: `Tenant ${instanceId} answers.` }
  const answer = await firstRequest(probe)
  if (!(answer instanceof SourceFailure)) return { outcome: 'PASSED', message: `Tenant ${instanceId} answers.` }
  return {
    outcome: 'FAILED',
    message: answer.message,
    hint: 'Compare the tenant id with the one under Settings > Company > API, and make sure that the token was made there.',
    path: ['credentials', 'instanceId'],
  }
}

async function loansReadable(probe: Probe): Promise<Result> {
  const { client, capabilities } = probe
  if (probe.ids.length === 0) {
    return {
      outcome: 'WARNING',
      message: 'The tenant has no loans that this token can see.',
      hint: 'If there should be some, look at the access of the Agent User behind the token. Otherwise run the check again when there are loans.',
    }
  }
  const answer = await client.get(`${filtered('Loans', anyOf('id', probe.ids))}&$expand=${expandList}&nopaging`)
  probe.loans = collectionOf(answer).rows
  const loan = probe.loans[0]
  if (loan === undefined) {
    return {
      outcome: 'FAILED',
      message: 'The search finds loans, but they cannot be read.',
      hint: 'Give the role of the Agent User behind the token access to loans, customers and payments, in the API part of the role too.',
      path: ['credentials', 'token'],
    }
  }
  capabilities.expandedLists = shapeOf(loan)
  return { outcome: 'PASSED', message: 'Loans, their customers and payments can be read.' }
}

/** In which shape an expanded list comes when paging is switched off. */
function shapeOf({ Payments }: JsonObject): string {
  if (Array.isArray(Payments)) return 'ARRAY'
  if (isObject(Payments) && Array.isArray(Payments.results)) return 'RESULTS'
  return isObject(Payments) && '__deferred' in Payments ? 'DEFERRED' : 'MISSING'
}

/**
 * lastUpdated is used only when it stands in a loan, a bound in the far future leaves nothing and a bound in the past
 * leaves something. A filter that is ignored lets everything through, and would show as "always changed" at best.
 */
async function listMode(probe: Probe): Promise<Result> {
  const { client, capabilities, loans } = probe
  capabilities.listMode = 'SEARCH'
  const bySearch: Result = { outcome: 'PASSED', message: 'Loans are found by search and compared with what is stored.' }
  if (loans.length === 0 || !loans.some((loan) => typeof loan.lastUpdated === 'string')) return bySearch
  const after = (seconds: number) =>
    client.get(`${filtered('Loans', `lastUpdated ge ${instantLiteral(seconds)} and id gt 0`)}&$orderby=id%20asc&$top=1`)
  try {
    const future = collectionOf(await after(Date.parse('2999-01-01') / 1000))
    const past = collectionOf(await after(Date.parse('1971-01-01') / 1000))
    if (future.rows.length > 0 || past.rows.length === 0) return bySearch
  } catch (failure) {
    if (failure instanceof SourceFailure && failure.kind === 'SYSTEM') return bySearch
    throw failure
  }
  capabilities.listMode = 'LAST_UPDATED'
  return { outcome: 'PASSED', message: 'Changed loans are listed by lastUpdated.' }
}

async function archiveByDate(probe: Probe): Promise<Result> {
  const { client, capabilities, ids } = probe
  capabilities.archiveByDate = false
  if (ids.length === 0) return { outcome: 'SKIPPED', message: 'There are no loans to try it with.' }
  const rowsWhere = async (condition: string, order: string): Promise<JsonObject[]> => {
    const path = `${filtered('LoanStatusArchive', condition)}&$orderby=${order}&$top=20`
    return collectionOf(await client.get(path)).rows
  }
  try {
    // A day that surely has rows, found at some loans; then that day of all loans.
    const day = latest(await rowsWhere(anyOf('loanId', ids), 'date%20desc'))
    const known = day === null ? null : rowDay(day)
    if (known !== null) {
      const rows = await rowsWhere(`date eq ${dayLiteral(known)} and loanId gt 0`, 'loanId%20asc')
      capabilities.archiveByDate = rows.length > 0 && rows.every((row) => rowDay(row) === known)
    }
  } catch (failure) {
    if (!(failure instanceof SourceFailure) || failure.kind !== 'SYSTEM') throw failure
  }
  if (capabilities.archiveByDate)
    return { outcome: 'PASSED', message: 'The balances of a day are read for all loans at once.' }
  return {
    outcome: 'WARNING',
    message:
      'The balances of a day cannot be read for all loans at once; syncs read them by loan and need more requests.',
    hint: 'Nothing has to be changed. If the tenant is new and had no daily maintenance yet, run the check again tomorrow.',
  }
}

async function ssnVisible({ capabilities, loans }: Probe): Promise<Result> {
  const people = loans
    .flatMap((loan) => readRows(loan.Customers, 'Customers') ?? [])
    .filter((customer) => !/company|flooring/i.test(String(customer.customerType ?? '')))
  const numbers = people.map((customer) => String(customer.ssn ?? '')).filter((ssn) => ssn !== '')
  if (numbers.length === 0) {
    const hint = 'Run the check again when the tenant has loans with borrowers.'
    return { outcome: 'WARNING', message: 'No social security number was there to look at.', hint }
  }
  const visible = numbers.some((ssn) => /^\d{9}$/.test(ssn.replaceAll('-', '')))
  capabilities.ssnVisible = visible
  if (visible) return { outcome: 'PASSED', message: 'Social security numbers come in full.' }
  return {
    outcome: 'WARNING',
    message:
      'LoanPro masks social security numbers for this token. Records without the full number are held and not reported.',
    hint: 'In LoanPro give the Agent User behind the token a role with "Customer SSN Visible" set to Yes (Settings > Company > Access > Roles), then run the check and a full sync again.',
  }
}

/** Far enough apart that a day could be taken for another. */
const clockTolerance = 5 * 60_000

async function clock({ client, ctx }: Probe): Promise<Result> {
  const source = client.sourceClock()
  if (source === null) return { outcome: 'SKIPPED', message: 'LoanPro did not state its time.' }
  const minutes = Math.round((source - ctx.now()) / 60_000)
  if (Math.abs(source - ctx.now()) <= clockTolerance) return { outcome: 'PASSED', message: 'The clocks agree.' }
  return {
    outcome: 'WARNING',
    message: `LoanPro's clock is ${Math.abs(minutes)} minutes ${minutes > 0 ? 'ahead of' : 'behind'} this server's.`,
    hint: "Set this server's clock by NTP. Until then a sync near midnight may take the wrong day.",
  }
}
