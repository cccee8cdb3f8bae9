/**
 * What would be written where: read from stored documents, without asking the source, and written nowhere but into the plan. A
 * plan takes the place of the one before it.
 */
import { createHmac } from 'node:crypto'
import { SourceFailure, type SourcePlugin } from '../../plugins/contract.ts'
import type { BureauResponse, Connection, Prisma } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { transact, writeAudit } from '../audit.ts'
import { isDeleting, lockConnection } from '../connections/rows.ts'
import type { TenantClient } from '../database/tenant.ts'
import { isId, newId } from '../ids.ts'
import { notFound, type Outcome, type Requester, refuse } from '../outcome.ts'
import { messagePlace } from '../responses/store.ts'
import { type SealedPlace, seal, unsealCompressed, unsealText } from '../vault/seal.ts'
import type { OrganizationKeys } from '../vault/vault.ts'
import { placeKey, type WritebackChoice } from './choices.ts'
import { outcomeText } from './outcomeText.ts'

export interface PlanWriteback {
  connectionId: string
  /** Only answers about this period. */
  periodId: string | null
}

/** Planned writes of one plan, what is left is for the next; and as many skipped ones are shown. */
export const mostWrites = 1_000
const pageSize = 100
const documentsAtOnce = 20

export interface Cause {
  code: string
  message: string
  hint: string
}

export const beforePlace = (id: string): SealedPlace => ({ table: 'writebacks', rowId: id, field: 'before' })
export const afterPlace = (id: string): SealedPlace => ({ table: 'writebacks', rowId: id, field: 'after' })

const cause = (code: string, message: string, hint: string): Cause => ({ code, message, hint })
const superseded = cause('SUPERSEDED', 'A newer plan took its place.', 'Look at the newer plan.')
const outdated = cause('NEWER_RESPONSE', 'A newer answer is written into this place.', 'Nothing has to be done.')
const alreadyThere = cause('ALREADY_THERE', 'The place holds it already.', 'Nothing has to be done.')
const noDocument = cause('NO_DOCUMENT', 'The loan is not stored, or has gone from the source.', 'Run a full sync.')
/** Skipped for these, a write is not planned again. */
const settled = new Set([outdated.code, alreadyThere.code])

export async function planWriteback(
  app: App,
  requester: Requester,
  input: PlanWriteback,
): Promise<Outcome<{ planId: string }>> {
  const { connectionId, periodId } = input
  const db = app.database.tenant(requester.organizationId)
  const connection = isId(connectionId) ? await db.connection.findFirst({ where: { id: connectionId } }) : null
  if (!connection || isDeleting(connection)) return notFound('connection', ['connectionId'])
  const period =
    periodId === null || (isId(periodId) && (await db.reportingPeriod.findFirst({ where: { id: periodId } })))
  if (!period) return notFound('reporting period', ['periodId'])
  const plugin = app.plugins.get(connection.pluginId)
  if (!plugin?.writeback) {
    return refuse('WRITEBACK_UNSUPPORTED', ['connectionId'], `${plugin?.name ?? 'This source'} takes nothing back.`)
  }
  const setting = await db.writebackSetting.findFirst({ where: { connectionId } })
  const choices = (setting?.choices ?? []) as unknown as WritebackChoice[]
  if (choices.length === 0) {
    return refuse('NOTHING_CHOSEN', ['connectionId'], 'Say first with setWriteback what is to be written where.')
  }
  const keys = await app.keysOf(requester.organizationId)
  const draft = await draftOf({ db, keys, plugin, connection, choices }, periodId)
  return store(app, requester, input, draft)
}

interface Job {
  db: TenantClient
  keys: OrganizationKeys
  plugin: SourcePlugin
  connection: Connection
  choices: WritebackChoice[]
}

type Row = Omit<Prisma.WritebackCreateManyInput, 'organizationId' | 'planId' | 'createdAt'>

interface Draft {
  rows: Row[]
  more: boolean
}

