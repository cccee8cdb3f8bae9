/**
 * What every source plugin must be able to do, whatever its source. A plugin's test calls `describePluginConformance`
 * with a harness that starts its source and disturbs it; which cases it gets, `acquire` of the plugin says.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  type Capabilities,
  type Checkpoint,
  contractVersion,
  type FormField,
  type Page,
  type PullEnd,
  type PullRequest,
  SourceFailure,
  type SourcePlugin,
  type SourceRecord,
} from '../plugins/contract.ts'
import { compilePreset } from '../server/mapping/compile.ts'
import { describeWebhook, describeWriteback } from './plugin-conformance-offers.ts'
import { describeSample } from './plugin-conformance-sample.ts'
import { describeUploads, type UploadHarness } from './plugin-conformance-uploads.ts'
import { submitted, type TestContext, testContext } from './support/pluginContext.ts'

export type SourceFault =
  | { kind: 'UNAUTHORIZED'; afterRequests: number }
  | { kind: 'RATE_LIMITED'; retryAfter: boolean; times: number }
  | { kind: 'SERVER_ERROR'; times: number }
  | { kind: 'TRUNCATED_BODY'; times: number }
  | { kind: 'MALFORMED_RECORD'; key: string }

/** A running source with records on several pages. */
export interface ConformanceSource {
  /** A form as a person would submit it. */
  settings: Record<string, unknown>
  credentials: Record<string, unknown>
  /** Texts that must never appear in messages. */
  secrets: string[]
  capabilities: Capabilities
  asOf(): string
  now(): number
  /** Keys of all records a full pull must answer, in any order. */
  keys(): string[]
  /** Changes one record so that the next incremental pull must see it. */
  change(key: string): void
  /** A day passes at the source. */
  nextDay(): void
  fault(fault: SourceFault | null): void
  close(): Promise<void>
}

export interface ConformanceHarness {
  plugin: SourcePlugin
  startSource(): Promise<ConformanceSource>
}

const defaultPacing = { requestsPerSecond: 5, concurrency: 3 }

interface Pulled {
  pages: Page[]
  end: PullEnd
}

export function describePluginConformance(harness: ConformanceHarness | UploadHarness): void {
  const { plugin } = harness
  describe(`plugin ${plugin.id}: what it declares`, () => describeDeclarations(plugin))
  if ('startSource' in harness) describePulls(harness)
  else describeUploads(harness)
}

