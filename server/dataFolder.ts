/**
 * The data folder: embedded database, key file, lock. Exactly one process owns it, because two processes can open one
 * embedded database without an error and then lose committed rows.
 *
 * The lock is an exclusive SQLite transaction on an empty file: SQLite takes a lock of the operating system's kernel,
 * which ends with the process however it ends. A file with a process id would have to be judged after a crash, and ids
 * are used again and mean nothing across containers that share a volume. What the kernel cannot see either is a
 * network file system with broken locks; the embedded database does not belong there.
 */
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parseMasterKey } from './config.ts'

/** Who holds the folder. `url` is null until the server listens. */
export interface FolderOwner {
  pid: number
  url: string | null
  /** ISO 8601. */
  startedAt: string
}

export interface DataFolder {
  /** Absolute. */
  path: string
  owner: FolderOwner
  /** Tells later comers where this process answers. */
  setUrl(url: string): void
  /** Gives the folder back; may be called twice. Close the database first. */
  release(): void
}

/** The folder cannot be used: what is wrong, and the command or setting that mends it. */
export class DataFolderError extends Error {
  override name = 'DataFolderError'
}

/** Another process owns the folder. `owner` is null in the instant before it has written who it is. */
export class DataFolderBusyError extends DataFolderError {
  override name = 'DataFolderBusyError'
  readonly owner: FolderOwner | null
  constructor(path: string, owner: FolderOwner | null) {
    const who = owner ? `process ${owner.pid}${owner.url ? ` (${owner.url})` : ''}` : 'another process'
    super(`The data folder ${path} is in use by ${who}. Stop that process, or set DATA_DIR to another folder.`)
    this.owner = owner
  }
}

const lockName = 'server.lock'
const ownerName = 'owner.json'
const keyName = 'masterKey'
/** Windows has no such modes; there the folder's access list decides. */
const hasModes = process.platform !== 'win32'

/** Keeps the locks from the garbage collector, which would let go of them. */
const held = new Set<DatabaseSync>()

/**
 * Makes the folder (mode 0700) if need be and takes its lock for this process.
 * @throws DataFolderBusyError when another process, or this one, has it
 * @throws DataFolderError when the folder cannot be made or others may read it
 */
export function acquireDataFolder(dir: string, options: { url?: string | null } = {}): DataFolder {
  const path = resolve(dir)
  makePrivateFolder(path)
  // Long enough for somebody who only looks (findDataFolderOwner) to be gone again.
  const lock = takeLock(path, 100)
  if (!lock) throw new DataFolderBusyError(path, readOwner(path))
  held.add(lock)
  const owner: FolderOwner = { pid: process.pid, url: options.url ?? null, startedAt: new Date().toISOString() }
  writeWhole(join(path, ownerName), JSON.stringify(owner))
  return {
    path,
    owner,
    setUrl(url) {
      owner.url = url
      if (held.has(lock)) writeWhole(join(path, ownerName), JSON.stringify(owner))
    },
    release() {
      if (!held.delete(lock)) return
      rmSync(join(path, ownerName), { force: true })
      lock.close()
    },
  }
}

/** Who owns the folder now; null when nobody does, `'unknown'` when the owner has not yet said who it is. */
export function findDataFolderOwner(dir: string): FolderOwner | 'unknown' | null {
  const path = resolve(dir)
  if (!statSync(join(path, lockName), { throwIfNoEntry: false })) return null
  const lock = takeLock(path)
  lock?.close()
  return lock ? null : (readOwner(path) ?? 'unknown')
}

/**
 * The master keys in the folder's key file, one a line: the present one, then those of a change that was cut off. Made when
 * there is none. Only the owner of the folder may call it.
 * @throws DataFolderError when others may read the file, or it holds no key
 */
