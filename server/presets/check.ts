/**
 * A preset's text held against everything it must suit: the language, the plugin it is for, the fields of each connection
 * that uses it, and its own examples. Answers all problems at once. No I/O.
 */
import type { SourcePlugin } from '../../plugins/contract.ts'
import type { Catalogue } from '../mapping/catalogue.ts'
import { compilePreset } from '../mapping/compile.ts'
import { type ExampleResult, examplesOf, runExamples } from '../mapping/examples.ts'
import { createProblems } from '../mapping/problems.ts'
import type { CompileResult, PresetProblem, PresetProgram } from '../mapping/program.ts'
import { child } from '../mapping/shapes.ts'
import { readTree, type TextTree } from '../mapping/tree.ts'

/** What a text is checked against. */
export interface Target {
  /** Null: the catalogue that the plugin ships, where no connection uses the preset. */
  connectionName: string | null
  catalogue: Catalogue
}

export interface LocatedProblem extends PresetProblem {
  /** The connection whose fields the text does not suit; null when it suits none of them. */
  connectionName: string | null
}

export interface CheckedExample extends ExampleResult {
  line: number
  column: number
  /** `examples.0` */
  path: string
}

export interface PresetCheck {
  problems: LocatedProblem[]
  /** Run only where the text has no problem. */
  examples: CheckedExample[]
}

export interface CheckedText extends PresetCheck {
  /** By target; null where the text has problems with it. */
  programs: (PresetProgram | null)[]
}

/** @param pluginId whose documents the preset must read */
export function checkText(text: string, pluginId: string, targets: readonly Target[]): CheckedText {
  const results = compileForAll(text, targets)
  const wrongSource = sourceProblems(text, pluginId)
  const problems = joined(
    results.map((result, index) => ({
      name: targets[index]!.connectionName,
      problems: [...wrongSource, ...(result.ok ? [] : result.problems)],
    })),
  )
  const programs = results.map((result) => (result.ok ? result.program : null))
  const examples = problems.length === 0 ? checkedExamples(text, programs) : []
  return { problems, examples, programs }
}

/** As `checkText`, against the catalogue of the plugin that the text names as its `source`. */
export function checkBySource(text: string, plugins: ReadonlyMap<string, SourcePlugin>): PresetCheck {
  const source = wordAtTop(text, 'source')
  const plugin = plugins.get(source?.text ?? '')
  if (plugin) return checkText(text, plugin.id, [{ connectionName: null, catalogue: plugin.catalogue }])
  const own = createProblems(text)
  const hint = `Installed: ${[...plugins.keys()].join(', ')}.`
  if (source !== null) own.add(source.at, 'source', 'WRONG_SOURCE', 'There is no such source plugin.', hint)
  const compiled = compilePreset(text, {})
  const rest = compiled.ok ? [] : compiled.problems.filter(({ code }) => !ofCatalogue.has(code))
  return { problems: joined([{ name: null, problems: [...own.list(), ...rest] }]), examples: [] }
}

/** Without a catalogue every path looks wrong, and everything that is made of one: not worth saying. */
const ofCatalogue = new Set(['UNKNOWN_PATH', 'THROUGH_LIST', 'TYPE_MISMATCH', 'UNKNOWN_VALUE', 'NOT_BOOLEAN'])

/** Failed examples as problems of the text. */
export function exampleProblems(examples: readonly CheckedExample[]): LocatedProblem[] {
  return examples
    .filter((example) => !example.passed)
    .map(({ line, column, path, title, differences }) => ({
      ...{ line, column, path, code: 'EXAMPLE_FAILED', connectionName: null },
      message: `The example ${JSON.stringify(title.slice(0, 80))} does not hold: ${differences.join('; ')}.`,
      hint: 'Mend the recipe, or the example where it expects the wrong thing.',
    }))
}

/** Many connections of a source have the same fields: each catalogue is compiled against once. */
function compileForAll(text: string, targets: readonly Target[]): CompileResult[] {
  const unreadable = readTree(text, createProblems(text)) === null
  const known = new Map<string, CompileResult>()
  return targets.map(({ catalogue }) => {
    const key = unreadable ? '' : JSON.stringify(catalogue)
    const result = known.get(key) ?? compilePreset(text, catalogue)
    known.set(key, result)
    return result
  })
}

/** A word at the top of a preset, with its place; null where the text has none. */
export function wordAtTop(text: string, key: 'preset' | 'title' | 'description' | 'source'): TextTree | null {
  const tree = readTree(text, createProblems(text))
  const word = tree && child(tree, key)
  return word?.kind === 'text' ? word : null
}

function sourceProblems(text: string, pluginId: string): PresetProblem[] {
  const source = wordAtTop(text, 'source')
  if (source === null || source.text === pluginId) return []
  const problems = createProblems(text)
  const message = `This preset is for documents of ${pluginId}.`
  problems.add(source.at, 'source', 'WRONG_SOURCE', message, `source: ${pluginId}`)
  return problems.list()
}

/** One entry for a problem of every target; else one for each connection that has it. */
function joined(results: { name: string | null; problems: PresetProblem[] }[]): LocatedProblem[] {
  const found = new Map<string, { problem: PresetProblem; names: Set<string | null>; count: number }>()
  for (const { name, problems } of results) {
    for (const problem of problems) {
      const key = JSON.stringify(problem)
      const entry = found.get(key) ?? { problem, names: new Set(), count: 0 }
      if (!entry.names.has(name)) entry.count += 1
      entry.names.add(name)
      found.set(key, entry)
    }
  }
  return [...found.values()]
    .flatMap(({ problem, names, count }) =>
      (count === results.length ? [null] : [...names]).map((connectionName) => ({ ...problem, connectionName })),
    )
    .sort((a, b) => a.line - b.line || a.column - b.column)
}

/** The outcome of an example by the first program it fails with, else by the first. */
function checkedExamples(text: string, programs: (PresetProgram | null)[]): CheckedExample[] {
  const examples = examplesOf(text)
  if (examples.length === 0) return []
  const distinct = [...new Set(programs)].filter((program) => program !== null)
  const runs = distinct.map((program) => runExamples(program, examples))
  const places = placesOfExamples(text)
  return examples.map((_example, index) => {
    const results = runs.map((run) => run[index]!)
    return { ...(results.find((result) => !result.passed) ?? results[0]!), ...places[index]! }
  })
}

function placesOfExamples(text: string): Pick<CheckedExample, 'line' | 'column' | 'path'>[] {
  const tree = readTree(text, createProblems(text))
  const list = tree && child(tree, 'examples')
  if (list?.kind !== 'list') return []
  const problems = createProblems(text)
  for (const item of list.items) problems.add(item.at, item.path, '', '')
  return problems.list().map(({ line, column, path }) => ({ line, column, path }))
}
