/** Whether every field is there and can be written as the format wants it. */

import { portfolioTypes, states } from '../codes.ts'
import type { BaseSegment, J1Segment, J2Segment, Metro2Record } from '../record.ts'
import { lineRules } from './lineText.ts'
import {
  asRepeat,
  everyAddress,
  everyOf,
  everyPerson,
  type Hit,
  isDigits,
  isTelephoneNumber,
  type Rule,
  rule,
  show,
} from './rule.ts'
import { amountHit, unwritable } from './writable.ts'

const required = [
  'identificationNumber',
  'consumerAccountNumber',
  'portfolioType',
  'accountType',
  'termsDuration',
  'accountStatus',
  'paymentHistoryProfile',
  'surname',
  'firstName',
  'ecoaCode',
  'firstLineOfAddress',
  'city',
  'state',
  'postalCode',
] as const satisfies (keyof BaseSegment)[]

const requiredJ1 = ['surname', 'firstName', 'ecoaCode'] as const satisfies (keyof J1Segment)[]
const requiredBusiness = [
  'surname',
  'ecoaCode',
  'firstLineOfAddress',
  'city',
  'state',
  'postalCode',
] as const satisfies (keyof J2Segment)[]
const requiredJ2 = [...requiredBusiness, 'firstName'] as const

function missing<T>(segment: T, names: readonly (keyof T & string)[], path: string): Hit | null {
  let complete = true
  for (let i = 0; i < names.length; i++) if (segment[names[i]!] === '') complete = false
  if (complete) return null
  const blank = names.filter((name) => segment[name] === '')
  return { values: { missing: blank.join(' ') }, fields: blank.map((name) => `${path}.${name}`) }
}

/** Blank fields that a rule of their own reports as an error. */
const reportedElsewhere = new Set([
  'identificationNumber',
  'paymentHistoryProfile',
  'ecoaCode',
  'dateOpened',
  'dateOfAccountInformation',
])

function isReportedElsewhere(name: string, { termsFrequency, portfolioType }: BaseSegment): boolean {
  if (name === 'termsDuration') return termsFrequency === 'D' || Object.hasOwn(portfolioTypes, portfolioType)
  return reportedElsewhere.has(name)
}

function missingOfBase(base: BaseSegment): Hit | null {
  const hit = missing(base, required, 'base')
  if (hit === null && base.dateOpened !== null && base.dateOfAccountInformation !== null) return null
  const names = hit?.values.missing?.split(' ') ?? []
  if (base.dateOpened === null) names.push('dateOpened')
  if (base.dateOfAccountInformation === null) names.push('dateOfAccountInformation')
  const found = { values: { missing: names.join(' ') }, fields: names.map((name) => `base.${name}`) }
  return asRepeat(
    found,
    names.every((name) => isReportedElsewhere(name, base)),
  )
}

function isAlphanumeric(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const letter = code | 32
    if (!((code >= 48 && code <= 57) || (letter >= 97 && letter <= 122))) return false
  }
  return true
}

function isFilledWith(text: string, code: number): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== code) return false
  return true
}

function isIdentificationNumber(number: string): boolean {
  if (number.length < 5 || number.length > 20 || !isAlphanumeric(number)) return false
  return !isFilledWith(number, 48) && !isFilledWith(number, 57)
}

/** Digits of a Social Security number that, standing together in another number, are no accident. */
const tellingDigits = 6

/** How many digits of a Social Security number stand together in a number: 9, at least 6, or 0. */
function digitsShared(number: string, ssn: string): number {
  if (ssn.length !== 9) return 0
  // Six of nine in a row hold the middle three.
  if (!number.includes(ssn.slice(3, 6))) return 0
  if (number.includes(ssn)) return 9
  for (let i = 0; i + tellingDigits <= 9; i++)
    if (number.includes(ssn.slice(i, i + tellingDigits))) return tellingDigits
  return 0
}

function ssnWithin(record: Metro2Record): number {
  const number = record.base.consumerAccountNumber
  const digits = isAlphanumeric(number) ? number : number.replace(/\D/g, '')
  if (digits.length < tellingDigits) return 0
  let most = 0
  everyPerson(record, (c) => {
    most = Math.max(most, digitsShared(digits, c.socialSecurityNumber))
    return null
  })
  return most
}

const messages = /\b(DO NOT MAIL|ATTORNEY|RETURNED MAIL|BAD ADDRESS|UNKNOWN|GENERAL DELIVERY|DECEASED)\b/
const postOfficeBox = /\bP ?O ?BOX\b/
const street = /^\d+ [A-Z0-9]/

