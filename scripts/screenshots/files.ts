/** What came as files: the last one that the system before this one sent, and a connection that reads flat files. */
import { startProcess } from '../demo/processes.ts'
import type { Ask } from './ask.ts'

export interface Server {
  url: string
  dataDir: string
}

/** Another lender on the same server. Answers its admin key. */
export function newOrganization({ dataDir }: Server, name: string): Promise<string> {
  const read = (line: string) => /m2k_\S+/.exec(line)?.[0] ?? null
  return startProcess('command', ['scripts/org.ts', 'create', name], { DATA_DIR: dataDir, DATABASE_URL: '' }, read)
}

/** @throws Error when the server did not take it or has none */
async function answered(url: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(url, init)
  if (!answer.ok) throw new Error(`${new URL(url).pathname} answered ${answer.status}: ${await answer.text()}`)
  return answer
}

const as = (key: string) => ({ authorization: `Bearer ${key}` })

/** The newest file of a lender. */
export async function lastFile(ask: Ask, url: string, key: string): Promise<string> {
  const { metro2Files } = await ask.query('{ metro2Files(first: 1) { edges { node { downloadPath } } } }', {})
  const answer = await answered(`${url}${metro2Files.edges[0].node.downloadPath}`, { headers: as(key) })
  return answer.text()
}

/** Answers the id of the upload. */
export async function upload(url: string, key: string, purpose: string, name: string, body: string): Promise<string> {
  const to = `${url}/uploads?${new URLSearchParams({ purpose, name })}`
  const answer = await answered(to, { method: 'POST', headers: as(key), body })
  return ((await answer.json()) as { id: string }).id
}

const columns = [
  ...['displayId', 'reportingType', 'creditBureau', 'contractDate', 'loanAmount', 'payment', 'loanTerm'],
  ...['paymentFrequency', 'creditStatus', 'payoff', 'principalBalance', 'amountPastDue', 'daysPastDue'],
  ...['firstName', 'lastName', 'ssn', 'birthDate', 'ECOACode', 'address1', 'city', 'state', 'zipcode', 'country'],
]

const loan = (number: number) => [
  ...[`B-${number}`, 'I', '01', '01/15/2025', '12000.00', '350.00', '36'],
  ...['monthly', '0', '9100.10', '9000.00', '0.00', '0'],
  ...['Ana', 'Reyes', `666-12-${String(number).padStart(4, '0')}`, '02/28/1980', '1', '1 Main St', 'Provo', 'UT'],
  ...['84601', 'usa'],
]

/** A connection that has read nothing yet. */
export async function newFileConnection(ask: Ask, url: string, key: string, furnisherId: string): Promise<void> {
  const text = [columns, loan(1), loan(2), loan(3)].map((cells) => `${cells.join(',')}\n`).join('')
  const uploadId = await upload(url, key, 'CSV_SOURCE', 'branch.csv', text)
  const settings = { environment: 'SANDBOX' }
  const { inspectUpload } = await ask.query(
    'query ($input: InspectUploadInput!) { inspectUpload(input: $input) { inspection { settings presetText } } }',
    { input: { pluginId: 'csv', uploads: [{ uploadId }], settings } },
  )
  const input = { pluginId: 'csv', name: 'Branch files', furnisherId, credentials: {}, ...inspectUpload.inspection }
  await ask('createConnection', 'CreateConnectionInput', 'connection { id }', input)
}