async function draftOf(job: Job, periodId: string | null): Promise<Draft> {
  const rows: Row[] = []
  const counts = { planned: 0, skipped: 0 }
  const kinds = [...new Set(job.choices.flatMap((choice) => choice.kinds))]
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const responses = await job.db.bureauResponse.findMany({
      where: {
        ...{ connectionId: job.connection.id, sourceKey: { not: null }, kind: { in: kinds }, id: { gt: after } },
        ...(periodId === null ? {} : { periodId }),
      },
      include: { writebacks: { select: { target: true, place: true, state: true, cause: true } } },
      orderBy: { id: 'asc' },
      take: pageSize,
    })
    if (responses.length === 0) return { rows, more: false }
    for (const row of await rowsOf(job, responses)) {
      const kind = row.state === 'PLANNED' ? 'planned' : 'skipped'
      if (counts[kind] < mostWrites) {
        counts[kind] += 1
        rows.push(row)
      }
      // What is skipped takes no place from what can be written, however much of it there is.
      else if (kind === 'planned') return { rows, more: true }
    }
    after = responses.at(-1)!.id
  }
}

type Answer = BureauResponse & {
  writebacks: { target: string; place: string; state: string; cause: unknown }[]
}

async function rowsOf(job: Job, responses: Answer[]): Promise<Row[]> {
  const open = responses.flatMap((response) =>
    job.choices
      .filter((choice) => choice.kinds.includes(response.kind) && !isSettled(response, choice))
      .map((choice) => ({ response, choice })),
  )
  if (open.length === 0) return []
  const sourceKeys = [...new Set(open.map(({ response }) => response.sourceKey!))]
  const newest = await newestOf(job, sourceKeys)
  const rows: Row[] = []
  // Few at a time: documents are large, and everybody else waits while they are opened.
  for (let at = 0; at < open.length; at += documentsAtOnce) {
    const part = open.slice(at, at + documentsAtOnce)
    const documents = await documentsOf(job, [...new Set(part.map(({ response }) => response.sourceKey!))])
    rows.push(...part.map(({ response, choice }) => rowOf(job, response, choice, newest, documents)))
  }
  return rows
}

function isSettled({ writebacks }: Answer, choice: WritebackChoice): boolean {
  return writebacks.some(
    (write) =>
      placeKey(write) === placeKey(choice) &&
      (write.state === 'WRITTEN' ||
        (write.state === 'SKIPPED' && settled.has((write.cause as Cause | null)?.code ?? ''))),
  )
}

/** Of each place that holds one value: the answer it shall hold, by loan. */
async function newestOf({ db, connection, choices }: Job, sourceKeys: string[]) {
  const responses = await db.bureauResponse.findMany({
    where: { connectionId: connection.id, sourceKey: { in: sourceKeys } },
    select: { id: true, sourceKey: true, kind: true, respondedOn: true, createdAt: true },
  })
  const age = (response: (typeof responses)[number]) =>
    `${(response.respondedOn ?? response.createdAt).toISOString().slice(0, 10)} ${response.id}`
  const ordered = responses.sort((a, b) => (age(a) < age(b) ? -1 : 1))
  const newest = new Map<string, string>()
  for (const { id, sourceKey, kind } of ordered)
    for (const choice of choices) if (choice.kinds.includes(kind)) newest.set(`${sourceKey} ${placeKey(choice)}`, id)
  return newest
}

async function documentsOf({ db, keys, connection }: Job, sourceKeys: string[]): Promise<Map<string, string>> {
  const rows = await db.sourceRecord.findMany({
    where: { connectionId: connection.id, sourceKey: { in: sourceKeys }, goneSince: null },
    select: { id: true, sourceKey: true, document: true },
  })
  return new Map(
    rows.map(({ id, sourceKey, document }) => [
      sourceKey,
      unsealCompressed(keys, { table: 'source_records', rowId: id, field: 'document' }, document),
    ]),
  )
}

