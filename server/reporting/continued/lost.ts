/** Accounts that were reported and whose own loan is not there any more: what a loan without a past may go on with. */
import { isDeleting } from '../../connections/rows.ts'
import type { Tx } from '../../database/tenant.ts'
import { keySql } from '../baseline/loans.ts'
import { accountKeyOf } from '../baseline/match.ts'

export interface LostAccount {
  /** Id of its last report. */
  id: string
  connectionId: string | null
  sourceKey: string | null
  /** Under which bureaus have it. */
  consumerAccountNumber: string
  sealedIdentity: Uint8Array
}

interface Row {
  id: string
  connection_id: string | null
  source_key: string | null
  number: string
  sealed_identity: Uint8Array
}

/** As the index reported_records_account_key has it: the number that an L1 segment announced, else its own. */
const number = `coalesce(nullif(r.fields->'l1'->>'newConsumerAccountNumber', ''), r.consumer_account_number)`

/**
 * Of the accounts of a furnisher under numbers that compare as one of these: the last report under each number as it stands, where
 * nobody has the account. One look into an index for each number.
 *
 * Nobody has it when its loan is in no production connection any more, is gone from the source, or is excluded there. An account of
 * a baseline that nobody matched has no loan either; what people said of it stands.
 */
export async function lostAccounts(tx: Tx, furnisherId: string, numbers: Iterable<string>): Promise<LostAccount[]> {
  const keys = [...new Set(Array.from(numbers, accountKeyOf))].filter((each) => each !== '')
  if (keys.length === 0) return []
  const connections = await tx.connection.findMany({ where: { environment: 'PRODUCTION' } })
  const living = connections.filter((each) => !isDeleting(each)).map(({ id }) => id)
  const rows = await tx.$queryRawUnsafe<Row[]>(
    `SELECT r.id::text AS id, r.connection_id::text AS connection_id, r.source_key, r.number, r.sealed_identity
     FROM unnest($3::text[]) AS k(key) CROSS JOIN LATERAL (
       SELECT DISTINCT ON (number) * FROM (
         SELECT r.id, r.connection_id, r.source_key, r.month, r.revision, r.sealed_identity, ${number} AS number
         FROM reported_records r JOIN reporting_periods p ON p.organization_id = r.organization_id AND p.id = r.period_id
           AND p.furnisher_id = $2::uuid AND p.state = 'CLOSED'
         WHERE r.organization_id = $1::uuid AND r.consumer_account_number <> '' AND ${keySql(number)} = k.key OFFSET 0) AS found
       ORDER BY number, month DESC, revision DESC, id) AS r
     WHERE NOT EXISTS (${laterReport}) AND NOT EXISTS (${loan}) AND NOT EXISTS (${document})
       AND NOT EXISTS (${goneOn}) AND (r.connection_id IS NOT NULL OR EXISTS (${unmatched}))
     ORDER BY r.id`,
    tx.organizationId,
    furnisherId,
    keys,
    living,
  )
  return rows.map((row) => ({
    ...{ id: row.id, connectionId: row.connection_id, sourceKey: row.source_key },
    ...{ consumerAccountNumber: row.number, sealedIdentity: row.sealed_identity },
  }))
}

/** Its loan was reported under another number since. */
const laterReport = `SELECT 1 FROM reported_records n JOIN reporting_periods p ON p.organization_id = n.organization_id
    AND p.id = n.period_id AND p.state = 'CLOSED'
  WHERE n.organization_id = $1::uuid AND n.connection_id = r.connection_id AND n.source_key = r.source_key
    AND (n.month, n.revision) > (r.month, r.revision)`

const loan = `SELECT 1 FROM source_records s LEFT JOIN metro2_records m ON m.organization_id = s.organization_id
    AND m.connection_id = s.connection_id AND m.source_key = s.source_key
  WHERE s.organization_id = $1::uuid AND s.connection_id = r.connection_id AND s.source_key = r.source_key
    AND s.connection_id = ANY($4::uuid[]) AND s.gone_since IS NULL AND m.eligibility IS DISTINCT FROM 'EXCLUDED'`

/** Nobody knows what a document says that cannot be read. */
const document = `SELECT 1 FROM quarantined_records q WHERE q.organization_id = $1::uuid AND q.connection_id = r.connection_id
  AND q.source_key = r.source_key AND q.connection_id = ANY($4::uuid[])`

/** A loan went on with it and was reported. */
const goneOn = `SELECT 1 FROM continued_accounts c JOIN reported_records n ON n.organization_id = c.organization_id
    AND n.connection_id = c.connection_id AND n.source_key = c.source_key
  JOIN reporting_periods p ON p.organization_id = n.organization_id AND p.id = n.period_id AND p.state = 'CLOSED'
  WHERE c.organization_id = $1::uuid AND c.reported_id = r.id`

const unmatched = `SELECT 1 FROM baseline_accounts b WHERE b.organization_id = $1::uuid AND b.id = r.id AND b.match = 'NONE'
  AND b.decided_at IS NULL`
