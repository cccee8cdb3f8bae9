/** Request bodies, read whole before anything else is done with them. */
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'

/** A body this many times too large is not worth reading to its end. */
const patience = 20

/**
 * The body's bytes; null when it is too large. The rest is then read and dropped: an answer in the middle of a body leaves the
 * connection in a state in which the next request would wait behind the unread part for ever.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  // Left as it is on a break: a request that is destroyed there is neither read on nor are its successors on the connection.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= limit) chunks.push(chunk)
    else chunks.length = 0
    if (size > limit * patience) {
      dropBody(request)
      break
    }
  }
  return size > limit ? null : Buffer.concat(chunks)
}

/** What is read of a refused body before the connection is cut: enough for a client to see the answer. */
const mostDropped = 16 * 1024 * 1024

/** Drops the rest of a body: an answer in the middle of one leaves the connection waiting. A rest without end is cut. */
export function dropBody(request: IncomingMessage): void {
  let size = 0
  request.on('data', (part: Buffer) => {
    size += part.length
    if (size > mostDropped) request.destroy()
  })
  request.resume()
}

/**
 * Reads the body and puts it back in place for the GraphQL handler, which takes `request.body` before the stream. Answers
 * false when it is too large.
 */
export async function bufferBody(request: IncomingMessage, limit: number): Promise<boolean> {
  const body = await readBody(request, limit)
  if (!body) return false
  Object.assign(request, { body: Readable.from(body.length > 0 ? [body] : []) })
  return true
}
