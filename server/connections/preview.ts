/**
 * What a preset would make of some loans of a source, before a connection is made: they are read, mapped and answered.
 * Nothing is stored, and none of it is logged.
 */
import type { Capabilities, SampledRecord } from '../../plugins/contract.ts'
import type { App } from '../app.ts'
import { type Catalogue, openLists } from '../mapping/catalogue.ts'
import { compilePreset } from '../mapping/compile.ts'
import { coverageOf } from '../mapping/coverage.ts'
import type { PresetProblem, PresetProgram } from '../mapping/program.ts'
import { type Outcome, type Requester, refuse } from '../outcome.ts'
import { wordAtTop } from '../presets/check.ts'
import type { RunUpload } from '../sync/service.ts'
import { uploadedFiles, uploadRefusals } from '../sync/uploads.ts'
import type { SourceAccess } from './context.ts'
import { unknownPlugin } from './create.ts'
import { readForm } from './forms.ts'
import { type ChosenPreset, choosePreset, type PresetChoice } from './presets.ts'
import { mapSampled, type SampledLoan } from './previewLoans.ts'
import { failureRefusal, surveySource, talk } from './survey.ts'

export interface PreviewConnection extends PresetChoice {
  pluginId: string
  settings: unknown
  credentials: unknown
  /** For sources that read uploads. */
  uploads: RunUpload[]
  /** How many loans at most. */
  first: number
}

export interface PreviewedPreset {
  name: string
  title: string
  /** What its text says of itself. */
  description: string | null
  text: string
  /** Of a preset of the organization; null: a copy is made of it, which begins with 1. */
  version: number | null
  /** Paths of the source's fields that it reads; empty where it has problems. */
  reads: string[]
  /** Fields of the format that it leaves unfilled: `base.interestTypeIndicator`; `k1` for a whole segment. */
  unfilled: string[]
}

/** What a preview takes for granted, and what will be known only later. */
export type Assumption = 'AS_OF' | 'FURNISHER' | 'NOTHING_REPORTED'

export interface Previewed {
  preset: PreviewedPreset
  /** When there are any, no loan is read. */
  problems: PresetProblem[]
  /** Today at the lender: the day that a first sync now would have. */
  asOf: string
  loans: SampledLoan[]
  assumptions: { kind: Assumption; message: string }[]
  /** What the plugin has to say of the reading. */
  notices: string[]
}

export const mostLoans = 10

export async function previewConnection(
  app: App,
  requester: Requester,
  input: PreviewConnection,
): Promise<Outcome<{ previewed: Previewed }>> {
  const drafted = await draftOf(app, requester, input)
  if (!drafted.ok) return drafted
  const { access, chosen } = drafted
  const { plugin, settings } = access
  const surveyed = await surveySource(app, access)
  if (!surveyed.ok) return surveyed
  const { report, discovery } = surveyed
  const asOf = plugin.businessDate(settings, app.now())
  const compiled = compilePreset(chosen.text, openLists(discovery.catalogue))
  const program = compiled.ok ? compiled.program : null
  const previewed: Previewed = {
    preset: describe(chosen, program, discovery.catalogue),
    problems: compiled.ok ? [] : compiled.problems,
    asOf,
    loans: [],
    assumptions: assumptionsOf(asOf),
    notices: [],
  }
  if (program === null) return { ok: true, previewed }
  const found = { ...access, capabilities: report.capabilities }
  const read = await readSample(app, requester, found, input, asOf)
  if (!read.ok) return read
  const loans = await mapSampled(app, requester, { plugin, program, asOf, ...read })
  app.log.info(
    { plugin: plugin.id, organizationId: requester.organizationId, loans: loans.length },
    'connection previewed',
  )
  return { ok: true, previewed: { ...previewed, loans, notices: read.notices } }
}

type Draft = { access: SourceAccess; chosen: ChosenPreset }

/** Reads the input; answers every problem that can be seen without the source. */
async function draftOf(app: App, requester: Requester, input: PreviewConnection): Promise<Outcome<Draft>> {
  const plugin = app.plugins.get(input.pluginId)
  if (!plugin) return { ok: false, errors: [unknownPlugin(app, input.pluginId)] }
  if (!plugin.sample) {
    const message = `${plugin.name} shows no loans before it is connected. The first sync does, and nothing is reported by it.`
    return refuse('PREVIEW_UNSUPPORTED', ['pluginId'], message)
  }
  const settings = readForm(plugin, 'settings', input.settings)
  const credentials = readForm(plugin, 'credentials', input.credentials)
  const preset = await choosePreset(app, requester, plugin, input)
  const errors = [settings, credentials, preset].flatMap((part) => (part.ok ? [] : part.errors))
  const { first, uploads } = input
  if (!Number.isInteger(first) || first < 1 || first > mostLoans)
    errors.push({ code: 'INVALID_COUNT', path: ['first'], message: `Ask for 1 to ${mostLoans} loans.` })
  const db = app.database.tenant(requester.organizationId)
  errors.push(...(await uploadRefusals(db, plugin, { mode: 'FULL', uploads })))
  if (errors.length > 0 || !settings.ok || !credentials.ok || !preset.ok) return { ok: false, errors }
  const values = { settings: settings.value, credentials: credentials.value }
  return { ok: true, access: { plugin, ...values, capabilities: {}, connection: null }, chosen: preset.chosen }
}

type Read = { records: SampledRecord[]; notices: string[]; capabilities: Capabilities }

async function readSample(
  app: App,
  { organizationId }: Requester,
  access: SourceAccess,
  { uploads, first }: PreviewConnection,
  asOf: string,
): Promise<Outcome<Read>> {
  const { plugin, capabilities } = access
  const notices: string[] = []
  const answer = await talk(
    app,
    access,
    async (context) => {
      const files = plugin.acquire === 'upload' ? { uploads: await uploadedFiles(app, organizationId, uploads) } : {}
      return plugin.sample!(context, { count: first, asOf, ...files })
    },
    (message) => notices.push(message),
  )
  if (answer.ok) return { ok: true, records: answer.value.slice(0, first), notices, capabilities }
  const { failure } = answer
  const { code, message, hint } = failure
  if (plugin.acquire === 'upload') return refuse(code, ['uploads'], `${message} ${hint}`)
  return { ok: false, errors: [failureRefusal(access, failure)] }
}

function describe(chosen: ChosenPreset, program: PresetProgram | null, catalogue: Catalogue): PreviewedPreset {
  const { text, version } = chosen
  const coverage = program === null ? null : coverageOf(text, program, catalogue)
  return {
    name: wordAtTop(text, 'preset')?.text ?? chosen.shipped?.name ?? '',
    title: wordAtTop(text, 'title')?.text ?? chosen.shipped?.title ?? '',
    description: wordAtTop(text, 'description')?.text ?? null,
    text,
    version,
    reads: [...(program?.reads ?? [])].sort(),
    unfilled: coverage?.unfilled ?? [],
  }
}

function assumptionsOf(asOf: string): Previewed['assumptions'] {
  return [
    {
      kind: 'AS_OF',
      message: `The loans are mapped as of ${asOf}, today at the lender. A run has a day of its own, and status, balances and history are of that day.`,
    },
    {
      kind: 'FURNISHER',
      message:
        'Who reports is not known yet: the identification number (Field 5) is left out, and no rule looks at it.',
    },
    {
      kind: 'NOTHING_REPORTED',
      message:
        'Nothing counts as reported before. An imported baseline can carry a date of first delinquency on, or show a contradiction.',
    },
  ]
}
