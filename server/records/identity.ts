/** Parts a record into what may be stored in the clear and what must be sealed: SSN and date of birth of every consumer. */
import type { Metro2Record } from '../metro2/record.ts'

interface ConsumerIdentity {
  socialSecurityNumber: string
  dateOfBirth: string | null
}

/** SSN and date of birth, by segment. Sealed as one value a record. */
export interface Identity {
  base: ConsumerIdentity
  j1: ConsumerIdentity[]
  j2: ConsumerIdentity[]
}

/** A record without SSN and date of birth. */
export type PublicFields = Metro2Record

const pick = (segment: ConsumerIdentity): ConsumerIdentity => ({
  socialSecurityNumber: segment.socialSecurityNumber,
  dateOfBirth: segment.dateOfBirth,
})

const blank = <S extends ConsumerIdentity>(segment: S): S => ({
  ...segment,
  socialSecurityNumber: '',
  dateOfBirth: null,
})

export function splitIdentity(record: Metro2Record): { fields: PublicFields; identity: Identity } {
  return {
    fields: { ...record, base: blank(record.base), j1: record.j1.map(blank), j2: record.j2.map(blank) },
    identity: { base: pick(record.base), j1: record.j1.map(pick), j2: record.j2.map(pick) },
  }
}

export function joinIdentity(fields: PublicFields, identity: Identity): Metro2Record {
  return {
    ...fields,
    base: { ...fields.base, ...identity.base },
    j1: fields.j1.map((segment, index) => ({ ...segment, ...identity.j1[index] })),
    j2: fields.j2.map((segment, index) => ({ ...segment, ...identity.j2[index] })),
  }
}

/** The SSNs of a record with the segment each stands in: `base`, `j1[0]`. */
export function ssnsOf(identity: Identity): { segment: string; socialSecurityNumber: string }[] {
  const all = [
    { segment: 'base', ...identity.base },
    ...identity.j1.map((consumer, index) => ({ segment: `j1[${index}]`, ...consumer })),
    ...identity.j2.map((consumer, index) => ({ segment: `j2[${index}]`, ...consumer })),
  ]
  return all.filter((each) => each.socialSecurityNumber !== '')
}
