/** Loans of a source that is not connected yet, as the wizard shows them. */
import { layout, type SegmentName } from '../generated/layout.ts'
import { formatDay, formatMoney, humanize, plural } from './format.ts'
import { segmentTitle } from './recordValues.ts'

export interface SampledField {
  field: string
  value: string | null
  trace: { sourcePath: string | null; evidence: string | null } | null
}

export interface Outcome {
  eligibility: string | null
  findings: readonly { severity: string }[]
  failures: readonly unknown[]
}

export interface FieldRow {
  field: string
  /** Number of the field in its segment; of other segments than the base with the segment. */
  number: string
  title: string
  value: string
  /** What the value means, where it is a code. */
  meaning: string | null
  /** Why it is so, else where it stands in the source, else who filled it. */
  origin: string
}

export type CodeTables = readonly {
  field: string
  perCharacter: boolean
  codes: readonly { code: string; title: string }[]
}[]

const amounts = new Set([
  ...['creditLimit', 'highestCredit', 'scheduledMonthlyPaymentAmount', 'actualPaymentAmount', 'currentBalance'],
  ...['amountPastDue', 'originalChargeOffAmount', 'balloonPaymentAmount'],
])

/** What is the same in every record, or comes later. */
const untold = new Set(['timeStamp', 'correctionIndicator', 'cycleIdentifier', 'identificationNumber'])

/** Fields with a value, in the order of the format. */
export function filledFields(fields: readonly SampledField[], tables: CodeTables): FieldRow[] {
  return fields.flatMap(({ field, value, trace }) => {
    const [segment, name = ''] = [field.slice(0, field.indexOf('.')), field.slice(field.indexOf('.') + 1)]
    if (value === null || value === '' || untold.has(name)) return []
    const kind = segment.replace(/\[\d+\]$/, '') as SegmentName
    const { number, title } = layout[kind]?.find((each) => each.name === name) ?? { number: '', title: name }
    const table = tables.find((each) => each.field === `${kind}.${name}`)
    const meaning = table && !table.perCharacter ? table.codes.find(({ code }) => code === value)?.title : undefined
    return [
      {
        field,
        number: [segment === kind ? (kind === 'base' ? '' : kind.toUpperCase()) : segmentTitle(segment), number]
          .filter(Boolean)
          .join(' · '),
        title,
        value: readableValue(name, value),
        meaning: meaning ?? null,
        origin: trace ? (trace.evidence ?? trace.sourcePath ?? 'fixed by the preset') : 'filled by the program',
      },
    ]
  })
}

function readableValue(name: string, value: string): string {
  if (amounts.has(name)) return formatMoney(value)
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? formatDay(value) : value
}

/** Null: the document cannot be read or mapped. */
export const outcomeWord = (eligibility: string | null): string => (eligibility ? humanize(eligibility) : 'Rejected')

/** `1 error, 2 warnings`; what only informs is not counted. */
export function findingsText({ findings, failures, eligibility }: Outcome): string {
  if (eligibility === null) return plural(failures.length, 'problem')
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length
  const [errors, warnings] = [count('ERROR'), count('WARNING')]
  const parts = [errors > 0 && plural(errors, 'error'), warnings > 0 && plural(warnings, 'warning')].filter(Boolean)
  return parts.join(', ') || (eligibility === 'EXCLUDED' ? '–' : 'none')
}

/** `5 loans: 3 reportable, 1 held, 1 rejected.` */
export function summaryOf(outcomes: readonly Outcome[]): string {
  const order = ['REPORTABLE', 'HELD', 'EXCLUDED', null]
  const parts = order.flatMap((eligibility) => {
    const count = outcomes.filter((outcome) => outcome.eligibility === eligibility).length
    return count === 0 ? [] : [`${count} ${outcomeWord(eligibility).toLowerCase()}`]
  })
  return `${plural(outcomes.length, 'loan')}: ${parts.join(', ')}.`
}
