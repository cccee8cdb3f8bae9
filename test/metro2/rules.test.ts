import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { BaseSegment, Metro2Record } from '../../server/metro2/record.ts'
import {
  coveredBy,
  derivationFindings,
  notEvaluated,
  ruleById,
  rules,
  validateRecord,
} from '../../server/metro2/rules/registry.ts'
import { base, j1, j2, profile, record } from './support.ts'

const context = { asOf: '2026-06-30' }

type Fields = Partial<BaseSegment>
type Case = [id: string, hit: Fields | Metro2Record, nearMiss: Fields | Metro2Record]

function recordOf(fields: Fields | Metro2Record): Metro2Record {
  return 'base' in fields ? fields : record(fields)
}

/** A record that breaks the rule, and one that comes close and does not. */
const cases: Case[] = [
  ['M-BASE-REQ', { city: '' }, { termsDuration: '', termsFrequency: 'D' }],
  ['M-J1-REQ', record({}, [j1(), j1({ firstName: '' })]), record({}, [j1({ middleName: '' })])],
  ['M-J2-REQ', record({}, [], [j2({ city: '' })]), record({}, [], [j2({ ecoaCode: 'W', firstName: '' })])],
  ['G-CHAR-1', { currentBalance: 10.5 }, { currentBalance: 999_999_999 }],
  ['G-ID-1', { identificationNumber: 'AB12' }, { identificationNumber: 'AB123' }],
  ['G-ACCT-1', { consumerAccountNumber: 'A-0001' }, { consumerAccountNumber: 'A21909999' }],
  ['G-PORT-1', { accountType: '26' }, { portfolioType: 'M', accountType: '26', termsDuration: '030' }],
  ['Portfolio-Type-1', { portfolioType: 'C', accountType: '01' }, { portfolioType: 'C', accountType: '47' }],
  ['M-BASE-4', { correctionIndicator: 2 }, { correctionIndicator: 1 }],
  ['M-BASE-14', { termsFrequency: 'Z' }, { termsFrequency: '' }],
  ['M-BASE-17A', { accountStatus: '99' }, { accountStatus: 'DF' }],
  ['M-BASE-28', { interestTypeIndicator: 'X' }, { interestTypeIndicator: '' }],
  ['M-BASE-36', { telephoneNumber: '5550100' }, { telephoneNumber: '' }],
  [
    'G-CODE-1',
    record({}, [], [j2({ addressIndicator: 'X' })]),
    record({}, [j1({ generationCode: 'J' })], [j2({ residenceCode: 'O' })]),
  ],
  ['G-ADDR-1', { secondLineOfAddress: 'PO BOX 12' }, { firstLineOfAddress: 'PO BOX 12' }],
  ['G-ID-2', { socialSecurityNumber: '666123456' }, { socialSecurityNumber: '999999999' }],
  ['G-ID-3', { socialSecurityNumber: '', dateOfBirth: null }, { socialSecurityNumber: '' }],
  // Opened 2026-01-10: eighteen on that very day is old enough.
  ['G-DOB-1', { dateOfBirth: '2008-01-11' }, { dateOfBirth: '2008-01-10' }],
  ['G-NAME-1', { surname: 'DOE JR' }, { surname: 'DOE-SMITH' }],
  ['G-ECOA-1', { ecoaCode: '4' }, { ecoaCode: '7' }],
  ['G-ECOA-2', record({ ecoaCode: '1' }, [j1({ ecoaCode: '2' })]), record({ ecoaCode: '7' }, [j1({ ecoaCode: '5' })])],
  ['G-ECOA-3', record({}, [j1({ ecoaCode: '3', dateOfBirth: null })]), record({}, [j1({ ecoaCode: '3' })])],
  ['ECOA-J1J2-1', record({ ecoaCode: 'X' }, [j1({ ecoaCode: '7' })]), record({ ecoaCode: 'X' })],
  [
    'Bankruptcy-ECOA-1',
    record({ consumerInformationIndicator: 'A' }, [], [j2({ ecoaCode: '3' })]),
    record({ consumerInformationIndicator: 'R' }, [], [j2({ ecoaCode: '3' })]),
  ],
  [
    'G-CII-1',
    record({}, [j1({ consumerInformationIndicator: 'W' })]),
    record({}, [j1({ consumerInformationIndicator: 'Z' })]),
  ],
  ['G-PR-1', { accountStatus: '13', paymentRating: '' }, { accountStatus: '64', paymentRating: '' }],
  ['G-PHP-1', { paymentHistoryProfile: `0B0${'B'.repeat(21)}` }, { paymentHistoryProfile: `0D0${'B'.repeat(21)}` }],
  ['G-PHP-2', { paymentHistoryProfile: profile('E') }, { portfolioType: 'R', paymentHistoryProfile: profile('E') }],
  // June back to January (opened on the 10th) are five months before the month of June 30.
  ['G-PHP-4', { paymentHistoryProfile: profile('000000') }, { paymentHistoryProfile: profile('00000') }],
  ['G-PHP-5', { paymentHistoryProfile: profile('20') }, { paymentHistoryProfile: profile('2D0') }],
  ['Status-DOFD-1', { accountStatus: '71' }, { accountStatus: '13', paymentRating: '0' }],
  [
    'Status-DOFD-2',
    { dateOfFirstDelinquency: '2026-05-01' },
    record({ dateOfFirstDelinquency: '2026-05-01' }, [j1({ consumerInformationIndicator: 'D' })]),
  ],
  [
    'Bankruptcy-DOFD-1',
    record({}, [j1({ consumerInformationIndicator: 'A' })]),
    { consumerInformationIndicator: 'A', dateOfFirstDelinquency: '2026-03-01' },
  ],
  // 78 needs 30 days, less two: June 2 to June 30 is 28.
  [
    'G-DOFD-2',
    { accountStatus: '78', dateOfFirstDelinquency: '2026-06-03' },
    { accountStatus: '78', dateOfFirstDelinquency: '2026-06-02' },
  ],
  ['DOAI-DOFD-1', { dateOfFirstDelinquency: '2019-06-29' }, { dateOfFirstDelinquency: '2019-06-30' }],
  // A charge-off has 180 days more: 2019-01-01 + 180 = 2019-06-30, seven years later is June 30.
  [
    'G-DOFD-5',
    { accountStatus: '97', dateOfFirstDelinquency: '2018-12-31' },
    { accountStatus: '97', dateOfFirstDelinquency: '2019-01-01' },
  ],
  ['Balance-APD-1', { currentBalance: 0, amountPastDue: 1 }, { currentBalance: 0, amountPastDue: 0 }],
  ['Balance-APD-2', { currentBalance: 5, amountPastDue: 6 }, { currentBalance: 6, amountPastDue: 6 }],
  ['Status-APD-1', { accountStatus: '11', amountPastDue: 1 }, { accountStatus: '71', amountPastDue: 1 }],
  ['Status-APD-2', { accountStatus: '97', amountPastDue: 0 }, { accountStatus: '11', amountPastDue: 0 }],
  ['Status-APD-3', { accountStatus: '96', accountType: '00' }, { accountStatus: '96', accountType: '02' }],
  [
    'Rating-APD-1',
    { accountStatus: '89', paymentRating: '0', amountPastDue: 1 },
    { accountStatus: '89', paymentRating: '1', amountPastDue: 1 },
  ],
  ['Rating-APD-2', { accountStatus: '94', paymentRating: '6' }, { accountStatus: '94', paymentRating: '0' }],
  ['Status-Balance-1', { accountStatus: '62' }, { accountStatus: '62', currentBalance: 0 }],
  ['Status-Balance-2', { accountStatus: '97', currentBalance: 0 }, { accountStatus: '97', currentBalance: 1 }],
  ['Status-Balance-3', { accountStatus: '95', currentBalance: 0 }, { accountStatus: '61', currentBalance: 0 }],
  ['Status-Balance-4', { currentBalance: 0 }, { currentBalance: 0, specialComment: 'BS' }],
  [
    'Status-Balance-5',
    { portfolioType: 'R', accountType: '18', currentBalance: 0 },
    { portfolioType: 'R', accountType: '18', currentBalance: 1 },
  ],
  ['Status-Balance-6', { accountStatus: '88', currentBalance: 0 }, { accountStatus: '94', currentBalance: 0 }],
  [
    'Status-Balance-7',
    { accountStatus: '94', paymentRating: '1', currentBalance: 0 },
    { accountStatus: '94', paymentRating: '1', currentBalance: 0, complianceConditionCode: 'XA' },
  ],
  ['Status-Balance-8', { accountStatus: '71', currentBalance: 0 }, { accountStatus: '61', currentBalance: 0 }],
  [
    'Status-Balance-9',
    { portfolioType: 'R', accountStatus: '71', currentBalance: 0 },
    { portfolioType: 'O', accountStatus: '88', currentBalance: 0 },
  ],
  ['Status-Balance-10', { accountStatus: '94' }, { accountStatus: '94', portfolioType: 'M' }],
  ['Status-ChargeOff-1', { originalChargeOffAmount: 1 }, { accountStatus: '97', originalChargeOffAmount: 1 }],
  ['Status-ChargeOff-2', { accountStatus: '64' }, { accountStatus: '62' }],
  [
    'Type-Balance-1',
    { specialComment: 'BS', accountType: '3A' },
    { specialComment: 'BS', accountType: '3A', currentBalance: 0 },
  ],
  [
    'Bankruptcy-APD-1',
    record({}, [j1({ consumerInformationIndicator: 'H' })]),
    record({ accountStatus: '13' }, [j1({ consumerInformationIndicator: 'H' })]),
  ],
  [
    'Bankruptcy-Balance-1',
    { consumerInformationIndicator: 'E', currentBalance: 0 },
    { consumerInformationIndicator: 'A', currentBalance: 0 },
  ],
  [
    'Bankruptcy-SMPA-1',
    { consumerInformationIndicator: 'F', scheduledMonthlyPaymentAmount: 0 },
    { consumerInformationIndicator: 'F', scheduledMonthlyPaymentAmount: 1 },
  ],
  ['G-BK-1', { consumerInformationIndicator: 'E' }, { consumerInformationIndicator: 'H' }],
  ['Balance-DateClosed-1', { dateClosed: '2026-06-01' }, { dateClosed: '2026-06-01', specialComment: 'BE' }],
  ['Balance-DateClosed-2', { currentBalance: 0 }, { currentBalance: 0, portfolioType: 'R' }],
  ['Status-DateClosed-1', { accountStatus: '64' }, { accountStatus: '63' }],
  ['Status-DateClosed-2', { dateClosed: '2026-06-01' }, { dateClosed: '2026-06-01', complianceConditionCode: 'XA' }],
  ['Status-DateClosed-3', { accountStatus: '89' }, { accountStatus: '88' }],
  ['CCC-DateClosed-1', { complianceConditionCode: 'XA' }, { complianceConditionCode: 'XB' }],
  ['G-CLOSE-1', { dateClosed: '2026-07-01' }, { dateClosed: '2026-06-30' }],
  ['DTCL-DOLP-1', { accountStatus: '13', dateClosed: '2026-06-16' }, { accountStatus: '13', dateClosed: '2026-06-15' }],
  ['G-OPEN-1', { dateOpened: '2026-07-01' }, { dateOpened: '2026-06-30' }],
  [
    'G-DOAI-1',
    { dateOfAccountInformation: '2026-05-31' },
    { accountStatus: '13', dateOfAccountInformation: '2026-05-31' },
  ],
  [
    'DOAI-PaymentAmount-1',
    { dateOfAccountInformation: null },
    { dateOfAccountInformation: null, actualPaymentAmount: 0 },
  ],
  ['G-DOLP-1', { dateOfLastPayment: null }, { dateOfLastPayment: null, actualPaymentAmount: 0 }],
  // 2026-05-01 to June 30 is exactly 60 days.
  [
    'Status-PaymentAmount-1',
    { actualPaymentAmount: 0, dateOpened: '2026-04-30' },
    { actualPaymentAmount: 0, dateOpened: '2026-05-01' },
  ],
  ['Status-SMPA-1', { accountStatus: '97' }, { accountStatus: '96' }],
  [
    'Status-SMPA-2',
    { portfolioType: 'C', accountType: '15', accountStatus: '71', scheduledMonthlyPaymentAmount: 0 },
    { portfolioType: 'C', accountType: '15', accountStatus: '11', scheduledMonthlyPaymentAmount: 0 },
  ],
  ['Status-SMPA-3', { scheduledMonthlyPaymentAmount: 0 }, { scheduledMonthlyPaymentAmount: 0, termsFrequency: 'D' }],
  [
    'Status-SMPA-4',
    { portfolioType: 'C', accountType: '15', scheduledMonthlyPaymentAmount: 0 },
    { portfolioType: 'C', accountType: '15', scheduledMonthlyPaymentAmount: 0, complianceConditionCode: 'XA' },
  ],
  ['Deferred-SMPA-1', { termsFrequency: 'D' }, { termsFrequency: 'D', scheduledMonthlyPaymentAmount: 0 }],
  ['Type-SMPA-1', { specialComment: 'BS' }, { specialComment: 'BS', scheduledMonthlyPaymentAmount: 0 }],
  ['Type-CreditLimit-1', { creditLimit: 1 }, { creditLimit: 1, accountType: '15' }],
  ['Type-CreditLimit-2', { accountType: '18' }, { accountType: '18', creditLimit: 1 }],
  ['G-CL-1', { creditLimit: 1, accountType: '00' }, { creditLimit: 1, accountType: '15', portfolioType: 'C' }],
  ['Type-HCOLA-1', { highestCredit: 0 }, { highestCredit: 0, accountType: '18' }],
  ['Type-HCOLA-2', { highestCredit: 0, accountType: '18' }, { highestCredit: 1, accountType: '18' }],
  ['Type-TermsDuration-1', { termsDuration: '000' }, { termsDuration: '001' }],
  ['G-TERM-1', { portfolioType: 'M', termsDuration: '360' }, { portfolioType: 'M', termsDuration: '030' }],
  ['G-K4-1', { termsFrequency: 'D' }, { termsFrequency: 'M' }],
  ['G-K1-1', { portfolioType: 'O', accountType: '48' }, { portfolioType: 'O', accountType: '50' }],
  ['G-SCC-1', { specialComment: 'BD' }, { specialComment: 'BD', accountType: '3A' }],
  ['G-CCC-1', { complianceConditionCode: 'XA' }, { complianceConditionCode: 'XA', portfolioType: 'R' }],
  ['SCC-AccountChange-1', { specialComment: 'O' }, { specialComment: 'AT' }],
  ['SCC-PurchasedSold-1', { specialComment: 'AH' }, { specialComment: 'AT' }],
  ['SCC-APD-1', { specialComment: 'AU', amountPastDue: 1 }, { specialComment: 'AU' }],
  ['SCC-APD-2', { specialComment: 'BA' }, { specialComment: 'BA', amountPastDue: 1 }],
  ['SCC-Balance-1', { specialComment: 'AS' }, { specialComment: 'AS', currentBalance: 0 }],
  ['SCC-Balance-2', { specialComment: 'CP', currentBalance: 0 }, { specialComment: 'CP' }],
  ['SCC-DateClosed-1', { specialComment: 'CP', dateClosed: '2026-06-01' }, { specialComment: 'CP' }],
  ['SCC-DateClosed-2', { specialComment: 'M' }, { specialComment: 'M', dateClosed: '2026-06-01' }],
  ['SCC-DateClosed-3', { specialComment: 'AT', currentBalance: 0 }, { specialComment: 'AT' }],
  ['SCC-Status-1', { specialComment: 'AU' }, { specialComment: 'AU', accountStatus: '62' }],
  ['SCC-Status-2', { specialComment: 'CP', accountStatus: '13' }, { specialComment: 'CP' }],
  ['SCC-Status-3', { specialComment: 'BA' }, { specialComment: 'BA', accountStatus: '97' }],
  ['SCC-Status-4', { specialComment: 'BO', accountStatus: '94' }, { specialComment: 'BO', accountStatus: '84' }],
  [
    'SCC-Status-5',
    { specialComment: 'AH', currentBalance: 0, accountStatus: '94' },
    { specialComment: 'AH', currentBalance: 0, accountStatus: '94', portfolioType: 'M' },
  ],
]

