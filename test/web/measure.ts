/**
 * `node test/web/measure.ts [--records 100000] [--events 20000] [--loans 600]`: what the web client costs in Chromium, against the
 * real server and the sandbox, as tables in Markdown: time until the dashboard answers, a long list scrolled to its end, and memory
 * after an hour. The machine should have nothing else to do.
 */
import { spawnSync } from 'node:child_process'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser, Page, Request } from 'playwright-core'
import { startSandbox } from '../../plugins/loanpro/sandbox/index.ts'
import { findChromium } from '../../scripts/chromium.ts'
import {
  api,
  cleanUp,
  createConnection,
  ownKey,
  preparedFolder,
  root,
  startServer,
  sync,
  withDatabase,
} from '../process/support.ts'
import { launch, newTab, type Tab } from './e2e/browser.ts'
import { growEvents, growRecords } from './measure/grow.ts'
import { type Load, memoryOf, scrollToEnd, timeLoad, watch } from './measure/watch.ts'

const keyName = 'metro2.apiKey'
const dashboardShown = '[aria-label="Findings by rule"] tbody tr'
const rowHeight = 40

type Row = [what: string, figure: string]

const count = (value: number) => Math.round(value).toLocaleString('en-US')
const ms = (value: number) => `${count(value)} ms`
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`

function print(title: string, rows: readonly Row[]): void {
  const lines = rows.map(([what, figure]) => `| ${what} | ${figure} |`)
  process.stdout.write(`\n### ${title}\n\n| what | figure |\n| --- | --- |\n${lines.join('\n')}\n`)
}

