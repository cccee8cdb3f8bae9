/** The conformance of what a plugin may offer beside reading, webhooks and writeback: see plugin-conformance.ts. */
import { beforeEach, describe, expect, test } from 'vitest'
import {
  type OutcomeText,
  type PlannedWrite,
  SourceFailure,
  type SourceRecord,
  type WebhookSupport,
  type WritebackSupport,
  type WritebackTarget,
} from '../plugins/contract.ts'
import type { TestContext } from './support/pluginContext.ts'

const strange: Record<string, unknown> = {
  nothing: '',
  'no JSON': '<html>',
  null: null,
  'a number': 7,
  'a text': '"4711"',
  'a list': [{}],
  'an empty object': {},
  'a nested list': { context: [] },
  'what is no text': String.fromCharCode(0xd800),
}

export function describeWebhook({ signatureHeader, help, interpret, sample }: WebhookSupport): void {
  const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))

  test('its webhook can be set up: a header that can be sent, and words for people', () => {
    expect(signatureHeader).toMatch(/^[A-Za-z][A-Za-z0-9-]{0,63}$/)
    expect(help).not.toBe('')
  })

  test('it understands the webhook that it describes: the record is named, and no other', () => {
    const record = { key: '4711', displayKey: 'LN-0815' }
    const { keys, displayKeys, eventName } = interpret(bytes(sample(record)), {})
    expect([...keys, ...displayKeys]).not.toEqual([])
    expect(keys.filter((key) => key !== record.key)).toEqual([])
    expect(displayKeys.filter((key) => key !== record.displayKey)).toEqual([])
    expect(eventName).not.toBe('')
  })

  test.each(Object.entries(strange))('a webhook of another form, %s, names no record and breaks nothing', (_, body) => {
    expect(interpret(bytes(body), {})).toMatchObject({ keys: [], displayKeys: [] })
  })
}

export interface WritebackScene {
  ctx: TestContext
  writeback: WritebackSupport
  /** With the look-ups of the source. */
  targets: WritebackTarget[]
  /** A document that the source has answered. */
  document: Extract<SourceRecord, { kind: 'DOCUMENT' }>
}

const outcome: OutcomeText = {
  ...{ kind: 'REJECTED', month: '2026-05' },
  ...{ line: 'EQUIFAX rejected 2026-05: E102', details: ['Reference: 1'] },
}

export function describeWriteback(prepare: () => Promise<WritebackScene>): void {
  describe('its writeback', () => {
    let scene: WritebackScene
    beforeEach(async () => {
      scene = await prepare()
    })

    /** What would be written into the first place and value that the source offers for a target. */
    const planned = ({ name, place, value, options }: WritebackTarget): PlannedWrite => {
      const { writeback, document } = scene
      const at = { target: name, place: place ? place.options[0]!.value : '' }
      const correlationId = `M2-${name}`
      const chosen = value === 'CHOICE' ? options[0]!.value : null
      const { before, after } = writeback.plan(document.raw, at, outcome, chosen, correlationId)
      return { ...at, key: document.key, correlationId, before, after }
    }

    test('places have names of their own, words for people, and values that fit what they do', () => {
      const { targets } = scene
      expect(targets.length).toBeGreaterThan(0)
      expect(new Set(targets.map(({ name }) => name)).size).toBe(targets.length)
      for (const { name, title, help, effect, value, file } of targets) {
        // A file has one address to begin at, of its own loan.
        if (file) expect(file.post, name).toContain('{key}')
        expect(name).toMatch(/^[A-Za-z][A-Za-z0-9]*$/)
        expect([title, help], name).not.toContain('')
        // What holds one value must be told which.
        if (effect === 'REPLACES') expect(value, name).not.toBe('NONE')
      }
    })

    test('a document that cannot be read, and a place that is not declared, are refused as such', () => {
      const { writeback, targets, document } = scene
      for (const { name } of targets)
        expect(() => writeback.plan('{"cut', { target: name, place: '1' }, outcome, '1', 'M2-1'), name).toThrow(
          SourceFailure,
        )
      const nowhere = { target: 'noSuchTarget', place: '1' }
      expect(() => writeback.plan(document.raw, nowhere, outcome, null, 'M2-1')).toThrow(SourceFailure)
    })

    test('what adds something names its correlation id, by which it is found', () => {
      const adding = scene.targets.filter(({ effect }) => effect === 'APPENDS')
      for (const target of adding) {
        const { before, after, correlationId } = planned(target)
        expect(before, target.name).toBeNull()
        expect(after, target.name).toContain(correlationId)
      }
    })

    test('a write is done and seen; asked for again it is found; who was quicker keeps the last word', async () => {
      const { ctx, writeback, targets } = scene
      for (const target of targets) {
        const write = planned(target)
        expect(await writeback.apply(ctx, write), target.name).toMatchObject({ state: 'WRITTEN' })
        const again = await writeback.apply(ctx, write)
        expect(again, target.name).toMatchObject({ state: 'WRITTEN', method: 'FOUND' })
        if (target.effect === 'APPENDS') continue
        const late = { ...write, before: 'what it never held', after: 'what comes too late' }
        expect(await writeback.apply(ctx, late), target.name).toEqual({ state: 'CHANGED' })
        const kept = await writeback.apply(ctx, write)
        expect(kept, target.name).toMatchObject({ state: 'WRITTEN', method: 'FOUND' })
      }
    })
  })
}
