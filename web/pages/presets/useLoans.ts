/** Chosen loans, and what the text makes of them. They stay chosen while the tab is open. */
import { useCallback, useEffect, useState } from 'react'
import { failureOf } from '../../app/ask.ts'
import { useSession } from '../../app/context.ts'
import { PreviewPresetDocument, type PreviewPresetQuery } from '../../generated/documents.ts'

export type Previewed = PreviewPresetQuery['previewMapping']['records'][number]

export interface ChosenLoan {
  id: string
  key: string
}

export interface Loans {
  chosen: readonly ChosenLoan[]
  /** In the order chosen; empty until they have been looked at. */
  records: readonly Previewed[]
  loading: boolean
  problem: string | null
  add: (loans: readonly ChosenLoan[]) => void
  remove: (id: string) => void
  clear: () => void
  /** Chooses loans of as many kinds as there are. */
  sample: () => void
}

export const mostLoans = 20
const sampleSize = 5
const waitMs = 300

/** Their ids and nothing else: keys of loans may be account numbers, and stay out of the browser's storage. */
const storageName = (presetId: string) => `metro2.presetLoans.${presetId}`

function kept(presetId: string): ChosenLoan[] {
  const ids = sessionStorage.getItem(storageName(presetId))?.split(' ').filter(Boolean) ?? []
  return ids.map((id) => ({ id, key: '…' }))
}

/**
 * @param text one without problems; null while there is none
 * @param names fields to trace
 * @param active whether anybody looks
 */
export function useLoans(
  presetId: string,
  connection: string | undefined,
  text: string | null,
  names: readonly string[],
  active: boolean,
): Loans {
  const { api } = useSession()
  const [chosen, setChosen] = useState(() => kept(presetId))
  const [records, setRecords] = useState<readonly Previewed[]>([])
  const [loading, setLoading] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const wanted = names.join(' ')
  const ids = chosen.map(({ id }) => id).join(' ')
  useEffect(() => sessionStorage.setItem(storageName(presetId), ids), [presetId, ids])
  const ask = useCallback(
    async (records: string[] | null) => {
      if (text === null || connection === undefined) return null
      const variables = { text, connection, records, sample: sampleSize, names: wanted.split(' ').filter(Boolean) }
      const { data, error } = await api.uncached.query(PreviewPresetDocument, variables).toPromise()
      if (error?.graphQLErrors.some(({ extensions }) => extensions.code === 'NOT_FOUND')) {
        return { records: [], problem: 'A chosen loan is no longer there: choose anew.' }
      }
      return { records: data?.previewMapping.records ?? [], problem: error ? failureOf({ error }) : null }
    },
    [api, text, connection, wanted],
  )
  useEffect(() => {
    if (!active || ids === '' || text === null) return
    let left = false
    setLoading(true)
    const timer = setTimeout(async () => {
      const answer = await ask(ids.split(' '))
      if (left || !answer) return
      setLoading(false)
      setProblem(answer.problem)
      if (!answer.problem) {
        setRecords(answer.records)
        const keys = new Map(answer.records.map(({ record }) => [record?.id, record?.displayKey]))
        setChosen((before) => before.map((loan) => ({ ...loan, key: keys.get(loan.id) ?? loan.key })))
      }
    }, waitMs)
    return () => {
      left = true
      clearTimeout(timer)
      setLoading(false)
    }
  }, [ask, ids, active, text])
  const add = useCallback((loans: readonly ChosenLoan[]) => {
    setChosen((before) => {
      const known = new Set(before.map(({ id }) => id))
      return [...before, ...loans.filter(({ id }) => !known.has(id))].slice(0, mostLoans)
    })
  }, [])
  const sample = useCallback(async () => {
    setLoading(true)
    const answer = await ask(null)
    setLoading(false)
    if (!answer) return
    setProblem(answer.problem)
    setRecords(answer.records)
    setChosen(answer.records.flatMap(({ record }) => (record ? [{ id: record.id, key: record.displayKey }] : [])))
  }, [ask])
  return {
    ...{ chosen, loading, problem, add, sample },
    records: chosen.flatMap(({ id }) => records.find(({ record }) => record?.id === id) ?? []),
    remove: useCallback((id) => setChosen((before) => before.filter((loan) => loan.id !== id)), []),
    clear: useCallback(() => setChosen([]), []),
  }
}
