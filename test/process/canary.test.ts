/**
 * Numbers and dates that occur nowhere else are planted at the source. After a sync and every kind of query, none of them may
 * stand anywhere but in the TEST extract: not in the database's files, its tables, the log, or an answer of the API.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { type LifeKind, type LoanEdit, type Sandbox, startSandbox } from '../../plugins/loanpro/sandbox/index.ts'
import { consumersOf, readExtract } from './extract.ts'
import {
  type Api,
  accepted,
  api,
  cleanUp,
  createConnection,
  eventsOf,
  preparedFolder,
  printedKey,
  startServer,
  startSync,
  sync,
  withDatabase,
} from './support.ts'

// Several processes a test, on machines that may have others at work.
vi.setConfig({ testTimeout: 120_000 })

const today = '2026-06-30'
const token = 'canary-token-kestrel-4471-lantern'
const wrongToken = 'canary-token-refused-9135-harbor'
const tenantId = '739182465013'

interface Person {
  ssn: string
  /** YYYY-MM-DD */
  born: string
}

/** Who gets which. All numbers could be somebody's by their form; none is of the sandbox's own. */
const people = {
  base: { ssn: '561908347', born: '1951-07-23' },
  j1: { ssn: '562907418', born: '1953-11-19' },
  j2: { ssn: '563905172', born: '1956-01-28' },
  quarantined: { ssn: '564902863', born: '1957-08-14' },
  /** A number that a rule complains about, and a date of birth that makes the borrower a child. */
  suspicious: { ssn: '666904715', born: '2017-03-26' },
  /** Typed where and as they should not be. */
  garbled: { ssn: '565901526', born: '1958-12-06' },
} satisfies Record<string, Person>

let sandbox: Sandbox | null = null
afterEach(async () => {
  await cleanUp()
  await sandbox?.close()
  sandbox = null
})

const seconds = (born: string) => Date.parse(`${born}T00:00:00Z`) / 1000

/** Every way in which the number or the date may be written. */
function formsOf({ ssn, born }: Person): string[] {
  const [year, month, day] = born.split('-') as [string, string, string]
  return [
    ssn,
    `${ssn.slice(0, 3)}-${ssn.slice(3, 5)}-${ssn.slice(5)}`,
    born,
    `${month}${day}${year}`,
    `${year}${month}${day}`,
    `${month}/${day}/${year}`,
    String(seconds(born)),
  ]
}

/** The text in base64, wherever it begins in what was encoded. */
function inBase64(text: string): string[] {
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.from(' '.repeat(shift) + text).toString('base64')
    // The first and the last characters depend on what stands beside it.
    return encoded.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + text.length) * 8) / 6))
  })
}

const needles = [...Object.values(people).flatMap(formsOf), token, wrongToken]
const everyNeedle = [
  ...new Set([...needles, ...needles.flatMap((text) => [...inBase64(text), Buffer.from(text).toString('hex')])]),
]

/** The needles found in the text or bytes. */
function found(haystack: Buffer | string): string[] {
  const bytes = Buffer.isBuffer(haystack) ? haystack : Buffer.from(haystack)
  return everyNeedle.filter((needle) => bytes.includes(needle))
}

function plant(tenant: Sandbox) {
  const loanOf = (...kinds: LifeKind[]) => tenant.loans().find((loan) => loan.kinds.join() === kinds.join())!.id
  const become = ({ ssn, born }: Person, customer = 0): LoanEdit => ({
    kind: 'CUSTOMER',
    customer,
    fields: { ssn, birthDate: `/Date(${seconds(born)})/` },
  })
  const ids = {
    base: loanOf('current'),
    j1: loanOf('current', 'joint-one-address', 'special-comment'),
    j2: loanOf('rolling-30', 'joint-two-addresses'),
    quarantined: loanOf('late-60-89'),
    suspicious: loanOf('cured-after-60'),
    garbled: loanOf('late-120-149'),
  }
  tenant.edit(ids.base, become(people.base))
  tenant.edit(ids.j1, become(people.j1, 1))
  tenant.edit(ids.j2, become(people.j2, 1))
  tenant.edit(ids.quarantined, become(people.quarantined))
  tenant.edit(ids.suspicious, become(people.suspicious))
  const { ssn, born } = people.garbled
  tenant.edit(ids.garbled, { kind: 'CUSTOMER', fields: { ssn: `no. ${ssn}`, birthDate: `about ${born}` } })
  tenant.edit(ids.garbled, { kind: 'NOTE', subject: `SSN ${ssn}`, body: `Says that she was born ${born}.` })
  tenant.faults.malformed = { loanId: ids.quarantined, how: 'IMPOSSIBLE_DATE' }
  return ids
}

