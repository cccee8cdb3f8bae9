/** The conformance of plugins that read uploads: see plugin-conformance.ts. */
import { beforeEach, describe, expect, test } from 'vitest'
import {
  type Page,
  type PullEnd,
  type PullRequest,
  SourceFailure,
  type SourcePlugin,
  type SourceRecord,
  type UploadedFile,
} from '../plugins/contract.ts'
import { compilePreset } from '../server/mapping/compile.ts'
import { describeSample } from './plugin-conformance-sample.ts'
import { submitted, type TestContext, testContext } from './support/pluginContext.ts'

/** Files as somebody would upload them, with records for several pages. */
export interface ConformanceFiles {
  asOf: string
  /** The files as they stand now. */
  uploads(): UploadedFile[]
  /** Keys of all records in them. */
  keys(): string[]
  /** Texts of the files that must not stand in messages: numbers, births. */
  secrets: string[]
  change(key: string): void
  /** Makes one record unreadable, in a way that leaves no doubt whose it is. */
  malform(key: string): void
  /** Cuts the files off inside a record. */
  truncate(): void
}

export interface UploadHarness {
  plugin: SourcePlugin
  prepareFiles(): ConformanceFiles
}

interface Pulled {
  pages: Page[]
  end: PullEnd
}

export function describeUploads({ plugin, prepareFiles }: UploadHarness): void {
  describe(`plugin ${plugin.id}: its files`, () => {
    let files: ConformanceFiles
    let settings: Record<string, unknown>
    beforeEach(async () => {
      files = prepareFiles()
      settings = (await plugin.inspectUpload!({}, files.uploads())).settings
    })

    const context = async (signal?: AbortSignal): Promise<TestContext> => {
      const form = submitted(plugin, settings, {})
      const { capabilities } = await plugin.check(testContext(form))
      return testContext({ ...form, capabilities, ...(signal && { signal }) })
    }
    const pulling = (ctx: TestContext, changes: Partial<PullRequest> = {}) =>
      plugin.pull(ctx, {
        ...{ mode: 'FULL', asOf: files.asOf, keys: null, range: null, checkpoint: null, cursor: null },
        ...{ known: async () => new Map(), uploads: files.uploads() },
        ...changes,
      } as PullRequest)
    const pullAll = async (changes: Partial<PullRequest> = {}) => drain(pulling(await context(), changes))

    test('it reads uploads: no address, no webhook, and a check that asks nobody', async () => {
      expect(plugin.acquire).toBe('upload')
      expect(plugin.webhook).toBeUndefined()
      const ctx = await context()
      expect(plugin.baseUrl(ctx.settings)).toBe('')
      const { steps } = await plugin.check(ctx)
      expect(steps.filter(({ outcome }) => outcome === 'FAILED')).toEqual([])
    })

    test('inspection proposes settings that the form takes, and shows nothing of a sensitive column', async () => {
      const inspection = await plugin.inspectUpload!({}, files.uploads())
      expect(plugin.settings.schema.safeParse(inspection.settings).success).toBe(true)
      expect(inspection.rows).toBeGreaterThan(0)
      const { preset, ...shown } = inspection
      for (const secret of files.secrets) expect(JSON.stringify(shown)).not.toContain(secret)
      const { catalogue } = await plugin.discover(await context())
      if (preset) expect(compilePreset(preset.text, catalogue)).toMatchObject({ ok: true })
    })

    test('a full pull answers every record once and says that it is complete', async () => {
      const { pages, end } = await pullAll()
      expect(pages.length).toBeGreaterThan(2)
      expect(keysOf(pages).sort()).toEqual(files.keys().sort())
      expect(end.complete).toBe(true)
      expect(pages.at(-1)?.progress.seen).toBe(files.keys().length)
    })

    test('an incremental pull adds and updates: what is not in the files has not gone', async () => {
      const { pages, end } = await pullAll({ mode: 'INCREMENTAL' })
      expect(keysOf(pages).sort()).toEqual(files.keys().sort())
      expect(end.complete).toBe(false)
    })

    test('documents are normalized without drift, the same each time, and within the catalogue', async () => {
      const ctx = await context()
      const { capabilities } = ctx
      const { catalogue } = await plugin.discover(ctx)
      for (const record of recordsOf((await pullAll()).pages)) {
        if (record.kind !== 'DOCUMENT') throw new Error(`${record.key} came as ${record.kind}`)
        const once = plugin.normalize(record.raw, { capabilities })
        expect(once.unknownFields).toEqual([])
        expect(JSON.stringify(plugin.normalize(record.raw, { capabilities }))).toBe(JSON.stringify(once))
        expect(Object.keys(catalogue)).toEqual(expect.arrayContaining(Object.keys(once.document)))
      }
    })

    test('the same files read again say the same; a change is seen in what is reported of that record alone', async () => {
      const { capabilities } = await context()
      const reported = async () => {
        const projected = new Map<string, string>()
        for (const record of recordsOf((await pullAll()).pages)) {
          if (record.kind !== 'DOCUMENT') continue
          const { document } = plugin.normalize(record.raw, { capabilities })
          projected.set(record.key, JSON.stringify(plugin.reportingProjection(document)))
        }
        return projected
      }
      const before = await reported()
      expect(await reported()).toEqual(before)
      const changed = middle(files.keys())
      files.change(changed)
      const moved = [...(await reported())].filter(([key, text]) => before.get(key) !== text).map(([key]) => key)
      expect(moved).toEqual([changed])
    })

    test('a pull resumed at any page repeats nothing and loses nothing', async () => {
      const whole = await pullAll()
      for (let at = 0; at < whole.pages.length; at++) {
        const { checkpoint } = whole.pages[at]!
        expect(Object.values(checkpoint).filter((value) => typeof value === 'object' && value !== null)).toEqual([])
        const resumed = await pullAll({ checkpoint })
        const texts = (pages: Page[]) => recordsOf(pages).map((record) => JSON.stringify(record))
        expect(texts(resumed.pages)).toEqual(texts(whole.pages.slice(at + 1)))
        expect(resumed.end).toEqual(whole.end)
      }
    })

    test('one malformed record is told as such, without what stands in it, and the others come', async () => {
      const key = middle(files.keys())
      files.malform(key)
      const { capabilities } = await context()
      const { pages } = await pullAll()
      expect(keysOf(pages).sort()).toEqual(files.keys().sort())
      const complaints = recordsOf(pages).flatMap((record) => {
        const said = complaint(plugin, record, capabilities)
        return said === null ? [] : [{ key: record.key, said }]
      })
      expect(complaints.map((each) => each.key)).toEqual([key])
      for (const secret of files.secrets) expect(complaints[0]!.said).not.toContain(secret)
    })

    test('files that are cut off never pass for whole ones', async () => {
      files.truncate()
      const outcome = await pullAll().catch((failure: unknown) => failure)
      if (outcome instanceof SourceFailure) expect(outcome.hint).not.toBe('')
      else expect((outcome as Pulled).end.complete).toBe(false)
    })

    test('a cancelled pull stops', async () => {
      const stop = new AbortController()
      const pages = pulling(await context(stop.signal))
      await pages.next()
      const reason = new Error('cancelled by the test')
      stop.abort(reason)
      await expect(drain(pages)).rejects.toBe(reason)
    })

    test('a file that is gone ends the pull with its cause, and a run without files is told so', async () => {
      const cause = new SourceFailure('SYSTEM', 'UPLOAD_GONE', 'Gone.', 'Upload it again.')
      const lost = files.uploads().map((file) => ({ ...file, read: () => failing(cause) }))
      await expect(pullAll({ uploads: lost })).rejects.toBe(cause)
      await expect(pullAll({ uploads: [] })).rejects.toBeInstanceOf(SourceFailure)
    })

    if (plugin.sample)
      describeSample(() => ({
        plugin,
        request: () => ({ asOf: files.asOf, uploads: files.uploads() }),
        context,
        keys: files.keys(),
        malform: (key) => files.malform(key),
      }))
  })
}

