/** Typed documents of the operations in this repository's .graphql files. Written by `npm run codegen`; not to be edited. */
// biome-ignore-all format: generated
// biome-ignore-all lint: generated
// biome-ignore-all assist: generated
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** When a connection is synced by itself. */
export type Cadence =
  /** Once a day, at a time of day in a time zone. */
  | 'DAILY'
  /** Every hour. */
  | 'HOURLY'
  /** Only when somebody asks for it. */
  | 'MANUAL'
  /** Only the loans that its webhook names, when it does. */
  | 'WEBHOOK_ONLY';

/** Which run to cancel. */
export type CancelSyncInput = {
  /** Id of the SyncRun. */
  runId: string;
};

/** How a step of a connection check ended. */
export type CheckOutcome =
  /** It does not work; see the hint. */
  | 'FAILED'
  /** As it should be. */
  | 'PASSED'
  /** Not tried, because an earlier step failed. */
  | 'SKIPPED'
  /** It works, but something will be missing; see the hint. */
  | 'WARNING';

/** A new connection to a source. */
export type CreateConnectionInput = {
  /** When it is synced by itself. Left out: HOURLY; MANUAL of a source that reads uploads. */
  cadence?: Cadence | null | undefined;
  /** Values by the names of SourcePlugin.credentialsFields. Sealed at once and never returned. */
  credentials: unknown;
  /** Last day on which the credentials work, when you know it: it is warned of 30, 7 and 1 days before. Left out: what the source says. */
  credentialsExpireOn?: string | null | undefined;
  /** With DAILY: time of day, HH:MM. A time that a change of clocks leaves out runs right after it. */
  dailyAt?: string | null | undefined;
  /** Who reports its loans. */
  furnisherId: string;
  /** Any text of your own, best a UUID. The same request with the same key within 24 hours is answered with the first result instead of being done again; another request with it is refused. */
  idempotencyKey?: string | null | undefined;
  /** For people: 1 to 100 characters, unique in the organization. */
  name: string;
  /** Plugin that speaks to the source: `loanpro`. */
  pluginId: string;
  /** Name of a preset of SourcePlugin.presets, which is copied. Left out: its first one. */
  preset?: string | null | undefined;
  /** Instead of `preset`: a MappingPreset of the organization, shared with its other connections. */
  presetId?: string | null | undefined;
  /** Instead of both: a preset in the preset language, as inspectUpload drafts one. It becomes a MappingPreset of the organization. */
  presetText?: string | null | undefined;
  /** Values by the names of SourcePlugin.settingsFields. */
  settings: unknown;
  /** Whether to start a first, full run at once. Left out or false, nothing is read before the first tick of the cadence (`nextRunAt`), or, with MANUAL, before startSync. */
  startFirstSync?: boolean;
  /** With DAILY: IANA time zone of dailyAt: `America/New_York`. */
  timeZone?: string | null | undefined;
};

/** A new furnisher. */
export type CreateFurnisherInput = {
  /** Reporter address in one line (header field 13): at most 96 characters of plain ASCII. */
  address: string;
  /** Given by Equifax (header field 5), at most 10 letters and digits; empty when there is none. */
  equifaxProgramIdentifier?: string | null | undefined;
  /** Given by Experian (header field 6), at most 5 letters and digits; empty when there is none. */
  experianProgramIdentifier?: string | null | undefined;
  /** Any text of your own, best a UUID. The same request with the same key within 24 hours is answered with the first result instead of being done again; another request with it is refused. */
  idempotencyKey?: string | null | undefined;
  /** Identification number (base field 5) as agreed with the bureaus: 5 to 20 letters and digits, not all zeros or nines. Stored in upper case. */
  identificationNumber: string;
  /** Given by Innovis (header field 4), at most 10 letters and digits; empty when there is none. */
  innovisProgramIdentifier?: string | null | undefined;
  /** Reporter name (header field 12): at most 40 characters of plain ASCII; unique in the organization. */
  name: string;
  /** Ten digits with area code (header field 14). Blanks, dashes and parentheses are dropped. */
  telephoneNumber: string;
  /** Given by TransUnion (header field 7), at most 10 letters and digits; empty when there is none. */
  transunionProgramIdentifier?: string | null | undefined;
};

