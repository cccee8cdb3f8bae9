/** Flat files as a source: uploaded tables of loans, as servicing systems export them. */
import { readFileSync } from 'node:fs'
import { type CheckReport, contractVersion, type Discovery, definePlugin, type SourcePlugin } from '../contract.ts'
import { capabilitiesOf, catalogueOf, readingOf } from './columns.ts'
import { normalize } from './documents.ts'
import { inspectUpload } from './inspect.ts'
import { loanproColumns } from './known.ts'
import { pull } from './pull.ts'
import { sample } from './sample.ts'
import { businessDate, type CsvCredentials, type CsvSettings, credentialsForm, settingsForm } from './settings.ts'

/** There is nobody to ask: what a person confirmed is what is checked. */
async function check({ settings }: { settings: CsvSettings }): Promise<CheckReport> {
  const { columns, parts, keyColumn, dateFormat, moneyFormat } = settings
  const further = parts.length === 0 ? '' : ` and further files: ${parts.map(({ name }) => name).join(', ')}`
  const message = `${columns.length} columns, a loan by ${JSON.stringify(keyColumn)}${further}.`
  return {
    steps: [{ name: 'columns', title: 'The columns are confirmed', outcome: 'PASSED', message, hint: null }],
    capabilities: capabilitiesOf(readingOf(settings, { date: dateFormat, money: moneyFormat })),
  }
}

async function discover({ settings }: { settings: CsvSettings }): Promise<Discovery> {
  return { catalogue: catalogueOf(settings), lookups: {} }
}

const presetFile = new URL('presets/csv-metro2.yaml', import.meta.url)

export const csv: SourcePlugin = definePlugin<CsvSettings, CsvCredentials>({
  id: 'csv',
  name: 'Flat files (CSV)',
  version: '1.0.0',
  contractVersion,
  description: 'Reads loans from files that somebody uploads: any delimiter, UTF-8 or Windows-1252.',
  acquire: 'upload',
  settings: settingsForm,
  credentials: credentialsForm,
  catalogue: catalogueOf({ columns: loanproColumns, parts: [] }),
  presets: [{ name: 'csv-metro2', title: 'Flat files to Metro 2', text: readFileSync(presetFile, 'utf8') }],
  baseUrl: () => '',
  environment: ({ environment }) => environment,
  businessDate,
  credentialsHint: () => '',
  check,
  discover,
  pull,
  sample,
  normalize,
  inspectUpload,
  reportingProjection: (document) => document,
})
