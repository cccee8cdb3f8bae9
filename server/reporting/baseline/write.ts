/** Rows of a baseline: its accounts as reported records, with what they are matched by; problems; matches. */
import type { Tx } from '../../database/tenant.ts'
import { newId } from '../../ids.ts'
import type { CheckFinding } from '../../metro2/reader/findings.ts'
import { splitIdentity, ssnsOf } from '../../records/identity.ts'
import { indexHash, seal } from '../../vault/seal.ts'
import type { OrganizationKeys } from '../../vault/vault.ts'
import type { Loan } from './loans.ts'
import { accountKeyOf, type Match } from './match.ts'
import type { ReadAccount } from './read.ts'

export interface BaselinePeriod {
  id: string
  month: Date
  revision: number
}

/** One statement over a JSON array, whatever the number of rows. */
export async function writeAccounts(
  tx: Tx,
  keys: OrganizationKeys,
  period: BaselinePeriod,
  accounts: readonly ReadAccount[],
): Promise<void> {
  if (accounts.length === 0) return
  await tx.$executeRawUnsafe(
    `WITH read AS (
       SELECT * FROM jsonb_to_recordset($5::jsonb) AS r(id uuid, line int, fields jsonb, "sealedIdentity" text,
         "identificationNumber" text, number text, key text, status text, portfolio text, surname text, "firstName" text,
         dofd date, balance bigint, "pastDue" bigint, "ssnHashes" text[])),
     accounts AS (
       INSERT INTO baseline_accounts (organization_id, id, period_id, line, consumer_account_number, account_key,
         account_status, current_balance, surname, ssn_hashes, match)
       SELECT $1::uuid, id, $2::uuid, line, number, key, status, balance, surname, "ssnHashes", 'NONE' FROM read)
     INSERT INTO reported_records (organization_id, id, period_id, month, revision, line, fields, sealed_identity,
       identification_number, consumer_account_number, account_status, portfolio_type, surname, first_name,
       date_of_first_delinquency, current_balance, amount_past_due)
     SELECT $1::uuid, id, $2::uuid, $3::date, $4::int, line, fields, decode("sealedIdentity", 'base64'),
       "identificationNumber", number, status, portfolio, surname, "firstName", dofd, balance, "pastDue" FROM read`,
    tx.organizationId,
    period.id,
    period.month.toISOString().slice(0, 10),
    period.revision,
    JSON.stringify(accounts.map((account) => columnsOf(keys, account))),
  )
}

function columnsOf(keys: OrganizationKeys, { line, record }: ReadAccount) {
  const id = newId()
  const { fields, identity } = splitIdentity(record)
  const { base } = fields
  const place = { table: 'reported_records', rowId: id, field: 'identity' }
  return {
    ...{ id, line, fields, sealedIdentity: seal(keys, place, JSON.stringify(identity)).toString('base64') },
    ...{ number: base.consumerAccountNumber, key: accountKeyOf(base.consumerAccountNumber) },
    ...{ identificationNumber: base.identificationNumber, status: base.accountStatus, portfolio: base.portfolioType },
    ...{ surname: base.surname, firstName: base.firstName, dofd: base.dateOfFirstDelinquency },
    ...{ balance: base.currentBalance, pastDue: base.amountPastDue, ssnHashes: ssnHashesOf(keys, identity) },
  }
}

/** What stands where no number was known identifies nobody. */
const filler = /^(\d)\1{8}$/

export function ssnHashesOf(keys: OrganizationKeys, identity: Parameters<typeof ssnsOf>[0]): string[] {
  const numbers = ssnsOf(identity).map(({ socialSecurityNumber }) => socialSecurityNumber)
  const real = numbers.filter((number) => /^\d{9}$/.test(number) && !filler.test(number))
  return [...new Set(real.map((number) => indexHash(keys, number)))]
}

export async function writeProblems(tx: Tx, periodId: string, findings: readonly CheckFinding[]): Promise<void> {
  if (findings.length === 0) return
  const { organizationId } = tx
  await tx.baselineProblem.createMany({
    data: findings.map(({ line, account, rule, severity, segment, field, message }) => ({
      ...{
        organizationId,
        id: newId(),
        periodId,
        line,
        accountNumber: account || null,
        ruleId: rule,
        severity,
        message,
      },
      fields: field ? [`${segment}.${field}`] : segment ? [segment] : [],
    })),
  })
}

/** Puts the loans into the accounts, and into the records that the months to come look up. */
export async function writeMatches(tx: Tx, matches: ReadonlyMap<string, Match>, loans: readonly Loan[]): Promise<void> {
  const ambiguous = [...matches].filter(([, { match }]) => match === 'AMBIGUOUS').map(([id]) => id)
  await tx.baselineAccount.updateMany({ where: { id: { in: ambiguous } }, data: { match: 'AMBIGUOUS' } })
  const byId = new Map(loans.map((loan) => [loan.id, loan]))
  const found = [...matches].flatMap(([id, match]) => {
    const loan = match.loanId === null ? undefined : byId.get(match.loanId)
    return loan ? [{ id, match, loan }] : []
  })
  if (found.length === 0) return
  const ids = found.map(({ id }) => id)
  await tx.$executeRawUnsafe(
    `UPDATE baseline_accounts a SET match = m.match::"BaselineMatch", record_id = m.record_id::uuid,
       same_consumer = nullif(m.same, '')::boolean
     FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS m(id, match, record_id, same)
     WHERE a.organization_id = $1::uuid AND a.id = m.id::uuid`,
    tx.organizationId,
    ids,
    found.map(({ match }) => match.match),
    found.map(({ loan }) => loan.id),
    found.map(({ match }) => (match.sameConsumer === null ? '' : String(match.sameConsumer))),
  )
  await tx.$executeRawUnsafe(
    `UPDATE reported_records r SET connection_id = m.connection_id::uuid, source_key = m.source_key, display_key = m.display_key
     FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS m(id, connection_id, source_key, display_key)
     WHERE r.organization_id = $1::uuid AND r.id = m.id::uuid`,
    tx.organizationId,
    ids,
    found.map(({ loan }) => loan.connectionId),
    found.map(({ loan }) => loan.sourceKey),
    found.map(({ loan }) => loan.displayKey),
  )
}
