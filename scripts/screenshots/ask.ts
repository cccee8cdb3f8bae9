/** Mutations by name, and waiting for what they started. */
import { setTimeout } from 'node:timers/promises'

// biome-ignore lint/suspicious/noExplicitAny: the payloads of many different mutations
export type Ask = ((mutation: string, type: string, fields: string, input: object) => Promise<any>) & {
  // biome-ignore lint/suspicious/noExplicitAny: the answers of many different queries
  query(text: string, variables: object): Promise<any>
}

/** @throws Error with what the server refused */
export function asker(url: string, key: string): Ask {
  const query = async (text: string, variables: object) => {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query: text, variables }),
    })
    const { data, errors } = await answer.json()
    if (errors) throw new Error(errors.map(({ message }: { message: string }) => message).join('\n'))
    return data
  }
  const ask = async (mutation: string, type: string, fields: string, input: object) => {
    const text = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${fields} userErrors { message } } }`
    const payload = (await query(text, { input }))[mutation]
    if (payload.userErrors.length > 0) throw new Error(`${mutation}: ${payload.userErrors[0].message}`)
    return payload
  }
  return Object.assign(ask, { query })
}

const pauseMs = 250

/** @throws Error when the run or operation ended in a failure */
export async function finished(ask: Ask, type: 'SyncRun' | 'Operation', id: string): Promise<void> {
  const text = `query ($id: ID!) { node(id: $id) { ... on ${type} { active state failure { message hint } } } }`
  for (;;) {
    const { node } = await ask.query(text, { id })
    if (!node.active && node.failure) throw new Error(`${node.failure.message} ${node.failure.hint}`)
    if (!node.active) return
    await setTimeout(pauseMs)
  }
}
