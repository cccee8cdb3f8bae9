/**
 * Numbers that stand twice in a period. Of two records of one account a bureau keeps one, so all of them are held until one is held
 * out or gets a number of its own. Set-based: a period has a million loans and a handful of these.
 */
import type { Tx } from '../../database/tenant.ts'
import { duplicateFinding, duplicateRule } from './findings.ts'

/**
 * Marks rows whose number stands twice and clears those whose does not any more.
 * @param numbers account numbers to look at; null for all
 */
export async function markDuplicates(tx: Tx, periodId: string, numbers: string[] | null): Promise<void> {
  const { organizationId } = tx
  const doubled = `SELECT identification_number, consumer_account_number FROM period_records
    WHERE organization_id = $1::uuid AND period_id = $2::uuid AND comparison IS NOT NULL AND held_out_at IS NULL
      AND consumer_account_number <> '' AND ($3::text[] IS NULL OR consumer_account_number = ANY($3::text[]))
    GROUP BY identification_number, consumer_account_number HAVING count(*) > 1`
  const standsTwice = `EXISTS (SELECT 1 FROM doubled d WHERE d.identification_number = p.identification_number
    AND d.consumer_account_number = p.consumer_account_number) AND p.held_out_at IS NULL`
  const inQuestion = `p.organization_id = $1::uuid AND p.period_id = $2::uuid AND p.comparison IS NOT NULL
    AND ($3::text[] IS NULL OR p.consumer_account_number = ANY($3::text[]))`
  await tx.$executeRawUnsafe(
    `WITH doubled AS (${doubled})
     UPDATE period_records p SET error_rules = array_remove(p.error_rules, $4), error_count = p.error_count - 1,
       review = CASE WHEN p.error_count > 1 THEN 'HELD' ELSE p.comparison END,
       findings = (SELECT coalesce(jsonb_agg(f), '[]') FROM jsonb_array_elements(p.findings) f WHERE f->>'rule' <> $4)
     WHERE ${inQuestion} AND p.error_count > 0 AND $4 = ANY(p.error_rules) AND NOT (${standsTwice})`,
    organizationId,
    periodId,
    numbers,
    duplicateRule,
  )
  await tx.$executeRawUnsafe(
    `WITH doubled AS (${doubled})
     UPDATE period_records p SET error_rules = array_append(p.error_rules, $4), error_count = p.error_count + 1,
       review = 'HELD', findings = p.findings || $5::jsonb
     WHERE ${inQuestion} AND NOT ($4 = ANY(p.error_rules)) AND ${standsTwice}`,
    organizationId,
    periodId,
    numbers,
    duplicateRule,
    JSON.stringify([duplicateFinding()]),
  )
}
