/** Runs the checks of one command line and prints what they find. */
import { once } from 'node:events'
import { createFileCheck, type FileCheck } from '../../server/metro2/reader/check.ts'
import { openPreviousMonth, type PreviousMonth } from '../../server/metro2/reader/previousMonth.ts'
import { isRefusal, type Refusal } from '../../server/metro2/reader/recognize.ts'
import {
  createSummary,
  formatFinding,
  formatHead,
  formatSummary,
  type Summary,
} from '../../server/metro2/reader/report.ts'
import { createNormalizer, createRewriter, type Rewriter } from '../../server/metro2/reader/rewrite.ts'
import type { Arguments } from './arguments.ts'
import { Trouble } from './arguments.ts'
import { type OutFile, outFile, storedBytes, streamOf, trouble } from './files.ts'

async function print(text: string): Promise<void> {
  if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain')
}

function note(text: string): void {
  process.stderr.write(`${text}\n`)
}

function refused(name: string, { message, fix }: Refusal): Trouble {
  return new Trouble(`${name}: ${message} ${fix}`)
}

function openPrevious(name: string): PreviousMonth {
  const month = openPreviousMonth(storedBytes(name))
  if (isRefusal(month)) throw refused(`--previous ${name}`, month)
  const { unreadable } = month
  if (unreadable === 1) note(`${name}: a line cannot be read and is compared with nothing.`)
  if (unreadable > 1) note(`${name}: ${unreadable} lines cannot be read and are compared with nothing.`)
  return month
}

interface Run {
  check: FileCheck
  summary: Summary
  /** Takes what was found since it was last called. */
  found(): string
  /** The same of the file written again. */
  rewritten(): string
  rewriter: Rewriter | null
}

function begin(given: Arguments, name: string, previous: PreviousMonth | null): Run {
  const summary = createSummary()
  let output: string[] = []
  let again: string[] = []
  const write = (text: string) => void again.push(text)
  const rewriter = given.rewrite === null ? null : given.normalize ? createNormalizer(write) : createRewriter(write)
  const check = createFileCheck({
    today: given.today,
    ...(given.bureau === null ? {} : { bureau: given.bureau }),
    ...(previous === null ? {} : { previous }),
    ...(rewriter === null ? {} : { onLine: (line) => rewriter.take(line, check.recognized()?.mark ?? 0) }),
    onFinding(finding) {
      summary.add(finding)
      if (!given.summaryOnly) output.push(formatFinding(given.format, name, finding))
    },
  })
  return {
    check,
    summary,
    rewriter,
    found() {
      const text = output.join('')
      output = []
      return text
    },
    rewritten() {
      const text = again.join('')
      again = []
      return text
    },
  }
}

async function flush(run: Run, out: OutFile | null): Promise<void> {
  await print(run.found())
  const text = run.rewritten()
  if (text !== '') await out?.write(text)
}

async function readAll(name: string, run: Run, out: OutFile | null): Promise<void> {
  for await (const chunk of streamOf(name)) {
    const refusal = run.check.push(chunk)
    if (refusal !== null) throw refused(name, refusal)
    await flush(run, out)
  }
  const refusal = run.check.end()
  if (refusal !== null) throw refused(name, refusal)
  run.rewriter?.end()
}

function sayRewritten({ rewriter }: Run, { rewrite, normalize }: Arguments): void {
  if (rewriter === null) return
  const { written, adapted, fields, copied } = rewriter.totals()
  const what = normalize ? 'changed' : 'kept as they were'
  note(
    `${rewrite}: ${written} records from their values alone, ${adapted} with ${fields} fields ${what}, ${copied} lines copied.`,
  )
}

/** @returns the exit status */
async function checkFile(given: Arguments, name: string): Promise<number> {
  const previous = given.previous === null ? null : openPrevious(given.previous)
  const inputs = [name, ...(given.previous === null ? [] : [given.previous])]
  const out = given.rewrite === null ? null : await outFile(given.rewrite, inputs)
  const run = begin(given, name, previous)
  try {
    await readAll(name, run, out)
    previous?.unseen((record, line) => run.check.missing(record, line))
    await flush(run, out)
    await out?.keep()
  } catch (error) {
    await out?.drop()
    const ofSystem = error instanceof Error && 'syscall' in error
    throw ofSystem ? trouble(name, error) : error
  }
  sayRewritten(run, given)
  const totals = run.check.totals()
  const summary = formatSummary(name, run.check.recognized()!.layout, totals, run.summary)
  if (given.format === 'text') await print(`${given.summaryOnly || totals.lines === 0 ? '' : '\n'}${summary}`)
  else note(summary.trimEnd())
  return totals.findings.ERROR > 0 ? 1 : 0
}

/** Checks every file; one that cannot be read stops none of the others. */
export async function checkFiles(given: Arguments): Promise<number> {
  let status = 0
  if (!given.summaryOnly) await print(formatHead(given.format))
  for (const name of given.files) {
    try {
      status = Math.max(status, await checkFile(given, name))
    } catch (error) {
      if (!(error instanceof Trouble)) throw error
      note(error.message)
      status = 2
    }
  }
  return status
}
