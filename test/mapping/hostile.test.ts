/** Presets are untrusted: whatever is in the text is refused with a problem, and the work it may cost is bounded by its shape. */
import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../server/mapping/catalogue.ts'
import { catalogue, documentedPreset, edited, inputs, loan, problemsOf, programOf, scalar } from './support.ts'

const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n')

describe('hostile presets', () => {
  it.each([
    ['more than 256 kB', `a: '${'x'.repeat(300_000)}'`, 'TOO_LARGE'],
    ['more than 256 kB of bytes', `a: '${'é'.repeat(140_000)}'`, 'TOO_LARGE'],
    ['an alias bomb', `a: &a [x, x]\n${lines(9, (i) => `b${i}: &b${i} [*a, *a, *a]`)}`, 'NOT_ALLOWED'],
    ['a flood of aliases', `a: &a [x]\n${lines(20_000, (i) => `b${i}: *a`)}`, 'TOO_LARGE'],
    ['a flood of keys', lines(20_000, (i) => `k${i}: v`), 'TOO_LARGE'],
    ['a flood of errors', `a: [${','.repeat(200_000)}]`, 'TOO_LARGE'],
    ['a flood of quotes', "'a' ".repeat(60_000), 'TOO_LARGE'],
    ['a flood of lines', '\n'.repeat(200_000), 'TOO_LARGE'],
    ['deep brackets', '['.repeat(100_000), 'TOO_DEEP'],
    ['deep maps', '{a: '.repeat(5_000), 'TOO_DEEP'],
    ['deep indentation', lines(500, (i) => `${' '.repeat(i)}a:`), 'TOO_DEEP'],
    ['deep lists', `${'- '.repeat(60)}a`, 'TOO_DEEP'],
    ['deep questions', '? '.repeat(4_000), 'TOO_DEEP'],
    ['a flood of wrong escapes', `a: "${'\\x'.repeat(120_000)}"`, 'TOO_LARGE'],
    ['a NUL', edited('title: ', 'title: \0'), 'YAML_SYNTAX'],
    ['a NUL in a comment', `${documentedPreset}# \0`, 'YAML_SYNTAX'],
    ['half a character', edited('title: ', 'title: \ud800'), 'YAML_SYNTAX'],
    ['text that runs backwards', edited('{ value: F }', "{ value: '\u202eF' }"), 'NOT_ALLOWED'],
    ['a merge', edited('account: ', 'account:\n  <<: { x: 1 }\n#'), 'UNKNOWN_KEY'],
    ['a tag', edited('{ value: F }', '!!js/function { value: F }'), 'NOT_ALLOWED'],
    ['a key that is a list', '? [a, b]\n: c', 'WRONG_SHAPE'],
    ['__proto__ as a key', `${documentedPreset}\n__proto__: { x: 1 }`, 'UNKNOWN_KEY'],
    [
      '__proto__ as a field',
      edited('  interestTypeIndicator:', '  __proto__: { value: F }\n  interestTypeIndicator:'),
      'UNKNOWN_KEY',
    ],
    ['constructor as a path', edited('from: displayId', 'from: constructor.name'), 'UNKNOWN_PATH'],
    ['__proto__ as a path', edited('from: displayId', 'from: __proto__'), 'UNKNOWN_PATH'],
    ['constructor as a converter', edited('then: [trim, upper', 'then: [constructor, upper'), 'UNKNOWN_CONVERTER'],
    ['toString as a type', edited('as: ssn', 'as: toString'), 'UNKNOWN_TYPE'],
    ['constructor as a table', edited('lookup: termsFrequency', 'lookup: constructor'), 'UNKNOWN_TABLE'],
    ['hasOwnProperty as a name', edited('  today:', '  hasOwnProperty:'), 'BAD_NAME'],
    ['a name in a pattern', edited("'row.isPrimary'", '\'row.phone.matches("(a+)+$")\''), 'NOT_ALLOWED'],
    [
      'too many conditions',
      edited('exclude: ', `exclude:\n${lines(600, () => "  - { when: 'temporaryAccount', reason: A, detail: B }")}\n#`),
      'WRONG_SHAPE',
    ],
    ['too many arms', manyArms(700), 'TOO_LARGE'],
    [
      'too many names',
      edited('let:  ', `let:\n${lines(200, (i) => `  n${i}: { first: Customers }`)}\n#`),
      'WRONG_SHAPE',
    ],
    ['a very long chain', edited('then: [trim,', `then: [${'trim, '.repeat(50)}`), 'WRONG_SHAPE'],
    ['padding without end', edited("{ pad: [3, '0'] }", "{ pad: [1000000000, '0'] }"), 'BAD_ARGUMENT'],
  ])('%s', (_title, text, code) => {
    expect(problemsOf(text).map((p) => p.code)).toContain(code)
  })

  it.each([
    ['ten megabytes', 'a: 1\n'.repeat(2_000_000)],
    ['an alias bomb', `a: &a [x, x]\n${lines(9, (i) => `b${i}: &b${i} [*a, *a, *a]`)}`],
    ['wrong escapes', `a: "${'\\x'.repeat(120_000)}"`],
    ['keys up to the limit', lines(4_900, (i) => `k${i}: v`)],
    ['closing brackets', ']'.repeat(9_900)],
    ['ends of documents', '...\n'.repeat(9_900)],
    ['questions', lines(4_900, () => '? a')],
    ['unknown keys', edited('exclude: ', `${lines(1_500, (i) => `o${i}: { from: LoanSetup.x${i} }`)}\nexclude: `)],
    ['backslashes in conditions', edited("'temporaryAccount'", `'displayId == "${'\\\\'.repeat(400)}'`)],
  ])('%s: refused within 100 ms of work', (_title, text) => {
    // The quickest of a few: others work on this machine too. A blank more each time, for a text is parsed once.
    const times = Array.from({ length: 5 }, (_, i) => {
      const began = process.cpuUsage()
      expect(problemsOf(`${text}${' '.repeat(i)}`)).not.toEqual([])
      const { user, system } = process.cpuUsage(began)
      return (user + system) / 1000
    })
    expect(Math.min(...times)).toBeLessThan(100)
  })

  it.each([
    ['a byte order mark', (text: string) => `\uFEFF${text}`],
    ['Windows line ends', (text: string) => text.replaceAll('\n', '\r\n')],
  ])('%s is no harm, and places stay right', (_title, written) => {
    expect(problemsOf(written(documentedPreset))).toEqual([])
    const wrong = edited('LoanSetup.loanAmount', 'LoanSetup.loanAmout')
    expect(problemsOf(written(wrong))).toEqual(problemsOf(wrong))
  })

  function manyArms(count: number): string {
    const arms = lines(count, (i) => `      - { when: 'displayId == "${i}"', value: CP }`)
    return edited("      - { value: '' }\n", `${arms}\n      - { value: '' }\n`)
  }

  it('lists at most 200 problems', () => {
    const text = edited(
      '  interestTypeIndicator:',
      `${lines(500, (i) => `  wrong${i}: { value: F }`)}\n  interestTypeIndicator:`,
    )
    const problems = problemsOf(text)
    expect(problems).toHaveLength(201)
    expect(problems.at(-1)!.code).toBe('TOO_MANY_PROBLEMS')
  })

  it('never shows a whole hostile word', () => {
    const text = edited('from: displayId', `from: ${'x'.repeat(100_000)}`)
    expect(problemsOf(text)[0]!.message.length).toBeLessThan(300)
  })

  it('does not read what objects inherit, even if a catalogue has such a name', () => {
    const trap = JSON.parse('{ "toString": { "type": "text", "title": "x" } }') as Catalogue
    const text = edited('from: LoanSettings.creditBureau', 'from: toString')
    expect(problemsOf(text, { ...catalogue, ...trap }).map((p) => p.code)).toContain('UNKNOWN_PATH')
  })

  it('does not touch a document whose keys are hostile', () => {
    const document = JSON.parse('{ "__proto__": { "polluted": true }, "constructor": 1 }') as object
    const outcome = programOf(documentedPreset).run({ ...document, ...loan() }, inputs)
    expect(outcome.kind).toBe('MAPPED')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('a field of a catalogue that is not there is missing, not inherited', () => {
    const extra = { ...catalogue, nickname: scalar('text') }
    const text = edited('from: displayId', 'from: nickname')
    expect(programOf(text, extra).run(loan(), inputs)).toMatchObject({ failures: [{ code: 'MISSING' }] })
  })
})
