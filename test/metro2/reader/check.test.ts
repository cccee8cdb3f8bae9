/** Findings name their place, and never a Social Security number or a birth date. */
import { describe, expect, test } from 'vitest'
import { formatFinding, formatHead } from '../../../server/metro2/reader/report.ts'
import { ruleById } from '../../../server/metro2/rules/registry.ts'
import { j1, record } from '../support.ts'
import {
  type Checked,
  check,
  errorsOf,
  fileOf,
  header,
  lineOfRecord,
  linesOf,
  rulesOf,
  today,
  withField,
} from './support.ts'

const lines = linesOf()
const find = (checked: Checked, rule: string) => checked.findings.find((finding) => finding.rule === rule)

test('a finding has line, account, segment, field, column and value', () => {
  const wrong = withField(lines, 1, 'base', 'currentBalance', '000000000')
  const checked = check(fileOf(withField(wrong, 1, 'base', 'amountPastDue', '000000500')))
  expect(find(checked, 'Balance-APD-1')).toEqual({
    rule: 'Balance-APD-1',
    severity: 'ERROR',
    line: 2,
    account: 'A0001',
    segment: 'base',
    field: 'amountPastDue',
    column: 164,
    value: '000000500',
    message: 'Amount past due without a balance.',
  })
})

test('a field of an appended segment has its column in the line', () => {
  const checked = check(fileOf(withField(lines, 2, 'j1', 'ecoaCode', '4', 426)))
  expect(find(checked, 'G-ECOA-1')).toMatchObject({
    line: 3,
    segment: 'j1',
    field: 'ecoaCode',
    column: 523,
    value: '4',
  })
})

test('columns of a second J1', () => {
  const joint = record({ consumerAccountNumber: 'B1' }, [j1(), j1({ surname: '', firstName: 'ADA' })])
  const checked = check(fileOf(linesOf([joint])))
  expect(find(checked, 'M-J1-REQ')).toMatchObject({ segment: 'j1', field: 'surname', column: 530 })
})

test('an empty J1 says nothing, the one behind it does', () => {
  const [head, line, ...rest] = linesOf([record({}, [j1({ ecoaCode: '4' })])])
  const two = `0626${line!.slice(4, 426)}${'J1'.padEnd(100)}${line!.slice(426, 430)}doe${line!.slice(433)}`
  const checked = check(fileOf([head!, two, ...rest]))
  expect(checked.lines[1]!.record!.j1).toHaveLength(1)
  expect(errorsOf(checked)).toEqual(['2:530 G-CHAR-1 j1.surname', '2:623 G-ECOA-1 j1.ecoaCode'])
})

test('columns behind a block descriptor word', () => {
  const blocks = withField(lines, 1, 'base', 'portfolioType', 'Q').map((line) => `0${line.length + 4}${line}`)
  expect(check(blocks.join('')).findings.find(({ field }) => field === 'portfolioType')).toMatchObject({ column: 77 })
})

