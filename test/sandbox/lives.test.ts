import { beforeAll, describe, expect, it } from 'vitest'
import { type LifeKind, type LoanTruth, lifeKinds, startSandbox } from '../../plugins/loanpro/sandbox/index.ts'
import { type Client, dateOf, daysOn, type Json, tenant, wholeLoan } from './client.ts'

const today = '2026-06-30'
let client: Client
let loans: readonly LoanTruth[]
const documents = new Map<number, Json>()
const with_ = (kind: LifeKind): LoanTruth => loans.find((loan) => loan.has(kind))!
const documentOf = (kind: LifeKind): Json => documents.get(with_(kind).id)

beforeAll(async () => {
  client = await tenant({ loans: 40, today })
  loans = client.sandbox.loans()
  for (const { id } of loans)
    documents.set(id, await client.get(`odata.svc/Loans(${id})?nopaging&$expand=${wholeLoan}`))
})

const cents = (text: string) => Math.round(Number(text) * 100)

async function rowsOf(id: number): Promise<Json[]> {
  return (await client.get(`odata.svc/Loans(${id})/StatusArchive?nopaging&$orderby=date asc`)).results
}

describe('lives', () => {
  it('are all there in the first thirty loans', async () => {
    const small = await startSandbox({ loans: 30 })
    const found = new Set(small.loans().flatMap((loan) => loan.kinds))
    await small.close()
    expect(lifeKinds().filter(({ kind }) => !found.has(kind))).toEqual([])
  })

  it.each([
    ['late-1-29', 1, 29, '11'],
    ['late-30-59', 30, 59, '71'],
    ['late-60-89', 60, 89, '78'],
    ['late-90-119', 90, 119, '80'],
    ['late-120-149', 120, 149, '82'],
    ['late-180-plus', 180, 400, '93'],
    ['current', 0, 9, '11'],
    ['cured-after-60', 0, 9, '11'],
    ['past-due-adjusted', 0, 9, '11'],
    ['deferred', 0, 9, '11'],
    ['modified', 0, 9, '11'],
    ['paid-off-early', 0, 0, '13'],
    ['paid-at-term', 0, 0, '13'],
    ['charged-off', 0, 0, '97'],
    ['charged-off-recovering', 0, 0, '97'],
    ['charged-off-paid', 0, 0, '64'],
    ['override-97', 150, 179, '97'],
    ['override-93', 180, 400, '93'],
  ] as const)('%s is %i to %i days late, status %s', async (kind, from, to, status) => {
    const loan = with_(kind)
    expect(loan.daysPastDueOn(today)).toBeGreaterThanOrEqual(from)
    expect(loan.daysPastDueOn(today)).toBeLessThanOrEqual(to)
    expect(loan.accountStatusOn(today)).toBe(status)
    const d = await client.get(
      `odata.svc/LoanStatusArchive?$filter=loanId eq ${loan.id} and date eq datetime'${today}'`,
    )
    expect(d.results[0].creditStatus).toBe(`loan.creditstatus.${status}`)
  })

  it('rolling 30 passes 30 days every period and never 60', () => {
    const loan = with_('rolling-30')
    const late = Array.from({ length: 120 }, (_, back) => loan.daysPastDueOn(daysOn(today, -back))!)
    expect(Math.max(...late)).toBeGreaterThanOrEqual(30)
    expect(Math.max(...late)).toBeLessThan(60)
    expect(Math.min(...late)).toBeGreaterThan(0)
  })

  it('the adjusted, cured and deferred ones were late before', () => {
    const worst = (kind: LifeKind) =>
      Math.max(...Array.from({ length: 300 }, (_, back) => with_(kind).daysPastDueOn(daysOn(today, -back)) ?? 0))
    expect(worst('cured-after-60')).toBeGreaterThanOrEqual(60)
    expect(worst('past-due-adjusted')).toBeGreaterThanOrEqual(39)
    expect(worst('deferred')).toBeGreaterThanOrEqual(5)
    expect(documentOf('past-due-adjusted').APDAdjustments).toHaveLength(1)
    expect(documentOf('past-due-adjusted').DPDAdjustments).toHaveLength(1)
    expect(documentOf('deferred').DueDateChanges).toHaveLength(2)
  })

  it('the archive agrees with the truth on every day, beyond a few holes', async () => {
    let rows = 0
    let holes = 0
    for (const loan of loans) {
      const byDate = new Map((await rowsOf(loan.id)).map((row: Json) => [dateOf(row.date), row]))
      for (let date = loan.opened; date !== null && date <= today; date = daysOn(date, 1)) {
        const row = byDate.get(date)
        const truth = loan.daysPastDueOn(date)
        expect(row !== undefined).toBe(loan.hasRowOn(date))
        if (!row) {
          if (truth !== null) holes++
          continue
        }
        rows++
        expect([loan.id, date, row.daysPastDue, row.creditStatus]).toEqual([
          loan.id,
          date,
          truth,
          `loan.creditstatus.${loan.accountStatusOn(date)}`,
        ])
      }
    }
    expect(rows).toBeGreaterThan(10_000)
    expect(holes).toBeGreaterThan(10)
    expect(holes).toBeLessThan(rows / 100)
  })

  it('keeps coherent books: payments and transactions tell the same money, the balance follows', async () => {
    for (const loan of loans) {
      if (loan.opened === null) continue
      const document = documents.get(loan.id)
      const standing = document.Payments.filter((payment: Json) => payment.active === 1)
      const rows = document.Transactions.filter((row: Json) => row.type === 'payment')
      const sum = (list: Json[], field: string) => list.reduce((total, one) => total + cents(one[field]), 0)
      expect(sum(rows, 'paymentAmount')).toBe(sum(standing, 'amount'))
      for (const row of rows) {
        const parts = cents(row.paymentInterest) + cents(row.paymentPrincipal) + cents(row.paymentFees)
        expect(parts).toBe(cents(row.paymentAmount))
      }
      const archive = (await rowsOf(loan.id)).at(-1)
      if (loan.has('modified') || !archive || loan.accountStatusOn(today) === null) continue
      const repaid = sum(
        rows.filter((row: Json) => !row.title.includes('Recovery')),
        'paymentPrincipal',
      )
      const balance = cents(document.LoanSetup.loanAmount) - repaid
      expect(cents(archive.principalBalance)).toBe(document.Credits.length > 0 ? 0 : balance)
      expect(cents(archive.payoff)).toBeGreaterThanOrEqual(cents(archive.principalBalance))
    }
  })

  it('a reversed payment stays among the payments and is gone from the transactions', () => {
    const { Payments, Transactions } = documentOf('reversed-payment')
    const reversed = Payments.filter((payment: Json) => payment.active === 0)
    expect(reversed).toHaveLength(1)
    expect(reversed[0].reverseDate).toMatch(/^\/Date\(\d+\)\/$/)
    expect(reversed[0].reverseReason).toBe('payment.reverse.nsf')
    const ids = Transactions.map((row: Json) => row.paymentId)
    expect(ids).not.toContain(reversed[0].id)
    // What the rows of the days in between said stays said.
    const loan = with_('reversed-payment')
    const paid = dateOf(reversed[0].date)
    expect(loan.daysPastDueOn(daysOn(paid, 1))).toBe(0)
    expect(loan.daysPastDueOn(dateOf(reversed[0].reverseDate))).toBeGreaterThan(0)
  })

  it('charge-offs, recoveries, principal-only payments, bankruptcies, modifications leave their marks', () => {
    expect(Number(documentOf('charged-off').Credits[0].chargeOffFlag)).toBe(1)
    const recoveries = documentOf('charged-off-recovering').Payments.filter((one: Json) => one.chargeOffRecovery === 1)
    expect(recoveries.length).toBeGreaterThan(0)
    const extra = documentOf('principal-only').Payments.map((one: Json) => one.extra)
    expect(extra).toContain('payment.extra.periods.principalonly')
    const late = documentOf('bankrupt-13')
    expect(late.Bankruptcies[0].chapter).toBe('loan.bankruptcyChapter.chapter13')
    expect(late.Bankruptcies[0].customerId).toBe(late.Customers[1].id)
    expect(documentOf('bankrupt-7').Bankruptcies[0].petitionStatus).toMatch(/petitionFiled$/)
    expect(documentOf('bankrupt-discharged').Bankruptcies[0].petitionStatus).toMatch(/discharged$/)
    expect(documentOf('bankrupt-dismissed').Bankruptcies[0]).toMatchObject({ active: 0 })
    expect(documentOf('modified').LoanModifications).toHaveLength(1)
    expect(documentOf('modified').LoanSetup.modId).toBe(documentOf('modified').modId)
  })

  it('people and flags are as the traits say', () => {
    const people = (kind: LifeKind) => documentOf(kind).Customers
    const street = (person: Json) => person.PrimaryAddress.address1
    expect(street(people('joint-one-address')[0])).toBe(street(people('joint-one-address')[1]))
    expect(street(people('joint-two-addresses')[0])).not.toBe(street(people('joint-two-addresses')[1]))
    expect(people('company')).toHaveLength(1)
    expect(people('company')[0].customerType).toBe('customer.type.company')
    expect(people('company-with-liable-person')[1].customerType).toBe('customer.type.individual')
    expect(people('ssn-masked')[0].ssn).toMatch(/^XXXXX\d{4}$/)
    expect(people('ssn-absent')[0].ssn).toBe('')
    expect(people('current')[0].ssn).toMatch(/^\d{9}$/)
    expect(people('po-box')[0].PrimaryAddress.address1).toMatch(/^PO Box/)
    expect(people('military-address')[0].PrimaryAddress.city).toMatch(/^[AFD]PO$/)
    expect(documentOf('draft').LoanSetup.active).toBe(0)
    expect(documentOf('archived').archived).toBe(1)
    expect(documentOf('temporary').temporaryAccount).toBe(1)
    expect(documentOf('deleted').deleted).toBe(1)
    const values = documentOf('special-comment').LoanSettings.CustomFieldValues.map((one: Json) => one.customFieldValue)
    expect(values).toContainEqual(expect.stringMatching(/^AC - /))
    expect(documentOf('weekly').LoanSetup.paymentFrequency).toBe('loan.frequency.weekly')
  })

  it('commencement is the oldest unpaid due date, frozen by a charge-off', () => {
    const late = with_('late-90-119')
    expect(daysOn(late.delinquencyCommencedOn(today)!, late.daysPastDueOn(today)!)).toBe(today)
    const charged = with_('charged-off')
    const date = dateOf(documentOf('charged-off').Credits[0].date)
    expect(charged.delinquencyCommencedOn(today)).toBe(charged.delinquencyCommencedOn(daysOn(date, -1)))
    expect(with_('current').delinquencyCommencedOn(today)).toBeNull()
  })
})
