/** Entries of the audit log as sentences. What a later server does, and this client does not know, is named as it is. */
import { formatDay, humanize, plural } from './format.ts'

export interface AuditEntryLike {
  action: string
  targetType: string
  target: string
  details: unknown
}

type Details = Record<string, unknown>

const text = (details: Details, name: string): string => {
  const value = details[name]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
const count = (details: Details, one: string, name = 'count') =>
  typeof details[name] === 'number' ? plural(details[name], one) : `${one}s`
const quoted = (details: Details, name = 'name') => (text(details, name) ? ` “${text(details, name)}”` : '')
const list = (value: unknown): string => (Array.isArray(value) ? value.map(String).join(', ') : '')
const month = (details: Details) => (text(details, 'month') ? ` ${text(details, 'month')}` : '')
const changedText = (details: Details) => (list(details.changed) ? `: ${list(details.changed)}` : '')

const runs: Record<string, string> = {
  INCREMENTAL: 'a run of what changed',
  FULL: 'a full run',
  RANGE: 'a run of a range',
  IDS: 'a run of chosen loans',
  ROLLOVER: 'a run to another day',
}

function runText(details: Details): string {
  const asOf = text(details, 'asOf')
  return `started ${runs[text(details, 'mode')] ?? 'a run'}${asOf ? ` as of ${formatDay(asOf)}` : ''}`
}

function ruleText(rule: string, severity: unknown): string {
  if (severity === 'OFF') return `switched the rule ${rule} off`
  if (typeof severity !== 'string') return `set the rule ${rule} back to what is shipped`
  return `gave the rule ${rule} the severity ${severity.toLowerCase()}`
}

const sentences: Record<string, (details: Details, entry: AuditEntryLike) => string> = {
  createFurnisher: (d) => `created the furnisher${quoted(d)}`,
  updateFurnisher: (d) =>
    `changed a furnisher: ${Object.keys(d)
      .map((name) => actionTitle(name).toLowerCase())
      .join(', ')}`,
  createApiKey(d) {
    const role = text(d, 'role') ? ` for the role ${text(d, 'role')}` : ''
    const end = text(d, 'expiresAt') ? `, good until ${formatDay(text(d, 'expiresAt').slice(0, 10))}` : ''
    return `created the API key${quoted(d)}${role}${end}`
  },
  revokeApiKey: (d) => `revoked the API key${quoted(d) || ` ${text(d, 'hint')}`}`,
  replaceConfiguredKey: () => "replaced the administrator's key by the one of the server's configuration",
  createOrganization: (d) => `made the organization${quoted(d)}`,
  createConnection: (d) => `connected${quoted(d)}${text(d, 'pluginId') ? ` (${text(d, 'pluginId')})` : ''}`,
  updateConnection: (d) =>
    `changed a connection${changedText(d)}${d.credentials === 'replaced' ? ', with new credentials' : ''}`,
  replaceCredentials: () => 'replaced the credentials of a connection',
  pauseConnection: () => 'paused a connection',
  resumeConnection: () => 'resumed a connection',
  checkConnection: (d) =>
    d.passed === false ? `checked a connection; it failed: ${list(d.failedSteps)}` : 'checked a connection; it passed',
  deleteConnection: (d) => `deleted the connection${quoted(d)} with all its records`,
  finishDeleteConnection: () => 'finished deleting a connection',
  setWebhook: (d) =>
    d.proof === 'NONE' ? 'took a webhook out of use' : `put a webhook to use (${humanize(text(d, 'proof'))})`,
  rotateWebhookSecret: () => 'made a new secret for a webhook',
  dropFormerWebhookSecret: () => 'ended the former secret of a webhook',
  testWebhook: (d) => `tried a webhook${'passed' in d ? (d.passed ? '; it works' : '; it failed') : ''}`,
  startSync: (d) => runText(d),
  cancelSync: () => 'cancelled a run',
  retryQuarantined: (d) => `tried ${count(d, 'quarantined document')} again`,
  setRuleSetting: (d, { target }) => ruleText(target, d.after),
  waiveErrors: (d) => `waived ${count(d, 'finding')}`,
  revokeWaiver: (d) => `took back ${typeof d.count === 'number' ? plural(d.count, 'waiver') : 'a waiver'}`,
  saveMappingPresetDraft: () => 'saved a draft of a preset',
  discardMappingPresetDraft: () => 'threw a draft of a preset away',
  publishMappingPreset: (d) => `published version ${text(d, 'version')} of a preset`,
  rollbackMappingPreset: (d) =>
    `published version ${text(d, 'version')} of a preset, with the text of version ${text(d, 'textOfVersion')}`,
  startMappingImpact: () => 'started to look at the impact of a preset',
  openPeriod: (d) => `opened the period${month(d)}`,
  openCorrection: (d) => `opened a correction of the period${month(d)}`,
  computePeriod: () => 'computed a period',
  closePeriod: () => 'closed a period',
  discardPeriod: (d) => `threw the open period${month(d)} away`,
  holdOutPeriodRecords: (d) => `held ${count(d, 'record')} out of a period`,
  releasePeriodRecords: (d) => `took ${count(d, 'record')} back into a period`,
  waivePeriodFindings: (d) => `waived ${count(d, 'finding')} of a period`,
  createFile: (d) => `wrote the file${quoted(d)}`,
  downloadFile: (d) => `downloaded the file${quoted(d)}`,
  downloadTestExtract: () => 'downloaded a TEST extract',
  fileCorrupt: () => 'found that a file cannot be made again as it was',
  revealPii: () => 'looked at personal data of a record',
  upload: (d) =>
    `uploaded${quoted(d) || ' a file'}${text(d, 'purpose') ? ` (${humanize(text(d, 'purpose')).toLowerCase()})` : ''}`,
  deleteUpload: () => 'deleted an upload',
  importBaseline: (d) => (d.dryRun === false ? 'imported a baseline' : 'tried to import a baseline (dry run)'),
  replaceBaseline: () => 'replaced a baseline',
  matchBaselineAccount: () => 'matched an account of the baseline with a loan',
  unmatchBaselineAccount: () => 'took a match of the baseline back',
  ignoreBaselineAccount: () => 'said that an account of the baseline needs no loan',
  ignoreBaselineLoan: () => 'said that a loan needs no account of the baseline',
  recordBureauResponses: (d) => `recorded ${count(d, 'answer')} of bureaus`,
  importBureauResponses: () => 'started to read a file of answers of bureaus',
  setWriteback: (d) =>
    d.enabled === true
      ? `switched writeback on, and confirmed the liability${list(d.places) ? `: ${list(d.places)}` : ''}`
      : 'chose what could be written back; writeback stays off',
  disableWriteback: () => 'switched writeback of a connection off',
  planWriteback: (d) => `planned ${count(d, 'write', 'planned')} into the source (nothing was written)`,
  applyWriteback: (d) => `applied a plan of ${count(d, 'write')} into the source`,
  writeback: (d) => writeText(d),
  stopWriteback: () => 'stopped all writeback',
  allowWriteback: () => 'ended the stop of all writeback',
  cancelOperation: () => 'cancelled an operation',
  saveView: (d) => `saved the view${quoted(d)}`,
  deleteView: (d) => `deleted the view${quoted(d)}`,
}

function writeText(details: Details): string {
  const place = [text(details, 'target'), text(details, 'place')].filter(Boolean).join(' ')
  const into = `${place ? ` ${place}` : ''} of loan ${text(details, 'sourceKey')}`
  if (details.state === 'WRITTEN') return `wrote into${into}`
  if (details.state === 'SKIPPED') return `left out the write into${into}: ${humanize(text(details, 'cause'))}`
  return `failed to write into${into}: ${humanize(text(details, 'cause'))}`
}

/** `createApiKey` as `Create api key`, for what has no sentence of its own. */
export function actionTitle(action: string): string {
  const words = action.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What somebody did, to go on after their name: `switched the rule G-ADDR-1 off`. */
export function auditSentence(entry: AuditEntryLike): string {
  const details = typeof entry.details === 'object' && entry.details !== null ? (entry.details as Details) : {}
  const sentence = sentences[entry.action]
  return sentence ? sentence(details, entry) : `did “${actionTitle(entry.action).toLowerCase()}”`
}

export const auditActions: readonly string[] = Object.keys(sentences).toSorted()

/** The details as lines of name and value; what the sentence or the reason says already, and empty ones, are left out. */
export function auditDetails(details: unknown): { name: string; value: string }[] {
  if (typeof details !== 'object' || details === null) return []
  return Object.entries(details)
    .filter(
      ([name, value]) =>
        name !== 'reason' && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0),
    )
    .map(([name, value]) => ({
      name: actionTitle(name),
      value: typeof value === 'object' ? JSON.stringify(value) : String(value),
    }))
}
