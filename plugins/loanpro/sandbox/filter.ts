/** The sandbox's reading of OData `$filter`: a lexer, a precedence parser, an evaluator, and bounds for quick look-up. */

export class FilterError extends Error {}

export type Literal = string | number | boolean | null | { seconds: number }

export type Expression =
  | { op: 'and' | 'or'; left: Expression; right: Expression }
  | { op: 'not'; inner: Expression }
  | { op: 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le'; left: Operand; right: Operand }

export type Operand = { field: string } | { literal: Literal }

type Token = { kind: 'word' | 'open' | 'close' | 'literal' | 'end'; text: string; value?: Literal; at: number }

const tokenPattern =
  /\s*(?:(datetime'([^']*)')|('(?:[^']|'')*')|(-?\d+(?:\.\d+)?)(?![\w.])|([A-Za-z_][\w/]*)|(\()|(\)))/y

/** Seconds since 1970 of an OData date; a date without time is its midnight, all in UTC. */
export function secondsOf(text: string): number | null {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?Z?)?$/.exec(text)
  if (!match) return null
  const time = match[2] === undefined ? '00:00:00' : match[2].length === 5 ? `${match[2]}:00` : match[2]
  const milliseconds = Date.parse(`${match[1]}T${time}Z`)
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000
}

function tokenOf(match: RegExpExecArray, at: number): Token {
  const [text, datetime, date, quoted, number, word, open] = match
  if (datetime !== undefined) {
    const seconds = secondsOf(date ?? '')
    if (seconds === null) throw new FilterError(`"${date}" at ${at} is no date`)
    return { kind: 'literal', text, value: { seconds }, at }
  }
  if (quoted !== undefined) return { kind: 'literal', text, value: quoted.slice(1, -1).replaceAll("''", "'"), at }
  if (number !== undefined) return { kind: 'literal', text, value: Number(number), at }
  if (word === undefined) return { kind: open === undefined ? 'close' : 'open', text, at }
  if (word === 'null') return { kind: 'literal', text: word, value: null, at }
  if (word === 'true' || word === 'false') return { kind: 'literal', text: word, value: word === 'true', at }
  return { kind: 'word', text: word, at }
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (text.slice(at).trim() !== '') {
    tokenPattern.lastIndex = at
    const match = tokenPattern.exec(text)
    if (!match) throw new FilterError(`cannot read the filter at ${at}: "${text.slice(at, at + 20)}"`)
    tokens.push(tokenOf(match, at))
    at = tokenPattern.lastIndex
  }
  tokens.push({ kind: 'end', text: 'the end', at: text.length })
  return tokens
}

const comparisons = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'] as const
type Comparison = (typeof comparisons)[number]
const isComparison = (text: string): text is Comparison => (comparisons as readonly string[]).includes(text)

/** Parses a filter. `not` binds tightest, then the comparisons, `and`, `or`. Throws FilterError with the place. */
export function parseFilter(text: string): Expression {
  const tokens = tokensOf(text)
  let position = 0
  const peek = () => tokens[position]!
  const isWord = (word: string) => peek().kind === 'word' && peek().text === word
  const fail = (wanted: string): never => {
    throw new FilterError(`expected ${wanted} at ${peek().at}, found ${peek().text}`)
  }

  function operand(): Operand {
    const token = peek()
    position++
    if (token.kind === 'literal') return { literal: token.value ?? null }
    if (token.kind === 'word' && !isComparison(token.text)) return { field: token.text }
    position--
    return fail('a field or a value')
  }

  function primary(): Expression {
    if (isWord('not')) {
      position++
      return { op: 'not', inner: primary() }
    }
    if (peek().kind === 'open') {
      position++
      const inner = disjunction()
      if (peek().kind !== 'close') fail('")"')
      position++
      return inner
    }
    const left = operand()
    const { text: op, kind } = peek()
    if (kind !== 'word' || !isComparison(op)) return fail('eq, ne, gt, ge, lt or le')
    position++
    return { op, left, right: operand() }
  }

  // Long chains are folded left without recursion: a batch names hundreds of ids.
  function chain(op: 'and' | 'or', next: () => Expression): Expression {
    let left = next()
    while (isWord(op)) {
      position++
      left = { op, left, right: next() }
    }
    return left
  }
  const conjunction = (): Expression => chain('and', primary)
  const disjunction = (): Expression => chain('or', conjunction)

  const expression = disjunction()
  if (peek().kind !== 'end') fail('and, or, or the end')
  return expression
}

const stamp = /^\/Date\((-?\d+)\)\/$/

