/** Lives after which the date of first delinquency must stay where the delinquency began. Worked out by hand. */
import { describe, expect, test } from 'vitest'
import { type Raw, seconds } from './documents.ts'
import { type Life, paid, reported } from './life.ts'

/** Due on the 15th of each month from `first` (YYYY-MM) on. */
function the15th(first: string, count: number): string[] {
  const [year, month] = first.split('-').map(Number) as [number, number]
  return Array.from({ length: count }, (_, i) => {
    const index = year * 12 + month - 1 + i
    return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}-15`
  })
}

const creditStatus = (code: string, more: Raw = {}): Raw => ({ creditStatus: `loan.creditstatus.${code}`, ...more })

describe('charged off, then', () => {
  // Paid through July 2025; August 15 was missed: 30 days late on September 14.
  const chargedOff: Life = {
    due: the15th('2025-02', 12),
    payments: the15th('2025-02', 6).map((day) => paid(day)),
    loan: { Credits: [{ id: 1, date: seconds('2026-03-20'), amount: '9050.00', chargeOffFlag: 1 }] },
    archive: {
      '2025-08-31': 16,
      '2025-09-30': 46,
      '2025-10-31': 77,
      '2025-11-30': 107,
      '2025-12-31': 138,
      '2026-01-31': 169,
      '2026-02-28': 197,
      '2026-03-31': { daysPastDue: 0, payoff: '0.00', netChargeOff: '9050.00' },
      '2026-04-30': { daysPastDue: 0, payoff: '0.00', netChargeOff: '9050.00' },
    },
  }
  const at = (settings: Raw, asOf = '2026-04-30') => reported({ ...chargedOff, settings }, asOf)

  test('nothing more: 97 with the date of the first missed payment', () => {
    expect(at({}).base).toMatchObject({
      accountStatus: '97',
      dateOfFirstDelinquency: '2025-09-14',
      paymentHistoryProfile: 'L65432100000000BBBBBBBBB',
      currentBalance: 9050,
      amountPastDue: 9050,
      originalChargeOffAmount: 9050,
      scheduledMonthlyPaymentAmount: 0,
    })
  })

  test.each(['93', '95', '96'])(
    'assigned to status %s: the charge-off did not cure, the date does not restart',
    (code) => {
      const { base, commenced } = at(creditStatus(code))
      expect(base).toMatchObject({ accountStatus: code, dateOfFirstDelinquency: '2025-09-14' })
      expect(commenced).toBe('2025-08-15')
      // Accelerated: the whole balance is past due, and no payment is scheduled any more.
      expect(base).toMatchObject({ currentBalance: 9050, amountPastDue: 9050, scheduledMonthlyPaymentAmount: 0 })
    },
  )

  test.each(['5', '62'])('sold or settled under status %s: neither resets the date', (code) => {
    const { base, commenced } = at(creditStatus(code, { closedDate: seconds('2026-04-20') }))
    expect(base.dateOfFirstDelinquency).toBe('2025-09-14')
    expect(commenced).toBe('2025-08-15')
  })

  test('what accrued after it was charged off too: the date does not restart with the second one', () => {
    const Credits = [
      { id: 1, date: seconds('2026-03-20'), amount: '9050.00', chargeOffFlag: 1 },
      { id: 2, date: seconds('2026-04-15'), amount: '12.00', chargeOffFlag: 1 },
    ]
    const archive = {
      ...chargedOff.archive,
      '2026-03-31': { daysPastDue: 0, payoff: '12.00', netChargeOff: '9050.00' },
      '2026-04-30': { daysPastDue: 0, payoff: '0.00', netChargeOff: '9062.00' },
    }
    const { base } = reported({ ...chargedOff, loan: { Credits }, archive }, '2026-04-30')
    expect(base).toMatchObject({
      accountStatus: '97',
      dateOfFirstDelinquency: '2025-09-14',
      originalChargeOffAmount: 9062,
    })
  })

  test('years later, when no archive row of the delinquency is left, the date is the same', () => {
    const archive = {
      '2029-03-31': { daysPastDue: 0, payoff: '0.00', netChargeOff: '9050.00' },
      '2029-04-30': { daysPastDue: 0, payoff: '0.00', netChargeOff: '9050.00' },
    }
    for (const settings of [{}, creditStatus('93')]) {
      const { base } = reported({ ...chargedOff, settings, archive }, '2029-04-30')
      expect(base).toMatchObject({ dateOfFirstDelinquency: '2025-09-14', paymentHistoryProfile: 'L'.repeat(24) })
    }
  })
})

describe('what the source says later of an earlier day', () => {
  test('a payment that LoanPro deleted: the day counted from is the missed due date, not the day after the row that believed it', () => {
    const life: Life = {
      opened: '2025-12-01',
      due: ['2026-01-15', '2026-02-15', '2026-03-15', '2026-04-15'],
      payments: [paid('2026-01-15')],
      archive: { '2026-01-31': 0, '2026-02-28': 13, '2026-03-31': 0, '2026-04-30': { daysPastDue: 74 } },
    }
    const { base, commenced } = reported(life, '2026-04-30')
    // 74 days on April 30: due February 15, so 30 days late on March 17.
    expect(base).toMatchObject({ accountStatus: '78', dateOfFirstDelinquency: '2026-03-17' })
    expect(commenced).toBe('2026-02-15')
  })

  test('a single day below 30 between them still ends the delinquency', () => {
    const life: Life = {
      opened: '2025-12-01',
      due: ['2026-01-15', '2026-02-15', '2026-03-15'],
      payments: [paid('2026-01-15'), paid('2026-03-31')],
      archive: { '2026-02-28': 13, '2026-03-30': 43, '2026-03-31': 16, '2026-04-30': 46 },
    }
    expect(reported(life, '2026-04-30').base.dateOfFirstDelinquency).toBe('2026-04-14') // March 15 + 30
  })
})

describe('a delinquency longer than what is kept of the archive', () => {
  /** Month ends of 25 months, each 45 days late: always one instalment behind. */
  function rolling(lastMonth: string, more: Raw): Life['archive'] {
    const [year, month] = lastMonth.split('-').map(Number) as [number, number]
    return Object.fromEntries(
      Array.from({ length: 26 }, (_, back) => {
        const end = new Date(Date.UTC(year, month - back, 0)).toISOString().slice(0, 10)
        return [end, { daysPastDue: 45, amountPastDue30: '350.00', ...more }] as const
      }).reverse(),
    )
  }
  // After a modification LoanPro's schedule begins in 2026: it cannot tell of the years before.
  const modified = (lastMonth: string, more: Raw = {}): Life => ({
    opened: '2022-01-01',
    due: the15th('2026-01', 12),
    archive: rolling(lastMonth, more),
  })
  const months = ['2026-01-31', '2026-02-28', '2026-03-31', '2026-06-30']

  test.each(months)('at %s the source’s last day below 30 keeps the date where it was', (asOf) => {
    const { base, errors } = reported(modified(asOf.slice(0, 7), { dateLastCurrent30: seconds('2023-06-14') }), asOf)
    expect(base).toMatchObject({ accountStatus: '71', dateOfFirstDelinquency: '2023-06-15' })
    expect(errors).toEqual([])
  })

  test.each(months)(
    'at %s, where nothing tells how it began, the record is held: the date would move with the window',
    (asOf) => {
      expect(reported(modified(asOf.slice(0, 7)), asOf).errors).toContain('DOFD-EDGE-1')
    },
  )

  test('a schedule that agrees with the oldest row tells how it began', () => {
    const due = the15th('2022-02', 53)
    // One instalment behind from June 2023 on: each is paid two months after it was due.
    const late = due
      .slice(16)
      .map((day) => paid(new Date(Date.parse(day) + 62 * 86_400_000).toISOString().slice(0, 10)))
    const payments = [...due.slice(0, 16).map((day) => paid(day)), ...late]
    for (const asOf of months) {
      const { base, errors } = reported(
        { opened: '2022-01-01', due, payments, archive: rolling(asOf.slice(0, 7), {}) },
        asOf,
      )
      // June 15, 2023 was missed: 30 days late on July 15.
      expect(base.dateOfFirstDelinquency).toBe('2023-07-15')
      expect(errors).toEqual([])
    }
  })

  test('never paid for three years: the days past due themselves reach back', () => {
    const due = the15th('2023-02', 41)
    const dates = ['2026-03-31', '2026-04-30', '2026-05-31', '2026-06-30']
    const since = Date.parse('2023-03-15')
    for (const asOf of dates) {
      const rows = Object.keys(rolling(asOf.slice(0, 7), {})!)
      const archive = Object.fromEntries(rows.map((day) => [day, (Date.parse(day) - since) / 86_400_000]))
      const { base, errors } = reported({ opened: '2023-01-10', due, payments: [paid('2023-02-15')], archive }, asOf)
      expect(base).toMatchObject({ accountStatus: '84', dateOfFirstDelinquency: '2023-04-14' })
      expect(errors).toEqual([])
    }
  })
})

test('days past due from before the loan was opened hold the record: its date would be invented', () => {
  const life: Life = {
    opened: '2026-03-01',
    due: ['2026-03-15', '2026-04-15'],
    archive: { '2026-03-31': 100, '2026-04-30': 130 },
  }
  expect(reported(life, '2026-04-30').errors).toContain('DOFD-OPENED-1')
})
