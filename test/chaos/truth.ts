/**
 * What the records of a connection must say: the tenant's own documents, read and mapped in this process with the stored
 * preset, and compared with what the workers stored, field by field.
 */
import type { Capabilities } from '../../plugins/contract.ts'
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import type { Connection } from '../../prisma/generated/client/client.ts'
import type { Database } from '../../server/database/open.ts'
import type { Catalogue } from '../../server/mapping/catalogue.ts'
import { compilePreset } from '../../server/mapping/compile.ts'
import type { Identity } from '../../server/records/identity.ts'
import { keyedHash, mapRecord, normalizeDocument, type RecordFunction } from '../../server/records/mapRecord.ts'
import { unsealText } from '../../server/vault/seal.ts'
import type { OrganizationKeys } from '../../server/vault/vault.ts'
import { submitted, testContext } from '../support/pluginContext.ts'
import type { Tenant } from './scene.ts'

/** Of one loan, flat: `base.currentBalance` to its value as JSON. */
type Facts = Map<string, string>

export interface Truth {
  loans: Map<string, Facts>
  /** Social Security numbers and dates of birth that the tenant showed. */
  secrets: Set<string>
}

async function functionOf(
  database: Database,
  keys: OrganizationKeys,
  connection: Connection,
  asOf: string,
): Promise<RecordFunction> {
  const db = database.tenant(connection.organizationId)
  const run = await db.syncRun.findFirstOrThrow({
    where: { connectionId: connection.id },
    orderBy: { createdAt: 'desc' },
  })
  const version = await db.mappingPresetVersion.findFirstOrThrow({ where: { id: run.presetVersionId } })
  const furnisher = await db.furnisher.findFirstOrThrow({ where: { id: connection.furnisherId } })
  const compiled = compilePreset(version.text, connection.catalogue as unknown as Catalogue)
  if (!compiled.ok) throw new Error(`the preset does not compile: ${JSON.stringify(compiled.problems[0])}`)
  return {
    plugin: loanpro,
    capabilities: connection.capabilities as Capabilities,
    program: compiled.program,
    presetVersionId: version.id,
    asOf,
    identificationNumber: furnisher.identificationNumber,
    indexKey: keys.indexKey,
  }
}

export async function readTruth(
  database: Database,
  keys: OrganizationKeys,
  connection: Connection,
  tenant: Tenant,
): Promise<Truth> {
  const asOf = tenant.sandbox.today()
  const f = await functionOf(database, keys, connection, asOf)
  const credentials = { token: tenant.sandbox.token, instanceId: tenant.sandbox.tenantId }
  const ctx = testContext({
    ...submitted(loanpro, connection.settings, credentials),
    capabilities: f.capabilities,
  })
  const request = {
    ...{ mode: 'FULL' as const, asOf, keys: null, range: null, checkpoint: null, cursor: null, uploads: [] },
    known: async () => new Map<string, string>(),
  }
  const truth: Truth = { loans: new Map(), secrets: new Set() }
  for await (const page of loanpro.pull(ctx, request)) {
    for (const record of page.records) {
      if (record.kind !== 'DOCUMENT') throw new Error(`loan ${record.key} came as ${record.kind}`)
      const normalized = normalizeDocument(f, record.raw)
      if ('kind' in normalized) throw new Error(`loan ${record.key}: ${JSON.stringify(normalized.failures)}`)
      const hash = keyedHash(f.indexKey, record.raw)
      const mapped = mapRecord(f, normalized.document, hash, record.snapshotDate, null)
      if (mapped.kind === 'FAILED') throw new Error(`loan ${record.key}: ${JSON.stringify(mapped.failures)}`)
      for (const secret of secretsOf(mapped.identity)) truth.secrets.add(secret)
      const findings = mapped.findings.map(({ rule, fingerprint }) => `${rule} ${fingerprint}`)
      truth.loans.set(record.key, factsOf({ ...mapped, asOf }, findings))
    }
  }
  return truth
}

