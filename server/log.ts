/**
 * The log: one JSON line an event, on standard output. Whatever somebody passes in, the names below are blanked at any
 * depth and texts are searched for secrets that can be told by their form. That is the net under the rope walker: the
 * rule stays that values of records, headers and bodies are not passed to the log.
 */
import { type DestinationStream, type Logger, pino } from 'pino'
import type { LogLevel } from './config.ts'

export type Log = Logger

export interface LogOptions {
  level: LogLevel
  /** Standard output when absent. */
  destination?: DestinationStream
}

export function createLog(options: LogOptions): Log {
  const log = pino(
    {
      level: options.level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => scrub(fields) as Record<string, unknown>,
      },
      // pino's own would add every property of an error; `log` above has made a plain object of it.
      serializers: { err: (error) => error },
      hooks: {
        logMethod(args, method) {
          method.apply(this, cleanArguments(args) as typeof args)
        },
      },
    },
    options.destination ?? pino.destination({ sync: true }),
  )
  // Children inherit this method. Their bindings do not pass through `formatters`.
  const child = log.child
  log.child = function (this: Log, bindings: object, ...rest: []) {
    return child.call(this, scrub(bindings) as object, ...rest)
  } as typeof child
  return log
}

/** Messages are scrubbed, also the one that pino would take from a lone error. */
function cleanArguments(args: unknown[]): unknown[] {
  const [first] = args
  const error = first instanceof Error ? first : (first as { err?: unknown } | undefined | null)?.err
  if (args.length === 1 && error instanceof Error)
    return [first instanceof Error ? { err: first } : first, scrubText(messageOf(error))]
  return args.map((arg) => (typeof arg === 'string' ? scrubText(arg) : arg))
}

const redacted = '[redacted]'
const deepest = 6
const mostItems = 50

/** Compared without case, hyphens and underscores. */
const secretNames = new Set([
  ...['headers', 'credentials', 'passphrase', 'masterkey', 'datakey', 'indexkey', 'databaseurl', 'connectionstring'],
  ...['socialsecuritynumber', 'taxid', 'birthdate', 'dateofbirth', 'dob'],
  // Whole documents and request contents: nobody can say what stands in them.
  ...['raw', 'document', 'body', 'variables'],
])
const secretEnding = /(authorization|cookie|token|secret|password|apikey|ssn)$/

function isSecretName(name: string): boolean {
  const plain = name.replace(/[-_]/g, '').toLowerCase()
  return secretNames.has(plain) || secretEnding.test(plain)
}

const secretTexts: [RegExp, string][] = [
  [/m2k_[0-9a-f]{32}_\w+/g, 'm2k_[redacted]'],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, '$1 [redacted]'],
  // Without the scheme before it: a long word would be read again from each of its letters.
  [/(:\/\/)[^\s/@]+@/g, '$1[redacted]@'],
  [/(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])/g, '[nine digits]'],
  [/(?<![\w.-])\d{9}(?![\w-])/g, '[nine digits]'],
]

/** Blanks API keys, bearer tokens, passwords in addresses and everything that looks like an SSN. */
export function scrubText(text: string): string {
  let clean = text
  for (const [pattern, replacement] of secretTexts) clean = clean.replace(pattern, replacement)
  return clean
}

function scrub(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return scrubText(value)
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value
  if (value instanceof Date) return value
  if (ArrayBuffer.isView(value)) return '[bytes]'
  if (depth >= deepest) return '[too deep]'
  if (value instanceof Error) return scrubError(value, depth)
  if (Array.isArray(value)) return value.slice(0, mostItems).map((item) => scrub(item, depth + 1))
  const clean: Record<string, unknown> = {}
  for (const [name, item] of Object.entries(value)) clean[name] = isSecretName(name) ? redacted : scrub(item, depth + 1)
  return clean
}

/** Named parts only: database errors carry the values of the row they complain about in others. */
function scrubError(error: Error & { code?: unknown; kind?: unknown; hint?: unknown }, depth: number): object {
  const { code, kind, hint, cause } = error
  const message = messageOf(error)
  return {
    type: error.name,
    message: scrubText(message),
    ...(code !== undefined && { code }),
    ...(kind !== undefined && { kind }),
    ...(typeof hint === 'string' && { hint: scrubText(hint) }),
    stack: scrubText((error.stack ?? '').replace(error.message, () => message)),
    ...(cause !== undefined && { cause: scrub(cause, depth + 1) }),
  }
}

/** Prisma prints the whole row of a statement it cannot send, names of people included; what is wrong stands in the last paragraph. */
function messageOf({ name, message }: Error): string {
  return name.startsWith('PrismaClient') ? message.slice(message.lastIndexOf('\n\n') + 1).trim() : message
}
