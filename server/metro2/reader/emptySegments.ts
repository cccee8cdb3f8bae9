/** Segments that hold nothing but blanks and zeros although the descriptor word counts them. */
import type { SegmentName } from '../layout.ts'
import { segmentLength } from '../layout.ts'
import { type CheckFinding, fieldColumn, type Placed } from './findings.ts'

/** The rule that asks for something in the segment, and the field it asks for. K3 needs nothing. */
const asked: Partial<Record<SegmentName, readonly [rule: string, field: string]>> = {
  j1: ['M-J1-REQ', 'surname'],
  j2: ['M-J2-REQ', 'surname'],
  k1: ['M-K1-1', 'originalCreditorName'],
  k2: ['M-K2-1', 'purchasedFromSoldToIndicator'],
  k4: ['M-K4-1', 'specializedPaymentIndicator'],
  l1: ['M-L1-1', 'changeIndicator'],
  n1: ['M-N1-1', 'employerName'],
}

function isCounted({ text, parts }: Placed): boolean {
  const last = parts.at(-1)!
  return Number(text.slice(0, 4)) === last.start + segmentLength[last.segment]
}

/**
 * What the rules would say of them, as information: to most readers an empty segment is none, and files of fixed length are full
 * of them; moov refuses the record.
 */
export function emptySegments(placed: Placed): CheckFinding[] {
  if (placed.parts.length === 1 || !isCounted(placed)) return []
  return placed.parts.flatMap(({ segment, start, empty }) => {
    const [rule, field] = (empty && asked[segment]) || []
    if (rule === undefined || field === undefined) return []
    const { line, account } = placed
    const column = placed.shift + start + fieldColumn(segment, field)
    const message = `Empty ${segment.toUpperCase()} segment: read as none, but counted in the record descriptor word.`
    return [{ rule, severity: 'INFO' as const, line, account, segment, field, column, value: '', message }]
  })
}