function comparable(value: unknown, other: Literal): number | string | null {
  if (value === null || value === undefined) return null
  const wantsDate = typeof other === 'object' && other !== null
  if (typeof value === 'object') return 'seconds' in value ? (value.seconds as number) : null
  const text = String(value)
  const match = stamp.exec(text)
  if (match) return Number(match[1])
  if (wantsDate || (typeof other === 'string' && secondsOf(other) !== null && secondsOf(text) !== null))
    return secondsOf(text)
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof other === 'number' || typeof other === 'boolean')
    return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text)
  return typeof value === 'number' && typeof other === 'string' && !Number.isNaN(Number(other)) ? value : text
}

function compare(op: Comparison, left: unknown, right: Literal): boolean {
  const a = comparable(left, right)
  const b = right === null ? null : comparable(right, typeof a === 'number' ? 0 : '')
  if (op === 'eq') return a === b
  if (op === 'ne') return a !== b
  if (a === null || b === null || typeof a !== typeof b) return false
  if (op === 'gt') return a > b
  if (op === 'ge') return a >= b
  return op === 'lt' ? a < b : a <= b
}

const turned: Record<Comparison, Comparison> = { eq: 'eq', ne: 'ne', gt: 'lt', ge: 'le', lt: 'gt', le: 'ge' }

/** The links of a chain of one connective, without recursion: ids joined by `or` are a list a thousand deep. */
function linksOf(expression: Expression, op: 'and' | 'or'): Expression[] {
  const links: Expression[] = []
  let rest = expression
  while (rest.op === op) {
    // The left side of a folded chain is the chain before it.
    const pair = rest as { left: Expression; right: Expression }
    links.push(pair.right)
    rest = pair.left
  }
  links.push(rest)
  return links.reverse()
}

/** Whether an entity's fields satisfy the filter. A field that does not exist is null. */
export function matches(expression: Expression, fields: Readonly<Record<string, unknown>>): boolean {
  switch (expression.op) {
    case 'and':
      return linksOf(expression, 'and').every((link) => matches(link, fields))
    case 'or':
      return linksOf(expression, 'or').some((link) => matches(link, fields))
    case 'not':
      return !matches(expression.inner, fields)
    default: {
      const { left, right, op } = expression
      if ('literal' in right) return compare(op, 'literal' in left ? left.literal : fields[left.field], right.literal)
      if ('literal' in left) return compare(turned[op], fields[right.field], left.literal)
      return compare(op, fields[left.field], (fields[right.field] as Literal | undefined) ?? null)
    }
  }
}

/** The fields a filter speaks of. */
export function fieldsOf(expression: Expression): Set<string> {
  switch (expression.op) {
    case 'and':
    case 'or':
      return new Set(linksOf(expression, expression.op).flatMap((link) => [...fieldsOf(link)]))
    case 'not':
      return fieldsOf(expression.inner)
    default:
      return new Set([expression.left, expression.right].flatMap((side) => ('field' in side ? [side.field] : [])))
  }
}

/** Where a numeric (or date) field must lie for the filter to hold; wider than the filter, never narrower. */
export interface Bounds {
  values: ReadonlySet<number> | null
  min: number
  max: number
}

const anywhere: Bounds = { values: null, min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY }

function both(a: Bounds, b: Bounds): Bounds {
  const min = Math.max(a.min, b.min)
  const max = Math.min(a.max, b.max)
  if (!a.values && !b.values) return { values: null, min, max }
  const base = a.values ?? b.values!
  const other = a.values && b.values ? b.values : null
  return { values: new Set([...base].filter((one) => one >= min && one <= max && (other?.has(one) ?? true))), min, max }
}

function either(all: Bounds[]): Bounds {
  const values = all.every((one) => one.values !== null) ? new Set(all.flatMap((one) => [...one.values!])) : null
  return { values, min: Math.min(...all.map((one) => one.min)), max: Math.max(...all.map((one) => one.max)) }
}

export function boundsOf(expression: Expression, field: string): Bounds {
  switch (expression.op) {
    case 'and':
      return linksOf(expression, 'and')
        .map((link) => boundsOf(link, field))
        .reduce(both)
    case 'or':
      return either(linksOf(expression, 'or').map((link) => boundsOf(link, field)))
    case 'not':
      return anywhere
    default:
      return comparisonBounds(expression.op, expression.left, expression.right, field)
  }
}

function comparisonBounds(op: Comparison, left: Operand, right: Operand, field: string): Bounds {
  if (!('field' in left) || left.field !== field || !('literal' in right)) return anywhere
  const value = comparable(right.literal, 0)
  if (typeof value !== 'number') return anywhere
  switch (op) {
    case 'eq':
      return { values: new Set([value]), min: value, max: value }
    case 'gt':
    case 'ge':
      return { ...anywhere, min: value }
    case 'lt':
    case 'le':
      return { ...anywhere, max: value }
    default:
      return anywhere
  }
}
