/** How the server serves a built web client: types, caches, codings, and what stays the API's. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createWeb } from '../../server/http/web.ts'

const page = { accept: 'text/html,application/xhtml+xml' }
let folder: string
let server: Server
let url: string
let tokenOrigin: string | null = null

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'web-'))
  const web = createWeb({ tokenOrigin: async () => tokenOrigin }, join(folder, 'dist'))
  server = createServer((request, response) => {
    const route = web(request.url!.split('?')[0]!, request)
    if (!route) return void response.writeHead(404).end()
    route.handler(request, response, '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve))
  await rm(folder, { recursive: true })
})

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(url + path, { method, headers: { accept: '*/*', 'accept-encoding': 'identity', ...headers } })

describe('before it is built', () => {
  test('a browser is told how to build it, a program is left to the API', async () => {
    const answer = await get('/', page)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(await answer.text()).toContain('npm run build')
    expect((await get('/')).status).toBe(404)
    expect((await get('/records', page)).status).toBe(404)
  })
})

describe('built', () => {
  beforeAll(async () => {
    await mkdir(join(folder, 'dist/assets'), { recursive: true })
    await writeFile(join(folder, 'dist/assets/index-abc.js'), 'plain')
    await writeFile(join(folder, 'dist/assets/index-abc.js.br'), 'brotli')
    await writeFile(join(folder, 'dist/assets/index-abc.js.gz'), 'gzip')
    await writeFile(join(folder, 'dist/.sources'), 'hash')
    await writeFile(join(folder, 'dist/index.html'), '<!doctype html>')
    await writeFile(join(folder, 'secret.js'), 'outside')
  })

  test.each(['/', '/records', '/records/abc=', '/integrations/loanpro/connect'])('%s is the page', async (path) => {
    const answer = await get(path, page)
    expect([answer.status, await answer.text()]).toEqual([200, '<!doctype html>'])
    expect(answer.headers.get('cache-control')).toBe('no-cache')
    const policy = answer.headers.get('content-security-policy')!
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
  })

  test('the page may ask the host of the tokens as well, and no other, when people sign in there', async () => {
    tokenOrigin = 'https://tokens.test'
    const [policy, asset] = await Promise.all([get('/', page), get('/assets/index-abc.js')]).then((answers) =>
      answers.map(({ headers }) => headers.get('content-security-policy')!),
    )
    expect(policy).toContain("connect-src 'self' https://tokens.test;")
    expect(policy!.match(/https?:/g)).toHaveLength(1)
    expect(asset).not.toContain('tokens.test')
    tokenOrigin = null
  })

  test.each([
    ...[
      '/graphql',
      '/graphql/x',
      '/sign-on',
      '/files/x',
      '/files',
      '/uploads',
      '/webhooks/x',
      '/health',
      '/ready',
      '/metrics',
    ],
    ...[
      '/preset-schema.json',
      '/check',
      '/assets/gone.js',
      '/../secret.js',
      '/assets/..%2f..%2fsecret.js',
      '/.sources',
    ],
  ])('%s is not', async (path) => {
    expect((await get(path, page)).status).toBe(404)
  })

  test('programs are left to the API, and so is everything but reading', async () => {
    expect((await get('/records')).status).toBe(404)
    expect((await get('/records', page, 'POST')).status).toBe(404)
  })

  test.each([
    ['br', 'gzip, br', 'brotli'],
    ['gzip', 'gzip;q=0.5, br;q=0', 'gzip'],
    [null, 'identity', 'plain'],
  ])('an asset, coded as %s', async (coding, accepted, body) => {
    // fetch would decode what is no real brotli.
    const { headers, text } = await raw('/assets/index-abc.js', { 'accept-encoding': accepted })
    expect([headers['content-encoding'] ?? null, text]).toEqual([coding, body])
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(headers.vary).toContain('Accept-Encoding')
  })

  test('HEAD answers as GET, without the body', async () => {
    const { headers, text } = await raw('/assets/index-abc.js', {}, 'HEAD')
    expect([headers['content-length'], text]).toEqual(['5', ''])
  })
})

async function raw(path: string, headers: Record<string, string>, method = 'GET') {
  const { request } = await import('node:http')
  return new Promise<{ headers: Record<string, string | undefined>; text: string }>((resolve, reject) => {
    const sent = request(url + path, { method, headers }, (answer) => {
      let text = ''
      answer.on('data', (chunk) => {
        text += chunk
      })
      answer.on('end', () => resolve({ headers: answer.headers as Record<string, string | undefined>, text }))
    })
    sent.on('error', reject).end()
  })
}
