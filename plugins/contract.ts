/**
 * What a source plugin is. A plugin is a plain object made by `definePlugin`; it is trusted code that the operator
 * installs. It knows its source and nothing of the database, GraphQL or Metro 2. See docs/plugins.md.
 */
import type { z } from 'zod'
import type { Catalogue } from '../server/mapping/catalogue.ts'

export type { Catalogue, CatalogueNode, CatalogueValue } from '../server/mapping/catalogue.ts'

/** Changes when this file changes in a way that breaks plugins; checked at start. */
export const contractVersion = 1

/** How one value of the settings or credentials is asked for. The wizard is drawn from these. */
export interface FormField {
  name: string
  label: string
  help: string
  /** `columns`: a table of columns, as `inspectUpload` proposes it. `list`: any number of objects, each asked for by `fields`. */
  input: 'text' | 'password' | 'number' | 'select' | 'checkbox' | 'url' | 'columns' | 'list'
  required: boolean
  /** Tuning that most never touch: a form keeps it shut away. For fields that are not required. */
  advanced?: boolean
  /** Sealed, never returned. For credentials only: a plugin with a secret setting is refused at start. */
  secret: boolean
  placeholder?: string
  options?: { value: string; label: string }[]
  /** Shown in the form when nothing is set; also the schema's default. */
  defaultValue?: string | number | boolean
  /** Of a `list`: what one object of it is asked for. None of them is a list or secret. */
  fields?: FormField[]
  /** Of a `list`: what people call one object of it. */
  itemLabel?: string
}

/** The form, and the zod schema that a submitted form must pass. */
export interface FormSchema<T> {
  fields: FormField[]
  schema: z.ZodType<T>
}

/** A scalar map that says where a pull stands; stored with each batch, given back on resume. Validated by the plugin. */
export type Checkpoint = Record<string, string | number | boolean | null>

/** What `check` found the source able to do; stored on the connection, given back in every context. */
export type Capabilities = Record<string, string | number | boolean | null>

/** Everything a plugin may use of the outside world. */
export interface PluginContext<Settings = unknown, Credentials = unknown> {
  settings: Settings
  credentials: Credentials
  capabilities: Capabilities
  /**
   * Like global fetch (no streams in), but paced per connection, retried on 429/5xx/network faults with Retry-After and
   * jitter, refused for private addresses unless allowed, and aborted with the run. A 4xx other than 429 comes back as
   * it is. Gives up with a SourceFailure. Redirects are not followed.
   *
   * `repeatable` says that sending the request twice does no more than once (a search by POST): only then is it sent again
   * when the source may have acted on it. Default: true for GET and HEAD. Else it gives up with OUTCOME_UNKNOWN.
   */
  fetch(
    url: string,
    init?: { method?: string; headers?: Record<string, string>; body?: string; repeatable?: boolean },
  ): Promise<SourceResponse>
  /** Structured notices for the run's event log and the server's log. Never put values of records into them. */
  notice(message: string): void
  /** Now, in milliseconds. The only clock a plugin may read. */
  now(): number
  signal: AbortSignal
}

export interface SourceResponse {
  status: number
  headers: { get(name: string): string | null }
  text(): Promise<string>
}

const failureKinds: unknown[] = ['CONFIGURATION', 'TRANSIENT', 'SYSTEM']

/**
 * A failure that ends a pull, with what a person can do about it. Plugins throw it; so does `ctx.fetch`. An error of another
 * package counts as one by its name, kind, code and hint: a package brings no copy of this file along.
 */
export class SourceFailure extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (!(value instanceof Error) || value.name !== 'SourceFailure') return false
    const { kind, code, hint } = value as Partial<SourceFailure>
    return failureKinds.includes(kind) && typeof code === 'string' && typeof hint === 'string'
  }
  readonly kind: 'CONFIGURATION' | 'TRANSIENT' | 'SYSTEM'
  readonly code: string
  readonly hint: string
  /** Of MALFORMED_DOCUMENT: where the value stands that is not of its type, a path of the catalogue. Counted as drift. */
  readonly path: string | null
  /** kind CONFIGURATION pauses the connection (a wrong token must not be tried for ever). */
  constructor(
    kind: 'CONFIGURATION' | 'TRANSIENT' | 'SYSTEM',
    code: string,
    message: string,
    hint: string,
    cause?: unknown,
    path: string | null = null,
  ) {
    super(message, { cause })
    this.name = 'SourceFailure'
    this.kind = kind
    this.code = code
    this.hint = hint
    this.path = path
  }
}

/** One named step of `check`, in the order it was made. A failed step says what to change. */
export interface CheckStep {
  name: string
  title: string
  outcome: 'PASSED' | 'WARNING' | 'FAILED' | 'SKIPPED'
  message: string
  hint: string | null
  /** Of a failed step: the field of the form that mends it, such as `['credentials', 'token']`. Absent: none of them alone. */
  path?: string[]
}

