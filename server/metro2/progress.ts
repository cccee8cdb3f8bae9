/** How a loan can go on from what was reported of it: what the facts say now against the status of the period before. */
import { whatChanged } from './history.ts'
import { correct, wasChargedOff } from './previous.ts'
import { finding, type Situation } from './situation.ts'
import { paidStatuses } from './statuses.ts'

/** A charge-off that was reported does not go away because the source no longer lists it. */
function chargeOffForgotten(s: Situation): boolean {
  const holds = s.ruling === '97' || s.ruling === '64' || s.ruling === '05' || s.status === 'DA' || s.status === 'DF'
  return wasChargedOff(s.p.previous) && s.chargedOff === null && !holds
}

/** Says where the previous record cannot be used, and where the loan leaves a status that ends an account. */
export function notePrevious(s: Situation): void {
  const { previous } = s.p
  if (previous === null) return
  const reported = previous.base.accountStatus
  const values = { reported, derived: s.status }
  if (chargeOffForgotten(s)) {
    const message = `The loan was reported charged off (${reported}), but the facts know no charge-off and give ${s.status}.`
    finding(s, 'PREVIOUS-STATUS-1', 'ERROR', ['accountStatus'], message, values)
    return
  }
  if (!paidStatuses.has(reported) || reported === s.status || s.status === 'DA' || s.status === 'DF') return
  const evidence = whatChanged(s.p, previous)
  const message = `The loan was reported as ${reported}; it is ${s.status} now: ${evidence}.`
  finding(s, 'PREVIOUS-STATUS-1', 'WARNING', ['accountStatus'], message, values)
  correct(s, 'accountStatus', reported, s.status, evidence)
}