function rowOf(
  job: Job,
  response: Answer,
  choice: WritebackChoice,
  newest: ReadonlyMap<string, string>,
  documents: ReadonlyMap<string, string>,
): Row {
  const { keys, plugin, connection } = job
  const { target, place } = choice
  const sourceKey = response.sourceKey!
  const id = newId()
  const correlationId = correlationIdOf(keys, response.id, choice)
  const row = {
    ...{ id, connectionId: connection.id, responseId: response.id, sourceKey, target, place, correlationId },
    sealedAfter: seal(keys, afterPlace(id), ''),
  }
  const skipped = (why: Cause) => ({
    ...row,
    state: 'SKIPPED' as const,
    cause: why as unknown as Prisma.InputJsonValue,
  })
  const effect = plugin.writeback!.targets(connection.settings, {}).find(({ name }) => name === target)?.effect
  if (effect === 'REPLACES' && newest.get(`${sourceKey} ${placeKey(choice)}`) !== response.id) return skipped(outdated)
  const raw = documents.get(sourceKey)
  if (raw === undefined) return skipped(noDocument)
  try {
    const text = outcomeText(response, messageOf(keys, response))
    const chosen = choice.values[response.kind] ?? null
    const { before, after } = plugin.writeback!.plan(raw, { target, place }, text, chosen, correlationId)
    const values = {
      sealedBefore: before === null ? null : seal(keys, beforePlace(id), before),
      sealedAfter: seal(keys, afterPlace(id), after),
    }
    if (effect === 'REPLACES' && before === after) return { ...skipped(alreadyThere), ...values }
    return { ...row, ...values, state: 'PLANNED' }
  } catch (failure) {
    if (!(failure instanceof SourceFailure)) throw failure
    return skipped(cause(failure.code, failure.message, failure.hint))
  }
}

const messageOf = (keys: OrganizationKeys, { id, sealedMessage }: Answer) =>
  sealedMessage === null ? null : unsealText(keys, messagePlace(id), sealedMessage)

/** The same for ever, so that what an earlier plan wrote is found by a later one, even after a restored backup. */
function correlationIdOf({ indexKey }: OrganizationKeys, responseId: string, choice: WritebackChoice): string {
  const text = `writeback:${responseId}:${placeKey(choice)}`
  return `m2-${createHmac('sha256', indexKey).update(text).digest('hex').slice(0, 20)}`
}

function store(app: App, requester: Requester, input: PlanWriteback, { rows, more }: Draft) {
  const { connectionId, periodId } = input
  const { organizationId, actor } = requester
  const planId = newId()
  return transact<{ planId: string }>(app, requester, async (tx, now) => {
    // Whoever applies a plan holds the same lock: a plan at work is never replaced.
    const connection = await lockConnection(tx, organizationId, connectionId)
    if (!connection || isDeleting(connection)) return notFound('connection', ['connectionId'])
    const active = { kind: 'WRITEBACK' as const, targetId: connectionId, state: { in: ['QUEUED', 'RUNNING'] as never } }
    if ((await tx.operation.count({ where: active })) > 0) {
      const message = 'A plan of this connection is being applied. Wait until it has ended, or cancel it first.'
      return refuse('OPERATION_ACTIVE', ['connectionId'], message)
    }
    await tx.writeback.updateMany({
      where: { connectionId, state: 'PLANNED' },
      data: { state: 'SKIPPED', cause: superseded as unknown as Prisma.InputJsonValue, finishedAt: now },
    })
    await tx.writebackPlan.create({
      data: { organizationId, id: planId, connectionId, periodId, more, createdAt: now, createdBy: actor },
    })
    await tx.writeback.createMany({ data: rows.map((row) => ({ ...row, organizationId, planId, createdAt: now })) })
    const planned = rows.filter(({ state }) => state === 'PLANNED').length
    const details = { connectionId, planned, skipped: rows.length - planned }
    await writeAudit(
      tx,
      requester,
      { action: 'planWriteback', targetType: 'WritebackPlan', targetId: planId, details },
      now,
    )
    return { ok: true, planId }
  })
}
