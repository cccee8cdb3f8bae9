/** A record as fields by path, so that two of them can be compared. */
import { appendedOnce, type Metro2Record } from '../metro2/record.ts'
import { type Identity, joinIdentity, type PublicFields } from '../records/identity.ts'
import { unsealText } from '../vault/seal.ts'
import type { OrganizationKeys } from '../vault/vault.ts'

/** The columns of metro2_records that hold what a record says. */
export interface StoredFields {
  id: string
  fields: unknown
  sealedIdentity: Uint8Array | null
}

/** The whole record, SSNs and dates of birth included; null when it is excluded. */
export function storedRecord(row: StoredFields, keys: OrganizationKeys): Metro2Record | null {
  const fields = row.fields as PublicFields | null
  if (!fields || !row.sealedIdentity) return fields
  const place = { table: 'metro2_records', rowId: row.id, field: 'identity' }
  return joinIdentity(fields, JSON.parse(unsealText(keys, place, row.sealedIdentity)) as Identity)
}

/** Fields by path, as text: `base.accountStatus`, `j1[0].surname`. */
export function flatFields(record: Metro2Record | null): Map<string, string | null> {
  const fields = new Map<string, string | null>()
  if (record === null) return fields
  const add = (segment: string, values: object) => {
    for (const [name, value] of Object.entries(values) as [string, string | number | null][]) {
      fields.set(`${segment}.${name}`, value === null ? null : String(value))
    }
  }
  add('base', record.base)
  record.j1.forEach((values, index) => {
    add(`j1[${index}]`, values)
  })
  record.j2.forEach((values, index) => {
    add(`j2[${index}]`, values)
  })
  for (const name of appendedOnce) if (record[name]) add(name, record[name])
  return fields
}

export interface ChangedField {
  field: string
  /** Null: the record has no such field. */
  before: string | null
  now: string | null
}

/** Every field of either record. */
export function comparedFields(before: Metro2Record | null, now: Metro2Record | null): ChangedField[] {
  const [was, is] = [flatFields(before), flatFields(now)]
  return [...new Set([...is.keys(), ...was.keys()])].map((field) => ({
    ...{ field, before: was.get(field) ?? null, now: is.get(field) ?? null },
  }))
}

export const changedFields = (before: Metro2Record | null, now: Metro2Record | null): ChangedField[] =>
  comparedFields(before, now).filter((change) => change.before !== change.now)
