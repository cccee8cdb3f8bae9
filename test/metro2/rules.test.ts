import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { decodeRecord, encodeHeader, encodeRecord } from '../../server/metro2/codec.ts'
import type { Metro2Record } from '../../server/metro2/record.ts'
import { createSeenAccounts } from '../../server/metro2/rules/duplicates.ts'
import { fileRules } from '../../server/metro2/rules/fileText.ts'
import { validateLine } from '../../server/metro2/rules/line.ts'
import { lineRules } from '../../server/metro2/rules/lineText.ts'
import {
  allRules,
  derivationFindings,
  notEvaluated,
  previousRules,
  ruleById,
  rules,
  validateAgainstPrevious,
  validateReadRecord,
  validateRecord,
} from '../../server/metro2/rules/registry.ts'
import { fileCases, findingsOf, header, missing, missingCases } from './rules/fileCases.ts'
import { cleanLine, lineCases, written, wrongLines } from './rules/lineCases.ts'
import { type Pair, pair, previousCases } from './rules/previousCases.ts'
import { recordCases, recordOf } from './rules/recordCases.ts'
import { segmentCases } from './rules/segmentCases.ts'
import { sharedText } from './shared.ts'
import { base, j1, j2, profile, record } from './support.ts'

const cases = [...recordCases, ...segmentCases]
const context = { asOf: '2026-06-30' }

function found(of: Metro2Record, id: string) {
  return validateRecord(of, context).find((finding) => finding.rule === id)
}

const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id).sort()
const named = (cases: readonly (readonly [string, ...unknown[]])[]) => cases.map(([id]) => id).sort()

function changeIds({ before, now, day }: Pair): string[] {
  const previous = { record: before, activityDate: day ?? '2026-05-31' }
  return validateAgainstPrevious(now, previous, context).map((finding) => finding.rule)
}

const lineIds = (text: string) => validateLine(text, decodeRecord(text)).map((finding) => finding.rule)

describe('each rule', () => {
  test('has a hit and a near miss in every scope it looks at', () => {
    expect(named(cases)).toEqual(ids(rules))
    expect(named(previousCases)).toEqual(ids(previousRules))
    expect(named(lineCases)).toEqual(ids(Object.values(lineRules)))
    expect([...named(fileCases), 'G-COMP-1'].sort()).toEqual(ids(Object.values(fileRules)))
    const scopes = allRules.flatMap((rule) => rule.scopes)
    expect(scopes.length).toBe(cases.length + previousCases.length + lineCases.length + fileCases.length + 1)
  })

  test.each(cases)('%s hits what it should and lets the near miss pass', (id, hit, nearMiss) => {
    expect(found(recordOf(hit), id)).toBeDefined()
    expect(found(recordOf(nearMiss), id)).toBeUndefined()
  })

  test.each(previousCases)('%s, against the month before', (id, hit, nearMiss) => {
    expect(changeIds(hit)).toContain(id)
    expect(changeIds(nearMiss)).not.toContain(id)
  })

  test.each(lineCases)('%s, in the characters of a line', (id, hit, nearMiss) => {
    expect(lineIds(hit)).toContain(id)
    expect(lineIds(nearMiss)).not.toContain(id)
  })

  test.each(fileCases)('%s, in a file', (id, hit, nearMiss) => {
    expect(findingsOf(hit).map((finding) => finding.rule)).toContain(id)
    expect(findingsOf(nearMiss).map((finding) => finding.rule)).not.toContain(id)
  })

  test('G-COMP-1 hits an open account that is gone, not a paid one', () => {
    const [open, ended] = missingCases
    expect(missing(open).map((finding) => finding.rule)).toEqual(['G-COMP-1'])
    expect(missing(ended)).toEqual([])
  })

  test('has one title in all its scopes', () => {
    for (const part of [...previousRules, ...Object.values(lineRules), ...Object.values(fileRules)]) {
      expect(part.title).toBe(ruleById(part.id)?.title)
    }
  })

  test('explains itself', () => {
    for (const rule of allRules) {
      for (const text of [rule.title, rule.explanation, rule.fix, rule.source]) expect(text.length).toBeGreaterThan(5)
      expect(rule.title.endsWith('.')).toBe(false)
      expect(ruleById(rule.id)).toBe(rule)
    }
  })

  // A family that is passed over where it cannot hit must not hide a hit.
  test('answers through its family as by itself', () => {
    const full = { ...context, activityDate: context.asOf }
    for (const [, hit, nearMiss] of cases) {
      for (const of of [recordOf(hit), recordOf(nearMiss)]) {
        const alone = rules.filter((rule) => rule.check(of, full) !== null).map((rule) => rule.id)
        expect(validateRecord(of, context).map((finding) => finding.rule)).toEqual(alone)
      }
    }
  })
})