/** Two days and those between. */
export type DateRangeInput = {
  /** First day. */
  from: string;
  /** Last day; included. */
  to: string;
};

/** Whether a record goes to the bureaus. */
export type Eligibility =
  /** It does not, by rule; see exclusionReason. */
  | 'EXCLUDED'
  /** Not before its validation errors are mended or waived. */
  | 'HELD'
  /** It does. */
  | 'REPORTABLE';

/** Where an operation stands. */
export type OperationState =
  /** Ended on request. */
  | 'CANCELLED'
  /** Ended early; see failure. */
  | 'FAILED'
  /** Waits for a worker. */
  | 'QUEUED'
  /** A worker is on it. */
  | 'RUNNING'
  /** Done; see result. */
  | 'SUCCEEDED';

/** What happened to a part of a preset. */
export type PresetChangeKind =
  /** It is new. */
  | 'ADDED'
  /** It says something else. */
  | 'CHANGED'
  /** It is gone. */
  | 'REMOVED';

/** An uploaded file that a run reads. */
export type RunUploadInput = {
  /** What its rows are, by the settings of the connection: `payments`. Left out: the loans themselves. */
  part?: string | null | undefined;
  /** Id of the Upload, sent with purpose CSV_SOURCE. */
  uploadId: string;
};

/** How serious a finding is. */
export type Severity =
  /** The record is held until it is mended or waived. */
  | 'ERROR'
  /** Worth knowing. */
  | 'INFO'
  /** Switched off by a rule setting of the organization: found and kept, and counted nowhere. */
  | 'OFF'
  /** The record is reported; somebody should look. */
  | 'WARNING';

/** Which text to try on the whole portfolio. */
export type StartMappingImpactInput = {
  /** Any text of your own, best a UUID. The same request with the same key within 24 hours is answered with the first result instead of being done again; another request with it is refused. */
  idempotencyKey?: string | null | undefined;
  /** Id of the MappingPreset; the loans are those of its connections. */
  presetId: string;
  /** The text to try. Left out: the draft; without one, the published text. */
  text?: string | null | undefined;
};

/** Which source to read, and how. */
export type StartSyncInput = {
  /** Day the records shall stand for, not after today and at most 24 months back (a sandbox: before its last day). Left out: today where the lender is. */
  asOf?: string | null | undefined;
  /** Id of the ConnectedSource. */
  connectionId: string;
  /** Any text of your own, best a UUID. The same request with the same key within 24 hours is answered with the first result instead of being done again; another request with it is refused. */
  idempotencyKey?: string | null | undefined;
  /** Source keys of the loans to read; for mode IDS only, at most 1,000. */
  keys?: Array<string> | null | undefined;
  /** What to read. The first run of a connection reads everything in any case. */
  mode?: SyncMode;
  /** Days of change to read; for mode RANGE only. */
  range?: DateRangeInput | null | undefined;
  /** Of a source that reads uploads: its files. Mode FULL says that they are the whole portfolio, INCREMENTAL that they add and update. */
  uploads?: Array<RunUploadInput> | null | undefined;
};

/** What a sync run reads. */
export type SyncMode =
  /** Every loan of the source. */
  | 'FULL'
  /** The loans named in the request. */
  | 'IDS'
  /** What changed since the last completed run. */
  | 'INCREMENTAL'
  /** What changed between two days. */
  | 'RANGE'
  /** Nothing from the source: stored documents are mapped again for another day or preset. */
  | 'ROLLOVER';

/** Where a run stands. */
export type SyncRunState =
  /** Ended because somebody asked for it. What was written before stays. */
  | 'CANCELLED'
  /** Ended by trouble; see failure. */
  | 'FAILED'
  /** Stopped by trouble that passes; it goes on by itself. */
  | 'PAUSED'
  /** Waits for a worker. */
  | 'QUEUED'
  /** At work. */
  | 'RUNNING'
  /** Done, and it left no record held or quarantined. */
  | 'SUCCEEDED'
  /** Done and complete, but there is work for people: it left records held by validation errors, or documents in quarantine. */
  | 'SUCCEEDED_WITH_ERRORS';

