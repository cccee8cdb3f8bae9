/** docs/presets.md names every word of the language and every code, and none besides. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { converters } from '../../server/mapping/converters.ts'
import { functionNames, methodNames } from '../../server/mapping/functions.ts'
import { scalarNames } from '../../server/mapping/history.ts'
import { adjustmentKinds, rowKindOf, sectionNames } from '../../server/mapping/historyColumns.ts'
import { readings } from '../../server/mapping/readings.ts'
import { accountTargets, consumerTargets, segmentTargets } from '../../server/mapping/targets.ts'
import { derivedFields } from '../../server/metro2/facts.ts'

const folder = new URL('../../server/mapping/', import.meta.url)
const source = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))
  .join('\n')
const drift = readFileSync(new URL('../../server/sync/drift.ts', import.meta.url), 'utf8')
const document = readFileSync(new URL('../../docs/presets.md', import.meta.url), 'utf8')

/** Codes as the program writes them: the argument before a message. */
const codes = new Set(
  [...source.matchAll(/'([A-Z]{2,}(?:[_-][A-Z]+)+)'(?=,|\s\?|\s:|\)| \})/g)].map((match) => match[1]!),
)
const words = new Set(
  (
    'TEMPORARY_ACCOUNT DUE_DATE_CHANGED PAST_DUE_ADJUSTED DAYS_PAST_DUE_RESET TAB_AS_INDENT BAD_SCALAR_START BLOCK_AS_IMPLICIT_KEY ' +
    'QUOTE_DOUBLE QUOTE_SINGLE BLOCK_FOLDED BLOCK_LITERAL'
  ).split(' '),
)

it('names every code of a problem, a failure and a finding', () => {
  const missing = [...codes].filter((code) => !words.has(code) && !document.includes(`\`${code}\``))
  expect(codes.size).toBeGreaterThan(30)
  expect(missing).toEqual([])
})

it('names no code that the program does not have', () => {
  const named = [...document.matchAll(/^\| (`[A-Z][A-Z_-]+`(?:, `[A-Z_-]+`)*) \|/gm)].flatMap((match) =>
    match[1]!.split(', ').map((code) => code.slice(1, -1)),
  )
  expect(named.length).toBeGreaterThan(30)
  expect(named.filter((code) => !`${source}${drift}`.includes(`'${code}'`))).toEqual([])
})

it.each([
  ['converter', Object.keys(converters)],
  ['type', Object.keys(readings)],
  ['function', [...functionNames, ...methodNames]],
  ['field of the account', [...accountTargets.keys()]],
  ['field of a consumer', [...consumerTargets.keys()]],
  [
    'fact of a history',
    [...scalarNames, ...sectionNames, ...adjustmentKinds].concat(
      sectionNames.flatMap((name) => rowKindOf(name, null).columns.map((column) => column.target.name)),
    ),
  ],
  ['fact for derive', [...derivedFields]],
  ['field of a segment', Object.values(segmentTargets).flatMap((targets) => [...targets.keys()])],
])('names every %s', (_what, names) => {
  expect(names.filter((name) => !new RegExp(`[\`{. ]${name}[\`:(, ]`).test(document))).toEqual([])
})
