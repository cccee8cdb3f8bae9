/** `npm run test:postgres`: starts a real PostgreSQL and runs the suites that need one; names after `--` choose others. */
import { spawn } from 'node:child_process'
import { withPostgres } from '../test/support/embeddedPostgres.ts'

const names = process.argv.slice(2)
const usual = ['database', 'sync', 'operations', 'schedule', 'egress', 'webhooks', 'reporting', 'process/roles']
const suites = names.length > 0 ? names : usual.map((name) => `test/${name}`)

const status = await withPostgres(['-c', 'fsync=off'], (url) => {
  const child = spawn('vitest', ['run', ...suites], { stdio: 'inherit', env: { ...process.env, TEST_POSTGRES: url } })
  return new Promise<number>((resolve) => child.on('exit', (code) => resolve(code ?? 1)))
})
process.exit(status)
