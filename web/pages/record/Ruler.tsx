/** The base segment as it stands in a file: one line under a ruler, and its fields to choose from. */
import { Button } from 'react-aria-components'
import type { BaseFieldsFragment } from '../../generated/documents.ts'
import { isFixed, pathOf, type RuledField, recordLength, ruleBase, ticks } from '../../lib/ruler.ts'
import type { RecordShown } from './RecordPage.tsx'

export function Ruler({
  record,
  base,
  selected,
  onSelect,
}: {
  record: RecordShown
  base: BaseFieldsFragment
  selected: string
  onSelect: (name: string) => void
}) {
  const fields = ruleBase(base, recordLength(record))
  const line = fields.map(({ text }) => text).join('')
  const chosen = fields.find(({ name }) => name === selected)
  const before = line.slice(0, (chosen?.start ?? 1) - 1)
  const after = line.slice(before.length + (chosen?.length ?? 0))
  return (
    <section className="card stack" aria-labelledby="line">
      <h2 id="line">Base segment</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls */}
      <section className="line" tabIndex={0} aria-label="The 426 characters of the base segment">
        <div aria-hidden="true">{ticks(line.length)}</div>
        <div>
          {before}
          {chosen && <mark>{chosen.text}</mark>}
          {after}
        </div>
      </section>
      <ul className="ruled">
        {fields
          .filter((field) => !isFixed(field))
          .map((field) => (
            <Field
              key={field.name}
              field={field}
              findings={findingsOf(record, field).length}
              selected={field.name === selected}
              onSelect={onSelect}
            />
          ))}
      </ul>
    </section>
  )
}

/** Open findings that name a field. */
export const findingsOf = (record: RecordShown, field: { name: string }) =>
  record.validationErrors.filter(({ fields, waived }) => !waived && fields.includes(pathOf(field)))

function Field({
  field,
  findings,
  selected,
  onSelect,
}: {
  field: RuledField
  findings: number
  selected: boolean
  onSelect: (name: string) => void
}) {
  const { name, number, title, text, start, length } = field
  const flagged = findings > 0 ? ' flagged' : ''
  return (
    <li>
      <Button className={`ruled-field${flagged}`} aria-pressed={selected} onPress={() => onSelect(name)}>
        <span className="place">
          {number} · {start}
          {length > 1 ? `–${start + length - 1}` : ''}
          {findings > 0 && <span className="count"> {findings}!</span>}
        </span>
        <span className="chars">{text.trim() === '' ? <span className="muted">blank</span> : text.trimEnd()}</span>
        <span className="title">{title}</span>
      </Button>
    </li>
  )
}
