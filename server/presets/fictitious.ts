/**
 * A document made into an example: only what a program reads of it, and nobody's name in it. Pure.
 *
 * Kept as they are: amounts, booleans, numbers that are no identifiers, dates that are not sensitive, and texts that the
 * catalogue lists (not those it has only seen) or the preset names itself (types, codes): these decide what becomes of the loan.
 * Every other text, and every sensitive value, is replaced by another one of the same shape (letters by letters, digits by
 * digits), the same by the same.
 */
import { createHash } from 'node:crypto'
import type { Catalogue, CatalogueNode } from '../mapping/catalogue.ts'
import { addDays, isCalendarDate } from '../metro2/dates.ts'

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

export interface Fiction {
  catalogue: Catalogue
  /** What the program reads: `Customers.lastName`. */
  paths: ReadonlySet<string>
  /** Texts that the preset itself names: keys of tables, constants of conditions. */
  words: ReadonlySet<string>
  /** Makes the replacements differ from one example to the next. */
  salt: string
}

/** Rows stay as many as they are: the history of a loan is what most examples are about. */
export function fictitious(document: unknown, fiction: Fiction): Json {
  return isObject(document) ? fields(document, fiction.catalogue, '', fiction) : {}
}

function fields(value: Json, catalogue: Catalogue, path: string, fiction: Fiction): Json {
  const kept: Json = {}
  for (const [name, each] of Object.entries(value)) {
    const inner = path === '' ? name : `${path}.${name}`
    const node = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined
    if (node === undefined || !fiction.paths.has(inner)) continue
    kept[name] = replaced(each, node, inner, fiction)
  }
  return kept
}

function replaced(value: unknown, node: CatalogueNode, path: string, fiction: Fiction): unknown {
  if (node.type === 'list') {
    return Array.isArray(value)
      ? value.map((row) => (isObject(row) ? fields(row, node.of, path, fiction) : null))
      : value === null
        ? null
        : []
  }
  if (node.type === 'object') return isObject(value) ? fields(value, node.fields, path, fiction) : null
  return leaf(value, node, path, fiction)
}

type Leaf = Exclude<CatalogueNode, { type: 'object' | 'list' }>

function leaf(value: unknown, { type, sensitive, values, open }: Leaf, path: string, fiction: Fiction) {
  if (value === null || value === undefined || typeof value === 'boolean') return value ?? null
  if (typeof value === 'string') {
    // A day in a text may be a birth date.
    if (isCalendarDate(value)) return sensitive || type === 'text' ? otherDay(value, fiction.salt) : value
    if (type === 'instant' && isCalendarDate(value.slice(0, 10)) && value[10] === 'T') {
      return sensitive ? `${otherDay(value.slice(0, 10), fiction.salt)}T00:00:00Z` : value
    }
    const listed = !open && values?.some((each) => each.value === value)
    const known = listed || fiction.words.has(value)
    return !sensitive && known ? value : otherText(value, fiction.salt)
  }
  // A document that broke its catalogue is an example of just that, but nobody knows what the value is.
  if (typeof value !== 'number') return null
  const names = type === 'integer' && (Math.abs(value) >= smallestId || isIdName.test(path))
  return sensitive || names ? Number(otherText(String(value), fiction.salt)) : value
}

/** Whole numbers that tell one loan or person from others: by their size, or by what they are called. */
const smallestId = 100_000
const isIdName = /(^|\.)id$|[a-z]I[dD]$|_id$/

/** Bytes that depend on value and salt alone: the same name is replaced by the same name. */
const bytesOf = (value: string, salt: string) => createHash('sha256').update(`${salt}\0${value}`).digest()

/** Nine digits become a number of the area 900 and up, which is never issued as a Social Security number. */
function otherText(value: string, salt: string): string {
  const bytes = bytesOf(value, salt)
  const digits = value.replace(/\D/g, '').length
  // Masked letters say that something is masked; in a name an X is a letter like others.
  const isMasked = /^[Xx*•-]{2,}[\s\dXx*•-]*$/.test(value)
  let seen = 0
  return Array.from(value, (character, index) => {
    const byte = bytes[index % bytes.length]!
    if (/\d/.test(character)) {
      seen += 1
      return digits === 9 && seen === 1 ? '9' : String(byte % 10)
    }
    if (isMasked && /[Xx*•]/.test(character)) return character
    if (/\p{N}/u.test(character)) return String(byte % 10)
    if (/\p{Lu}/u.test(character)) return String.fromCharCode(65 + (byte % 23))
    return /\p{L}/u.test(character) ? String.fromCharCode(97 + (byte % 23)) : character
  }).join('')
}

/** Up to a year earlier: an adult stays one. */
const otherDay = (date: string, salt: string) => addDays(date, -1 - (bytesOf(date, salt).readUInt16BE(0) % 365))
