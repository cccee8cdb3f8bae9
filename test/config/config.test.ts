import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from '../../server/config.ts'

const key = randomBytes(32).toString('base64')

function problems(env: Record<string, string>): string[] {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  throw new Error('accepted')
}

test('without variables everything has a default', () => {
  expect(readConfig({ PATH: '/bin', HOME: '/' })).toEqual({
    port: 4000,
    host: '127.0.0.1',
    publicUrl: null,
    allowedOrigins: [],
    databaseUrl: null,
    databasePoolSize: 10,
    dataDir: resolve('.data'),
    masterKey: null,
    previousMasterKeys: [],
    adminApiKey: null,
    allowPrivateSources: false,
    logLevel: 'info',
    role: 'all',
    production: false,
    introspection: true,
    graphiql: true,
    jwt: null,
    signOn: null,
    shutdownSeconds: 20,
    syncConcurrency: 2,
    writebackStopped: false,
    uploadMaxBytes: 2_000_000_000,
    uploadKeptDays: 30,
    kept: { deliveries: 30, events: 180, audit: 2_920, versions: 2_920, goneDocuments: 760, reviews: 1_830 },
    checkSeconds: 600,
    sourceTimeoutSeconds: 60,
    sockets: { perKey: 1_000, perOrganization: 5_000 },
    plugins: [],
  })
})

test('reads every kind of value', () => {
  const older = randomBytes(32)
  const config = readConfig({
    PORT: ' 0 ',
    PUBLIC_URL: 'https://metro2.example.com/base/',
    ALLOWED_ORIGINS: 'https://App.example.com:443/, http://localhost:5173',
    DATABASE_URL: 'postgres://u:p%40ss@db:5432/metro2',
    MASTER_KEY: key,
    MASTER_KEY_PREVIOUS: `${older.toString('base64url')}, ${randomBytes(32).toString('base64')}`,
    ALLOW_PRIVATE_SOURCES: 'Yes',
    APP_ENV: 'production',
    GRAPHIQL: 'on',
    JWT_JWKS_URL: 'https://login.example.com/jwks',
    JWT_ISSUER: 'https://login.example.com/',
    JWT_AUDIENCE: 'metro2',
  })
  expect(config.port).toBe(0)
  expect(config.publicUrl).toBe('https://metro2.example.com/base')
  expect(config.allowedOrigins).toEqual(['https://app.example.com', 'http://localhost:5173'])
  expect(config.masterKey?.toString('base64')).toBe(key)
  expect(config.previousMasterKeys[0]?.equals(older)).toBe(true)
  expect(config.previousMasterKeys).toHaveLength(2)
  expect(config).toMatchObject({ allowPrivateSources: true, production: true, introspection: false, graphiql: true })
  expect(config.jwt).toEqual({
    jwksUrl: 'https://login.example.com/jwks',
    issuer: 'https://login.example.com/',
    audience: 'metro2',
    claimPrefix: '',
  })
})

test('an empty variable counts as absent', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: ' ', MASTER_KEY: '' }).databaseUrl).toBeNull()
})

describe('a wrong value is named with its remedy', () => {
  const table: [name: string, value: string, complaint: RegExp][] = [
    ['PORT', '70000', /^PORT is "70000"; it must be a whole number from 0 to 65535$/],
    ['PORT', '4e3', /whole number/],
    ['PORT', '-1', /whole number/],
    ['HOST', 'http://localhost', /without scheme and port/],
    ['PUBLIC_URL', 'metro2.example.com', /must be the address people open/],
    ['PUBLIC_URL', 'ftp://metro2.example.com', /must be the address people open/],
    ['PUBLIC_URL', 'https://me:pw@metro2.example.com', /^PUBLIC_URL must be/],
    ['ALLOWED_ORIGINS', '*', /each like https:\/\/app.example.com, without a path/],
    ['ALLOWED_ORIGINS', 'https://app.example.com/page', /without a path/],
    ['ALLOWED_ORIGINS', 'https://app.example.com,', /separated by commas/],
    ['ALLOWED_ORIGINS', 'http://app.example.com', /each like https:/],
    ['ALLOWED_ORIGINS', 'https://*.example.com', /each like https:/],
    ['DATABASE_URL', 'mysql://u:p@h/x', /^DATABASE_URL must be a PostgreSQL address/],
    ['DATABASE_URL', 'postgres://host', /postgres:\/\/user:password@host/],
    ['DATABASE_POOL_SIZE', '0', /from 1 to 500/],
    ['MASTER_KEY', 'not base64!', /must be base64; make one with: openssl rand -base64 32/],
    ['MASTER_KEY', Buffer.alloc(31, 7).toString('base64'), /32 bytes in base64, but holds 31/],
    ['MASTER_KEY', Buffer.alloc(32, 7).toString('base64'), /is not random/],
    ['MASTER_KEY_PREVIOUS', `${key},abc`, /separated by commas, and each must be 32 bytes/],
    ['ADMIN_API_KEY', 'admin', /32 to 200 letters/],
    ['ADMIN_API_KEY', 'a'.repeat(40), /random text/],
    ['ALLOW_PRIVATE_SOURCES', 'maybe', /must be true or false/],
    ['APP_ENV', 'prod', /must be one of: development, production/],
    ['LOG_LEVEL', 'INFO', /must be one of: fatal, error, warn, info/],
    ['SYNC_CONCURRENCY', '1.5', /from 1 to 64/],
    ['SHUTDOWN_SECONDS', 'soon', /from 0 to 3600/],
    ['OIDC_CLIENT_ID', 'two words', /must be the client id/],
    ['OIDC_SCOPES', 'profile email', /openid among them/],
    ['OIDC_AUDIENCE_PARAMETER', 'both', /must be one of: none, audience, resource/],
    ['JWT_JWKS_URL', 'http://login.example.com/jwks', /must be an https address/],
  ]
  test.each(table)('%s=%s', (name, value, complaint) => {
    const found = problems({ [name]: value }).filter((line) => line.startsWith(`${name} `) && complaint.test(line))
    expect(found).toHaveLength(1)
  })
})

