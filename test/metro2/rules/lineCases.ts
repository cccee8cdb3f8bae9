/** Hit and near miss of every rule about the characters of a line. */
import { encodeRecord, encodeSegment } from '../../../server/metro2/codec.ts'
import { j1, j2, record } from '../support.ts'

export const cleanLine = encodeRecord(record()).text

/** A line with other characters from a column on. */
export function written(column: number, characters: string, line = cleanLine): string {
  return line.slice(0, column - 1) + characters + line.slice(column - 1 + characters.length)
}

const first = encodeSegment('j1', j1())
const second = encodeSegment('j2', j2())
const k1 = encodeSegment('k1', { originalCreditorName: 'FIRST BANK', creditorClassification: 8 })

/** The base with these segments behind it, and the word that states their length. */
export function line(...segments: string[]): string {
  const text = cleanLine + segments.join('')
  return written(1, `${text.length}`.padStart(4, '0'), text)
}

export type LineCase = [id: string, hit: string, nearMiss: string]

export const lineCases: LineCase[] = [
  // Filled up with blanks to a common length, which the word states.
  ['G-LEN-1', written(1, '0427'), written(1, '0526', cleanLine + ' '.repeat(100))],
  ['G-ORD-1', line(second, first), line(first, first, second, k1)],
  // Surname, at column 232.
  ['G-CHAR-1', written(232, ' DOE'), written(232, "D'O")],
  // Current balance, at column 155.
  ['G-AMT-1', written(155, '-00000012'), written(155, '0000X0012')],
  ['M-BASE-CHAR', written(155, '00000400X'), written(232, 'doe')],
]

export const wrongLines: [what: string, text: string, rule: string, field: string, fault: string][] = [
  ['lower case', written(232, 'Doe'), 'G-CHAR-1', 'base.surname', 'lower case letters'],
  [
    'a character of another alphabet',
    written(394, '\u00c9'),
    'G-CHAR-1',
    'base.city',
    'characters outside printable ASCII',
  ],
  ['a control character', written(394, '\u0000'), 'G-CHAR-1', 'base.city', 'characters outside printable ASCII'],
  ['a sign', written(164, '-00000012'), 'G-CHAR-1', 'base.amountPastDue', 'not digits only'],
  ['blanks for zeros', written(164, '       12'), 'G-CHAR-1', 'base.amountPastDue', 'not digits only'],
  ['nothing for zero', written(164, ' '.repeat(9)), 'G-CHAR-1', 'base.amountPastDue', 'blank instead of zeros'],
  [
    'nothing for an optional number',
    written(20, ' '),
    'G-CHAR-1',
    'base.correctionIndicator',
    'optional, and blank instead of zeros',
  ],
  ['a day that is none', written(76, '02302026'), 'G-CHAR-1', 'base.dateOpened', 'not a date'],
  [
    'another processing indicator',
    written(5, '2'),
    'G-CHAR-1',
    'base.processingIndicator',
    'not the constant of the format',
  ],
  ['an hour that is none', written(14, '24'), 'G-CHAR-1', 'base.timeStamp', 'not a time stamp'],
  ['a wrong day in J1', written(426 + 79, '13012000', line(first)), 'G-CHAR-1', 'j1[0].dateOfBirth', 'not a date'],
]
