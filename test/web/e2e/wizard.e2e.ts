/** The wizard beyond its straight way: a webhook alone, files as a source, and what survives leaving it. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../../plugins/loanpro/sandbox/index.ts'
import { csvOf, loan, tableOf } from '../../csv/support.ts'
import { type Api, api, cleanUp, createFurnisher, ownKey, preparedFolder, startServer } from '../../process/support.ts'
import { drawn, launch, newTab, openAdvanced, seriousFaults, signIn, type Tab } from './browser.ts'

let browser: Browser
let sandbox: Sandbox
let admin: Api
let tab: Tab
let page: Page

beforeAll(async () => {
  const today = new Date().toISOString().slice(0, 10)
  sandbox = await startSandbox({ port: 0, loans: 60, seed: 1, today, latencyMs: 0 })
  const key = ownKey()
  const { url } = await startServer(await preparedFolder(), { ADMIN_API_KEY: key })
  admin = api(url, key)
  await createFurnisher(admin, 'SUMMIT AUTO')
  browser = await launch()
  tab = await newTab(browser, url)
  page = tab.page
  await signIn(tab, admin.key)
})
afterAll(async () => {
  await browser?.close()
  await cleanUp()
  await sandbox?.close()
})

const press = (name: string | RegExp) => page.getByRole('button', { name }).click()
const choose = async (label: string | RegExp, option: string | RegExp) => {
  await page.getByRole('button', { name: label }).click()
  await page.getByRole('option', { name: option }).click()
}
const stored = () => page.evaluate('JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage)])')
const step = (number: number) => page.getByRole('heading', { name: new RegExp(`^Step ${number} of 5`) }).waitFor()

const loans = () => page.getByRole('grid', { name: 'Loans of the source, as the preset maps them' })

describe('a source that calls', () => {
  test('is checked, and says what the first sync will take', async () => {
    await page.goto('/integrations/loanpro/connect')
    await page.getByLabel('API token').fill(sandbox.token)
    await page.getByLabel(/Tenant id/).fill(sandbox.tenantId)
    await openAdvanced(page)
    await page.getByLabel('API address').fill(sandbox.url)
    await page.getByLabel('Requests a second').fill('20')
    await choose(/Environment/, 'Sandbox tenant')
    await press('Check access')
    await page.getByText('The source answers as it should').waitFor()
    await page.getByText(/loans, .* requests?, about/).waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await press('Continue')
    await step(2)
  })

  test('shows the preset and five loans before anything is connected, and stores none', async () => {
    await expect.poll(() => loans().getByRole('rowheader').count()).toBe(5)
    await page.getByText(/^5 loans: \d/).waitFor()
    await page.getByRole('heading', { name: 'LoanPro to Metro 2' }).waitFor()
    await page.getByText(/It reads \d+ fields of LoanPro/).waitFor()
    await page.getByText('the identification number (Field 5) is left out').waitFor()
    await press('Read its text')
    await page.getByRole('region', { name: 'Text of the preset' }).waitFor()
    await press('What it leaves unfilled')
    await page.getByText('k1', { exact: true }).waitFor()
    await press('Read its text')
    await press('What it leaves unfilled')
    const first = page.getByRole('button', { name: /Reportable Fields and findings/ }).first()
    const name = (await first.locator('.mono').innerText()).trim()
    await first.click()
    const fields = page.getByRole('grid', { name: `Fields of ${name}` })
    await fields.getByRole('row', { name: /Account status/ }).waitFor()
    expect(await page.locator('main').innerText()).not.toMatch(/\d{3}-\d{2}-\d{4}/)
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      for (const width of [390, 1280]) {
        await page.setViewportSize({ width, height: 900 })
        expect([colorScheme, width, await seriousFaults(page)]).toEqual([colorScheme, width, []])
        expect([width, await page.evaluate('document.documentElement.scrollWidth - innerWidth')]).toEqual([width, 0])
      }
    }
    expect(await stored()).not.toContain(name)
    const kept = await admin.ask(
      '{ connections { totalCount } mappingPresets { totalCount } metro2Records { totalCount } syncRuns { totalCount } }',
    )
    const nothing = { totalCount: 0 }
    expect(kept).toEqual({ connections: nothing, mappingPresets: nothing, metro2Records: nothing, syncRuns: nothing })
  })

  test('a loan that cannot be read stands among the others; a source that fails is asked again', async () => {
    sandbox.faults.malformed = { loanId: sandbox.loans()[0]!.id, how: 'IMPOSSIBLE_DATE' }
    await press('Read again')
    await page.getByText(/^5 loans: .*1 rejected\.$/).waitFor()
    await press(/Rejected What is wrong/)
    await page.locator('.previewed .notice.bad').waitFor()
    expect(await seriousFaults(page)).toEqual([])
    sandbox.faults.malformed = null
    sandbox.faults.unauthorizedAfter = 0
    await press('Read again')
    await page
      .getByRole('alert')
      .getByText(/refuses the token/)
      .first()
      .waitFor()
    expect(await seriousFaults(page)).toEqual([])
    sandbox.faults.unauthorizedAfter = null
    await press('Try again')
    await page.getByText(/^5 loans: \d/).waitFor()
    await press('Continue')
    await step(3)
    await press(/^2\. Preset/)
    // Nothing changed: what was read is still there.
    const before = sandbox.requests.count
    await page.getByText(/^5 loans: \d/).waitFor()
    expect(sandbox.requests.count).toBe(before)
    await press('Continue')
    await step(3)
    await choose(/new furnisher/, /SUMMIT AUTO/)
  })

  test('Back and Forward go through the steps, and lose nothing that was entered', async () => {
    await expect.poll(() => new URL(page.url()).search).toBe('?step=3')
    await page.goBack()
    await step(2)
    await page.goBack()
    await step(3)
    await page.evaluate('history.go(-2)')
    await step(1)
    expect(page.url()).not.toContain('step')
    expect(await page.getByLabel('API token').inputValue()).toBe(sandbox.token)
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Step 1 of 5: Access')
    await page.evaluate('history.go(4)')
    await step(3)
    await page.getByText('SUMMIT001', { exact: true }).waitFor()
  })

  test('left in the middle, it loses nothing but the secrets', async () => {
    await press('Continue')
    await step(4)
    await page.getByText('Webhook only').click()
    await page.getByText('Signature (HMAC-SHA256)').click()
    await page.getByRole('link', { name: 'Records' }).click()
    await page.getByRole('heading', { name: 'Records', level: 1 }).waitFor()
    expect(await stored()).not.toContain(sandbox.token)
    // Without its secrets no later step can be gone to.
    await page.goto('/integrations/loanpro/connect?step=4')
    await page.getByText('enter those again').waitFor()
    expect(await page.getByLabel('API token').inputValue()).toBe('')
    await expect.poll(() => new URL(page.url()).search).toBe('')
    await expect.poll(() => page.getByLabel('API address').inputValue()).toBe(sandbox.url)
    await page.getByLabel('API token').fill(sandbox.token)
    await press('Check access')
    await page.getByText('The source answers as it should').waitFor()
    await press('Continue')
    await step(2)
    await expect.poll(() => loans().getByRole('rowheader').count()).toBe(5)
    await press('Continue')
    await page.getByText('SUMMIT001', { exact: true }).waitFor()
    await press('Continue')
    await step(4)
    await expect.poll(() => page.getByRole('radio', { name: /^Webhook only/ }).isChecked()).toBe(true)
    await expect.poll(() => page.getByRole('radio', { name: /^Signature/ }).isChecked()).toBe(true)
    await page.getByText('Secret in a header').click()
    await page.getByRole('link', { name: 'Settings, Writeback' }).waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await press('Continue')
    await step(5)
  })

  test('shows the webhook to enter, its secret once, and tries it', async () => {
    await press('Connect and start the first sync')
    await page.getByText('Shown this once').waitFor()
    const secret = (await page.locator('.shown-once code').innerText()).trim()
    await page.getByText('X-Webhook-Secret').waitFor()
    await page.getByText('"loan-id"').waitFor()
    await expect.poll(() => page.getByRole('grid', { name: 'First loans' }).getByRole('rowheader').count()).toBe(5)
    await press('Test the webhook')
    await page.getByText('It works', { exact: true }).waitFor()
    expect(await seriousFaults(page)).toEqual([])
    expect(await stored()).not.toContain(secret)
    await page.reload()
    await page.getByText('its secret was shown when it was made').waitFor()
    expect(await page.content()).not.toContain(secret)
    await page.getByRole('link', { name: 'Go on in the settings of webhooks' }).click()
    await page.getByRole('heading', { name: 'Webhooks', level: 1 }).waitFor()
  })
})

describe('files as a source', () => {
  const file = [
    'displayId,firstName,lastName,State,Opened,Balance',
    'LN1,ANN,EXAMPLE,UT,01/15/2024,"9,500.00"',
    'LN2,BOB,SAMPLE,UT,02/15/2024,"7,100.00"',
  ].join('\n')

  test('are shown, and their columns and a preset proposed', async () => {
    await page.goto('/integrations/csv/connect')
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press(/^Choose a file/)])
    await chooser.setFiles({ name: 'loans.csv', mimeType: 'text/csv', buffer: Buffer.from(file) })
    await page.getByText('2 rows looked at').waitFor()
    const columns = page.getByRole('grid', { name: 'Columns' })
    await expect.poll(() => columns.getByRole('rowheader').count()).toBe(6)
    await expect.poll(() => page.getByLabel('Column of the loan number').inputValue()).toBe('displayId')
    await choose(/Environment/, 'Files for trying')
    await press('Leave State out')
    await press('Check')
    await page.getByText('The settings fit together').waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await press('Continue')
    await step(2)
    await page.getByLabel('Text of the preset').waitFor()
    await page.getByText(/The draft lacked \d+ things/).waitFor()
    await page.getByText('Loans are shown once the text has no problems.').waitFor()
    expect(await seriousFaults(page)).toEqual([])
  })

  test('further files have forms of their own', async () => {
    await press(/^1\. Access/)
    await press('Add: further file')
    const part = page.getByRole('group', { name: 'Further file 1' })
    await press('Check')
    await part.getByText('Name of the list is needed.').waitFor()
    await part.getByLabel('Name of the list').fill('payments')
    await part.getByLabel('Column of the loan number in it').fill('Loan')
    for (const header of ['Loan', 'Paid on']) {
      await part.getByLabel('Add to columns of the further file').fill(header)
      await part.getByRole('button', { name: 'Add column' }).click()
    }
    await expect.poll(() => part.getByRole('rowheader').count()).toBe(2)
    expect(await seriousFaults(page)).toEqual([])
    await press('Check')
    await page.getByText('and further files: payments').waitFor()
    await press('Remove further file 1')
    await part.waitFor({ state: 'detached' })
    await press('Check')
    await page.getByText('The settings fit together').waitFor()
    expect(await page.getByText('and further files').count()).toBe(0)
    await press('Continue')
    await step(2)
    await press('Continue')
    await step(3)
    await choose(/new furnisher/, /SUMMIT AUTO/)
  })

  test('a preset that lacks something is refused with every problem named', async () => {
    await press('Continue')
    await page.getByText('there is nothing to schedule').waitFor()
    await press('Continue')
    await press(/^Connect$/)
    await page
      .getByRole('alert')
      .getByText(/portfolioType/)
      .first()
      .waitFor()
    expect(await seriousFaults(page)).toEqual([])
  })

  test('connected, they lead to the upload of the first file', async () => {
    await press(/^1\. Access/)
    await press(/^Take another/)
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press(/^Choose a file/)])
    const buffer = Buffer.from(csvOf([1, 2, 3, 4, 5, 6].map((number) => loan(number))))
    await chooser.setFiles({ name: 'whole.csv', mimeType: 'text/csv', buffer })
    await page.getByText('6 rows looked at').waitFor()
    await choose(/Environment/, 'Files for trying')
    const [further] = await Promise.all([page.waitForEvent('filechooser'), press(/^Choose a file: Payment history/)])
    const paid = tableOf([
      ['displayId', 'date', 'amount'],
      ['L-1', '06/14/2026', '350.00'],
    ])
    await further.setFiles({ name: 'payments.csv', mimeType: 'text/csv', buffer: Buffer.from(paid) })
    const part = page.getByRole('group', { name: 'Further file 1' })
    await expect.poll(() => part.getByRole('rowheader').count()).toBe(3)
    expect(await part.getByLabel('Name of the list').inputValue()).toBe('payments')
    // What was said before stays.
    await page.getByRole('button', { name: /Files for trying/ }).waitFor()
    await press('Check')
    await page.getByText('The settings fit together').waitFor()
    await press('Continue')
    await step(2)
    await page.getByLabel('Text of the preset').waitFor()
    await expect.poll(() => loans().getByRole('rowheader').count()).toBe(5)
    expect(await loans().getByRole('rowheader').first().innerText()).toBe('L-1')
    await drawn(page)
    expect(await page.getByText('The draft lacked').count()).toBe(0)
    expect(await page.getByText(/No file of payments/).count()).toBe(0)
    expect(await page.getByLabel('Text of the preset').inputValue()).toContain('each: payments')
    expect(await seriousFaults(page)).toEqual([])
    // Loans are in no storage.
    expect(await stored()).not.toContain('L-1')
    await choose(/Drafted from your file/, 'Flat files to Metro 2')
    await page.getByRole('heading', { name: 'Flat files to Metro 2' }).waitFor()
    await expect.poll(() => loans().getByRole('rowheader').count()).toBe(5)
    await press('Continue')
    await step(3)
    await press('Continue')
    await step(4)
    await press('Continue')
    await press(/^Connect$/)
    await page.getByText('Nothing is read yet: upload the first file next.').waitFor()
    // Files that were only shown are not left behind.
    await expect.poll(async () => (await admin.ask('{ uploads { totalCount } }')).uploads.totalCount).toBe(0)
    expect(await seriousFaults(page)).toEqual([])
    await page.getByRole('link', { name: 'Upload the first file' }).click()
    await expect.poll(() => page.url()).toMatch(/\/connections\/[\w-]+\/upload$/)
    await page.getByRole('heading', { level: 1 }).waitFor()
  })

  test('never did what it must not', () => expect(tab.faults).toEqual([]))
})
