/** Making organizations: the only writes that belong to none yet. */
import type { Prisma } from '../../prisma/generated/client/client.ts'
import type { App } from '../app.ts'
import { writeAudit } from '../audit.ts'
import { apiKeyHint, hashApiKey, newApiKey, parseApiKey } from '../auth/keys.ts'
import { isId, newId } from '../ids.ts'
import { notFound, type Outcome, refuse } from '../outcome.ts'
import { keepMasterKey } from '../vault/rotation.ts'

/** What making organizations needs of the server; the command-line tool has no more. */
export type OrganizationMaker = Pick<App, 'config' | 'database' | 'vault' | 'now'>

/** The admin key is shown once and kept nowhere. */
export type MadeOrganization = Outcome<{ organizationId: string; adminKey: string }>

const maxName = 100
const firstName = 'First organization'
/** Name of the key row of ADMIN_API_KEY, by which it is found again. */
const configuredKeyName = 'ADMIN_API_KEY'
const configured = 'configuration'
/** Any fixed number: two processes that start on an empty database must not both make the first organization. */
const firstStartLock = 72_707_370

/** Makes an organization with keys of its own and one ADMIN API key. */
export async function createOrganization(
  app: OrganizationMaker,
  name: string,
  actor = 'operator',
): Promise<MadeOrganization> {
  const trimmed = name.trim()
  if (trimmed === '' || trimmed.length > maxName || /\p{Cc}/u.test(trimmed)) {
    return refuse('INVALID_NAME', ['name'], `An organization's name is 1 to ${maxName} characters in one line.`)
  }
  const key = newApiKey()
  const organizationId = await app.database.system.$transaction((tx) =>
    insertOrganization(app, tx, { name: trimmed, actor, key: { ...key, name: 'First admin key' } }),
  )
  return { ok: true, organizationId, adminKey: key.key }
}

/** Makes another ADMIN key, for an organization whose own have all expired or been lost. */
export async function createAdminKey(
  app: Pick<OrganizationMaker, 'database' | 'now'>,
  organizationId: string,
  actor = 'operator',
): Promise<Outcome<{ adminKey: string }>> {
  if (!isId(organizationId)) return notFound('organization', ['id'])
  const key = { ...newApiKey(), name: 'Made by the operator' }
  return app.database.system.$transaction(async (tx) => {
    const where = { id: organizationId, deletedAt: null }
    if (!(await tx.organization.findFirst({ where, select: { id: true } }))) return notFound('organization', ['id'])
    const now = new Date(app.now())
    await insertAdminKey(tx, organizationId, key, actor, now)
    const details = { name: key.name, role: 'ADMIN', hint: key.hint, expiresAt: null }
    const entry = { action: 'createApiKey', targetType: 'ApiKey', targetId: key.id, details }
    await writeAudit(tx, { organizationId, actor }, entry, now)
    return { ok: true, adminKey: key.key }
  })
}

/**
 * For the start of the server. On an empty database it makes the first organization with the configured admin key, or
 * with a new one, which it answers so that it can be printed once. Later it only sees to it that a changed
 * ADMIN_API_KEY takes the place of the former one.
 * @returns the key that was made; null when none was
 */
export async function ensureFirstOrganization(app: OrganizationMaker): Promise<string | null> {
  const own = app.config.adminApiKey
  return app.database.system.$transaction(async (tx) => {
    await tx.$queryRawUnsafe('SELECT pg_advisory_xact_lock($1)::text', firstStartLock)
    const first = await tx.organization.findFirst({
      where: { deletedAt: null },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      select: { id: true },
    })
    if (first) {
      if (own) await ensureConfiguredKey(app, tx, first.id, own)
      return null
    }
    const made = own ? null : newApiKey()
    const key = made ? { ...made, name: 'First admin key' } : configuredKey(own!)
    await insertOrganization(app, tx, { name: firstName, actor: configured, key })
    return made?.key ?? null
  })
}

interface KeyRow {
  id: string
  hash: Buffer<ArrayBuffer>
  hint: string
  name: string
}

async function insertOrganization(
  app: OrganizationMaker,
  tx: Prisma.TransactionClient,
  { name, actor, key }: { name: string; actor: string; key: KeyRow },
): Promise<string> {
  const id = newId()
  const now = new Date(app.now())
  // A key that is being changed is let go of when it wraps nothing any more: what is made meanwhile would not be seen.
  await keepMasterKey(tx)
  const wrapped = app.vault.createOrganizationKeys(id)
  await tx.organization.create({
    data: {
      id,
      name,
      createdAt: now,
      wrappedDataKey: wrapped.dataKey,
      wrappedIndexKey: wrapped.indexKey,
      keyId: wrapped.kid,
    },
  })
  await insertAdminKey(tx, id, key, actor, now)
  const entry = { action: 'createOrganization', targetType: 'Organization', targetId: id, details: { name } }
  await writeAudit(tx, { organizationId: id, actor }, entry, now)
  return id
}

async function insertAdminKey(
  tx: Prisma.TransactionClient,
  organizationId: string,
  key: KeyRow,
  actor: string,
  now: Date,
) {
  const { id, name, hash, hint } = key
  await tx.apiKey.create({
    data: { organizationId, id, name, role: 'ADMIN', secretHash: hash, hint, createdAt: now, createdBy: actor },
  })
}

function configuredKey(key: string): KeyRow {
  const { id, hash } = parseApiKey(key) ?? { id: newId(), hash: hashApiKey(key) }
  return { id, hash, hint: apiKeyHint(key), name: configuredKeyName }
}

/** A key that somebody revoked stays revoked, also when it still stands in the configuration. */
async function ensureConfiguredKey(
  app: OrganizationMaker,
  tx: Prisma.TransactionClient,
  organizationId: string,
  own: string,
) {
  const key = configuredKey(own)
  if (await tx.apiKey.findFirst({ where: { id: key.id }, select: { id: true } })) return
  const now = new Date(app.now())
  await tx.apiKey.updateMany({
    where: { organizationId, name: configuredKeyName, createdBy: configured, revokedAt: null },
    data: { revokedAt: now },
  })
  await insertAdminKey(tx, organizationId, key, configured, now)
  const entry = { action: 'replaceConfiguredKey', targetType: 'ApiKey', targetId: key.id, details: { hint: key.hint } }
  await writeAudit(tx, { organizationId, actor: configured }, entry, now)
}
