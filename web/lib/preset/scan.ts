/**
 * Where the parts of a preset's text stand, also while it is being written and is no YAML yet: completion, hover and the
 * trace beside the text need to know in which recipe the cursor is at every keystroke. Knows as much of YAML as presets
 * use (block and flow mappings and lists, quotes, block scalars, comments) and never fails.
 */

/** A key with what stands behind it. Parts of lists are their number from 0, as text. */
export interface Entry {
  path: readonly string[]
  /** Places of the key, from 0. */
  keyFrom: number
  keyTo: number
  /** A scalar on one line; null for mappings, lists, and values that are not there yet. */
  value: string | null
}

/** What may be written at a place. */
export interface Cursor {
  /** `key`: a key of the mapping at `path` (or a value that stands on a line of its own); `value`: the value at `path`. */
  position: 'key' | 'value' | 'none'
  path: readonly string[]
  /** Where the word or the quoted text in hand begins. */
  from: number
  quote: '"' | "'" | null
  /** In braces or brackets. */
  inFlow: boolean
}

interface Frame {
  kind: 'map' | 'list'
  /** Column of its keys or dashes; of no meaning in flow. */
  indent: number
  base: readonly string[]
  /** The key or number in hand; null in a flow mapping before its key. */
  key: string | null
}

interface State {
  text: string
  entries: Entry[]
  blocks: Frame[]
  flow: Frame[]
  /** A quoted text that goes on on the next line. */
  quote: { mark: '"' | "'"; from: number; path: readonly string[]; isKey: boolean } | null
  /** Column of the key of a block scalar, which lasts while lines are indented more. */
  scalar: number | null
}

/** Whole text: every key. */
export function entriesOf(text: string): Entry[] {
  return scan(text).state.entries
}

export function cursorAt(text: string, offset: number): Cursor {
  return scan(text.slice(0, offset)).cursor
}

/** The path of what the cursor stands on: of the key under it, or of the value around it. */
export function pathAt(text: string, entries: readonly Entry[], offset: number): readonly string[] {
  const over = entries.find(({ keyFrom, keyTo }) => keyFrom <= offset && offset <= keyTo)
  if (over) return over.path
  const { path, position } = cursorAt(text, offset)
  if (position !== 'none' || path.length > 0) return path
  // Behind a finished value: what began last on the line.
  const lineFrom = text.lastIndexOf('\n', offset - 1) + 1
  return entries.findLast(({ keyFrom }) => keyFrom >= lineFrom && keyFrom <= offset)?.path ?? []
}

function scan(text: string): { state: State; cursor: Cursor } {
  const state: State = { text, entries: [], blocks: [], flow: [], quote: null, scalar: null }
  let cursor = nothing(0)
  for (let from = 0; ; ) {
    const newline = text.indexOf('\n', from)
    const end = newline < 0 ? text.length : newline
    cursor = scanLine(state, from, end)
    if (newline < 0) return { state, cursor }
    from = newline + 1
  }
}

const nothing = (from: number, path: readonly string[] = []): Cursor => ({
  ...{ position: 'none', path, from, quote: null, inFlow: false },
})

function pathOf(frames: readonly Frame[]): readonly string[] {
  const top = frames.at(-1)
  if (!top) return []
  return top.key === null ? top.base : [...top.base, top.key]
}

function scanLine(state: State, from: number, end: number): Cursor {
  if (state.flow.length > 0 || state.quote) return scanFlow(state, from, end)
  const { text, blocks } = state
  let at = from
  while (at < end && text[at] === ' ') at++
  if (state.scalar !== null) {
    if (at === end || at - from > state.scalar) return nothing(at, pathOf(blocks))
    state.scalar = null
  }
  if (at === end || text[at] === '\r') return onEmptyLine(state, at - from, at)
  if (text[at] === '#') return nothing(at)
  let isItem = false
  while (text[at] === '-' && (at + 1 >= end || text[at + 1] === ' ')) {
    beginItem(state, at - from)
    isItem = true
    at++
    while (at < end && text[at] === ' ') at++
  }
  if (at >= end) return { position: 'key', path: pathOf(blocks), from: at, quote: null, inFlow: false }
  const key = keyOf(text, at, end)
  if (key) return scanPair(state, key, from, end)
  if ('"\'[{|>'.includes(text[at]!)) return scanValue(state, pathOf(blocks), at, end, at - from)
  if (!isItem) closeBlocks(state, at - from, 'key')
  const top = blocks.at(-1)
  const path = !isItem && top && top.indent === at - from ? top.base : pathOf(blocks)
  return { position: 'key', path, from: at, quote: null, inFlow: false }
}

