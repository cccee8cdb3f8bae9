/** What the command-line tools may ask for: of the running server, or of the database itself where none runs. */
import { type Config, parseMasterKey } from '../config.ts'
import type { DataFolder } from '../dataFolder.ts'
import type { Log } from '../log.ts'
import { type Outcome, refuse } from '../outcome.ts'
import { changeMasterKey, type KeyChange } from '../vault/change.ts'
import { type Deletion, deleteOrganization } from './delete.ts'
import { createAdminKey, createOrganization, type MadeOrganization, type OrganizationMaker } from './service.ts'

export type Commander = OrganizationMaker & { log: Log }
type Folder = Pick<DataFolder, 'path'> | null

export type ListedOrganizations = Outcome<{
  organizations: { id: string; name: string; createdAt: string; deletedAt: string | null }[]
}>

/** A command is answered after about this long; the tool asks again for what is left. */
const deleteMs = 2_000

export const commands = {
  createOrganization: (app: Commander, _folder: Folder, { name }: { name: string }): Promise<MadeOrganization> =>
    createOrganization(app, name),

  createAdminKey: (app: Commander, _folder: Folder, { id }: { id: string }): Promise<Outcome<{ adminKey: string }>> =>
    createAdminKey(app, id),

  async listOrganizations(app: Commander, _folder: Folder, _input: object): Promise<ListedOrganizations> {
    const rows = await app.database.system.organization.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })
    const organizations = rows.map(({ id, name, createdAt, deletedAt }) => ({
      ...{ id, name, createdAt: createdAt.toISOString(), deletedAt: deletedAt?.toISOString() ?? null },
    }))
    return { ok: true, organizations }
  },

  deleteOrganization: (
    app: Commander,
    _folder: Folder,
    input: { id: string; confirmName: string },
  ): Promise<Deletion> => deleteOrganization(app, input, deleteMs),

  /** `masterKey`: what MASTER_KEY of the tool says; null where it says nothing. */
  async rotateMasterKey(app: Commander, folder: Folder, input: { masterKey: string | null }): Promise<KeyChange> {
    const given = input.masterKey === null ? null : parseMasterKey(input.masterKey)
    if (given && !Buffer.isBuffer(given)) return refuse('INVALID_KEY', [], `MASTER_KEY ${given.wrong}`)
    const isPresent = given !== null && isConfigured(app.config, given)
    return changeMasterKey(app, folder, isPresent ? null : given)
  },
}

const isConfigured = ({ masterKey }: Config, given: Buffer) => masterKey?.equals(given) ?? false

export type Commands = typeof commands