export interface CheckReport {
  steps: CheckStep[]
  capabilities: Capabilities
  /** Last day (YYYY-MM-DD) on which these credentials work, where the source says it. */
  credentialsExpireOn?: string
  /** Loans there are, and requests that a FULL pull of them takes, where the source says how many: what the first sync is estimated by. */
  portfolio?: { loans: number; requests: number }
}

/** Look-ups and fields of this very connection. */
export interface Discovery {
  catalogue: Catalogue
  /** Named look-ups: loan statuses, custom fields, note categories. */
  lookups: Record<string, { id: string; title: string }[]>
}

export type PullMode = 'INCREMENTAL' | 'FULL' | 'RANGE' | 'IDS'

/** A file that somebody uploaded for a run. */
export interface UploadedFile {
  /** What its rows are, by the plugin's own names (`payments`); null: the records themselves. */
  part: string | null
  name: string
  bytes: number
  /** Its bytes from the start, as often as they are wanted. Throws SourceFailure `UPLOAD_GONE`. */
  read(): AsyncIterable<Uint8Array>
}

export interface PullRequest {
  mode: PullMode
  /** Day the balances are wanted for. */
  asOf: string
  /** Source record keys, for IDS. */
  keys: string[] | null
  /** First and last day of change (inclusive), for RANGE. */
  range: { from: string; to: string } | null
  /** Where an interrupted pull of the same run stood; null at the start. */
  checkpoint: Checkpoint | null
  /** Where the last completed incremental or full pull ended; null on the first. */
  cursor: Checkpoint | null
  /** The files of the run; for `acquire: 'upload'` only. FULL: they are the whole portfolio. INCREMENTAL: they add and update. */
  uploads?: readonly UploadedFile[]
  /**
   * The change token stored with each of these records (absent = never stored). Lets a plugin skip the
   * expensive read of what has not changed.
   */
  known(keys: string[]): Promise<Map<string, string>>
}

/**
 * What a pull says of one record.
 * - DOCUMENT: the whole raw document.
 * - SNAPSHOT: only the balances of a day moved; `raw` is merged into the stored document by `mergeSnapshot`.
 * - UNCHANGED: still there, nothing to do.
 * - MALFORMED: the source sent something unreadable for it; it goes to quarantine, the run goes on. `path` as of a SourceFailure.
 */
export type SourceRecord =
  | { kind: 'DOCUMENT'; key: string; displayKey: string; raw: string; changeToken: string; snapshotDate: string | null }
  | { kind: 'SNAPSHOT'; key: string; raw: string; changeToken: string; snapshotDate: string }
  | { kind: 'UNCHANGED'; key: string }
  | { kind: 'MALFORMED'; key: string; raw: string; message: string; hint: string; path?: string | null }

/** What is wanted for a preview before a connection is made. */
export interface SampleRequest {
  /** Records at most; 1 to 10. */
  count: number
  /** Day the balances are wanted for. */
  asOf: string
  /** For `acquire: 'upload'` only: the files that were shown so far; a further file may be lacking. */
  uploads?: readonly UploadedFile[]
}

/** A record as a pull answers it when nothing is stored yet. */
export type SampledRecord = Extract<SourceRecord, { kind: 'DOCUMENT' | 'MALFORMED' }>

export interface Page {
  records: SourceRecord[]
  /** Resuming from it repeats at most this page. */
  checkpoint: Checkpoint
  progress: { seen: number; total: number | null }
  requests: number
}

/** After the last page: the cursor for the next incremental pull, and whether every live record was seen. */
export interface PullEnd {
  cursor: Checkpoint
  complete: boolean
  /**
   * Of a FULL pull that is `complete`: stored loans that were in no page have gone from the source and are excluded. Where
   * they are more than this share of all loans, the run fails instead and none is excluded.
   */
  mostGonePercent?: number
}

/** A document as presets see it: catalogue types, the source's own field names. */
export interface NormalizedDocument {
  document: Record<string, unknown>
  /** Fields or shapes the catalogue does not know, for drift: dotted paths. */
  unknownFields: string[]
}

export interface ShippedPreset {
  name: string
  title: string
  text: string
}

/** One column of an inspected file. Samples are texts of the file, and none of a sensitive column. */
export interface InspectedColumn {
  part: string | null
  header: string
  /** Name of the field in documents and presets. */
  field: string
  type: string
  sensitive: boolean
  filled: number
  samples: string[]
}

