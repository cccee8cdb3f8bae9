/** Whole loans: everything a document needs, many in one request. */
import { setImmediate as breathe } from 'node:timers/promises'
import { SourceFailure, type SourceRecord } from '../contract.ts'
import { historyOf, latest, rowDay } from './archiveRows.ts'
import { encodeToken, headOfUpdate, tokenOf } from './changeToken.ts'
import {
  collectionOf,
  isAbsent,
  isOfSize,
  isTruncated,
  type LoanProClient,
  type LoanProContext,
  withParameter,
} from './client.ts'
import { anyOf, chunks, filtered } from './filter.ts'
import { isObject, type Json, type JsonObject, readInteger, readText } from './values.ts'

/** Loans a details request: LoanPro's own page, so that even a source that ignores `nopaging` answers them all. */
export const batchSize = 50

/** What is expanded, by entity set; nested ones are reached by a slash. */
const expanded = {
  Loans: [
    ...['LoanSetup', 'LoanSettings', 'Customers', 'Payments', 'Transactions', 'Credits', 'Charges', 'Bankruptcies'],
    ...['DueDateChanges', 'APDAdjustments', 'DPDAdjustments', 'Collateral', 'CustomFieldValues'],
  ],
  LoanSettings: ['LoanStatus', 'LoanSubStatus', 'CustomFieldValues'],
  Customers: ['PrimaryAddress', 'MailAddress', 'Phones', 'CustomFieldValues'],
} as const

/** Nested entities without which a record would be wrong: read one by one where the source did not expand them. */
const indispensable: Record<string, readonly string[]> = {
  Loans: expanded.Loans,
  LoanSettings: ['CustomFieldValues'],
  Customers: ['PrimaryAddress', 'MailAddress', 'Phones'],
}

const single = new Set(['LoanSetup', 'LoanSettings', 'PrimaryAddress', 'MailAddress'])

/** Everything that is expanded, for the check to try before the first sync. */
export const expandList = [
  ...expanded.Loans,
  ...expanded.LoanSettings.map((name) => `LoanSettings/${name}`),
  ...expanded.Customers.map((name) => `Customers/${name}`),
].join(',')

/** Where the definitions of custom fields cannot be read in one go, each value brings its own. */
function expandOf({ customFields }: DetailsReader): string {
  return customFields.size > 0 ? expandList : `${expandList},LoanSettings/CustomFieldValues/CustomField`
}

export interface DetailsReader {
  client: LoanProClient
  ctx: LoanProContext
  asOf: string
  /** Names of the tenant's custom fields by id. */
  customFields: ReadonlyMap<string, string>
}

/** A loan to read, with its head where the enumeration gave one (see changeToken.ts). */
export interface Wanted {
  id: number
  head: string | null
}

/**
 * Reads these loans (at most `batchSize`): two requests when all goes well. What is gone is told and left out, what is
 * unreadable is MALFORMED, the rest goes on.
 */
export async function readLoans(reader: DetailsReader, wanted: readonly Wanted[]): Promise<SourceRecord[]> {
  try {
    return await readBatch(reader, wanted)
  } catch (failure) {
    if (wanted.length === 1 || !isOfSize(failure)) throw failure
    // A long answer breaks off or runs into LoanPro's time limit (a 500) where a shorter one comes through.
    const smaller = chunks(wanted, Math.ceil(wanted.length / (isTruncated(failure) ? 2 : 8)))
    const records: SourceRecord[] = []
    for (const part of smaller) records.push(...(await readSmaller(reader, part, isTruncated(failure))))
    if (records.length > 0 && records.every(({ kind }) => kind === 'MALFORMED')) throw failure
    return records
  }
}

async function readSmaller(reader: DetailsReader, part: readonly Wanted[], again: boolean): Promise<SourceRecord[]> {
  if (!again) return readBatch(reader, part)
  try {
    return await readLoans(reader, part)
  } catch (failure) {
    if (part.length > 1 || !isTruncated(failure)) throw failure
    return [unreadable(part[0]!.id, 'LoanPro’s answer for this loan breaks off before its end every time.')]
  }
}

const recordsATurn = 10

async function readBatch(reader: DetailsReader, wanted: readonly Wanted[]): Promise<SourceRecord[]> {
  const ids = wanted.map(({ id }) => id)
  // The balances first, of which the change token is made: a token newer than its document would hide what came in between.
  const history = await historyOf(reader.client, ids, reader.asOf)
  const answer = await reader.client.get(
    withParameter(`${filtered('Loans', anyOf('id', ids))}&$expand=${expandOf(reader)}`, 'nopaging'),
  )
  const loans = new Map<number, JsonObject>()
  for (const loan of collectionOf(answer).rows) {
    const id = idOf(loan)
    if (id !== null) loans.set(id, loan)
  }
  const records: SourceRecord[] = []
  const gone: number[] = []
  for (const one of wanted) {
    const record = await readOne(reader, one, loans.get(one.id), history.get(one.id) ?? [])
    if (record === null) gone.push(one.id)
    else records.push(record)
    // Each is a text of a hundred kilobytes: others have their turn in between.
    if (records.length % recordsATurn === 0) await breathe()
  }
  if (gone.length > 0) reader.ctx.notice(`LoanPro has these loans no more: ${gone.join(', ')}.`)
  return records
}

function idOf(loan: JsonObject): number | null {
  try {
    return readInteger(loan.id, 'id')
  } catch {
    return null
  }
}

