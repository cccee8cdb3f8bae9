/** The demo's two servers, each in a process of its own, as they would be run. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** A child that ended before it was ready, with the last it said. */
export class StartFailed extends Error {}

/** Those that run, the first started first. */
const children = new Set<ChildProcess>()
// However the demo ends, nothing of it stays behind.
process.once('exit', () => {
  for (const child of children) child.kill('SIGTERM')
})

/** Ends them in order, the last started first, also those that are not ready yet. */
export async function stopProcesses(): Promise<void> {
  for (const child of [...children].reverse()) await stop(child)
}

/**
 * Runs a script and collects what `read` finds in the lines of its standard output, until it has found all of it.
 * @throws StartFailed
 */
export async function startProcess<T>(
  name: string,
  args: string[],
  env: Record<string, string>,
  read: (line: string) => T | null,
): Promise<T> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.add(child)
  child.once('exit', () => children.delete(child))
  const last: string[] = []
  const keep = (line: string) => {
    last.push(line)
    if (last.length > 20) last.shift()
  }
  createInterface({ input: child.stderr }).on('line', keep)
  return new Promise<T>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      keep(line)
      const found = read(line)
      if (found !== null) resolve(found)
    })
    child.once('exit', (code) => reject(new StartFailed(`The ${name} ended with code ${code}:\n${last.join('\n')}`)))
    child.once('error', reject)
  })
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}