function found(of: Metro2Record, id: string) {
  return validateRecord(of, context).find((finding) => finding.rule === id)
}

describe('each rule', () => {
  test('stands in the table below once', () => {
    expect(cases.map(([id]) => id).sort()).toEqual(rules.map((rule) => rule.id).sort())
  })

  test.each(cases)('%s hits what it should and lets the near miss pass', (id, hit, nearMiss) => {
    expect(found(recordOf(hit), id)).toBeDefined()
    expect(found(recordOf(nearMiss), id)).toBeUndefined()
  })

  test('explains itself', () => {
    for (const rule of rules) {
      for (const text of [rule.title, rule.explanation, rule.fix, rule.source]) expect(text.length).toBeGreaterThan(5)
      expect(ruleById(rule.id)).toBe(rule)
    }
    for (const { id } of notEvaluated) expect(ruleById(id)).toBeUndefined()
    for (const id of Object.keys(coveredBy)) expect(ruleById(id)).toBeUndefined()
  })
})

describe('findings of derivation and assembly', () => {
  test('are described, each that the code can answer and no other', () => {
    const root = resolve(import.meta.dirname, '../../server/metro2')
    const sources = readdirSync(root).filter((name) => name.endsWith('.ts'))
    const answered = new Set<string>()
    for (const name of sources) {
      const text = readFileSync(resolve(root, name), 'utf8')
      for (const match of text.matchAll(/finding\(\s*(?:s,\s*)?'([A-Z0-9-]+)'/g)) answered.add(match[1]!)
    }
    expect(derivationFindings.map((finding) => finding.id).sort()).toEqual([...answered].sort())
    for (const { id } of derivationFindings) expect(ruleById(id)).toBeUndefined()
  })
})

describe('a clean record', () => {
  test('has no finding', () => {
    expect(validateRecord(record(), context)).toEqual([])
    expect(
      validateRecord(record({ ecoaCode: '2' }, [j1({ ecoaCode: '2' })], [j2({ ecoaCode: '2' })]), context),
    ).toEqual([])
  })
})

describe('details', () => {
  test.each([
    ['area 9', '912345678', 'area number never issued'],
    ['group 00', '219001234', 'group number 00'],
    ['serial 0000', '219990000', 'serial number 0000'],
    ['one digit repeated', '111111111', 'filler'],
    ['too short', '12345678', 'not nine digits'],
  ])('Social Security number with %s', (_, socialSecurityNumber, fault) => {
    expect(found(record({ socialSecurityNumber }), 'G-ID-2')?.values).toEqual({ segment: 'base', fault })
  })

  test('severity follows the case', () => {
    expect(found(record({ accountType: '26' }), 'G-PORT-1')?.severity).toBe('WARNING')
    expect(found(record({ accountType: 'ZZ' }), 'G-PORT-1')?.severity).toBe('ERROR')
    expect(found(record({ surname: 'X'.repeat(26) }), 'G-CHAR-1')?.severity).toBe('WARNING')
    expect(found(record({ city: 'CAFÉ' }), 'G-CHAR-1')?.severity).toBe('ERROR')
    expect(found(record({ consumerInformationIndicator: 'R' }), 'Bankruptcy-DOFD-1')?.severity).toBe('WARNING')
    expect(found(record({ consumerInformationIndicator: 'C' }), 'Bankruptcy-DOFD-1')?.severity).toBe('ERROR')
    expect(found(record({ specialComment: 'QQ' }), 'G-SCC-1')?.severity).toBe('ERROR')
  })

  test('fields name the segment', () => {
    const second = record({}, [j1(), j1({ ecoaCode: '9' })])
    expect(found(second, 'G-ECOA-1')?.fields).toEqual(['j1[1].ecoaCode'])
    expect(found(record({}, [], [j2({ state: 'XX' })]), 'G-ADDR-1')?.fields).toEqual(['j2[0].firstLineOfAddress'])
  })

  test('an account number that holds the Social Security number is not shown', () => {
    const finding = found(record({ consumerAccountNumber: 'L-219-09-9998' }), 'G-ACCT-1')
    expect(finding?.message).toContain('Social Security number')
    expect(JSON.stringify(finding)).not.toContain('9998')
  })

  test('no finding of any rule shows a Social Security number or a date of birth', () => {
    const secrets = { socialSecurityNumber: '219099998', dateOfBirth: '2015-04-05' }
    for (const [, hit, nearMiss] of cases) {
      for (const of of [recordOf(hit), recordOf(nearMiss)]) {
        const text = JSON.stringify(validateRecord({ ...of, base: { ...of.base, ...secrets } }, context))
        expect(text).not.toContain(secrets.socialSecurityNumber)
        expect(text).not.toContain(secrets.dateOfBirth)
      }
    }
  })

  test('the base of the table is a base', () => {
    expect(Object.keys(base()).length).toBe(44)
  })
})
