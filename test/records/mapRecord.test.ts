import { createSecretKey } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { compilePreset } from '../../server/mapping/compile.ts'
import type { PreviousReport } from '../../server/metro2/rules/previous.ts'
import { type MappedRecord, mapRecord } from '../../server/records/mapRecord.ts'
import { base } from '../metro2/support.ts'
import { fakePlugin, fakePreset } from '../support/fakePlugin.ts'

const compiled = compilePreset(fakePreset, fakePlugin.catalogue)
if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems))
const f = {
  ...{ plugin: fakePlugin, capabilities: {}, program: compiled.program, presetVersionId: 'v1' },
  ...{ asOf: '2026-06-30', identificationNumber: 'SUMMIT01', indexKey: createSecretKey(Buffer.alloc(32, 7)) },
}

function mapped(document: Record<string, unknown>, previous: PreviousReport | null): MappedRecord {
  const record = mapRecord(f, document, Buffer.from('hash'), f.asOf, previous)
  if (record.kind === 'FAILED') throw new Error(JSON.stringify(record.failures))
  return record
}

describe('what was reported before', () => {
  const document = {
    ...{ number: 'F-1', contractDate: '2026-01-10', amount: 500000, payment: 30000, balance: 400000 },
    instalments: [{ due: '2026-02-15' }, { due: '2026-03-15' }, { due: '2026-04-15' }],
    payments: [
      { date: '2026-02-15', amount: 30000 },
      { date: '2026-03-15', amount: 30000 },
    ],
    people: [{ first: 'Ann', last: 'Bell', ssn: '219099998', born: '1980-04-05' }],
  }
  const report = (more: Parameters<typeof base>[0]): PreviousReport => ({
    record: { base: base({ dateOfAccountInformation: '2026-05-31', ...more }), j1: [], j2: [] },
    activityDate: '2026-05-31',
  })

  test('is part of the inputs only where there is something, whatever the order of its keys', () => {
    const without = mapped(document, null).inputHash
    const one = mapped(document, report({ accountStatus: '71' })).inputHash
    expect(mapped(document, null).inputHash).toEqual(without)
    expect(one).not.toEqual(without)
    expect(mapped(document, report({ accountStatus: '78' })).inputHash).not.toEqual(one)
    const { record, activityDate } = report({ accountStatus: '71' })
    const turned = Object.fromEntries(Object.entries(record.base).reverse()) as typeof record.base
    expect(mapped(document, { activityDate, record: { j2: [], j1: [], base: turned } }).inputHash).toEqual(one)
  })

  test('differs on evidence: rules about the month before warn, and hold nothing', () => {
    const previous = report({ accountStatus: '11', paymentHistoryProfile: '0000'.padEnd(24, 'B') })
    const record = mapped(document, previous)
    // April 15 was unpaid for 46 days on May 31, and current was reported.
    expect(record.corrected.map(({ field }) => field)).toEqual(['paymentHistoryProfile'])
    const php = record.findings.filter(({ rule }) => rule === 'G-PHP-3' || rule === 'PREVIOUS-PHP-1')
    expect(php.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['PREVIOUS-PHP-1', 'WARNING'],
      ['G-PHP-3', 'WARNING'],
    ])
  })
})
