/** The people of a record: identity, relation to the account, bankruptcy indicators. Values never hold SSN or date of birth. */
import { consumerInformationIndicators, ecoaCodes } from '../codes.ts'
import { addYears } from '../dates.ts'
import type { J1Segment } from '../record.ts'
import { firstPerson, type Hit, type Rule, rule } from './rule.ts'

function given(digits: string): boolean {
  return digits !== '' && !/^(0+|9+)$/.test(digits)
}

/** What makes a Social Security number impossible, without saying the number; null when it could be one. */
function ssnFault(ssn: string): string | null {
  if (!given(ssn)) return null
  if (!/^\d{9}$/.test(ssn)) return 'not nine digits'
  if (ssn.startsWith('000') || ssn.startsWith('666') || ssn.startsWith('9')) return 'area number never issued'
  if (ssn.slice(3, 5) === '00') return 'group number 00'
  if (ssn.slice(5) === '0000') return 'serial number 0000'
  if (ssn === '123456789' || ssn === '987654321' || /^(\d)\1{8}$/.test(ssn)) return 'filler'
  return null
}

function birthFault(consumer: J1Segment, dateOpened: string | null, asOf: string): string | null {
  const born = consumer.dateOfBirth
  if (born === null) return null
  if (born > asOf) return 'in the future'
  if (addYears(born, 120) < asOf) return 'more than 120 years ago'
  if (dateOpened !== null && addYears(born, 18) > dateOpened) return 'under 18 when the account opened'
  return null
}

const messageWords = new Set(
  'ESTATE TRUST TRUSTEE MINOR BABY DECEASED UNKNOWN TEST MR MRS MS DR JR SR II III IV'.split(' '),
)

function nameFault(consumer: J1Segment): string | null {
  const { surname, firstName } = consumer
  for (const name of [surname, firstName, consumer.middleName]) {
    if (!/^[A-Z -]*$/.test(name)) return 'characters other than letters, hyphen and space'
    for (const word of name.split(' ')) if (messageWords.has(word)) return 'a title, suffix or message in the name'
  }
  return firstName.length === 1 ? 'first name is an initial' : null
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
    severity: 'WARNING',
    fields: ['socialSecurityNumber'],
    explanation:
      'A wrong number puts the account on a stranger’s file. ITIN and credit privacy numbers are not allowed.',
    fix: 'Correct the number, or leave it out and report the date of birth.',
    source: 'Field definition 34; rules of the Social Security Administration',
    check: (record) =>
      firstPerson(record, (c, path) => faultHit(ssnFault(c.socialSecurityNumber), path, 'socialSecurityNumber')),
  }),
  rule({
    id: 'G-ID-3',
    title: 'Neither Social Security number nor date of birth',
    severity: 'ERROR',
    fields: ['socialSecurityNumber', 'dateOfBirth'],
    explanation: 'Without one of them a bureau cannot tell whom the account belongs to.',
    fix: 'Give the Social Security number or the date of birth; a masked number counts as none.',
    source: 'Field definitions 34 and 35; replaces moov checks M-BASE-34, M-BASE-35, M-J1-7, M-J2-7',
    note: 'A business segment (ECOA W) has neither.',
    check: (record) =>
      firstPerson(record, (c, path) =>
        person(c) && !given(c.socialSecurityNumber) && c.dateOfBirth === null
          ? { values: { segment: path }, fields: [`${path}.socialSecurityNumber`, `${path}.dateOfBirth`] }
          : null,
      ),
  }),
  rule({
    id: 'G-DOB-1',
    title: 'Date of birth impossible for a borrower',
    severity: 'WARNING',
    fields: ['dateOfBirth', 'dateOpened'],
    explanation: 'Borrowers are adults and alive; minors are not reported.',
    fix: 'Correct the date of birth.',
    source: 'Field definition 35',
    check: (record, { asOf }) =>
      firstPerson(record, (c, path) => faultHit(birthFault(c, record.base.dateOpened, asOf), path, 'dateOfBirth')),
  }),
  rule({
    id: 'G-NAME-1',
    title: 'Name with something that is no name',
    severity: 'WARNING',
    fields: ['surname', 'firstName', 'middleName'],
    explanation:
      'Names are matched letter by letter; titles, suffixes and messages break the match. Estates, trusts and minors are not reported.',
    fix: 'Give the legal name; the suffix goes into the generation code.',
    source: 'Field definitions 30 to 33',
    check: (record) => firstPerson(record, (c, path) => (person(c) ? faultHit(nameFault(c), path, 'surname') : null)),
  }),
  rule({
    id: 'G-ECOA-1',
    title: 'ECOA code not a code',
    severity: 'ERROR',
    fields: ['ecoaCode'],
    explanation: 'The code says how a consumer is tied to the account; 0, 4 and 6 ended in 2003.',
    fix: 'Use 1, 2, 3, 5, 7, T, X, W or Z.',
    source: 'Field definition 37',
    check: (record) =>
      firstPerson(record, (c, path) =>
        Object.hasOwn(ecoaCodes, c.ecoaCode)
          ? null
          : { values: { segment: path, ecoaCode: c.ecoaCode }, fields: [`${path}.ecoaCode`] },
      ),
  }),
  rule({
    id: 'G-ECOA-2',
    title: 'ECOA codes of the consumers do not go together',
    severity: 'WARNING',
    fields: ['ecoaCode'],
    explanation:
      'Joint borrowers are joint on both sides; a co-maker has a maker; an authorized user never holds the account.',
    fix: 'Correct the codes of base and associated consumers together.',
    source: 'Field definition 37',
    check: ({ base, j1, j2 }) => {
      const associated = [...j1, ...j2].map((consumer) => consumer.ecoaCode)
      const message = ecoaConflict(base.ecoaCode, associated)
      return message === null ? null : { message, values: { base: base.ecoaCode, associated: associated.join(' ') } }
    },
  }),
  rule({
    id: 'G-ECOA-3',
    title: 'Authorized user without a date of birth',
    severity: 'WARNING',
    fields: ['dateOfBirth', 'ecoaCode'],
    explanation:
      'An authorized user is identified by the full date of birth even when the Social Security number is given.',
    fix: 'Give the date of birth.',
    source: 'Field definitions 35 and 37',
    check: (record) =>
      firstPerson(record, (c, path) =>
        c.ecoaCode === '3' && c.dateOfBirth === null
          ? { values: { segment: path, ecoaCode: '3' }, fields: [`${path}.dateOfBirth`] }
          : null,
      ),
  }),
  rule({
    id: 'ECOA-J1J2-1',
    title: 'Deceased base consumer, associated consumers not marked',
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
    severity: 'ERROR',
    fields: ['consumerInformationIndicator'],
    explanation: 'Bureaus refuse codes outside the table; I to P and W, X, Y are obsolete.',
    fix: 'Use a code of the table, or leave the field blank.',
    source: 'Field definition 38',
    check: (record) =>
      firstPerson(record, (c, path) => {
        const code = c.consumerInformationIndicator
        if (code === '' || Object.hasOwn(consumerInformationIndicators, code)) return null
        const field = `${path}.consumerInformationIndicator`
        return { values: { segment: path, consumerInformationIndicator: code }, fields: [field] }
      }),
  }),
]
