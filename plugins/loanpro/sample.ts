/** Some loans of the tenant for a preview: one search, and the whole of those that are chosen. Four requests. */
import type { SampledRecord, SampleRequest } from '../contract.ts'
import { headOfHit } from './changeToken.ts'
import { type LoanProContext, loanProClient } from './client.ts'
import { readLoans, type Wanted } from './details.ts'
import { readCustomFields } from './tenant.ts'
import { type JsonObject, malformed, readInteger } from './values.ts'

/** Loans that are chosen from: those with the lowest ids. */
const looked = 100

export async function sample(ctx: LoanProContext, { count, asOf }: SampleRequest): Promise<SampledRecord[]> {
  const client = loanProClient(ctx)
  const { rows } = await client.searchLoans({ bool: { filter: { range: { id: { gt: 0 } } } } }, looked)
  if (rows.length === 0) return []
  const customFields = new Map(((await readCustomFields(client)) ?? []).map(({ id, title }) => [id, title]))
  const records = await readLoans({ client, ctx, asOf, customFields }, chosenOf(rows, count))
  return records.filter((record) => record.kind === 'DOCUMENT' || record.kind === 'MALFORMED')
}

/** One of each status and of each degree of lateness before a second of any; in each the lowest id first. */
export function chosenOf(hits: readonly JsonObject[], count: number): Wanted[] {
  const groups = new Map<string, Wanted[]>()
  for (const { id, hit } of hits.map((hit) => ({ id: idOf(hit), hit })).sort((a, b) => a.id - b.id)) {
    const kind = kindOf(hit)
    groups.set(kind, [...(groups.get(kind) ?? []), { id, head: headOfHit(hit) }])
  }
  const placed = [...groups.values()].flatMap((group) => group.map((wanted, place) => ({ wanted, place })))
  // A stable order: the kind whose first loan has the lowest id comes first.
  return placed
    .sort((a, b) => a.place - b.place || a.wanted.id - b.wanted.id)
    .slice(0, count)
    .map(({ wanted }) => wanted)
}

function idOf(hit: JsonObject): number {
  const id = readInteger(hit.id, 'id')
  if (id === null) throw malformed('id', 'a loan id')
  return id
}

/** As far as the search index tells: a tenant whose index lacks these has one kind of loans. */
function kindOf({ loanStatusText, daysPastDue }: JsonObject): string {
  const days = Number(daysPastDue ?? 0)
  const lateness = days >= 90 ? 'long' : days >= 30 ? 'late' : 'no'
  return `${String(loanStatusText ?? '')} ${lateness}`
}