describe('what does not parse', () => {
  test.each([
    ['a day that is none', 'dateOpened', '02302026', '2:76 G-CHAR-1 base.dateOpened'],
    ['letters in an amount', 'currentBalance', '00000A000', '2:155 G-CHAR-1 base.currentBalance'],
    ['a negative amount', 'amountPastDue', '-00000001', '2:164 G-CHAR-1 base.amountPastDue'],
    ['a NUL byte', 'surname', 'DO\0E', '2:232 G-CHAR-1 base.surname'],
    ['a byte outside ASCII', 'surname', 'N\xd1UNEZ', '2:232 G-CHAR-1 base.surname'],
  ])('%s', (_name, field, value, expected) => {
    expect(errorsOf(check(fileOf(withField(lines, 1, 'base', field, value))))).toContain(expected)
  })

  test('an amount that nobody can read is not taken for zero', () => {
    const checked = check(fileOf(withField(lines, 1, 'base', 'currentBalance', '0000XX012')))
    expect(rulesOf(checked)).toEqual(['G-CHAR-1', 'M-BASE-CHAR', 'M-FILE-2'])
  })

  test('the byte outside ASCII is named with its column', () => {
    const checked = check(fileOf(withField(lines, 1, 'base', 'surname', 'N\xd1UNEZ')))
    expect(find(checked, 'G-CHAR-1')!.message).toContain('byte D1 at column 233')
  })

  test('a record in UTF-8 that counts characters: its fields are where they belong', () => {
    const name = withField(lines, 1, 'base', 'surname', 'NU\xd1EZ')[1]!
    const wide = Buffer.from(name, 'utf8').toString('latin1')
    const checked = check(fileOf(lines.with(1, wide)))
    expect(errorsOf(checked)).toEqual(['2:1 G-LEN-1 base.recordDescriptorWord', '2:232 G-CHAR-1 base.surname'])
    expect(checked.findings[0]!.message).toContain('UTF-8 and 1 bytes longer')
    expect(find(checked, 'G-CHAR-1')!.message).toContain('character D1 at column 234')
    expect(checked.lines[1]!.record!.base.postalCode).toBe('62701')
  })

  test('bytes and days of header and trailer', () => {
    const bad = withField(withField(lines, 0, 'header', 'activityDate', '02302026'), 4, 'trailer', 'reserved2', '\xe9')
    const errors = errorsOf(check(fileOf(bad)))
    expect(errors).toContain('1:48 G-CHAR-1 header.activityDate')
    expect(errors).toContain('5:408 G-CHAR-1 trailer.reserved2')
  })

  test('a segment that is none', () => {
    const unknown = lines.with(1, `0460${lines[1]!.slice(4)}X9${' '.repeat(31)}Z`)
    expect(errorsOf(check(fileOf(unknown)))).toContain('2:427 G-ORD-1 base.')
  })
})

describe('lines that are no records', () => {
  test.each([
    ['words', 'THIS IS NO RECORD', 'it has 17 characters'],
    ['a record behind other characters', `SHIFTED${lines[1]}`, 'begin at column 8'],
    ['the beginning of a record', lines[1]!.slice(0, 300), 'ends after 300 characters'],
    ['something too long', 'Y'.repeat(300_000), '300,000 characters long'],
  ])('%s', (_name, line, words) => {
    for (const size of [1_000, 65_536]) {
      const checked = check(fileOf(lines.toSpliced(2, 0, line)), { size })
      expect(checked.totals).toMatchObject({ records: 3, unreadable: 1 })
      const told = checked.findings.filter((finding) => finding.line === 3)
      expect(told).toHaveLength(1)
      expect(told[0]!).toMatchObject({ rule: 'G-LEN-1', severity: 'ERROR', account: '', value: '' })
      expect(told[0]!.message).toContain(words)
    }
  })
})

describe('the whole file', () => {
  test('counters of the trailer, each with its place', () => {
    const checked = check(fileOf(withField(lines, 4, 'trailer', 'totalStatusCode11', '000000007')))
    expect(find(checked, 'G-TRL-1')).toMatchObject({
      line: 5,
      segment: 'trailer',
      field: 'totalStatusCode11',
      column: 84,
      value: '000000007',
    })
    expect(find(checked, 'G-TRL-1')!.message).toContain('totalStatusCode11 is 7, counted 3')
  })

  test('an account twice', () => {
    expect(errorsOf(check(fileOf(linesOf([record(), record()]))))).toEqual(['3:43 G-DUP-1 base.consumerAccountNumber'])
  })

  test('a header of tomorrow', () => {
    const late = linesOf([record()], { ...header, dateCreated: '2026-07-06' })
    expect(errorsOf(check(fileOf(late)))).toEqual(['1:56 G-HDR-1 header.dateCreated'])
    expect(errorsOf(check(fileOf(late), { today: '2026-07-06' }))).toEqual([])
  })

  test('a day of the records behind that of the header stands at the header', () => {
    const early = linesOf([record()], { ...header, activityDate: '2026-06-29' })
    expect(errorsOf(check(fileOf(early)))).toContain('1:48 G-HDR-1 header.activityDate')
  })

  test('an old file is judged as of its own day', () => {
    expect(check(fileOf(lines), { today: '2030-01-01' }).findings.filter(({ rule }) => rule === 'G-DOAI-1')).toEqual([])
  })
})

