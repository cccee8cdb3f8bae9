/** The people of a record: identity, relation to the account, bankruptcy indicators. Values never hold SSN or date of birth. */
import { consumerInformationIndicators, ecoaCodes } from '../codes.ts'
import { addYears } from '../dates.ts'
import type { J1Segment } from '../record.ts'
import { asRepeat, bankruptcyIndicators, everyPerson, type Hit, isDigits, type Rule, rule } from './rule.ts'

function isFilledWith(digits: string, code: number): boolean {
  for (let i = 0; i < digits.length; i++) if (digits.charCodeAt(i) !== code) return false
  return true
}

function given(digits: string): boolean {
  return digits !== '' && !isFilledWith(digits, 48) && !isFilledWith(digits, 57)
}

/** What makes a Social Security number impossible, without saying the number; null when it could be one. */
function ssnFault(ssn: string): string | null {
  if (!given(ssn)) return null
  if (ssn.length !== 9 || !isDigits(ssn)) return 'not nine digits'
  if (ssn.startsWith('000') || ssn.startsWith('666') || ssn.startsWith('9')) return 'area number never issued'
  if (ssn.startsWith('00', 3)) return 'group number 00'
  if (ssn.endsWith('0000')) return 'serial number 0000'
  if (ssn === '123456789' || ssn === '987654321' || isFilledWith(ssn, ssn.charCodeAt(0))) return 'filler'
  return null
}

/** Year of `YYYY-MM-DD`. */
function yearOf(date: string): number {
  let year = 0
  for (let i = 0; i < 4; i++) year = year * 10 + date.charCodeAt(i) - 48
  return year
}

function birthFault(consumer: J1Segment, dateOpened: string | null, asOf: string): string | null {
  const born = consumer.dateOfBirth
  if (born === null) return null
  if (born > asOf) return 'in the future'
  const year = yearOf(born)
  // By the years alone for nearly everybody.
  if (yearOf(asOf) - year < 120 && (dateOpened === null || yearOf(dateOpened) - year > 18)) return null
  if (addYears(born, 120) < asOf) return 'more than 120 years ago'
  if (dateOpened !== null && addYears(born, 18) > dateOpened) return 'under 18 when the account opened'
  return null
}

const messageWords = new Set(
  'ESTATE TRUST TRUSTEE MINOR BABY DECEASED UNKNOWN TEST MR MRS MS DR JR SR II III IV'.split(' '),
)

function partFault(name: string): string | null {
  let words = false
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i)
    if (code === 32) words = true
    else if (!((code >= 65 && code <= 90) || code === 45)) return 'characters other than letters, hyphen and space'
  }
  const telling = words ? name.split(' ').some((word) => messageWords.has(word)) : messageWords.has(name)
  return telling ? 'a title, suffix or message in the name' : null
}

const nameParts = ['surname', 'firstName', 'middleName'] as const

function nameHit(consumer: J1Segment, path: string): Hit | null {
  for (let i = 0; i < nameParts.length; i++) {
    const part = nameParts[i]!
    const fault = consumer[part] === '' ? null : partFault(consumer[part])
    if (fault !== null) return faultHit(fault, path, part)
  }
  return consumer.firstName.length === 1 ? faultHit('first name is an initial', path, 'firstName') : null
}

function person(consumer: J1Segment): boolean {
  return consumer.ecoaCode !== 'W'
}

function ecoaConflict(base: string, codes: string[]): string | null {
  if (base === '3') return 'An authorized user cannot be the base consumer'
  if (codes.includes('2') && base !== '2' && base !== 'T' && base !== 'X' && base !== 'Z') {
    return 'An associated consumer is joint (2), the base is not'
  }
  if (base === '7' && !codes.includes('5')) return 'A maker (7) goes with a co-maker or guarantor (5)'
  if (codes.includes('5') && base === '1') return 'A co-maker or guarantor (5) goes with a maker (7)'
  return null
}

function faultHit(fault: string | null, path: string, field: string): Hit | null {
  return fault === null ? null : { values: { segment: path, fault }, fields: [`${path}.${field}`] }
}

