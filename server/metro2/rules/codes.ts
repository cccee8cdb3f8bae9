/** Whether coded fields hold codes of their tables. */
import {
  accountStatuses,
  accountTypes,
  addressIndicators,
  allAccountTypes,
  generationCodes,
  interestTypes,
  portfolioTypes,
  residenceCodes,
  termsFrequencies,
} from '../codes.ts'
import type { Metro2Record } from '../record.ts'
import { asRepeat, baseRule, everyOf, type Hit, type Rule, rule, show, together } from './rule.ts'

function isCountry(code: string): boolean {
  return code === '' || code === 'US' || /^[A-Z]{2}$/.test(code)
}

function codeFault({ base, j2 }: Metro2Record): Hit | null {
  const hit = (name: 'generationCode' | 'addressIndicator' | 'residenceCode' | 'countryCode') => ({
    values: show(base, name),
    fields: [`base.${name}`],
  })
  const { generationCode, addressIndicator, residenceCode } = base
  let found: Hit | null = null
  if (generationCode !== '' && !Object.hasOwn(generationCodes, generationCode)) found = hit('generationCode')
  if (addressIndicator !== '' && !Object.hasOwn(addressIndicators, addressIndicator)) {
    found = together(found, hit('addressIndicator'))
  }
  if (residenceCode !== '' && !Object.hasOwn(residenceCodes, residenceCode))
    found = together(found, hit('residenceCode'))
  if (!isCountry(base.countryCode)) found = together(found, hit('countryCode'))
  const others = everyOf(j2, 'j2', ({ countryCode }, path) =>
    isCountry(countryCode) ? null : { values: { countryCode }, fields: [`${path}.countryCode`] },
  )
  return together(found, others)
}

export const codeRules: Rule[] = [
  rule({
    id: 'G-PORT-1',
    title: 'Account type does not belong to the portfolio',
    condition:
      'Portfolio Type (8) and Account Type (9) are both filled, and the portfolio type is not C, I, M, O or R, or the account type is not one of that portfolio’s.',
    severity: 'WARNING',
    fields: ['accountType', 'portfolioType'],
    explanation: 'Portfolio type and account type together say what was lent; bureaus read the other fields by them.',
    fix: 'Correct the account type or the portfolio type.',
    source: 'Field definitions 8 and 9',
    note: 'An unknown portfolio or account type is an error, a known type in another portfolio a warning.',
    check: ({ base }) => {
      const { portfolioType, accountType } = base
      if (portfolioType === '' || accountType === '') return null
      const values = show(base, 'portfolioType', 'accountType')
      if (!Object.hasOwn(portfolioTypes, portfolioType))
        return { values, fields: ['base.portfolioType'], message: 'Portfolio type is not a code', severity: 'ERROR' }
      if (!allAccountTypes.has(accountType)) return { values, message: 'Account type is not a code', severity: 'ERROR' }
      return Object.hasOwn(accountTypes[portfolioType]!, accountType) ? null : { values }
    },
  }),
  baseRule({
    id: 'Portfolio-Type-1',
    title: 'Line of credit with the account type of something else',
    condition: 'Portfolio Type (8) is C and Account Type (9) is not 15, 43, 47, 89, 7A or 9B.',
    severity: 'WARNING',
    fields: ['accountType', 'portfolioType'],
    explanation: 'Portfolio C has six account types.',
    fix: 'Correct the account type or the portfolio type.',
    source: 'CFPB evaluator Portfolio-Type-1',
    when: (b) => b.portfolioType === 'C' && !Object.hasOwn(accountTypes.C!, b.accountType),
  }),
  baseRule({
    id: 'M-BASE-4',
    title: 'Correction indicator not 0 or 1',
    condition: 'Correction Indicator (4) is neither 0 nor 1.',
    severity: 'ERROR',
    fields: ['correctionIndicator'],
    explanation: '1 replaces what was reported for the same period, 0 is a normal report.',
    fix: 'Report 0.',
    source: 'moov check M-BASE-4',
    when: (b) => b.correctionIndicator !== 0 && b.correctionIndicator !== 1,
  }),
  baseRule({
    id: 'M-BASE-14',
    title: 'Terms frequency not a code',
    condition: 'Terms Frequency (14) is filled and not D, P, W, B, E, M, L, Q, T, S or Y.',
    severity: 'ERROR',
    fields: ['termsFrequency'],
    explanation: 'The frequency says how often payments fall due.',
    fix: 'Use D, P, W, B, E, M, L, Q, T, S, Y or blank.',
    source: 'moov check M-BASE-14',
    when: (b) => b.termsFrequency !== '' && !Object.hasOwn(termsFrequencies, b.termsFrequency),
  }),
  rule({
    id: 'M-BASE-17A',
    title: 'Account status not a code',
    condition: 'Account Status (17A) is not 05, 11, 13, 61-65, 71, 78, 80, 82-84, 88, 89, 93-97, DA or DF.',
    severity: 'ERROR',
    fields: ['accountStatus'],
    explanation: 'There are 23 account statuses; a bureau refuses any other.',
    fix: 'Correct the status or its look-up table.',
    source: 'moov check M-BASE-17A',
    note: 'Information where the field is blank, which is M-BASE-REQ.',
    check: ({ base }) =>
      Object.hasOwn(accountStatuses, base.accountStatus)
        ? null
        : asRepeat({ values: show(base, 'accountStatus') }, base.accountStatus === ''),
  }),
  baseRule({
    id: 'M-BASE-28',
    title: 'Interest type not a code',
    condition: 'Interest Type Indicator (28) is filled and neither F nor V.',
    severity: 'ERROR',
    fields: ['interestTypeIndicator'],
    explanation: 'F is fixed, V variable.',
    fix: 'Use F, V or blank.',
    source: 'moov check M-BASE-28',
    when: (b) => b.interestTypeIndicator !== '' && !Object.hasOwn(interestTypes, b.interestTypeIndicator),
  }),
  rule({
    id: 'G-CODE-1',
    title: 'Generation, country, address or residence code not a code',
    condition:
      'Generation Code (33), Address Indicator (45) or Residence Code (46) of the base is filled with a code that is not in its table, or Country Code (39, J2 12) is filled with something other than two capital letters.',
    severity: 'ERROR',
    fields: ['generationCode', 'countryCode', 'addressIndicator', 'residenceCode'],
    explanation: 'Bureaus refuse codes outside their tables.',
    fix: 'Correct the code or leave the field blank.',
    source: 'Field definitions 33, 39, 45 and 46',
    note: 'Of the base, and the country of a J2 segment; the other codes of J1 and J2 are M-J1-6, M-J2-6, M-J2-18 and M-J2-19.',
    check: codeFault,
  }),
]