function secretsOf(identity: Identity | null): string[] {
  const people = identity ? [identity.base, ...identity.j1, ...identity.j2] : []
  return people.flatMap(({ socialSecurityNumber, dateOfBirth }) =>
    [socialSecurityNumber, dateOfBirth].filter((text): text is string => Boolean(text)),
  )
}

interface Said {
  eligibility: string
  exclusionReason: string | null
  delinquencyCommenced: string | null
  daysPastDue: number | null
  asOf: string
  fields: object | null
  identity: object | null
}

function factsOf(said: Said, findings: string[]): Facts {
  const { eligibility, exclusionReason, delinquencyCommenced, daysPastDue, asOf } = said
  const facts: Facts = new Map()
  flatten(facts, '', { eligibility, exclusionReason, delinquencyCommenced, daysPastDue, asOf })
  flatten(facts, '', said.fields ?? {})
  flatten(facts, 'identity.', said.identity ?? {})
  facts.set('findings', [...findings].sort().join(', '))
  return facts
}

function flatten(facts: Facts, at: string, value: object) {
  for (const [name, part] of Object.entries(value)) {
    // A record is made with today's date as its time stamp at most; two mappings of one input agree on all of it.
    if (typeof part === 'object' && part !== null) flatten(facts, `${at}${name}.`, part)
    else if (part !== undefined) facts.set(at + name, JSON.stringify(part))
  }
}

/** What stands in the database, in the form of the truth. */
export async function readStored(
  database: Database,
  keys: OrganizationKeys,
  connection: Connection,
): Promise<Map<string, Facts>> {
  const rows = await database.tenant(connection.organizationId).metro2Record.findMany({
    where: { connectionId: connection.id },
    include: { validationErrors: { select: { ruleId: true, fingerprint: true } } },
  })
  const day = (date: Date | null) => date?.toISOString().slice(0, 10) ?? null
  return new Map(
    rows.map((row) => {
      const place = { table: 'metro2_records', rowId: row.id, field: 'identity' }
      const identity = row.sealedIdentity ? JSON.parse(unsealText(keys, place, row.sealedIdentity)) : null
      const fields = row.fields as object | null
      const said = {
        ...row,
        fields,
        identity,
        asOf: day(row.asOf)!,
        delinquencyCommenced: day(row.delinquencyCommenced),
      }
      const findings = row.validationErrors.map(({ ruleId, fingerprint }) => `${ruleId} ${fingerprint}`)
      return [row.sourceKey, factsOf(said, findings)]
    }),
  )
}

/** Fields that follow a customer's change, which a tenant without change dates shows in whole passes only. */
const customersOwn = /\.(firstLine|secondLine|city|state|postalCode|countryCode|address\w*|telephoneNumber)/i

/**
 * Each difference as a sentence. Loans that only the database has must have gone from the tenant; `whole` says that a FULL
 * run came last, after which nothing may differ.
 */
export function differences(truth: Truth, stored: Map<string, Facts>, whole: boolean): string[] {
  const found: string[] = []
  for (const [key, facts] of truth.loans) {
    const have = stored.get(key)
    if (!have) {
      found.push(`loan ${key} has no record`)
      continue
    }
    const names = [...new Set([...facts.keys(), ...have.keys()])]
    const differing = names.filter((name) => facts.get(name) !== have.get(name))
    const moved = !whole && differing.some((name) => customersOwn.test(name))
    for (const name of differing) {
      if (moved && (customersOwn.test(name) || name === 'findings')) continue
      found.push(`loan ${key}: ${name} is ${shown(name, have)} and should be ${shown(name, facts)}`)
    }
  }
  for (const [key, have] of stored) {
    if (truth.loans.has(key) || !whole) continue
    // By GONE_FROM_SOURCE, or by DELETED where a run read it in the moment between its deletion and its leaving the index.
    if (have.get('eligibility') !== '"EXCLUDED"')
      found.push(`loan ${key} is gone from the tenant, and its record is ${have.get('eligibility')}`)
  }
  return found
}

const shown = (name: string, facts: Facts) =>
  name.startsWith('identity.') ? '(sealed)' : (facts.get(name) ?? 'absent')
