/** Loans of a source that is not connected, mapped by the preset that would be copied: over HTTP, against the sandbox. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import { type Sandbox, startSandbox } from '../../plugins/loanpro/sandbox/index.ts'
import { encodeId } from '../../schema/ids.ts'
import { whyLocked } from '../../server/rules/locked.ts'
import { fakePlugin, fakePreset } from '../support/fakePlugin.ts'
import { type FakeSource, fakeLoan, startFakeSource } from '../support/fakeSource.ts'
import { seed } from '../support/seed.ts'
import { ask, startTestServer, type TestServer } from '../support/server.ts'

const silent = { ...fakePlugin, id: 'silent' }
delete silent.sample

let server: TestServer
let sandbox: Sandbox
let source: FakeSource

beforeAll(async () => {
  server = await startTestServer({ plugins: [loanpro, fakePlugin, silent] })
})
afterAll(() => server.close())
beforeEach(async () => {
  sandbox = await startSandbox({ loans: 60, documentBytes: 5_000, today: '2026-06-30' })
  source = await startFakeSource([1, 2, 3, 4, 5, 6, 7].map((id) => fakeLoan(id)))
})
afterEach(async () => {
  await sandbox.close()
  await source.close()
})

const query = `mutation ($input: PreviewConnectionInput!, $names: [String!]) { previewConnection(input: $input) {
  asOf notices
  preset { name title description version text reads unfilledFields }
  problems { line code message hint }
  assumptions { kind message }
  loans {
    sourceKey displayKey snapshotDate consumerAccountNumber accountStatus daysPastDue dateOfFirstDelinquency currentBalance amountPastDue
    outcome { eligibility exclusionReason findings { ruleId severity fields message } failures { field sourcePath code message hint } }
    fields(names: $names) { field value trace { value sourcePath sourceValue evidence steps { step input output } } }
  }
  userErrors { __typename code path message } } }`

type Given = Record<string, unknown>

// biome-ignore lint/suspicious/noExplicitAny: the answer as it came
async function preview(input: Given, names?: string[], key = server.lender.keys.OPERATOR): Promise<any> {
  const answer = await ask(server.url, key, query, { input, ...(names && { names }) })
  expect(answer.errors).toBeUndefined()
  return answer.data.previewConnection
}

const tenant = (more: Given = {}) => ({
  pluginId: 'loanpro',
  settings: { environment: 'SANDBOX', baseUrl: sandbox.url, requestsPerSecond: 50 },
  credentials: { token: sandbox.token, instanceId: sandbox.tenantId },
  ...more,
})
const fake = (more: Given = {}) => ({
  pluginId: 'fake',
  settings: { baseUrl: source.url, environment: 'SANDBOX' },
  credentials: { token: source.token },
  ...more,
})

/** As `Missing NOT_FOUND input.presetId`. */
const refusals = (answer: { userErrors: { __typename: string; code: string; path: string[] }[] }) =>
  answer.userErrors.map(({ __typename, code, path }) => `${__typename} ${code} ${path.join('.')}`.trim())

