import { expect, test } from 'vitest'
import { createIdGenerator, idTime, isId, newId } from '../server/ids.ts'

const zeros = (buffer: Uint8Array) => void buffer.fill(0)
const ones = (buffer: Uint8Array) => void buffer.fill(0xff)

test('an id is a version 7 UUID that carries its millisecond', () => {
  const id = createIdGenerator({ now: () => 0x0123456789ab, random: zeros })()
  expect(id).toBe('01234567-89ab-7000-8000-000000000000')
  expect(idTime(id)).toBe(0x0123456789ab)
  expect(createIdGenerator({ now: () => 1, random: ones })()).toBe('00000000-0001-77ff-bfff-ffffffffffff')
})

test('ids of one millisecond increase, past the end of the counter', () => {
  const next = createIdGenerator({ now: () => 1_700_000_000_000, random: zeros })
  const ids = Array.from({ length: 9000 }, next)
  expect(ids).toEqual([...ids].sort())
  expect(new Set(ids).size).toBe(9000)
  expect(idTime(ids.at(-1)!)).toBe(1_700_000_000_002)
})

test('ids increase when the clock steps back', () => {
  const clock = [5000, 4000, 4001, 5001]
  const next = createIdGenerator({ now: () => clock.shift()!, random: zeros })
  const ids = [next(), next(), next(), next()]
  expect(ids).toEqual([...ids].sort())
  expect(ids.map(idTime)).toEqual([5000, 5000, 5000, 5001])
})

test('the default generator makes distinct, well-formed, increasing ids', () => {
  const ids = Array.from({ length: 5000 }, newId)
  expect(new Set(ids).size).toBe(5000)
  expect(ids.every(isId)).toBe(true)
  expect(ids).toEqual([...ids].sort())
  expect(isId('01234567-89AB-7000-8000-000000000000')).toBe(false)
})
