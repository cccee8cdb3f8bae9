/** Documents as LoanPro takes them: an entry, an address that lives for minutes, and bytes that come without a token. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Client, headersOf, type Json, tenant } from './client.ts'

let client: Client
beforeEach(async () => {
  client = await tenant({ loans: 2, documentBytes: 4_000 })
})
afterEach(() => {
  vi.useRealTimers()
})

const begin = (body: object) =>
  client.request('odata.svc/Loans(10001)/document/upload', { method: 'POST', body: JSON.stringify(body) })
const begun = async (body: object = { sectionId: 12, fileName: 'answer.txt' }): Promise<Json> => {
  const response = await begin(body)
  expect(response.status).toBe(200)
  return ((await response.json()) as { d: Json }).d
}
const put = (url: string, init: RequestInit = {}) => fetch(url, { method: 'PUT', body: 'seven b', ...init })
const listed = async (): Promise<Json[]> => {
  const { results } = await client.get('odata.svc/Loans(10001)/Documents?$expand=FileAttachment&nopaging')
  return results.filter(({ fileName }: Json) => fileName === 'answer.txt')
}

describe('a document', () => {
  it('is begun, listed without a size, and has one once its bytes have come', async () => {
    const answer = await begun()
    expect(answer).toMatchObject({ id: expect.any(String), customFileName: 'answer.txt', mime: 'text/plain' })
    expect(answer.fileName).toMatch(/^answer_\d+\.txt$/)
    expect(await listed()).toMatchObject([{ size: null, archived: 0, FileAttachment: { fileSize: 0 } }])
    expect((await put(answer.uploadUrl)).status).toBe(200)
    expect(await listed()).toMatchObject([
      { size: 7, sectionId: 12, FileAttachment: { fileSize: 7, fileOriginalName: 'answer.txt' } },
    ])
    expect(client.sandbox.documents(10_001)).toMatchObject([{ text: 'seven b', archived: false }])
  })

  it('is made a second time when its POST is repeated', async () => {
    await begun()
    await begun()
    expect(await listed()).toHaveLength(2)
  })

  it('believes what it is told of a size, bytes or none', async () => {
    await begun({ sectionId: 12, fileName: 'answer.txt', size: 160_000 })
    expect(await listed()).toMatchObject([{ size: 160_000 }])
  })

  it.each([
    ['another section', { sectionId: 99, fileName: 'answer.txt' }],
    ['no section', { fileName: 'answer.txt' }],
    ['no name', { sectionId: 12 }],
    ['a name that is a path', { sectionId: 12, fileName: '../answer.txt' }],
  ])('is refused with %s', async (_, body) => {
    expect((await begin(body)).status).toBe(409)
    expect(await listed()).toEqual([])
  })

  it('is archived by hand', async () => {
    const { id } = await begun()
    client.sandbox.edit(10_001, { kind: 'ARCHIVE_DOCUMENT', documentId: Number(id) })
    expect(await listed()).toMatchObject([{ archived: 1 }])
  })
})

describe('its address', () => {
  it('takes bytes once, by PUT, with its signature and without a token', async () => {
    const { uploadUrl } = await begun()
    const unsigned = uploadUrl.replace(/Signature=.*/, 'Signature=guessed')
    expect((await put(unsigned)).status).toBe(403)
    expect((await put(uploadUrl, { headers: headersOf(client.sandbox) })).status).toBe(403)
    expect((await put(uploadUrl, { method: 'POST' })).status).toBe(405)
    expect((await put(uploadUrl)).status).toBe(200)
    expect((await put(uploadUrl, { body: 'other' })).status).toBe(403)
    expect(client.sandbox.documents(10_001)).toMatchObject([{ text: 'seven b' }])
    expect(client.sandbox.uploads.map(({ status }) => status)).toEqual([403, 403, 405, 200, 403])
  })

  it('lives for ten minutes', async () => {
    const { uploadUrl } = await begun()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 601_000 })
    expect((await put(uploadUrl)).status).toBe(403)
  })

  it('leads elsewhere when the tenant says so', async () => {
    client.sandbox.faults.uploadOrigin = 'https://files.example.com'
    expect((await begun()).uploadUrl).toMatch(/^https:\/\/files\.example\.com\/uploads\//)
  })
})
