/**
 * The configuration: environment variables, read once at start. Every variable stands here, in `.env.example` and in
 * docs/operations.md; a test compares the three lists.
 */
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export const roles = ['all', 'api', 'worker'] as const
export type Role = (typeof roles)[number]

export interface JwtConfig {
  jwksUrl: string
  issuer: string
  audience: string
  /** Stands before `organization_id` and `role`, at providers that allow no short names of their customers' own. */
  claimPrefix: string
}

/** Sign-in of people in the web client: OpenID Connect, authorization code flow with PKCE. The issuer is that of the tokens. */
export interface SignOnConfig {
  clientId: string
  /** Separated by blanks; `openid` among them. */
  scopes: string
  /** How the provider wants to be told for which API the token shall be. */
  audienceParameter: AudienceParameter
}

export const audienceParameters = ['none', 'audience', 'resource'] as const
export type AudienceParameter = (typeof audienceParameters)[number]

export interface Config {
  /** 0 = any free port. */
  port: number
  host: string
  /** Without a slash at the end. Null = the address the server listens on. */
  publicUrl: string | null
  /** Null = PGlite inside the data folder. */
  databaseUrl: string | null
  /** Connections this process keeps to PostgreSQL; PGlite always has one. */
  databasePoolSize: number
  /** Absolute. */
  dataDir: string
  /** 32 bytes. Null = the key file in the data folder. */
  masterKey: Buffer | null
  /** Keys that may still wrap organization keys, newest first. Used to unwrap only. */
  previousMasterKeys: Buffer[]
  /** Null = one is made and printed at the first start. */
  adminApiKey: string | null
  /** Origins of web pages that may use the API, beside the server's own: `https://app.example.com`. */
  allowedOrigins: string[]
  allowPrivateSources: boolean
  logLevel: LogLevel
  /** What this process does: serve the API, work runs and operations, or both. */
  role: Role
  production: boolean
  introspection: boolean
  graphiql: boolean
  /** Null = API keys only. */
  jwt: JwtConfig | null
  /** Null = the web client asks for API keys only. */
  signOn: SignOnConfig | null
  shutdownSeconds: number
  /** Sync runs at work at the same time in this process. */
  syncConcurrency: number
  /** The operator's own switch: nothing is written into any source. */
  writebackStopped: boolean
  uploadMaxBytes: number
  uploadKeptDays: number
  /** Days after which old rows are deleted; see server/retention. */
  kept: Record<'deliveries' | 'events' | 'audit' | 'versions' | 'goneDocuments' | 'reviews', number>
  /** How long the check of a file (`POST /check`) may take. */
  checkSeconds: number
  /** For one request to a source, from its start to the last byte of the answer. */
  sourceTimeoutSeconds: number
  /** WebSockets and event streams that this process holds open at the same time. */
  sockets: { perKey: number; perOrganization: number }
  /** Names of npm packages with further source plugins. */
  plugins: string[]
}

/** One line for each wrong variable: its name, what is wrong, how to mend it. Never the value of a secret. */
export class ConfigError extends Error {
  readonly problems: string[]
  constructor(problems: string[]) {
    super(problems.join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/** Text to value; answers a complaint (`must be …`) as `{ wrong }`. */
type Parse<T> = (text: string) => T | { wrong: string }

const isWrong = (parsed: unknown): parsed is { wrong: string } =>
  typeof parsed === 'object' && parsed !== null && 'wrong' in parsed

/** An optional variable. Only values that are no secret are repeated in the complaint. */
function variable<T, F>(parse: Parse<T>, fallback: F, options: { secret?: boolean } = {}) {
  return z
    .string()
    .optional()
    .transform((text, ctx): T | F => {
      if (text === undefined) return fallback
      const parsed = parse(text)
      if (!isWrong(parsed)) return parsed
      // Somebody may have put a password into an address that needs none.
      const hidden = options.secret || text.includes('@')
      const message = hidden ? parsed.wrong : `is ${JSON.stringify(text.slice(0, 80))}; it ${parsed.wrong}`
      ctx.addIssue({ code: 'custom', message })
      return z.NEVER
    })
}

const integer =
  (min: number, max: number): Parse<number> =>
  (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
    return value >= min && value <= max ? value : { wrong: `must be a whole number from ${min} to ${max}` }
  }

const flag: Parse<boolean> = (text) => {
  if (/^(true|1|yes|on)$/i.test(text)) return true
  if (/^(false|0|no|off)$/i.test(text)) return false
  return { wrong: 'must be true or false' }
}

const oneOf =
  <const T extends string>(values: readonly T[]): Parse<T> =>
  (text) =>
    values.find((value) => value === text) ?? { wrong: `must be one of: ${values.join(', ')}` }

const hostName: Parse<string> = (text) =>
  isIP(text) || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text)
    ? text
    : { wrong: 'must be an address or host name to listen on, without scheme and port, for example 0.0.0.0' }

const publicUrl: Parse<string> = (text) => {
  const url = URL.parse(text)
  const plain = url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username
  return plain
    ? text.replace(/\/+$/, '')
    : { wrong: 'must be the address people open, for example https://metro2.example.com' }
}

/** As browsers write an origin: no path, lower case, no default port. Plain http only on this machine. */
const origins: Parse<string[]> = (text) => {
  const found: string[] = []
  for (const part of text.split(',')) {
    const url = URL.parse(part.trim())
    const bare = url?.pathname === '/' && !url.hostname.includes('*') && !url.search && !url.hash && !url.username
    if (!url || !bare || !isSecure(url)) {
      return {
        wrong: 'must be a list of origins separated by commas, each like https://app.example.com, without a path',
      }
    }
    found.push(url.origin)
  }
  return found
}

const isLoopback = (url: URL) => /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname)
const isSecure = (url: URL) => url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))

