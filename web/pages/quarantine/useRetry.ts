/** Tries documents again, and follows the work to its end. */
import { useEffect, useRef, useState } from 'react'
import { useMutation } from 'urql'
import { useSession } from '../../app/context.ts'
import {
  RetryProgressDocument,
  type RetryProgressSubscription,
  RetryQuarantinedDocument,
  type RetryQuarantinedInput,
} from '../../generated/documents.ts'
import { plural } from '../../lib/format.ts'

type Operation = RetryProgressSubscription['operationProgress']

export interface Retry {
  busy: boolean
  /** How it goes or went, in a sentence. */
  said: string
  start: (input: RetryQuarantinedInput) => Promise<void>
}

/** @param onEnd told when the work has ended */
export function useRetry(onEnd: () => void): Retry {
  const { api } = useSession()
  const [, retry] = useMutation(RetryQuarantinedDocument)
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState('')
  const stop = useRef(() => {})
  useEffect(() => () => stop.current(), [])
  const ended = (operation: Operation | null, problem?: string) => {
    setBusy(false)
    setSaid(problem ?? (operation ? outcomeText(operation) : ''))
    onEnd()
  }
  const start = async (input: RetryQuarantinedInput) => {
    setBusy(true)
    setSaid('Trying again …')
    const { data, error } = await retry({ input })
    const refused = error?.message ?? data?.retryQuarantined.userErrors.map(({ message }) => message).join(' ')
    const id = data?.retryQuarantined.operation?.id
    if (refused || !id) {
      setBusy(false)
      return setSaid(refused ?? 'It was not begun.')
    }
    let last: Operation | null = null
    stop.current = api.follow(RetryProgressDocument, () => ({ id }), {
      next({ operationProgress }) {
        last = operationProgress
        const { done, total } = operationProgress
        setSaid(`Trying again: ${done}${total === null ? '' : ` of ${total}`} …`)
      },
      complete: () => ended(last),
      error: (message) => ended(null, message),
    })
  }
  return { busy, said, start }
}

function outcomeText({ result, failure }: Operation): string {
  if (failure) return `${failure.message} ${failure.hint}`
  const { released = 0, failed = 0, rereads = 0 } = (result ?? {}) as Record<string, number>
  const parts = [
    `${plural(released, 'loan')} became ${released === 1 ? 'a record' : 'records'}`,
    ...(failed > 0 ? [`${plural(failed, 'loan stays', 'loans stay')}`] : []),
    ...(rereads > 0 ? [`${plural(rereads, 'loan is', 'loans are')} asked for again at the source`] : []),
  ]
  return `${parts.join(', ')}.`
}
