/** The API's enums; most are the database's own. */
import type * as Db from '../../prisma/generated/client/enums.ts'
import type { DriftKind } from '../../server/sync/drift.ts'
import { builder } from '../builder.ts'

export function enumOf<Name extends string>(name: string, description: string, values: Record<Name, string>) {
  const described = Object.fromEntries(
    Object.entries<string>(values).map(([value, text]) => [value, { description: text }]),
  ) as Record<Name, { description: string }>
  return builder.enumType(name, { description, values: described })
}

export const Role = enumOf<Db.Role>('Role', 'What a viewer may do. Each role may do what the ones before it may.', {
  VIEWER: 'Read everything but keys.',
  ANALYST: 'Also edit mapping presets, waive findings and look at Social Security numbers.',
  OPERATOR: 'Also connect sources and run syncs.',
  ADMIN: 'Also manage API keys and rule settings.',
})

export const Environment = enumOf<Db.Environment>('Environment', 'What a source holds.', {
  SANDBOX: 'Test data. Never reported to a bureau.',
  PRODUCTION: 'Real consumers.',
})

export const ConnectionState = enumOf<Db.ConnectionState>('ConnectionState', 'Whether a connection may sync.', {
  ACTIVE: 'It may.',
  PAUSED: 'It may not, until it is resumed; see pauseReason.',
})

export const SyncMode = enumOf<Db.SyncMode>('SyncMode', 'What a sync run reads.', {
  INCREMENTAL: 'What changed since the last completed run.',
  FULL: 'Every loan of the source.',
  RANGE: 'What changed between two days.',
  IDS: 'The loans named in the request.',
  ROLLOVER: 'Nothing from the source: stored documents are mapped again for another day or preset.',
})

export const SyncTrigger = enumOf<Db.SyncTrigger>('SyncTrigger', 'Why a run was started.', {
  MANUAL: 'Somebody asked for it.',
  FIRST: 'The first run of a new connection.',
  SCHEDULE: 'It was due by the cadence of the connection.',
  WEBHOOK: 'The source said that loans changed.',
})

export const Cadence = enumOf<Db.Cadence>('Cadence', 'When a connection is synced by itself.', {
  MANUAL: 'Only when somebody asks for it.',
  HOURLY: 'Every hour.',
  DAILY: 'Once a day, at a time of day in a time zone.',
  WEBHOOK_ONLY: 'Only the loans that its webhook names, when it does.',
})

export const WebhookProof = enumOf<Db.WebhookProof>('WebhookProof', 'How a webhook proves that the source sent it.', {
  NONE: 'It cannot: every delivery is refused.',
  SHARED_SECRET: 'The secret itself stands in a header.',
  HMAC_SHA256: 'HMAC-SHA-256 of the raw body under the secret stands in a header, in hex or base64.',
})

export const WebhookOutcome = enumOf<Db.WebhookOutcome>('WebhookOutcome', 'What a webhook delivery led to.', {
  ACCEPTED: 'Its loans are read again.',
  DUPLICATE: 'The same body came within ten minutes; its loans are read once more at the end of that time.',
  IGNORED: 'It names no loan that is known; see detail.',
})

export const SyncRunState = enumOf<Db.SyncRunState>('SyncRunState', 'Where a run stands.', {
  QUEUED: 'Waits for a worker.',
  RUNNING: 'At work.',
  PAUSED: 'Stopped by trouble that passes; it goes on by itself.',
  SUCCEEDED: 'Done, and it left no record held or quarantined.',
  SUCCEEDED_WITH_ERRORS:
    'Done and complete, but there is work for people: it left records held by validation errors, or documents in quarantine.',
  FAILED: 'Ended by trouble; see failure.',
  CANCELLED: 'Ended because somebody asked for it. What was written before stays.',
})

export const OperationKind = enumOf<Db.OperationKind>('OperationKind', 'What an operation does.', {
  COMPUTE_PERIOD: 'Computes the records of a reporting period.',
  CLOSE_PERIOD: 'Freezes the records of a reporting period.',
  WRITE_FILE: 'Writes a Metro 2 file and reads it back.',
  IMPORT_BASELINE: 'Imports the last file that was sent by other means.',
  PRESET_IMPACT: 'Maps the whole portfolio with a draft of a preset, without writing a record.',
  RETRY_QUARANTINE: 'Tries documents in quarantine again.',
  IMPORT_RESPONSES: 'Reads a file of answers of bureaus.',
  WRITEBACK: 'Writes what a plan holds into the source.',
})

export const OperationState = enumOf<Db.OperationState>('OperationState', 'Where an operation stands.', {
  QUEUED: 'Waits for a worker.',
  RUNNING: 'A worker is on it.',
  SUCCEEDED: 'Done; see result.',
  FAILED: 'Ended early; see failure.',
  CANCELLED: 'Ended on request.',
})

