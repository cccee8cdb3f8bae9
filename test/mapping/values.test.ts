import { describe, expect, it } from 'vitest'
import { compilePreset } from '../../server/mapping/compile.ts'
import { converters } from '../../server/mapping/converters.ts'
import type { MappingOutcome } from '../../server/mapping/program.ts'
import { readings } from '../../server/mapping/readings.ts'
import { catalogue, edited, inputs, loan, scalar } from './support.ts'

const types = {
  text: scalar('text'),
  integer: scalar('integer'),
  decimal: scalar('decimal'),
  boolean: scalar('boolean'),
  date: scalar('date'),
  instant: scalar('instant'),
  money: scalar('money'),
}
type TypeName = keyof typeof types

/** Maps one value of one type into one field, and answers the outcome. */
function outcomeOf(field: string, type: TypeName, value: unknown, recipe: string, extra = ''): MappingOutcome {
  const line = `  ${field}: { from: value${recipe === '' ? '' : `, ${recipe}`} }\n`
  const without = edited("  termsDuration: { from: LoanSetup.loanTerm, then: [monthsOfTerm, { pad: [3, '0'] }] }\n", '')
  const anyTerm = field === 'termsDuration' ? '' : "  termsDuration: { value: '036' }\n"
  const text = edited('  interestTypeIndicator: { value: F }\n', `${line}${anyTerm}${extra}`, without)
  const result = compilePreset(text, { ...catalogue, value: types[type] })
  if (!result.ok) throw new Error(result.problems.map((p) => `${p.code} ${p.message} ${p.hint}`).join('\n'))
  return result.program.run(loan({ value }), inputs)
}

function mapped(field: string, type: TypeName, value: unknown, recipe: string): unknown {
  const outcome = outcomeOf(field, type, value, recipe)
  if (outcome.kind === 'REJECTED') return outcome.failures.map((f) => f.code).join(' ')
  return outcome.kind === 'MAPPED' ? (outcome.record.base as unknown as Record<string, unknown>)[field] : outcome.kind
}