const databaseUrl: Parse<string> = (text) => {
  const url = URL.parse(text)
  const named = url && /^postgres(ql)?:$/.test(url.protocol) && url.hostname !== '' && url.pathname.length > 1
  return named
    ? text
    : {
        wrong:
          'must be a PostgreSQL address like postgres://user:password@host:5432/database (special characters of the ' +
          'password percent-encoded); leave it out to keep the data in DATA_DIR',
      }
}

const secureUrl: Parse<string> = (text) => {
  const url = URL.parse(text)
  return url && isSecure(url)
    ? text
    : { wrong: 'must be an https address, for example https://login.example.com/.well-known/jwks.json' }
}

const keyHelp = 'make one with: openssl rand -base64 32'

/** A master key from its text form: 32 random bytes in base64 (or base64url). */
export const parseMasterKey: Parse<Buffer> = (text) => {
  const base64 = text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '')
  if (!/^[A-Za-z0-9+/]*$/.test(base64)) return { wrong: `must be base64; ${keyHelp}` }
  const key = Buffer.from(base64, 'base64')
  if (key.length !== 32) return { wrong: `must be 32 bytes in base64, but holds ${key.length}; ${keyHelp}` }
  // 32 random bytes with fewer than 8 different values do not happen; a key somebody typed does.
  if (new Set(key).size < 8) return { wrong: `is not random; ${keyHelp}` }
  return key
}

const masterKeys: Parse<Buffer[]> = (text) => {
  const keys: Buffer[] = []
  for (const part of text.split(',')) {
    const key = parseMasterKey(part.trim())
    if (isWrong(key)) return { wrong: `is a list of keys separated by commas, and each ${key.wrong}` }
    keys.push(key)
  }
  return keys
}

const adminApiKey: Parse<string> = (text) =>
  /^[A-Za-z0-9_-]{32,200}$/.test(text) && new Set(text).size >= 10
    ? text
    : {
        wrong:
          'must be a random text of 32 to 200 letters, digits, - or _; make one with: openssl rand -hex 32; ' +
          'or leave it out and the first start prints one',
      }

const clientId: Parse<string> = (text) =>
  /^[\x21-\x7e]{1,200}$/.test(text)
    ? text
    : { wrong: 'must be the client id that the provider gave to this application, without blanks' }

const scopes: Parse<string> = (text) => {
  const names = text.split(/[\s,]+/)
  const written = names.every((name) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(name))
  return written && names.includes('openid')
    ? names.join(' ')
    : { wrong: 'must be scopes separated by blanks, openid among them, for example: openid offline_access' }
}

const claimPrefix: Parse<string> = (text) =>
  /^[\x21-\x7e]{1,200}$/.test(text)
    ? text
    : {
        wrong:
          'must be what stands before organization_id and role, without blanks, for example: https://metro2.example/',
      }

const notEmpty: Parse<string> = (text) => text

const packages: Parse<string[]> = (text) => {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const named = names.every((name) => /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/.test(name))
  return named ? names : { wrong: 'must be names of installed npm packages, separated by commas, without versions' }
}

