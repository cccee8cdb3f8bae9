/** Settings as an administrator goes through them, and what those who may less are shown instead. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../../plugins/loanpro/sandbox/index.ts'
import {
  type Api,
  api,
  cleanUp,
  createConnection,
  ownKey,
  preparedFolder,
  startServer,
  sync,
} from '../../process/support.ts'
import { drawn, expectReadable, launch, newTab, seriousFaults, signIn, type Tab } from './browser.ts'

const today = new Date().toISOString().slice(0, 10)
let browser: Browser
let sandbox: Sandbox
let url: string
let admin: Api
let connection: string
let tab: Tab
let page: Page

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, loans: 120, seed: 1, today, latencyMs: 0 })
  const key = ownKey()
  const server = await startServer(await preparedFolder(), { ADMIN_API_KEY: key })
  url = server.url
  admin = api(url, key)
  connection = await createConnection(admin, sandbox, 'SUMMIT AUTO')
  await sync(admin, connection, today)
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

const heading = (name: string | RegExp) => page.getByRole('heading', { name, level: 1 }).waitFor()
const press = (name: string | RegExp) => page.getByRole('button', { name }).click()
const dialog = () => page.getByRole('dialog')
const openSettings = async (name: string) => {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name }).click()
  await heading(name)
}
const choose = async (label: string, option: string) => {
  await page.getByRole('button', { name: new RegExp(label) }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}
const stored = () =>
  page.evaluate('JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage), location.href])')

describe('furnishers', () => {
  test('a new one is told what is wrong, then made, and changed', async () => {
    await openSettings('Furnishers')
    await press('New furnisher')
    await dialog().getByRole('button', { name: 'Create furnisher' }).click()
    await dialog().getByText('Reporter name is needed.').waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await dialog().getByLabel('Reporter name').fill('NORTH LENDING')
    await dialog().getByLabel('Identification number').fill('N1')
    await dialog().getByLabel('Address').fill('1 MAIN STREET, PROVO UT 84601')
    await dialog().getByLabel('Telephone').fill('8015550111')
    await dialog().getByRole('button', { name: 'Create furnisher' }).click()
    await dialog().getByText('5 to 20 letters and digits without blanks').waitFor()
    await dialog().getByLabel('Identification number').fill('NORTH01')
    await dialog().getByRole('button', { name: 'Create furnisher' }).click()
    await page.getByRole('heading', { name: 'NORTH LENDING' }).waitFor()
    await press('Edit NORTH LENDING')
    await dialog()
      .getByLabel(/Experian program/)
      .fill('NORTH')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await page.getByText('NORTH LENDING is saved.').waitFor()
    const { furnishers } = await admin.ask('{ furnishers { edges { node { name experianProgramIdentifier } } } }')
    expect(furnishers.edges.map(({ node }: { node: object }) => node)).toContainEqual({
      name: 'NORTH LENDING',
      experianProgramIdentifier: 'NORTH',
    })
  })

  test('another identification number of one with records is asked about twice', async () => {
    await press('Edit SUMMIT AUTO')
    await dialog().getByLabel('Identification number').fill('SUMMIT002')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await dialog().getByText('is agreed with the bureaus').waitFor()
    await dialog().getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('SUMMIT001').waitFor()
  })
})

describe('API keys', () => {
  test('a key is shown once, lets in, and is written down nowhere', async () => {
    await openSettings('API keys')
    await page.getByText('this one is yours').waitFor()
    await press('New key')
    await dialog().getByLabel('Name').fill('Month end')
    await dialog()
      .getByText(/^Analyst/)
      .click()
    await dialog().getByRole('button', { name: 'Create key' }).click()
    await dialog().getByText('Shown this once').waitFor()
    const key = (await dialog().locator('code').innerText()).trim()
    expect(key).toMatch(/^m2k_/)
    expect(await seriousFaults(page)).toEqual([])
    expect((await api(url, key).ask('{ viewer { role } }')).viewer.role).toBe('ANALYST')
    await dialog().getByRole('button', { name: /^Done/ }).click()
    await dialog().waitFor({ state: 'hidden' })
    expect(await page.content()).not.toContain(key)
    expect(await stored()).not.toContain(key)
    await press('Revoke Month end')
    await dialog().getByRole('button', { name: 'Revoke the key' }).click()
    // Behind a dialog nothing has a role: the row would be missed too early.
    await dialog().waitFor({ state: 'hidden' })
    await page.getByRole('row', { name: /Month end/ }).waitFor({ state: 'hidden' })
    await expect(api(url, key).ask('{ viewer { role } }')).rejects.toThrow()
  })

  const inMs = (ms: number) => new Date(Date.now() + ms).toISOString()
  const make = async (name: string, expiresAt: string): Promise<string> => {
    const mutation = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { key } }`
    return (await admin.ask(mutation, { input: { name, role: 'VIEWER', expiresAt } })).createApiKey.key
  }
  const day = 86_400_000
  const keyRow = (name: string, hasText: RegExp) => page.getByRole('row', { name }).filter({ hasText })

  test('a new one ends after a year unless never is chosen', async () => {
    const keyNamed = async (name: string) => {
      const { apiKeys } = await admin.ask('{ apiKeys(first: 100) { edges { node { name expiresAt } } } }')
      const found = apiKeys.edges.find(({ node }: { node: { name: string } }) => node.name === name)
      return found.node.expiresAt as string | null
    }
    for (const [name, option] of [
      ['Yearly', '1 year'],
      ['Lasting', 'Never'],
    ] as const) {
      await press('New key')
      await dialog().getByLabel('Name').fill(name)
      await dialog()
        .getByRole('button', { name: /^1 year/ })
        .waitFor()
      if (option !== '1 year') {
        await dialog()
          .getByRole('button', { name: /^1 year/ })
          .click()
        await page.getByRole('option', { name: option, exact: true }).click()
        await dialog().getByText('until somebody revokes it').waitFor()
        expect(await seriousFaults(page)).toEqual([])
      } else
        await dialog()
          .getByText(/It stops working on /)
          .waitFor()
      await dialog().getByRole('button', { name: 'Create key' }).click()
      await dialog().getByRole('button', { name: /^Done/ }).click()
      await dialog().waitFor({ state: 'hidden' })
    }
    const yearly = Date.parse((await keyNamed('Yearly'))!)
    expect(Math.abs(yearly - Date.now() - 365 * day)).toBeLessThan(600_000)
    expect(await keyNamed('Lasting')).toBeNull()
    await keyRow('Yearly', /in 365 days.*good/).waitFor()
    await keyRow('Lasting', /never.*good/).waitFor()
  })

  test('one that ends soon is warned of here, on the dashboard, and to whoever is signed in with it', async () => {
    const key = await make('Ends soon', inMs(10 * day))
    await page.reload()
    await page.getByText('A key expires within two weeks: Ends soon.').waitFor()
    await keyRow('Ends soon', /in 10 days.*expires soon/).waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await page.getByRole('link', { name: 'Dashboard' }).click()
    await page.getByText(/The API key expires on/).waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await page.getByRole('link', { name: 'To the keys' }).click()
    await heading('API keys')
    const holder = await newTab(browser, url)
    await signIn(holder, key)
    await holder.page.getByText(/The key you are signed in with expires on/).waitFor()
    expect(await seriousFaults(holder.page)).toEqual([])
    expect(holder.faults).toEqual([])
    await holder.context.close()
  })

  test('one that ends while somebody is signed in with it ends the visit, and says so when it is tried again', async () => {
    const key = await make('Ends now', inMs(12_000))
    const holder = await newTab(browser, url)
    await signIn(holder, key)
    await holder.page.getByText('no longer takes this key').waitFor()
    expect(await holder.page.evaluate('sessionStorage.length')).toBe(0)
    await holder.page.getByLabel('API key').fill(key)
    await holder.page.getByRole('button', { name: 'Sign in' }).click()
    await holder.page.getByText(/This key expired on/).waitFor()
    await holder.page.getByLabel('API key').fill(`${key.slice(0, -1)}${key.endsWith('a') ? 'b' : 'a'}`)
    await holder.page.getByRole('button', { name: 'Sign in' }).click()
    await holder.page.getByText('The server does not know this key.').waitFor()
    await holder.context.close()
    await page.reload()
    await keyRow('Ends now', /ago.*expired/).waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await press('Revoke Ends now')
    await dialog().getByRole('button', { name: 'Revoke the key' }).click()
    await page.getByRole('row', { name: /Ends now/ }).waitFor({ state: 'hidden' })
  })
})

describe('rules', () => {
  test('one is found by word and filter, and says when it is found, why and how to mend it', async () => {
    await openSettings('Rules')
    const rules = page.getByRole('grid', { name: 'Rules' })
    await rules.getByRole('rowheader').first().waitFor()
    await page.getByRole('searchbox', { name: 'Search' }).fill('scheduled payment')
    await page.getByText(/^\d+ of \d+ rules/).waitFor()
    await choose('Severity', 'Warning')
    await expect.poll(() => page.url()).toContain('severity=WARNING')
    await rules.getByRole('rowheader').first().click()
    await page.getByText('Found when').waitFor()
    expect(await seriousFaults(page)).toEqual([])
  })

  test('one that is switched off has no findings any more, is marked, and can be reset', async () => {
    const summary = '{ validationSummary { byRule { ruleId count severity rule { locked } } } }'
    const { validationSummary } = await admin.ask(summary)
    const found = validationSummary.byRule.find((each: { rule: { locked: boolean } }) => !each.rule.locked)
    await page.goto(`/settings/rules?rule=${found.ruleId}`)
    const detail = page.getByRole('region', { name: /./ }).filter({ hasText: 'Found when' })
    await detail.getByRole('link', { name: /open findings?$/ }).waitFor()
    await press(/^Change severity/)
    await dialog().getByText(/^Off/).click()
    await dialog().getByRole('button', { name: 'Switch off' }).click()
    await dialog().getByText('Say why').waitFor()
    await dialog().getByLabel('Reason').fill('Agreed with counsel.')
    expect(await seriousFaults(page)).toEqual([])
    await dialog().getByRole('button', { name: 'Switch off' }).click()
    await dialog().waitFor({ state: 'hidden' })
    await detail.getByText('No open findings').waitFor()
    await detail.getByText('Agreed with counsel.').waitFor()
    const after = (await admin.ask(summary)).validationSummary.byRule.map((each: { ruleId: string }) => each.ruleId)
    expect(after).not.toContain(found.ruleId)
    await page.getByText('Changed only').click()
    await page.getByText(/^1 of \d+ rules; 1 changed/).waitFor()
    await press(/^Reset to/)
    await dialog().getByLabel('Reason').fill('Back to what is shipped.')
    await dialog().getByRole('button', { name: 'Reset' }).click()
    await dialog().waitFor({ state: 'hidden' })
    await detail.getByRole('link', { name: /open findings?$/ }).waitFor()
  })
})

describe('webhooks', () => {
  test('one is set up, tried, rotated without a gap, and listed with what came', async () => {
    await openSettings('Webhooks')
    await press(/^Set the webhook up/)
    await dialog().getByRole('button', { name: 'Set up' }).click()
    await page.getByText('Shown this once').waitFor()
    const first = (await page.locator('.shown-once code').innerText()).trim()
    await press('Test the webhook')
    await page.getByText('It works', { exact: true }).waitFor()
    await page.getByRole('grid', { name: 'Deliveries' }).getByText('Accepted').waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await press(/^Rotate the secret/)
    await dialog().getByRole('button', { name: 'Make a new secret' }).click()
    await page.getByText('Two secrets are taken').waitFor()
    const shown = page.locator('.shown-once code')
    await expect.poll(async () => (await shown.innerText()).trim()).not.toBe(first)
    const second = (await shown.innerText()).trim()
    expect(await stored()).not.toContain(second)
    await press(/^End the former secret/)
    await dialog().getByRole('button', { name: 'End it' }).click()
    await page.getByText('Two secrets are taken').waitFor({ state: 'hidden' })
    await press('Test again')
    await page.getByText('It works', { exact: true }).waitFor()
    await choose('Outcome', 'Ignored')
    await page.getByText('Nothing came yet.').waitFor()
  })
})

describe('writeback', () => {
  test('is switched on by writing the sentence out, planned, stopped, and switched off', async () => {
    await openSettings('Writeback')
    await page.getByText('Writeback is off', { exact: true }).waitFor()
    await press(/^Choose and switch on/)
    await press('+ The sub status of the loan')
    await press(/^Switch on/)
    const statement = await dialog().locator('blockquote').innerText()
    const confirm = dialog().getByRole('button', { name: 'I confirm; switch on' })
    await dialog().getByLabel('The sentence').fill(statement.slice(0, -10))
    await dialog().getByText('It is not the sentence yet.').waitFor()
    await expect.poll(() => confirm.isDisabled()).toBe(true)
    await dialog().getByLabel('The sentence').fill(statement)
    await confirm.click()
    await dialog().getByText('needs a value for').waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await dialog().getByRole('button', { name: 'Cancel' }).click()
    for (const kind of ['rejected', 'dispute ended']) {
      await page.getByRole('button', { name: new RegExp(`Value for: ${kind}`) }).click()
      await page.getByRole('option').first().click()
    }
    await press(/^Switch on/)
    await dialog().getByLabel('The sentence').fill(statement)
    await confirm.click()
    await page.getByText('Writeback is on', { exact: true }).waitFor()
    await press('Make a plan')
    await page.getByText(/0 writes planned/).waitFor()
    await press(/^Stop all writeback/)
    await dialog().getByLabel('Reason').fill('Wrong status chosen.')
    await dialog().getByRole('button', { name: 'Stop all writeback' }).click()
    await page.getByText('All writeback is stopped.').waitFor()
    expect((await admin.ask('{ writebackStop { reason } }')).writebackStop.reason).toBe('Wrong status chosen.')
    expect(await seriousFaults(page)).toEqual([])
    await press(/^End the stop/)
    await dialog().getByLabel('Reason').fill('Mended.')
    await dialog().getByRole('button', { name: 'End the stop' }).click()
    await page.getByText('Kill switch').waitFor()
    await press(/^Switch off/)
    await dialog().getByRole('button', { name: 'Switch off' }).click()
    await page.getByText('Writeback is off', { exact: true }).waitFor()
  })
})

describe('the audit log', () => {
  test('tells what was done above in sentences, and is filtered', async () => {
    await openSettings('Audit log')
    const log = page.getByRole('list').filter({ hasText: 'stopped all writeback' })
    await log.getByText('created the API key “Month end” for the role ANALYST').waitFor()
    await log.getByText(/switched the rule \S+ off/).waitFor()
    await log.getByText('made a new secret for a webhook').waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await choose('Did', 'Stop writeback')
    await page.getByText('1 entry', { exact: true }).waitFor()
    await page.getByText('Wrong status chosen.').waitFor()
    await press('Details')
    await page.getByText('stopWriteback', { exact: true }).waitFor()
    await expect.poll(() => page.url()).toContain('action=stopWriteback')
  })
})

describe('settings of a connection', () => {
  const go = () => page.goto(`/connections/${connection}/settings`)

  test('its cadence is changed, and credentials that do not work replace nothing', async () => {
    await go()
    await heading('Settings of SUMMIT AUTO')
    await page.getByText('Every hour').click()
    await press('Save the schedule')
    await page.getByText('Saved.', { exact: true }).waitFor()
    await page.getByLabel('API token').fill('not-the-token')
    await page.getByLabel(/Tenant id/).fill(sandbox.tenantId)
    await press('Check and replace')
    await page.getByRole('alert').waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await page.getByLabel('API token').fill(sandbox.token)
    await press('Check and replace')
    await page.getByText('The source takes the new credentials').waitFor()
    await expect.poll(() => page.getByLabel('API token').inputValue()).toBe('')
    const asked = await admin.ask('query ($id: ID!) { connection(id: $id) { cadence } }', { id: connection })
    expect(asked.connection.cadence).toBe('HOURLY')
  })
})

describe('every page of the settings', () => {
  const paths = ['furnishers', 'rules?rule=G-ADDR-1', 'webhooks', 'writeback', 'keys', 'audit']
  test.each(['light', 'dark'] as const)('is readable in %s, wide and narrow', async (colorScheme) => {
    await page.emulateMedia({ colorScheme })
    await expectReadable(page, [...paths.map((each) => `/settings/${each}`), `/connections/${connection}/settings`])
  })

  test('never did what it must not', () => expect(tab.faults).toEqual([]))
})

describe('whoever may less', () => {
  test('reads, is offered nothing else, and is told who may', async () => {
    const mutation = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { key } }`
    const { createApiKey } = await admin.ask(mutation, { input: { name: 'reads', role: 'VIEWER' } })
    const other = await newTab(browser, url)
    await signIn(other, createApiKey.key)
    await other.page.goto('/settings')
    await other.page.getByText('Changing them needs the role OPERATOR.').waitFor()
    await drawn(other.page)
    expect(await other.page.getByRole('link', { name: 'Audit log' }).count()).toBe(0)
    expect(await other.page.getByRole('button', { name: /New|Edit/ }).count()).toBe(0)
    for (const [path, said] of [
      ['/settings/keys', 'it needs ADMIN'],
      ['/settings/audit', 'it needs ADMIN'],
      ['/settings/rules?rule=G-ADDR-1', 'Changing its severity needs the role ADMIN.'],
      ['/settings/webhooks', 'needs the role OPERATOR'],
      ['/settings/writeback', 'It needs the role ADMIN.'],
      [`/connections/${connection}/settings`, 'it needs OPERATOR'],
    ] as const) {
      await other.page.goto(path)
      await other.page.getByText(said).first().waitFor()
      await drawn(other.page)
      expect([path, await seriousFaults(other.page)]).toEqual([path, []])
      expect([path, await other.page.locator('main').getByRole('button', { name: '…' }).count()]).toEqual([path, 0])
    }
    expect(other.faults).toEqual([])
    await other.context.close()
  })
})

describe('the end of a connection', () => {
  test('wants its name, and takes everything that was read through it', async () => {
    await page.goto(`/connections/${connection}/settings`)
    await press(/^Delete/)
    const remove = dialog().getByRole('button', { name: 'Delete for good' })
    await dialog().getByLabel('Name of the connection').fill('SUMMIT')
    await expect.poll(() => remove.isDisabled()).toBe(true)
    await dialog().getByLabel('Name of the connection').fill('SUMMIT AUTO')
    await remove.click()
    await page.waitForURL(url)
    const left = await admin.ask('{ connections { totalCount } metro2Records { totalCount } }')
    expect(left).toEqual({ connections: { totalCount: 0 }, metro2Records: { totalCount: 0 } })
  })
})
