/** Values of a record as people read them, and what one version of it says otherwise than another. */
import { layout } from '../generated/layout.ts'
import { differences } from './differences.ts'
import { formatDay, formatMoney } from './format.ts'
import { wordsOf } from './periods.ts'

type Values = Readonly<Record<string, unknown>>

export interface Segments {
  base: Values | null
  j1: readonly Values[]
  j2: readonly Values[]
}

export interface SegmentDifference {
  /** `base`, `j1[0]`. */
  segment: string
  field: string
  /** Number of the field in its segment. */
  number: string
  title: string
  before: string
  now: string
}

/** The first consumer's, and what people at the source call the others. */
export const segmentTitle = (segment: string): string =>
  segment === 'base' ? '' : segment.replace(/^j(\d)\[(\d+)\]$/, (_all, kind, index) => `J${kind} ${Number(index) + 1}`)

/** Amounts come as dollars with cents, days as `2026-06-30`; everything else stands as in a file. */
export function readable(value: string): string {
  if (/^-?\d+\.\d{2}$/.test(value)) return formatMoney(value)
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return formatDay(value)
  return value
}

/** The fields of every segment by name; the base segment's stand for those of the same name. */
const fieldsByName = new Map(
  (['n1', 'l1', 'k4', 'k3', 'k2', 'k1', 'j2', 'j1', 'base'] as const).flatMap((segment) =>
    layout[segment].map((field) => [field.name, field] as const),
  ),
)

/** A field, or a name that only the finding has: `originalChargeOffAmount` as `Original charge-off amount`, `lenderStatus` as `Lender status`. */
export function valueTitle(name: string): string {
  // What codes there are is for where the field is looked at.
  return fieldsByName.get(name)?.title.split(/: /)[0] ?? wordsOf(name)
}

/** What a finding is about: `0` of a balance as `$0`, days as everywhere; nothing as `blank`. */
export function findingValue(name: string, value: string): string {
  if (value === '') return 'blank'
  const field = fieldsByName.get(name)
  const isAmount = field?.type === 'N' && field.length === 9 && name !== 'socialSecurityNumber'
  return isAmount && /^-?\d+$/.test(value) ? formatMoney(value) : readable(value)
}

/** All but the time stamp, which is another one each time. */
export function segmentDifferences(before: Segments, now: Segments): SegmentDifference[] {
  const length = (kind: 'j1' | 'j2') => Math.max(before[kind].length, now[kind].length)
  const others = (['j1', 'j2'] as const).flatMap((kind) =>
    Array.from({ length: length(kind) }, (_, index) =>
      ofSegment(kind, `${kind}[${index}]`, before[kind][index] ?? null, now[kind][index] ?? null),
    ),
  )
  return [...ofSegment('base', 'base', before.base, now.base), ...others.flat()]
}

function ofSegment(kind: 'base' | 'j1' | 'j2', segment: string, before: Values | null, now: Values | null) {
  return differences(before, now)
    .filter(({ field }) => field !== 'timeStamp')
    .map((each): SegmentDifference => {
      const { number, title } = layout[kind].find(({ name }) => name === each.field) ?? {
        number: '',
        title: each.field,
      }
      return { ...each, segment, number, title, before: readable(each.before), now: readable(each.now) }
    })
}
