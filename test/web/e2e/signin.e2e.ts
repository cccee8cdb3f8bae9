/** Signing in at an identity provider, in a real browser: the good way, and every way in which it does not come to its end. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cleanUp, ownKey, preparedFolder, startServer } from '../../process/support.ts'
import { type IdentityProvider, startIdentityProvider } from '../../support/identityProvider.ts'
import { get } from '../../support/server.ts'
import { launch, newTab, seriousFaults, type Tab } from './browser.ts'

let browser: Browser
let provider: IdentityProvider
let url: string
let tab: Tab
let page: Page

beforeAll(async () => {
  provider = await startIdentityProvider()
  const key = ownKey()
  const server = await startServer(await preparedFolder(), {
    ADMIN_API_KEY: key,
    JWT_JWKS_URL: provider.jwksUrl,
    JWT_ISSUER: provider.issuer,
    JWT_AUDIENCE: provider.audience,
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_SCOPES: 'openid offline_access',
    OIDC_AUDIENCE_PARAMETER: 'audience',
  })
  url = server.url
  provider.register(url)
  const { viewer } = await get(url, key, '{ viewer { organization { id } } }')
  const organization = Buffer.from(viewer.organization.id, 'base64url').toString().split(':')[1]!
  provider.users.set('ana', { organization_id: organization, role: 'ANALYST' })
  provider.users.set('bob', {})
  provider.users.set('cal', { organization_id: organization })
  browser = await launch()
  await open()
})
afterAll(async () => {
  await browser?.close()
  await cleanUp()
  await provider?.close()
})

/** A tab of its own; the provider is the one other host that it may ask. */
async function open(): Promise<void> {
  await tab?.context.close()
  tab = await newTab(browser, url, [provider.issuer])
  page = tab.page
}

const button = (name: string) => page.getByRole('button', { name, exact: true })
const alert = () => page.getByRole('alert').innerText()
/** What the browser keeps, but for how far pages were scrolled. */
const kept = () =>
  page.evaluate(`JSON.stringify([sessionStorage, localStorage].map((store) =>
    Object.fromEntries(Object.entries(store).filter(([name]) => !name.startsWith('tsr-scroll')))))`) as Promise<string>

async function toProvider(path = '/'): Promise<void> {
  await page.goto(path)
  await button('Sign in').first().click()
  await page.getByRole('heading', { name: 'Provider' }).waitFor()
}

describe('at the provider', () => {
  test('is offered first, the key beside it, to everybody', async () => {
    await page.goto('/')
    await button('Sign in').first().waitFor()
    await page.getByText('Use an API key instead').click()
    await page.getByLabel('API key').waitFor()
    expect(await seriousFaults(page)).toEqual([])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width: 390, height: 844 })
      expect(await seriousFaults(page)).toEqual([])
      await expect.poll(() => page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
    }
    await page.setViewportSize({ width: 1280, height: 900 })
  })

  test('comes back to where one wanted to, with nothing of it left in the address or kept beyond the token', async () => {
    await toProvider('/records?eligibility=HELD')
    expect(provider.asked.at(-1)).toMatchObject({ audience: provider.audience, scope: 'openid offline_access' })
    await page.getByRole('link', { name: 'Sign in as ana' }).click()
    await page.getByRole('heading', { name: 'Records', level: 1 }).waitFor()
    await expect.poll(() => page.url()).toBe(`${url}/records?eligibility=HELD`)
    await page.getByText('· analyst').waitFor()
    expect(await page.evaluate('performance.getEntriesByType("navigation")[0].name')).not.toContain(provider.issuer)
    const stored = await kept()
    expect(stored).not.toMatch(/refresh|verifier|nonce|id_token/i)
    expect(Object.keys(JSON.parse(stored)[0])).toEqual(['metro2.token'])
    await page.reload()
    await page.getByRole('heading', { name: 'Records', level: 1 }).waitFor()
    await expect.poll(() => page.title()).toBe('Records · Metro 2 for lenders')
  })

  test('opens the socket with the token as well', async () => {
    const opened = await page.evaluate(`new Promise((resolve) => {
      const token = JSON.parse(sessionStorage.getItem('metro2.token')).bearer
      const socket = new WebSocket(location.origin.replace('http', 'ws') + '/graphql', 'graphql-transport-ws')
      socket.onopen = () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: 'Bearer ' + token } }))
      socket.onmessage = ({ data }) => { resolve(JSON.parse(data).type); socket.close() }
      socket.onclose = ({ code }) => resolve(code)
    })`)
    expect(opened).toBe('connection_ack')
  })

  test('the callback has nothing to do for whoever is signed in', async () => {
    await page.goto('/sign-in/callback?code=x&state=y')
    await expect.poll(() => page.url()).toBe(`${url}/`)
    await page.getByText('· analyst').waitFor()
  })

  test('signing out forgets everything and ends the session there too', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click()
    await button('Sign in').first().waitFor()
    await expect.poll(kept).toBe('[{},{}]')
    expect(provider.signedOut.at(-1)).toMatchObject({
      client_id: provider.clientId,
      post_logout_redirect_uri: `${url}/`,
    })
    await expect.poll(() => page.url()).toBe(`${url}/`)
  })
})

