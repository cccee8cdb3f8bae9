/** The text of a preset: completed from schema, source and format, explained on hover, its problems marked as it is written. */
import {
  acceptCompletion,
  autocompletion,
  type CompletionContext,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  insertCompletionText,
  type Completion as Offer,
  startCompletion,
} from '@codemirror/autocomplete'
import { type Diagnostic, lintGutter, nextDiagnostic, previousDiagnostic, setDiagnostics } from '@codemirror/lint'
import { closeSearchPanel, findNext, findPrevious, openSearchPanel, search } from '@codemirror/search'
import { Annotation, EditorState, Prec } from '@codemirror/state'
import { EditorView, hoverTooltip, type KeyBinding, keymap } from '@codemirror/view'
import { type RefObject, useEffect, useImperativeHandle, useRef } from 'react'
import { type Completion, completionsAt, type Knowledge } from '../../lib/preset/completion.ts'
import { explanationAt } from '../../lib/preset/hover.ts'
import { shadowOf, sharedExtensions } from './codeMirror.ts'

/** Something to mark in the text; lines and columns from 1. */
export interface Mark {
  line: number
  column: number
  severity: 'error' | 'warning'
  message: string
  hint: string | null
}

export interface EditorHandle {
  /** Puts the cursor there, in sight, and the focus into the text. */
  goTo(place: { line: number; column: number } | { offset: number }): void
}

/** A change that did not come from the keyboard. */
const fromOutside = Annotation.define<true>()

interface Props {
  text: string
  /** Another number: the text was replaced from outside. Between two keystrokes `text` may be behind what is written. */
  turn: number
  marks: readonly Mark[]
  readOnly: boolean
  knowledge: Knowledge
  onChange: (text: string) => void
  onCursor: (offset: number) => void
  onSave: () => void
  handle: RefObject<EditorHandle | null>
}

export function Editor(props: Props) {
  const { turn, marks, readOnly, handle } = props
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const latest = useRef(props)
  latest.current = props
  useEffect(() => {
    const root = shadowOf(host.current!)
    const state = EditorState.create({ doc: latest.current.text, extensions: extensionsOf(latest, readOnly) })
    const made = new EditorView({ root, parent: root, state })
    view.current = made
    return () => made.destroy()
  }, [readOnly])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the number tells of a text from outside
  useEffect(() => {
    const current = view.current
    const before = current?.state.doc.toString()
    if (current && before !== undefined && before !== latest.current.text) {
      current.dispatch({ ...replacing(before, latest.current.text), annotations: fromOutside.of(true) })
    }
  }, [turn])
  useEffect(() => {
    const current = view.current
    if (current) current.dispatch(setDiagnostics(current.state, diagnostics(current.state, marks)))
  }, [marks])
  useImperativeHandle(handle, () => ({
    goTo(place) {
      const current = view.current
      if (!current) return
      const anchor = 'offset' in place ? place.offset : offsetOf(current.state, place.line, place.column)
      current.dispatch({
        selection: { anchor: Math.min(anchor, current.state.doc.length) },
        effects: EditorView.scrollIntoView(anchor, { y: 'center' }),
      })
      current.focus()
    },
  }))
  return <div ref={host} className="code-host" />
}

/** Only what differs, so that the cursor and what is folded stay. */
function replacing(before: string, after: string) {
  let from = 0
  while (from < before.length && from < after.length && before[from] === after[from]) from++
  let to = before.length
  let end = after.length
  while (to > from && end > from && before[to - 1] === after[end - 1]) {
    to--
    end--
  }
  return { changes: { from, to, insert: after.slice(from, end) } }
}

