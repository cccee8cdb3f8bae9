/** The demo's two servers, each in a process of its own, as they would be run. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Started {
  url: string
  stop(): Promise<void>
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/** A child that ended before it was ready, with the last it said. */
export class StartFailed extends Error {}

/**
 * Runs a script and waits for the line of JSON on its standard output that `ready` accepts.
 * @throws StartFailed
 */
export async function startProcess(
  name: string,
  args: string[],
  env: Record<string, string>,
  ready: (line: Record<string, unknown>) => string | null,
): Promise<Started> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  const keep = (line: string) => {
    said.push(line)
    if (said.length > 20) said.shift()
  }
  createInterface({ input: child.stderr }).on('line', keep)
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      keep(line)
      const found = ready(parse(line))
      if (found) resolve(found)
    })
    child.once('exit', (code) => reject(new StartFailed(`The ${name} ended with code ${code}:\n${said.join('\n')}`)))
    child.once('error', reject)
  })
  return { url, stop: () => stop(child) }
}

function parse(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}
