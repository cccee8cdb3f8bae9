/** Reading: types, relations, masking, lineage, filters; and how many statements a page takes. */
import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { encodeId } from '../../schema/ids.ts'
import { fakeLoan } from '../support/fakeSource.ts'
import { addRecords, loansOf, type Seeded, seed } from '../support/seed.ts'
import { ask, get, startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let seeded: Seeded
const query = (text: string, variables: Record<string, unknown> = {}) =>
  get(server.url, server.lender.keys.VIEWER, text, variables)

beforeAll(async () => {
  server = await startTestServer()
  seeded = await seed(server.app, server.lender.id, loansOf(50))
  // The first use of a key is noted on it; that statement is not part of any page.
  await query('{ viewer { role } }')
})
afterAll(() => server.close())

/** Statements that PGlite was given while `work` ran. */
async function statements(work: () => Promise<unknown>): Promise<string[]> {
  const { boss } = server.app.database
  if (!('pglite' in boss)) throw new Error('this count is for PGlite')
  const spy = vi.spyOn(PGlite.prototype, 'query')
  try {
    await work()
    return spy.mock.calls.map(([text]) => text)
  } finally {
    spy.mockRestore()
  }
}

const page = `query ($first: Int!) {
  metro2Records(first: $first) {
    edges { node {
      id consumerAccountNumber accountStatus currentBalance
      connection { id name furnisher { name } }
      presetVersion { version preset { name } }
      validationErrors { ruleId severity message rule { title } }
      base { surname socialSecurityNumber }
    } }
    pageInfo { hasNextPage endCursor }
  }
}`

test('a page of 50 records with its relations takes the same few statements as a page of 2', async () => {
  const small = await statements(() => query(page, { first: 2 }))
  const large = await statements(async () => {
    const { metro2Records } = await query(page, { first: 50 })
    expect(metro2Records.edges).toHaveLength(50)
    expect(metro2Records.edges[49].node.validationErrors).toHaveLength(1)
    expect(metro2Records.edges[49].node.connection.furnisher.name).toBe('Core furnisher')
  })
  expect(large.length).toBe(small.length)
  expect(large.length).toBeLessThanOrEqual(8)
})

test('runs with events, and connections with newest runs and counts, take no statement a row', async () => {
  const text = `{
    connections { edges { node { name recordCounts { reportable held excluded quarantined }
      syncRuns(first: 2) { state connection { name } events(first: 5) { seq kind } } } } }
    syncRuns { edges { node { mode events { seq ... on RunStateEvent { state } } } } }
  }`
  const one = await statements(() => query(text))
  await seed(server.app, server.lender.id, [], 'Second')
  const two = await statements(async () => {
    const { connections, syncRuns } = await query(text)
    expect(connections.edges).toHaveLength(2)
    const { recordCounts } = connections.edges[0].node
    expect(recordCounts.reportable + recordCounts.held).toBe(50)
    expect(connections.edges[0].node.syncRuns[0].events).toEqual([{ seq: 1, kind: 'RUN_STATE' }])
    expect(connections.edges[1].node.syncRuns[0].connection.name).toBe('Second')
    expect(syncRuns.edges.map(({ node }: never) => (node as { events: unknown }).events)).toEqual([
      [{ seq: 1, state: 'RUNNING' }],
      [{ seq: 1, state: 'RUNNING' }],
    ])
  })
  expect(two.length).toBe(one.length)
})

test('asking for totalCount alone reads no rows', async () => {
  const asked = await statements(() => query('{ metro2Records { totalCount } }'))
  const about = asked.filter((text) => text.includes('metro2_records'))
  expect(about).toHaveLength(1)
  expect(about[0]).toMatch(/count\(/i)
  const { metro2Records } = await query('{ metro2Records(filter: { search: "F-1" }) { totalCount } }')
  expect(metro2Records.totalCount).toBe(11)
})

test('without totalCount nothing is counted', async () => {
  const asked = await statements(() => query('{ metro2Records(first: 1) { edges { cursor } } }'))
  expect(asked.filter((text) => /count\(/i.test(text))).toEqual([])
})

test('SSN and date of birth come masked, in the live record and in its versions', async () => {
  const id = encodeId('Metro2Record', seeded.recordIds[0]!)
  const text = `query ($id: ID!) { metro2Record(id: $id) {
    base { socialSecurityNumber dateOfBirth surname }
    versions { version base { socialSecurityNumber dateOfBirth } }
    lineage { field value sourceValue }
  } }`
  const answer = await ask(server.url, server.lender.keys.ADMIN, text, { id })
  const { base, versions } = answer.data.metro2Record
  expect(base).toEqual({ socialSecurityNumber: '***-**-0001', dateOfBirth: '1980-**-**', surname: 'ABBOTT' })
  expect(versions).toEqual([{ version: 1, base: { socialSecurityNumber: '***-**-0001', dateOfBirth: '1980-**-**' } }])
  expect(JSON.stringify(answer)).not.toMatch(/666120001|1980-02-29/)
})

test('lineage tells path, raw value and evidence of a field, and names the fields there are', async () => {
  const id = encodeId('Metro2Record', seeded.recordIds[0]!)
  const text = `query ($id: ID!, $field: String) { metro2Record(id: $id) {
    lineage(field: $field) { field value sourcePath sourceValue evidence steps { step output } } } }`
  const mapped = await query(text, { id, field: 'base.consumerAccountNumber' })
  expect(mapped.metro2Record.lineage).toMatchObject([
    { field: 'base.consumerAccountNumber', value: 'F1', sourcePath: 'number', sourceValue: 'F-1' },
  ])
  const derived = await query(text, { id, field: 'base.accountStatus' })
  expect(derived.metro2Record.lineage[0].evidence).toContain('2026-03-15')
  const wrong = await ask(server.url, server.lender.keys.VIEWER, text, { id, field: 'accountStatus' })
  expect(wrong.errors?.[0]).toMatchObject({
    extensions: { code: 'BAD_USER_INPUT', hint: 'Did you mean base.accountStatus?' },
  })
})

test('money is a text of dollars, dates are calendar dates', async () => {
  const id = encodeId('Metro2Record', seeded.recordIds[0]!)
  const { metro2Record } = await query(
    'query ($id: ID!) { metro2Record(id: $id) { currentBalance dateOpened dateOfFirstDelinquency asOf base { currentBalance dateOpened } } }',
    { id },
  )
  expect(metro2Record).toEqual({
    ...{
      currentBalance: '10950.00',
      dateOpened: '2026-01-15',
      dateOfFirstDelinquency: '2026-04-14',
      asOf: '2026-06-30',
    },
    base: { currentBalance: '10950.00', dateOpened: '2026-01-15' },
  })
})

test('settings are shown, credentials and secret settings never', async () => {
  const { connections } = await query(
    '{ connections(filter: { search: "core" }) { edges { node { settings credentialsHint plugin { name } } } } }',
  )
  expect(connections.edges[0].node).toEqual({
    settings: { baseUrl: 'https://source.test', environment: 'SANDBOX', pageSize: 2 },
    ...{ credentialsHint: '…4711', plugin: { name: 'Fake' } },
  })
})

test('viewer, plugins, rules and presets', async () => {
  const data = await query(`{
    viewer { role actor organization { name } }
    sourcePlugins { id name settingsFields { name input required secret } presets { name } }
    validationRules { id severity explanation fix }
    mappingPresets(filter: { plugin: "fake" }) { edges { node { name versions { version text } connections { name } } } }
  }`)
  expect(data.viewer).toEqual({
    role: 'VIEWER',
    actor: `apiKey:${server.lender.keyIds.VIEWER}`,
    organization: { name: 'Lender' },
  })
  expect(data.sourcePlugins[0]).toMatchObject({
    id: 'fake',
    settingsFields: [{ name: 'baseUrl', input: 'URL' }, {}, {}],
  })
  expect(data.validationRules.length).toBeGreaterThan(20)
  expect(data.mappingPresets.edges[0].node.connections[0].name).toBe('Core')
})

test('codes have their meaning, in tables and in counts', async () => {
  const { codeTables, validationSummary } = await query(
    '{ codeTables(field: "base.accountStatus") { field codes { code title } } validationSummary { byAccountStatus { code title } } }',
  )
  expect(codeTables).toHaveLength(1)
  expect(codeTables[0].codes).toContainEqual({ code: '71', title: '30-59 days past due' })
  expect(codeTables[0].codes[0].code).toBe('05')
  expect(validationSummary.byAccountStatus).toEqual([{ code: '80', title: '90-119 days past due' }])
  const answer = await ask(server.url, server.lender.keys.VIEWER, '{ codeTables(field: "base.surname") { field } }')
  expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'field' } }])
})

