/** `npm run preset -- check|preview|impact|diff FILE`: for people who keep their presets in files. */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { withPackages } from '../plugins/registry.ts'
import {
  PresetChangesDocument,
  PreviewConnectionsDocument,
  PreviewPresetDocument,
  type PreviewPresetQuery,
} from '../schema/client/documents.ts'
import { checkBySource, exampleProblems, wordAtTop } from '../server/presets/check.ts'
import { type ApiClient, createApiClient } from './demo/client.ts'
import { measureImpact } from './presetImpact.ts'

const usage = `Usage: npm run preset -- COMMAND FILE [options]

check FILE ...     every problem, one a line: FILE:LINE:COLUMN CODE message (hint)
preview FILE       what the file would make of stored loans
  --connection NAME  loans of this connection; may be left out where the source has one only
  --sample N         how many loans, 1 to 20 (5)
impact FILE        what the file would make of every stored loan, counted
  --preset NAME      whose loans; may be left out where it has the file's own name
diff FILE          what the file says differently from the published version
  --preset NAME      preset to compare with; may be left out where it has the file's own name
  --from N           this version instead of the published one

check works offline, against the fields that the plugin of \`source:\` ships. preview, impact and diff ask
a running server: M2_URL is its address (http://127.0.0.1:4000), M2_KEY an API key.

Ends with 0 (clean, no difference), 1 (problems, differences) or 2 (not readable, no answer).`

/** What a person can mend; anything else that is thrown is a fault. */
class Trouble extends Error {}

const out = (line: string) => process.stdout.write(`${line}\n`)

interface Problem {
  line: number
  column: number
  code: string
  message: string
  hint: string | null
}

function printProblems(file: string, problems: readonly Problem[]): number {
  for (const { line, column, code, message, hint } of problems) {
    // One line each, whatever a message quotes of the file.
    const text = [message, hint && `(${hint})`].filter(Boolean).join(' ').replace(/\s+/g, ' ')
    out(`${file}:${line}:${column} ${code} ${text}`)
  }
  return problems.length > 0 ? 1 : 0
}

function readPreset(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'ENOENT') throw new Trouble(`${file}: there is no such file.`)
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') throw new Trouble(`${file}: this is no text in UTF-8.`)
    throw new Trouble(`${file}: ${(error as Error).message}`)
  }
}

/** The built-in plugins, and those of the packages in PLUGINS. */
async function knownPlugins() {
  const names = (process.env.PLUGINS ?? '').split(',').map((name) => name.trim())
  const all = await withPackages(names.filter(Boolean))
  return new Map(all.map((plugin) => [plugin.id, plugin]))
}

async function check(files: string[]): Promise<number> {
  const known = await knownPlugins()
  const codes = files.map((file) => {
    try {
      const { problems, examples } = checkBySource(readPreset(file), known)
      return printProblems(file, [...problems, ...exampleProblems(examples)])
    } catch (error) {
      // The other files are checked all the same.
      if (!(error instanceof Trouble)) throw error
      process.stderr.write(`${error.message}\n`)
      return 2
    }
  })
  return Math.max(...codes)
}

async function diff(api: ApiClient, file: string, preset: string | undefined, from: number | null): Promise<number> {
  const text = readPreset(file)
  const name = preset ?? wordAtTop(text, 'preset')?.text
  if (!name) throw new Trouble(`${file} has no name (preset:). Say which preset to compare with: --preset NAME.`)
  const { mappingPresets } = await api.request(PresetChangesDocument, { name, text, from })
  const found = mappingPresets.edges.find((edge) => edge.node.name === name)
  if (!found) throw new Trouble(`The server has no preset ${name}. Say which one to compare with: --preset NAME.`)
  for (const { path, kind, before, after } of found.node.changes) {
    out(`${kind} ${path}`)
    if (before !== null) out(`  - ${before}`)
    if (after !== null) out(`  + ${after}`)
  }
  return found.node.changes.length > 0 ? 1 : 0
}

