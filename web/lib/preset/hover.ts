/** What the word under the pointer means: a field of the source, of the format, a key of the language, a code. */
import { nodeAt, scopeAt } from './catalogue.ts'
import { type CodeTable, explained, fieldTitle, type Knowledge, targetOf, typeOf } from './completion.ts'
import { type Entry, entriesOf, pathAt } from './scan.ts'
import { conditionWords, keyHelp, wordHelp } from './words.ts'

export interface Explanation {
  from: number
  to: number
  title: string
  text: string
}

const wordPart = /[\w.-]/

export function explanationAt(text: string, offset: number, knowledge: Knowledge): Explanation | null {
  let from = offset
  let to = offset
  while (from > 0 && wordPart.test(text[from - 1]!)) from--
  while (to < text.length && wordPart.test(text[to]!)) to++
  if (from === to) return null
  const word = text.slice(from, to)
  const entries = entriesOf(text)
  const key = entries.find(({ keyFrom, keyTo }) => keyFrom <= from && to <= keyTo)
  const found = key ? ofKey(key, knowledge) : ofWord(word, pathAt(text, entries, offset), entries, knowledge)
  return found ? { from, to, ...found } : null
}

type Found = { title: string; text: string } | null

function ofKey({ path }: Entry, { codeTables }: Knowledge): Found {
  const name = path.at(-1)!
  const field = targetOf(path)
  if (field?.endsWith(`.${name}`)) {
    const title = fieldTitle(field)
    if (title)
      return {
        title,
        text: [keyHelp[name] ?? '', codesText(codeTables.find((each) => each.field === field))]
          .filter(Boolean)
          .join('\n'),
      }
  }
  const help = keyHelp[name]
  return help ? { title: name, text: help } : null
}

function codesText(table: CodeTable | undefined): string {
  if (!table) return ''
  const shown = table.codes.slice(0, 14).map(({ code, title }) => `${code} – ${title}`)
  const more = table.codes.length - shown.length
  return shown.join('\n') + (more > 0 ? `\n… ${more} more` : '')
}

function ofWord(word: string, path: readonly string[], entries: readonly Entry[], knowledge: Knowledge): Found {
  const { catalogue, codeTables } = knowledge
  const node = nodeAt(catalogue, scopeAt(catalogue, entries, path), word)
  if (node) return { title: `${word} · ${typeOf(node)}`, text: explained(node) }
  const code = codeOf(word, path, entries, codeTables)
  if (code) return code
  const key = path.at(-1) ?? ''
  if (key === 'lookup' || key === 'band') {
    const section = key === 'lookup' ? 'tables' : 'bands'
    const held = entries.filter((each) => each.path[0] === section && each.path[1] === word && each.path.length === 3)
    return {
      title: word,
      text: held
        .map((each) => `${each.path[2]} → ${each.value ?? ''}`)
        .slice(0, 14)
        .join('\n'),
    }
  }
  const called = conditionWords.find(({ name }) => name === word)
  if (called) return { title: called.usage, text: called.help }
  const help = wordHelp[word]
  if (help) return { title: word, text: help }
  const title = fieldTitle(word)
  return title && key === 'derive' ? { title, text: 'Computed from the facts under `history`.' } : null
}

function codeOf(word: string, path: readonly string[], entries: readonly Entry[], tables: readonly CodeTable[]): Found {
  const isOutput = path[0] === 'tables' && path.length === 3
  const users = isOutput ? entries.filter((each) => each.path.at(-1) === 'lookup' && each.value === path[1]) : []
  const fields = isOutput ? users.map((each) => targetOf(each.path)) : [targetOf(path)]
  for (const { field, number, title, codes } of tables) {
    if (!fields.includes(field)) continue
    const found = codes.find(({ code }) => code === word)
    if (found) return { title: `${found.code} – ${found.title}`, text: `Field ${number}: ${title}` }
  }
  return null
}
