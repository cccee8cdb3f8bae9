/** Which part of the quarantine is shown, as it stands in its address. */
import type { QuarantinedRecordFilter, QuarantineStage } from '../generated/documents.ts'

export const stages = ['SOURCE', 'NORMALIZE', 'MAP'] as const satisfies readonly QuarantineStage[]

export interface QuarantineSearch {
  connection?: string
  stage?: QuarantineStage
  code?: string
}

export const stageNames: Record<QuarantineStage, { word: string; says: string }> = {
  SOURCE: { word: 'Source', says: 'what it sent cannot be read' },
  NORMALIZE: { word: 'Document', says: 'not shaped as the plugin knows it' },
  MAP: { word: 'Preset', says: 'no record can be made of it' },
}

const textOf = (value: unknown, pattern: RegExp) =>
  typeof value === 'string' && pattern.test(value) ? value : undefined

/** Reads what stands in an address; what makes no sense is passed over. */
export function readQuarantineSearch(raw: Record<string, unknown>): QuarantineSearch {
  const search: QuarantineSearch = {
    connection: textOf(raw.connection, /^[\w+/=:-]{1,200}$/),
    stage: stages.find((stage) => stage === raw.stage),
    code: textOf(raw.code, /^[A-Z][A-Z0-9_]{0,60}$/),
  }
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}

export const quarantineFilter = ({ connection, stage, code }: QuarantineSearch): QuarantinedRecordFilter => ({
  ...(connection ? { connection } : {}),
  ...(stage ? { stage: [stage] } : {}),
  ...(code ? { code: [code] } : {}),
})
