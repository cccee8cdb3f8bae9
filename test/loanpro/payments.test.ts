/** What was paid, forgiven, taken back or written down late must not make a consumer look later than they were, nor paid. */
import { describe, expect, test } from 'vitest'
import { seconds } from './documents.ts'
import { type Life, paid, profile, reported, taken } from './life.ts'

const firsts = ['2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01', '2026-05-01', '2026-06-01']
const ends = ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31']
const current = (...days: string[]) => Object.fromEntries(days.map((day) => [day, 0]))

describe('a credit that is no charge-off', () => {
  const goodwill = { Credits: [{ id: 1, date: seconds('2026-02-01'), amount: '350.00', chargeOffFlag: 0 }] }
  const life = (archive: Life['archive']): Life => ({
    opened: '2025-12-01',
    due: firsts,
    payments: firsts.filter((day) => day !== '2026-02-01').map((day) => paid(day)),
    loan: goodwill,
    ...(archive && { archive }),
  })

  test('pays the instalment it was given for: nobody is late, and nothing disagrees', () => {
    const { base, rules } = reported(life(current(...ends, '2026-06-30')), '2026-06-30')
    expect(base).toMatchObject({ accountStatus: '11', paymentHistoryProfile: profile('000000') })
    expect(rules).not.toContain('SOURCE-DPD-1')
  })

  test('where the archive has holes, too', () => {
    const { base } = reported(life(current('2026-01-31', '2026-06-27')), '2026-06-30')
    expect(base).toMatchObject({ accountStatus: '11', paymentHistoryProfile: profile('000000') })
  })

  test('is no payment of the consumer', () => {
    const settled: Life = {
      opened: '2025-12-01',
      due: firsts,
      payments: firsts.slice(0, 5).map((day) => paid(day)),
      loan: { Credits: [{ id: 1, date: seconds('2026-06-01'), amount: '350.00', chargeOffFlag: 0 }] },
      archive: current(...ends, '2026-06-30'),
    }
    expect(reported(settled, '2026-06-30').base).toMatchObject({
      actualPaymentAmount: 0,
      dateOfLastPayment: '2026-05-01',
    })
  })

  test('that was taken back pays nothing', () => {
    const loan = { Credits: [{ ...goodwill.Credits[0], active: 0 }] }
    const payments = [paid('2026-01-01')]
    const { base } = reported({ ...life({ '2026-01-31': 0, '2026-02-28': 27 }), payments, loan }, '2026-03-04')
    expect(base).toMatchObject({ accountStatus: '71', dateOfFirstDelinquency: '2026-03-03' })
  })
})

describe('adjustments of the amount past due', () => {
  const life = (type: string): Life => ({
    opened: '2025-12-01',
    due: firsts.slice(0, 3),
    payments: [paid('2026-01-01')],
    loan: {
      APDAdjustments: [
        { id: 1, date: seconds('2026-03-27'), type: `loan.apd.adjust.type.${type}`, dollarAmount: '800.00' },
      ],
    },
    archive: { '2026-01-31': 0, '2026-02-28': 27, '2026-03-26': 53 },
  })

  test('a fixed amount is no cure: LoanPro sets what is past due by it and says of no instalment that it is paid', () => {
    expect(reported(life('fixed'), '2026-03-31').base).toMatchObject({
      accountStatus: '71', // February 1 + 58
      dateOfFirstDelinquency: '2026-03-03',
    })
  })

  test('zero is', () => {
    expect(reported(life('zero'), '2026-03-31').base).toMatchObject({
      accountStatus: '11',
      dateOfFirstDelinquency: null,
    })
  })
})

describe('a payment of March 25 that LoanPro learnt of in April', () => {
  const before = { lastPaymentDate: seconds('2026-01-28') }
  const life: Life = {
    opened: '2025-12-01',
    due: ['2026-01-28', '2026-02-28', '2026-03-28'],
    payments: [paid('2026-01-28'), paid('2026-03-25'), paid('2026-04-10')],
    archive: {
      '2026-01-31': { daysPastDue: 0, ...before },
      '2026-02-28': { daysPastDue: 0, ...before },
      // Written before the money was entered: February 28 + 31.
      '2026-03-31': { daysPastDue: 31, amountPastDue30: '350.00', ...before },
      '2026-04-30': { daysPastDue: 0, lastPaymentDate: seconds('2026-04-10') },
    },
  }

  test('leaves no late month: the consumer had paid', () => {
    expect(reported(life, '2026-04-30').base).toMatchObject({
      accountStatus: '11',
      paymentHistoryProfile: profile('0000'),
    })
  })

  test('counts on March 31 itself, when that day is reported after it was entered', () => {
    const { base } = reported(life, '2026-03-31')
    expect(base).toMatchObject({
      accountStatus: '11',
      dateOfFirstDelinquency: null,
      amountPastDue: 0,
      currentBalance: 8700, // $9,050.00 less $350.00
      actualPaymentAmount: 350,
      dateOfLastPayment: '2026-03-25',
    })
  })

  test('a row that knows of it is believed', () => {
    const archive = { ...life.archive, '2026-03-31': { daysPastDue: 31, lastPaymentDate: seconds('2026-03-25') } }
    expect(reported({ ...life, archive }, '2026-04-30').base.paymentHistoryProfile).toBe(profile('1000'))
  })
})

