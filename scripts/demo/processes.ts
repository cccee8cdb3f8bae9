/** The demo's two servers, each in a process of its own, as they would be run. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Started {
  stop(): Promise<void>
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/** A child that ended before it was ready, with the last it said. */
export class StartFailed extends Error {}

/**
 * Runs a script and collects what `read` finds in the lines of its standard output, until it has found all of it.
 * @throws StartFailed
 */
export async function startProcess<T>(
  name: string,
  args: string[],
  env: Record<string, string>,
  read: (line: string) => T | null,
): Promise<Started & { said: T }> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const last: string[] = []
  const keep = (line: string) => {
    last.push(line)
    if (last.length > 20) last.shift()
  }
  createInterface({ input: child.stderr }).on('line', keep)
  const said = await new Promise<T>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      keep(line)
      const found = read(line)
      if (found !== null) resolve(found)
    })
    child.once('exit', (code) => reject(new StartFailed(`The ${name} ended with code ${code}:\n${last.join('\n')}`)))
    child.once('error', reject)
  })
  return { said, stop: () => stop(child) }
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}
