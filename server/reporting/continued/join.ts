/**
 * Joins loans that were never reported to accounts that lost theirs: a connection was deleted and made again, a loan moved to
 * another one of the furnisher. To a bureau a record under the number of an account is that account, so numbers decide, as they do for
 * a baseline. A join that was reported on stays; one that was not is looked at again each time.
 */
import type { Tx } from '../../database/tenant.ts'
import type { Identity } from '../../records/identity.ts'
import { unsealText } from '../../vault/seal.ts'
import type { OrganizationKeys } from '../../vault/vault.ts'
import { type Loan, loansByNumber } from '../baseline/loans.ts'
import { accountKeyOf, matchAccounts, type Side } from '../baseline/match.ts'
import { ssnHashesOf } from '../baseline/write.ts'
import { identityPlace } from '../periods/previous.ts'
import { reportingConnections } from '../periods/rows.ts'
import { type LostAccount, lostAccounts } from './lost.ts'

/** Live records a page. Most were reported: looking for that is all there is to do with them. */
const pageSize = 5_000

/** Begins where the last page ended; `after` is null when there are no more. `joined`: loans of the page that go on with an account. */
export interface JoinedPage {
  after: string | null
  joined: number
}

/** Looks through the next live records of a furnisher for loans that were never reported. In the transaction of the caller. */
export async function joinPage(
  tx: Tx,
  keys: OrganizationKeys,
  furnisherId: string,
  after: string | null,
  now: Date,
): Promise<JoinedPage> {
  const closed = await tx.reportingPeriod.findFirst({ where: { furnisherId, state: 'CLOSED' }, select: { id: true } })
  if (!closed) return { after: null, joined: 0 }
  // A run and a computation, or two runs, may be at it at the same time.
  await tx.$queryRawUnsafe(
    'SELECT 1 FROM furnishers WHERE organization_id = $1::uuid AND id = $2::uuid FOR UPDATE',
    tx.organizationId,
    furnisherId,
  )
  if (after === null) await dropUnused(tx)
  const connectionIds = (await reportingConnections(tx, furnisherId)).map(({ id }) => id)
  const page = { after, until: await pageEnd(tx, after) }
  const loans = await unreportedLoans(tx, connectionIds, page)
  if (loans.length === 0) return { after: page.until, joined: 0 }
  const lost = await lostAccounts(
    tx,
    furnisherId,
    loans.map(({ consumerAccountNumber }) => consumerAccountNumber),
  )
  const claims = await loansByNumber(
    tx,
    furnisherId,
    lost.map(({ consumerAccountNumber }) => consumerAccountNumber),
  )
  const claimants = (await withoutReport(tx, claims)).filter((each) => connectionIds.includes(each.connectionId))
  const joined = await writeJoins(tx, loans, decided(keys, lost, claimants), now)
  return { after: page.until, joined }
}

/** Joins of loans that are not there any more and were not reported: their account waits for another loan. */
async function dropUnused(tx: Tx) {
  await tx.$executeRawUnsafe(
    `DELETE FROM continued_accounts c WHERE c.organization_id = $1::uuid
       AND NOT EXISTS (SELECT 1 FROM metro2_records m WHERE m.organization_id = c.organization_id
         AND m.connection_id = c.connection_id AND m.source_key = c.source_key AND m.consumer_account_number IS NOT NULL)
       AND NOT EXISTS (${reportOf('c')})`,
    tx.organizationId,
  )
}

/** A report of the loan in a closed period. */
const reportOf = (loan: string) => `SELECT 1 FROM reported_records r
  JOIN reporting_periods p ON p.organization_id = r.organization_id AND p.id = r.period_id AND p.state = 'CLOSED'
  WHERE r.organization_id = $1::uuid AND r.connection_id = ${loan}.connection_id AND r.source_key = ${loan}.source_key`

interface UnreportedLoan {
  id: string
  connectionId: string
  sourceKey: string
  consumerAccountNumber: string
}

/** The last live record of the page; null where it is the last page. */
async function pageEnd(tx: Tx, after: string | null): Promise<string | null> {
  const [last] = await tx.$queryRawUnsafe<{ id: string }[]>(
    `SELECT id::text AS id FROM metro2_records WHERE organization_id = $1::uuid AND ($2::uuid IS NULL OR id > $2::uuid)
     ORDER BY id OFFSET ${pageSize - 1} LIMIT 1`,
    tx.organizationId,
    after,
  )
  return last?.id ?? null
}

async function unreportedLoans(
  tx: Tx,
  connectionIds: string[],
  { after, until }: { after: string | null; until: string | null },
): Promise<UnreportedLoan[]> {
  return tx.$queryRawUnsafe<UnreportedLoan[]>(
    `SELECT m.id::text AS id, m.connection_id::text AS "connectionId", m.source_key AS "sourceKey",
       m.consumer_account_number AS "consumerAccountNumber"
     FROM metro2_records m
     WHERE m.organization_id = $1::uuid AND m.connection_id = ANY($2::uuid[]) AND m.consumer_account_number IS NOT NULL
       AND ($3::uuid IS NULL OR m.id > $3::uuid) AND ($4::uuid IS NULL OR m.id <= $4::uuid)
       AND NOT EXISTS (${reportOf('m')})
     ORDER BY m.id`,
    tx.organizationId,
    connectionIds,
    after,
    until,
  )
}

