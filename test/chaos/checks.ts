/** What must hold of the database once everything has come to rest. Each check answers what is wrong, in sentences. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sql } from '../../server/database/open.ts'
import type { Subscriber } from './subscriber.ts'

/** Names of checks, for the report, with the statement that finds what breaks them: a column `wrong`, a row a breach. */
const statements: Record<string, string> = {
  'every run has ended': `SELECT 'run ' || id || ' is ' || state::text AS wrong FROM sync_runs
    WHERE state IN ('QUEUED', 'RUNNING', 'PAUSED')`,
  'no run failed': `SELECT 'run ' || id || ' failed: ' || coalesce(failure::text, '') AS wrong FROM sync_runs WHERE state = 'FAILED'`,
  'every operation has succeeded': `SELECT 'operation ' || id || ' is ' || state::text || coalesce(failure::text, '') AS wrong
    FROM operations WHERE state <> 'SUCCEEDED'`,
  'seq of runs without a gap': `SELECT 'run ' || r.id || ' counts ' || r.last_seq || ' events, stored are ' || count(e.seq) || ' up to '
      || coalesce(max(e.seq), 0) AS wrong
    FROM sync_runs r LEFT JOIN sync_events e ON e.organization_id = r.organization_id AND e.run_id = r.id
    GROUP BY r.id, r.last_seq HAVING count(e.seq) <> r.last_seq OR coalesce(max(e.seq), 0) <> r.last_seq OR min(e.seq) <> 1`,
  'seq of connections without a gap': `SELECT 'connection ' || connection_id || ': ' || count(*) || ' events up to ' || max(seq) AS wrong
    FROM connection_events GROUP BY connection_id HAVING count(*) <> max(seq) OR min(seq) <> 1`,
  'seq of operations without a gap': `SELECT 'operation ' || operation_id || ': ' || count(*) || ' events up to ' || max(seq) AS wrong
    FROM operation_events GROUP BY operation_id HAVING count(*) <> max(seq) OR min(seq) <> 1`,
  'one end a run': `SELECT 'run ' || run_id || ' ended ' || count(*) || ' times' AS wrong FROM sync_events
    WHERE kind = 'RUN_STATE' AND payload->>'state' IN ('SUCCEEDED', 'SUCCEEDED_WITH_ERRORS', 'FAILED', 'CANCELLED')
    GROUP BY run_id HAVING count(*) <> 1`,
  'one end a run on its connection': `SELECT 'run ' || r.id || ' stands ' || count(e.seq) || ' times in the events of its connection' AS wrong
    FROM sync_runs r LEFT JOIN connection_events e ON e.organization_id = r.organization_id AND e.connection_id = r.connection_id
      AND e.kind = 'RUN_STATE' AND e.payload->>'runId' = r.id::text
    WHERE r.state IN ('SUCCEEDED', 'SUCCEEDED_WITH_ERRORS') GROUP BY r.id HAVING count(e.seq) <> 1`,
  'counters agree with the events': `SELECT 'run ' || r.id || ' counts ' || r.created || '/' || r.changed || ', its batches '
      || sum((e.payload->>'created')::int) || '/' || sum((e.payload->>'changed')::int) AS wrong
    FROM sync_runs r JOIN sync_events e ON e.organization_id = r.organization_id AND e.run_id = r.id AND e.kind = 'BATCH'
    GROUP BY r.id, r.created, r.changed, r.mode
    HAVING sum((e.payload->>'created')::int) <> r.created
      OR (r.mode <> 'FULL' AND sum((e.payload->>'changed')::int) <> r.changed)`,
  'each record was created once': `SELECT 'connection ' || c.id || ': ' || c.records || ' records, created ' || r.created AS wrong
    FROM (SELECT connection_id AS id, count(*) AS records FROM metro2_records GROUP BY connection_id) c
    JOIN (SELECT connection_id AS id, sum(created) AS created FROM sync_runs GROUP BY connection_id) r ON r.id = c.id
    WHERE r.created <> c.records`,
  'a record and a document a loan': `SELECT 'connection ' || connection_id || ': ' || count(*) || ' records of ' || count(DISTINCT source_key)
      || ' loans and ' || count(DISTINCT source_record_id) || ' documents' AS wrong FROM metro2_records GROUP BY connection_id
    HAVING count(*) <> count(DISTINCT source_key) OR count(*) <> count(DISTINCT source_record_id)`,
  'versions without a gap': `SELECT 'record ' || r.id || ' is at version ' || r.version || ', stored are ' || count(v.version) AS wrong
    FROM metro2_records r LEFT JOIN record_versions v ON v.organization_id = r.organization_id AND v.record_id = r.id
    GROUP BY r.id, r.version HAVING count(v.version) <> r.version OR max(v.version) <> r.version`,
  'each version says something else': `SELECT 'record ' || record_id || ': version ' || version || ' repeats the one before' AS wrong
    FROM (SELECT *, lag(content_hash) OVER w AS hash_before, lag(eligibility) OVER w AS eligibility_before FROM record_versions
      WINDOW w AS (PARTITION BY record_id ORDER BY version)) v
    WHERE content_hash = hash_before AND eligibility = eligibility_before`,
  'a version a change': `SELECT 'connection ' || v.id || ': ' || v.versions || ' versions of ' || r.changes || ' changes' AS wrong
    FROM (SELECT m.connection_id AS id, count(*) AS versions FROM record_versions v
      JOIN metro2_records m ON m.organization_id = v.organization_id AND m.id = v.record_id GROUP BY m.connection_id) v
    JOIN (SELECT connection_id AS id, sum(created + changed) AS changes FROM sync_runs GROUP BY connection_id) r ON r.id = v.id
    WHERE v.versions <> r.changes`,
  'nothing in quarantine': `SELECT 'loan ' || source_key || ': ' || code AS wrong FROM quarantined_records`,
  'one active run a connection, by index': `SELECT 'the index sync_runs_one_active is gone' AS wrong
    WHERE NOT EXISTS (SELECT 1 FROM pg_indexes WHERE indexname = 'sync_runs_one_active')`,
}

