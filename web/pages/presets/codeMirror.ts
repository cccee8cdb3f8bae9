/**
 * What the editor and the comparison of texts share: language, colours, keys.
 *
 * Both stand in a shadow root: there CodeMirror adopts its style sheets, where it would otherwise add style elements, which
 * the content security policy forbids. Colours are custom properties of the page, so that light and dark follow by themselves.
 */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  syntaxHighlighting,
} from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--code-key)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--code-text)' },
  { tag: tags.content, color: 'var(--text)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--code-comment)', fontStyle: 'italic' },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: 'var(--muted)' },
])

const look = EditorView.theme({
  '&': { height: '100%', background: 'var(--surface)', color: 'var(--text)' },
  // Its frame on the page shows the focus.
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', fontSize: '13px', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--text)', padding: '8px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': {
    background: 'var(--surface)',
    color: 'var(--muted)',
    border: 'none',
    borderRight: '1px solid var(--line)',
  },
  '.cm-activeLine, .cm-activeLineGutter': { background: 'var(--code-line)' },
  '.cm-activeLineGutter': { color: 'var(--text)' },
  '.cm-content ::selection, & ::selection': { background: 'var(--code-selection)' },
  '&.cm-focused .cm-matchingBracket, .cm-matchingBracket': { background: 'var(--code-selection)', outline: 'none' },
  '.cm-foldPlaceholder': { background: 'var(--page)', border: '1px solid var(--line)', color: 'var(--muted)' },
  '.cm-tooltip': {
    background: 'var(--raised)',
    color: 'var(--text)',
    border: '1px solid var(--line-strong)',
    borderRadius: '8px',
    boxShadow: 'var(--shadow)',
    overflow: 'hidden',
    font: '13px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  },
  '.cm-help': { padding: '8px 12px', maxWidth: '460px', whiteSpace: 'pre-line' },
  '.cm-help strong': { display: 'block', marginBottom: '2px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: 'var(--mono)',
    fontSize: '12.5px',
    maxHeight: '300px',
    maxWidth: '640px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 10px', lineHeight: '1.5' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { background: 'var(--accent)', color: 'var(--accent-text)' },
  '.cm-tooltip-autocomplete ul li[aria-selected] .cm-completionDetail': { color: 'var(--accent-text)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-completionDetail': {
    color: 'var(--muted)',
    fontStyle: 'normal',
    fontFamily: 'system-ui, sans-serif',
    marginLeft: '14px',
  },
  '.cm-tooltip.cm-completionInfo': { padding: '0', margin: '0 4px' },
  '.cm-diagnostic': { padding: '8px 12px', maxWidth: '460px' },
  '.cm-diagnostic-error': { borderLeft: '4px solid var(--bad)' },
  '.cm-diagnostic-warning': { borderLeft: '4px solid var(--warn)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--bad) 1.5px',
    textUnderlineOffset: '3px',
  },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecoration: 'underline wavy var(--warn) 1.5px' },
  '.cm-gutter-lint': { width: '12px' },
  '.cm-gutter-lint .cm-gutterElement': { padding: '0 1px' },
  '.cm-lint-marker': { width: '9px', height: '9px', marginTop: '6px', borderRadius: '50%', content: 'none' },
  '.cm-lint-marker-error': { content: 'none', background: 'var(--bad)' },
  '.cm-lint-marker-warning': { content: 'none', background: 'var(--warn)' },
  '.cm-panels': { background: 'var(--page)', color: 'var(--text)' },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-panel.cm-search': {
    padding: '7px 34px 7px 10px',
    font: '13px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  },
  '.cm-panel.cm-search input, .cm-panel.cm-search button, .cm-panel.cm-search label': { margin: '2px 6px 2px 0' },
  '.cm-panel.cm-search label': {
    fontSize: '12.5px',
    display: 'inline-flex',
    alignItems: 'center',
    gap: '3px',
    verticalAlign: 'middle',
  },
  // Selects every match, and the editor has one selection.
  '.cm-panel.cm-search [name=select]': { display: 'none' },
  '.cm-panel.cm-search .cm-textfield': {
    ...{ width: '200px', padding: '4px 8px', fontFamily: 'var(--mono)', fontSize: '12.5px', borderRadius: '6px' },
    ...{ background: 'var(--surface)', color: 'var(--text)', border: '1px solid var(--line-strong)' },
  },
  '.cm-panel.cm-search .cm-button': {
    ...{ padding: '4px 9px', fontSize: '12.5px', borderRadius: '6px', cursor: 'pointer' },
    ...{ background: 'var(--surface)', color: 'var(--text)', border: '1px solid var(--line-strong)' },
  },
  '.cm-panel.cm-search .cm-button:hover': { background: 'var(--code-line)' },
  '.cm-panel.cm-search input:focus-visible, .cm-panel.cm-search button:focus-visible': {
    outline: '2px solid var(--accent)',
    outlineOffset: '1px',
  },
  '.cm-panel.cm-search [name=close]': {
    ...{ top: '8px', right: '8px', width: '24px', height: '24px', fontSize: '17px', lineHeight: '1' },
    ...{ borderRadius: '6px', color: 'var(--muted)', cursor: 'pointer' },
  },
  '.cm-searchMatch': { background: 'var(--code-found)' },
  '.cm-searchMatch.cm-searchMatch-selected': {
    background: 'var(--code-found-here)',
    outline: '1px solid var(--warn)',
  },
  // Of the comparison. `a` is what stood there, `b` what stands there.
  '.cm-changedLine, &.cm-merge-b .cm-changedLine, .cm-inlineChangedLine': { backgroundColor: 'var(--good-soft)' },
  '&.cm-merge-a .cm-changedLine, .cm-deletedChunk': { backgroundColor: 'var(--bad-soft)' },
  '&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText': {
    background: 'none',
    fontWeight: '700',
    textDecoration: 'underline var(--bad)',
  },
  '&.cm-merge-b .cm-changedText': { background: 'none', fontWeight: '700', textDecoration: 'underline var(--good)' },
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '"⋯"' },
  '.cm-collapsedLines': {
    background: 'var(--page)',
    color: 'var(--muted)',
    padding: '3px 10px',
    border: 'solid var(--line)',
    borderWidth: '1px 0',
  },
})

export const sharedExtensions = (label: string): Extension[] => [
  lineNumbers(),
  history(),
  codeFolding(),
  foldGutter(),
  bracketMatching(),
  EditorView.lineWrapping,
  highlightActiveLine(),
  highlightActiveLineGutter(),
  // Tab leaves the editor, as everywhere on the page.
  keymap.of([...defaultKeymap, ...historyKeymap, ...foldKeymap]),
  yaml(),
  syntaxHighlighting(colours),
  look,
  EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
]

export const shadowOf = (host: HTMLElement): ShadowRoot => host.shadowRoot ?? host.attachShadow({ mode: 'open' })
