/** Code tables of the fields a preset can fill with constants, so that a wrong code is told when the preset is saved. */
import { codedFields } from '../metro2/codedFields.ts'
import type { SegmentName } from '../metro2/layout.ts'

export interface CodeTable {
  /** "Account Status (Field 17A)", "Agency Identifier (K3 Field 2)". */
  title: string
  codes: ReadonlySet<string>
}

/** Fields whose whole value is one of a closed list. */
const tables = new Map(
  codedFields
    .filter(({ isComplete, isPerCharacter }) => isComplete && !isPerCharacter)
    .map(({ path, segment, number, title, codes }): [string, CodeTable] => {
      const place = segment === 'base' ? `Field ${number}` : `${segment.toUpperCase()} Field ${number}`
      return [path, { title: `${title} (${place})`, codes: new Set(codes.map(({ code }) => code)) }]
    }),
)

/** The code table of a field, or null when it is free text. Blank is always allowed. */
export function codeTableOf(segment: SegmentName, field: string): CodeTable | null {
  return tables.get(`${segment}.${field}`) ?? null
}
