/** What may be written at a place of a preset: keys, words of the language, paths of the source, codes of the format. */
import { layout } from '../../generated/layout.ts'
import { type Catalogue, type CatalogueNode, nodeAt, pathsOf, type Scope, scopeAt } from './catalogue.ts'
import { type Cursor, cursorAt, type Entry, entriesOf } from './scan.ts'
import { type JsonSchema, keysAt, wordsAt } from './schema.ts'
import { conditionWords, keyHelp, wordHelp } from './words.ts'

export interface CodeTable {
  field: string
  number: string
  title: string
  codes: readonly { code: string; title: string }[]
}

/** What completion and hover know beside the text. */
export interface Knowledge {
  schema: JsonSchema | null
  catalogue: Catalogue
  codeTables: readonly CodeTable[]
}

export interface Completion {
  label: string
  /** Beside it: type or meaning, in a word or two. */
  detail: string
  /** The whole explanation. */
  info: string
  /** What is written instead of the label. */
  insert?: string
  kind: 'key' | 'path' | 'list' | 'word' | 'code' | 'table' | 'function'
  /** Higher stands first. */
  rank: number
}

export interface Completions {
  from: number
  options: Completion[]
}

const titles: ReadonlyMap<string, string> = new Map(
  Object.entries(layout).flatMap(([segment, fields]) =>
    fields.map(({ name, number, title }) => [`${segment}.${name}`, `Field ${number}: ${title}`] as const),
  ),
)

/**
 * `Field 17A: Account status`; null for what is no field of the format.
 * @param field with its segment, as the API names it (`base.accountStatus`, `j1[0].surname`); a bare name is one of the base segment
 */
export function fieldTitle(field: string): string | null {
  return titles.get(field.includes('.') ? field.replace(/\[\d+\]/, '') : `base.${field}`) ?? null
}

const conditionKeys = ['when', 'onlyWhen', 'primary']
const sourceKeys = ['each', 'first', 'latest']

/** @param offset place of the cursor, from 0; null when nothing can be said there */
export function completionsAt(text: string, offset: number, knowledge: Knowledge): Completions | null {
  const cursor = cursorAt(text, offset)
  if (cursor.position === 'none') return null
  const entries = entriesOf(text)
  if (cursor.position === 'key') return keyCompletions(text, offset, cursor, entries, knowledge)
  return valueCompletions(text, offset, cursor, entries, knowledge)
}

