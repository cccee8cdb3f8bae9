/** What a text would make of the whole portfolio, as the server goes through it. Goes on while other pages are looked at. */
import { useCallback, useEffect, useState } from 'react'
import { failureOf } from '../../app/ask.ts'
import { useSession } from '../../app/context.ts'
import {
  CancelPresetImpactDocument,
  type ImpactPartsFragment,
  PresetImpactProgressDocument,
  StartPresetImpactDocument,
} from '../../generated/documents.ts'

export interface Impact {
  operation: ImpactPartsFragment | null
  /** The text that is looked at; null where it was started before this page was opened. */
  text: string | null
  starting: boolean
  problem: string | null
  start: () => void
  cancel: () => void
}

const storageName = (presetId: string) => `metro2.presetImpact.${presetId}`

export function useImpact(presetId: string, text: string): Impact {
  const { api } = useSession()
  const [id, setId] = useState(() => sessionStorage.getItem(storageName(presetId)))
  const [started, setStarted] = useState<string | null>(null)
  const [operation, setOperation] = useState<ImpactPartsFragment | null>(null)
  const [starting, setStarting] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    if (id === null) return
    return api.follow(PresetImpactProgressDocument, () => ({ operationId: id }), {
      next: ({ operationProgress }) => setOperation(operationProgress),
      complete() {},
      error(message) {
        // One that was kept may be gone by now; one that was just started is not.
        sessionStorage.removeItem(storageName(presetId))
        setId(null)
        if (started !== null) setProblem(message)
      },
    })
  }, [api, id, presetId, started])
  const start = useCallback(async () => {
    setStarting(true)
    setProblem(null)
    const input = { presetId, text }
    const { data, error } = await api.uncached.mutation(StartPresetImpactDocument, { input }).toPromise()
    setStarting(false)
    const made = data?.startMappingImpact.operation
    if (!made) return setProblem(failureOf({ error, userErrors: data?.startMappingImpact.userErrors }))
    sessionStorage.setItem(storageName(presetId), made.id)
    setOperation(null)
    setStarted(text)
    setId(made.id)
  }, [api, presetId, text])
  const cancel = useCallback(async () => {
    if (id === null) return
    const input = { operationId: id }
    const { data, error } = await api.uncached.mutation(CancelPresetImpactDocument, { input }).toPromise()
    const errors = data?.cancelOperation.userErrors ?? []
    if (error || errors.length > 0) setProblem(failureOf({ error, userErrors: errors }))
  }, [api, id])
  return { operation, text: started, starting, problem, start, cancel }
}