function describePulls({ plugin, startSource }: ConformanceHarness): void {
  test('it pulls', () => expect(plugin.acquire).toBe('pull'))

  describe(`plugin ${plugin.id}: its source`, () => {
    let source: ConformanceSource
    beforeEach(async () => {
      source = await startSource()
    })
    afterEach(() => source.close())

    const context = (options: { signal?: AbortSignal; tries?: number } = {}): TestContext =>
      testContext({
        ...submitted(plugin, source.settings, source.credentials),
        capabilities: source.capabilities,
        now: () => source.now(),
        ...options,
      })
    const request = (changes: Partial<PullRequest> = {}): PullRequest => ({
      mode: 'FULL',
      asOf: source.asOf(),
      keys: null,
      range: null,
      checkpoint: null,
      cursor: null,
      known: async () => new Map(),
      ...changes,
    })
    const pullAll = (changes: Partial<PullRequest> = {}, ctx = context()): Promise<Pulled> =>
      drain(plugin.pull(ctx, request(changes)))
    const incremental = (first: Pulled, changes: Partial<PullRequest> = {}) =>
      pullAll({ mode: 'INCREMENTAL', cursor: first.end.cursor, known: knownFrom(first), ...changes })

    test('the pace it states can be kept', () => {
      const { requestsPerSecond, concurrency } = plugin.pacing?.(context().settings) ?? defaultPacing
      expect(requestsPerSecond).toBeGreaterThan(0)
      expect(Number.isInteger(concurrency) && concurrency > 0).toBe(true)
    })

    test('the check passes, and a refused token fails it with a hint and skips what comes after', async () => {
      const good = await plugin.check(context())
      expect(good.steps.filter(({ outcome }) => outcome === 'FAILED')).toEqual([])
      expect(new Set(good.steps.map(({ name }) => name)).size).toBe(good.steps.length)
      source.fault({ kind: 'UNAUTHORIZED', afterRequests: 0 })
      const bad = await plugin.check(context())
      const failed = bad.steps.findIndex(({ outcome }) => outcome === 'FAILED')
      expect(bad.steps[failed]?.hint).toBeTruthy()
      expect(bad.steps.slice(failed + 1).every(({ outcome }) => outcome === 'SKIPPED')).toBe(true)
      expectNoSecrets(source, JSON.stringify(bad))
    })

    test('discovery answers the declared fields and more, and look-ups without doubles', async () => {
      const { catalogue, lookups } = await plugin.discover(context())
      expect(Object.keys(catalogue)).toEqual(expect.arrayContaining(Object.keys(plugin.catalogue)))
      for (const rows of Object.values(lookups)) expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
      for (const preset of plugin.presets) expect(compilePreset(preset.text, catalogue)).toMatchObject({ ok: true })
    })

    test('a full pull answers every record once and says that it is complete', async () => {
      const { pages, end } = await pullAll()
      expect(pages.length).toBeGreaterThan(2)
      expect(keysOf(pages).sort()).toEqual(source.keys().sort())
      expect(end.complete).toBe(true)
      for (const { checkpoint, requests } of pages) {
        expectFlat(checkpoint)
        expect(requests).toBeGreaterThanOrEqual(0)
      }
      expectFlat(end.cursor)
      expect(pages.at(-1)?.progress.seen).toBe(source.keys().length)
    })

    test('documents are normalized without drift, the same each time, and within the catalogue', async () => {
      const { pages } = await pullAll()
      for (const record of recordsOf(pages)) {
        if (record.kind !== 'DOCUMENT') throw new Error(`${record.key} came as ${record.kind}`)
        const once = plugin.normalize(record.raw, { capabilities: source.capabilities })
        const twice = plugin.normalize(record.raw, { capabilities: source.capabilities })
        expect(once.unknownFields).toEqual([])
        expect(JSON.stringify(twice)).toBe(JSON.stringify(once))
        expect(Object.keys(plugin.catalogue)).toEqual(expect.arrayContaining(Object.keys(once.document)))
        const projected = JSON.stringify(plugin.reportingProjection(once.document))
        expect(JSON.stringify(plugin.reportingProjection(twice.document))).toBe(projected)
      }
    })

    test('nothing changed: no document is read again', async () => {
      const first = await pullAll()
      const again = await incremental(first)
      expect([...new Set(recordsOf(again.pages).map(({ kind }) => kind))]).toEqual(['UNCHANGED'])
    })

    test('a changed record is seen, and only what changed is read again', async () => {
      const first = await pullAll()
      const changed = middle(source.keys())
      source.change(changed)
      const again = await incremental(first)
      const moved = recordsOf(again.pages).filter(({ kind }) => kind !== 'UNCHANGED')
      expect(moved.map(({ key }) => key)).toEqual([changed])
    })

    test('a new day: snapshots merge into stored documents, once or twice alike', async () => {
      const first = await pullAll()
      source.nextDay()
      const again = await incremental(first)
      expect(recordsOf(again.pages).some(({ kind }) => kind === 'DOCUMENT' || kind === 'SNAPSHOT')).toBe(true)
      const stored = new Map(recordsOf(first.pages).map((record) => [record.key, record]))
      for (const record of recordsOf(again.pages)) {
        const before = stored.get(record.key)
        if (record.kind !== 'SNAPSHOT' || before?.kind !== 'DOCUMENT') continue
        expect(plugin.mergeSnapshot).toBeDefined()
        const merged = plugin.mergeSnapshot!(before.raw, record.raw)
        expect(plugin.mergeSnapshot!(merged, record.raw)).toBe(merged)
        expect(plugin.normalize(merged, { capabilities: source.capabilities }).unknownFields).toEqual([])
      }
    })

    test('a pull resumed at any page repeats at most that page and loses nothing', async () => {
      const whole = await pullAll()
      for (let at = 0; at < whole.pages.length; at++) {
        const resumed = await pullAll({ checkpoint: whole.pages[at]!.checkpoint })
        const before = keysOf(whole.pages.slice(0, at + 1))
        const after = keysOf(resumed.pages)
        expect(new Set([...before, ...after])).toEqual(new Set(source.keys()))
        const repeated = after.filter((key) => before.includes(key))
        expect(keysOf([whole.pages[at]!])).toEqual(expect.arrayContaining(repeated))
      }
    })

    test('a page read again says the same', async () => {
      const whole = await pullAll()
      const again = await pullAll({ checkpoint: whole.pages[0]!.checkpoint })
      const text = (pages: Page[]) => recordsOf(pages).map((record) => JSON.stringify(record))
      expect(text(again.pages)).toEqual(text(whole.pages).slice(-text(again.pages).length))
    })

    test('records that change between pages are neither lost nor doubled', async () => {
      const pulling = plugin.pull(context(), request())
      const first = await pulling.next()
      if (first.done) throw new Error('no page')
      for (const key of [source.keys()[0]!, middle(source.keys()), source.keys().at(-1)!]) source.change(key)
      const { pages } = await drain(pulling)
      expect(keysOf([first.value, ...pages]).sort()).toEqual(source.keys().sort())
    })

    test('one malformed record is told as such and the others come', async () => {
      const key = middle(source.keys())
      source.fault({ kind: 'MALFORMED_RECORD', key })
      const { pages } = await pullAll()
      expect(keysOf(pages).sort()).toEqual(source.keys().sort())
      const unreadable = recordsOf(pages).filter((record) => !isReadable(record))
      expect(unreadable.map((record) => record.key)).toEqual([key])
    })

    function isReadable(record: SourceRecord): boolean {
      if (record.kind !== 'DOCUMENT') return false
      try {
        plugin.normalize(record.raw, { capabilities: source.capabilities })
        return true
      } catch (failure) {
        expect(failure).toMatchObject({ kind: 'SYSTEM', code: 'MALFORMED_DOCUMENT' })
        return false
      }
    }

    test('a cancelled pull stops', async () => {
      const stop = new AbortController()
      const pulling = plugin.pull(context({ signal: stop.signal }), request())
      await pulling.next()
      const reason = new Error('cancelled by the test')
      stop.abort(reason)
      await expect(drain(pulling)).rejects.toBe(reason)
    })

    test('a token refused in the middle ends the pull with its cause and without the token', async () => {
      source.fault({ kind: 'UNAUTHORIZED', afterRequests: 4 })
      const ctx = context()
      const failure = await failureOf(pullAll({}, ctx))
      expect(failure).toMatchObject({ kind: 'CONFIGURATION' })
      expect(failure.hint).not.toBe('')
      expectNoSecrets(source, `${failure.message} ${failure.hint} ${ctx.notices.join(' ')}`)
    })

    test.each<[string, SourceFault]>([
      ['429 with Retry-After', { kind: 'RATE_LIMITED', retryAfter: true, times: 2 }],
      ['429 without Retry-After', { kind: 'RATE_LIMITED', retryAfter: false, times: 2 }],
      ['500', { kind: 'SERVER_ERROR', times: 2 }],
      ['a truncated body', { kind: 'TRUNCATED_BODY', times: 1 }],
    ])('%s now and then changes nothing in what is read', async (_, fault) => {
      const calm = await pullAll()
      source.fault(fault)
      const disturbed = await pullAll()
      expect(recordsOf(disturbed.pages)).toEqual(recordsOf(calm.pages))
    })

    test.each<[string, SourceFault]>([
      ['429', { kind: 'RATE_LIMITED', retryAfter: false, times: Number.POSITIVE_INFINITY }],
      ['500', { kind: 'SERVER_ERROR', times: Number.POSITIVE_INFINITY }],
      ['truncated bodies', { kind: 'TRUNCATED_BODY', times: Number.POSITIVE_INFINITY }],
    ])('nothing but %s ends the pull as a passing failure', async (_, fault) => {
      source.fault(fault)
      expect(await failureOf(pullAll({}, context({ tries: 1 })))).toMatchObject({ kind: 'TRANSIENT' })
    })

    test('records asked for by key come alone, an unknown key is no failure', async () => {
      const [first, second] = source.keys()
      const { pages, end } = await pullAll({ mode: 'IDS', keys: [second!, first!, first!, '999999999', 'no such key'] })
      expect(keysOf(pages).sort()).toEqual([first, second].sort())
      expect(end.complete).toBe(false)
    })

    if (plugin.sample)
      describeSample(() => ({
        plugin,
        request: () => ({ asOf: source.asOf() }),
        context: (signal) => context(signal ? { signal } : {}),
        keys: source.keys(),
        malform: (key) => source.fault({ kind: 'MALFORMED_RECORD', key }),
        refuseToken: () => source.fault({ kind: 'UNAUTHORIZED', afterRequests: 0 }),
      }))

    const { writeback } = plugin
    if (writeback)
      describeWriteback(async () => {
        const ctx = context()
        const { lookups } = await plugin.discover(ctx)
        const documents = recordsOf((await pullAll()).pages).filter((record) => record.kind === 'DOCUMENT')
        return { ctx, writeback, targets: writeback.targets(ctx.settings, lookups), document: documents[0]! }
      })
  })
}

