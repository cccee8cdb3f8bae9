import { describe, expect, test } from 'vitest'
import { isDatabaseTrouble } from '../../server/database/trouble.ts'
import { freshDatabase, postgresUrl } from '../support/databases.ts'

const coded = (code: string, cause?: unknown) => Object.assign(new Error('it failed', { cause }), { code })

test.each([
  ['shut down by the administrator', coded('57P01'), true],
  ['connection exception', coded('08006'), true],
  ['deadlock', coded('40P01'), true],
  ['nobody listens', coded('ECONNREFUSED'), true],
  ['no connection in time, by Prisma', coded('P2024'), true],
  ['a transaction that Prisma ended', coded('P2028'), true],
  ['in the cause', new Error('outer', { cause: coded('57P03') }), true],
  ['what an adapter was told', { cause: { originalCode: '57P01', kind: 'postgres' } }, true],
  ['pg without a code', new Error('Connection terminated unexpectedly'), true],
  ['a unique key', coded('P2002'), false],
  ['a table that is not there', coded('42P01'), false],
  ['a fault of the program', new TypeError('x is not a function'), false],
  ['nothing', null, false],
])('%s', (_name, error, expected) => expect(isDatabaseTrouble(error)).toBe(expected))

test('causes that go round in a circle end', () => {
  const error = new Error('round')
  error.cause = error
  expect(isDatabaseTrouble(error)).toBe(false)
})

describe.runIf(postgresUrl)('as PostgreSQL and Prisma say it', () => {
  test('a connection that is ended in a transaction', async () => {
    const database = await freshDatabase('postgres')
    try {
      const dying = database.system.$transaction(async (tx) => {
        await tx.$queryRawUnsafe('SELECT pg_terminate_backend(pg_backend_pid())')
        await tx.$queryRawUnsafe('SELECT 1')
      })
      const error = await dying.then(
        () => null,
        (reason: unknown) => reason,
      )
      expect(error).not.toBe(null)
      expect(isDatabaseTrouble(error)).toBe(true)
      // The pool goes on with another connection.
      expect(await database.sql('SELECT 1 AS one')).toEqual([{ one: 1 }])
    } finally {
      await database.close()
    }
  })

  test('a wrong statement is none', async () => {
    const database = await freshDatabase('postgres')
    try {
      const error = await database.system.$queryRawUnsafe('SELECT * FROM nowhere').catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(Error)
      expect(isDatabaseTrouble(error)).toBe(false)
    } finally {
      await database.close()
    }
  })
})
