/**
 * A preset's text as a small tree with positions. Everything is text (YAML's failsafe schema): `00` stays `00`, `no`
 * stays `no`. Presets are untrusted, so the text is measured before it is parsed, and aliases, anchors and tags are refused.
 */
import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type Scalar } from 'yaml'
import type { Problems } from './problems.ts'

interface Place {
  /** Offset in the text. */
  at: number
  /** Dotted path in the preset. */
  path: string
}
export interface Entry {
  key: string
  keyAt: number
  value: Tree
}
export type MapTree = Place & { kind: 'map'; entries: Map<string, Entry> }
export type ListTree = Place & { kind: 'list'; items: Tree[] }
/** `start`: offset of the scalar's first character of content; `plain`: written without quotes. */
export type TextTree = Place & { kind: 'text'; text: string; plain: boolean; start: number }
/** A key without a value. */
export type EmptyTree = Place & { kind: 'empty' }
export type Tree = MapTree | ListTree | TextTree | EmptyTree

const maximumBytes = 256 * 1024
const maximumColumn = 100
const maximumBrackets = 32
/** Indicators and lines: what the parser makes nodes (or errors) of, so a bound of its time and memory. */
const maximumParts = 10_000
const maximumQuotes = 15_000
/** Each wrong escape is an error of its own to the parser. */
const maximumBackslashes = 1_000

type Found = Parameters<Problems['add']>
let last: { text: string; tree: MapTree | null; found: Found[] } | null = null

/** The tree of a text, or null with a problem when it cannot be one. Of one text in a row, parsed once. */
export function readTree(text: string, problems: Problems): MapTree | null {
  if (last?.text !== text) {
    const found: Found[] = []
    const tree = parsed(text, { add: (...problem) => found.push(problem) })
    last = { text, tree, found }
  }
  for (const problem of last.found) problems.add(...problem)
  return last.tree
}

type Collector = Pick<Problems, 'add'>

function parsed(text: string, problems: Collector): MapTree | null {
  const tooMuch = measure(text)
  if (tooMuch !== null) {
    problems.add(tooMuch.at, '', tooMuch.code, tooMuch.message, tooMuch.hint)
    return null
  }
  const document = parseDocument(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    logLevel: 'silent',
  })
  for (const error of document.errors) {
    problems.add(error.pos[0], '', 'YAML_SYNTAX', firstLine(error.message), yamlHint(error.code))
  }
  if (document.errors.length > 0) return null
  const root = document.contents === null ? null : build(document.contents, '', text, problems)
  if (root === null || root.kind !== 'map') {
    problems.add(root?.at ?? 0, '', 'WRONG_SHAPE', 'A preset is a mapping of keys.', 'Begin with `preset: name`.')
    return null
  }
  return root
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]!.slice(0, 200)
}

function yamlHint(code: string): string | null {
  if (code === 'TAB_AS_INDENT') return 'Indent with blanks.'
  if (code === 'BAD_SCALAR_START') return 'Put the text in quotes.'
  if (code === 'BLOCK_AS_IMPLICIT_KEY') return 'Text with a colon needs quotes.'
  return null
}

interface TooMuch {
  at: number
  code: string
  message: string
  hint: string
}

const partCharacters = new Set(',[]{}*&!?@`\n'.split('').map((c) => c.charCodeAt(0)))

/** Refuses what would cost the parser time, stack or memory out of proportion: its depth follows brackets and columns. */
function measure(text: string): TooMuch | null {
  if (text.length > maximumBytes || Buffer.byteLength(text) > maximumBytes) {
    return {
      at: 0,
      code: 'TOO_LARGE',
      message: 'A preset holds at most 256 kB.',
      hint: 'Leave out what is not needed.',
    }
  }
  let brackets = 0
  let parts = 0
  let quotes = 0
  let backslashes = 0
  let lineStart = 0
  let inIndent = true
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 91 || c === 123) brackets++
    else if ((c === 93 || c === 125) && brackets > 0) brackets--
    if (partCharacters.has(c) || (c === 58 && !isInner(text, i)) || (c === 45 && inIndent)) parts++
    if (c === 34 || c === 39) quotes++
    if (c === 92 && ++backslashes > maximumBackslashes) return { ...tooManyBackslashes, at: i }
    if (c < 32 || c > 126) {
      const strange = strangeAt(text, i, c)
      if (strange !== null) return strange
    }
    if (brackets > maximumBrackets) return deep(i, `more than ${maximumBrackets} brackets are open`)
    if (parts > maximumParts || quotes > maximumQuotes) return { ...tooManyParts, at: i }
    if (c === 10) {
      lineStart = i + 1
      inIndent = true
    } else if (inIndent && c !== 32) {
      // A dash, a colon or a question mark may open a level each: `? ? ? a`.
      inIndent = c === 45 || c === 58 || c === 63
      if (i - lineStart > maximumColumn) return deep(i, `a line begins after column ${maximumColumn}`)
    }
  }
  return null
}

/** A colon inside a word (a time, a URL) makes no entry. */
function isInner(text: string, i: number): boolean {
  const next = text.charCodeAt(i + 1)
  return (next >= 48 && next <= 57) || (next >= 65 && next <= 90) || (next >= 97 && next <= 122) || next === 47
}