async function withoutReport(tx: Tx, loans: Loan[]): Promise<Loan[]> {
  if (loans.length === 0) return []
  const rows = await tx.$queryRawUnsafe<{ id: string }[]>(
    `SELECT l.id FROM unnest($2::text[], $3::uuid[], $4::text[]) AS l(id, connection_id, source_key)
     WHERE NOT EXISTS (${reportOf('l')})`,
    tx.organizationId,
    loans.map(({ id }) => id),
    loans.map(({ connectionId }) => connectionId),
    loans.map(({ sourceKey }) => sourceKey),
  )
  const ids = new Set(rows.map(({ id }) => id))
  return loans.filter(({ id }) => ids.has(id))
}

/** The account of each loan, by the id of its live record. */
function decided(keys: OrganizationKeys, lost: LostAccount[], claimants: Loan[]): Map<string, LostAccount> {
  const contested = new Set(
    [...Map.groupBy(claimants, keyOf), ...Map.groupBy(lost, keyOf)].flatMap(([key, same]) =>
      same.length > 1 ? [key] : [],
    ),
  )
  const sides = lost.map((account): Side => {
    const { id, consumerAccountNumber } = account
    // Only where numbers alone do not tell do consumers, and seals are opened.
    return { id, consumerAccountNumber, ssnHashes: contested.has(keyOf(account)) ? hashesOf(keys, account) : [] }
  })
  const byId = new Map(lost.map((account) => [account.id, account]))
  const loans = new Map<string, LostAccount>()
  for (const [accountId, { loanId }] of matchAccounts(sides, claimants)) {
    if (loanId !== null) loans.set(loanId, byId.get(accountId)!)
  }
  return loans
}

const keyOf = ({ consumerAccountNumber }: { consumerAccountNumber: string }) => accountKeyOf(consumerAccountNumber)

function hashesOf(keys: OrganizationKeys, { id, sealedIdentity }: LostAccount): string[] {
  return ssnHashesOf(keys, JSON.parse(unsealText(keys, identityPlace(id), sealedIdentity)) as Identity)
}

/** What differs from the joins there are. The live records of those loans are mapped again by the next run, whatever else is equal. */
async function writeJoins(tx: Tx, loans: UnreportedLoan[], accounts: Map<string, LostAccount>, now: Date) {
  const known = await tx.$queryRawUnsafe<{ id: string; reported_id: string }[]>(
    `SELECT m.id::text AS id, c.reported_id::text AS reported_id FROM continued_accounts c JOIN metro2_records m
       ON m.organization_id = c.organization_id AND m.connection_id = c.connection_id AND m.source_key = c.source_key
     WHERE c.organization_id = $1::uuid AND m.id = ANY($2::uuid[])`,
    tx.organizationId,
    loans.map(({ id }) => id),
  )
  const before = new Map(known.map((row) => [row.id, row.reported_id]))
  const moved = loans.filter(({ id }) => before.get(id) !== accounts.get(id)?.id)
  const fresh = moved.flatMap((loan) => {
    const account = accounts.get(loan.id)
    return account ? [{ loan, account }] : []
  })
  if (moved.length > 0) {
    await release(
      tx,
      moved,
      fresh.map(({ account }) => account.id),
    )
    await tx.$executeRawUnsafe(
      `INSERT INTO continued_accounts (organization_id, connection_id, source_key, reported_id, from_connection_id,
         from_source_key, created_at)
       SELECT m.organization_id, m.connection_id, m.source_key, r.id, r.connection_id, r.source_key, $4::timestamptz
       FROM unnest($2::uuid[], $3::uuid[]) AS j(record_id, reported_id)
       JOIN metro2_records m ON m.organization_id = $1::uuid AND m.id = j.record_id
       JOIN reported_records r ON r.organization_id = $1::uuid AND r.id = j.reported_id`,
      tx.organizationId,
      fresh.map(({ loan }) => loan.id),
      fresh.map(({ account }) => account.id),
      now,
    )
  }
  return loans.filter(({ id }) => accounts.has(id)).length
}

/** Takes away the joins of loans, and those that others have to accounts. */
async function release(tx: Tx, loans: UnreportedLoan[], reportedIds: string[]) {
  const ids = loans.map(({ id }) => id)
  // One statement for each way: together they would be looked through row by row.
  const remove = (table: string, among: string[], is: string) =>
    tx.$executeRawUnsafe(
      `DELETE FROM continued_accounts c USING ${table} AS t
       WHERE c.organization_id = $1::uuid AND t.organization_id = $1::uuid AND t.id = ANY($2::uuid[]) AND ${is}`,
      tx.organizationId,
      among,
    )
  await remove('metro2_records', ids, 'c.connection_id = t.connection_id AND c.source_key = t.source_key')
  await remove('reported_records', reportedIds, 'c.reported_id = t.id')
  const same = 'c.from_connection_id = t.connection_id AND c.from_source_key = t.source_key'
  await remove('reported_records', reportedIds, same)
  await tx.$executeRawUnsafe(
    `UPDATE metro2_records SET input_hash = '' WHERE organization_id = $1::uuid AND id = ANY($2::uuid[])`,
    tx.organizationId,
    ids,
  )
}
