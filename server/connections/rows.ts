/** What the changes of a connection share: its lock, its name, its columns. */
import { type Connection, Prisma } from '../../prisma/generated/client/client.ts'
import { type Refusal, refusal } from '../outcome.ts'
import { storable } from '../storable.ts'
import type { Tx } from '../sync/log.ts'
import { activeStates } from '../sync/states.ts'
import type { Survey } from './survey.ts'

/**
 * The row, locked until the transaction ends. A run that is being started holds a share of the row by its foreign key, so
 * after this lock either its run is there to be seen, or it waits.
 */
export async function lockConnection(tx: Tx, organizationId: string, id: string): Promise<Connection | null> {
  await tx.$queryRaw(
    Prisma.sql`SELECT 1 FROM connections WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid FOR UPDATE`,
  )
  return tx.connection.findFirst({ where: { id } })
}

export async function activeRunId(tx: Tx, connectionId: string): Promise<string | null> {
  const run = await tx.syncRun.findFirst({
    where: { connectionId, state: { in: [...activeStates] } },
    select: { id: true },
  })
  return run?.id ?? null
}

const maxName = 100

/** The name as it is stored, and what is wrong with it. */
export function readName(given: string): { name: string; errors: Refusal[] } {
  const name = given.trim()
  const valid = name !== '' && name.length <= maxName && !/\p{Cc}/u.test(name)
  return {
    name,
    errors: valid
      ? []
      : [refusal('INVALID_NAME', ['name'], `A connection's name is 1 to ${maxName} characters in one line.`)],
  }
}

export const nameTaken = refusal('NAME_TAKEN', ['name'], 'Another connection of this organization has this name.')

/** Names that differ only in case are one to a reader of a list. */
export async function isNameTaken(tx: Pick<Tx, 'connection'>, name: string, ownId: string | null): Promise<boolean> {
  const other = await tx.connection.findFirst({
    where: {
      name: { equals: name.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' },
      ...(ownId && { id: { not: ownId } }),
    },
    select: { id: true },
  })
  return other !== null
}

/** What a survey leaves on the row. */
export function surveyColumns({ report, discovery }: Survey, now: Date) {
  return {
    capabilities: storable(report.capabilities),
    checkReport: storable(report) as unknown as Prisma.InputJsonValue,
    checkedAt: now,
    catalogue: storable(discovery.catalogue) as unknown as Prisma.InputJsonValue,
    lookups: storable(discovery.lookups),
  }
}

export const deleting = {
  code: 'DELETING',
  message: 'The connection is being deleted.',
  hint: 'If it is still here after some minutes, call deleteConnection again: it goes on where it stopped.',
}

/** Why a connection cannot be changed at all. */
export function isDeleting(connection: Pick<Connection, 'pauseReason'>): boolean {
  return (connection.pauseReason as { code?: string } | null)?.code === deleting.code
}

export const runActive = refusal(
  'RUN_ACTIVE',
  ['connectionId'],
  'A run is at work on this connection. Wait for it, or cancel it with cancelSync first.',
)
