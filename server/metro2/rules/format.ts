/** Whether every field is there and can be written as the format wants it. */

import { encodeRecord } from '../codec.ts'
import { states } from '../codes.ts'
import type { BaseSegment, J1Segment, J2Segment, Metro2Record } from '../record.ts'
import { firstAddress, firstOf, firstPerson, type Hit, type Rule, rule, show } from './rule.ts'

const required = [
  'identificationNumber',
  'consumerAccountNumber',
  'portfolioType',
  'accountType',
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
const requiredJ2 = [
  'surname',
  'ecoaCode',
  'firstLineOfAddress',
  'city',
  'state',
  'postalCode',
] as const satisfies (keyof J2Segment)[]

function missing<T>(segment: T, names: readonly (keyof T & string)[], path: string): Hit | null {
  const blank = names.filter((name) => segment[name] === '')
  if (blank.length === 0) return null
  return { values: { missing: blank.join(' ') }, fields: blank.map((name) => `${path}.${name}`) }
}

const amounts = [
  'creditLimit',
  'highestCredit',
  'scheduledMonthlyPaymentAmount',
  'actualPaymentAmount',
  'currentBalance',
  'amountPastDue',
  'originalChargeOffAmount',
] as const satisfies (keyof BaseSegment)[]

/** What cannot be written as it stands: characters, lengths, dates, amounts that are not whole dollars of zero or more. */
function unwritable(record: Metro2Record): Hit | null {
  const fields: string[] = []
  const faults = new Set<string>()
  for (const problem of encodeRecord(record).problems) {
    fields.push(problem.field)
    faults.add(problem.code)
  }
  for (const name of amounts) {
    if (Number.isSafeInteger(record.base[name]) && record.base[name] >= 0) continue
    fields.push(`base.${name}`)
    faults.add('AMOUNT')
  }
  if (fields.length === 0) return null
  const onlyCut = faults.size === 1 && faults.has('TRUNCATED')
  return {
    values: { faults: [...faults].sort().join(' '), fields: fields.join(' ') },
    fields,
    ...(onlyCut ? { severity: 'WARNING' as const } : {}),
  }
}

function holdsSsn(record: Metro2Record): boolean {
  const digits = record.base.consumerAccountNumber.replace(/\D/g, '')
  return (
    digits.length >= 9 &&
    firstPerson(record, (c) =>
      c.socialSecurityNumber.length === 9 && digits.includes(c.socialSecurityNumber) ? { values: {} } : null,
    ) !== null
  )
}

const messages = /\b(DO NOT MAIL|ATTORNEY|RETURNED MAIL|BAD ADDRESS|UNKNOWN|GENERAL DELIVERY|DECEASED)\b/
const postOfficeBox = /\bP ?O ?BOX\b/
const street = /^\d+ [A-Z0-9]/

function addressFault(a: J2Segment): string | null {
  const american = a.countryCode === '' || a.countryCode === 'US'
  if (american && a.state !== '' && !states.has(a.state)) return 'state is not a postal abbreviation'
  if (american && a.postalCode !== '' && !/^\d{5}(\d{4})?$/.test(a.postalCode)) return 'ZIP code is not 5 or 9 digits'
  const lines = [a.firstLineOfAddress, a.secondLineOfAddress]
  const plain = lines.map((line) => line.replaceAll('.', ''))
  if (plain.some((line) => messages.test(line))) return 'a message stands in the address'
  const box = plain.some((line) => postOfficeBox.test(line))
  return box && plain.some((line) => street.test(line) && !postOfficeBox.test(line))
    ? 'a street and a box together'
    : null
}

export const formatRules: Rule[] = [
  rule({
    id: 'M-BASE-REQ',
    title: 'Required field blank',
    severity: 'ERROR',
    fields: [...required],
    explanation: 'A base segment without one of these is refused by the bureaus.',
    fix: 'Map the field, or fill it in the source.',
    source: 'moov check M-BASE-REQ; field definitions',
    note: 'A blank terms duration is allowed with terms frequency D. Dates have rules of their own.',
    check: ({ base }) => {
      const duration = base.termsDuration === '' && base.termsFrequency !== 'D'
      const hit = missing(base, required, 'base')
      if (!duration) return hit
      const others = hit?.values.missing
      return {
        values: { missing: others === undefined ? 'termsDuration' : `${others} termsDuration` },
        fields: [...(hit?.fields ?? []), 'base.termsDuration'],
      }
    },
  }),
  rule({
    id: 'M-J1-REQ',
    title: 'Required field of an associated consumer blank',
    severity: 'ERROR',
    fields: ['j1.surname', 'j1.firstName', 'j1.ecoaCode'],
    explanation: 'A J1 segment names a person and the relation to the account.',
    fix: 'Fill the field in the source.',
    source: 'moov check M-J1-REQ',
    check: ({ j1 }) => firstOf(j1, 'j1', (segment, path) => missing(segment, requiredJ1, path)),
  }),
  rule({
    id: 'M-J2-REQ',
    title: 'Required field of an associated consumer at another address blank',
    severity: 'ERROR',
    fields: ['j2.surname', 'j2.ecoaCode', 'j2.firstLineOfAddress', 'j2.city', 'j2.state', 'j2.postalCode'],
    explanation: 'A J2 segment names a person, the relation to the account and the address.',
    fix: 'Fill the field in the source.',
    source: 'moov check M-J2-REQ',
    note: 'The first name is required too, unless the segment is a business (ECOA W).',
    check: ({ j2 }) =>
      firstOf(j2, 'j2', (segment, path) =>
        missing(segment, segment.ecoaCode === 'W' ? requiredJ2 : [...requiredJ2, 'firstName'], path),
      ),
  }),
  rule({
    id: 'G-CHAR-1',
    title: 'A field cannot be written as it stands',
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
    id: 'G-ID-1',
    title: 'Identification number not usable',
    severity: 'ERROR',
    fields: ['identificationNumber'],
    explanation:
      'It ties the accounts of one furnisher together from month to month: at least five letters or digits, not all 0 or 9.',
    fix: 'Set the identification number of the furnisher.',
    source: 'Field definition 5; moov check M-BASE-5',
    check: ({ base }) => {
      const number = base.identificationNumber
      return /^[A-Z0-9]{5,20}$/i.test(number) && !/^(0+|9+)$/.test(number)
        ? null
        : { values: show(base, 'identificationNumber') }
    },
  }),
  rule({
    id: 'G-ACCT-1',
    title: 'Consumer account number not usable',
    severity: 'ERROR',
    fields: ['consumerAccountNumber'],
    explanation:
      'The number names the account at the bureaus: letters and digits without blanks, and never a Social Security number.',
    fix: 'Use the internal number of the loan, without blanks and special characters.',
    source: 'Field definition 7',
    check: (record) => {
      // The number itself must not be shown where it holds a Social Security number.
      if (holdsSsn(record)) {
        return {
          values: { fault: 'holds a Social Security number' },
          message: 'Consumer account number holds a Social Security number',
        }
      }
      const number = record.base.consumerAccountNumber
      return number === '' || /^[A-Z0-9]+$/i.test(number) ? null : { values: { fault: 'blanks or special characters' } }
    },
  }),
  rule({
    id: 'M-BASE-36',
    title: 'Telephone number not ten digits',
    severity: 'WARNING',
    fields: ['telephoneNumber'],
    explanation: 'A telephone number is area code and number, digits only; it is optional.',
    fix: 'Correct the number or leave it out.',
    source: 'moov checks M-BASE-36, M-J1-9 and M-J2-9',
    check: (record) =>
      firstPerson(record, (c, path) =>
        c.telephoneNumber === '' || /^\d{10}$/.test(c.telephoneNumber)
          ? null
          : { values: { segment: path }, fields: [`${path}.telephoneNumber`] },
      ),
  }),
  rule({
    id: 'G-ADDR-1',
    title: 'Address that mail could not reach',
    severity: 'WARNING',
    fields: ['firstLineOfAddress', 'secondLineOfAddress', 'state', 'postalCode'],
    explanation:
      'Bureaus match consumers by address; state and ZIP code are postal codes, and no message belongs into a line.',
    fix: 'Correct the address.',
    source: 'Field definitions 40 to 44',
    check: (record) =>
      firstAddress(record, (a, path) => {
        const fault = addressFault(a)
        if (fault === null) return null
        return {
          values: { segment: path, fault, state: a.state, postalCode: a.postalCode },
          fields: [`${path}.firstLineOfAddress`],
        }
      }),
  }),
]