/** On an empty line the column says what a key would belong to. */
function onEmptyLine({ blocks }: State, column: number, from: number): Cursor {
  const open = blocks.filter(({ indent }) => indent <= column)
  const top = open.findLast(({ kind, indent }) => kind === 'map' || indent < column)
  const path = top === undefined ? [] : top.indent === column ? top.base : pathOf(open)
  return { position: 'key', path, from, quote: null, inFlow: false }
}

interface Key {
  name: string
  from: number
  to: number
  /** Behind the colon. */
  next: number
}

const keyPattern = /(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\n]|'')*)'|([^\s"'#[\]{},&*!|>%@`][^:#\n]*?))[ ]*:(?=\s|$)/y

function keyOf(text: string, at: number, end: number): Key | null {
  keyPattern.lastIndex = at
  const found = keyPattern.exec(text)
  if (!found || keyPattern.lastIndex > end) return null
  const name = found[1] ?? found[2] ?? found[3] ?? ''
  const to = at + name.length + (found[3] === undefined ? 2 : 0)
  return { name, from: at, to, next: keyPattern.lastIndex }
}

/** Lists may stand at the column of the key that they belong to; keys may not. */
function closeBlocks({ blocks }: State, column: number, coming: 'key' | 'item'): void {
  for (let top = blocks.at(-1); top; top = blocks.at(-1)) {
    const isOver = top.indent > column || (coming === 'key' && top.indent === column && top.kind === 'list')
    if (!isOver) return
    blocks.pop()
  }
}

function beginItem(state: State, column: number): void {
  closeBlocks(state, column, 'item')
  const { blocks } = state
  const top = blocks.at(-1)
  if (top?.kind === 'list' && top.indent === column) top.key = String(Number(top.key) + 1)
  else blocks.push({ kind: 'list', indent: column, base: pathOf(blocks), key: '0' })
}

function scanPair(state: State, { name, from: keyFrom, to: keyTo, next }: Key, lineFrom: number, end: number): Cursor {
  const { blocks, text, entries } = state
  const column = keyFrom - lineFrom
  closeBlocks(state, column, 'key')
  const top = blocks.at(-1)
  if (top?.kind === 'map' && top.indent === column) top.key = name
  else blocks.push({ kind: 'map', indent: column, base: pathOf(blocks), key: name })
  const path = pathOf(blocks)
  entries.push({ path, keyFrom, keyTo, value: null })
  let at = next
  while (at < end && text[at] === ' ') at++
  if (at >= end || text[at] === '\r') {
    return at > next ? { position: 'value', path, from: at, quote: null, inFlow: false } : nothing(at, path)
  }
  return scanValue(state, path, at, end, column)
}

