/** Header and trailer as characters, and which byte of a line is at fault. */
import { type CodecProblem, decodeSegment } from '../codec.ts'
import type { Finding } from '../facts.ts'
import type { TrailerTotals } from '../file.ts'
import { fieldPlaces, type SegmentName, segmentLength } from '../layout.ts'
import { lineRules } from '../rules/lineText.ts'
import { findingOf } from '../rules/rule.ts'
import { digitsAt } from './marks.ts'
import type { ReadLine } from './reader.ts'

export function trailerOf(line: ReadLine): { totals: TrailerTotals; problems: CodecProblem[] } {
  const problems: CodecProblem[] = []
  const totals = decodeSegment('trailer', line.text, problems) as unknown as TrailerTotals
  return { totals, problems }
}

const outside = /[^\x20-\x7e]/

function hex(text: string, at: number): string {
  return text.charCodeAt(at).toString(16).toUpperCase().padStart(2, '0')
}

/** `byte E9 at column 240`; where characters are counted, `character E9`. */
function sayByte(line: ReadLine, at: number): string {
  return `${line.wide > 0 ? 'character' : 'byte'} ${hex(line.text, at)} at column ${line.shift + at + 1}`
}

function addTo(finding: Finding, words: string): Finding {
  return { ...finding, message: `${finding.message.replace(/\.$/, '')}: ${words}.` }
}

/** A finding about characters outside ASCII says which byte it is, and where; one about a descriptor word what it says. */
export function inFull(finding: Finding, line: ReadLine): Finding {
  const { word, length } = finding.values
  if (finding.rule === 'G-LEN-1' && /^\d{4}$/.test(word ?? ''))
    return addTo(finding, `it says ${word}, and the record has ${length}`)
  if (finding.rule !== 'G-CHAR-1' || !outside.test(line.text)) return finding
  const from = Number(finding.values.column ?? 0) - 1
  const segment = (finding.fields[0] ?? '').split('.')
  const name = segment[0]!.replace(/\[\d+\]$/, '') as SegmentName
  const width = fieldPlaces(name).find((place) => place.name === segment[1])?.length ?? 0
  const inside = line.text.slice(from, from + width).search(outside)
  if (inside < 0) return finding
  return addTo(finding, sayByte(line, from + inside))
}

/** A header or trailer whose word does not say its length, or which is cut. Words below 426 have a rule of their own. */
function lengthFinding(name: 'header' | 'trailer', { text }: ReadLine): Finding | null {
  const stated = digitsAt(text, 0, 4)
  const whole = segmentLength[name]
  const fits = (stated === whole && text.length >= whole) || stated === text.length
  if (fits && text.slice(whole).trim() === '') return null
  if (stated < whole && text.length >= whole && text.slice(whole).trim() === '') return null
  const message =
    text.length < whole
      ? `The ${name} ends after ${text.length} of ${whole} characters`
      : `The ${name} is ${text.trimEnd().length} characters long`
  return findingOf(lineRules.length, {
    values: { word: text.slice(0, 4), length: `${text.length}` },
    fields: [`${name}.recordDescriptorWord`],
    message,
  })
}

const kinds: Partial<Record<CodecProblem['code'], string>> = {
  NOT_A_NUMBER: 'not digits only',
  NOT_DIGITS: 'not digits only',
  NOT_A_DATE: 'not a date',
}

/** Length and characters of a header or trailer, as `validateLine` says it of records. */
export function frameFindings(
  name: 'header' | 'trailer',
  line: ReadLine,
  problems: readonly CodecProblem[],
): Finding[] {
  const findings: Finding[] = []
  const length = lengthFinding(name, line)
  if (length !== null) findings.push(length)
  for (const place of fieldPlaces(name)) {
    const from = place.start - 1
    const field = `${name}.${place.name}`
    const inside = line.text.slice(from, from + place.length).search(outside)
    const unread = problems.find((problem) => problem.field === field && problem.code in kinds)
    const fault =
      inside >= 0
        ? `characters outside printable ASCII: ${sayByte(line, from + inside)}`
        : unread !== undefined && kinds[unread.code]
    if (!fault) continue
    const values = { fault, column: `${place.start}` }
    findings.push(findingOf(lineRules.characters, { values, fields: [field], message: `${field} is ${fault}` }))
  }
  return findings
}
