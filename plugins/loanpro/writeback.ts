/**
 * Writing outcomes of bureaus into LoanPro: a note, a document, a custom field of the loan, or the loan's sub status, and nothing else.
 * LoanPro's documents know PUT on the loan with `__id` and `__update` only; PATCH is tried first, and what the tenant took is
 * remembered as `capabilities.writeMethod`. A PUT that makes a note makes it twice when it is repeated: the note is looked for by
 * its correlation id before each attempt.
 */
import {
  type Discovery,
  type OutcomeText,
  type PlannedWrite,
  SourceFailure,
  type WritebackContext,
  type WritebackPlace,
  type WritebackSupport,
  type WritebackTarget,
  type WriteResult,
} from '../contract.ts'
import { type LoanProClient, type LoanProContext, loanProClient } from './client.ts'
import { parseRaw } from './normalize.ts'
import type { LoanProCredentials, LoanProSettings } from './settings.ts'
import { isObject, type Json, type JsonObject, readInteger, readRows, readText } from './values.ts'
import { bodyOf } from './writeBody.ts'
import { addDocument, documentTarget, documentText } from './writebackDocument.ts'

const options = (rows: Discovery['lookups'][string] | undefined) =>
  (rows ?? []).map(({ id, title }) => ({ value: id, label: title }))

function targets(_settings: LoanProSettings, lookups: Discovery['lookups']): WritebackTarget[] {
  return [
    {
      name: 'note',
      title: 'A note on the loan',
      help: 'Adds a note of type STANDARD with the answer of the bureau. The category must be one of the tenant.',
      effect: 'APPENDS',
      place: { label: 'Id of the note category', options: options(lookups.noteCategories) },
      value: 'NONE',
      options: [],
    },
    documentTarget(lookups),
    {
      name: 'customField',
      title: 'A custom field of the loan',
      help: 'Sets a custom field of the loan settings to the answer in one line, or to a value of your choice. A field that the preset reads changes what is reported next.',
      effect: 'REPLACES',
      place: { label: 'Id of the custom field', options: options(lookups.loanCustomFields ?? lookups.customFields) },
      value: 'TEXT',
      options: [],
    },
    {
      name: 'loanSubStatus',
      title: 'The sub status of the loan',
      help: 'Sets the loan sub status to one of the tenant. Rules of LoanPro may act on it.',
      effect: 'REPLACES',
      place: null,
      value: 'CHOICE',
      options: options(lookups.loanSubStatuses),
    },
  ]
}

/** LoanPro's own bound on a value of a custom field. */
const longestValue = 255

function plan(
  raw: string,
  { target, place }: WritebackPlace,
  outcome: OutcomeText,
  chosen: string | null,
  correlationId: string,
) {
  const { loan } = parseRaw(raw)
  switch (target) {
    case 'note':
      return { before: null, after: noteText(outcome, correlationId) }
    case 'document':
      return { before: null, after: documentText(outcome, correlationId) }
    case 'customField': {
      const after = chosen ?? outcome.line
      if (after.length <= longestValue) return { before: customFieldOf(settingsOf(loan), place), after }
      throw cannotHold(`A custom field holds at most ${longestValue} characters.`)
    }
    case 'loanSubStatus':
      if (chosen === null || !/^\d{1,10}$/.test(chosen)) throw cannotHold('A sub status is chosen by its id.')
      return { before: readText(settingsOf(loan).loanSubStatusId, 'loanSubStatusId'), after: chosen }
    default:
      throw cannotHold(`There is no target ${target}.`)
  }
}

const cannotHold = (message: string) =>
  new SourceFailure('SYSTEM', 'VALUE_REFUSED', message, 'Choose another value in the writeback settings.')

/** First line: the subject. The correlation id ends it, so that lists of notes show it. */
const noteText = (outcome: OutcomeText, correlationId: string) =>
  [`Metro 2: ${outcome.line} [${correlationId}]`, ...outcome.details].join('\n')

function settingsOf(loan: JsonObject): JsonObject {
  if (isObject(loan.LoanSettings)) return loan.LoanSettings
  const hint = 'Run a full sync, then make the plan again.'
  throw new SourceFailure('SYSTEM', 'NO_SETTINGS', 'The loan came without its settings.', hint)
}

