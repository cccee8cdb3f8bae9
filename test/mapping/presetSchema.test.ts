import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { presetSchema } from '../../server/mapping/presetSchema.ts'
import { documentedPreset, edited, problemsOf } from './support.ts'

const schema = z.fromJSONSchema(presetSchema as Parameters<typeof z.fromJSONSchema>[0])

describe('the JSON Schema of the language', () => {
  it('accepts the documented preset', () => {
    expect(schema.safeParse(parse(documentedPreset)).error?.issues ?? []).toEqual([])
  })

  it.each([
    ['an unknown key', edited('exclude:', 'excludes:')],
    ['an unknown field', edited('specialComment:', 'specialComments:')],
    ['an unknown key of a recipe', edited('as: date, required', 'az: date, required')],
    ['an unknown type', edited('as: date, required', 'as: dat, required')],
    ['an unknown converter', edited('[wholeDollars]', '[wholeDollar]')],
    ['a wrong argument', edited('{ keep: alphanumeric }', '{ keep: numbers }')],
    ['an unknown policy', edited('onMissing: reject', 'onMissing: refuse')],
    ['a fact of another field', edited('{ derive: paymentRating }', '{ derive: accountStatus }')],
    ['a missing field', edited("    ecoaCode: { value: '1' }\n", '')],
    ['an unknown segment', edited('  k1:\n', '  k9:\n')],
    ['an unknown field of a segment', edited('creditorClassification:', 'creditorClass:')],
    ['a derived field of a segment', edited('{ value: 12 }', '{ derive: creditorClassification }')],
    ['an unknown fact of a history', edited('periodicPayment:', 'periodPayment:')],
  ])('refuses %s, as the checker does', (_title, text) => {
    expect(schema.safeParse(parse(text)).success).toBe(false)
    expect(problemsOf(text)).not.toEqual([])
  })
})
