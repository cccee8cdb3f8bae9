/** A base segment as the 426 characters that stand for it in a file. What the API masks stands as asterisks. */
import { type LayoutField, layout, type SegmentName } from '../generated/layout.ts'

export interface RuledField extends LayoutField {
  /** The characters, exactly as many as the field has. */
  text: string
  masked: boolean
}

export type SegmentValues = Readonly<Record<string, string | number | null>>

const maskedFields = new Set(['socialSecurityNumber', 'dateOfBirth'])

/** Which segments a record has: lists for those that repeat, null for those it lacks. */
export type RecordSegments = Readonly<Record<Exclude<SegmentName, 'base'>, object | null>>

/** Length of a record with all its segments, which is what its first field says. */
export function recordLength(record: RecordSegments): number {
  const lengthOf = (name: SegmentName) => layout[name].reduce((sum, field) => sum + field.length, 0)
  const others = (['j1', 'j2', 'k1', 'k2', 'k3', 'k4', 'l1', 'n1'] as const).map((name) => {
    const segment = record[name]
    return lengthOf(name) * (Array.isArray(segment) ? segment.length : segment ? 1 : 0)
  })
  return others.reduce((sum, length) => sum + length, lengthOf('base'))
}

/** The fields of a base segment with their characters. `length` is that of the whole record, with the segments behind it. */
export function ruleBase(base: SegmentValues, length = 426): RuledField[] {
  return layout.base.map((field) => ({
    ...field,
    text: charactersOf(field, base, length),
    masked: maskedFields.has(field.name),
  }))
}

/** The parts of the base segment, by the places they begin at. */
const parts = [
  { title: 'Furnisher and account', from: 1 },
  { title: 'Terms and amounts', from: 76 },
  { title: 'Status and history', from: 124 },
  { title: 'Balances and dates', from: 155 },
  { title: 'Consumer', from: 232 },
  { title: 'Address', from: 328 },
] as const

const partOf = ({ start }: RuledField) => parts.findLast(({ from }) => start >= from) ?? parts[0]

/** Part by part, the fields that there is something to say of. */
export function shownParts<Field extends RuledField>(fields: readonly Field[]): { title: string; fields: Field[] }[] {
  const shown = fields.filter((field) => !isFixed(field))
  return parts.map((part) => ({ title: part.title, fields: shown.filter((field) => partOf(field) === part) }))
}

function charactersOf(field: LayoutField, base: SegmentValues, recordLength: number): string {
  const { name, type, length } = field
  if (name === 'recordDescriptorWord') return String(recordLength).padStart(length, '0')
  if (name === 'processingIndicator') return '1'
  const value = base[name]
  if (maskedFields.has(name)) return maskOf(value, type, length)
  if (value === null || value === undefined || value === '') return (type === 'AN' ? ' ' : '0').repeat(length)
  if (type === 'AN') return String(value).slice(0, length).padEnd(length)
  if (type === 'D') return dateText(String(value))
  return numberText(String(value), length)
}

/** Amounts come as dollars with cents; the format holds whole dollars. */
function numberText(value: string, length: number): string {
  const whole = value.replace(/\.\d+$/, '').replace(/\D/g, '')
  return whole.length > length ? '9'.repeat(length) : whole.padStart(length, '0')
}

function dateText(day: string): string {
  const [year, month, date] = day.split('-')
  return `${month}${date}${year}`
}

/** `***-**-1234` and `1980-**-**` in the format's own order; nothing known is zeros. */
function maskOf(value: string | number | null | undefined, type: LayoutField['type'], length: number): string {
  if (value === null || value === undefined || value === '') return '0'.repeat(length)
  const text = String(value)
  const shown = type === 'D' ? dateText(text) : text.replaceAll('-', '')
  return shown.padStart(length, '*').slice(-length)
}

/** Path of a field as findings and lineage name it. */
export const pathOf = (field: { name: string }): string => `base.${field.name}`

/** Fields that no lineage and no finding is about. */
export const isFixed = ({ name }: { name: string }): boolean =>
  name.startsWith('reserved') || name === 'recordDescriptorWord' || name === 'processingIndicator'

/** The ruler above a line: a mark at every fifth place, the number of every tenth, ending at it. */
export function ticks(length: number): string {
  let text = ''
  for (let at = 10; at <= length + 9; at += 10) text += `····┼${'·'.repeat(5 - String(at).length)}${at}`
  return text.slice(0, length)
}
