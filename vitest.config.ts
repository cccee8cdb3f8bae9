import { defineConfig } from 'vitest/config'

/** `npm test`. The suites in test/postgres need a real PostgreSQL and run in CI (see .ci/run). */
const config = defineConfig({
  // Vite would load graphql's ES modules beside the CommonJS ones that Node gives its libraries: two realms.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: process.env.TEST_POSTGRES ? [] : ['test/postgres/**'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
})

export { config as default }
