/** A real server on 127.0.0.1 over an embedded database, with two organizations, and clients to ask it. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type Client, createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { Role } from '../../prisma/generated/client/enums.ts'
import { newApiKey } from '../../server/auth/keys.ts'
import { readConfig } from '../../server/config.ts'
import { createHttpServer, type HttpServer } from '../../server/http/server.ts'
import { newAdmin, type TestApp, type TestAppOptions, testApp } from '../services/app.ts'

export interface TestOrganization {
  id: string
  /** A key of each role. */
  keys: Record<Role, string>
  keyIds: Record<Role, string>
}

export interface TestServer {
  app: TestApp
  url: string
  lender: TestOrganization
  other: TestOrganization
  /** Another HTTP server over the same parts, configured differently. */
  serve(env: Record<string, string>): Promise<string>
  /** Closes the server that `serve` started last. */
  stopLast(): Promise<void>
  close(): Promise<void>
}

export async function startTestServer(options: TestAppOptions = {}): Promise<TestServer> {
  const app = await testApp(options)
  const servers: HttpServer[] = []
  const serve = async (env: Record<string, string>) => {
    const config = readConfig({ ALLOW_PRIVATE_SOURCES: 'true', ...options.env, ...env })
    const http = createHttpServer({ ...app, config })
    servers.push(http)
    http.server.listen(0, '127.0.0.1')
    await once(http.server, 'listening')
    return `http://127.0.0.1:${(http.server.address() as AddressInfo).port}`
  }
  return {
    app,
    url: await serve({}),
    lender: await newTestOrganization(app, 'Lender'),
    other: await newTestOrganization(app, 'Other lender'),
    serve,
    async stopLast() {
      await servers.pop()?.close()
    },
    async close() {
      for (const http of servers) await http.close()
      await app.close()
    },
  }
}

export async function newTestOrganization(app: TestApp, name: string): Promise<TestOrganization> {
  const { organizationId } = await newAdmin(app, name)
  const keys = {} as Record<Role, string>
  const keyIds = {} as Record<Role, string>
  for (const role of Object.values(Role)) {
    const { key, id, hash, hint } = newApiKey()
    const createdAt = new Date(app.now())
    await app.database.tenant(organizationId).apiKey.create({
      data: { organizationId, id, name: role, role, secretHash: hash, hint, createdAt, createdBy: 'test' },
    })
    keys[role] = key
    keyIds[role] = id
  }
  return { id: organizationId, keys, keyIds }
}

export interface Answer {
  status: number
  headers: Headers
  // The shape is what the test's own query asks for.
  // biome-ignore lint/suspicious/noExplicitAny: the answers of many different queries
  data: any
  errors: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[] | undefined
  extensions: Record<string, unknown> | undefined
}

/** POSTs an operation. */
export async function ask(
  url: string,
  key: string | null,
  query: string,
  variables: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  })
  const body = (await response.json()) as Omit<Answer, 'status' | 'headers'>
  return { ...body, status: response.status, headers: response.headers }
}

/** As `ask`, for what must succeed: answers the data. */
export async function get(
  url: string,
  key: string,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Answer['data']> {
  const answer = await ask(url, key, query, variables)
  if (answer.errors || answer.status !== 200) {
    throw new Error(`answered ${answer.status}: ${JSON.stringify(answer.errors)}`)
  }
  return answer.data
}

/** A WebSocket client. `closed` settles with the code of the closing. */
export function connect(url: string, key: string | null): { client: Client; closed: Promise<number> } {
  const { promise, resolve } = Promise.withResolvers<number>()
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: key === null ? {} : { authorization: `Bearer ${key}` },
    retryAttempts: 0,
    lazy: true,
    on: { closed: (event) => resolve((event as { code: number }).code) },
  })
  return { client, closed: promise }
}
