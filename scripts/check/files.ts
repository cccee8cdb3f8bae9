/** Files of the command line: opened with answers a person can act on, read in pieces. */
import { createReadStream, fstatSync, openSync, type ReadStream, readSync, realpathSync } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import type { StoredBytes } from '../../server/metro2/reader/previousMonth.ts'
import { Trouble } from './arguments.ts'

const pieceLength = 65_536

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EISDIR: 'it is a directory',
}

/** What the system said of a file, for people. */
export function trouble(name: string, error: unknown): Trouble {
  const { code, message } = error as NodeJS.ErrnoException
  return new Trouble(`${name}: ${reasons[code ?? ''] ?? message}.`)
}

function openForReading(name: string): number {
  try {
    const file = openSync(name, 'r')
    if (fstatSync(file).isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' })
    return file
  } catch (error) {
    throw trouble(name, error)
  }
}

/** The bytes of a file, or of standard input for `-`. */
export function streamOf(name: string): AsyncIterable<Uint8Array> {
  if (name === '-') return process.stdin
  const stream: ReadStream = createReadStream(name, { fd: openForReading(name), highWaterMark: pieceLength })
  return stream
}

/** A file that is read several times and from the middle. Neighbouring records come out of one read. */
export function storedBytes(name: string): StoredBytes {
  const file = openForReading(name)
  if (!fstatSync(file).isFile()) throw new Trouble(`${name}: it must be a file, for it is read more than once.`)
  const piece = new Uint8Array(pieceLength)
  const window = new Uint8Array(pieceLength)
  let begin = 0
  let end = 0
  const inWindow = (offset: number, length: number) => offset >= begin && offset + length <= end
  return {
    *chunks() {
      for (let at = 0; ; ) {
        const count = readSync(file, piece, 0, pieceLength, at)
        if (count === 0) return
        at += count
        yield piece.subarray(0, count)
      }
    },
    read(offset, length) {
      if (!inWindow(offset, length)) {
        // Files of two months mostly stand in the same order; where they do not, reading ahead would be waste.
        const ahead = offset >= begin && offset <= end + pieceLength
        const count = readSync(file, window, 0, ahead || end === 0 ? pieceLength : length, offset)
        begin = offset
        end = offset + count
      }
      return window.subarray(offset - begin, Math.min(offset - begin + length, end - begin))
    },
  }
}

export interface OutFile {
  /** Resolves when the text is written. */
  write(text: string): Promise<void>
  /** Puts the file in its place. */
  keep(): Promise<void>
  /** Leaves nothing behind. */
  drop(): Promise<void>
}

function samePlace(a: string, b: string): boolean {
  try {
    return realpathSync(a) === realpathSync(b)
  } catch {
    return false
  }
}

/** A file that appears under its name only when it is whole. `inputs` are never written over. */
export async function outFile(name: string, inputs: readonly string[]): Promise<OutFile> {
  if (inputs.some((input) => samePlace(input, name))) {
    throw new Trouble(`--rewrite ${name}: that is a file being read. Choose another name.`)
  }
  const part = `${name}.part`
  let handle: FileHandle
  try {
    // Social Security numbers stand in it.
    handle = await open(part, 'w', 0o600)
  } catch (error) {
    throw trouble(part, error)
  }
  return {
    async write(text) {
      await handle.writeFile(Buffer.from(text, 'latin1'))
    },
    async keep() {
      await handle.close()
      await rename(part, name)
    },
    async drop() {
      await handle.close()
      await rm(part, { force: true })
    },
  }
}
