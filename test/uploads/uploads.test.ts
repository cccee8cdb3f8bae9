/** Uploads over HTTP, into the database and out again as a stream; and how they end. */
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect as connectSocket } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createHttpServer } from '../../server/http/server.ts'
import { chunkBytes, inChunks } from '../../server/uploads/chunks.ts'
import { readUpload, UploadGone } from '../../server/uploads/read.ts'
import { pruneUploads } from '../../server/uploads/remove.ts'
import { dumpDatabase } from '../services/app.ts'
import { ask, get, startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ env: { UPLOAD_MAX_MEGABYTES: '4' } })
})
afterAll(() => server.close())

const dayMs = 86_400_000
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

interface Sent {
  status: number
  body: {
    id: string
    bytes: number
    sha256: string
    expiresAt: string
    errors: { message: string; extensions: object }[]
  }
}

async function send(body: BodyInit, query = 'purpose=BASELINE&name=last.txt', init: RequestInit = {}): Promise<Sent> {
  const headers = { authorization: `Bearer ${server.lender.keys.OPERATOR}`, ...init.headers }
  const response = await fetch(`${server.url}/uploads?${query}`, { method: 'POST', body, ...init, headers })
  return { status: response.status, body: (await response.json()) as Sent['body'] }
}

const rowId = (globalId: string) => Buffer.from(globalId, 'base64url').toString().split(':')[1]!

async function collect(uploadId: string, organizationId = server.lender.id): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of readUpload(server.app, organizationId, uploadId)) parts.push(part)
  return Buffer.concat(parts)
}

const list = '{ uploads { edges { node { id name purpose state bytes sha256 } } } }'
const countUploads = () => server.app.database.tenant(server.lender.id).upload.count()

test.each([1, chunkBytes - 1, chunkBytes, chunkBytes + 1, 3 * chunkBytes])(
  'a file of %i bytes comes back as it was',
  async (size) => {
    const bytes = randomBytes(size)
    const { status, body } = await send(bytes)
    expect(status).toBe(201)
    expect(body).toMatchObject({ bytes: size, sha256: sha256(bytes), purpose: 'BASELINE', name: 'last.txt' })
    expect((await collect(rowId(body.id))).equals(bytes)).toBe(true)
    const { uploads } = await get(server.url, server.lender.keys.VIEWER, list)
    const shown = { id: body.id, name: 'last.txt', purpose: 'BASELINE', state: 'READY' }
    expect(uploads.edges[0].node).toEqual({ ...shown, bytes: String(size), sha256: sha256(bytes) })
  },
)

test('pieces of any size become the same chunks', async () => {
  const bytes = randomBytes(2 * chunkBytes + 5)
  async function* pieces(size: number) {
    for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
  }
  for (const size of [700_001, chunkBytes, bytes.length]) {
    const lengths: number[] = []
    const seen: Buffer[] = []
    for await (const chunk of inChunks(pieces(size))) {
      lengths.push(chunk.length)
      seen.push(chunk)
    }
    expect(lengths).toEqual([chunkBytes, chunkBytes, 5])
    expect(Buffer.concat(seen).equals(bytes)).toBe(true)
  }
})

test('nothing of it stands in the database in the clear', async () => {
  const { status } = await send('canary-666-12-0001 '.repeat(1000))
  expect(status).toBe(201)
  expect(await dumpDatabase(server.app.database)).not.toContain('canary-666')
})

test('chunks that changed places, or are missing, do not pass for the file', async () => {
  const { body } = await send(randomBytes(2 * chunkBytes))
  const uploadId = rowId(body.id)
  const db = server.app.database.tenant(server.lender.id)
  const [first, second] = await db.uploadChunk.findMany({ where: { uploadId }, orderBy: { index: 'asc' } })
  await db.uploadChunk.updateMany({ where: { uploadId, index: 0 }, data: { sealed: second!.sealed } })
  await expect(collect(uploadId)).rejects.toMatchObject({ code: 'DAMAGED' })
  await db.uploadChunk.updateMany({ where: { uploadId, index: 0 }, data: { sealed: first!.sealed } })
  await db.uploadChunk.deleteMany({ where: { uploadId, index: 1 } })
  await expect(collect(uploadId)).rejects.toThrow(UploadGone)
})

test('another organization reads nothing of it', async () => {
  const { body } = await send('abc')
  await expect(collect(rowId(body.id), server.other.id)).rejects.toThrow(UploadGone)
})

test.each([
  ['a role below OPERATOR', 403, 'FORBIDDEN', 'purpose=BASELINE&name=a', () => ({ role: 'ANALYST' as const })],
  ['no key', 401, 'UNAUTHENTICATED', 'purpose=BASELINE&name=a', () => ({ authorization: '' })],
  ['no purpose', 400, 'BAD_USER_INPUT', 'name=a', () => ({})],
  ['an unknown purpose', 400, 'BAD_USER_INPUT', 'purpose=LETTER&name=a', () => ({})],
  ['no name', 400, 'BAD_USER_INPUT', 'purpose=BASELINE', () => ({})],
  ['a name of control characters', 400, 'BAD_USER_INPUT', 'purpose=BASELINE&name=a%0Ab', () => ({})],
  [
    'a form',
    415,
    'BAD_USER_INPUT',
    'purpose=BASELINE&name=a',
    () => ({ 'content-type': 'multipart/form-data; boundary=x' }),
  ],
  ['a compressed body', 415, 'BAD_USER_INPUT', 'purpose=BASELINE&name=a', () => ({ 'content-encoding': 'gzip' })],
])('%s is refused', async (_what, status, code, query, make) => {
  const before = await countUploads()
  const { role, ...headers } = { role: undefined, ...make() } as { role?: 'ANALYST' }
  const key = role && { authorization: `Bearer ${server.lender.keys[role]}` }
  const sent = await send('abc', query, { headers: { ...headers, ...key } as Record<string, string> })
  expect([sent.status, sent.body.errors[0]!.extensions]).toEqual([status, expect.objectContaining({ code })])
  expect(await countUploads()).toBe(before)
})