describe('the sandbox', () => {
  test('five loans as they would become records, and the preset that would be copied', async () => {
    const answer = await preview(tenant())
    expect(answer).toMatchObject({ userErrors: [], problems: [], asOf: '2026-06-30', notices: [] })
    expect(answer.preset).toMatchObject({ name: 'loanpro-metro2', title: 'LoanPro to Metro 2', version: null })
    expect(answer.preset.text).toBe(loanpro.presets[0]!.text)
    expect(answer.preset.reads).toContain('LoanSetup.firstLoanAmount')
    expect(answer.preset.unfilledFields).toContain('k1')
    expect(answer.assumptions.map(({ kind }: { kind: string }) => kind)).toEqual([
      ...['AS_OF', 'FURNISHER', 'NOTHING_REPORTED'],
    ])
    expect(answer.loans).toHaveLength(5)
    for (const loan of answer.loans) {
      const truth = sandbox.loans().find(({ id }) => String(id) === loan.sourceKey)!
      expect(loan.displayKey).toBe(truth.displayId)
      if (loan.outcome.eligibility === 'EXCLUDED') {
        expect(loan).toMatchObject({
          fields: [],
          accountStatus: null,
          outcome: { exclusionReason: expect.any(String) },
        })
        continue
      }
      expect(loan).toMatchObject({
        accountStatus: truth.accountStatusOn('2026-06-30'),
        consumerAccountNumber: truth.displayId,
        currentBalance: expect.stringMatching(/^\d+\.00$/),
        snapshotDate: '2026-06-30',
      })
      expect(fieldOf(loan, 'base.identificationNumber')).toBeNull()
      expect(loan.outcome.findings.flatMap(({ fields }: { fields: string[] }) => fields)).not.toContain(
        'base.identificationNumber',
      )
    }
  })

  test('are the same each time, of several kinds, and cost a handful of requests', async () => {
    const first = await preview(tenant())
    sandbox.requests.reset()
    expect(await preview(tenant())).toEqual(first)
    // The check, the look-ups, and four for the loans.
    expect(sandbox.requests.count).toBeLessThanOrEqual(16)
    expect(
      new Set(first.loans.map(({ accountStatus }: { accountStatus: string }) => accountStatus)).size,
    ).toBeGreaterThan(1)
    expect((await preview(tenant({ first: 2 }))).loans).toEqual(first.loans.slice(0, 2))
  })

  test('tells where values come from, of chosen fields', async () => {
    const { loans } = await preview(tenant(), ['accountStatus', 'surname'])
    const mapped = loans.filter(({ fields }: { fields: unknown[] }) => fields.length > 0)
    expect(mapped.length).toBeGreaterThan(2)
    for (const { fields } of mapped) {
      const [status, surname] = fields
      expect(status).toMatchObject({ field: 'base.accountStatus', trace: { evidence: expect.any(String) } })
      expect(surname).toMatchObject({ field: 'base.surname', value: '•••', trace: { sourceValue: '•••' } })
    }
  })

  test('gives no SSN and no date of birth away, and stores nothing', async () => {
    const people = sandbox.loans().map(({ id }, index) => {
      const ssn = `66671${String(index).padStart(4, '0')}`
      const day = String((index % 27) + 1).padStart(2, '0')
      sandbox.edit(id, {
        kind: 'CUSTOMER',
        fields: { ssn, birthDate: `/Date(${Date.parse(`1971-03-${day}`) / 1000})/` },
      })
      return { ssn, born: `1971-03-${day}` }
    })
    const tables = await rowCounts()
    const answer = JSON.stringify(await preview(tenant({ first: 10 })))
    expect(answer).toContain('***-**-')
    expect(answer).toContain('1971-**-**')
    for (const { ssn, born } of people) {
      for (const text of [ssn, `${ssn.slice(0, 3)}-${ssn.slice(3, 5)}-${ssn.slice(5)}`, born]) {
        expect(answer).not.toContain(text)
        expect(server.app.logged()).not.toContain(text)
      }
    }
    expect(server.app.logged()).toContain('connection previewed')
    expect(server.app.logged()).not.toContain(sandbox.token)
    expect(await rowCounts()).toEqual(tables)
  })

  test('a loan that cannot be read is shown with what is wrong, and spoils no other', async () => {
    const before = await preview(tenant())
    const [broken] = before.loans
    sandbox.faults.malformed = { loanId: Number(broken.sourceKey), how: 'IMPOSSIBLE_DATE' }
    const { loans, userErrors } = await preview(tenant())
    expect(userErrors).toEqual([])
    expect(loans.slice(1)).toEqual(before.loans.slice(1))
    expect(loans[0]).toMatchObject({
      ...{ sourceKey: broken.sourceKey, fields: [], accountStatus: null },
      outcome: {
        eligibility: null,
        findings: [],
        failures: [{ code: 'MALFORMED_DOCUMENT', hint: expect.any(String) }],
      },
    })
  })

  test('a text that does not suit the source is answered with its problems, and no loan is read', async () => {
    const presetText = loanpro.presets[0]!.text.replace('LoanSetup.firstLoanAmount', 'LoanSetup.firstAmount')
    const { problems, loans, userErrors, preset } = await preview(tenant({ presetText }))
    expect(userErrors).toEqual([])
    expect(loans).toEqual([])
    expect(problems[0]).toMatchObject({ code: 'UNKNOWN_PATH', line: expect.any(Number) })
    expect(preset.reads).toEqual([])
  })

  test('no loans are no failure', async () => {
    const empty = await startSandbox({ loans: 0 })
    const settings = { environment: 'SANDBOX', baseUrl: empty.url }
    const credentials = { token: empty.token, instanceId: empty.tenantId }
    expect(await preview(tenant({ settings, credentials }))).toMatchObject({ loans: [], problems: [], userErrors: [] })
    await empty.close()
  })
})

