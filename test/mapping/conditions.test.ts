import { describe, expect, it } from 'vitest'
import { edited, inputs, loan, placeOf, problemsOf, programOf } from './support.ts'

const original =
  "- { when: 'temporaryAccount', reason: TEMPORARY_ACCOUNT, detail: 'Temporary accounts are not loans.' }"

/** A condition in a block scalar, so that it may hold both kinds of quotes. */
function withCondition(condition: string): string {
  return edited(original, `- when: |-\n      ${condition}\n    reason: TEMPORARY_ACCOUNT\n    detail: Out.`)
}

const settings = {
  reportingType: 'I',
  creditBureau: '01',
  creditStatus: null,
  closedDate: '2026-03-01',
  CustomFieldValues: [],
}

/** Is the condition true of the test loan? */
function holds(condition: string): boolean {
  const outcome = programOf(withCondition(condition)).run(loan({ LoanSettings: settings }), inputs)
  return outcome.kind === 'EXCLUDED'
}

describe('conditions', () => {
  it.each([
    ['displayId == " ln-0001 "', true],
    ['displayId != "x"', true],
    ['!(displayId == "x")', true],
    ['LoanSetup.periods == 36', true],
    ['LoanSetup.periods >= 36.0 && LoanSetup.periods < 36.5', true],
    ['LoanSetup.periods * 2 == 72', true],
    ['LoanSetup.periods / 5 == 7.2', true],
    ['LoanSetup.periods / 0 == 1', false],
    ['-LoanSetup.periods == -36', true],
    ['1 + 2 * 3 == 7', true],
    ["LoanSetup.loanAmount == usd('12000.50')", true],
    ["LoanSetup.loanAmount - usd('0.50') == usd('12000')", true],
    ["LoanSetup.loanAmount * 0.5 == usd('6000.25')", true],
    ["LoanSetup.loanAmount / 3 == usd('4000.17')", true],
    ["LoanSetup.contractDate < date('2026-01-01')", true],
    ['daysBetween(LoanSetup.contractDate, asOf) == 202', true],
    ['daysBetween(asOf, LoanSetup.contractDate) == -202', true],
    ["dateOf(created) == date('2025-12-01')", true],
    ['LoanSettings.closedDate <= asOf', true],
    ['snapshotDate == asOf', true],
    ['LoanSetup.paymentFrequency in ["monthly", "weekly"]', true],
    ['LoanSetup.periods in [1, 2]', false],
    ['has(LoanSettings.closedDate)', true],
    ['has(LoanSettings.creditStatus)', false],
    ['has(today)', true],
    ['has(settingsField)', false],
    ['temporaryAccount ? true : false', false],
    ['temporaryAccount || displayId.startsWith(" ln") && displayId.endsWith(" ")', true],
    ['displayId.contains("0001")', true],
    ['today.payoff == usd("9900.00")', true],
  ])('%s is %s', (condition, expected) => {
    expect(holds(condition)).toBe(expected)
  })
})

describe('null', () => {
  it.each([
    ['LoanSettings.creditStatus == "11"', false],
    ['LoanSettings.creditStatus != "11"', false],
    ['LoanSettings.creditStatus < "11"', false],
    ['LoanSettings.creditStatus >= "11"', false],
    ['LoanSettings.creditStatus in ["11"]', false],
    ['LoanSettings.creditStatus == LoanSettings.creditStatus', false],
    ['LoanSettings.creditStatus.startsWith("1")', false],
    ['!(LoanSettings.creditStatus == "11")', true],
    ['settingsField.value == "x"', false],
    ['settingsField.value != "x"', false],
  ])('%s is %s', (condition, expected) => {
    expect(holds(condition)).toBe(expected)
  })

  it('counts as false where true or false is wanted, and computing with it gives null', () => {
    const program = programOf(withCondition('temporaryAccount'))
    expect(program.run(loan({ temporaryAccount: null }), inputs).kind).toBe('MAPPED')
    const negated = programOf(withCondition('!temporaryAccount'))
    expect(negated.run(loan({ temporaryAccount: null }), inputs).kind).toBe('EXCLUDED')
    const days = programOf(withCondition('daysBetween(LoanSettings.closedDate, asOf) < 100000'))
    expect(days.run(loan(), inputs).kind).toBe('MAPPED')
    const sum = programOf(withCondition("LoanSetup.payment + usd('1') > usd('0')"))
    expect(sum.run(loan({ LoanSetup: { ...(loan().LoanSetup as object), payment: null } }), inputs).kind).toBe('MAPPED')
  })
})