async function impact(api: ApiClient, file: string, preset: string | undefined): Promise<number> {
  const text = readPreset(file)
  const name = preset ?? wordAtTop(text, 'preset')?.text
  if (!name) throw new Trouble(`${file} has no name (preset:). Say whose loans to try: --preset NAME.`)
  const answer = await measureImpact(api, name, text, (done, total) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${total ?? '?'} loans`)
  })
  if (process.stderr.isTTY) process.stderr.write('\n')
  if (answer.kind === 'REFUSED') throw new Trouble(answer.message)
  if (answer.kind === 'PROBLEMS') return printProblems(file, answer.problems)
  for (const line of answer.lines) out(line)
  return answer.changed ? 1 : 0
}

async function preview(api: ApiClient, file: string, name: string | undefined, sample: number): Promise<number> {
  const text = readPreset(file)
  const plugin = wordAtTop(text, 'source')?.text
  if (!plugin) throw new Trouble(`${file} names no source (source:).`)
  const { connections } = await api.request(PreviewConnectionsDocument, { plugin })
  const candidates = connections.edges.map((edge) => edge.node).filter((each) => !name || each.name === name)
  const connection = candidates[0]
  if (!connection) throw new Trouble(`The server has no connection ${name ?? `of ${plugin}`}.`)
  if (candidates.length > 1) {
    throw new Trouble(`Say which: --connection NAME, one of ${candidates.map((each) => each.name).join(', ')}.`)
  }
  const variables = { connection: connection.id, text, sample }
  const { previewMapping } = await api.request(PreviewPresetDocument, variables)
  for (const record of previewMapping.records) printRecord(record)
  return printProblems(file, previewMapping.problems)
}

type Previewed = PreviewPresetQuery['previewMapping']['records'][number]

function printRecord({ record, before, now, changes }: Previewed) {
  const state = now.eligibility ?? 'REJECTED'
  const moved = state === before.eligibility ? state : `${before.eligibility} -> ${state}`
  const reason = now.exclusionReason ? ` (${now.exclusionReason})` : ''
  out(
    `${record?.displayKey ?? 'a loan that is gone'}: ${moved}${reason}, ${changes.length === 1 ? '1 field changes' : `${changes.length} fields change`}`,
  )
  for (const change of changes) out(`  ${change.field}: ${change.before ?? 'nothing'} -> ${change.now ?? 'nothing'}`)
  for (const failure of now.failures) out(`  ${failure.code} ${failure.field}: ${failure.message}`)
  const had = new Set(before.findings.map((finding) => finding.ruleId))
  const has = new Set(now.findings.map((finding) => finding.ruleId))
  const appear = [...has].filter((rule) => !had.has(rule))
  const vanish = [...had].filter((rule) => !has.has(rule))
  if (appear.length > 0) out(`  new findings: ${appear.join(', ')}`)
  if (vanish.length > 0) out(`  findings gone: ${vanish.join(', ')}`)
}

function serverOf(env: NodeJS.ProcessEnv): ApiClient {
  if (!env.M2_KEY) throw new Trouble('Set M2_KEY to an API key with the role ANALYST, and M2_URL to the server.')
  return createApiClient((env.M2_URL ?? 'http://127.0.0.1:4000').replace(/\/+$/, ''), env.M2_KEY)
}

function numberOf(option: string, value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new Trouble(`--${option} takes a whole number, not ${value}.`)
  return Number(value)
}

const asking = new Set(['preview', 'impact', 'diff'])

const optionsOf = (args: string[]) =>
  parseArgs({
    args,
    allowPositionals: true,
    options: {
      connection: { type: 'string' },
      sample: { type: 'string', default: '5' },
      preset: { type: 'string' },
      from: { type: 'string' },
    },
  })

async function main(args: string[]): Promise<number> {
  const { positionals, values } = optionsOf(args)
  const [command, ...files] = positionals
  const [file] = files
  if (command === 'check' && file) return check(files)
  if (!file || files.length > 1 || !asking.has(command ?? '')) throw new Trouble(usage)
  const api = serverOf(process.env)
  try {
    if (command === 'preview') return await preview(api, file, values.connection, numberOf('sample', values.sample))
    if (command === 'impact') return await impact(api, file, values.preset)
    return await diff(api, file, values.preset, values.from === undefined ? null : numberOf('from', values.from))
  } catch (error) {
    if (error instanceof Trouble) throw error
    const { message, cause } = error as Error
    throw new Trouble([message, cause instanceof Error ? cause.message : ''].filter(Boolean).join(': '))
  } finally {
    await api.close()
  }
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    const { message } = error as Error
    process.stderr.write(`${message}\n`)
    process.exitCode = 2
  },
)
