/** What a connection may write into its source, and the switch that stops all of it. Everything is off until an admin turns it on. */
import type { Discovery, WritebackTarget } from '../../plugins/contract.ts'
import type { Connection, Prisma } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { transact, writeAudit } from '../audit.ts'
import { appendConnectionEvents } from '../connections/events.ts'
import { isDeleting, lockConnection } from '../connections/rows.ts'
import type { Tx } from '../database/tenant.ts'
import { isId } from '../ids.ts'
import { notFound, type Outcome, type Requester, refuse } from '../outcome.ts'
import { reasonRefusal } from '../rules/reason.ts'
import { type GivenChoice, readChoices } from './choices.ts'
import { statementOf } from './permission.ts'

export interface SetWriteback {
  connectionId: string
  /** False: only to plan with. */
  enabled: boolean
  targets: GivenChoice[]
  /** The statement of the connection, word for word. Needed to enable. */
  confirmation: string | null
}

type Done = { connectionId: string }

/** What the source can take, with the look-ups of this very connection; none where its plugin writes nothing. */
export function targetsOf(
  app: App,
  connection: Pick<Connection, 'pluginId' | 'settings' | 'lookups'>,
): WritebackTarget[] {
  const plugin = app.plugins.get(connection.pluginId)
  return plugin?.writeback?.targets(connection.settings, connection.lookups as Discovery['lookups']) ?? []
}

export async function setWriteback(app: App, requester: Requester, input: SetWriteback): Promise<Outcome<Done>> {
  return change(app, requester, input.connectionId, async (tx, connection, now) => {
    const targets = targetsOf(app, connection)
    if (targets.length === 0) {
      const name = app.plugins.get(connection.pluginId)?.name ?? 'This source'
      return refuse('WRITEBACK_UNSUPPORTED', ['connectionId'], `${name} takes nothing back.`)
    }
    const { choices, errors } = readChoices(input.targets, targets)
    if (input.enabled && choices.length === 0)
      errors.push({ code: 'MISSING', path: ['targets'], message: 'Choose at least one target to write into.' })
    const statement = statementOf(app, connection)
    if (input.enabled && oneLine(input.confirmation ?? '') !== statement) {
      const message = `To switch writeback on, send this sentence as confirmation: ${statement}`
      errors.push({ code: 'CONFIRMATION_REQUIRED', path: ['confirmation'], message })
    }
    if (errors.length > 0) return { ok: false, errors }
    const { actor, organizationId } = requester
    const columns = {
      ...{
        enabled: input.enabled,
        choices: choices as unknown as Prisma.InputJsonValue,
        updatedAt: now,
        updatedBy: actor,
      },
      ...{ statement: input.enabled ? statement : '', confirmedBy: input.enabled ? actor : '', confirmedAt: now },
    }
    await tx.writebackSetting.deleteMany({ where: { connectionId: connection.id } })
    await tx.writebackSetting.create({ data: { organizationId, connectionId: connection.id, ...columns } })
    const places = choices.map(({ target, place, kinds, fileHosts = [] }) =>
      [target, place, ...kinds, ...(fileHosts.length > 0 ? ['files to', ...fileHosts] : [])].join(' '),
    )
    const details = { enabled: input.enabled, places, statement: columns.statement }
    await told(tx, requester, connection.id, 'setWriteback', details, now)
    return { ok: true, connectionId: connection.id }
  })
}

/** Off; the choices stay, to be confirmed again. Asking again changes nothing. */
export async function disableWriteback(app: App, requester: Requester, connectionId: string): Promise<Outcome<Done>> {
  return change(app, requester, connectionId, async (tx, connection, now) => {
    const off = await tx.writebackSetting.updateMany({
      where: { connectionId: connection.id, enabled: true },
      data: { enabled: false, statement: '', confirmedBy: '', updatedAt: now, updatedBy: requester.actor },
    })
    if (off.count > 0) await told(tx, requester, connection.id, 'disableWriteback', {}, now)
    return { ok: true, connectionId: connection.id }
  })
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()

async function told(
  tx: Tx,
  requester: Requester,
  connectionId: string,
  action: string,
  details: Record<string, Prisma.InputJsonValue>,
  now: Date,
) {
  const { organizationId, actor } = requester
  const payload = { changed: ['writeback'], actor }
  await appendConnectionEvents(tx, organizationId, connectionId, [{ kind: 'UPDATED', payload }], now)
  await writeAudit(tx, requester, { action, targetType: 'ConnectedSource', targetId: connectionId, details }, now)
}

async function change(
  app: App,
  requester: Requester,
  connectionId: string,
  work: (tx: Tx, connection: Connection, now: Date) => Promise<Outcome<Done>>,
): Promise<Outcome<Done>> {
  if (!isId(connectionId)) return notFound('connection', ['connectionId'])
  const outcome = await transact<Done>(app, requester, async (tx, now) => {
    const connection = await lockConnection(tx, requester.organizationId, connectionId)
    if (!connection || isDeleting(connection)) return notFound('connection', ['connectionId'])
    return work(tx, connection, now)
  })
  if (outcome.ok) app.events.wake(connectionId)
  return outcome
}

type Stopped = { stopped: boolean }

/** The kill switch: from the next write on nothing is written, by no connection and no job at work. */
export function stopWriteback(app: App, requester: Requester, reason: string): Promise<Outcome<Stopped>> {
  return transact<Stopped>(app, requester, async (tx, now) => {
    const refused = reasonRefusal(reason)
    if (refused) return refused
    const { organizationId, actor } = requester
    await tx.writebackStop.createMany({
      data: [{ organizationId, reason, stoppedAt: now, stoppedBy: actor }],
      skipDuplicates: true,
    })
    const entry = { action: 'stopWriteback', targetType: 'Organization', targetId: organizationId }
    await writeAudit(tx, requester, { ...entry, details: { reason } }, now)
    return { ok: true, stopped: true }
  })
}

/** Connections that were on are on again; nothing goes on by itself. */
export function allowWriteback(app: App, requester: Requester, reason: string): Promise<Outcome<Stopped>> {
  return transact<Stopped>(app, requester, async (tx, now) => {
    const refused = reasonRefusal(reason)
    if (refused) return refused
    await tx.writebackStop.deleteMany()
    const { organizationId } = requester
    const entry = { action: 'allowWriteback', targetType: 'Organization', targetId: organizationId }
    await writeAudit(tx, requester, { ...entry, details: { reason } }, now)
    return { ok: true, stopped: false }
  })
}
