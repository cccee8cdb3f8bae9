/** The tools beside a live server: deleting an organization, changing the master key. */
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import WebSocket from 'ws'
import { ask } from '../support/server.ts'
import { api, cleanUp, createFurnisher, ownKey, preparedFolder, run, serverEnv, startServer } from './support.ts'

vi.setConfig({ testTimeout: 120_000 })
afterEach(cleanUp)

async function tool(script: string, args: string[], env: Record<string, string>) {
  const process = run(script, args, env)
  const { code } = await process.exit
  return { code, stdout: process.stdout(), stderr: process.stderr() }
}

const names = '{ furnishers(first: 9) { edges { node { name } } } }'

test('an organization is deleted by the running server: its key is refused, its socket closed, its rows gone', async () => {
  const dataDir = await preparedFolder()
  const env = serverEnv(dataDir)
  const server = await startServer(dataDir, { ADMIN_API_KEY: ownKey() })
  const made = await tool('scripts/org.ts', ['create', 'Canary', 'Lending'], env)
  const [, id] = /Organization: (\S+)/.exec(made.stdout)!
  const [, key] = /safe\): (\S+)/.exec(made.stdout)!
  await createFurnisher(api(server.url, key!), 'Canary furnisher')
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } }))
  expect(String((await once(socket, 'message'))[0])).toContain('connection_ack')
  const closed = once(socket, 'close')

  expect(await tool('scripts/org.ts', ['delete', id!], env)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('give its name: Canary Lending'),
  })
  const deleted = await tool('scripts/org.ts', ['delete', id!, '--confirm', 'Canary Lending'], env)
  expect(deleted).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Deleted, with \d+ rows\.$/m) })
  // Remembered for a second at the most.
  await vi.waitFor(async () => expect((await ask(server.url, key!, names)).status).toBe(401), { timeout: 5_000 })
  expect((await closed)[0]).toBe(4403)
  const listed = await tool('scripts/org.ts', ['list'], env)
  expect(listed.stdout).toContain('First organization')
  expect(listed.stdout).not.toContain('Canary')
  expect(await server.kill('SIGTERM')).toEqual({ code: 0, signal: null })
})

test('the key file gets a new key while the server runs; with the old one nothing opens any more', async () => {
  const dataDir = await preparedFolder()
  const key = ownKey()
  const env = serverEnv(dataDir, { ADMIN_API_KEY: key })
  const first = await startServer(dataDir, { ADMIN_API_KEY: key })
  await tool('scripts/org.ts', ['create', 'Second'], env)
  const file = join(dataDir, 'masterKey')
  const old = await readFile(file, 'utf8')
  const rotated = await tool('scripts/vault.ts', ['rotate'], serverEnv(dataDir))
  expect(rotated).toMatchObject({ code: 0, stdout: expect.stringContaining('2 of 2 organizations') })
  const fresh = await readFile(file, 'utf8')
  expect(fresh).toMatch(/^\S{44}\n$/)
  expect(fresh).not.toBe(old)
  // The running server makes organizations under the new key, and serves those it had.
  const third = await tool('scripts/org.ts', ['create', 'Third'], env)
  expect(third.code).toBe(0)
  await createFurnisher(api(first.url, key), 'After the change')
  await first.kill('SIGTERM')

  const second = await startServer(dataDir, { ADMIN_API_KEY: key })
  const { furnishers } = await api(second.url, key).ask(names)
  expect(furnishers.edges).toEqual([{ node: { name: 'After the change' } }])
  await second.kill('SIGTERM')
  await writeFile(file, old, { mode: 0o600 })
  const stale = run('server/main.ts', [], env)
  expect((await stale.exit).code).toBe(1)
  expect(stale.stderr()).toContain('is not configured')

  // Cut off after the new key was written: the next start brings it to its end.
  await writeFile(file, `${fresh}${old}`, { mode: 0o600 })
  const last = await startServer(dataDir, { ADMIN_API_KEY: key })
  expect(await readFile(file, 'utf8')).toBe(fresh)
  await last.kill('SIGTERM')
})

test('a configured key is changed while the server runs, by a tool that is given both', async () => {
  const dataDir = await preparedFolder()
  const [before, after] = ['a', 'b'].map((seed) =>
    Buffer.from(`${seed}bcdefghijklmnopqrstuvwxyz012345`).toString('base64'),
  )
  const key = ownKey()
  const server = await startServer(dataDir, { ADMIN_API_KEY: key, MASTER_KEY: before! })
  const env = serverEnv(dataDir, { MASTER_KEY: after!, MASTER_KEY_PREVIOUS: before! })
  expect(await tool('scripts/vault.ts', ['rotate'], env)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('1 of 1 organizations'),
  })
  expect(await tool('scripts/vault.ts', ['rotate'], env)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('0 of 1 organizations'),
  })
  await createFurnisher(api(server.url, key), 'Still at work')
  await server.kill('SIGTERM')
  const next = await startServer(dataDir, { ADMIN_API_KEY: key, MASTER_KEY: after! })
  expect((await ask(next.url, key, names)).status).toBe(200)
  await next.kill('SIGTERM')
})
