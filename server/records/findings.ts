/** Every finding a record can have, described: rules, derivation, mapping, and what the server itself notes. */
import { mappingFindings } from '../mapping/findings.ts'
import { accountChangeFindings } from '../metro2/accountChange.ts'
import { continuedFindings } from '../metro2/continued.ts'
import { allRules, derivationFindings, type FindingDescription, type Scope } from '../metro2/rules/registry.ts'

export interface DescribedFinding extends FindingDescription {
  /** What it looks at. Mapping, derivation and sync speak of a record. */
  scopes: readonly Scope[]
  /** Where the rule comes from. */
  source: string
  /** Where it differs from its source, and why. */
  note: string | null
}

const quarantined: FindingDescription = {
  id: 'RECORD-QUARANTINED',
  title: 'The latest document of the loan is in quarantine',
  condition: 'The newest document of the loan could not be read or mapped, and waits in quarantine.',
  severity: 'ERROR',
  fields: [],
  explanation:
    'The record shows an older document, because the latest one could not be mapped. What it says may be outdated.',
  fix: 'Look at the quarantined record of this loan; it says field by field what is wrong. A good document lets it out by itself.',
}

const own = (source: string) => (finding: FindingDescription) => ({
  ...finding,
  scopes: ['record'] as const,
  source,
  note: null,
})

/** In no particular order. */
export const describedFindings: readonly DescribedFinding[] = [
  ...allRules,
  ...derivationFindings.map(own('Derivation from the history of the loan')),
  ...accountChangeFindings.map(own('Numbers of the account against the last report')),
  ...continuedFindings.map(own('Accounts whose own loan is not there any more')),
  ...mappingFindings.map(own('Mapping by the preset')),
  own('Sync')(quarantined),
]

const byId = new Map(describedFindings.map((finding) => [finding.id, finding]))

export const describeFinding = (id: string): DescribedFinding | null => byId.get(id) ?? null
