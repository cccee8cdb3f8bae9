/** `npm run preset -- impact FILE`: what the file would make of every loan, as a table, with the progress on stderr. */
import {
  PresetChangesDocument,
  PresetImpactDocument,
  PresetImpactProgressDocument,
  type PresetImpactQuery,
  StartPresetImpactDocument,
} from '../schema/client/documents.ts'
import type { ApiClient } from './demo/client.ts'

export interface ImpactProblem {
  line: number
  column: number
  code: string
  message: string
  hint: string | null
}

type Found = NonNullable<NonNullable<PresetImpactQuery['operation']>['impact']>

export type ImpactAnswer =
  | { kind: 'PROBLEMS'; problems: ImpactProblem[] }
  | { kind: 'REFUSED'; message: string }
  | { kind: 'DONE'; lines: string[]; changed: boolean }

/** @param progress told of each step: loans done, and in all where known */
export async function measureImpact(
  api: ApiClient,
  name: string,
  text: string,
  progress: (done: number, total: number | null) => void,
): Promise<ImpactAnswer> {
  const { mappingPresets } = await api.request(PresetChangesDocument, { name, text, from: null })
  const preset = mappingPresets.edges.find((edge) => edge.node.name === name)?.node
  if (!preset) {
    return { kind: 'REFUSED', message: `The server has no preset ${name}. Say whose loans to try: --preset NAME.` }
  }
  const { startMappingImpact: started } = await api.request(StartPresetImpactDocument, {
    input: { presetId: preset.id, text },
  })
  const problems = started.userErrors.flatMap((error) => ('line' in error ? [error as ImpactProblem] : []))
  if (problems.length > 0) return { kind: 'PROBLEMS', problems }
  if (!started.operation) return { kind: 'REFUSED', message: started.userErrors.map((each) => each.message).join('\n') }
  const { id } = started.operation
  for await (const { operationProgress: now } of api.subscribe(PresetImpactProgressDocument, { id })) {
    progress(now.done, now.total ?? null)
    if (now.failure) return { kind: 'REFUSED', message: `${now.failure.message} ${now.failure.hint}` }
    if (now.state === 'CANCELLED') return { kind: 'REFUSED', message: 'Somebody cancelled it.' }
  }
  const impact = (await api.request(PresetImpactDocument, { id })).operation?.impact
  if (!impact) return { kind: 'REFUSED', message: 'The operation is gone.' }
  return { kind: 'DONE', lines: linesOf(impact), changed: impact.changed > 0 || impact.quarantine.repaired.count > 0 }
}

function linesOf(impact: Found): string[] {
  const { records, changed, outdated, rejected, newlyRejected, quarantine } = impact
  const { repaired, remaining, repairedByPublished } = quarantine
  const causes = (rows: { code: string; path: string | null; count: number }[]) =>
    rows.map(({ code, path, count }) => ({ name: [code, path].filter(Boolean).join(' '), count }))
  const already = repairedByPublished > 0 ? `, ${repairedByPublished} of them with the published version as well` : ''
  const block = (title: string, rows: { name: string; count: number }[]) =>
    rows.length === 0 ? [] : [`${title}:`, ...rows.map(({ name, count }) => `${String(count).padStart(8)}  ${name}`)]
  return [
    `${records} loans: ${changed} change, ${rejected} would be rejected`,
    ...(outdated.count === 0
      ? []
      : [`${outdated.count} change whichever version is published: their records are older than what they depend on`]),
    ...block(
      'what becomes of them',
      impact.moves.map(({ from, to, count }) => ({ name: `${from} -> ${to}`, count })),
    ),
    ...block('fields', impact.fields),
    ...block('rules that would fail', impact.newlyFailing),
    ...block('rules that would pass', impact.newlyPassing),
    ...block('rejected for', impact.failures),
    ...block('rejected, and mapped by the published version', causes(newlyRejected.causes)),
    ...(quarantine.documents === 0
      ? []
      : [`${quarantine.documents} in quarantine: ${repaired.count} would be mapped${already}`]),
    ...block('mapped, and in quarantine for', causes(repaired.causes)),
    ...block(
      'become',
      quarantine.becomes.map(({ eligibility, count }) => ({ name: eligibility, count })),
    ),
    ...block('still in quarantine for', causes(remaining.causes)),
  ]
}