function customFieldOf(settings: JsonObject, fieldId: string): string | null {
  const rows = readRows(settings.CustomFieldValues, 'CustomFieldValues') ?? []
  const row = rows.find((each) => readText(each.customFieldId, 'customFieldId') === fieldId)
  return row ? readText(row.customFieldValue, 'customFieldValue') : null
}

interface Current {
  value: string | null
  settingsId: number
}

async function apply(
  ctx: WritebackContext<LoanProSettings, LoanProCredentials>,
  write: PlannedWrite,
): Promise<WriteResult> {
  const client = loanProClient(ctx)
  if (write.target === 'document') return addDocument(ctx, client, write)
  return write.target === 'note' ? addNote(ctx, client, write) : setField(ctx, client, write)
}

async function addNote(ctx: LoanProContext, client: LoanProClient, write: PlannedWrite): Promise<WriteResult> {
  const there = async () => {
    const { rows } = await client.collection(`Loans(${loanId(write)})/Notes`)
    return rows.some((note) => `${note.subject} ${note.body}`.includes(write.correlationId))
  }
  if (await there()) return { state: 'WRITTEN', method: 'FOUND' }
  const method = await send(ctx, client, write, bodyOf(write, null))
  return confirmed(ctx, method, await there())
}

async function setField(ctx: LoanProContext, client: LoanProClient, write: PlannedWrite): Promise<WriteResult> {
  const { value, settingsId } = await currentOf(client, write)
  if (value === write.after) return { state: 'WRITTEN', method: 'FOUND' }
  if (value !== write.before) return { state: 'CHANGED' }
  const method = await send(ctx, client, write, bodyOf(write, settingsId))
  const now = await currentOf(client, write)
  return confirmed(ctx, method, now.value === write.after)
}

async function currentOf(client: LoanProClient, write: PlannedWrite): Promise<Current> {
  const path = `Loans(${loanId(write)})?$expand=LoanSettings,LoanSettings/CustomFieldValues&nopaging`
  const loan = await client.get(path)
  const settings = settingsOf(isObject(loan) ? loan : {})
  const settingsId = readInteger(settings.id, 'LoanSettings.id')
  if (settingsId === null) throw unexpected('the loan settings have no id')
  const value =
    write.target === 'customField'
      ? customFieldOf(await withCustomFields(client, write, settings), write.place)
      : readText(settings.loanSubStatusId, 'loanSubStatusId')
  return { value, settingsId }
}

/** Where the list was not expanded, a missing value would pass for an empty one. */
async function withCustomFields(client: LoanProClient, write: PlannedWrite, settings: JsonObject): Promise<JsonObject> {
  if (Array.isArray(settings.CustomFieldValues)) return settings
  const { rows } = await client.collection(`Loans(${loanId(write)})/LoanSettings/CustomFieldValues`)
  return { ...settings, CustomFieldValues: rows }
}

function confirmed(ctx: LoanProContext, method: 'PATCH' | 'PUT', there: boolean): WriteResult {
  if (!there) throw unexpected(`LoanPro took the ${method} and nothing changed`)
  if (ctx.capabilities.writeMethod === method) return { state: 'WRITTEN', method }
  return { state: 'WRITTEN', method, capabilities: { writeMethod: method } }
}

const unexpected = (what: string) =>
  new SourceFailure(
    'SYSTEM',
    'WRITE_NOT_SEEN',
    `The write cannot be confirmed: ${what}.`,
    'Open the loan in LoanPro and look. Another plan tries it again, and does not do it twice.',
  )

/** Answers of a tenant that does not know PATCH. */
const noPatch = new Set([404, 405, 501])

async function send(
  ctx: LoanProContext,
  client: LoanProClient,
  write: PlannedWrite,
  body: JsonObject,
): Promise<'PATCH' | 'PUT'> {
  const path = `Loans(${loanId(write)})`
  if (ctx.capabilities.writeMethod !== 'PUT') {
    const refused = await client.write('PATCH', path, body as Json, noPatch)
    if (!refused) return 'PATCH'
  }
  await client.write('PUT', path, body as Json, new Set())
  return 'PUT'
}

function loanId({ key }: PlannedWrite): number {
  const id = readInteger(key, 'id')
  if (id === null || id < 1) throw unexpected('the loan has no id')
  return id
}

export const writeback: WritebackSupport<LoanProSettings, LoanProCredentials> = { targets, plan, apply }
