/** Each rule says exactly when it hits, by fields that exist and in words of its own. */
import { expect, test } from 'vitest'
import { fieldPlaces, type SegmentName } from '../../../server/metro2/layout.ts'
import { fileRules } from '../../../server/metro2/rules/fileText.ts'
import { lineRules } from '../../../server/metro2/rules/lineText.ts'
import { allRules, previousRules, ruleById, rules } from '../../../server/metro2/rules/registry.ts'
import { describedFindings } from '../../../server/records/findings.ts'

const parts = [...rules, ...previousRules, ...Object.values(lineRules), ...Object.values(fileRules)]

const plain = (text: string) => text.replace(/[^A-Za-z]/g, '').toLowerCase()

/** Every `Name (17A)` and `Name (38, J1 11, J2 11)`: the name as far as it is written in capitals, and where it stands. */
function citations(condition: string): { name: string; places: string[] }[] {
  const cited = /((?:[A-Z][\w/-]*(?: of | )?)+)\(((?:(?:[JKLN]\d |header |trailer )?\d+[AB]?(?:, )?)+)\)/g
  return [...condition.matchAll(cited)].map((match) => ({ name: match[1]!, places: match[2]!.split(', ') }))
}

function fieldName(place: string): string | undefined {
  const [segment, number] = place.includes(' ') ? place.toLowerCase().split(' ') : ['base', place.toLowerCase()]
  return fieldPlaces(segment as SegmentName).find((field) => field.number.toLowerCase() === number)?.name
}

test('every rule has a condition, a sentence that no other rule has', () => {
  const conditions = parts.map(({ condition }) => condition)
  for (const condition of conditions) expect(condition).toMatch(/^[A-Z].{25,}\.$/)
  expect(new Set(conditions).size).toBe(conditions.length)
  const described = describedFindings.map(({ condition }) => condition)
  expect(described.every((condition) => condition.length > 25)).toBe(true)
  expect(new Set(described).size).toBe(described.length)
})

test('a condition is neither the title nor why it matters', () => {
  for (const { title, condition, explanation, fix } of describedFindings) {
    for (const other of [title, explanation, fix]) expect(plain(condition)).not.toBe(plain(other))
  }
})

test('fields are named as the format names and numbers them', () => {
  let checked = 0
  for (const { id, condition } of [...parts, ...describedFindings]) {
    for (const { name, places } of citations(condition)) {
      for (const place of places) {
        const field = fieldName(place)
        expect(field, `${id}: ${name}(${place})`).toBeDefined()
        expect(plain(name).endsWith(plain(field!)), `${id}: ${name}(${place}) is ${field}`).toBe(true)
        checked += 1
      }
    }
  }
  expect(checked).toBeGreaterThan(600)
})

test('a rule about one record cites a field by number', () => {
  for (const { id, condition } of [...rules, ...previousRules]) {
    if (id !== 'G-CHAR-1') expect(citations(condition).length, id).toBeGreaterThan(0)
  }
})

test('a rule with several scopes says when it hits in each', () => {
  for (const { id, scopes } of allRules) {
    if (scopes.length === 1) continue
    const own = parts.filter((part) => part.id === id).map(({ condition }) => condition)
    expect(own.length).toBe(scopes.length)
    for (const condition of own) expect(ruleById(id)!.condition).toContain(condition)
  }
})
