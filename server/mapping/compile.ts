/** `compilePreset`: a preset's text and a catalogue in, a program or all its problems out. Pure; never throws. */
import { compileAccount } from './account.ts'
import type { Catalogue } from './catalogue.ts'
import type { Checking } from './conditions.ts'
import { compileConsumers } from './consumers.ts'
import { checkExamples } from './examples.ts'
import { compileExclude } from './exclude.ts'
import { compileHistory } from './history.ts'
import { compileLets, type Slots } from './lets.ts'
import type { Root, Scope } from './paths.ts'
import type { RecipeContext } from './pipeline.ts'
import { createProblems, type Problems } from './problems.ts'
import type { CompileResult } from './program.ts'
import { createProgram, type ProgramParts } from './run.ts'
import { compileSegments } from './segments.ts'
import { checkKeys, child, missingKey, text } from './shapes.ts'
import { checkReach } from './tableReach.ts'
import { readBands, readTables } from './tables.ts'
import { type MapTree, readTree, type Tree } from './tree.ts'

export const languageVersion = '1'

export const topKeys = [
  'preset',
  'title',
  'description',
  'language',
  'source',
  'tables',
  'bands',
  'let',
  'exclude',
  'account',
  'consumers',
  'segments',
  'history',
  'examples',
]

export function compilePreset(presetText: string, catalogue: Catalogue): CompileResult {
  const problems = createProblems(presetText)
  const tree = readTree(presetText, problems)
  const parts = tree === null ? null : compileParts(tree, presetText, catalogue, problems)
  if (parts === null || problems.count() > 0) return { ok: false, problems: problems.list() }
  return { ok: true, program: createProgram(parts) }
}

function compileParts(
  tree: MapTree,
  presetText: string,
  catalogue: Catalogue,
  problems: Problems,
): ProgramParts | null {
  checkKeys(tree, 'a preset', topKeys, problems)
  const checking: Checking = { text: presetText, problems, conditions: 0, parsed: new Map() }
  const slots: Slots = { count: 0 }
  const head = readHead(tree, problems)
  const lets = compileLets(child(tree, 'let'), documentScope(catalogue), slots, checking)
  const context: RecipeContext = {
    scope: lets.scope,
    checking,
    tables: readTables(child(tree, 'tables'), problems),
    bands: readBands(child(tree, 'bands'), problems),
  }
  const exclude = compileExclude(child(tree, 'exclude'), lets.scope, checking)
  const account = section(tree, 'account', problems, (part) => compileAccount(part, context))
  const consumers = section(tree, 'consumers', problems, (part) => compileConsumers(part, slots, context))
  const segments = compileSegments(child(tree, 'segments'), context)
  const history = section(tree, 'history', problems, (part) => compileHistory(part, context))
  checkExamples(child(tree, 'examples'), problems)
  checkReach(tree, context.tables.values(), problems)
  if (account === null || consumers === null || history === null) return null
  const { reads } = lets.scope
  return { ...head, reads, slots, bindings: lets.bindings, exclude, account, consumers, segments, history }
}

function section<T>(tree: MapTree, key: string, problems: Problems, compile: (part: Tree) => T): T | null {
  const part = child(tree, key)
  if (part !== undefined) return compile(part)
  missingKey(tree, key, `${key} is missing.`, null, problems)
  return null
}

function documentScope(catalogue: Catalogue): Scope {
  const document: Root = { fields: catalogue, source: '', get: (f) => f.document, slot: 'document', place: () => '' }
  return { document, reads: new Set(), roots: new Map() }
}

function readHead(tree: MapTree, problems: Problems): { name: string; title: string; source: string } {
  const word = (key: string, required: boolean): string => {
    const value = child(tree, key)
    if (value === undefined) {
      if (required) missingKey(tree, key, `${key} is missing.`, null, problems)
      return ''
    }
    return text(value, key, problems)?.text ?? ''
  }
  const name = word('preset', true)
  const nameTree = child(tree, 'preset')
  if (nameTree?.kind === 'text' && !/^[a-z0-9][a-z0-9-]{0,79}$/.test(name)) {
    problems.add(nameTree.at, 'preset', 'BAD_NAME', 'The name is lower-case letters, digits and hyphens.', null)
  }
  const language = word('language', true)
  const languageTree = child(tree, 'language')
  if (languageTree?.kind === 'text' && language !== languageVersion) {
    const message = `This program reads language ${languageVersion}.`
    problems.add(languageTree.at, 'language', 'LANGUAGE_VERSION', message, `language: ${languageVersion}`)
  }
  word('description', false)
  return { name, title: word('title', true), source: word('source', true) }
}
