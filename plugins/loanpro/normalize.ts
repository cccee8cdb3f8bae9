/**
 * A raw document to a document as presets see it. Pure, and on the hot path: the readers are compiled once from the
 * field tables, and nothing is copied that presets cannot see.
 *
 * A raw document is JSON text `{ loan, archive, customFields }`: the loan as LoanPro sent it, the rows of
 * LoanStatusArchive, and the names of the custom fields that occur in it by id.
 */
import type { NormalizedDocument } from '../contract.ts'
import { completeLoan, customFieldsOfRow, scheduleOf } from './computed.ts'
import { statusArchive } from './fields/archive.ts'
import { loan } from './fields/loan.ts'
import type { EntitySpec, FieldSpec } from './spec.ts'
import {
  isObject,
  type Json,
  type JsonObject,
  malformed,
  readBirthDate,
  readBoolean,
  readCode,
  readDate,
  readDecimal,
  readEntity,
  readInstant,
  readInteger,
  readMoney,
  readRows,
  readText,
} from './values.ts'

type Reader = (value: Json | undefined, drift: Set<string>) => unknown
type EntityReader = (source: JsonObject, drift: Set<string>) => Record<string, unknown>

/** Compiled once an entity and place; `path` is where it stands, for messages and drift. */
function entityReader(entity: EntitySpec, path: string): EntityReader {
  const fields = Object.entries(entity.fields).map(([name, field]) => ({
    name,
    read: fieldReader(field, path === '' ? name : `${path}.${name}`),
  }))
  const known = new Set([
    ...Object.keys(entity.fields),
    ...entity.known,
    '__metadata',
    '__deferred',
    '__id',
    '__update',
  ])
  const { finish } = entity
  return (source, drift) => {
    const out: Record<string, unknown> = {}
    for (const { name, read } of fields) out[name] = read(source[name], drift)
    for (const name in source) {
      if (!known.has(name)) drift.add(path === '' ? name : `${path}.${name}`)
    }
    finish?.(out, source)
    return out
  }
}

function fieldReader(field: FieldSpec, path: string): Reader {
  switch (field.read) {
    case 'text':
      return (value) => readText(value, path)
    case 'integer':
      return (value) => readInteger(value, path)
    case 'decimal':
      return (value) => readDecimal(value, path)
    case 'boolean':
      return (value) => readBoolean(value, path)
    case 'date':
      return (value) => readDate(value, path)
    case 'birthDate':
      return (value) => readBirthDate(value)
    case 'instant':
      return (value) => readInstant(value, path)
    case 'money':
      return (value) => readMoney(value, path)
    case 'code': {
      const spellings = new Map(field.values.map(({ value }) => [value.toLowerCase(), value]))
      return (value) => readCode(value, field.prefix, spellings, path)
    }
    case 'computed':
      return () => null
    case 'computedRows':
      return () => []
    case 'entity': {
      const read = entityReader(field.entity, path)
      return (value, drift) => read(readEntity(value, path) ?? {}, drift)
    }
    case 'rows': {
      const read = entityReader(field.entity, path)
      // A list that was not sent is null, not empty: a preset must not take missing payments for none.
      return (value, drift) => readRows(value, path)?.map((row) => read(row, drift)) ?? null
    }
  }
}

const readLoan = entityReader(loan, '')
const readArchiveRow = entityReader(statusArchive, 'StatusArchive')

/** The parts of a raw document. Throws MALFORMED_DOCUMENT where it is not one. */
export function parseRaw(raw: string): {
  loan: JsonObject
  archive: JsonObject[]
  customFields: ReadonlyMap<string, string>
} {
  let parsed: Json
  try {
    parsed = JSON.parse(raw) as Json
  } catch {
    throw malformed('the document', 'complete JSON')
  }
  if (!isObject(parsed)) throw malformed('the document', 'an object')
  if (!isObject(parsed.loan)) throw malformed('the document', 'an object with a loan')
  const names = Object.entries(isObject(parsed.customFields) ? parsed.customFields : {})
  return {
    loan: parsed.loan,
    archive: readRows(parsed.archive, 'StatusArchive') ?? [],
    customFields: new Map(names.map(([id, name]) => [id, String(name)])),
  }
}

export function normalize(raw: string): NormalizedDocument {
  const { loan: source, archive, customFields } = parseRaw(raw)
  const drift = new Set<string>()
  const document = readLoan({ ...source, LoanSetup: currentSetup(source) ?? null }, drift)
  if (document.id === null) throw malformed('id', 'a loan id')
  const setup = currentSetup(source)
  const current = document.LoanSetup as Record<string, unknown>
  current.paymentSchedule = isObject(setup) ? scheduleOf(setup.tilPaymentSchedule) : []
  const first = firstSetup(source)
  current.firstContractDate =
    first === null ? current.contractDate : readDate(first.contractDate, 'LoanSetup.contractDate')
  current.firstLoanAmount = first === null ? current.loanAmount : readMoney(first.loanAmount, 'LoanSetup.loanAmount')
  document.StatusArchive = readArchive([...(readRows(source.StatusArchive, 'StatusArchive') ?? []), ...archive], drift)
  completeLoan(document, customFields)
  return { document, unknownFields: [...drift].sort() }
}

/** The rows by day, oldest first; of two rows of a day the later one read. LoanPro promises no order. */
function readArchive(rows: JsonObject[], drift: Set<string>): Record<string, unknown>[] {
  const byDate = new Map<string, Record<string, unknown>>()
  for (const source of rows) {
    const row = readArchiveRow(source, drift)
    if (typeof row.date !== 'string') throw malformed('StatusArchive.date', 'a date')
    row.customFields = customFieldsOfRow(source.customFieldsBreakdown)
    byDate.set(row.date, row)
  }
  return [...byDate.keys()].sort().map((date) => byDate.get(date)!)
}

/** All setups, where the source sent more than one. */
function setupsOf(source: JsonObject): JsonObject[] {
  const value = source.LoanSetup
  const setups = Array.isArray(value) || (isObject(value) && 'results' in value) ? readRows(value, 'LoanSetup') : null
  return setups === null || setups.length < 2 ? [] : setups
}

/** The setup the loan was made with (modId 0), where it was sent beside the current one. */
function firstSetup(source: JsonObject): JsonObject | null {
  return setupsOf(source).find((setup) => readInteger(setup.modId, 'LoanSetup.modId') === 0) ?? null
}

/** A modified loan has several setups; the loan names the current one by setupId, else by modId. */
function currentSetup(source: JsonObject): Json | undefined {
  const setups = setupsOf(source)
  if (setups.length === 0) return source.LoanSetup
  const id = readText(source.setupId, 'setupId')
  const modification = readInteger(source.modId, 'modId') ?? 0
  return (
    setups.find((setup) => id !== null && readText(setup.id, 'LoanSetup.id') === id) ??
    setups.find((setup) => readInteger(setup.modId, 'LoanSetup.modId') === modification) ??
    setups[0]
  )
}
