import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountChangeFindings, applyAccountChange, standingNumbers } from '../../server/metro2/accountChange.ts'
import type { L1Segment, Metro2Record } from '../../server/metro2/record.ts'
import { validateRecord } from '../../server/metro2/rules/registry.ts'
import { record } from './support.ts'

const l1 = (consumerAccountNumber: string, identificationNumber = ''): L1Segment => ({
  changeIndicator: consumerAccountNumber && identificationNumber ? 3 : consumerAccountNumber ? 1 : 2,
  newConsumerAccountNumber: consumerAccountNumber,
  newIdentificationNumber: identificationNumber,
})

/** `A1 LENDER01` is an account; with L1, what follows the arrow: `A1 LENDER01 > A2`. */
function written(text: string, accountStatus = '11'): Metro2Record {
  const [own, told] = text.split(' > ') as [string, string?]
  const [consumerAccountNumber, identificationNumber] = own.split(' ') as [string, string]
  const made = record({ consumerAccountNumber, identificationNumber, accountStatus })
  if (!told) return made
  const [account, identification] = told.split(' ') as [string, string?]
  return { ...made, l1: l1(account === '-' ? '' : account, identification) }
}

function say({ base, l1: told }: Metro2Record): string {
  const own = `${base.consumerAccountNumber} ${base.identificationNumber}`
  if (!told) return own
  const numbers = [told.newConsumerAccountNumber || '-', told.newIdentificationNumber].filter(Boolean).join(' ')
  return `${own} > ${numbers} (${told.changeIndicator})`
}

describe('a month after another', () => {
  test.each([
    ['never reported', null, 'A1 LENDER01', 'A1 LENDER01'],
    ['never reported, with an L1 of the lender', null, 'A1 LENDER01 > A2', 'A1 LENDER01 > A2 (1)'],
    ['nothing changed', 'A1 LENDER01', 'A1 LENDER01', 'A1 LENDER01'],
    ['another account number', 'A1 LENDER01', 'A2 LENDER01', 'A1 LENDER01 > A2 (1)'],
    ['another identification number', 'A1 LENDER01', 'A1 LENDER02', 'A1 LENDER01 > - LENDER02 (2)'],
    ['both', 'A1 LENDER01', 'A2 LENDER02', 'A1 LENDER01 > A2 LENDER02 (3)'],
    ['the month after: under the new number', 'A1 LENDER01 > A2', 'A2 LENDER01', 'A2 LENDER01'],
    ['the month after both changed', 'A1 LENDER01 > A2 LENDER02', 'A2 LENDER02', 'A2 LENDER02'],
    ['the month after that', 'A2 LENDER01', 'A2 LENDER01', 'A2 LENDER01'],
    ['back to the first number, later', 'A2 LENDER01', 'A1 LENDER01', 'A2 LENDER01 > A1 (1)'],
    ['the lender’s own L1', 'A1 LENDER01', 'A1 LENDER01 > A2', 'A1 LENDER01 > A2 (1)'],
    ['the lender’s own L1 on the new number', 'A1 LENDER01', 'A2 LENDER01 > A2', 'A1 LENDER01 > A2 (1)'],
    ['the lender’s own L1, told a second time', 'A1 LENDER01 > A2', 'A1 LENDER01 > A2', 'A2 LENDER01'],
    ['the lender’s own L1, told when it is long done', 'A2 LENDER01', 'A1 LENDER01 > A2', 'A2 LENDER01'],
  ])('%s', (_name, before, now, expected) => {
    const { record: reported, findings } = applyAccountChange(written(now), before === null ? null : written(before))
    expect(say(reported)).toBe(expected)
    expect(findings).toEqual([])
  })

  test.each([
    ['another change while one is pending', 'A1 LENDER01 > A2', 'A3 LENDER01', 'ACCOUNT-CHANGE-1'],
    ['back to the old number while the change is pending', 'A1 LENDER01 > A2', 'A1 LENDER01', 'ACCOUNT-CHANGE-1'],
    ['the other number while one is pending', 'A1 LENDER01 > A2', 'A2 LENDER02', 'ACCOUNT-CHANGE-1'],
  ])('%s holds the record as the source has it', (_name, before, now, rule) => {
    const { record: held, findings } = applyAccountChange(written(now), written(before))
    expect(say(held)).toBe(now)
    expect(findings).toMatchObject([{ rule, severity: 'ERROR' }])
  })

  test.each(['DA', 'DF'])('another number after a delete with %s holds the record', (status) => {
    const { findings } = applyAccountChange(written('A2 LENDER01'), written('A1 LENDER01', status))
    expect(findings).toMatchObject([
      {
        rule: 'ACCOUNT-CHANGE-2',
        message:
          'The numbers of an account that was deleted have changed: bureaus know it as A1 of LENDER01, the source says A2 of LENDER01.',
        values: { reportedAccountNumber: 'A1', consumerAccountNumber: 'A2' },
      },
    ])
    expect(applyAccountChange(written('A1 LENDER01'), written('A1 LENDER01', status)).findings).toEqual([])
  })
})

test('every finding it makes is described', () => {
  expect(accountChangeFindings.map((each) => each.id)).toEqual(['ACCOUNT-CHANGE-1', 'ACCOUNT-CHANGE-2'])
})

test('what it is given stays as it was', () => {
  const [now, before] = [written('A2 LENDER01'), written('A1 LENDER01')]
  applyAccountChange(now, before)
  expect([say(now), say(before)]).toEqual(['A2 LENDER01', 'A1 LENDER01'])
})

const number = fc.constantFrom('A1', 'A2', 'A3')
const lender = fc.constantFrom('LENDER01', 'LENDER02')
const numbers = fc.record({ consumerAccountNumber: number, identificationNumber: lender })

test('month after month, bureaus always stand where the source does, and each change is told once and never twice in a row', () => {
  fc.assert(
    fc.property(fc.array(numbers, { minLength: 1, maxLength: 8 }), (months) => {
      let previous: Metro2Record | null = null
      for (const each of months) {
        const { record: reported, findings }: ReturnType<typeof applyAccountChange> = applyAccountChange(
          record(each),
          previous,
        )
        // A held record is not reported: what bureaus have stays the month before.
        if (findings.length > 0) {
          expect(previous?.l1).toBeDefined()
          continue
        }
        expect(standingNumbers(reported)).toEqual(each)
        if (previous) {
          const known = standingNumbers(previous)
          expect(reported.base).toMatchObject(known)
          if (previous.l1) expect(reported.l1).toBeUndefined()
        }
        previous = reported
      }
    }),
  )
})

test('a record with a derived L1 passes the rules about it', () => {
  const { record: reported } = applyAccountChange(written('A2 LENDER01'), written('A1 LENDER01'))
  const found = validateRecord(reported, { asOf: '2026-06-30' }).map((finding) => finding.rule)
  expect(found.filter((rule) => rule.startsWith('AccountChange'))).toEqual([])
})
