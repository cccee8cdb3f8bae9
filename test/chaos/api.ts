/** Asking whichever API process answers. A request whose answer was lost is sent again with the same idempotency key. */
import { setTimeout as sleep } from 'node:timers/promises'

export class Refused extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(`${code}: ${message}`)
    this.code = code
  }
}

interface Payload {
  userErrors?: { code: string; message: string }[]
}

// biome-ignore lint/suspicious/noExplicitAny: the answers of many different queries
type Data = any

/** @throws TypeError where nobody answers, Error where the API says errors */
export async function ask(url: string, key: string, query: string, variables: object = {}): Promise<Data> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(30_000),
  })
  const text = await response.text()
  if (response.status === 503) throw new TypeError('the server is stopping')
  const { data, errors } = JSON.parse(text) as { data?: Data; errors?: unknown }
  if (errors || response.status !== 200) throw new Error(`answered ${response.status}: ${text.slice(0, 500)}`)
  for (const payload of Object.values(data) as (Payload | null)[]) {
    const refusal = payload?.userErrors?.[0]
    if (refusal) throw new Refused(refusal.code, refusal.message)
  }
  return data
}

/** As `ask`, of any process that `urls` names, until one has answered. */
export async function askAny(
  urls: () => string[],
  key: string,
  query: string,
  variables: object = {},
  seconds = 60,
): Promise<Data> {
  const until = Date.now() + seconds * 1000
  for (let turn = 0; ; turn++) {
    const known = urls()
    const url = known[turn % Math.max(1, known.length)]
    try {
      if (url) return await ask(url, key, query, variables)
    } catch (error) {
      // fetch says TypeError for a connection that was refused or lost, and SyntaxError comes of half an answer.
      const lost =
        error instanceof TypeError || error instanceof SyntaxError || (error as Error).name === 'TimeoutError'
      if (!lost) throw error
    }
    if (Date.now() > until) throw new Error(`no API process answered within ${seconds} s`)
    await sleep(100)
  }
}

export const startSyncMutation = `mutation ($input: StartSyncInput!) {
  startSync(input: $input) { run { id } userErrors { code message } } }`

export const cancelSyncMutation = `mutation ($input: CancelSyncInput!) {
  cancelSync(input: $input) { userErrors { code message } } }`

export const impactMutation = `mutation ($input: StartMappingImpactInput!) {
  startMappingImpact(input: $input) { operation { id } userErrors { code message } } }`

export const furnisherMutation = `mutation ($input: CreateFurnisherInput!) {
  createFurnisher(input: $input) { furnisher { id } userErrors { code message } } }`

export const connectionMutation = `mutation ($input: CreateConnectionInput!) {
  createConnection(input: $input) { connection { id preset { id } } userErrors { code message } } }`

/** The row's id in a global id. */
export const rowIdOf = (globalId: string) => Buffer.from(globalId, 'base64url').toString('utf8').split(':')[1]!
