/** Who is reported, as what, and where. */
import { describe, expect, test } from 'vitest'
import type { Raw } from './documents.ts'
import { seconds } from './documents.ts'
import { type Life, oakLane, outcomeOf, paid, person, rawLife, reported, second } from './life.ts'

const asOf = '2026-06-30'
const company = person({
  id: 40,
  customerType: 'customer.type.company',
  companyName: 'Thorne LLC',
  firstName: null,
  lastName: null,
  ssn: '',
  birthDate: null,
})
const additional = (changes: Raw = {}) =>
  person({ id: 33, loanRole: 'loan.customerRole.additional', firstName: 'Clara', ...changes })

/** A current loan of these people; the archive says 1 of the primary and 2 of the co-borrower. */
const of = (people: Raw[], codes: [string, string] = ['1', '2']): Life => ({
  due: ['2026-06-15'],
  payments: [paid('2026-06-15')],
  people,
  archive: {
    [asOf]: {
      daysPastDue: 0,
      calcedECOA: `loan.ecoacodes.${codes[0]}`,
      calcedECOACoBuyer: `loan.ecoacodes.${codes[1]}`,
    },
  },
})

describe('a loan to a company', () => {
  test('is reported under the person who answers for it, with the code of that person and not of the company', () => {
    const { base, record } = reported(of([company, second()]), asOf)
    expect(base).toMatchObject({ firstName: 'BERNARD', ecoaCode: '2' })
    expect([...record.j1, ...record.j2]).toEqual([])
  })

  test('is not reported under somebody LoanPro merely lists as additional', () => {
    expect(outcomeOf(rawLife(of([company, additional()])), asOf)).toMatchObject({
      kind: 'EXCLUDED',
      reason: 'NO_LIABLE_PERSON',
    })
  })

  test('finds the guarantor beside an additional customer, in whatever order they come', () => {
    for (const people of [
      [company, additional(), second()],
      [second(), additional(), company],
    ]) {
      const { base, record } = reported(of(people), asOf)
      expect(base).toMatchObject({ firstName: 'BERNARD', ecoaCode: '2' })
      expect([...record.j1, ...record.j2]).toEqual([])
    }
  })

  test('of two persons without a role none is taken', () => {
    const people = [person({ loanRole: null }), second({ loanRole: null })]
    expect(outcomeOf(rawLife(of(people)), asOf)).toMatchObject({ kind: 'EXCLUDED', reason: 'NO_LIABLE_PERSON' })
  })
})

describe('joint borrowers', () => {
  const codes: [string, string] = ['2', '2']
  const jointly = (changes: Raw) => reported(of([person(), second(changes)], codes), asOf)

  test('at one address, spelled otherwise: J1', () => {
    const address = { ...oakLane, address1: '12 oak lane.', zipcode: '89501-2222' }
    const { record } = jointly({ PrimaryAddress: address })
    expect([record.j1.length, record.j2.length]).toEqual([1, 0])
  })

  test('at another: J2 with that address', () => {
    const { record } = jointly({ PrimaryAddress: { ...oakLane, address1: 'PO Box 17', zipcode: '895011234' } })
    expect(record.j1).toEqual([])
    expect(record.j2).toMatchObject([{ firstLineOfAddress: 'PO BOX 17', postalCode: '895011234', ecoaCode: '2' }])
  })

  test('one without any address: nobody is moved to the other’s, the loan waits with its cause', () => {
    const life = of([person(), second({ PrimaryAddress: null })], codes)
    expect(outcomeOf(rawLife(life), asOf)).toMatchObject({
      kind: 'REJECTED',
      failures: expect.arrayContaining([expect.objectContaining({ field: 'consumers[1].firstLineOfAddress' })]),
    })
  })
})

