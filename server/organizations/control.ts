/**
 * How the command-line tools reach the server that owns the data folder: a listener on 127.0.0.1 whose address and
 * secret stand in a file of that folder. Who can read the folder (mode 0700) holds the master key anyway.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { z } from 'zod'
import type { Log } from '../log.ts'
import { refuse } from '../outcome.ts'
import { type Commander, type Commands, commands } from './commands.ts'

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
  app: Commander & { log: Log },
  folder: { path: string },
): Promise<{ close(): Promise<void> }> {
  const secret = randomBytes(32).toString('hex')
  const server = createServer((request, response) => {
    answer(app, folder, secret, request, response).catch((error: unknown) => {
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

type Name = keyof Commands

/** Asks the owner of the folder to do something. */
export async function askControl<N extends Name>(
  path: string,
  name: N,
  input: Parameters<Commands[N]>[2],
): Promise<Awaited<ReturnType<Commands[N]>>> {
  const { url, secret } = readControlFile(path)
  const request = {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify(input),
  }
  const response = await fetch(`${url}/${name}`, request).catch((error: unknown) => {
    throw new ControlError(`The server that owns ${path} does not answer. Try again when it is up.`, { cause: error })
  })
  return (await response.json()) as Awaited<ReturnType<Commands[N]>>
}

function readControlFile(path: string): ControlFile {
  try {
    return JSON.parse(readFileSync(join(path, fileName), 'utf8')) as ControlFile
  } catch (error) {
    const message = `Another process owns ${path} and is not ready to be asked. Wait until the server is up, or stop it, and try again.`
    throw new ControlError(message, { cause: error })
  }
}

/** What may be sent with each command. */
const inputs: { [N in Name]: z.ZodType<Parameters<Commands[N]>[2]> } = {
  createOrganization: z.strictObject({ name: z.string() }),
  createAdminKey: z.strictObject({ id: z.string() }),
  listOrganizations: z.strictObject({}),
  deleteOrganization: z.strictObject({ id: z.string(), confirmName: z.string() }),
  rotateMasterKey: z.strictObject({ masterKey: z.string().nullable() }),
}

const isName = (name: string): name is Name => Object.hasOwn(inputs, name)

async function answer(
  app: Commander,
  folder: { path: string },
  secret: string,
  request: IncomingMessage,
  response: ServerResponse,
) {
  if (!isSecret(request.headers.authorization, secret)) {
    return reply(response, 401, refuse('UNAUTHENTICATED', [], 'The secret is not the one of this process.'))
  }
  const name = request.url?.slice(1) ?? ''
  if (request.method !== 'POST' || !isName(name)) {
    return reply(response, 404, refuse('NOT_FOUND', [], 'There is no such command.'))
  }
  const input = inputs[name].safeParse(parsed(await readBody(request)))
  if (!input.success) return reply(response, 400, refuse('INVALID_INPUT', [], z.prettifyError(input.error)))
  const outcome = await commands[name](app, folder, input.data as never)
  reply(response, outcome.ok ? 200 : 422, outcome)
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

function parsed(body: string | null): unknown {
  try {
    return JSON.parse(body ?? '')
  } catch {
    return null
  }
}

function reply(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
