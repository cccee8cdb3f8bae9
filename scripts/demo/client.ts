/** A small typed client: queries and mutations over HTTP, subscriptions over WebSocket. What any front end would do. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { print } from 'graphql'
import { createClient } from 'graphql-ws'
import { WebSocket } from 'ws'

export interface ApiClient {
  /** @throws Error with the messages of the answer's errors */
  request<Result, Variables>(document: TypedDocumentNode<Result, Variables>, variables: Variables): Promise<Result>
  subscribe<Result, Variables>(
    document: TypedDocumentNode<Result, Variables>,
    variables: Variables,
  ): AsyncIterable<Result>
  download(path: string): Promise<string>
  close(): Promise<void>
}

export function createApiClient(url: string, key: string): ApiClient {
  const headers = { authorization: `Bearer ${key}` }
  const sockets = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: headers.authorization },
  })
  return {
    async request(document, variables) {
      const answer = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ query: print(document), variables }),
      })
      const { data, errors } = (await answer.json()) as { data?: never; errors?: { message: string }[] }
      if (errors || !data) throw new Error(errors?.map((error) => error.message).join('\n') ?? `HTTP ${answer.status}`)
      return data
    },
    async *subscribe(document, variables) {
      const results = sockets.iterate<never>({
        query: print(document),
        variables: variables as Record<string, unknown>,
      })
      for await (const { data, errors } of results) {
        if (errors) throw new Error(errors.map((error) => error.message).join('\n'))
        if (data) yield data
      }
    },
    async download(path) {
      const answer = await fetch(new URL(path, url), { headers })
      if (!answer.ok) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`)
      return answer.text()
    },
    close: async () => sockets.dispose(),
  }
}

interface UserError {
  message: string
  path: string[]
}

/** The payload, or an Error that says what the server refused. */
export function accepted<Payload extends { userErrors: UserError[] }>(payload: Payload): Payload {
  if (payload.userErrors.length === 0) return payload
  throw new Error(payload.userErrors.map((error) => `${error.path.join('.')}: ${error.message}`).join('\n'))
}
