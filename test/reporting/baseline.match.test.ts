/** Which loan an account is, on its own: numbers decide, consumers tell equal numbers apart, doubt stays doubt. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountKeyOf, matchAccounts, type Side } from '../../server/reporting/baseline/match.ts'

/** `A-1 x y`: number and consumers. */
const sides = (prefix: string, texts: string[]): Side[] =>
  texts.map((text, index) => {
    const [number, ...ssnHashes] = text.split('|')
    return { id: `${prefix}${index}`, consumerAccountNumber: number!, ssnHashes }
  })

const told = (accounts: string[], loans: string[]) => {
  const matches = matchAccounts(sides('a', accounts), sides('l', loans))
  return accounts.map((_text, index) => {
    const { match, loanId, sameConsumer } = matches.get(`a${index}`)!
    return [match, loanId, sameConsumer].filter((each) => each !== null).join(' ')
  })
}

describe('accounts and loans', () => {
  test.each<[string, string[], string[], string[]]>([
    ['the same number', ['A1'], ['A1'], ['NUMBER l0']],
    [
      'case, blanks and padding aside',
      ['  a 1 ', '000B2', 'C3'],
      ['A1', 'b2', '000c3'],
      ['NUMBER l0', 'NUMBER l1', 'NUMBER l2'],
    ],
    ['another number', ['A1'], ['A2'], ['NONE']],
    ['zeros inside count', ['A01'], ['A1'], ['NONE']],
    [
      'the number as it stands goes before the one without zeros',
      ['7', '007'],
      ['007', '7'],
      ['NUMBER l1', 'NUMBER l0'],
    ],
    ['what is left over is matched', ['007', '07'], ['007', '7'], ['NUMBER l0', 'NUMBER l1']],
    [
      'the same consumer is told',
      ['A1|x', 'B1|x', 'C1|x', 'D1'],
      ['A1|x', 'B1|y', 'C1', 'D1|x'],
      ['NUMBER l0 true', 'NUMBER l1 false', 'NUMBER l2', 'NUMBER l3'],
    ],
    ['a co-borrower is a consumer too', ['A1|x|y'], ['A1|y'], ['NUMBER l0 true']],
    ['a consumer alone makes no match', ['A1|x'], ['A2|x'], ['NONE']],
    ['two loans with the number: the consumer tells', ['A1|x'], ['A1|y', 'A1|x'], ['NUMBER_AND_SSN l1 true']],
    ['two loans of one consumer', ['A1|x'], ['A1|x', 'A1|x'], ['AMBIGUOUS']],
    ['two loans and no consumer', ['A1'], ['A1', 'A1'], ['AMBIGUOUS']],
    [
      'two accounts with the number: the consumer tells',
      ['A1|x', 'A1|y'],
      ['A1|y'],
      ['AMBIGUOUS', 'NUMBER_AND_SSN l0 true'],
    ],
    ['two accounts of one consumer', ['A1|x', 'A1|x'], ['A1|x'], ['AMBIGUOUS', 'AMBIGUOUS']],
    ['both twice', ['A1|x', 'A1|y'], ['A1|y', 'A1|x'], ['NUMBER_AND_SSN l1 true', 'NUMBER_AND_SSN l0 true']],
    ['a number of nothing or zeros', ['', '0000', ' '], ['', '0', ' '], ['NONE', 'NONE', 'NONE']],
  ])('%s', (_what, accounts, loans, expected) => {
    expect(told(accounts, loans)).toEqual(expected)
  })
})

test('what numbers are compared by', () => {
  expect(accountKeyOf(' 00a b-0 ')).toBe('AB-0')
  expect(accountKeyOf('0')).toBe('')
})

test('no loan is given away twice, every match has the number, and the order of the lists decides nothing', () => {
  const number = fc.stringMatching(/^0{0,2}[ab]?[12]?$/)
  const hashes = fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { maxLength: 2 })
  const list = (prefix: string) =>
    fc
      .array(fc.record({ consumerAccountNumber: number, ssnHashes: hashes }), { maxLength: 8 })
      .map((all) => all.map((each, index): Side => ({ ...each, id: `${prefix}${index}` })))
  fc.assert(
    fc.property(list('a'), list('l'), (accounts, loans) => {
      const matches = matchAccounts(accounts, loans)
      expect([...matches.keys()].sort()).toEqual(accounts.map(({ id }) => id).sort())
      const given = [...matches.values()].flatMap(({ loanId }) => loanId ?? [])
      expect(new Set(given).size).toBe(given.length)
      for (const account of accounts) {
        const { loanId } = matches.get(account.id)!
        const loan = loans.find(({ id }) => id === loanId)
        if (loan) expect(accountKeyOf(loan.consumerAccountNumber)).toBe(accountKeyOf(account.consumerAccountNumber))
      }
      const again = matchAccounts(accounts.toReversed(), loans.toReversed())
      expect(Object.fromEntries(again)).toEqual(Object.fromEntries(matches))
    }),
  )
})
