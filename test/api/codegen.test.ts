import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

test('schema snapshot and typed documents are up to date, and break no client unannounced', async () => {
  const root = resolve(import.meta.dirname, '../..')
  const checked = await promisify(execFile)(process.execPath, ['codegen.ts', '--check'], { cwd: root }).then(
    () => '',
    (error: { stderr: string }) => error.stderr,
  )
  expect(checked).toBe('')
})
