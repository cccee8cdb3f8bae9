/**
 * `examples`: documents that a preset carries with the outcome they must have. Publishing a preset requires that they hold.
 */
import { isCalendarDate } from '../metro2/dates.ts'
import { type AppendedOnce, appendedOnce } from '../metro2/record.ts'
import { createProblems, type Problems } from './problems.ts'
import type { MappingOutcome, PresetProgram } from './program.ts'
import { checkKeys, child, mapping, missingKey, text } from './shapes.ts'
import { accountTargets, consumerTargets, segmentTargets } from './targets.ts'
import { readTree, type Tree } from './tree.ts'

export interface Example {
  title: string
  asOf: string
  given: unknown
  /** Fields of the base segment, as text; or `outcome` (EXCLUDED, REJECTED) and `reason`. */
  expect: Record<string, string>
}

export interface ExampleResult {
  title: string
  passed: boolean
  /** "accountStatus: expected 71, got 11". */
  differences: string[]
}

const maximumExamples = 50
const segmentKeys = appendedOnce.flatMap((name) => [...segmentTargets[name].keys()].map((field) => `${name}.${field}`))
export const expectKeys = ['outcome', 'reason', ...accountTargets.keys(), ...consumerTargets.keys(), ...segmentKeys]

export function checkExamples(tree: Tree | undefined, problems: Problems): Example[] {
  if (tree === undefined) return []
  if (tree.kind !== 'list' || tree.items.length > maximumExamples) {
    problems.add(tree.at, tree.path, 'WRONG_SHAPE', `examples is a list of at most ${maximumExamples}.`, null)
    return []
  }
  return tree.items.map((item) => readExample(item, problems)).filter((example) => example !== null)
}

function readExample(item: Tree, problems: Problems): Example | null {
  const map = mapping(item, 'An example', ['title', 'asOf', 'given', 'expect'], problems)
  if (map === null) return null
  for (const key of ['title', 'asOf', 'given', 'expect']) {
    if (child(map, key) === undefined) missingKey(map, key, `An example has ${key}.`, null, problems)
  }
  const [title, asOf, given, expect] = [
    child(map, 'title'),
    child(map, 'asOf'),
    child(map, 'given'),
    child(map, 'expect'),
  ]
  if (!title || !asOf || !given || !expect) return null
  const day = text(asOf, 'asOf', problems)
  if (day !== null && !isCalendarDate(day.text)) {
    problems.add(day.at, day.path, 'BAD_VALUE', 'asOf is a calendar date, like 2026-01-31.', null)
  }
  if (expect.kind !== 'map') {
    problems.add(
      expect.at,
      expect.path,
      'WRONG_SHAPE',
      'expect is a mapping of fields to text.',
      '{ accountStatus: 71 }',
    )
    return null
  }
  checkKeys(expect, 'expect', expectKeys, problems)
  const expected: Record<string, string> = {}
  for (const { key, value } of expect.entries.values()) {
    expected[key] = value.kind === 'empty' ? '' : (text(value, key, problems)?.text ?? '')
  }
  return {
    title: text(title, 'title', problems)?.text ?? '',
    asOf: day?.text ?? '',
    given: plain(given),
    expect: expected,
  }
}

/** JSON of a tree. Text in quotes stays text; plain words are numbers, true, false and null where they look so. */
function plain(tree: Tree): unknown {
  if (tree.kind === 'map') return Object.fromEntries([...tree.entries.values()].map((e) => [e.key, plain(e.value)]))
  if (tree.kind === 'list') return tree.items.map(plain)
  if (tree.kind === 'empty') return null
  if (!tree.plain) return tree.text
  if (tree.text === 'null' || tree.text === '~') return null
  if (tree.text === 'true' || tree.text === 'false') return tree.text === 'true'
  return /^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(tree.text) ? Number(tree.text) : tree.text
}

/** The examples of a preset's text that compiles. */
export function examplesOf(presetText: string): Example[] {
  const problems = createProblems(presetText)
  const tree = readTree(presetText, problems)
  return tree === null ? [] : checkExamples(child(tree, 'examples'), problems)
}

export function runExamples(program: PresetProgram, examples: Example[]): ExampleResult[] {
  return examples.map(({ title, asOf, given, expect }) => {
    const inputs = { asOf, identificationNumber: 'EXAMPLE', snapshotDate: asOf, previous: null }
    const actual = outcomeFacts(program.run(given, inputs))
    const differences = Object.entries(expect)
      .filter(([key, value]) => (actual[key] ?? '') !== value)
      .map(([key, value]) => `${key}: expected ${value}, got ${actual[key] ?? 'nothing'}`)
    return { title, passed: differences.length === 0, differences }
  })
}

/** What an outcome comes to, as `expect` names it. */
export function outcomeFacts(outcome: MappingOutcome): Record<string, string> {
  if (outcome.kind === 'EXCLUDED') return { outcome: 'EXCLUDED', reason: outcome.reason }
  if (outcome.kind === 'REJECTED') return { outcome: 'REJECTED', reason: outcome.failures[0]?.code ?? '' }
  const facts: Record<string, string> = { outcome: 'MAPPED' }
  for (const [key, value] of Object.entries(outcome.record.base)) facts[key] = value === null ? '' : String(value)
  for (const name of appendedOnce) {
    for (const [key, value] of Object.entries(outcome.record[name] ?? {}))
      facts[`${name}.${key}`] = written(name, key, value)
  }
  return facts
}

/** Codes as the tables write them: 01, though it is the number 1 in a record. */
function written(segment: AppendedOnce, field: string, value: string | number | null): string {
  const target = segmentTargets[segment].get(field)
  if (typeof value === 'number' && target?.kind === 'text') return String(value).padStart(target.width ?? 0, '0')
  return value === null ? '' : String(value)
}
