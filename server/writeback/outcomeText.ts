/** An answer of a bureau in words, as it is written into a source. */
import type { OutcomeText } from '../../plugins/contract.ts'
import type { BureauResponse } from '../../prisma/generated/client/client.ts'
import { withoutSsn } from '../responses/response.ts'

type Answer = Pick<
  BureauResponse,
  'bureau' | 'kind' | 'month' | 'codes' | 'disputeOutcome' | 'reference' | 'respondedOn'
>

const disputes = {
  VERIFIED: 'verified as reported',
  MODIFIED: 'modified',
  DELETED: 'deleted',
  DELETED_FRAUD: 'deleted because of fraud',
} as const

/** @param message what the bureau says in words */
export function outcomeText(answer: Answer, message: string | null): OutcomeText {
  const { bureau, kind, codes, reference, respondedOn } = answer
  const month = answer.month.toISOString().slice(0, 7)
  const coded = codes.length > 0 ? `: ${codes.join(' ')}` : ''
  const line =
    kind === 'DISPUTE'
      ? `${bureau} dispute of ${month} ${disputes[answer.disputeOutcome ?? 'VERIFIED']}${coded}`
      : `${bureau} ${kind.toLowerCase()} ${month}${coded}`
  const details = [
    `Reference ${reference}`,
    ...(respondedOn ? [`Answered on ${respondedOn.toISOString().slice(0, 10)}`] : []),
    ...(message ? [withoutSsn(message)] : []),
  ]
  return { kind, month, line, details }
}
