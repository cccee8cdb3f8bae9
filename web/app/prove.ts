/** Asks the server whether it takes a key or token, before anything is kept. */

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
    await answer.arrayBuffer()
    if (answer.ok) return 'GOOD'
    if (answer.status === 401) return 'REFUSED'
    return { problem: `The server answered ${answer.status}. Try again in a moment.` }
  } catch {
    return { problem: 'The server cannot be reached. Check your connection and try again.' }
  }
}
