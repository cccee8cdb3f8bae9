import { defineConfig } from 'vitest/config'

/** `npm test`. With TEST_POSTGRES (see scripts/testPostgres.ts) the database suites run on PostgreSQL as well. */
export default defineConfig({
  // Vite would load graphql's ES modules beside the CommonJS ones that Node gives its libraries: two realms.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    globalSetup: ['test/support/globalSetup.ts'],
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
})
