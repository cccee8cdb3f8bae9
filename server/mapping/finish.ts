/** The last step of every value: text as the format writes it, amounts within their field. */
import { maximumAmount } from '../metro2/money.ts'
import { hasUnwritable, transliterate } from '../metro2/text.ts'
import { type Frame, fail, find } from './frame.ts'
import type { Target } from './targets.ts'

export function finish(
  value: string | number,
  target: Target,
  f: Frame,
  where: (f: Frame) => string | null,
): string | number | null {
  if (target.kind === 'amount') return finishAmount(value as number, target, f, where)
  if (!target.finished) return value
  noteUnwritable(value as string, f)
  const text = transliterate(value as string)
  const { width } = target
  if (width === null || text.length <= width) return text
  if (target.cut) {
    // The same in every month, so a person need not act; but nothing is lost without a word.
    find(f, 'TRUNCATED', 'INFO', `${target.name} is longer than its ${width} characters and is cut.`, {})
    return text.slice(0, width).trimEnd()
  }
  const hint = 'Shorten it in the source, or by the converters of its recipe.'
  fail(f, where(f), 'TOO_LONG', `${target.name} holds ${width} characters; the value has ${text.length}.`, hint)
  return null
}

/** Accents and quotes are written another way; letters and digits of another script cannot be written at all. */
export function noteUnwritable(text: string, f: Frame): void {
  if (!hasUnwritable(text)) return
  const message = `${f.field} holds letters or digits that the format cannot write; they are left out. Enter it in Latin letters in the source.`
  find(f, 'TEXT-UNWRITABLE', 'WARNING', message, {})
}

function finishAmount(value: number, target: Target, f: Frame, where: (f: Frame) => string | null): number | null {
  if (value >= 0 && value <= maximumAmount) return value
  const hint = 'then: [{ atLeast: 0 }, { atMost: 999999999 }] keeps an amount within its field.'
  fail(f, where(f), 'OUT_OF_RANGE', `${target.name} is not from 0 to ${maximumAmount} dollars.`, hint)
  return null
}
