/** The present state of some connections together. */
import { useEffect, useState } from 'react'
import { type CombinedError, useClient } from 'urql'
import { DashboardSummaryDocument, type DashboardSummaryQuery } from '../../generated/documents.ts'
import { mergeCounts } from '../../lib/dashboard.ts'

type One = DashboardSummaryQuery['validationSummary']

export interface Summary {
  records: number
  byEligibility: One['byEligibility']
  byAccountStatus: One['byAccountStatus']
  byRule: One['byRule']
}

/** @param turn another number reads again */
export function useSummary(connectionIds: readonly string[], turn: number) {
  const client = useClient()
  const [summary, setSummary] = useState<Summary | null>(null)
  const [error, setError] = useState<CombinedError | null>(null)
  const key = connectionIds.join(' ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the turn only asks for another reading
  useEffect(() => {
    let left = false
    const ask = (connection: string) =>
      client.query(DashboardSummaryDocument, { connection }, { requestPolicy: 'network-only' }).toPromise()
    Promise.all(key.split(' ').filter(Boolean).map(ask)).then((answers) => {
      if (left) return
      const failed = answers.find((answer) => answer.error)?.error ?? null
      setError(failed)
      if (!failed) setSummary(together(answers.map(({ data }) => data!.validationSummary)))
    })
    return () => {
      left = true
    }
  }, [client, key, turn])
  return { summary, error }
}

const together = (all: readonly One[]): Summary => ({
  records: all.reduce((sum, { records }) => sum + records, 0),
  byEligibility: mergeCounts(
    'eligibility',
    all.map(({ byEligibility }) => byEligibility),
  ),
  byAccountStatus: mergeCounts(
    'code',
    all.map(({ byAccountStatus }) => byAccountStatus),
  ),
  byRule: mergeCounts(
    'ruleId',
    all.map(({ byRule }) => byRule),
  ),
})
