/** The base segment as it stands in a file: one line under a ruler, and its fields to choose from. */
import { useEffect, useRef } from 'react'
import { Button, Toolbar } from 'react-aria-components'
import type { BaseFieldsFragment } from '../../generated/documents.ts'
import { pathOf, type RuledField, recordLength, ruleBase, shownParts, ticks } from '../../lib/ruler.ts'
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
  return (
    <section className="card stack" aria-labelledby="line">
      <h2 id="line">
        Base segment <span className="muted note">as it stands in a file</span>
      </h2>
      <Line fields={fields} selected={selected} />
      {/* One stop for Tab: the arrow keys go from field to field. */}
      <Toolbar className="stack" aria-label="Fields of the base segment">
        {shownParts(fields).map((part) => (
          <div key={part.title} className="field-group">
            <h3>{part.title}</h3>
            <ul className="ruled">
              {part.fields.map((field) => (
                <Field
                  key={field.name}
                  field={field}
                  findings={findingsOf(record, field).length}
                  selected={field.name === selected}
                  onSelect={onSelect}
                />
              ))}
            </ul>
          </div>
        ))}
      </Toolbar>
    </section>
  )
}

/** The line scrolls to the field that is chosen, and never the page with it. */
function Line({ fields, selected }: { fields: RuledField[]; selected: string }) {
  const box = useRef<HTMLElement>(null)
  const mark = useRef<HTMLElement>(null)
  const line = fields.map(({ text }) => text).join('')
  const chosen = fields.find(({ name }) => name === selected)
  const before = line.slice(0, (chosen?.start ?? 1) - 1)
  const after = line.slice(before.length + (chosen?.length ?? 0))
  // biome-ignore lint/correctness/useExhaustiveDependencies: another field is another place
  useEffect(() => {
    const [outer, inner] = [box.current, mark.current]
    if (outer && inner) outer.scrollLeft = inner.offsetLeft - (outer.clientWidth - inner.offsetWidth) / 2
  }, [selected])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls
    <section ref={box} className="line" tabIndex={0} aria-label="The 426 characters of the base segment">
      <div aria-hidden="true">{ticks(line.length)}</div>
      <div>
        {before}
        {chosen && <mark ref={mark}>{chosen.text}</mark>}
        {after}
      </div>
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
    <li className={length > 19 ? 'long' : undefined}>
      <Button className={`ruled-field${flagged}`} aria-pressed={selected} onPress={() => onSelect(name)}>
        <span className="place">
          <span>{number}</span>
          <span>
            {start}
            {length > 1 ? `–${start + length - 1}` : ''}
          </span>
          {findings > 0 && (
            <span className="count">
              {findings}
              <span className="unseen"> open findings</span>
            </span>
          )}
        </span>
        <span className="chars">{text.trim() === '' ? <span className="muted">blank</span> : text.trimEnd()}</span>
        <span className="title">{title}</span>
      </Button>
    </li>
  )
}
