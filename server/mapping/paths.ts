/** Names and dotted paths: resolved against the catalogue once, then read by closures. */
import { isCalendarDate } from '../metro2/dates.ts'
import type { Catalogue, CatalogueNode, ScalarType } from './catalogue.ts'
import { type Frame, fail, type Row } from './frame.ts'

/** A place under which names stand: the document, a row, a row found by `let`. */
export interface Root {
  fields: Catalogue
  /** Path of the root's list in the catalogue; '' for the document. */
  source: string
  get(f: Frame): unknown
  /** Where the frame holds it, for the roots that are read most: known to be an object or null. */
  slot?: 'row' | 'document'
  /** Path of the root's row in the document, with its index; '' for the document. */
  place(f: Frame): string
}

/** What names mean at one spot of a preset. */
export interface Scope {
  document: Root
  /** Collects every path that is resolved, by its place in the catalogue. */
  reads: Set<string>
  /** `row`, `consumer` and the names of `let`. */
  roots: Map<string, Root>
}

export interface ResolvedPath {
  /** As it is written. */
  text: string
  /** In the catalogue, without indexes: `Customers.lastName`. */
  source: string
  type: ScalarType | 'object' | 'list'
  /** Fields of an object or of a list's rows. */
  fields: Catalogue | null
  sensitive: boolean
  /** Listed values. */
  values: ReadonlySet<string> | null
  /** Others than those listed may come. */
  open: boolean
  /** The value as it stands; null where anything on the way is null. */
  get(f: Frame): unknown
  /** The path in the document, with indexes: `Customers[0].lastName`. */
  place(f: Frame): string
}

export type Resolution =
  | { ok: true; path: ResolvedPath }
  | { ok: false; code: string; message: string; candidates: () => string[]; hint: string | null }

/** Names every object inherits must never be read as if a document held them. */
export function isSafeName(name: string): boolean {
  return name !== '' && !(name in Object.prototype)
}

export function own<T>(record: Record<string, T>, name: string): T | undefined {
  return isSafeName(name) && Object.hasOwn(record, name) ? record[name] : undefined
}

const clocks = {
  asOf: (f: Frame) => f.asOf,
  snapshotDate: (f: Frame) => f.snapshotDate,
}

export const reservedNames = ['row', 'consumer', 'asOf', 'snapshotDate', 'true', 'false', 'null', 'in', 'has']

export function resolvePath(text: string, scope: Scope): Resolution {
  const segments = text.split('.')
  const first = segments[0]!
  if (segments.length === 1 && (first === 'asOf' || first === 'snapshotDate')) return clock(first)
  const root = scope.roots.get(first)
  if (root !== undefined) return walk(text, first, segments.slice(1), root, scope)
  return walk(text, '', segments, scope.document, scope)
}

function clock(name: 'asOf' | 'snapshotDate'): Resolution {
  const path = {
    text: name,
    source: name,
    type: 'date' as const,
    fields: null,
    sensitive: false,
    values: null,
    open: false,
  }
  return { ok: true, path: { ...path, get: clocks[name], place: () => name } }
}

function walk(text: string, rootName: string, segments: string[], root: Root, scope: Scope): Resolution {
  let fields: Catalogue | null = root.fields
  let node: CatalogueNode | undefined
  for (const [i, segment] of segments.entries()) {
    if (node?.type === 'list') return throughList(text, [rootName, ...segments.slice(0, i)].filter(Boolean).join('.'))
    node = fields === null ? undefined : own(fields, segment)
    if (node === undefined) return unknownPath(text, scope)
    fields = fieldsOf(node)
  }
  const get = reader(segments, root, text)
  const source = [root.source, ...segments].filter(Boolean).join('.')
  scope.reads.add(source)
  const inDocument = root === scope.document
  const place = inDocument ? () => source : (f: Frame) => [root.place(f), ...segments].join('.')
  if (node === undefined) {
    return {
      ok: true,
      path: { text, source, type: 'object', fields, sensitive: false, values: null, open: false, get, place },
    }
  }
  const scalar = node.type === 'object' || node.type === 'list' ? null : node
  const values = scalar?.values ? new Set(scalar.values.map((v) => v.value)) : null
  const sensitive = scalar?.sensitive === true
  const open = scalar?.open === true
  return { ok: true, path: { text, source, type: node.type, fields, sensitive, values, open, get, place } }
}

