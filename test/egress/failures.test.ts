/** The failure table: every row by its name, as the code uses it and as the manual prints it. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  type FailureRule,
  runActions,
  toldRules,
  troubleOfError,
  troubleOfStatus,
  troubleRules,
} from '../../server/egress/failures.ts'

const all: Record<string, FailureRule> = { ...troubleRules, ...toldRules }

describe('an answer leads to its row', () => {
  test.each([
    [200, null],
    [401, null],
    [403, null],
    [404, null],
    [410, null],
    [501, null],
    [301, 'REDIRECTED'],
    [308, 'REDIRECTED'],
    [429, 'RATE_LIMITED'],
    [500, 'SERVER_ERROR'],
    [502, 'SERVER_ERROR'],
    [503, 'UNAVAILABLE'],
    [504, 'SERVER_ERROR'],
    [599, 'SERVER_ERROR'],
  ])('%s: %s', (status, trouble) => expect(troubleOfStatus(status)).toBe(trouble))

  test.each([
    ['ENOTFOUND', 'HOST_NOT_FOUND'],
    ['EAI_AGAIN', 'HOST_NOT_FOUND'],
    ['ECONNREFUSED', 'UNREACHABLE'],
    ['ETIMEDOUT', 'CONNECT_TIMEOUT'],
    ['ADDRESS_REFUSED', 'PRIVATE_ADDRESS'],
    ['CERT_HAS_EXPIRED', 'CERTIFICATE'],
    ['ECONNRESET', 'CONNECTION_LOST'],
  ])('%s: %s', (code, trouble) => {
    const cause = Object.assign(new Error('low'), { code })
    expect(troubleOfError(new Error('fetch failed', { cause }))).toBe(trouble)
  })

  test.each(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'])('%s while reading: the request had gone', (code) => {
    const of = (syscall: string) => troubleOfError(Object.assign(new Error('low'), { code, syscall }))
    expect(troubleRules[of('connect')].repeat).toBe('ALWAYS')
    expect([of('read'), of('write')]).toEqual(['CONNECTION_LOST', 'CONNECTION_LOST'])
  })
})

test.each([
  ['RATE_LIMITED', 'SLOW_DOWN', 'ALWAYS', 'TRANSIENT'],
  ['UNAVAILABLE', 'SLOW_DOWN', 'IF_REPEATABLE', 'TRANSIENT'],
  ['SERVER_ERROR', 'RETRY', 'IF_REPEATABLE', 'TRANSIENT'],
  ['TIMEOUT', 'RETRY', 'IF_REPEATABLE', 'TRANSIENT'],
  ['CONNECTION_LOST', 'RETRY', 'IF_REPEATABLE', 'TRANSIENT'],
  ['TRUNCATED_BODY', 'RETRY', 'IF_REPEATABLE', 'TRANSIENT'],
  ['HOST_NOT_FOUND', 'RETRY', 'ALWAYS', 'TRANSIENT'],
  ['UNREACHABLE', 'RETRY', 'ALWAYS', 'TRANSIENT'],
  ['CONNECT_TIMEOUT', 'RETRY', 'ALWAYS', 'TRANSIENT'],
  ['REDIRECTED', 'PAUSE', 'NEVER', 'CONFIGURATION'],
  ['CERTIFICATE', 'PAUSE', 'NEVER', 'CONFIGURATION'],
  ['PRIVATE_ADDRESS', 'PAUSE', 'NEVER', 'CONFIGURATION'],
  ['NOT_HTTPS', 'PAUSE', 'NEVER', 'CONFIGURATION'],
  ['REFUSED_CREDENTIALS', 'PAUSE', 'NEVER', 'CONFIGURATION'],
  ['BODY_TOO_LARGE', 'FAIL', 'NEVER', 'SYSTEM'],
  ['FOREIGN_HOST', 'FAIL', 'NEVER', 'SYSTEM'],
  ['OUTCOME_UNKNOWN', 'FAIL', 'NEVER', 'SYSTEM'],
  ['UNEXPECTED_ANSWER', 'FAIL', 'NEVER', 'SYSTEM'],
  ['MALFORMED_DOCUMENT', 'SKIP', 'NEVER', 'DATA'],
])('%s: %s, %s, %s', (name, action, repeat, kind) => {
  expect(all[name]).toMatchObject({ action, repeat, kind })
})

test('action, repetition and kind of every row agree, and each says what to do', () => {
  expect(Object.keys(all)).toHaveLength(19)
  for (const [name, { action, repeat, kind, message, hint, answer }] of Object.entries(all)) {
    expect(kind === 'TRANSIENT', name).toBe(repeat !== 'NEVER')
    expect(kind === 'TRANSIENT', name).toBe(action === 'RETRY' || action === 'SLOW_DOWN')
    expect(kind === 'CONFIGURATION', name).toBe(action === 'PAUSE')
    expect(kind === 'DATA', name).toBe(action === 'SKIP')
    for (const text of [message, hint]) expect(text, name).toMatch(/^[A-Z].*\.$/)
    expect(answer, name).not.toBe('')
  }
  expect(runActions).toEqual({ TRANSIENT: 'PAUSE_RUN', CONFIGURATION: 'PAUSE_CONNECTION', SYSTEM: 'FAIL' })
})

test('the manual prints the table', () => {
  const manual = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8')
  for (const [name, { answer, action, repeat, kind, hint }] of Object.entries(all)) {
    expect(manual).toContain(`| ${answer} | \`${name}\` | ${action} | ${repeat} | ${kind} | ${hint} |`)
  }
})