describe('a source in trouble', () => {
  test('a refused token is told at its field', async () => {
    const answer = await preview(tenant({ credentials: { token: 'not-the-token', instanceId: sandbox.tenantId } }))
    expect(answer).toMatchObject({ preset: null, loans: [] })
    expect(new Set(refusals(answer))).toEqual(new Set(['Refused CHECK_FAILED input.credentials']))
    expect(JSON.stringify(answer)).not.toContain('not-the-token')
  })

  test.each([
    ['is out of order', () => ({ serverError: { path: 'Loans?' } }), /^InvalidInput (SERVER_ERROR|HTTP_500)/],
    ['breaks off', () => ({ truncate: { path: 'LoanStatusArchive', after: 2 } }), /^InvalidInput TRUNCATED_BODY/],
    ['refuses in the middle', () => ({ unauthorizedAfter: 8 }), /^Refused UNAUTHORIZED input.credentials/],
  ])('that %s while loans are read is told with what to do', async (_, fault, expected) => {
    Object.assign(sandbox.faults, fault())
    const answer = await preview(tenant())
    expect(answer.loans).toEqual([])
    const [first] = refusals(answer)
    expect(first).toMatch(/CHECK_FAILED/.test(first!) ? /^Refused CHECK_FAILED/ : expected)
  })

  test('and works again as soon as it answers', async () => {
    sandbox.faults.serverError = { times: 1, path: 'LoanStatusArchive' }
    expect((await preview(tenant())).loans).toHaveLength(5)
  })
})

