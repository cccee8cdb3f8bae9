/**
 * What findings come to once the organization's rule settings and waivers are applied. Pure; the live records, and whatever
 * else computes records from findings, judge by this one function.
 */
import type { Finding, Severity } from '../metro2/facts.ts'
import { whyLocked } from './locked.ts'

/** OFF: found and kept, but it counts for nothing. */
export type EffectiveSeverity = Severity | 'OFF'

/** By rule id; a rule that is not in it stands as shipped. */
export type RuleSettings = ReadonlyMap<string, EffectiveSeverity>

/** A waiver in force for the loan: neither revoked nor expired. */
export interface ActiveWaiver {
  id: string
  ruleId: string
  /** Of the finding that was waived: other values, other fingerprint, no waiver. */
  fingerprint: string
  /** The finding's own severity when it was waived: what got worse since is not excused. */
  severity: Severity
}

/** A finding with the name of what it is about (`fingerprintOf` in server/records/mapRecord.ts). */
export type NamedFinding = Finding & { fingerprint: string }

export interface EffectiveFinding extends Omit<NamedFinding, 'severity'> {
  /** Its own. */
  defaultSeverity: Severity
  /** After the organization's setting. */
  severity: EffectiveSeverity
  /** The waiver that excuses it. */
  waiverId: string | null
}

export interface FindingCounts {
  errors: number
  warnings: number
  infos: number
  /** Excused ones, which count in none of the others. */
  waived: number
}

export interface Effective {
  findings: EffectiveFinding[]
  /** Of a record that is not EXCLUDED: HELD by one ERROR that is not waived. */
  eligibility: 'REPORTABLE' | 'HELD'
  counts: FindingCounts
}

export const noSettings: RuleSettings = new Map()

/** @param waivers those of the loan; others must not be among them */
export function effectiveFindings(
  findings: readonly NamedFinding[],
  settings: RuleSettings,
  waivers: readonly ActiveWaiver[],
): Effective {
  const counts: FindingCounts = { errors: 0, warnings: 0, infos: 0, waived: 0 }
  const effective = findings.map(({ severity: defaultSeverity, ...finding }) => {
    const severity = effectiveSeverity(finding.rule, defaultSeverity, settings)
    const waiverId = waiverOf(finding, defaultSeverity, waivers)
    count(counts, severity, waiverId !== null)
    return { ...finding, defaultSeverity, severity, waiverId }
  })
  return { findings: effective, eligibility: counts.errors > 0 ? 'HELD' : 'REPORTABLE', counts }
}

export function effectiveSeverity(ruleId: string, own: Severity, settings: RuleSettings): EffectiveSeverity {
  return whyLocked(ruleId) === null ? (settings.get(ruleId) ?? own) : own
}

const rank: Record<Severity, number> = { ERROR: 2, WARNING: 1, INFO: 0 }

/** Id of the waiver among those of the loan that excuses the finding. */
export function waiverOf(
  finding: Pick<NamedFinding, 'rule' | 'fingerprint'>,
  own: Severity,
  waivers: readonly ActiveWaiver[],
): string | null {
  if (whyLocked(finding.rule) !== null) return null
  const ids = waivers
    .filter((each) => each.ruleId === finding.rule && each.fingerprint === finding.fingerprint)
    .filter((each) => rank[own] <= rank[each.severity])
    .map((each) => each.id)
  // Ids rise with time: of several, the first that was given.
  return ids.sort()[0] ?? null
}

function count(counts: FindingCounts, severity: EffectiveSeverity, waived: boolean) {
  if (severity === 'OFF') return
  if (waived) counts.waived += 1
  else if (severity === 'ERROR') counts.errors += 1
  else if (severity === 'WARNING') counts.warnings += 1
  else counts.infos += 1
}