describe('does not come to its end', () => {
  const refused = async (expected: RegExp) => {
    await expect.poll(alert).toMatch(expected)
    expect(await seriousFaults(page)).toEqual([])
    await expect.poll(kept).toBe('[{},{}]')
    await expect.poll(() => page.url()).toBe(`${url}/sign-in/callback`)
  }

  test('when it is cancelled', async () => {
    await toProvider()
    await page.getByRole('link', { name: 'Cancel' }).click()
    await refused(/was cancelled/)
    await button('Back').click()
    await button('Sign in').first().waitFor()
    await expect.poll(() => page.url()).toBe(`${url}/`)
  })

  test('when the answer carries another state than was sent', async () => {
    await toProvider()
    const link = new URL(
      (await page.getByRole('link', { name: 'Sign in as ana' }).getAttribute('href'))!,
      provider.issuer,
    )
    link.searchParams.set('state', 'of-somebody-else-who-began-it')
    const grants = provider.grants.length
    await page.goto(link.href)
    await refused(/not what this tab had asked/)
    expect(provider.grants).toHaveLength(grants)
  })

  test('when nobody began it here', async () => {
    await page.goto('/sign-in/callback?code=stolen&state=unknown')
    await refused(/was not begun in this tab/)
  })

  test('when the answer names another provider', async () => {
    await toProvider()
    const state = provider.asked.at(-1)!.state!
    await page.goto(`/sign-in/callback?code=x&state=${state}&iss=https%3A%2F%2Fevil.test`)
    await refused(/not what this tab had asked/)
  })

  test('when the ID token is not for what was asked', async () => {
    await toProvider()
    provider.next = { idToken: { nonce: 'of another sign-in' } }
    await page.getByRole('link', { name: 'Sign in as ana' }).click()
    await refused(/not what this tab had asked/)
  })

  test('when the provider takes the code back', async () => {
    await toProvider()
    provider.next = { tokenError: 'invalid_grant' }
    await page.getByRole('link', { name: 'Sign in as ana' }).click()
    await refused(/no longer takes this sign-in/)
  })

  test('for somebody of no organization, or without a role; another account can be chosen', async () => {
    await toProvider()
    await page.getByRole('link', { name: 'Sign in as bob' }).click()
    await refused(/belongs to no organization here/)
    await button('Sign in again').click()
    await page.getByRole('heading', { name: 'Provider' }).waitFor()
    expect(provider.asked.at(-1)).toMatchObject({ prompt: 'login' })
    await page.getByRole('link', { name: 'Sign in as cal' }).click()
    await refused(/has no role here/)
  })

  test('when the token had ended before it came', async () => {
    provider.lifeSeconds = -60
    await toProvider()
    // The ID token still holds, the access token does not.
    provider.next = { idToken: { exp: Math.floor(Date.now() / 1_000) + 60 } }
    await page.getByRole('link', { name: 'Sign in as ana' }).click()
    await refused(/had ended when it came/)
    provider.lifeSeconds = 600
  })
})

describe('a token that ends', () => {
  test('is renewed while the page stays as it is', async () => {
    await page.clock.install()
    await toProvider('/records')
    await page.getByRole('link', { name: 'Sign in as ana' }).click()
    await page.getByRole('heading', { name: 'Records', level: 1 }).waitFor()
    await page.evaluate('window.same = true')
    const grants = provider.grants.length
    await page.clock.fastForward((provider.lifeSeconds - 59) * 1_000)
    await expect.poll(() => provider.grants.slice(grants)).toContain('refresh_token')
    expect(await page.evaluate('window.same')).toBe(true)
    await page.getByText('· analyst').waitFor()
  })

  test('and is not after a reload, for what renews it is in memory alone: the session goes to its end, and says so', async () => {
    await page.reload()
    await page.getByRole('heading', { name: 'Records', level: 1 }).waitFor()
    await page.clock.fastForward(provider.lifeSeconds * 1_000)
    await expect.poll(alert).toContain('Your session has ended')
    await expect.poll(() => page.url()).toBe(`${url}/records`)
    await expect.poll(kept).toBe('[{},{}]')
    // The clock of this page is ahead by now.
    provider.lifeSeconds = 7_200
    await button('Sign in').first().click()
    await page.getByRole('link', { name: 'Sign in as ana' }).click()
    await page.getByRole('heading', { name: 'Records', level: 1 }).waitFor()
  })

  test('never did the client what it must not', () => expect(tab.faults).toEqual([]))
})