/** Changes of a connection. What is left out stays as it is. */
export type UpdateConnectionInput = {
  /** When it is synced by itself. */
  cadence?: Cadence | null | undefined;
  /** Needed to move a connection that has records to a furnisher with another identification number: bureaus take another number for another account. */
  confirmFurnisherChange?: boolean;
  /** Which connection. */
  connectionId: string;
  /** Values by the names of SourcePlugin.credentialsFields. Sealed at once and never returned. Needed when the settings lead to another address: stored ones are not sent there. */
  credentials?: unknown;
  /** With DAILY: time of day, HH:MM. A time that a change of clocks leaves out runs right after it. */
  dailyAt?: string | null | undefined;
  /** Who reports its loans. */
  furnisherId?: string | null | undefined;
  /** For people: 1 to 100 characters, unique in the organization. */
  name?: string | null | undefined;
  /** Values by the names of SourcePlugin.settingsFields. The whole form: what it leaves out takes its default. */
  settings?: unknown;
  /** With DAILY: IANA time zone of dailyAt: `America/New_York`. */
  timeZone?: string | null | undefined;
};

export type DemoFurnisherMutationVariables = Exact<{
  input: CreateFurnisherInput;
}>;


export type DemoFurnisherMutation = { createFurnisher: { furnisher: { id: string } | null, userErrors: Array<
      | { code: string, message: string, path: Array<string> }
      | { code: string, message: string, path: Array<string> }
      | { code: string, message: string, path: Array<string> }
      | { code: string, message: string, path: Array<string> }
      | { code: string, message: string, path: Array<string> }
      | { code: string, message: string, path: Array<string> }
    > } };

export type DemoConnectionMutationVariables = Exact<{
  input: CreateConnectionInput;
}>;


export type DemoConnectionMutation = { createConnection: { connection: { id: string, checkSteps: Array<{ title: string, outcome: CheckOutcome, message: string, hint: string | null }> } | null, userErrors: Array<
      | { code: string, message: string, path: Array<string> }
      | { code: string, message: string, path: Array<string> }
      | { code: string, message: string, path: Array<string> }
      | { code: string, message: string, path: Array<string> }
      | { code: string, message: string, path: Array<string> }
      | { code: string, message: string, path: Array<string> }
    > } };

export type DemoUpdateConnectionMutationVariables = Exact<{
  input: UpdateConnectionInput;
}>;


export type DemoUpdateConnectionMutation = { updateConnection: { connection: { id: string } | null, userErrors: Array<
      | { code: string, message: string, path: Array<string> }
      | { code: string, message: string, path: Array<string> }
      | { code: string, message: string, path: Array<string> }
      | { code: string, message: string, path: Array<string> }
      | { code: string, message: string, path: Array<string> }
      | { code: string, message: string, path: Array<string> }
    > } };

export type DemoLastRunQueryVariables = Exact<{
  connectionId: string;
}>;


export type DemoLastRunQuery = { connection: { syncRuns: Array<{ id: string, active: boolean }> } | null };

export type DemoCancelSyncMutationVariables = Exact<{
  input: CancelSyncInput;
}>;


export type DemoCancelSyncMutation = { cancelSync: { userErrors: Array<
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
    > } };

export type DemoStartSyncMutationVariables = Exact<{
  input: StartSyncInput;
}>;


export type DemoStartSyncMutation = { startSync: { run: { id: string } | null, userErrors: Array<
      | { code: string, message: string, path: Array<string> }
      | { code: string, message: string, path: Array<string> }
      | { code: string, message: string, path: Array<string> }
      | { code: string, message: string, path: Array<string> }
      | { code: string, message: string, path: Array<string> }
      | { code: string, message: string, path: Array<string> }
    > } };

export type DemoProgressSubscriptionVariables = Exact<{
  runId: string;
}>;


export type DemoProgressSubscription = { syncProgress: { state: SyncRunState, active: boolean, seen: number, total: number | null, recordsPerSecond: number | null, secondsRemaining: number | null } };

export type DemoRunQueryVariables = Exact<{
  runId: string;
  connectionId: string;
}>;


export type DemoRunQuery = { syncRun: { state: SyncRunState, asOf: string, seen: number, created: number, changed: number, unchanged: number, remapped: number, quarantined: number, requests: number, lastEventSeq: number, startedAt: string | null, finishedAt: string | null, failure: { code: string, message: string, hint: string } | null } | null, connection: { testExtractUrl: string | null } | null, quarantinedRecords: { totalCount: number }, validationSummary: { records: number, byAccountStatus: Array<{ code: string, count: number }>, byEligibility: Array<{ eligibility: Eligibility, count: number }>, byExclusionReason: Array<{ code: string, count: number }>, bySeverity: Array<{ severity: Severity, count: number }>, byRule: Array<{ ruleId: string, severity: Severity, count: number, rule: { title: string } | null }> } };

