/**
 * What tests and the demo see of the sandbox: an offline LoanPro tenant over HTTP.
 * Dates are calendar dates (`YYYY-MM-DD`), money is integer cents.
 */
import type { LifeKind } from './lives.ts'

export interface SandboxOptions {
  /** 0 (the default) lets the system choose. */
  port?: number
  /** Loans that exist on the first day; default 60. New ones open as time moves. */
  loans?: number
  seed?: number
  /** The tenant's first day; every life is laid out around it. Default 2026-06-30. */
  today?: string
  /** Days already gone by since `today`: the same tenant as after `advance(advanced)`. */
  advanced?: number
  /** Added to every answer. */
  latencyMs?: number
  token?: string
  tenantId?: string
  /** Notes fill a fully expanded loan up to about this size; what is real is never cut. Default 100,000. */
  documentBytes?: number
}

export interface Sandbox {
  /** API base with a trailing slash: `http://127.0.0.1:PORT/api/public/api/1/`. */
  url: string
  token: string
  tenantId: string
  today(): string
  /** The loans the tenant knows today, oldest first. */
  loans(): readonly LoanTruth[]
  advance(days: number): void
  /** Change any member; takes effect with the next request. */
  faults: FaultSwitches
  requests: RequestLog
  /** Changes a loan by hand, dated today. Throws for a loan or payment that does not exist. */
  edit(loanId: number, change: LoanEdit): void
  /** Documents that were attached to a loan, in their order. */
  documents(loanId: number): AttachedDocument[]
  /** Requests that brought bytes of documents, since the start. */
  uploads: readonly UploadRequest[]
  close(): Promise<void>
}

export interface AttachedDocument {
  id: number
  fileName: string
  sectionId: number
  /** Null while they were not sent. */
  text: string | null
  archived: boolean
}

export interface UploadRequest {
  method: string
  /** Lower case. */
  headers: Record<string, string | string[] | undefined>
  /** Of the answer; 0: none. */
  status: number
}

/** What is true of a loan, computed from its script and not from the rows that are served. */
export interface LoanTruth {
  id: number
  displayId: string
  index: number
  /** The loan's story first, then its traits. A story is named after its state on the tenant's first day. */
  kinds: readonly LifeKind[]
  has(kind: LifeKind): boolean
  /** First day of the contract; null for a draft. */
  opened: string | null
  /** As known on that day; null before the contract, for drafts, and for days with no archive (archived, deleted). */
  daysPastDueOn(date: string): number | null
  /**
   * Metro 2 account status (Field 17A) of that day, lender's override included (99, DA as they stand), or null as above.
   */
  accountStatusOn(date: string): string | null
  /** Due date of the oldest unpaid instalment (the delinquency's commencement); frozen by a charge-off; null when nothing is late. */
  delinquencyCommencedOn(date: string): string | null
  /** Whether the tenant serves an archive row of that day (old days have a few holes). */
  hasRowOn(date: string): boolean
}

/**
 * When a fault strikes. `times` limits how often; `after` lets so many matching requests pass first; `probability` draws by
 * the tenant's seed; `path` is a part of the request's decoded path and query.
 */
export interface FaultRule {
  times?: number
  after?: number
  probability?: number
  path?: string
}

export interface FaultSwitches {
  /** Body of a 401: 1 = ODataException, 3 = product style. */
  unauthorizedShape: 1 | 3
  /** Body of every other error: 1 flat, 2 nested message under `d`, 3 product style, 4 not JSON. */
  errorShape: 1 | 2 | 3 | 4
  throttle: (FaultRule & { retryAfter: 'none' | 'seconds' | 'date'; seconds?: number }) | null
  serverError: FaultRule | null
  /** A PUT, a PATCH or the POST that begins a document is done, and then not answered as it should be: with a 500, a cut connection, or not at all. */
  afterWrite: (FaultRule & { how: 'server-error' | 'reset' | 'hang' }) | null
  /**
   * The bytes of a document: refused because the address has run out (403), or sent elsewhere by a redirect; not kept and a 500 or a cut
   * connection; kept, and a cut connection or no answer at all.
   */
  upload: (FaultRule & { how: 'expired' | 'redirect' | 'server-error' | 'reset' | 'lost' | 'hang' }) | null
  /** Where the addresses for bytes of documents lead (an origin); null: to the tenant itself. */
  uploadOrigin: string | null
  /** What the list of a loan's documents shows of those that were attached. */
  documents: 'listed' | 'without-sizes' | 'unlisted'
  /** Never answers; the client has to give up. */
  timeout: FaultRule | null
  /** A 200 whose body ends in the middle. */
  truncate: FaultRule | null
  /** The connection is cut without an answer. */
  reset: FaultRule | null
  /** 401 once so many requests were answered since this was set. */
  unauthorizedAfter: number | null
  /** The agent user's role: whether SSNs are shown or `XXXXX1234`. */
  ssn: 'visible' | 'masked'
  birthDate: 'visible' | 'month-day' | 'day'
  lastUpdated: 'absent' | 'supported' | 'ignored'
  bareList: 'gone' | 'allowed'
  patch: 'not-found' | 'not-allowed' | 'allowed'
  /** One loan's document comes out unreadable. */
  malformed: { loanId: number; how: 'IMPOSSIBLE_DATE' | 'UNKNOWN_ENUM' | 'BROKEN_JSON_STRING' | 'MISSING_SETUP' } | null
  /** Type of ids and flags in search hits. */
  searchTypes: 'mixed' | 'numbers' | 'strings'
  /** Cap of expanded collections without `nopaging`. */
  expandedCap: number
  /** LoanStatusArchive refuses filters that name no loan (per-loan reading is left). */
  tenantWideArchive: 'allowed' | 'refused'
}

export interface LoggedRequest {
  method: string
  /** Decoded path and query below the API base. */
  path: string
  status: number
}

export interface RequestLog {
  /** Requests to the API since the last reset; the control endpoint does not count. */
  count: number
  /** Count by path below the base, keys and query left out: `odata.svc/Loans`, `odata.svc/Loans()/Payments`. */
  byPath: Record<string, number>
  /** The last 1,000. */
  entries: LoggedRequest[]
  reset(): void
}

export type LoanEdit =
  | {
      kind: 'ADDRESS'
      /** Position among the loan's customers; default 0, the primary. */
      customer?: number
      address: Partial<{ address1: string; address2: string | null; city: string; state: string; zipcode: string }>
    }
  | { kind: 'CUSTOMER'; customer?: number; fields: Record<string, unknown> }
  /** LoanSettings.creditStatus, suffix only: `97`, `0`. */
  | { kind: 'CREDIT_STATUS'; value: string }
  | { kind: 'SETTINGS'; fields: Record<string, unknown> }
  | { kind: 'CUSTOM_FIELD'; customFieldId: number; value: string | null }
  /** Default: the last payment that stands. */
  | { kind: 'REVERSE_PAYMENT'; paymentId?: number; reason?: 'nsf' | 'checkBounce' | 'clericalError' | 'other' }
  /** Default date: today. A past date is a backdated payment: it changes no older row. */
  | { kind: 'ADD_PAYMENT'; amount: number; date?: string; towards?: 'INSTALMENTS' | 'PRINCIPAL' | 'RECOVERY' }
  | { kind: 'NOTE'; subject: string; body: string }
  /** Of one that was attached through the API. */
  | { kind: 'ARCHIVE_DOCUMENT'; documentId: number }
  | { kind: 'ARCHIVE' }
  | { kind: 'DELETE' }
