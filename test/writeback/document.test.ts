/** A document on a loan, against the tenant: done once at every point where it may be cut off, and believed only for what is seen. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type OutcomeText, type PlannedWrite, SourceFailure } from '../../plugins/contract.ts'
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import { type Sandbox, startSandbox } from '../../plugins/loanpro/sandbox/index.ts'
import { uploadOf } from '../../plugins/loanpro/writeBody.ts'
import { submitted, type TestContext, testContext } from '../support/pluginContext.ts'

const { plan, apply } = loanpro.writeback!
const loan = 10_001
const correlationId = 'm2-0123456789abcdef0123'
const outcome: OutcomeText = {
  ...{ kind: 'DISPUTE', month: '2026-05', line: 'EQUIFAX dispute of 2026-05 modified' },
  details: ['Reference EFX-1', 'Größe, “quoted”'],
}
const { after } = plan(
  '{"loan":{"id":10001},"archive":[]}',
  { target: 'document', place: '12' },
  outcome,
  null,
  correlationId,
)
const write: PlannedWrite = { key: String(loan), target: 'document', place: '12', before: null, after, correlationId }
const name = `metro2-dispute-2026-05-${correlationId}.txt`
const text = `Metro 2: EQUIFAX dispute of 2026-05 modified\nReference EFX-1\nGröße, “quoted”\nCorrelation id ${correlationId}\n`

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ loans: 2, documentBytes: 4_000, token: 'the-token-of-the-tenant' })
})
afterEach(() => sandbox.close())

const context = (): TestContext => {
  const form = submitted(
    loanpro,
    { environment: 'SANDBOX', baseUrl: sandbox.url },
    { token: sandbox.token, instanceId: sandbox.tenantId },
  )
  return testContext({ ...form, capabilities: {}, tries: 1 })
}
const documents = () => sandbox.documents(loan)
const alive = () => documents().filter(({ archived }) => !archived)
async function failureOf(promise: Promise<unknown>): Promise<SourceFailure> {
  const failure = await promise.then(
    () => new Error('it did not fail'),
    (cause: unknown) => cause,
  )
  if (!(failure instanceof SourceFailure)) throw failure
  expect(`${failure.message} ${failure.hint}`).not.toMatch(/Signature|\/uploads\/|the-token/)
  return failure
}

test('what is planned is the name of the file and its text', () => {
  expect(after).toBe(`${name}\n\n${text}`)
})

test('it is attached once: begun by one POST, its bytes sent without the token, found from then on', async () => {
  expect(await apply(context(), write)).toEqual({ state: 'WRITTEN', method: 'POST' })
  expect(documents()).toEqual([{ id: expect.any(Number), fileName: name, sectionId: 12, text, archived: false }])
  const posts = sandbox.requests.entries.filter(({ method }) => method !== 'GET')
  expect(posts).toEqual([{ method: 'POST', path: `odata.svc/Loans(${loan})/document/upload`, status: 200 }])
  const [upload, ...more] = sandbox.uploads
  expect(more).toEqual([])
  expect(upload).toMatchObject({ method: 'PUT', headers: { 'content-type': 'text/plain' }, status: 200 })
  expect(JSON.stringify(upload!.headers)).not.toMatch(/the-token|autopal|authorization/i)
  expect(await apply(context(), write)).toEqual({ state: 'WRITTEN', method: 'FOUND' })
  expect(documents()).toHaveLength(1)
})

describe('cut off', () => {
  class Killed extends Error {}

  /** A context whose process dies at a request: before it is sent, or after the tenant has done it. */
  function dying(at: number, when: 'before' | 'after') {
    const ctx = context()
    let requests = 0
    const step = async <T>(send: () => Promise<T>): Promise<T> => {
      const dies = ++requests === at
      if (dies && when === 'before') throw new Killed()
      const answer = await send()
      if (dies) throw new Killed()
      return answer
    }
    const dyingContext: TestContext = {
      ...ctx,
      fetch: (url, init) => step(() => ctx.fetch(url, init)),
      putFile: (url, bytes, type) => step(() => ctx.putFile(url, bytes, type)),
    }
    return { ctx: dyingContext, requests: () => requests }
  }

  test('at any point and tried again, it is whole or begun, and never there twice', async () => {
    const ends: string[] = []
    for (const when of ['before', 'after'] as const) {
      for (let at = 1; ; at++) {
        const { ctx, requests } = dying(at, when)
        const first = await apply(ctx, write).catch((cause: unknown) => cause)
        if (!(first instanceof Killed)) {
          expect(requests()).toBe(4)
          break
        }
        const again = await apply(context(), write).catch((cause: unknown) => cause)
        expect(alive()).toHaveLength(1)
        const whole = alive()[0]!.text === text
        expect(again).toMatchObject(whole ? { state: 'WRITTEN' } : { code: 'DOCUMENT_UNFINISHED' })
        ends.push(`${when} ${at}: ${whole ? (again as { method: string }).method : 'begun'}`)
        if (!whole) {
          // What a person does: the empty entry is put away. Then it is attached anew.
          sandbox.edit(loan, { kind: 'ARCHIVE_DOCUMENT', documentId: alive()[0]!.id })
          expect(await apply(context(), write)).toEqual({ state: 'WRITTEN', method: 'POST' })
          expect(alive()).toHaveLength(1)
        }
        await sandbox.close()
        sandbox = await startSandbox({ loans: 2, documentBytes: 4_000, token: 'the-token-of-the-tenant' })
      }
      await sandbox.close()
      sandbox = await startSandbox({ loans: 2, documentBytes: 4_000, token: 'the-token-of-the-tenant' })
    }
    // Look, POST, bytes, look: in the end either nothing was begun, or it is begun, or it is found.
    expect(ends).toEqual([
      ...['before 1: POST', 'before 2: POST', 'before 3: begun', 'before 4: FOUND'],
      ...['after 1: POST', 'after 2: begun', 'after 3: FOUND', 'after 4: FOUND'],
    ])
  })

  test('a begun entry is left as it is, however often it is asked, and nothing is sent', async () => {
    const { ctx } = dying(3, 'before')
    await expect(apply(ctx, write)).rejects.toThrow(Killed)
    sandbox.requests.reset()
    for (let time = 0; time < 3; time++) {
      const failure = await failureOf(apply(context(), write))
      expect(failure).toMatchObject({ kind: 'SYSTEM', code: 'DOCUMENT_UNFINISHED' })
      expect(failure.message).toContain(name)
      expect(failure.hint).toContain('archive it')
    }
    expect(sandbox.requests.entries.every(({ method }) => method === 'GET')).toBe(true)
    expect([documents().length, sandbox.uploads.length]).toEqual([1, 0])
  })
})