/** The record of one loan; null when LoanPro no longer has it. */
async function readOne(
  reader: DetailsReader,
  wanted: Wanted,
  listed: JsonObject | undefined,
  archive: JsonObject[],
): Promise<SourceRecord | null> {
  const loan = listed ?? (await readAlone(reader, wanted.id))
  if (loan === null) return null
  if (!isObject(loan) || idOf(loan) !== wanted.id) {
    return unreadable(wanted.id, 'LoanPro’s answer for this loan is not a loan with its id.', JSON.stringify({ loan }))
  }
  return recordOf(reader, wanted, loan, archive)
}

/** A loan that the list left out: asked for by its own address before it counts as gone. */
async function readAlone(reader: DetailsReader, id: number): Promise<Json | null> {
  try {
    return await reader.client.get(`Loans(${id})?$expand=${expandOf(reader)}&nopaging`)
  } catch (failure) {
    if (isAbsent(failure)) return null
    throw failure
  }
}

async function recordOf(
  reader: DetailsReader,
  { id, head }: Wanted,
  loan: JsonObject,
  archive: JsonObject[],
): Promise<SourceRecord> {
  try {
    const whole = await completed(reader, loan)
    const row = latest(archive)
    const token = tokenOf(head ?? headOfUpdate(loan.lastUpdated), row, reader.asOf)
    return {
      kind: 'DOCUMENT',
      key: String(id),
      displayKey: readText(loan.displayId, 'displayId') ?? String(id),
      raw: JSON.stringify({ loan: whole, archive, customFields: namesOf(reader.customFields, { whole, archive }) }),
      changeToken: encodeToken(token),
      snapshotDate: row === null ? null : rowDay(row),
    }
  } catch (failure) {
    if (!(failure instanceof SourceFailure) || failure.code !== 'MALFORMED_DOCUMENT') throw failure
    return unreadable(id, failure.message, JSON.stringify({ loan, archive, customFields: {} }), failure.path)
  }
}

function unreadable(id: number, message: string, raw = '', path: string | null = null): SourceRecord {
  const hint = `Open loan ${id} in LoanPro and look for what is unusual in it, then sync this loan again.`
  return { kind: 'MALFORMED', key: String(id), raw, message, hint, path }
}

/** Names of those custom fields that occur in the document: a normalized document must not depend on anything else. */
function namesOf(names: ReadonlyMap<string, string>, parts: { whole: JsonObject; archive: JsonObject[] }) {
  const ids = new Set<string>()
  const collect = (values: Json | undefined) => {
    for (const value of collectionRows(values)) ids.add(String(value.customFieldId))
  }
  const { whole, archive } = parts
  collect(whole.CustomFieldValues)
  for (const name of ['LoanSetup', 'LoanSettings']) {
    const entity = whole[name]
    if (isObject(entity)) collect(entity.CustomFieldValues)
  }
  for (const customer of collectionRows(whole.Customers)) collect(customer.CustomFieldValues)
  for (const row of archive) {
    for (const [id] of String(row.customFieldsBreakdown ?? '').matchAll(/(?<=")\d+(?="\s*:)/g)) ids.add(id)
  }
  return Object.fromEntries([...ids].sort().flatMap((id) => (names.has(id) ? [[id, names.get(id)!]] : [])))
}

function collectionRows(value: Json | undefined): JsonObject[] {
  const rows = isObject(value) ? value.results : value
  return Array.isArray(rows) ? rows.filter(isObject) : []
}

/** LoanPro's page of a nested list where paging cannot be switched off. */
const nestedPage = 50

/** The loan with lists completed that came cut off at a page, and with what came deferred although it was asked for. */
async function completed(reader: DetailsReader, loan: JsonObject): Promise<JsonObject> {
  const whole = await completedEntity(reader, 'Loans', loan)
  if (isObject(whole.LoanSettings)) {
    whole.LoanSettings = await completedEntity(reader, 'LoanSettings', whole.LoanSettings)
  }
  const customers = collectionRows(whole.Customers)
  for (const [index, customer] of customers.entries()) {
    customers[index] = await completedEntity(reader, 'Customers', customer)
  }
  if (customers.length > 0) whole.Customers = Array.isArray(whole.Customers) ? customers : { results: customers }
  return whole
}

async function completedEntity({ client }: DetailsReader, set: string, entity: JsonObject): Promise<JsonObject> {
  const missing = (indispensable[set] ?? []).filter((name) => isIncomplete(entity[name]))
  const id = idOf(entity)
  if (missing.length === 0 || id === null) return { ...entity }
  const whole = { ...entity }
  for (const name of missing) {
    const path = `${set}(${id})/${name}`
    whole[name] = await (single.has(name) ? client.get(path) : client.collection(path).then(({ rows }) => rows)).catch(
      (failure: unknown) => {
        if (isAbsent(failure)) return null
        throw failure
      },
    )
  }
  return whole
}

function isIncomplete(value: Json | undefined): boolean {
  if (value === undefined) return true
  if (!isObject(value)) return false
  if ('__deferred' in value && !('results' in value)) return true
  const { results, summary, __next } = value
  if (!Array.isArray(results)) return false
  const total = isObject(summary) ? Number(summary.total) : Number.NaN
  if (Number.isFinite(total)) return total > results.length
  return results.length === nestedPage || (typeof __next === 'string' && __next !== '')
}
