/** Where the mapped consumers ended up in a record: `consumers[1].surname` is `j1[0].surname`. */
import type { Consumer } from '../metro2/facts.ts'
import type { Metro2Record } from '../metro2/record.ts'

/** Segment of each consumer (`base`, `j1[0]`, `j2[0]`), by the order in which assembling goes through them. */
export function placeConsumers(consumers: readonly Consumer[], record: Metro2Record): string[] {
  const primary = consumers.findIndex((consumer) => consumer.role === 'PRIMARY')
  let j1 = 0
  let j2 = 0
  return consumers.map((consumer, i) => {
    if (i === primary) return 'base'
    // An associated consumer is the next of either list; at another address only if it is the next J2's.
    const next = record.j2[j2]
    const isJ2 = next !== undefined && (record.j1[j1] === undefined || isSame(next, consumer))
    return isJ2 ? `j2[${j2++}]` : `j1[${j1++}]`
  })
}

const compared = [
  'surname',
  'firstName',
  'middleName',
  'socialSecurityNumber',
  'dateOfBirth',
  'firstLineOfAddress',
  'secondLineOfAddress',
  'city',
  'state',
  'postalCode',
] as const

function isSame(segment: Metro2Record['j2'][number], consumer: Consumer): boolean {
  return compared.every((name) => segment[name] === consumer[name])
}

/** The record's path of a field's label; none for what stands in no record (facts of a history). */
export function placed(label: string, places: string[]): string[] {
  if (/^(base|k[1-4]|l1|n1)\./.test(label)) return [label]
  const match = /^consumers\[(\d+)\]\.(.+)$/.exec(label)
  const segment = match === null ? undefined : places[Number(match[1])]
  return segment === undefined ? [] : [`${segment}.${match![2]}`]
}
