import { expect, test } from 'vitest'
import { joinIdentity, splitIdentity } from '../../server/records/identity.ts'
import { j1, j2, record } from '../metro2/support.ts'

const whole = {
  ...record({}, [j1()], [j2(), j2({ socialSecurityNumber: '', dateOfBirth: null })]),
  k1: { originalCreditorName: 'FIRST BANK', creditorClassification: 8 },
  k4: {
    specializedPaymentIndicator: 2,
    deferredPaymentStartDate: '2027-01-01',
    balloonPaymentDueDate: null,
    balloonPaymentAmount: 0,
  },
}

test('what is parted for sealing is joined again, with every segment', () => {
  const { fields, identity } = splitIdentity(whole)
  expect(joinIdentity(fields, identity)).toEqual(whole)
  expect(fields.k1).toEqual(whole.k1)
  expect(fields.k4).toEqual(whole.k4)
})

test('what is stored in the clear holds no SSN and no date of birth', () => {
  const { base, j1: one, j2: two } = whole
  const text = JSON.stringify(splitIdentity(whole).fields)
  for (const { socialSecurityNumber, dateOfBirth } of [base, ...one, ...two]) {
    if (socialSecurityNumber !== '') expect(text).not.toContain(socialSecurityNumber)
    if (dateOfBirth !== null) expect(text).not.toContain(dateOfBirth)
  }
})

test('a record without such segments gets none', () => {
  const { fields, identity } = splitIdentity(record())
  expect(Object.keys(joinIdentity(fields, identity))).toEqual(['base', 'j1', 'j2'])
})
