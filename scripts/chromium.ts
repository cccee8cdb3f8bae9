/** Where Chromium is on this machine. */
import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

/** Path of the browser; one that is missing is installed where we may. Null where we may not. */
export function findChromium(): string | null {
  const named = process.env.CHROMIUM
  if (named) return isExecutable(named) ? named : null
  return onPath() ?? (install() ? onPath() : null)
}

function onPath(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable) ?? null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Only as root, so that nobody is asked for a password in the middle of a test run. */
function install(): boolean {
  if (process.getuid?.() !== 0) return false
  process.stdout.write('Installing Chromium …\n')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const get = (...args: string[]) => spawnSync('apt-get', ['-qq', ...args], { stdio: 'ignore', env }).status === 0
  return get('install', '-y', 'chromium') || (get('update') && get('install', '-y', 'chromium'))
}