export const consumerRules: Rule[] = [
  rule({
    id: 'G-ID-2',
    title: 'Social Security number that cannot be one',
    condition:
      'The Social Security Number (34, J1 7, J2 7) of any consumer is given (not all 0 or all 9) and has other than nine digits, begins with 000, 666 or 9, has 00 as its fourth and fifth digit, ends with 0000, is 123456789, or is one digit nine times.',
    severity: 'WARNING',
    fields: ['socialSecurityNumber'],
    explanation:
      'A wrong number puts the account on a stranger’s file. ITIN and credit privacy numbers are not allowed.',
    fix: 'Correct the number, or leave it out and report the date of birth.',
    source: 'Field definition 34; rules of the Social Security Administration',
    check: (record) =>
      everyPerson(record, (c, path) => faultHit(ssnFault(c.socialSecurityNumber), path, 'socialSecurityNumber')),
  }),
  rule({
    id: 'G-ID-3',
    title: 'Neither Social Security number nor date of birth',
    condition:
      'A consumer whose ECOA Code (37, J1 10, J2 10) is not W has no Social Security Number (34, J1 7, J2 7), blank or all 0 or all 9, and no Date of Birth (35, J1 8, J2 8).',
    severity: 'ERROR',
    fields: ['socialSecurityNumber', 'dateOfBirth'],
    explanation: 'Without one of them a bureau cannot tell whom the account belongs to.',
    fix: 'Give the Social Security number or the date of birth; a masked number counts as none.',
    source: 'Field definitions 34 and 35',
    note: 'A business segment (ECOA W) has neither.',
    check: (record) =>
      everyPerson(record, (c, path) =>
        person(c) && !given(c.socialSecurityNumber) && c.dateOfBirth === null
          ? { values: { segment: path }, fields: [`${path}.socialSecurityNumber`, `${path}.dateOfBirth`] }
          : null,
      ),
  }),
  rule({
    id: 'G-DOB-1',
    title: 'Date of birth impossible for a borrower',
    condition:
      'The Date of Birth (35, J1 8, J2 8) of any consumer is after the as-of date, more than 120 years before it, or less than 18 years before Date Opened (10).',
    severity: 'WARNING',
    fields: ['dateOfBirth', 'dateOpened'],
    explanation: 'Borrowers are adults and alive; minors are not reported.',
    fix: 'Correct the date of birth.',
    source: 'Field definition 35',
    check: (record, { asOf }) =>
      everyPerson(record, (c, path) => faultHit(birthFault(c, record.base.dateOpened, asOf), path, 'dateOfBirth')),
  }),
  rule({
    id: 'G-NAME-1',
    title: 'Name with something that is no name',
    condition:
      'The Surname (30, J1 3, J2 3), First Name (31, J1 4, J2 4) or Middle Name (32, J1 5, J2 5) of a consumer whose ECOA code is not W holds a character other than A-Z, hyphen and blank, or as a word of its own ESTATE, TRUST, TRUSTEE, MINOR, BABY, DECEASED, UNKNOWN, TEST, MR, MRS, MS, DR, JR, SR, II, III or IV; or the first name is one letter.',
    severity: 'WARNING',
    fields: ['surname', 'firstName', 'middleName'],
    explanation:
      'Names are matched letter by letter; titles, suffixes and messages break the match. Estates, trusts and minors are not reported.',
    fix: 'Give the legal name; the suffix goes into the generation code.',
    source: 'Field definitions 30 to 33',
    check: (record) => everyPerson(record, (c, path) => (person(c) ? nameHit(c, path) : null)),
  }),
  rule({
    id: 'G-ECOA-1',
    title: 'ECOA code not a code',
    condition: 'The ECOA Code (37, J1 10, J2 10) of any consumer is not 1, 2, 3, 5, 7, T, X, W or Z.',
    severity: 'ERROR',
    fields: ['ecoaCode'],
    explanation: 'The code says how a consumer is tied to the account; 0, 4 and 6 ended in 2003.',
    fix: 'Use 1, 2, 3, 5, 7, T, X, W or Z.',
    source: 'Field definition 37',
    check: (record) =>
      everyPerson(record, (c, path) =>
        Object.hasOwn(ecoaCodes, c.ecoaCode)
          ? null
          : { values: { segment: path, ecoaCode: c.ecoaCode }, fields: [`${path}.ecoaCode`] },
      ),
  }),
  rule({
    id: 'G-ECOA-2',
    title: 'ECOA codes of the consumers do not go together',
    condition:
      'ECOA Code (37) of the base is 3; or it is not 2, T, X or Z and that of an associated consumer (J1 10, J2 10) is 2; or it is 7 and none of theirs is 5; or it is 1 and one of theirs is 5.',
    severity: 'WARNING',
    fields: ['ecoaCode'],
    explanation:
      'Joint borrowers are joint on both sides; a co-maker has a maker; an authorized user never holds the account.',
    fix: 'Correct the codes of base and associated consumers together.',
    source: 'Field definition 37',
    check: ({ base, j1, j2 }) => {
      if (j1.length + j2.length === 0 && base.ecoaCode !== '3' && base.ecoaCode !== '7') return null
      const associated = [...j1, ...j2].map((consumer) => consumer.ecoaCode)
      const message = ecoaConflict(base.ecoaCode, associated)
      return message === null ? null : { message, values: { base: base.ecoaCode, associated: associated.join(' ') } }
    },
  }),
  rule({
    id: 'G-ECOA-3',
    title: 'Authorized user without a date of birth, or on an account in bankruptcy',
    condition:
      'The ECOA Code (37, J1 10, J2 10) of a consumer is 3, and the consumer’s Date of Birth (35, J1 8, J2 8) is empty, or the consumer is an associated one and Consumer Information Indicator (38) of the base is A-H, Z, V or 1A.',
    severity: 'WARNING',
    fields: ['dateOfBirth', 'ecoaCode', 'consumerInformationIndicator'],
    explanation:
      'An authorized user is identified by the full date of birth even when the Social Security number is given, and leaves the account (Z) when its owner files for bankruptcy.',
    fix: 'Give the date of birth; after the owner filed report the authorized user once with ECOA Z.',
    source: 'Field definitions 35 and 37',
    note: 'The part about bankruptcy is information, because Bankruptcy-ECOA-1 says the same.',
    check: (record) =>
      everyPerson(record, (c, path) => {
        if (c.ecoaCode !== '3') return null
        const values = { segment: path, ecoaCode: '3' }
        if (c.dateOfBirth === null) {
          return { values, fields: [`${path}.dateOfBirth`], message: 'Authorized user without a date of birth' }
        }
        if (path === 'base' || !bankruptcyIndicators.has(record.base.consumerInformationIndicator)) return null
        const fields = [`${path}.ecoaCode`, 'base.consumerInformationIndicator']
        return asRepeat({ values, fields, message: 'Authorized user on an account in bankruptcy' }, true)
      }),
  }),
  rule({
    id: 'ECOA-J1J2-1',
    title: 'Deceased base consumer, associated consumers not marked',
    condition:
      'ECOA Code (37) of the base is X, the record has J1 or J2 segments, and the code of none of them (J1 10, J2 10) is X.',
    severity: 'WARNING',
    fields: ['ecoaCode'],
    explanation:
      'When the base consumer has died, the evaluator expects the change to be seen on the associated consumers as well.',
    fix: 'Check which consumer has died; the survivor keeps reporting under the own code.',
    source: 'CFPB evaluator ECOA-J1J2-1',
    note: 'Not applied to a record without associated consumers, which the evaluator’s data does not cover.',
    check: ({ base, j1, j2 }) =>
      base.ecoaCode === 'X' && j1.length + j2.length > 0 && ![...j1, ...j2].some((c) => c.ecoaCode === 'X')
        ? { values: { base: 'X', associated: [...j1, ...j2].map((c) => c.ecoaCode).join(' ') } }
        : null,
  }),
  rule({
    id: 'G-CII-1',
    title: 'Consumer information indicator not a code',
    condition:
      'The Consumer Information Indicator (38, J1 11, J2 11) of any consumer is filled and not A-H, Q-V, Z, 1A or 2A.',
    severity: 'ERROR',
    fields: ['consumerInformationIndicator'],
    explanation: 'Bureaus refuse codes outside the table; I to P and W, X, Y are obsolete.',
    fix: 'Use a code of the table, or leave the field blank.',
    source: 'Field definition 38',
    check: (record) =>
      everyPerson(record, (c, path) => {
        const code = c.consumerInformationIndicator
        if (code === '' || Object.hasOwn(consumerInformationIndicators, code)) return null
        const field = `${path}.consumerInformationIndicator`
        return { values: { segment: path, consumerInformationIndicator: code }, fields: [field] }
      }),
  }),
]
