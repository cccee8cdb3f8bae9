/** What a service answers: what it did, or every reason why it did not. Refusals are expected; faults are thrown. */
import type { Viewer } from './auth/viewer.ts'
import type { Refusal } from './sync/service.ts'

export type { Refusal } from './sync/service.ts'

/** Who asks a service. That the role allows the operation is decided where the request comes in. */
export type Requester = Pick<Viewer, 'organizationId' | 'actor' | 'role'>

export interface Refused {
  ok: false
  errors: Refusal[]
}

export type Outcome<T extends object> = ({ ok: true } & T) | Refused

/** @param path names of the input value it is about, without `input`: `['settings', 'baseUrl']` */
export function refusal(code: string, path: string[], message: string): Refusal {
  return { code, message, path }
}

export function refuse(code: string, path: string[], message: string): Refused {
  return { ok: false, errors: [refusal(code, path, message)] }
}

/** Also for rows of other organizations: whether those exist is nobody's business. */
export function notFound(what: string, path: string[]): Refused {
  return refuse('NOT_FOUND', path, `There is no such ${what}.`)
}

/**
 * Ends a transaction with a refusal: throwing rolls back what was written before. `transact` turns it into the answer.
 */
export class RefusedInTransaction extends Error {
  readonly refused: Refused
  constructor(refused: Refused) {
    super(refused.errors.map((error) => error.code).join(', '))
    this.name = 'RefusedInTransaction'
    this.refused = refused
  }
}
