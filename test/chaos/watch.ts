/** Looks at the runs in the database, ten times a second, for what must hold at any moment. */
import pg from 'pg'

/** A run whose worker is gone must not stand still longer. */
const longestSilenceMs = 60_000
const everyMs = 100

export interface Watch {
  problems: string[]
  samples: number
  /** Milliseconds without a heartbeat before another worker took a run over. */
  recoveries: number[]
  stop(): Promise<void>
}

interface Run {
  id: string
  connection_id: string
  state: string
  attempt: number
  lease: string | null
}

interface Beat {
  attempt: number
  lease: string | null
  at: number
  told: boolean
}

const query = `SELECT id, connection_id, state::text, attempt, lease_until::text AS lease FROM sync_runs
  WHERE state IN ('QUEUED', 'RUNNING', 'PAUSED') ORDER BY id`

export async function startWatch(databaseUrl: string): Promise<Watch> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const beats = new Map<string, Beat>()
  const told = new Set<string>()
  const watch: Watch = { problems: [], samples: 0, recoveries: [], stop }
  let busy: Promise<void> | null = null

  async function look() {
    const { rows } = await client.query<Run>(query)
    const now = Date.now()
    watch.samples += 1
    sameConnection(rows)
    for (const run of rows) if (run.state === 'RUNNING') beatOf(run, now)
  }

  function sameConnection(rows: Run[]) {
    const active = new Map<string, string>()
    for (const { id, connection_id } of rows) {
      const other = active.get(connection_id)
      if (other && !told.has(id)) {
        told.add(id)
        watch.problems.push(`connection ${connection_id} has two active runs: ${other} and ${id}`)
      }
      active.set(connection_id, id)
    }
  }

  function beatOf({ id, attempt, lease }: Run, now: number) {
    const last = beats.get(id)
    if (last?.attempt === attempt && last.lease === lease) {
      if (now - last.at > longestSilenceMs && !last.told) {
        last.told = true
        watch.problems.push(`run ${id}, attempt ${attempt}: nobody renewed its lease for a minute`)
      }
      return
    }
    if (last && attempt > last.attempt) watch.recoveries.push(now - last.at)
    beats.set(id, { attempt, lease, at: now, told: false })
  }

  const timer = setInterval(() => {
    busy ??= look()
      .catch((error: Error) => void watch.problems.push(`the database could not be watched: ${error.message}`))
      .finally(() => {
        busy = null
      })
  }, everyMs)

  async function stop() {
    clearInterval(timer)
    await busy
    await client.end()
  }
  return watch
}
