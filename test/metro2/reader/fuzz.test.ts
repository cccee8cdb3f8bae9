/** Good files broken in a thousand ways: the reader never throws, never loses a byte or a line, always ends. */
import { expect, test } from 'vitest'
import { createFileCheck } from '../../../server/metro2/reader/check.ts'
import { bytesOf, check, fileOf, linesOf, today } from './support.ts'

/** Numbers that are the same in every run (mulberry32). */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

const lines = linesOf()
const seeds = [
  fileOf(lines),
  fileOf(lines, '\r\n'),
  lines.join(''),
  lines.map((line) => `0${line.length + 4}${line}`).join(''),
  lines.map((line) => `0660${line.slice(4).padEnd(656)}`).join(''),
]

type Mutation = (text: string, pick: (below: number) => number) => string

const words = [
  'J1',
  'K9',
  'HEADER',
  'TRAILER',
  '0426',
  '9999',
  '0000',
  '\n',
  '\r\n',
  '\0',
  '\xff',
  ' '.repeat(500),
  '9'.repeat(5000),
]

const mutations: Mutation[] = [
  (text, pick) => {
    const at = pick(text.length)
    return text.slice(0, at) + String.fromCharCode(pick(256)) + text.slice(at + 1)
  },
  (text, pick) => {
    const at = pick(text.length)
    return text.slice(0, at) + text.slice(at + 1 + pick(60))
  },
  (text, pick) => {
    const at = pick(text.length)
    return text.slice(0, at) + words[pick(words.length)]! + text.slice(at)
  },
  (text, pick) => text.slice(0, pick(text.length)),
  // Copies a piece of a record into another place.
  (text, pick) => {
    const [from, to] = [pick(text.length), pick(text.length)]
    return text.slice(0, to) + text.slice(from, from + pick(900)) + text.slice(to)
  },
]

test('broken files', () => {
  const pick = random(20261121)
  let refused = 0
  let found = 0
  for (let round = 0; round < 1_500; round++) {
    let text = seeds[round % seeds.length]!
    let copied = false
    for (let count = 1 + pick(4); count > 0; count--) {
      const which = pick(mutations.length)
      copied ||= which === mutations.length - 1
      text = mutations[which]!(text, pick) || 'X'
    }
    const checked = check(text, { size: 1 + pick(3_000) })
    if (checked.refusal !== null) {
      refused += 1
      expect(checked.refusal.message).not.toBe('')
      continue
    }
    const whole = checked.lines.map(({ line: { frame } }) => frame.before + frame.text + frame.after).join('')
    expect(whole === text || whole === text.slice(3), `round ${round}`).toBe(true)
    // A line is a record, a header, a trailer or blank; what is none of these is told of.
    for (const { line } of checked.lines) {
      if (line.kind !== 'UNREADABLE' || line.frame.part === 'FIRST' || line.frame.part === 'MORE') continue
      expect(checked.findings.some((finding) => finding.line === line.frame.line && finding.severity === 'ERROR')).toBe(
        true,
      )
    }
    for (const finding of checked.findings) {
      expect(finding.line).toBeGreaterThan(0)
      expect(Number.isInteger(finding.column) && finding.column > 0, JSON.stringify(finding)).toBe(true)
      // A copied number may stand where nothing tells that it is one.
      if (!copied) expect(`${finding.value} ${finding.message} ${finding.account}`).not.toMatch(/219099998|04051980/)
    }
    found += checked.findings.length
  }
  expect(refused).toBeGreaterThan(10)
  expect(found).toBeGreaterThan(1_500)
})

test('noise', () => {
  const pick = random(42)
  for (let round = 0; round < 200; round++) {
    const text = Array.from({ length: pick(4_000) }, () => String.fromCharCode(pick(256))).join('')
    const { refusal, findings } = check(text, { size: 1 + pick(500), today })
    expect(refusal !== null || findings.length > 0).toBe(true)
  }
})

function checkPieces(pieces: Iterable<string>, after: () => void) {
  const run = createFileCheck({ today, onFinding() {} })
  for (const piece of pieces) {
    run.push(bytesOf(piece))
    after()
  }
  expect(run.end()).toBeNull()
  return run.totals()
}

test('a hundred megabytes without a line end are never held', () => {
  const chunk = 'A'.repeat(1_000_000)
  const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed
  let most = 0
  const text = function* () {
    yield fileOf(lines.slice(0, 2))
    for (let i = 0; i < 100; i++) yield chunk
    yield `\n${fileOf(lines.slice(2))}`
  }
  const checked = checkPieces(text(), () => {
    const { arrayBuffers, heapUsed } = process.memoryUsage()
    most = Math.max(most, arrayBuffers + heapUsed - before)
  })
  expect(checked).toMatchObject({ records: 3, unreadable: 1 })
  expect(most).toBeLessThan(60_000_000)
})