const reference = sharedText('reference/metro2-rules.md')

describe.skipIf(reference === null)('the public rules (skips without ../shared)', () => {
  // One line of the list says what moov does not check.
  const listed = [...(reference ?? '').matchAll(/^\| ([A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+) \|/gm)]
    .map((match) => match[1]!)
    .filter((id) => id !== 'M-BASE-NOT')

  test('are all here, each under its own id', () => {
    expect(listed.length).toBe(190)
    expect(listed.filter((id) => ruleById(id) === undefined)).toEqual([])
  })

  test('and G-CODE-1 of our own beside them', () => {
    expect(allRules.map((rule) => rule.id).filter((id) => !listed.includes(id))).toEqual(['G-CODE-1'])
  })

  test('those that one file cannot decide say so', () => {
    expect(notEvaluated.map(({ id }) => id)).toEqual(['G-AMT-1', 'G-DOFD-4'])
  })
})

describe('a rule about people or codes', () => {
  test('names every consumer and every field it is about, not the first alone', () => {
    const wrong = { generationCode: 'Q', socialSecurityNumber: '000112222' }
    const people = record({ ...wrong, addressIndicator: 'Q' }, [j1(wrong), j1(wrong)])
    const fieldsOf = (id: string) =>
      validateRecord(people, context)
        .filter((finding) => finding.rule === id)
        .flatMap((finding) => finding.fields)
    const ssn = ['base.socialSecurityNumber', 'j1[0].socialSecurityNumber', 'j1[1].socialSecurityNumber']
    expect(fieldsOf('G-ID-2')).toEqual(ssn)
    expect(fieldsOf('M-J1-6')).toEqual(['j1[0].generationCode', 'j1[1].generationCode'])
    expect(fieldsOf('G-CODE-1')).toEqual(['base.generationCode', 'base.addressIndicator'])
  })
})

test('a birth to come is impossible whether or not the account has a date opened', () => {
  for (const dateOpened of ['2026-01-10', null, '2060-01-10']) {
    expect(found(record({ dateOfBirth: '2031-02-03', dateOpened }), 'G-DOB-1')?.values.fault).toBe('in the future')
  }
})

describe('what another rule says already', () => {
  /** The rules that hit, with their severities. */
  const severities = (of: Metro2Record) =>
    Object.fromEntries(validateRecord(of, context).map((finding) => [finding.rule, finding.severity]))

  test.each([
    ['G-DOFD-1', 'Status-DOFD-1', { accountStatus: '71' }],
    ['G-DOFD-1', 'Status-DOFD-2', { dateOfFirstDelinquency: '2026-05-01' }],
    ['G-DOFD-1', 'Bankruptcy-DOFD-1', { consumerInformationIndicator: 'A' }],
    ['G-CO-1', 'Status-ChargeOff-2', { accountStatus: '97' }],
    ['G-BAL-1', 'Status-Balance-1', { accountStatus: '13' }],
    ['G-CLOSE-1', 'Status-DateClosed-1', { accountStatus: '13', paymentRating: '0', currentBalance: 0 }],
    ['G-CL-1', 'Type-CreditLimit-1', { creditLimit: 1 }],
    ['G-TERM-1', 'Type-TermsDuration-1', { portfolioType: 'C' }],
    ['M-BASE-REQ', 'G-OPEN-1', { dateOpened: null }],
    ['M-BASE-5', 'G-ID-1', { identificationNumber: '00000' }],
    ['M-BASE-8', 'G-PORT-1', { portfolioType: 'X' }],
    ['M-BASE-34', 'G-ID-3', { socialSecurityNumber: '', dateOfBirth: null }],
  ] as const)('%s is information beside %s', (repeating, said, fields) => {
    const found = severities(record(fields))
    expect(found[repeating]).toBe('INFO')
    expect(['ERROR', 'WARNING']).toContain(found[said])
  })

  test('what is superseded never holds a record', () => {
    for (const id of ['M-BASE-8', 'M-BASE-13', 'M-BASE-19', 'M-BASE-34', 'M-BASE-35', 'M-K2-2', 'M-TRL-2']) {
      expect(ruleById(id)).toMatchObject({ severity: 'INFO', note: expect.stringContaining('uperseded by G-') })
    }
  })

  test('a deferred loan without a terms duration is as it should be', () => {
    const deferred = { termsFrequency: 'D', termsDuration: '', scheduledMonthlyPaymentAmount: 0 }
    const of = {
      ...record(deferred),
      k4: {
        specializedPaymentIndicator: 2,
        deferredPaymentStartDate: '2027-01-01',
        balloonPaymentDueDate: null,
        balloonPaymentAmount: 0,
      },
    }
    expect(severities(of)).toEqual({ 'M-BASE-REQ': 'INFO', 'M-BASE-13': 'INFO' })
  })
})

describe('two reports of an account', () => {
  const may = { record: pair({}, {}).before, activityDate: '2026-05-31' }

  test('that follow each other have no finding', () => {
    expect(validateAgainstPrevious(record(), may, context)).toEqual([])
  })

  test('a correction with evidence warns where it would hold', () => {
    const changed = record({ dateOpened: '2026-01-09', paymentHistoryProfile: profile('01000') })
    const severities = (corrected: boolean) =>
      validateAgainstPrevious(changed, may, { ...context, corrected }).map(({ rule, severity }) => [rule, severity])
    expect(severities(false)).toEqual([
      ['PROG-DateOpen-1', 'ERROR'],
      ['G-PHP-3', 'ERROR'],
    ])
    expect(severities(true)).toEqual([
      ['PROG-DateOpen-1', 'WARNING'],
      ['G-PHP-3', 'WARNING'],
    ])
  })

  test('a changed number without an L1 segment holds the record, evidence or not', () => {
    const moved = record({ consumerAccountNumber: 'B2', identificationNumber: 'LENDER02' })
    const held = validateAgainstPrevious(moved, may, { ...context, corrected: true })
    expect(held.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['G-ID-1', 'ERROR'],
      ['G-L1-1', 'ERROR'],
    ])
  })

  test('a month without a report leaves its character to the history', () => {
    const april = { record: pair({ paymentHistoryProfile: profile('000') }, {}).before, activityDate: '2026-04-30' }
    for (const between of ['0', '1', 'D']) {
      const now = record({ paymentHistoryProfile: profile(`${between}0000`) })
      expect(validateAgainstPrevious(now, april, context).map((finding) => finding.rule)).toEqual([])
    }
  })

  test('a history is told once where a general and a special rule see the same', () => {
    const { before, now } = pair(
      { accountStatus: '97', originalChargeOffAmount: 4300 },
      { accountStatus: '97', originalChargeOffAmount: 4300 },
    )
    const found = validateAgainstPrevious(now, { record: before, activityDate: '2026-05-31' }, context)
    expect(found.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['PHP-Status-3', 'ERROR'],
      ['G-PHP-3', 'INFO'],
    ])
  })

  test('a delinquency that began before a report as current', () => {
    const ids = (first: string) => changeIds(pair({}, { accountStatus: '71', dateOfFirstDelinquency: first }))
    // Reported as current on May 31: 30 days late on June 1 at the earliest.
    expect(ids('2026-05-31')).toContain('G-DOFD-3')
    expect(ids('2026-06-01')).not.toContain('G-DOFD-3')
    const petition = { consumerInformationIndicator: 'D', dateOfFirstDelinquency: '2026-04-01' }
    expect(changeIds(pair({}, { ...petition, accountStatus: '71' }))).not.toContain('G-DOFD-3')
  })

  test('a deletion names the account as it stands, under a number that L1 announced too', () => {
    const { before } = pair({}, {})
    const l1 = { changeIndicator: 1, newConsumerAccountNumber: 'B2', newIdentificationNumber: '' }
    const ids = (consumerAccountNumber: string) =>
      changeIds({ before: { ...before, l1 }, now: record({ accountStatus: 'DA', consumerAccountNumber }) })
    expect(ids('B3')).toContain('G-DEL-1')
    expect(ids('B2')).not.toContain('G-DEL-1')
  })

  test('no finding shows a Social Security number or a date of birth', () => {
    for (const [, hit] of previousCases) {
      const previous = { record: hit.before, activityDate: hit.day ?? '2026-05-31' }
      const text = JSON.stringify(validateAgainstPrevious(hit.now, previous, context))
      for (const secret of ['219099998', '219099997', '1980-04-05', '1979-03-02']) expect(text).not.toContain(secret)
    }
  })
})

