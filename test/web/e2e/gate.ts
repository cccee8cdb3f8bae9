/** A door before the source: held shut, a run stays at work for as long as a test needs it to. */
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Gate {
  /** What a connection asks instead of the source. */
  url: string
  /** From now on requests wait by which a run lists its loans; a check of the access, which takes five, passes. */
  shut(): void
  /** Those that wait go on, and so do all others. */
  open(): void
  close(): Promise<void>
}

/** @param target the address of the source */
export async function startGate(target: string): Promise<Gate> {
  let passing = Promise.withResolvers<void>()
  passing.resolve()
  const server = createServer(async (asked, answer) => {
    if (/[?&]\$top=1000\b/.test(decodeURIComponent(asked.url!))) await passing.promise
    const { method, headers, url } = asked
    const passed = request(new URL(url!, target), { method, headers: { ...headers, host: new URL(target).host } })
    passed.on('response', (given) => {
      answer.writeHead(given.statusCode!, given.headers)
      given.pipe(answer)
    })
    passed.on('error', () => answer.destroy())
    asked.pipe(passed)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${new URL(target).pathname}`,
    shut() {
      passing = Promise.withResolvers()
    },
    open: () => passing.resolve(),
    close() {
      passing.resolve()
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
