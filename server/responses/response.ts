/**
 * What a bureau answered about an account that was reported: it took it, refused it, or told how a dispute ended. Read and
 * checked here alike for the API and for files. Nothing that looks like an SSN gets past this point in the clear.
 */
import type { Bureau, BureauResponseKind, DisputeOutcome } from '../../prisma/generated/client/enums.ts'
import { storable } from '../storable.ts'

/** As it comes: texts, null or '' where there is none. */
export interface GivenResponse {
  bureau: string
  reference: string
  month: string
  accountNumber: string
  kind: string
  codes: readonly string[]
  disputeOutcome: string | null
  respondedOn: string | null
  message: string | null
}

export interface Response {
  bureau: Bureau
  /** The bureau's own number of the answer. */
  reference: string
  /** YYYY-MM-DD: the first day of the month that was reported. */
  month: string
  accountNumber: string
  kind: BureauResponseKind
  codes: string[]
  disputeOutcome: DisputeOutcome | null
  /** YYYY-MM-DD */
  respondedOn: string | null
  message: string | null
}

export interface Problem {
  /** Name of the value: `accountNumber`. */
  field: string
  code: string
  /** Never repeats a value: a wrong one may be anything. */
  message: string
}

export const bureaus: readonly Bureau[] = ['EQUIFAX', 'EXPERIAN', 'TRANSUNION', 'INNOVIS']
export const responseKinds: readonly BureauResponseKind[] = ['ACCEPTED', 'REJECTED', 'DISPUTE']
export const disputeOutcomes: readonly DisputeOutcome[] = ['VERIFIED', 'MODIFIED', 'DELETED', 'DELETED_FRAUD']

export const longestMessage = 1_000
export const mostCodes = 20

/**
 * Nine digits by themselves, or in the groups of an SSN with hyphens and blanks, or the same mark twice, between them: wherever they
 * stand in a text. A list ("100, 25, 2026") and a number before a date ("104 12/2026") are none.
 */
const ssnShape = new RegExp(
  `(?<!\\p{Nd})(?:${[
    String.raw`\p{Nd}{9}`,
    String.raw`\p{Nd}{3}[- ]\p{Nd}{2}[- ]\p{Nd}{4}`,
    String.raw`\p{Nd}{3}([,;\s])\p{Nd}{2}\1\p{Nd}{4}`,
    String.raw`\p{Nd}{3}\s{0,2}([^\p{L}\p{Nd}\s,;])\s{0,2}\p{Nd}{2}\s{0,2}\2\s{0,2}\p{Nd}{4}`,
  ].join('|')})(?!\\p{Nd})`,
  'u',
)
export const looksLikeSsn = (text: string) => ssnShape.test(text)
/** The text with every such number blanked out. */
export const withoutSsn = (text: string) => text.replaceAll(new RegExp(ssnShape, 'gu'), '•••••••••')

/** What is wrong is told all at once. */
export function readResponse(given: GivenResponse): { response: Response } | { problems: Problem[] } {
  const problems: Problem[] = []
  const add = (field: string, code: string, message: string) => problems.push({ field, code, message })
  const oneOf = <T extends string>(field: string, values: readonly T[], text: string): T | null => {
    const found = values.find((value) => value === text.trim().toUpperCase())
    if (!found) add(field, 'INVALID_VALUE', `It must be one of ${values.join(', ')}.`)
    return found ?? null
  }
  const bureau = oneOf('bureau', bureaus, given.bureau)
  const kind = oneOf('kind', responseKinds, given.kind)
  const reference = given.reference.trim()
  if (!/^[\x21-\x7e]{1,60}$/.test(reference))
    add('reference', 'INVALID_VALUE', 'reference is 1 to 60 printable characters without blanks.')
  else if (looksLikeSsn(reference))
    add('reference', 'LOOKS_LIKE_SSN', "reference looks like an SSN. Give the bureau's own number of the answer.")
  const month = given.month.trim()
  if (!/^(19|20)\d\d-(0[1-9]|1[0-2])$/.test(month))
    add('month', 'INVALID_VALUE', 'month is the month that was reported, YYYY-MM.')
  const accountNumber = given.accountNumber.trim()
  if (!/^[\x20-\x7e]{1,30}$/.test(accountNumber))
    add('accountNumber', 'INVALID_VALUE', 'The account number is the one that was reported, 1 to 30 characters.')
  const codes = readCodes(given.codes, kind, add)
  const disputeOutcome = readOutcome(given.disputeOutcome, kind, add, oneOf)
  const respondedOn = given.respondedOn?.trim() || null
  if (respondedOn !== null && !isDay(respondedOn))
    add('respondedOn', 'INVALID_VALUE', 'The day of the answer is a day of the calendar, YYYY-MM-DD.')
  const message =
    storable(given.message ?? '')
      .replace(/\p{Cc}+/gu, ' ')
      .trim() || null
  if (message !== null && message.length > longestMessage)
    add('message', 'INVALID_VALUE', `message has at most ${longestMessage} characters.`)
  if (problems.length > 0 || !bureau || !kind) return { problems }
  const rest = { accountNumber, codes, disputeOutcome, respondedOn, message }
  return { response: { bureau, reference, month: `${month}-01`, kind, ...rest } }
}

type Add = (field: string, code: string, message: string) => void

function readCodes(given: readonly string[], kind: BureauResponseKind | null, add: Add): string[] {
  const codes = [...new Set(given.map((code) => code.trim().toUpperCase()).filter((code) => code !== ''))]
  if (codes.length > mostCodes || !codes.every((code) => /^[A-Z0-9][A-Z0-9._-]{0,7}$/.test(code)))
    add('codes', 'INVALID_VALUE', `codes are at most ${mostCodes}, each of 1 to 8 letters, digits, dots and hyphens.`)
  if (kind === 'REJECTED' && codes.length === 0)
    add('codes', 'MISSING', 'A rejection names the codes that the bureau gave for it.')
  if (kind === 'ACCEPTED' && codes.length > 0)
    add('codes', 'INVALID_VALUE', 'What was accepted has no codes. Was it rejected?')
  return codes
}

function readOutcome(
  given: string | null,
  kind: BureauResponseKind | null,
  add: Add,
  oneOf: (field: string, values: readonly DisputeOutcome[], text: string) => DisputeOutcome | null,
): DisputeOutcome | null {
  if (!given?.trim()) {
    if (kind === 'DISPUTE') add('disputeOutcome', 'MISSING', 'An answer of kind DISPUTE says how the dispute ended.')
    return null
  }
  if (kind !== null && kind !== 'DISPUTE')
    add('disputeOutcome', 'INVALID_VALUE', 'Only an answer of kind DISPUTE says how a dispute ended.')
  return oneOf('disputeOutcome', disputeOutcomes, given)
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
