/** Two texts side by side, what differs marked; the right one can be edited, and takes parts of the left one over. */
import { MergeView } from '@codemirror/merge'
import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import { shadowOf, sharedExtensions } from './codeMirror.ts'

interface Props {
  left: { title: string; text: string }
  right: { title: string; text: string }
  /** Left out: both are only shown. */
  onChange?: (text: string) => void
}

export function MergeText({ left, right, onChange }: Props) {
  const host = useRef<HTMLDivElement>(null)
  const changed = useRef(onChange)
  changed.current = onChange
  const isEditable = onChange !== undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: the right text is the editor's own once it is shown
  useEffect(() => {
    const root = shadowOf(host.current!)
    const fixed = EditorState.readOnly.of(true)
    const tell = EditorView.updateListener.of((update) => {
      if (update.docChanged) changed.current?.(update.state.doc.toString())
    })
    const view = new MergeView({
      ...{ root, parent: root, gutter: true, collapseUnchanged: { margin: 3, minSize: 8 } },
      a: { doc: left.text, extensions: [sharedExtensions(left.title), fixed] },
      b: { doc: right.text, extensions: [sharedExtensions(right.title), isEditable ? tell : fixed] },
      ...(isEditable ? { revertControls: 'a-to-b', renderRevertControl } : {}),
    })
    view.dom.style.height = '100%'
    return () => view.destroy()
  }, [left.text, isEditable])
  return (
    <div className="merge">
      <div className="merge-titles">
        <span>{left.title}</span>
        <span>{right.title}</span>
      </div>
      <div ref={host} className="code-host" />
    </div>
  )
}

function renderRevertControl(): HTMLElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = '→'
  button.title = 'Take the left side over here'
  button.setAttribute('aria-label', button.title)
  return button
}
