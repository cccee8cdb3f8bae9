/** The conformance of what a plugin shows before it is connected: see plugin-conformance.ts. */
import { beforeEach, describe, expect, test } from 'vitest'
import { type SampledRecord, type SampleRequest, SourceFailure, type SourcePlugin } from '../plugins/contract.ts'
import type { TestContext } from './support/pluginContext.ts'

export interface SampleScene {
  plugin: SourcePlugin
  /** With the files as they stand now. */
  request(): Pick<SampleRequest, 'asOf' | 'uploads'>
  context(signal?: AbortSignal): Promise<TestContext> | TestContext
  /** Of every record there is. */
  keys: string[]
  /** Makes one record unreadable. */
  malform(key: string): void
  /** Absent: of uploads, which need no token. */
  refuseToken?(): void
}

const count = 5

export function describeSample(prepare: () => SampleScene | Promise<SampleScene>): void {
  describe('its sample', () => {
    let scene: SampleScene
    beforeEach(async () => {
      scene = await prepare()
    })
    const sample = async (changes: Partial<SampleRequest> = {}, signal?: AbortSignal) => {
      const { plugin, request, context } = scene
      return plugin.sample!(await context(signal), { count, ...request(), ...changes })
    }
    const keysOf = (records: SampledRecord[]) => records.map(({ key }) => key)

    test.each([1, count])('of %s: some of its records, each once, as a first pull answers them', async (wanted) => {
      const records = await sample({ count: wanted })
      expect(records.length).toBeGreaterThan(0)
      expect(records.length).toBeLessThanOrEqual(wanted)
      expect(new Set(keysOf(records)).size).toBe(records.length)
      expect(scene.keys).toEqual(expect.arrayContaining(keysOf(records)))
      const { capabilities } = await scene.context()
      for (const record of records) {
        if (record.kind !== 'DOCUMENT') throw new Error(`${record.key} came as ${record.kind}`)
        expect(scene.plugin.normalize(record.raw, { capabilities }).unknownFields).toEqual([])
      }
    })

    test('is the same each time', async () => {
      expect(await sample()).toEqual(await sample())
    })

    test('has one malformed record among the others', async () => {
      const [key] = keysOf(await sample())
      scene.malform(key!)
      const again = await sample()
      expect(keysOf(again)).toContain(key)
      expect(again.length).toBeGreaterThan(1)
      const { capabilities } = await scene.context()
      const unreadable = again.filter((record) => {
        if (record.kind === 'MALFORMED') return true
        try {
          scene.plugin.normalize(record.raw, { capabilities })
          return false
        } catch (failure) {
          expect(failure).toMatchObject({ code: 'MALFORMED_DOCUMENT' })
          return true
        }
      })
      expect(keysOf(unreadable)).toEqual([key])
    })

    test('ends when it is cancelled', async () => {
      const stop = new AbortController()
      const reason = new Error('cancelled by the test')
      stop.abort(reason)
      await expect(sample({}, stop.signal)).rejects.toBe(reason)
    })

    test('ends with a cause where the token is refused', async () => {
      if (!scene.refuseToken) return expect(scene.plugin.acquire).toBe('upload')
      scene.refuseToken()
      const failure = await sample().catch((cause: unknown) => cause)
      expect(failure).toBeInstanceOf(SourceFailure)
      expect(failure).toMatchObject({ kind: 'CONFIGURATION' })
    })
  })
}
