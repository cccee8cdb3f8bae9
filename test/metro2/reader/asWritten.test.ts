/** Numbers that are none as the format has them, segments that hold nothing, and months that call themselves the same. */
import { describe, expect, test } from 'vitest'
import { record } from '../support.ts'
import { check, fileOf, header, linesOf, previousOf, rulesOf, withField } from './support.ts'

const lines = linesOf([record()])

const found = (text: string, rule: string) => check(text).findings.filter((finding) => finding.rule === rule)

describe('an amount below zero', () => {
  const below = (name: string, value: string) => fileOf(withField(lines, 1, 'base', name, value))

  test.each(['-00000200', '0000-0200', '00000200-', '  -200.50'])('%s is told as one', (value) => {
    const [finding] = found(below('currentBalance', value), 'G-AMT-1')
    expect(finding).toMatchObject({ severity: 'ERROR', field: 'currentBalance', column: 155 })
    expect(finding?.message).toContain('below zero')
  })

  test('is judged as one: less than zero, and not zero', () => {
    expect(rulesOf(check(below('highestCredit', '-00000001')))).toContain('Type-HCOLA-1')
    const late = withField(lines, 1, 'base', 'amountPastDue', '000000005')
    const rules = rulesOf(check(fileOf(withField(late, 1, 'base', 'currentBalance', '-00000001'))))
    expect(rules).toContain('Balance-APD-2')
    expect(rules).not.toContain('Balance-APD-1')
  })

  test.each(['0004000.5', '0,004,000'])('%s is no amount in whole dollars, and no zero', (value) => {
    const rules = rulesOf(check(below('currentBalance', value)))
    expect(rules).toContain('G-AMT-1')
    expect(rules).not.toContain('Status-Balance-4')
  })

  test('a minus before zeros is no amount below zero', () => {
    expect(found(below('amountPastDue', '-00000000'), 'G-AMT-1')[0]?.message).toContain('not whole dollars')
  })
})

describe('a code that is no number is no code', () => {
  const withSegment = (segment: object) => linesOf([{ ...record(), ...segment }])
  test.each([
    ['M-BASE-4', lines, 'base', 'correctionIndicator', 'X'],
    [
      'M-K2-1',
      withSegment({ k2: { purchasedFromSoldToIndicator: 2, purchasedFromSoldToName: 'B' } }),
      'k2',
      'purchasedFromSoldToIndicator',
      'a',
    ],
    [
      'M-K3-1',
      withSegment({ k3: { agencyIdentifier: 1, accountNumber: '1', mortgageIdentificationNumber: '' } }),
      'k3',
      'agencyIdentifier',
      'XX',
    ],
  ] as const)('%s', (rule, given, segment, field, value) => {
    const start = segment === 'base' ? 0 : 426
    const text = fileOf(withField(given, 1, segment, field, value, start))
    expect(found(text, rule)).toMatchObject([{ severity: 'ERROR', segment, field, value }])
    expect(found(fileOf(given), rule)).toEqual([])
  })
})

test('digits that are none: the telephone number is wrong, the Social Security number is given and wrong', () => {
  const telephone = fileOf(withField(lines, 1, 'base', 'telephoneNumber', '555-1234'))
  expect(found(telephone, 'M-BASE-36')).toMatchObject([{ field: 'telephoneNumber', column: 315 }])
  const born = withField(lines, 1, 'base', 'dateOfBirth', '00000000')
  const checked = check(fileOf(withField(born, 1, 'base', 'socialSecurityNumber', '219-09-99')))
  expect(rulesOf(checked)).toContain('G-ID-2')
  expect(rulesOf(checked)).not.toContain('G-ID-3')
  expect(JSON.stringify(checked.findings)).not.toContain('219-09')
})

test('an empty segment that the descriptor word counts is told, and is none', () => {
  const empty = (word: string) => fileOf(lines.with(1, `${word}${lines[1]!.slice(4)}${'N1'.padEnd(146)}`))
  expect(found(empty('0572'), 'M-N1-1')).toMatchObject([
    { severity: 'INFO', segment: 'n1', field: 'employerName', column: 429 },
  ])
  expect(found(empty('0426'), 'M-N1-1')).toEqual([])
})

test('where moov stops, the field is named, a time stamp too', () => {
  const text = fileOf(withField(lines, 1, 'base', 'timeStamp', '13302026000000'))
  expect(found(text, 'M-FILE-2')).toMatchObject([{ segment: 'base', field: 'timeStamp', column: 6 }])
})

test('a month before that states the same activity date is the month before all the same', () => {
  const late = record({
    accountStatus: '71',
    amountPastDue: 300,
    dateOfFirstDelinquency: '2026-05-14',
    dateOfAccountInformation: '2026-05-31',
  })
  const previous = previousOf(fileOf(linesOf([late])))
  const now = fileOf(linesOf([record({ paymentHistoryProfile: '00000'.padEnd(24, 'B') })], header))
  const rules = rulesOf(check(now, { previous }))
  expect(rules).toContain('PHP-Status-1')
})

test.each([
  ['Status-DOFD-1', 'dateOfFirstDelinquency', { accountStatus: '71', amountPastDue: 300 }],
  ['Status-APD-1', 'amountPastDue', { amountPastDue: 300 }],
  ['Status-Balance-4', 'currentBalance', { currentBalance: 0 }],
  ['G-PORT-1', 'portfolioType', { portfolioType: 'X' }],
  ['G-PORT-1', 'accountType', { accountType: '18' }],
  ['G-PR-1', 'paymentRating', { accountStatus: '13' }],
  ['G-NAME-1', 'firstName', { firstName: 'MR JOHN' }],
  ['G-ADDR-1', 'postalCode', { postalCode: '1234' }],
] as const)('%s is told at %s', (rule, field, base) => {
  expect(found(fileOf(linesOf([record(base)])), rule)).toMatchObject([{ segment: 'base', field }])
})
