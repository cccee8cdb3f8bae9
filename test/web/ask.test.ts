import { CombinedError } from 'urql'
import { expect, test } from 'vitest'
import { failureOf, refusalOf } from '../../web/app/ask.ts'

const lost = new CombinedError({ networkError: new Error('fetch failed') })
const broken = new CombinedError({ networkError: new Error('no JSON'), response: { status: 502 } })
const refused = new CombinedError({ graphQLErrors: [{ message: 'It needs OPERATOR.' }] })

test('what was refused is said; what was done says nothing', () => {
  expect(refusalOf({ userErrors: [] })).toBeNull()
  expect(refusalOf({ userErrors: undefined })).toBeNull()
  expect(refusalOf({ userErrors: [{ message: 'Too long.' }, { message: 'Too late.' }] })).toBe('Too long. Too late.')
  expect(refusalOf({ error: refused })).toBe('It needs OPERATOR.')
})

test('a server that is not there is told from one that could not answer', () => {
  expect(refusalOf({ error: lost })).toMatch(/cannot be reached/)
  expect(refusalOf({ error: broken })).toBe('The server could not answer.')
  expect(failureOf({})).toBe('The server could not answer.')
})
