import { expect, test } from 'vitest'
import { diffPresets } from '../../server/mapping/diff.ts'
import { withChanges } from '../../server/presets/takeOver.ts'

const own = `# mine
preset: x # the name
tables:
  a: { x: '01', y: no } # comment a
account:
  # about the type
  accountType: { value: 'yes' }
  highestCredit: { from: amount }
exclude:
  - { when: 'p', reason: P }
  - { when: 'q', reason: Q }
`
const shipped = `preset: x
tables:
  a:
    x: '01'
    y: no
    z: '007'
  b: { q: 1 }
account:
  accountType:
    from: kind
    lookup: a
  highestCredit: { from: amount }
  termsDuration: { value: '012' }
exclude:
  - { when: 'p', reason: P }
  - { when: 'r', reason: R }
  - { when: 's', reason: S }
bands:
  k: [{ upTo: 1, give: a }, { else: b }]
`

test('only what was named is taken over, and then nothing of it differs any more', () => {
  const paths = diffPresets(own, shipped)!.map((change) => change.path)
  expect(paths).toEqual(
    expect.arrayContaining(['tables.a.z', 'tables.b.q', 'account.accountType', 'exclude.2', 'bands.k']),
  )
  for (const path of paths) {
    const text = withChanges(own, shipped, [path])!
    expect(diffPresets(text, shipped)!.map((change) => change.path)).toEqual(paths.filter((each) => each !== path))
  }
  expect(diffPresets(withChanges(own, shipped, paths)!, shipped)).toEqual([])
})

test('comments and quoting of the rest stay', () => {
  const text = withChanges(own, shipped, ['account.accountType'])!
  expect(text).toContain('# mine\npreset: x # the name')
  expect(text).toContain("a: { x: '01', y: no } # comment a")
  expect(text).toContain('# about the type\n  accountType:\n    from: kind\n    lookup: a')
})

test('what the plugin removed goes, items of lists from the end on', () => {
  const less = own.replace("  - { when: 'q', reason: Q }\n", '').replace('  highestCredit: { from: amount }\n', '')
  const paths = diffPresets(own, less)!.map((change) => change.path)
  expect(paths).toEqual(expect.arrayContaining(['account.highestCredit', 'exclude.1']))
  expect(diffPresets(withChanges(own, less, paths)!, less)).toEqual([])
  const none = own.replace(/exclude:\n(.*\n)+/, 'exclude: []\n')
  const removed = ['exclude.0', 'exclude.1']
  expect(withChanges(own, none, removed)).toContain('exclude: []')
})

test('a text that is no preset is left alone', () => {
  expect(withChanges('- a\n', shipped, ['bands.k'])).toBeNull()
})

test('the rest of the text keeps its layout, and its line ends', () => {
  const mine = 'preset: x\ntitle: A # why\naccount:\n  a: { from: b, then: [trim, { take: 1 }] }\n  c: {from: d}\n'
  const theirs = mine.replace('title: A', 'title: B')
  const taken = mine.replace('title: A', 'title: B')
  expect(withChanges(mine, theirs, ['title'])).toBe(taken)
  const windows = (text: string) => text.replaceAll('\n', '\r\n')
  expect(withChanges(windows(mine), theirs, ['title'])).toBe(windows(taken))
})

test('a text in which something stands twice takes changes over too', () => {
  const twice = 'preset: x\ntables:\n  a: { x: y, x: z }\ntitle: A\n'
  expect(withChanges(twice, 'preset: x\ntitle: B\n', ['title'])).toBe(twice.replace('title: A', 'title: B'))
})