describe('the characters of a line', () => {
  test.each(wrongLines)('%s', (_, text, rule, field, fault) => {
    const findings = validateLine(text, decodeRecord(text)).filter((finding) => finding.rule === rule)
    expect(findings.map((finding) => [finding.fields, finding.values.fault])).toEqual([[[field], fault]])
  })

  test('optional digits left blank warn, others are an error', () => {
    const severity = (column: number, length: number) => {
      const text = written(column, ' '.repeat(length))
      return validateLine(text, decodeRecord(text)).find(({ rule }) => rule === 'G-CHAR-1')?.severity
    }
    expect(severity(315, 10)).toBe('WARNING')
    expect(severity(155, 9)).toBe('ERROR')
  })

  test('what is written by the codec is clean', () => {
    const of = record({}, [j1(), j1()], [j2()])
    const { text } = encodeRecord({ ...of, k1: { originalCreditorName: 'FIRST BANK', creditorClassification: 8 } })
    expect(validateLine(text, decodeRecord(text))).toEqual([])
  })

  test('are told once: the rules of a record that was read leave them out', () => {
    const { record: of } = decodeRecord(written(394, '\u00c9'))
    const ids = (findings: { rule: string }[]) => findings.map((finding) => finding.rule)
    expect(ids(validateRecord(of, context))).toEqual(['G-CHAR-1'])
    expect(ids(validateReadRecord(of, context))).toEqual([])
  })

  test('a line that ends early', () => {
    for (const text of ['', '0426', cleanLine.slice(0, 425)]) expect(lineIds(text)).toContain('G-LEN-1')
  })

  test('a Social Security number that is none is not shown', () => {
    const text = written(298, '21909999X')
    expect(JSON.stringify(validateLine(text, decodeRecord(text)))).not.toContain('21909999')
  })
})

