/** Previews of the preset that people edit most, on loans as its sandbox has them. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import { startSandbox } from '../../plugins/loanpro/sandbox/index.ts'
import type { Sandbox } from '../../plugins/loanpro/sandbox/types.ts'
import { Prisma } from '../../prisma/generated/client/client.ts'
import { createConnection } from '../../server/connections/create.ts'
import type { Requester } from '../../server/outcome.ts'
import { changedAccountNumbers } from '../../server/presets/accountNumbers.ts'
import { checkText } from '../../server/presets/check.ts'
import { coverageFor } from '../../server/presets/coverage.ts'
import { flatFields, storedRecord } from '../../server/presets/fields.ts'
import { previewMapping } from '../../server/presets/preview.ts'
import { loadPreset, targetsOf } from '../../server/presets/rows.ts'
import { executeRun } from '../../server/sync/runner.ts'
import { startSync } from '../../server/sync/service.ts'
import { done, newAdmin, newFurnisher, type TestApp, testApp } from '../services/app.ts'

const shipped = loanpro.presets[0]!.text
let app: TestApp
let admin: Requester
let sandbox: Sandbox
let connectionId: string

beforeAll(async () => {
  app = await testApp({ plugins: [loanpro] })
  sandbox = await startSandbox({ loans: 40, documentBytes: 20_000 })
  admin = await newAdmin(app)
  const made = await createConnection(app, admin, {
    pluginId: 'loanpro',
    furnisherId: await newFurnisher(app, admin),
    name: 'Sandbox tenant',
    settings: { environment: 'SANDBOX', baseUrl: sandbox.url },
    credentials: { token: sandbox.token, instanceId: sandbox.tenantId },
    ...{ preset: null, presetId: null, startFirstSync: false, idempotencyKey: null },
  })
  connectionId = done(made).connectionId
  const run = await startSync(app, admin.organizationId, {
    ...{ connectionId, mode: 'FULL', asOf: sandbox.today(), keys: null, range: null },
    ...{ trigger: 'MANUAL', actor: 'test' },
  })
  await executeRun(app, admin.organizationId, done(run).runId, 'worker')
  await sandbox.close()
})
afterAll(() => app.close())

const preview = async (text: string) =>
  done(await previewMapping(app, admin, { connectionId, text, recordIds: null, sample: 20 })).preview

const db = () => app.database.tenant(admin.organizationId)

it('the text that made the records changes nothing about them, in values or findings', async () => {
  const { problems, records } = await preview(shipped)
  expect(problems).toEqual([])
  expect(records).toHaveLength(20)
  expect(new Set(records.map((record) => record.before.eligibility)).size).toBeGreaterThan(1)
  const sorted = (side: (typeof records)[number]['before']) => side.findings.map((each) => each.rule).sort()
  for (const { before, now, changes } of records) {
    expect(changes).toEqual([])
    expect(now).toMatchObject({ eligibility: before.eligibility, exclusionReason: before.exclusionReason })
    expect(sorted(now)).toEqual(sorted(before))
  }
})

it('coverage lists no field as filled by nothing that records carry', async () => {
  const outcome = await coverageFor(app, admin, connectionId, shipped)
  const { unfilled } = done(outcome).coverage
  const rows = await db().metro2Record.findMany({ where: { fields: { not: Prisma.DbNull } } })
  const keys = await app.keysOf(admin.organizationId)
  const carried = new Set<string>()
  for (const row of rows) {
    for (const [field, value] of flatFields(storedRecord(row, keys))) {
      if (value === null || value === '' || value === '0') continue
      const name = field.replace(/\[\d+\]/, '').replace(/^j[12]\./, 'base.')
      carried.add(name).add(name.split('.')[0]!)
    }
  }
  expect(carried).toContain('base.consumerInformationIndicator')
  expect(unfilled.filter((field) => carried.has(field))).toEqual([])
})

it('a change shows on the records that it touches', async () => {
  const text = shipped.replace('- { value: F }', "- { value: '' }")
  expect(text).not.toBe(shipped)
  const { problems, records } = await preview(text)
  expect(problems).toEqual([])
  const changed = records.filter((record) => record.changes.length > 0)
  expect(changed.length).toBeGreaterThan(0)
  for (const { changes } of changed) {
    expect(changes).toMatchObject([{ field: 'base.interestTypeIndicator', before: 'F', now: '' }])
  }
})

it('counting account numbers goes through every reported loan', async () => {
  const text = shipped.replace(/^( +consumerAccountNumber:.*then: \[)/m, '$1{ append: X }, ')
  expect(text).not.toBe(shipped)
  const loaded = (await loadPreset(db(), (await db().connection.findFirstOrThrow()).presetId))!
  const { programs } = checkText(text, 'loanpro', targetsOf(app, loaded))
  const measured = [{ connection: loaded.connections[0]!, program: programs[0]! }]
  const reported = await db().metro2Record.count({ where: { consumerAccountNumber: { not: null } } })
  expect(await changedAccountNumbers(app, admin.organizationId, text, measured)).toEqual({
    count: reported,
    exact: true,
  })
})