export type PresetChangesQueryVariables = Exact<{
  name: string;
  text: string;
  from?: number | null | undefined;
}>;


export type PresetChangesQuery = { mappingPresets: { edges: Array<{ node: { id: string, name: string, changes: Array<{ path: string, kind: PresetChangeKind, before: string | null, after: string | null }> } }> } };

export type PreviewConnectionsQueryVariables = Exact<{
  plugin: string;
}>;


export type PreviewConnectionsQuery = { connections: { edges: Array<{ node: { id: string, name: string } }> } };

export type PreviewPresetQueryVariables = Exact<{
  connection: string;
  text: string;
  sample: number;
}>;


export type PreviewPresetQuery = { previewMapping: { problems: Array<{ line: number, column: number, code: string, message: string, hint: string | null }>, records: Array<{ record: { displayKey: string } | null, before: { eligibility: Eligibility | null, findings: Array<{ ruleId: string }> }, now: { eligibility: Eligibility | null, exclusionReason: string | null, findings: Array<{ ruleId: string }>, failures: Array<{ field: string, code: string, message: string }> }, changes: Array<{ field: string, before: string | null, now: string | null }> }> } };

export type StartPresetImpactMutationVariables = Exact<{
  input: StartMappingImpactInput;
}>;


export type StartPresetImpactMutation = { startMappingImpact: { operation: { id: string } | null, userErrors: Array<
      | { message: string, path: Array<string>, code: string }
      | { message: string, path: Array<string>, code: string }
      | { message: string, path: Array<string>, code: string }
      | { message: string, path: Array<string>, code: string }
      | { line: number, column: number, hint: string | null, message: string, path: Array<string>, code: string }
      | { message: string, path: Array<string>, code: string }
    > } };

export type PresetImpactProgressSubscriptionVariables = Exact<{
  id: string;
}>;


export type PresetImpactProgressSubscription = { operationProgress: { state: OperationState, done: number, total: number | null, failure: { message: string, hint: string } | null } };

export type PresetImpactQueryVariables = Exact<{
  id: string;
}>;


export type PresetImpactQuery = { operation: { state: OperationState, impact: { records: number, changed: number, rejected: number, fields: Array<{ name: string, count: number }>, newlyFailing: Array<{ name: string, count: number }>, newlyPassing: Array<{ name: string, count: number }>, moves: Array<{ from: string, to: string, count: number }>, failures: Array<{ name: string, count: number }>, outdated: { count: number }, newlyRejected: { causes: Array<{ code: string, path: string | null, count: number }> }, quarantine: { documents: number, repairedByPublished: number, becomes: Array<{ eligibility: string, count: number }>, repaired: { count: number, causes: Array<{ code: string, path: string | null, count: number }> }, remaining: { causes: Array<{ code: string, path: string | null, count: number }> } } } | null } | null };


