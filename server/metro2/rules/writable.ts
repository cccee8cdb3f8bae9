/**
 * Whether a record can be written as it stands. Most can, and are not encoded to find out: each field is looked at where it
 * stands; only where something does not fit does the codec say what.
 */
import { encodeRecord } from '../codec.ts'
import { type FieldPlan, plans } from '../codecPlan.ts'
import { isCalendarDate } from '../dates.ts'
import type { SegmentName } from '../layout.ts'
import { type AppendedOnce, appendedOnce, type Metro2Record } from '../record.ts'
import { type Hit, isDigits } from './rule.ts'

/** Printable ASCII less the grave accent; lower case is raised by the writer. */
function isPrintable(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x20 || code > 0x7e || code === 0x60) return false
  }
  return true
}

function fits(value: unknown, kind: FieldPlan['kind'], length: number): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string' && value.length <= length && isPrintable(value)
    case 'number':
      // An amount of a billion and more is written as the greatest there is, by the rule of the format.
      return Number.isSafeInteger(value) && (value as number) >= 0 && (length === 9 || (value as number) < 10 ** length)
    case 'date':
      return value === null || (typeof value === 'string' && isCalendarDate(value))
    case 'digits':
      return value === '' || (typeof value === 'string' && value.length === length && isDigits(value))
    default:
      return true
  }
}

interface Held {
  name: string
  kind: FieldPlan['kind']
  length: number
}

function heldBy(segment: SegmentName): Held[] {
  const data = new Set(['text', 'number', 'date', 'digits'])
  return plans[segment]
    .filter(({ kind }) => data.has(kind))
    .map(({ name, kind, place }) => ({ name, kind, length: place.length }))
}

type Segment = 'base' | 'j1' | 'j2' | AppendedOnce

const held = Object.fromEntries(
  (['base', 'j1', 'j2', ...appendedOnce] as const).map((segment) => [segment, heldBy(segment)]),
) as Record<Segment, Held[]>

function segmentFits(segment: Segment, data: object): boolean {
  const values = data as Record<string, unknown>
  const fields = held[segment]
  for (let i = 0; i < fields.length; i++) {
    const { name, kind, length } = fields[i]!
    if (!fits(values[name], kind, length)) return false
  }
  return true
}

function recordFits(record: Metro2Record): boolean {
  if (!segmentFits('base', record.base)) return false
  for (const segment of record.j1) if (!segmentFits('j1', segment)) return false
  for (const segment of record.j2) if (!segmentFits('j2', segment)) return false
  for (const name of appendedOnce) {
    const segment = record[name]
    if (segment !== undefined && !segmentFits(name, segment)) return false
  }
  return true
}

/** Characters, lengths and dates that cannot be written as they stand. */
export function unwritable(record: Metro2Record): Hit | null {
  if (recordFits(record)) return null
  const fields: string[] = []
  const faults = new Set<string>()
  for (const problem of encodeRecord(record).problems) {
    fields.push(problem.field)
    faults.add(problem.code)
  }
  if (fields.length === 0) return null
  const onlyCut = faults.size === 1 && faults.has('TRUNCATED')
  return {
    values: { faults: [...faults].sort().join(' '), fields: fields.join(' ') },
    fields,
    message: onlyCut ? 'A value is too long for its field and would be cut' : 'A field cannot be written as it stands',
    ...(onlyCut ? { severity: 'WARNING' as const } : {}),
  }
}

const amounts = [
  'creditLimit',
  'highestCredit',
  'scheduledMonthlyPaymentAmount',
  'actualPaymentAmount',
  'currentBalance',
  'amountPastDue',
  'originalChargeOffAmount',
] as const

function isWholeDollars(amount: number): boolean {
  return amount >= 0 && Number.isSafeInteger(amount)
}

/** Amounts that are not whole dollars of zero or more. */
export function amountHit({ base, k4 }: Metro2Record): Hit | null {
  let fields: string[] | null = null
  for (let i = 0; i < amounts.length; i++) {
    const name = amounts[i]!
    if (!isWholeDollars(base[name])) fields = [...(fields ?? []), `base.${name}`]
  }
  if (k4 !== undefined && !isWholeDollars(k4.balloonPaymentAmount)) {
    fields = [...(fields ?? []), 'k4.balloonPaymentAmount']
  }
  return fields === null ? null : { values: { fields: fields.join(' ') }, fields }
}
