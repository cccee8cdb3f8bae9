/**
 * SSN and date of birth of a record's consumers, in the clear: for somebody who says why. What was looked at stands in the
 * audit log before it is answered, in the same transaction; the values stand nowhere but in the answer.
 */
import type { App } from '../app.ts'
import { transact, writeAudit } from '../audit.ts'
import type { Tx } from '../database/tenant.ts'
import { scrubText } from '../log.ts'
import { notFound, type Outcome, type Refused, type Requester, refuse } from '../outcome.ts'
import { reasonRefusal } from '../rules/reason.ts'
import { unsealText } from '../vault/seal.ts'
import type { OrganizationKeys } from '../vault/vault.ts'
import type { Identity, PublicFields } from './identity.ts'

export const piiFields = ['socialSecurityNumber', 'dateOfBirth'] as const
export type PiiField = (typeof piiFields)[number]

export interface RevealPii {
  recordId: string
  fields: readonly PiiField[]
  reason: string
}

export interface RevealedConsumer {
  /** `base`, `j1[0]`, `j2[0]`. */
  segment: string
  surname: string
  firstName: string
  /** Nine digits; null when there is none, or it was not asked for. */
  socialSecurityNumber: string | null
  /** YYYY-MM-DD; null when there is none, or it was not asked for. */
  dateOfBirth: string | null
}

export interface Revealed {
  consumers: RevealedConsumer[]
}

/** So many records one person may look at in an hour: enough for any day's disputes, too few to copy a portfolio. */
export const revealsPerHour = 60
const hourMs = 3_600_000

export async function revealPii(app: App, requester: Requester, input: RevealPii): Promise<Outcome<Revealed>> {
  const wrong = refusalOf(input)
  if (wrong) return wrong
  // Before the transaction: opening the organization's keys may ask the database.
  const keys = await app.keysOf(requester.organizationId)
  return transact<Revealed>(app, requester, async (tx, now) => {
    const tired = await rateRefusal(tx, requester, now)
    if (tired) return tired
    const row = await tx.metro2Record.findFirst({
      where: { id: input.recordId },
      select: { id: true, displayKey: true, version: true, fields: true, sealedIdentity: true },
    })
    if (!row) return notFound('record', ['recordId'])
    const consumers = openConsumers(keys, row, input.fields)
    if (consumers.length === 0) {
      return refuse('NOTHING_TO_REVEAL', ['recordId'], 'This loan is excluded: its record names no consumer.')
    }
    const details = {
      reason: input.reason.trim(),
      record: row.displayKey,
      version: row.version,
      fields: consumers.flatMap(({ segment }) => input.fields.map((field) => `${segment}.${field}`)),
    }
    await writeAudit(tx, requester, { action: 'revealPii', targetType: 'Metro2Record', targetId: row.id, details }, now)
    return { ok: true, consumers }
  })
}

function refusalOf({ fields, reason }: RevealPii): Refused | null {
  if (fields.length === 0) return refuse('NOTHING_CHOSEN', ['fields'], 'Choose a field, or leave fields out for all.')
  const unsaid = reasonRefusal(reason)
  if (unsaid) return unsaid
  // The reason stays for years; the number that it is about must not.
  if (scrubText(reason) === reason) return null
  return refuse(
    'REASON_HOLDS_NUMBERS',
    ['reason'],
    'The reason is kept: leave Social Security numbers and keys out of it.',
  )
}

/** Counted by the audit log, so for all processes together. The lock lets one request of a person count at a time. */
async function rateRefusal(tx: Tx, { actor }: Requester, now: Date): Promise<Refused | null> {
  await tx.$queryRawUnsafe(
    `SELECT pg_advisory_xact_lock(hashtextextended('reveals by organization_id ' || $1::text || $2::text, 0))::text`,
    tx.organizationId,
    actor,
  )
  const where = { action: 'revealPii', actor, at: { gt: new Date(now.getTime() - hourMs) } }
  if ((await tx.auditLog.count({ where })) < revealsPerHour) return null
  const oldest = await tx.auditLog.findFirst({ where, orderBy: { at: 'asc' }, select: { at: true } })
  const minutes = Math.ceil(((oldest?.at ?? now).getTime() + hourMs - now.getTime()) / 60_000)
  return refuse(
    'TOO_MANY_REVEALS',
    [],
    `You have looked at ${revealsPerHour} records within an hour; that is as many as one may. Try again in ${Math.max(1, minutes)} minutes.`,
  )
}

function openConsumers(
  keys: OrganizationKeys,
  row: { id: string; fields: unknown; sealedIdentity: Uint8Array | null },
  asked: readonly PiiField[],
): RevealedConsumer[] {
  const fields = row.fields as PublicFields | null
  if (!fields || !row.sealedIdentity) return []
  const place = { table: 'metro2_records', rowId: row.id, field: 'identity' }
  const identity = JSON.parse(unsealText(keys, place, row.sealedIdentity)) as Identity
  const ssn = asked.includes('socialSecurityNumber')
  const birth = asked.includes('dateOfBirth')
  const one = (
    segment: string,
    { surname, firstName }: { surname: string; firstName: string },
    sealed: Identity['base'] | undefined,
  ): RevealedConsumer => ({
    ...{ segment, surname, firstName },
    socialSecurityNumber: (ssn && sealed?.socialSecurityNumber) || null,
    dateOfBirth: (birth && sealed?.dateOfBirth) || null,
  })
  return [
    one('base', fields.base, identity.base),
    ...fields.j1.map((each, index) => one(`j1[${index}]`, each, identity.j1[index])),
    ...fields.j2.map((each, index) => one(`j2[${index}]`, each, identity.j2[index])),
  ]
}