function scanValue(state: State, path: readonly string[], at: number, end: number, column: number): Cursor {
  const { text } = state
  const first = text[at]!
  if (first === '#') return nothing(at, path)
  if (first === '|' || first === '>') {
    state.scalar = column
    return nothing(at, path)
  }
  if (first === '{' || first === '[') {
    state.flow.push(opened(first, path))
    return scanFlow(state, at + 1, end)
  }
  if (first === '"' || first === "'") {
    state.quote = { mark: first, from: at + 1, path, isKey: false }
    return scanFlow(state, at + 1, end)
  }
  const comment = text.slice(at, end).search(/\s#/)
  const to = comment < 0 ? end : at + comment
  setValue(state, path, text.slice(at, to).trim())
  return comment < 0 ? { position: 'value', path, from: at, quote: null, inFlow: false } : nothing(end, path)
}

const opened = (mark: string, base: readonly string[]): Frame =>
  mark === '{' ? { kind: 'map', indent: 0, base, key: null } : { kind: 'list', indent: 0, base, key: '0' }

function setValue({ entries }: State, path: readonly string[], value: string): void {
  const last = entries.at(-1)
  if (last && last.path === path) last.value = value
}

/** What stands in braces, brackets or quotes, which may go on over lines. */
function scanFlow(state: State, from: number, end: number): Cursor {
  const { text, flow } = state
  let at = from
  let cursor: Cursor = inFlow(state, at)
  while (at < end || state.quote) {
    if (state.quote) {
      const after = endOfQuote(state, at, end)
      if (after === null) {
        const { from: begin, path, mark, isKey } = state.quote
        const position = isKey ? 'key' : 'value'
        return { position, path: isKey ? path.slice(0, -1) : path, from: begin, quote: mark, inFlow: flow.length > 0 }
      }
      at = after
      cursor = nothing(at, pathOf(flow.length > 0 ? flow : state.blocks))
      if (flow.length === 0) return cursor
      continue
    }
    const mark = text[at]!
    if (mark === ' ' || mark === '\r' || mark === '\t') {
      if (cursor.position !== 'none') cursor = { ...cursor, from: at + 1 }
      at++
      continue
    }
    if (mark === '#' && /\s/.test(text[at - 1] ?? ' ')) return nothing(at, pathOf(flow))
    const next = scanToken(state, at, end)
    cursor = next.cursor
    at = next.at
    if (flow.length === 0 && !state.quote) return nothing(at, pathOf(state.blocks))
  }
  return cursor
}

/** What may stand at a place of a flow mapping or list that is empty so far. */
function inFlow({ flow }: State, from: number): Cursor {
  const top = flow.at(-1)
  const position = top?.kind === 'map' && top.key === null ? 'key' : 'value'
  return { position, path: pathOf(flow), from, quote: null, inFlow: true }
}

function scanToken(state: State, at: number, end: number): { at: number; cursor: Cursor } {
  const { text, flow, entries } = state
  const mark = text[at]!
  const top = flow.at(-1)!
  if (mark === '{' || mark === '[') {
    flow.push(opened(mark, pathOf(flow)))
    return { at: at + 1, cursor: inFlow(state, at + 1) }
  }
  if (mark === '}' || mark === ']') {
    flow.pop()
    return { at: at + 1, cursor: nothing(at + 1, pathOf(flow)) }
  }
  if (mark === ',') {
    top.key = top.kind === 'map' ? null : String(Number(top.key) + 1)
    return { at: at + 1, cursor: inFlow(state, at + 1) }
  }
  if (top.kind === 'map' && top.key === null) {
    const key = keyOf(text, at, end)
    if (key && !/[,{}[\]]/.test(text[key.from] === '"' || text[key.from] === "'" ? '' : key.name)) {
      top.key = key.name
      entries.push({ path: pathOf(flow), keyFrom: key.from, keyTo: key.to, value: null })
      return { at: key.next, cursor: inFlow(state, key.next) }
    }
  }
  if (mark === '"' || mark === "'") {
    const isKey = top.kind === 'map' && top.key === null
    const path = isKey ? [...top.base, ''] : entryPath(state)
    state.quote = { mark, from: at + 1, path, isKey }
    return { at: at + 1, cursor: inFlow(state, at + 1) }
  }
  let to = at
  while (to < end && !',[]{}'.includes(text[to]!) && !(text[to] === '#' && text[to - 1] === ' ')) to++
  if (top.key !== null && top.kind === 'map') setValue(state, entryPath(state), text.slice(at, to).trim())
  return { at: to, cursor: { ...inFlow(state, at) } }
}

/** The path of the value in hand: that of its entry itself where it has one, so that the value is written down there. */
function entryPath({ entries, flow }: State): readonly string[] {
  const path = pathOf(flow)
  const last = entries.at(-1)
  return last && last.path.join('\0') === path.join('\0') ? last.path : path
}

/** Behind the closing quote; null when it does not stand on this line. */
function endOfQuote(state: State, from: number, end: number): number | null {
  const { mark, from: begin, path, isKey } = state.quote!
  const { text } = state
  for (let at = from; at < end; at++) {
    if (mark === '"' && text[at] === '\\') at++
    else if (text[at] === mark) {
      if (mark === "'" && text[at + 1] === "'") {
        at++
        continue
      }
      if (!isKey) setValue(state, path, text.slice(begin, at))
      state.quote = null
      return at + 1
    }
  }
  return null
}
