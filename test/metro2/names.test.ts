import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitName } from '../../server/metro2/names.ts'
import { cleanAddress, cleanName, hasUnwritable, splitGeneration, transliterate } from '../../server/metro2/text.ts'

describe('a whole name', () => {
  test.each([
    ['John Smith', 'Smith', 'John', '', ''],
    ['SMITH, JOHN', 'SMITH', 'JOHN', '', ''],
    ['SMITH, JOHN Q', 'SMITH', 'JOHN', 'Q', ''],
    ['SMITH, JOHN Q JR', 'SMITH', 'JOHN', 'Q', 'J'],
    ['SMITH JR, JOHN Q', 'SMITH', 'JOHN', 'Q', 'J'],
    ['Smith, John, III', 'Smith', 'John', '', '3'],
    ['John Q. Smith, Jr.', 'Smith', 'John', 'Q.', 'J'],
    ['Dr. John Quincy Adams Smith II', 'Smith', 'John', 'Quincy Adams', '2'],
    ['John Smith V', 'Smith', 'John', '', '5'],
    ['John V', 'V', 'John', '', ''],
    ['Juan de la Cruz', 'de la Cruz', 'Juan', '', ''],
    ['Ludwig van Beethoven Sr', 'van Beethoven', 'Ludwig', '', 'S'],
    ['Mary Ann Van Der Berg', 'Van Der Berg', 'Mary', 'Ann', ''],
    ['Van Morrison', 'Morrison', 'Van', '', ''],
    ['García Márquez, José', 'García Márquez', 'José', '', ''],
    ['Smith-Jones, Anne-Marie', 'Smith-Jones', 'Anne-Marie', '', ''],
    ['Cher', 'Cher', '', '', ''],
    ['Mr. Bean', 'Bean', '', '', ''],
    ['Junior', 'Junior', '', '', ''],
    [' , John', '', 'John', '', ''],
    ['', '', '', '', ''],
    [' . - ', '', '', '', ''],
    ['Łukasz Żak', 'Żak', 'Łukasz', '', ''],
  ])('%s', (name, surname, firstName, middleName, generationCode) => {
    expect(splitName(name)).toEqual({ surname, firstName, middleName, generationCode })
  })

  test('parts that are put together with a comma come apart the same', () => {
    const word = fc.stringMatching(/^[B-DF-HJ-NP-RT][b-df-hj-np-rt]{2,8}$/)
    const suffix = fc.constantFrom(['', ''], ['Jr', 'J'], ['Sr.', 'S'], ['IV', '4'])
    fc.assert(
      fc.property(word, word, fc.option(word, { nil: '' }), suffix, (surname, firstName, middleName, [end, code]) => {
        const name = `${surname}, ${firstName} ${middleName} ${end}`
        expect(splitName(name)).toEqual({ surname, firstName, middleName, generationCode: code })
      }),
      { seed: 7 },
    )
  })

  test('answers for anything, and every part can be written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const { surname, firstName, middleName, generationCode } = splitName(text)
        for (const part of [surname, firstName, middleName]) expect(cleanName(part)).toMatch(/^[A-Z -]*$/)
        expect(generationCode).toMatch(/^[JS2-9]?$/)
        expect(transliterate(text)).toMatch(/^[\x20-\x5f\x7b-\x7e]*$/)
      }),
      { seed: 7 },
    )
  })
})

test.each([
  ['José', false],
  ['“O’Neil” – 5…', false],
  ['Łódź ß ½', false],
  ['smile 😀 ★', false],
  ['Иванов', true],
  ['Smith 日', true],
  ['٣ Main St', true],
])('%s loses letters: %s', (text, expected) => expect(hasUnwritable(text)).toBe(expected))

test('long runs of hyphens and spaces take no longer than as many letters', () => {
  const long = `A${'-'.repeat(500_000)}B`
  expect(cleanName(long)).toBe(long)
  expect(cleanName(`${'-'.repeat(500_000)}A- -`)).toBe('A')
  expect(splitGeneration(`A${' '.repeat(500_000)}JR`)).toEqual({ surname: 'A', generationCode: 'J' })
})

test('a half in a house number stays a half', () => {
  expect(cleanAddress('5½ Oak St')).toBe('5 1/2 OAK ST')
  expect(cleanAddress('½ Oak St')).toBe('1/2 OAK ST')
})
