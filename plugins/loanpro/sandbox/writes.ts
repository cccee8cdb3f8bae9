/**
 * PUT on a loan or customer: a nested object with `__id` and `__update` changes it, one without makes a new one, and
 * `__destroy` takes it away. Repeating a PUT that makes something makes it twice.
 */
import { applyEdit, writeSettings } from './edits.ts'
import { settingsIdOf } from './loan-entities.ts'
import { customFields } from './lookups.ts'
import type { Tenant } from './tenant.ts'

/** A body the tenant refuses (409). */
export class Conflict extends Error {}

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

function items(value: unknown, name: string): Json[] {
  const list = isObject(value) ? value.results : value
  if (!Array.isArray(list) || !list.every(isObject)) throw new Conflict(`${name} takes {"results":[...]}`)
  return list
}

const plainFields = (value: Json): Json =>
  Object.fromEntries(
    Object.entries(value).filter(([name, one]) => !name.startsWith('__') && !isObject(one) && !Array.isArray(one)),
  )

const keyOf = (value: Json): number | null => {
  if (value.__id !== undefined) return Number(value.__id)
  const uri = isObject(value.__metadata) ? String(value.__metadata.uri) : ''
  const match = /\((?:id=)?(\d+)\)\s*$/.exec(uri)
  return match ? Number(match[1]) : null
}

function writeNotes(
  tenant: Tenant,
  index: number,
  given: unknown,
  parentType: 'Entity.Loan' | 'Entity.Customer',
  parentId: number,
) {
  for (const note of items(given, 'Notes')) {
    const existing = note.__update ? Number(note.__id) : null
    if (existing === null && (typeof note.body !== 'string' || note.categoryId === undefined)) {
      throw new Conflict('a note needs body and categoryId')
    }
    tenant.change(index, parentType === 'Entity.Loan', (overlay, at) => {
      const found = existing === null ? undefined : overlay.notes.find(({ id }) => id === existing)
      if (found) Object.assign(found, plainFields(note))
      else
        overlay.notes.push({
          ...at,
          id: tenant.newId(),
          parentType,
          parentId,
          subject: String(note.subject ?? ''),
          body: String(note.body ?? ''),
          categoryId: Number(note.categoryId),
        })
    })
  }
}

function writeCustomFields(tenant: Tenant, index: number, given: unknown, entityType: string, entityId: number): void {
  for (const value of items(given, 'CustomFieldValues')) {
    const customFieldId = Number(value.customFieldId)
    const definition = customFields.find(({ key }) => key === customFieldId)
    if (!definition || definition.fields.entityType !== entityType)
      throw new Conflict(`no custom field ${customFieldId} here`)
    const text = value.customFieldValue === null || value.__destroy ? null : String(value.customFieldValue ?? '')
    if (text !== null && text.length > 255) throw new Conflict('a custom field value has at most 255 characters')
    tenant.change(index, entityType === 'Entity.LoanSettings', (overlay) => {
      overlay.customFields.push({ day: tenant.day, entityType, entityId, customFieldId, value: text })
    })
  }
}

function writePortfolios(tenant: Tenant, index: number, given: unknown, sub: boolean): void {
  for (const one of items(given, sub ? 'SubPortfolios' : 'Portfolios')) {
    const id = keyOf(one)
    if (id === null) throw new Conflict('a portfolio needs __id or __metadata.uri')
    const remove = Boolean(one.__destroy)
    tenant.change(index, true, (overlay) => {
      overlay.portfolios.push({ day: tenant.day, id, sub, remove })
    })
  }
}

function writeLoanSettings(tenant: Tenant, index: number, given: unknown): void {
  if (!isObject(given)) throw new Conflict('LoanSettings takes an object')
  const settingsId = settingsIdOf(tenant.head(index).id)
  if (Number(given.__id) !== settingsId || !given.__update) {
    throw new Conflict('LoanSettings needs __id and __update: without them it would be a second one')
  }
  const { id: _id, loanId: _loanId, ...fields } = plainFields(given)
  writeSettings(tenant, index, fields)
  if (given.CustomFieldValues !== undefined) {
    writeCustomFields(tenant, index, given.CustomFieldValues, 'Entity.LoanSettings', settingsId)
  }
}

/** Applies a PUT on Loans(id). Throws Conflict. */
export function writeLoan(tenant: Tenant, index: number, body: unknown): void {
  if (!isObject(body)) throw new Conflict('the body is no object')
  const { id } = tenant.head(index)
  if (body.Notes !== undefined) writeNotes(tenant, index, body.Notes, 'Entity.Loan', id)
  if (body.LoanSettings !== undefined) writeLoanSettings(tenant, index, body.LoanSettings)
  if (body.Portfolios !== undefined) writePortfolios(tenant, index, body.Portfolios, false)
  if (body.SubPortfolios !== undefined) writePortfolios(tenant, index, body.SubPortfolios, true)
  if (typeof body.loanAlert === 'string') {
    const alert = body.loanAlert
    tenant.change(index, true, (overlay) => {
      overlay.loanAlert = alert
    })
  }
  if (Number(body.archived) === 1) applyEdit(tenant, index, { kind: 'ARCHIVE' })
}

/** Applies a PUT on Customers(id). Throws Conflict. */
export function writeCustomer(tenant: Tenant, index: number, customerId: number, body: unknown): void {
  if (!isObject(body)) throw new Conflict('the body is no object')
  const position = tenant.people(index).findIndex(({ id }) => id === customerId)
  const { id: _id, ...fields } = plainFields(body)
  if (Object.keys(fields).length > 0) applyEdit(tenant, index, { kind: 'CUSTOMER', customer: position, fields })
  for (const [name, which] of [
    ['PrimaryAddress', 'primary'],
    ['MailAddress', 'mail'],
  ] as const) {
    const given = body[name]
    if (given === undefined) continue
    if (!isObject(given)) throw new Conflict(`${name} takes an object`)
    const address = plainFields(given)
    tenant.change(index, false, (overlay, at) => {
      overlay.addresses.push({ ...at, position, which, fields: address })
    })
  }
  if (body.Notes !== undefined) writeNotes(tenant, index, body.Notes, 'Entity.Customer', customerId)
  if (body.CustomFieldValues !== undefined) {
    writeCustomFields(tenant, index, body.CustomFieldValues, 'Entity.Customer', customerId)
  }
}
