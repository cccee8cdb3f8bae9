/** `npm run screenshots -- --url URL --key KEY`: pictures of every page of a running server (`npm run demo`) into docs/images. */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium, type Page } from 'playwright-core'
import { findChromium } from './chromium.ts'

const usage = 'usage: npm run screenshots -- --url http://127.0.0.1:4000 --key m2k_… [--folder docs/images]'
const sizes = { wide: { width: 1280, height: 900 }, narrow: { width: 390, height: 844 } }
const colours = ['light', 'dark'] as const

/** How to get to what is shown; a connection from the list of them. */
const ways: Record<string, (page: Page) => Promise<void>> = {
  dashboard: async (page) => {
    await page.goto('/')
    await page.getByRole('grid', { name: 'Findings by rule' }).waitFor()
  },
  connections: async (page) => {
    await page.goto('/connections')
    await page.getByRole('grid', { name: 'Connections' }).waitFor()
  },
  connection: async (page) => {
    await page.getByRole('grid', { name: 'Connections' }).getByRole('link').first().click()
    await page.getByRole('heading', { name: 'History' }).waitFor()
  },
  wizard: async (page) => {
    await page.goto('/integrations/loanpro/connect')
    await page.getByLabel('API token').waitFor()
  },
  records: async (page) => {
    await page.goto('/records')
    await page.getByRole('columnheader').first().waitFor()
  },
  record: async (page) => {
    await page.goto('/records?eligibility=HELD')
    await page.getByRole('rowheader', { name: /\d/ }).first().click()
    await page.getByText('Because', { exact: true }).waitFor()
  },
  validation: async (page) => {
    await page.goto('/validation')
    await page.getByRole('navigation', { name: 'Rules' }).getByRole('link').first().click()
    await page.getByRole('grid', { name: 'Findings' }).waitFor()
  },
}

async function main(): Promise<void> {
  const text = { type: 'string' } as const
  const { values } = parseArgs({ options: { url: text, key: text, folder: text } })
  const { url, key, folder = 'docs/images' } = values
  const executablePath = findChromium()
  if (!url || !key) throw new Error(usage)
  if (executablePath === null) throw new Error('There is no Chromium here. Name one in CHROMIUM.')
  mkdirSync(folder, { recursive: true })
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    for (const [size, viewport] of Object.entries(sizes)) {
      for (const colorScheme of colours) {
        const context = await browser.newContext({ viewport, colorScheme, baseURL: url, reducedMotion: 'reduce' })
        await takeAll(await context.newPage(), key, (name) =>
          join(resolve(folder), `${name}-${size}-${colorScheme}.png`),
        )
        await context.close()
      }
    }
  } finally {
    await browser.close()
  }
}

async function takeAll(page: Page, key: string, pathOf: (name: string) => string): Promise<void> {
  await page.goto('/')
  await page.getByLabel('API key').waitFor()
  await page.screenshot({ path: pathOf('sign-in') })
  await page.getByLabel('API key').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  for (const [name, go] of Object.entries(ways)) {
    await go(page)
    await page.waitForLoadState('networkidle')
    await page.screenshot({ path: pathOf(name) })
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
