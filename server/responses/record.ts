/** Taking answers of bureaus in, many at once: all of them or none. */
import type { App } from '../app.ts'
import { transact, writeAudit } from '../audit.ts'
import { isId } from '../ids.ts'
import { notFound, type Outcome, type Refusal, type Requester, refusal, refuse } from '../outcome.ts'
import { type GivenResponse, readResponse } from './response.ts'
import { type Placed, storeResponses } from './store.ts'

export const mostResponses = 500

export interface RecordResponses {
  furnisherId: string
  responses: GivenResponse[]
}

/** `responseIds` in the order of what was given; `recorded` counts those that were not known before. */
export interface Recorded {
  responseIds: string[]
  recorded: number
}

export async function recordBureauResponses(
  app: App,
  requester: Requester,
  input: RecordResponses,
): Promise<Outcome<Recorded>> {
  const { furnisherId, responses: given } = input
  if (given.length === 0) return refuse('NOTHING_CHOSEN', ['responses'], 'Give at least one response.')
  if (given.length > mostResponses) {
    const message = `At most ${mostResponses} responses at a time. Upload a file for more: see importBureauResponses.`
    return refuse('TOO_MANY', ['responses'], message)
  }
  const read = given.map(readResponse)
  const errors = read.flatMap((each, index) =>
    'problems' in each ? each.problems.map(({ field, code, message }) => at(index, field, code, message)) : [],
  )
  if (errors.length > 0) return { ok: false, errors }
  const responses = read.flatMap((each): Placed[] => ('response' in each ? [{ ...each.response, line: null }] : []))
  const keys = await app.keysOf(requester.organizationId)
  return transact<Recorded>(app, requester, async (tx, now) => {
    const furnisher = isId(furnisherId) && (await tx.furnisher.count({ where: { id: furnisherId } })) > 0
    if (!furnisher) return notFound('furnisher', ['furnisherId'])
    const target = { keys, furnisherId, uploadId: null, actor: requester.actor, now }
    const stored = await storeResponses(tx, target, responses)
    const wrong = stored.flatMap((each, index) =>
      'problem' in each ? at(index, each.problem.field, each.problem.code, each.problem.message) : [],
    )
    if (wrong.length > 0) return { ok: false, errors: wrong }
    const done = stored.flatMap((each) => ('id' in each ? [each] : []))
    const recorded = done.filter(({ isNew }) => isNew).length
    const details = { recorded, given: done.length }
    const entry = { action: 'recordBureauResponses', targetType: 'Furnisher', targetId: furnisherId, details }
    await writeAudit(tx, requester, entry, now)
    return { ok: true, responseIds: done.map(({ id }) => id), recorded }
  })
}

const at = (index: number, field: string, code: string, message: string): Refusal =>
  refusal(code, ['responses', String(index), field === 'accountNumber' ? 'consumerAccountNumber' : field], message)