describe('a payment split between an instalment and principal', () => {
  const split = (rows: [amount: string, principalOnly: number][]): Life => ({
    opened: '2026-04-01',
    due: ['2026-05-01', '2026-06-01'],
    payments: [paid('2026-05-01'), paid('2026-06-01', { id: 90, amount: '500.00' })],
    transactions: rows.map(([paymentAmount, principalOnly], part) => ({
      txId: `7-0-pay90${part}`,
      type: 'payment',
      date: seconds('2026-06-01'),
      infoOnly: 0,
      paymentId: 90,
      paymentAmount,
      principalOnly,
    })),
    archive: { '2026-05-31': 0, '2026-06-28': 0 },
  })

  test('pays the instalment with its part', () => {
    const life = split([
      ['350.00', 0],
      ['150.00', 1],
    ])
    expect(reported(life, '2026-07-02').base.accountStatus).toBe('11')
    expect(reported({ ...life, archive: { '2026-05-31': 0 } }, '2026-07-02').base).toMatchObject({
      accountStatus: '11',
      dateOfLastPayment: '2026-06-01',
      currentBalance: 8550,
    })
    expect(reported(life, '2026-06-30').base.actualPaymentAmount).toBe(500)
  })

  test('and none, where all of it went to principal', () => {
    const life = { ...split([['500.00', 1]]), archive: { '2026-05-31': 0 } }
    expect(reported(life, '2026-07-02').base.accountStatus).toBe('71')
  })
})

describe('paid off, and not', () => {
  const twelve = Array.from(
    { length: 18 },
    (_, i) => `${2025 + Math.floor((i + 1) / 12)}-${String(((i + 1) % 12) + 1).padStart(2, '0')}-15`,
  )
  const onTime = twelve.slice(0, 12).map((day) => paid(day))

  test('a payoff taken back a week later: open, and late since the instalment after', () => {
    const life: Life = {
      due: twelve,
      payments: [...onTime, taken('2026-02-10', '2026-02-17', { amount: '8000.00', payoffFlag: 1 })],
      settings: { closedDate: seconds('2026-02-10') },
      archive: {
        '2026-01-31': 0,
        '2026-02-14': { daysPastDue: 0, payoff: '0.00' },
        '2026-02-28': 13,
        '2026-03-31': 44,
      },
    }
    expect(reported(life, '2026-03-31').base).toMatchObject({
      accountStatus: '71',
      dateOfFirstDelinquency: '2026-03-17',
      dateClosed: null,
      currentBalance: 9050,
      dateOfLastPayment: '2026-01-15',
    })
  })

  test('paid at last in June: closed in June, with the lateness before it, and not on the day of the payoff that bounced', () => {
    const life: Life = {
      due: twelve,
      payments: [
        ...onTime,
        taken('2026-02-10', '2026-02-17', { amount: '8000.00' }),
        paid('2026-06-20', { amount: '9500.00' }),
      ],
      settings: { closedDate: seconds('2026-02-10') },
      archive: {
        '2026-01-31': 0,
        '2026-02-28': 13,
        '2026-03-31': 44,
        '2026-04-30': 74,
        '2026-05-31': 105,
        '2026-06-30': { daysPastDue: 0, payoff: '0.00' },
      },
    }
    const { base, rules } = reported(life, '2026-06-30')
    expect(base).toMatchObject({
      accountStatus: '13',
      paymentRating: '4', // June 19: February 15 + 124
      dateOfFirstDelinquency: '2026-03-17',
      dateClosed: '2026-06-20',
      dateOfAccountInformation: '2026-06-20',
      paymentHistoryProfile: profile('32100000000000000'),
    })
    expect(rules).toContain('CLOSED-EARLY-1')
  })
})

describe('a charge-off of which nothing is left', () => {
  const life = (recovered: string, net: string): Life => ({
    due: ['2025-08-15', '2025-09-15', '2025-10-15', '2025-11-15', '2025-12-15', '2026-01-15', '2026-02-15'],
    payments: [paid('2026-04-15', { amount: recovered, chargeOffRecovery: 1 })],
    loan: { Credits: [{ id: 1, date: seconds('2026-03-20'), amount: '9050.00', chargeOffFlag: 1 }] },
    archive: {
      '2025-08-31': 16,
      '2026-02-28': 197,
      '2026-03-31': { daysPastDue: 0, payoff: '0.00', netChargeOff: '9050.00' },
      '2026-04-30': { daysPastDue: 0, payoff: '0.00', netChargeOff: net },
    },
  })

  test('settled for less: what the source has at zero is owed no more', () => {
    const { base, rules } = reported(life('3000.00', '0.00'), '2026-04-30')
    expect(base).toMatchObject({
      accountStatus: '64',
      currentBalance: 0,
      amountPastDue: 0,
      dateClosed: '2026-04-15',
      dateOfFirstDelinquency: '2025-09-14',
      originalChargeOffAmount: 9050,
    })
    expect(rules).toContain('SOURCE-NCO-1')
  })

  test('part of it recovered: the rest is', () => {
    expect(reported(life('3000.00', '6050.00'), '2026-04-30').base).toMatchObject({
      accountStatus: '97',
      currentBalance: 6050,
      amountPastDue: 6050,
    })
  })
})

