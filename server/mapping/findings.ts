/** What mapping itself finds, described as rules are. */
import type { FindingDescription } from '../metro2/rules/derivation.ts'

export const mappingFindings: readonly FindingDescription[] = [
  {
    id: 'SSN-MASKED',
    title: 'Social security number is masked',
    severity: 'ERROR',
    fields: ['base.socialSecurityNumber'],
    explanation: 'The source shows part of the number only. A masked number is never reported.',
    fix: "Give the connection's user in the source a role that sees full social security numbers, then sync again.",
  },
  {
    id: 'DOB-UNREADABLE',
    title: 'Date of birth is censored or impossible',
    severity: 'ERROR',
    fields: ['base.dateOfBirth'],
    explanation: 'The source sends something that is no date of birth; a consumer is not reported by guesswork.',
    fix: "Correct it in the source, or give the connection's user a role that sees full birth dates, then sync again.",
  },
  {
    id: 'POSTAL-CODE-UNREADABLE',
    title: 'Postal code is not readable',
    severity: 'ERROR',
    fields: ['base.postalCode'],
    explanation: 'A US postal code has five or nine digits; bureaus match consumers by it.',
    fix: 'Correct the address in the source.',
  },
  {
    id: 'PHONE-UNREADABLE',
    title: 'Telephone number left out',
    severity: 'WARNING',
    fields: ['base.telephoneNumber'],
    explanation: 'It does not have ten digits. The field is optional, so the record is reported without it.',
    fix: 'Correct the number in the source.',
  },
  {
    id: 'VALUE-MISSING',
    title: 'A value that the preset needs is missing',
    severity: 'ERROR',
    fields: [],
    explanation: 'The recipe of the field says to hold the record when the source has no value.',
    fix: 'Fill the value in the source, or change what the preset does with a missing one (onMissing).',
  },
  {
    id: 'VALUE-UNKNOWN',
    title: 'A table of the preset does not know a value',
    severity: 'ERROR',
    fields: [],
    explanation:
      'The source uses a value that the look-up of the field has no entry for; what it means cannot be guessed.',
    fix: 'Add the value to the table, or change what the preset does with an unknown one (onUnknown).',
  },
  {
    id: 'TEXT-UNWRITABLE',
    title: 'Letters that the format cannot write are left out',
    severity: 'WARNING',
    fields: [],
    explanation:
      'Metro 2 knows the letters A to Z. Accents are dropped; letters of another script have no equivalent, and a name without them may find nobody or somebody else.',
    fix: 'Enter the name or address in Latin letters in the source.',
  },
  {
    id: 'TRUNCATED',
    title: 'Text cut to the width of its field',
    severity: 'INFO',
    fields: [],
    explanation: 'Names and addresses longer than their Metro 2 field are cut at its end.',
    fix: 'Nothing needs to be done, unless a shorter form of the text is known in the source.',
  },
]
