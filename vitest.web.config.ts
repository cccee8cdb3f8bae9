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
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
})
