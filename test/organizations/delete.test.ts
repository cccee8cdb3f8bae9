/** An organization is deleted: unreadable at once, gone in the end, and nobody else notices. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAuthenticator } from '../../server/auth/authenticate.ts'
import { deleteOrganization, goOnDeleting } from '../../server/organizations/delete.ts'
import { ensureFirstOrganization } from '../../server/organizations/service.ts'
import { placeOf } from '../../server/sync/batch.ts'
import { LeaseLost, reportRun } from '../../server/sync/log.ts'
import { unsealCompressed } from '../../server/vault/seal.ts'
import { record as metro2Record } from '../metro2/support.ts'
import { done, dumpDatabase, newAdmin, refused, type TestApp, testApp } from '../services/app.ts'
import { kinds } from '../support/databases.ts'
import { addPeriod, newBaseline } from '../support/reported.ts'
import { loansOf, type Seeded, seed } from '../support/seed.ts'
import { newUpload } from '../support/uploads.ts'

const minute = 60_000

describe.each(kinds)('deleting an organization on %s', (kind) => {
  let app: TestApp
  let lender: Awaited<ReturnType<typeof newAdmin>>
  let seeded: Seeded

  beforeEach(async () => {
    app = await testApp({ kind })
    lender = await newAdmin(app, 'Canary Lending')
    seeded = await seed(app, lender.organizationId, loansOf(3), 'Canaryname')
    const { furnisherId, recordIds } = seeded
    await addPeriod(app, lender.organizationId, { furnisherId, asOf: '2026-05-31' }, [metro2Record()])
    await newBaseline(app, lender.organizationId, furnisherId, recordIds[0]!)
    await newUpload(app, lender.organizationId)
  })
  afterEach(() => app.close())

  const remove = (forMs: number, confirmName = 'Canary Lending') =>
    deleteOrganization(app, { id: lender.organizationId, confirmName }, forMs)

  test('closed periods, files, uploads, audit: everything goes, and the others keep theirs', async () => {
    const other = await newAdmin(app, 'Other')
    const theirs = await seed(app, other.organizationId, loansOf(2), 'Otherlender')
    const surname = (await app.database.tenant(lender.organizationId).metro2Record.findFirstOrThrow()).surname!
    const before = await dumpDatabase(app.database)
    for (const canary of ['Canaryname', lender.organizationId, surname]) expect(before).toContain(canary)
    await app.database.tenant(other.organizationId).metro2Record.updateMany({ data: { surname: 'SOMEBODY' } })

    const deletion = done(await remove(minute))
    expect(deletion).toMatchObject({ left: false })
    expect(deletion.rows).toBeGreaterThan(20)
    const after = await dumpDatabase(app.database)
    for (const canary of ['Canaryname', 'Canary Lending', lender.organizationId]) expect(after).not.toContain(canary)
    expect(await app.database.tenant(other.organizationId).metro2Record.count()).toBe(2)
    expect(
      await app.database.tenant(other.organizationId).connection.count({ where: { id: theirs.connectionId } }),
    ).toBe(1)
    expect(refused(await remove(minute))).toEqual(['NOT_FOUND id'])
  })

  test('its keys are destroyed before its rows go, and so is what opens the rest of it', async () => {
    const { organizationId } = lender
    const db = app.database.tenant(organizationId)
    const row = await db.sourceRecord.findFirstOrThrow()
    const keys = await app.keysOf(organizationId)
    const wrapped = await app.database.system.organization.findUniqueOrThrow({ where: { id: organizationId } })
    expect(unsealCompressed(keys, placeOf(row.id), row.document)).toContain('"ssn"')
    expect(done(await remove(0))).toEqual({ ok: true, rows: 0, left: true })

    const marked = await app.database.system.organization.findUniqueOrThrow({ where: { id: organizationId } })
    expect(marked).toMatchObject({ keyId: '', wrappedDataKey: new Uint8Array(), wrappedIndexKey: new Uint8Array() })
    const stored = { dataKey: marked.wrappedDataKey, indexKey: marked.wrappedIndexKey, kid: marked.keyId }
    expect(() => app.vault.openOrganizationKeys(organizationId, stored)).toThrow()
    const dump = await dumpDatabase(app.database)
    for (const key of [wrapped.wrappedDataKey, wrapped.wrappedIndexKey])
      expect(dump).not.toContain(Buffer.from(key).toString('hex'))
    expect(await db.sourceRecord.count()).toBe(3)
    expect(await createAuthenticator(app).authenticate(`Bearer ${lender.key}`)).toBeNull()
    expect(await createAuthenticator(app).deleted([organizationId])).toEqual(new Set([organizationId]))
    expect(await db.connection.findFirstOrThrow()).toMatchObject({
      state: 'PAUSED',
      webhookProof: 'NONE',
      nextRunAt: null,
    })
  })

  test('a worker that is at it writes no more', async () => {
    const db = app.database.tenant(lender.organizationId)
    const run = { id: seeded.runId, attempt: 1, from: ['RUNNING' as const] }
    await remove(0)
    await expect(db.$transaction((tx) => reportRun(tx, run, {}, [], new Date()))).rejects.toThrow(LeaseLost)
    expect(await db.operation.findFirstOrThrow()).toMatchObject({ state: 'CANCELLED', attempt: 2 })
  })

  test('what was cut off goes on when it is asked for again, and by itself', async () => {
    await remove(0)
    expect(await goOnDeleting(app, 0)).toBe(true)
    expect(await app.database.system.organization.count({ where: { id: lender.organizationId } })).toBe(1)
    expect(await goOnDeleting(app, minute)).toBe(false)
    expect(await app.database.system.organization.count({ where: { id: lender.organizationId } })).toBe(0)
    expect(await goOnDeleting(app, 0)).toBe(false)
  })

  test('only who names it deletes it', async () => {
    expect(refused(await remove(minute, 'Canary'))).toEqual(['CONFIRMATION_REQUIRED confirmName'])
    expect(refused(await deleteOrganization(app, { id: 'x', confirmName: '' }, 0))).toEqual(['NOT_FOUND id'])
    expect(await app.keysOf(lender.organizationId)).toBeDefined()
    expect(await createAuthenticator(app).authenticate(`Bearer ${lender.key}`)).not.toBeNull()
  })

  test('a start while the only organization is being deleted makes a new first one', async () => {
    await remove(0)
    expect(await ensureFirstOrganization(app)).toEqual(expect.stringMatching(/^m2k_/))
  })

  test('a closed period is protected as before while its organization lives', async () => {
    const { organizationId } = lender
    const where = { state: 'CLOSED' as const, origin: 'COMPUTED' as const }
    const db = app.database.tenant(organizationId)
    const { id: periodId } = await db.reportingPeriod.findFirstOrThrow({ where })
    await expect(db.reportedRecord.deleteMany({ where: { periodId } })).rejects.toThrow()
    await expect(db.reportingPeriod.deleteMany({ where })).rejects.toThrow()
  })
})
