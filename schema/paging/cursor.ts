/**
 * Cursors of lists: the position (order value and id) of a row, sealed for one organization and one list. Sealed rather
 * than signed, because the order value may be a surname. A cursor names a place, not a row: it works on when its row has moved or
 * is gone.
 */
import { createHash } from 'node:crypto'
import { sealerOf } from '../../server/vault/seal.ts'
import { type OrganizationKeys, VaultError } from '../../server/vault/vault.ts'
import { badCursor } from '../errors.ts'

export type CursorValue = string | number | null

export interface Position {
  value: CursorValue
  id: string
}

/** Names filter and order, so that a cursor cannot be used with another. */
export function fingerprintOf(filter: unknown, order: unknown): string {
  return createHash('sha256')
    .update(canonical([filter, order]))
    .digest('base64url')
    .slice(0, 12)
}

/** Cursors of one list, filter and order. */
export interface Cursors {
  write(position: Position): string
  /**
   * @param argument `after` or `before`, for the error
   * @throws GraphQLError BAD_CURSOR
   */
  read(cursor: string, argument: string): Position
}

export function cursorsOf(keys: OrganizationKeys, list: string, fingerprint: string): Cursors {
  const sealer = sealerOf(keys, { table: 'cursors', rowId: list, field: 'position' })
  return {
    write: ({ value, id }) => sealer.seal(JSON.stringify([fingerprint, value, id])).toString('base64url'),
    read(cursor, argument) {
      const [ofQuery, value, id] = open(sealer, cursor, argument)
      if (ofQuery !== fingerprint) throw badCursor(argument, 'this cursor belongs to another filter or order.')
      return { value, id }
    },
  }
}

type Content = [fingerprint: string, value: CursorValue, id: string]

function open(sealer: ReturnType<typeof sealerOf>, cursor: string, argument: string): Content {
  // A kilobyte holds any cursor of ours.
  const readable = cursor.length <= 1_024 && /^[\w-]+$/.test(cursor)
  try {
    if (readable) return JSON.parse(sealer.unsealText(Buffer.from(cursor, 'base64url')))
  } catch (error) {
    if (!(error instanceof VaultError)) throw error
  }
  throw badCursor(argument, 'this cursor was not made by this list, or it was altered.')
}

/** JSON with sorted keys and without absent values: two ways to write a filter are one filter. */
function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  const entries = Object.entries(value).filter(([, each]) => each !== undefined && each !== null)
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join()}}`
}