const segment = 'surname firstName socialSecurityNumber dateOfBirth telephoneNumber'
const recordsQuery = `query ($connection: ID!, $keys: [String!]) {
  metro2Records(first: 5, filter: { connection: $connection, sourceKey: $keys }) { edges { node {
    id sourceKey eligibility base { ${segment} } j1 { ${segment} } j2 { ${segment} } versions { version base { ${segment} } }
    validationErrors(first: 20) { ruleId message fields values { name value } } } } } }`
const findingsQuery = `{ validationErrors(first: 100) { edges { node { ruleId message values { name value } } } }
  quarantinedRecords(first: 10) { edges { node {
    sourceKey stage code message hint failures { code message hint sourcePath } } } } }`
const connectionQuery = `query ($connection: ID!) {
  connection(id: $connection) { settings credentialsHint catalogue lookups
    syncRuns(first: 3) { failure { message } events(first: 100) { __typename
      ... on QuarantinedEvent { samples { sourceKey code } } ... on NoticeEvent { message }
      ... on DriftEvent { unknowns { path table value } } } } } }`
const lineage = `query ($id: ID!) { metro2Record(id: $id) {
  lineage { field value sourcePath sourceValue evidence steps { step input output } } } }`
const checkMutation = `mutation ($input: CheckConnectionInput!) {
  checkConnection(input: $input) { passed steps { message hint } userErrors { message } } }`
const previewMutation = `mutation ($input: PreviewConnectionInput!) { previewConnection(input: $input) {
  notices problems { message } userErrors { message path } loans { sourceKey displayKey
    outcome { findings { message } failures { field sourcePath message hint } }
    fields { field value trace { value sourcePath sourceValue evidence steps { step input output } } } } } }`
const replaceMutation = `mutation ($input: ReplaceCredentialsInput!) {
  replaceCredentials(input: $input) { userErrors { code message path } } }`

