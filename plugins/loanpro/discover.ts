/** What this tenant has that others have not: its custom fields, statuses, note categories and document sections. */
import type { Catalogue, CatalogueNode, Discovery } from '../contract.ts'
import { type LoanProContext, loanProClient } from './client.ts'
import { loan } from './fields/loan.ts'
import { catalogueOf } from './spec.ts'
import {
  type Named,
  readCustomFields,
  readDocumentSections,
  readLoanCustomFields,
  readLoanStatuses,
  readLoanSubStatuses,
  readNoteCategories,
} from './tenant.ts'

export const catalogue: Catalogue = catalogueOf(loan)

export async function discover(ctx: LoanProContext): Promise<Discovery> {
  const client = loanProClient(ctx)
  const read = {
    customFields: await readCustomFields(client),
    loanStatuses: await readLoanStatuses(client),
    loanSubStatuses: await readLoanSubStatuses(client),
    loanCustomFields: await readLoanCustomFields(client),
    noteCategories: await readNoteCategories(client),
    documentSections: await readDocumentSections(client),
  }
  for (const [name, rows] of Object.entries(read)) {
    if (rows === null) ctx.notice(`The list of ${name} cannot be read with this token; it stays empty.`)
  }
  const lookups = Object.fromEntries(Object.entries(read).map(([name, rows]) => [name, rows ?? []]))
  return { catalogue: withCustomFields(catalogue, read.customFields ?? []), lookups }
}

/** The catalogue with the tenant's custom field names listed as the values of every `CustomFieldValues.name`. */
function withCustomFields(nodes: Catalogue, customFields: readonly Named[]): Catalogue {
  return Object.fromEntries(Object.entries(nodes).map(([name, node]) => [name, withNames(name, node, customFields)]))
}

function withNames(name: string, node: CatalogueNode, customFields: readonly Named[]): CatalogueNode {
  if (node.type === 'object') return { ...node, fields: withCustomFields(node.fields, customFields) }
  if (node.type !== 'list') return node
  const of = withCustomFields(node.of, customFields)
  const holdsCustomFields = name === 'CustomFieldValues' || name === 'customFields'
  if (!holdsCustomFields || of.name?.type !== 'text') return { ...node, of }
  const hint = customFields.map(({ title }) => title).join(', ')
  const description = `${of.name.description ?? ''} This tenant has: ${hint === '' ? 'none' : hint}.`
  return { ...node, of: { ...of, name: { ...of.name, description } } }
}