function extensionsOf(props: RefObject<Props>, readOnly: boolean) {
  return [
    sharedExtensions('Text of the preset'),
    autocompletion({
      override: [(context) => offersOf(context, props.current.knowledge)],
      icons: false,
      maxRenderedOptions: 200,
    }),
    closeBrackets(),
    Prec.high(
      keymap.of([
        ...closeBracketsKeymap,
        ...completionKeymap,
        // Chosen in the open list; everywhere else Tab leaves the editor.
        { key: 'Tab', run: acceptCompletion },
        { key: 'F8', run: nextDiagnostic },
        { key: 'Shift-F8', run: previousDiagnostic },
        ...findKeys,
        { key: 'Mod-s', run: () => saved(props.current), preventDefault: true },
      ]),
    ),
    search({ top: true }),
    EditorState.phrases.of(findWords),
    lintGutter(),
    hoverTooltip((view, offset) => {
      const found = explanationAt(view.state.doc.toString(), offset, props.current.knowledge)
      return (
        found && {
          pos: found.from,
          end: found.to,
          above: true,
          create: () => ({ dom: helpOf(found.title, found.text) }),
        }
      )
    }),
    EditorState.readOnly.of(readOnly),
    EditorView.updateListener.of((update) => {
      const isOwn = update.transactions.every((each) => each.annotation(fromOutside) === undefined)
      if (update.docChanged && isOwn) props.current.onChange(update.state.doc.toString())
      if (update.docChanged || update.selectionSet) props.current.onCursor(update.state.selection.main.head)
    }),
  ]
}

/** In the text as in the panel. Those of several cursors are left out: the editor has one. */
const findKeys: readonly KeyBinding[] = [
  { key: 'Mod-f', run: openSearchPanel, scope: 'editor search-panel' },
  {
    ...{ key: 'F3', run: findNext, shift: findPrevious, scope: 'editor search-panel', preventDefault: true },
  },
  {
    ...{ key: 'Mod-g', run: findNext, shift: findPrevious, scope: 'editor search-panel', preventDefault: true },
  },
  { key: 'Escape', run: closeSearchPanel, scope: 'editor search-panel' },
]

/** What the panel calls its parts, by the names that it comes with. */
const findWords = {
  Find: 'Find in the text',
  Replace: 'Replace with',
  next: 'Next',
  previous: 'Previous',
  'match case': 'Match case',
  regexp: 'Regexp',
  'by word': 'Whole words',
  replace: 'Replace',
  'replace all': 'Replace all',
  close: 'Close find and replace',
}

function saved({ onSave }: Props): boolean {
  onSave()
  return true
}

function helpOf(title: string, text: string): HTMLElement {
  const dom = document.createElement('div')
  dom.className = 'cm-help'
  const strong = document.createElement('strong')
  strong.textContent = title
  dom.append(strong, text)
  return dom
}

function offersOf(context: CompletionContext, knowledge: Knowledge) {
  const { state, pos, explicit } = context
  const found = completionsAt(state.doc.toString(), pos, knowledge)
  if (!found) return null
  const word = state.sliceDoc(found.from, pos)
  const isKey = found.options[0]?.kind === 'key'
  // An empty line is no question.
  if (!explicit && word === '' && (isKey || /(^|\n)\s*$/.test(state.sliceDoc(Math.max(0, pos - 80), pos)))) return null
  return { from: found.from, options: found.options.map(offerOf), validFor: /^[\w.-]*$/ }
}

function offerOf({ label, detail, info, insert, kind, rank }: Completion): Offer {
  const shown = detail.length > 60 ? `${detail.slice(0, 58)} …` : detail
  return {
    ...{ label, detail: shown, boost: rank - 50 },
    ...(info ? { info: () => helpOf(label, info) } : {}),
    apply(view, _offer, from, to) {
      const text = insert ?? label
      view.dispatch(insertCompletionText(view.state, text, from, to))
      if (kind === 'key' && text.endsWith(': ')) startCompletion(view)
    },
  }
}

function offsetOf(state: EditorState, line: number, column: number): number {
  const at = state.doc.line(Math.min(Math.max(line, 1), state.doc.lines))
  return Math.min(at.from + Math.max(column - 1, 0), at.to)
}

function diagnostics(state: EditorState, marks: readonly Mark[]): Diagnostic[] {
  return marks
    .map(({ line, column, severity, message, hint }): Diagnostic => {
      const from = offsetOf(state, line, column)
      const rest = state.sliceDoc(from, state.doc.lineAt(from).to)
      const word = /^(["']?)[\w.$/-]+\1|^\S/.exec(rest)?.[0] ?? ''
      return { from, to: from + word.length, severity, message: hint ? `${message} ${hint}` : message }
    })
    .sort((a, b) => a.from - b.from)
}
