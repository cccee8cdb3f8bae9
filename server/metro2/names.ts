/** A whole name in one text, taken apart. */
import { generationOf, splitGeneration } from './text.ts'

export interface NameParts {
  surname: string
  firstName: string
  middleName: string
  /** Field 33; '' for none. */
  generationCode: string
}

export const nameParts = ['surname', 'firstName', 'middleName', 'generationCode'] as const

const titles = new Set('MR MRS MS MISS DR REV HON PROF SIR MME'.split(' '))

/** Words that begin a surname: JUAN DE LA CRUZ, LUDWIG VAN BEETHOVEN. */
const particles = new Set(
  'DE DEL DELLA DI DA DAS DO DOS DU LA LAS LE LOS VAN VON DER DEN TER TEN ST SAN SANTA BIN IBN ABU AL EL'.split(' '),
)

const key = (word: string) => word.toUpperCase().replace(/[^A-Z0-9]/g, '')

/**
 * `SMITH, JOHN Q JR` and `Dr. John Q. Smith, Jr.` are both SMITH, JOHN, Q and J. Before a comma stands the surname; without one it is
 * the last word with the particles before it (DE LA CRUZ), the first word is the first name and the rest the middle name. A
 * single word is a surname. The parts keep their letters as they came.
 */
export function splitName(text: string): NameParts {
  const [before = '', ...after] = text.split(',').map((part) => part.trim())
  const rest = after.filter((part) => part !== '')
  const suffixes = rest.map(generationOf)
  const generationCode = suffixes.find((code) => code !== '') ?? ''
  const given = rest.filter((_, i) => suffixes[i] === '').join(' ')
  const parts = given === '' ? splitWords(before) : splitAtComma(before, given)
  return { ...parts, generationCode: generationCode || parts.generationCode }
}

function wordsOf(text: string): string[] {
  const words = text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word))
  while (words.length > 1 && titles.has(key(words[0]!))) words.shift()
  return words
}

function splitAtComma(last: string, given: string): NameParts {
  const names = takeSuffix(wordsOf(given))
  const { surname, generationCode } = splitGeneration(last)
  const [firstName = '', ...middle] = names.words
  return { surname, firstName, middleName: middle.join(' '), generationCode: generationCode || names.generationCode }
}

function splitWords(text: string): NameParts {
  const { words, generationCode } = takeSuffix(wordsOf(text))
  let at = Math.max(0, words.length - 1)
  while (at > 1 && particles.has(key(words[at - 1]!))) at--
  const [firstName = '', ...middle] = words.slice(0, at)
  return { surname: words.slice(at).join(' '), firstName, middleName: middle.join(' '), generationCode }
}

/** Behind two other words V is a fifth, not an initial: nobody's name ends in one. */
function takeSuffix(words: string[]): { words: string[]; generationCode: string } {
  const last = words.at(-1) ?? ''
  const code = words.length > 2 && key(last) === 'V' ? '5' : words.length > 1 ? generationOf(last) : ''
  return code === '' ? { words, generationCode: '' } : { words: words.slice(0, -1), generationCode: code }
}
