/** A browser that notes what must not happen: errors, requests to other hosts, what the security policy forbids. */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

export interface Tab {
  page: Page
  context: BrowserContext
  /** Errors of the console and of scripts, and requests that leave the server. */
  faults: string[]
  /** Bytes of bodies as they came over the wire, by path. */
  transferred: Map<string, number>
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env.CHROMIUM!, args: ['--no-sandbox', '--disable-dev-shm-usage'] })

/** @param others origins that may be asked as well: of an identity provider */
export async function newTab(browser: Browser, url: string, others: readonly string[] = []): Promise<Tab> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, baseURL: url })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const faults: string[] = []
  const transferred = new Map<string, number>()
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
  page.on('requestfinished', async (request) => {
    const sizes = await request.sizes().catch(() => null)
    if (sizes) transferred.set(new URL(request.url()).pathname, sizes.responseBodySize)
  })
  return { page, context, faults, transferred }
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