test('every coded field of every segment has its table, all of them in one query', async () => {
  const { codeTables } = await query(
    '{ codeTables { field number title perCharacter complete codes { code title fields portfolios } } }',
  )
  const byField = new Map<string, Record<string, unknown>>(
    codeTables.map((table: { field: string }) => [table.field, table]),
  )
  expect([...byField.keys()].sort()).toEqual(
    [
      ...'accountStatus accountType addressIndicator complianceConditionCode consumerInformationIndicator'.split(' '),
      ...'correctionIndicator countryCode ecoaCode generationCode interestTypeIndicator paymentHistoryProfile paymentRating'.split(
        ' ',
      ),
      ...'portfolioType residenceCode specialComment state termsDuration termsFrequency'.split(' '),
    ]
      .map((name) => `base.${name}`)
      .concat(['j1.consumerInformationIndicator', 'j1.ecoaCode', 'j1.generationCode'])
      .concat([
        'j2.addressIndicator',
        'j2.consumerInformationIndicator',
        'j2.countryCode',
        'j2.ecoaCode',
        'j2.generationCode',
      ])
      .concat(['j2.residenceCode', 'j2.state', 'k1.creditorClassification', 'k2.purchasedFromSoldToIndicator'])
      .concat(['k3.agencyIdentifier', 'k4.specializedPaymentIndicator', 'l1.changeIndicator', 'n1.employerState']),
  )
  for (const table of codeTables) expect(table.codes.length, table.field).toBeGreaterThan(1)
  expect(byField.get('base.accountStatus')!.codes).toHaveLength(23)
  expect(byField.get('base.specialComment')!.codes).toHaveLength(52)
  expect(byField.get('k1.creditorClassification')).toMatchObject({ number: '3', complete: true })
  expect((byField.get('k1.creditorClassification')!.codes as { code: string }[]).map(({ code }) => code)).toEqual(
    Array.from({ length: 15 }, (_, i) => String(i + 1).padStart(2, '0')),
  )
  expect(byField.get('base.paymentHistoryProfile')).toMatchObject({ perCharacter: true })
  expect(byField.get('base.state')).toMatchObject({ complete: false })
  expect(byField.get('base.ecoaCode')!.codes).toContainEqual({
    ...{ code: '3', title: 'Authorized user', portfolios: null },
    fields: ['base.ecoaCode', 'j1.ecoaCode', 'j2.ecoaCode'],
  })
  expect(byField.get('base.accountType')!.codes).toContainEqual({
    ...{ code: '43', title: 'Debit card', portfolios: ['C', 'R', 'O'], fields: ['base.accountType'] },
  })
})