describe('faults of conditions', () => {
  it.each([
    [
      'date compared with text',
      'LoanSetup.contractDate == "2026-01-01"',
      'LoanSetup.contractDate ==',
      'TYPE_MISMATCH',
      "Write a day as date('2026-01-01').",
    ],
    [
      'money compared with a number',
      'LoanSetup.loanAmount > 5',
      'LoanSetup.loanAmount >',
      'TYPE_MISMATCH',
      "Write an amount as usd('5.00').",
    ],
    ['number compared with text', 'LoanSetup.periods > "30"', 'LoanSetup.periods >', 'TYPE_MISMATCH', null],
    [
      'instant compared with date',
      'created < asOf',
      'created < asOf',
      'TYPE_MISMATCH',
      'dateOf(instant) gives its day.',
    ],
    [
      'dates subtracted',
      'asOf - LoanSetup.contractDate > 29',
      'asOf - Loan',
      'TYPE_MISMATCH',
      'Days between two dates: daysBetween(from, to).',
    ],
    [
      'text as a condition',
      'displayId',
      'displayId\n    reason',
      'NOT_BOOLEAN',
      'To ask whether it is there, write has(displayId).',
    ],
    [
      'text beside &&',
      'temporaryAccount && displayId',
      'displayId\n    reason',
      'TYPE_MISMATCH',
      'To ask whether it is there, write has(displayId).',
    ],
    ['null', 'displayId == null', 'null', 'NOT_ALLOWED', 'Ask with has(path).'],
    ['a pattern', 'displayId.matches("(a+)+b")', 'displayId.matches', 'NOT_ALLOWED', null],
    ['a comprehension', 'Customers.exists(c, c.id == 1)', 'Customers.exists', 'UNKNOWN_FUNCTION', null],
    ['a macro', 'cel.bind(x, 1, x == 1)', 'cel.bind', 'UNKNOWN_FUNCTION', null],
    ['a clock', 'now() > asOf', 'now()', 'UNKNOWN_FUNCTION', null],
    [
      'a misspelt function',
      'daysBetwen(asOf, asOf) > 1',
      'daysBetwen',
      'UNKNOWN_FUNCTION',
      'did you mean daysBetween?',
    ],
    ['an index', 'Customers[0].id == 1', 'Customers[0]', 'NOT_ALLOWED', null],
    ['a list of names', 'displayId in [displayId]', 'displayId]', 'NOT_ALLOWED', null],
    ['no list', 'displayId in "abc"', '"abc"', 'NOT_ALLOWED', null],
    ['a mixed list', 'displayId in ["a", 1]', '1]', 'TYPE_MISMATCH', "Write the text as '1'."],
    ['a name that is none', 'displayID == "x"', 'displayID', 'UNKNOWN_PATH', 'did you mean displayId?'],
    ['a row where there is none', 'row.x == "x"', 'row.x', 'UNKNOWN_PATH', null],
    [
      'a value that never stands there',
      'LoanSetup.paymentFrequency == "montly"',
      '"montly"',
      'UNKNOWN_VALUE',
      'did you mean monthly?',
    ],
    ['no amount', 'LoanSetup.loanAmount > usd("5,00")', '"5,00"', 'BAD_VALUE', null],
    ['no day', 'asOf > date("2026-02-30")', '"2026-02-30"', 'BAD_VALUE', null],
    ['one =', 'displayId = "x"', '= "x"', 'CONDITION_SYNTAX', 'Equality is written ==.'],
    ['and', 'temporaryAccount and temporaryAccount', 'and temporaryAccount', 'CONDITION_SYNTAX', 'And is written &&.'],
    ['an open quote', 'displayId == "x', '"x', 'CONDITION_SYNTAX', null],
    ['two sides of two types', '(temporaryAccount ? 1 : "a") == 1', '(temporaryAccount ? 1', 'TYPE_MISMATCH', null],
    ['bytes', 'displayId == b"x"', 'b"x"', 'NOT_ALLOWED', null],
    ['a prototype', 'displayId.constructor == "x"', 'displayId.constructor', 'UNKNOWN_PATH', null],
    ['a prototype of the document', '__proto__.x == "x"', '__proto__', 'CONDITION_SYNTAX', null],
  ])('%s', (_title, condition, at, code, hint) => {
    const text = withCondition(condition)
    const problems = problemsOf(text).filter((p) => p.path === 'exclude.0.when')
    expect(problems.map((p) => p.code)).toEqual([code])
    const place = placeOf(at, text)
    const shift = at.startsWith('(') ? 1 : 0
    expect(problems[0]).toMatchObject({ ...place, column: place.column + shift })
    if (hint !== null) expect(problems[0]!.hint).toBe(hint)
  })

  it.each([
    ['too many nodes', Array.from({ length: 120 }, () => 'temporaryAccount').join(' || ')],
    ['too deep', `${'('.repeat(30)}temporaryAccount${')'.repeat(30)}`],
    ['too many entries', `displayId in [${Array.from({ length: 60 }, (_, i) => `"${i}"`).join(', ')}]`],
    ['too long', `displayId == "${'x'.repeat(5000)}"`],
  ])('%s is refused', (_title, condition) => {
    expect(problemsOf(withCondition(condition)).map((p) => p.code)).toEqual(['CONDITION_LIMIT'])
  })

  it('answers several faults of one condition', () => {
    const problems = problemsOf(withCondition('displayID == "x" && LoanSetup.periods == "x"'))
    expect(problems.map((p) => p.code)).toEqual(['UNKNOWN_PATH', 'TYPE_MISMATCH'])
  })

  it('points into quoted and folded text', () => {
    const single = edited("'temporaryAccount'", "'displayId == ''a'' && displayIx == ''b'''")
    expect(problemsOf(single)[0]).toMatchObject(placeOf('displayIx', single))
    const double = edited("'temporaryAccount'", '"displayId == \\"a\\" && displayIx == \\"b\\""')
    expect(problemsOf(double)[0]).toMatchObject(placeOf('displayIx', double))
    const folded = edited(
      original,
      '- when: >-\n      displayId == "a" &&\n      displayIx == "b"\n    reason: A\n    detail: B',
    )
    expect(problemsOf(folded)[0]).toMatchObject(placeOf('displayIx', folded))
  })
})
