/**
 * The text of a preset, with its problems marked as it is written.
 *
 * It stands in a shadow root: there the editor adopts its style sheets, where it would otherwise add style elements, which
 * the content security policy forbids.
 */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { defaultHighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import { useEffect, useRef } from 'react'

export interface Problem {
  line: number
  column: number
  message: string
  hint: string | null
}

const look = EditorView.theme({
  '&': { height: '60vh', border: '1px solid var(--line-strong)', borderRadius: '8px', background: 'var(--surface)' },
  '.cm-scroller': { fontFamily: 'var(--mono)', fontSize: '13px' },
  '.cm-content': { caretColor: 'var(--text)', color: 'var(--text)' },
  '.cm-gutters': { background: 'var(--page)', color: 'var(--muted)', border: 'none' },
  '.cm-tooltip': { background: 'var(--raised)', color: 'var(--text)' },
  '.cm-content ::selection, &.cm-focused ::selection': { background: 'var(--accent-soft)' },
})

interface Props {
  /** Another one replaces what was written. */
  text: string
  problems: readonly Problem[]
  readOnly: boolean
  onChange: (text: string) => void
}

export function Editor({ text, problems, readOnly, onChange }: Props) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const changed = useRef(onChange)
  changed.current = onChange
  useEffect(() => {
    const root = host.current!.shadowRoot ?? host.current!.attachShadow({ mode: 'open' })
    const isDark =
      matchMedia('(prefers-color-scheme: dark)').matches || document.documentElement.dataset.theme === 'dark'
    const made = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          history(),
          // Tab leaves the editor, as everywhere on the page.
          keymap.of([...defaultKeymap, ...historyKeymap]),
          yaml(),
          // Its colours are made for a light ground.
          ...(isDark ? [] : [syntaxHighlighting(defaultHighlightStyle)]),
          lintGutter(),
          look,
          EditorState.readOnly.of(readOnly),
          EditorView.contentAttributes.of({ 'aria-label': 'Text of the preset', spellcheck: 'false', tabindex: '0' }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed.current(update.state.doc.toString())
          }),
        ],
      }),
    })
    view.current = made
    return () => made.destroy()
  }, [text, readOnly])
  useEffect(() => {
    const current = view.current
    if (current) current.dispatch(setDiagnostics(current.state, diagnostics(current.state, problems)))
  }, [problems])
  return <div ref={host} />
}

function diagnostics(state: EditorState, problems: readonly Problem[]): Diagnostic[] {
  return problems.map(({ line, column, message, hint }) => {
    const at = state.doc.line(Math.min(Math.max(line, 1), state.doc.lines))
    const from = Math.min(at.from + Math.max(column - 1, 0), at.to)
    return { from, to: at.to, severity: 'error', message: hint ? `${message} ${hint}` : message }
  })
}