test('an empty body is refused', async () => {
  expect(await send('')).toMatchObject({
    status: 400,
    body: { errors: [{ message: expect.stringContaining('empty') }] },
  })
})

test('what is too large is refused, announced or not, and nothing of it is kept', async () => {
  const before = await countUploads()
  const announced = await send(randomBytes(4_000_001))
  expect(announced).toMatchObject({ status: 413, body: { errors: [{ extensions: { limit: 4_000_000 } }] } })
  const stream = new ReadableStream({
    start(controller) {
      for (let i = 0; i < 5; i++) controller.enqueue(randomBytes(1_000_000))
      controller.close()
    },
  })
  const streamed = await send(stream, undefined, { duplex: 'half' } as RequestInit)
  expect(streamed.status).toBe(413)
  expect(await countUploads()).toBe(before)
  expect((await send(randomBytes(4_000_000))).status).toBe(201)
})

test('a sender who goes away leaves nothing', async () => {
  const before = await countUploads()
  const socket = connectSocket(Number(new URL(server.url).port), '127.0.0.1')
  await once(socket, 'connect')
  const head = [
    'POST /uploads?purpose=BASELINE&name=cut.txt HTTP/1.1',
    'Host: localhost',
    `Authorization: Bearer ${server.lender.keys.OPERATOR}`,
    'Content-Length: 3000000',
  ].join('\r\n')
  socket.write(`${head}\r\n\r\n`)
  socket.write(randomBytes(1_500_000))
  await vi.waitFor(async () => expect(await countUploads()).toBe(before + 1))
  socket.destroy()
  await vi.waitFor(async () => expect(await countUploads()).toBe(before))
})

test('a body that does not come to its end is ended after its time; a file takes as long as it takes', async () => {
  const http = createHttpServer(server.app, 300)
  http.server.listen(0, '127.0.0.1')
  await once(http.server, 'listening')
  const { port } = http.server.address() as AddressInfo
  const begin = async (path: string) => {
    const socket = connectSocket(port, '127.0.0.1')
    await once(socket, 'connect')
    const key = `Authorization: Bearer ${server.lender.keys.OPERATOR}`
    socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\n${key}\r\nContent-Length: 6\r\n\r\nabc`)
    return socket
  }
  const upload = await begin('/uploads?purpose=BASELINE&name=slow.txt')
  const query = await begin('/graphql')
  const said: Buffer[] = []
  query.on('data', (part: Buffer) => said.push(part))
  await once(query, 'close')
  expect(Buffer.concat(said).toString()).toMatch(/^HTTP\/1\.1 408 [\s\S]*in time/)
  upload.write('def')
  const [answer] = (await once(upload, 'data')) as [Buffer]
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 201 /)
  upload.destroy()
  await http.close()
})

test('deleteUpload deletes it with its bytes, once', async () => {
  const { body } = await send('abc')
  const mutation =
    'mutation ($id: ID!) { deleteUpload(input: { uploadId: $id }) { deletedUploadId userErrors { code path } } }'
  const foreign = await get(server.url, server.other.keys.ADMIN, mutation, { id: body.id })
  expect(foreign.deleteUpload.userErrors).toEqual([{ code: 'NOT_FOUND', path: ['input', 'uploadId'] }])
  const refused = await ask(server.url, server.lender.keys.ANALYST, mutation, { id: body.id })
  expect(refused.errors?.[0]?.extensions?.code).toBe('FORBIDDEN')
  const gone = await get(server.url, server.lender.keys.OPERATOR, mutation, { id: body.id })
  expect(gone.deleteUpload).toEqual({ deletedUploadId: body.id, userErrors: [] })
  await expect(collect(rowId(body.id))).rejects.toThrow(UploadGone)
  expect(
    await server.app.database.tenant(server.lender.id).uploadChunk.count({ where: { uploadId: rowId(body.id) } }),
  ).toBe(0)
  const again = await get(server.url, server.lender.keys.OPERATOR, mutation, { id: body.id })
  expect(again.deleteUpload.userErrors).toMatchObject([{ code: 'NOT_FOUND' }])
})

test('they are kept for as long as the configuration says, and pruned after it', async () => {
  const { body } = await send('abc')
  expect(Date.parse(body.expiresAt)).toBe(server.app.now() + 30 * dayMs)
  await pruneUploads(server.app)
  expect((await collect(rowId(body.id))).toString()).toBe('abc')
  server.app.clock.now += 30 * dayMs + 1
  expect(await pruneUploads(server.app)).toBeGreaterThan(0)
  await expect(collect(rowId(body.id))).rejects.toThrow(UploadGone)
  expect(await countUploads()).toBe(0)
})
