/** Credentials that end on a day: remembered, and warned of in time. */
import type { App } from '../app.ts'
import { isCalendarDate } from '../metro2/dates.ts'
import { type Refusal, refusal } from '../outcome.ts'
import { appendConnectionEvents } from './events.ts'
import { isDeleting, lockConnection } from './rows.ts'

/** Days before the end at which a warning is due; -1: they have ended. */
const warnings = [30, 7, 1, 0, -1] as const
export const firstWarningDays = warnings[0]
const dayMs = 86_400_000

/** Whole days from a moment (UTC) until a last day; negative when it is over. */
export function daysUntil(expiresOn: Date, now: number): number {
  return Math.floor(expiresOn.getTime() / dayMs) - Math.floor(now / dayMs)
}

/** What is wrong with the last day that somebody gave. */
export function wrongExpiry(given: string | null | undefined, now: number): Refusal[] {
  if (given === null || given === undefined) return []
  const path = ['credentialsExpireOn']
  if (!isCalendarDate(given)) return [refusal('INVALID_DATE', path, `${given} is not a date. Write it as YYYY-MM-DD.`)]
  if (daysUntil(new Date(given), now) >= 0) return []
  return [refusal('INVALID_DATE', path, `${given} is over. Give the last day on which the new credentials work.`)]
}

/** What new credentials leave on the row. The person's word goes before the source's; nobody's word clears what stood. */
export function expiryColumns(given: string | null | undefined, found: string | undefined) {
  const last = given ?? found
  return { credentialsExpireOn: last ? new Date(last) : null, credentialsWarned: null }
}

/** One event for each warning that has come due since the last; answers how many. */
export async function warnOfExpiry(app: App): Promise<number> {
  const now = app.now()
  const soon = await app.database.system.connection.findMany({
    where: {
      credentialsExpireOn: { lte: new Date(now + firstWarningDays * dayMs) },
      OR: [{ credentialsWarned: null }, { credentialsWarned: { gt: -1 } }],
    },
    select: { organizationId: true, id: true },
  })
  let warned = 0
  for (const { organizationId, id } of soon) if (await warn(app, organizationId, id, new Date(now))) warned += 1
  return warned
}

async function warn(app: App, organizationId: string, id: string, now: Date): Promise<boolean> {
  const told = await app.database.tenant(organizationId).$transaction(async (tx) => {
    const connection = await lockConnection(tx, organizationId, id)
    if (!connection?.credentialsExpireOn || isDeleting(connection)) return false
    const days = daysUntil(connection.credentialsExpireOn, now.getTime())
    const due = warnings.findLast((threshold) => (threshold === -1 ? days < 0 : days <= threshold))
    if (due === undefined || (connection.credentialsWarned !== null && connection.credentialsWarned <= due))
      return false
    await tx.connection.updateMany({ where: { id }, data: { credentialsWarned: due } })
    const payload = { expiresOn: connection.credentialsExpireOn.toISOString().slice(0, 10), days }
    await appendConnectionEvents(tx, organizationId, id, [{ kind: 'CREDENTIALS_EXPIRE', payload }], now)
    return true
  })
  if (told) app.events.wake(id)
  return told
}