const shape = {
  PORT: variable(integer(0, 65_535), 4000),
  HOST: variable(hostName, '127.0.0.1'),
  PUBLIC_URL: variable(publicUrl, null),
  ALLOWED_ORIGINS: variable(origins, [] as string[]),
  DATABASE_URL: variable(databaseUrl, null, { secret: true }),
  DATABASE_POOL_SIZE: variable(integer(1, 500), 10),
  DATA_DIR: variable(notEmpty, './.data'),
  MASTER_KEY: variable(parseMasterKey, null, { secret: true }),
  MASTER_KEY_PREVIOUS: variable(masterKeys, [] as Buffer[], { secret: true }),
  ADMIN_API_KEY: variable(adminApiKey, null, { secret: true }),
  ALLOW_PRIVATE_SOURCES: variable(flag, false),
  APP_ENV: variable(oneOf(['development', 'production']), 'development' as const),
  ROLE: variable(oneOf(roles), 'all' as const),
  LOG_LEVEL: variable(oneOf(logLevels), 'info' as const),
  INTROSPECTION: variable(flag, null),
  GRAPHIQL: variable(flag, null),
  JWT_JWKS_URL: variable(secureUrl, null),
  JWT_ISSUER: variable(notEmpty, null),
  JWT_AUDIENCE: variable(notEmpty, null),
  JWT_CLAIM_PREFIX: variable(claimPrefix, ''),
  OIDC_CLIENT_ID: variable(clientId, null),
  OIDC_SCOPES: variable(scopes, 'openid'),
  OIDC_AUDIENCE_PARAMETER: variable(oneOf(audienceParameters), 'none' as const),
  SYNC_CONCURRENCY: variable(integer(1, 64), 2),
  WRITEBACK_STOPPED: variable(flag, false),
  UPLOAD_MAX_MEGABYTES: variable(integer(1, 100_000), 2_000),
  UPLOAD_KEPT_DAYS: variable(integer(1, 3_650), 30),
  DELIVERIES_KEPT_DAYS: variable(integer(1, 3_650), 30),
  EVENTS_KEPT_DAYS: variable(integer(1, 36_500), 180),
  AUDIT_KEPT_DAYS: variable(integer(30, 36_500), 2_920),
  VERSIONS_KEPT_DAYS: variable(integer(30, 36_500), 2_920),
  GONE_DOCUMENTS_KEPT_DAYS: variable(integer(1, 36_500), 760),
  REVIEWS_KEPT_DAYS: variable(integer(30, 36_500), 1_830),
  CHECK_SECONDS: variable(integer(1, 86_400), 600),
  SOURCE_TIMEOUT_SECONDS: variable(integer(1, 3_600), 60),
  SOCKETS_PER_KEY: variable(integer(1, 1_000_000), 1_000),
  SOCKETS_PER_ORGANIZATION: variable(integer(1, 1_000_000), 5_000),
  PLUGINS: variable(packages, [] as string[]),
  SHUTDOWN_SECONDS: variable(integer(0, 3600), 20),
}

/** The names of all variables, in the order of the documents. */
export const variableNames = Object.keys(shape)

const schema = z.object(shape)

const jwtNames = ['JWT_JWKS_URL', 'JWT_ISSUER', 'JWT_AUDIENCE']

/** What is wrong between variables. Works on the texts, so that it is said together with what is wrong in each. */
function contradictions(given: Record<string, string>): string[] {
  const problems: string[] = []
  const missing = jwtNames.filter((name) => given[name] === undefined)
  if (missing.length < jwtNames.length)
    for (const name of missing)
      problems.push(
        `${name} is missing; ${jwtNames.join(', ')} belong together: set all three, or none to use API keys only`,
      )
  if (missing.length === jwtNames.length && given.JWT_CLAIM_PREFIX !== undefined)
    problems.push(`JWT_CLAIM_PREFIX is set, and ${jwtNames.join(', ')} are missing: set them too, or leave it out`)
  problems.push(...signOnContradictions(given))
  // The key file lies on this machine's disk, the data on another: losing the disk would lose the data.
  if (given.APP_ENV === 'production' && given.DATABASE_URL && !given.MASTER_KEY)
    problems.push(`MASTER_KEY is missing; with APP_ENV=production and DATABASE_URL it must be set; ${keyHelp}`)
  // Several processes share a database and a key; the data folder belongs to one.
  if (given.ROLE === 'api' || given.ROLE === 'worker') {
    if (!given.DATABASE_URL)
      problems.push(
        `ROLE is ${given.ROLE}, and DATABASE_URL is missing: the embedded database belongs to one process, which does everything; leave ROLE out, or set DATABASE_URL to a PostgreSQL`,
      )
    if (!given.MASTER_KEY && given.APP_ENV !== 'production')
      problems.push(`ROLE is ${given.ROLE}, and MASTER_KEY is missing: all processes need the same key; ${keyHelp}`)
  }
  const previous = given.MASTER_KEY_PREVIOUS?.split(',').map((key) => key.trim())
  if (given.MASTER_KEY && previous?.includes(given.MASTER_KEY))
    problems.push('MASTER_KEY_PREVIOUS holds the same key as MASTER_KEY; remove it from the list')
  return problems
}

