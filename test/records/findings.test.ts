import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { describedFindings } from '../../server/records/findings.ts'

test('every finding has one description with explanation and fix', () => {
  const ids = describedFindings.map((finding) => finding.id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const finding of describedFindings) {
    expect(finding.title, finding.id).not.toBe('')
    expect(finding.explanation, finding.id).not.toBe('')
    expect(finding.fix, finding.id).not.toBe('')
  }
})

test('every finding that mapping, derivation and sync write is described', () => {
  const described = new Set(describedFindings.map((finding) => finding.id))
  const written = ['server/mapping', 'server/metro2', 'server/sync'].flatMap((folder) =>
    readdirSync(folder, { encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => {
        const text = readFileSync(`${folder}/${name}`, 'utf8')
        return [...text.matchAll(/(?:find|finding)\(\s*\w+,\s*'([A-Z0-9-]+)'|'(RECORD-[A-Z]+)'/g)].map(
          (match) => match[1] ?? match[2]!,
        )
      }),
  )
  expect(written.length).toBeGreaterThan(10)
  expect(written.filter((id) => !described.has(id))).toEqual([])
})
