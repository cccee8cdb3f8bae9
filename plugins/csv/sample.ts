/** The first rows of a file that was shown, for a preview: read as a run reads them, and no further. */
import type { PluginContext, SampledRecord, SampleRequest } from '../contract.ts'
import { pull } from './pull.ts'
import type { CsvCredentials, CsvSettings } from './settings.ts'

/** Of a further file that was not shown nothing is known, which is another thing than a loan without rows in it. */
export async function sample(
  ctx: PluginContext<CsvSettings, CsvCredentials>,
  { count, asOf, uploads = [] }: SampleRequest,
): Promise<SampledRecord[]> {
  const [shown, lacking] = partsOf(ctx.settings, new Set(uploads.map(({ part }) => part)))
  if (lacking.length > 0) {
    const names = lacking.map(({ name }) => name).join(', ')
    ctx.notice(`No file of ${names} was shown: what it would say of these loans is not known yet.`)
  }
  const pages = pull(
    { ...ctx, settings: { ...ctx.settings, parts: shown } },
    {
      ...{ mode: 'INCREMENTAL', asOf, uploads, keys: null, range: null, checkpoint: null, cursor: null },
      known: async () => new Map(),
    },
  )
  // Leaving the loop ends the reading.
  for await (const { records } of pages) {
    return records.filter(({ kind }) => kind === 'DOCUMENT' || kind === 'MALFORMED').slice(0, count) as SampledRecord[]
  }
  return []
}

function partsOf({ parts }: CsvSettings, names: ReadonlySet<string | null>) {
  return [parts.filter(({ name }) => names.has(name)), parts.filter(({ name }) => !names.has(name))] as const
}
