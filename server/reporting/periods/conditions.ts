/** What stands in the way of closing a period: everything at once, each with what to do about it. */
import type { Connection, ReportingPeriod } from '../../../prisma/generated/client/client.ts'
import type { App } from '../../app.ts'
import type { TenantClient, Tx } from '../../database/tenant.ts'
import { type Refusal, refusal } from '../../outcome.ts'
import { activeStates } from '../../sync/states.ts'
import { wholeRuns } from '../../sync/whole.ts'
import { dayOf, reportingConnections } from './rows.ts'

type Reader = Pick<TenantClient | Tx, 'connection' | 'syncRun' | '$queryRawUnsafe' | 'organizationId'>

/** A closing that finds the review itself outdated computes it anew first; what only people can mend is refused. */
export async function closingRefusals(
  app: App,
  db: Reader,
  period: ReportingPeriod,
  isOutdated: boolean,
): Promise<Refusal[]> {
  const connections = await reportingConnections(db, period.furnisherId)
  if (connections.length === 0) {
    const message = 'The furnisher has no production connection any more, so there is nothing to report.'
    return [refusal('NO_PRODUCTION_CONNECTION', ['periodId'], message)]
  }
  const refusals: Refusal[] = []
  for (const connection of connections) refusals.push(...(await connectionRefusals(app, db, period, connection)))
  // Of an outdated review nobody knows yet which errors are left.
  if (!isOutdated) refusals.push(...(await errorRefusals(db, period)))
  return refusals
}

async function connectionRefusals(
  app: App,
  db: Reader,
  period: ReportingPeriod,
  connection: Connection,
): Promise<Refusal[]> {
  const { id: connectionId, name } = connection
  const active = await db.syncRun.findFirst({
    where: { connectionId, state: { in: [...activeStates] }, mode: { not: 'ROLLOVER' } },
    select: { mode: true },
  })
  if (active) {
    const message = `A ${active.mode} run of ${name} is at work: what it reads belongs into the period. Wait until it has ended, or cancel it.`
    return [refusal('RUN_ACTIVE', ['periodId'], message)]
  }
  const asOf = dayOf(period.asOf)
  const plugin = app.plugins.get(connection.pluginId)
  const whole = plugin
    ? await db.syncRun.findFirst({
        where: { connectionId, ...wholeRuns(plugin) },
        orderBy: { startedAt: 'desc' },
        select: { startedAt: true },
      })
    : null
  const began = whole?.startedAt && plugin ? plugin.businessDate(connection.settings, whole.startedAt.getTime()) : null
  if (began !== null && began > asOf) return []
  const last = began === null ? 'there was none yet' : `the last such run began on ${began}`
  const today = plugin?.businessDate(connection.settings, app.now()) ?? null
  // Until then every run would begin too early, however often one is started.
  const when = today !== null && today <= asOf ? ` It is ${today} there: wait until that day is over.` : ''
  const message =
    `${name} needs a FULL run that began after ${asOf} and read every loan; ${last}.${when} ` +
    'Changes of settings, customers and custom fields move no cursor, so smaller runs can miss them.'
  return [refusal('FULL_RUN_NEEDED', ['periodId'], message)]
}

/** The rules that most records are held by are named. */
const named = 5

export interface OpenErrors {
  records: number
  /** Most frequent first. */
  rules: { ruleId: string; records: number }[]
}

/** Records with an error that nobody waived and that are not held out. */
export async function openErrors(db: Pick<Tx, '$queryRawUnsafe' | 'organizationId'>, periodId: string) {
  const held = `organization_id = $1::uuid AND period_id = $2::uuid AND error_count > 0 AND held_out_at IS NULL`
  const [total] = await db.$queryRawUnsafe<{ records: number }[]>(
    `SELECT count(*)::int AS records FROM period_records WHERE ${held}`,
    db.organizationId,
    periodId,
  )
  const rules = await db.$queryRawUnsafe<OpenErrors['rules']>(
    `SELECT rule AS "ruleId", count(*)::int AS records FROM period_records, unnest(error_rules) AS rule
     WHERE ${held} GROUP BY rule ORDER BY records DESC, rule LIMIT ${named}`,
    db.organizationId,
    periodId,
  )
  return { records: total!.records, rules }
}

async function errorRefusals(db: Reader, period: ReportingPeriod): Promise<Refusal[]> {
  const errors = await openErrors(db, period.id)
  return errors.records === 0 ? [] : [refusal('OPEN_ERRORS', ['periodId'], openErrorsMessage(errors))]
}

export function openErrorsMessage({ records, rules }: OpenErrors): string {
  const some = rules.map((rule) => `${rule.ruleId} (${rule.records})`).join(', ')
  const who = records === 1 ? '1 record has' : `${records} records have`
  return `${who} open errors: ${some}. Mend them at the source and read them again, waive what is right as it is, or hold the records out of this month.`
}
