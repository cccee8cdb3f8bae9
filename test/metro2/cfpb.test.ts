/** The regulator's own hit and miss records, and a real furnisher's file that was freed of identities. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { emptyBase } from '../../server/metro2/assemble.ts'
import { decodeHeader, decodeRecord, encodeRecord } from '../../server/metro2/codec.ts'
import type { Metro2Record } from '../../server/metro2/record.ts'
import { ruleById, validateRecord } from '../../server/metro2/rules/registry.ts'
import { sharedText } from './shared.ts'
import { j1 } from './support.ts'

type VectorRecord = Record<string, unknown> & { id: string; segments?: Record<string, unknown> }
interface Vector {
  evaluator: string
  records: VectorRecord[]
  expectedHits: string[]
}

const vectorText = sharedText('fixtures/metro2/cfpb-evaluator-vectors.json')

/** Needs a segment that our records do not carry, or the month before. */
const elsewhere = /^(AccountChange-|Balloon-|SCC-PurchasedSold-2|PHP-|PROG-)/

function toRecord(values: Record<string, unknown>): Metro2Record {
  const text = (key: string) => `${values[key] ?? ''}`
  const number = (key: string) => Number(values[key] ?? 0)
  const date = (key: string) => (values[key] as string | null) ?? null
  const indicators = (values.cons_info_ind_assoc as string[] | null) ?? []
  const ecoas = (values.ecoa_assoc as string[] | null) ?? []
  const associated = Array.from({ length: Math.max(indicators.length, ecoas.length) }, (_, i) =>
    j1({ consumerInformationIndicator: indicators[i] ?? '', ecoaCode: ecoas[i] ?? '' }),
  )
  const base = {
    ...emptyBase(),
    identificationNumber: text('id_num'),
    consumerAccountNumber: text('cons_acct_num'),
    portfolioType: text('port_type'),
    accountType: text('acct_type'),
    dateOpened: date('date_open'),
    creditLimit: number('credit_limit'),
    highestCredit: number('hcola'),
    termsDuration: text('terms_dur'),
    termsFrequency: text('terms_freq'),
    scheduledMonthlyPaymentAmount: number('smpa'),
    actualPaymentAmount: number('actual_pmt_amt'),
    accountStatus: text('acct_stat'),
    paymentRating: text('pmt_rating'),
    paymentHistoryProfile: text('php'),
    specialComment: text('spc_com_cd'),
    complianceConditionCode: text('compl_cond_cd'),
    currentBalance: number('current_bal'),
    amountPastDue: number('amt_past_due'),
    originalChargeOffAmount: number('orig_chg_off_amt'),
    dateOfAccountInformation: date('doai'),
    dateOfFirstDelinquency: date('dofd'),
    dateClosed: date('date_closed'),
    dateOfLastPayment: date('dolp'),
    ecoaCode: text('ecoa'),
    consumerInformationIndicator: text('cons_info_ind'),
    firstName: text('first_name'),
    surname: text('surname'),
  }
  return { base, j1: associated, j2: [] }
}

describe.skipIf(vectorText === null)('CFPB evaluator vectors (skips without ../shared)', () => {
  const { defaults, vectors } = JSON.parse(vectorText ?? '{"defaults":{},"vectors":[]}') as {
    defaults: Record<string, unknown>
    vectors: Vector[]
  }
  const ours = vectors.filter((vector) => !elsewhere.test(vector.evaluator))

  test('every evaluator of one record is a rule', () => {
    expect(ours.filter((vector) => ruleById(vector.evaluator) === undefined).map((vector) => vector.evaluator)).toEqual(
      [],
    )
    expect(ours.length).toBe(63)
  })

  test.each(ours.map((vector) => [vector.evaluator, vector] as const))('%s', (id, vector) => {
    const rule = ruleById(id)!
    const expressible = vector.records.filter((entry) => {
      const segments = entry.segments ?? {}
      return !('l1' in segments) && !('k2' in segments && id.startsWith('SCC-PurchasedSold'))
    })
    const hits = expressible
      .filter((entry) => {
        const values = { ...defaults, ...entry }
        const activityDate = values.activity_date as string
        return rule.check(toRecord(values), { asOf: activityDate, activityDate }) !== null
      })
      .map((entry) => entry.id)
    const known = new Set(expressible.map((entry) => entry.id))
    expect(hits.sort()).toEqual(vector.expectedHits.filter((hit) => known.has(hit)).sort())
    expect(expressible.length).toBeGreaterThan(0)
  })
})

const archive = 'fixtures/metro2/cfpb/m2_2k_lines_deidentified.TXT.zip'

/** The only file of a zip archive. */
function unzip(zip: Buffer): string {
  const directory = zip.readUInt32LE(zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1')) + 16)
  const size = zip.readUInt32LE(directory + 20)
  const local = zip.readUInt32LE(directory + 42)
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
  return inflateRawSync(zip.subarray(start, start + size)).toString('latin1')
}

describe.skipIf(sharedText(archive) === null)('a real file of 1,998 records (skips without ../shared)', () => {
  const lines = () =>
    unzip(readFileSync(resolve(import.meta.dirname, '../../../shared', archive)))
      .split(/\r?\n/)
      .filter((line) => line !== '')

  test('reads whole but for the record that was broken on purpose', () => {
    const all = lines()
    expect(all).toHaveLength(2000)
    expect(decodeHeader(all[0]!).header.activityDate).toBe('2019-01-31')
    const decoded = all.slice(1, -1).map((line) => decodeRecord(line))
    expect(decoded.reduce((sum, d) => sum + d.record.j1.length, 0)).toBe(395)
    expect(decoded.reduce((sum, d) => sum + d.record.j2.length, 0)).toBe(417)
    // One record is shifted, another has a negative amount past due.
    expect(decoded.filter((d) => d.problems.some((p) => p.code !== 'LENGTH')).length).toBe(2)
  })

  test('is written back as it was', () => {
    const reserved = (line: string) => `${line.slice(0, 214)}${' '.repeat(17)}${line.slice(231)}`
    let same = 0
    for (const line of lines().slice(1, -1)) {
      if (reserved(encodeRecord(decodeRecord(line).record).text) === reserved(line)) same++
    }
    // The rest: 13 with the transaction type of the old guide in J1 or J2, one shifted, one with a negative amount, one
    // whose descriptor word is not its length.
    expect(same).toBe(1998 - 16)
  })

  test('gives the hits the evaluators are known to give on it', () => {
    const counts: Record<string, number> = {}
    for (const line of lines().slice(1, -1)) {
      const { record, problems } = decodeRecord(line)
      if (problems.some((problem) => problem.code !== 'LENGTH')) continue
      for (const finding of validateRecord(record, { asOf: '2019-01-31' })) {
        counts[finding.rule] = (counts[finding.rule] ?? 0) + 1
      }
    }
    expect(counts).toMatchObject({
      'Status-APD-2': 1217,
      'DTCL-DOLP-1': 60,
      'Status-PaymentAmount-1': 27,
      'Status-DOFD-1': 12,
      // Fifteen in all; seven carry a bankruptcy indicator, where the date is that of the petition.
      'Status-DOFD-2': 8,
      // One more was exactly seven years old; the rule says later.
      'DOAI-DOFD-1': 210,
    })
  })
})
