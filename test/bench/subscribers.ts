/** From the commit of an event to its receipt, with one subscriber and with many on one process, and the memory they take. */
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import WebSocket from 'ws'
import { appendConnectionEvents } from '../../server/connections/events.ts'
import { type Database, openDatabase } from '../../server/database/open.ts'
import { rowIdOf } from '../chaos/api.ts'
import { type BenchFleet, withFleet } from './fleet.ts'
import { startTenant } from './processes.ts'
import { figure, heading, whole } from './report.ts'
import { today } from './server.ts'

const events = 50
const everyMs = 200

export async function benchSubscribers(postgresUrl: string, count: number): Promise<void> {
  const tenant = await startTenant(5, today)
  try {
    await withFleet(postgresUrl, async (bench) => {
      const connection = await bench.connect(tenant, 'Bench', {})
      const database = await openDatabase({ databaseUrl: bench.databaseUrl, folder: null, poolSize: 2 })
      try {
        heading(
          `Subscribers: ${events} events, one in ${everyMs} ms, to each; commit to receipt, clients in one other process`,
        )
        const single = await measure(bench, database, connection, 1)
        const many = await measure(bench, database, connection, count)
        tell('1 subscriber', single)
        tell(`${whole(count)} subscribers`, many)
        figure(`ratio of p95, ${whole(count)} / 1`, (many.p95 / single.p95).toFixed(1))
        figure('memory of the server before, with all, a subscriber', memoryOf(many, count))
      } finally {
        await database.close()
      }
    })
  } finally {
    await tenant.stop()
  }
}

interface Figures {
  p50: number
  p95: number
  worst: number
  memory: { before: number; after: number }
}

const tell = (name: string, { p50, p95, worst }: Figures) =>
  figure(`${name}: p50, p95, worst`, `${p50.toFixed(1)} ms, ${p95.toFixed(1)} ms, ${worst.toFixed(1)} ms`)

function memoryOf({ memory: { before, after } }: Figures, count: number): string {
  return `${whole(before / 1e6)} MB, ${whole(after / 1e6)} MB, ${whole((after - before) / count / 1e3)} kB`
}

async function measure(bench: BenchFleet, database: Database, connection: string, count: number): Promise<Figures> {
  const { organizationId } = await database.system.connection.findFirstOrThrow({ where: { id: rowIdOf(connection) } })
  const last = await database
    .tenant(organizationId)
    .connectionEvent.count({ where: { connectionId: rowIdOf(connection) } })
  const before = await residentBytes(bench)
  /** By seq: when each subscriber got it. */
  const received: number[][] = []
  const sockets = await subscribeAll(bench, connection, last, count, (seq) => {
    received[seq] ??= []
    received[seq].push(performance.now())
  })
  const times: number[] = []
  try {
    await sleep(500)
    for (let index = 1; index <= events; index++) {
      const now = new Date()
      await database
        .tenant(organizationId)
        .$transaction((tx) =>
          appendConnectionEvents(
            tx,
            organizationId,
            rowIdOf(connection),
            [{ kind: 'RESUMED', payload: { actor: 'bench' } }],
            now,
          ),
        )
      const committed = performance.now()
      await sleep(everyMs)
      const seq = last + index
      await untilAll(() => received[seq]?.length === count, `event ${seq}`)
      // A receipt may come before the commit has been answered here.
      for (const at of received[seq]!) times.push(Math.max(0, at - committed))
    }
    const memory = { before, after: await residentBytes(bench) }
    times.sort((a, b) => a - b)
    const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]!
    return { p50: at(0.5), p95: at(0.95), worst: times.at(-1)!, memory }
  } finally {
    for (const socket of sockets) socket.terminate()
  }
}

async function untilAll(holds: () => boolean, what: string) {
  const deadline = Date.now() + 30_000
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`${what} did not come to everybody`)
    await sleep(5)
  }
}

async function residentBytes(bench: BenchFleet): Promise<number> {
  const text = await (await fetch(`${bench.url()}/metrics`)).text()
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)![1])
}

/** Sockets of the graphql-transport-ws protocol by hand: a client library a socket would be what is measured. */
async function subscribeAll(
  bench: BenchFleet,
  connection: string,
  after: number,
  count: number,
  take: (seq: number) => void,
): Promise<WebSocket[]> {
  const sockets: WebSocket[] = []
  // In small groups, so that the server's backlog of new sockets does not overflow.
  while (sockets.length < count) {
    const group = Math.min(25, count - sockets.length)
    sockets.push(...(await Promise.all(Array.from({ length: group }, () => subscribe(bench, connection, after, take)))))
  }
  return sockets
}

const query = `subscription ($id: ID!, $after: Int!) { connectionEvents(connectionId: $id, after: $after) {
  ... on ConnectionEvent { seq } } }`

async function subscribe(
  bench: BenchFleet,
  id: string,
  after: number,
  take: (seq: number) => void,
): Promise<WebSocket> {
  const socket = new WebSocket(`${bench.url().replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${bench.key}` } }))
  await once(socket, 'message')
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as {
      type: string
      payload?: { data?: { connectionEvents: { seq: number } } }
    }
    if (message.type === 'ping') socket.send('{"type":"pong"}')
    else if (message.payload?.data) take(message.payload.data.connectionEvents.seq)
    else throw new Error(`the subscription ended: ${String(data)}`)
  })
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables: { id, after } } }))
  return socket
}
