/** `POST /check`: what is wrong with a Metro 2 file, told while it is read. Nothing of it is kept. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { App } from '../app.ts'
import { isCalendarDate } from '../metro2/dates.ts'
import { createFileCheck, type FileCheck } from '../metro2/reader/check.ts'
import type { Refusal } from '../metro2/reader/recognize.ts'
import {
  createSummary,
  type Format,
  formatFinding,
  formatHead,
  formatSummary,
  formats,
  type Summary,
} from '../metro2/reader/report.ts'
import { dropBody } from './body.ts'
import { sendError } from './replies.ts'

export const checkPath = '/check'

/** Checks at work at once in this process: each keeps a core busy while its file comes. */
const mostAtOnce = 2
/** Of an answer that nobody takes this much waits in memory: clients that send all before they read get this far. */
const mostWaiting = 8 * 1024 * 1024

const contentTypes: Record<Format, string> = {
  jsonl: 'application/jsonl; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  text: 'text/plain; charset=utf-8',
}

interface Asked {
  format: Format
  today: string
  name: string
}

interface Wrong {
  status: number
  wrong: string
  hint: string
}

function acceptedFormat(accept: string): Format {
  if (/\btext\/csv\b/.test(accept)) return 'csv'
  return /\btext\/plain\b/.test(accept) ? 'text' : 'jsonl'
}

function readRequest(app: App, { url, headers }: IncomingMessage): Asked | Wrong {
  const query = new URLSearchParams((url ?? '').split('?')[1] ?? '')
  const named = query.get('format') ?? acceptedFormat(headers.accept ?? '')
  const format = formats.find((each) => each === named)
  if (format === undefined) {
    return {
      status: 400,
      wrong: 'The format is unknown.',
      hint: `Give one of ${formats.join(', ')}: POST /check?format=jsonl`,
    }
  }
  const today = query.get('today') ?? new Date(app.now()).toISOString().slice(0, 10)
  if (!isCalendarDate(today)) {
    return { status: 400, wrong: 'today is not a date.', hint: 'Give it as YYYY-MM-DD, or leave it out.' }
  }
  if (/^multipart\//i.test(headers['content-type'] ?? '')) {
    const hint = 'Send the file itself as the body, as curl --data-binary @FILE and fetch(url, { body: file }) do.'
    return { status: 415, wrong: 'This is a form, not the file.', hint }
  }
  if (headers['content-encoding'] && headers['content-encoding'] !== 'identity') {
    return { status: 415, wrong: 'The body is compressed.', hint: 'Send the file as it is, without Content-Encoding.' }
  }
  const name = (query.get('name') ?? 'file').replace(/[^\x20-\x7e]/g, '?').slice(0, 200)
  return { format, today, name }
}

/** One check and what of its answer is not yet sent. */
interface Work {
  asked: Asked
  check: FileCheck
  summary: Summary
  waiting: string[]
}

function begin(asked: Asked): Work {
  const summary = createSummary()
  const waiting = [formatHead(asked.format)]
  const check = createFileCheck({
    today: asked.today,
    onFinding(finding) {
      summary.add(finding)
      waiting.push(formatFinding(asked.format, asked.name, finding))
    },
  })
  return { asked, check, summary, waiting }
}

/** Sends what was found. Waits only when far too much of it is not taken. */
async function flush({ asked, waiting }: Work, response: ServerResponse): Promise<void> {
  if (!response.headersSent) response.writeHead(200, { 'content-type': contentTypes[asked.format] })
  const text = waiting.join('')
  waiting.length = 0
  if (text !== '') response.write(text)
  if (response.writableLength <= mostWaiting) return
  await new Promise<void>((resolve) => {
    const done = () => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.on('drain', done)
    response.on('close', done)
  })
}

/** Ends an answer that cannot go on. One that has begun is broken off, so that nobody takes it for whole. */
function breakOff(request: IncomingMessage, response: ServerResponse, send: () => void): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  dropBody(request)
  send()
}

function refuse(request: IncomingMessage, response: ServerResponse, { code, message, fix }: Refusal): void {
  breakOff(request, response, () => sendError(response, 422, 'BAD_USER_INPUT', message, { hint: fix, reason: code }))
}

function tooLarge(request: IncomingMessage, response: ServerResponse, limit: number): void {
  breakOff(request, response, () =>
    sendError(response, 413, 'BAD_REQUEST', `The file is larger than ${limit} bytes.`, { limit }),
  )
}

async function readAll(work: Work, limit: number, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let size = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) return tooLarge(request, response, limit)
    const refusal = work.check.push(chunk)
    if (refusal !== null) return refuse(request, response, refusal)
    if (work.check.recognized() !== null) await flush(work, response)
    // The other requests of this process have their turn.
    await nextTurn()
    if (response.destroyed) return
  }
  const refusal = work.check.end()
  if (refusal !== null) return refuse(request, response, refusal)
  if (work.asked.format === 'text') {
    const { layout } = work.check.recognized()!
    work.waiting.push('\n', formatSummary(work.asked.name, layout, work.check.totals(), work.summary))
  }
  await flush(work, response)
  response.end()
}

/** Takes requests; any role may check, for the file is the sender's own. */
export function createChecker(app: App): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { uploadMaxBytes: limit, checkSeconds } = app.config
  let atWork = 0
  return async (request, response) => {
    const asked = readRequest(app, request)
    if ('wrong' in asked) {
      dropBody(request)
      return sendError(response, asked.status, 'BAD_USER_INPUT', asked.wrong, { hint: asked.hint })
    }
    if (Number(request.headers['content-length'] ?? 0) > limit) return tooLarge(request, response, limit)
    if (atWork >= mostAtOnce) {
      dropBody(request)
      response.setHeader('retry-after', '10')
      return sendError(response, 503, 'BUSY', 'Other files are being checked. Try again in a while.')
    }
    atWork += 1
    const late = setTimeout(() => {
      const message = `The file did not arrive and get checked within ${checkSeconds} seconds.`
      breakOff(request, response, () => sendError(response, 408, 'TIMEOUT', message))
      request.destroy()
    }, checkSeconds * 1000)
    try {
      await readAll(begin(asked), limit, request, response)
    } catch (error) {
      // The sender went away, or was cut off; nobody is there to be answered.
      if (!request.destroyed || request.complete) throw error
      response.destroy()
    } finally {
      clearTimeout(late)
      atWork -= 1
    }
  }
}
