/** An operation as it happens; what was known of it before the socket stands, and after it is lost. */
import { useEffect, useRef, useState } from 'react'
import { useSession } from '../../app/context.ts'
import { type PeriodOperationFragment, PeriodOperationProgressDocument } from '../../generated/documents.ts'

/** @param onEnd told when it has come to its end */
export function useOperation(known: PeriodOperationFragment | null, onEnd: () => void): PeriodOperationFragment | null {
  const { api } = useSession()
  const [live, setLive] = useState<PeriodOperationFragment | null>(null)
  const ended = useRef(onEnd)
  ended.current = onEnd
  const operationId = known?.active ? known.id : undefined
  useEffect(() => {
    if (operationId === undefined) return
    return api.follow(PeriodOperationProgressDocument, () => ({ operationId }), {
      next: ({ operationProgress }) => setLive(operationProgress),
      complete: () => ended.current(),
      error: () => ended.current(),
    })
  }, [api, operationId])
  // Once it is known to have ended, that counts: the last word of the stream may have been lost with the socket.
  return live && known?.active && live.id === known.id ? live : known
}
