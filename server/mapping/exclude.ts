/** `exclude`: which documents are no business of the bureaus, and why. */
import { type Checking, type Condition, compileCondition } from './conditions.ts'
import type { Frame } from './frame.ts'
import type { Scope } from './paths.ts'
import { reachOf } from './reach.ts'
import { child, mapping, missingKey, text } from './shapes.ts'
import type { MapTree, Tree } from './tree.ts'

export interface Exclusion {
  reason: string
  detail: string
}
export type Exclude = (f: Frame) => Exclusion | null

const maximumExclusions = 100

export function compileExclude(tree: Tree | undefined, scope: Scope, checking: Checking): Exclude {
  if (tree === undefined) return () => null
  const { problems } = checking
  if (tree.kind !== 'list' || tree.items.length > maximumExclusions) {
    const message = `exclude is a list of at most ${maximumExclusions} conditions.`
    problems.add(tree.at, tree.path, 'WRONG_SHAPE', message, "[{ when: '…', reason: DRAFT, detail: '…' }]")
    return () => null
  }
  const reach = reachOf('exclusion', checking)
  const rules: { when: Condition; exclusion: Exclusion }[] = []
  for (const item of tree.items) {
    const map = mapping(item, 'An exclusion', ['when', 'reason', 'detail'], problems)
    if (map === null) continue
    const when = child(map, 'when')
    if (when === undefined) missingKey(map, 'when', 'An exclusion has a condition.', "when: '…'", problems)
    const exclusion = { reason: reasonOf(map, checking), detail: wordsOf(map, 'detail', checking) }
    if (when === undefined) continue
    rules.push({ when: compileCondition(when, scope, checking), exclusion })
    reach.next(item, when)
  }
  return (f) => {
    f.segment = ''
    f.field = 'exclude'
    for (const { when, exclusion } of rules) if (when(f)) return exclusion
    return null
  }
}

function wordsOf(map: MapTree, key: string, { problems }: Checking): string {
  const tree = child(map, key)
  if (tree === undefined) {
    missingKey(map, key, `An exclusion has a ${key}.`, null, problems)
    return ''
  }
  return text(tree, key, problems)?.text ?? ''
}

function reasonOf(map: MapTree, checking: Checking): string {
  const reason = wordsOf(map, 'reason', checking)
  const tree = child(map, 'reason')
  if (tree?.kind === 'text' && !/^[A-Z][A-Z0-9_]{0,60}$/.test(reason)) {
    checking.problems.add(
      tree.at,
      tree.path,
      'BAD_NAME',
      'A reason is upper case with underscores.',
      'TEMPORARY_ACCOUNT',
    )
  }
  return reason
}
