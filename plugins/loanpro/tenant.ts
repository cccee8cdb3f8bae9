/** What is the same for all loans of a tenant: custom fields and statuses. */
import { SourceFailure } from '../contract.ts'
import type { LoanProClient } from './client.ts'
import { type JsonObject, readText } from './values.ts'

export interface Named {
  id: string
  title: string
}

/** Rows of a tenant-wide set as id and title, by id; null where the role may not read it or the tenant has no such list. */
async function namedRows(
  client: LoanProClient,
  set: string,
  wanted: (row: JsonObject) => boolean = () => true,
): Promise<Named[] | null> {
  try {
    // A condition that is always true: LoanPro answers 410 to a list without any.
    const { rows } = await client.collection(`${set}?$filter=id%20gt%200`)
    return rows
      .filter(wanted)
      .flatMap(namedOf)
      .sort((a, b) => Number(a.id) - Number(b.id))
  } catch (failure) {
    if (failure instanceof SourceFailure && failure.kind === 'SYSTEM') return null
    throw failure
  }
}

function namedOf(row: JsonObject): Named[] {
  const id = readText(row.id, 'id')
  const title = readText(row.name ?? row.title ?? row.label, 'name')
  return id === null || title === null ? [] : [{ id, title }]
}

export function readCustomFields(client: LoanProClient): Promise<Named[] | null> {
  return namedRows(client, 'CustomFields')
}

/** Those of the loan settings: the ones a loan's value can be written into. */
export function readLoanCustomFields(client: LoanProClient): Promise<Named[] | null> {
  return namedRows(client, 'CustomFields', (row) => row.entityType === 'Entity.LoanSettings')
}

export function readNoteCategories(client: LoanProClient): Promise<Named[] | null> {
  return namedRows(client, 'NoteCategories')
}

/** Those of loans: customers have sections of their own. */
export function readDocumentSections(client: LoanProClient): Promise<Named[] | null> {
  return namedRows(client, 'DocSections', (row) => row.entityType === 'Entity.Loan')
}

export function readLoanStatuses(client: LoanProClient): Promise<Named[] | null> {
  return namedRows(client, 'LoanStatus')
}

export function readLoanSubStatuses(client: LoanProClient): Promise<Named[] | null> {
  return namedRows(client, 'LoanSubStatus')
}
