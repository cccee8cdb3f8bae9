/** The check of a file of a million lines beside what reading it costs at least, and its memory; and derivation alone. */
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { derive } from '../../server/metro2/derive.ts'
import type { LoanFacts } from '../../server/metro2/facts.ts'
import { metro2Lines } from '../../server/metro2/file.ts'
import type { Header, Metro2Record } from '../../server/metro2/record.ts'
import { header } from '../metro2/reader/support.ts'
import { j1, loan, payment, profile, record, snapshot } from '../metro2/support.ts'
import type { Passed, Way } from './checkFile.ts'
import { figure, heading, median, whole } from './report.ts'

const rounds = 3
/** As `npm run check` has it: records are short-lived, and a young heap that may grow would grow with the file. */
const youngHeap = '--max-semi-space-size=2'

export async function benchCheck(lines: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-check-'))
  try {
    heading(`Checking a file of ${whole(lines)} records, each way in a process of its own`)
    const file = join(folder, 'june.dat')
    const before = join(folder, 'may.dat')
    const tenth = join(folder, 'tenth.dat')
    await writeRecords(file, header, lines, '2026-06-30')
    await writeRecords(
      before,
      { ...header, activityDate: '2026-05-31', dateCreated: '2026-06-01' },
      lines,
      '2026-05-31',
    )
    await writeRecords(tenth, header, lines / 10, '2026-06-30')
    const [split, decode, check] = [passes('split', file), passes('decode', file), passes('check', file)]
    const joined = passes('check', file, before)
    const small = passes('check', tenth)
    figure('lines found (baseline)', rate(lines, split))
    figure('lines found and decoded', rate(lines, decode))
    figure('checked by all rules', rate(lines, check))
    figure('checked against the month before as well', rate(lines, joined))
    figure('ratio checked / decoded', (decode.seconds / check.seconds).toFixed(2))
    figure('CPU of checking', `${((check.cpuSeconds * 1e6) / lines).toFixed(1)} µs a record`)
    figure('most memory of checking (RSS), a tenth of the file', `${whole(small.mostMemory)} MB`)
    figure('most memory of checking (RSS)', `${whole(check.mostMemory)} MB`)
    figure('most memory with the month before (RSS)', `${whole(joined.mostMemory)} MB`)
  } finally {
    await rm(folder, { recursive: true })
  }
  benchDerive()
}

const rate = (lines: number, { seconds }: Passed) => `${whole(lines / seconds)} records/s`

/** The median pass by time; of memory the most that any had. */
function passes(way: Way, ...files: string[]): Passed {
  const script = join(import.meta.dirname, 'checkFile.ts')
  const all = Array.from({ length: rounds }, () => {
    const { status, stderr } = spawnSync(process.execPath, [youngHeap, script, way, ...files], { encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
    return JSON.parse(stderr.trim().split('\n').at(-1)!) as Passed
  })
  const middle = median(all.map(({ seconds }) => seconds))
  const found = all.find(({ seconds }) => seconds === middle)!
  return { ...found, mostMemory: Math.max(...all.map(({ mostMemory }) => mostMemory)) }
}

/** Loans as they are: one in twenty late, one in ten joint; the accounts in no order. */
function recordOf(i: number, count: number, day: string): Metro2Record {
  const late = i % 20 === 0
  const paidOn = `${day.slice(0, 8)}15`
  const made = record({
    consumerAccountNumber: `A${`${(i * 7919) % count}`.padStart(9, '0')}`,
    timeStamp: `${day.slice(5, 7)}${day.slice(8)}${day.slice(0, 4)}000000`,
    highestCredit: 5_000 + (i % 1_000),
    currentBalance: 4_000 - (day < '2026-06' ? 0 : 100),
    dateOfAccountInformation: day,
    dateOfLastPayment: late ? '2026-03-15' : paidOn,
    actualPaymentAmount: late ? 0 : 300,
    accountStatus: late ? (day < '2026-06' ? '71' : '78') : '11',
    amountPastDue: late ? 600 : 0,
    dateOfFirstDelinquency: late ? '2026-05-10' : null,
    paymentHistoryProfile: profile(day < '2026-06' ? '0000' : late ? '10000' : '00000'),
    ecoaCode: i % 10 === 0 ? '2' : '1',
  })
  if (i % 10 === 0) made.j1.push(j1({ ecoaCode: '2' }))
  return made
}

async function writeRecords(path: string, head: Header, count: number, day: string): Promise<void> {
  const out = createWriteStream(path)
  const records = function* () {
    for (let i = 0; i < count; i++) yield recordOf(i, count, day)
  }
  let text = ''
  for (const line of metro2Lines(head, records())) {
    text += line
    if (text.length < 1_000_000) continue
    if (!out.write(text, 'latin1')) await once(out, 'drain')
    text = ''
  }
  out.end(text, 'latin1')
  await once(out, 'finish')
}

/** Monthly for three years, paid late now and then, with forty payments. */
function threeYears(shift: number): LoanFacts {
  const month = (i: number) => `${2023 + Math.floor((6 + i) / 12)}-${`${((6 + i) % 12) + 1}`.padStart(2, '0')}`
  const instalments = Array.from({ length: 36 }, (_, i) => ({ due: `${month(i)}-10`, amount: 30_000 }))
  const payments = Array.from({ length: 36 }, (_, i) =>
    payment(`${month(i)}-${12 + ((i + shift) % 15)}`, i % 9 === 0 ? 15_000 : 30_000),
  )
  const parts = [9, 18, 27, 35].map((i) => payment(`${month(i)}-28`, 15_000))
  return loan({
    dateOpened: '2023-06-10',
    instalments,
    satisfactions: [...payments, ...parts],
    snapshots: [snapshot('2026-06-30', 120_000)],
  })
}

function benchDerive(): void {
  heading('Derivation alone: 36 instalments, 40 payments')
  const loans = Array.from({ length: 200 }, (_, i) => threeYears(i))
  const texts = loans.map((facts) => JSON.stringify(facts))
  const derived = ratePerSecond(loans, (facts) => {
    if (derive(facts, '2026-06-30').kind !== 'DERIVED') throw new Error('not derived')
  })
  const parsed = ratePerSecond(texts, (text) => JSON.parse(text))
  figure('derived', `${whole(derived)} loans/s`)
  figure('JSON.parse of the same facts (baseline)', `${whole(parsed)} loans/s`)
  figure('ratio derived / JSON.parse', (derived / parsed).toFixed(2))
}

/** Median of several passes of half a second, after one to warm up. */
function ratePerSecond<T>(items: T[], each: (item: T) => unknown): number {
  const pass = () => {
    const began = performance.now()
    let count = 0
    while (performance.now() - began < 500) {
      for (const item of items) each(item)
      count += items.length
    }
    return (count / (performance.now() - began)) * 1000
  }
  pass()
  return median(Array.from({ length: 5 }, pass))
}
