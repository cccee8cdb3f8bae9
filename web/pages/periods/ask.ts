/** What the pages of the room share in asking the API. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import type { Client, CombinedError } from 'urql'

/** @throws Error with a message for people */
export async function ask<Result, Variables extends Record<string, unknown>>(
  client: Client,
  document: TypedDocumentNode<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const { data, error } = await client.query(document, variables as never).toPromise()
  if (data) return data as Result
  throw new Error(error?.networkError ? 'The server cannot be reached.' : (error?.message ?? 'No answer.'))
}

/** Why something was not done; null when it was. */
export function refusalOf(
  error: CombinedError | undefined,
  errors: readonly { message: string }[] | undefined,
): string | null {
  if (error) return error.networkError ? 'The server cannot be reached. Nothing was changed.' : error.message
  return errors?.length ? errors.map(({ message }) => message).join(' ') : null
}
