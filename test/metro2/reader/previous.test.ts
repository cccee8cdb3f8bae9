/** The month before: found by account number, kept as eight bytes an account. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountKey, createAccountTable } from '../../../server/metro2/reader/previous.ts'
import type { Header, Metro2Record } from '../../../server/metro2/record.ts'
import { sharedText } from '../shared.ts'
import { profile, record } from '../support.ts'
import { check, fileOf, header, linesOf, previousOf } from './support.ts'

const may: Header = { ...header, activityDate: '2026-05-31', dateCreated: '2026-06-01' }

function inMay(more: Partial<Metro2Record['base']> = {}): Metro2Record {
  return record({
    timeStamp: '05312026000000',
    dateOfAccountInformation: '2026-05-31',
    dateOfLastPayment: '2026-05-15',
    currentBalance: 4300,
    paymentHistoryProfile: profile('0000'),
    ...more,
  })
}

const months = (before: Metro2Record[], now: Metro2Record[]) =>
  check(fileOf(linesOf(now)), { previous: previousOf(fileOf(linesOf(before, may))) })

describe('joined by account number', () => {
  test('a change that may not be is told', () => {
    const checked = months([inMay({ dateOpened: '2026-01-09' })], [record()])
    expect(checked.findings.map(({ rule, line, account, field }) => [rule, line, account, field])).toEqual([
      ['PROG-DateOpen-1', 2, 'A0001', 'dateOpened'],
    ])
    expect(checked.totals.joined).toBe(1)
  })

  test('case and blanks do not count', () => {
    const checked = months(
      [inMay({ consumerAccountNumber: 'AB1', dateOpened: '2026-01-09' })],
      [record({ consumerAccountNumber: 'AB1' })],
    )
    const lower = previousOf(fileOf(linesOf([inMay({ consumerAccountNumber: 'AB1' })], may)).replace('AB1', 'ab1'))
    expect(checked.totals.joined).toBe(1)
    expect(lower.find(record({ consumerAccountNumber: 'AB1' }))?.record.base.consumerAccountNumber).toBe('ab1')
  })

  test('of two records of one number the one of the same furnisher counts', () => {
    const two = [inMay({ identificationNumber: 'OTHER01' }), inMay(), inMay({ identificationNumber: 'OTHER02' })]
    const month = previousOf(fileOf(linesOf(two, may)))
    expect(month.find(record())?.record.base.identificationNumber).toBe('LENDER01')
    expect(month.find(record({ identificationNumber: 'NOBODY1' }))?.record.base.identificationNumber).toBe('OTHER02')
  })

  test('the activity date of its header is that of the report', () => {
    expect(previousOf(fileOf(linesOf([inMay()], may))).find(record())?.activityDate).toBe('2026-05-31')
  })

  test('without line ends as with them', () => {
    const month = previousOf(linesOf([inMay(), inMay({ consumerAccountNumber: 'A0002' })], may).join(''))
    expect(month.find(record({ consumerAccountNumber: 'A0002' }))?.record.base.consumerAccountNumber).toBe('A0002')
  })

  test('lines that cannot be read are counted', () => {
    const month = previousOf(fileOf([...linesOf([inMay()], may), 'RUBBISH']))
    expect([month.records, month.unreadable]).toEqual([1, 1])
  })
})

describe('accounts that are not in this month', () => {
  test('are told with their line in the previous file', () => {
    const checked = months([inMay(), inMay({ consumerAccountNumber: 'GONE1' })], [record()])
    expect(checked.findings).toEqual([
      {
        rule: 'G-COMP-1',
        severity: 'WARNING',
        line: 0,
        account: 'GONE1',
        segment: 'base',
        field: 'consumerAccountNumber',
        column: 0,
        value: 'GONE1',
        message: 'Account of last month missing (line 3 of the previous file).',
      },
    ])
  })

  test('an account that took another number by an L1 is not missing', () => {
    const moving = inMay({ consumerAccountNumber: 'OLD01' })
    moving.l1 = { changeIndicator: 1, newConsumerAccountNumber: 'NEW01', newIdentificationNumber: '' }
    expect(months([moving], [record({ consumerAccountNumber: 'NEW01' })]).findings).toEqual([])
    expect(months([moving], [record({ consumerAccountNumber: 'NEW02' })]).findings.map(({ rule }) => rule)).toEqual([
      'G-COMP-1',
    ])
  })

  test('a paid one is not asked for', () => {
    const paid = inMay({ accountStatus: '13', paymentRating: '0', currentBalance: 0, dateClosed: '2026-05-31' })
    expect(
      months([{ ...paid, base: { ...paid.base, consumerAccountNumber: 'PAID1' } }, inMay()], [record()]).findings,
    ).toEqual([])
  })
})

const months2018 = ['jan', 'feb', 'mar'].map((name) =>
  sharedText(`fixtures/metro2/cfpb/previous_records/${name}-2018.txt`),
)

test.skipIf(months2018[0] === null)('three months of one furnisher (skips without ../shared)', () => {
  const [january, february, march] = months2018 as string[]
  expect(check(february!, { previous: previousOf(january!), today: '2018-03-05' }).totals.joined).toBe(2)
  expect(check(march!, { previous: previousOf(february!), today: '2018-04-05' }).totals.joined).toBe(2)
})

describe('the table', () => {
  test('finds every account among many, with few others beside it', () => {
    const count = 20_000
    const table = createAccountTable(count)
    for (let i = 0; i < count; i++) table.add(`L${i}`, i * 427 + 2 ** 33, 426 + (i % 1000))
    let candidates = 0
    for (let i = 0; i < count; i++) {
      const found = table.find(`l${i} `)
      expect(found.some(({ offset, length }) => offset === i * 427 + 2 ** 33 && length === 426 + (i % 1000))).toBe(true)
      candidates += found.length
    }
    expect(candidates).toBeLessThan(count * 1.1)
    expect(table.bytes() / count).toBeLessThan(10)
  })

  test('an account is seen by its own slot alone', () => {
    const table = createAccountTable(3)
    for (const [i, name] of ['A', 'B', 'A'].entries()) table.add(name, i * 500, 426)
    const [first, second] = table.find('A')
    table.see(second!.slot)
    expect([table.isSeen(first!.slot), table.isSeen(second!.slot)]).toEqual([false, true])
    expect(table.find('A').map(({ offset }) => offset)).toEqual([0, 1000])
  })

  test('as a Map would', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 4 }), { maxLength: 60 }), (names) => {
        const table = createAccountTable(names.length)
        const map = new Map<string, number[]>()
        names.forEach((name, i) => {
          table.add(name, i, 1)
          map.set(accountKey(name), [...(map.get(accountKey(name)) ?? []), i])
        })
        for (const name of names) {
          const found = table.find(name).map(({ offset }) => offset)
          expect(found).toEqual(expect.arrayContaining(map.get(accountKey(name))!))
        }
      }),
      { numRuns: 100, seed: 11 },
    )
  })
})
