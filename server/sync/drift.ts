/**
 * What a run meets that neither the catalogue nor the tables of the preset know: fields, values, and values of another type.
 * Counted by loan, kept with the run (a worker that dies takes no count with it), and told in one event at its end.
 */
import type { Catalogue, CatalogueNode } from '../mapping/catalogue.ts'
import type { MappingFailure, UnknownValue } from '../mapping/program.ts'

/**
 * FIELD: the catalogue has no such field. TYPE: what stands there is not of the field's type. VALUE: the catalogue lists all
 * values of the field, and this is none of them. ENTRY: a table of the preset has no entry for the value.
 */
export type DriftKind = 'FIELD' | 'TYPE' | 'VALUE' | 'ENTRY'

export interface Unknown {
  kind: DriftKind
  /** In the catalogue, without indexes; of a FIELD, where it would stand. */
  path: string
  table: string | null
  /** `•••` where it is sensitive. */
  value: string | null
}

export interface CountedUnknown extends Unknown {
  /** What the catalogue calls the field. */
  title: string | null
  /** Loans. */
  count: number
}

export interface Drift {
  unknowns: CountedUnknown[]
  /** How often something came that is not among them, because there are too many. */
  omitted: number
}

/** What is kept apart; a source that puts a number of its own into every loan would else fill the run's row. */
const mostUnknowns = 200
const longestPath = 200
const longestValue = 80

/** Free text is looked up in tables too, and people write numbers of people into it. */
const ssnShape = /(?<!\d)\d{3}[- ]?\d{2}[- ]?\d{4}(?!\d)/

const shown = (text: string, longest: number) => (ssnShape.test(text) ? '•••' : text.slice(0, longest))

/** What one loan tells: each thing once. */
export function unknownsOf(
  unknownFields: readonly string[],
  values: readonly UnknownValue[],
  failures: readonly MappingFailure[],
): Unknown[] {
  const entries = values.filter((each) => each.table !== null)
  const all: Unknown[] = [
    ...unknownFields.map((path) => ({ kind: 'FIELD' as const, path, table: null, value: null })),
    ...entries.map((each) => ({ ...each, kind: 'ENTRY' as const })),
    ...values
      // What a table lacks says the same, and what is to be done about it.
      .filter(({ table, path, value }) => table === null && !entries.some((e) => e.path === path && e.value === value))
      .map((each) => ({ ...each, kind: 'VALUE' as const })),
    ...failures.flatMap(({ code, sourcePath }) =>
      wrongType.has(code) && sourcePath !== null
        ? [{ kind: 'TYPE' as const, path: sourcePath.replace(/\[\d+\]/g, ''), table: null, value: null }]
        : [],
    ),
  ]
  const bounded = all.map(({ kind, path, table, value }) => ({
    ...{ kind, path: shown(path, longestPath), table, value: value === null ? null : shown(value, longestValue) },
  }))
  return [...new Map(bounded.map((each) => [keyOf(each), each])).values()]
}

const wrongType = new Set(['WRONG_TYPE', 'MALFORMED_DOCUMENT'])

const keyOf = ({ kind, path, table, value }: Unknown) => JSON.stringify([kind, path, table, value])

/** What was counted before and what a page adds; the same object where it adds nothing. */
export function driftAfter(before: Drift, unknowns: readonly Unknown[], catalogue: Catalogue): Drift {
  if (unknowns.length === 0) return before
  const counted = new Map(before.unknowns.map((each) => [keyOf(each), { ...each }]))
  let { omitted } = before
  for (const unknown of unknowns) {
    const key = keyOf(unknown)
    const known = counted.get(key)
    if (known) known.count += 1
    else if (counted.size < mostUnknowns) counted.set(key, { ...unknown, title: titleOf(catalogue, unknown), count: 1 })
    else omitted += 1
  }
  return { unknowns: [...counted.values()], omitted }
}

function titleOf(catalogue: Catalogue, { path }: Unknown): string | null {
  let fields: Catalogue | null = catalogue
  let node: CatalogueNode | undefined
  for (const name of path.split('.')) {
    node = fields !== null && Object.hasOwn(fields, name) ? fields[name] : undefined
    if (node === undefined) return null
    fields = node.type === 'object' ? node.fields : node.type === 'list' ? node.of : null
  }
  return node?.title ?? null
}

export const noDrift: Drift = { unknowns: [], omitted: 0 }

/** As it stands in the row of a run; rows of an older server have none. */
export function storedDrift(stored: unknown): Drift {
  return { ...noDrift, ...(stored as Partial<Drift> | null) }
}

/** The most frequent first. */
export const byFrequency = (unknowns: readonly CountedUnknown[]) => unknowns.toSorted((a, b) => b.count - a.count)

/** `New loan sub status 'X', 214 loans: table status has no entry.` */
export function driftSentence({ kind, path, title, table, value, count }: CountedUnknown): string {
  const loans = count === 1 ? '1 loan' : `${count} loans`
  const name = title === null ? path : lowerFirst(title)
  switch (kind) {
    case 'FIELD':
      return `New field ${path}, ${loans}: the catalogue does not know it.`
    case 'TYPE':
      return `${path} is not of its type, ${loans}: quarantined.`
    case 'VALUE':
      return `New ${name} '${value}', ${loans}: the catalogue does not list it.`
    case 'ENTRY':
      return `New ${name} '${value}', ${loans}: table ${table} has no entry.`
  }
}

/** Abbreviations stay: `SSN`, `ID`. */
const lowerFirst = (title: string) => (/^[A-Z][a-z]/.test(title) ? title[0]!.toLowerCase() + title.slice(1) : title)
