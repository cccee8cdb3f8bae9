/** Every finding a record can have, described: rules, derivation, mapping, and what the server itself notes. */
import { mappingFindings } from '../mapping/findings.ts'
import { derivationFindings, type FindingDescription, rules } from '../metro2/rules/registry.ts'

export interface DescribedFinding extends FindingDescription {
  /** Where the rule comes from. */
  source: string
  /** Where it differs from its source, and why. */
  note: string | null
}

const quarantined: FindingDescription = {
  id: 'RECORD-QUARANTINED',
  title: 'The latest document of the loan is in quarantine',
  severity: 'ERROR',
  fields: [],
  explanation:
    'The record shows an older document, because the latest one could not be mapped. What it says may be outdated.',
  fix: 'Look at the quarantined record of this loan; it says field by field what is wrong. A good document lets it out by itself.',
}

const own = (source: string) => (finding: FindingDescription) => ({ ...finding, source, note: null })

/** In no particular order. */
export const describedFindings: readonly DescribedFinding[] = [
  ...rules.map(({ id, title, severity, fields, explanation, fix, source, note }) => ({
    ...{ id, title, severity, fields, explanation, fix, source, note },
  })),
  ...derivationFindings.map(own('Derivation from the history of the loan')),
  ...mappingFindings.map(own('Mapping by the preset')),
  own('Sync')(quarantined),
]

const byId = new Map(describedFindings.map((finding) => [finding.id, finding]))

export const describeFinding = (id: string): DescribedFinding | null => byId.get(id) ?? null