describe('what is asked for', () => {
  test('the loans with the lowest numbers of a plugin that looks no further', async () => {
    const { loans } = await preview(fake())
    expect(loans.map(({ displayKey }: { displayKey: string }) => displayKey)).toEqual([
      'F-1',
      'F-2',
      'F-3',
      'F-4',
      'F-5',
    ])
    expect(loans[0]).toMatchObject({ consumerAccountNumber: 'F1', outcome: { failures: [] } })
  })

  test('findings count as the organization has set them', async () => {
    const codes = async () => {
      const { loans } = await preview(fake({ first: 1 }))
      return loans[0].outcome.findings.map(({ ruleId }: { ruleId: string }) => ruleId) as string[]
    }
    const before = await codes()
    const db = server.app.database.tenant(server.lender.id)
    const ruleId = before.find((id) => whyLocked(id) === null)!
    const what = {
      severity: 'OFF' as const,
      reason: 'tested',
      updatedBy: 'test',
      updatedAt: new Date(server.app.now()),
    }
    await db.ruleSetting.create({ data: { organizationId: server.lender.id, ruleId, ...what } })
    expect(await codes()).toEqual(before.filter((id) => id !== ruleId))
    await db.ruleSetting.deleteMany({ where: { ruleId } })
  })

  test('a preset of the organization, with its version', async () => {
    const { presetId } = await seed(server.app, server.lender.id, [])
    const answer = await preview(fake({ presetId: encodeId('MappingPreset', presetId) }))
    expect(answer).toMatchObject({ userErrors: [], preset: { version: 1 } })
    expect(answer.loans).toHaveLength(5)
  })

  test('a sensitive field of the source shows nowhere, whatever it is mapped to', async () => {
    const presetText = fakePreset.replace('{ from: row.first, then: [name], required: true }', '{ from: row.ssn }')
    const { loans } = await preview(fake({ presetText }))
    expect(JSON.stringify(loans)).not.toContain('66612')
    expect(fieldOf(loans[0], 'base.firstName')).toBe('•••')
  })

  test.each<[string, Given, string[]]>([
    ['an unknown plugin', { pluginId: 'nothing' }, ['Missing UNKNOWN_PLUGIN input.pluginId']],
    ['a plugin that shows none', { pluginId: 'silent' }, ['Refused PREVIEW_UNSUPPORTED input.pluginId']],
    [
      'a wrong form',
      { settings: {} },
      [
        'InvalidInput INVALID_SETTING input.settings.baseUrl',
        'InvalidInput INVALID_SETTING input.settings.environment',
      ],
    ],
    ['no credentials', { credentials: {} }, ['InvalidInput INVALID_CREDENTIAL input.credentials.token']],
    ['too many loans', { first: 11 }, ['InvalidInput INVALID_COUNT input.first']],
    ['none', { first: 0 }, ['InvalidInput INVALID_COUNT input.first']],
    ['an unknown preset', { preset: 'other' }, ['Missing UNKNOWN_PRESET input.preset']],
    ['two presets', { preset: 'fake-metro2', presetText: 'x' }, ['InvalidInput AMBIGUOUS_PRESET input.presetText']],
    [
      'a file for a source that reads none',
      { uploads: [{ uploadId: encodeId('Upload', '01900000-0000-7000-8000-000000000000') }] },
      ['InvalidInput UPLOADS_UNEXPECTED input.uploads'],
    ],
  ])('%s is refused before the source is asked', async (_, changes, expected) => {
    expect(refusals(await preview(fake(changes)))).toEqual(expected)
    expect(source.authorizations).toEqual([])
  })

  test('too many names of fields are an error of the request', async () => {
    const names = Array.from({ length: 31 }, (_, index) => `field${index}`)
    const answer = await ask(server.url, server.lender.keys.OPERATOR, query, { input: fake(), names })
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
  })

  test('addresses of the own network are refused where they are not allowed', async () => {
    const url = await server.serve({ ALLOW_PRIVATE_SOURCES: 'false' })
    const answer = await ask(url, server.lender.keys.OPERATOR, query, { input: fake() })
    expect(refusals(answer.data.previewConnection)[0]).toMatch(/input\.settings\.baseUrl$/)
    expect(source.authorizations).toEqual([])
    await server.stopLast()
  })
})

test('a form shows beforehand whether a plugin offers it', async () => {
  const { data } = await ask(server.url, server.lender.keys.VIEWER, '{ sourcePlugins { id offersPreview } }')
  expect(data.sourcePlugins).toEqual([
    { id: 'fake', offersPreview: true },
    { id: 'silent', offersPreview: false },
    { id: 'loanpro', offersPreview: true },
  ])
})

const fieldOf = (loan: { fields: { field: string; value: string | null }[] }, name: string) =>
  loan.fields.find(({ field }) => field === name)?.value

/** Of everything that a preview might be tempted to leave behind. */
async function rowCounts() {
  const { system } = server.app.database
  return {
    connections: await system.connection.count(),
    presets: await system.mappingPreset.count(),
    runs: await system.syncRun.count(),
    records: await system.metro2Record.count(),
    documents: await system.sourceRecord.count(),
    quarantined: await system.quarantinedRecord.count(),
    audited: await system.auditLog.count(),
  }
}
