/**
 * moov's checks of one record. Those that the field definitions contradict or that another rule repeats are information: they
 * tell what a reader built on moov will do with the record, and hold nothing.
 */
import { addressIndicators, allAccountTypes, generationCodes, residenceCodes, specialComments } from '../codes.ts'
import type { J1Segment, J2Segment } from '../record.ts'
import { baseRule, codes, everyOf, type Hit, isDigits, isTelephoneNumber, type Rule, rule, show } from './rule.ts'

const portfolios = codes('C I M O R L')
const rated = codes('05 13 65 88 89 94 95')
const ratings = codes('0 1 2 3 4 5 6 G L')
/** Consumers whom moov takes for a business. */
const business = codes('2 5')

const historyCharacters: ReadonlySet<string> = new Set('0123456BDEGHJKLZ ')

const refused = 'A reader built on moov stops at this record and reads no other after it.'

function isFilledWith(text: string, filler: string): boolean {
  for (let i = 0; i < text.length; i++) if (text[i] !== filler) return false
  return true
}

/** As moov reads it: trailing blanks are cut, so that 24 blanks are none. */
function isMoovHistory(profile: string): boolean {
  if (profile.length !== 24) return false
  for (let i = 0; i < 24; i++) if (!historyCharacters.has(profile[i]!)) return false
  return true
}

function unidentified({ socialSecurityNumber: ssn, dateOfBirth }: J1Segment): boolean {
  return dateOfBirth === null && (ssn === '' || isFilledWith(ssn, '0'))
}

function unidentifiedBase(id: 'M-BASE-34' | 'M-BASE-35', fields: string[], condition: string): Rule {
  return rule({
    id,
    title: 'moov asks for a Social Security number or date of birth (superseded by G-ID-3)',
    condition,
    severity: 'INFO',
    fields,
    explanation: refused,
    fix: 'Do what G-ID-3 says.',
    source: `moov check ${id}`,
    note: 'Superseded by G-ID-3: moov excuses joint borrowers and guarantors (ECOA 2 and 5), who must be identified too.',
    check: ({ base }) =>
      unidentified(base) && !business.has(base.ecoaCode) ? { values: show(base, 'ecoaCode') } : null,
  })
}

function personHit<T extends J1Segment>(
  segments: readonly T[],
  name: 'j1' | 'j2',
  field: keyof T & string,
  isWrong: (segment: T) => boolean,
): Hit | null {
  return everyOf(segments, name, (segment, path) =>
    isWrong(segment) ? { values: { segment: path }, fields: [`${path}.${field}`] } : null,
  )
}

/** Segments whose code is not of its table, with the code. */
function codeHit<T extends J1Segment>(
  segments: readonly T[],
  name: 'j1' | 'j2',
  field: keyof T & string,
  table: object,
): Hit | null {
  return everyOf(segments, name, (segment, path) => {
    const code = segment[field] as string
    if (code === '' || Object.hasOwn(table, code)) return null
    return { values: { segment: path, [field]: code }, fields: [`${path}.${field}`] }
  })
}

const inTables = 'Bureaus refuse codes outside their tables.'
const correctCode = 'Correct the code or leave the field blank.'