/** What a file looks like, before a connection is made for its like. */
export interface UploadInspection {
  /** Settings that read this file, for a person to confirm or correct; the form's schema takes them where `problems` is empty. */
  settings: Record<string, unknown>
  columns: InspectedColumn[]
  /** Rows that were looked at; with `more` the file goes on. */
  rows: number
  more: boolean
  /** What keeps the file from being read, or will send rows to quarantine: with the line where there is one. */
  problems: { line: number | null; message: string; hint: string }[]
  /** A draft of a preset for these columns; what it lacks, its check names. */
  preset: ShippedPreset | null
}

/** What a webhook's body says, as far as the plugin understands it. A hint to read again, never data. */
export interface WebhookHint {
  /** The source's own name of the event; null when it says none. */
  eventName: string | null
  /** Keys of the records it is about. */
  keys: string[]
  /** Display keys (`SourceRecord.displayKey`) of records it names without their key. */
  displayKeys: string[]
}

export interface WebhookSupport {
  /** Header in which the source sends an HMAC-SHA-256 of the raw body. */
  signatureHeader: string
  /** Body for the source's own screens, with its variables, from which `interpret` finds the record. */
  bodyTemplate: string
  /** Where in the source's screens the webhook is set up. */
  help: string
  /**
   * Reads a body whose proof was right. Pure; takes anything: what it does not understand it answers without keys.
   * Header names are in lower case.
   */
  interpret(body: Uint8Array, headers: Record<string, string | string[] | undefined>): WebhookHint
  /** What the source would send about a record: the JSON object that `bodyTemplate` becomes. Pure. */
  sample(record: { key: string; displayKey: string }): Record<string, unknown>
}

/** The pace of one connection, held by all processes together. */
export interface Pacing {
  /** Over time; a burst of one second's worth is allowed. More than 0. */
  requestsPerSecond: number
  /** Requests at the same time; at least 1. */
  concurrency: number
}

/** What a bureau answered about an account; see docs/writeback.md. */
export type OutcomeKind = 'ACCEPTED' | 'REJECTED' | 'DISPUTE'

/** An outcome in words, ready to be written: nothing in it looks like an SSN. */
export interface OutcomeText {
  kind: OutcomeKind
  /** The month that was reported, YYYY-MM. */
  month: string
  /** One line, such as `EQUIFAX REJECTED 2026-05: E102`. */
  line: string
  /** Further lines: reference, day, what the bureau says. */
  details: string[]
}

/** A kind of place in the source that outcomes may be written into. What is not declared here is never written. */
export interface WritebackTarget {
  /** Stable name: `customField`. */
  name: string
  title: string
  help: string
  /** APPENDS: each write adds something of its own. REPLACES: the place holds one value, and a write takes its place. */
  effect: 'APPENDS' | 'REPLACES'
  /** What `place` is, such as the id of the field, and those known; null when the target is one place. */
  place: { label: string; options: { value: string; label: string }[] } | null
  /** TEXT: the outcome's own line unless a value is chosen. CHOICE: a value must be chosen for each kind. NONE: takes no value. */
  value: 'TEXT' | 'CHOICE' | 'NONE'
  /** For CHOICE: what may be chosen; empty when the source does not say. */
  options: { value: string; label: string }[]
  /** Of a target whose writes are files. */
  file?: WritebackFile
}

/** How a file gets into the source: a POST begins it, and its bytes go to an address that the answer names. */
export interface WritebackFile {
  /** The one POST that is let out: a path below the base URL in which `{key}` stands for the key of the loan. */
  post: string
  /** Where bytes may go besides to the base URL: hosts, or `*.example.com` for all below. An admin may name further ones. */
  hosts: string[]
}

/** One place that somebody chose. */
export interface WritebackPlace {
  target: string
  /** '' when the target is one place. */
  place: string
}

export interface PlannedWrite extends WritebackPlace {
  /** Key of the loan at the source. */
  key: string
  /** Printable and unique; stands in what an APPENDS target writes, and is looked for before it is written. */
  correlationId: string
  /** What the place of a REPLACES target held when it was planned; null: nothing. */
  before: string | null
  after: string
}

/** What came of a write. Failures are thrown as SourceFailure. */
export type WriteResult =
  /** It is there, and was seen there. `method`: how, or FOUND when it had been done before. */
  | { state: 'WRITTEN'; method: 'PATCH' | 'PUT' | 'POST' | 'FOUND'; capabilities?: Capabilities }
  /** The place holds something else than planned: somebody was quicker, and keeps the last word. */
  | { state: 'CHANGED' }

