/** What mapping itself finds, described as rules are. */
import type { FindingDescription } from '../metro2/rules/derivation.ts'

export const mappingFindings: readonly FindingDescription[] = [
  {
    id: 'SSN-MASKED',
    title: 'Social security number is masked',
    condition:
      'The value mapped to a Social Security Number (34, J1 7, J2 7) is not nine digits, blanks and hyphens aside.',
    severity: 'ERROR',
    fields: ['base.socialSecurityNumber'],
    explanation: 'The source shows part of the number only. A masked number is never reported.',
    fix: "Give the connection's user in the source a role that sees full social security numbers, then sync again.",
  },
  {
    id: 'DOB-UNREADABLE',
    title: 'Date of birth is censored or impossible',
    condition: 'The value mapped to a Date of Birth (35, J1 8, J2 8) is no day of the calendar up to the as-of date.',
    severity: 'ERROR',
    fields: ['base.dateOfBirth'],
    explanation: 'The source sends something that is no date of birth; a consumer is not reported by guesswork.',
    fix: "Correct it in the source, or give the connection's user a role that sees full birth dates, then sync again.",
  },
  {
    id: 'POSTAL-CODE-UNREADABLE',
    title: 'Postal code is not readable',
    condition: 'The value mapped to a Postal Code (44, J2 17) is neither five nor nine digits nor a Canadian code.',
    severity: 'ERROR',
    fields: ['base.postalCode'],
    explanation: 'A US postal code has five or nine digits; bureaus match consumers by it.',
    fix: 'Correct the address in the source.',
  },
  {
    id: 'PHONE-UNREADABLE',
    title: 'Telephone number left out',
    condition:
      'The value mapped to a Telephone Number (36, J1 9, J2 9) has neither ten digits nor eleven that begin with 1.',
    severity: 'WARNING',
    fields: ['base.telephoneNumber'],
    explanation: 'It does not have ten digits. The field is optional, so the record is reported without it.',
    fix: 'Correct the number in the source.',
  },
  {
    id: 'VALUE-MISSING',
    title: 'A value that the preset needs is missing',
    condition:
      'The source has no value for a field or segment whose recipe is required or says to hold the record then.',
    severity: 'ERROR',
    fields: [],
    explanation: 'The recipe of the field says to hold the record when the source has no value.',
    fix: 'Fill the value in the source, or change what the preset does with a missing one (onMissing).',
  },
  {
    id: 'VALUE-UNKNOWN',
    title: 'A table of the preset does not know a value',
    condition:
      'The source’s value is not in the look-up table of the recipe, and the recipe says to hold the record then.',
    severity: 'ERROR',
    fields: [],
    explanation:
      'The source uses a value that the look-up of the field has no entry for; what it means cannot be guessed.',
    fix: 'Add the value to the table, or change what the preset does with an unknown one (onUnknown).',
  },
  {
    id: 'TEXT-UNWRITABLE',
    title: 'Letters that the format cannot write are left out',
    condition: 'A text holds characters that have no equivalent among those of the format.',
    severity: 'WARNING',
    fields: [],
    explanation:
      'Metro 2 knows the letters A to Z. Accents are dropped; letters of another script have no equivalent, and a name without them may find nobody or somebody else.',
    fix: 'Enter the name or address in Latin letters in the source.',
  },
  {
    id: 'TRUNCATED',
    title: 'Text cut to the width of its field',
    condition: 'A text is longer than its field.',
    severity: 'INFO',
    fields: [],
    explanation: 'Names and addresses longer than their Metro 2 field are cut at its end.',
    fix: 'Nothing needs to be done, unless a shorter form of the text is known in the source.',
  },
]
