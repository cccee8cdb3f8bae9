import { describe, expect, test } from 'vitest'
import { SourceFailure } from '../../plugins/contract.ts'
import { refusedRange } from '../../server/egress/address.ts'
import { ok, open, startSource } from './source.ts'

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (e: unknown) => e,
  )
  if (error === null) return 'ANSWERED'
  if (!(error instanceof SourceFailure)) throw error
  return error.code
}

describe('addresses', () => {
  const allowed = ['8.8.8.8', '93.184.216.34', '2606:4700:4700::1111', '::ffff:8.8.8.8']
  test.each(allowed)('%s may be used', (address) => {
    expect(refusedRange(address, false)).toBeNull()
    expect(refusedRange(address, true)).toBeNull()
  })

  const own = ['127.0.0.1', '127.8.9.1', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1']
  const own6 = ['100.64.7.7', '::1', 'fd12:3456::1', 'fc00::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1']
  test.each([...own, ...own6])('%s only where private addresses are allowed', (address) => {
    expect(refusedRange(address, false)).not.toBeNull()
    expect(refusedRange(address, true)).toBeNull()
  })

  const metadata = ['169.254.169.254', '169.254.170.2', '::ffff:169.254.169.254', 'fe80::1', 'fd00:ec2::254']
  const clouds = ['100.100.100.200', '168.63.129.16', '::ffff:168.63.129.16']
  const notGivenOut = ['::7f00:1', '::808:808', '4000::1', '8000::1', 'fd00:ec2:0:0:0:0:0:254']
  const odd = ['0.0.0.0', '::', '255.255.255.255', '224.0.0.1', 'ff02::1', '240.0.0.1', '192.0.2.1', '198.18.0.1']
  const tunnels = ['64:ff9b::7f00:1', '2002:7f00:1::', '2001:0:7f00:1::', '::ffff:0:127.0.0.1', 'nonsense', '']
  test.each([...metadata, ...clouds, ...notGivenOut, ...odd, ...tunnels])('%j never', (address) => {
    expect(refusedRange(address, false)).not.toBeNull()
    expect(refusedRange(address, true)).not.toBeNull()
  })
})

describe('the guard', () => {
  const strict = { allowPrivate: false }

  test.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://169.254.169.254/latest/meta-data/',
  ])('refuses %s before connecting', async (url) => {
    const { fetch, events } = open({ url }, strict)
    expect(await codeOf(fetch(url))).toBe('PRIVATE_ADDRESS')
    expect(events).toEqual([])
  })

  test('refuses plain http unless private addresses are allowed', async () => {
    const source = await startSource(ok())
    expect(await codeOf(open(source, strict).fetch(source.url))).toBe('NOT_HTTPS')
    expect(await codeOf(open(source).fetch(source.url))).toBe('ANSWERED')
    expect(source.requests).toHaveLength(1)
  })

  test('refuses a name that resolves to a private address, while connecting', async () => {
    const source = await startSource(ok())
    const url = `https://source.test:${source.port}/`
    const { fetch } = open({ url }, { ...strict, resolve: async () => [{ address: '127.0.0.1', family: 4 }] })
    expect(await codeOf(fetch(url))).toBe('PRIVATE_ADDRESS')
    expect(source.requests).toHaveLength(0)
  })

  test('refuses a name with one private address among several', async () => {
    const url = 'https://source.test/'
    const addresses = [
      { address: '93.184.216.34', family: 4 },
      { address: 'fd00::1', family: 6 },
    ]
    expect(await codeOf(open({ url }, { ...strict, resolve: async () => addresses }).fetch(url))).toBe(
      'PRIVATE_ADDRESS',
    )
  })

  test('connects to the address it checked: a name that changes its address gains nothing', async () => {
    const source = await startSource((response) => void response.setHeader('connection', 'close').end('{}'))
    const url = `http://source.test:${source.port}/`
    const answers = ['127.0.0.1', '169.254.169.254']
    let asked = 0
    const resolve = async () => [{ address: answers[asked++]!, family: 4 }]
    const { fetch } = open({ url }, { resolve })
    expect(await codeOf(fetch(url))).toBe('ANSWERED')
    // One look-up a connection, none between the check and the socket.
    expect(asked).toBe(1)
    expect(await codeOf(fetch(url))).toBe('PRIVATE_ADDRESS')
    expect(source.requests).toHaveLength(1)
  })

  test.each([
    ['another host', (base: string) => base.replace('127.0.0.1', 'localhost')],
    ['another port', (base: string) => base.replace(/:\d+$/, ':1')],
    ['another scheme', (base: string) => base.replace('http:', 'https:')],
    ['a password in it', (base: string) => base.replace('http://', 'http://me:pw@')],
    ['no address at all', () => 'http://'],
  ])('refuses %s than the base URL', async (_, change) => {
    const source = await startSource(ok())
    expect(await codeOf(open(source).fetch(change(source.url)))).toBe('FOREIGN_HOST')
    expect(source.requests).toHaveLength(0)
  })
})
