/**
 * `npm run test:web`: builds the web client where it is outdated and tests it in Chromium. Where there is no Chromium it is
 * installed by apt-get if this machine lets us; else the tests are skipped, and it is said why.
 */
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { findChromium } from './chromium.ts'

const root = resolve(import.meta.dirname, '..')
const run = (command: string, args: string[], env: Record<string, string> = {}) =>
  spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1

const chromium = findChromium()
if (chromium === null) {
  process.stdout.write('SKIPPED: there is no Chromium here, and it cannot be installed. Name one in CHROMIUM.\n')
} else {
  const built = run(process.execPath, ['scripts/buildWeb.ts', '--if-needed'])
  const args = ['run', '--config', 'vitest.web.config.ts', ...process.argv.slice(2)]
  process.exitCode = built || run('vitest', args, { CHROMIUM: chromium })
}
