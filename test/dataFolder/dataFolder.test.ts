import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import {
  acquireDataFolder,
  DataFolderBusyError,
  DataFolderError,
  findDataFolderOwner,
  loadMasterKeys,
} from '../../server/dataFolder.ts'

const hasModes = process.platform !== 'win32'
let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'metro2-folder-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const mode = (path: string) => statSync(path).mode & 0o777

function caught(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  throw new Error('did not throw')
}

/** Another process that owns the folder until it is killed. */
async function ownerProcess(dir: string, url: string): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('holdFolder.ts', import.meta.url))
  const child = spawn(process.execPath, [script, dir, url], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = await once(createInterface(child.stdout), 'line')
  expect(line).toBe('owned')
  return child
}

test('makes the folder for this user only, and gives it back', () => {
  const dir = join(root, 'deep', 'data')
  const folder = acquireDataFolder(dir, { url: 'http://127.0.0.1:4000' })
  expect(mode(dir)).toBe(0o700)
  expect(folder.owner).toMatchObject({ pid: process.pid, url: 'http://127.0.0.1:4000' })
  expect(findDataFolderOwner(dir)).toEqual(folder.owner)
  folder.release()
  folder.release()
  expect(findDataFolderOwner(dir)).toBeNull()
  acquireDataFolder(dir).release()
})

test('nobody owns a folder that is not there', () => {
  expect(findDataFolderOwner(join(root, 'none'))).toBeNull()
})

test('a second owner in the same process is refused', () => {
  const folder = acquireDataFolder(root)
  onTestFinished(() => folder.release())
  expect(caught(() => acquireDataFolder(root))).toBeInstanceOf(DataFolderBusyError)
})

test('a second process learns the pid and the URL of the owner', async () => {
  const child = await ownerProcess(root, 'http://127.0.0.1:4123')
  const error = caught(() => acquireDataFolder(root)) as DataFolderBusyError
  expect(error).toBeInstanceOf(DataFolderBusyError)
  expect(error.owner).toMatchObject({ pid: child.pid, url: 'http://127.0.0.1:4123' })
  expect(error.message).toContain(`in use by process ${child.pid} (http://127.0.0.1:4123)`)
  expect(error.message).toContain('DATA_DIR')
})

test('the folder of a process killed with -9 is free again', async () => {
  const child = await ownerProcess(root, 'http://127.0.0.1:4123')
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
  expect(readFileSync(join(root, 'owner.json'), 'utf8')).toContain(String(child.pid))
  expect(findDataFolderOwner(root)).toBeNull()
  const folder = acquireDataFolder(root)
  onTestFinished(() => folder.release())
  expect(findDataFolderOwner(root)).toMatchObject({ pid: process.pid })
})

test.runIf(hasModes)('an empty folder that others may read is closed, a full one is refused', () => {
  const dir = join(root, 'open')
  mkdirSync(dir)
  chmodSync(dir, 0o755)
  acquireDataFolder(dir).release()
  expect(mode(dir)).toBe(0o700)
  chmodSync(dir, 0o750)
  const error = caught(() => acquireDataFolder(dir)) as DataFolderError
  expect(error).toBeInstanceOf(DataFolderError)
  expect(error.message).toContain(`chmod 700 '${dir}'`)
})

test('a folder that cannot be made is an error with its cause', () => {
  writeFileSync(join(root, 'file'), '')
  const error = caught(() => acquireDataFolder(join(root, 'file', 'data'))) as DataFolderError
  expect(error).toBeInstanceOf(DataFolderError)
  expect(error.message).toMatch(/cannot be made \((ENOTDIR|EEXIST)\).*DATA_DIR/)
})

test('a lock file that is none is an error, not an owner', () => {
  mkdirSync(join(root, 'server.lock'))
  const error = caught(() => acquireDataFolder(root))
  expect(error).toBeInstanceOf(DataFolderError)
  expect(error).not.toBeInstanceOf(DataFolderBusyError)
})

test('the master key is made once, for this user only', () => {
  const folder = { path: root }
  const key = loadMasterKeys(folder)[0]
  expect(key).toHaveLength(32)
  expect(loadMasterKeys(folder)[0].equals(key)).toBe(true)
  if (hasModes) expect(mode(join(root, 'masterKey'))).toBe(0o600)
})

test.runIf(hasModes)('a key file that others may read is refused with the command to run', () => {
  loadMasterKeys({ path: root })
  const file = join(root, 'masterKey')
  chmodSync(file, 0o640)
  const error = caught(() => loadMasterKeys({ path: root })) as DataFolderError
  expect(error).toBeInstanceOf(DataFolderError)
  expect(error.message).toContain(`chmod 600 '${file}'`)
})

test('a damaged key file is not replaced', () => {
  const file = join(root, 'masterKey')
  writeFileSync(file, 'c2hvcnQ=\n', { mode: 0o600 })
  const error = caught(() => loadMasterKeys({ path: root })) as DataFolderError
  expect(error.message).toMatch(/holds no master key .* backup/)
  expect(error.message).not.toContain('c2hvcnQ')
  expect(readFileSync(file, 'utf8')).toBe('c2hvcnQ=\n')
})
