import { describe, expect, test } from 'vitest'
import { assembleRecord } from '../../server/metro2/assemble.ts'
import { derive } from '../../server/metro2/derive.ts'
import type { Consumer, Derived } from '../../server/metro2/facts.ts'
import { formatCents, wholeDollars } from '../../server/metro2/money.ts'
import { validateRecord } from '../../server/metro2/rules/registry.ts'
import {
  addressKey,
  cleanAddress,
  cleanName,
  generationOf,
  splitGeneration,
  transliterate,
} from '../../server/metro2/text.ts'
import { account, consumer, due, loan, paid, snapshot } from './support.ts'

const asOf = '2026-06-30'

function derived(): Derived {
  const days = ['2026-02-15', '2026-03-15', '2026-04-15', '2026-05-15', '2026-06-15']
  const facts = loan({
    instalments: due(...days),
    satisfactions: paid(...days),
    snapshots: [snapshot(asOf, 350000)],
    bankruptcies: [{ consumerKey: 'c2', chapter: '7', state: 'PETITION', filed: '2026-04-01', ended: null }],
  })
  const outcome = derive(facts, asOf)
  if (outcome.kind !== 'DERIVED') throw new Error(outcome.reason)
  return outcome.derived
}

function assemble(consumers: Consumer[], fields = account) {
  const outcome = assembleRecord(fields, consumers, derived(), asOf)
  if (outcome.kind !== 'ASSEMBLED') throw new Error(outcome.reason)
  return outcome
}

describe('assembleRecord', () => {
  test('one borrower: a clean base', () => {
    const { record, findings } = assemble([consumer()])
    expect(findings).toEqual([])
    expect(record.j1).toEqual([])
    expect(record.base).toMatchObject({
      surname: 'DOE',
      accountStatus: '11',
      timeStamp: '06302026000000',
      currentBalance: 3500,
    })
    const rules = validateRecord(record, { asOf }).map((finding) => finding.rule)
    // The petition of the other borrower dates the account; this record leaves that borrower out.
    expect(rules).toEqual(['G-DOFD-1', 'Status-DOFD-2'])
  })

  test('same address, written differently: J1; another address: J2', () => {
    const { record } = assemble([
      consumer(),
      consumer({
        key: 'c2',
        role: 'OTHER',
        firstName: 'JOHN',
        firstLineOfAddress: '1 Main St.',
        postalCode: '627011234',
      }),
      consumer({ key: 'c3', role: 'OTHER', firstName: 'JIM', firstLineOfAddress: '3 MAIN ST' }),
    ])
    expect(record.j1.map((person) => person.firstName)).toEqual(['JOHN'])
    expect(record.j2.map((person) => person.firstName)).toEqual(['JIM'])
    expect(record.j1[0]!.consumerInformationIndicator).toBe('A')
    expect(record.base.consumerInformationIndicator).toBe('')
    expect(Object.keys(record.j1[0]!)).toHaveLength(9)
    expect(Object.keys(record.j2[0]!)).toHaveLength(17)
  })

  test('an indicator the preset maps wins over the derived one', () => {
    const { record } = assemble([consumer(), consumer({ key: 'c2', role: 'OTHER', consumerInformationIndicator: 'T' })])
    expect(record.j1[0]!.consumerInformationIndicator).toBe('T')
  })

  test('a field the preset maps wins over the derived one', () => {
    const { record } = assemble([consumer()], { ...account, dateOfLastPayment: '2026-06-01' })
    expect(record.base.dateOfLastPayment).toBe('2026-06-01')
  })

  test('an associated consumer without an address goes to J1, and that is said', () => {
    const nowhere = { firstLineOfAddress: '', city: '', state: '', postalCode: '' }
    const { record, findings } = assemble([consumer(), consumer({ key: 'c2', role: 'OTHER', ...nowhere })])
    expect(record.j1).toHaveLength(1)
    expect(findings).toMatchObject([{ rule: 'CONSUMER-ADDRESS-1', severity: 'WARNING', fields: ['j1[0]'] }])
  })

  test('two primary consumers: the first is the base', () => {
    const { record, findings } = assemble([consumer(), consumer({ key: 'c9', surname: 'ROE' })])
    expect(record.base.surname).toBe('DOE')
    expect(record.j1[0]!.surname).toBe('ROE')
    expect(findings.map((finding) => finding.rule)).toEqual(['CONSUMER-PRIMARY-1'])
  })

  test('nobody liable: excluded', () => {
    const outcome = assembleRecord(account, [consumer({ role: 'OTHER' })], derived(), asOf)
    expect(outcome).toMatchObject({ kind: 'EXCLUDED', reason: 'NO_LIABLE_PERSON' })
  })
})