// biome-ignore lint/correctness/useYield: it fails before there is anything to yield
async function* failing(cause: Error): AsyncGenerator<Uint8Array> {
  throw cause
}

function complaint(plugin: SourcePlugin, record: SourceRecord, capabilities: TestContext['capabilities']) {
  if (record.kind === 'MALFORMED') return `${record.message} ${record.hint}`
  if (record.kind !== 'DOCUMENT') return null
  try {
    plugin.normalize(record.raw, { capabilities })
    return null
  } catch (failure) {
    expect(failure).toMatchObject({ kind: 'SYSTEM', code: 'MALFORMED_DOCUMENT' })
    return `${(failure as SourceFailure).message} ${(failure as SourceFailure).hint}`
  }
}

async function drain(pulling: AsyncGenerator<Page, PullEnd>): Promise<Pulled> {
  const pages: Page[] = []
  for (;;) {
    const next = await pulling.next()
    if (next.done) return { pages, end: next.value }
    pages.push(next.value)
  }
}

const recordsOf = (pages: Page[]): SourceRecord[] => pages.flatMap(({ records }) => records)
const keysOf = (pages: Page[]): string[] => recordsOf(pages).map(({ key }) => key)
const middle = (keys: string[]): string => keys[Math.floor(keys.length / 2)]!
