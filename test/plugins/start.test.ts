import { afterEach, expect, test, vi } from 'vitest'
import { cleanUp, freshPath, run, serverEnv } from '../process/support.ts'

vi.setConfig({ testTimeout: 120_000 })
afterEach(cleanUp)

test.each([
  ['m2-source-nowhere', 'npm install m2-source-nowhere'],
  ['zod', 'Package "zod" exports no "plugin".'],
  ['../evil', 'PLUGINS is "../evil"; it must be names of installed npm packages'],
])('PLUGINS=%s ends the start with one line that says what to do', async (name, said) => {
  const server = run('server/main.ts', [], serverEnv(await freshPath(), { PLUGINS: name }))
  expect((await server.exit).code).toBe(1)
  const lines = server.stderr().split('\n').filter(Boolean)
  expect(lines).toEqual([expect.stringContaining(said)])
})
