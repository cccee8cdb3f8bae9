/** Asks the server whether it takes a key or token, before anything is kept. */
import { formatInstant } from '../lib/format.ts'

const proveQuery = '{ viewer { role } }'

export type Proof = 'GOOD' | 'REFUSED' | { problem: string }

export async function prove(bearer: string): Promise<Proof> {
  try {
    const answer = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}` },
      credentials: 'omit',
      body: JSON.stringify({ query: proveQuery }),
    })
    // An answer that nobody reads keeps its connection.
    const text = await answer.text()
    if (answer.ok) return 'GOOD'
    if (answer.status === 401) return refused(text)
    return { problem: `The server answered ${answer.status}. Try again in a moment.` }
  } catch {
    return { problem: 'The server cannot be reached. Check your connection and try again.' }
  }
}

/** The server tells whoever holds a whole key that it has expired. */
function refused(text: string): Proof {
  const expiredAt = expiryIn(text)
  if (expiredAt === null) return 'REFUSED'
  return { problem: `This key expired on ${formatInstant(expiredAt)}. Get another one from an administrator.` }
}

function expiryIn(text: string): string | null {
  try {
    const { errors } = JSON.parse(text) as { errors?: { extensions?: { expiredAt?: string } }[] }
    return errors?.[0]?.extensions?.expiredAt ?? null
  } catch {
    // A proxy's own page.
    return null
  }
}
