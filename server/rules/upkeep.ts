/** What the ticker does about rules: settings that stored records do not follow yet, and waivers whose last day is over. */
import type { App } from '../app.ts'
import { reapply } from './recount.ts'
import { applySetting } from './settings.ts'
import { dayOf, lockStanding } from './standing.ts'
import { recordsOf } from './waivers.ts'

const sweepMs = 60_000
const waiversAtOnce = 500

/** When this process last looked for expired waivers, by app. */
const sweptAt = new WeakMap<App, number>()

export async function keepRules(app: App): Promise<void> {
  await finishSettings(app)
  if (app.now() - (sweptAt.get(app) ?? Number.NEGATIVE_INFINITY) < sweepMs) return
  sweptAt.set(app, app.now())
  await endExpired(app)
}

async function finishSettings(app: App) {
  const unfinished = await app.database.system.ruleSetting.findMany({
    where: { applyAfter: { not: null } },
    select: { organizationId: true, ruleId: true },
  })
  const end = performance.now() + sweepMs
  for (const { organizationId, ruleId } of unfinished) {
    await applySetting(app, organizationId, ruleId, () => performance.now() < end)
  }
}

/** Findings that an expired waiver still excuses stand open again. */
async function endExpired(app: App) {
  const today = new Date(dayOf(new Date(app.now())))
  for (;;) {
    const expired = await app.database.system.waiver.findMany({
      where: { expiresOn: { lt: today }, revokedAt: null, validationErrors: { some: {} } },
      select: { organizationId: true, id: true },
      take: waiversAtOnce,
    })
    const byOrganization = Map.groupBy(expired, (waiver) => waiver.organizationId)
    for (const [organizationId, waivers] of byOrganization) {
      const ids = waivers.map((waiver) => waiver.id)
      await app.database.tenant(organizationId).$transaction(async (tx) => {
        await lockStanding(tx)
        await reapply(tx, await recordsOf(tx, ids), new Date(app.now()))
      })
    }
    if (expired.length < waiversAtOnce) return
  }
}
