/** The normalized cache: what has an id is kept once, and changes everywhere it is shown. */
import { type Cache, cacheExchange, type UpdateResolver } from '@urql/exchange-graphcache'

/** Types without an identity of their own: they are kept inside what they belong to. */
const embedded = [
  ...[
    'BaseSegment',
    'J1Segment',
    'J2Segment',
    'K1Segment',
    'K2Segment',
    'K3Segment',
    'K4Segment',
    'L1Segment',
    'N1Segment',
  ],
  ...['RecordVersion', 'RecordCounts', 'CheckStep', 'Failure', 'NamedValue'],
  ...['FieldLineage', 'TraceStep', 'Viewer', 'ValidationSummary', 'RuleCount', 'EligibilityCount', 'SeverityCount'],
  ...['CodeTable', 'Code', 'FormField', 'FormOption', 'PluginPreset', 'Webhook', 'LockedCount', 'SyncProgress'],
  ...['PeriodReviewCount', 'PeriodRuleCount', 'ClosingReason', 'PeriodFinding', 'PeriodDifference', 'PeriodEvidence'],
  ...['OperationCount', 'FileFinding', 'TrailerCounter', 'BaselineMatchCount', 'BaselineRuleCount'],
  ...['RuleSetting', 'Attention', 'WritebackSetting', 'WritebackTarget', 'WritebackOption', 'WritebackChoice'],
  ...['WritebackChosenValue', 'WritebackStop', 'FullRunEstimate'],
  ...['SavedViewParameter', 'RevealedConsumer'],
  ...['PortfolioMonth', 'PortfolioStatus', 'ErrorMonth', 'CodeCount', 'DateRange', 'MappingFailure', 'UnknownValue'],
  ...['MappingPresetDraft', 'MappingProblem', 'MappingExample', 'PresetChange'],
]

/** Root fields that are asked for again after a mutation. */
const outdated: Record<string, string[]> = {
  createConnection: ['connections'],
  createFurnisher: ['furnishers'],
  createApiKey: ['apiKeys'],
  setRuleSetting: ['validationSummary', 'validationErrors', 'metro2Record', 'metro2Records'],
  updateConnection: ['connection', 'connections'],
  deleteConnection: ['connection', 'connections', 'furnishers'],
  waiveErrors: ['validationSummary', 'validationErrors', 'metro2Record', 'metro2Records'],
  saveMappingPresetDraft: ['mappingPreset', 'mappingPresets'],
  publishMappingPreset: ['mappingPreset', 'mappingPresets', 'connection'],
  startSync: ['connection', 'connections'],
  cancelSync: ['connection', 'connections'],
  pauseConnection: ['connection'],
  openPeriod: ['reportingPeriods'],
  openCorrection: ['reportingPeriods'],
  discardPeriod: ['reportingPeriods'],
  createFile: ['metro2Files'],
  saveView: ['savedViews'],
  deleteView: ['savedViews'],
  resumeConnection: ['connection'],
}

export function invalidate(cache: Cache, fields: readonly string[]): void {
  for (const { fieldName, fieldKey } of cache.inspectFields('Query')) {
    if (fields.includes(fieldName)) cache.invalidate('Query', fieldKey)
  }
}

interface Answered {
  userErrors?: readonly unknown[]
}

const hasChanged = (answer: Answered | null, args: { input?: unknown }): boolean =>
  !answer?.userErrors?.length && !(args.input as { dryRun?: boolean } | undefined)?.dryRun

export function createCache() {
  const updates: Record<string, UpdateResolver> = {}
  for (const [mutation, fields] of Object.entries(outdated)) {
    updates[mutation] = (result, args, cache) => {
      // What was only counted or refused has changed nothing, and a page that is read anew loses the dialog that stands on it.
      if (hasChanged(result[mutation] as Answered | null, args)) invalidate(cache, fields)
    }
  }
  return cacheExchange({
    keys: Object.fromEntries(embedded.map((type) => [type, () => null])),
    updates: { Mutation: updates },
  })
}
