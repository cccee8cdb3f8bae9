/**
 * The field catalogue: what stands in a source's documents, typed. Presets are checked against it, pickers and
 * completion are drawn from it, drift is measured by it.
 *
 * A document is what a plugin's `normalize` answers: a JSON value with clean types, in the source's own field names.
 */

export type ScalarType = 'text' | 'integer' | 'decimal' | 'boolean' | 'date' | 'instant' | 'money'

/**
 * How a type looks in a normalized document:
 * text = string; integer, decimal = number; boolean; date = 'YYYY-MM-DD'; instant = ISO 8601 in UTC; money = integer
 * cents (number). Every value may be null: the source did not say.
 */
export type CatalogueNode =
  | {
      type: ScalarType
      title: string
      description?: string
      sensitive?: boolean
      /** All values there are, unless `open`. */
      values?: CatalogueValue[]
      /** The values are those seen so far: a preset may name others. */
      open?: boolean
    }
  | { type: 'object'; title: string; description?: string; fields: Record<string, CatalogueNode> }
  | { type: 'list'; title: string; description?: string; of: Record<string, CatalogueNode> }

/** A value of an enumeration, as it stands in documents (LoanPro's `loan.creditstatus.11` is normalized to `11`). */
export interface CatalogueValue {
  value: string
  title: string
}

/** The fields of one document. A path is dotted: `LoanSetup.contractDate`; list rows are reached by `each` or `latest`. */
export type Catalogue = Record<string, CatalogueNode>
