import { expect, test } from 'vitest'
import { appendExample } from '../../server/presets/appendExample.ts'

const example = {
  title: 'late: 45 days',
  asOf: '2026-06-24',
  given: { number: '007', rows: [{ date: '2026-01-01', amount: 5 }] },
  expect: { accountStatus: '71', paymentRating: '' },
}
const lines = [
  '- title: "late: 45 days"',
  '  asOf: 2026-06-24',
  '  given:',
  '    number: "007"',
  '    rows:',
  '      - { date: 2026-01-01, amount: 5 }',
  '  expect: { accountStatus: "71", paymentRating: "" }',
]
const at = (indent: string) => lines.map((line) => indent + line).join('\n')

test('a preset without examples gets the first one at its end', () => {
  expect(appendExample('preset: x # mine\n', example)).toBe(`preset: x # mine\n\nexamples:\n${at('  ')}\n`)
  expect(appendExample('preset: x', example)).toBe(`preset: x\n\nexamples:\n${at('  ')}\n`)
})

test('one with examples gets another one after them, and nothing else changes', () => {
  const text = 'preset: x\nexamples:\n  - title: a # first\n    expect: {}\n\n# the rest\naccount: {}\n'
  expect(appendExample(text, example)).toBe(
    `preset: x\nexamples:\n  - title: a # first\n    expect: {}\n${at('  ')}\n\n# the rest\naccount: {}\n`,
  )
  expect(appendExample('examples:\n- title: a', example)).toBe(`examples:\n- title: a\n${at('')}\n`)
})

test('examples in brackets, and what is no preset, are left to the analyst', () => {
  expect(appendExample('examples: []\n', example)).toBeNull()
  expect(appendExample('examples: [{ title: a }]\n', example)).toBeNull()
  expect(appendExample('- a\n', example)).toBeNull()
})

test('Windows line ends stay the same all through', () => {
  const text = 'preset: x\r\nexamples:\r\n  - title: a\r\naccount: {}\r\n'
  const longer = appendExample(text, example)!
  expect(longer.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  expect(longer).toBe(appendExample(text.replaceAll('\r\n', '\n'), example)!.replaceAll('\n', '\r\n'))
})
