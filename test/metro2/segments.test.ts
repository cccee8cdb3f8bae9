/** K1 to N1: as text and back, in a record, counted in the trailer, and told where they do not belong. */
import { describe, expect, test } from 'vitest'
import { decodeRecord, decodeSegment, encodeRecord, encodeSegment, recordLength } from '../../server/metro2/codec.ts'
import { createTrailerCounter } from '../../server/metro2/file.ts'
import { segmentLength } from '../../server/metro2/layout.ts'
import { type AppendedOnce, appendedOnce, type Metro2Record } from '../../server/metro2/record.ts'
import { sharedLines } from './shared.ts'
import { j1, j2, record } from './support.ts'

const segments = {
  k1: { originalCreditorName: 'FIRST BANK', creditorClassification: 8 },
  k2: { purchasedFromSoldToIndicator: 2, purchasedFromSoldToName: 'SECOND BANK' },
  k3: { agencyIdentifier: 1, accountNumber: 'FN1', mortgageIdentificationNumber: '100012345678' },
  k4: {
    specializedPaymentIndicator: 1,
    deferredPaymentStartDate: null,
    balloonPaymentDueDate: '2028-02-29',
    balloonPaymentAmount: 50_000,
  },
  l1: { changeIndicator: 3, newConsumerAccountNumber: 'B0002', newIdentificationNumber: 'LENDER02' },
  n1: {
    employerName: 'ACME',
    firstLineOfEmployerAddress: '1 MILL RD',
    secondLineOfEmployerAddress: '',
    employerCity: 'PROVO',
    employerState: 'UT',
    employerPostalCode: '84601',
    occupation: 'WELDER',
  },
} satisfies Required<Pick<Metro2Record, AppendedOnce>>

const texts: Record<AppendedOnce, string> = {
  k1: `K1FIRST BANK${' '.repeat(20)}08`,
  k2: `K22SECOND BANK${' '.repeat(20)}`,
  k3: `K301FN1${' '.repeat(15)}100012345678${' '.repeat(6)}`,
  k4: 'K4010000000002292028000050000 ',
  l1: `L13B0002${' '.repeat(25)}LENDER02${' '.repeat(13)}`,
  n1: `N1ACME${' '.repeat(26)}1 MILL RD${' '.repeat(55)}PROVO${' '.repeat(15)}UT84601    WELDER${' '.repeat(13)}`,
}

const line = (more: Partial<Metro2Record>) => encodeRecord({ ...record(), ...more }).text
/** A line with these texts after the base, and the descriptor word that goes with them. */
function lineOf(...appended: string[]): string {
  const text = line({}) + appended.join('')
  return `${text.length}`.padStart(4, '0') + text.slice(4)
}

describe('a segment that stands once', () => {
  test.each(appendedOnce)('%s is written by the layout and read back', (name) => {
    expect(encodeSegment(name, segments[name])).toBe(texts[name])
    expect(texts[name]).toHaveLength(segmentLength[name])
    expect(decodeSegment(name, texts[name])).toEqual(segments[name])
  })

  test.each(appendedOnce)('%s alone follows the base', (name) => {
    const text = line({ [name]: segments[name] })
    expect(text).toBe(lineOf(texts[name]))
    expect(decodeRecord(text)).toEqual({ record: { ...record(), [name]: segments[name] }, problems: [] })
  })

  test('all of them follow the consumers, in order', () => {
    const whole = { ...record({}, [j1()], [j2(), j2()]), ...segments }
    const { text, problems } = encodeRecord(whole)
    expect(problems).toEqual([])
    expect(recordLength(whole)).toBe(426 + 100 + 400 + 34 + 34 + 40 + 30 + 54 + 146)
    expect(text.slice(0, 4)).toBe('1264')
    expect(text.slice(926)).toBe(appendedOnce.map((name) => texts[name]).join(''))
    expect(decodeRecord(text)).toEqual({ record: whole, problems: [] })
  })

  test('problems of its fields are placed in the record', () => {
    const { text, problems } = encodeRecord({
      ...record({}, [j1()]),
      k1: { originalCreditorName: 'X'.repeat(31), creditorClassification: 100 },
    })
    expect(text).toHaveLength(560)
    expect(problems).toMatchObject([
      { code: 'TRUNCATED', field: 'k1.originalCreditorName', position: 529, length: 30 },
      { code: 'TRUNCATED', field: 'k1.creditorClassification', position: 559, length: 2 },
    ])
    expect(decodeRecord(lineOf('K4', 'AB', texts.k4.slice(4))).problems).toMatchObject([
      { code: 'NOT_A_NUMBER', field: 'k4.specializedPaymentIndicator', position: 429, length: 2 },
    ])
  })
})

