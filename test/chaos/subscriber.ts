/** One WebSocket client with many subscriptions, that goes on after its last `seq` whenever the process it listens to is gone. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'

export interface Stream {
  kind: 'run' | 'operation' | 'connection'
  /** Global id of the run, operation or connection. */
  id: string
}

export interface Item {
  seq: number
  kind: string
}

export interface Subscriber {
  name: string
  /** What came of each stream, in the order it came. */
  received: ReadonlyMap<string, Item[]>
  /** Repeated, missing or unordered events, as they were seen. */
  problems: string[]
  cuts: number
  follow(stream: Stream): void
  /** Follows nothing any more. */
  stop(): Promise<void>
}

const queries = {
  run: `subscription ($id: ID!, $after: Int!) { events: syncEvents(runId: $id, after: $after) {
    __typename ... on SyncEvent { seq kind } ... on RunStateEvent { state } ... on EventsMissed { fromSeq toSeq } } }`,
  operation: `subscription ($id: ID!, $after: Int!) { events: operationEvents(operationId: $id, after: $after) {
    __typename ... on OperationEvent { seq kind } ... on OperationStateEvent { state }
    ... on EventsMissed { fromSeq toSeq } } }`,
  connection: `subscription ($id: ID!, $after: Int!) { events: connectionEvents(connectionId: $id, after: $after) {
    __typename ... on ConnectionEvent { seq kind } ... on EventsMissed { fromSeq toSeq } } }`,
}

interface Event extends Item {
  __typename: string
  state?: string
  fromSeq?: number
  toSeq?: number
}

const finals = new Set(['SUCCEEDED', 'SUCCEEDED_WITH_ERRORS', 'FAILED', 'CANCELLED'])

/** @param url where to listen now; null while nobody answers */
export function createSubscriber(name: string, key: string, url: () => string | null): Subscriber {
  const received = new Map<string, Item[]>()
  const problems: string[] = []
  const following: Promise<void>[] = []
  const subscriber = { name, received, problems, cuts: 0, follow, stop }
  let stopped = false
  const client = createClient({
    url: () => {
      const base = url()
      if (!base) throw new Error('no API process answers')
      return `${base.replace('http', 'ws')}/graphql`
    },
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${key}` },
    retryAttempts: 0,
    lazy: true,
  })

  function follow(stream: Stream) {
    if (received.has(stream.id)) return
    const items: Item[] = []
    received.set(stream.id, items)
    following.push(followOn(stream, items))
  }

  async function followOn(stream: Stream, items: Item[]) {
    while (!stopped) {
      const end = await listen(stream, items)
      if (end === 'ended' || stopped) return
      subscriber.cuts += 1
      await sleep(100)
    }
  }

  async function listen(stream: Stream, items: Item[]): Promise<'ended' | 'cut'> {
    const after = items.at(-1)?.seq ?? 0
    const variables = { id: stream.id, after }
    let final = false
    try {
      for await (const { data, errors } of client.iterate<{ events: Event }>({
        query: queries[stream.kind],
        variables,
      })) {
        if (errors || !data) throw new Error(JSON.stringify(errors))
        take(stream, items, data.events)
        final = data.events.state !== undefined && finals.has(data.events.state)
      }
    } catch (error) {
      // An answer with errors is no lost connection.
      if (Array.isArray(error)) problems.push(`${name}: ${stream.kind} ${stream.id}: ${JSON.stringify(error)}`)
      return 'cut'
    }
    if (stream.kind !== 'connection' && final) return 'ended'
    if (!stopped) problems.push(`${name}: ${stream.kind} ${stream.id} completed after seq ${items.at(-1)?.seq ?? 0}`)
    return 'ended'
  }

  function take(stream: Stream, items: Item[], event: Event) {
    const expected = (items.at(-1)?.seq ?? 0) + 1
    if (event.__typename === 'EventsMissed') {
      problems.push(`${name}: ${stream.kind} ${stream.id} missed ${event.fromSeq} to ${event.toSeq}`)
      return
    }
    if (event.seq !== expected)
      problems.push(`${name}: ${stream.kind} ${stream.id}: seq ${event.seq} came where ${expected} was due`)
    items.push({ seq: event.seq, kind: event.kind })
  }

  async function stop() {
    stopped = true
    await client.dispose()
    client.terminate()
    await Promise.all(following)
  }

  return subscriber
}
