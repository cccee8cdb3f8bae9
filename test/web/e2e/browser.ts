/** A browser that notes what must not happen: errors, requests to other hosts, what the security policy forbids. */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core'
import { expect } from 'vitest'

export interface Tab {
  page: Page
  context: BrowserContext
  /** Errors of the console and of scripts, and requests that leave the server. */
  faults: string[]
  /** Bytes of bodies as they came over the wire, by path; of every request that has ended when it is asked. */
  transferred(): Promise<Map<string, number>>
}

/** How long a condition may take: a machine that is busy with other things needs many times what an idle one does. */
const patienceMs = 90_000

/**
 * How many times slower than this machine scripts and drawing shall be (`E2E_SLOWDOWN=4`), to find what depends on a quick one.
 * The server is as quick as ever, so that a page falls behind it.
 */
const slowdown = Number(process.env.E2E_SLOWDOWN ?? 1)

/** Requests of a page that wait for their answer. */
const waiting = new WeakMap<Page, Set<Request>>()

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env.CHROMIUM!, args: ['--no-sandbox', '--disable-dev-shm-usage'] })

/** @param others origins that may be asked as well: of an identity provider */
export async function newTab(browser: Browser, url: string, others: readonly string[] = []): Promise<Tab> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, baseURL: url })
  const page = await context.newPage()
  page.setDefaultTimeout(patienceMs)
  if (slowdown > 1) {
    const session = await context.newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  }
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    // The browser itself reports answers such as 401, which some tests bring about.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) faults.push(message.text())
  })
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    if (protocol.startsWith('http') && origin !== url && !others.includes(origin))
      faults.push(`requested ${request.url()}`)
  })
  return { page, context, faults, transferred: watchTraffic(page) }
}

function watchTraffic(page: Page): Tab['transferred'] {
  const open = new Set<Request>()
  waiting.set(page, open)
  const sizes: Promise<[path: string, bytes: number] | null>[] = []
  page.on('request', (request) => {
    // Those of the document that is left have no end.
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) open.clear()
    // Asked over and over while a page is open, and of no page: whether the server is there.
    if (new URL(request.url()).pathname !== '/health') open.add(request)
  })
  page.on('requestfailed', (request) => open.delete(request))
  page.on('requestfinished', (request) => {
    open.delete(request)
    const size = request.sizes().then(({ responseBodySize }): [string, number] => {
      return [new URL(request.url()).pathname, responseBodySize]
    })
    sizes.push(size.catch(() => null))
  })
  return async () => new Map((await Promise.all(sizes)).filter((each) => each !== null))
}

/**
 * Waits until a page is drawn: its heading stands, every request is answered, and nothing says that it is loading. What is said not
 * to be on a page is looked for after this, or it is missed only because nothing is there yet.
 */
export async function drawn(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  const missing = async () => ({
    unanswered: [...waiting.get(page)!].map((request) => request.url()),
    loading: await page
      .getByText(/^(Loading|Counting|Reading) .*…$/)
      .filter({ visible: true })
      .count(),
  })
  await expect.poll(missing, { timeout: patienceMs }).toEqual({ unanswered: [], loading: 0 })
}

/** Opens pages in both widths, and looks at each once it is drawn: axe finds nothing serious, and none is wider than the window. */
export async function expectReadable(page: Page, paths: readonly string[]): Promise<void> {
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 844 })
    for (const path of paths) {
      await page.goto(path)
      await drawn(page)
      expect([path, width, await seriousFaults(page)]).toEqual([path, width, []])
      const over = () => page.evaluate('document.documentElement.scrollWidth - innerWidth')
      await expect.poll(async () => [path, width, await over()], { timeout: patienceMs }).toEqual([path, width, 0])
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 })
}

/** What a plugin calls tuning is shut away in its form. */
export async function openAdvanced(page: Page): Promise<void> {
  const advanced = page.getByRole('button', { name: 'Advanced' })
  if ((await advanced.getAttribute('aria-expanded')) === 'false') await advanced.click()
}

export async function signIn({ page }: Tab, key: string): Promise<void> {
  await page.goto('/')
  await page.getByLabel('API key').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Dashboard', level: 1 }).waitFor()
}

interface Violation {
  id: string
  impact: string
  nodes: { html: string }[]
}

/** What axe finds serious or worse on the page as it stands. */
export async function seriousFaults(page: Page): Promise<string[]> {
  const found = (await page.evaluate(`(() => { ${axe}; return axe.run() })()`)) as { violations: Violation[] }
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`)
}
