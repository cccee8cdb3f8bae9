/** A file sent to an address that came in an answer: only where it may go, bare of credentials, and silent about the address. */
import { once } from 'node:events'
import { describe, expect, onTestFinished, test } from 'vitest'
import { SourceFailure } from '../../plugins/contract.ts'
import type { EgressEvent } from '../../server/egress/fetch.ts'
import { createFilePut, type FilePutOptions } from '../../server/egress/filePut.ts'
import { hangUp, ok, type Source, silence, startSource, status } from './source.ts'

const secret = 'X-Signature=presigned-secret'
const bytes = new TextEncoder().encode('Größe: 1\n')

function open(baseUrl: string, options: Partial<FilePutOptions> = {}) {
  const events: EgressEvent[] = []
  const { signal } = new AbortController()
  const files = createFilePut({
    baseUrl,
    allowPrivate: true,
    signal,
    onEvent: (event) => events.push(event),
    ...options,
  })
  onTestFinished(files.close)
  return { events, put: (url: string, hosts: string[] = []) => files.put(url, bytes, 'text/plain', hosts) }
}

async function failureOf(promise: Promise<unknown>): Promise<SourceFailure> {
  const failure = await promise.then(
    () => new Error('it was taken'),
    (cause: unknown) => cause,
  )
  if (!(failure instanceof SourceFailure)) throw failure
  // Whoever knows the address can write there: neither message, hint nor cause holds more than its host.
  expect(`${failure.message} ${failure.hint} ${failure.stack}`).not.toMatch(/presigned|\/bucket\//)
  expect(failure.cause).toBeUndefined()
  return failure
}

const address = ({ port }: Source, host = '127.0.0.1') => `http://${host}:${port}/bucket/file?${secret}`

test('the bytes arrive as they are, with the type of the content and nothing of the source', async () => {
  const storage = await startSource(ok(''))
  const { put, events } = open(storage.url)
  await put(address(storage))
  const [request] = storage.requests
  expect(request).toMatchObject({ method: 'PUT', url: `/bucket/file?${secret}`, body: 'Größe: 1\n' })
  expect(request!.headers).toMatchObject({ 'content-type': 'text/plain', 'content-length': String(bytes.length) })
  expect(Object.keys(request!.headers)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/auth|autopal|cookie/)]),
  )
  expect(events).toMatchObject([{ type: 'REQUEST', outcome: 'OK', status: 200 }])
})

describe('a host', () => {
  const base = 'https://api.example.com/v1/'
  const refused = async (url: string, hosts: string[] = [], options: Partial<FilePutOptions> = {}) => {
    const never = () => Promise.reject(new Error('nothing may be looked up'))
    return (await failureOf(open(base, { resolve: never, ...options }).put(url, hosts))).code
  }

  test.each([
    ['that nobody named', `https://bucket.example.net/a?${secret}`, []],
    ['with the name of another at its end', `https://api.example.com.evil.test/?${secret}`, []],
    [
      'that ends as a named one does, without the dot',
      `https://evilexample.org/?${secret}`,
      ['example.org', '*.example.org'],
    ],
    ['above a pattern', `https://example.org/?${secret}`, ['*.example.org']],
    ['below a named one', `https://a.files.example.org/?${secret}`, ['files.example.org']],
    ['of the source at another port', `https://api.example.com:8443/?${secret}`, []],
    [
      'that is named, at another port',
      `https://files.example.org:8443/?${secret}`,
      ['files.example.org', '*.example.org'],
    ],
  ])('%s is refused and named', async (_, url, hosts) => {
    const failure = await failureOf(open(base).put(url, hosts))
    expect(failure).toMatchObject({ kind: 'CONFIGURATION', code: 'FILE_HOST_REFUSED' })
    expect(failure.message).toContain(new URL(url).host)
    expect(failure.hint).toContain('fileHosts')
  })

  test('that is allowed is the only one asked', async () => {
    const own = await startSource(ok(''))
    const storage = await startSource(ok(''))
    const { put } = open(own.url)
    expect((await failureOf(put(address(storage)))).code).toBe('FILE_HOST_REFUSED')
    expect(storage.requests).toEqual([])
    await put(address(storage, 'localhost'), [`localhost:${storage.port}`])
    await put(address(own))
    expect([own.requests.length, storage.requests.length]).toEqual([1, 1])
  })

  test('of an address that is none is not guessed at', async () => {
    for (const url of ['', 'bucket/file', '//', `https://user:pass@api.example.com/?${secret}`])
      expect(await refused(url)).toBe('FILE_ADDRESS_UNREADABLE')
    for (const url of [`file:///etc/passwd?${secret}`, `ftp://api.example.com/?${secret}`])
      expect(await refused(url)).toBe('FILE_NOT_HTTPS')
  })

  test('by plain http is refused, unless the source itself is asked so and the operator allows it', async () => {
    expect(await refused(`http://api.example.com/?${secret}`, ['api.example.com'])).toBe('FILE_NOT_HTTPS')
    const storage = await startSource(ok(''))
    expect((await failureOf(open(storage.url, { allowPrivate: false }).put(address(storage)))).code).toBe(
      'FILE_NOT_HTTPS',
    )
    expect(storage.requests).toEqual([])
  })

  test.each(['127.0.0.1', '10.0.0.8', '169.254.169.254', '::1', 'fd00:ec2::254'])(
    'that leads to %s is refused before a byte is sent',
    async (address) => {
      const resolve = async () => [{ address, family: address.includes(':') ? 6 : 4 }]
      const options = { allowPrivate: false, resolve }
      expect(await refused(`https://files.example.com/?${secret}`, ['files.example.com'], options)).toBe(
        'FILE_PRIVATE_ADDRESS',
      )
      const literal = address.includes(':') ? `[${address}]` : address
      expect(await refused(`https://${literal}/?${secret}`, [literal], options)).toBe('FILE_PRIVATE_ADDRESS')
    },
  )

  test('of the metadata service is refused even where private ones are allowed', async () => {
    expect(await refused(`https://169.254.169.254/?${secret}`, ['169.254.169.254'])).toBe('FILE_PRIVATE_ADDRESS')
  })
})