export interface Verdict {
  check: string
  wrong: string[]
}

export async function checkDatabase(sql: Sql): Promise<Verdict[]> {
  const verdicts: Verdict[] = []
  for (const [check, statement] of Object.entries(statements)) {
    const rows = await sql(statement)
    verdicts.push({ check, wrong: rows.map(({ wrong }) => String(wrong)) })
  }
  return verdicts
}

/** Stored events by stream: row id of the run, operation or connection to the kinds, in order. */
export async function storedEvents(sql: Sql): Promise<Map<string, string[]>> {
  const stored = new Map<string, string[]>()
  const rows = await sql(`SELECT run_id AS stream, seq, kind::text FROM sync_events
    UNION ALL SELECT operation_id, seq, kind::text FROM operation_events
    UNION ALL SELECT connection_id, seq, kind::text FROM connection_events ORDER BY stream, seq`)
  for (const { stream, kind } of rows) {
    const kinds = stored.get(String(stream)) ?? []
    stored.set(String(stream), kinds)
    kinds.push(String(kind))
  }
  return stored
}

/** Each event that is stored came once, in order, and no other. */
export function checkSubscriber(
  { name, received, problems }: Subscriber,
  stored: Map<string, string[]>,
  rowIdOf: (id: string) => string,
): Verdict {
  const wrong = [...problems]
  for (const [id, items] of received) {
    const kinds = stored.get(rowIdOf(id)) ?? []
    const same =
      items.length === kinds.length && items.every((item, at) => item.seq === at + 1 && item.kind === kinds[at])
    if (!same) wrong.push(`${name} got ${items.length} events of ${rowIdOf(id)}, stored are ${kinds.length}`)
  }
  return { check: `${name} got every event once and in order`, wrong }
}

/** Faults that are answered for elsewhere: a connection that the killed process left, a run that another one has. */
const expectedErrors = /the job queue reports a fault|a heartbeat failed|another worker has/

/** No personal data, no secret, and no fault of the program. */
export async function checkLogs(folder: string, secrets: Iterable<string>): Promise<Verdict[]> {
  const leaks: string[] = []
  const faults: string[] = []
  const needles = [...secrets].filter((text) => text.length >= 8).flatMap(forms)
  for (const file of await readdir(folder)) {
    const text = await readFile(join(folder, file), 'utf8')
    for (const [index, line] of text.split('\n').entries()) {
      if (needles.some((needle) => line.includes(needle)))
        leaks.push(`${file}:${index + 1} holds personal data or a secret`)
      const isFault =
        /^\{"level":"(error|fatal)"/.test(line) || /^\w*Error: |^node:internal|UnhandledPromise/.test(line)
      if (isFault && !expectedErrors.test(line)) faults.push(`${file}:${index + 1} ${line.slice(0, 300)}`)
    }
  }
  return [
    { check: 'no personal data in the logs', wrong: leaks },
    { check: 'no fault of the program in the logs', wrong: faults },
  ]
}

/** A number or date as it might be written. */
function forms(secret: string): string[] {
  if (/^\d{9}$/.test(secret)) return [secret, `${secret.slice(0, 3)}-${secret.slice(3, 5)}-${secret.slice(5)}`]
  const [year, month, day] = secret.split('-')
  return day ? [secret, `${month}${day}${year}`, `${month}/${day}/${year}`] : [secret]
}
