/** What can leave the house at all: bodies that LoanPro's plugin makes, and the guard around any plugin. Documents: document.test.ts. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OutcomeText, type PlannedWrite, type PluginContext, SourceFailure } from '../../plugins/contract.ts'
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import { type Sandbox, startSandbox } from '../../plugins/loanpro/sandbox/index.ts'
import { bodyOf } from '../../plugins/loanpro/writeBody.ts'
import { readChoices } from '../../server/writeback/choices.ts'
import { type FileWay, type Gate, guarded, postAddress } from '../../server/writeback/guard.ts'
import { submitted, testContext } from '../support/pluginContext.ts'

/** Dotted paths of everything in a body that is a value; `[]` for a place in a list. */
function leaves(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => leaves(each, `${path}[]`))
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([name, each]) => leaves(each, path === '' ? name : `${path}.${name}`))
}

const note = ['subject', 'body', 'categoryId', 'type', 'parentId', 'parentType'].map(
  (name) => `Notes.results[].${name}`,
)
const keys = ['__id', '__update']
const settingsKeys = [...keys, 'LoanSettings.__id', 'LoanSettings.__update']
const value = 'LoanSettings.CustomFieldValues.results[]'
const allowed: Record<string, string[]> = {
  note: [...note, ...keys],
  customField: [`${value}.customFieldId`, `${value}.customFieldValue`, ...settingsKeys],
  loanSubStatus: ['LoanSettings.loanSubStatusId', ...settingsKeys],
}

/** Texts as people and programs that mean harm make them. */
const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.constantFrom('27', '41', '0', '-1', '1e3', '27,"creditStatus":99', '__destroy', '{"a":1}', '<script>', "'; DROP"),
)
const write: fc.Arbitrary<PlannedWrite> = fc
  .record({
    ...{ key: fc.oneof(fc.constant('10001'), text), target: fc.oneof(fc.constantFrom(...Object.keys(allowed)), text) },
    ...{ place: fc.oneof(fc.constantFrom('27', '41', ''), text), before: fc.option(text) },
    ...{ correlationId: fc.constant('m2-0123456789'), body: text, marked: fc.boolean() },
  })
  .map(({ body, marked, ...rest }) => ({ ...rest, after: marked ? `${body} [m2-0123456789]\nmore ${body}` : body }))