function keyCompletions(
  text: string,
  offset: number,
  cursor: Cursor,
  entries: readonly Entry[],
  knowledge: Knowledge,
): Completions | null {
  const { schema } = knowledge
  const { path, from } = cursor
  const depth = path.length
  const taken = new Set(
    entries
      .filter((entry) => entry.path.length === depth + 1 && path.every((part, i) => part === entry.path[i]))
      .filter(({ keyFrom }) => keyFrom !== from)
      .map((entry) => entry.path[depth]!),
  )
  const hasColon = /^[\w-]*["']?\s*:/.test(text.slice(offset, offset + 80))
  const keys = schema ? keysAt(schema, path) : []
  const filled = (name: string) => {
    const target = targetOf([...path, name])
    return target?.endsWith(`.${name}`) ? fieldTitle(target) : null
  }
  const options: Completion[] = keys
    .filter(({ name }) => !taken.has(name))
    .map(({ name, isRequired, holds }, index) => ({
      ...{ label: name, kind: 'key' as const, rank: (isRequired ? 60 : 40) - index / 100 },
      detail: [filled(name) ?? '', isRequired ? 'required' : ''].filter(Boolean).join(' · '),
      info: keyHelp[name] ?? filled(name) ?? '',
      insert: hasColon ? name : keyText(name, holds, cursor),
    }))
  options.push(...tableKeys(cursor, entries, knowledge, taken, hasColon))
  // A value on a line of its own: an item of `then`, a word below its key.
  if (schema && cursor.quote === null && !cursor.inFlow) {
    options.push(...wordOptions(wordsAt(schema, path), path, knowledge))
  }
  return options.length > 0 ? { from, options } : null
}

const keyText = (name: string, holds: 'map' | 'list' | 'scalar', { inFlow }: Cursor) =>
  holds === 'scalar' || inFlow || !['account', 'consumers', 'history', 'segments', 'tables'].includes(name)
    ? `${name}: `
    : `${name}:`

/** Values of the fields that look a table up and have no entry in it. */
function tableKeys(
  { path, quote }: Cursor,
  entries: readonly Entry[],
  { catalogue }: Knowledge,
  taken: ReadonlySet<string>,
  hasColon: boolean,
): Completion[] {
  const [section, table] = path
  if (section !== 'tables' || path.length !== 2) return []
  const options = new Map<string, Completion>()
  for (const user of entries.filter((entry) => entry.path.at(-1) === 'lookup' && entry.value === table)) {
    const recipe = user.path.slice(0, -1)
    const node = sourceOf(recipe, entries, catalogue)
    if (!node || !('values' in node)) continue
    for (const { value, title } of node.values ?? []) {
      if (taken.has(value)) continue
      const shown = quote || /^[A-Za-z]/.test(value) ? value : `"${value}"`
      const insert = hasColon || quote ? shown : `${shown}: `
      options.set(value, {
        ...{ label: value, detail: title, insert, kind: 'code', rank: 50 },
        info: `A value of ${node.title} without an entry in this table.`,
      })
    }
  }
  return [...options.values()]
}

function sourceOf(recipe: readonly string[], entries: readonly Entry[], catalogue: Catalogue): CatalogueNode | null {
  const from = entries.find(
    ({ path }) =>
      path.length === recipe.length + 1 && path.at(-1) === 'from' && recipe.every((part, i) => part === path[i]),
  )
  return from?.value ? nodeAt(catalogue, scopeAt(catalogue, entries, from.path), from.value) : null
}

function valueCompletions(
  text: string,
  offset: number,
  { path, from, quote }: Cursor,
  entries: readonly Entry[],
  knowledge: Knowledge,
): Completions | null {
  const key = path.at(-1) ?? ''
  const scope = scopeAt(knowledge.catalogue, entries, path)
  const options: Completion[] = []
  if (conditionKeys.includes(key)) return inCondition(text, offset, from, quote, scope, knowledge)
  if (sourceKeys.includes(key)) options.push(...pathOptions(pathsOf(knowledge.catalogue, scope, 'list')))
  else if (isRecipeFrom(path)) options.push(...pathOptions(pathsOf(knowledge.catalogue, scope, 'value')))
  else if (key === 'by') options.push(...dayColumns(path, entries, knowledge.catalogue, scope))
  else if (key === 'lookup') options.push(...namesUnder('tables', entries, 'a table of this preset'))
  else if (key === 'band') options.push(...namesUnder('bands', entries, 'bands of this preset'))
  const codes = codesFor(path, entries, knowledge.codeTables)
  options.push(...codes)
  if (knowledge.schema && codes.length === 0) {
    options.push(...wordOptions(wordsAt(knowledge.schema, path), path, knowledge))
  }
  return options.length > 0 ? { from, options: quote ? options.map(unquoted) : options } : null
}

const unquoted = (option: Completion): Completion => ({
  ...option,
  insert: (option.insert ?? option.label).replaceAll('"', ''),
})

/** `history.adjustments` has a column `from` of its own, whose recipe stands below it. */
const isRecipeFrom = (path: readonly string[]) =>
  path.at(-1) === 'from' && !(path[1] === 'adjustments' && path.length < 4 && !/^\d+$/.test(path.at(-2) ?? ''))

export function typeOf(node: CatalogueNode): string {
  if (node.type === 'list' || node.type === 'object') return node.type
  return 'values' in node && node.values?.length ? `${node.type}, ${node.values.length} values` : node.type
}

/** What a field of the source holds, in a few lines. */
export function explained(node: CatalogueNode): string {
  const values = 'values' in node ? (node.values ?? []) : []
  const shown = values
    .slice(0, 12)
    .map(({ value, title }) => (title && title !== value ? `${value} – ${title}` : value))
  return [
    node.title,
    node.description ?? '',
    'sensitive' in node && node.sensitive ? 'Sensitive: never shown in messages and traces.' : '',
    ...(node.type === 'money' ? ['An amount; in documents it stands in cents.'] : []),
    ...(shown.length > 0
      ? [shown.join('\n') + (values.length > shown.length ? `\n… ${values.length - shown.length} more` : '')]
      : []),
  ]
    .filter(Boolean)
    .join('\n')
}

const own = ['row', 'consumer', 'asOf', 'snapshotDate']

const pathOptions = (paths: readonly { path: string; node: CatalogueNode }[]): Completion[] =>
  paths.map(({ path, node }) => ({
    ...{ label: path, detail: `${node.title} · ${typeOf(node)}`, info: explained(node) },
    ...{
      kind: node.type === 'list' ? ('list' as const) : ('path' as const),
      rank: own.includes(path.split('.')[0]!) ? 55 : 50,
    },
  }))

function dayColumns(
  path: readonly string[],
  entries: readonly Entry[],
  catalogue: Catalogue,
  scope: Scope,
): Completion[] {
  const list = entries.find(
    (entry) => entry.path.length === path.length && entry.path.at(-1) === 'latest' && entry.path.at(-2) === path.at(-2),
  )?.value
  const node = list ? nodeAt(catalogue, scope, list) : null
  if (node?.type !== 'list') return []
  const columns = Object.entries(node.of).filter(([, { type }]) => type === 'date' || type === 'instant')
  return pathOptions(columns.map(([name, column]) => ({ path: name, node: column })))
}

function namesUnder(section: string, entries: readonly Entry[], detail: string): Completion[] {
  const names = entries.filter(({ path }) => path.length === 2 && path[0] === section).map(({ path }) => path[1]!)
  return names.map((label) => ({ label, detail, info: '', kind: 'table', rank: 50 }))
}

/** The Metro 2 field that a recipe, or the outputs of a table, fill: `base.accountStatus`, `k1.creditorClassification`. */
export function targetOf(path: readonly string[]): string | null {
  if (path[0] === 'account' && path[1]) return `base.${path[1]}`
  if (path[0] === 'segments' && path[1] && path[2]) return `${path[1]}.${path[2]}`
  const fields = path.indexOf('fields')
  if (path[0] === 'consumers' && fields > 0 && path[fields + 1]) return `base.${path[fields + 1]}`
  return path[0] === 'history' && path[1] === 'lenderStatus' ? 'base.accountStatus' : null
}

function codesFor(path: readonly string[], entries: readonly Entry[], tables: readonly CodeTable[]): Completion[] {
  const key = path.at(-1)
  const fields =
    path[0] === 'tables' && path.length === 3
      ? entries
          .filter((each) => each.path.at(-1) === 'lookup' && each.value === path[1])
          .map((each) => targetOf(each.path))
      : key === 'value' || key === 'default'
        ? [targetOf(path)]
        : []
  const found = tables.filter(({ field }) => fields.includes(field))
  return found.flatMap(({ codes, number, title }) =>
    codes.map(({ code, title: meaning }) => ({
      ...{
        label: code,
        detail: meaning,
        info: `Field ${number}, ${title}: ${meaning}`,
        kind: 'code' as const,
        rank: 60,
      },
      insert: /^[A-Za-z]/.test(code) && !/^(Y|N|y|n|true|false|null)$/.test(code) ? code : `"${code}"`,
    })),
  )
}

function wordOptions(words: readonly string[], path: readonly string[], { codeTables }: Knowledge): Completion[] {
  const field = targetOf(path)
  const codes = codeTables.find((table) => table.field === field)?.codes
  return words.map((label) => ({
    ...{ label, detail: codes?.find(({ code }) => code === label)?.title ?? '', kind: 'word' as const, rank: 45 },
    info: wordHelp[label] ?? keyHelp[label] ?? fieldTitle(label) ?? '',
  }))
}

const comparison = /([A-Za-z_][\w.]*)\s*(?:==|!=|in\s*\[(?:[^\]]*,)?)\s*(["'])([^"']*)$/

/** In a condition: after a comparison the values of the field, else paths and functions. */
function inCondition(
  text: string,
  offset: number,
  from: number,
  quote: Cursor['quote'],
  scope: Scope,
  { catalogue }: Knowledge,
): Completions | null {
  const before = text.slice(from, offset)
  const compared = comparison.exec(before)
  if (compared && compared[2] !== quote) {
    const node = nodeAt(catalogue, scope, compared[1]!)
    const values = node && 'values' in node ? (node.values ?? []) : []
    const options = values.map(({ value, title }) => ({
      ...{ label: value, detail: title, info: `A value of ${node!.title}.`, kind: 'code' as const, rank: 50 },
    }))
    return options.length > 0 ? { from: offset - compared[3]!.length, options } : null
  }
  const marks = before.match(/(?<!\\)["']/g) ?? []
  // In a text of its own that compares with nothing known.
  if (marks.filter((mark) => mark !== quote).length % 2 === 1) return null
  const word = /[A-Za-z_][\w.]*$/.exec(before)?.[0] ?? ''
  const functions: Completion[] = conditionWords.map(({ name, usage, help }) => ({
    ...{ label: name, detail: usage, info: help, insert: `${name}(`, kind: 'function', rank: 45 },
  }))
  const paths = [...pathsOf(catalogue, scope, 'value')].filter(({ path }) => !/[^\w.]/.test(path))
  return { from: offset - word.length, options: [...pathOptions(paths), ...functions] }
}
