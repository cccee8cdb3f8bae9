/** What to do when a value is missing or unknown, and the constants that stand in a preset in a value's place. */
import { isCalendarDate } from '../metro2/dates.ts'
import { maximumAmount } from '../metro2/money.ts'
import { transliterate } from '../metro2/text.ts'
import { centsOf, integerOf } from './numbers.ts'
import type { Problems } from './problems.ts'
import { child, mapping, text, word } from './shapes.ts'
import type { Target, TargetKind } from './targets.ts'
import type { TextTree, Tree } from './tree.ts'
import type { Ending } from './values.ts'

export type Policy =
  | { kind: 'blank' | 'reject' | 'hold' | 'keep' }
  /** The finished value of the field. */
  | { kind: 'default'; ending: Ending }

export function readPolicy(tree: Tree, allowKeep: boolean, target: Target, problems: Problems): Policy {
  const words = allowKeep ? ['blank', 'reject', 'hold', 'keep'] : ['blank', 'reject', 'hold']
  if (tree.kind !== 'map') {
    const found = word(tree, 'This', words, problems) ?? 'reject'
    return { kind: found as 'blank' | 'reject' | 'hold' | 'keep' }
  }
  const map = mapping(tree, 'A default', ['default'], problems)
  const value = map === null ? undefined : child(map, 'default')
  if (value === undefined) {
    problems.add(tree.at, tree.path, 'WRONG_SHAPE', 'A default is written { default: X }.', null)
    return { kind: 'reject' }
  }
  const constant = text(value, 'The default', problems)
  return { kind: 'default', ending: { final: constant === null ? null : readConstant(constant, target, problems) } }
}

const formOf: Record<TargetKind, string> = {
  text: 'text',
  amount: 'whole dollars, like 1200',
  date: 'a calendar date, like 2026-01-31',
  ssn: 'nothing: no constant stands here',
  birthDate: 'nothing: no constant stands here',
  money: 'dollars and cents, like 12.50',
  integer: 'a whole number, like 30',
}

/** A constant in the form its field wants; null after a problem. Blank text is null for fields that are no text. */
export function readConstant(tree: TextTree, target: Target, problems: Problems): string | number | null {
  const given = tree.text
  if (tree.plain && (given === 'null' || given === '~')) {
    problems.add(tree.at, tree.path, 'BAD_VALUE', `There is no ${given} in presets.`, "For blank, write ''.")
    return null
  }
  if (target.kind === 'text') {
    checkCode(given, tree.at, tree.path, target, problems)
    return finishedText(tree, target, problems)
  }
  if (given.trim() === '') return null
  const value = constantOf(given, target.kind)
  if (value === null) {
    const message = `${target.name} wants ${formOf[target.kind]}; this is '${given.slice(0, 60)}'.`
    problems.add(tree.at, tree.path, 'BAD_VALUE', message, null)
  }
  return value
}

function constantOf(given: string, kind: TargetKind): string | number | null {
  switch (kind) {
    case 'amount': {
      const dollars = integerOf(given)
      return dollars !== null && dollars >= 0 && dollars <= maximumAmount ? dollars : null
    }
    case 'money':
      return centsOf(given)
    case 'integer':
      return integerOf(given)
    case 'date':
      return isCalendarDate(given) ? given : null
    default:
      return null
  }
}

function finishedText(tree: TextTree, target: Target, problems: Problems): string {
  if (!target.finished) return tree.text
  const finished = transliterate(tree.text)
  if (target.width !== null && finished.length > target.width) {
    const message = `${target.name} holds ${target.width} characters; this has ${finished.length}.`
    problems.add(tree.at, tree.path, 'TOO_LONG', message, null)
  }
  return finished
}

/** A constant aimed at a coded field must be a code of its table; blank always is. */
export function checkCode(value: string, at: number, path: string, target: Target, problems: Problems): void {
  const { codes } = target
  if (codes === null || value.trim() === '' || codes.codes.has(value.toUpperCase())) return
  const listed = [...codes.codes]
  const some = listed.length > 24 ? `${listed.slice(0, 24).join(' ')} …` : listed.join(' ')
  problems.add(at, path, 'UNKNOWN_CODE', `'${value.slice(0, 40)}' is no ${codes.title}.`, `Codes: ${some}.`)
}
