/** `npm start`: the first start and later ones, mistakes of the operator, an orderly end and a sudden one. */
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createNetServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { ask } from '../support/server.ts'
import {
  api,
  cleanUp,
  createFurnisher,
  freshPath,
  ownKey,
  preparedFolder,
  printedKey,
  run,
  serverEnv,
  startServer,
  withDatabase,
} from './support.ts'

// Several processes a test, on machines that may have others at work.
vi.setConfig({ testTimeout: 120_000 })

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
  await cleanUp()
})

/** What a start that must fail leaves: its exit code and the lines on standard error. */
async function failedStart(env: Record<string, string>) {
  const server = run('server/main.ts', [], env)
  const { code } = await server.exit
  return { code, lines: server.stderr().split('\n').filter(Boolean), output: server.stdout() + server.stderr() }
}

const names = async (url: string, key: string): Promise<string[]> => {
  const query = '{ furnishers(first: 100) { edges { node { name } } } }'
  const { furnishers } = await api(url, key).ask(query)
  return furnishers.edges.map(({ node }: { node: { name: string } }) => node.name)
}

test('the first start prints an admin key, once; later ones print none, and it goes on working', async () => {
  const dataDir = await freshPath()
  const first = await startServer(dataDir)
  const key = (await first.says(() => printedKey(first))) as string
  for (const path of ['/health', '/ready']) expect((await fetch(first.url + path)).status, path).toBe(200)
  const viewer = async (url: string) => (await ask(url, key, '{ viewer { role organization { name } } }')).data
  expect(await viewer(first.url)).toEqual({ viewer: { role: 'ADMIN', organization: { name: expect.any(String) } } })
  expect((await ask(first.url, `${key.slice(0, -1)}0`, '{ viewer { role } }')).status).toBe(401)
  expect(await first.kill('SIGTERM')).toEqual({ code: 0, signal: null })
  expect(first.stdout().split(key)).toHaveLength(2)
  expect(first.stderr()).toBe('')

  const second = await startServer(dataDir)
  expect((await viewer(second.url)).viewer.role).toBe('ADMIN')
  await second.kill('SIGTERM')
  expect(printedKey(second)).toBeNull()
  expect(second.stdout()).not.toContain(key)
})

describe('a wrong variable ends the start with one line that names it and holds no secret', () => {
  const secret = 'hunter2-hunter2-hunter2'
  test.each([
    ['PORT', { PORT: '40000000' }, 'is "40000000"; it must be a whole number from 0 to 65535'],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }, 'fatal, error, warn, info'],
    ['DATABASE_URL', { DATABASE_URL: `mysql://lender:${secret}@db/lender` }, 'must be a PostgreSQL address'],
    ['MASTER_KEY', { MASTER_KEY: Buffer.from(secret).toString('base64') }, 'openssl rand -base64 32'],
    ['ADMIN_API_KEY', { ADMIN_API_KEY: secret }, 'must be a random text of 32 to 200'],
  ])('%s', async (name, env, said) => {
    const dataDir = await freshPath()
    const { code, lines, output } = await failedStart(serverEnv(dataDir, env as Record<string, string>))
    expect(code).toBe(1)
    expect(lines).toEqual([expect.stringMatching(new RegExp(`^${name} `))])
    expect(lines[0]).toContain(said)
    for (const hidden of ['hunter2', Buffer.from(secret).toString('base64')]) expect(output).not.toContain(hidden)
  })
})