function signOnContradictions(given: Record<string, string>): string[] {
  if (given.OIDC_CLIENT_ID === undefined) {
    const alone = ['OIDC_SCOPES', 'OIDC_AUDIENCE_PARAMETER'].filter((name) => given[name] !== undefined)
    return alone.map((name) => `${name} is set, and OIDC_CLIENT_ID is missing: set it too, or leave both out`)
  }
  if (jwtNames.every((name) => given[name] === undefined))
    return [
      `OIDC_CLIENT_ID is set, and ${jwtNames.join(', ')} are missing: what people sign in with is a token that these describe`,
    ]
  // An ID token is addressed to the client: it must not open the API as well.
  if (given.JWT_AUDIENCE === given.OIDC_CLIENT_ID)
    return ['JWT_AUDIENCE is the client id as well; give the API an identifier of its own at the provider']
  const issuer = given.JWT_ISSUER === undefined ? null : secureUrl(given.JWT_ISSUER)
  return isWrong(issuer)
    ? [
        'JWT_ISSUER must be the https address of the provider when OIDC_CLIENT_ID is set: its configuration is read from there',
      ]
    : []
}

/**
 * Reads the environment. An empty variable counts as absent; variables of other programs are passed over. `DATA_DIR` is
 * taken from the working directory when relative.
 * @throws ConfigError with all problems at once
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given: Record<string, string> = {}
  for (const name of variableNames) {
    const text = env[name]?.trim()
    if (text) given[name] = text
  }
  const parsed = schema.safeParse(given)
  const wrong = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`)
  const problems = [...wrong, ...contradictions(given)]
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems)
  return toConfig(parsed.data)
}

function toConfig(values: z.output<typeof schema>): Config {
  const production = values.APP_ENV === 'production'
  const { JWT_JWKS_URL: jwksUrl, JWT_ISSUER: issuer, JWT_AUDIENCE: audience } = values
  return {
    port: values.PORT,
    host: values.HOST,
    publicUrl: values.PUBLIC_URL,
    databaseUrl: values.DATABASE_URL,
    databasePoolSize: values.DATABASE_POOL_SIZE,
    dataDir: resolve(values.DATA_DIR),
    masterKey: values.MASTER_KEY,
    previousMasterKeys: values.MASTER_KEY_PREVIOUS,
    adminApiKey: values.ADMIN_API_KEY,
    allowedOrigins: values.ALLOWED_ORIGINS,
    allowPrivateSources: values.ALLOW_PRIVATE_SOURCES,
    logLevel: values.LOG_LEVEL,
    role: values.ROLE,
    production,
    introspection: values.INTROSPECTION ?? !production,
    graphiql: values.GRAPHIQL ?? !production,
    jwt: jwksUrl && issuer && audience ? { jwksUrl, issuer, audience, claimPrefix: values.JWT_CLAIM_PREFIX } : null,
    signOn: values.OIDC_CLIENT_ID
      ? {
          clientId: values.OIDC_CLIENT_ID,
          scopes: values.OIDC_SCOPES,
          audienceParameter: values.OIDC_AUDIENCE_PARAMETER,
        }
      : null,
    shutdownSeconds: values.SHUTDOWN_SECONDS,
    syncConcurrency: values.SYNC_CONCURRENCY,
    writebackStopped: values.WRITEBACK_STOPPED,
    uploadMaxBytes: values.UPLOAD_MAX_MEGABYTES * 1_000_000,
    uploadKeptDays: values.UPLOAD_KEPT_DAYS,
    kept: {
      deliveries: values.DELIVERIES_KEPT_DAYS,
      events: values.EVENTS_KEPT_DAYS,
      audit: values.AUDIT_KEPT_DAYS,
      versions: values.VERSIONS_KEPT_DAYS,
      goneDocuments: values.GONE_DOCUMENTS_KEPT_DAYS,
      reviews: values.REVIEWS_KEPT_DAYS,
    },
    checkSeconds: values.CHECK_SECONDS,
    sourceTimeoutSeconds: values.SOURCE_TIMEOUT_SECONDS,
    sockets: { perKey: values.SOCKETS_PER_KEY, perOrganization: values.SOCKETS_PER_ORGANIZATION },
    plugins: values.PLUGINS,
  }
}
