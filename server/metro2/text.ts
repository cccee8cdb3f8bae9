/** Text as the format allows it: upper-case printable ASCII. Names and addresses arrive with accents, curly quotes and lower case. */

/** Letters that do not decompose into a base letter and a mark. */
const special: Record<string, string> = {
  ß: 'SS',
  ẞ: 'SS',
  æ: 'AE',
  Æ: 'AE',
  œ: 'OE',
  Œ: 'OE',
  ø: 'O',
  Ø: 'O',
  ł: 'L',
  Ł: 'L',
  đ: 'D',
  Đ: 'D',
  ð: 'D',
  Ð: 'D',
  þ: 'TH',
  Þ: 'TH',
  ħ: 'H',
  Ħ: 'H',
  ŧ: 'T',
  Ŧ: 'T',
  ı: 'I',
  ŋ: 'NG',
  Ŋ: 'NG',
  '‘': "'",
  '’': "'",
  '‚': "'",
  '‛': "'",
  '′': "'",
  '‹': "'",
  '›': "'",
  ꞌ: "'",
  Ꞌ: "'",
  ʻ: "'",
  ʼ: "'",
  '´': "'",
  '`': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '‟': '"',
  '″': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '‐': '-',
  '‑': '-',
  '‒': '-',
  '―': '-',
  '−': '-',
  '…': '...',
  '\u00a0': ' ',
  '\u2028': ' ',
  '\u2029': ' ',
  '⁄': '/',
  '№': 'NO',
  ª: 'A',
  º: 'O',
}

const plain = /^[\x20-\x5f\x7b-\x7e]*$/
/** As `plain`, with small letters; the grave accent is left to the table. */
const plainLetters = /^[\x20-\x5f\x61-\x7e]*$/
const ascii = /^[\x20-\x7e]*$/

function substitute(character: string): string {
  const known = special[character]
  if (known !== undefined) return known
  if (character === '\t' || character === '\n' || character === '\r') return ' '
  let base = ''
  for (const part of character.normalize('NFKD')) base += special[part] ?? (ascii.test(part) ? part : '')
  return base
}

/** Letters and digits of other scripts have no equivalent; what is left of a name without them may be another name. */
export function hasUnwritable(text: string): boolean {
  if (ascii.test(text)) return false
  // A house number keeps its distance: 5½ is 5 1/2, not 51/2.
  for (const character of text.normalize('NFC').replace(/(\d)([¼-¾⅐-⅞])/g, '$1 $2')) {
    if (/[\p{L}\p{N}]/u.test(character) && substitute(character) === '') return true
  }
  return false
}

/** Upper-case printable ASCII: accents are dropped (é to E, ñ to N), ß becomes SS, what has no equivalent disappears. */
export function transliterate(text: string): string {
  if (plain.test(text)) return text
  if (plainLetters.test(text)) return text.toUpperCase()
  let out = ''
  // A house number keeps its distance: 5½ is 5 1/2, not 51/2.
  for (const character of text.normalize('NFC').replace(/(\d)([¼-¾⅐-⅞])/g, '$1 $2')) {
    out += special[character] ?? (ascii.test(character) ? character : substitute(character))
  }
  return out.toUpperCase()
}

function collapse(text: string): string {
  return text.replace(/ +/g, ' ').trim()
}

/** Without hyphens and spaces at its ends. Looked at from the ends: a pattern would try every hyphen of a long run anew. */
function withoutEdges(name: string): string {
  const isEdge = (at: number) => name[at] === '-' || name[at] === ' '
  let from = 0
  let to = name.length
  while (from < to && isEdge(from)) from += 1
  while (to > from && isEdge(to - 1)) to -= 1
  return name.slice(from, to)
}

/** A name: letters, hyphens and single spaces. Apostrophes and periods are dropped without a gap (O'NEIL to ONEIL, field 30). */
export function cleanName(text: string): string {
  return withoutEdges(
    collapse(
      transliterate(text)
        .replace(/['.`"]/g, '')
        .replace(/[^A-Z -]/g, ' '),
    ),
  )
}

/** An address line: letters, digits, space and the punctuation that addresses use (# / - . , &). */
export function cleanAddress(text: string): string {
  return collapse(
    transliterate(text)
      .replace(/['"`]/g, '')
      .replace(/[^A-Z0-9 #/.,&-]/g, ' '),
  )
}

/** Digits only. */
export function digitsOnly(text: string): string {
  return text.replace(/\D/g, '')
}

const generations: Record<string, string> = {
  JR: 'J',
  JUNIOR: 'J',
  SR: 'S',
  SENIOR: 'S',
  II: '2',
  '2ND': '2',
  III: '3',
  '3RD': '3',
  IV: '4',
  '4TH': '4',
  '5TH': '5',
  VI: '6',
  '6TH': '6',
  VII: '7',
  '7TH': '7',
  VIII: '8',
  '8TH': '8',
  IX: '9',
  '9TH': '9',
}

/** Generation code (field 33) of a suffix as people write it; '' when it is none. V alone is left: it is an initial more often than a fifth. */
export function generationOf(suffix: string): string {
  return generations[transliterate(suffix).replace(/[^A-Z0-9]/g, '')] ?? ''
}

/** Takes a generation suffix off the end of a surname: `SMITH JR` is SMITH with code J. */
export function splitGeneration(surname: string): { surname: string; generationCode: string } {
  const name = surname.trim()
  let at = Math.max(name.lastIndexOf(' '), name.lastIndexOf(','))
  while (at > 0 && (name[at - 1] === ' ' || name[at - 1] === ',')) at -= 1
  if (at <= 0) return { surname: name, generationCode: '' }
  const code = generationOf(name.slice(at))
  return code === '' ? { surname: name, generationCode: '' } : { surname: name.slice(0, at), generationCode: code }
}

/** Two addresses are the same when these keys are equal: lines, city, state and five-digit ZIP without punctuation and case. */
export function addressKey(address: {
  firstLineOfAddress: string
  secondLineOfAddress: string
  city: string
  state: string
  postalCode: string
}): string {
  const squeeze = (text: string) => transliterate(text).replace(/[^A-Z0-9]/g, '')
  return [
    squeeze(address.firstLineOfAddress + address.secondLineOfAddress),
    squeeze(address.city),
    squeeze(address.state),
    digitsOnly(address.postalCode).slice(0, 5),
  ].join('|')
}
