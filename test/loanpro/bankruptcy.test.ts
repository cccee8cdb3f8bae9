/** A bankruptcy is of the borrower who filed; it neither worsens the status while it runs nor leaves a discharged debt owed. */
import { describe, expect, test } from 'vitest'
import { type Raw, seconds } from './documents.ts'
import { type Life, oakLane, paid, person, profile, reported, second } from './life.ts'

const fifteenths = Array.from({ length: 18 }, (_, i) => {
  const month = i + 1
  return `${2025 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-15`
})

const bankruptcy = (customerId: number, chapter: string, status: string, more: Raw = {}): Life['loan'] => ({
  Bankruptcies: [
    {
      id: 1,
      customerId,
      active: 1,
      chapter: `loan.bankruptcyChapter.chapter${chapter}`,
      petitionStatus: `loan.bankruptcyPetitionStatus.${status}`,
      filingDate: seconds('2025-11-05'),
      ...more,
    },
  ],
})

const joint = { calcedECOA: 'loan.ecoacodes.2', calcedECOACoBuyer: 'loan.ecoacodes.2' }

/** Paid through July 2025; August 15 was missed: 82 days late on the day of the petition, 228 on March 31. */
const late: Life = {
  due: fifteenths,
  payments: fifteenths.slice(0, 6).map((day) => paid(day)),
  archive: {
    '2025-08-31': 16,
    '2025-09-30': 46,
    '2025-10-31': 77,
    '2025-11-30': 107,
    '2025-12-31': 138,
    '2026-01-31': 169,
    '2026-02-28': 197,
    '2026-03-31': { daysPastDue: 228, amountPastDue30: '2450.00', ...joint },
  },
}
const asOf = '2026-03-31'
// 2025-02 to 2025-07 paid, January the month of opening.
const paidMonths = '0000000'

describe('a chapter 13 petition of the only borrower', () => {
  const { base, commenced } = reported({ ...late, loan: bankruptcy(31, '13', 'planConfirmed') }, asOf)

  test('holds status and amount past due as they stood at the petition; the stay shows as D', () => {
    expect(base).toMatchObject({
      consumerInformationIndicator: 'D',
      accountStatus: '78',
      amountPastDue: 700, // August and September 15, unpaid and 30 days late on November 5
      currentBalance: 9050,
      paymentHistoryProfile: profile(`DDDD210${paidMonths}`),
    })
  })

  test('keeps the date of the delinquency, not that of the petition', () => {
    expect(base.dateOfFirstDelinquency).toBe('2025-09-14')
    expect(commenced).toBe('2025-08-15')
  })
})

test('a petition on a current account stays current, with the date of the petition', () => {
  const archive = { '2025-10-31': 0, '2025-11-30': 15, '2025-12-31': 46, '2026-01-31': { daysPastDue: 77, ...joint } }
  const payments = fifteenths.slice(0, 9).map((day) => paid(day))
  const { base } = reported({ ...late, payments, archive, loan: bankruptcy(31, '7', 'petitionFiled') }, '2026-01-31')
  expect(base).toMatchObject({
    consumerInformationIndicator: 'A',
    accountStatus: '11',
    amountPastDue: 0,
    dateOfFirstDelinquency: '2025-11-05',
    paymentHistoryProfile: profile('DD0000000000'),
  })
})

describe('a petition of the co-borrower alone', () => {
  const people = [person(), second()]

  test('marks the co-borrower; the other goes on being reported as the loan stands', () => {
    const { record, base } = reported({ ...late, people, loan: bankruptcy(32, '7', 'petitionFiled') }, asOf)
    expect(record.j1).toMatchObject([{ firstName: 'BERNARD', ecoaCode: '2', consumerInformationIndicator: 'A' }])
    expect(base).toMatchObject({
      consumerInformationIndicator: '',
      accountStatus: '84',
      amountPastDue: 2450,
      dateOfFirstDelinquency: '2025-09-14',
      paymentHistoryProfile: profile(`6543210${paidMonths}`),
    })
  })

  test('does not take the good months of the other away', () => {
    const payments = fifteenths.slice(0, 14).map((day) => paid(day))
    const archive = { '2025-12-31': 0, '2026-03-31': { daysPastDue: 0, ...joint } }
    const life = { ...late, payments, archive, people, loan: bankruptcy(32, '7', 'petitionFiled') }
    expect(reported(life, asOf).base).toMatchObject({
      accountStatus: '11',
      paymentHistoryProfile: profile('00000000000000'),
    })
  })

  test('both filed: the stay is of the loan', () => {
    const both = [bankruptcy(31, '7', 'petitionFiled'), bankruptcy(32, '7', 'petitionFiled')]
    const loan = { Bankruptcies: both.flatMap((one) => one!.Bankruptcies as Raw[]) }
    const { base, record } = reported({ ...late, people, loan }, asOf)
    expect(base).toMatchObject({ consumerInformationIndicator: 'A', accountStatus: '78' })
    expect(record.j1[0]!.consumerInformationIndicator).toBe('A')
  })

  test('discharged, the balance is that of the other', () => {
    const { base, record } = reported({ ...late, people, loan: bankruptcy(32, '7', 'discharged') }, asOf)
    expect(record.j1[0]!.consumerInformationIndicator).toBe('E')
    expect(base).toMatchObject({ accountStatus: '84', currentBalance: 9050, amountPastDue: 2450 })
  })

  test('who lives elsewhere: the same in J2', () => {
    const elsewhere = { ...oakLane, address1: '9 Elm Dr', city: 'Boise', state: 'geo.state.ID', zipcode: '83702' }
    const life = {
      ...late,
      people: [person(), second({ PrimaryAddress: elsewhere })],
      loan: bankruptcy(32, '13', 'petitionFiled'),
    }
    const { record } = reported(life, asOf)
    expect(record.j1).toEqual([])
    expect(record.j2).toMatchObject([{ consumerInformationIndicator: 'D', city: 'BOISE' }])
  })
})

describe('a chapter 7 discharge of the only borrower, whose day LoanPro does not tell', () => {
  const { base, errors } = reported({ ...late, loan: bankruptcy(31, '7', 'discharged') }, asOf)

  test('nothing is owed any more', () => {
    expect(base).toMatchObject({
      consumerInformationIndicator: 'E',
      currentBalance: 0,
      amountPastDue: 0,
      scheduledMonthlyPaymentAmount: 0,
      dateOfFirstDelinquency: '2025-09-14',
    })
    expect(errors).toEqual([])
  })

  test('the months of the stay do not become late afterwards', () => {
    expect(base.paymentHistoryProfile).toBe(profile(`DDDD210${paidMonths}`))
  })
})

test.each([
  ['dismissed', 'Q'],
  ['reaffirmed', 'R'],
])('%s without a day: %s, and reporting goes on', (status, indicator) => {
  expect(reported({ ...late, loan: bankruptcy(31, '7', status) }, asOf).base).toMatchObject({
    consumerInformationIndicator: indicator,
    accountStatus: '84',
    currentBalance: 9050,
    paymentHistoryProfile: profile(`6543210${paidMonths}`),
  })
})

test('dismissed in January: the stay ended there, and nothing is said of it after that month', () => {
  const loan = bankruptcy(31, '13', 'dismissed', { active: 0, dismissedDate: seconds('2026-01-20') })
  expect(reported({ ...late, loan }, asOf).base).toMatchObject({
    consumerInformationIndicator: '',
    accountStatus: '84',
    paymentHistoryProfile: profile(`65DD210${paidMonths}`), // January 31 is after the dismissal
  })
})
