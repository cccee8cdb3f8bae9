/**
 * What every chart stands in: as wide as its place, with a tip for the column under the pointer or, by the arrow keys, under the
 * focus. What the tip says is heard as well.
 */
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react'

export interface Tip {
  title: string
  lines: readonly { label: string; value: string; series?: string | undefined }[]
}

interface Props {
  /** What is seen, in a sentence: it is what a screen reader says of the picture. */
  label: string
  height: number
  /** How many columns or points there are. */
  count: number
  /** Where the middle of one stands, in pixels. */
  xOf: (index: number, width: number) => number
  tipOf: (index: number) => Tip
  /** Goes to what a column is about: by a click or Enter. */
  onOpen?: ((index: number) => void) | undefined
  children: (width: number, active: number | null) => ReactNode
}

export function Plot({ label, height, count, xOf, tipOf, onOpen, children }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  const [active, setActive] = useState<number | null>(null)
  useEffect(() => {
    const element = box.current!
    setWidth(element.clientWidth)
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const shown = active !== null && active < count ? active : null
  const nearest = ({ clientX }: PointerEvent) => {
    const x = clientX - box.current!.getBoundingClientRect().left
    const distances = Array.from({ length: count }, (_, index) => Math.abs(xOf(index, width) - x))
    return distances.indexOf(Math.min(...distances))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const to = moved(event.key, shown, count)
    if (event.key === 'Enter' && shown !== null && onOpen) onOpen(shown)
    else if (event.key === 'Escape') setActive(null)
    else if (to === undefined) return
    else setActive(to)
    event.preventDefault()
  }
  const tip = shown === null ? null : tipOf(shown)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div
      ref={box}
      className={onOpen ? 'plot opens' : 'plot'}
      role="group"
      aria-label={`${label} Arrow keys tell each ${onOpen ? 'one, Enter opens it' : 'one'}.`}
      tabIndex={count > 0 ? 0 : undefined}
      onKeyDown={onKeyDown}
      onBlur={() => setActive(null)}
      onPointerMove={(event) => setActive(nearest(event))}
      onPointerLeave={() => setActive(null)}
      onClick={() => shown !== null && onOpen?.(shown)}
    >
      <svg className="chart" width={width} height={height} role="img" aria-label={label}>
        {width > 0 && children(width, shown)}
      </svg>
      {tip && shown !== null && <TipBox tip={tip} x={xOf(shown, width)} width={width} />}
      <div role="status" className="unseen">
        {tip ? `${tip.title}: ${tip.lines.map(({ label: name, value }) => `${name} ${value}`).join(', ')}` : ''}
      </div>
    </div>
  )
}

function moved(key: string, from: number | null, count: number): number | undefined {
  if (key === 'ArrowRight') return from === null ? 0 : Math.min(count - 1, from + 1)
  if (key === 'ArrowLeft') return from === null ? count - 1 : Math.max(0, from - 1)
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  return undefined
}

function TipBox({ tip, x, width }: { tip: Tip; x: number; width: number }) {
  // To the left of its column in the right half, so that it stays in the picture.
  const side = x > width / 2 ? { right: width - x + 10 } : { left: x + 10 }
  return (
    <div className="tip" style={side} aria-hidden="true">
      <strong>{tip.title}</strong>
      <dl>
        {tip.lines.map(({ label, value, series }) => (
          <div key={label}>
            <dt>
              {series && <span className={`swatch ${series}`} />}
              {label}
            </dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
