/** Asking the API where a hook is of no use, and what it refused or could not answer in words for people. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import type { Client, CombinedError } from 'urql'

interface Answered {
  error?: CombinedError | undefined
  userErrors?: readonly { message: string }[] | undefined
}

/** Why something was not done; null when it was. */
export function refusalOf({ error, userErrors }: Answered): string | null {
  if (userErrors?.length) return userErrors.map(({ message }) => message).join(' ')
  if (!error) return null
  // Without an answer nobody knows whether it was done.
  if (error.networkError && error.response === undefined) {
    return 'The server cannot be reached. Check your connection; what you have entered stays here.'
  }
  return error.graphQLErrors.map(({ message }) => message).join(' ') || 'The server could not answer.'
}

/** The same where something is known to have gone wrong, or nothing came. */
export const failureOf = (answered: Answered): string => refusalOf(answered) ?? 'The server could not answer.'

/** @throws Error with a message for people */
export async function ask<Result, Variables extends Record<string, unknown>>(
  client: Client,
  document: TypedDocumentNode<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const { data, error } = await client.query(document, variables as never).toPromise()
  if (data) return data as Result
  throw new Error(failureOf({ error }))
}