describe('text', () => {
  test.each([
    ['José Ñuñez', 'JOSE NUNEZ'],
    ['Weiß', 'WEISS'],
    ['Łódź', 'LODZ'],
    ['“x” – y…', '"X" - Y...'],
    ['日本', ''],
    ['İstanbul Ħal ꞌo', "ISTANBUL HAL 'O"],
    ['«a» „b‟ ‚c‛ 1′ 2″', `"A" "B" 'C' 1' 2"`],
    ['a―b‒c\u2003d', 'A-B-C D'],
    ['½ № ℅ ﬁ ＡＢ', '1/2 NO C/O FI AB'],
    ['e\u0301 x\u030c', 'E X'],
    ['PLAIN 1', 'PLAIN 1'],
  ])('%s becomes %s', (text, expected) => expect(transliterate(text)).toBe(expected))

  test.each([
    ["O'Neil", 'ONEIL'],
    ['O’Neil', 'ONEIL'],
    ['  Smith - Jones  ', 'SMITH - JONES'],
    ['St. John', 'ST JOHN'],
    ['Van der Berg 3', 'VAN DER BERG'],
    ['-x-', 'X'],
  ])('the name %s becomes %s', (text, expected) => expect(cleanName(text)).toBe(expected))

  test.each([
    ['12 Rue “de l’Été”, #4', '12 RUE DE LETE, #4'],
    ['Apt.\t2', 'APT. 2'],
  ])('the address %s becomes %s', (text, expected) => expect(cleanAddress(text)).toBe(expected))

  test.each([
    ['Jr.', 'J'],
    ['III', '3'],
    ['2nd', '2'],
    ['V', ''],
    ['PHD', ''],
  ])('the suffix %s is generation %s', (suffix, code) => expect(generationOf(suffix)).toBe(code))

  test('a suffix comes off the surname, a last word does not', () => {
    expect(splitGeneration('Smith, Jr')).toEqual({ surname: 'Smith', generationCode: 'J' })
    expect(splitGeneration('Van Buren')).toEqual({ surname: 'Van Buren', generationCode: '' })
    expect(splitGeneration('Senior')).toEqual({ surname: 'Senior', generationCode: '' })
  })

  test('addresses compare without punctuation, case and ZIP extension', () => {
    const one = consumer({ firstLineOfAddress: '1 Main St.', secondLineOfAddress: 'Apt 2', postalCode: '62701-1234' })
    const other = consumer({ firstLineOfAddress: '1 MAIN ST APT 2', secondLineOfAddress: '' })
    expect(addressKey(one)).toBe(addressKey(other))
    expect(addressKey(one)).not.toBe(addressKey(consumer({ postalCode: '62702' })))
  })
})

describe('money', () => {
  test.each([
    [0, 0],
    [99, 0],
    [100, 1],
    [199, 1],
    [-500, 0],
    [99_999_999_999, 999_999_999],
    [100_000_000_000, 999_999_999],
    [Number.NaN, 0],
  ])('%d cents are %d dollars', (cents, dollars) => expect(wholeDollars(cents)).toBe(dollars))

  test.each([
    [123456, '$1,234.56'],
    [5, '$0.05'],
    [-100, '-$1.00'],
    [100000000, '$1,000,000.00'],
  ])('%d cents read %s', (cents, text) => expect(formatCents(cents)).toBe(text))
})