/** Checks that nothing else repeats, of associated consumers. */
export const moovConsumerRules: Rule[] = [
  rule({
    id: 'M-J1-6',
    title: 'Generation code of an associated consumer not a code',
    condition: 'Generation Code (J1 6) of a J1 segment is filled and not J, S or 2-9.',
    severity: 'ERROR',
    fields: ['j1.generationCode'],
    explanation: inTables,
    fix: correctCode,
    source: 'moov check M-J1-6; J1 field 6',
    check: ({ j1 }) => codeHit(j1, 'j1', 'generationCode', generationCodes),
  }),
  rule({
    id: 'M-J1-7',
    title: 'moov asks for a Social Security number or date of birth in J1',
    condition: 'Date of Birth (J1 8) of a J1 segment is empty and its Social Security Number (J1 7) is blank or all 0.',
    severity: 'INFO',
    fields: ['j1.socialSecurityNumber', 'j1.dateOfBirth'],
    explanation: refused,
    fix: 'Do what G-ID-3 says.',
    source: 'moov check M-J1-7',
    note: 'Information only: it repeats G-ID-3, which excuses a business.',
    check: ({ j1 }) => personHit(j1, 'j1', 'socialSecurityNumber', unidentified),
  }),
  rule({
    id: 'M-J1-9',
    title: 'Telephone number of an associated consumer not ten digits',
    condition: 'Telephone Number (J1 9) of a J1 segment is filled and is not ten digits.',
    severity: 'WARNING',
    fields: ['j1.telephoneNumber'],
    explanation: 'A telephone number is area code and number, digits only; it is optional.',
    fix: 'Correct the number or leave it out.',
    source: 'moov check M-J1-9',
    check: ({ j1 }) => personHit(j1, 'j1', 'telephoneNumber', (c) => !isTelephoneNumber(c.telephoneNumber)),
  }),
  rule({
    id: 'M-J2-6',
    title: 'Generation code of a consumer at another address not a code',
    condition: 'Generation Code (J2 6) of a J2 segment is filled and not J, S or 2-9.',
    severity: 'ERROR',
    fields: ['j2.generationCode'],
    explanation: inTables,
    fix: correctCode,
    source: 'moov check M-J2-6; J2 field 6',
    check: ({ j2 }) => codeHit(j2, 'j2', 'generationCode', generationCodes),
  }),
  rule({
    id: 'M-J2-7',
    title: 'moov asks for a Social Security number or date of birth in J2',
    condition:
      'Date of Birth (J2 8) of a J2 segment is empty, its Social Security Number (J2 7) is blank or all 0, and its ECOA Code (J2 10) is not W.',
    severity: 'INFO',
    fields: ['j2.socialSecurityNumber', 'j2.dateOfBirth'],
    explanation: refused,
    fix: 'Do what G-ID-3 says.',
    source: 'moov check M-J2-7',
    note: 'Information only: it repeats G-ID-3.',
    check: ({ j2 }) =>
      personHit(j2, 'j2', 'socialSecurityNumber', (segment) => segment.ecoaCode !== 'W' && unidentified(segment)),
  }),
  rule({
    id: 'M-J2-9',
    title: 'Telephone number of a consumer at another address not ten digits',
    condition: 'Telephone Number (J2 9) of a J2 segment is filled and is not ten digits.',
    severity: 'WARNING',
    fields: ['j2.telephoneNumber'],
    explanation: 'A telephone number is area code and number, digits only; it is optional.',
    fix: 'Correct the number or leave it out.',
    source: 'moov check M-J2-9',
    check: ({ j2 }) => personHit(j2, 'j2', 'telephoneNumber', (c) => !isTelephoneNumber(c.telephoneNumber)),
  }),
  rule({
    id: 'M-J2-18',
    title: 'Address indicator of a consumer at another address not a code',
    condition: 'Address Indicator (J2 18) of a J2 segment is filled and not C, Y, N, M, S, B, U, D or P.',
    severity: 'ERROR',
    fields: ['j2.addressIndicator'],
    explanation: inTables,
    fix: correctCode,
    source: 'moov check M-J2-18; J2 field 18',
    check: ({ j2 }) => codeHit<J2Segment>(j2, 'j2', 'addressIndicator', addressIndicators),
  }),
  rule({
    id: 'M-J2-19',
    title: 'Residence code of a consumer at another address not a code',
    condition: 'Residence Code (J2 19) of a J2 segment is filled and neither O nor R.',
    severity: 'ERROR',
    fields: ['j2.residenceCode'],
    explanation: inTables,
    fix: correctCode,
    source: 'moov check M-J2-19; J2 field 19',
    check: ({ j2 }) => codeHit<J2Segment>(j2, 'j2', 'residenceCode', residenceCodes),
  }),
]