describe('bodies', () => {
  test('hold what the target is for and nothing else, or are not made', () => {
    let made = 0
    const property = fc.property(write, fc.option(fc.integer({ min: -1, max: 9_999 })), (each, settingsId) => {
      let body: unknown
      try {
        body = bodyOf(each, settingsId)
      } catch (failure) {
        expect(failure).toBeInstanceOf(SourceFailure)
        return
      }
      made += 1
      expect(Object.keys(allowed)).toContain(each.target)
      expect([...new Set(leaves(body))].sort()).toEqual([...allowed[each.target]!].sort())
      expect(body).toMatchObject({ __id: Number(each.key), __update: true })
      expect(JSON.stringify(body)).not.toMatch(/"(__destroy|creditStatus|reportingType|active|archived)":/)
    })
    fc.assert(property, { seed: 7, numRuns: 2_000 })
    expect(made).toBeGreaterThan(100)
  })

  test('a note is shown as text, whatever the bureau wrote', () => {
    const after = 'Metro 2 [m2-1]\n<img src=x onerror="alert(1)"> & more'
    const one = { key: '1', target: 'note', place: '27', before: null, after, correlationId: 'm2-1' }
    const { Notes } = bodyOf(one, null) as { Notes: { results: { body: string; subject: string }[] } }
    expect(Notes.results).toHaveLength(1)
    expect(Notes.results[0]!.subject).toBe('Metro 2 [m2-1]')
    expect(Notes.results[0]!.body.replace(/<\/?p>/g, '')).not.toMatch(/[<>"]/)
  })
})

describe('the guard', () => {
  const gateOf = (ask: () => Promise<void>): Gate => ({ mayBegin: ask, beforeSend: ask, notDone: async () => {} })
  const sent: string[] = []
  const inner = {
    fetch: async (_url: string, init?: { method?: string; repeatable?: boolean }) => {
      sent.push(`${init?.method ?? 'GET'} ${init?.repeatable}`)
      return { status: 200, headers: { get: () => null }, text: async () => '{}' }
    },
    signal: new AbortController().signal,
  } as unknown as PluginContext

  test('no method but GET, HEAD, PATCH and PUT leaves, in whatever case', async () => {
    const methods = ['DELETE', 'delete', 'POST', 'MERGE', 'OPTIONS', 'PURGE', 'Put ', 'x']
    const ctx = guarded(
      inner,
      gateOf(async () => {}),
    )
    for (const method of methods) {
      sent.length = 0
      await expect(ctx.fetch('https://source.test/', { method })).rejects.toMatchObject({ code: 'METHOD_REFUSED' })
      expect(sent).toEqual([])
    }
    for (const method of ['GET', 'put', 'PATCH']) await ctx.fetch('https://source.test/', { method, repeatable: true })
    // A write is never repeated by itself, whatever the plugin says.
    expect(sent).toEqual(['GET true', 'PUT false', 'PATCH false'])
  })

  test('each write asks first; reads do not', async () => {
    sent.length = 0
    const ctx = guarded(
      inner,
      gateOf(async () => {
        throw new Error('stopped')
      }),
    )
    await ctx.fetch('https://source.test/')
    await expect(ctx.fetch('https://source.test/', { method: 'PUT' })).rejects.toThrow('stopped')
    await expect(ctx.fetch('https://source.test/', { method: 'PATCH' })).rejects.toThrow('stopped')
    expect(sent).toEqual(['GET undefined'])
  })

  describe('around a write that is a file', () => {
    const post = postAddress('https://source.test/api', 'Loans({key})/upload', '7')
    const put: string[] = []
    const way: FileWay = {
      post,
      async put(url, _bytes, _type, beforeSend) {
        await beforeSend()
        put.push(url)
      },
    }

    test('lets out the POST of this very loan, once, and no other', async () => {
      sent.length = 0
      const ctx = guarded(
        inner,
        gateOf(async () => {}),
        way,
      )
      const others = [
        ...['https://source.test/api/Loans(8)/upload', 'https://source.test/api/Loans(7)/upload?x=1'],
        ...['https://source.test/api/Loans(7)/upload/', 'https://source.test/Loans(7)/upload', '/Loans(7)/upload'],
        ...['https://other.test/api/Loans(7)/upload', 'http://source.test/api/Loans(7)/upload', 'no address'],
      ]
      for (const url of others)
        await expect(ctx.fetch(url, { method: 'POST' })).rejects.toMatchObject({ code: 'METHOD_REFUSED' })
      expect(sent).toEqual([])
      await ctx.fetch('https://source.test/api/Loans(7)/upload', { method: 'post', repeatable: true })
      expect(sent).toEqual(['POST false'])
      await expect(ctx.fetch(post, { method: 'DELETE' })).rejects.toMatchObject({ code: 'METHOD_REFUSED' })
    })

    test('asks before the POST, and before each try of the bytes', async () => {
      sent.length = 0
      const asked: string[] = []
      const failures = [new SourceFailure('TRANSIENT', 'FILE_NOT_TAKEN', 'lost', 'hint')]
      const ctx = guarded(
        inner,
        gateOf(async () => void asked.push('?')),
        {
          post,
          async put(url, _bytes, _type, beforeSend) {
            await beforeSend()
            const failure = failures.shift()
            if (failure) throw failure
            put.push(url)
          },
        },
      )
      await ctx.fetch(post, { method: 'POST' })
      await ctx.putFile('https://files.test/a', new Uint8Array(), 'text/plain')
      // Of the POST: before it waits for its turn; in its turn: guard.test.ts.
      expect(asked).toHaveLength(3)
      expect(put).toEqual(['https://files.test/a'])
      const stopped = guarded(
        inner,
        gateOf(() => Promise.reject(new Error('stopped'))),
        way,
      )
      await expect(stopped.fetch(post, { method: 'POST' })).rejects.toThrow('stopped')
      await expect(stopped.putFile('https://files.test/b', new Uint8Array(), 'text/plain')).rejects.toThrow('stopped')
      expect([put, sent]).toEqual([['https://files.test/a'], ['POST false']])
    })

    test('of a try that got no answer and one that was refused the first is told', async () => {
      const failures = (['TRANSIENT', 'CONFIGURATION'] as const).map(
        (kind) => new SourceFailure(kind, `${kind}_CODE`, 'lost', 'hint'),
      )
      const ctx = guarded(
        inner,
        gateOf(async () => {}),
        { post, put: () => Promise.reject(failures.shift()) },
      )
      const sending = ctx.putFile('https://files.test/a', new Uint8Array(), 'text/plain')
      await expect(sending).rejects.toMatchObject({ code: 'TRANSIENT_CODE' })
    })

    test('no file and no POST gets out of any other write', async () => {
      const ctx = guarded(
        inner,
        gateOf(async () => {}),
      )
      await expect(ctx.fetch(post, { method: 'POST' })).rejects.toMatchObject({ code: 'METHOD_REFUSED' })
      const sending = ctx.putFile('https://files.test/a', new Uint8Array(), 'text/plain')
      await expect(sending).rejects.toMatchObject({ code: 'METHOD_REFUSED' })
    })

    test('a key is a part of the path, whatever stands in it', () => {
      const address = postAddress('https://source.test/api/', 'Loans({key})/upload', '7)/../../x?y=#z')
      expect(address).toBe('https://source.test/api/Loans(7)%2F..%2F..%2Fx%3Fy%3D%23z)/upload')
    })
  })
})

describe('choices', () => {
  const targets = loanpro.writeback!.targets(
    {},
    { noteCategories: [{ id: '27', title: 'Credit' }], loanSubStatuses: [{ id: '9', title: 'Current' }] },
  )
  const codes = (choice: object) => {
    const one = { target: 'note', place: '27', kinds: ['REJECTED' as const], values: [], ...choice }
    return readChoices([one], targets).errors.map(({ code, path }) => `${code} ${path.at(-1)}`)
  }
  const chosen = (given: string) => [{ kind: 'REJECTED' as const, value: given }]

  test.each([
    [{}, []],
    [{ place: '28' }, ['INVALID_PLACE place']],
    [{ place: null }, ['INVALID_PLACE place']],
    [{ kinds: [] }, ['MISSING kinds']],
    [{ values: chosen('x') }, ['INVALID_VALUE values']],
    [{ target: 'creditStatus' }, ['UNKNOWN_TARGET target']],
    // The source does not say which custom fields it has: ids are taken on trust, and nothing else.
    [{ target: 'customField', place: '41' }, []],
    [{ target: 'customField', place: 'creditStatus' }, ['INVALID_PLACE place']],
    [{ target: 'customField', place: '41', values: chosen('666-12-3456') }, ['INVALID_VALUE values']],
    [
      { target: 'customField', place: '41', values: [{ kind: 'ACCEPTED' as const, value: 'x' }] },
      ['INVALID_VALUE values'],
    ],
    [{ target: 'loanSubStatus', place: null }, ['MISSING values']],
    [{ target: 'loanSubStatus', place: null, values: chosen('9') }, []],
    [{ target: 'loanSubStatus', place: null, values: chosen('10') }, ['INVALID_VALUE values']],
    [{ target: 'loanSubStatus', place: '1', values: chosen('9') }, ['INVALID_PLACE place']],
    [{ target: 'document', place: '12' }, []],
    [{ target: 'document', place: 'Contracts' }, ['INVALID_PLACE place']],
    [{ target: 'document', place: '12', values: chosen('x') }, ['INVALID_VALUE values']],
    [{ target: 'document', place: '12', fileHosts: ['files.example.com', 'b.example:8443'] }, []],
    [{ target: 'document', place: '12', fileHosts: ['https://files.example.com'] }, ['INVALID_VALUE fileHosts']],
    [{ target: 'document', place: '12', fileHosts: ['*.example.com'] }, ['INVALID_VALUE fileHosts']],
    [{ target: 'document', place: '12', fileHosts: ['files.example.com/path'] }, ['INVALID_VALUE fileHosts']],
    [{ target: 'document', place: '12', fileHosts: ['user@files.example.com'] }, ['INVALID_VALUE fileHosts']],
    [{ target: 'document', place: '12', fileHosts: ['169.254.169.254'] }, ['INVALID_VALUE fileHosts']],
    [{ target: 'document', place: '12', fileHosts: ['0x7f000001'] }, ['INVALID_VALUE fileHosts']],
    [
      { target: 'document', place: '12', fileHosts: ['a.x', 'b.x', 'c.x', 'd.x', 'e.x', 'f.x'] },
      ['TOO_MANY fileHosts'],
    ],
    [{ fileHosts: ['files.example.com'] }, ['INVALID_VALUE fileHosts']],
  ])('%j: %j', (choice, expected) => {
    expect(codes(choice)).toEqual(expected)
  })

  test('hosts are kept as they stand in addresses, each once', () => {
    const one = { target: 'document', place: '12', kinds: ['REJECTED' as const], values: [] }
    const { choices } = readChoices(
      [{ ...one, fileHosts: [' Files.Example.com:443', 'files.example.com', ''] }],
      targets,
    )
    expect(choices).toMatchObject([{ fileHosts: ['files.example.com'] }])
  })

  test('a place is named once', () => {
    const one = { target: 'note', place: '27', kinds: ['REJECTED' as const], values: [] }
    expect(readChoices([one, one], targets).errors).toMatchObject([{ code: 'INVALID_INPUT' }])
  })
})

describe('against the tenant', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox({ loans: 3, documentBytes: 4_000 })
  })
  afterAll(() => sandbox.close())
  const context = (capabilities = {}) => {
    const form = submitted(
      loanpro,
      { environment: 'SANDBOX', baseUrl: sandbox.url },
      { token: sandbox.token, instanceId: sandbox.tenantId },
    )
    return testContext({ ...form, capabilities, tries: 1 })
  }
  const outcome: OutcomeText = { kind: 'REJECTED', month: '2026-05', line: 'EQUIFAX rejected 2026-05: E1', details: [] }

  test('a note is made once, however often it is asked', async () => {
    const one = {
      key: '10001',
      target: 'note',
      place: '27',
      before: null,
      correlationId: 'm2-1',
      after: 'Metro 2 [m2-1]',
    }
    const first = await loanpro.writeback!.apply(context(), one)
    expect(first).toEqual({ state: 'WRITTEN', method: 'PUT', capabilities: { writeMethod: 'PUT' } })
    expect(await loanpro.writeback!.apply(context({ writeMethod: 'PUT' }), one)).toEqual({
      ...{ state: 'WRITTEN', method: 'FOUND' },
    })
  })

  test('a tenant that takes a write and does nothing is not believed', async () => {
    const ctx = context()
    const { fetch } = ctx
    ctx.fetch = (url, init) =>
      init?.method === 'PATCH' ? fetch(url.split('?')[0]!, { headers: init.headers! }) : fetch(url, init)
    const one = {
      key: '10002',
      target: 'note',
      place: '27',
      before: null,
      correlationId: 'm2-2',
      after: 'Metro 2 [m2-2]',
    }
    await expect(loanpro.writeback!.apply(ctx, one)).rejects.toMatchObject({ code: 'WRITE_NOT_SEEN' })
  })

  test('a value that the place cannot hold is refused when it is planned', () => {
    const raw = JSON.stringify({ loan: { id: 1, LoanSettings: { id: 2, CustomFieldValues: [] } }, archive: [] })
    const place = { target: 'customField', place: '41' }
    const plan = (line: string) => loanpro.writeback!.plan(raw, place, { ...outcome, line }, null, 'm2-3')
    expect(plan('short')).toEqual({ before: null, after: 'short' })
    expect(() => plan('x'.repeat(256))).toThrow(SourceFailure)
  })
})
