/**
 * The language in which fields/*.ts says what stands in a LoanPro document. One table feeds the catalogue that presets
 * are checked against, the reader that makes documents (normalize.ts) and the projection that is hashed
 * (projection.ts), so that the three cannot disagree.
 */
import type { CatalogueNode, CatalogueValue } from '../contract.ts'
import type { JsonObject } from './values.ts'

interface Described {
  title: string
  description?: string
}

interface ScalarOptions extends Described {
  sensitive?: boolean
  /** Changes by itself from day to day (accruals, counters, maintenance stamps): left out of the projection. */
  moves?: boolean
}

export interface ScalarSpec extends ScalarOptions {
  read: 'text' | 'integer' | 'decimal' | 'boolean' | 'date' | 'birthDate' | 'instant' | 'money'
}

export interface CodeSpec extends ScalarOptions {
  read: 'code'
  prefix: string
  values: CatalogueValue[]
}

/** Not in LoanPro's answer: filled by the plugin from other fields (computed.ts). */
export interface ComputedSpec extends ScalarOptions {
  read: 'computed'
  type: 'text' | 'boolean' | 'date' | 'money'
  values?: CatalogueValue[]
}

export interface EntityFieldSpec extends Described {
  read: 'entity' | 'rows'
  entity: EntitySpec
}

/** The rows are computed, not read. */
export interface ComputedRowsSpec extends Described {
  read: 'computedRows'
  entity: EntitySpec
}

export type FieldSpec = ScalarSpec | CodeSpec | ComputedSpec | EntityFieldSpec | ComputedRowsSpec

export interface EntitySpec {
  fields: Record<string, FieldSpec>
  /** Fields LoanPro is known to send here that presets do not see; any other is drift. */
  known: string[]
  /** Last touch on one read entity. */
  finish?: (out: Record<string, unknown>, source: JsonObject) => void
}

/** The catalogue of an entity. */
export function catalogueOf(entity: EntitySpec): Record<string, CatalogueNode> {
  return Object.fromEntries(Object.entries(entity.fields).map(([name, field]) => [name, nodeOf(field)]))
}

function nodeOf(field: FieldSpec): CatalogueNode {
  const described = { title: field.title, ...(field.description !== undefined && { description: field.description }) }
  if ('entity' in field) {
    const fields = catalogueOf(field.entity)
    return field.read === 'entity'
      ? { type: 'object', ...described, fields }
      : { type: 'list', ...described, of: fields }
  }
  return scalarNodeOf(field, described)
}

function scalarNodeOf(field: ScalarSpec | CodeSpec | ComputedSpec, described: Described): CatalogueNode {
  const sensitive = field.sensitive === true && { sensitive: true }
  switch (field.read) {
    case 'code':
      return { type: 'text', ...described, ...sensitive, values: field.values }
    case 'computed':
      return { type: field.type, ...described, ...sensitive, ...(field.values && { values: field.values }) }
    case 'birthDate':
      return { type: 'text', ...described, ...sensitive }
    default:
      return { type: field.read, ...described, ...sensitive }
  }
}

/** `values(['11', 'Current'], …)`: the values of an enumeration with their titles. */
export function values(...pairs: [value: string, title: string][]): CatalogueValue[] {
  return pairs.map(([value, title]) => ({ value, title }))
}