export const OperationEventKind = enumOf<Db.OperationEventKind>(
  'OperationEventKind',
  'Kinds of events of an operation.',
  {
    STATE: 'Its state changed.',
    PROGRESS: 'A step is done.',
    NOTICE: 'Something worth knowing.',
  },
)

export const SyncPhase = enumOf<Db.SyncPhase>('SyncPhase', 'What a run is doing.', {
  PULL: 'Reading from the source.',
  ROLLOVER: 'Mapping stored documents again.',
})

export const Eligibility = enumOf<Db.Eligibility>('Eligibility', 'Whether a record goes to the bureaus.', {
  REPORTABLE: 'It does.',
  HELD: 'Not before its validation errors are mended or waived.',
  EXCLUDED: 'It does not, by rule; see exclusionReason.',
})

export const Severity = enumOf<Db.Severity>('Severity', 'How serious a finding is.', {
  ERROR: 'The record is held until it is mended or waived.',
  WARNING: 'The record is reported; somebody should look.',
  INFO: 'Worth knowing.',
  OFF: 'Switched off by a rule setting of the organization: found and kept, and counted nowhere.',
})

export const WaiverState = enumOf('WaiverState', 'Whether a waiver holds.', {
  ACTIVE: 'It excuses a finding now.',
  LAPSED: 'The rule finds nothing on the loan, or other values: it excuses nothing, unless those values come back.',
  REVOKED: 'Somebody ended it.',
  EXPIRED: 'Its last day is over.',
})

export const QuarantineStage = enumOf<Db.QuarantineStage>('QuarantineStage', 'Where a document failed.', {
  SOURCE: 'The source sent something unreadable.',
  NORMALIZE: 'The document is not shaped as the plugin knows it.',
  MAP: 'The preset could not make a record of it.',
})

export const OrderDirection = enumOf('OrderDirection', 'Which end of an order comes first.', {
  ASC: 'Smallest, oldest or A first.',
  DESC: 'Largest, newest or Z first.',
})

export const SyncEventKind = enumOf<Db.SyncEventKind>('SyncEventKind', 'Kinds of events of a sync run.', {
  RUN_STATE: 'The run changed its state.',
  PAGE: 'A page of the source was read.',
  BATCH: 'Records were written.',
  QUARANTINED: 'Documents were set aside.',
  THROTTLED: 'The source asked to slow down.',
  DRIFT: 'The source sent fields or values that nobody knows.',
  NOTICE: 'Something worth knowing.',
  GONE: 'Loans went away from the source.',
})

export const UnknownKind = enumOf<DriftKind>('UnknownKind', 'What is unknown of something that a source sent.', {
  FIELD: 'The catalogue has no such field.',
  TYPE: 'What stands in the field is not of its type; the loans are in quarantine.',
  VALUE: 'The catalogue lists all values of the field, and this is none of them.',
  ENTRY: 'A table of the preset has no entry for the value.',
})

export const ConnectionEventKind = enumOf<Db.ConnectionEventKind>(
  'ConnectionEventKind',
  'Kinds of events of a connection.',
  {
    CREATED: 'The connection was made.',
    UPDATED: 'Its name, settings, furnisher or preset changed.',
    CREDENTIALS_REPLACED: 'It got new credentials.',
    CHECKED: 'It was checked against the source.',
    PAUSED: 'It was paused.',
    RESUMED: 'It was resumed.',
    RUN_STATE: 'One of its runs changed its state.',
    CREDENTIALS_EXPIRE: 'Its credentials end soon, or have ended.',
    QUARANTINE_RETRIED: 'Documents in quarantine were tried again.',
    ATTENTION: 'One of its runs needs a person.',
  },
)

export const FormInput = enumOf('FormInput', 'How a value is asked for in a form.', {
  TEXT: 'A line of text.',
  PASSWORD: 'A line of text that is not shown.',
  NUMBER: 'A number.',
  SELECT: 'One of the options.',
  CHECKBOX: 'Yes or no.',
  URL: 'A web address.',
  COLUMNS: 'A table of columns, as inspectUpload proposes it.',
  LIST: 'Any number of objects, each asked for by FormField.fields.',
})

export const Acquisition = enumOf('Acquisition', 'How documents of a source arrive.', {
  PULL: 'The server fetches them.',
  UPLOAD: 'Somebody uploads them.',
})

export const CheckOutcome = enumOf('CheckOutcome', 'How a step of a connection check ended.', {
  PASSED: 'As it should be.',
  WARNING: 'It works, but something will be missing; see the hint.',
  FAILED: 'It does not work; see the hint.',
  SKIPPED: 'Not tried, because an earlier step failed.',
})
