/** Connecting LoanPro's sandbox: the services with the plugin they are mostly used with. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import { startSandbox } from '../../plugins/loanpro/sandbox/index.ts'
import type { Sandbox } from '../../plugins/loanpro/sandbox/types.ts'
import { checkDraft } from '../../server/connections/check.ts'
import { type CreateConnection, createConnection } from '../../server/connections/create.ts'
import { replaceCredentials } from '../../server/connections/update.ts'
import type { Requester } from '../../server/outcome.ts'
import { done, newAdmin, newFurnisher, refused, type TestApp, testApp } from './app.ts'

let app: TestApp
let admin: Requester
let sandbox: Sandbox
let input: CreateConnection

beforeAll(async () => {
  app = await testApp({ plugins: [loanpro] })
})
afterAll(() => app.close())
beforeEach(async () => {
  sandbox = await startSandbox({ loans: 4, documentBytes: 5_000 })
  admin = await newAdmin(app)
  input = {
    pluginId: 'loanpro',
    furnisherId: await newFurnisher(app, admin),
    name: 'Sandbox tenant',
    settings: { environment: 'SANDBOX', baseUrl: sandbox.url },
    credentials: { token: sandbox.token, instanceId: sandbox.tenantId },
    preset: null,
    presetId: null,
    startFirstSync: false,
    idempotencyKey: null,
  }
})
afterEach(() => sandbox.close())

const create = (extra: Partial<CreateConnection> = {}) => createConnection(app, admin, { ...input, ...extra })

it('a tenant is connected with the shipped preset', async () => {
  const { connectionId } = done(await create())
  const row = await app.database
    .tenant(admin.organizationId)
    .connection.findFirstOrThrow({ where: { id: connectionId }, include: { preset: true } })
  expect(row).toMatchObject({ environment: 'SANDBOX', preset: { clonedFrom: loanpro.presets[0]!.name } })
  expect(row.capabilities).toHaveProperty('listMode')
})

describe('a wrong form', () => {
  it.each([
    ['token', () => ({ token: 'not-the-token-of-it', instanceId: sandbox.tenantId })],
    ['tenant', () => ({ token: sandbox.token, instanceId: '999' })],
  ])('%s: the check says so, and nothing is stored', async (_case, credentials) => {
    const draft = done(await checkDraft(app, admin, { ...input, credentials: credentials() }))
    const failed = draft.report.steps.filter((step) => step.outcome === 'FAILED')
    expect(draft.passed).toBe(false)
    expect(failed.every((step) => step.hint)).toBe(true)
    expect(new Set(refused(await create({ credentials: credentials() })))).toEqual(
      new Set(['CHECK_FAILED credentials']),
    )
    expect(await app.database.tenant(admin.organizationId).connection.count()).toBe(0)
  })
})

it('a rotated token is replaced after a check', async () => {
  const { connectionId } = done(await create())
  const wrong = { connectionId, credentials: { token: 'rotated-elsewhere', instanceId: sandbox.tenantId } }
  expect(refused(await replaceCredentials(app, admin, wrong))).toContain('CHECK_FAILED credentials')
  done(await replaceCredentials(app, admin, { connectionId, credentials: input.credentials }))
})
