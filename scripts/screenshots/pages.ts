import type { Page } from 'playwright-core'

/** How to get to what is shown; a connection from the list of them. */
export const ways: Record<string, (page: Page) => Promise<void>> = {
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
