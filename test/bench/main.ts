/**
 * `npm run bench [-- map|sync|api|files|check] [--loans N] [--write]`: what the speed is, as ratios against a baseline of the same run.
 * `--write` puts the figures into docs/performance.md with their conditions. Only when named:
 * - `scale` (first and unchanged sync of many loans), `impact` (a preset tried on all of them; together with `scale` over the
 *   same loans): `--loans N`, default 2,000
 * - `workers` (1, 2 and 4 worker processes over 8 connections): `--rounds N`, default 3
 * - `subscribers`: `--subscribers N`, default 1,000
 * - `recovery` (a worker killed in a run): `--rounds N`, default 3
 */
import { readFile, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { withPostgres } from '../support/embeddedPostgres.ts'
import { benchApi } from './api.ts'
import { record } from './bareLoop.ts'
import { benchCheck } from './check.ts'
import { benchFiles } from './files.ts'
import { benchMap } from './map.ts'
import { benchPortfolio } from './portfolio.ts'
import { startTenant, type Tenant } from './processes.ts'
import { benchRecovery } from './recovery.ts'
import { markdown } from './report.ts'
import { today } from './server.ts'
import { benchSubscribers } from './subscribers.ts'
import { benchSync } from './sync.ts'
import { benchWorkers } from './workers.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    loans: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    subscribers: { type: 'string', default: '1000' },
    write: { type: 'boolean', default: false },
  },
})
const wanted = (name: string) => positionals.length === 0 || positionals.includes(name)
const loans = Number(values.loans ?? 600)
/** Records are cheaper to make than loans of a tenant, and fewer would show nothing about memory. */
const reported = Number(values.loans ?? 20_000)

/** As many as the promise about memory is made for. */
const checked = Number(values.loans ?? 1_000_000)

const named = (name: string) => positionals.includes(name)

if (named('scale') || named('impact')) {
  const parts = { sync: named('scale'), impact: named('impact') }
  await withPostgres([], (url) => benchPortfolio(Number(values.loans ?? 2_000), url, parts))
}
if (named('workers')) await withPostgres([], (url) => benchWorkers(url, Number(values.rounds)))
if (named('subscribers')) await withPostgres([], (url) => benchSubscribers(url, Number(values.subscribers)))
if (named('recovery')) await withPostgres([], (url) => benchRecovery(url, Number(values.rounds)))
if (wanted('check')) await benchCheck(checked)
if (wanted('files')) {
  await benchFiles(reported, null)
  await withPostgres([], (url) => benchFiles(reported, url))
}
if (['map', 'sync', 'api'].some(wanted)) await benchTenant(await startTenant(loans, today))
if (values.write) await writePage()
process.exit(0)

async function benchTenant(tenant: Tenant) {
  try {
    if (wanted('sync')) await benchSync(tenant, null)
    if (wanted('api')) await benchApi(tenant, null)
    // fsync as a production server has it.
    await withPostgres([], async (url) => {
      if (wanted('sync')) await benchSync(tenant, url)
      if (wanted('api')) await benchApi(tenant, url)
    })
    // Last: it holds the event loop for so long that connections made before it are dead after it.
    if (wanted('map')) benchMap((await record(tenant)).documents)
  } finally {
    await tenant.stop()
  }
}

async function writePage() {
  const page = new URL('../../docs/performance.md', import.meta.url)
  const text = await readFile(page, 'utf8')
  const [begin, end] = ['<!-- figures -->', '<!-- end of figures -->']
  const memory = Math.round(totalmem() / 2 ** 30)
  const conditions = `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model.trim()}), ${memory} GiB, ${new Date().toISOString().slice(0, 10)}, ${loans} loans.`
  const before = text.slice(0, text.indexOf(begin) + begin.length)
  await writeFile(page, `${before}\n\n${conditions}\n${markdown()}\n\n${text.slice(text.indexOf(end))}`)
}
