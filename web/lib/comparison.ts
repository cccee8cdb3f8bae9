/** A record beside what was last reported of it, character by character: which fields say something else. */
import { layout } from '../generated/layout.ts'
import type { RuledField } from './ruler.ts'

export interface ComparedField extends RuledField {
  /** The characters as they were reported; null where nothing was. */
  before: string | null
  changed: boolean
}

/** @param named paths of fields that the server says differ: masked ones may look the same and differ */
export function compareFields(
  now: readonly RuledField[],
  before: readonly RuledField[] | null,
  named: readonly string[],
): ComparedField[] {
  const differing = new Set(named)
  return now.map((field, index) => {
    const old = before?.[index]?.text ?? null
    return {
      ...field,
      before: old,
      changed: old !== null && (old !== field.text || differing.has(`base.${field.name}`)),
    }
  })
}

export interface Piece {
  text: string
  changed: boolean
  selected: boolean
}

/** A line in pieces, so that what changed and what is chosen can be marked in it. */
export function piecesOf(fields: readonly ComparedField[], side: 'now' | 'before', selected: string): Piece[] {
  const pieces: Piece[] = []
  for (const field of fields) {
    const text = side === 'now' ? field.text : (field.before ?? '')
    const last = pieces.at(-1)
    const piece = { text, changed: field.changed, selected: field.name === selected }
    if (last && last.changed === piece.changed && !last.selected && !piece.selected) last.text += text
    else pieces.push(piece)
  }
  return pieces
}

const titles = new Map(layout.base.map(({ name, title, number }) => [name, { title, number }]))

/** `base.accountStatus` as `17A Account status`; other segments by their own names. */
export function fieldTitle(path: string): string {
  const [segment, name = ''] = path.split('.')
  const field = segment === 'base' ? titles.get(name) : undefined
  return field ? `${field.number} ${field.title}` : path
}
