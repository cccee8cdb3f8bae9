import { describe, expect, test } from 'vitest'
import { createKeptTexts, type KeptText, writerOf } from '../../web/app/keptTexts.ts'

const kept = (text: string): KeptText => ({ title: 'Ours', text, base: { text: 'before', revision: 3, version: 1 } })
const organization = { id: 'o1' }
const ann = writerOf({ actor: 'jwt:ann', organization })

function withEditor(text: string | null) {
  const texts = createKeptTexts()
  const stop = texts.watch(() => (text === null ? null : { writer: ann, place: 'preset 1', kept: kept(text) }))
  return { texts, stop }
}

describe('texts that were not saved when a session ended', () => {
  test('are kept with what the edit began from, for the same place', () => {
    const { texts, stop } = withEditor('mine')
    expect(texts.of(ann, 'preset 1')).toBeNull()
    texts.keep()
    stop()
    expect(texts.of(ann, 'preset 1')).toEqual(kept('mine'))
    expect(texts.of(ann, 'preset 2')).toBeNull()
    // A request that is refused after the editor has gone takes nothing away.
    texts.keep()
    expect(texts.of(ann, 'preset 1')).toEqual(kept('mine'))
  })

  test('are nothing where everything was saved, or the page was left before', () => {
    const saved = withEditor(null)
    saved.texts.keep()
    expect(saved.texts.all()).toEqual([])
    const left = withEditor('mine')
    left.stop()
    left.texts.keep()
    expect(left.texts.all()).toEqual([])
  })

  test.each([
    ['another person', { actor: 'jwt:bob', organization }],
    ['the same name in another organization', { actor: 'jwt:ann', organization: { id: 'o2' } }],
    ['a key', { actor: 'apiKey:1', organization }],
  ])('are gone with %s who signs in', (_, other) => {
    const { texts } = withEditor('mine')
    texts.keep()
    texts.only(writerOf(other))
    expect(texts.all()).toEqual([])
    expect(texts.of(ann, 'preset 1')).toBeNull()
  })

  test('are there for the same person, and for the key that follows one that ended', () => {
    const { texts } = withEditor('mine')
    texts.keep()
    texts.only(ann)
    expect(texts.of(ann, 'preset 1')).toEqual(kept('mine'))
    expect(writerOf({ actor: 'apiKey:1', organization })).toBe(writerOf({ actor: 'apiKey:2', organization }))
  })

  test('are gone once they were taken back, discarded, or somebody signed out; whoever shows them is told', () => {
    const { texts } = withEditor('mine')
    let told = 0
    texts.onChange(() => told++)
    texts.keep()
    texts.put(ann, 'preset 1', kept('replaced'))
    expect(texts.of(ann, 'preset 1')).toEqual(kept('replaced'))
    texts.put(ann, 'preset 1', null)
    expect(texts.all()).toEqual([])
    texts.keep()
    texts.forget()
    expect(texts.all()).toEqual([])
    expect(told).toBe(5)
  })
})
