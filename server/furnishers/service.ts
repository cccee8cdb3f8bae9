/** Furnishers: who reports to the bureaus. Every connection belongs to one. */
import type { App } from '../app.ts'
import { isUniqueConflict, transact, writeAudit } from '../audit.ts'
import { withIdempotency } from '../idempotency.ts'
import { isId, newId } from '../ids.ts'
import { notFound, type Outcome, type Refusal, type Refused, type Requester, refusal, refuse } from '../outcome.ts'
import type { Tx } from '../sync/log.ts'
import { checkFurnisher, type FurnisherFields } from './rules.ts'

type ProgramIdentifier = Extract<keyof FurnisherFields, `${string}ProgramIdentifier`>

/** Program identifiers may be left out: not every furnisher reports to every bureau. */
export type CreateFurnisher = Omit<FurnisherFields, ProgramIdentifier> &
  Partial<Pick<FurnisherFields, ProgramIdentifier>> & { idempotencyKey: string | null }

/** Fields that are absent stay as they are. */
export type UpdateFurnisher = Partial<FurnisherFields> & {
  furnisherId: string
  /** Needed to change the identification number of a furnisher that has records. */
  confirmIdentificationNumberChange: boolean
}

type Done = { furnisherId: string }

const noPrograms: Pick<FurnisherFields, ProgramIdentifier> = {
  innovisProgramIdentifier: '',
  equifaxProgramIdentifier: '',
  experianProgramIdentifier: '',
  transunionProgramIdentifier: '',
}

export async function createFurnisher(app: App, requester: Requester, input: CreateFurnisher): Promise<Outcome<Done>> {
  const { idempotencyKey, ...given } = input
  const asked = { operation: 'createFurnisher', key: idempotencyKey, request: given }
  const work = async (claim: (tx: Tx, id: string) => Promise<void>): Promise<Outcome<Done>> => {
    const { fields, errors } = checkFurnisher<FurnisherFields>({ ...noPrograms, ...given })
    const furnisherId = newId()
    return refusingTakenName(() =>
      transact<Done>(app, requester, async (tx, now) => {
        await claim(tx, furnisherId)
        const all = [...errors, ...(await takenName(tx, fields.name, null))]
        if (all.length > 0) return { ok: false, errors: all }
        const { organizationId } = requester
        await tx.furnisher.create({
          data: { ...fields, organizationId, id: furnisherId, createdAt: now, updatedAt: now },
        })
        const entry = {
          action: 'createFurnisher',
          targetType: 'Furnisher',
          targetId: furnisherId,
          details: { ...fields },
        }
        await writeAudit(tx, requester, entry, now)
        return { ok: true, furnisherId }
      }),
    )
  }
  return withIdempotency<Done>(app, requester, asked, work, async (furnisherId) => ({ ok: true, furnisherId }))
}

export async function updateFurnisher(app: App, requester: Requester, input: UpdateFurnisher): Promise<Outcome<Done>> {
  const { furnisherId, confirmIdentificationNumberChange, ...given } = input
  if (!isId(furnisherId)) return notFound('furnisher', ['furnisherId'])
  const { fields, errors } = checkFurnisher<Partial<FurnisherFields>>(given)
  return refusingTakenName(() =>
    transact<Done>(app, requester, async (tx, now) => {
      const before = await tx.furnisher.findFirst({ where: { id: furnisherId } })
      if (!before) return notFound('furnisher', ['furnisherId'])
      const changed = (Object.keys(fields) as (keyof FurnisherFields)[]).filter((name) => fields[name] !== before[name])
      const all = [...errors, ...(await takenName(tx, fields.name, furnisherId))]
      if (changed.includes('identificationNumber') && !confirmIdentificationNumberChange) {
        all.push(...(await identificationNumberInUse(tx, furnisherId, before.identificationNumber)))
      }
      if (all.length > 0) return { ok: false, errors: all }
      if (changed.length === 0) return { ok: true, furnisherId }
      await tx.furnisher.updateMany({ where: { id: furnisherId }, data: { ...fields, updatedAt: now } })
      const details = Object.fromEntries(changed.map((name) => [name, { from: before[name], to: fields[name]! }]))
      await writeAudit(
        tx,
        requester,
        { action: 'updateFurnisher', targetType: 'Furnisher', targetId: furnisherId, details },
        now,
      )
      return { ok: true, furnisherId }
    }),
  )
}

/** Names that differ only in case are one to a reader of a list. */
async function takenName(tx: Tx, name: string | undefined, ownId: string | null): Promise<Refusal[]> {
  if (name === undefined) return []
  const other = await tx.furnisher.findFirst({
    where: {
      name: { equals: name.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' },
      ...(ownId && { id: { not: ownId } }),
    },
    select: { id: true },
  })
  return other ? nameTaken.errors : []
}

const nameTaken: Refused = refuse('NAME_TAKEN', ['name'], 'Another furnisher of this organization has this name.')

/** Two requests at the same time both find the name free; the database lets one of them through. */
async function refusingTakenName<T extends object>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await work()
  } catch (error) {
    if (isUniqueConflict(error)) return nameTaken
    throw error
  }
}

/** Field 5 stands in every record: bureaus take a record under another number for another account. */
async function identificationNumberInUse(tx: Tx, furnisherId: string, present: string): Promise<Refusal[]> {
  const records = await tx.metro2Record.count({ where: { connection: { furnisherId } } })
  if (records === 0) return []
  const message =
    `The identification number ${present} stands in ${records} record${records === 1 ? '' : 's'} of this furnisher. ` +
    'With another one, bureaus take every account for a new account unless the change was agreed with them. ' +
    'To change it all the same, set confirmIdentificationNumberChange; the next sync writes it into every record.'
  return [refusal('CONFIRMATION_REQUIRED', ['identificationNumber'], message)]
}