function fieldsOf(node: CatalogueNode): Catalogue | null {
  if (node.type === 'object') return node.fields
  return node.type === 'list' ? node.of : null
}

function throughList(text: string, list: string): Resolution {
  return {
    ok: false,
    code: 'THROUGH_LIST',
    message: `${text} goes through the list ${list}.`,
    candidates: () => [],
    hint: `Name one row of it under let: { latest: ${list}, by: … } or { first: ${list}, when: … }.`,
  }
}

function unknownPath(text: string, scope: Scope): Resolution {
  return {
    ok: false,
    code: 'UNKNOWN_PATH',
    message: `${text.slice(0, 120)} is not in the catalogue.`,
    candidates: () => allPaths(scope),
    hint: null,
  }
}

/** Every path that can be written in a scope, for suggestions. */
export function allPaths(scope: Scope): string[] {
  const paths = ['asOf', 'snapshotDate']
  collect(scope.document.fields, '', paths)
  for (const [name, root] of scope.roots) {
    paths.push(name)
    collect(root.fields, name, paths)
  }
  return paths
}

function collect(fields: Catalogue, prefix: string, paths: string[]): void {
  if (paths.length > 2000) return
  for (const [name, node] of Object.entries(fields)) {
    const path = prefix === '' ? name : `${prefix}.${name}`
    paths.push(path)
    if (node.type === 'object') collect(node.fields, path, paths)
  }
}

/** Reads a path; one or two steps, the usual case, without a loop. */
function reader(segments: string[], root: Root, text: string): (f: Frame) => unknown {
  const from = root.get
  const [a, b] = segments
  if (a === undefined) return from
  if (segments.length === 1 && root.slot !== undefined) {
    const { slot } = root
    return (f) => {
      const row = slot === 'row' ? f.row : f.document
      return row === null ? null : row[a]
    }
  }
  if (segments.length === 1) return (f) => step(from(f), a, f, text)
  if (segments.length === 2) return (f) => step(step(from(f), a, f, text), b!, f, text)
  return (f) => {
    let value = from(f)
    for (const segment of segments) value = step(value, segment, f, text)
    return value
  }
}

function step(value: unknown, name: string, f: Frame, text: string): unknown {
  if (value === null || value === undefined) return null
  if (typeof value === 'object') {
    // The usual case first: this runs for every field of every row. No catalogue name is a property of arrays.
    const found = (value as Row)[name]
    if (found !== undefined || !Array.isArray(value)) return found
  }
  wrongType(f, text, 'an object')
  return null
}

/** The document does not hold what its catalogue says. Values are never shown: any of them may be sensitive. */
export function wrongType(f: Frame, place: string, wanted: string): null {
  fail(
    f,
    place,
    'WRONG_TYPE',
    `${place} should be ${wanted} and is not.`,
    'The source sent something else than its catalogue says. Mend it in the source, or read it another way with `as`.',
  )
  return null
}

const wantedWords: Record<ScalarType, string> = {
  text: 'text',
  integer: 'a whole number',
  decimal: 'a number',
  boolean: 'true or false',
  date: 'a calendar date (YYYY-MM-DD)',
  instant: 'a moment in time (ISO 8601)',
  money: 'an amount in whole cents',
}

function fits(value: unknown, type: ScalarType): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string'
    case 'integer':
    case 'money':
      return Number.isSafeInteger(value)
    case 'decimal':
      return typeof value === 'number' && Number.isFinite(value)
    case 'boolean':
      return typeof value === 'boolean'
    case 'date':
      return typeof value === 'string' && isCalendarDate(value)
    case 'instant':
      return typeof value === 'string' && isInstant(value)
  }
}

function isInstant(text: string): boolean {
  return text.length >= 16 && text.charCodeAt(10) === 84 && isCalendarDate(text.slice(0, 10))
}

/** A scalar of the catalogue's type, or null (also for an empty text where another type stands); something else is null and fails the document. */
export function typedReader(path: ResolvedPath): (f: Frame) => unknown {
  const { get, type } = path
  if (type === 'object' || type === 'list') return get
  if (type === 'text') {
    return (f) => {
      const value = get(f)
      if (typeof value === 'string') return value
      return value === null || value === undefined ? null : wrongType(f, path.place(f), wantedWords.text)
    }
  }
  return (f) => {
    const value = get(f)
    if (value === null || value === undefined || value === '') return null
    return fits(value, type) ? value : wrongType(f, path.place(f), wantedWords[type])
  }
}
