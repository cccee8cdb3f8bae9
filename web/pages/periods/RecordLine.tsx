/** The base segment as it goes into the file, above what was last reported: what differs is marked, a field is chosen to read about it. */
import { useEffect, useRef } from 'react'
import { Button } from 'react-aria-components'
import { type ComparedField, piecesOf } from '../../lib/comparison.ts'
import { shownParts, ticks } from '../../lib/ruler.ts'

interface Props {
  fields: readonly ComparedField[]
  /** Month of what was reported before; null where nothing was. */
  before: string | null
  selected: string
  /** Names of fields with open findings. */
  flagged: ReadonlySet<string>
  onSelect: (name: string) => void
}

export function RecordLine({ fields, before, selected, flagged, onSelect }: Props) {
  const scroller = useRef<HTMLElement>(null)
  // What is chosen comes into view in the line; the page stays where it is.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another field is another mark
  useEffect(() => {
    const box = scroller.current
    const mark = box?.querySelector('mark')
    if (box && mark) box.scrollLeft = mark.offsetLeft - box.offsetLeft - box.clientWidth / 2
  }, [selected])
  const length = fields.reduce((sum, each) => sum + each.length, 0)
  return (
    <section className="card stack" aria-labelledby="line">
      <h2 id="line">Base segment, {length} characters</h2>
      <section
        ref={scroller}
        className="line compared"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls
        tabIndex={0}
        aria-label="The 426 characters of the base segment"
      >
        <div aria-hidden="true">{ticks(length)}</div>
        <Line fields={fields} side="now" selected={selected} />
        {before && (
          <>
            <Line fields={fields} side="before" selected={selected} />
            <p className="muted legend">Above: this month. Below: {before}. Marked: what differs.</p>
          </>
        )}
      </section>
      {shownParts(fields).map((part) => (
        <div key={part.title} className="field-group">
          <h3>{part.title}</h3>
          <ul className="ruled">
            {part.fields.map((field) => (
              <Field
                key={field.name}
                field={field}
                flagged={flagged.has(field.name)}
                selected={field.name === selected}
                onSelect={onSelect}
              />
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}

function Line({
  fields,
  side,
  selected,
}: {
  fields: readonly ComparedField[]
  side: 'now' | 'before'
  selected: string
}) {
  let at = 0
  return (
    <div data-side={side}>
      {piecesOf(fields, side, selected).map((piece) => {
        const key = at
        at += piece.text.length
        if (piece.selected) return <mark key={key}>{piece.text}</mark>
        if (piece.changed) return side === 'now' ? <ins key={key}>{piece.text}</ins> : <del key={key}>{piece.text}</del>
        return <span key={key}>{piece.text}</span>
      })}
    </div>
  )
}

interface FieldProps {
  field: ComparedField
  flagged: boolean
  selected: boolean
  onSelect: (name: string) => void
}

function Field({ field, flagged, selected, onSelect }: FieldProps) {
  const { name, number, title, text, start, length, changed } = field
  return (
    <li className={length > 19 ? 'long' : undefined}>
      <Button
        className={`ruled-field${flagged ? ' flagged' : ''}${changed ? ' changed' : ''}`}
        aria-pressed={selected}
        onPress={() => onSelect(name)}
      >
        <span className="place">
          <span>
            {number}
            {changed && <strong className="changed"> changed</strong>}
            {flagged && <strong className="problem"> finding</strong>}
          </span>
          <span>
            {start}
            {length > 1 ? `–${start + length - 1}` : ''}
          </span>
        </span>
        <span className="chars">{text.trim() === '' ? <span className="muted">blank</span> : text.trimEnd()}</span>
        <span className="title">{title}</span>
      </Button>
    </li>
  )
}
