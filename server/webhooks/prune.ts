/** Deliveries are kept for a month. */
import type { App } from '../app.ts'

export const keptDays = 30
const atOnce = 5_000

/** Answers how many it deleted; in small statements, so that none holds locks for long. */
export async function pruneDeliveries(app: App): Promise<number> {
  const before = new Date(app.now() - keptDays * 86_400_000)
  let pruned = 0
  for (;;) {
    const gone = await app.database.system.$executeRaw`DELETE FROM webhook_deliveries WHERE (organization_id, id) IN (
      SELECT organization_id, id FROM webhook_deliveries WHERE received_at < ${before} LIMIT ${atOnce})`
    pruned += gone
    if (gone < atOnce) return pruned
  }
}
