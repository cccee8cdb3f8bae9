/** A record is a function of what is true: not of how, in which order or in how many steps it was read. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import { addDays } from '../../server/metro2/dates.ts'
import type { Raw } from './documents.ts'
import { outcomeOf } from './life.ts'
import { knownAfter, type Pulled, startTenant, type TestTenant } from './tenant.ts'

let tenant: TestTenant
beforeAll(async () => {
  tenant = await startTenant({ loans: 80, seed: 11 })
})
afterAll(() => tenant.sandbox.close())

const pulls: Pulled[] = []
const stored = new Map<string, string>()

/** Reads what changed into what is stored, as a server does. */
async function sync(): Promise<void> {
  const cursor = pulls.at(-1)?.end.cursor ?? null
  const pulled = await tenant.pull({ mode: 'INCREMENTAL', cursor, known: knownAfter(...pulls) })
  pulls.push(pulled)
  for (const record of pulled.records) {
    if (record.kind === 'DOCUMENT') stored.set(record.key, record.raw)
    if (record.kind === 'SNAPSHOT') stored.set(record.key, loanpro.mergeSnapshot!(stored.get(record.key)!, record.raw))
  }
}

async function readAnew(): Promise<Map<string, string>> {
  const { records } = await tenant.pull({ mode: 'FULL' })
  return new Map(records.flatMap((record) => (record.kind === 'DOCUMENT' ? [[record.key, record.raw] as const] : [])))
}

const reversedLists = ['Payments', 'Transactions', 'Credits', 'Bankruptcies', 'DueDateChanges', 'Customers'] as const

/** The same document with its lists the other way round. */
function reversed(raw: string): string {
  const document = JSON.parse(raw) as { loan: Raw; archive: Raw[] }
  for (const name of reversedLists) {
    const list = document.loan[name]
    const rows = Array.isArray(list) ? list : (list as { results?: unknown[] } | null)?.results
    rows?.reverse()
  }
  document.archive.reverse()
  return JSON.stringify(document)
}

const late = new Set(['71', '78', '80', '82', '83', '84'])

describe.each([0, 1, 12, 18, 31, 45, 90])('after %i more days', (days) => {
  let anew: Map<string, string>
  let day: string
  beforeAll(async () => {
    tenant.sandbox.advance(days)
    day = tenant.sandbox.today()
    await sync()
    anew = await readAnew()
  })

  test('read at once or in steps, each loan has the same record', () => {
    expect(anew.size).toBeGreaterThan(70)
    for (const [key, raw] of anew) expect([key, outcomeOf(stored.get(key)!, day)]).toEqual([key, outcomeOf(raw, day)])
  })

  test('in whatever order LoanPro lists things', () => {
    for (const [key, raw] of anew) {
      expect([key, JSON.stringify(outcomeOf(reversed(raw), day))]).toEqual([key, JSON.stringify(outcomeOf(raw, day))])
    }
  })

  test('no late loan has a later date of first delinquency than its story', () => {
    let seen = 0
    for (const loan of tenant.sandbox.loans()) {
      const outcome = anew.has(String(loan.id)) ? outcomeOf(anew.get(String(loan.id))!, day) : null
      // One that rolls behind keeps the date of its first missed instalment; truth tells the one that is missed now.
      if (outcome?.kind !== 'MAPPED' || loan.has('rolling-30')) continue
      const { accountStatus, dateOfFirstDelinquency, consumerInformationIndicator: held } = outcome.record.base
      if (!late.has(accountStatus) || /^[A-D]$/.test(held)) continue
      seen++
      const latest = addDays(loan.delinquencyCommencedOn(day)!, 30)
      // Stories are told of the first day; later some catch up in part, which keeps the first date.
      const expected = days === 0 || dateOfFirstDelinquency! > latest ? latest : dateOfFirstDelinquency
      expect([loan.id, loan.kinds, dateOfFirstDelinquency]).toEqual([loan.id, loan.kinds, expected])
    }
    expect(seen).toBeGreaterThan(3)
  })
})