/** Asks whatever could give something away, also by a refusal. Answers the text of all answers. */
async function askEverything(server: Api, connectionId: string, ids: ReturnType<typeof plant>): Promise<string> {
  const answers: unknown[] = []
  const ask = async (query: string, variables: Record<string, unknown>) => {
    const data = await server.ask(query, variables)
    answers.push(data)
    return data
  }
  const keys = Object.values(ids).map(String)
  const { metro2Records } = await ask(recordsQuery, { connection: connectionId, keys })
  // All but the one in quarantine.
  expect(metro2Records.edges).toHaveLength(keys.length - 1)
  for (const { node } of metro2Records.edges) await ask(lineage, { id: node.id })
  await ask(findingsQuery, {})
  await ask(connectionQuery, { connection: connectionId })
  await ask('query ($s: String!) { metro2Records(filter: { search: $s }) { totalCount } }', { s: 'A' })
  const credentials = { token: wrongToken, instanceId: tenantId }
  const refused = await ask(replaceMutation, { input: { connectionId, credentials } })
  expect(refused.replaceCredentials.userErrors.length).toBeGreaterThan(0)
  const settings = { environment: 'SANDBOX', baseUrl: sandbox!.url }
  const checked = await ask(checkMutation, { input: { pluginId: 'loanpro', settings, credentials } })
  expect(checked.checkConnection.passed).toBe(false)
  // Loans that are only shown.
  const good = { token, instanceId: tenantId }
  const shown = await ask(previewMutation, { input: { pluginId: 'loanpro', settings, credentials: good, first: 10 } })
  expect(shown.previewConnection.loans).toHaveLength(10)
  return JSON.stringify(answers)
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

/** Rows of every table of every schema but PostgreSQL's own, bytes as they read and as hex. */
const dump = (dataDir: string) =>
  withDatabase(dataDir, async (database) => {
    const { rows } = await database.query<{ schemaname: string; tablename: string }>(
      "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    )
    const tables = new Map<string, string>()
    for (const { schemaname, tablename } of rows) {
      const content = await database.query(`SELECT t.*, t::text AS "whole row" FROM "${schemaname}"."${tablename}" t`)
      const parts = content.rows.flatMap((row) => Object.values(row as object)).map(asText)
      tables.set(`${schemaname}.${tablename}`, parts.join('\n'))
    }
    return tables
  })

function asText(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1')
  return JSON.stringify(value, (_key, each) => (typeof each === 'bigint' ? String(each) : each)) ?? ''
}

test('SSNs, dates of birth and tokens stand nowhere but in the TEST extract', async () => {
  sandbox = await startSandbox({ loans: 30, today, documentBytes: 6_000, token, tenantId })
  const ids = plant(sandbox)
  const dataDir = await preparedFolder()
  const process = await startServer(dataDir, { LOG_LEVEL: 'trace', ADMIN_API_KEY: '' })
  const key = (await process.says(() => printedKey(process))) as string
  const server = api(process.url, key)
  const connectionId = await createConnection(server, sandbox, 'Canaries')

  const first = await sync(server, connectionId, today)
  expect(first.run).toMatchObject({ state: 'SUCCEEDED_WITH_ERRORS', quarantined: 1 })
  // Another day: rollover of stored documents, snapshots merged into them, versions written.
  sandbox.advance(30)
  const second = await sync(server, connectionId, sandbox.today())
  expect(second.run.remapped + second.run.changed).toBeGreaterThan(0)
  // A run that fails on the token: its failure is stored, logged and sent.
  sandbox.faults.unauthorizedAfter = 1
  const failed = await eventsOf(server, await startSync(server, connectionId, sandbox.today(), 'FULL'))
  sandbox.faults.unauthorizedAfter = null
  const answers = await askEverything(server, connectionId, ids)
  accepted(
    (
      await server.ask(replaceMutation, {
        input: { connectionId, credentials: { token, instanceId: tenantId } },
      })
    ).replaceCredentials,
  )
  // They were there to be seen: masked, or as what is wrong with them.
  for (const name of ['base', 'j1', 'j2', 'suspicious'] as const) {
    expect(answers).toContain(`"***-**-${people[name].ssn.slice(5)}"`)
    expect(answers).toContain(`"${people[name].born.slice(0, 4)}-**-**"`)
  }
  expect(answers).toMatch(/"ruleId":"SSN-/)

  const path = (await server.ask('query ($id: ID!) { connection(id: $id) { testExtractUrl } }', { id: connectionId }))
    .connection.testExtractUrl
  const extract = await (
    await fetch(new URL(path, process.url), { headers: { authorization: `Bearer ${key}` } })
  ).text()
  const consumers = consumersOf(readExtract(extract))
  for (const segment of ['base', 'j1', 'j2'] as const) expect(consumers).toContainEqual({ segment, ...people[segment] })
  expect(extract).not.toContain(people.quarantined.ssn)

  await process.kill('SIGTERM')
  const log = process.stdout() + process.stderr()
  expect(log).toContain('"level":"error"')
  expect(found(answers), 'answers').toEqual([])
  expect(found(JSON.stringify([first, second, failed])), 'events').toEqual([])
  expect(found(log), 'log').toEqual([])
  // No secret: the check of a connection names it. Still nothing for a log.
  expect(log).not.toContain(tenantId)
  const files = await filesBelow(dataDir)
  expect(files.some((file) => file.includes('pg_wal'))).toBe(true)
  for (const file of files) expect(found(await readFile(file)), file.slice(dataDir.length)).toEqual([])
  const tables = await dump(dataDir)
  expect([...tables.keys()]).toEqual(expect.arrayContaining(['public.metro2_records', 'pgboss.job']))
  expect(tables.get('public.consumer_index')).not.toBe('')
  for (const [table, content] of tables) expect(found(content), table).toEqual([])
  // The admin key stands in the log once, where it was shown, and nowhere in the folder.
  const secret = key.slice(-43)
  for (const file of files) expect((await readFile(file)).includes(secret), file.slice(dataDir.length)).toBe(false)
})

test('what is looked for would be found', () => {
  for (const person of Object.values(people)) {
    for (const form of formsOf(person)) {
      expect(found(`x ${form} y`)).toContain(form)
      for (const before of ['', 'a', 'ab']) {
        const coded = Buffer.from(`{"${before}${form}":1}`)
        expect(found(coded.toString('base64')).length, form).toBeGreaterThan(0)
        expect(found(coded.toString('hex')).length, form).toBeGreaterThan(0)
      }
    }
  }
})
