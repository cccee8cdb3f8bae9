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

  const interest = 'interestTypeIndicator: { value: F }'
  it.each([
    ['numbers and truth where text is meant', edited('title: ', 'title: 45 #')],
    ['a condition that is true', edited(interest, 'interestTypeIndicator: { firstMatch: [{ when: true, value: F }] }')],
    ['numbers in quotes', edited(interest, "interestTypeIndicator: { from: displayId, then: [{ take: '1' }] }")],
    ['bands in quotes', edited('upTo: 29', "upTo: '29'")],
    ['language in quotes', edited('language: 1', "language: '1'")],
    ['a name of digits', edited('preset: loanpro-metro2', 'preset: 12')],
    ['no examples', `${documentedPreset}\nexamples: []\n`],
    [
      'an example of a segment',
      `${documentedPreset}\nexamples: [{ title: 1, asOf: 2026-01-01, given: {}, expect: { k4.balloonPaymentAmount: 5, city: } }]\n`,
    ],
  ])('accepts %s, as the checker does', (_title, text) => {
    expect(problemsOf(text)).toEqual([])
    expect(schema.safeParse(parse(text)).error?.issues ?? []).toEqual([])
  })

  it.each([
    [
      'a name of two kinds',
      edited('{ latest: StatusArchive, by: date }', '{ latest: StatusArchive, first: Customers, by: date }'),
    ],
    ['a latest without by', edited('{ latest: StatusArchive, by: date }', '{ latest: StatusArchive }')],
    ['a table without entries', edited('{ monthly: M, biWeekly: B, weekly: W }', '{}')],
    ['bands of two words', edited('  size: [', '  si ze: [')],
    ['no arm', edited(interest, 'interestTypeIndicator: { firstMatch: [] }')],
    ['an arm in an arm', edited(interest, 'interestTypeIndicator: { firstMatch: [{ firstMatch: [] }] }')],
    ['a recipe that is a word', edited(interest, 'interestTypeIndicator: F')],
    ['two converters in one', edited('[wholeDollars]', '[{ take: 1, keep: digits }]')],
    [
      'an unknown expectation',
      `${documentedPreset}\nexamples: [{ title: a, asOf: 2026-01-01, given: {}, expect: { cty: a } }]\n`,
    ],
  ])('refuses %s, as the checker does', (_title, text) => {
    expect(problemsOf(text)).not.toEqual([])
    expect(schema.safeParse(parse(text)).success).toBe(false)
  })
})
