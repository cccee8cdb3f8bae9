import type { Previewed } from './useLoans.ts'

/** One field of a loan: before, now, and step by step where the value comes from. */
export function FieldTrace({
  field: { field, before, now, trace },
  isOnly,
}: {
  field: Previewed['fields'][number]
  isOnly: boolean
}) {
  const isChanged = before !== now
  // Of many fields, those that stay tell only why they are what they are.
  const isOpen = isOnly || isChanged
  return (
    <div className="field-trace">
      <p className="row tight">
        <code className="muted">{field}</code>
        {isChanged && (
          <>
            <del>{before || 'blank'}</del>
            <span aria-hidden="true">→</span>
          </>
        )}
        {isChanged ? <ins>{now || 'blank'}</ins> : <strong className="mono">{now || 'blank'}</strong>}
        {!isChanged && <span className="muted fine">unchanged</span>}
      </p>
      {trace && (isOpen || trace.evidence) && (
        <ol className="trace-steps">
          {isOpen && trace.sourcePath && (
            <li>
              <code>{trace.sourcePath}</code> <span className="value">{trace.sourceValue ?? 'nothing'}</span>
            </li>
          )}
          {trace.evidence && <li>{trace.evidence}</li>}
          {(isOpen ? trace.steps : []).map(({ step, input, output }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: steps are told by their place
            <li key={index}>
              <code>{step}</code>
              {output !== input && <span className="value">{output ?? 'nothing'}</span>}
            </li>
          ))}
        </ol>
      )}
    </div>
  )
}