describe('a file', () => {
  test('that is as it should be has no finding', () => {
    expect(findingsOf({})).toEqual([])
  })

  test('G-TRL-1 names each counter with both values', () => {
    const finding = findingsOf({ trailer: { totalBaseRecords: 3 } }).find(({ rule }) => rule === 'G-TRL-1')
    expect(finding?.values).toEqual({ totalBaseRecords: '3, counted 2' })
  })

  test('a record later than the activity date', () => {
    const finding = findingsOf({ header: { activityDate: '2026-06-29' } }).find(({ rule }) => rule === 'G-HDR-1')
    expect(finding?.values.latestDateOfAccountInformation).toBe('2026-06-30')
  })

  test('moov’s counts: consumers without identity and agencies are left out, and only G-TRL-1 holds', () => {
    const nobody = j1({ socialSecurityNumber: '', dateOfBirth: null })
    const findings = findingsOf({ records: [record({}, [nobody, j1()])] })
    expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([['M-TRL-2', 'INFO']])
    expect(findings[0]?.values).toEqual({ totalAssociatedConsumerSegmentsJ1: '2, counted 1' })
  })

  test('a header whose word or identifier is blank lacks them', () => {
    const { text } = encodeHeader(header)
    const finding = findingsOf({ headerText: `0000      ${text.slice(10)}` }).find(({ rule }) => rule === 'M-HDR-1')
    expect(finding?.values).toEqual({ missing: 'recordDescriptorWord recordIdentifier' })
  })

  test('what stops moov is named once', () => {
    const broken = cleanLine.replace('000004000', '00000400X')
    const stops = findingsOf({ lines: [broken, broken] }).filter(({ rule }) => rule === 'M-FILE-2')
    expect(stops.map((finding) => finding.fields)).toEqual([['base.currentBalance']])
  })

  test('without a header', () => {
    expect(findingsOf({ header: null }).map((finding) => finding.message)).toEqual([
      'The file has no header.',
      'The file does not begin with a header.',
    ])
  })

  test('accounts take 32 bytes each at most, and no two are taken for one', () => {
    const seen = createSeenAccounts()
    const count = 300_000
    let added = 0
    for (let i = 0; i < count; i++) if (seen.add('LENDER01', `A${i}`)) added += 1
    expect(added).toBe(count)
    expect(seen.bytes() / count).toBeLessThan(32)
    expect(seen.add('LENDER01', 'a299999')).toBe(false)
    // Where one number ends and the other begins counts.
    expect(seen.add('LENDER01A', '5')).toBe(true)
  })
})

