/** The pure way of a loan on one core: document to 426 characters and findings. */
import { parseDocument } from 'yaml'
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import { compilePreset } from '../../server/mapping/compile.ts'
import type { PresetProgram } from '../../server/mapping/program.ts'
import { encodeRecord } from '../../server/metro2/codec.ts'
import { validateRecord } from '../../server/metro2/rules/registry.ts'
import { figure, heading, median, whole } from './report.ts'
import { today } from './server.ts'

const rounds = 5

export function benchMap(documents: string[]): void {
  heading(`Map, derive, validate and encode on one core, ${documents.length} LoanPro documents`)
  const program = compiled()
  const normalized = documents.map((raw) => loanpro.normalize(raw, { capabilities: {} }).document)
  const alone = rateOf(reduceAll(program, normalized), (document) => mapOnly(program, document))
  const fromFacts = rateOf(reduceAll(program, normalized), (document) => work(program, document))
  const fromDocuments = rateOf(normalized, (document) => work(program, document))
  const fromText = rateOf(documents, (raw) => work(program, loanpro.normalize(raw, { capabilities: {} }).document))
  const parsing = rateOf(documents, (raw) => JSON.parse(raw))
  benchCompile()
  figure('mapping and deriving alone, from documents reduced to the mapped facts', `${whole(alone)} records/s`)
  figure('from documents reduced to the mapped facts', `${whole(fromFacts)} records/s`)
  figure('from whole documents of catalogue types', `${whole(fromDocuments)} records/s`)
  figure('from raw text', `${whole(fromText)} records/s`)
  figure('JSON.parse of the raw text alone (baseline)', `${whole(parsing)} documents/s`)
  figure('ratio raw text to record / JSON.parse alone', (fromText / parsing).toFixed(2))
}

function compiled(): PresetProgram {
  const result = compilePreset(loanpro.presets[0]!.text, loanpro.catalogue)
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result.program
}

type Json = Record<string, unknown>

/** Every document with only those fields that the preset reads of any of them; rows stay as many as they are. */
function reduceAll(program: PresetProgram, documents: unknown[]): unknown[] {
  const read = new Set<string>()
  for (const document of documents) work(program, watch(document, '', read))
  return documents.map((document) => keep(document, '', read))
}

function watch(value: unknown, path: string, read: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => watch(item, path, read))
  return new Proxy(value as Json, {
    get(target, name: string) {
      read.add(`${path}.${name}`)
      return watch(target[name], `${path}.${name}`, read)
    },
  })
}

function keep(value: unknown, path: string, read: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => keep(item, path, read))
  const fields = Object.entries(value).filter(([name]) => read.has(`${path}.${name}`))
  return Object.fromEntries(fields.map(([name, each]) => [name, keep(each, `${path}.${name}`, read)]))
}

function work(program: PresetProgram, document: unknown): number {
  const outcome = program.run(document, {
    asOf: today,
    identificationNumber: 'BENCH01',
    snapshotDate: today,
    previous: null,
  })
  if (outcome.kind !== 'MAPPED') return 0
  return validateRecord(outcome.record, { asOf: today }).length + encodeRecord(outcome.record).text.length
}

function mapOnly(program: PresetProgram, document: unknown) {
  return program.run(document, { asOf: today, identificationNumber: 'BENCH01', snapshotDate: today, previous: null })
}

/** Parse and check of the shipped preset beside parsing its YAML alone; a blank more each time, for a text is parsed once. */
function benchCompile(): void {
  const { text } = loanpro.presets[0]!
  const texts = Array.from({ length: 20 }, (_, i) => text + '\n'.repeat(i + 1))
  const compile = rateOf(texts, (each) => compilePreset(each, loanpro.catalogue))
  const yaml = rateOf(texts, (each) => parseDocument(each, { schema: 'failsafe' }))
  figure('compile of the LoanPro preset', `${(1000 / compile).toFixed(1)} ms`)
  figure('its YAML parsed alone (baseline)', `${(1000 / yaml).toFixed(1)} ms`)
  figure('ratio YAML alone / compile', (compile / yaml).toFixed(2))
}

/** Items a second, median of several passes of at least half a second after one to warm up. */
function rateOf<T>(items: T[], each: (item: T) => unknown): number {
  const pass = () => {
    const began = performance.now()
    let count = 0
    let kept = 0
    while (performance.now() - began < 500) {
      for (const item of items) if (each(item) !== undefined) kept += 1
      count += items.length
    }
    if (kept === 0) throw new Error('nothing was done')
    return (count / (performance.now() - began)) * 1000
  }
  pass()
  return median(Array.from({ length: rounds }, pass))
}
