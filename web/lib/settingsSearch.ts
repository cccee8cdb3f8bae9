/** Which part of the settings is open, as it stands in the address. Nothing in it names a consumer. */
import type { RuleScope, Severity } from '../generated/documents.ts'
import { type RuleFamily, ruleFamilies } from './rules.ts'

export interface RuleSearch {
  q?: string
  severity?: Severity
  scope?: RuleScope
  segment?: string
  source?: RuleFamily
  /** Only those that the organization has changed. */
  changed?: boolean
  /** The rule whose detail is open. */
  rule?: string
}

/** A connection that is looked at, as settings of webhooks and writeback have it. */
export interface ConnectionSearch {
  connection?: string
}

export interface AuditSearch {
  action?: string
  targetType?: string
  target?: string
  /** A key; who signs in with a token is chosen on the page alone, for the name may be an address of mail. */
  actor?: string
  /** Days, `YYYY-MM-DD`. */
  from?: string
  until?: string
}

const severities = ['ERROR', 'WARNING', 'INFO', 'OFF'] as const
const scopes = ['RECORD', 'PREVIOUS', 'LINE', 'FILE'] as const

const text = (value: unknown, pattern: RegExp) => (typeof value === 'string' && pattern.test(value) ? value : undefined)
const id = /^[\w+/=:-]{1,200}$/
const day = /^\d{4}-\d{2}-\d{2}$/

const given = <Search extends object>(search: Search): Search =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as Search

export function readRuleSearch(raw: Record<string, unknown>): RuleSearch {
  return given<RuleSearch>({
    q: text(raw.q, /^.{1,80}$/),
    severity: severities.find((each) => each === raw.severity),
    scope: scopes.find((each) => each === raw.scope),
    segment: text(raw.segment, /^\w{1,20}$/),
    source: ruleFamilies.find(({ value }) => value === raw.source)?.value,
    changed: raw.changed === true || raw.changed === 'true' ? true : undefined,
    rule: text(raw.rule, /^[\w.-]{1,80}$/),
  })
}

export const readConnectionSearch = (raw: Record<string, unknown>): ConnectionSearch =>
  given<ConnectionSearch>({ connection: text(raw.connection, id) })

export function readAuditSearch(raw: Record<string, unknown>): AuditSearch {
  return given<AuditSearch>({
    action: text(raw.action, /^\w{1,60}$/),
    targetType: text(raw.targetType, /^\w{1,60}$/),
    target: text(raw.target, id),
    actor: text(raw.actor, /^apiKey:[\w-]{1,60}$/),
    from: text(raw.from, day),
    until: text(raw.until, day),
  })
}