describe('findings of derivation and assembly', () => {
  test('are described, each that the code can answer and no other', () => {
    const root = resolve(import.meta.dirname, '../../server/metro2')
    const sources = readdirSync(root).filter((name) => name.endsWith('.ts'))
    const answered = new Set<string>()
    for (const name of sources) {
      const text = readFileSync(resolve(root, name), 'utf8')
      for (const match of text.matchAll(/finding\(\s*(?:s,\s*)?'([A-Z0-9-]+)'/g)) answered.add(match[1]!)
    }
    expect(derivationFindings.map((finding) => finding.id).sort()).toEqual([...answered].sort())
    for (const { id } of derivationFindings) expect(ruleById(id)).toBeUndefined()
  })
})

describe('a clean record', () => {
  test('has no finding', () => {
    expect(validateRecord(record(), context)).toEqual([])
    expect(
      validateRecord(record({ ecoaCode: '2' }, [j1({ ecoaCode: '2' })], [j2({ ecoaCode: '2' })]), context),
    ).toEqual([])
  })
})

describe('details', () => {
  test.each([
    ['area 9', '912345678', 'area number never issued'],
    ['group 00', '219001234', 'group number 00'],
    ['serial 0000', '219990000', 'serial number 0000'],
    ['one digit repeated', '111111111', 'filler'],
    ['too short', '12345678', 'not nine digits'],
  ])('Social Security number with %s', (_, socialSecurityNumber, fault) => {
    expect(found(record({ socialSecurityNumber }), 'G-ID-2')?.values).toEqual({ segment: 'base', fault })
  })

  test('severity follows the case', () => {
    expect(found(record({ accountType: '26' }), 'G-PORT-1')?.severity).toBe('WARNING')
    expect(found(record({ accountType: 'ZZ' }), 'G-PORT-1')?.severity).toBe('ERROR')
    expect(found(record({ surname: 'X'.repeat(26) }), 'G-CHAR-1')?.severity).toBe('WARNING')
    expect(found(record({ city: 'CAFÉ' }), 'G-CHAR-1')?.severity).toBe('ERROR')
    expect(found(record({ consumerInformationIndicator: 'R' }), 'Bankruptcy-DOFD-1')?.severity).toBe('WARNING')
    expect(found(record({ consumerInformationIndicator: 'C' }), 'Bankruptcy-DOFD-1')?.severity).toBe('ERROR')
    expect(found(record({ specialComment: 'QQ' }), 'G-SCC-1')?.severity).toBe('ERROR')
  })

  test('lateness that jumps to the status itself', () => {
    expect(found(record({ accountStatus: '78', paymentHistoryProfile: profile('00000') }), 'G-PHP-5')).toBeDefined()
    expect(found(record({ accountStatus: '78', paymentHistoryProfile: profile('10000') }), 'G-PHP-5')).toBeUndefined()
  })

  test('part of a Social Security number in an account number warns', () => {
    const severity = (number: string) => found(record({ consumerAccountNumber: number }), 'G-ACCT-1')?.severity
    expect(severity('A219099')).toBe('WARNING')
    expect(severity('X9099998')).toBe('WARNING')
    expect(severity('A219099998')).toBe('ERROR')
    expect(severity('219-09')).toBe('ERROR')
  })

  test('fields name the segment', () => {
    const second = record({}, [j1(), j1({ ecoaCode: '9' })])
    expect(found(second, 'G-ECOA-1')?.fields).toEqual(['j1[1].ecoaCode'])
    expect(found(record({}, [], [j2({ state: 'XX' })]), 'G-ADDR-1')?.fields).toEqual(['j2[0].state'])
  })

  test('an account number that holds the Social Security number is not shown', () => {
    const finding = found(record({ consumerAccountNumber: 'L-219-09-9998' }), 'G-ACCT-1')
    expect(finding?.message).toContain('Social Security number')
    expect(JSON.stringify(finding)).not.toContain('9998')
  })

  test('no finding of any rule shows a Social Security number or a date of birth', () => {
    const secrets = { socialSecurityNumber: '219099998', dateOfBirth: '2015-04-05' }
    for (const [, hit, nearMiss] of cases) {
      for (const of of [recordOf(hit), recordOf(nearMiss)]) {
        const text = JSON.stringify(validateRecord({ ...of, base: { ...of.base, ...secrets } }, context))
        expect(text).not.toContain(secrets.socialSecurityNumber)
        expect(text).not.toContain(secrets.dateOfBirth)
      }
    }
  })

  test('the base of the table is a base', () => {
    expect(Object.keys(base()).length).toBe(44)
  })
})
