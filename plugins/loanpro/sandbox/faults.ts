/** The tenant's bad days: when a switched-on fault strikes, and the bodies of errors. */
import { randomOf } from './random.ts'
import type { FaultRule, FaultSwitches } from './types.ts'

export function defaultFaults(): FaultSwitches {
  return {
    unauthorizedShape: 1,
    errorShape: 1,
    throttle: null,
    serverError: null,
    afterWrite: null,
    upload: null,
    uploadOrigin: null,
    documents: 'listed',
    timeout: null,
    truncate: null,
    reset: null,
    unauthorizedAfter: null,
    ssn: 'visible',
    birthDate: 'visible',
    lastUpdated: 'absent',
    bareList: 'gone',
    patch: 'not-found',
    malformed: null,
    searchTypes: 'mixed',
    expandedCap: 50,
    tenantWideArchive: 'allowed',
  }
}

/** Counts how often each rule was met and struck. A rule set anew starts anew. */
export class FaultClock {
  readonly #seed: number
  #draws = 0
  #met = new WeakMap<FaultRule, number>()
  #struck = new WeakMap<FaultRule, number>()

  constructor(seed: number) {
    this.#seed = seed
  }

  strikes(rule: FaultRule | null, path: string): boolean {
    if (rule === null || (rule.path !== undefined && !path.includes(rule.path))) return false
    const met = (this.#met.get(rule) ?? 0) + 1
    this.#met.set(rule, met)
    if (met <= (rule.after ?? 0)) return false
    const struck = this.#struck.get(rule) ?? 0
    if (rule.times !== undefined && struck >= rule.times) return false
    if (rule.probability !== undefined && !randomOf(this.#seed, 'fault', this.#draws++).chance(rule.probability))
      return false
    this.#struck.set(rule, struck + 1)
    return true
  }
}

/** An answer that is no success, as a body of the shape in force. */
export function errorBody(shape: 1 | 2 | 3 | 4, status: number, message: string): { type: string; body: string } {
  const json = (value: unknown) => ({ type: 'application/json', body: JSON.stringify(value) })
  switch (shape) {
    case 1:
      return json({ error: { message, type: 'ODataException', code: status } })
    case 2:
      return json({ d: { error: { type: 'ODataException', message: { value: message } } }, warnings: [] })
    case 3:
      return json({
        code: `${status}-CN0001`,
        message,
        context: { ip: '', uri: '/', user_id: 1, errors: [message] },
      })
    case 4:
      return { type: 'text/html', body: `<html><body><h1>${status}</h1><p>${message}</p></body></html>` }
  }
}
