/** What stands in a document arrives in a record as the format writes it, whichever field it goes to. */
import { describe, expect, it } from 'vitest'
import type { MappingOutcome } from '../../server/mapping/program.ts'
import { encodeRecord } from '../../server/metro2/codec.ts'
import { catalogue, customer, documentedPreset, edited, inputs, loan, programOf } from './support.ts'

function mapped(document: unknown, text = documentedPreset): Extract<MappingOutcome, { kind: 'MAPPED' }> {
  const outcome = programOf(text, catalogue).run(document, inputs)
  if (outcome.kind !== 'MAPPED') throw new Error(JSON.stringify(outcome))
  return outcome
}

const address = { address1: 'Calle Ñandú № 5 “B”', city: 'Peñasco', state: 'nm', zipcode: '87553' }

describe('text', () => {
  it('accents, curly quotes and lower case are written as the format has them', () => {
    const people = [customer({ firstName: 'Zoë', lastName: 'Núñez–O’Brien', PrimaryAddress: address })]
    const { record, findings } = mapped(loan({ Customers: people }))
    expect(findings).toEqual([])
    expect(record.base).toMatchObject({
      surname: 'NUNEZ-OBRIEN',
      firstName: 'ZOE',
      firstLineOfAddress: 'CALLE NANDU NO 5 B',
      city: 'PENASCO',
      state: 'NM',
    })
    expect(encodeRecord(record).problems).toEqual([])
  })

  it('is transliterated without a converter too', () => {
    const plain = edited(
      'city: { from: row.PrimaryAddress.city, then: [address] }',
      'city: { from: row.PrimaryAddress.city }',
    )
    expect(mapped(loan({ Customers: [customer({ PrimaryAddress: address })] }), plain).record.base.city).toBe('PENASCO')
  })

  it('letters of another script are told, with the field they stood in', () => {
    const { record, findings } = mapped(loan({ Customers: [customer({ lastName: 'Smith Иванов' })] }))
    expect(record.base.surname).toBe('SMITH')
    expect(findings).toMatchObject([{ rule: 'TEXT-UNWRITABLE', severity: 'WARNING', fields: ['base.surname'] }])
    expect(JSON.stringify(findings)).not.toContain('Иванов')
  })

  it('a name of nothing else is missing', () => {
    const outcome = programOf(documentedPreset).run(loan({ Customers: [customer({ lastName: 'Иванов' })] }), inputs)
    expect(outcome).toMatchObject({ kind: 'REJECTED', failures: [{ code: 'MISSING', field: 'consumers[0].surname' }] })
  })

  it('a whole name in one field comes apart', () => {
    const one = [
      ['surname: { from: row.lastName, then: [name]', 'surname: { from: row.lastName, then: [{ fullName: surname }]'],
      [
        'firstName: { from: row.firstName, then: [name]',
        'generationCode: { from: row.lastName, then: [{ fullName: generationCode }] }\n    middleName: { from: row.lastName, then: [{ fullName: middleName }] }\n    firstName: { from: row.lastName, then: [{ fullName: firstName }]',
      ],
    ].reduce((text, [from, to]) => edited(from!, to!, text), documentedPreset)
    const people = [customer({ firstName: null, lastName: 'Dr. María José de la Peña, Jr.' })]
    expect(mapped(loan({ Customers: people }), one).record.base).toMatchObject({
      ...{ surname: 'DE LA PENA', firstName: 'MARIA', middleName: 'JOSE', generationCode: 'J' },
    })
  })
})

describe('amounts', () => {
  const setup = loan().LoanSetup as object
  it.each([
    [1_200_099, 12_000],
    [-1, 0],
    [-1_200_099, 0],
    [99_999_999_999, 999_999_999],
    [500_000_000_000, 999_999_999],
    [99, 0],
  ])('%d cents are %d dollars', (loanAmount, expected) => {
    const { record } = mapped(loan({ LoanSetup: { ...setup, loanAmount } }))
    expect(record.base.highestCredit).toBe(expected)
    expect(encodeRecord(record).text.slice(92, 101)).toBe(`${expected}`.padStart(9, '0'))
  })

  it.each([
    ['a derived credit balance', documentedPreset],
    [
      'a mapped credit balance',
      edited(
        'currentBalance: { derive: currentBalance }',
        'currentBalance: { from: today.payoff, then: [wholeDollars] }',
      ),
    ],
  ])('%s is zero', (_title, text) => {
    const archive = [{ date: '2026-06-30', daysPastDue: 0, payoff: -12_345, written: null }]
    expect(mapped(loan({ StatusArchive: archive }), text).record.base.currentBalance).toBe(0)
  })

  it('an amount that goes around wholeDollars and does not fit rejects', () => {
    const text = edited(
      'highestCredit: { from: LoanSetup.loanAmount, as: money, then: [wholeDollars] }',
      'highestCredit: { from: LoanSetup.periods }',
    )
    const outcome = programOf(text).run(loan({ LoanSetup: { ...setup, periods: -1 } }), inputs)
    expect(outcome).toMatchObject({
      kind: 'REJECTED',
      failures: [{ code: 'OUT_OF_RANGE', field: 'base.highestCredit' }],
    })
  })
})
