import { defineConfig } from 'vitest/config'

/** `npm test`. The suites in test/postgres need a real PostgreSQL and run in CI (see .ci/run). */
const config = defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: process.env.TEST_POSTGRES ? [] : ['test/postgres/**'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
})

export { config as default }
