/** The regulator's own hit and miss records, and a real furnisher's file that was freed of identities. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { emptyBase } from '../../server/metro2/assemble.ts'
import { decodeHeader, decodeRecord, encodeRecord } from '../../server/metro2/codec.ts'
import type { Metro2Record } from '../../server/metro2/record.ts'
import { ruleById, validateAgainstPrevious, validateRecord } from '../../server/metro2/rules/registry.ts'
import { sharedText } from './shared.ts'
import { j1 } from './support.ts'

type VectorRecord = Record<string, unknown> & { id: string; segments?: Record<string, unknown> }
interface Vector {
  evaluator: string
  records: VectorRecord[]
  expectedHits: string[]
}

const vectorText = sharedText('fixtures/metro2/cfpb-evaluator-vectors.json')

const text = (values: Record<string, unknown>, key: string) => `${values[key] ?? ''}`
const number = (values: Record<string, unknown>, key: string) => Number(values[key] ?? 0) || 0
const date = (values: Record<string, unknown>, key: string) => (values[key] as string | null) ?? null

type Segments = Record<string, Record<string, unknown>>

function appended({ k2, k4, l1 }: Segments): Partial<Metro2Record> {
  return {
    ...(k2 && {
      k2: {
        // Letters stand in the evaluators' data for an indicator that is no code.
        purchasedFromSoldToIndicator: number(k2, 'purch_sold_ind'),
        purchasedFromSoldToName: text(k2, 'purch_sold_name'),
      },
    }),
    ...(k4 && {
      k4: {
        specializedPaymentIndicator: number(k4, 'spc_pmt_ind'),
        deferredPaymentStartDate: date(k4, 'deferred_pmt_st_dt'),
        balloonPaymentDueDate: date(k4, 'balloon_pmt_due_dt'),
        balloonPaymentAmount: number(k4, 'balloon_pmt_amt'),
      },
    }),
    ...(l1 && {
      l1: {
        changeIndicator: number(l1, 'change_ind'),
        newConsumerAccountNumber: text(l1, 'new_acc_num'),
        newIdentificationNumber: text(l1, 'new_id_num'),
      },
    }),
  }
}

function toRecord(values: Record<string, unknown>): Metro2Record {
  const indicators = (values.cons_info_ind_assoc as string[] | null) ?? []
  const ecoas = (values.ecoa_assoc as string[] | null) ?? []
  const associated = Array.from({ length: Math.max(indicators.length, ecoas.length) }, (_, i) =>
    j1({ consumerInformationIndicator: indicators[i] ?? '', ecoaCode: ecoas[i] ?? '' }),
  )
  const base = {
    ...emptyBase(),
    identificationNumber: text(values, 'id_num'),
    consumerAccountNumber: text(values, 'cons_acct_num'),
    portfolioType: text(values, 'port_type'),
    accountType: text(values, 'acct_type'),
    dateOpened: date(values, 'date_open'),
    creditLimit: number(values, 'credit_limit'),
    highestCredit: number(values, 'hcola'),
    termsDuration: text(values, 'terms_dur'),
    termsFrequency: text(values, 'terms_freq'),
    scheduledMonthlyPaymentAmount: number(values, 'smpa'),
    actualPaymentAmount: number(values, 'actual_pmt_amt'),
    accountStatus: text(values, 'acct_stat'),
    paymentRating: text(values, 'pmt_rating'),
    paymentHistoryProfile: text(values, 'php'),
    specialComment: text(values, 'spc_com_cd'),
    complianceConditionCode: text(values, 'compl_cond_cd'),
    currentBalance: number(values, 'current_bal'),
    amountPastDue: number(values, 'amt_past_due'),
    originalChargeOffAmount: number(values, 'orig_chg_off_amt'),
    dateOfAccountInformation: date(values, 'doai'),
    dateOfFirstDelinquency: date(values, 'dofd'),
    dateClosed: date(values, 'date_closed'),
    dateOfLastPayment: date(values, 'dolp'),
    ecoaCode: text(values, 'ecoa'),
    consumerInformationIndicator: text(values, 'cons_info_ind'),
    firstName: text(values, 'first_name'),
    surname: text(values, 'surname'),
  }
  return { base, j1: associated, j2: [], ...appended((values.segments ?? {}) as Segments) }
}

describe.skipIf(vectorText === null)('CFPB evaluator vectors (skips without ../shared)', () => {
  const { defaults, vectors } = JSON.parse(vectorText ?? '{"defaults":{},"vectors":[]}') as {
    defaults: Record<string, unknown>
    vectors: Vector[]
  }

  test('all evaluators are rules, with all their records', () => {
    expect(vectors.length).toBe(93)
    expect(vectors.reduce((sum, vector) => sum + vector.records.length, 0)).toBe(605)
    expect(vectors.filter(({ evaluator }) => ruleById(evaluator) === undefined)).toEqual([])
  })

  test.each(vectors.map((vector) => [vector.evaluator, vector] as const))('%s', (id, vector) => {
    const valuesOf = new Map(vector.records.map((entry) => [entry.id, { ...defaults, ...entry }]))
    const hits = (entry: VectorRecord): boolean => {
      const values = valuesOf.get(entry.id)!
      const activityDate = values.activity_date as string
      const context = { asOf: activityDate, activityDate }
      if (!ruleById(id)!.scopes.includes('previous')) {
        return validateRecord(toRecord(values), context).some((finding) => finding.rule === id)
      }
      const before = valuesOf.get(`${values.previousId}`)
      if (before === undefined) return false
      const previous = { record: toRecord(before), activityDate: before.activity_date as string }
      return validateAgainstPrevious(toRecord(values), previous, context).some((finding) => finding.rule === id)
    }
    const found = vector.records.filter(hits).map((entry) => entry.id)
    expect(found.sort()).toEqual([...vector.expectedHits].sort())
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
