import { defineConfig } from 'vitest/config'

/** `npm run test:web`: the web client in a real browser, against the real server and the sandbox. */
export default defineConfig({
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    globalSetup: ['test/support/globalSetup.ts'],
    include: ['test/web/e2e/**/*.e2e.ts'],
    // One story: each test goes on where the one before it ended.
    sequence: { concurrent: false },
    bail: 1,
    // Never reached by a test that holds, on whatever machine: it is to end one that waits for what does not come.
    testTimeout: 240_000,
    hookTimeout: 480_000,
    expect: { poll: { timeout: 90_000 } },
    maxWorkers: 2,
  },
})
