/** `/health` and `/ready`: for whoever decides whether to send requests to this process, or to start it anew. */
import type { ServerResponse } from 'node:http'
import type { App } from '../app.ts'
import { readMigrations } from '../database/migrate.ts'
import { sendJson } from './replies.ts'

const patienceMs = 2_000

export interface Probes {
  health(response: ServerResponse): void
  ready(response: ServerResponse): Promise<void>
}

type Found = { migration: string | null } | null

export function createProbes(app: App, isClosing: () => boolean): Probes {
  // Once: what lies in the folder later is of another version than this process.
  const shipped = readMigrations().then((migrations) => migrations.at(-1)?.name ?? null)
  shipped.catch(() => {})
  const began = performance.now()
  const { role } = app.config
  return {
    health(response) {
      sendJson(response, 200, { status: 'ok', role, upSeconds: Math.floor((performance.now() - began) / 1000) })
    },
    async ready(response) {
      const asked = performance.now()
      const found = isClosing() ? null : await lastMigration(app)
      const milliseconds = Math.round(performance.now() - asked)
      const trouble = isClosing() ? stopping : judge(found, await shipped)
      if (trouble) response.setHeader('retry-after', '5')
      const database = { kind: app.database.kind, reachable: found !== null, milliseconds }
      const { status, hint } = trouble ?? { status: 'ready', hint: null }
      sendJson(response, trouble ? 503 : 200, { status, hint, role, ...(isClosing() ? {} : { database }) })
    },
  }
}

interface Trouble {
  status: string
  hint: string
}

const stopping: Trouble = { status: 'stopping', hint: 'This process is coming to its end; ask another one.' }

function judge(found: Found, shipped: string | null): Trouble | null {
  if (!found)
    return { status: 'no database', hint: 'The database does not answer. Check that it is up; the log says more.' }
  if (found.migration === shipped) return null
  const hint =
    'Another version has changed the database since this process was started. Stop it, and start that version.'
  return { status: 'other schema', hint }
}

/** Null when the database does not answer in time. */
async function lastMigration(app: App): Promise<Found> {
  const late = new Promise<null>((resolve) => setTimeout(resolve, patienceMs, null).unref())
  const query = app.database
    .sql(
      'SELECT max(migration_name) AS name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
    )
    .then(
      ([row]) => ({ migration: row?.name == null ? null : String(row.name) }),
      () => null,
    )
  return Promise.race([query, late])
}