/**
 * Characters that YAML does not allow, and those that show a reader another order than the one that counts: what a person
 * approves in a diff must be what is mapped.
 */
function strangeAt(text: string, at: number, c: number): TooMuch | null {
  const code = `U+${c.toString(16).toUpperCase().padStart(4, '0')}`
  if ((c < 32 && c !== 9 && c !== 10 && c !== 13) || (c >= 0x7f && c <= 0x9f && c !== 0x85) || isLone(text, at, c)) {
    const message = `The character ${code} cannot stand in a preset.`
    return { at, code: 'YAML_SYNTAX', message, hint: 'Leave it out, and save the file as UTF-8.' }
  }
  const turns = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c === 0x200e || c === 0x200f
  if (!turns) return null
  const message = `The invisible character ${code} turns the direction of text.`
  return { at, code: 'NOT_ALLOWED', message, hint: 'Leave it out: what is read must be what is mapped.' }
}

function isLone(text: string, at: number, c: number): boolean {
  const isLow = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff
  const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff
  return (isHigh(c) && !isLow(text.charCodeAt(at + 1))) || (isLow(c) && !isHigh(text.charCodeAt(at - 1)))
}

const tooManyBackslashes = {
  code: 'TOO_LARGE',
  message: `A preset holds at most ${maximumBackslashes} backslashes.`,
  hint: 'Leave out what is not needed.',
}

const tooManyParts = {
  code: 'TOO_LARGE',
  message: `A preset holds at most ${maximumParts} lines, entries and indicators.`,
  hint: 'Leave out what is not needed.',
}

function deep(at: number, what: string): TooMuch {
  return { at, code: 'TOO_DEEP', message: `The text is nested too deeply: ${what}.`, hint: 'Presets are flat.' }
}

function build(node: Node | null, path: string, text: string, problems: Collector): Tree {
  const at = node?.range?.[0] ?? 0
  if (node === null) return { kind: 'empty', at, path }
  refuseIndirection(node, at, path, problems)
  if (isMap(node)) return buildMap(node.items as Pair<Node | null, Node | null>[], at, path, text, problems)
  if (isSeq(node)) {
    const items = (node.items as Node[]).map((item, i) => build(item, join(path, String(i)), text, problems))
    return { kind: 'list', at, path, items }
  }
  if (!isScalar(node)) return { kind: 'empty', at, path }
  const value = typeof node.value === 'string' ? node.value : ''
  const plain = node.type === 'PLAIN'
  if (plain && value === '') return { kind: 'empty', at, path }
  return { kind: 'text', at, path, text: value, plain, start: contentStart(node, at, text) }
}

function refuseIndirection(node: Node, at: number, path: string, problems: Collector): void {
  const plainly = 'Write the value out where it is needed.'
  if (isAlias(node)) problems.add(at, path, 'NOT_ALLOWED', 'Aliases are not allowed in presets.', plainly)
  else if (node.anchor) problems.add(at, path, 'NOT_ALLOWED', 'Anchors are not allowed in presets.', plainly)
  if (node.tag) problems.add(at, path, 'NOT_ALLOWED', 'Tags are not allowed in presets.', plainly)
}

function buildMap(
  pairs: Pair<Node | null, Node | null>[],
  at: number,
  path: string,
  text: string,
  problems: Collector,
): MapTree {
  const entries = new Map<string, Entry>()
  for (const pair of pairs) {
    const keyNode = pair.key
    const keyAt = keyNode?.range?.[0] ?? at
    if (!isScalar(keyNode) || typeof keyNode.value !== 'string') {
      problems.add(keyAt, path, 'WRONG_SHAPE', 'A key must be a plain word.', null)
      continue
    }
    refuseIndirection(keyNode, keyAt, path, problems)
    const key = keyNode.value
    const value =
      pair.value === null ? emptyAt(keyAt, join(path, key)) : build(pair.value, join(path, key), text, problems)
    if (entries.has(key)) {
      problems.add(keyAt, join(path, key), 'DUPLICATE_KEY', `${key} stands twice.`, 'Keep one of the two.')
      continue
    }
    entries.set(key, { key, keyAt, value })
  }
  return { kind: 'map', at, path, entries }
}

function emptyAt(at: number, path: string): EmptyTree {
  return { kind: 'empty', at, path }
}

export function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

function contentStart(node: Scalar, at: number, text: string): number {
  if (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') return at + 1
  if (node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL') return text.indexOf('\n', at) + 1
  return at
}

/**
 * Offset in the preset's text of the character at `index` of a scalar's value. Quoting, escapes, indentation and folded
 * lines make the two differ, so both are walked together: a character of the text that is not the value's next is skipped.
 */
export function offsetInScalar(tree: TextTree, index: number, text: string): number {
  let at = tree.start
  for (let i = 0; i < index && i < tree.text.length; i++) at = matchAt(tree.text[i]!, at, text) + 1
  return index < tree.text.length ? matchAt(tree.text[index]!, at, text) : at
}

function matchAt(character: string, from: number, text: string): number {
  const blank = character === ' ' || character === '\n'
  for (let at = from; at < text.length && at < from + 400; at++) {
    const c = text[at]
    if (c === character || (blank && c === '\n')) return at
  }
  return from
}