/** Words without which no line holds a message or a box. */
const tellingWords = ['BOX', 'MAIL', 'ATTORNEY', 'BAD ADDRESS', 'UNKNOWN', 'GENERAL', 'DECEASED']

function isTelling(line: string): boolean {
  for (let i = 0; i < tellingWords.length; i++) if (line.includes(tellingWords[i]!)) return true
  return false
}

function isZip(code: string): boolean {
  return (code.length === 5 || code.length === 9) && isDigits(code)
}

interface AddressFault {
  fault: string
  field: 'state' | 'postalCode' | (typeof lineNames)[number]
}

const lineNames = ['firstLineOfAddress', 'secondLineOfAddress'] as const

function lineFault({ firstLineOfAddress: first, secondLineOfAddress: second }: J2Segment): AddressFault | null {
  if (!isTelling(first) && (second === '' || !isTelling(second))) return null
  const plain = [first, second].map((line) => line.replaceAll('.', ''))
  const message = plain.findIndex((line) => messages.test(line))
  if (message >= 0) return { fault: 'a message stands in the address', field: lineNames[message]! }
  const box = plain.findIndex((line) => postOfficeBox.test(line))
  return box >= 0 && plain.some((line) => street.test(line) && !postOfficeBox.test(line))
    ? { fault: 'a street and a box together', field: lineNames[box]! }
    : null
}

function addressFault(a: J2Segment): AddressFault | null {
  const american = a.countryCode === '' || a.countryCode === 'US'
  if (american && a.state !== '' && !states.has(a.state)) {
    return { fault: 'state is not a postal abbreviation', field: 'state' }
  }
  if (american && a.postalCode !== '' && !isZip(a.postalCode)) {
    return { fault: 'ZIP code is not 5 or 9 digits', field: 'postalCode' }
  }
  return lineFault(a)
}