function describeDeclarations(plugin: SourcePlugin): void {
  test('fits this contract', () => {
    expect(plugin.contractVersion).toBe(contractVersion)
    expect(plugin.id).toMatch(/^[a-z][a-z0-9-]+$/)
    expect(plugin.description).not.toBe('')
  })

  test.each<[string, FormField[]]>([
    ['settings', plugin.settings.fields],
    ['credentials', plugin.credentials.fields],
  ])('the form of its %s can be drawn', (_, fields) => {
    expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length)
    for (const field of fields) {
      expect(field.label, field.name).not.toBe('')
      expect(field.help, field.name).not.toBe('')
      if (field.input === 'select') expect(field.options?.length, field.name).toBeGreaterThan(0)
      if (field.input === 'password') expect(field.secret, field.name).toBe(true)
      expect(field.secret && field.defaultValue !== undefined, field.name).toBe(false)
    }
  })

  test('no setting is a secret: settings are stored and shown in the clear, credentials are sealed', () => {
    const secrets = plugin.settings.fields.filter(({ secret, input }) => secret || input === 'password')
    expect(secrets.map(({ name }) => name)).toEqual([])
  })

  test('an empty form is refused where something is required', () => {
    const needs = (fields: FormField[]) => fields.some((field) => field.required && field.defaultValue === undefined)
    expect(plugin.settings.schema.safeParse({}).success).toBe(!needs(plugin.settings.fields))
    expect(plugin.credentials.schema.safeParse({}).success).toBe(!needs(plugin.credentials.fields))
  })

  test('presets have names of their own and compile against the catalogue', () => {
    expect(new Set(plugin.presets.map(({ name }) => name)).size).toBe(plugin.presets.length)
    for (const { name, text } of plugin.presets) {
      const result = compilePreset(text, plugin.catalogue)
      expect(result.ok ? [] : result.problems, name).toEqual([])
      if (result.ok) expect(result.program).toMatchObject({ name, source: plugin.id })
    }
  })

  if (plugin.webhook) describeWebhook(plugin.webhook)
}