describe('what does not belong', () => {
  test('a second segment of a kind is told, and the first one stands', () => {
    const other = encodeSegment('k2', { purchasedFromSoldToIndicator: 9, purchasedFromSoldToName: '' })
    const { record: read, problems } = decodeRecord(lineOf(texts.k2, other, texts.n1))
    expect(problems).toMatchObject([{ code: 'SEGMENT', field: 'k2', position: 461, length: 34 }])
    expect(read.k2).toEqual(segments.k2)
    expect(read.n1).toEqual(segments.n1)
  })

  test.each([
    [['n1', 'l1'], 'l1', 573],
    [['k2', 'k1'], 'k1', 461],
  ] as const)('%s is out of order, and read', (names, field, position) => {
    const { record: read, problems } = decodeRecord(lineOf(...names.map((name) => texts[name])))
    expect(problems).toMatchObject([{ code: 'SEGMENT', field, position }])
    expect(problems).toHaveLength(1)
    for (const name of names) expect(read[name]).toEqual(segments[name])
  })

  test('a consumer after a K segment, or a J1 after a J2, is out of order, and read', () => {
    const [one, two] = [encodeSegment('j1', j1()), encodeSegment('j2', j2())]
    const late = decodeRecord(lineOf(texts.k1, two))
    expect(late.problems).toMatchObject([{ code: 'SEGMENT', field: 'j2', position: 461, length: 200 }])
    expect(late.record.j2).toEqual([j2()])
    const crossed = decodeRecord(lineOf(two, one))
    expect(crossed.problems).toMatchObject([{ code: 'SEGMENT', field: 'j1', position: 627, length: 100 }])
    expect(crossed.record).toMatchObject({ j1: [j1()], j2: [j2()] })
  })

  test('one cut short is told with what there is of it', () => {
    const { record: read, problems } = decodeRecord(lineOf(texts.k1.slice(0, 20)))
    expect(problems).toMatchObject([{ code: 'TOO_SHORT', field: 'k1.segmentIdentifier', position: 427, length: 34 }])
    expect(read.k1).toEqual({ originalCreditorName: 'FIRST BANK', creditorClassification: 0 })
  })

  test('no message holds a value', () => {
    const { problems } = decodeRecord(lineOf(texts.k2, texts.k2, texts.k1, 'ZZ SECRET'))
    expect(problems.map(({ code }) => code)).toEqual(['SEGMENT', 'SEGMENT', 'SEGMENT'])
    expect(problems.map(({ message }) => message).join(' ')).not.toMatch(/BANK|SECRET/)
  })

  test('blanks that fill a record of fixed length up are nothing', () => {
    const { record: read, problems } = decodeRecord(lineOf(texts.k1, ' '.repeat(100)))
    expect(problems).toEqual([])
    expect(read.k1).toEqual(segments.k1)
  })
})

test('the trailer counts every segment, whatever it holds', () => {
  const counter = createTrailerCounter()
  counter.add({ ...record(), ...segments })
  const { k1, k2, k3, k4, l1, n1 } = segments
  counter.add({
    ...record(),
    k1: { ...k1, originalCreditorName: '' },
    k2: { ...k2, purchasedFromSoldToIndicator: 9 },
    k3: { ...k3, agencyIdentifier: 0 },
    k4: { ...k4, specializedPaymentIndicator: 0 },
    l1: { ...l1, changeIndicator: 0 },
    n1: { ...n1, employerName: '' },
  })
  counter.add({ ...record(), k3 })
  expect(counter.totals()).toMatchObject({
    totalBaseRecords: 3,
    totalOriginalCreditorSegmentsK1: 2,
    totalPurchasedSoldSegmentsK2: 2,
    totalMortgageInformationSegmentsK3: 3,
    totalSpecializedPaymentSegmentsK4: 2,
    totalChangeSegmentsL1: 2,
    totalEmploymentSegmentsN1: 2,
  })
  expect(counter.encode().slice(272, 326)).toBe('000000002000000002000000002000000003000000002000000002')
})

test('the trailer does not count a consumer segment that holds its identifier alone', () => {
  const counter = createTrailerCounter()
  const { record: read } = decodeRecord(lineOf('J1'.padEnd(100), 'J2'.padEnd(200), texts.k1))
  expect(read.j1).toHaveLength(1)
  counter.add(read)
  expect(counter.totals()).toMatchObject({
    totalAssociatedConsumerSegmentsJ1: 0,
    totalAssociatedConsumerSegmentsJ2: 0,
    totalOriginalCreditorSegmentsK1: 1,
  })
})

describe('peer segments (skips without ../shared)', () => {
  for (const name of [...appendedOnce, 'j1', 'j2'] as const) {
    const lines = sharedLines(`fixtures/metro2/cfpb/${name}_segment.txt`)
    test.skipIf(lines === null)(`the CFPB ${name} segment is written as it was read`, () => {
      for (const each of lines!) {
        const problems: never[] = []
        const read = decodeSegment(name, each, problems)
        expect(problems).toEqual([])
        expect(encodeSegment(name, read)).toBe(each.toUpperCase().padEnd(segmentLength[name]))
      }
    })
  }
})