describe('an answer', () => {
  test.each([307, 302])('of %i is not followed', async (code) => {
    const elsewhere = await startSource(ok(''))
    const storage = await startSource(status(code, { location: address(elsewhere) }))
    const failure = await failureOf(open(storage.url).put(address(storage)))
    expect(failure).toMatchObject({ kind: 'CONFIGURATION', code: 'FILE_REDIRECTED' })
    expect(elsewhere.requests).toEqual([])
  })

  test.each([400, 403, 404, 412])('of %i is a refusal, and is not asked again', async (code) => {
    const storage = await startSource((response) => void response.writeHead(code).end(`<Error>${secret}</Error>`))
    const { put, events } = open(storage.url)
    expect(await failureOf(put(address(storage)))).toMatchObject({ kind: 'CONFIGURATION', code: 'FILE_REFUSED' })
    expect(storage.requests).toHaveLength(1)
    expect(events).toMatchObject([{ outcome: 'CLIENT_ERROR', status: code }])
  })

  test.each([
    ['500', status(500)],
    ['503', status(503)],
    ['429', status(429)],
    ['a cut connection', hangUp],
  ])('of %s leaves open whether it was taken', async (_, answer) => {
    const storage = await startSource(answer)
    const { put, events } = open(storage.url)
    expect(await failureOf(put(address(storage)))).toMatchObject({ kind: 'TRANSIENT', code: 'FILE_NOT_TAKEN' })
    expect(events).toMatchObject([{ outcome: 'FAILED' }])
  })

  test('that does not come is waited for a short while', async () => {
    const storage = await startSource(silence)
    const failure = await failureOf(open(storage.url, { timeoutMs: 50 }).put(address(storage)))
    expect(failure).toMatchObject({ kind: 'TRANSIENT', code: 'FILE_NOT_TAKEN' })
    expect(failure.message).toContain('TIMEOUT')
  })

  test('is no longer waited for when the work is stopped', async () => {
    const stop = new AbortController()
    const reason = new Error('stopped by the test')
    const storage = await startSource(() => stop.abort(reason))
    await expect(open(storage.url, { signal: stop.signal }).put(address(storage))).rejects.toBe(reason)
  })
})

test('a host that nobody listens on is a passing trouble', async () => {
  const gone = await startSource(ok(''))
  const { createServer } = await import('node:net')
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  const failure = await failureOf(open(gone.url).put(`http://localhost:${port}/?${secret}`, [`localhost:${port}`]))
  expect(failure).toMatchObject({ kind: 'TRANSIENT', code: 'FILE_NOT_TAKEN' })
})