test('all problems are said at once, also those between variables', () => {
  const found = problems({ PORT: 'x', LOG_LEVEL: 'y', JWT_ISSUER: 'z' })
  expect(found.map((line) => line.split(' ')[0])).toEqual(['PORT', 'LOG_LEVEL', 'JWT_JWKS_URL', 'JWT_AUDIENCE'])
  expect(found[2]).toMatch(/set all three, or none/)
})

test('production on PostgreSQL needs a master key of its own', () => {
  const env = { APP_ENV: 'production', DATABASE_URL: 'postgres://u:p@h/metro2' }
  expect(problems(env)).toEqual([expect.stringMatching(/^MASTER_KEY is missing/)])
  expect(readConfig({ ...env, MASTER_KEY: key }).production).toBe(true)
  expect(readConfig({ APP_ENV: 'production' }).masterKey).toBeNull()
})

test('a process with a role of its own needs what all processes share', () => {
  const missing = (env: Record<string, string>) =>
    problems({ ROLE: 'worker', ...env }).map((line) => /(\w+) is missing/.exec(line)?.[1])
  expect(missing({})).toEqual(['DATABASE_URL', 'MASTER_KEY'])
  expect(missing({ MASTER_KEY: key })).toEqual(['DATABASE_URL'])
  const shared = { DATABASE_URL: 'postgres://u:p@h/metro2' }
  expect(missing({ ...shared, APP_ENV: 'production' })).toEqual(['MASTER_KEY'])
  expect(readConfig({ ...shared, MASTER_KEY: key, ROLE: 'api' }).role).toBe('api')
})

test('a previous key that is the present one is a mistake of rotation', () => {
  expect(problems({ MASTER_KEY: key, MASTER_KEY_PREVIOUS: key })).toEqual([expect.stringMatching(/same key/)])
})

test('no complaint repeats a secret', () => {
  const secret = 'Sup3rSecret'
  const text = problems({
    DATABASE_URL: `mysql://u:${secret}@h/x`,
    MASTER_KEY: secret,
    MASTER_KEY_PREVIOUS: `${secret}2`,
    ADMIN_API_KEY: secret,
    PUBLIC_URL: `ftp://u:${secret}@h`,
  })
  expect(text).toHaveLength(5)
  expect(text.join('\n')).not.toContain(secret)
})

describe('sign-in of people', () => {
  const tokens = { JWT_JWKS_URL: 'https://l.test/jwks', JWT_ISSUER: 'https://l.test/', JWT_AUDIENCE: 'api' }
  const web = { OIDC_CLIENT_ID: 'web' }

  test('stands beside the tokens', () => {
    expect(readConfig({ ...tokens, ...web }).signOn).toEqual({
      ...{ clientId: 'web', scopes: 'openid', audienceParameter: 'none' },
    })
    const more = { OIDC_SCOPES: 'openid,  offline_access', OIDC_AUDIENCE_PARAMETER: 'audience' }
    expect(readConfig({ ...tokens, ...web, ...more }).signOn).toMatchObject({
      ...{ scopes: 'openid offline_access', audienceParameter: 'audience' },
    })
  })

  test.each([
    ['without the tokens', web, [/^OIDC_CLIENT_ID is set, and JWT_JWKS_URL, JWT_ISSUER, JWT_AUDIENCE are missing/]],
    [
      'with an issuer that is no address',
      { ...tokens, ...web, JWT_ISSUER: 'login' },
      [/^JWT_ISSUER must be the https/],
    ],
    ['with an issuer over plain http', { ...tokens, ...web, JWT_ISSUER: 'http://l.test' }, [/^JWT_ISSUER must be/]],
    ['scopes alone', { OIDC_SCOPES: 'openid' }, [/^OIDC_SCOPES is set, and OIDC_CLIENT_ID is missing/]],
    ['with an audience that is the client', { ...tokens, OIDC_CLIENT_ID: 'api' }, [/^JWT_AUDIENCE is the client id/]],
  ])('is refused %s', (_name, env, expected) => {
    const found = problems(env as Record<string, string>)
    expect(found).toHaveLength(expected.length)
    for (const [index, pattern] of expected.entries()) expect(found[index]).toMatch(pattern)
  })
})