describe('names, addresses and identity', () => {
  const alone = (changes: Raw) => reported(of([person(changes)]), asOf)

  test.each([
    ['Ñuñez Ávila', 'José', 'NUNEZ AVILA', 'JOSE'],
    ['Garcia-Lopez', 'Anne-Marie', 'GARCIA-LOPEZ', 'ANNE-MARIE'],
    ["O'Neil", 'Siobhán', 'ONEIL', 'SIOBHAN'],
    ['Müller-Strauß', 'Jörg', 'MULLER-STRAUSS', 'JORG'],
    ['de la Cruz', ' Ana  María ', 'DE LA CRUZ', 'ANA MARIA'],
  ])('%s, %s', (lastName, firstName, surname, given) => {
    const { base, rules } = alone({ lastName, firstName })
    expect(base).toMatchObject({ surname, firstName: given })
    expect(rules).not.toContain('G-NAME-1')
  })

  test('a suffix behind the last name is taken off, a title before it is found', () => {
    expect(alone({ lastName: 'Thorne Jr' }).rules).not.toContain('G-NAME-1')
    expect(alone({ lastName: 'Mr Thorne' }).rules).toContain('G-NAME-1')
  })

  test.each([
    [
      { city: 'APO', state: 'geo.state.AE', zipcode: '09012' },
      { city: 'APO', state: 'AE', postalCode: '09012' },
    ],
    [{ address1: 'P.O. Box 4' }, { firstLineOfAddress: 'P.O. BOX 4' }],
    [{ zipcode: '89501-1234' }, { postalCode: '895011234' }],
    [
      { state: 'geo.state.PR', zipcode: '00901' },
      { state: 'PR', postalCode: '00901' },
    ],
  ])('address %o', (address, expected) => {
    const { base, errors, rules } = alone({ PrimaryAddress: { ...oakLane, ...address } })
    expect(base).toMatchObject(expected)
    expect(errors).toEqual([])
    expect(rules).not.toContain('G-ADDR-1')
  })

  test('no social security number, but a date of birth: reported; neither: held', () => {
    expect(alone({ ssn: '' })).toMatchObject({ errors: [], base: { socialSecurityNumber: '' } })
    expect(alone({ ssn: null, birthDate: null }).errors).toContain('G-ID-3')
  })

  test.each([
    ['00123', '00123'],
    ['ab 12-c', 'AB12C'],
    ['0007', '0007'],
  ])('account number %s', (displayId, expected) => {
    expect(reported({ ...of([person()]), loan: { displayId } }, asOf).base.consumerAccountNumber).toBe(expected)
  })

  test('an amount of nine figures and more', () => {
    const life = of([person()])
    const archive = { [asOf]: { ...(life.archive![asOf] as Raw), payoff: '1234567890.12' } }
    const { base } = reported({ ...life, setup: { loanAmount: '1500000000.00' }, archive }, asOf)
    expect(base).toMatchObject({ currentBalance: 999_999_999, highestCredit: 999_999_999 })
  })
})

describe('a modified loan', () => {
  const setup = (id: number, modId: number, contractDate: string, loanAmount: string) => ({
    ...{ id, modId, active: 1, contractDate: seconds(contractDate), loanAmount, payment: '250.00', loanTerm: '36' },
    paymentFrequency: 'loan.frequency.monthly',
    loanType: 'loan.type.installment',
    CustomFieldValues: [],
  })

  test.each([
    [[setup(1, 0, '2024-01-05', '12000.00'), setup(2, 9, '2026-02-01', '7000.00')]],
    [[setup(2, 9, '2026-02-01', '7000.00'), setup(1, 0, '2024-01-05', '12000.00')]],
  ])('opened when it was first contracted, for the amount it was made for', (LoanSetup) => {
    const { base } = reported({ ...of([person()]), loan: { setupId: 2, modId: 9, LoanSetup } }, asOf)
    expect(base).toMatchObject({ dateOpened: '2024-01-05', highestCredit: 12_000, scheduledMonthlyPaymentAmount: 250 })
  })
})