export function loadMasterKeys(folder: Pick<DataFolder, 'path'>): [Buffer, ...Buffer[]] {
  const file = join(folder.path, keyName)
  const text = readPrivateFile(file)
  if (text === null) {
    const key = randomBytes(32)
    writeMasterKeys(folder, [key])
    return [key]
  }
  const [present, ...former] = text.trim().split(/\s+/).map(parseMasterKey)
  if (Buffer.isBuffer(present) && former.every((key) => Buffer.isBuffer(key))) return [present, ...former]
  throw new DataFolderError(
    `The key file ${file} holds no master key (32 bytes in base64). Put it back from a backup: without it the sealed data cannot be read.`,
  )
}

/**
 * Puts `keys`, the present one first, in the place of those that were read. A crash leaves the file as it was, or whole.
 * @throws DataFolderError when the file holds other keys by now: they may be the only copy
 */
export function replaceMasterKeys(
  folder: Pick<DataFolder, 'path'>,
  read: readonly Buffer[],
  keys: readonly Buffer[],
): void {
  const present = loadMasterKeys(folder)
  if (present.length !== read.length || present.some((key, index) => !key.equals(read[index]!))) {
    const file = join(folder.path, keyName)
    throw new DataFolderError(`The key file ${file} was changed by somebody else. Nothing was written; try again.`)
  }
  writeMasterKeys(folder, keys)
}

function writeMasterKeys(folder: Pick<DataFolder, 'path'>, keys: readonly Buffer[]): void {
  writeWhole(join(folder.path, keyName), keys.map((key) => `${key.toString('base64')}\n`).join(''))
}

function makePrivateFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new DataFolderError(
      `The data folder ${path} cannot be made (${code}). Set DATA_DIR to a folder this user can write.`,
    )
  }
  const open = statSync(path).mode & 0o077
  if (!hasModes || open === 0) return
  // A folder made by hand for us is empty; one that holds something may be shared on purpose, so a person decides.
  if (readdirSync(path).length === 0 && tryChmod(path, 0o700)) return
  throw new DataFolderError(
    `Other users can read the data folder ${path}. Run: chmod 700 '${path}', or set DATA_DIR to a new folder inside it.`,
  )
}

function tryChmod(path: string, mode: number): boolean {
  try {
    chmodSync(path, mode)
    return true
  } catch {
    return false
  }
}

const sqliteBusy = 5

/** The open lock, or null when it is taken. */
function takeLock(path: string, patience = 0): DatabaseSync | null {
  const file = join(path, lockName)
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(file, { timeout: patience })
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock?.close()
    const { errcode, message } = error as Error & { errcode?: number }
    if (errcode === sqliteBusy) return null
    throw new DataFolderError(
      `The lock file ${file} cannot be used (${message}). Check that this user may write there.`,
    )
  }
}

function readOwner(path: string): FolderOwner | null {
  try {
    return JSON.parse(readFileSync(join(path, ownerName), 'utf8')) as FolderOwner
  } catch {
    return null
  }
}

/** Null when there is no such file. */
function readPrivateFile(file: string): string | null {
  let fd: number
  try {
    fd = openSync(file, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new DataFolderError(
      `The key file ${file} cannot be read (${(error as NodeJS.ErrnoException).code}). Give it to the user that runs the server.`,
    )
  }
  try {
    if (hasModes && fstatSync(fd).mode & 0o077)
      throw new DataFolderError(`Other users can read the key file ${file}. Run: chmod 600 '${file}'`)
    return readFileSync(fd, 'utf8')
  } finally {
    closeSync(fd)
  }
}

/** Writes so that a crash leaves the old file or the whole new one: a lost key would lose the data it seals. */
function writeWhole(file: string, text: string): void {
  const fresh = `${file}.new`
  rmSync(fresh, { force: true })
  const fd = openSync(fresh, 'wx', 0o600)
  try {
    writeFileSync(fd, text)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(fresh, file)
  syncFolder(dirname(file))
}

/** Until then a power cut may bring the old name back. Windows opens no folders. */
function syncFolder(path: string): void {
  if (!hasModes) return
  const fd = openSync(path, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