describe('nothing secret is told', () => {
  const number = '219099998'
  const told = (checked: Checked) =>
    checked.findings.flatMap((finding) =>
      (['text', 'csv', 'jsonl'] as const).map((format) => formatFinding(format, 'FILE', finding)),
    )

  test.each([
    ['a number that is wrong', withField(lines, 1, 'base', 'socialSecurityNumber', '900121234'), '900121234'],
    ['a number with a letter', withField(lines, 1, 'base', 'socialSecurityNumber', '21909999X'), '21909999'],
    ['a birth date of next year', withField(lines, 1, 'base', 'dateOfBirth', '04052027'), '04052027'],
    ['a birth date that is none', withField(lines, 1, 'base', 'dateOfBirth', '19800405'), '19800405'],
    ['a number in the account', withField(lines, 1, 'base', 'consumerAccountNumber', `X${number}`), number],
    [
      'a dashed number in the account',
      withField(lines, 1, 'base', 'consumerAccountNumber', '219-09-9998'),
      '219-09-9998',
    ],
    ['a number in the address', withField(lines, 1, 'base', 'firstLineOfAddress', `UNKNOWN ${number}`), number],
    ['a record moved by a byte', lines.with(1, `${lines[1]!.slice(0, 290)} ${lines[1]!.slice(290, 425)}`), '21909999'],
  ])('%s', (_name, given, secret) => {
    const checked = check(fileOf(given))
    expect(checked.findings.length).toBeGreaterThan(0)
    for (const text of told(checked)) {
      expect(text).not.toContain(secret)
      expect(text).not.toContain('1980')
    }
  })

  test('the field is named and its value masked', () => {
    const checked = check(fileOf(withField(lines, 1, 'base', 'socialSecurityNumber', '900121234')))
    expect(checked.findings.find(({ field }) => field === 'socialSecurityNumber')!.value).toBe('*********')
  })
})

describe('formats', () => {
  const finding = {
    rule: 'G-ADDR-1',
    severity: 'WARNING' as const,
    line: 7,
    account: '=HYPERLINK("x")',
    segment: 'base',
    field: 'city',
    column: 394,
    value: 'A,\x1b[31m',
    message: 'Address that mail could not reach.',
  }

  test('jsonl: these names in this order, one object a line', () => {
    expect(formatFinding('jsonl', 'F', finding)).toBe(`${JSON.stringify(finding)}\n`)
    expect(Object.keys(finding)).toEqual([
      'rule',
      'severity',
      'line',
      'account',
      'segment',
      'field',
      'column',
      'value',
      'message',
    ])
  })

  test('csv: no formula, no control character, the fix behind', () => {
    expect(formatHead('csv')).toBe('rule,severity,line,account,segment,field,column,value,message,fix\r\n')
    expect(formatFinding('csv', 'F', finding)).toBe(
      `G-ADDR-1,WARNING,7,"'=HYPERLINK(""x"")",base,city,394,"A,\\x1b[31m",Address that mail could not reach.,${ruleById('G-ADDR-1')!.fix}\r\n`,
    )
  })

  test('text: place first, nothing a terminal would obey', () => {
    expect(formatFinding('text', 'F', finding)).toMatch(
      /^F:7:394 WARNING G-ADDR-1 account .* base\.city "A,\\x1b\[31m" /,
    )
  })
})

test('every rule that is told of has its text', () => {
  const texts = [
    fileOf(lines.slice(1, 3)),
    fileOf(withField(lines, 1, 'base', 'accountStatus', 'ZZ')),
    lineOfRecord(record()),
  ]
  for (const text of texts) {
    for (const { rule } of check(text, { today }).findings) expect(ruleById(rule)?.fix, rule).toBeTruthy()
  }
})
