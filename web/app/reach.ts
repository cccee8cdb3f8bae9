/**
 * Whether the server answers. While it is away pages keep what they show, and ask again once it is back: a page that only says
 * that the server cannot be reached has thrown away what its reader was looking at.
 */
import { type Client, type Exchange, makeOperation, mapExchange, type Operation, type OperationResult } from 'urql'

export interface Reach {
  /** Told of every change. Answers what to call to be told no more. */
  onChange(listener: (away: boolean) => void): () => void
  /** What a request showed. */
  saw(away: boolean): void
  /** Asks a route that costs nothing. */
  probe(): Promise<boolean>
}

const probeMs = 10_000
/** What a proxy answers for a server that is away. */
const ofProxies = [502, 503, 504]

export function createReach(): Reach {
  const listeners = new Set<(away: boolean) => void>()
  let away = false
  const saw = (seen: boolean) => {
    if (seen === away) return
    away = seen
    for (const listener of [...listeners]) listener(seen)
  }
  return {
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    saw,
    async probe() {
      const answers = await isThere()
      saw(!answers)
      return answers
    },
  }
}

export async function isThere(): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(probeMs)
    const answer = await fetch('/health', { cache: 'no-store', credentials: 'omit', signal })
    // An answer that nobody reads keeps its connection.
    await answer.text()
    return answer.ok
  } catch {
    return false
  }
}

/** Not an answer that says no: none at all. */
export const isAway = ({ error }: Pick<OperationResult, 'error'>): boolean =>
  error?.networkError !== undefined && (error.response === undefined || ofProxies.includes(error.response.status))

/** Stands behind the cache, whose own answers say nothing about the server. */
export const watchReach = (reach: Reach): Exchange => mapExchange({ onResult: (result) => reach.saw(isAway(result)) })

/** Stands before the cache. */
export function keepShown(reach: Reach, client: () => Client): Exchange {
  const shown = new Map<number, OperationResult>()
  const owed = new Map<number, Operation>()
  reach.onChange((away) => {
    if (away) return
    const operations = [...owed.values()]
    owed.clear()
    for (const operation of operations) {
      const context = { ...operation.context, requestPolicy: 'network-only' as const }
      client().reexecuteOperation(makeOperation(operation.kind, operation, context))
    }
  })
  return mapExchange({
    onOperation({ kind, key }) {
      if (kind !== 'teardown') return
      shown.delete(key)
      owed.delete(key)
    },
    onResult(result) {
      const { operation } = result
      if (operation.kind !== 'query') return result
      if (!isAway(result)) {
        if (result.data && !result.error) shown.set(operation.key, result)
        return result
      }
      owed.set(operation.key, operation)
      const before = shown.get(operation.key)
      return before ? { ...before, operation, stale: false } : result
    },
  })
}
