/** `then`: a chain of converters, each checked against the type the one before it gives. */
import { nameParts } from '../metro2/names.ts'
import { type Argument, type Converter, converters, keepWords, needFrequency } from './converters.ts'
import { decimalOf, integerOf } from './numbers.ts'
import type { Draft } from './pipeline.ts'
import type { Problems } from './problems.ts'
import type { Tree } from './tree.ts'
import type { ValueType } from './values.ts'

const namePartWords: readonly string[] = nameParts
const maximumLength = 20
const maximumCount = 1000

/** Adds the steps of a chain; answers the type it ends with, or null after a problem. */
export function compileThen(tree: Tree, type: ValueType, draft: Draft): ValueType | null {
  const { problems } = draft.context.checking
  if (tree.kind !== 'list' || tree.items.length > maximumLength) {
    const message = `then is a list of at most ${maximumLength} converters.`
    problems.add(tree.at, tree.path, 'WRONG_SHAPE', message, 'then: [trim, upper, { take: 10 }]')
    return null
  }
  let current: ValueType | null = type
  for (const item of tree.items) {
    const link = readLink(item, problems)
    if (link === null) current = null
    if (link === null || current === null) continue
    current = addStep(item, link, current, draft)
  }
  return current
}

interface Link {
  name: string
  converter: Converter
  argument: Argument
}

function addStep(item: Tree, { name, converter, argument }: Link, type: ValueType, draft: Draft): ValueType | null {
  const { problems } = draft.context.checking
  if (!converter.accepts.includes(type)) {
    const message = `${name} takes ${converter.accepts.join(', ')}; here it is given ${type}.`
    problems.add(item.at, item.path, 'TYPE_MISMATCH', message, typeHint(name, type))
    return null
  }
  if (needFrequency.has(name) && draft.target.name === 'termsFrequency') {
    problems.add(item.at, item.path, 'CONFLICT', `${name} reads termsFrequency and cannot make it.`, null)
    return null
  }
  const run = converter.make(argument, type)
  const { place } = draft.path
  draft.steps.push({ name: stepName(name, argument), isMeant: false, run: (value, f) => run(value, f, () => place(f)) })
  return converter.gives(type, argument)
}

function stepName(name: string, { numbers, texts }: Argument): string {
  const given = [...numbers, ...texts].join(', ')
  return given === '' ? name : `${name}: ${given}`
}

function typeHint(name: string, type: ValueType): string | null {
  if (type === 'money' && (name === 'round' || name === 'floor' || name === 'pad')) return 'wholeDollars first'
  if (name === 'wholeDollars' && type === 'text') return 'as: money'
  if (type === 'text' && (name === 'monthsOfTerm' || name === 'round' || name === 'floor')) return 'as: decimal'
  return null
}

function readLink(item: Tree, problems: Problems): Link | null {
  const entry = item.kind === 'map' && item.entries.size === 1 ? [...item.entries.values()][0]! : null
  const name = item.kind === 'text' ? item.text : (entry?.key ?? null)
  if (name === null) {
    problems.add(
      item.at,
      item.path,
      'WRONG_SHAPE',
      'A converter is a word, or a word with its argument.',
      '{ take: 10 }',
    )
    return null
  }
  const converter = Object.hasOwn(converters, name) ? converters[name]! : null
  if (converter === null) {
    const names = Object.keys(converters)
    const hint = problems.suggest(name, names) ?? `Converters: ${names.join(', ')}.`
    problems.add(item.at, item.path, 'UNKNOWN_CONVERTER', `${name.slice(0, 60)} is no converter.`, hint)
    return null
  }
  const argument = readArgument(converter, entry?.value ?? null)
  if (argument !== null) return { name, converter, argument }
  const { at, path } = entry?.value ?? item
  problems.add(at, path, 'BAD_ARGUMENT', `${name} ${argumentForms[converter.argument]}.`, argumentHint(name, converter))
  return null
}

const argumentForms: Record<Converter['argument'], string> = {
  none: 'takes no argument',
  count: `takes a whole number from 0 to ${maximumCount}`,
  number: 'takes a number',
  text: 'takes a text',
  pair: 'takes two texts, and the first is not blank',
  padding: 'takes a length from 1 to 100 and one character',
  letters: `takes ${keepWords.join(', ')}`,
  namePart: `takes ${nameParts.join(', ')}`,
}

function argumentHint(name: string, { argument }: Converter): string | null {
  const examples: Record<string, string> = {
    none: name,
    count: `{ ${name}: 10 }`,
    number: name === 'dividedBy' ? '{ dividedBy: 12 }, and not by 0' : `{ ${name}: 12 }`,
    text: `{ ${name}: 'X' }`,
    pair: `{ ${name}: ['-', ''] }`,
    padding: `{ ${name}: [3, '0'] }`,
    letters: `{ ${name}: alphanumeric }`,
    namePart: `{ ${name}: surname }`,
  }
  const example = examples[argument]
  return example === undefined ? null : `Write ${example}.`
}

function textsOf(tree: Tree): string[] | null {
  const items = tree.kind === 'list' ? tree.items : [tree]
  const texts = items.map((item) => (item.kind === 'text' ? item.text : null))
  return texts.includes(null) ? null : (texts as string[])
}

function readArgument(converter: Converter, tree: Tree | null): Argument | null {
  if (tree === null || converter.argument === 'none') {
    return tree === null && converter.argument === 'none' ? { numbers: [], texts: [] } : null
  }
  const texts = textsOf(tree)
  if (texts === null) return null
  const [first, second] = texts
  if (converter.argument === 'pair') return texts.length === 2 && first !== '' ? { numbers: [], texts } : null
  if (converter.argument === 'padding') return paddingOf(first, second, texts.length)
  if (first === undefined || texts.length !== 1) return null
  if (converter.argument === 'text') return { numbers: [], texts }
  if (converter.argument === 'letters') return keepWords.includes(first) ? { numbers: [], texts } : null
  if (converter.argument === 'namePart') return namePartWords.includes(first) ? { numbers: [], texts } : null
  const value = converter.argument === 'count' ? integerOf(first) : decimalOf(first)
  if (value === null || (converter.argument === 'count' && (value < 0 || value > maximumCount))) return null
  return converter === converters.dividedBy && value === 0 ? null : { numbers: [value], texts: [] }
}

function paddingOf(length: string | undefined, character: string | undefined, count: number): Argument | null {
  const width = length === undefined ? null : integerOf(length)
  if (count !== 2 || width === null || width < 1 || width > 100 || character?.length !== 1) return null
  return { numbers: [width], texts: [character] }
}
