/** The characters of a record with its fields, and one field in words. */
import { useMemo, useState } from 'react'
import type { BaseFieldsFragment } from '../../generated/documents.ts'
import { type ComparedField, compareFields } from '../../lib/comparison.ts'
import { formatDay } from '../../lib/format.ts'
import { periodTitle } from '../../lib/periods.ts'
import { pathOf, recordLength, ruleBase } from '../../lib/ruler.ts'
import { HistoryStrip } from '../record/HistoryStrip.tsx'
import type { CodeTables, PeriodRecordShown } from './PeriodRecordPage.tsx'
import { RecordLine } from './RecordLine.tsx'
import type { ReportedShown } from './ReportedRecordPage.tsx'

interface Props {
  record: Omit<ReportedShown, '__typename' | 'period'> | PeriodRecordShown
  previous: PeriodRecordShown['previous']
  differences: readonly { field: string }[]
  findings: PeriodRecordShown['findings']
  tables: CodeTables
}

const none = { base: null, j1: [], j2: [], k1: null, k2: null, k3: null, k4: null, l1: null, n1: null }

export function RecordFields({ record, previous, differences, findings, tables }: Props) {
  const [selected, setSelected] = useState('accountStatus')
  const base = record.base
  const fields = useMemo(() => {
    if (!base) return []
    const { j1, j2, k1, k2, k3, k4, l1, n1 } = record
    const now = ruleBase(base, recordLength({ ...none, j1, j2, k1, k2, k3, k4, l1, n1 }))
    const old = previous?.base ? ruleBase(previous.base, recordLength({ ...none, ...segmentsOf(previous) })) : null
    return compareFields(
      now,
      old,
      differences.map(({ field }) => field),
    )
  }, [record, base, previous, differences])
  const flagged = useMemo(
    () =>
      new Set(
        findings
          .filter(({ waived }) => !waived)
          .flatMap((each) => each.fields.map((path) => path.replace(/^base\./, ''))),
      ),
    [findings],
  )
  const field = fields.find(({ name }) => name === selected)
  if (!base) return null
  return (
    <>
      <HistoryStrip profile={base.paymentHistoryProfile} at={base.dateOfAccountInformation} tables={tables} />
      <div className="record">
        <RecordLine
          fields={fields}
          before={previous?.base ? periodTitle(previous.period) : null}
          selected={selected}
          flagged={flagged}
          onSelect={setSelected}
        />
        {field && <OneField field={field} now={base} before={previous?.base ?? null} tables={tables} />}
      </div>
    </>
  )
}

const segmentsOf = ({ j1, j2, k1, k2, k3, k4, l1, n1 }: NonNullable<PeriodRecordShown['previous']>) => ({
  ...{ j1, j2, k1, k2, k3, k4, l1, n1 },
})

interface OneProps {
  field: ComparedField
  now: BaseFieldsFragment
  before: BaseFieldsFragment | null
  tables: CodeTables
}

function OneField({ field, now, before, tables }: OneProps) {
  const table = tables.find((each) => each.field === pathOf(field))
  const shown = (base: BaseFieldsFragment) => {
    const value = base[field.name as keyof BaseFieldsFragment]
    if (value === null || value === undefined || value === '') return 'blank'
    const meaning = table?.perCharacter ? undefined : table?.codes.find(({ code }) => code === value)?.title
    const text = field.type === 'D' && !field.masked ? formatDay(String(value)) : String(value)
    return meaning ? `${text}: ${meaning}` : text
  }
  return (
    <section className="card stack field-panel" aria-label={`Field ${field.number}`} aria-live="polite">
      <h2>
        Field {field.number}: {field.title}
      </h2>
      <dl>
        <dt>{before ? 'This month' : 'Value'}</dt>
        <dd className="mono">{shown(now)}</dd>
        {before && (
          <>
            <dt>Reported before</dt>
            <dd className="mono">
              {shown(before)}
              {field.changed ? '' : ' (the same)'}
            </dd>
          </>
        )}
        <dt>Place</dt>
        <dd>
          {field.start} to {field.start + field.length - 1}
        </dd>
      </dl>
    </section>
  )
}
