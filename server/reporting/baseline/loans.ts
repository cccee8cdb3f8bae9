/** The loans that accounts of a baseline are compared with: those of the furnisher's production connections. */
import type { Tx } from '../../database/tenant.ts'
import { accountKeyOf, type Side } from './match.ts'

export interface Loan extends Side {
  connectionId: string
  sourceKey: string
  displayKey: string
}

interface Row {
  id: string
  connection_id: string
  source_key: string
  display_key: string
  consumer_account_number: string
  ssn_hashes: string[]
}

type Db = Pick<Tx, '$queryRawUnsafe' | 'organizationId'>

const columns = `SELECT r.id::text AS id, r.connection_id::text AS connection_id, r.source_key, r.display_key,
    r.consumer_account_number,
    ARRAY(SELECT i.ssn_hash FROM consumer_index i WHERE i.organization_id = r.organization_id AND i.record_id = r.id) AS ssn_hashes`
const ofFurnisher = `JOIN connections c ON c.organization_id = r.organization_id AND c.id = r.connection_id
    AND c.furnisher_id = $2::uuid AND c.environment = 'PRODUCTION'`
const select = `${columns} FROM metro2_records r ${ofFurnisher}
  WHERE r.organization_id = $1::uuid AND r.consumer_account_number IS NOT NULL`

/** What numbers are compared by (`accountKeyOf`), as the indexes on account keys have it. */
export const keySql = (number: string) => `ltrim(upper(replace(${number}, ' ', '')), '0')`

function loanOf(row: Row): Loan {
  return {
    ...{ id: row.id, connectionId: row.connection_id, sourceKey: row.source_key, displayKey: row.display_key },
    ...{ consumerAccountNumber: row.consumer_account_number, ssnHashes: row.ssn_hashes },
  }
}

/** All loans whose numbers compare as one of these. */
export async function loansByNumber(db: Db, furnisherId: string, numbers: Iterable<string>): Promise<Loan[]> {
  const keys = [...new Set(Array.from(numbers, accountKeyOf))].filter((each) => each !== '')
  if (keys.length === 0) return []
  // One look into the index for each key. OFFSET 0 keeps the planner from reading all loans instead, which it takes for cheaper.
  const text = `${columns} FROM unnest($3::text[]) AS k(key) CROSS JOIN LATERAL (
      SELECT * FROM metro2_records r WHERE r.organization_id = $1::uuid AND r.consumer_account_number IS NOT NULL
        AND ${keySql('r.consumer_account_number')} = k.key OFFSET 0) AS r ${ofFurnisher} ORDER BY r.id`
  return (await db.$queryRawUnsafe<Row[]>(text, db.organizationId, furnisherId, keys)).map(loanOf)
}

/** One loan of the furnisher; null for any other. */
export async function loanById(db: Db, furnisherId: string, recordId: string): Promise<Loan | null> {
  const text = `${select} AND r.id = $3::uuid`
  const [row] = await db.$queryRawUnsafe<Row[]>(text, db.organizationId, furnisherId, recordId)
  return row ? loanOf(row) : null
}

/** Loans with a consumer of these, at most so many. */
export async function loansBySsn(db: Db, furnisherId: string, hashes: string[], most: number): Promise<Loan[]> {
  if (hashes.length === 0) return []
  const text = `${select} AND r.id IN (SELECT i.record_id FROM consumer_index i
    WHERE i.organization_id = $1::uuid AND i.ssn_hash = ANY($3::text[])) ORDER BY r.id LIMIT ${most}`
  return (await db.$queryRawUnsafe<Row[]>(text, db.organizationId, furnisherId, hashes)).map(loanOf)
}

/** Loans opened by the day of a baseline that no account of it is, after a row id. */
export async function loansWithoutAccount(
  db: Db,
  furnisherId: string,
  period: { id: string; asOf: string },
  after: string | null,
  most: number,
): Promise<Loan[]> {
  const text = `${select} AND (r.date_opened IS NULL OR r.date_opened <= $3::date) AND ($5::uuid IS NULL OR r.id > $5::uuid)
    AND NOT EXISTS (SELECT 1 FROM baseline_accounts a WHERE a.organization_id = r.organization_id
      AND a.period_id = $4::uuid AND a.record_id = r.id) ORDER BY r.id LIMIT ${most}`
  const rows = await db.$queryRawUnsafe<Row[]>(text, db.organizationId, furnisherId, period.asOf, period.id, after)
  return rows.map(loanOf)
}
