/** The line that the web client shows is the line that the server writes, but for what the API masks. */
import { describe, expect, test } from 'vitest'
import { encodeRecord } from '../../server/metro2/codec.ts'
import type { BaseSegment, Metro2Record } from '../../server/metro2/record.ts'
import { layout } from '../../web/generated/layout.ts'
import { isFixed, recordLength, ruleBase, shownParts, ticks } from '../../web/lib/ruler.ts'

const base: BaseSegment = {
  ...{ timeStamp: '06302026120000', correctionIndicator: 0, identificationNumber: 'SUMMIT001', cycleIdentifier: '' },
  ...{ consumerAccountNumber: 'L-1001', portfolioType: 'I', accountType: '00', dateOpened: '2024-03-05' },
  ...{ creditLimit: 0, highestCredit: 18_250, termsDuration: '060', termsFrequency: 'M' },
  ...{ scheduledMonthlyPaymentAmount: 412, actualPaymentAmount: 0, accountStatus: '78', paymentRating: '' },
  ...{ paymentHistoryProfile: '1000000000000000000BBBBB', specialComment: '', complianceConditionCode: '' },
  ...{ currentBalance: 9_999, amountPastDue: 824, originalChargeOffAmount: 0, dateOfAccountInformation: '2026-06-30' },
  ...{
    dateOfFirstDelinquency: '2026-05-01',
    dateClosed: null,
    dateOfLastPayment: '2026-03-31',
    interestTypeIndicator: '',
  },
  ...{ surname: 'DOE', firstName: 'JANE', middleName: '', generationCode: '', socialSecurityNumber: '666451234' },
  ...{ dateOfBirth: '1980-02-03', telephoneNumber: '8015550100', ecoaCode: '1', consumerInformationIndicator: '' },
  ...{ countryCode: 'US', firstLineOfAddress: '1 MAIN ST', secondLineOfAddress: '', city: 'PROVO', state: 'UT' },
  ...{ postalCode: '84601', addressIndicator: '', residenceCode: '' },
}
/** As the API gives it. */
const shown = {
  ...base,
  ...{ creditLimit: '0.00', highestCredit: '18250.00', scheduledMonthlyPaymentAmount: '412.00' },
  ...{
    actualPaymentAmount: '0.00',
    currentBalance: '9999.00',
    amountPastDue: '824.00',
    originalChargeOffAmount: '0.00',
  },
  ...{ socialSecurityNumber: '***-**-1234', dateOfBirth: '1980-**-**' },
}
const none = { j1: [], j2: [], k1: null, k2: null, k3: null, k4: null, l1: null, n1: null }

describe('the line of a base segment', () => {
  const record: Metro2Record = { base, j1: [], j2: [] }
  const written = encodeRecord(record).text
  const fields = ruleBase(shown, recordLength(none))

  test('is the one that the server writes, field by field', () => {
    for (const { name, start, length, text, masked } of fields) {
      if (!masked) expect([name, text]).toEqual([name, written.slice(start - 1, start - 1 + length)])
    }
    expect(fields.map(({ text }) => text).join('')).toHaveLength(426)
  })
  test('shows of the masked fields what the API shows', () => {
    const masked = fields.filter((field) => field.masked).map(({ name, text }) => [name, text])
    expect(masked).toEqual([
      ['socialSecurityNumber', '*****1234'],
      ['dateOfBirth', '****1980'],
    ])
    const without = ruleBase({ ...shown, socialSecurityNumber: null, dateOfBirth: null })
    expect(without.filter((field) => field.masked).map(({ text }) => text)).toEqual(['000000000', '00000000'])
  })
})

test('the first field is the length of the record with its segments', () => {
  expect(recordLength(none)).toBe(426)
  expect(recordLength({ ...none, j1: [{}, {}], k1: {} })).toBe(426 + 200 + 34)
})

test('the ruler has the number of each tenth place ending there', () => {
  expect(ticks(30)).toBe('····┼···10····┼···20····┼···30')
  expect(ticks(426)).toHaveLength(426)
  expect(ticks(426).slice(417, 420)).toBe('420')
})

test('every field has a title', () => {
  for (const fields of Object.values(layout)) for (const { title } of fields) expect(title).toMatch(/^[A-Z]/)
})

test('the parts hold every field that there is something to say of, each once and in order', () => {
  const fields = ruleBase({ ...base })
  const shown = shownParts(fields).flatMap((part) => part.fields)
  expect(shown).toEqual(fields.filter((field) => !isFixed(field)))
  expect(shownParts(fields).every((part) => part.fields.length > 0)).toBe(true)
})
