/**
 * A stored document to what is kept of it: record = f(document, preset version, as-of date, furnisher). Pure: the same
 * inputs give the same answer, for ever; neither run nor time is among them.
 */
import { createHash, createHmac, type KeyObject } from 'node:crypto'
import { type Capabilities, type NormalizedDocument, SourceFailure, type SourcePlugin } from '../../plugins/contract.ts'
import type { Eligibility } from '../../prisma/generated/client/enums.ts'
import type { MappingFailure, PresetProgram, UnknownValue } from '../mapping/program.ts'
import { applyAccountChange } from '../metro2/accountChange.ts'
import { findContinued } from '../metro2/continued.ts'
import type { Correction, Finding } from '../metro2/facts.ts'
import type { Metro2Record } from '../metro2/record.ts'
import { type PreviousReport, validateAgainstPrevious } from '../metro2/rules/previous.ts'
import { validateRecord } from '../metro2/rules/registry.ts'
import { effectiveFindings, type NamedFinding, noSettings } from '../rules/effective.ts'
import { mayNeedCleaning, storable } from '../storable.ts'
import { type Identity, type PublicFields, splitIdentity } from './identity.ts'

/** Everything but the document that a record depends on. */
export interface RecordFunction {
  plugin: SourcePlugin
  capabilities: Capabilities
  program: PresetProgram
  presetVersionId: string
  /** YYYY-MM-DD */
  asOf: string
  identificationNumber: string
  /** Keys the hashes: with an open one, an SSN could be found by trying the billion there are. */
  indexKey: KeyObject
}

export interface MappedRecord {
  kind: 'RECORD'
  /** By the findings' own severities, before rule settings and waivers. */
  eligibility: Eligibility
  exclusionReason: string | null
  exclusionDetail: string | null
  /** Null when EXCLUDED. */
  fields: PublicFields | null
  identity: Identity | null
  delinquencyCommenced: string | null
  daysPastDue: number | null
  findings: NamedFinding[]
  /** Fields that say otherwise than what was reported before, on evidence. */
  corrected: Correction[]
  inputHash: Buffer
  /** Of what the record says. That it is held may end without it saying anything else, so eligibility is no part of it. */
  contentHash: Buffer
  unknownValues: UnknownValue[]
}

export interface FailedRecord {
  kind: 'FAILED'
  stage: 'NORMALIZE' | 'MAP'
  failures: MappingFailure[]
  unknownValues: UnknownValue[]
}

/** Raw document to catalogue types, or the failure that sends it to quarantine. */
export function normalizeDocument(f: RecordFunction, raw: string): NormalizedDocument | FailedRecord {
  try {
    const normalized = f.plugin.normalize(raw, { capabilities: f.capabilities })
    return mayNeedCleaning(raw) ? storable(normalized) : normalized
  } catch (error) {
    if (!(error instanceof SourceFailure)) throw error
    // A package's own error may have no path.
    const { code, message, hint, path = null } = error
    const failure = storable({ field: '', sourcePath: path, code, message, hint })
    return { kind: 'FAILED', stage: 'NORMALIZE', failures: [failure], unknownValues: [] }
  }
}

/**
 * What a document says as of the function's day. `previous` is what was reported of the loan for the period before, or the
 * imported baseline; null where it was never reported.
 */