describe('the bytes', () => {
  test('that got no answer and have arrived are found', async () => {
    sandbox.faults.upload = { how: 'lost', times: 1 }
    expect(await apply(context(), write)).toEqual({ state: 'WRITTEN', method: 'POST' })
    expect(documents()).toMatchObject([{ text }])
  })

  test.each(['expired', 'redirect'] as const)(
    'that are refused (%s) end the whole work, with the name of what is begun',
    async (how) => {
      sandbox.faults.upload = { how }
      const failure = await failureOf(apply(context(), write))
      expect(failure.kind).toBe('CONFIGURATION')
      expect(failure.message).toContain(`${name} of loan ${loan} is begun`)
      expect(documents()).toMatchObject([{ text: null }])
    },
  )

  test.each(['server-error', 'reset'] as const)(
    'of which nobody knows (%s) are looked for by the next try, and not begun again',
    async (how) => {
      sandbox.faults.upload = { how }
      expect(await failureOf(apply(context(), write))).toMatchObject({ kind: 'SYSTEM', code: 'OUTCOME_UNKNOWN' })
      expect(await failureOf(apply(context(), write))).toMatchObject({ code: 'DOCUMENT_UNFINISHED' })
      expect(documents()).toHaveLength(1)
    },
  )

  test('of another number than planned are not believed', async () => {
    const ctx = context()
    const { putFile } = ctx
    ctx.putFile = (url, bytes, type) => putFile(url, bytes.subarray(1), type)
    expect(await failureOf(apply(ctx, write))).toMatchObject({ code: 'DOCUMENT_UNFINISHED' })
    expect(await failureOf(apply(context(), write))).toMatchObject({ code: 'DOCUMENT_UNFINISHED' })
    expect(documents()).toHaveLength(1)
  })

  test('no address for them is told, and what the answer said is not', async () => {
    const ctx = context()
    const { fetch } = ctx
    ctx.fetch = async (url, init) => {
      const answer = await fetch(url, init)
      return init?.method === 'POST' ? { ...answer, text: async () => '{"d":{"uploadUrl":{"Signature":1}}}' } : answer
    }
    expect(await failureOf(apply(ctx, write))).toMatchObject({ kind: 'CONFIGURATION', code: 'NO_UPLOAD_ADDRESS' })
  })
})