/** What a plugin writes with. Its `fetch` asks before each request that changes something whether writeback is still allowed. */
export interface WritebackContext<Settings = unknown, Credentials = unknown>
  extends PluginContext<Settings, Credentials> {
  /**
   * Sends the bytes of a file to the address that the source named for it, by PUT: no header but the type of the content, and no
   * credentials. For targets with `file` only. The same bytes are sent again to the same address when it does not answer.
   * Throws SourceFailure: TRANSIENT when nobody knows whether they came; CONFIGURATION, which ends the whole work, when the
   * address may not be used or refuses them. The address is a secret: it stands in no message.
   */
  putFile(url: string, bytes: Uint8Array, contentType: string): Promise<void>
  /** Ends after so many milliseconds; rejects when the work is aborted. */
  pause(ms: number): Promise<void>
}

export interface WritebackSupport<Settings = unknown, Credentials = unknown> {
  targets(settings: Settings, lookups: Discovery['lookups']): WritebackTarget[]
  /**
   * What would be written for one outcome of a loan. `chosen` is the value chosen for its kind, or null. Pure.
   * Throws SourceFailure SYSTEM on a document that cannot be read or a value that the place cannot hold.
   */
  plan(
    raw: string,
    place: WritebackPlace,
    outcome: OutcomeText,
    chosen: string | null,
    correlationId: string,
  ): { before: string | null; after: string }
  /**
   * Does one write, at most once however often it is asked: it looks first whether it was done. `ctx.fetch` sends nothing but
   * GET, PATCH, PUT and the POST of the target's `file` here, and refuses all but GET as soon as somebody stops writeback.
   */
  apply(ctx: WritebackContext<Settings, Credentials>, write: PlannedWrite): Promise<WriteResult>
}

/** A starter of an offline tenant, for trying and testing without an account. */
export interface SandboxHandle {
  url: string
  close(): Promise<void>
}

export interface SourcePlugin<Settings = unknown, Credentials = unknown> {
  id: string
  name: string
  version: string
  contractVersion: number
  description: string
  /**
   * pull: the plugin fetches documents by `ctx.fetch`. upload: it reads the files of the run (`request.uploads`); it has no
   * address, no webhook and no schedule, and its runs are FULL or INCREMENTAL and started by hand.
   */
  acquire: 'pull' | 'upload'
  settings: FormSchema<Settings>
  credentials: FormSchema<Credentials>
  catalogue: Catalogue
  presets: ShippedPreset[]
  /** Host and port the connection talks to, for the address guard; derived from settings only. Of uploads: ''. */
  baseUrl(settings: Settings): string
  /** How fast the source may be asked, by its settings. Absent: 5 requests a second, 3 at a time. */
  pacing?(settings: Settings): Pacing
  /** The source's environment by its settings; a SANDBOX connection never takes part in a reporting period. */
  environment(settings: Settings): 'SANDBOX' | 'PRODUCTION'
  /** Calendar date at the lender at a moment (milliseconds): the default as-of date. */
  businessDate(settings: Settings, now: number): string
  /** Shown instead of the secret: "…ab12". Never more than the last four characters. */
  credentialsHint(credentials: Credentials): string
  check(ctx: PluginContext<Settings, Credentials>): Promise<CheckReport>
  discover(ctx: PluginContext<Settings, Credentials>): Promise<Discovery>
  pull(ctx: PluginContext<Settings, Credentials>, request: PullRequest): AsyncGenerator<Page, PullEnd>
  /**
   * A few records as a first pull would answer them, in a handful of requests however large the source is. The same ones each
   * time while nothing changes; of several kinds, where that costs nothing. Absent: loans are seen once they are connected.
   */
  sample?(ctx: PluginContext<Settings, Credentials>, request: SampleRequest): Promise<SampledRecord[]>
  /** Raw document (JSON text) to catalogue types. Pure. Throws SourceFailure SYSTEM `MALFORMED_DOCUMENT` on what cannot be read. */
  normalize(raw: string, options: { capabilities: Capabilities }): NormalizedDocument
  /** The stored raw document with a day's balances replaced. Pure. */
  mergeSnapshot?(raw: string, snapshot: string): string
  /**
   * The reporting-relevant part of a normalized document as one stable value; its hash is the record's document hash.
   * Leaves out daily accruals, so that a loan nobody touched does not change every day. Pure.
   */
  reportingProjection(document: Record<string, unknown>): unknown
  /** For `acquire: 'upload'`: proposes settings for files like these. What is given of the settings is kept. */
  inspectUpload?(given: Record<string, unknown>, uploads: readonly UploadedFile[]): Promise<UploadInspection>
  /** Absent: the source sends no webhooks. */
  webhook?: WebhookSupport
  /** Absent: nothing is ever written into the source. */
  writeback?: WritebackSupport<Settings, Credentials>
}

/** Types a plugin and erases the types for the registry. */
export function definePlugin<S, C>(plugin: SourcePlugin<S, C>): SourcePlugin {
  return plugin as unknown as SourcePlugin
}