describe('converters', () => {
  const cases: [converter: string, type: TypeName, value: unknown, recipe: string, field: string, expected: unknown][] =
    [
      ['trim', 'text', '  ab ', 'then: [trim, { append: x }]', 'cycleIdentifier', 'TOO_LONG'],
      ['trim', 'text', '  a ', 'then: [trim, { append: x }]', 'cycleIdentifier', 'AX'],
      ['upper', 'text', 'ab', 'then: [upper, { replace: [AB, cd] }]', 'cycleIdentifier', 'CD'],
      ['lower', 'text', 'AB', "then: [lower, { replace: [ab, '12'] }]", 'cycleIdentifier', '12'],
      ['take', 'text', 'XB - disputed', 'then: [{ take: 2 }]', 'complianceConditionCode', 'XB'],
      ['take', 'text', 'XB', 'then: [{ take: 0 }]', 'complianceConditionCode', ''],
      ['takeLast', 'text', 'abcd', 'then: [{ takeLast: 2 }]', 'cycleIdentifier', 'CD'],
      ['takeLast', 'text', 'abcd', 'then: [{ takeLast: 0 }]', 'cycleIdentifier', ''],
      ['maxLength', 'text', 'ab', 'then: [{ maxLength: 2 }]', 'cycleIdentifier', 'AB'],
      ['maxLength', 'text', 'abc', 'then: [{ maxLength: 2 }]', 'cycleIdentifier', 'TOO_LONG'],
      ['keep', 'text', 'a-1 b2', 'then: [{ keep: digits }]', 'cycleIdentifier', '12'],
      ['keep', 'text', 'a-1 b2', 'then: [{ keep: letters }]', 'cycleIdentifier', 'AB'],
      ['keep', 'text', 'a-1', 'then: [{ keep: alphanumeric }]', 'cycleIdentifier', 'A1'],
      ['replace', 'text', 'a.b.', "then: [{ replace: [., ''] }]", 'cycleIdentifier', 'AB'],
      ['replace', 'text', 'ab', "then: [{ replace: [b, '$&'] }]", 'cycleIdentifier', 'TOO_LONG'],
      ['append', 'text', 'a', 'then: [{ append: b }]', 'cycleIdentifier', 'AB'],
      ['pad', 'integer', 7, "then: [{ pad: [3, '0'] }]", 'termsDuration', '007'],
      ['pad', 'text', '7', "then: [{ pad: [2, '0'] }]", 'cycleIdentifier', '07'],
      ['name', 'text', "d'Ångström-Peña 3.", 'then: [name, { take: 2 }]', 'cycleIdentifier', 'DA'],
      ['fullName', 'text', 'Ruiz, José', 'then: [{ fullName: firstName }, { take: 2 }]', 'cycleIdentifier', 'JO'],
      ['fullName', 'text', 'José Ng', 'then: [{ fullName: surname }]', 'cycleIdentifier', 'NG'],
      ['fullName', 'text', 'Al B Ng Jr', 'then: [{ fullName: generationCode }]', 'cycleIdentifier', 'J'],
      ['withoutGeneration', 'text', 'Ng, Jr.', 'then: [withoutGeneration]', 'cycleIdentifier', 'NG'],
      ['generation', 'text', 'Ng III', 'then: [generation]', 'cycleIdentifier', '3'],
      ['generation', 'text', 'Sr.', 'then: [generation]', 'cycleIdentifier', 'S'],
      ['generation', 'text', 'Ng', 'then: [generation]', 'cycleIdentifier', ''],
      ['address', 'text', '#4/½', 'then: [address, { take: 2 }]', 'cycleIdentifier', '#4'],
      ['wholeDollars', 'money', 199_999, 'then: [wholeDollars]', 'creditLimit', 1999],
      ['wholeDollars', 'money', -199_999, 'then: [wholeDollars]', 'creditLimit', 0],
      ['atLeast', 'integer', -5, 'then: [{ atLeast: 0 }]', 'creditLimit', 0],
      ['atLeast', 'money', 100, 'then: [{ atLeast: 5.50 }, wholeDollars]', 'creditLimit', 5],
      ['atMost', 'integer', 12, 'then: [{ atMost: 10 }]', 'creditLimit', 10],
      ['atMost', 'money', 99_900, 'then: [{ atMost: 10 }, wholeDollars]', 'creditLimit', 10],
      ['times', 'integer', 12, 'then: [{ times: 3 }]', 'creditLimit', 36],
      ['times', 'integer', 10, 'then: [{ times: 1.25 }, round]', 'creditLimit', 13],
      ['times', 'money', 1_005, 'then: [{ times: 100 }, wholeDollars]', 'creditLimit', 1005],
      ['dividedBy', 'integer', 25, 'then: [{ dividedBy: 12 }, ceiling]', 'creditLimit', 3],
      ['dividedBy', 'money', 100_000, 'then: [{ dividedBy: 3 }, wholeDollars]', 'creditLimit', 333],
      ['round', 'decimal', 2.5, 'then: [round]', 'creditLimit', 3],
      ['floor', 'decimal', 2.9, 'then: [floor]', 'creditLimit', 2],
      ['ceiling', 'decimal', 2.1, 'then: [ceiling]', 'creditLimit', 3],
      ['monthlyAmount', 'money', 37_500, 'then: [monthlyAmount, wholeDollars]', 'creditLimit', 375],
      ['monthsOfTerm', 'integer', 36, "then: [monthsOfTerm, { pad: [3, '0'] }]", 'termsDuration', '036'],
    ]

  it.each(cases)('%s of %s %j by %s into %s', (_converter, type, value, recipe, field, expected) => {
    expect(mapped(field, type, value, recipe)).toBe(expected)
  })

  it('has a case for each', () => {
    expect(new Set(cases.map(([converter]) => converter))).toEqual(new Set(Object.keys(converters)))
  })

  it.each([
    ['biWeekly', 78, '036', 812],
    ['weekly', 52, '012', 1625],
    ['weekly', 53, '013', 1625],
    ['monthly', 36, '036', 375],
  ])('periods of %s: %d periods are %s months', (frequency, periods, months, monthly) => {
    const setup = { ...(loan().LoanSetup as object), paymentFrequency: frequency, loanTerm: periods }
    const text = edited(
      'interestTypeIndicator: { value: F }',
      'creditLimit: { from: LoanSetup.payment, then: [monthlyAmount, wholeDollars] }',
    )
    const result = compilePreset(text, catalogue)
    if (!result.ok) throw new Error(JSON.stringify(result.problems))
    const outcome = result.program.run(loan({ LoanSetup: setup }), inputs)
    expect(outcome).toMatchObject({ record: { base: { termsDuration: months, creditLimit: monthly } } })
  })

  it('has nothing to convert by without a frequency', () => {
    const text = edited('{ monthly: M, biWeekly', "{ monthly: '', biWeekly").replace(
      "then: [monthsOfTerm, { pad: [3, '0'] }] }",
      "then: [monthsOfTerm, { pad: [3, '0'] }], required: true }",
    )
    const result = compilePreset(text, catalogue)
    if (!result.ok) throw new Error(JSON.stringify(result.problems))
    const outcome = result.program.run(loan(), inputs)
    expect(outcome).toMatchObject({ kind: 'REJECTED', failures: [{ field: 'base.termsDuration', code: 'MISSING' }] })
  })
})

