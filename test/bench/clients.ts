/** Clients of the API bench: each sends the query again as soon as it is answered. Prints one line of JSON. */
import { Agent, request } from 'undici'

const { BENCH_URL, BENCH_KEY, BENCH_QUERY, BENCH_CLIENTS, BENCH_SECONDS } = process.env as Record<string, string>
const dispatcher = new Agent({ connections: Number(BENCH_CLIENTS) })
const body = JSON.stringify({ query: BENCH_QUERY })
const headers = { 'content-type': 'application/json', authorization: `Bearer ${BENCH_KEY}` }

async function ask(): Promise<void> {
  const answer = await request(BENCH_URL!, { method: 'POST', headers, body, dispatcher })
  const text = await answer.body.text()
  if (answer.statusCode !== 200 || text.includes('"errors"'))
    throw new Error(`${answer.statusCode} ${text.slice(0, 500)}`)
}

const times: number[] = []
async function client(until: number) {
  while (performance.now() < until) {
    const began = performance.now()
    await ask()
    times.push(performance.now() - began)
  }
}

for (let warm = 0; warm < 50; warm++) await ask()
const began = performance.now()
const until = began + Number(BENCH_SECONDS) * 1000
await Promise.all(Array.from({ length: Number(BENCH_CLIENTS) }, () => client(until)))
const elapsed = (performance.now() - began) / 1000
times.sort((a, b) => a - b)
const at = (share: number) => times[Math.floor(times.length * share)] ?? 0
process.stdout.write(JSON.stringify({ perSecond: times.length / elapsed, p50: at(0.5), p99: at(0.99) }))
await dispatcher.close()