describe('the list of documents', () => {
  test('without sizes: what was taken just now counts, what is found later is not believed', async () => {
    sandbox.faults.documents = 'without-sizes'
    expect(await apply(context(), write)).toEqual({ state: 'WRITTEN', method: 'POST' })
    expect(await failureOf(apply(context(), write))).toMatchObject({ code: 'DOCUMENT_UNFINISHED' })
    expect(documents()).toHaveLength(1)
  })

  test('that does not show what was taken ends the whole work: what is not seen would be attached again', async () => {
    sandbox.faults.documents = 'unlisted'
    expect(await failureOf(apply(context(), write))).toMatchObject({
      kind: 'CONFIGURATION',
      code: 'DOCUMENT_NOT_LISTED',
    })
  })

  test('that is behind is looked at again', async () => {
    sandbox.faults.documents = 'unlisted'
    const ctx = context()
    const pauses: number[] = []
    ctx.pause = async (ms) => {
      pauses.push(ms)
      sandbox.faults.documents = 'listed'
    }
    expect(await apply(ctx, write)).toEqual({ state: 'WRITTEN', method: 'POST' })
    expect(pauses).toEqual([1_000])
  })

  test('that may not be read stops it before anything is begun', async () => {
    const ctx = context()
    const { fetch } = ctx
    ctx.fetch = (url, init) => fetch(url.replace('/Documents', '/NoSuchList'), init)
    expect(await failureOf(apply(ctx, write))).toMatchObject({ code: 'NOT_FOUND' })
    expect(sandbox.requests.entries.filter(({ method }) => method === 'POST')).toEqual([])
  })

  test('that is not expanded is enough', async () => {
    const ctx = context()
    const { fetch } = ctx
    ctx.fetch = (url, init) => fetch(url.replace('$expand=FileAttachment', '$expand=NoSuchProperty'), init)
    expect(await apply(ctx, write)).toEqual({ state: 'WRITTEN', method: 'POST' })
    expect(await apply(ctx, write)).toEqual({ state: 'WRITTEN', method: 'FOUND' })
  })

  test('what a person has put away stays away', async () => {
    await apply(context(), write)
    sandbox.edit(loan, { kind: 'ARCHIVE_DOCUMENT', documentId: documents()[0]!.id })
    expect(await apply(context(), write)).toEqual({ state: 'WRITTEN', method: 'FOUND' })
    expect(documents()).toHaveLength(1)
  })

  test('another answer about the same loan is another document', async () => {
    await apply(context(), write)
    const other = 'm2-ffffffffffffffffffff'
    const second = { ...write, correlationId: other, after: after.replaceAll(correlationId, other) }
    expect(await apply(context(), second)).toEqual({ state: 'WRITTEN', method: 'POST' })
    expect(documents()).toHaveLength(2)
  })
})

describe('what begins a document', () => {
  test('is its section and its name, and no size: what the list says of it shall not be an echo', () => {
    const { body, bytes } = uploadOf(write)
    expect(body).toEqual({ sectionId: 12, fileName: name })
    expect(new TextDecoder().decode(bytes)).toBe(text)
  })

  test.each<[string, Partial<PlannedWrite>]>([
    ['another target', { target: 'note' }],
    ['a section that is none', { place: '12,"x":1' }],
    ['a loan that is none', { key: '10001)/Notes' }],
    ['no name', { after: text }],
    ['a name with a path', { after: after.replace('metro2-', '../metro2-') }],
    ['a name of another kind', { after: after.replace('.txt', '.html') }],
    ['a name without the correlation id', { after: after.replace(correlationId, 'x') }],
    ['a text without the correlation id', { after: `${name}\n\nempty` }],
    ['no correlation id', { correlationId: '' }],
  ])('is not made of %s', (_, changes) => {
    expect(() => uploadOf({ ...write, ...changes })).toThrow(SourceFailure)
  })
})
