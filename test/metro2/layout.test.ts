import { describe, expect, test } from 'vitest'
import { fieldPlaces, layout, type SegmentName, segmentLength, segmentOrder } from '../../server/metro2/layout.ts'
import { sharedText } from './shared.ts'

interface ReferenceField {
  field: string
  name: string
  start: number
  length: number
  type: string
  required: string
}

const needs: Record<string, string> = { R: 'required', A: 'whenApplicable', O: 'optional' }

describe('layout', () => {
  test.each([
    ['header', 426],
    ['base', 426],
    ['j1', 100],
    ['j2', 200],
    ['k1', 34],
    ['k2', 34],
    ['k3', 40],
    ['k4', 30],
    ['l1', 54],
    ['n1', 146],
    ['trailer', 426],
  ] as const)('%s is %d characters long', (segment, length) => {
    expect(segmentLength[segment]).toBe(length)
  })

  test('names are unique within a segment', () => {
    for (const segment of Object.keys(layout) as SegmentName[]) {
      const names = fieldPlaces(segment).map((place) => place.name)
      expect(new Set(names).size).toBe(names.length)
    }
  })

  test('the order of segments names segments that exist', () => {
    for (const segment of segmentOrder) expect(segmentLength[segment]).toBeGreaterThan(0)
  })

  const reference = sharedText('reference/metro2-layout.json')
  test.skipIf(reference === null)('agrees with the reference layout field by field (skips without ../shared)', () => {
    const { segments } = JSON.parse(reference!) as {
      segments: Record<string, { length: number; fields: ReferenceField[] }>
    }
    expect(Object.keys(layout)).toEqual(Object.keys(segments))
    for (const [name, segment] of Object.entries(segments)) {
      const ours = fieldPlaces(name as SegmentName).map(({ number, need, ...place }) => ({
        field: number,
        ...place,
        required: needs[need],
      }))
      const theirs = segment.fields.map(({ field, name, start, length, type, required }) => ({
        field,
        name,
        start,
        length,
        type,
        required,
      }))
      expect(ours).toEqual(theirs)
    }
  })
})