describe('less than a dollar left', () => {
  const residue = (payoff: string, daysPastDue: number): Life => ({
    opened: '2025-12-01',
    due: firsts.slice(0, 3),
    payments: [paid('2026-01-01'), paid('2026-02-01'), paid('2026-03-01', { amount: '349.65' })],
    archive: {
      '2026-03-31': { daysPastDue: 30, payoff },
      '2026-06-30': { daysPastDue, payoff, amountPastDue30: payoff },
    },
  })

  test('holds a late record: nobody is 120 days late with a balance of zero', () => {
    const { base, errors } = reported(residue('0.35', 121), '2026-06-30')
    expect(base).toMatchObject({ accountStatus: '82', currentBalance: 0, amountPastDue: 0 })
    expect(errors).toContain('RESIDUE-1')
    expect(reported(residue('1.00', 121), '2026-06-30').errors).not.toContain('RESIDUE-1')
  })
})

describe('without news from the source', () => {
  const month = (index: number) => `${2025 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`
  const due = Array.from({ length: 24 }, (_, i) => `${month(i + 1)}-01`)
  const onTime: Life = {
    due,
    payments: due.slice(0, 16).map((day) => paid(day)),
    archive: Object.fromEntries([...due.slice(0, 15), '2026-05-31'].map((day) => [day, 0])),
  }
  const late: Life = {
    ...onTime,
    payments: due.slice(0, 13).map((day) => paid(day)),
    // March 1 is the oldest unpaid.
    archive: { ...onTime.archive, '2026-05-31': { daysPastDue: 91, amountPastDue30: '1050.00' } },
  }

  test.each(['2026-06-01', '2026-06-07'])('at %s, within a week, the last balance is carried on', (asOf) => {
    const { base, errors, rules } = reported(onTime, asOf)
    expect(base).toMatchObject({ accountStatus: '11', currentBalance: 9050, dateClosed: null })
    expect(rules).toContain('BALANCE-AGE-1')
    expect(errors).toEqual([])
  })

  test.each([
    ['2026-06-08', '11'],
    ['2026-06-29', '11'],
    ['2026-06-30', '11'],
    ['2026-07-01', '71'],
    ['2026-07-30', '71'],
    ['2026-07-31', '78'],
  ])('at %s, status %s by the calendar, it is held: nobody has asked whether the consumer paid', (asOf, status) => {
    const { base, errors } = reported(onTime, asOf)
    expect(base).toMatchObject({ accountStatus: status, currentBalance: 9050, dateClosed: null })
    expect(errors).toContain('BALANCE-AGE-1')
    expect(base.amountPastDue > 0).toBe(status !== '11')
  })

  test.each(['2026-06-01', '2026-06-29', '2026-06-30', '2026-07-01', '2026-07-30'])(
    'at %s a late loan stays late, past due no more than owed, its date where it was',
    (asOf) => {
      const { base } = reported(late, asOf)
      expect(['80', '82', '83']).toContain(base.accountStatus)
      expect(base).toMatchObject({ dateOfFirstDelinquency: '2026-03-31', dateClosed: null })
      expect(base.amountPastDue).toBeGreaterThan(0)
      expect(base.amountPastDue).toBeLessThanOrEqual(base.currentBalance)
    },
  )

  test('a schedule that knows nothing of the years before does not cure what was late on the last day told', () => {
    const life: Life = {
      opened: '2022-01-01',
      due: ['2026-04-15', '2026-05-15', '2026-06-15'],
      payments: [paid('2026-04-15'), paid('2026-05-15')],
      archive: {
        '2026-05-27': { daysPastDue: 72, amountPastDue30: '700.00', dateLastCurrent30: seconds('2024-09-14') },
      },
    }
    expect(reported(life, '2026-06-03').base).toMatchObject({
      accountStatus: '78', // 72 + 7
      amountPastDue: 700,
      dateOfFirstDelinquency: '2024-09-15',
    })
  })

  test('nor does one that counts too much make late what was not', () => {
    // LoanPro says 0 days on June 27; the list of payments lacks one of February.
    const life: Life = {
      opened: '2025-12-01',
      due: firsts,
      payments: firsts.filter((day) => day !== '2026-02-01').map((day) => paid(day)),
      archive: current(...ends, '2026-06-27'),
    }
    const { base, rules } = reported(life, '2026-06-30')
    expect(base).toMatchObject({ accountStatus: '11', amountPastDue: 0, dateOfFirstDelinquency: null })
    expect(rules).toContain('SOURCE-DPD-1')
  })
})
