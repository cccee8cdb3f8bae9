/**
 * `npm run screenshots`: pictures of every page into docs/images, light and dark, wide and narrow, of a lender made for it.
 * `-- --url URL --key KEY` takes those of a running server instead.
 */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium, type Page } from 'playwright-core'
import { findChromium } from '../chromium.ts'
import { startLender } from './lender.ts'
import { type Way, waysWith } from './pages.ts'

const usage = 'usage: npm run screenshots [-- --url http://127.0.0.1:4000 --key m2k_…] [--folder docs/images]'
const sizes = { wide: { width: 1280, height: 900 }, narrow: { width: 390, height: 844 } }
const colours = ['light', 'dark'] as const

async function main(): Promise<void> {
  const text = { type: 'string' } as const
  const { values } = parseArgs({ options: { url: text, key: text, folder: text } })
  const { folder = 'docs/images' } = values
  const executablePath = findChromium()
  if ((values.url === undefined) !== (values.key === undefined)) throw new Error(usage)
  if (executablePath === null) throw new Error('There is no Chromium here. Name one in CHROMIUM.')
  mkdirSync(folder, { recursive: true })
  const lender = values.url ? null : await startLender((text) => process.stdout.write(`${text}\n`))
  const ways = waysWith(lender?.tenant ?? null)
  const { url, key } = lender ?? { url: values.url!, key: values.key! }
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    for (const [size, viewport] of Object.entries(sizes)) {
      for (const colorScheme of colours) {
        const context = await browser.newContext({ viewport, colorScheme, baseURL: url, reducedMotion: 'reduce' })
        const pathOf = (name: string) => join(resolve(folder), `${name}-${size}-${colorScheme}.png`)
        await takeAll(await context.newPage(), key, ways, pathOf)
        await context.close()
      }
    }
  } finally {
    await browser.close()
    await lender?.stop()
  }
}

async function takeAll(
  page: Page,
  key: string,
  ways: Record<string, Way>,
  pathOf: (name: string) => string,
): Promise<void> {
  await page.goto('/')
  await page.getByLabel('API key').waitFor()
  await page.screenshot({ path: pathOf('sign-in') })
  await page.getByLabel('API key').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  for (const [name, go] of Object.entries(ways)) {
    await go(page)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.waitForLoadState('networkidle')
    // A page that is come to by a link has no load of its own.
    await settled(page)
    await page.screenshot({ path: pathOf(name) })
  }
}

const waiting = ['Loading', 'Checking'].map((word) => new RegExp(`^${word}.*…$`))

/** Nothing that is only shown while something is on its way. */
async function settled(page: Page): Promise<void> {
  for (const text of waiting) {
    for (const one of await page.getByText(text).all()) await one.waitFor({ state: 'hidden' })
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
