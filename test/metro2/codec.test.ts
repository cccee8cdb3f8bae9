import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  decodeHeader,
  decodeRecord,
  decodeSegment,
  encodeHeader,
  encodeRecord,
  encodeSegment,
  recordLength,
} from '../../server/metro2/codec.ts'
import { dateOf } from '../../server/metro2/dates.ts'
import { createTrailerCounter, metro2Lines } from '../../server/metro2/file.ts'
import { fieldPlaces, type SegmentName, segmentLength } from '../../server/metro2/layout.ts'
import { appendedOnce, type Header, type Metro2Record } from '../../server/metro2/record.ts'
import { sharedLines } from './shared.ts'
import { base, j1, j2, record } from './support.ts'

/** A fixed seed: a red test must be red for everybody. */
fc.configureGlobal({ seed: 20260630 })

const header: Header = {
  cycleIdentifier: '',
  innovisProgramIdentifier: 'INN1',
  equifaxProgramIdentifier: 'EFX1',
  experianProgramIdentifier: 'EXP1',
  transunionProgramIdentifier: 'TU1',
  activityDate: '2026-06-30',
  dateCreated: '2026-07-01',
  programDate: null,
  programRevisionDate: null,
  reporterName: 'TEST LENDER',
  reporterAddress: '1 MAIN ST SPRINGFIELD IL 62701',
  reporterTelephoneNumber: '2175550100',
  softwareVendorName: '',
  softwareVersionNumber: '',
  microbiltPrbcProgramIdentifier: '',
}

describe('encode', () => {
  test('fields stand where the format wants them', () => {
    const { text, problems } = encodeRecord(record({ dateOfFirstDelinquency: '2026-03-17', amountPastDue: 42 }))
    expect(problems).toEqual([])
    expect(text).toHaveLength(426)
    expect(text.slice(0, 5)).toBe('04261')
    expect(text.slice(5, 19)).toBe('06302026000000')
    expect(text.slice(42, 72)).toBe('A0001'.padEnd(30))
    expect(text.slice(72, 75)).toBe('I01')
    expect(text.slice(123, 126)).toBe('11 ')
    expect(text.slice(163, 172)).toBe('000000042')
    expect(text.slice(189, 197)).toBe('03172026')
    expect(text.slice(197, 205)).toBe('00000000')
    expect(text.slice(231, 256)).toBe('DOE'.padEnd(25))
  })

  test('the descriptor word counts the appended segments', () => {
    const both = record({}, [j1()], [j2(), j2()])
    expect(recordLength(both)).toBe(926)
    const { text } = encodeRecord(both)
    expect(text).toHaveLength(926)
    expect(text.slice(0, 4)).toBe('0926')
    expect(text.slice(426, 428)).toBe('J1')
    expect(text.slice(526, 528)).toBe('J2')
  })

  test('amounts are capped and never negative', () => {
    const { text, problems } = encodeRecord(
      record({ currentBalance: 1_000_000_000, amountPastDue: -5, highestCredit: 12.9 }),
    )
    expect(text.slice(154, 163)).toBe('999999999')
    expect(text.slice(163, 172)).toBe('000000000')
    expect(text.slice(92, 101)).toBe('000000012')
    expect(problems).toEqual([])
  })

  test('text that does not fit is cut and said, with the place', () => {
    const long = 'X'.repeat(26)
    const { text, problems } = encodeRecord(record({ surname: long }, [j1({ firstName: 'Y'.repeat(21) })]))
    expect(text).toHaveLength(526)
    expect(problems).toMatchObject([
      { code: 'TRUNCATED', field: 'base.surname', position: 232, length: 25 },
      { code: 'TRUNCATED', field: 'j1[0].firstName', position: 455, length: 20 },
    ])
  })

  test.each([
    ['surname', 'JOSÉ', 'CHARACTER'],
    ['socialSecurityNumber', '12345', 'NOT_DIGITS'],
    ['socialSecurityNumber', '1234567890', 'NOT_DIGITS'],
    ['telephoneNumber', '217-555-01', 'NOT_DIGITS'],
    ['dateOpened', '2026-02-30', 'NOT_A_DATE'],
    ['currentBalance', Number.NaN, 'NOT_A_NUMBER'],
  ])('%s = %s is a problem, and the message does not show it', (field, value, code) => {
    const { text, problems } = encodeRecord(record({ [field]: value }))
    expect(text).toHaveLength(426)
    expect(problems).toMatchObject([{ code, field: `base.${field}` }])
    expect(problems[0]!.message).not.toContain(`${value}`)
  })

  test('lower case is raised', () => {
    expect(encodeRecord(record({ surname: 'doe' })).text.slice(231, 234)).toBe('DOE')
  })
})