describe('surroundings that are not as they should be: one line, no stack', () => {
  test('a second process on the same folder is told who has it', async () => {
    const dataDir = await preparedFolder()
    const first = await startServer(dataDir)
    const { code, lines } = await failedStart(serverEnv(dataDir))
    expect(code).toBe(1)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(`process ${first.pid} (${first.url})`)
    expect((await fetch(`${first.url}/ready`)).status).toBe(200)
  })

  test('a port that is taken: named, and the admin key is not lost with the start that failed', async () => {
    const taken = createNetServer().listen(0, '127.0.0.1')
    closers.push(() => taken.close())
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    const dataDir = await preparedFolder()
    const { code, lines } = await failedStart(serverEnv(dataDir, { PORT: String(port) }))
    expect(code).toBe(1)
    expect(lines).toEqual([expect.stringContaining(`127.0.0.1:${port}`)])
    expect(lines[0]).toContain('PORT')
    const second = await startServer(dataDir)
    const key = (await second.says(() => printedKey(second))) as string
    expect((await ask(second.url, key, '{ viewer { role } }')).status).toBe(200)
  })

  test('a PostgreSQL that does not answer, without its password', async () => {
    const free = createNetServer().listen(0, '127.0.0.1')
    await once(free, 'listening')
    const { port } = free.address() as AddressInfo
    await new Promise((resolve) => free.close(resolve))
    const url = `postgres://lender:hunter2@127.0.0.1:${port}/lender`
    const { code, lines } = await failedStart(serverEnv(await freshPath(), { DATABASE_URL: url }))
    expect(code).toBe(1)
    expect(lines).toEqual([expect.stringContaining('DATABASE_URL')])
    expect(lines[0]).toContain(`127.0.0.1:${port}`)
    expect(lines[0]).not.toContain('hunter2')
  })

  test('a folder that others can read', async () => {
    const dataDir = await freshPath()
    await mkdir(join(dataDir, 'something'), { recursive: true, mode: 0o755 })
    const { code, lines } = await failedStart(serverEnv(dataDir))
    expect(code).toBe(1)
    expect(lines).toEqual([expect.stringContaining('chmod 700')])
  })

  test('a database that a newer version has migrated', async () => {
    const dataDir = await preparedFolder()
    await withDatabase(dataDir, (database) =>
      database.query(`INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at)
        VALUES ('00000000-0000-7000-8000-000000000000', 'unknown', '29990101000000_from_the_future', now(), now())`),
    )
    const { code, lines } = await failedStart(serverEnv(dataDir))
    expect(code).toBe(1)
    expect(lines).toEqual([expect.stringContaining('29990101000000_from_the_future')])
    expect(lines[0]).toContain('newer version')
  })
})

/** A source that answers nothing until it is let go. */
async function heldSource() {
  const waiting: ServerResponse[] = []
  const asked = Promise.withResolvers<void>()
  const server: Server = createServer((_request, response) => {
    waiting.push(response)
    asked.resolve()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked: asked.promise,
    release() {
      server.removeAllListeners('request')
      const refuse = (response: ServerResponse) => response.writeHead(404, { connection: 'close' }).end('{}')
      server.on('request', (_request, response) => refuse(response))
      waiting.forEach(refuse)
    },
  }
}

const checkMutation = `mutation ($input: CheckConnectionInput!) {
  checkConnection(input: $input) { passed steps { name outcome } userErrors { message } } }`

const checkOf = (url: string) => ({
  input: {
    pluginId: 'loanpro',
    settings: { environment: 'SANDBOX', baseUrl: url },
    credentials: { token: 'any-token', instanceId: '5200000' },
  },
})

describe('SIGTERM', () => {
  test('a request at work is answered, new ones are not taken, and the folder can be opened again', async () => {
    const source = await heldSource()
    const dataDir = await preparedFolder()
    const key = ownKey()
    const server = await startServer(dataDir, { ADMIN_API_KEY: key })
    const answer = ask(server.url, key, checkMutation, checkOf(source.url))
    await source.asked
    const exit = server.kill('SIGTERM')
    await server.says((stdout) => stdout.includes('"msg":"stopping"'))
    await expect
      .poll(() =>
        fetch(`${server.url}/ready`).then(
          ({ status }) => status,
          () => 'refused',
        ),
      )
      .toBe('refused')
    source.release()
    const { status, data } = await answer
    expect(status).toBe(200)
    expect(data.checkConnection).toMatchObject({ passed: false, userErrors: [] })
    expect(await exit).toEqual({ code: 0, signal: null })
    expect(server.stderr()).toBe('')
    const second = await startServer(dataDir, { ADMIN_API_KEY: key })
    expect((await ask(second.url, key, '{ viewer { role } }')).status).toBe(200)
  })

  test('a request that does not end holds the process no longer than SHUTDOWN_SECONDS', async () => {
    const source = await heldSource()
    const key = ownKey()
    const server = await startServer(await preparedFolder(), { ADMIN_API_KEY: key, SHUTDOWN_SECONDS: '1' })
    const answer = ask(server.url, key, checkMutation, checkOf(source.url)).catch((error: unknown) => error)
    await source.asked
    expect(await server.kill('SIGTERM')).toEqual({ code: 1, signal: null })
    expect(await answer).toBeInstanceOf(Error)
  })
})

test('kill -9: every row whose mutation was answered is there after the next start', async () => {
  const dataDir = await preparedFolder()
  const key = ownKey()
  const expected: string[] = []
  for (let round = 0; round < 2; round++) {
    const server = await startServer(dataDir, { ADMIN_API_KEY: key })
    expect((await names(server.url, key)).sort()).toEqual([...expected].sort())
    for (let count = 0; count < 6; count++) {
      const name = `FURNISHER ${round} ${count}`
      await createFurnisher(api(server.url, key), name)
      expected.push(name)
    }
    expect(await server.kill('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' })
  }
  const last = await startServer(dataDir, { ADMIN_API_KEY: key })
  expect((await names(last.url, key)).sort()).toEqual([...expected].sort())
})
