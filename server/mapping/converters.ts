/** The converters of `then`: a closed list, each with its argument, the types it takes and gives, and what it does. */
import { monthlyEquivalent } from '../metro2/amounts.ts'
import { wholeDollars } from '../metro2/money.ts'
import { type nameParts, splitName } from '../metro2/names.ts'
import { cleanAddress, cleanName, generationOf, splitGeneration } from '../metro2/text.ts'
import { noteUnwritable } from './finish.ts'
import { type Frame, fail } from './frame.ts'
import { roundHalfAway } from './numbers.ts'
import { BLANK, MISSING, type Value, type ValueType } from './values.ts'

/** What a converter's argument is: N whole and not negative, any number, text, a pair of texts, or one of a few words. */
export type ArgumentKind = 'none' | 'count' | 'number' | 'text' | 'pair' | 'padding' | 'letters' | 'namePart'
export type Argument = { numbers: number[]; texts: string[] }

export interface Converter {
  argument: ArgumentKind
  accepts: ValueType[]
  gives(type: ValueType, argument: Argument): ValueType
  /** `describe` is the source path, for failures. */
  make(argument: Argument, type: ValueType): (value: Value, f: Frame, describe: () => string) => Value
}

const numeric: ValueType[] = ['integer', 'decimal', 'money']
const same = (type: ValueType) => type

function ofText(argument: ArgumentKind, change: (text: string, argument: Argument) => string): Converter {
  return {
    argument,
    accepts: ['text'],
    gives: same,
    make: (given) => (value) => change(value as string, given),
  }
}

/** Text as the format writes it; what cannot be written is told. */
function cleaned(argument: ArgumentKind, change: (text: string, argument: Argument) => string): Converter {
  return {
    argument,
    accepts: ['text'],
    gives: same,
    make: (given) => (value, f) => {
      noteUnwritable(value as string, f)
      return change(value as string, given)
    },
  }
}

/** Limits in a preset are dollars where the value is money. */
function limit(choose: (value: number, bound: number) => number): Converter {
  return {
    argument: 'number',
    accepts: numeric,
    gives: same,
    make: ({ numbers }, type) => {
      const bound = type === 'money' ? roundHalfAway(numbers[0]! * 100) : numbers[0]!
      return (value) => choose(value as number, bound)
    },
  }
}

function scale(operation: (value: number, by: number) => number, staysWhole: (by: number) => boolean): Converter {
  return {
    argument: 'number',
    accepts: numeric,
    gives: (type, { numbers }) => {
      if (type === 'money') return 'money'
      return type === 'integer' && staysWhole(numbers[0]!) ? 'integer' : 'decimal'
    },
    make: ({ numbers }, type) => {
      const by = numbers[0]!
      if (type === 'money') return (value) => roundHalfAway(operation(value as number, by))
      return (value) => operation(value as number, by)
    },
  }
}

function toInteger(change: (value: number) => number): Converter {
  return {
    argument: 'none',
    accepts: ['integer', 'decimal'],
    gives: () => 'integer',
    make: () => (value) => change(value as number) + 0,
  }
}

const keeps: Record<string, RegExp> = {
  digits: /[^0-9]/g,
  letters: /[^A-Za-z]/g,
  alphanumeric: /[^A-Za-z0-9]/g,
}
export const keepWords = Object.keys(keeps)

const maxLength: Converter = {
  argument: 'count',
  accepts: ['text'],
  gives: same,
  make:
    ({ numbers }) =>
    (value, f, describe) => {
      if ((value as string).length <= numbers[0]!) return value
      const hint = 'Shorten it in the source, or cut it with { take: N } where that is right.'
      fail(f, describe(), 'TOO_LONG', `The value is longer than ${numbers[0]} characters.`, hint)
      return BLANK
    },
}

const pad: Converter = {
  argument: 'padding',
  accepts: ['text', 'integer'],
  gives: () => 'text',
  make:
    ({ numbers, texts }) =>
    (value) =>
      String(value).padStart(numbers[0]!, texts[0]!),
}

function cleanPart(text: string, part: (typeof nameParts)[number]): string {
  const found = splitName(text)[part]
  return part === 'generationCode' ? found : cleanName(found)
}

/** Periods in a year by terms frequency (Field 14). P and D have none. */
const periodsPerYear: Record<string, number> = { W: 52, B: 26, E: 24, M: 12, L: 6, Q: 4, T: 3, S: 2, Y: 1 }

/** For periods of the loan's frequency; with P, D or none there is nothing to convert by. */
function byFrequency(
  accepts: ValueType[],
  gives: ValueType,
  change: (value: number, frequency: string, perYear: number) => number,
): Converter {
  return {
    argument: 'none',
    accepts,
    gives: () => gives,
    make: () => (value, f) => {
      const perYear = periodsPerYear[f.termsFrequency]
      return perYear === undefined ? MISSING : change(value as number, f.termsFrequency, perYear)
    },
  }
}

/** Converters that read `account.termsFrequency` of the record in hand. */
export const needFrequency = new Set(['monthlyAmount', 'monthsOfTerm'])

export const converters: Record<string, Converter> = {
  trim: ofText('none', (t) => t.trim()),
  upper: ofText('none', (t) => t.toUpperCase()),
  lower: ofText('none', (t) => t.toLowerCase()),
  take: ofText('count', (t, { numbers }) => t.slice(0, numbers[0]!)),
  takeLast: ofText('count', (t, { numbers }) => (numbers[0] === 0 ? '' : t.slice(-numbers[0]!))),
  maxLength,
  keep: ofText('letters', (t, { texts }) => t.replace(keeps[texts[0]!]!, '')),
  replace: ofText('pair', (t, { texts }) => t.replaceAll(texts[0]!, () => texts[1]!)),
  append: ofText('text', (t, { texts }) => t + texts[0]!),
  pad,
  name: cleaned('none', cleanName),
  address: cleaned('none', cleanAddress),
  fullName: cleaned('namePart', (t, { texts }) => cleanPart(t, texts[0] as (typeof nameParts)[number])),
  withoutGeneration: ofText('none', (t) => splitGeneration(t).surname),
  generation: ofText('none', (t) => generationOf(t) || splitGeneration(t).generationCode),
  wholeDollars: {
    argument: 'none',
    accepts: ['money'],
    gives: () => 'integer',
    make: () => (value) => wholeDollars(value as number),
  },
  atLeast: limit(Math.max),
  atMost: limit(Math.min),
  times: scale((value, by) => value * by, Number.isInteger),
  dividedBy: scale(
    (value, by) => value / by,
    () => false,
  ),
  round: toInteger(roundHalfAway),
  floor: toInteger(Math.floor),
  ceiling: toInteger(Math.ceil),
  monthlyAmount: byFrequency(['money'], 'money', monthlyEquivalent),
  // A hair less before rounding up: 78 biweekly periods are 36 months, not 37 for a floating-point remainder.
  monthsOfTerm: byFrequency(['integer', 'decimal'], 'integer', (n, _, perYear) => Math.ceil((n * 12) / perYear - 1e-9)),
}
