/** Findings of a loan before and now. */

interface Finding {
  ruleId: string
  message: string
  fields: readonly string[]
}

export interface Moved<F> {
  added: F[]
  gone: F[]
  stay: F[]
}

/** A finding is the same where its rule finds the same fields; its message may name other values. */
const nameOf = ({ ruleId, fields }: Finding) => `${ruleId} ${fields.join(' ')}`

export function findingsMoved<F extends Finding>(before: readonly F[], now: readonly F[]): Moved<F> {
  const was = new Set(before.map(nameOf))
  const is = new Set(now.map(nameOf))
  return {
    added: now.filter((each) => !was.has(nameOf(each))),
    gone: before.filter((each) => !is.has(nameOf(each))),
    stay: now.filter((each) => was.has(nameOf(each))),
  }
}

/** Whether a finding is about one of these fields, in whatever segment. */
export const touches = ({ fields }: Finding, names: readonly string[]): boolean =>
  fields.some((field) => names.includes(field.slice(field.indexOf('.') + 1)))