test('codes of one portfolio', async () => {
  const text = (portfolio: string) =>
    `{ codeTables(field: "base.accountType") { codes(portfolio: "${portfolio}") { code } } }`
  const { codeTables } = await query(text('M'))
  expect(codeTables[0].codes.map(({ code }: { code: string }) => code)).toEqual([
    '08',
    '19',
    '25',
    '26',
    '2C',
    '5A',
    '5B',
    '6B',
  ])
  const answer = await ask(server.url, server.lender.keys.VIEWER, text('X'))
  expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'portfolio' } }])
})

test('a record shows the segments it has, codes as a file writes them', async () => {
  const id = seeded.recordIds[1]!
  const db = server.app.database.tenant(server.lender.id)
  const row = await db.metro2Record.findFirstOrThrow({ where: { id } })
  const before = row.fields as object
  const more = {
    k1: { originalCreditorName: 'FIRST BANK', creditorClassification: 8 },
    k3: { agencyIdentifier: 0, accountNumber: '', mortgageIdentificationNumber: '1000' },
    k4: {
      ...{ specializedPaymentIndicator: 1, deferredPaymentStartDate: null },
      ...{ balloonPaymentDueDate: '2028-02-29', balloonPaymentAmount: 50_000 },
    },
    l1: { changeIndicator: 1, newConsumerAccountNumber: 'B2', newIdentificationNumber: '' },
  }
  await db.metro2Record.updateMany({ where: { id }, data: { fields: { ...before, ...more } } })
  const segments = `{
    k1 { originalCreditorName creditorClassification } k2 { purchasedFromSoldToIndicator }
    k3 { agencyIdentifier mortgageIdentificationNumber }
    k4 { specializedPaymentIndicator deferredPaymentStartDate balloonPaymentDueDate balloonPaymentAmount }
    l1 { changeIndicator newConsumerAccountNumber newIdentificationNumber } n1 { employerName }
  }`
  const { metro2Record } = await query(`query ($id: ID!) { metro2Record(id: $id) ${segments} }`, {
    id: encodeId('Metro2Record', id),
  })
  await db.metro2Record.updateMany({ where: { id }, data: { fields: before } })
  expect(metro2Record).toEqual({
    k1: { originalCreditorName: 'FIRST BANK', creditorClassification: '08' },
    k2: null,
    k3: { agencyIdentifier: '00', mortgageIdentificationNumber: '1000' },
    k4: {
      ...{ specializedPaymentIndicator: '01', deferredPaymentStartDate: null },
      ...{ balloonPaymentDueDate: '2028-02-29', balloonPaymentAmount: '50000.00' },
    },
    l1: { changeIndicator: '1', newConsumerAccountNumber: 'B2', newIdentificationNumber: '' },
    n1: null,
  })
})