export function mapRecord(
  f: RecordFunction,
  document: Record<string, unknown>,
  documentHash: Buffer,
  snapshotDate: string | null,
  previous: PreviousReport | null,
): MappedRecord | FailedRecord {
  const { asOf, identificationNumber } = f
  const inputs = { asOf, identificationNumber, snapshotDate, previous: previous === null ? null : previous.record }
  const outcome = f.program.run(document, inputs)
  const { unknownValues } = outcome
  if (outcome.kind === 'REJECTED') return { kind: 'FAILED', stage: 'MAP', failures: outcome.failures, unknownValues }
  const reported = previous === null ? [] : [canonicalJson(previous.record), previous.activityDate]
  if (previous?.continuedFrom) reported.push(canonicalJson(previous.continuedFrom))
  const inputHash = keyedHash(f.indexKey, documentHash, f.presetVersionId, asOf, identificationNumber, ...reported)
  if (outcome.kind === 'EXCLUDED') {
    return {
      kind: 'RECORD',
      eligibility: 'EXCLUDED',
      exclusionReason: outcome.reason,
      exclusionDetail: outcome.detail,
      fields: null,
      identity: null,
      delinquencyCommenced: null,
      daysPastDue: null,
      findings: [],
      corrected: [],
      inputHash,
      contentHash: keyedHash(f.indexKey, 'EXCLUDED', outcome.reason),
      unknownValues,
    }
  }
  const change = applyAccountChange(outcome.record, inputs.previous)
  const { fields, identity } = splitIdentity(change.record)
  const findings = nameFindings(f.indexKey, identity, [
    ...outcome.findings,
    ...change.findings,
    ...findContinued(change.record, previous),
    ...validateRecord(change.record, { asOf }),
    ...(previous ? againstPrevious(change.record, previous, asOf, outcome.corrected) : []),
  ])
  const { eligibility } = effectiveFindings(findings, noSettings, [])
  return {
    kind: 'RECORD',
    eligibility,
    exclusionReason: null,
    exclusionDetail: null,
    fields,
    identity,
    delinquencyCommenced: outcome.delinquencyCommenced,
    daysPastDue: outcome.daysPastDue,
    findings,
    corrected: outcome.corrected,
    inputHash,
    contentHash: keyedHash(f.indexKey, JSON.stringify(withoutDailyDates(fields)), JSON.stringify(identity)),
    unknownValues,
  }
}

/** A rule about the reported past warns where a fact shows that the past was reported wrongly, and holds where nothing does. */
function againstPrevious(
  record: Metro2Record,
  previous: PreviousReport,
  asOf: string,
  corrected: readonly Correction[],
): Finding[] {
  const findings = validateAgainstPrevious(record, previous, { asOf })
  if (corrected.length === 0) return findings
  const fields = new Set(corrected.map(({ field }) => `base.${field}`))
  const warning = validateAgainstPrevious(record, previous, { asOf, corrected: true })
  return findings.map((finding, index) =>
    finding.fields.some((field) => fields.has(field)) ? warning[index]! : finding,
  )
}

/** What moves every day without the loan having changed: a version a day would say nothing. */
function withoutDailyDates(fields: PublicFields): PublicFields {
  return { ...fields, base: { ...fields.base, timeStamp: '', dateOfAccountInformation: null } }
}

/** JSON whose keys are in order: a record that was stored and read again hashes as before. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}

/** HMAC-SHA-256 over parts, each with its length, so that moving a byte between parts changes the hash. */
export function keyedHash(key: KeyObject, ...parts: (string | Buffer)[]): Buffer {
  const hash = createHmac('sha256', key)
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part)
  return hash.digest()
}

const isSealed = (field: string) => /\.(socialSecurityNumber|dateOfBirth)$/.test(field)

/**
 * Findings with their fingerprints. One about an SSN or a date of birth shows neither among its values; a keyed hash of the
 * consumers' stands in for them, so that a waiver does not outlive the number it was given for.
 */
export function nameFindings(indexKey: KeyObject, identity: Identity, findings: readonly Finding[]): NamedFinding[] {
  let hash: string | undefined
  const hidden = () => {
    hash ??= keyedHash(indexKey, 'finding', JSON.stringify(identity)).toString('base64url')
    return hash
  }
  return findings.map((finding) => ({
    ...finding,
    fingerprint: fingerprintOf(finding, finding.fields.some(isSealed) ? hidden() : null),
  }))
}

/** Names a finding by what it is about, so that the same trouble keeps its row through syncs. Findings hold no SSN or date of birth. */
export function fingerprintOf(finding: Finding, hidden: string | null = null): string {
  const about = JSON.stringify([finding.rule, finding.fields, finding.values, ...(hidden === null ? [] : [hidden])])
  return createHash('sha256').update(about).digest('base64url').slice(0, 20)
}