export const DemoFurnisherDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DemoFurnisher"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateFurnisherInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createFurnisher"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"furnisher"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<DemoFurnisherMutation, DemoFurnisherMutationVariables>;
export const DemoConnectionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DemoConnection"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateConnectionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createConnection"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"connection"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"checkSteps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"hint"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<DemoConnectionMutation, DemoConnectionMutationVariables>;
export const DemoUpdateConnectionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DemoUpdateConnection"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateConnectionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateConnection"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"connection"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<DemoUpdateConnectionMutation, DemoUpdateConnectionMutationVariables>;
export const DemoLastRunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"DemoLastRun"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"connectionId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"connection"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"connectionId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"syncRuns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"active"}}]}}]}}]}}]} as unknown as DocumentNode<DemoLastRunQuery, DemoLastRunQueryVariables>;
export const DemoCancelSyncDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DemoCancelSync"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CancelSyncInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cancelSync"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<DemoCancelSyncMutation, DemoCancelSyncMutationVariables>;
export const DemoStartSyncDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DemoStartSync"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartSyncInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startSync"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"run"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<DemoStartSyncMutation, DemoStartSyncMutationVariables>;
export const DemoProgressDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"DemoProgress"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"runId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"syncProgress"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"runId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"runId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"active"}},{"kind":"Field","name":{"kind":"Name","value":"seen"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"recordsPerSecond"}},{"kind":"Field","name":{"kind":"Name","value":"secondsRemaining"}}]}}]}}]} as unknown as DocumentNode<DemoProgressSubscription, DemoProgressSubscriptionVariables>;
export const DemoRunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"DemoRun"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"runId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"connectionId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"syncRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"runId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"seen"}},{"kind":"Field","name":{"kind":"Name","value":"created"}},{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"remapped"}},{"kind":"Field","name":{"kind":"Name","value":"quarantined"}},{"kind":"Field","name":{"kind":"Name","value":"requests"}},{"kind":"Field","name":{"kind":"Name","value":"lastEventSeq"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"hint"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"connection"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"connectionId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"testExtractUrl"}}]}},{"kind":"Field","name":{"kind":"Name","value":"quarantinedRecords"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"validationSummary"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"records"}},{"kind":"Field","name":{"kind":"Name","value":"byAccountStatus"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"byEligibility"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"eligibility"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"byExclusionReason"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"bySeverity"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"byRule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ruleId"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"rule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}}]}}]}}]} as unknown as DocumentNode<DemoRunQuery, DemoRunQueryVariables>;
export const PresetChangesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PresetChanges"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"name"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"text"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mappingPresets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"name"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"text"},"value":{"kind":"Variable","name":{"kind":"Name","value":"text"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"after"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<PresetChangesQuery, PresetChangesQueryVariables>;
export const PreviewConnectionsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PreviewConnections"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"plugin"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"connections"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"plugin"},"value":{"kind":"Variable","name":{"kind":"Name","value":"plugin"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<PreviewConnectionsQuery, PreviewConnectionsQueryVariables>;
export const PreviewPresetDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PreviewPreset"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"connection"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"text"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sample"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"previewMapping"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"connection"},"value":{"kind":"Variable","name":{"kind":"Name","value":"connection"}}},{"kind":"Argument","name":{"kind":"Name","value":"text"},"value":{"kind":"Variable","name":{"kind":"Name","value":"text"}}},{"kind":"Argument","name":{"kind":"Name","value":"sample"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sample"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"problems"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"line"}},{"kind":"Field","name":{"kind":"Name","value":"column"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"hint"}}]}},{"kind":"Field","name":{"kind":"Name","value":"records"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"record"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"displayKey"}}]}},{"kind":"Field","name":{"kind":"Name","value":"before"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"eligibility"}},{"kind":"Field","name":{"kind":"Name","value":"findings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ruleId"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"now"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"eligibility"}},{"kind":"Field","name":{"kind":"Name","value":"exclusionReason"}},{"kind":"Field","name":{"kind":"Name","value":"findings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ruleId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failures"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"now"}}]}}]}}]}}]}}]} as unknown as DocumentNode<PreviewPresetQuery, PreviewPresetQueryVariables>;
export const StartPresetImpactDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"StartPresetImpact"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartMappingImpactInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startMappingImpact"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PresetProblem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"line"}},{"kind":"Field","name":{"kind":"Name","value":"column"}},{"kind":"Field","name":{"kind":"Name","value":"hint"}}]}},{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<StartPresetImpactMutation, StartPresetImpactMutationVariables>;
export const PresetImpactProgressDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"PresetImpactProgress"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"operationProgress"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"operationId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"done"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"hint"}}]}}]}}]}}]} as unknown as DocumentNode<PresetImpactProgressSubscription, PresetImpactProgressSubscriptionVariables>;
export const PresetImpactDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PresetImpact"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"operation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"impact"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"records"}},{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"}},{"kind":"Field","name":{"kind":"Name","value":"fields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"newlyFailing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"newlyPassing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"moves"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failures"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"outdated"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"newlyRejected"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"causes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"quarantine"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"documents"}},{"kind":"Field","name":{"kind":"Name","value":"repairedByPublished"}},{"kind":"Field","name":{"kind":"Name","value":"becomes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"eligibility"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"repaired"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"causes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"remaining"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"causes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<PresetImpactQuery, PresetImpactQueryVariables>;