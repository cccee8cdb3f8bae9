/** The segments of a stored record as fields: of the live record, its versions, a review and what was reported. */
import { type AppendedOnce, appendedOnce } from '../../server/metro2/record.ts'
import type { Identity, PublicFields } from '../../server/records/identity.ts'
import { type SealedPlace, unsealText } from '../../server/vault/seal.ts'
import type { Context } from '../context.ts'
import {
  BaseSegmentType,
  J1SegmentType,
  J2SegmentType,
  K1SegmentType,
  K2SegmentType,
  K3SegmentType,
  K4SegmentType,
  L1SegmentType,
  N1SegmentType,
  type SegmentRow,
} from './segments.ts'

/** What the segments are read from. */
export interface Stored {
  fields: unknown
  sealedIdentity: Uint8Array | null
}

/** Where a row's identity was sealed, and what is told where it has no base segment. */
interface Holder<Row> {
  /** Table that the identity was sealed for. */
  table: string
  /** Id of the row that it was sealed for. */
  rowId: (row: Row) => string
  baseDescription: string
}

const none = { socialSecurityNumber: '', dateOfBirth: null }

async function openIdentity(
  place: SealedPlace,
  sealed: Uint8Array | null,
  { app, viewer }: Context,
): Promise<Identity | null> {
  if (!sealed) return null
  const keys = await app.keysOf(viewer.organizationId)
  return JSON.parse(unsealText(keys, place, sealed))
}

/** Base, J1 and J2 segments of a row. Its identity is opened once, when something of it is selected. */
function consumersOf<Row extends Stored>(row: Row, { table, rowId }: Holder<Row>, context: Context) {
  const fields = row.fields as PublicFields | null
  let opened: Promise<Identity | null> | undefined
  const identity = () => {
    opened ??= openIdentity({ table, rowId: rowId(row), field: 'identity' }, row.sealedIdentity, context)
    return opened
  }
  const segment = <S>(value: S, pick: (all: Identity) => Identity['base'] | undefined): SegmentRow<S> => ({
    segment: value,
    identity: async () => {
      const all = await identity()
      return (all && pick(all)) ?? none
    },
  })
  return {
    base: fields && segment(fields.base, (all) => all.base),
    j1: fields?.j1.map((each, index) => segment(each, (all) => all.j1[index])) ?? [],
    j2: fields?.j2.map((each, index) => segment(each, (all) => all.j2[index])) ?? [],
  }
}

const columns = { fields: true, sealedIdentity: true }

/** Options of the fields `base`, `j1` and `j2`. */
function consumerSegments<Row extends Stored>(holder: Holder<Row>) {
  return {
    base: {
      type: BaseSegmentType,
      nullable: true,
      description: holder.baseDescription,
      select: columns,
      resolve: (row: Row, _args: object, context: Context) => consumersOf(row, holder, context).base,
    },
    j1: {
      type: [J1SegmentType],
      description: 'Other consumers at the same address.',
      select: columns,
      resolve: (row: Row, _args: object, context: Context) => consumersOf(row, holder, context).j1,
    },
    j2: {
      type: [J2SegmentType],
      description: 'Other consumers at an address of their own.',
      select: columns,
      resolve: (row: Row, _args: object, context: Context) => consumersOf(row, holder, context).j2,
    },
  }
}

const appendedTypes = {
  k1: K1SegmentType,
  k2: K2SegmentType,
  k3: K3SegmentType,
  k4: K4SegmentType,
  l1: L1SegmentType,
  n1: N1SegmentType,
}

const appendedDescription: Record<AppendedOnce, string> = {
  k1: 'The original creditor; null when the record has no K1 segment.',
  k2: 'From whom it was bought or to whom it was sold; null when the record has no K2 segment.',
  k3: 'Numbers of a mortgage; null when the record has no K3 segment.',
  k4: 'A balloon or deferred payment; null when the record has no K4 segment.',
  l1: 'Changed account or identification number; null when the record has no L1 segment.',
  n1: 'Employment; null when the record has no N1 segment.',
}

/** A segment that stands at most once; it names no consumer, so nothing of it is sealed. */
function appended(name: AppendedOnce) {
  return {
    type: appendedTypes[name],
    nullable: true,
    description: appendedDescription[name],
    select: { fields: true },
    resolve: (row: Pick<Stored, 'fields'>) => {
      const segment = (row.fields as PublicFields | null)?.[name]
      return segment ? { segment, identity: async () => none } : null
    },
  }
}

/**
 * The fields `base`, `j1`, `j2`, `k1` to `k4`, `l1` and `n1` of a type whose rows hold a record.
 * @param t the builder of that type's fields. Each takes options of its own row; those of here read the columns that they select.
 */
export function segmentFields<Row extends Stored, Ref>(
  t: { field: (options: never) => Ref },
  holder: Holder<Row>,
): Record<string, Ref> {
  const consumers = Object.entries(consumerSegments(holder))
  const others = appendedOnce.map((name) => [name, appended(name)] as const)
  return Object.fromEntries([...consumers, ...others].map(([name, options]) => [name, t.field(options as never)]))
}
