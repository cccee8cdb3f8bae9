import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readConfig, variableNames } from '../../server/config.ts'
import { createMetrics } from '../../server/metrics.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const matches = (text: string, pattern: RegExp) => Array.from(text.matchAll(pattern), (match) => match[1]!)

const example = read('.env.example')
const operations = read('docs/operations.md')

test('every variable stands in .env.example and in the table of the operations page, and no other', () => {
  const names = [...variableNames].sort()
  expect(matches(example, /^#?([A-Z][A-Z0-9_]+)=/gm).sort()).toEqual(names)
  const table = operations.split('## ').find((section) => section.startsWith('Configuration'))!
  expect(matches(table, /^\| `([A-Z0-9_]+)` \|/gm).sort()).toEqual(names)
})

test('the example can be used as it is, and with every line in force that has a value', () => {
  expect(example.split('\n').every((line) => line === '' || line.startsWith('#'))).toBe(true)
  const values = Object.fromEntries(
    Array.from(example.matchAll(/^#([A-Z][A-Z0-9_]+)=(.*)$/gm), (match) => [match[1]!, match[2]!]),
  )
  const config = readConfig(values)
  expect(config.jwt).not.toBeNull()
  const { publicUrl, allowedOrigins, databaseUrl, jwt, signOn, ...rest } = config
  const { publicUrl: _, allowedOrigins: __, databaseUrl: ___, jwt: ____, signOn: _____, ...defaults } = readConfig({})
  expect([publicUrl, databaseUrl, jwt, signOn]).not.toContain(null)
  expect(allowedOrigins).toHaveLength(2)
  expect(rest).toEqual(defaults)
})

const watching = operations.split('## ').find((section) => section.startsWith('Watching it'))!

test('every metric stands in the operations page with its labels, and no other', () => {
  const metrics = createMetrics().registry.getMetricsAsArray() as unknown as { name: string; labelNames: string[] }[]
  const rows = Array.from(watching.matchAll(/^\| `(metro2_\w+)` \| ([\w, ]*)\|/gm), ([, name, labels]) => [
    name!,
    labels!.trim(),
  ])
  const expected = metrics.map(({ name, labelNames }) => [name, labelNames.join(', ')])
  expect(rows.sort()).toEqual(expected.sort())
})

test('the queries for a dashboard ask for metrics and labels that there are, and leave none out', () => {
  const metrics = createMetrics().registry.getMetricsAsArray() as unknown as { name: string; labelNames: string[] }[]
  const labels = new Map(metrics.map(({ name, labelNames }) => [name, [...labelNames, 'le']]))
  const asked = new Set<string>()
  const queries = Array.from(watching.matchAll(/^\|[^|]*\| (`.*`) \|$/gm), ([, queries]) =>
    queries!.split('`, `'),
  ).flat()
  for (const query of queries.filter((text) => text.includes('metro2_'))) {
    const names = Array.from(query.matchAll(/metro2_\w+/g), ([name]) => name.replace(/_(bucket|count|sum)$/, ''))
    for (const name of names) {
      expect([...labels.keys()], query).toContain(name)
      asked.add(name)
      const by = Array.from(query.matchAll(/by \(([^)]*)\)/g), ([, list]) => list!.split(', ')).flat()
      for (const label of by) expect(labels.get(name), query).toContain(label)
    }
  }
  expect([...asked].sort()).toEqual([...labels.keys()].sort())
})
