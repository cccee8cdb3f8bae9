/**
 * Numbers of a period that two loans have. Of two records of one account a bureau keeps one, so all of them are held until one is held
 * out or gets a number of its own; and a loan whose number was last reported of another one, which is not reported now, would lose
 * what was reported. Set-based: a period has a million loans and a handful of these.
 */
import type { Tx } from '../../database/tenant.ts'
import { loadSettings } from '../../rules/standing.ts'
import { claimed, duplicateFinding } from './findings.ts'
import type { StoredFinding } from './write.ts'

/**
 * Marks rows whose number another row has, and clears those of which that is true no more.
 * @param numbers account numbers to look at; null for all
 */
export async function markDuplicates(tx: Tx, periodId: string, numbers: string[] | null): Promise<void> {
  await mark(tx, periodId, numbers, duplicateFinding(), standTwice)
  await mark(tx, periodId, numbers, claimed(await loadSettings(tx)), claim)
}

/** Statements have $1 organization, $2 period, $3 numbers. */
const inQuestion = `p.organization_id = $1::uuid AND p.period_id = $2::uuid AND p.comparison IS NOT NULL
  AND ($3::text[] IS NULL OR p.consumer_account_number = ANY($3::text[]))`

const marked = `$4 = ANY(p.error_rules || p.warning_rules)`

/** Ids of rows whose number another row would be reported under. */
const standTwice = `SELECT p.id FROM period_records p JOIN (
    SELECT identification_number, consumer_account_number FROM period_records
    WHERE organization_id = $1::uuid AND period_id = $2::uuid AND comparison IS NOT NULL AND held_out_at IS NULL
      AND consumer_account_number <> '' AND ($3::text[] IS NULL OR consumer_account_number = ANY($3::text[]))
    GROUP BY identification_number, consumer_account_number HAVING count(*) > 1) AS doubled
  USING (identification_number, consumer_account_number)
  WHERE ${inQuestion} AND p.held_out_at IS NULL`

/**
 * Ids of rows whose number is that of an account which has no record in the period, and was reported after the row's own loan was, if it
 * ever was. Accounts without a record are few.
 */
const claim = `SELECT p.id FROM (
    SELECT o.id, o.consumer_account_number, r.month FROM period_records o
    JOIN reported_records r ON r.organization_id = o.organization_id AND r.id = o.previous_reported_id
    WHERE o.organization_id = $1::uuid AND o.period_id = $2::uuid AND o.previous_reported_id IS NOT NULL
      AND (o.review IN ('MISSING', 'EXCLUDED') OR o.held_out_at IS NOT NULL)
      AND ($3::text[] IS NULL OR o.consumer_account_number = ANY($3::text[]))) AS other
  JOIN period_records p USING (consumer_account_number)
  LEFT JOIN reported_records own ON own.organization_id = p.organization_id AND own.id = p.previous_reported_id
  WHERE ${inQuestion} AND p.held_out_at IS NULL AND p.id <> other.id AND (own.id IS NULL OR own.month < other.month)`

async function mark(tx: Tx, periodId: string, numbers: string[] | null, finding: StoredFinding, found: string) {
  const { organizationId } = tx
  const { rule, severity } = finding
  // Of a computation every row was written anew.
  if (numbers !== null) await clear(tx, periodId, numbers, rule, found)
  if (severity !== 'ERROR' && severity !== 'WARNING') return
  const [list, count, review] =
    severity === 'ERROR' ? ['error_rules', 'error_count', `'HELD'`] : ['warning_rules', 'warning_count', 'p.review']
  await tx.$executeRawUnsafe(
    `WITH found AS (${found})
     UPDATE period_records p SET ${list} = array_append(p.${list}, $4), ${count} = p.${count} + 1, review = ${review},
       findings = p.findings || $5::jsonb
     WHERE ${inQuestion} AND NOT (${marked}) AND p.id IN (SELECT id FROM found)`,
    organizationId,
    periodId,
    numbers,
    rule,
    JSON.stringify([finding]),
  )
}

async function clear(tx: Tx, periodId: string, numbers: string[], rule: string, found: string) {
  await tx.$executeRawUnsafe(
    `WITH found AS (${found})
     UPDATE period_records p SET error_rules = array_remove(p.error_rules, $4), warning_rules = array_remove(p.warning_rules, $4),
       error_count = p.error_count - ($4 = ANY(p.error_rules))::int,
       warning_count = p.warning_count - ($4 = ANY(p.warning_rules))::int,
       review = CASE WHEN p.error_count > ($4 = ANY(p.error_rules))::int THEN 'HELD' ELSE p.comparison END,
       findings = (SELECT coalesce(jsonb_agg(f), '[]') FROM jsonb_array_elements(p.findings) f WHERE f->>'rule' <> $4)
     WHERE ${inQuestion} AND ${marked} AND p.id NOT IN (SELECT id FROM found)`,
    tx.organizationId,
    periodId,
    numbers,
    rule,
  )
}