describe('as', () => {
  const cases: [as: string, type: TypeName, value: unknown, then: string, field: string, expected: unknown][] = [
    ['text', 'integer', 36, '', 'termsDuration', '36'],
    ['text', 'decimal', 3.5, '', 'termsDuration', '3.5'],
    ['text', 'date', '2026-01-31', 'then: [{ take: 3 }]', 'termsDuration', '202'],
    ['text', 'text', 'abc', '', 'termsDuration', 'ABC'],
    ['integer', 'text', ' 042 ', '', 'creditLimit', 42],
    ['integer', 'text', '4x', '', 'creditLimit', 'WRONG_TYPE'],
    ['integer', 'decimal', 4, '', 'creditLimit', 4],
    ['integer', 'decimal', 4.5, '', 'creditLimit', 'WRONG_TYPE'],
    ['integer', 'integer', 5, '', 'creditLimit', 5],
    ['integer', 'integer', -5, '', 'creditLimit', 'OUT_OF_RANGE'],
    ['integer', 'integer', 1_000_000_000, '', 'creditLimit', 'OUT_OF_RANGE'],
    ['decimal', 'text', '36.5000', 'then: [floor]', 'creditLimit', 36],
    ['decimal', 'text', '1e3', 'then: [floor]', 'creditLimit', 'WRONG_TYPE'],
    ['decimal', 'integer', 3, 'then: [floor]', 'creditLimit', 3],
    ['boolean', 'integer', 2, 'lookup: size, onUnknown: blank', 'cycleIdentifier', 'WRONG_TYPE'],
    ['boolean', 'text', 'YES', 'lookup: yesNo, onUnknown: reject', 'cycleIdentifier', 'Y'],
    ['boolean', 'integer', 0, 'lookup: yesNo, onUnknown: reject', 'cycleIdentifier', 'N'],
    ['boolean', 'boolean', true, 'lookup: yesNo, onUnknown: reject', 'cycleIdentifier', 'Y'],
    ['date', 'text', '2026-02-28', '', 'dateClosed', '2026-02-28'],
    ['date', 'text', '2026-02-29', '', 'dateClosed', 'WRONG_TYPE'],
    ['date', 'text', '02/28/2026', '', 'dateClosed', 'WRONG_TYPE'],
    ['date', 'date', '2026-13-01', '', 'dateClosed', 'WRONG_TYPE'],
    ['date', 'date', null, '', 'dateClosed', null],
    ['date', 'date', ' ', '', 'dateClosed', null],
    ['date', 'instant', '2026-02-28T23:59:59Z', '', 'dateClosed', '2026-02-28'],
    ['date', 'instant', '2026-02-28', '', 'dateClosed', 'WRONG_TYPE'],
    ['money', 'text', '9018.44', 'then: [wholeDollars]', 'creditLimit', 9018],
    ['money', 'text', '0', 'then: [wholeDollars]', 'creditLimit', 0],
    ['money', 'text', '4.5000', 'then: [wholeDollars]', 'creditLimit', 4],
    ['money', 'text', '4.505', 'then: [wholeDollars]', 'creditLimit', 'WRONG_TYPE'],
    ['money', 'text', '1,000.00', 'then: [wholeDollars]', 'creditLimit', 'WRONG_TYPE'],
    ['money', 'text', '$5', 'then: [wholeDollars]', 'creditLimit', 'WRONG_TYPE'],
    ['money', 'money', 100.5, 'then: [wholeDollars]', 'creditLimit', 'WRONG_TYPE'],
    ['money', 'money', 1e300, 'then: [wholeDollars]', 'creditLimit', 'WRONG_TYPE'],
    ['phone', 'text', '1 (801) 555-0100', 'then: [{ take: 2 }]', 'cycleIdentifier', '80'],
    ['phone', 'integer', 8_015_550_100, 'then: [{ take: 2 }]', 'cycleIdentifier', '80'],
    ['phone', 'text', '555-0100', 'then: [{ take: 2 }]', 'cycleIdentifier', ''],
    ['postalCode', 'text', '84601-1234', 'then: [{ takeLast: 2 }]', 'cycleIdentifier', '34'],
    ['postalCode', 'text', 'k1a 0b1', 'then: [{ take: 2 }]', 'cycleIdentifier', 'K1'],
    ['postalCode', 'text', '8460', 'then: [{ take: 2 }]', 'cycleIdentifier', ''],
  ]

  it.each(cases)('%s reads %s %j', (as, type, value, then, field, expected) => {
    const recipe = `as: ${as}${then === '' ? '' : `, ${then}`}`
    const known: Record<string, string> = {
      yesNo: "  yesNo: { 'true': Y, 'false': N }\n",
      size: "  size: { 'true': b }\n",
    }
    const tables = known[/lookup: (\w+)/.exec(recipe)?.[1] ?? ''] ?? ''
    if (tables === '') {
      expect(mapped(field, type, value, recipe)).toBe(expected)
      return
    }
    const text = edited('tables:                           # exact look-ups, text to text\n', `tables:\n${tables}`)
    const result = compilePreset(
      edited('interestTypeIndicator: { value: F }', `${field}: { from: value, ${recipe} }`, text),
      { ...catalogue, value: types[type] },
    )
    if (!result.ok) throw new Error(JSON.stringify(result.problems))
    const outcome = result.program.run(loan({ value }), inputs)
    const got =
      outcome.kind === 'MAPPED'
        ? outcome.record.base.cycleIdentifier
        : outcome.kind === 'REJECTED'
          ? outcome.failures[0]!.code
          : outcome.kind
    expect(got).toBe(expected)
  })

  it('has a case for each but the two of a person, which stand in run.test.ts', () => {
    const tested = new Set([...cases.map(([as]) => as), 'ssn', 'birthDate'])
    expect(tested).toEqual(new Set(Object.keys(readings)))
  })

  it.each(['text', 'integer', 'decimal', 'boolean', 'date', 'instant', 'money'] as const)(
    'without as, a %s that is none rejects',
    (type) => {
      const wrong = type === 'text' ? 5 : ['x']
      const by: Record<string, [string, string]> = {
        text: ['cycleIdentifier', ''],
        integer: ['creditLimit', ''],
        decimal: ['creditLimit', 'then: [floor]'],
        boolean: ['cycleIdentifier', 'lookup: termsFrequency, onUnknown: blank'],
        date: ['dateClosed', ''],
        instant: ['dateClosed', 'as: date'],
        money: ['creditLimit', 'then: [wholeDollars]'],
      }
      const [field, recipe] = by[type]!
      const outcome = outcomeOf(field, type, wrong, recipe)
      expect(outcome).toMatchObject({
        kind: 'REJECTED',
        failures: [{ field: `base.${field}`, sourcePath: 'value', code: 'WRONG_TYPE' }],
      })
    },
  )
})