async function drain(pulling: AsyncGenerator<Page, PullEnd>): Promise<Pulled> {
  const pages: Page[] = []
  for (;;) {
    const next = await pulling.next()
    if (next.done) return { pages, end: next.value }
    pages.push(next.value)
  }
}

async function failureOf(pulling: Promise<unknown>): Promise<SourceFailure> {
  const failure = await pulling.then(
    () => null,
    (cause: unknown) => cause,
  )
  if (failure instanceof SourceFailure) return failure
  throw failure ?? new Error('the pull did not fail')
}

function recordsOf(pages: Page[]): SourceRecord[] {
  return pages.flatMap(({ records }) => records)
}

function keysOf(pages: Page[]): string[] {
  return recordsOf(pages).map(({ key }) => key)
}

function middle(keys: string[]): string {
  return keys[Math.floor(keys.length / 2)]!
}

/** The change tokens a server would have stored after this pull. */
function knownFrom({ pages }: Pulled): PullRequest['known'] {
  const tokens = new Map<string, string>()
  for (const record of recordsOf(pages)) if ('changeToken' in record) tokens.set(record.key, record.changeToken)
  return async (keys) => new Map(keys.flatMap((key) => (tokens.has(key) ? [[key, tokens.get(key)!]] : [])))
}

function expectFlat(checkpoint: Checkpoint): void {
  for (const value of Object.values(checkpoint)) expect(value === null || typeof value !== 'object').toBe(true)
  expect(JSON.parse(JSON.stringify(checkpoint))).toEqual(checkpoint)
}

function expectNoSecrets({ secrets }: ConformanceSource, text: string): void {
  for (const secret of secrets) expect(text.includes(secret)).toBe(false)
}