test('a record says how fresh its document is, and its versions whom they named', async () => {
  const { metro2Record } = await query(
    'query ($id: ID!) { metro2Record(id: $id) { fetchedAt snapshotDate versions { j1 { surname } j2 { surname } } } }',
    { id: encodeId('Metro2Record', seeded.recordIds[0]!) },
  )
  expect(metro2Record).toEqual({
    ...{ fetchedAt: '2026-06-30T12:00:00.000Z', snapshotDate: '2026-06-30' },
    versions: [{ j1: [], j2: [] }],
  })
})

test('the summary counts records and findings', async () => {
  const { validationSummary } = await query(
    'query ($id: ID) { validationSummary(connection: $id) { records byEligibility { eligibility count } byAccountStatus { code count } byRule { ruleId count } bySeverity { severity count } byExclusionReason { code } } }',
    { id: encodeId('ConnectedSource', seeded.connectionId) },
  )
  expect(validationSummary).toMatchObject({
    records: 50,
    byAccountStatus: [{ code: '80', count: 50 }],
    byRule: [{ ruleId: 'TEST-RULE', count: 50 }],
    bySeverity: [{ severity: 'WARNING', count: 50 }],
    byExclusionReason: [],
  })
})

describe('filters', () => {
  const names = async (filter: string) => {
    const { metro2Records } = await query(
      `{ metro2Records(first: 100, filter: ${filter}) { edges { node { displayKey } } } }`,
    )
    return metro2Records.edges.map(({ node }: { node: { displayKey: string } }) => node.displayKey)
  }

  beforeAll(async () => {
    const loans = [
      fakeLoan(900, { payments: [{ date: '2026-06-20', amountCents: 105_000 * 6 }] }),
      fakeLoan(901, {
        person: { first: 'Al', last: 'Zimmer', ssn: '666129999', born: '1970-01-01' },
        contractDate: '2025-12-31',
      }),
    ]
    await addRecords(server.app, server.lender.id, seeded, loans)
  })

  test.each([
    ['search by surname', '{ search: "zimm" }', ['F-901']],
    ['search by account number', '{ search: "f-90" }', ['F-900', 'F-901']],
    ['a wildcard is no wildcard', '{ search: "F_90" }', []],
    ['a percent sign is no wildcard', '{ search: "%" }', []],
    ['account status', '{ accountStatus: ["11"] }', ['F-900']],
    ['days past due', '{ daysPastDueMax: 0 }', ['F-900']],
    ['opened before', '{ openedTo: "2026-01-01" }', ['F-901']],
    ['several together', '{ search: "f-90", daysPastDueMin: 30, amountPastDueMin: "0.01" }', ['F-901']],
    ['rule', '{ search: "f-90", ruleId: ["NO-SUCH"] }', []],
    ['no value at all', '{ accountStatus: [] }', []],
    ['changed since', '{ changedSince: "2026-07-01T00:00:00Z" }', []],
    [
      'changed between',
      '{ search: "f-90", changedSince: "2026-06-30T12:00:00Z", changedUntil: "2026-06-30T12:00:00Z" }',
      ['F-900', 'F-901'],
    ],
    ['changed until', '{ changedUntil: "2026-06-30T11:59:59Z" }', []],
    ['first delinquency from', '{ search: "f-90", firstDelinquencyFrom: "2026-04-14" }', ['F-901']],
    ['first delinquency to', '{ search: "f-90", firstDelinquencyTo: "2026-04-14" }', ['F-901']],
    ['first delinquency before', '{ firstDelinquencyTo: "2026-04-13" }', []],
    ['first delinquency after', '{ firstDelinquencyFrom: "2026-04-15" }', []],
    ['as of', '{ search: "f-90", asOfFrom: "2026-06-30", asOfTo: "2026-06-30" }', ['F-900', 'F-901']],
    ['as of a later day', '{ asOfFrom: "2026-07-01" }', []],
    ['balance', '{ search: "f-90", currentBalanceMin: "5000", currentBalanceMax: "10000" }', ['F-900']],
    ['amount past due', '{ search: "f-90", amountPastDueMax: "0.99" }', ['F-900']],
    ['a furnisher', '{ search: "f-90", furnisher: "FURNISHER" }', ['F-900', 'F-901']],
    ['an environment', '{ environment: PRODUCTION }', []],
  ])('%s', async (_name, filter, expected) => {
    expect(await names(filter.replace('FURNISHER', encodeId('Furnisher', seeded.furnisherId)))).toEqual(expected)
  })

  test('amounts between whole dollars', async () => {
    const { metro2Records } = await query(
      '{ metro2Records(filter: { search: "F-901" }) { edges { node { currentBalance } } } }',
    )
    const dollars = Number.parseInt(metro2Records.edges[0].node.currentBalance, 10)
    const found = (filter: string) => names(`{ search: "f-901", ${filter} }`)
    expect(await found(`currentBalanceMin: "${dollars}.00"`)).toEqual(['F-901'])
    expect(await found(`currentBalanceMin: "${dollars}.01"`)).toEqual([])
    expect(await found(`currentBalanceMax: "${dollars}.99"`)).toEqual(['F-901'])
    expect(await found(`currentBalanceMax: "${dollars - 1}.99"`)).toEqual([])
    expect(await found('currentBalanceMin: "-0.50"')).toEqual(['F-901'])
  })

  test('a code that the format does not have is refused, with those it has', async () => {
    for (const filter of ['{ accountStatus: ["71", "7l"] }', '{ portfolioType: ["X"] }', '{ accountType: ["ZZ"] }']) {
      const text = `{ metro2Records(filter: ${filter}) { totalCount } }`
      const answer = await ask(server.url, server.lender.keys.VIEWER, text)
      const field = /\w+/.exec(filter)![0]
      expect(answer.errors).toMatchObject([
        {
          message: expect.stringContaining(`no code of base.${field}`),
          extensions: { code: 'BAD_USER_INPUT', argument: `filter.${field}`, hint: expect.stringContaining(', ') },
        },
      ])
    }
  })

  test('runs by whether they are at work, why they began and their day', async () => {
    const count = async (filter: string) =>
      (await query(`{ syncRuns(filter: ${filter}) { totalCount } }`)).syncRuns.totalCount
    const all = await count('{}')
    expect(all).toBeGreaterThan(0)
    expect(await count('{ active: true, trigger: [FIRST], mode: [FULL], asOfFrom: "2026-06-30" }')).toBe(all)
    expect(await count('{ active: false }')).toBe(0)
    expect(await count('{ trigger: [MANUAL] }')).toBe(0)
    expect(await count('{ asOfTo: "2026-06-29" }')).toBe(0)
  })

  test('findings by rule, severity, field, connection and time', async () => {
    const count = async (filter: string) =>
      (await query(`{ validationErrors(filter: ${filter}) { totalCount } }`)).validationErrors.totalCount
    const connection = encodeId('ConnectedSource', seeded.connectionId)
    const all = `{ connection: "${connection}", ruleId: ["TEST-RULE"], severity: [WARNING], field: "base.accountStatus", createdUntil: "2026-06-30T12:00:00Z" }`
    expect(await count(all)).toBe(52)
    expect(await count('{ accountStatus: ["11"] }')).toBe(1)
    for (const none of [
      '{ severity: [ERROR] }',
      '{ field: "base.surname" }',
      '{ createdUntil: "2026-06-30T11:00:00Z" }',
    ]) {
      expect(await count(none)).toBe(0)
    }
  })

  test('an unknown filter is refused by name', async () => {
    const answer = await ask(
      server.url,
      server.lender.keys.VIEWER,
      '{ metro2Records(filter: { colour: "red" }) { totalCount } }',
    )
    expect(answer.errors?.[0]?.message).toContain('"colour"')
  })

  test.each([
    [
      'an id of another type',
      `{ connection: "${encodeId('Furnisher', '01890a5d-ac96-774b-bcce-b302099a8057')}" }`,
      'filter.connection',
    ],
    ['no id at all', '{ connection: "core" }', 'filter.connection'],
  ])('%s is refused with a hint', async (_name, filter, argument) => {
    const answer = await ask(
      server.url,
      server.lender.keys.VIEWER,
      `{ metro2Records(filter: ${filter}) { totalCount } }`,
    )
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument, hint: expect.any(String) })
  })

  test.each([
    ['{ metro2Records(filter: { openedTo: "2026-02-30" }) { totalCount } }'],
    ['{ metro2Records(filter: { changedSince: "yesterday" }) { totalCount } }'],
    ['{ metro2Records(filter: { amountPastDueMin: "1.005" }) { totalCount } }'],
    ['{ syncEvents(runId: "x") { seq } }'],
  ])('an impossible value is refused: %s', async (text) => {
    const answer = await ask(server.url, server.lender.keys.VIEWER, text)
    expect(answer.errors?.[0]?.extensions?.code).not.toBe('INTERNAL_SERVER_ERROR')
    expect(answer.errors).toHaveLength(1)
  })
})