describe('decode', () => {
  test('answers what is wrong and where', () => {
    const { text } = encodeRecord(record())
    const broken = `${text.slice(0, 75)}13322026${text.slice(83)}`
    const { record: read, problems } = decodeRecord(broken)
    expect(read.base.dateOpened).toBeNull()
    expect(problems).toMatchObject([{ code: 'NOT_A_DATE', field: 'base.dateOpened', position: 76, length: 8 }])
  })

  test('a short line, a wrong descriptor word and an unknown segment', () => {
    const { text } = encodeRecord(record())
    expect(decodeRecord(text.slice(0, 400)).problems.map((p) => p.code)).toContain('TOO_SHORT')
    expect(decodeRecord(`0427${text.slice(4)}`).problems).toMatchObject([{ code: 'LENGTH', position: 1 }])
    expect(decodeRecord(`0428${text.slice(4)}XX`).problems).toMatchObject([{ code: 'SEGMENT', position: 427 }])
  })

  test('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 900 }), (text) => {
        expect(decodeRecord(text).record.base).toBeDefined()
        expect(decodeHeader(text).header).toBeDefined()
      }),
    )
  })
})

const dateArbitrary = fc.option(fc.integer({ min: -30000, max: 40000 }).map(dateOf), { nil: null })
const amountArbitrary = fc.integer({ min: 0, max: 999_999_999 })

/** Text the field can hold: upper-case printable, no trailing blank (trailing blanks are fill). */
function textArbitrary(length: number) {
  const character = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -./#&')
  return fc.string({ unit: character, maxLength: length }).map((text) => text.trimEnd())
}

const digitFields = new Set(['socialSecurityNumber', 'telephoneNumber', 'timeStamp'])

function segmentArbitrary(segment: SegmentName): fc.Arbitrary<Record<string, unknown>> {
  const fields: Record<string, fc.Arbitrary<unknown>> = {}
  for (const place of fieldPlaces(segment)) {
    const { name, type, length } = place
    if (name.startsWith('reserved') || /^(recordDescriptorWord|processingIndicator|segmentIdentifier)$/.test(name))
      continue
    if (digitFields.has(name)) {
      const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length })
      fields[name] = digits.map((text) => (/^0+$/.test(text) ? '' : text))
    } else if (type === 'D') fields[name] = dateArbitrary
    else if (type === 'N') fields[name] = length === 9 ? amountArbitrary : fc.integer({ min: 0, max: 10 ** length - 1 })
    else fields[name] = textArbitrary(length)
  }
  return fc.record(fields)
}

const recordArbitrary = fc.record(
  {
    base: segmentArbitrary('base'),
    j1: fc.array(segmentArbitrary('j1'), { maxLength: 2 }),
    j2: fc.array(segmentArbitrary('j2'), { maxLength: 2 }),
    ...Object.fromEntries(appendedOnce.map((name) => [name, segmentArbitrary(name)])),
  },
  { requiredKeys: ['base', 'j1', 'j2'] },
) as unknown as fc.Arbitrary<Metro2Record>

describe('properties', () => {
  test('what was written is read back the same', () => {
    fc.assert(
      fc.property(recordArbitrary, (generated) => {
        const { text, problems } = encodeRecord(generated)
        expect(problems).toEqual([])
        expect(text).toHaveLength(recordLength(generated))
        expect(text.slice(0, 4)).toBe(`${recordLength(generated)}`.padStart(4, '0'))
        const decoded = decodeRecord(text)
        expect(decoded.problems).toEqual([])
        expect(decoded.record).toEqual(generated)
        expect(encodeRecord(decoded.record).text).toBe(text)
      }),
    )
  })

  test('a damaged line is answered, places its problems, and what was read is written and read the same', () => {
    const damage = fc.array(
      fc.tuple(fc.nat(), fc.integer({ min: -40, max: 40 }), fc.string({ unit: 'binary', maxLength: 40 })),
      { minLength: 1, maxLength: 6 },
    )
    fc.assert(
      fc.property(recordArbitrary, damage, (generated, cuts) => {
        let line = encodeRecord(generated).text
        for (const [at, length, put] of cuts) {
          const from = at % (line.length + 1)
          line = line.slice(0, from) + put + line.slice(from + Math.max(0, length))
        }
        const { record: read, problems } = decodeRecord(line)
        for (const { position, length, field } of problems) {
          expect(field).toMatch(/^(record|(base|j[12]\[\d+\]|k[1-4]|l1|n1)(\.\w+)?|j[12])$/)
          expect(position).toBeGreaterThan(0)
          expect(length).toBeGreaterThan(0)
        }
        const { text } = encodeRecord(read)
        expect(text).toHaveLength(recordLength(read))
        const again = decodeRecord(text)
        expect(again.problems).toEqual([])
        expect(encodeRecord(again.record)).toEqual({ text, problems: [] })
      }),
      { numRuns: 300 },
    )
  })

  test('a base is 426 characters, whatever its fields hold', () => {
    const anything = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.constant(null), fc.constant(undefined))
    const names = fieldPlaces('base').map((place) => place.name)
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), anything), (fields) => {
        expect(encodeSegment('base', { ...base(), ...fields })).toHaveLength(426)
      }),
    )
  })
})