/** Checks of the base segment that another rule repeats or supersedes. */
export const moovBaseRules: Rule[] = [
  baseRule({
    id: 'M-BASE-5',
    title: 'moov refuses the identification number',
    condition: 'Identification Number (5) is blank, all 0 or all 9.',
    severity: 'INFO',
    fields: ['identificationNumber'],
    explanation: refused,
    fix: 'Do what G-ID-1 says.',
    source: 'moov check M-BASE-5',
    note: 'Information only: it repeats G-ID-1.',
    when: ({ identificationNumber: number }) =>
      isFilledWith(number, ' ') || isFilledWith(number, '0') || isFilledWith(number, '9'),
  }),
  baseRule({
    id: 'M-BASE-8',
    title: 'moov refuses the portfolio type (superseded by G-PORT-1)',
    condition: 'Portfolio Type (8) is not C, I, M, O, R or L.',
    severity: 'INFO',
    fields: ['portfolioType'],
    explanation: refused,
    fix: 'Do what G-PORT-1 says.',
    source: 'moov check M-BASE-8',
    note: 'Superseded by G-PORT-1: moov accepts a portfolio L, which is none.',
    when: ({ portfolioType }) => !portfolios.has(portfolioType),
  }),
  baseRule({
    id: 'M-BASE-9',
    title: 'moov refuses the account type',
    condition: 'Account Type (9) is in the table of no portfolio.',
    severity: 'INFO',
    fields: ['accountType'],
    explanation: refused,
    fix: 'Do what G-PORT-1 says.',
    source: 'moov check M-BASE-9',
    note: 'Information only: it repeats G-PORT-1, which looks at the portfolio as well.',
    when: ({ accountType }) => !allAccountTypes.has(accountType),
  }),
  baseRule({
    id: 'M-BASE-13',
    title: 'moov refuses the terms duration (superseded by G-TERM-1)',
    condition: 'Terms Duration (13) is not LOC, not REV and not digits alone; a blank one counts.',
    severity: 'INFO',
    fields: ['termsDuration', 'termsFrequency'],
    explanation: refused,
    fix: 'Do what G-TERM-1 says; nothing to do for a deferred loan.',
    source: 'moov check M-BASE-13',
    note: 'Superseded by G-TERM-1: a deferred loan leaves the duration blank, which moov refuses.',
    when: ({ termsDuration: duration }) => duration !== 'LOC' && duration !== 'REV' && !isDigits(duration),
  }),
  baseRule({
    id: 'M-BASE-17B',
    title: 'moov refuses the payment rating',
    condition:
      'Payment Rating (17B) is not 0-6, G or L although Account Status (17A) is 05, 13, 65, 88, 89, 94 or 95, or is filled with another status.',
    severity: 'INFO',
    fields: ['paymentRating', 'accountStatus'],
    explanation: refused,
    fix: 'Do what G-PR-1 says.',
    source: 'moov check M-BASE-17B',
    note: 'Information only: it repeats G-PR-1.',
    when: (b) => (rated.has(b.accountStatus) ? !ratings.has(b.paymentRating) : b.paymentRating !== ''),
  }),
  baseRule({
    id: 'M-BASE-18',
    title: 'moov refuses the payment history profile',
    condition:
      'Payment History Profile (18), trailing blanks cut, is not 24 characters long, or holds a character other than 0-6, B, D, E, G, H, J, K, L, Z and blank.',
    severity: 'INFO',
    fields: ['paymentHistoryProfile'],
    explanation: refused,
    fix: 'Do what G-PHP-1 says.',
    source: 'moov check M-BASE-18',
    note: 'Information only: G-PHP-1 is stricter; moov lets Z, blanks and a B inside pass.',
    when: ({ paymentHistoryProfile }) => !isMoovHistory(paymentHistoryProfile),
  }),
  baseRule({
    id: 'M-BASE-19',
    title: 'moov refuses the special comment (superseded by G-SCC-1)',
    condition: 'Special Comment (19) is filled and is AL or not a code.',
    severity: 'INFO',
    fields: ['specialComment'],
    explanation: refused,
    fix: 'Do what G-SCC-1 says; nothing to do for AL.',
    source: 'moov check M-BASE-19',
    note: 'Superseded by G-SCC-1: moov does not know the comment AL, which exists.',
    when: ({ specialComment: comment }) =>
      comment !== '' && (comment === 'AL' || !Object.hasOwn(specialComments, comment)),
  }),
  unidentifiedBase(
    'M-BASE-34',
    ['socialSecurityNumber', 'dateOfBirth', 'ecoaCode'],
    'Social Security Number (34) is blank or all 0, Date of Birth (35) is empty, and ECOA Code (37) is neither 2 nor 5.',
  ),
  unidentifiedBase(
    'M-BASE-35',
    ['dateOfBirth', 'socialSecurityNumber', 'ecoaCode'],
    'Date of Birth (35) is empty, Social Security Number (34) is blank or all 0, and ECOA Code (37) is neither 2 nor 5.',
  ),
]
