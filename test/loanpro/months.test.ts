/** A tenant reported month after month: each report is the previous one of the next. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import type { Sandbox } from '../../plugins/loanpro/sandbox/index.ts'
import { compilePreset } from '../../server/mapping/compile.ts'
import type { MappingOutcome } from '../../server/mapping/program.ts'
import type { Metro2Record } from '../../server/metro2/record.ts'
import { type PreviousReport, validateAgainstPrevious } from '../../server/metro2/rules/previous.ts'
import type { Raw } from './documents.ts'
import { knownAfter, type Pulled, startTenant, type TestTenant } from './tenant.ts'

/** What months say of themselves: nothing about them contradicts the month before. */
const ofThemselves = new Set(['G-BAL-1', 'G-CCC-2', 'G-CO-1', 'G-FIN-1'])

type Mapped = Extract<MappingOutcome, { kind: 'MAPPED' }>

describe('a tenant reported month after month', () => {
  let tenant: TestTenant
  let sandbox: Sandbox
  const stored = new Map<string, { raw: string; snapshotDate: string | null }>()
  const pulls: Pulled[] = []
  const reports = new Map<string, PreviousReport>()
  const compiled = compilePreset(loanpro.presets[0]!.text, loanpro.catalogue)
  if (!compiled.ok) throw new Error('the preset does not compile')
  const { program } = compiled

  beforeAll(async () => {
    tenant = await startTenant({ loans: 100, seed: 5 })
    sandbox = tenant.sandbox
  })
  afterAll(() => sandbox.close())

  async function sync(): Promise<void> {
    const cursor = pulls.at(-1)?.end.cursor ?? null
    const pulled = await tenant.pull({ mode: 'INCREMENTAL', cursor, known: knownAfter(...pulls) })
    pulls.push(pulled)
    for (const record of pulled.records) {
      if (record.kind === 'DOCUMENT') stored.set(record.key, record)
      if (record.kind !== 'SNAPSHOT') continue
      const raw = loanpro.mergeSnapshot!(stored.get(record.key)!.raw, record.raw)
      stored.set(record.key, { raw, snapshotDate: record.snapshotDate })
    }
  }

  /** Every loan that is mapped, with the documents as `cut` leaves them. */
  function* mapped(previous: Map<string, PreviousReport>, cut = (document: Raw) => document) {
    const asOf = sandbox.today()
    for (const [key, { raw, snapshotDate }] of stored) {
      const { document } = loanpro.normalize(raw, { capabilities: {} })
      const before = previous.get(key) ?? null
      const inputs = { asOf, identificationNumber: 'FURNISHER1', snapshotDate, previous: before?.record ?? null }
      const outcome = program.run(cut(document), inputs)
      if (outcome.kind === 'MAPPED') yield { key, asOf, before, outcome }
    }
  }

  function contradictions(record: Metro2Record, before: PreviousReport | null, outcome: Mapped, asOf: string) {
    const rules = before === null ? [] : validateAgainstPrevious(record, before, { asOf })
    return [...outcome.findings.filter(({ rule }) => rule.startsWith('PREVIOUS-')), ...rules]
      .filter(({ rule }) => !ofThemselves.has(rule))
      .map(({ rule, values }) => ({ rule, values }))
  }

  test.each([0, 31, 30])('%i more days: the same facts contradict no report', async (days) => {
    sandbox.advance(days)
    await sync()
    const next = new Map<string, PreviousReport>()
    for (const { key, asOf, before, outcome } of mapped(reports)) {
      expect({ key, found: contradictions(outcome.record, before, outcome, asOf) }).toEqual({ key, found: [] })
      expect(outcome.corrected).toEqual([])
      next.set(key, { record: outcome.record, activityDate: asOf })
    }
    expect(next.size).toBeGreaterThan(85)
    for (const [key, report] of next) reports.set(key, report)
  })

  test('a source that begins this month reports the same, with what was reported before', async () => {
    const before = new Map(reports)
    sandbox.advance(30)
    await sync()
    const begins = sandbox.today().replace(/-\d\d$/, '-01')
    const young = (row: Raw) => (row.date as string) >= begins
    const cut = (document: Raw): Raw => ({
      ...document,
      Transactions: (document.Transactions as Raw[]).filter(young),
      Payments: (document.Payments as Raw[]).filter(young),
      StatusArchive: (document.StatusArchive as Raw[]).filter(young),
    })
    const whole = new Map([...mapped(before)].map(({ key, outcome }) => [key, said(outcome)]))
    const late = [...whole.values()].filter(({ dateOfFirstDelinquency }) => dateOfFirstDelinquency !== null)
    expect(late.length).toBeGreaterThan(20)
    for (const { key, outcome } of mapped(before, cut)) {
      expect({ key, ...said(outcome) }).toEqual({ key, ...whole.get(key) })
    }
  })
})

function said({ record: { base } }: Mapped) {
  const { accountStatus, dateOfFirstDelinquency, paymentHistoryProfile } = base
  return { accountStatus, dateOfFirstDelinquency, paymentHistoryProfile }
}