/** A tab of its own, with nothing in its cache, that is signed in when it is opened. */
async function openTab(browser: Browser, url: string, key: string): Promise<Tab> {
  const tab = await newTab(browser, url)
  await tab.page.addInitScript(`sessionStorage.setItem('${keyName}', '${key}')`)
  await watch(tab.page)
  return tab
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

/** The dashboard in five fresh browsers' tabs: nothing cached; then once more in the last, from its cache. */
async function measureLoad(browser: Browser, url: string, key: string): Promise<Row[]> {
  const loads: Load[] = []
  let bytes = 0
  let again: Load | null = null
  for (let turn = 0; turn < 5; turn++) {
    const { page, context, transferred } = await openTab(browser, url, key)
    loads.push(await timeLoad(page, '/', dashboardShown))
    const assets = [...(await transferred())].filter(([path]) => path !== '/graphql')
    bytes = assets.reduce((sum, [, size]) => sum + size, 0)
    again = await timeLoad(page, '/', dashboardShown)
    await context.close()
  }
  const of = (name: keyof Load) => ms(median(loads.map((load) => load[name])))
  return [
    ['transferred, compressed, without answers of the API', `${count(bytes / 1000)} kB`],
    ['first content, median of 5', of('firstPaint')],
    ['whole dashboard shown', of('shown')],
    ['interactive: shown, and no task over 50 ms any more', of('interactive')],
    ['interactive from the cache', ms(again!.interactive)],
  ]
}

async function measureScroll(browser: Browser, url: string, key: string, records: number): Promise<Row[]> {
  const { page, context, faults } = await openTab(browser, url, key)
  const session = await context.newCDPSession(page)
  await page.goto('/records')
  await page.locator('.records tbody [role="rowheader"]').first().waitFor()
  const before = await memoryOf(session)
  const scroll = await scrollToEnd(page, '.records', rowHeight, records, 4_000)
  const after = await memoryOf(session)
  const drawn = await page.locator('.records tbody [role="row"]').count()
  await context.close()
  if (faults.length > 0) throw new Error(faults.join('\n'))
  return [
    ['records read while they were scrolled through', count(scroll.rows)],
    ['time, pages of the API included', `${scroll.seconds.toFixed(0)} s`],
    ['frames', count(scroll.frames)],
    ['longest frame', ms(scroll.longestFrame)],
    ['frames over 50 ms', `${scroll.slowFramePercent.toFixed(1)} %`],
    ['tasks over 50 ms', count(scroll.tasks)],
    ['longest task', ms(scroll.longestTask)],
    ['rows in the page at the end', count(drawn)],
    ['JavaScript heap before', megabytes(before.heap)],
    ['JavaScript heap with all of them read', megabytes(after.heap)],
  ]
}

interface Traffic {
  /** Requests to the API so far. */
  asked: number
  /** Resolves when none of them waits for its answer. */
  settled: () => Promise<void>
}

function trafficOf(page: Page): Traffic {
  const waiting = new Set<Request>()
  const traffic: Traffic = {
    asked: 0,
    async settled() {
      do await new Promise((resolve) => setTimeout(resolve, 10))
      while (waiting.size > 0)
    },
  }
  page.on('request', (request) => {
    if (new URL(request.url()).pathname !== '/graphql') return
    traffic.asked += 1
    waiting.add(request)
  })
  page.on('requestfinished', (request) => waiting.delete(request))
  page.on('requestfailed', (request) => waiting.delete(request))
  return traffic
}

/** An hour goes by in steps of ten seconds, the shortest time between two polls; each is let answer. */
async function letAnHourPass(page: Page, traffic: Traffic): Promise<void> {
  for (let step = 0; step < 360; step++) {
    await page.clock.runFor(10_000)
    await traffic.settled()
  }
}

async function measureHour(browser: Browser, url: string, key: string, connectionId: string, events: number) {
  const { page, context, faults } = await openTab(browser, url, key)
  const session = await context.newCDPSession(page)
  const traffic = trafficOf(page)
  await page.clock.install()
  await page.goto('/')
  await page.clock.runFor(1_000)
  await page.locator(dashboardShown).first().waitFor()
  const fresh = await memoryOf(session)
  await letAnHourPass(page, traffic)
  const hour = await memoryOf(session)
  const polls = traffic.asked
  await letAnHourPass(page, traffic)
  const twoHours = await memoryOf(session)
  await page.goto(`/connections/${connectionId}`)
  const started = performance.now()
  const last = page.locator(`[data-seq="${events}"]`)
  for (;;) {
    await page.clock.runFor(100)
    if ((await last.count()) > 0) break
    if (performance.now() - started > 120_000) throw new Error('The events did not come.')
  }
  const seconds = (performance.now() - started) / 1000
  const full = await memoryOf(session)
  const kept = await page.locator('[data-seq]').count()
  await letAnHourPass(page, traffic)
  const end = await memoryOf(session)
  await context.close()
  if (faults.length > 0) throw new Error(faults.join('\n'))
  return [
    ['dashboard: JavaScript heap when it is shown', megabytes(fresh.heap)],
    [`dashboard: after an hour, ${count(polls)} requests`, megabytes(hour.heap)],
    ['dashboard: after two hours', megabytes(twoHours.heap)],
    ['dashboard: nodes when it is shown, and after two hours', `${count(fresh.nodes)}, ${count(twoHours.nodes)}`],
    [`connection: ${count(events)} events received and shown in`, `${seconds.toFixed(1)} s`],
    ['connection: events kept in the page', count(kept)],
    [`connection: heap after ${count(events)} events`, megabytes(full.heap)],
    ['connection: after another hour', megabytes(end.heap)],
    ['connection: nodes after the events, and an hour later', `${count(full.nodes)}, ${count(end.nodes)}`],
  ] satisfies Row[]
}

async function main(): Promise<void> {
  const text = { type: 'string' } as const
  const { values } = parseArgs({ options: { records: text, events: text, loans: text } })
  const records = Number(values.records ?? 100_000)
  const events = Number(values.events ?? 20_000)
  const loans = Number(values.loans ?? 600)
  const chromium = findChromium()
  if (chromium === null) throw new Error('There is no Chromium here. Name one in CHROMIUM.')
  process.env.CHROMIUM = chromium
  spawnSync(process.execPath, [join(root, 'scripts/buildWeb.ts'), '--if-needed'], { stdio: 'inherit' })
  const today = new Date().toISOString().slice(0, 10)
  const sandbox = await startSandbox({ port: 0, loans, seed: 1, today, latencyMs: 0 })
  const [key, dataDir] = [ownKey(), await preparedFolder()]
  let server = await startServer(dataDir, { ADMIN_API_KEY: key })
  const client = api(server.url, key)
  const connectionId = await createConnection(client, sandbox, 'LoanPro')
  const { runId } = await sync(client, connectionId, today)
  const browser = await launch()
  const [cpu] = cpus()
  process.stdout.write(
    `Chromium ${browser.version()}, Node ${process.version}, ${cpus().length} cores (${cpu?.model}), ` +
      `${Math.round(totalmem() / 2 ** 30)} GiB, ${today}, load ${loadavg()[0]!.toFixed(2)} before; ` +
      `browser, server (PGlite) and sandbox on this machine, no network between them.\n`,
  )
  try {
    print(`Dashboard of ${loans} loans`, await measureLoad(browser, server.url, key))
    await server.kill('SIGTERM')
    const uuid = Buffer.from(runId, 'base64url').toString().split(':')[1]!
    const grown = await withDatabase(dataDir, async (database) => {
      await growEvents(database, uuid, events)
      return growRecords(database, records)
    })
    server = await startServer(dataDir, { ADMIN_API_KEY: key })
    const { url } = server
    print(`A list of ${count(grown)} records scrolled to its end`, await measureScroll(browser, url, key, grown))
    print('An hour of a page that stays open', await measureHour(browser, url, key, connectionId, events))
  } finally {
    await browser.close()
    await cleanUp()
    await sandbox.close()
  }
}

await main()
