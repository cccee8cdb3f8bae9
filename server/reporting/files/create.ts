/** Asking for the file of a closed period. */
import type { Metro2File, Prisma } from '../../../prisma/generated/client/client.ts'
import type { FileBureau, LineEnding } from '../../../prisma/generated/client/enums.ts'
import type { App } from '../../app.ts'
import { writeAudit } from '../../audit.ts'
import { withIdempotency } from '../../idempotency.ts'
import { isId, newId } from '../../ids.ts'
import type { Header } from '../../metro2/record.ts'
import { startOperation } from '../../operations/service.ts'
import { notFound, type Outcome, type Refused, type Requester, refuse } from '../../outcome.ts'
import type { Tx } from '../../sync/log.ts'
import { dayCreated, fileName, hasProgram, headerOf } from './header.ts'

export interface CreateFile {
  periodId: string
  bureau: FileBureau
  lineEnding: LineEnding
  idempotencyKey: string | null
}

export interface CreatedFile {
  fileId: string
}

/**
 * Starts to write a file. Where the same file is there already or being written (same bureau, line ends and header), it is
 * the answer: a file that says when it was made would not be the same when it is made again.
 */
export async function createFile(app: App, requester: Requester, input: CreateFile): Promise<Outcome<CreatedFile>> {
  const { idempotencyKey, ...request } = input
  if (!isId(input.periodId)) return notFound('reporting period', ['periodId'])
  const asked = { operation: 'createFile', key: idempotencyKey, request }
  return withIdempotency<CreatedFile>(
    app,
    requester,
    asked,
    async (claim) => {
      const planned = await planFile(app, requester.organizationId, input)
      if ('ok' in planned) return planned
      if (planned.same) return { ok: true, fileId: planned.same }
      const fileId = newId()
      const started = await startOperation(
        app,
        requester,
        { kind: 'WRITE_FILE', targetId: fileId, input: {} },
        async (tx, _operationId, now) => {
          await claim(tx, fileId)
          await addFile(tx, requester, fileId, input, planned, now)
        },
      )
      return started.ok ? { ok: true, fileId } : started
    },
    async (fileId) => ({ ok: true, fileId }),
  )
}

interface Plan {
  header: Header
  /** Of the period. */
  period: { month: Date; revision: number; furnisher: { name: string } }
  /** Id of the file that says the same. */
  same: string | null
  /** Files whose writing was cancelled or broke off. */
  givenUp: string[]
}

async function planFile(app: App, organizationId: string, input: CreateFile): Promise<Plan | Refused> {
  const { periodId, bureau, lineEnding } = input
  const db = app.database.tenant(organizationId)
  const period = await db.reportingPeriod.findFirst({ where: { id: periodId }, include: { furnisher: true } })
  if (!period) return notFound('reporting period', ['periodId'])
  const refused = refusePeriod(period) ?? refuseBureau(period.furnisher, bureau)
  if (refused) return refused
  const reported = await db.reportedRecord.findFirst({ where: { periodId }, select: { id: true } })
  if (!reported) {
    return refuse('NOTHING_REPORTED', ['periodId'], 'The period reported no account, so there is nothing to write.')
  }
  const activityDate = period.asOf.toISOString().slice(0, 10)
  const header = headerOf(period.furnisher, { bureau, activityDate, dateCreated: dayCreated(new Date(app.now())) })
  const files = await db.metro2File.findMany({
    where: { periodId, bureau, lineEnding, state: { in: ['READY', 'WRITING'] } },
    orderBy: { id: 'desc' },
  })
  const atWork = await db.operation.findMany({
    where: { kind: 'WRITE_FILE', state: { in: ['QUEUED', 'RUNNING'] }, targetId: { in: files.map(({ id }) => id) } },
    select: { targetId: true },
  })
  const lives = ({ id, state }: Metro2File) => state === 'READY' || atWork.some(({ targetId }) => targetId === id)
  const same = files.find((file) => lives(file) && saysTheSame(file.header as unknown as Header, header))
  const givenUp = files.filter((file) => !lives(file)).map(({ id }) => id)
  return { header, period, same: same?.id ?? null, givenUp }
}

function refusePeriod({ state, origin }: { state: string; origin: string }): Refused | null {
  if (origin === 'BASELINE') {
    const message = 'A baseline is a file that was sent before; it is not sent again.'
    return refuse('PERIOD_IS_BASELINE', ['periodId'], message)
  }
  if (state === 'CLOSED') return null
  return refuse(
    'PERIOD_OPEN',
    ['periodId'],
    'The period is still open. Close it: a file is written from what it then reports.',
  )
}

function refuseBureau(furnisher: Parameters<typeof hasProgram>[0], bureau: FileBureau): Refused | null {
  if (hasProgram(furnisher, bureau)) return null
  const whose = bureau === 'ALL' ? 'any bureau' : bureau
  const message =
    `The furnisher has no program identifier of ${whose}, which the header of the file must carry. ` +
    'Enter it with updateFurnisher; the bureau assigns it.'
  return refuse('PROGRAM_IDENTIFIER_MISSING', ['bureau'], message)
}

function saysTheSame(before: Header, now: Header): boolean {
  return (Object.keys(now) as (keyof Header)[]).every((name) => name === 'dateCreated' || before[name] === now[name])
}

async function addFile(tx: Tx, requester: Requester, id: string, input: CreateFile, plan: Plan, now: Date) {
  const { periodId, bureau, lineEnding } = input
  // Two requests at the same time would take the same number.
  await tx.$queryRaw`SELECT id FROM reporting_periods
    WHERE organization_id = ${tx.organizationId}::uuid AND id = ${periodId}::uuid FOR UPDATE`
  const last = await tx.metro2File.findFirst({
    where: { periodId, bureau },
    orderBy: { number: 'desc' },
    select: { number: true },
  })
  const number = (last?.number ?? 0) + 1
  await tx.metro2File.updateMany({ where: { id: { in: plan.givenUp } }, data: { state: 'FAILED' } })
  const { furnisher, month, revision } = plan.period
  const name = fileName({
    ...{ furnisher: furnisher.name, month: month.toISOString().slice(0, 10), revision, bureau, number },
  })
  const header = { ...plan.header } as Prisma.InputJsonObject
  const { organizationId, actor } = requester
  await tx.metro2File.create({
    data: {
      ...{ organizationId, id, periodId, bureau, number, lineEnding, state: 'WRITING', name, header },
      ...{ createdAt: now, createdBy: actor },
    },
  })
  const entry = { action: 'createFile', targetType: 'Metro2File', targetId: id, details: { periodId, bureau, name } }
  await writeAudit(tx, requester, entry, now)
}