describe('file', () => {
  test('counts everything the trailer states', () => {
    const counter = createTrailerCounter()
    counter.add(record({ accountStatus: '71' }, [j1({ ecoaCode: 'Z', telephoneNumber: '2175550101' })]))
    counter.add(
      record(
        { accountStatus: '71', socialSecurityNumber: '999999999', dateOfBirth: null },
        [],
        [j2({ socialSecurityNumber: '' })],
      ),
    )
    counter.add(record({ accountStatus: 'DA', telephoneNumber: '' }))
    const totals = Object.entries(counter.totals()).filter(([, count]) => count > 0)
    expect(Object.fromEntries(totals)).toEqual({
      totalBaseRecords: 3,
      blockCount: 5,
      totalStatusCode71: 2,
      totalStatusCodeDA: 1,
      totalAssociatedConsumerSegmentsJ1: 1,
      totalAssociatedConsumerSegmentsJ2: 1,
      totalEcoaCodeZ: 1,
      totalSocialSecurityNumbersAll: 3,
      totalSocialSecurityNumbersBase: 2,
      totalSocialSecurityNumbersJ1: 1,
      totalDatesOfBirthAll: 4,
      totalDatesOfBirthBase: 2,
      totalDatesOfBirthJ1: 1,
      totalDatesOfBirthJ2: 1,
      totalTelephoneNumbersAll: 3,
    })
    expect(counter.encode()).toHaveLength(426)
    expect(counter.encode().slice(0, 20)).toBe('0426TRAILER000000003')
    expect(counter.encode().slice(146, 155)).toBe('000000002')
  })

  test('lines end as asked, and problems name their line', () => {
    const problems: string[] = []
    const lines = [
      ...metro2Lines(header, [record(), record({ city: 'X'.repeat(30) })], {
        lineEnding: '\r\n',
        onProblem: (line, problem) => problems.push(`${line} ${problem.field}`),
      }),
    ]
    expect(lines.map((line) => line.length)).toEqual([428, 428, 428, 428])
    expect(lines.every((line) => line.endsWith('\r\n'))).toBe(true)
    expect(problems).toEqual(['3 base.city'])
  })

  test('the header reads back', () => {
    const { text, problems } = encodeHeader(header)
    expect(problems).toEqual([])
    expect(text).toHaveLength(426)
    expect(decodeHeader(text)).toEqual({ header, problems: [] })
  })
})

describe('peer files (skips without ../shared)', () => {
  const ours = sharedLines('fixtures/metro2/ours-two-records-valid-both.dat')
  test.skipIf(ours === null)('a file that two other validators accept is written byte for byte', () => {
    const head = decodeHeader(ours![0]!)
    const records = ours!.slice(1, -1).map((line) => decodeRecord(line))
    expect([head.problems, ...records.map((r) => r.problems)].flat()).toEqual([])
    const written = [
      ...metro2Lines(
        head.header,
        records.map((r) => r.record),
      ),
    ].join('')
    expect(written).toBe(`${ours!.join('\n')}\n`)
  })

  const cfpb = sharedLines('fixtures/metro2/cfpb/m2_file_small.txt')
  test.skipIf(cfpb === null)('the CFPB sample reads: base fields and appended segments', () => {
    const [first] = cfpb!.slice(1).map((line) => decodeRecord(line))
    expect(first!.record.base).toMatchObject({
      identificationNumber: 'FURNISHERID',
      consumerAccountNumber: 'ACCTNUMBER1',
      portfolioType: 'C',
      accountType: '47',
      dateOpened: '2017-11-30',
      accountStatus: '71',
      surname: 'SURNAME1',
      state: 'TX',
    })
    expect(first!.record.j1.length + first!.record.j2.length).toBeGreaterThan(0)
  })

  const moov = sharedLines('fixtures/metro2/moov/base_segment.dat')
  test.skipIf(moov === null)('the moov base segment survives reading and writing', () => {
    const { record: read } = decodeRecord(moov![0]!)
    const again = decodeRecord(encodeRecord({ base: read.base, j1: [], j2: [] }).text)
    expect(again.record.base).toEqual(read.base)
    expect(again.problems).toEqual([])
  })

  for (const segment of ['k1', 'k2', 'k3', 'k4', 'l1', 'n1'] as const) {
    const lines = sharedLines(`fixtures/metro2/moov/${segment}_segment.dat`)
    test.skipIf(lines === null)(`the moov ${segment} segment is written as it was read`, () => {
      const [line] = lines!
      const read = decodeSegment(segment, line!)
      expect(encodeSegment(segment, read)).toBe(line!.toUpperCase().padEnd(segmentLength[segment]))
    })
  }
})
