/** What a furnisher's fields may hold: the limits of the Metro 2 header (fields 4 to 7, 12 to 14) and base segment (field 5). */
import { type Refusal, refusal } from '../outcome.ts'

export interface FurnisherFields {
  /** Header field 12. */
  name: string
  /** Header field 13, in one line. */
  address: string
  /** Header field 14. */
  telephoneNumber: string
  /** Base field 5. */
  identificationNumber: string
  /** Header fields 4 to 7; '' where the bureau gave none. */
  innovisProgramIdentifier: string
  equifaxProgramIdentifier: string
  experianProgramIdentifier: string
  transunionProgramIdentifier: string
}

type Name = keyof FurnisherFields

/** The value as it is stored, or what is wrong with it. */
type Check = (text: string) => { value: string } | { code: string; wrong: string }

const lengths = {
  name: 40,
  address: 96,
  identificationNumber: 20,
  innovisProgramIdentifier: 10,
  equifaxProgramIdentifier: 10,
  experianProgramIdentifier: 5,
  transunionProgramIdentifier: 10,
} as const

/** Letters, digits, space and the punctuation of ASCII but the grave accent: what an alphanumeric field may hold. */
const foreign = /[^\x20-\x5f\x61-\x7e]/u

function text(label: string, max: number): Check {
  return (given) => {
    const value = given.trim().replace(/ +/g, ' ')
    if (value === '') return { code: 'REQUIRED', wrong: `${label} is missing.` }
    const odd = foreign.exec(value)?.[0]
    if (odd !== undefined) {
      return {
        code: 'INVALID_CHARACTER',
        wrong: `${label} holds ${describe(odd)}, which Metro 2 cannot carry. Use unaccented letters, digits and plain punctuation.`,
      }
    }
    if (value.length > max) {
      return {
        code: 'TOO_LONG',
        wrong: `${label} has ${value.length} characters; Metro 2 has room for ${max}. Shorten it.`,
      }
    }
    return { value }
  }
}

function describe(character: string): string {
  const code = `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
  return /\p{C}/u.test(character) ? code : `"${character}" (${code})`
}

const telephone: Check = (given) => {
  const digits = given.replace(/[\s().+-]/g, '').replace(/^1(?=\d{10}$)/, '')
  if (/^[2-9]\d{9}$/.test(digits)) return { value: digits }
  return {
    code: 'INVALID_PHONE',
    wrong: 'The telephone number needs ten digits with area code, for example 5550100199.',
  }
}

/** Bureaus refuse a number shorter than five characters, with blanks, or of zeros or nines only. */
const identification: Check = (given) => {
  const value = given.trim().toUpperCase()
  if (!/^[A-Z0-9]{5,20}$/.test(value)) {
    return {
      code: 'INVALID_IDENTIFICATION_NUMBER',
      wrong: 'The identification number is 5 to 20 letters and digits without blanks, as agreed with the bureaus.',
    }
  }
  if (/^(0+|9+)$/.test(value)) {
    return {
      code: 'INVALID_IDENTIFICATION_NUMBER',
      wrong: 'An identification number of zeros or nines only is refused by the bureaus. Use the one agreed with them.',
    }
  }
  return { value }
}

function program(bureau: string, max: number): Check {
  return (given) => {
    const value = given.trim().toUpperCase()
    if (value.length <= max && /^[A-Z0-9-]*$/.test(value)) return { value }
    return {
      code: 'INVALID_PROGRAM_IDENTIFIER',
      wrong: `The program identifier of ${bureau} has at most ${max} letters and digits. Leave it empty when ${bureau} gave none.`,
    }
  }
}

const checks: Record<Name, Check> = {
  name: text('The name', lengths.name),
  address: text('The address', lengths.address),
  telephoneNumber: telephone,
  identificationNumber: identification,
  innovisProgramIdentifier: program('Innovis', lengths.innovisProgramIdentifier),
  equifaxProgramIdentifier: program('Equifax', lengths.equifaxProgramIdentifier),
  experianProgramIdentifier: program('Experian', lengths.experianProgramIdentifier),
  transunionProgramIdentifier: program('TransUnion', lengths.transunionProgramIdentifier),
}

/** Checks the fields that are given; the answer holds them as they are stored. Every problem at once. */
export function checkFurnisher<Given extends Partial<FurnisherFields>>(
  given: Given,
): { fields: Given; errors: Refusal[] } {
  const fields: Partial<FurnisherFields> = {}
  const errors: Refusal[] = []
  for (const name of Object.keys(checks) as Name[]) {
    const value = given[name]
    if (value === undefined) continue
    const result = checks[name](value)
    if ('value' in result) fields[name] = result.value
    else errors.push(refusal(result.code, [name], result.wrong))
  }
  return { fields: fields as Given, errors }
}
