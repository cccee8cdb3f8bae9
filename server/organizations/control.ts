/**
 * How the command-line tool reaches the server that owns the data folder: a listener on 127.0.0.1 whose address and
 * secret stand in a file of that folder. Who can read the folder (mode 0700) holds the master key anyway.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Log } from '../log.ts'
import { refuse } from '../outcome.ts'
import { createOrganization, type MadeOrganization, type OrganizationMaker } from './service.ts'

/** Thrown by the tool's side: what is wrong and what to do. */
export class ControlError extends Error {
  override name = 'ControlError'
}

const fileName = 'control.json'
const maxBodyBytes = 4_096

interface ControlFile {
  url: string
  secret: string
}

/** Listens until closed. `folder` is the data folder this process owns. */
export async function startControl(
  app: OrganizationMaker & { log: Log },
  folder: { path: string },
): Promise<{ close(): Promise<void> }> {
  const secret = randomBytes(32).toString('hex')
  const server = createServer((request, response) => {
    answer(app, secret, request, response).catch((error: unknown) => {
      app.log.error({ err: error }, 'the command-line tool could not be answered')
      reply(response, 500, refuse('INTERNAL', [], 'The server could not do it; its log says why.'))
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const file = join(folder.path, fileName)
  const { port } = server.address() as AddressInfo
  const content: ControlFile = { url: `http://127.0.0.1:${port}`, secret }
  // Of a process that was killed; one that has the folder's lock may take its place.
  rmSync(file, { force: true })
  writeFileSync(file, JSON.stringify(content), { mode: 0o600, flag: 'wx' })
  return {
    close() {
      rmSync(file, { force: true })
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** Asks the owner of the folder to make an organization. */
export async function askControl(path: string, name: string): Promise<MadeOrganization> {
  const { url, secret } = readControlFile(path)
  const request = {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  }
  const response = await fetch(`${url}/organizations`, request).catch((error: unknown) => {
    throw new ControlError(`The server that owns ${path} does not answer. Try again when it is up.`, { cause: error })
  })
  return (await response.json()) as MadeOrganization
}

function readControlFile(path: string): ControlFile {
  try {
    return JSON.parse(readFileSync(join(path, fileName), 'utf8')) as ControlFile
  } catch (error) {
    const message = `Another process owns ${path} and is not ready to be asked. Wait until the server is up, or stop it, and try again.`
    throw new ControlError(message, { cause: error })
  }
}

async function answer(app: OrganizationMaker, secret: string, request: IncomingMessage, response: ServerResponse) {
  if (!isSecret(request.headers.authorization, secret)) {
    return reply(response, 401, refuse('UNAUTHENTICATED', [], 'The secret is not the one of this process.'))
  }
  if (request.method !== 'POST' || request.url !== '/organizations') {
    return reply(response, 404, refuse('NOT_FOUND', [], 'There is no such operation.'))
  }
  const name = nameIn(await readBody(request))
  if (name === null) return reply(response, 400, refuse('INVALID_INPUT', [], 'Send {"name": "…"} as JSON.'))
  const made = await createOrganization(app, name)
  reply(response, made.ok ? 200 : 422, made)
}

function isSecret(authorization: string | undefined, secret: string): boolean {
  const presented = Buffer.from(authorization ?? '')
  const expected = Buffer.from(`Bearer ${secret}`)
  return presented.length === expected.length && timingSafeEqual(presented, expected)
}

/** Null when it is too long. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBodyBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function nameIn(body: string | null): string | null {
  try {
    const { name } = JSON.parse(body ?? '') as { name?: unknown }
    return typeof name === 'string' ? name : null
  } catch {
    return null
  }
}

function reply(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
