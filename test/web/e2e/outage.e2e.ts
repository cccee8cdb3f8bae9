/** The web client while its server is away, and what is left in a browser of whoever signed out. */
import type { Browser, Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cleanUp, ownKey, preparedFolder, startServer } from '../../process/support.ts'
import { launch, newTab, seriousFaults, signIn, type Tab } from './browser.ts'

const key = ownKey()
let browser: Browser
let url: string
let tab: Tab
let page: Page

beforeAll(async () => {
  const server = await startServer(await preparedFolder(), { ADMIN_API_KEY: key })
  url = server.url
  browser = await launch()
  tab = await newTab(browser, url)
  page = tab.page
  await signIn(tab, key)
})
afterAll(async () => {
  await browser?.close()
  await cleanUp()
})

const refuse = (route: Route) => route.abort('connectionrefused')
const goAway = () => page.route('**', refuse)
const comeBack = () => page.unroute('**', refuse)
const bar = () => page.getByRole('status').getByText('The server cannot be reached.')
const go = (name: string) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click()

describe('the server is away', () => {
  test('it is said on a page that asks for nothing, and what is shown stays', async () => {
    await go('Settings')
    await page.getByRole('link', { name: 'Furnishers' }).click()
    await page.getByText('No furnisher yet').waitFor()
    await goAway()
    await bar().waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await page.getByText('No furnisher yet').waitFor()
  })

  test('a page that was looked at before is shown as it was', async () => {
    await go('Dashboard')
    await page.getByRole('heading', { name: 'Dashboard', level: 1 }).waitFor()
    await page.getByText('No source is connected yet').waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
  })

  test('a page whose code has not come says so, and everything around it stays', async () => {
    await go('Presets')
    await page.getByRole('heading', { name: 'This page could not be loaded' }).waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('The server still does not answer.').waitFor()
  })

  test('once it is back that is seen without a hand, and the page is loaded', async () => {
    await comeBack()
    await bar().waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: 'Presets', level: 1 }).waitFor()
  })
})

describe('somebody else signs in after it', () => {
  const search = () => page.getByRole('searchbox', { name: 'Search' })

  test('going back finds the page of the address, and nobody’s name', async () => {
    await go('Records')
    await search().fill('OSBORN')
    await search().press('Enter')
    await go('Presets')
    await page.getByRole('heading', { name: 'Presets', level: 1 }).waitFor()
    await page.goBack()
    await expect.poll(() => search().inputValue()).toBe('OSBORN')
    await go('Connections')
    await page.getByRole('heading', { name: 'Connections', level: 1 }).waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('API key').waitFor()
    await page.goBack()
    await expect.poll(() => new URL(page.url()).pathname).toBe('/records')
    await page.getByLabel('API key').fill(key)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Records', level: 1 }).waitFor()
    expect(await search().inputValue()).toBe('')
    expect(
      JSON.stringify(await page.evaluate('[history.state, { ...sessionStorage }, { ...localStorage }]')),
    ).not.toContain('OSBORN')
  })

  test('what makes no sense in an address is passed over', async () => {
    await page.goto('/records?eligibility=BOGUS&sort=nothing&late=5')
    await page.getByRole('heading', { name: 'Records', level: 1 }).waitFor()
    await expect.poll(() => new URL(page.url()).search).toBe('?late=5')
    await page.getByText('0 records').waitFor()
  })
})

test('nothing went wrong on the way', () => {
  expect(
    tab.faults.filter((fault) => !/dynamically imported|ERR_CONNECTION_REFUSED|could not be loaded/.test(fault)),
  ).toEqual([])
})
