/**
 * One way over a Metro 2 file in a process of its own, so that its memory is its own: `node checkFile.ts WAY FILE [PREVIOUS]`.
 * Answers seconds, CPU seconds and the most memory it had.
 */
import { createReadStream } from 'node:fs'
import { checkFiles } from '../../scripts/check/main.ts'
import { decodeRecord } from '../../server/metro2/codec.ts'
import { createReader } from '../../server/metro2/reader/reader.ts'

export const ways = ['split', 'decode', 'check'] as const
export type Way = (typeof ways)[number]

export interface Passed {
  records: number
  seconds: number
  cpuSeconds: number
  /** Megabytes. */
  mostMemory: number
}

const [way, file, previous] = process.argv.slice(2) as [Way, string, string | undefined]

/** Lines alone, or with what the codec makes of them. */
async function plainly(decoding: boolean): Promise<number> {
  let records = 0
  const reader = createReader((line) => {
    if (line.kind === 'BASE' && (!decoding || decodeRecord(line.text).record.base.surname !== '')) records += 1
  })
  for await (const chunk of createReadStream(file)) reader.push(chunk as Buffer)
  reader.end()
  return records
}

async function wholeCheck(): Promise<number> {
  const options = { format: 'text', summaryOnly: true, bureau: null, rewrite: null, normalize: false } as const
  await checkFiles({ ...options, files: [file], previous: previous ?? null, today: '2026-07-05' })
  return 0
}

const began = performance.now()
const cpu = process.cpuUsage()
const records = way === 'check' ? await wholeCheck() : await plainly(way === 'decode')
const { user, system } = process.cpuUsage(cpu)
const passed: Passed = {
  records,
  seconds: (performance.now() - began) / 1000,
  cpuSeconds: (user + system) / 1e6,
  mostMemory: process.resourceUsage().maxRSS / 1024,
}
process.stderr.write(`${JSON.stringify(passed)}\n`)