export const formatRules: Rule[] = [
  rule({
    id: 'M-BASE-REQ',
    title: 'Required field blank',
    condition:
      'Identification Number (5), Consumer Account Number (7), Portfolio Type (8), Account Type (9), Date Opened (10), Terms Duration (13), Account Status (17A), Payment History Profile (18), Date of Account Information (24), Surname (30), First Name (31), ECOA Code (37), First Line of Address (40), City (42), State (43) or Postal Code (44) is blank.',
    severity: 'ERROR',
    fields: [...required, 'dateOpened', 'dateOfAccountInformation'],
    explanation: 'A base segment without one of these is refused by the bureaus.',
    fix: 'Map the field, or fill it in the source.',
    source: 'moov check M-BASE-REQ; field definitions',
    note: 'Information where every blank field has a rule of its own that holds the record: G-ID-1, G-PHP-1, G-ECOA-1, G-OPEN-1, G-DOAI-1, Type-TermsDuration-1, G-TERM-1. Superseded for the terms duration of a deferred loan, which is blank.',
    check: ({ base }) => missingOfBase(base),
  }),
  rule({
    id: 'M-J1-REQ',
    title: 'Required field of an associated consumer blank',
    condition: 'Surname (J1 3), First Name (J1 4) or ECOA Code (J1 10) of a J1 segment is blank.',
    severity: 'ERROR',
    fields: ['j1.surname', 'j1.firstName', 'j1.ecoaCode'],
    explanation: 'A J1 segment names a person and the relation to the account.',
    fix: 'Fill the field in the source.',
    source: 'moov check M-J1-REQ',
    check: ({ j1 }) => everyOf(j1, 'j1', (segment, path) => missing(segment, requiredJ1, path)),
  }),
  rule({
    id: 'M-J2-REQ',
    title: 'Required field of an associated consumer at another address blank',
    condition:
      'Surname (J2 3), ECOA Code (J2 10), First Line of Address (J2 13), City (J2 15), State (J2 16) or Postal Code (J2 17) of a J2 segment is blank, or First Name (J2 4) is, unless the ECOA code is W.',
    severity: 'ERROR',
    fields: ['j2.surname', 'j2.ecoaCode', 'j2.firstLineOfAddress', 'j2.city', 'j2.state', 'j2.postalCode'],
    explanation: 'A J2 segment names a person, the relation to the account and the address.',
    fix: 'Fill the field in the source.',
    source: 'moov check M-J2-REQ',
    note: 'The first name is required too, unless the segment is a business (ECOA W).',
    check: ({ j2 }) =>
      everyOf(j2, 'j2', (segment, path) =>
        missing(segment, segment.ecoaCode === 'W' ? requiredBusiness : requiredJ2, path),
      ),
  }),
  rule({
    id: 'G-CHAR-1',
    title: 'A field is not as the format wants it',
    condition:
      'Of the decoded record: a text holds a character outside printable ASCII or a grave accent or is longer than its field, a number is below zero, not whole or too long, a date is no day of the calendar, or a field of digits has other characters or another length.',
    severity: 'ERROR',
    fields: [],
    explanation:
      'The format holds printable upper-case ASCII, real dates and whole dollars in fields of fixed length; anything else would be cut or zero-filled.',
    fix: 'Clean or shorten the value in the preset or in the source.',
    source: 'Format definition',
    note: 'A value that is only too long is a warning: it is cut at the length of the field.',
    check: unwritable,
  }),
  rule({
    ...lineRules.amounts,
    condition:
      'Credit Limit (11), Highest Credit (12), Scheduled Monthly Payment Amount (15), Actual Payment Amount (16), Current Balance (21), Amount Past Due (22), Original Charge-off Amount (23) or Balloon Payment Amount (K4 5) of the decoded record is below zero or no whole number.',
    check: amountHit,
  }),
  rule({
    id: 'G-ID-1',
    title: 'Identification number not usable, or changed',
    condition:
      'Identification Number (5) has fewer than five or more than 20 characters, holds one that is neither letter nor digit, or is all 0 or all 9.',
    severity: 'ERROR',
    fields: ['identificationNumber'],
    explanation:
      'It ties the accounts of one furnisher together from month to month: at least five letters or digits, not all 0 or 9.',
    fix: 'Set the identification number of the furnisher.',
    source: 'Field definition 5',
    check: ({ base }) =>
      isIdentificationNumber(base.identificationNumber)
        ? null
        : { values: show(base, 'identificationNumber'), message: 'Identification number not usable' },
  }),
  rule({
    id: 'G-ACCT-1',
    title: 'Consumer account number not usable',
    condition:
      'Consumer Account Number (7) holds a character that is neither letter nor digit, or its digits hold six or more successive digits of any consumer’s Social Security Number (34, J1 7, J2 7).',
    severity: 'ERROR',
    fields: ['consumerAccountNumber'],
    explanation:
      'The number names the account at the bureaus: letters and digits without blanks, and never a Social Security number.',
    fix: 'Use the internal number of the loan, without blanks and special characters.',
    source: 'Field definition 7',
    note: 'Six to eight digits of a Social Security number in a row are a warning: they may stand there by chance.',
    check: (record) => {
      const shared = ssnWithin(record)
      // The number itself must not be shown where it holds a Social Security number.
      if (shared === 9) {
        return {
          values: { fault: 'holds a Social Security number' },
          message: 'Consumer account number holds a Social Security number',
        }
      }
      if (!isAlphanumeric(record.base.consumerAccountNumber))
        return { values: { fault: 'blanks or special characters' } }
      if (shared === 0) return null
      const message = 'Consumer account number holds part of a Social Security number'
      return { values: { fault: 'holds part of a Social Security number' }, severity: 'WARNING', message }
    },
  }),
  rule({
    id: 'M-BASE-36',
    title: 'Telephone number not ten digits',
    condition: 'Telephone Number (36) is filled and is not ten digits.',
    severity: 'WARNING',
    fields: ['telephoneNumber'],
    explanation: 'A telephone number is area code and number, digits only; it is optional.',
    fix: 'Correct the number or leave it out.',
    source: 'moov check M-BASE-36',
    check: ({ base }) => (isTelephoneNumber(base.telephoneNumber) ? null : { values: { segment: 'base' } }),
  }),
  rule({
    id: 'G-ADDR-1',
    title: 'Address that mail could not reach',
    condition:
      'An address of the base or a J2 is American (Country Code (39, J2 12) blank or US) and its State (43, J2 16) is no postal abbreviation or its Postal Code (44, J2 17) is not five or nine digits; or a line of it holds DO NOT MAIL, ATTORNEY, RETURNED MAIL, BAD ADDRESS, UNKNOWN, GENERAL DELIVERY or DECEASED; or one line is a street with its number and the other a post office box.',
    severity: 'WARNING',
    fields: ['firstLineOfAddress', 'secondLineOfAddress', 'state', 'postalCode'],
    explanation:
      'Bureaus match consumers by address; state and ZIP code are postal codes, and no message belongs into a line.',
    fix: 'Correct the address.',
    source: 'Field definitions 40 to 44',
    check: (record) =>
      everyAddress(record, (a, path) => {
        const found = addressFault(a)
        if (found === null) return null
        const { fault, field } = found
        return {
          values: { segment: path, fault, state: a.state, postalCode: a.postalCode },
          fields: [`${path}.${field}`],
          message: `Address that mail could not reach: ${fault}`,
        }
      }),
  }),
]
