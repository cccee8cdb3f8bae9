/** Whether anything may be written into a source now. Asked before every single write, for each may be the last that was allowed. */
import type { Connection } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import type { TenantClient, Tx } from '../database/tenant.ts'
import { OperationFailure } from '../operations/contract.ts'
import { placeKey, type WritebackChoice } from './choices.ts'

export interface Denial {
  code: 'WRITEBACK_STOPPED' | 'WRITEBACK_OFF' | 'CONNECTION_PAUSED'
  message: string
  hint: string
}

const stoppedHere: Denial = {
  code: 'WRITEBACK_STOPPED',
  message: 'The operator of this server has stopped all writeback.',
  hint: 'Start the server without WRITEBACK_STOPPED to allow it again.',
}
const stopped: Denial = {
  code: 'WRITEBACK_STOPPED',
  message: 'Writeback is stopped for the whole organization.',
  hint: 'An admin allows it again with allowWriteback. What was planned and not written can then be applied.',
}
const off: Denial = {
  code: 'WRITEBACK_OFF',
  message: 'Writeback is off for this connection.',
  hint: 'An admin switches it on with setWriteback. What was planned and not written can then be applied.',
}
const paused: Denial = {
  code: 'CONNECTION_PAUSED',
  message: 'The connection is paused.',
  hint: 'Resume it with resumeConnection; what was planned and not written can then be applied.',
}

const outdated: Denial = {
  code: 'WRITEBACK_OFF',
  message: 'The connection has another name or address than when writeback was confirmed.',
  hint: 'An admin confirms it again with setWriteback. What was planned and not written can then be applied.',
}

/**
 * The sentence that has to be sent back to switch writeback on. It names where is written to: a connection that leads elsewhere
 * later has no leave to write there.
 */
export function statementOf(
  app: App,
  { name, pluginId, settings }: Pick<Connection, 'name' | 'pluginId' | 'settings'>,
) {
  const address = app.plugins.get(pluginId)?.baseUrl(settings) ?? ''
  return (
    `I allow outcomes of the credit bureaus to be written into ${name} at ${address}. I know that what is written there may ` +
    'change what we report, and that under the Fair Credit Reporting Act (15 U.S.C. 1681s-2) we, as the furnisher, are liable ' +
    'for its accuracy.'
  )
}

/** @returns what is chosen, by place; or why nothing may be written */
export async function permissionOf(
  app: App,
  db: Pick<TenantClient | Tx, 'writebackStop' | 'writebackSetting' | 'connection'>,
  connectionId: string,
): Promise<{ choices: Map<string, WritebackChoice> } | { denial: Denial }> {
  if (app.config.writebackStopped) return { denial: stoppedHere }
  if ((await db.writebackStop.count()) > 0) return { denial: stopped }
  const setting = await db.writebackSetting.findFirst({ where: { connectionId } })
  if (!setting?.enabled) return { denial: off }
  const connection = await db.connection.findFirst({
    where: { id: connectionId },
    select: { name: true, pluginId: true, settings: true, state: true },
  })
  if (connection?.state !== 'ACTIVE') return { denial: paused }
  if (setting.statement !== statementOf(app, connection)) return { denial: outdated }
  const choices = setting.choices as unknown as WritebackChoice[]
  return { choices: new Map(choices.map((choice) => [placeKey(choice), choice])) }
}

/** Ends the operation; what is planned stays planned. */
export class WritebackDenied extends OperationFailure {
  constructor({ code, message, hint }: Denial) {
    super(code, message, hint)
    this.name = 'WritebackDenied'
  }
}
